"""What ASSIGN is given, and what it returns: links with delays, classes of movers, demand, an equilibrium.

Several classes of movers share the links: each has its own value of time, its own costs, and its own links that
admit it, and each counts as so many units of volume. The delay of a link, in hours, depends on the volume of all
and is the same for all, so that an equilibrium always exists, and is the least of one convex function whatever
the values of time are (Dafermos, The traffic assignment problem for multiclass-user transportation networks,
Transportation Science 6, 1972): the sum of the integrals of the delays, and of the constant costs of each class
divided by what an hour of delay costs it for each unit of volume.

How good an answer is does not rest on how it was found: `gap` is measured with fresh least costs on the flows
that are returned, over the network to which the arcs of those who stay at home are added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
FIXED, LINEAR, EXPONENTIAL, POWER = "fixed", "linear", "exponential", "power"
FORMS: Mapping[str, int] = {FIXED: 0, LINEAR: 1, EXPONENTIAL: 2, POWER: 3}
BPR, CONICAL = "bpr", "conical"
KINDS: Mapping[str, int] = {BPR: 0, CONICAL: 1}


@dataclass(frozen=True)
class Links:
    """Directed links between nodes, and the delay of each by the volume on it.

    BPR: base_h x alpha x (volume / capacity)^beta. Conical: base_h x (f(volume / capacity) - 1), with f of Spiess
    and its alpha > 1. A link of infinite capacity is flat.
    """

    nodes: int
    tail: Ints
    head: Ints
    base_h: Floats
    """Hours of travel on which the delay is reckoned."""
    capacity: Floats
    """Units of volume in the time for which demand is given."""
    alpha: Floats
    beta: Floats
    form: str = BPR
    through: int = 0
    """Nodes of a lower number may begin and end a path, but are not passed through."""

    def __post_init__(self) -> None:
        """Refuse what has no equilibrium, or more than one for a wrong reason."""
        count = len(self.tail)
        if any(len(a) != count for a in (self.head, self.base_h, self.capacity, self.alpha, self.beta)):
            raise ValueError("columns of links differ in length")
        ends = np.concatenate([self.tail, self.head])
        if count and (ends.min() < 0 or ends.max() >= self.nodes):
            raise ValueError("a link ends at no node")
        if not (self.capacity > 0).all():
            raise ValueError("a capacity is not above 0")
        if not ((self.base_h >= 0).all() and (self.alpha >= 0).all() and np.isfinite(self.base_h).all()):
            raise ValueError("a base or an alpha is below 0")
        if self.form == BPR and not (self.beta[self.alpha > 0] >= 1).all():
            raise ValueError("a beta is below 1")
        if self.form == CONICAL and not (self.alpha[self.alpha > 0] > 1).all():
            raise ValueError("an alpha of a conical delay is not above 1")

    @property
    def flat(self) -> NDArray[np.bool_]:
        """Which links cost the same whatever the volume."""
        return np.asarray((self.base_h <= 0) | (self.alpha <= 0) | np.isinf(self.capacity))


@dataclass(frozen=True)
class Classes:
    """Classes of movers."""

    value_of_h: Floats
    """What an hour costs each class; above 0."""
    units: Floats
    """Units of volume that one mover is; above 0."""
    free_h: Floats
    """Hours on an empty link, (classes, links)."""
    cost: Floats
    """What a link costs besides time, (classes, links)."""
    admitted: NDArray[np.bool_]
    """Which links each class may use, (classes, links)."""

    def __post_init__(self) -> None:
        """Refuse costs below nothing."""
        if not ((self.value_of_h > 0).all() and (self.units > 0).all()):
            raise ValueError("a value of time or a unit of volume is not above 0")
        if not ((self.constant >= 0).all() and np.isfinite(self.constant[self.admitted]).all()):
            raise ValueError("a cost of an admitted link is below 0 or not known")

    @property
    def constant(self) -> Floats:
        """What a link costs each class when it is empty; infinite where it is not admitted."""
        with np.errstate(invalid="ignore"):
            costs = self.value_of_h[:, None] * self.free_h + self.cost
        return np.where(self.admitted, costs, np.inf)


@dataclass(frozen=True)
class Demand:
    """Movers from node to node, a row for each class, origin and destination.

    A demand that falls with cost goes through (`movers`, `at_cost`): linear loses `slope` movers for each unit of
    cost, exponential the share `slope`, and of power `slope` is the elasticity, below 0.
    """

    kind: Ints
    """Number of the class."""
    origin: Ints
    destination: Ints
    movers: Floats
    form: tuple[str, ...] = ()
    """`fixed`, `linear`, `exponential` or `power`; all fixed if there is none."""
    at_cost: Floats | None = None
    slope: Floats | None = None

    def __post_init__(self) -> None:
        """Refuse demand that grows with cost."""
        if not ((self.movers >= 0).all() and np.isfinite(self.movers).all()):
            raise ValueError("a demand is below 0 or not known")
        if not self.form:
            return
        if self.at_cost is None or self.slope is None:
            raise ValueError("a demand that falls with cost has no cost or no slope")
        for form, cost, slope, movers in zip(self.form, self.at_cost, self.slope, self.movers, strict=True):
            if form not in FORMS:
                raise ValueError(f"no form of demand is called {form}")
            if form != FIXED and not (slope < 0 if form == POWER else slope > 0):
                raise ValueError("a demand does not fall with cost")
            if form != FIXED and not (movers > 0 and (cost > 0 if form == POWER else np.isfinite(cost))):
                raise ValueError("a demand that falls with cost goes through no point")


@dataclass(frozen=True)
class Assigned:
    """An equilibrium, or how near it came."""

    flow: Floats
    """Movers of each class on each link, (classes, links)."""
    volume: Floats
    delay_h: Floats
    path_pair: Ints
    """Row of the demand of each path."""
    path_flow: Floats
    path_first: Ints
    """Where the links of each path begin in `path_links`; one more than there are paths."""
    path_links: Ints
    path_cost: Floats
    served: Floats
    """Movers of each row of demand that travel."""
    cost: Floats
    """The least cost of each row of demand; infinite where there is no way."""
    gap: float
    """What is spent beyond the cheapest paths, as a share of all that is spent."""
    excess: float
    """What is spent beyond the cheapest path by one unit of demand, on average."""
    objective: float
    """The convex function of which an equilibrium is the least."""
    rounds: int
    finished: bool
    """Whether the gap that was asked for was reached."""

    def path(self, i: int) -> tuple[int, ...]:
        """Return the links of a path, in order."""
        return tuple(self.path_links[self.path_first[i] : self.path_first[i + 1]].tolist())


HOME = -1
"""The path of those who stay at home."""


class Net(NamedTuple):
    """Links in the order of their tails."""

    first: Ints
    tail: Ints
    head: Ints
    kind: Ints
    base: Floats
    alpha: Floats
    beta: Floats
    capacity: Floats
    through: int
    """Nodes of a lower number may not be passed through."""


class Kinds(NamedTuple):
    """Classes of movers."""

    value: Floats
    """What an hour of delay costs."""
    weight: Floats
    """How many units of volume one is."""
    constant: Floats
    """What a link costs without delays, (classes, links); infinite where it is not admitted."""


class Pairs(NamedTuple):
    """Demand, in the order of class and origin."""

    kind: Ints
    origin: Ints
    destination: Ints
    demand: Floats
    """Demand at the cost of an empty network: no cost is lower."""
    form: Ints
    a: Floats
    b: Floats


class Found(NamedTuple):
    """What a search hands back, in the order of its links and pairs."""

    flow: Floats
    volume: Floats
    delay: Floats
    served: Floats
    least: Floats
    """The least cost of each pair at the end; infinite where there is no way."""
    pair: Ints
    """Pair of each path that is used."""
    movers: Floats
    cost: Floats
    start: Ints
    """Where the links of each path begin in `row`; one more than there are paths."""
    row: Ints
    excess: float
    """What is spent beyond the cheapest paths."""
    spent: float
    objective: float
    rounds: int
