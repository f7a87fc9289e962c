"""What OpenAPI says of the addresses of what is saved."""

from __future__ import annotations

from typing import Any

from thalweg.server.schemas import ErrorForm
from thalweg.store.records import Kind
from thalweg.store.shapes import SENT
from thalweg.tables.base import Json

PLURAL: dict[Kind, str] = {"scenario": "scenarios", "claim": "claims", "note": "notes"}
"""How the records of a kind are called in an address."""
_TEXT, _NUMBER = {"type": "string"}, {"type": "integer"}
_HEAD = {"id": _TEXT, "revision": _NUMBER, "by": _TEXT, "made_at": _TEXT, "changed_at": _TEXT}
_RECORD: Json = {"type": "object", "properties": _HEAD, "required": list(_HEAD)}
_ENTRY: Json = {
    "type": "object",
    "properties": {
        "entry": _NUMBER,
        **dict.fromkeys(("who", "when", "case", "kind", "id"), _TEXT),
        "action": {"type": "string", "enum": ["created", "changed", "deleted", "revoked"]},
        "revision": _NUMBER,
        "before": {"type": ["object", "null"]},
        "after": {"type": ["object", "null"]},
    },
}


def _of(kind: str, schema: Json, told: str) -> Json:
    return {"description": told, "content": {kind: {"schema": schema}}}


def _lists(names: list[str], item: Json) -> Json:
    lists = {n: {"type": "array", "items": item} for n in names}
    return {"type": "object", "properties": lists, "required": names}


RECORD = _of("application/json", _RECORD, "The record as it is saved.")
SAVED = _of("application/json", _lists(list(PLURAL.values()), _RECORD), "Every record that stands.")
HISTORY = _of("application/json", _lists(["history"], _ENTRY), "Entries of the audit trail, the newest first.")
EXPORT = _of("application/zip", {"type": "string", "format": "binary"}, "The folder, as a ZIP file.")
_WRONG = {
    400: "No JSON.", 401: "No token, or one that is not valid.", 403: "The role does not allow it.",
    404: "No such case or record.", 408: "Too slow.", 409: "It is there already.",
    412: "Somebody changed it; `current` is the record as it is now.", 413: "Too long.",
    415: "Not sent as application/json.", 422: "It cannot be used.", 428: "If-Match is missing.",
    429: "Too many failed tokens.", 503: "Too much to do, or the store does not answer.",
}  # fmt: skip
_FIELDS: Json = {
    "history": [
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}},
        {"name": "before", "in": "query", "schema": {"type": "integer", "minimum": 1}},
    ]
}


def _wrong(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {s: {"description": _WRONG[s], "model": ErrorForm} for s in statuses}


def entry(name: str, told: str, answer: Json, fields: list[Json]) -> dict[str, Any]:
    """Return what is said of an address that is read."""
    responses = {200: answer, **_wrong(401, 403, 404, 422, 429, 503)}
    extra = {"parameters": [*fields, *_FIELDS.get(name, ())]}
    return {"summary": told, "operation_id": name, "responses": responses, "openapi_extra": extra, "tags": ["saved"]}


def taking(kind: Kind, method: str, fields: list[Json]) -> dict[str, Any]:
    """Return what is said of an address that is written to."""
    verb = {"POST": "Save a new", "PUT": "Change a", "DELETE": "Delete a"}[method]
    extra: Json = {"parameters": list(fields)}
    if method != "DELETE":
        extra["requestBody"] = {"required": True, "content": {"application/json": {"schema": _inlined(kind)}}}
    wrong = [400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 503]
    if method != "POST":
        name = {"name": "id", "in": "path", "required": True, "schema": _TEXT}
        match = {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}, "example": '"1"'}
        extra["parameters"] += [name, match]
        wrong += [412, 428]
    good: dict[str, dict[int | str, dict[str, Any]]] = {
        "POST": {201: RECORD, 200: RECORD},
        "PUT": {200: RECORD},
        "DELETE": {204: {"description": "It is gone."}},
    }
    responses: dict[int | str, dict[str, Any]] = {**good[method], **_wrong(*wrong)}
    told = f"{verb} {kind}."
    if kind == "claim":
        told = {"POST": told, "PUT": "Correct a claim, by one that replaces it.", "DELETE": "Withdraw a claim."}[method]
    return {
        "summary": told, "operation_id": f"{kind}-{method.lower()}", "responses": responses, "openapi_extra": extra,
        "tags": ["saved"], "status_code": next(iter(good[method])), "response_model": None,
    }  # fmt: skip


def _inlined(kind: Kind) -> Json:
    """Return the shape of what is sent, with the shapes of its parts in their places."""
    schema = SENT[kind].model_json_schema()
    parts = schema.pop("$defs", {})

    def put(it: Any) -> Any:
        if isinstance(it, dict):
            name = str(it.get("$ref", "")).rpartition("/")[2]
            return put(parts[name]) if name else {k: put(v) for k, v in it.items()}
        return [put(x) for x in it] if isinstance(it, list) else it

    found: Json = put(schema)
    return found
