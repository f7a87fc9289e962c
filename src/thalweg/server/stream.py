"""The progress of a question as server-sent events: `progress` while it works, then `answer` or `error`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from thalweg.errors import BadInput, Problem
from thalweg.server.kept import Body, json_of
from thalweg.server.questions import Report

KIND = "text/event-stream"
FAULT = BadInput(Problem("", 0, "", "fault", "a fault of Thalweg itself", "an answer", "please report it"))
"""What a client hears of something that went wrong in the program; the log of the server has the rest."""
EVERY_S = 0.1
"""How often progress is told at most."""
QUIET_S = 15.0
"""After how long without progress a comment is sent, by which a lost client is noticed."""


async def events(run: Callable[[Report], Awaitable[Body]], known: Body | None) -> AsyncIterator[bytes]:
    """Do the work of a question and yield the events of its progress.

    `run` starts the work; it gets what hears how many of how many steps are done. An answer that is `known` already
    is told at once.
    """
    if known is not None:
        yield _event("answer", known.plain)
        return
    heard = told = (-1, -1)

    def tell(done: int, of: int) -> None:  # called in the thread of the work
        nonlocal heard
        heard = done, of

    async def started() -> Body:
        return await run(tell)

    task = asyncio.create_task(started())
    last = time.monotonic()
    try:
        done: set[asyncio.Task[Body]] = set()
        while not done:
            done, _ = await asyncio.wait({task}, timeout=EVERY_S)
            if heard != told:
                told, last = heard, time.monotonic()
                yield _event("progress", json_of({"done": told[0], "of": told[1] or None}))
            elif time.monotonic() - last > QUIET_S:
                last = time.monotonic()
                yield b": at work\n\n"
        fault = task.exception()
        if fault is None:
            yield _event("answer", task.result().plain)
        else:
            yield _event("error", json_of((fault if isinstance(fault, BadInput) else FAULT).as_dict()))
        if fault is not None and not isinstance(fault, BadInput):
            raise fault
    finally:
        task.cancel()


def _event(name: str, data: bytes) -> bytes:
    """Write an event; its data is JSON in one line."""
    return b"event: %s\ndata: %s\n\n" % (name.encode(), data)
