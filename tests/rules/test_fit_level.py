"""FIT at the level of the day: stations, the tide, what is lowered or opened, and arches, as a table."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers import series, usual
from tests.rules.fit_rows import (
    BLOCKED,
    BY_ID,
    CLEAR,
    CONDITIONAL,
    UNKNOWN,
    Row,
    agrees,
    case,
    reason,
    row,
    shows,
)
from thalweg.rules.fit import margin

STATION = ("AB water_station G", "G datum_level_m 0.8 m | datum=GlW", "G datum_level_m 6.4 m | datum=HSW")
DEPTH = "AB depth_m 1.9 m | survey | datum=GlW"
HEIGHT = "AB vertical_clearance_m 9.1 m | law | datum=HSW"
"""At HSW the clearance is 9.1 m; each decimetre below it adds one."""
BRIDGE = ("span status open", "span vertical_clearance_m 4 m | law | level=high water")
ARCH = (
    "span status open",
    *(
        f"span vertical_clearance_m {h} m | law | datum=HSW | width={w}"
        for w, h in (("10", 9), ("20", 7), ("9.5", 9.2))
    ),
)
TIDE = series("G", {"2024-07-01T00:00": 1.0, "2024-07-01T06:00": 3.0, "2024-07-01T12:00": 1.2})
ON_THE_DAY = series("G", {"2024-06-30": 2.0, "2024-07-01": 0.3})
SUMMER = usual("G", {"05/09": (1.0, 2.0), "10/04": (2.0, 4.0)})
WINTER = date(2024, 1, 15)


def deep(draught: float) -> str:
    """Return a draught of the vessel."""
    return f"v draught_m {draught} m"


def high(air_draught: float) -> str:
    """Return an air draught of the vessel."""
    return f"v air_draught_m {air_draught} m"


LEVEL_ROWS: list[Row] = [
    row("draught", UNKNOWN, "no level on the day is no level to read a depth at", "v", "AB", deep(0.1), DEPTH, *STATION,
        "G water_level_m none"),
    row("draught", UNKNOWN, "a station that reads nothing at the reference level", "v", "AB", deep(0.1), DEPTH,
        "AB water_station G", "G datum_level_m none | datum=GlW", "G water_level_m 1 m"),
    # Depth rises with the water: 1.9 m at GlW (0.8 m on the staff) is 2.1 m at 1.0 m.
    row("draught", CLEAR, "exactly enough at the level of the day", "v", "AB", *STATION, DEPTH, deep(2.1),
        "G water_level_m 1 m"),
    row("draught", BLOCKED, "a millimetre too little at the level of the day", "v", "AB", *STATION, DEPTH,
        deep(2.101), "G water_level_m 1 m"),
    row("draught", BLOCKED, "enough at the reference level, too little on the day", "v", "AB", *STATION, DEPTH,
        deep(1.9), "G water_level_m 0.79 m"),
    row("draught", CLEAR, "at the reference level it is as stated", "v", "AB", *STATION, DEPTH, deep(1.9),
        "G water_level_m 0.8 m"),
    row("draught", UNKNOWN, "nobody knows the level of the day", "v", "AB", *STATION, DEPTH, deep(1)),
    row("draught", UNKNOWN, "the level of another day", "v", "AB", *STATION, DEPTH, deep(1),
        "G water_level_m 9 m | valid=2024-06-30"),
    row("draught", UNKNOWN, "only a blog told the level", "v", "AB", *STATION, DEPTH, deep(1),
        "G water_level_m 9 m | blog"),
    row("draught", UNKNOWN, "nobody told what the station reads at that level", "v", "AB", *STATION,
        "AB depth_m 1.9 m | survey | datum=LAT", deep(1), "G water_level_m 9 m"),
    row("draught", UNKNOWN, "the depth names no level", "v", "AB", *STATION, "AB depth_m 1.9 m | survey", deep(1),
        "G water_level_m 9 m"),
    row("draught", CLEAR, "the qualifier level names one as well", "v", "AB", *STATION,
        "AB depth_m 1.9 m | survey | level=GlW", deep(2.1), "G water_level_m 1 m"),
    row("draught", CLEAR, "no limit at any level", "v", "AB", *STATION, "AB depth_m none | survey", deep(9)),
    row("draught", UNKNOWN, "which station it follows is contested", "v", "AB", *STATION, DEPTH, deep(1),
        "AB water_station H | law", "G water_level_m 9 m", "H water_level_m 9 m"),
    row("draught", CLEAR, "two depths at two levels agree", "v", "AB", *STATION, DEPTH,
        "AB depth_m 7.5 m | survey-2 | datum=HSW", deep(2.1), "G water_level_m 1 m"),
    row("draught", UNKNOWN, "the level is contested, and it matters", "v", "AB", *STATION, DEPTH, deep(2.1),
        "G water_level_m 1 m", "G water_level_m 0.9 m | law"),
    row("draught", CLEAR, "the level is contested, and both are enough", "v", "AB", *STATION, DEPTH, deep(2),
        "G water_level_m 1 m", "G water_level_m 0.9 m | law"),
    row("draught", BLOCKED, "what the station reads is contested, and it is too little anyway", "v", "AB", *STATION,
        "G datum_level_m 0.7 m | datum=GlW | law", DEPTH, deep(2.201), "G water_level_m 1 m"),
    # Series
    row("draught", CLEAR, "measured on the day", "v", "AB", *STATION, DEPTH, deep(1.4), measured=(ON_THE_DAY,)),
    row("draught", BLOCKED, "measured on the day, too low", "v", "AB", *STATION, DEPTH, deep(1.5),
        measured=(ON_THE_DAY,)),
    row("draught", CLEAR, "measured the day before, higher", "v", "AB", *STATION, DEPTH, deep(3.1),
        measured=(ON_THE_DAY,), on=date(2024, 6, 30)),
    row("draught", UNKNOWN, "not measured on that day", "v", "AB", *STATION, DEPTH, deep(1), measured=(ON_THE_DAY,),
        on=date(2024, 7, 2)),
    row("draught", UNKNOWN, "on no day", "v", "AB", *STATION, DEPTH, deep(1), measured=(ON_THE_DAY,), on=None),
    row("draught", UNKNOWN, "not yet measured as known the day before", "v", "AB", *STATION, DEPTH, deep(1),
        measured=(ON_THE_DAY,), known_on=date(2024, 6, 30)),
    # Usual levels
    row("draught", CLEAR, "enough at the lowest usual level", "v", "AB", *STATION, DEPTH, deep(2.1),
        measured=(SUMMER,)),
    row("draught", UNKNOWN, "enough at some usual levels", "v", "AB", *STATION, DEPTH, deep(2.2),
        measured=(SUMMER,)),
    row("draught", BLOCKED, "too little at the highest usual level", "v", "AB", *STATION, DEPTH, deep(3.2),
        measured=(SUMMER,)),
    row("draught", CLEAR, "enough at what is usual in winter", "v", "AB", *STATION, DEPTH, deep(3.1),
        measured=(SUMMER,), on=WINTER),
    row("draught", BLOCKED, "what is measured goes before what is usual", "v", "AB", *STATION, DEPTH, deep(1.5),
        measured=(SUMMER, ON_THE_DAY)),
    row("draught", CLEAR, "what is usual, as known the day before", "v", "AB", *STATION, DEPTH, deep(2.1),
        measured=(SUMMER, ON_THE_DAY), known_on=date(2024, 6, 30)),
    # The tide: 2.1 m at the lowest level of the day, 4.1 m at the highest
    row("draught", CLEAR, "enough at the lowest water", "v", "AB", *STATION, DEPTH, deep(2.1), measured=(TIDE,)),
    row("draught", CONDITIONAL, "a millimetre more than at the lowest water", "v", "AB", *STATION, DEPTH, deep(2.101),
        measured=(TIDE,), asks=("tide_window",)),
    row("draught", CONDITIONAL, "exactly enough at the highest water", "v", "AB", *STATION, DEPTH, deep(4.1),
        measured=(TIDE,), asks=("tide_window",)),
    row("draught", BLOCKED, "a millimetre too much at the highest water", "v", "AB", *STATION, DEPTH, deep(4.101),
        measured=(TIDE,)),
    row("draught", CLEAR, "the tide is waited for", "v", "AB", *STATION, DEPTH, deep(4.1), measured=(TIDE,),
        meets=("tide_window",)),
    row("draught", BLOCKED, "the tide is waited for in vain", "v", "AB", *STATION, DEPTH, deep(4.2), measured=(TIDE,),
        meets=("tide_window",)),
    row("draught", UNKNOWN, "it may pass at the best moment", "v", "AB", *STATION, DEPTH, "v draught_m 4..5 m",
        measured=(TIDE,)),
    # Clearance falls with the water: 9.1 m at HSW (6.4 m on the staff)
    row("air_draught", CLEAR, "exactly enough at the level of the day", "v", "AB", *STATION, HEIGHT, high(14.5),
        "G water_level_m 1 m"),
    row("air_draught", BLOCKED, "a millimetre too little at the level of the day", "v", "AB", *STATION, HEIGHT,
        high(14.501), "G water_level_m 1 m"),
    row("air_draught", BLOCKED, "above the reference level", "v", "AB", *STATION, HEIGHT, high(9.1),
        "G water_level_m 6.5 m"),
    row("air_draught", UNKNOWN, "nobody knows the level of the day", "v", "AB", *STATION, HEIGHT, high(1)),
    row("air_draught", CLEAR, "enough at the highest water", "v", "AB", *STATION, HEIGHT, high(12.5),
        measured=(TIDE,)),
    row("air_draught", CONDITIONAL, "enough at the lowest water only", "v", "AB", *STATION, HEIGHT, high(14.5),
        measured=(TIDE,), asks=("tide_window",)),
    row("air_draught", BLOCKED, "too little at any water of the day", "v", "AB", *STATION, HEIGHT, high(14.501),
        measured=(TIDE,)),
    row("air_draught", CONDITIONAL, "lowered, at the lowest water", "v", "AB", *STATION, HEIGHT, high(20),
        "v air_draught_lowered_m 14.5 m", measured=(TIDE,), asks=("tide_window", "lowered")),
    row("air_draught", CONDITIONAL, "lowered, with no need of the tide", "v", "AB", *STATION, HEIGHT, high(20),
        "v air_draught_lowered_m 12 m", measured=(TIDE,), asks=("lowered",)),
    # Lowered
    row("air_draught", CLEAR, "it need not be lowered", "v", "span", *BRIDGE, high(4), "v air_draught_lowered_m 3 m"),
    row("air_draught", CONDITIONAL, "exactly enough when lowered", "v", "span", *BRIDGE, high(6),
        "v air_draught_lowered_m 4 m", asks=("lowered",)),
    row("air_draught", BLOCKED, "too high when lowered", "v", "span", *BRIDGE, high(6),
        "v air_draught_lowered_m 4.001 m"),
    row("air_draught", UNKNOWN, "it is not known how low", "v", "span", *BRIDGE, high(6),
        "v air_draught_lowered_m unknown"),
    row("air_draught", BLOCKED, "it cannot be lowered", "v", "span", *BRIDGE, high(6),
        "v air_draught_lowered_m none"),
    row("air_draught", CONDITIONAL, "nobody told how high it is when up", "v", "span", *BRIDGE,
        "v air_draught_lowered_m 4 m", asks=("lowered",)),
    row("air_draught", CLEAR, "it will be lowered", "v", "span", *BRIDGE, high(6), "v air_draught_lowered_m 4 m",
        meets=("lowered",)),
    # Opened
    row("air_draught", CONDITIONAL, "a bridge that opens without limit", "v", "span", *BRIDGE, high(60),
        "span vertical_clearance_open_m none", asks=("bridge_opened",)),
    row("air_draught", CONDITIONAL, "exactly enough when it is open", "v", "span", *BRIDGE, high(30),
        "span vertical_clearance_open_m 30 m", asks=("bridge_opened",)),
    row("air_draught", BLOCKED, "too high even when it is open", "v", "span", *BRIDGE, high(30.001),
        "span vertical_clearance_open_m 30 m"),
    row("air_draught", UNKNOWN, "it is not known how high it opens", "v", "span", *BRIDGE, high(30),
        "span vertical_clearance_open_m unknown"),
    row("air_draught", CONDITIONAL, "lowered below an open bridge", "v", "span", *BRIDGE, high(40),
        "v air_draught_lowered_m 30 m", "span vertical_clearance_open_m 30 m", asks=("lowered", "bridge_opened")),
    row("air_draught", CLEAR, "it will be opened", "v", "span", *BRIDGE, high(60),
        "span vertical_clearance_open_m none", meets=("bridge_opened",)),
    row("air_draught", CONDITIONAL, "lowering is planned, opening is not", "v", "span", *BRIDGE, high(60),
        "v air_draught_lowered_m 50 m", "span vertical_clearance_open_m none", meets=("lowered",),
        asks=("bridge_opened",)),
    row("air_draught", CONDITIONAL, "one of two things is planned", "v", "span", *BRIDGE, high(40),
        "v air_draught_lowered_m 30 m", "span vertical_clearance_open_m 30 m", meets=("lowered",),
        asks=("bridge_opened",)),
    row("air_draught", CONDITIONAL, "nobody told its height when closed", "v", "span", "span status open", high(60),
        "span vertical_clearance_open_m none", asks=("bridge_opened",)),
    # Keel to top
    row("air_draught", CLEAR, "what remains above the water", "v", "span", *BRIDGE, "v keel_to_top_m 6 m", deep(2)),
    row("air_draught", BLOCKED, "what remains above the water is too much", "v", "span", *BRIDGE,
        "v keel_to_top_m 6.001 m", deep(2)),
    row("air_draught", BLOCKED, "what is stated goes before what follows", "v", "span", *BRIDGE, high(4.001),
        "v keel_to_top_m 6 m", deep(2)),
    row("air_draught", UNKNOWN, "nobody told the draught", "v", "span", *BRIDGE, "v keel_to_top_m 6 m"),
    row("air_draught", CLEAR, "the question loads it deeper", "v", "span", *BRIDGE, "v keel_to_top_m 7 m", deep(2),
        given={"draught_m": 3.0}),
    # Arches: 9.2 m over 9.5 m, 9 m over 10 m, 7 m over 20 m
    row("air_draught", CLEAR, "exactly as broad and as high as the arch", "v", "span", *ARCH, high(9), "v beam_m 10 m"),
    row("air_draught", BLOCKED, "a millimetre too high", "v", "span", *ARCH, high(9.001), "v beam_m 10 m"),
    row("air_draught", BLOCKED, "a millimetre too broad for that height", "v", "span", *ARCH, high(9),
        "v beam_m 10.001 m"),
    row("air_draught", CLEAR, "widths are numbers, not words", "v", "span", *ARCH, high(9.2), "v beam_m 9.5 m"),
    row("air_draught", CLEAR, "exactly as broad as the widest row", "v", "span", *ARCH, high(7), "v beam_m 20 m"),
    row("air_draught", BLOCKED, "broader than every row", "v", "span", *ARCH, high(1), "v beam_m 20.001 m"),
    row("air_draught", UNKNOWN, "nobody told its beam", "v", "span", *ARCH, high(9)),
    row("air_draught", BLOCKED, "nobody told its beam, and it is too high anyway", "v", "span", *ARCH, high(9.3)),
    row("air_draught", UNKNOWN, "a beam between two rows", "v", "span", *ARCH, high(8), "v beam_m 9..11 m"),
    row("air_draught", CLEAR, "a beam between two rows, and low enough", "v", "span", *ARCH, high(7),
        "v beam_m 9..11 m"),
    row("air_draught", BLOCKED, "the question gives the beam", "v", "span", *ARCH, high(9), "v beam_m 10 m",
        given={"beam_m": 11.0}),
    row("air_draught", CONDITIONAL, "lowered below an arch", "v", "span", *ARCH, high(12),
        "v air_draught_lowered_m 9 m", "v beam_m 10 m", asks=("lowered",)),
    row("air_draught", UNKNOWN, "only a blog told the arch", "v", "span", "span status open", high(1), "v beam_m 10 m",
        "span vertical_clearance_m 7 m | blog | datum=HSW | width=20"),
    row("air_draught", UNKNOWN, "broader than an arch that only a blog told", "v", "span", "span status open", high(1),
        "v beam_m 30 m", "span vertical_clearance_m 7 m | blog | datum=HSW | width=20"),
    row("air_draught", CLEAR, "broader than every row, and a height free over the whole", "v", "span",
        "span status open", high(6), "v beam_m 30 m", "span vertical_clearance_m 7 m | law | datum=HSW | width=20",
        "span vertical_clearance_m 6 m | law | datum=HSW"),
    *(
        row("air_draught", verdict, f"a broader row is higher: {tall} m high, {broad} m broad", "v", "span",
            "span status open", high(tall), f"v beam_m {broad} m",
            "span vertical_clearance_m 7 m | law | datum=HSW | width=10",
            "span vertical_clearance_m 8 m | law | datum=HSW | width=20")
        for tall, verdict in ((7, CLEAR), (8, UNKNOWN), (8.001, BLOCKED))
        for broad in (9, 15)
    ),
    *(
        row("air_draught", verdict, f"a row between two that nobody knows: {tall} m high", "v", "span", *ARCH,
            "span vertical_clearance_m unknown | law | width=15", high(tall), "v beam_m 14 m")
        for tall, verdict in ((7, CLEAR), (8, UNKNOWN), (9.001, BLOCKED))
    ),
    row("air_draught", UNKNOWN, "two sources on one width, written in two ways", "v", "span", "span status open",
        high(8), "v beam_m 9 m", "span vertical_clearance_m 7 m | law | datum=HSW | width=10",
        "span vertical_clearance_m 8 m | official | datum=HSW | width=10.0"),
    row("air_draught", BLOCKED, "a row that is true only later", "v", "span", *ARCH, high(6), "v beam_m 25 m",
        "span vertical_clearance_m 6.5 m | law | datum=HSW | width=30 | valid=2030/.."),
    row("air_draught", UNKNOWN, "an arch on a gauge whose level nobody knows", "v", "AB", *STATION, high(1),
        "v beam_m 10 m", "AB vertical_clearance_m 7 m | law | datum=HSW | width=20"),
    row("air_draught", CLEAR, "an arch at the level of the day", "v", "AB", *STATION, high(8.4), "v beam_m 10 m",
        "AB vertical_clearance_m 7 m | law | datum=HSW | width=20", "G water_level_m 5 m"),
    row("air_draught", CONDITIONAL, "an arch at the lowest water of the day", "v", "AB", *STATION, high(12.4),
        "v beam_m 10 m", "AB vertical_clearance_m 7 m | law | datum=HSW | width=20", measured=(TIDE,),
        asks=("tide_window",)),
    row("air_draught", CLEAR, "an arch that is planned", "v", "span", "span status planned", high(30),
        "v beam_m 10 m", *ARCH[1:]),
]  # fmt: skip

SHOWN = {(r.rule, r.verdict) for r in LEVEL_ROWS}


@pytest.mark.parametrize("r", LEVEL_ROWS, ids=str)
def test_verdict(r: Row) -> None:
    shows(r)


@pytest.mark.parametrize("r", LEVEL_ROWS, ids=str)
def test_the_mask_and_the_reason_agree(r: Row) -> None:
    agrees(r)


@pytest.mark.parametrize(
    ("rule", "lines", "low", "high"),
    [
        ("fit.draught", (*STATION, DEPTH, deep(2), "G water_level_m 1.03 m"), 0.13, 0.13),
        ("fit.draught", (*STATION, DEPTH, deep(2), "G water_level_m 3.5 ft"), 0.1668, 0.1668),
        ("fit.draught", (*STATION, "AB depth_m 190 cm | survey | datum=GlW", deep(2), "G water_level_m 1 m"), 0.1, 0.1),
        ("fit.draught", (*STATION, DEPTH, deep(2), "G water_level_m 1..1.5 m"), 0.1, 0.6),
        ("fit.air_draught", (*STATION, HEIGHT, high(9), "G water_level_m 1..1.5 m"), 5, 5.5),
    ],
)
def test_margin_at_the_level_of_the_day(rule: str, lines: tuple[str, ...], low: float, high: float) -> None:
    there = case(*lines)
    found = margin(BY_ID[rule], there.snapshot(), [there.movers["v"]])
    assert (float(found[0][0, 0]), float(found[1][0, 0])) == pytest.approx((low, high), abs=1e-9)


def test_a_reason_cites_what_the_level_rests_on() -> None:
    lines = ("AB water_station G", "G datum_level_m 0.8 m | datum=GlW | law", "G water_level_m 1 m | news")
    found = reason(row("draught", BLOCKED, "", "v", "AB", *lines, DEPTH, deep(3)))
    assert {c.source for c in found.claims} == {"survey", "law", "news", "official"}
    assert found.have.low == pytest.approx(2.1)
