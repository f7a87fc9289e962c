"""LOAD: the most that a vessel can carry from A to B on a day, and the place that binds.

Nothing is reckoned here but the payload: the vessel is put to the same admission at every
centimetre of draught from empty to full, so that depth, clearance, margins and law all speak.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from thalweg.admission import Admission
from thalweg.movers import Mover
from thalweg.question import Question
from thalweg.rules.payload import Payload, payload_of
from thalweg.rules.rule import Reason, Verdict
from thalweg.rules.when import Range
from thalweg.snapshot import Snapshot

Draughts = NDArray[np.float64]
STEP_M = 0.01
"""Draughts are tried in steps of one centimetre."""
_DEEPEST_M = 30.0
"""Deeper than any vessel: nothing beyond is tried."""
_DETOUR_KM = 1e6
"""What a link counts for that was no way for the best load either: what binds stands on the way of the best."""
LEVELS = (Verdict.CLEAR, Verdict.CONDITIONAL, Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The deepest draught at which the verdict is as good as this, and what is carried then."""

    verdict: Verdict
    draught_m: float
    least_m: float
    """The least draught from which on the verdict is as good: lighter, the vessel may stand too high."""
    payload_t: float
    """nan where nothing says."""
    share_percent: float
    """Of what is carried at the design draught."""
    full: bool
    """Whether it is the design draught itself, or the greatest that is claimed; never if neither is known."""


@dataclass(frozen=True)
class LoadDay:
    """What can be loaded on one day."""

    on: date
    rows: tuple[Loaded, ...]
    """For each verdict that some draught has, the deepest with it; the best verdict first."""
    binding: tuple[Reason, ...]
    """Why the vessel may not lie one centimetre deeper than in `best`; empty if it may lie full.

    Where there is no best: why not even what may pass is sure, or why the empty vessel does not pass.
    """
    levels: tuple[str, ...]
    """The water levels that the answer rests on, in words."""
    admission: Admission
    lightest_m: float
    """The least draught that was tried."""

    @property
    def best(self) -> Loaded | None:
        """The deepest draught that is clear, or clear on conditions; None if none is."""
        sure = [r for r in self.rows if r.verdict <= Verdict.CONDITIONAL]
        return max(sure, key=lambda r: r.draught_m) if sure else None

    def bound(self, row: Loaded) -> tuple[Reason, ...]:
        """Return what binds one of the rows: nothing but the one that `binding` is about."""
        return self.binding if row == (self.best or self.perhaps) else ()

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
    full = full_m(snapshot, mover, payload)
    found = []
    for count, day in enumerate(days, start=1):
        asked = replace(question, on=day)
        movers = tuple(at_draught(mover, float(d), tops) for d in draughts)
        found.append(_on_day(asked, payload, draughts, full, admit(asked, movers)))
        report(count)
    return LoadResult(question, mover.name, payload, tuple(found))


def full_m(snapshot: Snapshot, mover: Mover, payload: Payload) -> float:
    """Return the draught of a full vessel, in m: as it is designed, or else as is claimed; nan if neither is known."""
    claimed = snapshot.of_mover("draught_m", mover).interval[1]
    return next((d for d in (payload.design_m, claimed) if math.isfinite(d)), math.nan)


def tried_m(snapshot: Snapshot, mover: Mover, payload: Payload) -> Draughts:
    """Return the draughts that are tried, in m: each centimetre from empty to full."""
    full = full_m(snapshot, mover, payload)
    deepest = min(full, _DEEPEST_M) if math.isfinite(full) else _DEEPEST_M
    empty = payload.empty_m if math.isfinite(payload.empty_m) else payload.table[0][0] if payload.table else 0.0
    empty = min(empty, deepest)
    first, last = math.ceil(round(empty / STEP_M, 6)), math.floor(round(deepest / STEP_M, 6))
    steps = np.round(np.arange(first, last + 1) * STEP_M, 6)
    ends = [d for d in (empty, deepest) if d not in steps]
    return np.unique(np.array([*ends, *steps], dtype=np.float64))


def keel_to_top_m(snapshot: Snapshot, mover: Mover) -> Mapping[str, Range]:
    """Return the height of a vessel from keel to top, in m, as far as it is known, by kind of air draught.

    As claimed, or its draught and air draught together; and the same with masts and wheelhouse lowered. What
    is contested stays a range.
    """
    found = {}
    draught = snapshot.of_mover("draught_m", mover).interval
    known = bool(mover.loading) or draught[0] == draught[1]
    for attribute in ("air_draught_m", "air_draught_lowered_m"):
        above = snapshot.of_mover(attribute, mover).interval
        if known and math.isfinite(draught[0] + above[1]):
            found[attribute] = draught[0] + above[0], draught[0] + above[1]
    stated = snapshot.of_mover("keel_to_top_m", mover).interval
    return {**found, "air_draught_m": stated} if math.isfinite(stated[1]) else found


def at_draught(mover: Mover, draught_m: float, keel_to_top: Mapping[str, Range]) -> Mover:
    """Return a vessel as it lies at a draught: the deeper, the lower its top."""
    above = {a: (round(low - draught_m, 6), round(high - draught_m, 6)) for a, (low, high) in keel_to_top.items()}
    return mover.with_given({"draught_m": draught_m, **above})


def _on_day(question: Question, payload: Payload, draughts: Draughts, full: float, admission: Admission) -> LoadDay:
    network = admission.snapshot.network
    origin, destination = (network.place_index[p] for p in (question.origin, question.destination))
    levels = admission.bests(origin)[:, destination]
    rows = []
    for verdict in LEVELS:
        fitting = np.flatnonzero(levels == verdict)
        if len(fitting):
            draught = float(draughts[fitting[-1]])
            tonnes, most = float(payload.at(draught)), payload.most_t
            share = 100 * tonnes / most if most > 0 else math.nan
            least = int(fitting[-1])
            while least > 0 and levels[least - 1] <= verdict:
                least -= 1
            rows.append(Loaded(verdict, draught, float(draughts[least]), tonnes, share, draught == full))
    day = LoadDay(question.on, tuple(rows), (), admission.water_words(), admission, float(draughts[0]))
    length = admission.snapshot.length_km
    if day.best is not None:
        row = int(np.searchsorted(draughts, day.best.draught_m))
        length = length + _DETOUR_KM * (admission.levels[row] > day.best.verdict)
        row += 1
    else:
        row = 0 if day.perhaps is None else int(np.searchsorted(draughts, day.perhaps.draught_m))
    if row >= len(draughts) or levels[row] >= len(Verdict):
        return day
    way = admission.way(row, origin, destination, int(levels[row]), length)
    return replace(day, binding=admission.binding(row, way or (), int(levels[row])))
