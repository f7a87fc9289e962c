"""What the questions of sets of levers answer (`covers`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thalweg.solve.levers import Ints

Set = tuple[int, ...]
Cost = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """The work that was done."""

    settled: int = 0
    """Labels settled: sets that are minimal at a node."""
    pushed: int = 0
    """Labels made."""
    dominated: int = 0
    """Labels refused, because a part of their set opens the node as well."""
    rounds: int = 0
    """Hitting sets solved."""
    steps: int = 0
    """Branches tried in them."""
    asked: int = 0
    """How often the network was asked whether given levers open the goal."""

    def __add__(self, other: Work) -> Work:
        return Work(*(getattr(self, f) + getattr(other, f) for f in self.__slots__))


@dataclass(frozen=True, slots=True)
class Covers:
    """Sets of levers that open the goal, in their order (`levers`)."""

    sets: tuple[Set, ...]
    """Inclusion-minimal sets, each with its levers rising."""
    costs: tuple[Cost, ...]
    """What each costs, by criterion."""
    certain: int
    """How many of the sets, from the first, are proved to come before all that are not listed.

    A set after these opens the goal and is minimal, but others may come before it.
    """
    proved: bool
    """Whether the question is answered in full: the sets are certain, and as many as were asked for or all."""
    complete: bool
    """Whether there are no other sets."""
    bound: Cost | None
    """What any set that is not certain costs at least; None if there is none.

    By several criteria it is a bound in their order, and by each of them alone for a front.
    """
    work: Work


@dataclass(frozen=True)
class Everywhere:
    """The first set of every node; what is joined to one node is kept once."""

    node: Ints
    """For each node its joined node."""
    row: Ints
    """For each joined node its set, or -1 if none was found."""
    begin: NDArray[np.int64]
    """Levers `begin[i]:begin[i + 1]` of `lever` are those of set i, rising."""
    lever: Ints
    cost: NDArray[np.int64]
    """What each set costs, (sets, criteria)."""
    certain: int
    """Sets below this number are proved to be the first of their node; others open it, and may not be minimal."""
    proved: bool
    """Whether every set is certain, and what has none cannot be opened."""
    bound: Cost | None
    """What the first set of a node costs at least, where it is not certain; None if all are."""
    work: Work

    def at(self, node: int) -> Set | None:
        """Return the set of a node, or None if none was found."""
        i = int(self.row[self.node[node]])
        return None if i < 0 else tuple(self.lever[self.begin[i] : self.begin[i + 1]].tolist())

    @property
    def costs(self) -> NDArray[np.int64]:
        """What the set of each node costs, (nodes, criteria); -1 where none was found."""
        known = np.concatenate([self.cost, np.full((1, self.cost.shape[1]), -1, dtype=np.int64)])
        return known[self.row[self.node]]


@dataclass(frozen=True, slots=True)
class Proof:
    """Why nothing cheaper opens the goal: every set that does has a lever of each of these cuts."""

    cuts: tuple[Set, ...]
    """Minimal cuts, small ones first; one without levers says that nothing opens the goal."""
    bound: Cost
    """What a set costs at least that hits all of them."""
    proved: bool
    """Whether the first set that opens the goal costs no more than the bound."""
    cover: Set | None
    """A minimal set that opens the goal: the first if it is proved, else the best found; None if nothing opens it."""
    work: Work
