"""What holds of every ship and water: more water never hurts, more speed never helps, and oracles in plain Python."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from thalweg.physics import hull, lock, water

INF = math.inf
SPEED = st.floats(0, 25)
DEPTH = st.floats(-1, 40)
DRAUGHT = st.floats(0.1, 20)
BLOCK = st.floats(0.5, 0.95)
SLOPE = st.one_of(st.floats(0.05, 10), st.just(INF))
SHIP = st.tuples(DRAUGHT, st.floats(4, 50), st.floats(30, 350), BLOCK)
"""Draught, beam, length, block coefficient."""
BANKS = st.tuples(st.floats(4, 400), SLOPE, st.floats(0, 30))
"""Width, slope and height of the banks."""
Ship = tuple[float, float, float, float]
Banks = tuple[float, float, float]

SQUAT: dict[str, Callable[[Any, Any, Ship, Banks], Any]] = {
    "barrass open": lambda v, h, s, b: water.squat_barrass_open_m(v, h, s[0], s[3]),
    "barrass confined": lambda v, h, s, b: water.squat_barrass_confined_m(v, h, s[0], s[1], b[0], s[3]),
    "icorels": lambda v, h, s, b: water.squat_icorels_m(v, h, *s),
    "huuska open": lambda v, h, s, b: water.squat_huuska_open_m(v, h, *s),
    "huuska channel": lambda v, h, s, b: water.squat_huuska_channel_m(v, h, *s, b[0], b[1]),
    "huuska sloped": lambda v, h, s, b: water.squat_huuska_sloped_m(v, h, *s, *b),
}
DIP = {"huuska sloped": 5e-4}
"""The curve of the lowest banks dips by this share, as printed."""


def froude(speed: float, depth: float) -> float:
    return speed * 1852 / 3600 / math.sqrt(9.80665 * depth)


def k1(blockage: float, ratio: float) -> float:
    if ratio <= 0.3:
        return 0.46 + 15.85 * blockage + 124.06 * blockage**2 - 380.04 * blockage**3
    if ratio <= 0.5:
        return 0.21 + 28.2 * blockage - 53.17 * blockage**2 + 87.97 * blockage**3
    if ratio <= 0.7:
        return 1.1 - 5.55 * blockage + 167.76 * blockage**2 - 417.72 * blockage**3
    if ratio <= 1.0:
        return 0.82 + 6.11 * blockage + 16.9 * blockage**2 - 70.86 * blockage**3
    return 1.0


def slow_squat(name: str, v: float, h: float, ship: Ship, banks: Banks) -> float:
    """Return squat by one formula at a time, in scalars."""
    draught, beam, length, block = ship
    width, slope, height = banks
    if h <= draught or froude(v, h) >= 1:
        return INF
    if name == "barrass open":
        return v * v * draught * block / (100 * h)
    if name == "barrass confined":
        return INF if width <= beam else block * math.pow(beam * draught / (width * h), 0.81) * math.pow(v, 2.08) / 20
    ks = 1.0
    if name in ("huuska channel", "huuska sloped"):
        section = width * h + (0.0 if slope == INF else h * h / slope)
        blockage = 0.98 * beam * draught / section
        if width <= beam:
            return INF
        if name == "huuska sloped":
            if height / h <= 1 and blockage > 0.29:
                return INF
            blockage /= k1(blockage, height / h)
        ks = max(1.0, 7.45 * blockage + 0.76) if blockage > 0.03 else 1.0
    f = froude(v, h)
    volume = block * length * beam * draught
    return 2.4 * ks * volume / length**2 * f * f / math.sqrt(1 - f * f)


@pytest.mark.parametrize("name", SQUAT)
@given(rows=st.lists(st.tuples(SPEED, DEPTH), min_size=1, max_size=6), ship=SHIP, banks=BANKS)
def test_squat_of_arrays_is_that_of_scalars(
    name: str, rows: list[tuple[float, float]], ship: Ship, banks: Banks
) -> None:
    speed, depth = (np.array(x) for x in zip(*rows, strict=True))
    squat = SQUAT[name](speed, depth, ship, banks)
    slow = [slow_squat(name, v, h, ship, banks) for v, h in rows]
    np.testing.assert_allclose(squat, slow, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", SQUAT)
@given(speed=SPEED, depths=st.tuples(DEPTH, DEPTH), ship=SHIP, banks=BANKS)
def test_deeper_water_never_squats_more(
    name: str, speed: float, depths: tuple[float, float], ship: Ship, banks: Banks
) -> None:
    shallow, deep = SQUAT[name](speed, np.sort(np.array(depths)), ship, banks)
    assert deep <= shallow * (1 + DIP.get(name, 0) + 1e-12)


@pytest.mark.parametrize("name", SQUAT)
@given(speeds=st.tuples(SPEED, SPEED), depth=DEPTH, ship=SHIP, banks=BANKS)
def test_a_faster_ship_never_squats_less(
    name: str, speeds: tuple[float, float], depth: float, ship: Ship, banks: Banks
) -> None:
    slow, fast = SQUAT[name](np.sort(np.array(speeds)), depth, ship, banks)
    assert slow <= fast * (1 + 1e-12)


@pytest.mark.parametrize("name", ["barrass confined", "huuska channel", "huuska sloped"])
@given(speed=SPEED, depth=DEPTH, ship=SHIP, banks=BANKS, wider=st.floats(0, 500))
def test_a_wider_channel_never_squats_more(
    name: str, speed: float, depth: float, ship: Ship, banks: Banks, wider: float
) -> None:
    narrow, wide = (SQUAT[name](speed, depth, ship, (w, *banks[1:])) for w in (banks[0], banks[0] + wider))
    assert wide <= narrow * (1 + DIP.get(name, 0) + 1e-12)


ANY = st.floats(allow_nan=True, allow_infinity=True)


@pytest.mark.parametrize("name", SQUAT)
@given(speed=ANY, depth=ANY, ship=st.tuples(ANY, ANY, ANY, ANY), banks=st.tuples(ANY, ANY, ANY))
@example(speed=0.0, depth=INF, ship=(INF, INF, INF, INF), banks=(INF, INF, INF))
@example(speed=5.0, depth=INF, ship=(3.0, 10.0, 100.0, 0.8), banks=(INF, INF, INF))
def test_squat_is_never_nan_and_never_below_0(name: str, speed: float, depth: float, ship: Ship, banks: Banks) -> None:
    assert SQUAT[name](speed, depth, ship, banks) >= 0


# Payload and draught

KIND = st.sampled_from(hull.HULL_TYPES)
SIZE = st.sampled_from(
    [(38.5, 5.05), (55, 6.0), (67, 8.2), (80, 8.2), (85, 9.5), (110, 11.4), (135, 11.4), (135, 17.5)]
)
OWN = st.one_of(st.none(), st.floats(1.8, 4.5))
"""A ship's own design draught."""
SHARE = st.sampled_from([0.0, 0.005, 0.05])
Size = tuple[float, float]


def slow_payload(kind: str, size: Size, own: float | None, draught: float, consumables: float) -> float:
    """Return the payload of one ship, in scalars."""
    length, beam = size
    design = own
    if design is None:
        if kind in ("Dry_SH", "Dry_DH"):
            design = 2.2767179246 + 7.7398861528e-5 * length**0.7 * beam**2.6
        elif kind == "Container":
            design = 1.7244153371 + 6.290230556e-2 * length**0.4 * beam**0.6
        elif kind == "Tanker":
            design = -5.9459308905 + 2.8438560877 * length**0.1 * beam**0.3
        else:
            design = 1.3365379898 + 9.0052384439e-3 * length**0.3 * beam**1.8
    empty = 0.075740820927 + 0.11615080992 * beam + 0.016865973494 * length * design / beam
    empty -= 0.027490565381 * math.sqrt(length * beam) + 5.1501240744e-5 * length * beam * design
    empty += {"Dry_DH": 0.10257551153, "Container": 0.10257551153, "Tanker": 0.24299435211}.get(kind, 0.0)
    empty -= 0.21354295627 if kind == "Barge" else 0.0
    full = -16.687441313 + 0.9740452138 * length * beam * design - 1.1068568208 * length * beam * empty
    if draught < empty or design <= empty or full < 0:
        return 0.0

    def index(t: float) -> float:
        return (
            20.323139721 - 78.57799146 * empty - 7.0671612519 * empty**2
            + 27.74405648 * t + 0.75588609922 * t**2 + 36.591813315 * empty * t
        )  # fmt: skip

    return max(0.0, full * index(min(draught, design)) / index(design) - full * consumables)


@given(kind=KIND, size=SIZE, own=OWN, draughts=st.lists(st.floats(0, 6), min_size=1, max_size=6), consumables=SHARE)
def test_payload_of_arrays_is_that_of_scalars(
    kind: str, size: Size, own: float | None, draughts: list[float], consumables: float
) -> None:
    payload = hull.payload_t(kind, *size, own, np.array(draughts), consumables_share=consumables)
    slow = [slow_payload(kind, size, own, t, consumables) for t in draughts]
    np.testing.assert_allclose(payload, slow, rtol=1e-9, atol=1e-7)


@given(kind=KIND, size=SIZE, own=OWN, draughts=st.lists(st.floats(-1, 8), min_size=2, max_size=8), consumables=SHARE)
def test_a_deeper_draught_never_carries_less(
    kind: str, size: Size, own: float | None, draughts: list[float], consumables: float
) -> None:
    payload = hull.payload_t(kind, *size, own, np.sort(np.array(draughts)), consumables_share=consumables)
    assert (payload >= 0).all()
    assert (np.diff(payload) >= -1e-9).all()
    assert (payload <= hull.design_deadweight_t(kind, *size, own) + 1e-9).all()


@given(kind=KIND, size=SIZE, own=OWN, part=st.floats(0, 1), consumables=SHARE)
def test_payload_of_the_draught_of_a_payload_is_that_payload(
    kind: str, size: Size, own: float | None, part: float, consumables: float
) -> None:
    full = float(hull.payload_t(kind, *size, own, INF, consumables_share=consumables))
    empty = hull.empty_draught_m(kind, *size, own)
    least = float(hull.payload_t(kind, *size, own, empty, consumables_share=consumables))
    wanted = part * full
    draught = hull.draught_m(kind, *size, own, wanted, consumables_share=consumables)
    back = float(hull.payload_t(kind, *size, own, draught, consumables_share=consumables))
    assert back == pytest.approx(max(wanted, least), rel=1e-9, abs=1e-6)


@given(kind=KIND, size=SIZE, own=OWN, draught=st.floats(0, 6), consumables=SHARE)
def test_draught_of_the_payload_of_a_draught_is_that_draught(
    kind: str, size: Size, own: float | None, draught: float, consumables: float
) -> None:
    payload = hull.payload_t(kind, *size, own, draught, consumables_share=consumables)
    if payload > 0:
        back = float(hull.draught_m(kind, *size, own, payload, consumables_share=consumables))
        deepest = float(hull.design_draught_m(kind, *size)) if own is None else own
        assert back == pytest.approx(min(draught, deepest), abs=1e-8)


@given(kind=KIND, size=SIZE, own=OWN, payloads=st.tuples(st.floats(0, 9000), st.floats(0, 9000)), consumables=SHARE)
def test_more_payload_never_lies_less_deep(
    kind: str, size: Size, own: float | None, payloads: tuple[float, float], consumables: float
) -> None:
    less, more = hull.draught_m(kind, *size, own, np.sort(np.array(payloads)), consumables_share=consumables)
    assert less <= more


@given(points=st.lists(st.tuples(st.floats(0.01, 1), st.floats(1, 500)), min_size=2, max_size=6), part=st.floats(0, 1))
def test_a_table_read_there_and_back(points: list[tuple[float, float]], part: float) -> None:
    draughts, payloads = np.cumsum(np.array(points), axis=0).T
    draught = draughts[0] + part * (draughts[-1] - draughts[0])
    payload = hull.payload_from_table_t(np.minimum(draught, draughts[-1]), draughts, payloads)
    assert hull.draught_from_table_m(payload, draughts, payloads) == pytest.approx(draught, abs=1e-9)


@given(beam=st.floats(0, 60), heel=st.floats(-89, 89))
def test_heel_of_arrays_is_that_of_scalars(beam: float, heel: float) -> None:
    assert hull.heel_extra_draught_m(beam, heel) == pytest.approx(beam / 2 * math.sin(math.radians(abs(heel))))


# Levels and locks

LEVEL = st.floats(-10, 20)


@given(fixed=LEVEL, level=LEVEL, datum=LEVEL, rise=st.floats(0, 10))
def test_levels_there_and_back(fixed: float, level: float, datum: float, rise: float) -> None:
    depth = water.depth_at_level_m(fixed, level, datum)
    clearance = water.clearance_at_level_m(fixed, level, datum)
    assert water.level_for_depth_m(depth, fixed, datum) == pytest.approx(level, abs=1e-9)
    assert water.level_for_clearance_m(clearance, fixed, datum) == pytest.approx(level, abs=1e-9)
    assert depth + clearance == pytest.approx(2 * fixed, abs=1e-9)
    assert water.depth_at_level_m(fixed, level + rise, datum) >= depth
    assert water.clearance_at_level_m(fixed, level + rise, datum) <= clearance


def slow_levelling(
    area: float, head: float, opening: float, share: float, opening_time: float, residual: float
) -> float:
    """Return the time of levelling, in scalars."""
    if abs(head) <= residual:
        return 0.0
    at_once = 2 * area * (math.sqrt(abs(head)) - math.sqrt(residual)) / (share * opening * math.sqrt(2 * 9.80665))
    if at_once < opening_time / 2:
        return math.sqrt(2 * opening_time * at_once)
    return at_once + opening_time / 2


CHAMBER = st.tuples(st.floats(100, 2e4), st.floats(0.5, 50), st.floats(0.1, 1))
"""Area of the chamber and of the opening, discharge coefficient."""


@given(chamber=CHAMBER, heads=st.tuples(LEVEL, LEVEL), opening_time=st.floats(0, 2000), residual=st.floats(0, 1))
def test_levelling(
    chamber: tuple[float, float, float], heads: tuple[float, float], opening_time: float, residual: float
) -> None:
    area, opening, share = chamber
    keys = {"opening_time_s": opening_time, "residual_head_m": residual}
    time = lock.levelling_time_s(area, np.array(heads), opening, share, **keys)
    slow = [slow_levelling(area, z, opening, share, opening_time, residual) for z in heads]
    np.testing.assert_allclose(time, slow, rtol=1e-9)
    low, high = sorted(range(2), key=lambda i: abs(heads[i]))
    assert time[low] <= time[high]
    assert (lock.levelling_time_s(area, np.array(heads), opening * 2, share, **keys) <= time).all()
    assert (lock.levelling_time_s(area, np.array(heads), opening, share, residual_head_m=residual) <= time).all()
