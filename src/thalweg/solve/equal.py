"""Which links of an equilibrium could have another volume: those of constant cost with equals beside them.

Movers of one class and origin may go round a circle of flat links, forward where a link lies on a cheapest path
and backward where they use one, without changing the cost of anything. What two classes or two origins could
exchange between themselves is not looked for, so that more links may be free than are told.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from thalweg.solve.assign import net_of
from thalweg.solve.assignplain import tree
from thalweg.solve.traffic import Assigned, Classes, Demand, Links

TIE = 1e-9
"""Costs that differ by no more than this share are the same."""


def loose(links: Links, classes: Classes, demand: Demand, found: Assigned) -> NDArray[np.bool_]:
    """Return the links whose volume could be another at the same equilibrium."""
    free = np.zeros(len(links.tail), dtype=np.bool_)
    if not links.flat.any():
        return free
    order = np.argsort(links.tail, kind="stable")
    net, cost = net_of(links, order), classes.constant + classes.value_of_h[:, None] * found.delay_h
    used: dict[tuple[int, int], set[int]] = defaultdict(set)
    for i, pair in enumerate(found.path_pair.tolist()):
        used[int(demand.kind[pair]), int(demand.origin[pair])].update(found.path(i))
    for (k, origin), theirs in used.items():
        far, came = tree(net, cost[k, order].tolist(), origin)
        deep = _depths(far, [int(order[e]) if e >= 0 else -1 for e in came], links, origin)
        usable = _usable(links, cost[k].tolist(), origin, far, deep)
        free[list(_on_circles(usable, theirs))] = True
    return free


def _depths(far: list[float], came: list[int], links: Links, origin: int) -> list[int]:
    """Return how many links lead to each node."""
    tails = links.tail.tolist()
    deep = [0] * len(far)
    for node in sorted(range(len(far)), key=far.__getitem__):
        way, u = [], node
        while u != origin and came[u] >= 0 and not deep[u]:
            way.append(u)
            u = tails[came[u]]
        for at in reversed(way):
            deep[at] = deep[tails[came[at]]] + 1
    return deep


def _usable(
    links: Links, cost: list[float], origin: int, far: list[float], deep: list[int]
) -> dict[int, tuple[int, int]]:
    """Return the flat links on cheapest paths, with their ends; never all of a circle that costs nothing."""
    close = TIE * max((x for x in far if not math.isinf(x)), default=0.0)
    found = {}
    ends = zip(links.tail.tolist(), links.head.tolist(), strict=True)
    for e, (u, v) in enumerate(ends):
        if not links.flat[e] or math.isinf(cost[e]) or math.isinf(far[u]) or (u < links.through and u != origin):
            continue
        onward = deep[u] < deep[v] if far[v] - far[u] <= close else True
        if far[u] + cost[e] - far[v] <= close and onward:
            found[e] = u, v
    return found


def _on_circles(usable: Mapping[int, tuple[int, int]], used: set[int]) -> Iterable[int]:
    """Return the links that lie on a circle."""
    steps: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for e, (u, v) in usable.items():
        steps[u].append((v, e))
        if e in used:
            steps[v].append((u, e))
    for e, (u, v) in usable.items():
        if _joined(steps, v, u, e) or (e in used and _joined(steps, u, v, e)):
            yield e


def _joined(steps: Mapping[int, list[tuple[int, int]]], goes: int, comes: int, but: int) -> bool:
    """Return whether steps lead from a node to another without one of the links."""
    seen, queue = {goes}, [goes]
    while queue:
        u = queue.pop()
        if u == comes:
            return True
        for v, e in steps.get(u, ()):
            if e != but and v not in seen:
                seen.add(v)
                queue.append(v)
    return False
