"""ACCESS: the verdicts of many movers, destinations, days and scenarios at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from thalweg.admission import Admission
from thalweg.apps.check import CheckResult, check
from thalweg.question import Question
from thalweg.rules.rule import Verdict
from thalweg.solve.bits import Words, everyone, pack, unpack, words_for

if TYPE_CHECKING:
    from thalweg.solve.access import Day
    from thalweg.solve.contract import Arcs

DIMENSIONS: tuple[str, ...] = ("mover", "destination", "on", "scenario")
LEVELS = len(Verdict) - 1
"""Verdict levels short of blocked: clear, at most conditional, at most unknown."""
SMALL = 3_000_000
"""Movers x links x days x scenarios up to which a plain search answers at once, and nothing is compiled."""
BATCH = 1024
"""Movers that are solved together: a set of 16 words."""
MAKING, OF_MOVER = 40, 1500
"""Bytes that an admission takes for each mover and link while it is made, and for each mover besides (measured)."""


class Admissions(Mapping[tuple[date, str], Admission]):
    """Admissions by day and scenario, each made when it is asked for: a year of them would fill the memory."""

    def __init__(self, cells: Sequence[tuple[date, str]], make: Callable[[date, str], Admission]) -> None:
        self._cells, self._make = dict.fromkeys(cells), make

    def __getitem__(self, cell: tuple[date, str]) -> Admission:
        if cell not in self._cells:
            raise KeyError(cell)
        return self._make(*cell)

    def __iter__(self) -> Iterator[tuple[date, str]]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)


@dataclass(frozen=True)
class Need:
    """The memory that a question needs, in bytes, known before anything is made."""

    admitting: int
    """The admissions of one day, and what the making of one takes."""
    spreading: int
    """Sets of movers on the links of one day, a batch at a time, and what is reached."""
    keeping: int
    """What is kept of all days: packed sets."""
    telling: int
    """The verdicts, when they are unpacked."""

    @classmethod
    def of(cls, movers: int, links: int, places: int, destinations: int, days: int, scenarios: int) -> Self:
        """Return what a question needs; `days` is 1 if each day is written and dropped."""
        words = words_for(min(movers, BATCH))
        sets = scenarios * LEVELS * (2 * links + places) + 4 * (links + places)
        return cls(
            scenarios * movers * (links + OF_MOVER) + movers * links * MAKING,
            sets * words * 8,
            2 * days * scenarios * LEVELS * destinations * words_for(movers) * 8,
            2 * days * scenarios * destinations * movers,
        )

    @property
    def total(self) -> int:
        """The most that is held at once, at worst."""
        return self.admitting + self.spreading + self.keeping + self.telling


@dataclass(frozen=True)
class AccessTally:
    """What was written of a table that is not held: where, its axes, and how many cells have each verdict."""

    question: Question
    path: str
    movers: tuple[str, ...]
    destinations: tuple[str, ...]
    days: tuple[date, ...]
    scenarios: tuple[str, ...]
    cells: Mapping[Verdict, int]


@dataclass(frozen=True)
class AccessResult:
    """Verdicts by mover, destination, day and scenario."""

    question: Question
    """What all cells share; the fields that vary hold the first cell's."""
    movers: tuple[str, ...]
    mover_names: tuple[str, ...]
    destinations: tuple[str, ...]
    days: tuple[date, ...]
    scenarios: tuple[str, ...]
    reached: Words
    """Who gets there: sets of movers, shape (days, scenarios, levels, destinations, words); levels as of `Verdict`."""
    admissions: Mapping[tuple[date, str], Admission]

    @cached_property
    def verdicts(self) -> NDArray[np.uint8]:
        """Shape (movers, destinations, days, scenarios); values as of `Verdict`. Unpacked when first asked for."""
        days, scenarios, levels, destinations, _ = self.reached.shape
        worse = np.full((days, scenarios, destinations, len(self.movers)), levels, dtype=np.uint8)
        for v in range(levels):  # one level at a time holds a third of the memory
            worse -= unpack(self.reached[:, :, v], len(self.movers)).view(np.uint8)
        return worse.transpose(3, 2, 0, 1)

    def why(self, mover: int, destination: int, day: int, scenario: int) -> CheckResult:
        """Answer one cell in full."""
        on, name = self.days[day], self.scenarios[scenario]
        question = replace(
            self.question, mover=self.movers[mover], destination=self.destinations[destination], on=on, scenario=name
        )
        return check(self.admissions[on, name], question, mover)


def access(
    admissions: Mapping[tuple[date, str], Admission],
    question: Question,
    destinations: Sequence[str],
    days: Sequence[date],
    scenarios: Sequence[str],
    small: int = SMALL,
) -> AccessResult:
    """Ask every admission for every mover and destination.

    Parameters
    ----------
    admissions
        By day and scenario, all of the same movers in the same order.
    question
        What all cells share.
    destinations, days, scenarios
        The other three axes, in the order wanted.
    small
        Work up to which a plain search is made; beyond it sets of movers spread together.
    """
    parts = list(by_day(admissions, question, destinations, days, scenarios, small))
    return replace(parts[0], days=tuple(days), reached=np.concatenate([p.reached for p in parts]))


def by_day(
    admissions: Mapping[tuple[date, str], Admission],
    question: Question,
    destinations: Sequence[str],
    days: Sequence[date],
    scenarios: Sequence[str],
    small: int = SMALL,
) -> Iterator[AccessResult]:
    """Answer as `access` does, one day after the other, so that no more than a day need be held."""
    first = admissions[days[0], scenarios[0]]
    network = first.snapshot.network
    origin = network.place_index[question.origin]
    nodes = np.array([network.place_index[d] for d in destinations], dtype=np.int32)
    large = len(first.movers) * len(network.links) * len(days) * len(scenarios) > small
    names = tuple(m.name for m in first.movers)
    keys = tuple(m.key for m in first.movers)
    for day in days:
        of_day = [admissions[day, name] for name in scenarios]
        if large:
            found = _together(_arcs(first), [a.levels for a in of_day], origin, nodes)
        else:
            found = _one_by_one(of_day, origin, nodes)
        yield AccessResult(
            question, keys, names, tuple(destinations), (day,), tuple(scenarios), found[None], admissions
        )


def _one_by_one(admissions: Sequence[Admission], origin: int, nodes: NDArray[np.int32]) -> Words:
    """Search for each mover and scenario by itself."""
    movers = len(admissions[0].movers)
    members = np.zeros((len(admissions), LEVELS, len(nodes), movers), dtype=np.bool_)
    for s, admission in enumerate(admissions):
        best = admission.bests(origin)[:, nodes]
        members[s] = (best[:, None, :] <= np.arange(LEVELS)[None, :, None]).transpose(1, 2, 0)
    return pack(members)


def _arcs(admission: Admission) -> Arcs:
    """Return the arcs of the network, with the places on the map for an order in which near nodes are near."""
    from thalweg.solve.contract import Arcs  # scipy is loaded for large questions only

    network = admission.snapshot.network
    arcs = network.arcs
    place = np.array([(p.lon, p.lat) for p in network.places], dtype=np.float64).reshape(-1, 2)
    return Arcs(len(network.places), arcs.tail, arcs.head, arcs.link, len(network.links), place)


def _together(arcs: Arcs, tables: Sequence[NDArray[np.uint8]], origin: int, nodes: NDArray[np.int32]) -> Words:
    """Spread sets of movers over the scenarios of a day, a batch at a time."""
    from thalweg.solve.access import Solver
    from thalweg.solve.contract import contract
    from thalweg.solve.reach import no_worse

    parts = []
    for at in range(0, len(tables[0]), BATCH):
        sets = [no_worse(np.ascontiguousarray(t[at : at + BATCH]), LEVELS) for t in tables]
        everybody = everyone(len(tables[0][at : at + BATCH]))
        always = np.logical_and.reduce([(x[0] == everybody).all(axis=1) for x in sets])
        never = np.logical_and.reduce([~x[-1].any(axis=1) for x in sets])
        solver = Solver(contract(arcs, always, never), everybody)
        day = _day([x[:, solver.kernel.links] for x in sets], everybody)
        parts.append(solver.solve(day, origin).sets(nodes))
    return np.concatenate(parts, axis=-1)


def _day(sets: Sequence[Words], everybody: Words) -> Day:
    """Return a day as rows of a table, from the sets of each scenario, (levels, links, words)."""
    from thalweg.solve.access import Day

    usual = sets[0][0]
    differs = np.logical_or.reduce([(level != usual).any(axis=1) for x in sets for level in x])
    changed = np.flatnonzero(differs).astype(np.int32)
    rows = np.arange(1, 1 + len(usual), dtype=np.int32)
    table = [everybody[None], usual]
    count = 1 + len(usual)
    changed_rows = np.empty((len(sets), LEVELS, 1, len(changed)), dtype=np.int32)
    for s, x in enumerate(sets):
        for v in range(LEVELS):
            there = changed_rows[0, v, 0] if s else changed_rows[0, v - 1, 0] if v else rows[changed]
            known = (sets[0][v] if s else sets[0][max(v - 1, 0)])[changed]
            new = np.flatnonzero((x[v, changed] != known).any(axis=1))
            changed_rows[s, v, 0] = there
            changed_rows[s, v, 0, new] = np.arange(count, count + len(new))
            table.append(x[v, changed[new]])
            count += len(new)
    return Day(np.concatenate(table), rows[None], changed, changed_rows)
