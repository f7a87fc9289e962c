"""What passes where somebody always waits, counted vehicle by vehicle, is what is told to be the most."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from thalweg.io.case import load_case
from thalweg.solve import queues
from thalweg.solve.openhours import NEVER_OPEN, as_windows
from thalweg.solve.overload import longest_h, passes
from thalweg.study import Study
from thalweg.tables import Simulate

Floats = NDArray[np.float64]
KINDS = [("lanes", x) for x in queues.CLOSINGS] + [(k, x) for k in ("shared", "chambers") for x in queues.CLOSINGS[1:]]


def opened(rng: np.random.Generator, days: int) -> Floats:
    """Return windows that are the same every day, or none at all."""
    cuts = np.sort(rng.uniform(0, 24, 2 * int(rng.integers(0, 4)))).reshape(-1, 2)
    return as_windows([(a + 24 * d, b + 24 * d) for d in range(2 * days + 14) for a, b in cuts.tolist()])


def counted(
    kind: str, closing: str, windows: Floats, until_h: float, figures: tuple[float, int, float]
) -> tuple[int, int]:
    """Return how many are through and how many have begun by a time, of more than can be served."""
    lasts, row, follow = figures
    many = int(1.5 * passes(windows, until_h, lasts, closing=closing, row=row, follow_h=follow)) + 400
    sides = np.arange(many) % 2
    if kind == "lanes":
        found = queues.lanes(np.zeros(many), lasts, windows=windows, closing=closing)
    elif kind == "shared":
        found = queues.shared_way(
            np.zeros(many), lasts, sides, follow_h=follow, most=row, windows=windows, closing=closing
        )
    else:
        found = queues.chambers(np.zeros(many), sides, lasts, size=1, windows=windows, closing=closing)
    return int((found.end <= until_h + 1e-9).sum()), int((found.start < until_h).sum())


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize(("kind", "closing"), KINDS)
def test_what_passes_is_counted_to_a_row(kind: str, closing: str, seed: int) -> None:
    rng = np.random.default_rng([seed, *kind.encode(), *closing.encode()])
    days = int(rng.integers(1, 25))
    windows, lasts = opened(rng, days), float(rng.choice([rng.uniform(0.02, 3), rng.uniform(1, 30)]))
    row, follow = 1, 0.0
    if kind == "shared":
        row, follow = int(rng.choice([1, 2, 3, 7, 50])), float(rng.choice([0, rng.uniform(0, 3)]))
    through, begun = counted(kind, closing, windows, 24.0 * days, (lasts, row, follow))
    assert through - row < passes(windows, 24.0 * days, lasts, closing=closing, row=row, follow_h=follow) < begun + row


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(("kind", "closing"), KINDS)
def test_of_a_longer_service_no_more_pass_and_the_longest_is_the_last_of_which_enough_do(
    kind: str, closing: str, seed: int
) -> None:
    rng = np.random.default_rng([seed, *kind.encode(), *closing.encode()])
    windows, count = opened(rng, 5), float(rng.uniform(0.5, 60))
    more: dict[str, Any] = {"closing": closing}
    if kind == "shared":
        more |= {"row": int(rng.integers(1, 5)), "follow_h": float(rng.uniform(0, 3))}
    assert (np.diff([passes(windows, 120.0, x, **more) for x in np.linspace(0.01, 30, 300).tolist()]) <= 1e-9).all()
    longest = longest_h(windows, 120.0, count, **more)
    if longest:
        assert passes(windows, 120.0, longest * (1 - 1e-9), **more) > count
    assert passes(windows, 120.0, longest * (1 + 1e-6) + 1e-6, **more) <= count


def test_what_is_never_open_lets_nobody_through() -> None:
    for closing in queues.CLOSINGS:
        assert passes(as_windows(NEVER_OPEN), 240.0, 0.5, closing=closing) == 0
        assert longest_h(as_windows(NEVER_OPEN), 240.0, 1.0, closing=closing) == 0


LOCK = {
    "kind": "chambers",
    "chambers": 2,
    "chamber_vessels": 3,
    "turn_min": 20,
    "patience_min": 30,
    "direction_split": 0.5,
}
WAY = {"kind": "shared", "follow_min": 3, "in_a_row": 5, "direction_split": 0.5}
SLOW_WAY = {**WAY, "follow_min": 60}
DAYS = 40


@cache
def tumen() -> Study:
    """Open the case once."""
    return Study(load_case("tumen"))


def ask(gate: dict[str, Any], **more: Any) -> Simulate:
    return tumen().simulate("khasan-checkpoint", "2027-01-04", gate, **{"days": DAYS, "runs": 1, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("hours", ["", "08:00-09:00", "08:00-12:00,12:15-18:00", "22:00-06:00"])
@pytest.mark.parametrize("service_min", [25, 90])
@pytest.mark.parametrize("closing", queues.CLOSINGS)
@pytest.mark.parametrize("gate", [{}, LOCK, WAY, SLOW_WAY], ids=["lanes", "chambers", "shared", "shared, slowly"])
def test_under_overload_a_gate_lets_through_what_is_told_to_be_the_most(
    gate: dict[str, Any], closing: str, service_min: float, hours: str
) -> None:
    if gate and closing == "pause":
        return
    asked = {**gate, "service_min": service_min, "hours": hours, "closing": closing}
    most = ask({**asked, "per_day": 1}).outcomes[0].at_most
    found = ask({**asked, "per_day": 0, "queue": int(most * DAYS * 1.3) + 200}).outcomes[0]
    at_once = 10 if not gate else 6 if gate is LOCK else 5
    assert found.at_most == most
    assert abs(found.measures["through"].mean - most) <= at_once / DAYS


@pytest.mark.parametrize("hours", ["", "08:00-18:00"])
@pytest.mark.parametrize("split", [0.0, 0.1, 0.3, 0.6, 0.95, 1.0])
def test_of_uneven_directions_a_shared_way_never_lets_more_through(split: float, hours: str) -> None:
    asked = {**WAY, "service_min": 25, "hours": hours, "direction_split": split}
    most = ask({**asked, "per_day": 1}).outcomes[0].at_most
    through = [
        ask({**asked, "per_day": most * x}).outcomes[0].measures["through"].mean for x in (0.7, 0.9, 1.0, 1.2, 3.0)
    ]
    assert max(through) <= most + 5 / DAYS
    assert max(through) > 0.6 * most


@pytest.mark.parametrize("hours", ["", "08:00-09:00", "08:00-12:00,12:15-18:00"])
@pytest.mark.parametrize("closing", queues.CLOSINGS)
@pytest.mark.parametrize("gate", [{}, LOCK, WAY], ids=["lanes", "chambers", "shared"])
def test_at_the_longest_service_enough_are_let_through_and_beyond_it_not(
    gate: dict[str, Any], closing: str, hours: str
) -> None:
    if gate and closing == "pause":
        return
    asked = {**gate, "per_day": 17, "hours": hours, "closing": closing}
    longest = ask(asked).bounds[0]
    assert longest
    shorter, longer = (ask({**asked, "service_min": longest * x}).outcomes[0] for x in (0.999, 1.001))
    assert shorter.utilisation < 1 <= longer.utilisation
