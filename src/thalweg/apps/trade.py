"""Trade between countries after the way of some of them takes other days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thalweg.physics.gravity import Traded, traded

Range = tuple[float, float]
_GRID = 9
"""Changes of cost that are looked at, from the least to the most: what countries get may rise and fall between."""


@dataclass(frozen=True, slots=True)
class Trade:
    """What countries sell each other in a year, as the question gives it."""

    countries: tuple[str, ...]
    flows: NDArray[np.float64]
    """Value that each country (rows) sells to each (columns), sales at home on the diagonal."""
    takes_way: NDArray[np.bool_]
    """Of the same shape: whose goods take the way that is asked about."""
    sources: tuple[str, ...] = ()
    """Whose figures they are, as the table says."""

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Who sells to whom by the way that is asked about."""
        return tuple((self.countries[i], self.countries[j]) for i, j in np.argwhere(self.takes_way).tolist())


@dataclass(frozen=True, slots=True)
class Country:
    """One country after, as multiples of before."""

    name: str
    exports: Range | None
    """None if it sells nothing abroad."""
    income: Range
    welfare: Range
    """What its income buys."""


@dataclass(frozen=True, slots=True)
class After:
    """Trade after, as multiples of before."""

    ratio: Range
    """Trade of the pairs that take the way."""
    countries: tuple[Country, ...]
    """Empty where incomes are kept."""


def after(trade: Trade, costs: Range, elasticity: float, follow: bool) -> After | None:
    """Return the least and the most of trade after, over all changes of the cost of the way between two.

    Parameters
    ----------
    costs
        Trade cost of the pairs that take the way, after as a multiple of before: the least and the most.
    elasticity
        Of trade to its costs, above 0.
    follow
        Whether incomes follow what is sold, as in `traded`.

    Returns
    -------
    None if one of them does not settle.
    """
    found = []
    for cost in _between(costs):
        one = traded(trade.flows, np.where(trade.takes_way, cost, 1.0), elasticity, follow)
        if not one.finished:
            return None
        found.append(one)
    before = trade.flows[trade.takes_way].sum()
    ratios = [float(f.flows[trade.takes_way].sum() / before) for f in found]
    return After(_ends(ratios), tuple(_countries(trade, found)) if follow else ())


def _between(costs: Range) -> list[float]:
    """Return changes of cost from the least to the most, with no change at all among them if it lies between."""
    low, high = costs
    if low == high:
        return [low]
    return sorted({*np.geomspace(low, high, _GRID).tolist(), low, high, *([1.0] if low < 1 < high else [])})


def _countries(trade: Trade, found: Sequence[Traded]) -> list[Country]:
    abroad = ~np.eye(len(trade.countries), dtype=bool)
    before = np.where(abroad, trade.flows, 0.0).sum(axis=1)
    told = []
    for i, name in enumerate(trade.countries):
        exports = [float(f.flows[i, abroad[i]].sum() / before[i]) for f in found] if before[i] else []
        incomes, welfare = (
            [float(v[i]) for v in vs] for vs in ([f.incomes for f in found], [f.welfare for f in found])
        )
        told.append(Country(name, _ends(exports) if exports else None, _ends(incomes), _ends(welfare)))
    return told


def _ends(values: Sequence[float]) -> Range:
    return min(values), max(values)
