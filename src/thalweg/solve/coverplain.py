"""Sets of levers that open a way, by a plain search: for small questions, and the oracle of the compiled one.

Sets are settled in their order (`levers`), each at all nodes that it newly opens at once: a node keeps the
sets that open it of which no part does. By that order a set is settled at a node exactly if it is minimal
there.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from thalweg.solve.levers import Keys, Levered, Options, masks


@dataclass(slots=True)
class Plain:
    """What a plain search found, as masks of `Keys`."""

    keys: Keys
    found: list[int] = field(default_factory=list)
    """Sets at the goal, in their order."""
    at: list[list[int]] = field(default_factory=list)
    """For each node the sets that were settled there, in their order."""
    pending: dict[int, list[int]] = field(default_factory=dict)
    """Sets that were not settled any more, with the nodes that they open."""
    settled: int = 0
    pushed: int = 0
    dominated: int = 0
    finished: bool = True
    stopped: int = 0
    """If the budget ran out, the key of the set before which all were settled."""


class Rows:
    """The options of a network as lists, with the keys of its sets of levers."""

    def __init__(self, net: Levered, options: Options) -> None:
        self.options = options
        self.start: list[int] = options.first.tolist()
        self.rows = list(zip(options.head.tolist(), masks(options), strict=True))
        self.keys = Keys(net.cost[options.used], net.ties[options.used])

    def reachable(self, origin: int) -> set[int]:
        """Return the nodes that some set opens."""
        seen, stack = {origin}, [origin]
        while stack:
            u = stack.pop()
            for v, _ in self.rows[self.start[u] : self.start[u + 1]]:
                if v not in seen:
                    seen.add(v)
                    stack.append(v)
        return seen


def search(rows: Rows, origin: int, goal: set[int] | None, most: int, front: bool, budget: int) -> Plain:
    """Settle sets in their order.

    Parameters
    ----------
    rows
        The network.
    origin, goal
        Nodes; no goal asks for the first set of every node.
    most
        Sets to find at the goal.
    front
        Whether a set at the goal is wanted only if no other costs as little or less by every criterion.
    budget
        Sets that may be settled, counted at each node.
    """
    keys, start, links = rows.keys, rows.start, rows.rows
    out = Plain(keys, at=[[] for _ in range(len(start) - 1)])
    reachable = rows.reachable(origin)
    if goal is not None and not goal & reachable:
        return out
    left = len(reachable)
    at, found, waiting = out.at, out.found, {0: [origin]}
    vectors: list[tuple[int, ...]] = []  # of a front, what was found costs
    heap, by_key = [0], {0: 0}
    settled = pushed = dominated = 0
    while heap:
        key = heapq.heappop(heap)
        mask = by_key[key]
        stack = waiting.pop(mask)
        if goal is not None and _beaten(mask, key, found, vectors, keys):
            continue
        while stack:
            u = stack.pop()
            for m in at[u]:
                if m & mask == m:
                    break
            else:
                if settled == budget:
                    out.finished, out.stopped = False, key
                    waiting[mask] = [u, *stack]
                    break
                settled += 1
                at[u].append(mask)
                if goal is None:
                    left -= len(at[u]) == 1
                    if not left:
                        break
                elif u in goal:
                    found.append(mask)
                    if front:
                        vectors.append(keys.cost(key))
                    break
                for v, levers in links[start[u] : start[u + 1]]:
                    new = mask | levers
                    if new == mask:
                        stack.append(v)
                        continue
                    for m in at[v]:
                        if m & new == m:
                            dominated += 1
                            break
                    else:
                        pushed += 1
                        if new not in waiting:
                            waiting[new] = []
                            larger = key + keys.key(new & ~mask)
                            by_key[larger] = new
                            heapq.heappush(heap, larger)
                        waiting[new].append(v)
        if not left or len(found) == most or not out.finished:
            break
    out.settled, out.pushed, out.dominated, out.pending = settled, pushed, dominated, waiting
    return out


def _beaten(mask: int, key: int, found: list[int], vectors: list[tuple[int, ...]], keys: Keys) -> bool:
    """Tell whether what was found at the goal makes a set needless everywhere."""
    if vectors:
        cost = keys.cost(key)
        return any(all(a <= b for a, b in zip(v, cost, strict=True)) for v in vectors)
    return any(m & mask == m for m in found)
