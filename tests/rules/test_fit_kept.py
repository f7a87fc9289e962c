"""FIT with what is kept free: under-keel clearance, squat, heel, set-up, and height over the mast, as a table."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from tests.helpers import DAY, gate, series, tiny
from tests.rules.fit_rows import BLOCKED, BY_ID, CLEAR, CONDITIONAL, UNKNOWN, Row, agrees, case, reason, row, shows
from thalweg.network import draw
from thalweg.rules.fit import margin

SHIP = ("v draught_m 4 m", "v beam_m 10 m", "v length_m 100 m", "v block_coefficient 0.8", "v speed_kn 12.5 kn")
"""In 5 m of open water its squat after Barrass is 12.5^2 x 4/5 x 0.8/100 = 1 m."""
TIDAL = ("AB water_station G", "G datum_level_m 0 m | datum=LAT", "AB depth_m 3 m | survey | datum=LAT")
TIDE = series("G", {"2024-07-01T00:00": 0.5, "2024-07-01T06:00": 2.0})
OPEN_WATER = "AB squat_formula barrass_open"


def depth(metres: float) -> str:
    """Return a depth of the river."""
    return f"AB depth_m {metres} m | survey"


def high(air_draught: float) -> str:
    """Return an air draught of the vessel."""
    return f"v air_draught_m {air_draught} m"


def without(attribute: str) -> tuple[str, ...]:
    """Return the ship without one of its properties."""
    return tuple(line for line in SHIP if line.split()[1] != attribute)


KEPT_ROWS: list[Row] = [
    # A share of the draught
    row("draught", CLEAR, "exactly its share", "v", "AB", SHIP[0], depth(4.4), "AB ukc_percent 10 %"),
    row("draught", BLOCKED, "a millimetre less than its share", "v", "AB", SHIP[0], depth(4.399),
        "AB ukc_percent 10 %"),
    row("draught", CLEAR, "the share is the greater, exactly", "v", "AB", SHIP[0], depth(4.4), "AB ukc_percent 10 %",
        "AB ukc_m 0.3 m"),
    row("draught", BLOCKED, "the share is the greater", "v", "AB", SHIP[0], depth(4.3), "AB ukc_percent 10 %",
        "AB ukc_m 0.3 m"),
    row("draught", CLEAR, "the fixed amount is the greater, exactly", "v", "AB", SHIP[0], depth(4.5),
        "AB ukc_percent 10 %", "AB ukc_m 0.5 m"),
    row("draught", BLOCKED, "the fixed amount is the greater", "v", "AB", SHIP[0], depth(4.4),
        "AB ukc_percent 10 %", "AB ukc_m 0.5 m"),
    row("draught", UNKNOWN, "it is not known which share", "v", "AB", SHIP[0], depth(9), "AB ukc_percent unknown"),
    row("draught", BLOCKED, "not even the fixed amount is left", "v", "AB", SHIP[0], depth(4.2),
        "AB ukc_percent unknown", "AB ukc_m 0.3 m"),
    row("draught", CLEAR, "the share of a draught that the question gives", "v", "AB", SHIP[0], depth(3.3),
        "AB ukc_percent 10 %", given={"draught_m": 3.0}),
    row("draught", CLEAR, "known that nothing is kept", "v", "AB", SHIP[0], depth(4), "AB ukc_m none"),
    row("draught", CLEAR, "known that no share is kept", "v", "AB", SHIP[0], depth(4), "AB ukc_percent none"),
    row("draught", UNKNOWN, "one says that nothing is kept, one that half a metre is", "v", "AB", SHIP[0], depth(4.2),
        "AB ukc_m none", "AB ukc_m 0.5 m | law"),
    row("draught", CLEAR, "no limit, whatever is kept", "v", "AB", SHIP[0], "AB depth_m none | survey",
        "AB ukc_m 0.5 m"),
    row("draught", CLEAR, "what is kept on another link does not count", "v", "AB", SHIP[0], depth(4), "AC ukc_m 3 m"),
    row("draught", CLEAR, "kept at the sill of a lock", "v", "lock", SHIP[0], "lock depth_m 4.3 m | survey",
        "lock ukc_m 0.3 m"),
    row("draught", BLOCKED, "no policy lends water, however it is mistyped", "v", "AB", SHIP[0], depth(3.9),
        "AB ukc_m -3 m"),
    # Maintained water
    row("draught", CLEAR, "no depth is published of water that is maintained", "v", "AB", SHIP[0], "AB maintained yes",
        "AB max_draught_m 4 m"),
    row("draught", CLEAR, "nor of waters that are", "v", "lock", SHIP[0], "open maintained yes", "lock ukc_m 1 m",
        "lock max_draught_m 4 m"),
    row("draught", UNKNOWN, "maintained, but for what draught nobody says", "v", "AB", SHIP[0], "AB maintained yes"),
    row("draught", UNKNOWN, "maintained, and said to admit any draught", "v", "AB", SHIP[0], "AB maintained yes",
        "AB max_draught_m none"),
    row("draught", UNKNOWN, "it is not maintained", "v", "AB", SHIP[0], "AB maintained no"),
    row("draught", UNKNOWN, "only a blog says that it is maintained", "v", "AB", SHIP[0], "AB maintained yes | blog"),
    row("draught", BLOCKED, "maintained, and known to be too shallow", "v", "AB", SHIP[0], depth(3.9),
        "AB maintained yes"),
    row("draught", UNKNOWN, "maintained, and the depth said not to be known", "v", "AB", SHIP[0],
        "AB depth_m unknown | survey", "AB maintained yes"),
    row("max_draught", BLOCKED, "more than is admitted on maintained water", "v", "AB", SHIP[0], "AB maintained yes",
        "AB max_draught_m 3.999 m"),
    # The bed
    row("draught", CLEAR, "over mud less is kept, exactly", "v", "AB", SHIP[0], depth(4.3), "AB bottom mud",
        "AB ukc_m 0.3 m | bottom=mud", "AB ukc_m 0.6 m | bottom=rock"),
    row("draught", BLOCKED, "over rock more is kept", "v", "AB", SHIP[0], depth(4.3), "AB bottom rock",
        "AB ukc_m 0.3 m | bottom=mud", "AB ukc_m 0.6 m | bottom=rock"),
    row("draught", UNKNOWN, "nobody told the bed, and it matters", "v", "AB", SHIP[0], depth(4.3),
        "AB ukc_m 0.3 m | bottom=mud", "AB ukc_m 0.6 m | bottom=rock"),
    row("draught", CLEAR, "nobody told the bed, and it does not matter", "v", "AB", SHIP[0], depth(4.6),
        "AB ukc_m 0.3 m | bottom=mud", "AB ukc_m 0.6 m | bottom=rock"),
    row("draught", UNKNOWN, "the bed is contested, and it matters", "v", "AB", SHIP[0], depth(4.3), "AB bottom mud",
        "AB bottom rock | news", "AB ukc_m 0.3 m | bottom=mud", "AB ukc_m 0.6 m | bottom=rock"),
    row("draught", UNKNOWN, "only a blog told the bed", "v", "AB", SHIP[0], depth(4.3), "AB bottom mud | blog",
        "AB ukc_m 0.3 m | bottom=mud", "AB ukc_m 0.6 m | bottom=rock"),
    row("draught", BLOCKED, "the bed of these waters", "v", "AB", SHIP[0], depth(4.3), "open bottom rock",
        "open ukc_m 0.3 m | bottom=mud", "open ukc_m 0.6 m | bottom=rock"),
    row("draught", CLEAR, "nothing is kept over such a bed", "v", "AB", SHIP[0], depth(4), "AB bottom sand",
        "AB ukc_m 0.6 m | bottom=rock"),
    # Of the waters
    row("draught", BLOCKED, "kept in these waters", "v", "AB", SHIP[0], depth(4.2), "open ukc_m 0.3 m"),
    row("draught", BLOCKED, "kept in these waters, at a gate", "v", "lock", SHIP[0], "lock depth_m 4.2 m | survey",
        "open ukc_m 0.3 m"),
    row("draught", CLEAR, "here less is kept than in these waters", "v", "AB", SHIP[0], depth(4.2),
        "open ukc_m 0.3 m", "AB ukc_m 0.2 m"),
    row("draught", CLEAR, "other waters keep it", "v", "AB", SHIP[0], depth(4), "w ukc_m 0.3 m"),
    row("draught", UNKNOWN, "here it is said not to be known", "v", "AB", SHIP[0], depth(4.3), "open ukc_m 0.3 m",
        "AB ukc_m unknown"),
    row("draught", CLEAR, "only a forecast says it of these waters", "v", "AB", SHIP[0], depth(4),
        "open ukc_m 0.3 m | valid=2030/.."),
    # Squat
    row("draught", CLEAR, "exactly its squat", "v", "AB", *SHIP, depth(5), OPEN_WATER),
    row("draught", BLOCKED, "a little faster", "v", "AB", *SHIP, depth(5), OPEN_WATER, given={"speed_kn": 12.6}),
    row("draught", CLEAR, "no faster than is admitted", "v", "AB", *SHIP, depth(5), OPEN_WATER,
        "AB max_speed_kmh 23.15 km/h", given={"speed_kn": 20.0}),
    row("draught", BLOCKED, "what is admitted is too fast", "v", "AB", *SHIP, depth(5), OPEN_WATER,
        "open max_speed_kmh 24 km/h", given={"speed_kn": 13.0}),
    row("draught", UNKNOWN, "what is admitted is contested, and it matters", "v", "AB", *SHIP, depth(5), OPEN_WATER,
        "AB max_speed_kmh 20 km/h", "AB max_speed_kmh 26 km/h | law", given={"speed_kn": 20.0}),
    row("draught", CLEAR, "at rest", "v", "AB", *SHIP, depth(4.001), OPEN_WATER, given={"speed_kn": 0.0}),
    row("draught", UNKNOWN, "nobody told its speed", "v", "AB", *without("speed_kn"), depth(9), OPEN_WATER),
    row("draught", CLEAR, "nobody told its speed, and little is admitted", "v", "AB", *without("speed_kn"), depth(5),
        OPEN_WATER, "AB max_speed_kmh 23.15 km/h"),
    row("draught", UNKNOWN, "nobody told its block coefficient", "v", "AB", *without("block_coefficient"), depth(9),
        OPEN_WATER),
    row("draught", BLOCKED, "too deep at rest, whatever its speed", "v", "AB", *without("speed_kn"), depth(3.9),
        OPEN_WATER),
    row("draught", BLOCKED, "no water under the keel of a moving ship", "v", "AB", *SHIP, depth(4), OPEN_WATER),
    row("draught", BLOCKED, "as fast as the wave in that depth", "v", "AB", *SHIP, depth(5), OPEN_WATER,
        given={"speed_kn": 13.7}),
    row("draught", UNKNOWN, "it is not known by which formula", "v", "AB", *SHIP, depth(5), "AB squat_formula unknown"),
    row("draught", CLEAR, "known that none is added", "v", "AB", *SHIP, depth(4), "AB squat_formula none"),
    row("draught", CLEAR, "the formula of these waters", "v", "AB", *SHIP, depth(5), "open squat_formula barrass_open"),
    row("draught", BLOCKED, "squat and what is kept add up", "v", "AB", *SHIP, depth(5), OPEN_WATER, "AB ukc_m 0.1 m"),
    row("draught", BLOCKED, "a channel narrower than the ship", "v", "AB", *SHIP, depth(9),
        "AB squat_formula barrass_confined", "AB channel_width_m 10 m"),
    row("draught", UNKNOWN, "nobody told how wide the channel is", "v", "AB", *SHIP, depth(9),
        "AB squat_formula barrass_confined"),
    row("draught", UNKNOWN, "only a blog asks for squat", "v", "AB", *SHIP, depth(4.1),
        "AB squat_formula barrass_open | blog"),
    row("draught", UNKNOWN, "nobody knows how wide the channel is", "v", "AB", *SHIP, depth(9),
        "AB squat_formula huuska_guliev", "AB channel_width_m unknown"),
    row("draught", UNKNOWN, "nobody told its beam, for a channel", "v", "AB", *without("beam_m"), depth(9),
        "AB squat_formula barrass_confined", "AB channel_width_m 100 m"),
    row("draught", CONDITIONAL, "its squat at the best of the tide", "v", "AB", *SHIP, *TIDAL, OPEN_WATER,
        measured=(TIDE,), asks=("tide_window",)),
    row("draught", BLOCKED, "its squat, even at the best of the tide", "v", "AB", *SHIP, *TIDAL, OPEN_WATER,
        measured=(TIDE,), given={"speed_kn": 12.6}),
    # Heel and set-up: the bilge of a ship of 10 m lies 5 sin(heel) deeper
    row("draught", CLEAR, "heel, a little more than enough", "v", "AB", *SHIP, depth(4.087263), "AB heel_deg 1 deg"),
    row("draught", BLOCKED, "heel, a little too little", "v", "AB", *SHIP, depth(4.087), "AB heel_deg 1 deg"),
    row("draught", UNKNOWN, "nobody told its beam, for heel", "v", "AB", *without("beam_m"), depth(9),
        "AB heel_deg 1 deg"),
    row("draught", UNKNOWN, "it is not known how it heels", "v", "AB", *SHIP, depth(9), "AB heel_deg unknown"),
    row("draught", CLEAR, "upright, whoever it is", "v", "AB", SHIP[0], depth(4), "AB heel_deg 0 deg"),
    row("draught", CLEAR, "known that no heel is kept for", "v", "AB", SHIP[0], depth(4), "AB heel_deg none"),
    row("draught", CLEAR, "exactly the set-up", "v", "AB", SHIP[0], depth(4.2), "AB set_up_m 0.2 m"),
    row("draught", BLOCKED, "set-up of these waters, and what is kept, add up", "v", "AB", SHIP[0], depth(4.3),
        "open set_up_m 0.2 m", "AB ukc_m 0.2 m"),
    # Over the mast
    row("air_draught", CLEAR, "exactly what is kept over it", "v", "AB", high(4),
        "AB vertical_clearance_m 4.3 m | law | level=high water", "AB air_margin_m 0.3 m"),
    row("air_draught", BLOCKED, "a millimetre less than is kept over it", "v", "AB", high(4),
        "AB vertical_clearance_m 4.299 m | law | level=high water", "AB air_margin_m 0.3 m"),
    row("air_draught", BLOCKED, "kept in these waters, at a bridge over them", "v", "span", high(4),
        "span status open", "span vertical_clearance_m 4.2 m | law | level=high water", "open air_margin_m 0.3 m"),
    row("air_draught", UNKNOWN, "it is not known what is kept over it", "v", "AB", high(4),
        "AB vertical_clearance_m 9 m | law | level=high water", "AB air_margin_m unknown"),
    row("air_draught", BLOCKED, "kept over a lowered mast too", "v", "span", high(9), "v air_draught_lowered_m 4 m",
        "span status open", "span vertical_clearance_m 4.2 m | law | level=high water", "span air_margin_m 0.3 m"),
    row("air_draught", CLEAR, "what is kept under the keel is not kept over the mast", "v", "AB", high(4),
        "AB vertical_clearance_m 4 m | law | level=high water", "AB ukc_m 3 m"),
]  # fmt: skip

SHOWN = {(r.rule, r.verdict) for r in KEPT_ROWS}


@pytest.mark.parametrize("r", KEPT_ROWS, ids=str)
def test_verdict(r: Row) -> None:
    shows(r)


@pytest.mark.parametrize("r", KEPT_ROWS, ids=str)
def test_the_mask_and_the_reason_agree(r: Row) -> None:
    agrees(r)


def froude(speed_kn: float, depth_m: float) -> float:
    """Return the Froude depth number."""
    return speed_kn * 1852 / 3600 / math.sqrt(9.80665 * depth_m)


def long_wave(speed_kn: float, depth_m: float) -> float:
    """Return F^2 / sqrt(1 - F^2)."""
    f = froude(speed_kn, depth_m)
    return f**2 / math.sqrt(1 - f**2)


FORMULAS: dict[str, Callable[[float, float], float]] = {
    # from speed and depth to the squat of a ship of 4 x 10 x 100 m, CB = 0.8, in a channel of 80 m
    "barrass_open": lambda v, h: v**2 * 4 / h * 0.8 / 100,
    "barrass_confined": lambda v, h: 0.8 * (40 / (80 * h)) ** 0.81 * v**2.08 / 20,
    "icorels": lambda v, h: 2.4 * 0.8 * 10 * 4 / 100 * long_wave(v, h),
    "huuska_guliev": lambda v, h: (
        2.4 * max(7.45 * 0.98 * 40 / (80 * h) + 0.76, 1) * 0.8 * 10 * 4 / 100 * long_wave(v, h)
    ),
}


@pytest.mark.parametrize("formula", sorted(FORMULAS))
@pytest.mark.parametrize(("speed", "metres"), [(4.0, 5.0), (8.0, 6.0), (12.0, 12.0)])
def test_squat_by_each_formula(formula: str, speed: float, metres: float) -> None:
    lines = (*without("speed_kn"), depth(metres), f"AB squat_formula {formula}", "AB channel_width_m 80 m")
    there = case(*lines, given={"speed_kn": speed})
    low, high = margin(BY_ID["fit.draught"], there.snapshot(), [there.movers["v"]], [0])
    left = metres - 4 - FORMULAS[formula](speed, metres)
    assert (low[0, 0], high[0, 0]) == pytest.approx((left, left), abs=2e-6)


def test_huuska_without_a_channel_is_that_of_open_water() -> None:
    found = [
        margin(BY_ID["fit.draught"], there.snapshot(), [there.movers["v"]], [0])[0][0, 0]
        for formula in ("huuska_guliev", "icorels")
        for there in [case(*SHIP, depth(9), f"AB squat_formula {formula}")]
    ]
    assert found[0] == found[1]


def test_what_may_be_the_formula_gives_a_range() -> None:
    there = case(*SHIP, depth(9), "AB squat_formula barrass_open", "AB squat_formula icorels | law")
    low, high = (float(x[0, 0]) for x in margin(BY_ID["fit.draught"], there.snapshot(), [there.movers["v"]], [0]))
    ends = sorted(9 - 4 - FORMULAS[f](12.5, 9) for f in ("barrass_open", "icorels"))
    assert [low, high] == pytest.approx(ends, abs=2e-6)


def test_a_reason_names_every_part_that_is_kept() -> None:
    lines = (*SHIP, depth(5), OPEN_WATER, "AB ukc_percent 10 % | law", "AB set_up_m 0.2 m", "AB heel_deg 1 deg")
    found = reason(row("draught", BLOCKED, "", "v", "AB", *lines))
    assert found.sentence == (
        "v (draught 4 m, with 0.4 m kept under the keel, 1 m for squat (Barrass, open water), 0.087 m for heel and "
        "0.2 m for set-up) at AB (depth 5 m): 0.68726 m too little."
    )
    assert {"survey", "law", "official"} == {c.source for c in found.claims}


def test_what_is_claimed_of_waters_is_cited() -> None:
    found = reason(row("draught", BLOCKED, "", "v", "AB", SHIP[0], depth(4.2), "open ukc_m 0.3 m | definition"))
    assert "definition" in {c.source for c in found.claims}


def test_each_gate_keeps_what_its_waters_keep() -> None:
    """A gate lies in the waters of the first link that it is on."""
    there = tiny(
        draw("A---B---C"),
        ("AB jurisdiction w", "BC jurisdiction open", "w air_margin_m 1 m", "v air_draught_m 4 m", "b status open",
         "c status open", *(f"{g} vertical_clearance_m 4.5 m | law | level=high water" for g in "bc")),
        gates=[gate("b", "bridge", ("AB", "under")), gate("c", "bridge", ("BC", "under"))],
    )  # fmt: skip
    snapshot, v = there.snapshot(DAY), there.movers["v"]
    low, _ = margin(BY_ID["fit.air_draught"], snapshot, [v])
    index = there.network.element_index
    assert [low[0, index["b"]], low[0, index["c"]]] == pytest.approx([-0.5, 0.5])
