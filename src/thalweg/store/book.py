"""The store: records read and written, each change in one transaction with its entry in the audit trail."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Engine, Table, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult

from thalweg.errors import BadInput, Problem
from thalweg.store.connect import READS, connected, reaching
from thalweg.store.records import KINDS, Action, Content, Entry, Kind, News, Record, Stale, missing, taken
from thalweg.store.tables import TABLE_OF, Audit, Edition
from thalweg.store.tokens import Tokens

MOST: Mapping[Kind, int] = {"scenario": 1000, "claim": 10_000, "note": 10_000}
"""Records of each kind that a case may have."""
MOST_ENTRIES = 1000
"""Entries of the audit trail that are read at once."""


@dataclass(frozen=True, slots=True)
class Make:
    """A record is to be made, now and by who asks if nothing else is said."""

    kind: Kind
    id: str
    content: Content
    by: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A record of this revision is to say something else."""

    kind: Kind
    id: str
    revision: int
    content: Content


@dataclass(frozen=True, slots=True)
class Remove:
    """A record of this revision is to be deleted; a claim is thereby withdrawn."""

    kind: Kind
    id: str
    revision: int


class Store:
    """Records of cases in a database; may be used by many threads at once."""

    def __init__(self, address: str = "") -> None:
        """Open a store by its path or URL; without one, that of the user.

        Raises
        ------
        BadInput
            If it cannot be opened.
        """
        self.engine: Engine = connected(address)
        self.tokens = Tokens(self)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    # Reading

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection on which everything is read as it was at one moment."""
        options = {**READS, "isolation_level": "REPEATABLE READ"} if self._is("postgresql") else READS
        with reaching(), self.engine.connect().execution_options(**options) as there, there.begin():
            yield there

    def since(self, case: str, edition: int = 0) -> News:
        """Return the records of a case that changed after an edition, also those that are gone."""
        with self.reading() as there:
            row = there.execute(select(Edition.number, Edition.mark).where(Edition.case == case)).first()
            if row is None:
                return News(0, "")
            if row.number == edition:
                return News(edition, row.mark)
            found = []
            for kind in KINDS:
                t = _table(kind)
                wanted = select(t).where(t.c.case == case, t.c.edition > edition).order_by(t.c.made_at, t.c.id)
                found += [Record(kind=kind, **r) for r in there.execute(wanted).mappings()]
            return News(row.number, row.mark, tuple(found))

    def history(self, case: str | None, limit: int, before: int | None = None, who: str | None = None) -> list[Entry]:
        """Return entries of the audit trail, the newest first: of one case or of all, by one or by all."""
        a = cast(Table, Audit.__table__).c
        wanted = select(Audit.__table__).order_by(a.number.desc()).limit(limit)
        for column, value in ((a.case, case), (a.who, who)):
            wanted = wanted if value is None else wanted.where(column == value)
        wanted = wanted if before is None else wanted.where(a.number < before)
        with self.reading() as there:
            return [Entry(**r) for r in there.execute(wanted).mappings()]

    def whole_history(self, case: str) -> list[Entry]:
        """Return every entry of a case, in the order in which they were made."""
        a = cast(Table, Audit.__table__)
        with self.reading() as there:
            found = there.execute(select(a).where(a.c.case == case).order_by(a.c.number)).mappings()
            return [Entry(**r) for r in found]

    # Writing

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in a transaction that is kept whole or not at all."""
        with reaching(), self.engine.begin() as there:
            yield there

    def write(self, case: str, who: str, *steps: Make | Change | Remove) -> list[Record]:
        """Do these steps, all of them or none; return the record of each as it is then.

        To make a claim that is there already adds nothing, and returns it as it is.

        Raises
        ------
        Missing, Stale
            If a record that is to be changed is not there, or is not the one that was looked at.
        Taken
            If a scenario or a note that is to be made is there already.
        BadInput
            If the case would have more records than it may.
        """
        with self.writing() as there:
            edition = self._next(there, case)
            at = _At(there, case, who, edition, datetime.now(UTC))
            found = [at.made(s) if isinstance(s, Make) else at.changed(s) for s in steps]
            if not any(r.edition == edition for r in found):
                there.rollback()  # nothing is new, so there is no new edition
        return found

    def _next(self, there: Connection, case: str) -> int:
        """Count up the edition of a case; whoever writes to it next waits for the end of this transaction."""
        make = postgresql.insert if self._is("postgresql") else sqlite.insert
        row = make(Edition).values(case=case, number=1, mark=secrets.token_hex(8))
        one_more = row.on_conflict_do_update(index_elements=[Edition.case], set_={"number": Edition.number + 1})
        return int(there.execute(one_more.returning(Edition.number)).scalar_one())

    def _is(self, dialect: str) -> bool:
        return self.engine.dialect.name == dialect


@dataclass(frozen=True, slots=True)
class _At:
    """A transaction that makes an edition of a case."""

    there: Connection
    case: str
    who: str
    edition: int
    now: datetime
    held: dict[Kind, int] = field(default_factory=dict)
    """Records of a kind that stand; those that are deleted on the way are not taken off."""

    def made(self, step: Make) -> Record:
        """Save a new record."""
        t, same = self._at(step.kind, step.id)
        old = self._one(step.kind, step.id)
        if old is not None and not old.gone:
            if step.kind != "claim":
                raise taken(step.kind, step.id, "the store")
            return old
        self._room(step.kind)
        revision = 1 if old is None else old.revision + 1
        made, by = step.made_at or self.now, step.by or self.who
        new = Record(self.case, step.kind, step.id, revision, made, self.now, by, step.content, False, self.edition)
        row = {f: getattr(new, f) for f in _FIELDS} | {"content": dict(new.content)}
        self.there.execute(insert(t).values(row) if old is None else update(t).where(*same).values(row))
        self._tell(new, "created", None, new.content)
        return new

    def changed(self, step: Change | Remove) -> Record:
        """Save a record anew, or delete it, if it is still the one that was looked at."""
        t, same = self._at(step.kind, step.id)
        old = self._one(step.kind, step.id)
        if old is None or old.gone:
            raise missing(step.kind, step.id)
        content = step.content if isinstance(step, Change) else None
        new = replace(
            old, revision=step.revision + 1, changed_at=self.now, edition=self.edition,
            content=old.content if content is None else content, gone=content is None,
        )  # fmt: skip
        row = {f: getattr(new, f) for f in _CHANGING} | {"content": dict(new.content)}
        done = self.there.execute(update(t).where(*same, t.c.revision == step.revision).values(row))
        if cast(CursorResult[Any], done).rowcount != 1:
            raise Stale(old, step.revision)
        self._tell(new, "deleted" if content is None else "changed", old.content, content)
        return new

    def _at(self, kind: Kind, name: str) -> tuple[Table, tuple[ColumnElement[bool], ...]]:
        t = _table(kind)
        return t, (t.c.case == self.case, t.c.id == name)

    def _one(self, kind: Kind, name: str) -> Record | None:
        t, same = self._at(kind, name)
        row = self.there.execute(select(t).where(*same)).mappings().first()
        return None if row is None else Record(kind=kind, **row)

    def _room(self, kind: Kind) -> None:
        """Refuse a record beyond those that a case may have."""
        if kind not in self.held:
            t = _table(kind)
            standing = select(func.count()).select_from(t).where(t.c.case == self.case, t.c.gone.is_(False))
            self.held[kind] = self.there.execute(standing).scalar_one()
        held = self.held[kind]
        if held >= MOST[kind]:
            found = f"{held:,} saved {kind}s of {self.case}"
            raise BadInput(Problem("", 0, kind, "over-limit", found, f"at most {MOST[kind]:,}", "delete some"))
        self.held[kind] = held + 1

    def _tell(self, record: Record, action: Action, before: Content | None, after: Content | None) -> None:
        """Write an entry of the audit trail."""
        self.there.execute(
            insert(Audit).values(
                who=self.who, when=self.now, case=self.case, kind=record.kind, id=record.id, action=action,
                revision=record.revision, before=None if before is None else dict(before),
                after=None if after is None else dict(after),
            )
        )  # fmt: skip


_FIELDS: Sequence[str] = ("case", "id", "revision", "made_at", "changed_at", "by", "gone", "edition")
_CHANGING: Sequence[str] = ("revision", "changed_at", "gone", "edition")


def _table(kind: Kind) -> Table:
    return cast(Table, TABLE_OF[kind].__table__)
