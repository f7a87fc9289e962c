"""A question of sets of levers, answered by the compiled search: it makes the room, and reads what was settled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thalweg.solve.coverbounds import bounds
from thalweg.solve.coverlabels import FULL, OUT, begin, foremost, listed, settle
from thalweg.solve.coversets import (
    DOMINATED,
    DUE,
    GOT,
    HEAP,
    MADE,
    NODE,
    NOW,
    SETTLED,
    TIE,
    Ints,
    Labels,
    Longs,
    Question,
    signatures,
)
from thalweg.solve.levers import Levered, Options


class Settled(NamedTuple):
    """What a search found. Sets that were made and not settled, if the budget ran out, come last."""

    where: Longs
    """The node of each set."""
    begin: Longs
    members: Ints
    """Levers `begin[i]:begin[i + 1]` of `members` are those of set i."""
    spent: Longs
    """What each costs, (sets, criteria)."""
    certain: int
    """How many, from the first, were settled."""
    bound: tuple[int, ...]
    """If the budget ran out, what any set that was not settled costs at least."""
    finished: bool
    work: tuple[int, int, int]
    """Labels settled, made, refused."""


def answer(
    net: Levered, options: Options, origin: int, goal: list[int] | None, most: int, front: bool, limit: int, budget: int
) -> Settled:
    """Settle labels in the order of their sets.

    Parameters
    ----------
    net, options
        The network and its options; nodes are those of the options.
    origin, goal
        Nodes; no goal asks for the first set of every node.
    most, front
        Sets to find, and whether one is wanted only if no other costs as little by every criterion.
    limit
        Labels that cost more than this by the first criterion are needless.
    budget
        Labels that may be made.
    """
    flags = np.zeros(options.nodes, dtype=np.uint8)
    flags[goal or []] = 1
    cost, ties = net.cost[options.used], net.ties[options.used]
    given = (options.first, options.head, options.of, options.lever)
    everyone = goal is None
    useful, hits, valid, sums = bounds(*given, options.tail, cost, origin, flags, not everyone)
    if everyone:
        useful[:] = 1
    question = Question(
        *given, signatures(options.of, options.lever), cost, ties, flags, useful, hits, valid, sums,
        len(cost) <= 64, everyone, front, most,
    )  # fmt: skip
    state = Labels.of(options.nodes, cost.shape[1], limit)
    begin(question, state, origin)
    why = settle(question, state, budget)
    while why == FULL:
        state = state.grown()
        why = settle(question, state, budget)
    return _read(question, state, why == OUT)


def _read(question: Question, state: Labels, out: bool) -> Settled:
    """Read what was settled, and if the budget ran out, what else was made at the goal or at nodes without a set."""
    nodes, criteria = len(state.first_of), question.cost.shape[1]
    due, paid = state.rows[:, DUE : DUE + criteria], state.rows[:, DUE + criteria :]
    found: NDArray[np.int64] = state.found[: state.counts[GOT]]
    if question.everyone:
        found = state.first_of[state.first_of >= 0]
    certain = len(found)
    if out and question.everyone:
        others = [foremost(question, state, v) for v in np.flatnonzero(state.first_of < 0).tolist()]
        found = np.array([*found, *(x for x in others if x >= 0)], dtype=np.int64)
    elif out and not question.front:
        others = [foremost(question, state, v) for v in range(nodes) if question.goal[v]]
        known = [x for x in others if x >= 0]
        if known:
            first = min(known, key=lambda x: (*due[x].tolist(), int(state.rows[x, TIE]), x))
            found = np.array([*found, first], dtype=np.int64)
    ends, members = listed(question, state, found)
    bound = due[state.counts[NOW]]
    if out and question.front:
        bound = due[[state.counts[NOW], *state.heap[: state.counts[HEAP]]]].min(axis=0)
    work = tuple(int(state.counts[k]) for k in (SETTLED, MADE, DOMINATED))
    return Settled(
        state.rows[found, NODE], ends, members, paid[found], certain, tuple(bound.tolist()), not out,
        (work[0], work[1], work[2]),
    )  # fmt: skip
