"""The smallest sets of changes that open a way: the solver of UNLOCK and SETTLE. Arrays in, arrays out.

Given a network under levers (`levers.Levered`), each question has one entry here, which chooses how to answer
it: a plain search for small questions, in which nothing is compiled; compiled labels with bounds by cuts on
the contracted network for large ones; and hitting sets where the labels exceed their budget. What is proved is
the same whichever answers.

To find the cheapest set is NP-hard (it is a minimum label path, or minimum constraint removal: K. Hauser, *The
minimum constraint removal problem with three robotics applications*, 2014), and there can be exponentially
many minimal sets. Every question therefore has a budget, and an answer says whether it is proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from thalweg.solve import cuts as by_cuts
from thalweg.solve.coveranswers import Cost, Covers, Everywhere, Proof, Set, Work
from thalweg.solve.coverplain import Plain, Rows, search
from thalweg.solve.levers import Ints, Keys, Levered

BUDGET = 300_000
"""Labels that a question may make: some seconds at worst."""
SMALL_ARCS = 2_000
SMALL_LABELS = 4_000
"""Arcs, and labels, up to which a plain search answers, and nothing is compiled."""
FEW_LABELS = 30_000
"""Labels after which hitting sets are tried first: what they find keeps labels that cost more from being made."""
NO_LIMIT = 2**62


def cheapest(
    net: Levered, origin: int, destinations: Sequence[int], k: int = 1, budget: int = BUDGET,
    small: int = SMALL_LABELS, labels: bool = True,
) -> Covers:  # fmt: skip
    """Return the k cheapest minimal sets that open a way to any of the destinations, in order, none missed.

    Parameters
    ----------
    net
        The network under levers.
    origin, destinations
        Nodes.
    k
        Sets to find.
    budget
        Labels that may be made; hitting sets then get a share of it.
    small
        Labels up to which a plain search answers (`SMALL_LABELS`); 0 asks for the compiled one.
    labels
        Whether labels are tried; if not, hitting sets answer alone.
    """
    if k < 1:
        raise ValueError("k is 1 or more")
    if not labels:
        return _by_hitting_sets(net, origin, destinations, k, budget, _nothing(net), small)
    found = _by_labels(net, origin, destinations, k, False, min(budget, FEW_LABELS), small)
    if found.proved:
        return found
    found = _by_hitting_sets(net, origin, destinations, k, budget, found, small)
    if found.proved or budget <= FEW_LABELS:
        return found
    limit = found.costs[0][0] if k == 1 and found.costs else NO_LIMIT
    return _better(found, _by_labels(net, origin, destinations, k, False, budget, 0, limit))


def all_minimal(
    net: Levered, origin: int, destinations: Sequence[int], most: int = 10_000, budget: int = BUDGET,
    small: int = SMALL_LABELS,
) -> Covers:  # fmt: skip
    """Return all minimal sets that open a way to any of the destinations, in order.

    There may be exponentially many: if there are more than `most`, or the budget runs out, the first are
    returned, and the answer is not proved.
    """
    found = _by_labels(net, origin, destinations, most + 1, False, budget, small)
    if len(found.sets) <= most:
        return found
    certain = min(found.certain, most)
    return replace(found, sets=found.sets[:most], costs=found.costs[:most], certain=certain, proved=False,
                   complete=False, bound=found.costs[most])  # fmt: skip


def pareto(
    net: Levered, origin: int, destinations: Sequence[int], budget: int = BUDGET, small: int = SMALL_LABELS
) -> Covers:
    """Return the sets of which none costs as little or less by every criterion: of equal costs the first set alone.

    They come in their order. If the budget runs out, the sets are of the front, others may be missing, and the
    bound holds by each criterion alone.
    """
    return _by_labels(net, origin, destinations, budget + 1, True, budget, small)


def everywhere(net: Levered, origin: int, budget: int = BUDGET, small: int = SMALL_LABELS) -> Everywhere:
    """Return the cheapest set of every node, in one run.

    A node must keep all of its minimal sets until every node has its first, because the first set of a node
    need not be on the way to the first set of the next. The work is that of the labels that cost less than the
    dearest first set: little if few levers stand between the places, exponential at worst.
    """
    few = min(budget, small)
    work = Work()
    if _small(net, small):
        rows = Rows(net, net.options)
        plain = search(rows, origin, None, 1, False, few)
        work = Work(plain.settled, plain.pushed, plain.dominated)
        if plain.finished or few == budget:
            return _everywhere(rows, plain, work)
    options = net.joined
    from thalweg.solve.covercompiled import answer

    got = answer(net, options, int(options.node[origin]), None, 1, False, NO_LIMIT, budget)
    row = np.full(options.nodes, -1, dtype=np.int32)
    row[got.where] = np.arange(len(got.where), dtype=np.int32)
    return Everywhere(
        options.node, row, got.begin, options.used[got.members], got.spent, got.certain, got.finished,
        None if got.finished else got.bound, work + Work(*got.work),
    )  # fmt: skip


def prove(
    net: Levered, origin: int, destinations: Sequence[int], budget: int = BUDGET, cover: Sequence[int] | None = None,
    small: int = SMALL_LABELS,
) -> Proof:  # fmt: skip
    """Return cuts that prove what the cheapest set costs, without needless ones.

    Parameters
    ----------
    net, origin, destinations
        The question.
    budget
        Hitting sets get a share of it.
    cover
        The cheapest set, if it is known: it is taken as a start, and proved as any other.
    small
        0 asks for the compiled search, whatever the size of the network.
    """
    oracle, keys, used = _oracle(net, origin, destinations, small)
    start = None if cover is None else keys.mask(np.searchsorted(used, list(cover)).tolist())
    rounds, steps = _share(budget)
    hit = by_cuts.by_hitting_sets(oracle, 1, rounds, steps, start=start)
    best = hit.found[0] if hit.found else hit.candidate
    bound = keys.key(best) if hit.finished and best is not None else hit.bound
    cuts = hit.cuts
    if hit.finished and best is not None:
        cuts = by_cuts.proving(cuts, keys, bound, steps)
    return Proof(
        tuple(sorted((_named(keys, used, x) for x in cuts), key=lambda x: (len(x), x))),
        keys.cost(bound), hit.finished, None if best is None else _named(keys, used, best),
        Work(rounds=hit.rounds, steps=hit.steps, asked=oracle.asked),
    )  # fmt: skip


def vetoes(net: Levered, origin: int, destinations: Sequence[int], small: int = SMALL_LABELS) -> Set:
    """Return the levers that are in every set that opens the goal; none if nothing opens it, or it is open."""
    oracle, keys, used = _oracle(net, origin, destinations, small)
    everything = (1 << keys.levers) - 1
    if not oracle.opens(everything):
        return ()
    one = oracle.reduced(everything)
    return tuple(int(used[x]) for x in keys.members(one) if not oracle.opens(everything & ~keys.mask((x,))))


def opens(
    net: Levered, origin: int, destinations: Sequence[int], levers: Sequence[int], small: int = SMALL_LABELS
) -> bool:
    """Tell whether a set of levers opens a way to any of the destinations."""
    oracle, keys, used = _oracle(net, origin, destinations, small)
    known = np.flatnonzero(np.isin(used, list(levers)))
    return oracle.opens(keys.mask(known.tolist()))


def _better(one: Covers, other: Covers) -> Covers:
    """Return the better of two answers to the same question, with the work of both."""
    work = one.work + other.work
    if other.proved or other.certain > one.certain:
        return replace(other, work=work)
    bound = max(x.bound for x in (one, other) if x.bound is not None)
    if other.certain == one.certain and len(other.sets) > one.certain and other.costs[-1] < one.costs[-1]:
        one = other
    return replace(one, work=work, bound=bound)


def _nothing(net: Levered) -> Covers:
    return Covers((), (), 0, False, False, (0,) * net.cost.shape[1], Work())


def _small(net: Levered, small: int) -> bool:
    """Tell whether nothing need be compiled."""
    return small > 0 and len(net.head) <= SMALL_ARCS


def _by_labels(
    net: Levered, origin: int, destinations: Sequence[int], most: int, front: bool, budget: int, small: int,
    limit: int = NO_LIMIT,
) -> Covers:  # fmt: skip
    """Settle labels: by a plain search if the question is small, else compiled."""
    few = min(budget, small)
    work = Work()
    if _small(net, small):
        rows = Rows(net, net.options)
        plain = search(rows, origin, set(destinations), most, front, few)
        work = Work(plain.settled, plain.pushed, plain.dominated)
        if plain.finished or few == budget:
            found = _plain_covers(net, plain, most, front, work)
            rest = () if front or plain.finished else _unsettled(plain, set(destinations))
            if not rest:
                return found
            first = _named(plain.keys, net.options.used, min(rest, key=plain.keys.key))
            return _with(net, origin, destinations, found, first, small)
    options = net.joined
    goal = np.unique(options.node[list(destinations)]).tolist()
    from thalweg.solve.covercompiled import answer

    got = answer(net, options, int(options.node[origin]), goal, most, front, limit, budget)
    levers, ends = options.used[got.members].tolist(), got.begin.tolist()
    listed: tuple[Set, ...] = tuple(tuple(levers[a:b]) for a, b in pairwise(ends))
    costs = tuple(map(tuple, got.spent[: got.certain].tolist()))
    found = _covers(listed[: got.certain], costs, most, got.finished, got.bound, work + Work(*got.work))
    if len(listed) == got.certain:
        return found
    return _with(net, origin, destinations, found, listed[got.certain], small)


def _unsettled(plain: Plain, goal: set[int]) -> list[int]:
    """Return the sets at the goal that were made and not settled, of which none that was found is part."""
    there = [x for x, nodes in plain.pending.items() if not goal.isdisjoint(nodes)]
    return [x for x in there if not any(m & x == m for m in plain.found)]


def _with(net: Levered, origin: int, destinations: Sequence[int], found: Covers, other: Set, small: int) -> Covers:
    """Return what was found with a set that opens the goal, made minimal."""
    oracle, keys, used = _oracle(net, origin, destinations, small)
    least = oracle.reduced(keys.mask(np.searchsorted(used, other).tolist()))
    sets = (*found.sets[: found.certain], _named(keys, used, least))
    costs = (*found.costs[: found.certain], keys.cost(keys.key(least)))
    return replace(found, sets=sets, costs=costs, work=found.work + Work(asked=oracle.asked))


def _covers(
    sets: tuple[Set, ...], costs: tuple[Cost, ...], most: int, finished: bool, bound: Cost, work: Work
) -> Covers:
    """Return what was found and is certain."""
    if not finished:
        return Covers(sets, costs, len(sets), False, False, bound, work)
    enough = len(sets) == most
    return Covers(sets, costs, len(sets), True, not enough, costs[-1] if enough else None, work)


def _plain_covers(net: Levered, plain: Plain, most: int, front: bool, work: Work) -> Covers:
    """Return what a plain search found."""
    keys, used = plain.keys, net.options.used
    sets = tuple(_named(keys, used, x) for x in plain.found)
    costs = tuple(keys.cost(keys.key(x)) for x in plain.found)
    bound = keys.cost(plain.stopped)
    if front and not plain.finished:
        open_costs = [keys.cost(keys.key(x)) for x in plain.pending]
        bound = tuple(map(min, zip(*open_costs, strict=True)))
    return _covers(sets, costs, most, plain.finished, bound, work)


def _everywhere(rows: Rows, plain: Plain, work: Work) -> Everywhere:
    """Return what a plain search found at every node."""
    keys, options = rows.keys, rows.options
    chosen = {v: there[0] for v, there in enumerate(plain.at) if there}
    certain = len(chosen)
    if not plain.finished:
        for mask in sorted(plain.pending, key=keys.key):
            for v in plain.pending[mask]:
                chosen.setdefault(v, mask)
    row = np.full(options.nodes, -1, dtype=np.int32)
    row[list(chosen)] = np.arange(len(chosen), dtype=np.int32)
    sets = [options.used[keys.members(x)] for x in chosen.values()]
    cost = np.array([keys.cost(keys.key(x)) for x in chosen.values()], dtype=np.int64)
    begin = np.cumsum([0, *map(len, sets)]).astype(np.int64)
    bound = None if plain.finished else keys.cost(plain.stopped)
    return Everywhere(
        options.node, row, begin, np.concatenate([np.zeros(0, dtype=np.int32), *sets]), cost, certain,
        plain.finished, bound, work,
    )  # fmt: skip


def _oracle(net: Levered, origin: int, destinations: Sequence[int], small: int) -> tuple[by_cuts.Oracle, Keys, Ints]:
    """Return what answers whether levers open the goal, the order of its sets, and the numbers of its levers."""
    plain = _small(net, small)
    options = net.options if plain else net.joined
    keys = Keys(net.cost[options.used], net.ties[options.used])
    goal = options.node[list(destinations)].tolist()
    return by_cuts.Oracle(options, keys, int(options.node[origin]), goal, not plain), keys, options.used


def _by_hitting_sets(
    net: Levered, origin: int, destinations: Sequence[int], k: int, budget: int, found: Covers, small: int
) -> Covers:
    """Go on by hitting sets from what labels have found."""
    oracle, keys, used = _oracle(net, origin, destinations, small)
    masks = [keys.mask(np.searchsorted(used, s).tolist()) for s in found.sets]
    start = masks[found.certain] if len(masks) > found.certain else None
    rounds, steps = _share(budget)
    hit = by_cuts.by_hitting_sets(oracle, k, rounds, steps, masks[: found.certain], start)
    listed = hit.found if hit.candidate is None else [*hit.found, hit.candidate]
    sets = tuple(_named(keys, used, x) for x in listed)
    costs = tuple(keys.cost(keys.key(x)) for x in listed)
    work = found.work + Work(rounds=hit.rounds, steps=hit.steps, asked=oracle.asked)
    if hit.finished:
        return _covers(sets, costs, k, True, (), work)
    bound = keys.cost(hit.bound)
    return Covers(sets, costs, len(hit.found), False, False, max(bound, found.bound or bound), work)


def _share(budget: int) -> tuple[int, int]:
    """Return how many hitting sets a budget of labels lets be solved, and the branches in them."""
    return budget // 1000 + 1, budget // 50 + 1


def _named(keys: Keys, used: Ints, mask: int) -> Set:
    """Return a set by the numbers of its levers in the whole."""
    return tuple(used[keys.members(mask)].tolist())
