"""Records of a store, the entries of its audit trail, and what may stand in the way of a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from thalweg.errors import BadInput, Problem

Kind = Literal["scenario", "claim", "note"]
KINDS: tuple[Kind, ...] = ("scenario", "claim", "note")
Action = Literal["created", "changed", "deleted", "revoked"]
Content = Mapping[str, Any]
"""What a record says, as plain data."""
ISO = "%Y-%m-%dT%H:%M:%S.%fZ"
"""How times are written: in UTC, in one length."""


@dataclass(frozen=True, slots=True)
class Record:
    """Something saved beside a case."""

    case: str
    kind: Kind
    id: str
    revision: int
    """1 when it is made, and one more with every change."""
    made_at: datetime
    changed_at: datetime
    by: str
    """Who made it."""
    content: Content
    gone: bool = False
    """Whether it was deleted; it is kept so that no revision is ever used twice."""
    edition: int = 0
    """The edition of the case's records in which it was last changed."""

    def as_dict(self) -> dict[str, Any]:
        """Return the record as plain data: what it is called, then what it says."""
        return {
            "id": self.id,
            "revision": self.revision,
            "by": self.by,
            "made_at": self.made_at.strftime(ISO),
            "changed_at": self.changed_at.strftime(ISO),
            **self.content,
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """One change, as the audit trail keeps it."""

    number: int
    who: str
    when: datetime
    case: str
    kind: str
    id: str
    action: Action
    revision: int
    before: Content | None
    after: Content | None

    def as_dict(self) -> dict[str, Any]:
        """Return the entry as plain data."""
        return {
            "entry": self.number,
            "who": self.who,
            "when": self.when.strftime(ISO),
            "case": self.case,
            "kind": self.kind,
            "id": self.id,
            "action": self.action,
            "revision": self.revision,
            "before": self.before,
            "after": self.after,
        }


@dataclass(frozen=True, slots=True)
class News:
    """What changed among the records of a case since an edition."""

    edition: int
    mark: str
    """Stands for the database; empty while nothing was ever saved for the case."""
    records: tuple[Record, ...] = ()


class Missing(BadInput):
    """There is no such record."""


class Taken(BadInput):
    """A record of that name is there already."""


class Unreachable(BadInput):
    """The database does not answer."""


class Stale(BadInput):
    """Somebody else changed a record in the meantime."""

    def __init__(self, current: Record, wanted: int) -> None:
        found = f"revision {current.revision} of {current.kind} {current.id!r}, not {wanted}"
        hint = "somebody changed it: look at the current record, then save again"
        super().__init__(Problem("", 0, "If-Match", "stale", found, "the current revision", hint))
        self.current = current


def missing(kind: str, name: str) -> Missing:
    """Build the error for a record that is not there."""
    return Missing(Problem("", 0, "id", "unknown-name", f"no saved {kind} {name!r}", f"the id of a saved {kind}"))


def taken(kind: str, name: str, where: str) -> Taken:
    """Build the error for an id that stands for something already."""
    found = f"{kind} {name!r} is in {where} already"
    return Taken(Problem("", 0, "id", "exists", found, "an id of its own"))
