"""Trade after trade costs changed, by structural gravity in changes: no cost need be known, only how it changes.

Each country sells one good of its own, and everybody buys of all with a constant elasticity of trade (Anderson and
van Wincoop, Gravity with gravitas, American Economic Review 93, 2003). In changes the levels of costs and of
productivity drop out (Dekle, Eaton and Kortum, Unbalanced trade, American Economic Review 97, 2007), and what a country
spends beyond its sales stays what it was. Both problems are solved by Newton's method with shorter steps where a whole
one does not help.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_PARTS = 0.5 ** np.arange(30)
"""How much of a step is tried."""
_NEAR = 1e-3
"""Where less is missed than this, a step is judged by what is missed alone."""


_STAGES = 64
_Found = tuple[Floats, Floats, float, bool]
"""Logs, trade, by how much sales miss what they should be, and whether that is close enough."""


class _At(NamedTuple):
    """How things stand at logs of the sellers' factors."""

    after: Floats
    """Trade."""
    miss: Floats
    """By how much sales miss what they should be."""
    answers: Floats
    """How that answers to each log."""
    merit: float = 0.0
    """What is least at the solution, where there is such a function."""


@dataclass(frozen=True)
class Traded:
    """Trade after a change."""

    flows: Floats
    """Value that each country (rows) sells to each (columns)."""
    incomes: Floats
    """Income after, as a multiple of that before; that of all who trade with each other is kept."""
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
    flows: Floats, cost_change: Floats, elasticity: float, follow: bool = True, close: float = 1e-10, most: int = 60
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
        Steps after which the search ends, and the answer is not finished.
    """
    x, change = np.asarray(flows, dtype=np.float64), np.asarray(cost_change, dtype=np.float64)
    if elasticity <= 0 or (x < 0).any() or (change <= 0).any():
        raise ValueError("a flow, a cost or the elasticity is not above 0")
    if not (x.sum(axis=1) > 0).all() or not (x.sum(axis=0) > 0).all():
        raise ValueError("a country sells or buys nothing")
    with np.errstate(all="ignore"):  # what overflows does not settle, and that is told
        kind = _Follows if follow else _Kept
        whole = kind(x, change**-elasticity, elasticity)
        found = _newton(whole, np.zeros(len(x)), close, most)
        if not found[-1] and follow:
            found = _by_and_by(x, change, elasticity, close, most)
        return whole.told(*found)


class _Kept:
    """Sales and spending are kept: one factor for each seller, and one for each buyer.

    The logs of the sellers' factors are where a convex function is least, whose slopes are the misses.
    """

    slope, convex = 1.0, True
    """The sign of how misses answer, and whether the merit is a function that is least at the solution."""

    def __init__(self, x: Floats, pull: Floats, elasticity: float) -> None:
        self.sold, self.spent, self.elasticity = x.sum(axis=1), x.sum(axis=0), elasticity
        self.x, self.blocs = x * pull, _blocs(x)

    def at(self, logs: Floats) -> _At:
        weight = self.x * np.exp(logs)[:, None]
        total = weight.sum(axis=0)
        after = weight / total * self.spent
        earned = after.sum(axis=1)
        merit = float(self.spent @ np.log(total) - self.sold @ logs)
        return _At(after, earned - self.sold, np.diag(earned) - (after / self.spent) @ after.T, merit)

    def nudge(self, now: _At, logs: Floats) -> Floats:
        """Return a small step that helps wherever one is: a round of biproportional fitting."""
        found: Floats = np.log(self.sold / now.after.sum(axis=1))
        return found

    def told(self, logs: Floats, after: Floats, off: float, finished: bool) -> Traded:
        inward = self.spent / (self.x * np.exp(logs)[:, None]).sum(axis=0)
        return Traded(after, np.ones(len(logs)), inward ** (1.0 / self.elasticity), off, finished)


class _Follows:
    """Incomes follow what is sold, and what a country spends beyond its sales is kept."""

    slope, convex = -1.0, False

    def __init__(self, x: Floats, pull: Floats, elasticity: float) -> None:
        self.sold, self.elasticity, self.blocs = x.sum(axis=1), elasticity, _blocs(x)
        self.beyond = x.sum(axis=0) - self.sold
        self.x = x / x.sum(axis=0) * pull

    def at(self, logs: Floats) -> _At:
        income = self.sold * np.exp(logs)
        spent = income + self.beyond
        weight = self.x * np.exp(-self.elasticity * logs)[:, None]
        share = weight / weight.sum(axis=0)
        after = share * np.where(spent > 0, spent, np.nan)  # nobody can spend less than nothing
        earned = after.sum(axis=1)
        answers = -self.elasticity * (np.diag(earned) - after @ share.T) + share * income - np.diag(income)
        return _At(after, earned - income, answers)

    def nudge(self, now: _At, logs: Floats) -> Floats:
        """Return a small step that helps wherever one is: incomes go after what is earned."""
        found: Floats = np.log(now.after.sum(axis=1) / (self.sold * np.exp(logs))) / (1.0 + self.elasticity)
        return found

    def told(self, logs: Floats, after: Floats, off: float, finished: bool) -> Traded:
        prices = (self.x * np.exp(-self.elasticity * logs)[:, None]).sum(axis=0) ** (-1.0 / self.elasticity)
        return Traded(after, np.exp(logs), prices, off, finished)


def _by_and_by(x: Floats, change: Floats, elasticity: float, close: float, most: int) -> _Found:
    """Let costs change in parts, from each solution to the next: so more is solved, if in more time."""
    logs = np.zeros(len(x))
    for part in np.arange(1, _STAGES + 1) / _STAGES:
        found = _newton(_Follows(x, change ** (-elasticity * part), elasticity), logs, close, most)
        logs = found[0]
        if not found[-1]:
            break
    return found


def _newton(problem: _Kept | _Follows, logs: Floats, close: float, most: int) -> _Found:
    """Return logs at which nothing is missed, with trade, by how much it is, and whether that is close enough."""
    now = problem.at(logs)
    for _ in range(most):
        if not _off(now.miss, problem.sold) > close or not np.isfinite(now.after).all():
            break
        logs, now = _step(problem, logs, now)
    off = _off(now.miss, problem.sold)
    return logs, now.after, off, off <= close


def _step(problem: _Kept | _Follows, logs: Floats, now: _At) -> tuple[Floats, _At]:
    """Return logs at which things stand better, by as much of Newton's step as helps; else by a small step.

    In a bloc that trades with itself alone all misses add up to nothing, so that one more thing can be asked of it:
    its income, or what stands for it, is kept.
    """
    sold, blocs = problem.sold, problem.blocs
    size = np.sqrt(sold)  # by which the largest and the smallest country count alike
    moves = blocs.T @ blocs * np.outer(size, size) / (blocs.T @ (blocs @ sold))[:, None]
    with suppress(np.linalg.LinAlgError):
        system = now.answers / np.outer(size, size) + problem.slope * moves
        step = np.linalg.solve(system, -now.miss / size) / size
        gain = 1e-4 * float(now.miss @ step)
        before = _off(now.miss, sold)
        for part in _PARTS if problem.convex else _PARTS[:8]:
            tried = _settled(logs + part * step, sold, blocs)
            found = problem.at(tried)
            if problem.convex and before > _NEAR:
                better = -np.inf < found.merit < now.merit + part * gain
            else:
                better = _off(found.miss, sold) < before * (1 - part / 10)
            if better:
                return tried, found
    tried = _settled(logs + problem.nudge(now, logs), sold, blocs)
    return tried, problem.at(tried)


def _settled(logs: Floats, sold: Floats, blocs: Floats) -> Floats:
    """Return logs of factors under which the income of every bloc is what it was."""
    kept = (blocs @ sold) / (blocs @ (sold * np.exp(logs)))
    return logs + blocs.T @ np.log(kept)


def _off(miss: Floats, sold: Floats) -> float:
    return float(np.nan_to_num(np.abs(miss / sold), nan=np.inf).max())


def _blocs(x: Floats) -> Floats:
    """Return who trades with whom, however indirectly: a row for each bloc, 1 for its countries."""
    tied = (x > 0) | (x > 0).T
    left, found = np.ones(len(x), dtype=bool), []
    while left.any():
        bloc = np.zeros(len(x), dtype=bool)
        bloc[np.argmax(left)] = True
        while (wider := tied[bloc].any(axis=0) | bloc).sum() > bloc.sum():
            bloc = wider
        left &= ~bloc
        found.append(bloc)
    return np.array(found, dtype=np.float64)
