"""The gate: from the token of a request to who asks; quick for those who are known, slow for those who guess."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from threading import Lock
from time import monotonic

from fastapi import Request

from thalweg.errors import Problem
from thalweg.server.replies import Refused
from thalweg.server.who import LOCAL, Who
from thalweg.server.work import Lane, Limits
from thalweg.store.tokens import Token, Tokens, fits, parts_of

LOOK_S = 2.0
"""After how long it is looked up again whether a token was revoked, by another program."""
KNOWN_S = 600.0
"""For how long a secret that was verified is not verified again."""
MOST_KNOWN = 1000
MOST_FAILED = 10
"""Failed tokens of one client within `FAILED_S`, after which it must wait."""
FAILED_S = 60.0
_MOST_CLIENTS = 10_000
_BEARER = "bearer"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Known:
    """A token whose secret was verified."""

    token: Token
    hash: str
    who: Who
    until: float
    looked: float
    edition: int


class Gate:
    """Where a request shows its token."""

    def __init__(self, tokens: Tokens | None, required: bool, limits: Limits) -> None:
        """Take the tokens of a store; if they are not `required`, who shows none is the local user."""
        self._tokens, self.required, self._limits = tokens, required, limits
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        self._failed: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()
        self._lane = Lane("token", 2, limits.waiting)

    def close(self) -> None:
        """Stop what is at work."""
        self._lane.close()

    async def who(self, request: Request) -> Who:
        """Return who asks.

        Raises
        ------
        Refused
            If they show no token where one is required, one that is not valid, or failed too often.
        """
        shown = request.headers.getlist("authorization")
        if not shown:
            if self.required:
                raise _unknown("no token", "")
            return LOCAL
        scheme, _, text = shown[0].partition(" ")
        parts = parts_of(text.strip()) if len(shown) == 1 and scheme.lower() == _BEARER else None
        client = request.client.host if request.client else ""
        key = sha256(text.strip().encode()).digest()
        known = self._known.get(key)
        now = monotonic()
        if known is not None and self._fresh(known, now):
            return known.who
        if known is None:
            self._wait(client, now)
        found = None
        if parts is not None and self._tokens is not None:
            found = await self._lane.run(lambda _: self._verified(key, *parts), self._limits.answer_s)
        if found is None:
            self._fail(client, now)
            raise _unknown("a token that is not valid", "invalid_token")
        return found

    def _fresh(self, known: _Known, now: float) -> bool:
        """Tell whether nothing of a token need be looked up."""
        assert self._tokens is not None
        same = known.edition == self._tokens.edition and now - known.looked < LOOK_S and now < known.until
        return same and known.token.state(_now()) == "valid"

    def _verified(self, key: bytes, name: str, secret: str) -> Who | None:
        """Look a token up, and verify its secret unless that was done a while ago."""
        assert self._tokens is not None
        edition, now = self._tokens.edition, monotonic()
        found = self._tokens.look(name)
        known = self._known.get(key)
        if found is None or found[0].state(_now()) != "valid":
            self._known.pop(key, None)
            return None
        token, hashed = found
        again = known is not None and known.hash == hashed and now < known.until
        if not again and not fits(hashed, secret):
            return None
        until = known.until if again and known is not None else now + KNOWN_S
        who = Who(token.name, token.role, token.cases)
        with self._lock:
            self._known[key] = _Known(token, hashed, who, until, now, edition)
            self._known.move_to_end(key)
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        return who

    def _wait(self, client: str, now: float) -> None:
        """Refuse a client that failed too often a moment ago."""
        with self._lock:
            times = self._failed.get(client, deque())
            while times and now - times[0] > FAILED_S:
                times.popleft()
            if len(times) >= MOST_FAILED:
                wait = int(FAILED_S - (now - times[0])) + 1
                found = f"{len(times)} tokens that are not valid within {FAILED_S:g} s"
                problem = Problem("", 0, "Authorization", "over-limit", found, f"fewer than {MOST_FAILED}", "wait")
                raise Refused(429, problem, {"Retry-After": str(wait)})

    def _fail(self, client: str, now: float) -> None:
        with self._lock:
            self._failed.setdefault(client, deque(maxlen=MOST_FAILED)).append(now)
            self._failed.move_to_end(client)
            while len(self._failed) > _MOST_CLIENTS:
                self._failed.popitem(last=False)


def _unknown(found: str, error: str) -> Refused:
    """Build the error for who cannot be told."""
    said = 'Bearer realm="thalweg"' + (f', error="{error}"' if error else "")
    problem = Problem(
        "", 0, "Authorization", "not-allowed", found, "Authorization: Bearer TOKEN",
        "whoever runs this server makes one, with `thalweg token create`",
    )  # fmt: skip
    return Refused(401, problem, {"WWW-Authenticate": said})
