"""Minimum hitting sets: the least set that has a member of each of some sets, by branch and bound.

Sets are whole numbers read as bits, and weights are whole numbers, so that nothing is rounded. The bound
shares each weight between the sets that the member is in (a feasible dual), and what a member would cost
beyond its share fixes it out (reduced costs; E. Balas and A. Ho, *Set covering algorithms using cutting
planes, heuristics, and subgradient optimization*, 1980).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hitting:
    """The least hitting set, or the least that was found."""

    members: int | None
    """None if there is none that is wanted."""
    weight: int
    """What it weighs; the bound if the steps ran out; 0 if there is none."""
    finished: bool
    steps: int


def minimal(sets: Sequence[int]) -> list[int]:
    """Return the sets of which no other is a part, each once, small ones first."""
    kept: list[int] = []
    for x in sorted(set(sets), key=lambda s: (s.bit_count(), s)):
        if not any(k & x == k for k in kept):
            kept.append(x)
    return kept


def bits(mask: int) -> list[int]:
    """Return the places of the bits of a mask, rising."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def share(sets: Sequence[int], weight: Sequence[int]) -> tuple[int, list[int]]:
    """Share weights between sets, one by one; return what they add up to, and what is left of each weight."""
    rest = list(weight)
    total = 0
    for x in sets:
        places = bits(x)
        least = min([rest[i] for i in places])
        if least:
            total += least
            for i in places:
                rest[i] -= least
    return total, rest


def minimum(
    sets: Sequence[int], weight: Sequence[int], barred: Sequence[int], steps: int, known: int | None = None
) -> Hitting:
    """Return the least hitting set that has no barred set as a part.

    Parameters
    ----------
    sets
        Sets to be hit, minimal (`minimal`).
    weight
        For each place its weight, more than 0.
    barred
        Sets that no answer may contain whole.
    steps
        Branches that may be tried.
    known
        A hitting set that is wanted, to start from.
    """
    best = known
    limit = None if known is None else sum([weight[i] for i in bits(known)])
    root = share(sets, weight)[0] if all(sets) else 0
    if not all(sets) or 0 in barred:
        return Hitting(None, 0, True, 0)
    stack = [(0, 0, 0, list(sets))]  # chosen, its weight, left out, sets not hit
    taken = 0
    while stack:
        chosen, spent, out, left = stack.pop()
        if limit is not None and spent >= limit:
            continue
        if taken == steps:
            return Hitting(best, min(root, limit) if limit is not None else root, False, taken)
        taken += 1
        out |= _completing(chosen, barred)
        if out & chosen:
            continue
        if out:
            left = [x & ~out for x in left]
            if not all(left):
                continue
            left.sort(key=int.bit_count)
        total, rest = share(left, weight)
        if limit is not None and spent + total >= limit:
            continue
        if not left:
            best, limit = chosen, spent
            continue
        if limit is not None:
            room = limit - spent - total
            dear = 0
            for i in bits(_union(left)):
                if rest[i] >= room:
                    dear |= 1 << i
            if dear:
                out |= dear
                left = [x & ~dear for x in left]
                if not all(left):
                    continue
        pick = _pick(left, weight)
        bit = 1 << pick
        stack.append((chosen, spent, out | bit, left))
        stack.append((chosen | bit, spent + weight[pick], out, [x for x in left if not x & bit]))
    return Hitting(best, limit or 0, True, taken)


def _completing(chosen: int, barred: Sequence[int]) -> int:
    """Return the places that would complete a barred set; of one that is complete, all."""
    out = 0
    for x in barred:
        lacking = x & ~chosen
        if not lacking:
            return chosen or -1
        if not lacking & (lacking - 1):
            out |= lacking
    return out


def _union(sets: Sequence[int]) -> int:
    out = 0
    for x in sets:
        out |= x
    return out


def _pick(left: Sequence[int], weight: Sequence[int]) -> int:
    """Return the place to branch on: of a smallest set the one that hits most for its weight."""
    smallest = min(left, key=int.bit_count)
    places = bits(smallest)
    if len(places) == 1:
        return places[0]
    return max(places, key=lambda i: sum([x >> i & 1 for x in left]) / weight[i])
