"""The application: addresses, what is answered there, and the one form of every error."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response, StreamingResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from thalweg import __version__
from thalweg.errors import BadInput, Problem, nearest
from thalweg.server import exports
from thalweg.server.coast import coast
from thalweg.server.desk import CASE, Desk
from thalweg.server.gate import Gate
from thalweg.server.guard import LOOPBACK, Guard
from thalweg.server.kept import Body, json_of, matches, tag_of
from thalweg.server.pages import INDEX, index_page, static_files
from thalweg.server.questions import QUESTIONS, Report, Served, Values
from thalweg.server.replies import Refused, error_reply, no_fields, read_body, sent, status_of, unchanged
from thalweg.server.saved import SavedApi
from thalweg.server.schemas import (
    CaseList,
    ErrorForm,
    Vocabulary,
    WhoForm,
    body_of,
    from_body,
    from_query,
    parameters,
    vocabulary,
)
from thalweg.server.shelf import Shelf
from thalweg.server.stream import FAULT, KIND, events
from thalweg.server.who import Who
from thalweg.server.work import Limits
from thalweg.store.records import Stale
from thalweg.study import Study


def make_app(
    shelf: Shelf, limits: Limits | None = None, hosts: Collection[str] = LOOPBACK, tokens: bool = False
) -> ASGIApp:
    """Return the application that serves the cases of a shelf.

    `hosts` are the names under which it is reached; with `tokens` nobody but the page is served without one.
    """
    limits = limits or Limits()
    desk = Desk(shelf, limits, Gate(None if shelf.store is None else shelf.store.tokens, tokens, limits))
    api = _Api(desk)
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
    SavedApi(desk).join(app)
    return Guard(app, hosts)


class _Api:
    """The page, the cases, and the questions."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._static = static_files()
        self._briefs = desk.shelf.briefs()
        self._index = index_page(self._static[INDEX], () if desk.gate.required else self._briefs)
        self._lists: dict[tuple[str, ...], Body] = {}
        self._openapi: Body | None = None
        self._vocabulary = Body.of_data(vocabulary().model_dump())

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """Stop what is at work when the server ends."""
        yield
        self._desk.close()

    def join(self, app: FastAPI) -> None:
        """Give the application its addresses."""

        @app.get("/", include_in_schema=False)
        async def index(request: Request) -> Response:
            return sent(request, self._index)

        @app.get("/static/{name:path}", include_in_schema=False)
        async def static(request: Request, name: str) -> Response:
            if name not in self._static:
                raise HTTPException(404)
            return sent(request, self._static[name])

        @app.get("/openapi.json", include_in_schema=False)
        async def openapi(request: Request) -> Response:
            await self._desk.who(request)
            self._openapi = self._openapi or Body.of_data(app.openapi())
            return sent(request, self._openapi)

        told = "The cases that are served, and the questions that each answers."
        shape = {200: {"model": CaseList}, **{s: {"model": ErrorForm} for s in (401, 422, 429)}}

        @app.get("/api/cases", summary=told, operation_id="cases", responses=shape, tags=["cases"])  # type: ignore[arg-type]
        async def cases(request: Request) -> Response:
            who = await self._desk.who(request)
            no_fields(request)
            return sent(request, self._list(who))

        told = "Who asks, and what they may: name, role, cases, and whether they can save."
        shape = {200: {"model": WhoForm}, **{s: {"model": ErrorForm} for s in (401, 422, 429)}}

        @app.get("/api/me", summary=told, operation_id="me", responses=shape, tags=["cases"])  # type: ignore[arg-type]
        async def me(request: Request) -> Response:
            who = await self._desk.who(request)
            no_fields(request)
            data = json_of(who.as_dict(self._desk.shelf.store is not None))
            return Response(data, 200, {"Cache-Control": "no-store"}, "application/json")

        told = "The attributes of which something may be claimed or changed: unit, codes, qualifiers, and of what."
        shape = {200: {"model": Vocabulary}, **{s: {"model": ErrorForm} for s in (401, 422, 429)}}

        @app.get("/api/attributes", summary=told, operation_id="attributes", responses=shape, tags=["cases"])  # type: ignore[arg-type]
        async def attributes(request: Request) -> Response:
            await self._desk.who(request)
            no_fields(request)
            return sent(request, self._vocabulary)

        self._join_case(app)
        for asks in QUESTIONS.values():
            self._join_question(app, asks)

    def _join_case(self, app: FastAPI) -> None:
        """Give the application what is told of one case."""
        told = "What a case holds: places, movers, scenarios, levers, and the days on which something changes."
        extra = {"parameters": [self._desk.case_field("tumen")]}

        @app.get(CASE, summary=told, operation_id="about", responses=_responses(), openapi_extra=extra, tags=["cases"])
        async def about(request: Request) -> Response:
            who = await self._desk.who(request)
            no_fields(request)
            return await self._asked(request, who, "about", {}, lambda study, report: study.about())

        told = (
            "The coast around a case as GeoJSON, for the eye alone; nothing, where the package for it is not installed."
        )

        @app.get(f"{CASE}/coast", summary=told, operation_id="coast", responses=_responses(), openapi_extra=extra,
                 tags=["cases"])  # fmt: skip
        async def shore(request: Request) -> Response:
            who = await self._desk.who(request)
            no_fields(request)
            return await self._asked(
                request, who, "coast", {}, lambda study, report: coast(study.case.network), slow=True
            )

    def _join_question(self, app: FastAPI, asks: Served) -> None:
        """Give a question its address, to ask it by GET with the fields in the query, or by POST as JSON."""

        async def ask(request: Request) -> Response:
            who = await self._desk.who(request)
            self._desk.case_of(request, who)  # a case that is not there is told before a field that is wrong
            if request.method == "POST":
                no_fields(request)
                values, form = from_body(asks, await read_body(request, self._desk.limits)), ""
            else:
                fields, form = exports.split(asks, request.query_params.multi_items())
                values = from_query(asks, fields)
            return await self._asked(request, who, asks.name, values, partial(_answer, asks, values), asks, form)

        case = self._desk.case_field(asks.example[0])
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

    def _list(self, who: Who) -> Body:
        """Return the cases that somebody sees."""
        seen = tuple(b.name for b in self._briefs if who.sees(b.name))
        if seen not in self._lists:
            cases = [b for b in self._briefs if b.name in seen]
            listed = CaseList(version=__version__, questions=list(QUESTIONS), cases=cases)
            self._lists[seen] = Body.of_data(listed.model_dump())
        return self._lists[seen]

    async def _asked(
        self,
        request: Request,
        who: Who,
        name: str,
        values: Values,
        ask: Callable[[Study, Report], object],
        asks: Served | None = None,
        form: str = "",
        slow: bool = False,
    ) -> Response:
        """Answer a question: from what is kept, as a stream of events, or by asking the case in a thread."""
        desk = self._desk
        case = desk.case_of(request, who)
        lane = desk.long if slow or (asks is not None and asks.reports) else desk.quick
        today = date.today()
        undated = asks is not None and (asks.dated or ("on" in asks.fields and "on" not in values))

        def tagged(stamp: str) -> str:
            parts = stamp, case, f"{name}.{form}", json_of(values).decode(), today.isoformat() if undated else ""
            return tag_of(__version__, *parts)

        tag = tagged(await desk.stamp(case))

        def work(report: Report) -> Body:
            study, stamp = desk.shelf.open(case)  # something may have been saved since
            body = exports.body_of(ask(study, report), form, tagged(stamp))
            if date.today() == today:
                desk.kept.put(body)
            return body

        body = desk.kept.get(tag)
        if KIND in request.headers.get("accept", "") and not form:
            headers = {"Cache-Control": "no-store", "Vary": "Accept"}
            found = events(lambda tell: lane.run(work, desk.limits.stream_s, tell), body)
            return StreamingResponse(found, media_type=KIND, headers=headers)
        if request.method == "GET" and matches(tag, request.headers.get("if-none-match", "")):
            return unchanged(tag)
        body = await lane.run(work, desk.limits.answer_s) if body is None else body
        return sent(request, body, exports.headers(case, name, form, values.get("on")))


def _answer(asks: Served, values: Values, study: Study, report: Report) -> object:
    return asks.answer(study, values, report)


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
        401: {"description": "No token, or one that is not valid.", **wrong},
        404: {"description": "No such case.", **wrong},
        422: {"description": "The question cannot be understood.", **wrong},
        429: {"description": "Too many failed tokens.", **wrong},
        503: {"description": "Too many questions, or one that takes too long.", **wrong},
    }
    if posted:
        said = {400: "No JSON.", 408: "Too slow.", 413: "Too long.", 415: "Not sent as application/json."}
        return found | {status: {"description": text, **wrong} for status, text in said.items()}
    return found | {304: {"description": "What the client has already is still the answer."}}


async def _told(_: Request, error: Exception) -> Response:
    assert isinstance(error, BadInput)
    status = status_of(error)
    more = {"current": error.current.as_dict()} if isinstance(error, Stale) else {}
    headers = error.headers if isinstance(error, Refused) else {"Retry-After": "5"} if status == 503 else None
    return error_reply(status, error, headers, **more)


async def _told_of_http(request: Request, error: Exception) -> Response:
    """Tell of an address, or a way to ask, that is not served."""
    assert isinstance(error, HTTPException)
    path = request.url.path
    if error.status_code == 405:
        allowed = dict(error.headers or {}).get("Allow") or dict(error.headers or {}).get("allow") or "POST"
        problem = Problem("", 0, "method", "not-served", f"{request.method} {path}", allowed)
        return error_reply(405, BadInput(problem), {"Allow": allowed})
    hint = nearest(path.rstrip("/").rpartition("/")[2], QUESTIONS) if path.startswith("/api/cases/") else ""
    problem = Problem("", 0, "address", "not-served", f"nothing at {path}", "an address of /openapi.json", hint)
    return error_reply(error.status_code, BadInput(problem))


async def _told_of_fault(_: Request, __: Exception) -> Response:
    """Tell that something went wrong, and nothing of what."""
    return error_reply(500, FAULT)
