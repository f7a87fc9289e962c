"""The smallest sets of changes that open a way, against integer and constraint programming.

The peers get the contracted network for nothing, build their model, and solve it on one thread; ours counts
everything from the arrays on. A peer that is cut off by the limit of time is counted with the limit, and the
ratio is "at least". Results go to `benchmarks/results/unlock.json`.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from benchmarks.levered import grid, sea
from benchmarks.results import Row, finish, limit, row
from benchmarks.worlds import world
from thalweg.solve import covers
from thalweg.solve.levers import Levered

SIZES = {(48, 10): (30, 9), (224, 20): (30, 9), (960, 40): (100, 3), (5040, 40): (500, 2)}
"""Arcs and levers: how many times faster than the peers is asked for, and how many networks are tried."""
Question = tuple[Levered, int, list[int]]
Peer = Callable[[Question, float], int | None]
Answer = TypeVar("Answer")


def fresh(net: Levered) -> Levered:
    """Return a network of which nothing is prepared."""
    return replace(net)


def timed(ask: Callable[[], Answer], repeats: int = 3) -> tuple[float, Answer]:
    """Return the least time of some, of one if that is seconds, and the answer."""
    times: list[float] = []
    while len(times) < repeats and sum(times) < 5:
        start = time.perf_counter()
        found = ask()
        times.append(time.perf_counter() - start)
    return min(times), found


def by_cp_sat(question: Question, limit_s: float) -> int | None:
    """Return what the cheapest set costs by the constraint solver of OR-Tools; None if it is cut off."""
    from ortools.sat.python import cp_model

    net, origin, goal = question
    options = net.joined
    model = cp_model.CpModel()
    held = [model.new_bool_var(f"lever {x}") for x in range(len(options.used))]
    taken = [model.new_bool_var(f"option {o}") for o in range(len(options.head))]
    out: list[list[Any]] = [[] for _ in range(options.nodes)]
    into: list[list[Any]] = [[] for _ in range(options.nodes)]
    for o, (a, b) in enumerate(zip(options.tail.tolist(), options.head.tolist(), strict=True)):
        out[a].append(taken[o])
        into[b].append(taken[o])
        for x in options.lever[options.of[o] : options.of[o + 1]].tolist():
            model.add_implication(taken[o], held[x])
    start, end = int(options.node[origin]), int(options.node[goal[0]])
    for v in range(options.nodes):
        model.add(sum(out[v]) - sum(into[v]) == (v == start) - (v == end))
    model.minimize(sum(c * x for c, x in zip(net.cost[options.used, 0].tolist(), held, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = limit_s
    return round(solver.objective_value) if solver.solve(model) == cp_model.OPTIMAL else None


def by_highs(question: Question, limit_s: float) -> int | None:
    """Return what the cheapest set costs by the integer program of HiGHS; None if it is cut off."""
    import highspy
    from scipy.sparse import csc_array

    net, origin, goal = question
    options = net.joined
    levers, arcs, nodes = len(options.used), len(options.head), options.nodes
    arc = np.arange(arcs) + levers
    of_option = np.repeat(np.arange(arcs), np.diff(options.of))
    need = np.arange(len(options.lever)) + nodes
    rows = np.concatenate([options.tail, options.head, need, need])
    columns = np.concatenate([arc, arc, options.lever, levers + of_option])
    values = np.concatenate([np.ones(arcs), -np.ones(arcs), np.ones(len(need)), -np.ones(len(need))])
    matrix = csc_array((values, (rows, columns)), shape=(nodes + len(need), levers + arcs))
    low = np.zeros(matrix.shape[0])
    low[options.node[origin]] += 1
    low[options.node[goal[0]]] -= 1
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = matrix.shape
    program.col_cost_ = np.concatenate([net.cost[options.used, 0].astype(np.float64), np.zeros(arcs)])
    program.col_lower_, program.col_upper_ = np.zeros(levers + arcs), np.ones(levers + arcs)
    program.row_lower_, program.row_upper_ = low, np.where(np.arange(len(low)) < nodes, low, np.inf)
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_, program.a_matrix_.index_ = matrix.indptr, matrix.indices
    program.a_matrix_.value_ = matrix.data
    whole, any_ = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    program.integrality_ = [whole] * levers + [any_] * arcs
    made: Any = highspy.Highs
    solver = made()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", float(limit_s))
    solver.passModel(program)
    solver.run()
    done = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return round(solver.getInfo().objective_function_value) if done else None


PEERS: dict[str, Peer] = {"CP-SAT": by_cp_sat, "HiGHS": by_highs}


def against_peers(arcs: int, levers: int, limit_s: float) -> list[Row]:
    """Measure the cheapest set of one size against the peers."""
    bar, tried = SIZES[arcs, levers]
    questions = [grid(arcs, levers, "places", seed) for seed in range(tried)]
    ours, answers = [], []
    for net, origin, goal in questions:
        spent, found = timed(lambda n=net, o=origin, g=goal: covers.cheapest(fresh(n), o, g))  # type: ignore[misc]
        ours.append(spent)
        answers.append(found)
    rows = []
    for name, peer in PEERS.items():
        times, wrong, cut_off = [], 0, 0
        for question, found in zip(questions, answers, strict=True):
            question[0].joined  # noqa: B018 - prepared for the peer
            spent, cost = timed(lambda q=question: peer(q, limit_s))  # type: ignore[misc]  # noqa: B023
            times.append(spent)
            cut_off += cost is None
            wrong += not found.proved or (cost is not None and cost != found.costs[0][0])
        ratio = statistics.median(times) / statistics.median(ours)
        note = f"at least: {cut_off} of {tried} cut off after {limit_s:g} s" if cut_off else ""
        rows.append(row(f"cheapest set, {arcs} arcs, {levers} levers", name, ratio, bar, ours, peer_s=times,
                        mismatches=wrong, note=note, settled=[a.work.settled for a in answers],
                        pushed=[a.work.pushed for a in answers]))  # fmt: skip
        print(f"{arcs} arcs, {levers} levers: {statistics.median(ours) * 1e3:.2f} ms, {name} "
              f"{statistics.median(times) * 1e3:.1f} ms, {ratio:.0f} x (bar {bar}) {note}")  # fmt: skip
    return rows


def many_sets() -> Row:
    """Measure the 20 cheapest minimal sets; the first must be what hitting sets find."""
    times, wrong = [], 0
    for seed in range(5):
        net, origin, goal = grid(5040, 60, "places", seed)
        spent, found = timed(lambda n=net, o=origin, g=goal: covers.cheapest(fresh(n), o, g, k=20))  # type: ignore[misc]
        times.append(spent)
        wrong += not found.proved or covers.cheapest(net, origin, goal, labels=False).sets != found.sets[:1]
    print(f"20 cheapest, 5,040 arcs, 60 levers: {statistics.median(times) * 1e3:.1f} ms (limit 500)")
    return limit("20 cheapest minimal sets, 5,040 arcs, 60 levers", 0.5, times, mismatches=wrong)


def every_place() -> Row:
    """Measure the cheapest set to every place of the sea; some places are compared with what hitting sets find."""
    w = world("sea, 10 % limited", movers=100, days=12, scenarios=2)
    rng = np.random.default_rng(3)
    times, wrong, used = [], 0, []
    for i in range(12):
        net = sea(w, int(rng.integers(100)), int(rng.integers(12)), rng)
        best = []
        for _ in range(3):
            bare = fresh(net)
            start = time.perf_counter()
            found = covers.everywhere(bare, w.origin)
            best.append(time.perf_counter() - start)
        times.append(min(best))
        used.append(len(bare.joined.used))
        wrong += not found.proved
        for v in rng.choice(w.nodes, 5, replace=False).tolist() if i % 3 == 0 else ():
            other = covers.cheapest(net, w.origin, [v], labels=False)
            wrong += (found.at(v),) != (other.sets or (None,))
    print(f"every place of the sea: {statistics.median(times) * 1e3:.1f} ms (limit 10)")
    return limit("cheapest set to every place, sea", 0.01, times, mismatches=wrong, levers=net.levers,
                 levers_between=used, nodes=w.nodes)  # fmt: skip


def hostile(limit_s: float) -> list[Row]:
    """Measure random levers: what is not proved within the budget has a bound below the best set that is known."""
    rows = []
    for arcs, levers in ((960, 60), (5040, 20), (5040, 60)):
        times, wrong, proved, gaps = [], 0, 0, []
        for seed in range(3):
            net, origin, goal = grid(arcs, levers, "random", seed)
            spent, found = timed(lambda n=net, o=origin, g=goal: covers.cheapest(fresh(n), o, g), 1)  # type: ignore[misc]
            times.append(spent)
            proved += found.proved
            bound, cost = (found.bound or (0,))[0], found.costs[0][0]
            gaps.append(round(1 - bound / cost, 3))
            wrong += bound > cost or not covers.opens(net, origin, goal, found.sets[0])
        print(f"random, {arcs} arcs, {levers} levers: {max(times):.2f} s at most, {proved} of 3 proved, gaps {gaps}")
        rows.append(limit(f"cheapest set, random levers, {arcs} arcs, {levers} levers", limit_s, times,
                          mismatches=wrong, proved=f"{proved} of 3", gaps=gaps))  # fmt: skip
    return rows


def main() -> int:
    """Measure everything; the large sizes against the peers take minutes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30, help="limit of time of a peer")
    parser.add_argument("--quick", action="store_true", help="no more than 1,000 arcs against the peers")
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/unlock.json")
    asked = parser.parse_args()
    covers.cheapest(*grid(48, 10, "places", 0), small=0)  # what is compiled is compiled
    covers.cheapest(*grid(48, 10, "places", 0), small=0, labels=False)
    rows = [many_sets(), every_place(), *hostile(10)]
    for arcs, levers in SIZES:
        if arcs <= 1000 or not asked.quick:
            rows += against_peers(arcs, levers, asked.seconds)
    title = "Smallest sets of changes that open a way"
    return finish("unlock", title, rows, asked.save, ("scipy", "ortools", "highspy", "searoute"))


if __name__ == "__main__":
    sys.exit(main())
