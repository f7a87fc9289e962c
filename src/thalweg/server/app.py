"""The application: addresses, what is answered there, and the one form of every error."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response, StreamingResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp

from thalweg import __version__
from thalweg.errors import BadInput, Problem, nearest
from thalweg.server import exports
from thalweg.server.guard import LOOPBACK, Guard
from thalweg.server.kept import Body, Kept, json_of, matches, tag_of
from thalweg.server.pages import INDEX, index_page, static_files
from thalweg.server.questions import QUESTIONS, Report, Served, Values
from thalweg.server.schemas import (
    BadJson,
    CaseList,
    ErrorForm,
    body_of,
    from_body,
    from_query,
    parameters,
)
from thalweg.server.shelf import Shelf
from thalweg.server.stream import FAULT, KIND, events
from thalweg.server.work import Busy, Lane, Limits, TooLong
from thalweg.study import Study
from thalweg.tables.base import Json

CASE = "/api/cases/{case}"
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


class Refused(BadInput):
    """A request that is answered with a status of its own."""

    def __init__(self, status: int, problem: Problem) -> None:
        super().__init__(problem)
        self.status = status


def status_of(error: BadInput) -> int:
    """Return the status of HTTP that fits an error."""
    if isinstance(error, Refused):
        return error.status
    return 400 if isinstance(error, BadJson) else 503 if isinstance(error, Busy | TooLong) else 422


def make_app(shelf: Shelf, limits: Limits | None = None) -> ASGIApp:
    """Return the application that serves the cases of a shelf on this machine."""
    api = _Api(shelf, limits or Limits())
    app = FastAPI(
        title="Thalweg",
        version=__version__,
        summary="Can it pass, may it pass, by which way, and on whose word?",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=api.lifespan,
    )
    app.add_exception_handler(BadInput, _told)
    app.add_exception_handler(HTTPException, _told_of_http)
    app.add_exception_handler(Exception, _told_of_fault)
    api.join(app)
    return Guard(app, LOOPBACK)


class _Api:
    """What the addresses share: cases, threads, and answers given before."""

    def __init__(self, shelf: Shelf, limits: Limits) -> None:
        self._shelf, self._limits = shelf, limits
        self._kept = Kept(limits.kept_bytes)
        self._quick = Lane("quick", limits.quick, limits.waiting)
        self._long = Lane("long", limits.long, limits.waiting)
        self._static = static_files()
        briefs = shelf.briefs()
        self._index = index_page(self._static[INDEX], briefs)
        listed = CaseList(version=__version__, questions=list(QUESTIONS), cases=briefs)
        self._list = Body.of_data(listed.model_dump())
        self._openapi: Body | None = None

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """Stop what is at work when the server ends."""
        yield
        self._quick.close()
        self._long.close()

    def join(self, app: FastAPI) -> None:
        """Give the application its addresses."""

        @app.get("/", include_in_schema=False)
        async def index(request: Request) -> Response:
            return _sent(request, self._index)

        @app.get("/static/{name:path}", include_in_schema=False)
        async def static(request: Request, name: str) -> Response:
            if name not in self._static:
                raise HTTPException(404)
            return _sent(request, self._static[name])

        @app.get("/openapi.json", include_in_schema=False)
        async def openapi(request: Request) -> Response:
            self._openapi = self._openapi or Body.of_data(app.openapi())
            return _sent(request, self._openapi)

        told = "The cases that are served, and the questions that each answers."
        shape = {200: {"model": CaseList}, 422: {"model": ErrorForm}}

        @app.get("/api/cases", summary=told, operation_id="cases", responses=shape, tags=["cases"])  # type: ignore[arg-type]
        async def cases(request: Request) -> Response:
            _no_fields(request)
            return _sent(request, self._list)

        told = "What a case holds: places, movers, scenarios, levers, and the days on which something changes."
        extra = {"parameters": [self._case_name("tumen")]}

        @app.get(CASE, summary=told, operation_id="about", responses=_responses(), openapi_extra=extra, tags=["cases"])
        async def about(request: Request) -> Response:
            _no_fields(request)
            return await self._asked(request, "about", {}, lambda study, report: study.about())

        for asks in QUESTIONS.values():
            self._join_question(app, asks)

    def _join_question(self, app: FastAPI, asks: Served) -> None:
        """Give a question its address, to ask it by GET with the fields in the query, or by POST as JSON."""

        async def ask(request: Request) -> Response:
            self._case(request)  # a case that is not there is told before a field that is wrong
            if request.method == "POST":
                _no_fields(request)
                values, form = from_body(asks, await self._body(request)), ""
            else:
                fields, form = exports.split(asks, request.query_params.multi_items())
                values = from_query(asks, fields)
            return await self._asked(request, asks.name, values, partial(_answer, asks, values), asks, form)

        case = self._case_name(asks.example[0])
        for method in ("POST",) if asks.posted else ("GET", "POST"):
            fields = [*parameters(asks), *exports.parameter(asks)] if method == "GET" else []
            extra: dict[str, Any] = {"parameters": [case, *fields]}
            if method == "POST":
                extra["requestBody"] = body_of(asks)
            app.add_api_route(
                f"{CASE}/{asks.name}",
                ask,
                methods=[method],
                summary=asks.summary,
                operation_id=asks.name if method == "GET" else f"{asks.name}-posted",
                responses=_responses(method == "POST", exports.content(asks) if method == "GET" else {}),
                openapi_extra=extra,
                tags=["questions"],
            )

    def _case(self, request: Request) -> str:
        """Return the case of an address; refuse one that is not served."""
        case: str = request.path_params["case"]
        if case not in self._shelf:
            hint = nearest(case, self._shelf.names)
            raise Refused(
                404, Problem("", 0, "case", "unknown-name", f"no case {case!r}", "a case of this server", hint)
            )
        return case

    def _case_name(self, example: str) -> Json:
        """Return what OpenAPI says of the name of a case in an address."""
        names = list(self._shelf.names)
        schema = {"type": "string", "enum": names}
        known = example if example in names else names[0]
        return {"name": "case", "in": "path", "required": True, "schema": schema, "example": known}

    async def _asked(
        self,
        request: Request,
        name: str,
        values: Values,
        ask: Callable[[Study, Report], object],
        asks: Served | None = None,
        form: str = "",
    ) -> Response:
        """Answer a question: from what is kept, as a stream of events, or by asking the case in a thread."""
        case = self._case(request)
        lane = self._long if asks is not None and asks.reports else self._quick
        stamp = self._shelf.stamp(case)
        if stamp is None:
            stamp = await self._quick.run(lambda _: self._shelf.open(case)[1], self._limits.answer_s)
        today = date.today()
        undated = asks is not None and (asks.dated or ("on" in asks.fields and "on" not in values))
        tag = tag_of(
            __version__, stamp, f"{name}.{form}", json_of(values).decode(), today.isoformat() if undated else ""
        )

        def work(report: Report) -> Body:
            study, _ = self._shelf.open(case)
            body = exports.body_of(ask(study, report), form, tag)
            if date.today() == today:
                self._kept.put(body)
            return body

        body = self._kept.get(tag)
        if KIND in request.headers.get("accept", "") and not form:
            headers = {"Cache-Control": "no-store", "Vary": "Accept"}
            found = events(lambda tell: lane.run(work, self._limits.stream_s, tell), body)
            return StreamingResponse(found, media_type=KIND, headers=headers)
        if request.method == "GET" and matches(tag, request.headers.get("if-none-match", "")):
            return _unchanged(tag)
        body = await lane.run(work, self._limits.answer_s) if body is None else body
        return _sent(request, body, exports.headers(case, name, form, values.get("on")))

    async def _body(self, request: Request) -> bytes:
        """Read the body of a request, as far as it may be long and slow.

        Raises
        ------
        Refused
            If it is no JSON by its header, too long, or too slow.
        """
        kind = request.headers.get("content-type", "")
        if kind.partition(";")[0].strip().lower() != "application/json":
            raise Refused(415, Problem("", 0, "Content-Type", "not-served", repr(kind), "application/json"))
        most = self._limits.body_bytes
        too_long = Refused(413, Problem("", 0, "body", "over-limit", "a longer body", f"at most {most:,} bytes"))
        stated = request.headers.get("content-length", "")
        if stated.isascii() and stated.isdigit() and (len(stated) > len(str(most)) or int(stated) > most):
            raise too_long
        found = bytearray()
        try:
            async with asyncio.timeout(self._limits.body_s):
                async for part in request.stream():
                    found += part
                    if len(found) > most:
                        raise too_long
        except ClientDisconnect:
            problem = Problem("", 0, "body", "bad-json", "the connection ended", "the whole body")
            raise Refused(400, problem) from None
        except TimeoutError:
            expected = f"the body within {self._limits.body_s:g} s"
            raise Refused(408, Problem("", 0, "body", "over-limit", "a slower body", expected)) from None
        return bytes(found)


def _answer(asks: Served, values: Values, study: Study, report: Report) -> object:
    return asks.answer(study, values, report)


def _no_fields(request: Request) -> None:
    """Refuse fields where none are taken."""
    for name in request.query_params:
        raise BadInput(Problem("", 0, name, "unknown-field", f"no field {name!r}", "an address without fields"))


def _responses(
    posted: bool = False, files: Mapping[str, Any] = MappingProxyType({})
) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI says of the answers to a question."""
    wrong = {"model": ErrorForm}
    found: dict[int | str, dict[str, Any]] = {
        200: {
            "description": "The answer, as the command line prints it with `--json`; or its progress as events.",
            "content": {
                "application/json": {"schema": {"type": "object"}},
                KIND: {"schema": {"type": "string"}},
                **files,
            },
        },
        404: {"description": "No such case.", **wrong},
        422: {"description": "The question cannot be understood.", **wrong},
        503: {"description": "Too many questions, or one that takes too long.", **wrong},
    }
    if posted:
        said = {400: "No JSON.", 408: "Too slow.", 413: "Too long.", 415: "Not sent as application/json."}
        return found | {status: {"description": text, **wrong} for status, text in said.items()}
    return found | {304: {"description": "What the client has already is still the answer."}}


def _sent(request: Request, body: Body, more: Mapping[str, str] = MappingProxyType({})) -> Response:
    """Send a body, compressed if the client takes that; nothing if it has it already."""
    headers = {"Cache-Control": "no-cache", "Vary": "Accept, Accept-Encoding", **more}
    if request.method == "GET":
        if matches(body.tag, request.headers.get("if-none-match", "")):
            return _unchanged(body.tag)
        headers["ETag"] = body.tag
    if body.packed and _GZIP.search(request.headers.get("accept-encoding", "")):
        return Response(body.held, media_type=body.kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(body.plain, media_type=body.kind, headers=headers)


def _unchanged(tag: str) -> Response:
    return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "no-cache"})


def _error(status: int, error: BadInput, headers: dict[str, str] | None = None) -> Response:
    return Response(
        json_of(error.as_dict()), status, {"Cache-Control": "no-store", **(headers or {})}, "application/json"
    )


async def _told(_: Request, error: Exception) -> Response:
    assert isinstance(error, BadInput)
    status = status_of(error)
    return _error(status, error, {"Retry-After": "5"} if status == 503 else None)


async def _told_of_http(request: Request, error: Exception) -> Response:
    """Tell of an address, or a way to ask, that is not served."""
    assert isinstance(error, HTTPException)
    path = request.url.path
    if error.status_code == 405:
        allowed = dict(error.headers or {}).get("Allow") or dict(error.headers or {}).get("allow") or "POST"
        problem = Problem("", 0, "method", "not-served", f"{request.method} {path}", allowed)
        return _error(405, BadInput(problem), {"Allow": allowed})
    hint = nearest(path.rstrip("/").rpartition("/")[2], QUESTIONS) if path.startswith("/api/cases/") else ""
    problem = Problem("", 0, "address", "not-served", f"nothing at {path}", "an address of /openapi.json", hint)
    return _error(error.status_code, BadInput(problem))


async def _told_of_fault(_: Request, __: Exception) -> Response:
    """Tell that something went wrong, and nothing of what."""
    return _error(500, FAULT)
