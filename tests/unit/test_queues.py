"""Queues at gates, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from thalweg.solve import gates
from thalweg.solve.openhours import NEVER_OPEN, OpenClock, as_windows, open_h, without
from thalweg.solve.queues import Passed, chambers, convoys, lanes, shared_way, waiting_at

DAY = [(8, 18), (32, 42)]


def times(found: Passed) -> list[tuple[float, float]]:
    return [(round(s, 9), round(e, 9)) for s, e in zip(found.start.tolist(), found.end.tolist(), strict=True)]


def test_two_lanes_serve_in_the_order_of_arrival() -> None:
    found = lanes([0, 0, 0, 5], [2, 3, 1, 1], 2)
    assert times(found) == [(0, 2), (0, 3), (2, 3), (5, 6)]
    assert found.server.tolist() == [0, 1, 0, 0]
    assert found.wait.tolist() == [0, 0, 2, 0]


def test_the_lane_that_is_free_first_serves_and_of_several_the_lowest() -> None:
    rng = np.random.default_rng(3)
    arrive, service = np.cumsum(rng.integers(0, 2, 2_000)) / 8.0, rng.integers(1, 40, 2_000) / 8.0
    free = [-np.inf] * 23
    expected = []
    for come, lasts in zip(arrive.tolist(), service.tolist(), strict=True):
        lane = free.index(min(free))
        free[lane] = max(come, free[lane]) + lasts
        expected.append((lane, free[lane]))
    found = lanes(arrive, service, 23)
    assert list(zip(found.server.tolist(), found.end.tolist(), strict=True)) == expected


def test_who_finds_no_room_is_turned_away() -> None:
    found = lanes([0, 1, 2, 2.5, 4], 3, 1, room=1)
    assert found.start[:2].tolist() == [0, 3]
    assert np.isnan(found.start[[2, 3]]).all()
    assert times(found)[4] == (6, 9)
    assert found.server.tolist() == [0, 0, -1, -1, 0]
    assert waiting_at(np.array([0, 1, 2, 2.5, 4]), found.start, np.array([0.5, 2.75, 3.5, 5])).tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        ("pause", [(8, 13), (13, 18), (32, 37)]),
        ("finish", [(8, 13), (13, 18), (32, 37)]),
        ("fit", [(8, 13), (13, 18), (32, 37)]),
    ],
)
def test_what_fills_the_day_to_its_end_does_not_wait_for_the_next(closing: str, expected: list[Any]) -> None:
    assert times(lanes([1, 2, 3], 5, windows=DAY, closing=closing)) == expected
    assert times(lanes([0.9 * k for k in range(9)], 10 / 9, windows=DAY, closing=closing))[8][1] == 18


@pytest.mark.parametrize(
    ("closing", "expected"),
    [("pause", [(8, 12), (12, 16), (16, 34)]), ("finish", [(8, 12), (12, 16), (16, 20)]),
     ("fit", [(8, 12), (12, 16), (32, 36)])],
)  # fmt: skip
def test_at_closing_work_pauses_or_is_finished_or_not_begun(closing: str, expected: list[Any]) -> None:
    assert times(lanes([1, 2, 3], 4, windows=DAY, closing=closing)) == expected


def test_what_never_fits_is_never_begun_and_holds_nobody_up() -> None:
    found = lanes([1, 2], [11, 1], windows=DAY, closing="fit")
    assert times(found) == [(np.inf, np.inf), (8, 9)]
    assert found.server.tolist() == [-1, 0]


def test_after_the_last_window_nothing_is_done() -> None:
    assert times(lanes([30, 50], [15, 1], windows=DAY)) == [(32, np.inf), (np.inf, np.inf)]


@pytest.mark.parametrize("closing", ["pause", "finish", "fit"])
def test_what_is_never_open_serves_nobody(closing: str) -> None:
    whole = without(as_windows(DAY), [(0, 99)], 48)
    assert whole.tolist() == as_windows(NEVER_OPEN).tolist()
    assert np.isinf(lanes([0, 30, 50], 0, windows=whole, closing=closing).start).all()
    if closing != "pause":
        assert np.isinf(shared_way([0, 30], 1, [0, 1], windows=whole, closing=closing).start).all()
        assert np.isinf(chambers([0, 30], [0, 1], 1, size=1, windows=whole, closing=closing).start).all()


def test_two_directions_take_turns() -> None:
    found = shared_way([0, 0, 0, 0], [1, 1, 1, 1], [0, 0, 0, 1], follow_h=0.25, change_h=0.5, most=2)
    assert times(found) == [(0, 1), (0.25, 1.25), (3.25, 4.25), (1.75, 2.75)]


def test_nobody_overtakes_on_the_way() -> None:
    assert times(shared_way([0, 0], [2, 1], 0, follow_h=0.5)) == [(0, 2), (0.5, 2)]


def test_a_train_stops_the_road() -> None:
    windows = without(as_windows([]), [(1.0, 1.25)], 24.0)
    assert times(shared_way([0.9, 1.1], 0.05, [0, 1], windows=windows)) == [(0.9, 0.95), (1.25, 1.3)]


def test_a_chamber_carries_both_ways_without_an_empty_turn() -> None:
    found = chambers([0, 0, 0, 0], [0, 1, 0, 1], 0.5, size=2, patience_h=0.0)
    assert times(found) == [(0, 0.5), (0.5, 1), (0, 0.5), (0.5, 1)]


def test_a_chamber_is_turned_empty_for_the_other_side() -> None:
    assert times(chambers([1, 2], [1, 1], 0.5, size=1, turn_h=0.25)) == [(1.25, 1.75), (2.25, 2.75)]


def test_a_chamber_waits_until_it_is_full_or_time_is_up() -> None:
    full = chambers([0, 1, 2], 0, 0.5, size=2, patience_h=np.inf)
    assert times(full) == [(1, 1.5), (1, 1.5), (np.inf, np.inf)]
    timed = chambers([0, 3, 3.5], 0, 0.5, size=2, patience_h=1.0)
    assert times(timed) == [(1, 1.5), (4, 4.5), (4, 4.5)]  # it was turned empty first


def test_a_chamber_takes_what_fits_in_and_who_adds_time() -> None:
    found = chambers([0, 0, 0], 0, 0.5, size=180, need=[110, 85, 60], service=0.1, turn_h=0.5)
    assert times(found) == [(0, 0.6), (1.1, 1.8), (1.1, 1.8)]


def test_convoys_take_so_many() -> None:
    found = convoys([0, 0, 0, 5, 13], [0, 12], [2, 5], 1.0)
    assert times(found) == [(0, 1), (0, 1), (12, 13), (12, 13), (np.inf, np.inf)]
    assert found.server.tolist() == [0, 0, 1, 1, -1]


def test_windows_less_closures() -> None:
    assert without(as_windows(DAY), [(17, 33), (9, 10)], 48).tolist() == [[8, 9], [10, 17], [33, 42]]
    assert open_h(as_windows(DAY), 10, 33) == 9
    assert open_h(without(as_windows(DAY), [(0, 99)], 48), 0, 48) == 0


def test_the_clock_stands_still_while_it_is_closed() -> None:
    clock = OpenClock.of(as_windows(DAY))
    assert clock.shown(np.array([0, 8, 9, 20, 33, 99.0])).tolist() == [0, 0, 1, 10, 11, 20]
    assert clock.starts(np.array([0, 10, 20.0])).tolist() == [8, 32, np.inf]
    assert clock.ends(np.array([10, 11, 21.0])).tolist() == [18, 33, np.inf]


def test_windows_that_touch_are_one() -> None:
    assert as_windows([(0, 1), (1, 2), (3, 4)]).tolist() == [[0, 2], [3, 4]]


@pytest.mark.parametrize(
    "asked",
    [
        lambda: lanes([1, 0], 1),
        lambda: lanes([0], [-1]),
        lambda: lanes([0], 1, 0),
        lambda: lanes([0], 1, windows=[(2, 1)]),
        lambda: lanes([0], 1, windows=[(0, 2), (1, 3)]),
        lambda: lanes([0], 1, windows=[1, 2, 3]),
        lambda: lanes([0], 1, closing="later"),
        lambda: shared_way([0], 1, [2]),
        lambda: shared_way([0], 1, [0], closing="pause"),
        lambda: chambers([0], 0, 1, size=1, need=2),
        lambda: convoys([0], [2, 1], 1),
    ],
)
def test_what_is_no_queue_is_refused(asked: Any) -> None:
    with pytest.raises(ValueError, match=r".+"):
        asked()


class Priority(gates.Lanes):
    """Lets the shortest go first."""

    def next(self) -> gates.Vehicle:
        first = min(self.line, key=lambda v: (v.service, v.number))
        self.line.remove(first)
        return first


def test_a_gate_of_your_own_decides_who_goes_next() -> None:
    assert times(Priority().run([0, 0, 0], [2, 3, 1])) == [(0, 2), (3, 6), (2, 3)]
