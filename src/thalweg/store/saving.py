"""Saving as a person does it: make, change or delete a scenario, a claim or a note of a case.

Claims are only ever added: a correction is a new claim that replaces the old one, and a claim that is deleted is
withdrawn. While another claim replaces it, a claim stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from thalweg.errors import BadInput, Problem
from thalweg.store.book import Change, Make, Remove, Store
from thalweg.store.laid import Laid
from thalweg.store.reading import claim_content, new_id, note_content, read_saved_claim, scenario_content
from thalweg.store.records import Content, Kind, Record, Stale, Taken, missing, taken
from thalweg.store.shapes import SentClaim

Look = Callable[[], Laid]
"""Looks at a case with everything that is saved by now."""


def make(store: Store, look: Look, kind: Kind, it: Any, who: str) -> tuple[Record, bool]:
    """Save something new; return it, and whether it is new: the same claim twice adds nothing."""
    laid = look()
    if kind == "claim":
        name, content = _claim(laid, it)
        if (kind, name) in laid.records:
            _stands(laid.records[kind, name])
    else:
        name = new_id(kind, it, laid.case.scenarios if kind == "scenario" else [r.id for r in laid.of(kind)])
        content = scenario_content(laid.case, it, name) if kind == "scenario" else note_content(laid.case, it)
    (record,) = store.write(laid.case.name, who, Make(kind, name, content))
    look()
    return record, (kind, name) not in laid.records


def change(store: Store, look: Look, kind: Kind, name: str, revision: int, it: Any, who: str) -> Record:
    """Save something anew; of a claim the correction is returned."""
    laid = look()
    old = _current(laid, kind, name, revision)
    if kind == "claim":
        new, content = _claim(laid, it, name)
        if (kind, new) in laid.records:
            raise taken(kind, new, "the store")
        replaced = Change(kind, name, revision, {**old.content, "replaced_by": new})
        *_, record = store.write(laid.case.name, who, replaced, Make(kind, new, content))
    else:
        if kind == "scenario" and name in laid.base.scenarios:
            raise taken(kind, name, "the files of this case")
        if it.id not in (None, name):
            raise BadInput(Problem("", 0, "id", "bad-value", repr(it.id), f"{name!r}, as in the address"))
        content = (
            scenario_content(laid.case, it, name, old.content) if kind == "scenario" else note_content(laid.case, it)
        )
        (record,) = store.write(laid.case.name, who, Change(kind, name, revision, content))
    look()
    return record


def remove(store: Store, look: Look, kind: Kind, name: str, revision: int, who: str) -> None:
    """Delete something; a claim that a withdrawn one replaced stands again."""
    laid = look()
    old = _current(laid, kind, name, revision)
    steps: list[Change | Remove] = [Remove(kind, name, revision)]
    before = laid.records.get((kind, old.content.get("replaces", "")))
    if before is not None:
        steps.append(Change(kind, before.id, before.revision, {**before.content, "replaced_by": ""}))
    store.write(laid.case.name, who, *steps)
    look()


def maker(laid: Laid, kind: Kind, name: str) -> str:
    """Return who made a record.

    Raises
    ------
    Missing
        If there is no such record.
    """
    if (kind, name) not in laid.records:
        raise missing(kind, name)
    return laid.records[kind, name].by


def _current(laid: Laid, kind: Kind, name: str, revision: int) -> Record:
    """Return a record that is to be changed; it must be the one that was looked at."""
    old = laid.records.get((kind, name))
    if old is None:
        raise missing(kind, name)
    if old.revision != revision:
        raise Stale(old, revision)
    _stands(old)
    return old


def _stands(record: Record) -> None:
    """Refuse a claim that another one replaces."""
    if other := record.content.get("replaced_by"):
        found = f"claim {record.id!r} is replaced by {other!r}"
        raise Taken(Problem("", 0, "id", "exists", found, "a claim that stands", f"change or withdraw {other} instead"))


def _claim(laid: Laid, it: SentClaim, replaces: str = "") -> tuple[str, Content]:
    """Return the id and content of a claim that is sent."""
    content = claim_content(laid.case, it, replaces)
    claim, _ = read_saved_claim(laid.case, content, datetime.now(UTC).date())
    if claim.id in laid.base.facts:
        raise taken("claim", claim.id, "the files of this case")
    return claim.id, content
