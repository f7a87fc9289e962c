"""Trade after trade costs changed, by structural gravity in changes: no cost need be known, only how it changes.

Each country sells one good of its own, and everybody buys of all with a constant elasticity of trade (Anderson and
van Wincoop, Gravity with gravitas, American Economic Review 93, 2003). In changes the levels of costs and of
productivity drop out (Dekle, Eaton and Kortum, Unbalanced trade, American Economic Review 97, 2007).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Traded:
    """Trade after a change."""

    flows: Floats
    """Value that each country (rows) sells to each (columns)."""
    incomes: Floats
    """Income after, as a multiple of that before; world income is kept."""
    prices: Floats
    """What a basket costs in each country, as a multiple of before."""
    off: float
    """By how much sales miss incomes at worst, as a share of incomes."""
    finished: bool

    @property
    def welfare(self) -> Floats:
        """What income buys, as a multiple of before."""
        return self.incomes / self.prices


def traded(
    flows: Floats,
    cost_change: Floats,
    elasticity: float,
    follow: bool = True,
    close: float = 1e-12,
    most: int = 10_000,
) -> Traded:
    """Return trade after its costs changed.

    Parameters
    ----------
    flows
        Value that each country (rows) sells to each (columns), sales at home on the diagonal.
    cost_change
        Trade costs after as a multiple of before, at home 1.
    elasticity
        Of trade to its costs, above 0.
    follow
        Whether incomes follow what is sold. If not, what each country sells and spends in all is kept (the
        conditional effect), and only with whom it trades changes.
    close
        By how much sales may miss incomes, as a share of incomes.
    most
        Rounds after which the search ends, and the answer is not finished.
    """
    x, change = np.asarray(flows, dtype=np.float64), np.asarray(cost_change, dtype=np.float64)
    if elasticity <= 0 or (x < 0).any() or (change <= 0).any():
        raise ValueError("a flow, a cost or the elasticity is not above 0")
    sold, spent = x.sum(axis=1), x.sum(axis=0)
    if not (sold > 0).all() or not (spent > 0).all():
        raise ValueError("a country sells or buys nothing")
    with np.errstate(all="ignore"):  # what overflows does not settle, and that is told
        solve = _following if follow else _kept
        return solve(x, change**-elasticity, elasticity, close, most)


def _following(x: Floats, pull: Floats, elasticity: float, close: float, most: int) -> Traded:
    """Let incomes follow; what a country spends beyond its sales stays the same share of them."""
    sold = x.sum(axis=1)
    share, spends = x / x.sum(axis=0), x.sum(axis=0) / sold
    income = np.ones(len(sold))
    for _ in range(most):
        price = income**-elasticity
        weight = share * pull * price[:, None]
        after = weight / weight.sum(axis=0) * (spends * sold * income)
        earned = after.sum(axis=1)
        earned *= sold.sum() / earned.sum()
        off = float(np.abs(earned / (sold * income) - 1).max())
        if not off > close:
            break
        income = income * (earned / (sold * income)) ** (1.0 / (1.0 + elasticity))
        income /= (income * sold).sum() / sold.sum()
    prices = weight.sum(axis=0) ** (-1.0 / elasticity)
    return Traded(after, income, prices, off, off <= close)


def _kept(x: Floats, pull: Floats, elasticity: float, close: float, most: int) -> Traded:
    """Keep what each country sells and spends: two resistances by turns, as in biproportional fitting."""
    sold, spent = x.sum(axis=1), x.sum(axis=0)
    after = x * pull
    inward, outward = np.ones(len(x)), np.ones(len(x))
    for _ in range(most):
        outward = sold / (x * pull * inward).sum(axis=1)
        inward = spent / (x * pull * outward[:, None]).sum(axis=0)
        after = x * pull * outward[:, None] * inward
        off = float(np.abs(after.sum(axis=1) / sold - 1).max())
        if not off > close:
            break
    return Traded(after, np.ones(len(x)), inward ** (1.0 / elasticity), off, off <= close)
