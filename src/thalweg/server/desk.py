"""What all addresses share: the cases, the threads, answers given before, and who asks."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from fastapi import Request

from thalweg.errors import Problem, nearest
from thalweg.server.gate import Gate
from thalweg.server.kept import Kept
from thalweg.server.replies import Refused
from thalweg.server.shelf import Shelf
from thalweg.server.who import Who
from thalweg.server.work import Lane, Limits
from thalweg.store.roles import Role
from thalweg.tables.base import Json

CASE = "/api/cases/{case}"


class Desk:
    """Where a request is received."""

    def __init__(self, shelf: Shelf, limits: Limits, gate: Gate) -> None:
        self.shelf, self.limits, self.gate = shelf, limits, gate
        self.kept = Kept(limits.kept_bytes)
        self.quick = Lane("quick", limits.quick, limits.waiting)
        self.long = Lane("long", limits.long, limits.waiting)
        self.store = Lane("store", limits.store, limits.waiting)
        """Reads and writes of the store, which wait for a disk and never for a question."""
        self._looks: dict[str, asyncio.Future[str]] = {}

    def close(self) -> None:
        """Stop what is at work."""
        for lane in (self.quick, self.long, self.store):
            lane.close()
        self.gate.close()

    async def who(self, request: Request, least: Role = "viewer", what: str = "a question") -> Who:
        """Return who asks; refuse somebody who may not."""
        who = await self.gate.who(request)
        who.need(least, what)
        return who

    def case_of(self, request: Request, who: Who) -> str:
        """Return the case of an address; refuse one that is not served, or not to them."""
        case: str = request.path_params["case"]
        seen = [name for name in self.shelf.names if who.sees(name)]
        if case not in seen:
            hint = nearest(case, seen)
            raise Refused(
                404, Problem("", 0, "case", "unknown-name", f"no case {case!r}", "a case of this server", hint)
            )
        return case

    def case_field(self, example: str) -> Json:
        """Return what OpenAPI says of the name of a case in an address."""
        names = list(self.shelf.names)
        schema: dict[str, Any] = {"type": "string"}
        if not self.gate.required:  # who is limited to some cases does not hear of others
            schema["enum"] = names
        known = example if self.gate.required or example in names else names[0]
        return {"name": "case", "in": "path", "required": True, "schema": schema, "example": known}

    async def stamp(self, case: str) -> str:
        """Return what the answers of a case depend on; it is opened, or looked at again, if need be.

        However many ask at once, one looks.
        """
        found = self.shelf.stamp(case)
        if found is not None:
            return found
        look = self._looks.get(case)
        if look is None:
            lane = self.store if self.shelf.is_open(case) else self.quick
            run = lane.run(lambda _: self.shelf.open(case)[1], self.limits.answer_s)
            look = self._looks[case] = asyncio.ensure_future(run)
            look.add_done_callback(partial(self._looked, case))
        return await asyncio.shield(look)

    def _looked(self, case: str, look: asyncio.Future[str]) -> None:
        self._looks.pop(case, None)
        if not look.cancelled():
            look.exception()  # whoever waits for it hears of it; perhaps nobody does any more
