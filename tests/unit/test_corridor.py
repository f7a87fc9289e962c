"""Corridors: staircases from routes, steps at borders, priors that are flagged; indicators of trip logs."""

from __future__ import annotations

import io
import math
from dataclasses import replace

import pytest

from tests.helpers import gate, tiny
from thalweg.apps.corridor import CorridorResult, Prices, Staircase, Three, corridor
from thalweg.apps.route import Plan
from thalweg.apps.timing import Clock
from thalweg.apps.trips import trips
from thalweg.errors import CaseError
from thalweg.io.priors import published
from thalweg.io.staircase import read_staircases, template
from thalweg.io.trip_log import read_log
from thalweg.network import draw, with_gates
from thalweg.physics.corridor import delay_ratio, section_cost_usd, speed_kmh, spread

POST = replace(gate("post", "border_post", ("XB", "through")), lon=0.5)
ROAD = with_gates(draw("A___X___B~~~C"), [POST])
FACTS = "AX length_km 60 km\nXB length_km 40 km\nBC length_km 200 km\npost status open\n"
SPEEDS = {"road": 50.0, "sea": 20.0}


def laid(more: str = "", prices: Prices | None = None, transfer_h: float | None = 6.0) -> CorridorResult:
    case = tiny(ROAD, FACTS + more, ["v consignment CN goods"])
    answer = case.route("v", "A", "C", Plan(clock=Clock(speeds_kmh=SPEEDS, transfer_h=transfer_h)))
    return corridor([("way", answer)], prices or Prices())


def only(found: CorridorResult) -> Staircase:
    (way,) = found.ways
    return way


def test_legs_slope_and_borders_and_ports_are_steps() -> None:
    way = only(laid("post transit_h 3 h\npost waiting_h 1..2 h"))
    assert [(s.kind, s.origin, round(s.km, 6)) for s in way.stages] == [
        ("leg", "A", 60), ("leg", "X", 10), ("border", "post", 0), ("leg", "post", 30), ("port", "B", 0),
        ("leg", "B", 200),
    ]  # fmt: skip
    assert way.total("time") == Three(2 + 4 + 6 + 10, 22.5, 23)
    assert way.total("time", steps=True) == Three(10, 10.5, 11)
    before, after = way.line("time")[2:4]
    assert before == pytest.approx((70, 1.4))
    assert after == pytest.approx((70, 5.9))
    assert way.with_kmh == pytest.approx(300 / 22.5)
    assert way.without_kmh == pytest.approx(300 / 12)


def test_what_nobody_tells_is_not_known() -> None:
    way = only(laid(transfer_h=None))
    assert [s.kind for s in way.unknown("time")] == ["border", "port"]
    total = way.total("time")
    assert (total.low, total.known) == (12, False)
    assert math.isnan(way.with_kmh)
    assert way.line("time")[-1] == pytest.approx((300, 12))


def test_a_prior_is_taken_only_if_asked_for_and_is_flagged() -> None:
    prices = Prices({"road": 2.0}, "cpmm", published("cpmm"))
    found = laid(prices=prices)
    (border,) = [s for s in only(found).stages if s.kind == "border"]
    assert border.basis == "cpmm"
    assert border.time_h == Three(2 * 9.9, 2 * 9.9, 2 * 15.1)
    assert (border.cost_usd.low, border.cost_usd.mid, border.cost_usd.high) == (322, 416, 714)
    assert any(a.about == "prior" and "say nothing of this one" in a.sentence for a in found.assumptions)
    assert found.sources
    claimed = laid("post transit_h 3 h", prices=prices)
    assert next(s for s in only(claimed).stages if s.kind == "border").time_h == Three(3, 3, 3)
    assert not claimed.sources


def test_costs_are_of_legs_whose_mode_has_a_price() -> None:
    way = only(laid(prices=Prices({"road": 2.0})))
    assert [s.cost_usd.mid for s in way.stages if s.mode == "road"] == pytest.approx([120, 20, 60])
    assert not way.total("cost").known
    assert way.total("cost").low == pytest.approx(200)


def test_a_way_that_is_not_there_is_told() -> None:
    answer = tiny(draw("A___X\nB___C"), "", ["v consignment CN goods"]).route("v", "A", "C")
    found = corridor([("none", answer)], Prices())
    assert found.ways == ()
    assert found.missing[0][0] == "none"
    assert "no chain of links" in found.missing[0][1]


def test_a_template_comes_back_as_it_was_written() -> None:
    way = only(laid("post transit_h 3 h", prices=Prices({"road": 2.0})))
    (back,) = read_staircases(io.StringIO(template([way])))
    for s, t in zip(back.stages, way.stages, strict=True):
        assert (s.kind, s.origin, s.destination, s.mode) == (t.kind, t.origin, t.destination, t.mode)
        assert (s.km, s.time_h.mid) == pytest.approx((t.km, t.time_h.mid))
        assert s.cost_usd.known == t.cost_usd.known


HEAD = "way,kind,from,to,mode,distance_km,time_min_h,time_avg_h,time_max_h"


def test_an_average_alone_stands_for_all_and_two_ends_for_their_middle() -> None:
    text = f"{HEAD}\nw,leg,a,b,road,9,,4,\nw,border,b,,,,1,,4\n"
    (way,) = read_staircases(io.StringIO(text))
    assert [s.time_h for s in way.stages] == [Three(4, 4, 4), Three(1, 2.5, 4)]


@pytest.mark.parametrize(
    ("rows", "line", "field"),
    [
        ("w,jump,a,b,road,9,,4,", 2, "kind"),
        ("w,leg,a,b,rode,9,,4,", 2, "mode"),
        ("w,leg,a,b,,9,,4,", 2, "mode"),
        ("w,leg,a,,road,9,,4,", 2, "to"),
        ("w,leg,a,b,road,,,4,", 2, "distance_km"),
        ("w,leg,a,b,road,-1,,4,", 2, "distance_km"),
        ("w,leg,a,b,road,9,,x,", 2, "time_avg_h"),
        ("w,leg,a,b,road,9,5,4,6", 2, "time_min_h"),
        ("w,leg,a,b,road,9,5,,", 2, "time_max_h"),
        ("w,leg,a,b,road,9,,4,\nw,leg,c,d,road,9,,4,", 3, "from"),
        ("w,border,a,,,9,,4,", 2, "distance_km"),
        ("", 0, ""),
    ],
)
def test_a_bad_template_is_named_with_line_and_field(rows: str, line: int, field: str) -> None:
    with pytest.raises(CaseError) as caught:
        read_staircases(io.StringIO(f"{HEAD}\n{rows}\n"))
    assert [(p.line, p.field) for p in caught.value.problems] == [(line, field)]


# Logs of trips: all figures of these trips are made up

LOG = """trip,activity,at,side,direction,distance_km,start,end,hours,cost_usd,load_t
1,drive,,,out,200,,,5,300,20
1,border,Hill,AA,out,,2026-01-05T08:00,2026-01-05T14:00,,100,
1,border,Hill,BB,out,,2026-01-05T14:00,2026-01-06T00:00,,60,
1,drive,,,out,300,,,5,440,
2,drive,,,out,200,,,4,310,10
2,stop,Inn,,out,,,,8,40,
2,border,Hill,AA,out,,,,10,140,
2,border,Hill,BB,out,,,,2,60,
2,drive,,,out,300,,,6,450,
"""


def test_indicators_of_a_log() -> None:
    found = trips(read_log(io.StringIO(LOG)))
    assert [(p.side, p.hours.n, p.hours.mean, p.hours.median) for p in found.posts] == [
        ("AA", 2, 8, 8),
        ("BB", 2, 6, 6),
    ]
    assert [p.cost_usd.mean for p in found.posts] == [120, 60]
    assert found.hours.mean == 7
    assert found.posts[0].hours.variation == pytest.approx(math.sqrt(8) / 8)
    assert found.section_usd.n == 2
    assert found.section_usd.mean == pytest.approx((900 + 2000) / 2)
    assert found.with_kmh == pytest.approx(1000 / 56)
    assert found.without_kmh == pytest.approx(1000 / 20)
    assert found.delay_ratio == pytest.approx(1 - 20 / 56)
    assert found.with_spread.mean == pytest.approx((500 / 26 + 500 / 30) / 2)


def test_what_is_not_known_of_a_row_is_left_out_and_counted() -> None:
    text = LOG.replace("2,border,Hill,BB,out,,,,2,60,", "2,border,Hill,BB,out,,,,,,")
    found = trips(read_log(io.StringIO(text)))
    assert [p.hours.n for p in found.posts] == [2, 1]
    assert found.with_spread.n == 1
    assert found.section_usd.n == 2


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ("1,drive,,,out,200", "1,drove,,,out,200", 2, "activity"),
        ("1,drive,,,out,200", "1,drive,,,out,", 2, "distance_km"),
        ("1,drive,,,out,200", "1,drive,,,out,far", 2, "distance_km"),
        ("1,border,Hill,AA", "1,border,,AA", 3, "at"),
        ("2026-01-05T08:00", "8 o'clock", 3, "start"),
        ("2026-01-05T08:00", "2026-01-05T15:00", 3, "end"),
        ("2026-01-05T08:00", "2026-01-05T08:00+03:00", 3, "end"),
        ("2026-01-05T08:00", "", 3, "start"),
        ("T14:00,,100", "T14:00,3,100", 3, "hours"),
        ("2,stop,Inn,,out,", "2,stop,Inn,,out,5", 7, "distance_km"),
        ("450,", "450,30", 10, "load_t"),
    ],
)
def test_a_bad_log_is_named_with_line_and_field(old: str, new: str, line: int, field: str) -> None:
    with pytest.raises(CaseError) as caught:
        read_log(io.StringIO(LOG.replace(old, new, 1)))
    assert (line, field) in [(p.line, p.field) for p in caught.value.problems]


def test_figures_of_the_published_table_to_its_rounding() -> None:
    rows = {(p.mode, p.year, p.indicator): p for p in published("cpmm")}
    lost = {y: round(float(delay_ratio(rows["road", y, "SWD"].low, rows["road", y, "SWOD"].low)), 3)
            for y in range(2019, 2023)}  # fmt: skip
    assert lost == {2019: 0.482, 2020: 0.471, 2021: 0.483, 2022: 0.443}
    for mode in ("road", "rail"):
        for year in range(2019, 2023):
            with_, without = (rows[mode, year, k].low for k in ("SWD", "SWOD"))
            assert round(float(speed_kmh([600, 400], [600 / with_, 400 / with_])), 1) == with_
            assert with_ < without
            cost = rows[mode, year, "TFI3"].low
            assert round(float(section_cost_usd(3 * cost, 1000, 30)), 1) == cost
    assert [(p.mode, p.year, p.indicator) for p in published("cpmm") if p.note] == [
        ("rail", 2021, "SWD"), ("rail", 2021, "SWOD"),
    ]  # fmt: skip
    assert rows["rail", 2021, "SWOD"].low == rows["road", 2021, "SWOD"].low


def test_spread_of_few_values() -> None:
    assert spread([]).n == 0
    one = spread([4.0])
    assert (one.mean, one.median) == (4, 4)
    assert math.isnan(one.variation)
    some = spread([1, 2, 3, 4])
    assert (some.low_quartile, some.median, some.high_quartile) == (1.75, 2.5, 3.25)
