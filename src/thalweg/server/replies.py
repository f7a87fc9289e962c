"""Requests and replies: what every address does with a body, an error, and what a client has already."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from types import MappingProxyType

from fastapi import Request
from fastapi.responses import Response
from starlette.requests import ClientDisconnect

from thalweg.errors import BadInput, Problem
from thalweg.server.kept import Body, json_of, matches
from thalweg.server.schemas import BadJson
from thalweg.server.work import Busy, Limits, TooLong
from thalweg.store.records import Missing, Stale, Taken, Unreachable

_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
_STATUS = ((BadJson, 400), (Missing, 404), (Taken, 409), (Stale, 412), (Busy, 503), (TooLong, 503), (Unreachable, 503))


class Refused(BadInput):
    """A request that is answered with a status of its own."""

    def __init__(self, status: int, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(problem)
        self.status, self.headers = status, dict(headers or {})


def status_of(error: BadInput) -> int:
    """Return the status of HTTP that fits an error."""
    if isinstance(error, Refused):
        return error.status
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 422)


async def read_body(request: Request, limits: Limits) -> bytes:
    """Read the body of a request, as far as it may be long and slow.

    Raises
    ------
    Refused
        If it is no JSON by its header, too long, or too slow.
    """
    kind = request.headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, Problem("", 0, "Content-Type", "not-served", repr(kind), "application/json"))
    most = limits.body_bytes
    too_long = Refused(413, Problem("", 0, "body", "over-limit", "a longer body", f"at most {most:,} bytes"))
    stated = request.headers.get("content-length", "")
    if stated.isascii() and stated.isdigit() and (len(stated) > len(str(most)) or int(stated) > most):
        raise too_long
    found = bytearray()
    try:
        async with asyncio.timeout(limits.body_s):
            async for part in request.stream():
                found += part
                if len(found) > most:
                    raise too_long
    except ClientDisconnect:
        problem = Problem("", 0, "body", "bad-json", "the connection ended", "the whole body")
        raise Refused(400, problem) from None
    except TimeoutError:
        expected = f"the body within {limits.body_s:g} s"
        raise Refused(408, Problem("", 0, "body", "over-limit", "a slower body", expected)) from None
    return bytes(found)


def no_fields(request: Request) -> None:
    """Refuse fields where none are taken."""
    for name in request.query_params:
        raise BadInput(Problem("", 0, name, "unknown-field", f"no field {name!r}", "an address without fields"))


def sent(request: Request, body: Body, more: Mapping[str, str] = MappingProxyType({})) -> Response:
    """Send a body, compressed if the client takes that; nothing if it has it already."""
    headers = {"Cache-Control": "no-cache", "Vary": "Accept, Accept-Encoding", **more}
    if request.method == "GET":
        if matches(body.tag, request.headers.get("if-none-match", "")):
            return unchanged(body.tag)
        headers["ETag"] = body.tag
    if body.packed and _GZIP.search(request.headers.get("accept-encoding", "")):
        return Response(body.held, media_type=body.kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(body.plain, media_type=body.kind, headers=headers)


def unchanged(tag: str) -> Response:
    """Tell that what a client has is still the answer."""
    return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "no-cache"})


def error_reply(status: int, error: BadInput, headers: Mapping[str, str] | None = None, **more: object) -> Response:
    """Send the one form of errors, with what else belongs to it."""
    data = json_of(error.as_dict() | more)
    return Response(data, status, {"Cache-Control": "no-store", **(headers or {})}, "application/json")
