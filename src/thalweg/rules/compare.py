"""How a physical rule compares: each function returns a margin, a range in the rule's unit.

Movers are rows and elements are columns. The margin admits from 0 on, refuses below 0, and is
unknown where it straddles 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from thalweg.snapshot import Column

Margin = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Low and high ends of a range, broadcast over movers (rows) and elements (columns)."""
DECIMALS = 6
"""Margins are rounded to a micrometre or a gram, so that sums of decimals tie exactly."""


def spare(need: Margin, have: Margin, kept: Margin | None) -> Margin:
    """Return have - need - kept, as ranges: what is left over. All three may be of any shape that broadcasts."""
    with np.errstate(invalid="ignore"):  # inf - inf is put right below
        low, high = have[0] - need[1], have[1] - need[0]
        if kept is not None:
            low, high = low - kept[1], high - kept[0]
    no_limit, refused = np.isposinf(have[0]), np.isneginf(have[1]) | np.isposinf(need[0])
    if kept is not None:
        refused = refused | np.isposinf(kept[0])
    low = np.where(no_limit, np.inf, np.where(refused, -np.inf, low))
    high = np.where(no_limit, np.inf, np.where(refused, -np.inf, high))
    return np.round(low, DECIMALS), np.round(high, DECIMALS)


def endures(need: Margin, have: Margin, kept: Margin | None) -> Margin:
    """Return need - have, as ranges: how much more a mover can take than there is.

    Where there is nothing, or nobody tells of anything (no limit), everybody passes.
    """
    free = np.isposinf(have[0]) | (have[1] <= 0)
    with np.errstate(invalid="ignore"):
        low, high = need[0] - have[1], need[1] - have[0]
    low, high = np.where(free, np.inf, low), np.where(free, np.inf, high)
    return np.round(low, DECIMALS), np.round(high, DECIMALS)


def common(need: Column | None, have: Column, at: Sequence[int]) -> Margin:
    """Return whether need and have share a code for sure (+inf), for sure not (-inf), or perhaps."""
    assert need is not None
    shape = (len(need.codes), len(at))
    low, high = np.full(shape, -np.inf), np.full(shape, np.inf)
    for j, element in enumerate(at):
        there = have.codes[element]
        if there is None and not _no_limit(have, element):
            continue
        for i, wanted in enumerate(need.codes):
            low[i, j], high[i, j] = (np.inf, np.inf) if there is None else _shares(wanted, there)
    return low, high


def is_open(need: Column | None, have: Column, at: Sequence[int]) -> Margin:
    """Return +inf where the state or season is `open`, -inf where it is another, open ends if unknown."""
    low, high = among(have, frozenset({"open"}), at)
    return low[None, :], high[None, :]


def is_free(need: Column | None, have: Column, at: Sequence[int]) -> Margin:
    """Return +inf where a restriction is known not to hold (`no`, none, or silence), -inf where it holds (`yes`)."""
    low, high = among(have, frozenset({"no"}), at)
    low[[have.codes[e] == frozenset() for e in at]] = np.inf
    high[[have.codes[e] == frozenset() for e in at]] = np.inf
    return low[None, :], high[None, :]


def among(have: Column, good: frozenset[str], at: Sequence[int]) -> Margin:
    """Return for each element +inf if its code is surely one of these, -inf if surely none, else open ends."""
    low, high = np.full(len(at), -np.inf), np.full(len(at), np.inf)
    for j, element in enumerate(at):
        codes = have.codes[element]
        if codes is None:
            if _no_limit(have, element):
                low[j] = np.inf  # silence means no limit here
        elif codes <= good and codes:
            low[j] = np.inf
        elif not codes & good:
            high[j] = -np.inf
    return low, high


def _no_limit(have: Column, element: int) -> bool:
    return bool(have.silent[element] and np.isposinf(have.low[element]))


def _shares(wanted: frozenset[str] | None, there: frozenset[str]) -> tuple[float, float]:
    """Compare sets of possible values, each a `+`-joined set of codes."""
    if wanted is None:
        return -math.inf, math.inf
    pairs = [bool(set(w.split("+")) & set(t.split("+"))) for w in wanted for t in there]
    if not pairs:
        return -math.inf, -math.inf
    return (math.inf if all(pairs) else -math.inf), (math.inf if any(pairs) else -math.inf)
