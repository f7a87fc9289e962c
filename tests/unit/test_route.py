"""Ways from A to B: the best verdict first, then distance, time or cost, with waits, changes of mode and consents."""

from __future__ import annotations

import math
from datetime import datetime

import pytest

from tests.helpers import Tiny, authority, forbid, gate, law, permit, tiny
from thalweg.apps.route import Plan, Route, RouteResult
from thalweg.apps.timing import Clock
from thalweg.io.hours import open_times
from thalweg.network import Link, Network, Place, draw
from thalweg.physics.water import squat_barrass_open_m
from thalweg.rules.rule import Verdict
from thalweg.rules.when import Is

CLEAR, CONDITIONAL, UNKNOWN, BLOCKED = Verdict
SMALL = "v draught_m 1 m\nv air_draught_m 1 m\nv beam_m 3 m\nv length_m 20 m\n"
KM = "AX length_km 10 km\nXB length_km 10 km\nAY length_km 20 km\nYB length_km 20 km\n"
DEEP = "AX depth_m 5 m | survey | datum=low\nXB depth_m 5 m | survey | datum=low\n"
DEEP += "AY depth_m 5 m | survey | datum=low\nYB depth_m 5 m | survey | datum=low\n"
LOCK = "span status open\nspan depth_m 9 m | survey | datum=low\nspan max_beam_m 9 m\nspan max_length_m 90 m"
SQUARE = draw("A---X---B\nA---Y---B")


def waters(more: str = "", **how: object) -> Tiny:
    """Return two ways by river: 20 km by X, 40 km by Y."""
    return tiny(SQUARE, f"{SMALL}{KM}{DEEP}{more}", **how)  # type: ignore[arg-type]


def links(way: Route) -> list[str]:
    return [leg.step.link for leg in way.legs]


def only(found: RouteResult) -> Route:
    (way,) = found.routes
    return way


def clock(at: str = "08:00", **speeds: float) -> Clock:
    hour, minute = map(int, at.split(":"))
    return Clock(datetime(2024, 7, 1, hour, minute), speeds, None, open_times)


def test_by_distance_the_shortest_way_whose_verdict_is_best() -> None:
    assert links(only(waters().route("v", "A", "B"))) == ["AX", "XB"]
    shallow = waters("XB max_draught_m 0.5 m").route("v", "A", "B")
    assert links(only(shallow)) == ["AY", "YB"]
    assert shallow.verdict is CLEAR


def test_a_blocked_way_is_a_verdict_with_its_reasons_and_its_length() -> None:
    found = waters("XB max_draught_m 0.5 m\nYB max_draught_m 0.5 m").route("v", "A", "B")
    assert found.verdict is BLOCKED
    assert found.reasons[0].rule == "fit.max_draught"
    assert only(found).length_km == pytest.approx(20)
    assert "cannot get from A to B" in found.sentence


def test_no_way_at_all_is_a_verdict_too() -> None:
    found = tiny(draw("A---X\nB---Y"), SMALL).route("v", "A", "B")
    assert (found.verdict, found.routes) == (BLOCKED, ())
    assert "no chain of links" in found.reasons[0].sentence


def test_from_a_place_to_itself_nothing_is_travelled() -> None:
    found = waters().route("v", "A", "A")
    assert (found.verdict, only(found).length_km, only(found).high_h) == (CLEAR, 0, 0)


def test_time_comes_from_the_vessel_and_the_speed_admitted() -> None:
    slow = "v speed_kn 10 kn\nXB max_speed_kmh 2 km/h\n"
    found = waters(slow).route("v", "A", "B", Plan(by="time"))
    assert links(only(found)) == ["AY", "YB"]
    assert only(found).high_h == pytest.approx(40 / 18.52)
    assert links(only(waters(slow).route("v", "A", "B"))) == ["AX", "XB"]


def test_speeds_that_the_question_gives_stand_over_what_is_claimed() -> None:
    found = waters("v speed_kn 10 kn").route("v", "A", "B", Plan(by="time", clock=Clock(speeds_kmh={"river": 5.0})))
    assert only(found).high_h == pytest.approx(4)
    assert [leg.speed_kmh for leg in only(found).legs] == [5, 5]


def test_a_range_of_speeds_is_a_range_of_times() -> None:
    way = only(waters("v speed_kn 5..10 kn").route("v", "A", "B"))
    assert way.low_h == pytest.approx(20 / 18.52)
    assert way.high_h == pytest.approx(20 / 9.26)


def test_without_a_speed_the_time_is_not_known_and_it_is_said() -> None:
    found = waters().route("v", "A", "B", Plan(by="time"))
    assert math.isinf(only(found).high_h)
    assert links(only(found)) == ["AX", "XB"]
    assert any(a.about == "time" and "no way of known time" in a.sentence for a in found.assumptions)
    assert any(a.about == "speed" for a in found.assumptions)


def test_a_way_of_known_time_is_preferred_and_what_is_left_out_is_told() -> None:
    told = "AY journey_h 3 h\nYB journey_h 3 h\n"
    found = waters(told).route("v", "A", "B", Plan(by="time"))
    assert links(only(found)) == ["AY", "YB"]
    assert only(found).high_h == 6
    assert any("2 usable links whose time is not known" in a.sentence for a in found.assumptions)


def test_who_sinks_deeper_as_she_sails_faster_slows_down() -> None:
    squat = "v speed_kn 12 kn\nv block_coefficient 0.8\nXB squat_formula barrass_open\n"
    deep = DEEP.replace("XB depth_m 5 m", "XB depth_m 4.5 m")
    case = tiny(SQUARE, f"{SMALL.replace('1 m', '4 m', 1)}{KM}{deep}{squat}")
    found = case.route("v", "A", "B")
    full, slow = ((leg.speed_kmh or 0) / 1.852 for leg in only(found).legs)
    assert full == pytest.approx(12)
    assert squat_barrass_open_m(slow, 4.5, 4, 0.8) <= 0.5 < squat_barrass_open_m(slow + 0.1, 4.5, 4, 0.8)
    assert found.verdict is CLEAR
    assert case.check("v", "A", "B").path[0].link == "AY"  # at her full speed she goes round


def test_one_waits_for_what_opens_and_goes_round_what_opens_too_late() -> None:
    bridge = gate("span", "lock", ("XB", "through"))
    hours = f"span opening_hours 10:00-14:00\n{LOCK}\nv speed_kn 10 kn\n"
    case = waters(hours, gates=[bridge])
    early = case.route("v", "A", "B", Plan(by="time", clock=clock("09:30")))
    assert links(only(early)) == ["AX", "XB"]
    assert only(early).high_h == pytest.approx(10 / 18.52 + 10 / 18.52)  # it is open when the vessel comes
    dawn = case.route("v", "A", "B", Plan(by="time", clock=clock("07:00")))
    assert links(only(dawn)) == ["AY", "YB"]
    night = case.route("v", "A", "B", Plan(by="time", clock=clock("07:00"), avoid=("YB",)))
    way = only(night)
    assert way.high_h == pytest.approx(3 + 10 / 18.52)
    assert [h.waits_h for leg in way.legs for h in leg.halts] == [pytest.approx(3 - 10 / 18.52)]
    assert night.arrives(way) is not None


def test_where_on_a_link_a_gate_stands_counts() -> None:
    on = draw("A___B")
    post = gate("post", "border_post", ("AB", "through"))
    post = type(post)(post.id, post.name, post.kind, 0, 0, (type(post.on[0])("AB", "through", 75.0),))
    lines = "AB length_km 100 km\npost status open\npost opening_hours 08:00-10:00\npost transit_h 2 h\n"
    case = tiny(on, f"{lines}t gross_weight_t 10 t\nt axle_load_t 5 t\nt height_m 3 m", ("t truck",), gates=[post])
    there = only(case.route("t", "A", "B", Plan(by="time", clock=clock("08:00", road=50.0))))
    assert there.high_h == pytest.approx(100 / 50 + 2)  # at the post at 09:30
    back = only(case.route("t", "B", "A", Plan(by="time", clock=clock("08:00", road=10.0))))
    assert back.high_h == pytest.approx(24 + 2 + 7.5)  # at the post at 10:30, after it has shut


def test_hours_that_never_come_are_a_verdict() -> None:
    bridge = gate("span", "lock", ("XB", "through"))
    case = tiny(draw("A---X---B"), f"{SMALL}{KM}{DEEP}{LOCK}\nv speed_kn 9 kn\n", gates=[bridge])
    case = case.plus("span opening_hours off")
    found = case.route("v", "A", "B", Plan(by="time", clock=clock()))
    assert (found.verdict, found.routes) == (BLOCKED, ())
    assert "no way opens: span" in found.reasons[0].sentence


def test_hours_that_cannot_be_read_or_are_not_asked_for_are_told() -> None:
    bridge = gate("span", "lock", ("XB", "through"))
    case = waters(f"{LOCK}\nv speed_kn 9 kn\nspan opening_hours on-request-only-please", gates=[bridge])
    unread = case.route("v", "A", "B", Plan(by="time", clock=clock()))
    assert any("cannot be read (on-request-only-please)" in a.sentence for a in unread.assumptions)
    assert any("no departure is given" in a.sentence for a in case.route("v", "A", "B").assumptions)


def test_cost_weighs_hours_and_kilometres() -> None:
    told = "v speed_kn 10 kn\nXB max_speed_kmh 1 km/h\n"
    case = waters(told)
    dear_time = case.route("v", "A", "B", Plan(by="cost", cost_per_km=1, cost_per_h=100))
    cheap_time = case.route("v", "A", "B", Plan(by="cost", cost_per_km=1, cost_per_h=1))
    assert (links(only(dear_time)), links(only(cheap_time))) == (["AY", "YB"], ["AX", "XB"])
    low, high = only(cheap_time).money or (0, 0)
    assert low == high == pytest.approx(20 + 10 / 18.52 + 10)


def test_several_ways_in_order() -> None:
    found = waters().route("v", "A", "B", Plan(count=5))
    assert [links(r) for r in found.routes] == [["AX", "XB"], ["AY", "YB"]]


def test_through_places_and_not_through_what_is_avoided() -> None:
    assert links(only(waters().route("v", "A", "B", Plan(via=("Y",))))) == ["AY", "YB"]
    assert links(only(waters().route("v", "A", "B", Plan(avoid=("AX",))))) == ["AY", "YB"]
    bridge = gate("span", "lock", ("XB", "through"))
    case = waters(f"{LOCK}", gates=[bridge])
    assert links(only(case.route("v", "A", "B", Plan(avoid=("span",))))) == ["AY", "YB"]
    assert case.route("v", "A", "B", Plan(avoid=("span", "AY"))).verdict is BLOCKED


def test_a_way_through_a_place_turns_back_only_where_no_other_does_not() -> None:
    near = KM.replace("AY length_km 20 km", "AY length_km 1 km")
    through = Plan(via=("Y",))
    case = tiny(SQUARE, f"{SMALL}{near}{DEEP}")
    assert links(only(case.route("v", "A", "B", through))) == ["AY", "YB"]
    worse = case.plus("YB max_draught_m 0.5 m").route("v", "A", "B", through)
    assert (worse.verdict, links(only(worse))) == (CLEAR, ["AY", "AY", "AX", "XB"])
    both = case.route("v", "A", "B", Plan(via=("Y",), count=3))
    assert [links(r) for r in both.routes] == [["AY", "YB"]]


@pytest.mark.parametrize("count", [1, 2])
def test_a_place_with_one_way_in_is_left_the_same_way(count: int) -> None:
    deep = "".join(f"{i} depth_m 5 m | survey | datum=low\n{i} length_km 10 km\n" for i in ("AX", "XB", "XD"))
    case = tiny(draw("A---X---B\nX---D"), f"{SMALL}{deep}")
    found = case.route("v", "A", "B", Plan(via=("D",), count=count))
    assert links(found.routes[0]) == ["AX", "XD", "XD", "XB"]
    assert found.finished


LAWFUL = "AX jurisdiction w\nXB jurisdiction w\nAY jurisdiction open\nYB jurisdiction open\n"


def test_the_consents_that_a_way_rests_on() -> None:
    case = waters(f"{LAWFUL}v speed_kn 10 kn\nw consent granted | by=RU | to=CN")
    way = only(case.route("v", "A", "B"))
    assert [(c.by, c.place, c.state, c.held) for c in way.consents] == [("RU", "w", "granted", True)]
    assert way.lacking == ()
    let = waters(LAWFUL, lawbook=law(permit("free", ["default:RU"]), authorities=[authority()]))
    assert only(let.route("v", "A", "B")).consents == ()


def test_pareto_shows_what_each_consent_would_buy() -> None:
    case = waters(f"{LAWFUL}v speed_kn 10 kn\nw consent denied | by=RU | to=CN")
    assert links(only(case.route("v", "A", "B"))) == ["AY", "YB"]
    found = case.route("v", "A", "B", Plan(pareto=True))
    assert [(links(r), r.verdict, [c.by for c in r.lacking]) for r in found.routes] == [
        (["AX", "XB"], BLOCKED, ["RU"]),
        (["AY", "YB"], CLEAR, []),
    ]
    barred = waters(
        f"{LAWFUL}v speed_kn 10 kn\nw consent denied | by=RU | to=CN",
        lawbook=law(forbid("ban", Is("flag", ("CN",)))),
    )
    assert [links(r) for r in barred.route("v", "A", "B", Plan(pareto=True)).routes] == [["AY", "YB"]]


def test_links_of_a_worse_verdict_are_used_if_they_are_accepted() -> None:
    case = tiny(SQUARE, f"{SMALL}{KM}AY depth_m 5 m | survey | datum=low\nYB depth_m 5 m | survey | datum=low")
    assert links(only(case.route("v", "A", "B"))) == ["AY", "YB"]
    found = case.route("v", "A", "B", Plan(accept=UNKNOWN))
    assert (links(only(found)), found.verdict) == (["AX", "XB"], UNKNOWN)


MIXED = Network(
    tuple(Place(p, p, "city", i * 0.1, 0) for i, p in enumerate("ABC")),
    (
        Link("ab-rail", "ab-rail", "rail", "A", "B"),
        Link("bc-sea", "bc-sea", "sea", "B", "C"),
        Link("ac-road", "ac-road", "road", "A", "C"),
    ),
)
GOODS = "ab-rail length_km 50 km\nbc-sea length_km 50 km\nac-road length_km 150 km\nab-rail track_gauge_mm 1435 mm\n"
SPEEDS = {"rail": 50.0, "sea": 50.0, "road": 50.0}


def test_goods_that_are_there_are_not_moved() -> None:
    found = tiny(MIXED, GOODS, ("g consignment",)).route("g", "A", "A", Plan(accept=UNKNOWN))
    assert (found.verdict, only(found).legs, only(found).high_h, found.finished) == (CLEAR, (), 0, True)


def test_goods_change_modes_and_the_change_takes_its_time() -> None:
    case = tiny(MIXED, GOODS, ("g consignment",))
    plan = Plan(by="time", clock=Clock(speeds_kmh=SPEEDS, transfer_h=0.5), accept=UNKNOWN)
    quick = only(case.route("g", "A", "C", plan))
    assert links(quick) == ["ab-rail", "bc-sea"]
    assert quick.high_h == pytest.approx(2.5)
    assert [(h.at, h.what) for leg in quick.legs for h in leg.halts] == [("B", "change from rail to water")]
    slow = case.plus("B transfer_h 12 h").route("g", "A", "C", plan)
    assert links(only(slow)) == ["ac-road"]
    assert only(slow).high_h == pytest.approx(3)


def test_a_change_of_which_nothing_is_known_is_no_known_time() -> None:
    case = tiny(MIXED, GOODS, ("g consignment",))
    found = case.route("g", "A", "C", Plan(by="time", clock=Clock(speeds_kmh=SPEEDS), accept=UNKNOWN))
    assert links(only(found)) == ["ac-road"]
    forced = case.route("g", "A", "C", Plan(by="time", clock=Clock(speeds_kmh=SPEEDS), accept=UNKNOWN, via=("B",)))
    assert links(only(forced)) == ["ab-rail", "bc-sea"]
    assert (only(forced).low_h, only(forced).high_h) == (2, math.inf)
    assert any("change from rail to water at B takes is not known" in a.sentence for a in forced.assumptions)


def test_a_change_of_gauge_takes_its_time_by_the_trains_own_method() -> None:
    change = gate("change", "gauge_change", ("BC", "through"))
    lines = """
        AB track_gauge_mm 1520 mm
        BC track_gauge_mm 1435 mm
        AB length_km 100 km
        BC length_km 100 km
        change status open
        change gauge_change_min 120 min | method=bogie_exchange
        change gauge_change_min 20 min | method=automatic
        t track_gauge_mm 1435+1520 mm
        t axle_load_t 20 t
        t speed_kmh 100 km/h
    """
    case = tiny(draw("A===B===C"), lines, ("t train",), gates=[change])
    assert only(case.route("t", "A", "C")).low_h == pytest.approx(2 + 20 / 60)
    assert only(case.route("t", "A", "C")).high_h == pytest.approx(4)
    quick = only(case.plus("t gauge_change_method automatic").route("t", "A", "C"))
    assert quick.low_h == quick.high_h == pytest.approx(2 + 20 / 60)
