"""Queues against theory: Erlang B and C, Pollaczek and Khinchine, Little, Burke.

Each figure comes from independent runs with seeds of their own, each begun empty and its first part dropped. The
theory must lie within the interval of Student's t at 99.9 %, and the interval must be so narrow that a theory
wrong by a few per cent would lie outside.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, factorial, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import t as student

from thalweg.solve.queues import Passed, lanes, waiting_at

Floats = NDArray[np.float64]
Drawn = Callable[[np.random.Generator, int], Floats]
RUNS, MANY, DROPPED = 40, 100_000, 5_000


def agrees(found: list[float], theory: float, *, within: float) -> None:
    """Check that theory lies in the interval of the runs, and that one wrong by `within` of it would not."""
    half = float(student.ppf(0.9995, len(found) - 1)) * float(np.std(found, ddof=1)) / sqrt(len(found))
    assert half < within * theory / 2
    assert abs(np.mean(found) - theory) < half


def constant(rng: np.random.Generator, count: int) -> Floats:
    return np.ones(count)


def exponential(rng: np.random.Generator, count: int) -> Floats:
    return rng.exponential(size=count)


def gamma(rng: np.random.Generator, count: int) -> Floats:
    return rng.gamma(4.0, 0.25, count)


def run(
    load: float, servers: int, seed: int, drawn: Drawn = exponential, room: int | None = None, count: int = MANY
) -> tuple[Floats, Passed]:
    """Let customers come at random, `load` in the time of a service, and serve them."""
    rng = np.random.default_rng([seed, servers])
    arrive = np.cumsum(rng.exponential(1 / load, count))
    return arrive, lanes(arrive, drawn(rng, count), servers, room=room)


def erlang_b(servers: int, load: float) -> float:
    """Share that is lost; A. K. Erlang 1917."""
    return load**servers / factorial(servers) / sum(load**k / factorial(k) for k in range(servers + 1))


def erlang_c(servers: int, load: float) -> float:
    """Share that waits."""
    lost = erlang_b(servers, load)
    return lost / (1 - load / servers * (1 - lost))


@pytest.mark.parametrize(("servers", "load"), [(1, 0.6), (3, 2.1), (10, 7.0)])
def test_erlang_c(servers: int, load: float) -> None:
    waits = [run(load, servers, seed, count=3 * MANY)[1].wait[DROPPED:] for seed in range(RUNS)]
    delayed = erlang_c(servers, load)
    agrees([float((w > 0).mean()) for w in waits], delayed, within=0.04)
    agrees([float(w.mean()) for w in waits], delayed / (servers - load), within=0.05)


@pytest.mark.parametrize("drawn", [exponential, constant, gamma])
def test_erlang_b_whatever_the_service(drawn: Drawn) -> None:
    lost = [float(np.isnan(run(4.0, 5, seed, drawn, room=0)[1].start[DROPPED:]).mean()) for seed in range(RUNS)]
    agrees(lost, erlang_b(5, 4.0), within=0.02)


@pytest.mark.parametrize(("drawn", "square"), [(constant, 1.0), (gamma, 1.25), (exponential, 2.0)])
def test_pollaczek_khinchine(drawn: Drawn, square: float) -> None:
    load = 0.7
    waits = [float(run(load, 1, seed, drawn)[1].wait[DROPPED:].mean()) for seed in range(RUNS)]
    agrees(waits, load * square / (2 * (1 - load)), within=0.05)


def test_a_room_of_any_size_loses_what_the_birth_and_death_chain_says() -> None:
    load, servers, room = 1.8, 2, 3
    weight = [
        load**n / (factorial(min(n, servers)) * servers ** max(n - servers, 0)) for n in range(servers + room + 1)
    ]
    lost = [float(np.isnan(run(load, servers, seed, room=room)[1].start[DROPPED:]).mean()) for seed in range(RUNS)]
    agrees(lost, weight[-1] / sum(weight), within=0.03)


def test_little() -> None:
    ratios = []
    for seed in range(RUNS):
        arrive, found = run(2.1, 3, seed)
        first, last = arrive[DROPPED], arrive[-1]
        times = np.random.default_rng(seed).uniform(first, last, 20_000)
        line = waiting_at(arrive, found.start, times).mean()
        inside = (arrive >= first) & (arrive < last)
        ratios.append(float(line / (inside.sum() / (last - first) * found.wait[inside].mean())))
    agrees(ratios, 1.0, within=0.02)


def departures(drawn: Drawn, servers: int, load: float) -> list[Floats]:
    """Return the gaps between departures of every run."""
    return [np.diff(np.sort(run(load, servers, seed, drawn)[1].end[DROPPED:])) for seed in range(RUNS)]


def test_burke() -> None:
    gaps = departures(exponential, 3, 2.1)
    agrees([float(g.mean()) for g in gaps], 1 / 2.1, within=0.01)
    agrees([float(g.std() / g.mean()) for g in gaps], 1.0, within=0.01)
    agrees([float((g > 0.8).mean()) for g in gaps], exp(-0.8 * 2.1), within=0.02)
    agrees([1 + float(np.corrcoef(g[:-1], g[1:])[0, 1]) for g in gaps], 1.0, within=0.01)


def test_what_leaves_constant_services_is_no_poisson_process() -> None:
    gaps = departures(constant, 1, 0.7)
    assert np.mean([g.std() / g.mean() for g in gaps]) < 0.8
