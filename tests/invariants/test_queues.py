"""The compiled queues and the gates of SimPy give the same times, for the same arrivals and services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from thalweg.solve import gates, queues
from thalweg.solve.openhours import NEVER_OPEN
from thalweg.solve.queues import CLOSINGS, Passed

Floats = NDArray[np.float64]
TOLERANCE_H = 1e-9


@dataclass(frozen=True)
class Draw:
    """Where the numbers of an example come from: drawn at random, or by hypothesis as sixty-fourths, which tie."""

    number: Callable[[float, float], float]
    many: Callable[[float, float, int], Floats]
    whole: Callable[[int, int], int]


def of_generator(rng: np.random.Generator) -> Draw:
    """Draw real numbers, which never tie."""
    return Draw(
        lambda low, high: float(rng.uniform(low, high)),
        lambda low, high, count: rng.uniform(low, high, count),
        lambda low, high: int(rng.integers(low, high + 1)),
    )


def of_hypothesis(draw: Any) -> Draw:
    """Draw sixty-fourths: their sums are exact, so that what ties in truth ties in the arithmetic."""

    def number(low: float, high: float) -> float:
        return int(draw(st.integers(round(low * 64), round(high * 64)))) / 64

    return Draw(
        number,
        lambda low, high, count: np.array([number(low, high) for _ in range(count)], dtype=np.float64),
        lambda low, high: int(draw(st.integers(low, high))),
    )


def windows_of(d: Draw) -> Floats | None:
    """Return some windows, none at all, or never."""
    count = d.whole(0, 7)
    if not count:
        return None
    if count == 7:
        return np.array(NEVER_OPEN)
    steps = d.many(0.25, 9.0, 2 * count)
    found: Floats = np.cumsum(steps).reshape(-1, 2) - steps[0]
    return found


def lanes(d: Draw, arrive: Floats, count: int) -> tuple[Passed, Passed]:
    service, servers, windows = d.many(0.125, 2.0, count), d.whole(1, 4), windows_of(d)
    room = d.whole(0, 5)
    kept: dict[str, Any] = {
        "room": None if room == 5 else room, "windows": windows, "closing": CLOSINGS[d.whole(0, 2)]
    }  # fmt: skip
    return queues.lanes(arrive, service, servers, **kept), gates.Lanes(servers, **kept).run(arrive, service)


def shared_way(d: Draw, arrive: Floats, count: int) -> tuple[Passed, Passed]:
    service, direction = d.many(0.125, 2.0, count), np.array([d.whole(0, 1) for _ in range(count)])
    kept: dict[str, Any] = {
        "follow_h": d.number(0, 0.5), "change_h": d.number(0, 0.5), "most": d.whole(1, 4), "windows": windows_of(d),
        "closing": CLOSINGS[d.whole(1, 2)],
    }  # fmt: skip
    return (
        queues.shared_way(arrive, service, direction, **kept),
        gates.SharedWay(**kept).run(arrive, service, direction),
    )


def chambers(d: Draw, arrive: Floats, count: int) -> tuple[Passed, Passed]:
    direction, need = np.array([d.whole(0, 1) for _ in range(count)]), d.many(0.125, 1.0, count)
    adds = d.many(0, 0.25, count)
    patience = d.number(0, 4)
    kept: dict[str, Any] = {
        "size": d.number(1, 3), "count": d.whole(1, 3), "least": d.number(0, 3),
        "patience_h": np.inf if patience > 3.5 else patience, "turn_h": d.number(0.125, 1), "windows": windows_of(d),
        "closing": CLOSINGS[d.whole(1, 2)],
    }  # fmt: skip
    lockage = d.number(0.125, 1.5)
    return (
        queues.chambers(arrive, direction, lockage, need=need, service=adds, **kept),
        gates.Chambers(lockage, **kept).run(arrive, adds, direction, need),
    )


def convoys(d: Draw, arrive: Floats, count: int) -> tuple[Passed, Passed]:
    leave = np.cumsum(d.many(0, 6, d.whole(1, 12)))
    most, service = np.array([d.whole(0, 4) for _ in leave]), d.many(0, 2, count)
    return queues.convoys(arrive, leave, most, service), gates.Convoys(leave, most).run(arrive, service)


KINDS = {"lanes": lanes, "shared way": shared_way, "chambers": chambers, "convoys": convoys}


def check(kind: str, d: Draw, count: int, gap: float) -> None:
    arrive = np.cumsum(d.many(0, gap, count))
    compiled, simpy = KINDS[kind](d, arrive, count)
    for one, other in ((compiled.start, simpy.start), (compiled.end, simpy.end), (compiled.wait, simpy.wait)):
        np.testing.assert_allclose(one, other, rtol=0, atol=TOLERANCE_H)
    served = np.isfinite(compiled.start)
    assert (compiled.wait[served] >= 0).all()
    assert ((compiled.server >= 0) == served).all()
    assert ((simpy.server >= 0) == served).all()


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("kind", KINDS)
def test_random_gates_agree_path_by_path(kind: str, seed: int) -> None:
    rng = np.random.default_rng([seed, *kind.encode()])
    check(kind, of_generator(rng), 300, float(rng.uniform(0.1, 2.0)))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_gates_agree_where_everything_ties(kind: str, data: st.DataObject) -> None:
    check(kind, of_hypothesis(data.draw), data.draw(st.integers(1, 12)), 2.0)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_lane_serves_two_at_once_and_nobody_overtakes(data: st.DataObject) -> None:
    d = of_hypothesis(data.draw)
    count, servers = d.whole(1, 12), d.whole(1, 3)
    arrive, service, windows = np.cumsum(d.many(0, 2, count)), d.many(0.125, 2, count), windows_of(d)
    for closing in CLOSINGS:
        found = queues.lanes(arrive, service, servers, windows=windows, closing=closing)
        for lane in range(servers):
            mine = found.server == lane
            assert (found.start[mine][1:] >= found.end[mine][:-1] - TOLERANCE_H).all()
        if closing == "pause":
            assert (found.start[1:] >= found.start[:-1] - TOLERANCE_H).all()
