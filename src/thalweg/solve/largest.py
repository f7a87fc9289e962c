"""Frontiers on large networks: contracted once, then searched label by label, compiled.

Links that admit anything join their ends into one node, links that admit nothing are dropped, and
`labels` searches what is left. The answer is that of the plain search of `frontier`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from thalweg.solve.contract import Arcs, contract
from thalweg.solve.frontier import BUDGET, UNLIMITED, Frontiers, Unions

CHUNK = 50_000
"""Labels settled in one go; between two the search can be broken off."""


class LargestSolver:
    """A contracted network, to be asked state by state: what each link admits may differ, the network does not.

    Parameters
    ----------
    arcs
        The whole network.
    anything, nothing
        For each link whether it admits a box of any size, or none, in every state that will be asked.
    """

    def __init__(self, arcs: Arcs, anything: NDArray[np.bool_], nothing: NDArray[np.bool_]) -> None:
        self.kernel = contract(arcs, anything, nothing)
        self._degree = int(np.diff(self.kernel.first).max(initial=0))

    @property
    def links(self) -> NDArray[np.intp]:
        """The links that are left, by their numbers in the whole network."""
        return self.kernel.links.astype(np.intp)

    def solve(self, admits: Unions, origin: int, budget: int = BUDGET) -> Frontiers:
        """Return for each node the largest boxes that get there from a node of the whole network.

        Parameters
        ----------
        admits
            What the links that are left admit, in the order of `links`.
        origin, budget
            As of `frontiers`.
        """
        from thalweg.solve.labels import DONE, FULL, LIMIT, SETTLED, State, settle

        k = self.kernel
        pushed = self._degree * int(np.diff(admits.first).max(initial=0))
        state = State.of(k.nodes, admits.caps.shape[1], k.nodes + pushed, 2 * k.nodes)
        state.begin(int(k.node[origin]), UNLIMITED)
        limit, why = min(budget, CHUNK), FULL
        while why != DONE:
            why = settle(k.first, k.head, k.link, admits.first, admits.caps, pushed, limit, state)
            if why == FULL:
                state = state.grown(pushed)
            elif why == LIMIT:
                if limit == budget:
                    break
                limit = min(budget, limit + CHUNK)
        count = int(state.counts[SETTLED])
        node = state.out_node[:count]
        order = np.argsort(node, kind="stable")
        first = np.concatenate(([0], np.cumsum(np.bincount(node, minlength=k.nodes)))).astype(np.int32)
        return Frontiers(first, state.out_caps[order], k.node, count, why == DONE)
