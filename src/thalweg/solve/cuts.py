"""Cuts of levers: sets of which every set that opens the goal has one; and the proofs that they make.

The two are each other's hitting sets: a least hitting set of some cuts either opens the goal, and then is a
least set that does, or leaves a cut unhit, which is added (implicit hitting sets: E. Moreno-Centeno and R. M.
Karp, *The implicit hitting set approach to solve combinatorial optimization problems*, 2013). Nothing is
solved from the network but whether given levers open the goal, so that it depends little on its size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thalweg.solve import hitting
from thalweg.solve.levers import Keys, Options

Numbers = Sequence[int] | NDArray[np.integer[Any]]
Room = list[int] | NDArray[np.integer[Any]]


def widen(
    first: Numbers, head: Numbers, tail: Numbers, by_lever: Numbers, options: Numbers, goal: Numbers, origin: int,
    lacking: Room, seen: Room, reached: Room, allowed: Room, order: Numbers,
) -> bool:  # fmt: skip
    """Tell whether the allowed levers open the goal; if not, allow more, in order, as long as they do not.

    The levers that are not allowed in the end are a minimal cut. It runs as it stands on lists, and compiled
    on arrays.

    Parameters
    ----------
    first, head, tail
        Options in CSR form, with their tails.
    by_lever, options
        Options `options[by_lever[l]:by_lever[l + 1]]` need lever l.
    goal
        A flag for each node.
    lacking
        For each option the number of its levers; counted down.
    seen, reached
        Room: zeros for each node, and a number for each node.
    allowed
        A flag for each lever; more are set.
    order
        Levers to be tried; none only answers.
    """
    for x in range(len(allowed)):
        if allowed[x]:
            for k in range(by_lever[x], by_lever[x + 1]):
                lacking[options[k]] -= 1
    seen[origin] = 1
    reached[0] = origin
    done, count = 0, 1
    while done < count:
        u = reached[done]
        done += 1
        if goal[u]:
            return True
        for o in range(first[u], first[u + 1]):
            if lacking[o] == 0 and seen[head[o]] == 0:
                seen[head[o]] = 1
                reached[count] = head[o]
                count += 1
    for x in order:
        if allowed[x]:
            continue
        before = count
        for k in range(by_lever[x], by_lever[x + 1]):
            o = options[k]
            lacking[o] -= 1
            if lacking[o] == 0 and seen[tail[o]] and seen[head[o]] == 0:
                seen[head[o]] = 1
                reached[count] = head[o]
                count += 1
        opened = False
        while done < count:
            u = reached[done]
            done += 1
            if goal[u]:
                opened = True
                break
            for o in range(first[u], first[u + 1]):
                if lacking[o] == 0 and seen[head[o]] == 0:
                    seen[head[o]] = 1
                    reached[count] = head[o]
                    count += 1
        if opened:
            for k in range(before, count):
                seen[reached[k]] = 0
            done = count = before
            for k in range(by_lever[x], by_lever[x + 1]):
                lacking[options[k]] += 1
        else:
            allowed[x] = 1
    return False


@cache
def _compiled() -> Callable[..., bool]:
    from numba import njit

    return njit(cache=True, nogil=True)(widen)


class Oracle:
    """Whether levers open the goal, and if not, a minimal cut that they do not hit. Sets are masks of `Keys`."""

    def __init__(self, options: Options, keys: Keys, origin: int, goal: Sequence[int], compiled: bool) -> None:
        self.keys = keys
        self.asked = 0
        self._all = (1 << keys.levers) - 1
        self._widen: Callable[..., bool] = _compiled() if compiled else widen
        size = np.diff(options.of).astype(np.int32)
        of_option = np.repeat(np.arange(len(size), dtype=np.int32), size)
        order = np.argsort(options.lever, kind="stable")
        begin = np.concatenate(([0], np.cumsum(np.bincount(options.lever, minlength=keys.levers)))).astype(np.int32)
        flags = np.zeros(options.nodes, dtype=np.uint8)
        flags[list(goal)] = 1
        arrays = (options.first, options.head, options.tail, begin, of_option[order], flags)
        self._given = arrays if compiled else tuple(x.tolist() for x in arrays)
        self._origin = origin
        self._size = size
        self._lists = None if compiled else size.tolist()
        self._nodes = options.nodes

    def _ask(self, mask: int, order: Sequence[int]) -> tuple[bool, int]:
        self.asked += 1
        keys = self.keys
        allowed: Room = [0] * keys.levers
        for x in keys.members(mask):
            allowed[x] = 1
        if self._lists is None:
            lacking: Room = self._size.copy()
            seen: Room = np.zeros(self._nodes, dtype=np.uint8)
            reached: Room = np.empty(self._nodes, dtype=np.int32)
            allowed = np.array(allowed, dtype=np.uint8)
            tried: Numbers = np.array(order, dtype=np.int32)
        else:
            lacking, seen, reached, tried = self._lists.copy(), [0] * self._nodes, [0] * self._nodes, order
        opened = self._widen(*self._given, self._origin, lacking, seen, reached, allowed, tried)
        return bool(opened), self._all & ~keys.mask([x for x in range(keys.levers) if allowed[x]])

    def opens(self, mask: int) -> bool:
        """Tell whether a set of levers opens the goal."""
        return self._ask(mask, ())[0]

    def cut(self, mask: int, order: Sequence[int]) -> int | None:
        """Return a minimal cut that has no lever of a set, or None if the set opens the goal.

        Of levers that may be left out of the cut, those come first in `order` are.
        """
        opened, left = self._ask(mask, order)
        return None if opened else left

    def reduced(self, mask: int) -> int:
        """Return a minimal part of a set that opens the goal, without its dearest levers where possible."""
        for x in sorted(self.keys.members(mask), key=lambda x: -self.keys.weight[x]):
            less = mask & ~self.keys.mask((x,))
            if self.opens(less):
                mask = less
        return mask


@dataclass(slots=True)
class Hit:
    """What hitting sets found and proved, as masks of `Keys`."""

    found: list[int] = field(default_factory=list)
    """The first sets that open the goal, in their order, proved."""
    candidate: int | None = None
    """If the rounds ran out, the best other minimal set that opens the goal."""
    cuts: list[int] = field(default_factory=list)
    """Minimal cuts, none part of another."""
    bound: int = 0
    """If the rounds ran out, the key that no other set is below."""
    finished: bool = True
    rounds: int = 0
    steps: int = 0


def by_hitting_sets(
    oracle: Oracle, most: int, rounds: int, steps: int, known: Sequence[int] = (), start: int | None = None
) -> Hit:
    """Return the first sets that open the goal, by cuts.

    Parameters
    ----------
    oracle
        The question.
    most
        Sets to find.
    rounds, steps
        Hitting sets that may be solved, and branches that may be tried in all of them together.
    known
        The first sets, in their order, if they are known: they are not proved again.
    start
        A set that may open the goal, to start from.
    """
    keys = oracle.keys
    n = keys.levers
    weight = keys.weight[::-1]  # by the place of the bit
    out = Hit(found=list(known))
    everything = (1 << n) - 1
    if not oracle.opens(everything):
        out.cuts = [0]
        return out
    cuts, rest = _shared(oracle, weight)
    zero = sum(1 << i for i in range(n) if rest[i] == 0)
    opening = {oracle.reduced(zero)}
    if start is not None and oracle.opens(start):
        opening.add(oracle.reduced(start))
    while len(out.found) < most:
        cuts = hitting.minimal(cuts)
        wanted = [x for x in opening if not any(f & x == f for f in out.found)]
        known_best = min(wanted, key=keys.key, default=None)
        if out.rounds == rounds or out.steps >= steps:
            out.finished, out.candidate = False, known_best
            break
        out.rounds += 1
        least = hitting.minimum(cuts, weight, out.found, steps - out.steps, known_best)
        out.steps += least.steps
        out.bound = max(out.bound, least.weight)
        if not least.finished:
            out.finished, out.candidate = False, known_best
            break
        if least.members is None:
            break  # there are no others
        mask = least.members
        cut = oracle.cut(mask, _order(weight, n))
        if cut is None:
            out.found.append(mask)
            continue
        while cut is not None:
            cuts.append(cut)
            mask |= 1 << min(hitting.bits(cut), key=weight.__getitem__)
            rest = hitting.share(sorted(cuts, key=int.bit_count), weight)[1]
            cut = oracle.cut(mask, _order(rest, n))
        opening.add(oracle.reduced(mask))
    out.cuts = hitting.minimal(cuts)
    return out


def _order(rest: Sequence[int], levers: int) -> list[int]:
    """Return the levers in the order of what is left of their weights, least first."""
    return sorted(range(levers), key=lambda x: rest[levers - 1 - x])


def _shared(oracle: Oracle, weight: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return cuts that share the weights between them until what is used up opens the goal, and what is left."""
    cuts: list[int] = []
    rest = list(weight)
    n = len(rest)
    while True:
        cut = oracle.cut(sum(1 << i for i in range(n) if rest[i] == 0), _order(rest, n))
        if cut is None:
            return cuts, rest
        cuts.append(cut)
        places = hitting.bits(cut)
        least = min([rest[i] for i in places])
        for i in places:
            rest[i] -= least


def proving(cuts: Sequence[int], keys: Keys, least: int, steps: int) -> list[int]:
    """Return a part of some cuts of which the least hitting set costs no less than a key, without needless ones.

    Cuts that cannot be told needless in the steps are kept.
    """
    weight = keys.weight[::-1]
    kept = sorted(cuts, key=lambda x: (-x.bit_count(), x))
    for x in list(kept):
        fewer = [y for y in kept if y != x]
        found = hitting.minimum(hitting.minimal(fewer), weight, (), steps)
        steps -= found.steps
        if found.finished and keys.cost(found.weight) >= keys.cost(least):
            kept = fewer
    return hitting.minimal(kept)
