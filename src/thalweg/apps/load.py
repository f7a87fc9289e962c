"""LOAD: the most that a vessel can carry from A to B on a day, and the place that binds.

Nothing is reckoned here but the payload: the vessel is put to the same admission at every
centimetre of draught from empty to full, so that depth, clearance, margins and law all speak.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from thalweg.admission import Admission
from thalweg.facts.claim import Claim
from thalweg.movers import Mover
from thalweg.question import Question
from thalweg.rules.payload import Payload, payload_of
from thalweg.rules.rule import Reason, Verdict
from thalweg.snapshot import Snapshot
from thalweg.solve.paths import best_levels, cheapest_path

STEP_M = 0.01
"""Draughts are tried in steps of one centimetre."""
_DEEPEST_M = 30.0
LEVELS = (Verdict.CLEAR, Verdict.CONDITIONAL, Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The deepest draught at which the verdict is as good as this, and what is carried then."""

    verdict: Verdict
    draught_m: float
    payload_t: float
    """nan where nothing says."""
    share_percent: float
    """Of what is carried at the design draught."""
    full: bool
    """Whether it is the design draught itself."""


@dataclass(frozen=True)
class LoadDay:
    """What can be loaded on one day."""

    on: date
    rows: tuple[Loaded, ...]
    """For each verdict that some draught has, the deepest with it; the best verdict first."""
    binding: tuple[Reason, ...]
    """Why the vessel may not lie one centimetre deeper than in `best`; empty if it may lie full."""
    levels: tuple[str, ...]
    """The water levels that the answer rests on, in words."""
    admission: Admission

    @property
    def best(self) -> Loaded | None:
        """The deepest draught that is clear, or clear on conditions; None if none is."""
        sure = [r for r in self.rows if r.verdict <= Verdict.CONDITIONAL]
        return max(sure, key=lambda r: r.draught_m) if sure else None

    @property
    def perhaps(self) -> Loaded | None:
        """The deepest draught that is not refused, if it is deeper than the best."""
        unknown = [r for r in self.rows if r.verdict is Verdict.UNKNOWN]
        return unknown[0] if unknown and (self.best is None or unknown[0].draught_m > self.best.draught_m) else None


@dataclass(frozen=True)
class LoadResult:
    """The answer, day by day."""

    question: Question
    mover: str
    payload: Payload
    days: tuple[LoadDay, ...]


Admit = Callable[[Question, tuple[Mover, ...]], Admission]


def load(
    snapshot: Snapshot,
    question: Question,
    mover: Mover,
    days: tuple[date, ...],
    admit: Admit,
    report: Callable[[int], None] = lambda done: None,
) -> LoadResult:
    """Ask how much a vessel can carry on each day.

    Parameters
    ----------
    snapshot
        Of the first day, for what is claimed of the vessel.
    question
        Origin and destination must be places of the network.
    admit
        Makes the admission of a question for movers.
    report
        Hears how many days are done.
    """
    payload = payload_of(snapshot, mover)
    tops = keel_to_top_m(snapshot, mover)
    draughts = tried_m(snapshot, mover, payload)
    found = []
    for count, day in enumerate(days, start=1):
        asked = replace(question, on=day)
        movers = tuple(at_draught(mover, float(d), tops) for d in draughts)
        found.append(_on_day(asked, payload, draughts, admit(asked, movers)))
        report(count)
    return LoadResult(question, mover.name, payload, tuple(found))


def tried_m(snapshot: Snapshot, mover: Mover, payload: Payload) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the draughts that are tried, in m: each centimetre from empty to full."""
    claimed = snapshot.of_mover("draught_m", mover).interval[1]
    full = next((d for d in (payload.design_m, claimed) if math.isfinite(d)), _DEEPEST_M)
    empty = payload.empty_m if math.isfinite(payload.empty_m) else payload.table[0][0] if payload.table else 0.0
    first, last = math.ceil(round(empty / STEP_M, 6)), math.floor(round(full / STEP_M, 6))
    steps = np.round(np.arange(first, last + 1) * STEP_M, 6)
    ends = [d for d in (empty, full) if d not in steps]
    return np.unique(np.array([*ends, *steps], dtype=np.float64))


def keel_to_top_m(snapshot: Snapshot, mover: Mover) -> float:
    """Return the height of a vessel from keel to top, in m: as claimed, or its draught and air draught together."""
    stated = snapshot.of_mover("keel_to_top_m", mover).interval
    if math.isfinite(stated[1]):
        return stated[1]
    draught, above = (snapshot.of_mover(a, mover).interval for a in ("draught_m", "air_draught_m"))
    known = mover.loading or draught[0] == draught[1]
    return draught[0] + above[1] if known and math.isfinite(draught[0] + above[1]) else math.nan


def at_draught(mover: Mover, draught_m: float, keel_to_top: float) -> Mover:
    """Return a vessel as it lies at a draught: the deeper, the lower its top."""
    given = {"draught_m": draught_m}
    if math.isfinite(keel_to_top):
        given["air_draught_m"] = round(keel_to_top - draught_m, 6)
    return mover.with_given(given)


def _on_day(
    question: Question, payload: Payload, draughts: np.ndarray[tuple[int], np.dtype[np.float64]], admission: Admission
) -> LoadDay:
    network = admission.snapshot.network
    arcs = network.arcs
    origin, destination = (network.place_index[p] for p in (question.origin, question.destination))
    levels = np.array(
        [
            best_levels(arcs.first, arcs.head, row[arcs.link], origin, len(Verdict))[destination]
            for row in admission.levels
        ]
    )
    rows = []
    for verdict in LEVELS:
        fitting = np.flatnonzero(levels == verdict)
        if len(fitting):
            draught = float(draughts[fitting[-1]])
            tonnes = float(payload.at(draught))
            rows.append(
                Loaded(verdict, draught, tonnes, 100 * tonnes / payload.most_t, bool(fitting[-1] == len(draughts) - 1))
            )
    day = LoadDay(question.on, tuple(rows), (), _levels(admission), admission)
    best = day.best
    deeper = 0 if best is None else int(np.searchsorted(draughts, best.draught_m)) + 1
    if deeper >= len(draughts):
        return day
    return replace(day, binding=_binding(admission, deeper, int(levels[deeper]), origin, destination))


def _binding(admission: Admission, row: int, level: int, origin: int, destination: int) -> tuple[Reason, ...]:
    """Return what stands in the way of a vessel that lies one step too deep, on its best path."""
    if level >= len(Verdict):
        return ()
    arcs = admission.snapshot.network.arcs
    open_arcs = admission.levels[row, arcs.link] <= level
    path = cheapest_path(arcs.first, arcs.head, open_arcs, admission.snapshot.length_km[arcs.link], origin, destination)
    links = [int(arcs.link[a]) for a in path or ()]
    reasons = dict.fromkeys(r for i in links for r in admission.reasons(row, i) if r.verdict == level)
    return tuple(reasons)


def _levels(admission: Admission) -> tuple[str, ...]:
    """Say which water levels were read."""
    snapshot = admission.snapshot
    return tuple(filter(None, (snapshot.stages.words(s) for s in snapshot.followed())))


def claims_of(day: LoadDay) -> tuple[Claim, ...]:
    """Return the claims behind what binds on a day."""
    return tuple(dict.fromkeys(c for r in day.binding for c in r.claims))
