"""Questions at work: in threads, as many at once as a lane has, none longer than it may."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

from thalweg.errors import BadInput, Problem

T = TypeVar("T")
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a server allows."""

    body_bytes: int = 1_000_000
    """Length of the body of a request."""
    body_s: float = 10.0
    """How long the body of a request may take to come."""
    answer_s: float = 30.0
    """How long a question may wait and work."""
    stream_s: float = 600.0
    """The same for a question whose progress is watched."""
    quick: int = 2
    """Questions of one passage at work at once."""
    long: int = 2
    """Questions of many passages at work at once."""
    store: int = 4
    """Reads and writes of the store at once."""
    waiting: int = 100
    """Questions that may wait for their turn, in each lane."""
    kept_bytes: int = 16_000_000
    """Memory for answers that are sent again without work."""


class Busy(BadInput):
    """Too many questions wait already."""


class TooLong(BadInput):
    """A question takes longer than it may."""


class Stopped(Exception):
    """Raised within the work of a question that nobody waits for any more."""


@dataclass(eq=False)
class Watch:
    """What the work of one question reports to, and by which it is stopped."""

    until: float
    """When it must be done, by the monotonic clock."""
    tell: Report = lambda done, of: None
    stopped: bool = False

    def report(self, done: int, of: int) -> None:
        """Hear how far the work is; stop it if its time is over or nobody waits."""
        if self.stopped or time.monotonic() > self.until:
            raise Stopped
        self.tell(done, of)


class Lane:
    """Threads for one kind of question."""

    def __init__(self, name: str, threads: int, waiting: int) -> None:
        self._name, self._threads = name, threads
        self._pool: ThreadPoolExecutor | None = None
        self._most = threads + waiting
        self._lock = Lock()
        self._watched: set[Watch] = set()

    async def run(self, work: Callable[[Report], T], limit_s: float, tell: Report = lambda done, of: None) -> T:
        """Do the work in a thread of the lane.

        Raises
        ------
        Busy
            If too many wait already.
        TooLong
            If it is not done in time. Work that reports is then stopped; other work ends by itself, and its thread
            is taken until then.
        """
        watch = Watch(time.monotonic() + limit_s, tell)
        with self._lock:
            if len(self._watched) >= self._most:
                found = f"{len(self._watched)} questions at work or waiting"
                raise Busy(Problem("", 0, "", "busy", found, f"at most {self._most}", "ask again later"))
            if self._pool is None:
                self._pool = ThreadPoolExecutor(self._threads, f"thalweg-{self._name}")
            made: Future[T] = self._pool.submit(_started, work, watch)
            self._watched.add(watch)
        made.add_done_callback(lambda _: self._left(watch))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(made), limit_s)
        except (TimeoutError, Stopped):
            expected = f"an answer within {limit_s:g} s"
            hint = "ask for less at a time, or watch its progress as text/event-stream"
            raise TooLong(Problem("", 0, "", "over-limit", "the question takes longer", expected, hint)) from None
        finally:
            watch.stopped = True

    def close(self) -> None:
        """Stop what is at work, as far as it can be stopped; the lane can be used again."""
        with self._lock:
            for watch in self._watched:
                watch.stopped = True
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def _left(self, watch: Watch) -> None:
        with self._lock:
            self._watched.discard(watch)


def _started(work: Callable[[Report], T], watch: Watch) -> T:
    if watch.stopped or time.monotonic() > watch.until:
        raise Stopped
    return work(watch.report)
