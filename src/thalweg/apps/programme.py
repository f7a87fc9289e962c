"""PROGRAMME: for a whole fleet, the fewest or cheapest changes that open the passage to a given share of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from thalweg.apps.levers import Change, Lever
from thalweg.apps.unlock import UnlockResult
from thalweg.rules.rule import Verdict
from thalweg.solve.programmes import choose

Verify = Callable[[Sequence[Lever]], Sequence[Verdict]]
"""From levers to the verdict of each mover when they are pulled."""


@dataclass(frozen=True, slots=True)
class Rung:
    """What a number of changes opens at most."""

    levers: tuple[Lever, ...]
    opened: tuple[str, ...]
    """Keys of the movers to which the passage is then open, each verified."""


@dataclass(frozen=True)
class ProgrammeResult:
    """Which changes open the passage to how much of a fleet."""

    movers: tuple[str, ...]
    results: tuple[UnlockResult, ...]
    share: float
    chosen: Rung | None
    """The fewest or cheapest changes that open it to the share; None if none do."""
    ladder: tuple[Rung, ...]
    """With none, one, two ... changes: the most movers that they open it to."""
    uses: tuple[tuple[Lever, int], ...]
    """Each lever, and to how many movers it belongs in some set; the most useful first."""


def programme(
    movers: Sequence[str], results: Sequence[UnlockResult], share: float, by_cost: bool, verify: Verify
) -> ProgrammeResult:
    """Choose the changes for a fleet.

    Parameters
    ----------
    movers, results
        Keys of movers, and what opens the passage to each; changes of a mover itself, and of what its trip says, are
        left out.
    share
        Share of the movers, above 0 and up to 1.
    by_cost
        Whether the known cost is to be least, and not the number of changes.
    verify
        Asks again who passes.

    Notes
    -----
    Only the sets that the search for each mover returned can be combined. A lever that has an amount gets the
    largest that an opened mover needs. The choice is an exact integer programme (`solve.programmes`).
    """
    network = [[o.levers for o in r.openings if not any(x.said or x.mover for x in o.levers)] for r in results]
    open_already = [r.verdict <= r.aim.target for r in results]
    ids = sorted({x.id for sets in network for one in sets for x in one})
    number = {x: i for i, x in enumerate(ids)}
    options: list[list[list[int]]] = [
        [[]] if free else [[number[x.id] for x in one] for one in sets]
        for free, sets in zip(open_already, network, strict=True)
    ]
    every = {x.id: x for x in _largest([one for sets in network for one in sets])}
    known = math.fsum(x.cost_usd for x in every.values() if x.cost_usd is not None)
    unknown = 10 * known + 1  # one of unknown cost weighs more than all known ones
    prices = [unknown if every[x].cost_usd is None else every[x].cost_usd for x in ids]
    cost = np.array(prices if by_cost else [1.0] * len(ids), dtype=np.float64)

    def rung(picked: Sequence[int]) -> Rung:
        pulled = {ids[i] for i in picked}
        inside = ([one for one in sets if {x.id for x in one} <= pulled] for sets in network)
        levers = _largest([min(sets, key=len) for sets in inside if sets])
        passing = (m for m, v in zip(movers, verify(levers), strict=True) if v <= results[0].aim.target)
        return Rung(levers, tuple(passing))

    need = math.ceil(share * len(movers) - 1e-9)
    found = choose(options, cost, need)
    ladder = []
    for most in range(len(ids) + 1):
        best = choose(options, np.ones(len(ids)), None, most)
        ladder.append(rung(best or ()))
        if len(ladder[-1].opened) >= sum(bool(o) for o in options):
            break
    counts = {x: sum(any(x in {y.id for y in one} for one in sets) for sets in network) for x in ids}
    uses = tuple((every[x], counts[x]) for x in sorted(ids, key=lambda x: (-counts[x], x)))
    chosen = None if found is None else rung(found)
    return ProgrammeResult(tuple(movers), tuple(results), share, chosen, _strict(ladder), uses)


def _strict(ladder: Sequence[Rung]) -> tuple[Rung, ...]:
    """Leave out rungs that open no more than the one below."""
    kept = list(ladder[:1])
    for rung in ladder[1:]:
        if len(rung.opened) > len(kept[-1].opened):
            kept.append(rung)
    return tuple(kept)


def _largest(sets: Sequence[Sequence[Lever]]) -> tuple[Lever, ...]:
    """Return levers, each with the largest amounts that any of the sets asks for."""
    found: dict[str, Lever] = {}
    for lever in (x for one in sets for x in one):
        held = found.get(lever.id)
        found[lever.id] = lever if held is None else _larger(held, lever)
    return tuple(found[x] for x in sorted(found))


def _larger(a: Lever, b: Lever) -> Lever:
    """Return a lever with the larger of the amounts of two; no limit is larger than any."""
    changes = {(c.subject, c.attribute, c.qualifiers): c for c in a.changes}
    other = False
    for c in b.changes:
        key = (c.subject, c.attribute, c.qualifiers)
        if key not in changes or _amount(c) > _amount(changes[key]):
            changes[key], other = c, True
    return replace(b if other else a, changes=tuple(changes.values()))


def _amount(change: Change) -> float:
    return change.value.low if change.value.kind == "number" else math.inf
