"""The addresses of what is saved beside a case: scenarios, claims, notes, their history, and all of it as a folder."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import Response

from thalweg import __version__
from thalweg.errors import BadInput, Problem, nearest
from thalweg.server.desk import CASE, Desk
from thalweg.server.kept import Body, json_of, tag_of
from thalweg.server.replies import Refused, no_fields, read_body, sent
from thalweg.server.saved_forms import EXPORT, HISTORY, PLURAL, SAVED, entry, taking
from thalweg.server.schemas import json_from
from thalweg.server.who import Who
from thalweg.store import saving
from thalweg.store.book import MOST_ENTRIES, Store
from thalweg.store.folder import zipped
from thalweg.store.laid import Laid
from thalweg.store.reading import sent as shaped
from thalweg.store.records import KINDS, Kind, Record

T = TypeVar("T")
_REVISION = re.compile(r'"?([1-9]\d{0,8})"?', re.ASCII)
_NUMBER = re.compile(r"[1-9]\d{0,17}", re.ASCII)


class SavedApi:
    """What is saved beside a case."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def join(self, app: FastAPI) -> None:
        """Give the application its addresses."""
        case = [self._desk.case_field("tumen")]

        @app.get(f"{CASE}/saved", **entry("saved", "What is saved beside a case.", SAVED, case))
        async def saved(request: Request) -> Response:
            return await self._saved(request)

        @app.get(
            f"{CASE}/history", **entry("history", "What was saved, changed and deleted, and by whom.", HISTORY, case)
        )
        async def history(request: Request) -> Response:
            return await self._history(request)

        @app.get(
            f"{CASE}/export.zip",
            **entry("export-folder", "The case as a folder, with all that is saved.", EXPORT, case),
        )
        async def export(request: Request) -> Response:
            return await self._export(request)

        for kind in KINDS:
            self._join_kind(app, kind, case)

    def _join_kind(self, app: FastAPI, kind: Kind, case: list[dict[str, Any]]) -> None:
        """Give the records of a kind their addresses."""

        async def make(request: Request) -> Response:
            who, name, store = await self._writing(request, f"saving a {kind}")
            it = shaped(kind, json_from(await read_body(request, self._desk.limits)))
            record, new = await self._run(lambda: saving.make(store, self._look(name), kind, it, who.name))
            where = f"/api/cases/{quote(name)}/saved/{PLURAL[kind]}/{record.id}"
            return _told(record, 201 if new else 200, {"Location": where})

        async def change(request: Request) -> Response:
            who, name, store = await self._writing(request, f"saving a {kind}")
            key, revision = request.path_params["id"], _revision(request)
            it = shaped(kind, json_from(await read_body(request, self._desk.limits)))
            look = self._look(name)
            return _told(await self._run(lambda: saving.change(store, look, kind, key, revision, it, who.name)))

        async def remove(request: Request) -> Response:
            who, name, store = await self._writing(request, f"deleting a {kind}")
            key, revision = request.path_params["id"], _revision(request)
            look = self._look(name)

            def work() -> None:
                if saving.maker(look(), kind, key) != who.name:
                    who.need("admin", f"deleting a {kind} that somebody else made")
                saving.remove(store, look, kind, key, revision, who.name)

            await self._run(work)
            return Response(status_code=204, headers={"Cache-Control": "no-store"})

        for method, ask, address in (("POST", make, ""), ("PUT", change, "/{id}"), ("DELETE", remove, "/{id}")):
            app.add_api_route(
                f"{CASE}/saved/{PLURAL[kind]}{address}", ask, methods=[method], **taking(kind, method, case)
            )

    async def _saved(self, request: Request) -> Response:
        who = await self._desk.who(request)
        case = self._desk.case_of(request, who)
        no_fields(request)
        stamp = await self._desk.stamp(case)
        laid = await self._run(lambda: self._desk.shelf.laid(case))
        tag = tag_of(__version__, "saved", case, stamp, laid.mark, str(laid.edition))
        body = self._desk.kept.get(tag)
        if body is None:
            body = Body.of_data(laid.as_dict(), tag)
            self._desk.kept.put(body)
        return sent(request, body)

    async def _history(self, request: Request) -> Response:
        """Tell what happened to a case; who is no admin sees what they did themselves."""
        who = await self._desk.who(request)
        case = self._desk.case_of(request, who)
        limit, before = _page(request)
        store = self._desk.shelf.store
        own = None if who.may("admin") else who.name
        found = [] if store is None else await self._run(lambda: store.history(case, limit, before, own))
        return sent(request, Body.of_data({"history": [e.as_dict() for e in found]}))

    async def _export(self, request: Request) -> Response:
        who = await self._desk.who(request, "admin", "an export")
        case = self._desk.case_of(request, who)
        no_fields(request)
        shelf = self._desk.shelf

        def work() -> bytes:
            laid = shelf.laid(case, now=True)
            return zipped(laid, [] if shelf.store is None else shelf.store.whole_history(case))

        data = await self._desk.quick.run(lambda _: work(), self._desk.limits.answer_s)
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(case, safe='')}.zip",
        }
        return Response(data, 200, headers, "application/zip")

    async def _writing(self, request: Request, what: str) -> tuple[Who, str, Store]:
        """Return who wants to save, in which case, and where to."""
        who = await self._desk.who(request, "analyst", what)
        case = self._desk.case_of(request, who)
        no_fields(request)
        store = self._desk.shelf.store
        if store is None:
            problem = Problem("", 0, "store", "not-allowed", what, "a server that keeps something", "see --store")
            raise Refused(403, problem)
        await self._desk.stamp(case)
        return who, case, store

    def _look(self, case: str) -> Callable[[], Laid]:
        return lambda: self._desk.shelf.laid(case, now=True)

    async def _run(self, work: Callable[[], T]) -> T:
        return await self._desk.store.run(lambda _: work(), self._desk.limits.answer_s)


def _told(record: Record, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Send a record with its revision as its tag."""
    more = {"Cache-Control": "no-store", "ETag": f'"{record.revision}"', **(headers or {})}
    return Response(json_of(record.as_dict()), status, more, "application/json")


def _revision(request: Request) -> int:
    """Return the revision that a change is meant for."""
    given = request.headers.get("if-match", "")
    if not given:
        hint = "the revision that was looked at, so that no change of somebody else is lost"
        raise Refused(428, Problem("", 0, "If-Match", "missing-field", "nothing", 'If-Match: "REVISION"', hint))
    read = _REVISION.fullmatch(given.strip())
    if read is None:
        raise BadInput(Problem("", 0, "If-Match", "bad-value", repr(given), 'a revision, as "3"'))
    return int(read[1])


def _page(request: Request) -> tuple[int, int | None]:
    """Return how many entries are wanted, and before which."""
    given = request.query_params.multi_items()
    found: dict[str, int] = {}
    for name, value in given:
        if name not in ("limit", "before"):
            hint = nearest(name, ("limit", "before"))
            raise BadInput(Problem("", 0, name, "unknown-field", f"no field {name!r}", "limit or before", hint))
        if not _NUMBER.fullmatch(value) or (name == "limit" and int(value) > MOST_ENTRIES) or name in found:
            expected = f"a number from 1 to {MOST_ENTRIES}" if name == "limit" else "the number of an entry, once"
            raise BadInput(Problem("", 0, name, "bad-value", repr(value), expected))
        found[name] = int(value)
    return found.get("limit", 100), found.get("before")
