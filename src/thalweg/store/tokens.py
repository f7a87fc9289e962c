"""Tokens: who may ask a server that others reach. The secret is told once, and kept as a hash alone.

A token is a public id and a secret. By the id one row is looked up, and one hash is verified.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import Connection, Table, insert, select, update

from thalweg.errors import BadInput, Problem, bad_question, nearest
from thalweg.store.records import ISO, Content
from thalweg.store.roles import ROLES, Role
from thalweg.store.tables import MOST_NAME, Audit
from thalweg.store.tables import Token as Row

if TYPE_CHECKING:
    from thalweg.store.book import Store

LOCAL = "local"
"""Who sits at the machine; no token has this name."""
MOST_DAYS = 3650
_FORM = re.compile(r"thalweg_(?P<id>[0-9a-f]{16})_(?P<secret>[A-Za-z0-9_-]{43})", re.ASCII)
_NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9 ._@+-]{{0,{MOST_NAME - 1}}}", re.ASCII)
_HASHER = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Token:
    """A token, without its secret."""

    id: str
    name: str
    role: Role
    cases: frozenset[str] | None
    made_at: datetime
    by: str
    expires_at: datetime | None
    revoked_at: datetime | None

    def state(self, now: datetime) -> str:
        """Return whether it can be used: `valid`, `expired` or `revoked`."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= now else "valid"

    def as_dict(self) -> dict[str, Any]:
        """Return the token as plain data."""
        return {
            "id": self.id,
            "name": self.name,
            "role": self.role,
            "cases": None if self.cases is None else sorted(self.cases),
            "made_at": self.made_at.strftime(ISO),
            "by": self.by,
            "expires_at": self.expires_at and self.expires_at.strftime(ISO),
            "revoked_at": self.revoked_at and self.revoked_at.strftime(ISO),
        }


class Tokens:
    """The tokens of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.edition = 0
        """How often this program revoked something, so that what it remembers of tokens can be dropped at once."""

    def make(
        self, name: str, role: str, cases: Sequence[str] = (), days: int | None = None, by: str = LOCAL
    ) -> tuple[Token, str]:
        """Make a token; return it, and the text that is told once.

        Raises
        ------
        BadInput
            If the name, the role, a case or the days are none.
        """
        if role not in ROLES:
            raise bad_question("role", repr(role), f"one of {', '.join(ROLES)}", nearest(role, ROLES))
        if not _NAME.fullmatch(name) or name.lower() == LOCAL:
            raise bad_question("name", repr(name), f"letters, digits and blanks, and not {LOCAL!r}")
        if days is not None and not 1 <= days <= MOST_DAYS:
            raise bad_question("days", str(days), f"1 to {MOST_DAYS} days")
        for case in cases:
            if not 0 < len(case) <= MOST_NAME:
                raise bad_question("case", repr(case), "the name of a case")
        now, secret = datetime.now(UTC), secrets.token_urlsafe(32)
        token = Token(
            secrets.token_hex(8), name, next(r for r in ROLES if r == role), frozenset(cases) or None, now, by,
            None if days is None else now + timedelta(days=days), None,
        )  # fmt: skip
        row = {f: getattr(token, f) for f in Token.__slots__} | {"cases": sorted(cases) or None}
        with self._store.writing() as there:
            there.execute(insert(Row).values(**row, hash=_HASHER.hash(secret)))
            _tell(there, by, token.id, "created", 1, None, token.as_dict())
        return token, f"thalweg_{token.id}_{secret}"

    def all(self) -> list[Token]:
        """Return every token, also those that are revoked or expired, in the order in which they were made."""
        t = _table()
        with self._store.reading() as there:
            return [_token(r) for r in there.execute(select(t).order_by(t.c.made_at, t.c.id)).mappings()]

    def usable(self) -> bool:
        """Tell whether any token can be used."""
        now = datetime.now(UTC)
        return any(t.state(now) == "valid" for t in self.all())

    def revoke(self, which: str, by: str = LOCAL) -> list[Token]:
        """Revoke a token by its id, or all of a name; return those that were not revoked before.

        Raises
        ------
        BadInput
            If there is no such token.
        """
        t, now = _table(), datetime.now(UTC)
        with self._store.writing() as there:
            found = there.execute(select(t).where((t.c.id == which) | (t.c.name == which))).mappings().all()
            if not found:
                known = there.execute(select(t.c.name)).scalars()
                problem = Problem(
                    "", 0, "token", "unknown-name", f"no token {which!r}", "the id or the name of a token",
                    nearest(which, known),
                )  # fmt: skip
                raise BadInput(problem)
            old = [_token(r) for r in found if r["revoked_at"] is None]
            new = []
            for token in old:
                there.execute(update(t).where(t.c.id == token.id).values(revoked_at=now))
                new.append(replace(token, revoked_at=now))
                _tell(there, by, token.id, "revoked", 2, token.as_dict(), new[-1].as_dict())
        self.edition += 1
        return new

    def look(self, key: str) -> tuple[Token, str] | None:
        """Return a token by its id, with the hash of its secret."""
        t = _table()
        with self._store.reading() as there:
            row = there.execute(select(t).where(t.c.id == key)).mappings().first()
        return None if row is None else (_token(row), row["hash"])


def parts_of(text: str) -> tuple[str, str] | None:
    """Return id and secret of a token as it was told; None if it has not the form of one."""
    read = _FORM.fullmatch(text)
    return None if read is None else (read["id"], read["secret"])


def fits(hashed: str, secret: str) -> bool:
    """Tell whether a secret is the one that was hashed; this takes a tenth of a second and 64 MB."""
    try:
        return _HASHER.verify(hashed, secret)
    except (Argon2Error, InvalidHashError):
        return False


def _table() -> Table:
    return cast(Table, Row.__table__)


def _token(row: Mapping[Any, Any]) -> Token:
    given = {f: row[f] for f in Token.__slots__}
    return Token(**given | {"cases": None if row["cases"] is None else frozenset(row["cases"])})


def _tell(
    there: Connection, who: str, key: str, action: str, revision: int, before: Content | None, after: Content
) -> None:
    """Write an entry of the audit trail, which never has a hash."""
    there.execute(
        insert(Audit).values(
            who=who, when=datetime.now(UTC), case="", kind="token", id=key, action=action, revision=revision,
            before=None if before is None else dict(before), after=dict(after),
        )
    )  # fmt: skip
