"""SCREEN: a whole manifest before the law of one place, one line a consignment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from thalweg.movers import Mover
from thalweg.question import Question, Trip
from thalweg.rules.library import LawInForce, law_in_force
from thalweg.rules.may import Ruling, rule_at
from thalweg.rules.profile import profile_of
from thalweg.rules.rule import Lawbook
from thalweg.snapshot import Snapshot


@dataclass(frozen=True)
class Screened:
    """One consignment with its ruling."""

    mover: Mover
    ruling: Ruling


@dataclass(frozen=True)
class ScreenResult:
    """A manifest, line by line."""

    question: Question
    """What all lines share; its destination is the legal place."""
    lines: tuple[Screened, ...]
    law: LawInForce


def screen(
    snapshot: Snapshot,
    lawbook: Lawbook,
    question: Question,
    rows: Sequence[tuple[Mover, dict[str, str]]],
    report: Callable[[int], None] = lambda _: None,
) -> ScreenResult:
    """Rule on every consignment; equal ones are ruled on once. `report` hears how many are done."""
    law = law_in_force(lawbook, snapshot)
    place = lawbook.places[question.destination]
    shared = question.trip
    done: dict[object, Ruling] = {}
    lines = []
    for number, (mover, said) in enumerate(rows, start=1):
        trip = Trip({**shared.said, **said}, shared.meets, shared.orders)
        nobody = replace(mover, id=f"a {mover.kind} of a manifest")  # no case speaks of it, whatever a line is called
        profile = profile_of(nobody, snapshot, law, trip)
        key = profile.key()
        if key not in done:
            done[key] = rule_at(law, profile, place, trip)
        lines.append(Screened(mover, done[key]))
        report(number)
    return ScreenResult(question, tuple(lines), law)
