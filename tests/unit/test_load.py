"""How much a vessel can load: to the centimetre, by day, and with what binds."""

from __future__ import annotations

import math

import pytest

from tests.helpers import Tiny, gate, law, limit, require, series, tiny
from thalweg.apps.load import LoadDay, Loaded
from thalweg.network import draw
from thalweg.physics.hull import empty_draught_m
from thalweg.rules.rule import Steps, Verdict
from thalweg.rules.when import Compare

CLEAR, CONDITIONAL, UNKNOWN, BLOCKED = Verdict
TABLE = """
v deadweight_t 0 t | draught=1.00
v deadweight_t 1000 t | draught=2.00
v deadweight_t 3000 t | draught=4.00
"""
"""A vessel that carries 1000 t for each metre."""
SPAN = (gate("span", "bridge", ("AB", "under")),)
LOW_BRIDGE = "span status open\nspan vertical_clearance_m 5 m | law | level=high water\n"


def river(lines: str, **how: object) -> Tiny:
    """Return a river of one link with a vessel that has a table."""
    return tiny(draw("A---B"), f"{TABLE}{lines}", **how)  # type: ignore[arg-type]


def day(case: Tiny, **how: object) -> LoadDay:
    """Return what can be loaded on the day."""
    (found,) = case.load("v", "A", "B", **how).days  # type: ignore[arg-type]
    return found


def best(case: Tiny, **how: object) -> float | None:
    """Return the deepest draught that passes."""
    found = day(case, **how).best
    return None if found is None else found.draught_m


# Exactly


@pytest.mark.parametrize(
    ("depth", "draught_m"),
    [
        ("3 m", 3.0),
        ("3.005 m", 3.0),
        ("3.009999 m", 3.0),
        ("2.995 m", 2.99),
        ("3.01 m", 3.01),
        ("300 cm", 3.0),
        ("1 m", 1.0),
        ("0.995 m", None),
        ("4 m", 4.0),
        ("9 m", 4.0),
        ("none", 4.0),
    ],
)
def test_a_vessel_may_touch_but_not_dig(depth: str, draught_m: float | None) -> None:
    assert best(river(f"AB depth_m {depth} | survey")) == draught_m


@pytest.mark.parametrize(("kept", "draught_m"), [("0.3 m", 2.7), ("0.305 m", 2.69), ("0 m", 3.0), ("2.01 m", None)])
def test_what_is_kept_under_the_keel_is_taken_off(kept: str, draught_m: float | None) -> None:
    assert best(river(f"AB depth_m 3 m | survey\nAB ukc_m {kept}")) == draught_m


def test_what_is_kept_may_be_a_share_of_the_draught_that_is_tried() -> None:
    assert best(river("AB depth_m 3.3 m | survey\nAB ukc_percent 10 %")) == 3.0
    assert best(river("AB depth_m 3.29 m | survey\nAB ukc_percent 10 %")) == 2.99


def test_what_is_loaded_and_what_binds() -> None:
    found = day(river("AB depth_m 2.5 m | survey"))
    assert found.rows == (Loaded(CLEAR, 2.5, 1.0, 1500.0, 50.0, False),)
    assert found.best == found.rows[0]
    assert found.perhaps is None
    (reason,) = found.binding
    assert (reason.rule, reason.at, reason.verdict) == ("fit.draught", "AB", BLOCKED)
    assert reason.need.value == 2.51
    assert "0.01 m too little" in reason.sentence


def test_a_vessel_that_lies_full_is_bound_by_nothing() -> None:
    found = day(river("AB depth_m 5 m | survey"))
    assert found.rows == (Loaded(CLEAR, 4.0, 1.0, 3000.0, 100.0, True),)
    assert found.binding == ()


def test_an_empty_vessel_that_does_not_pass_has_no_load_but_a_reason() -> None:
    found = day(river("AB depth_m 0.5 m | survey"))
    assert (found.rows, found.best, found.perhaps) == ((), None, None)
    (reason,) = found.binding
    assert (reason.rule, reason.need.value) == ("fit.draught", 1.0)


def test_the_shallowest_of_a_chain_binds_and_the_better_of_two_ways_is_taken() -> None:
    case = tiny(
        draw("A---B---C\nA---D---C"),
        TABLE + "\n".join(f"{k} depth_m {x} m | survey" for k, x in (("AB", 3.2), ("BC", 2.4), ("AD", 2.1), ("DC", 9))),
    )
    (found,) = case.load("v", "A", "C").days
    assert found.best is not None
    assert found.best.draught_m == 2.4
    assert [r.at for r in found.binding] == ["BC"]


def test_what_binds_stands_on_the_way_of_the_best_load_and_not_on_a_shorter_one() -> None:
    """The direct link is shorter, and shallower by far."""
    case = tiny(
        draw("A---C\nA---B---C"),
        f"{TABLE}AC depth_m 1.5 m | survey\nAB depth_m 9 m | survey\nBC depth_m 2.4 m | survey",
    )
    lengths = case.plus("AC length_km 1 km", "AB length_km 50 km", "BC length_km 50 km")
    (found,) = lengths.load("v", "A", "C").days
    assert found.best is not None
    assert found.best.draught_m == 2.4
    assert [(r.at, r.need.value) for r in found.binding] == [("BC", 2.41)]


def test_what_binds_is_said_of_one_row_only() -> None:
    found = day(river("AB depth_m 2..3 m | survey"))
    assert [found.bound(r) for r in found.rows] == [found.binding, ()]
    unknown = day(river(""))
    assert [unknown.bound(r) for r in unknown.rows] == [unknown.binding]


# Draughts that are tried


@pytest.mark.parametrize(
    ("lines", "first_m", "last_m", "count"),
    [
        ("v empty_draught_m 0.5 m\nv design_draught_m 0.6 m", 0.5, 0.6, 11),
        ("v empty_draught_m 0.505 m\nv design_draught_m 0.595 m", 0.505, 0.595, 11),
        ("v empty_draught_m 0.5 m\nv draught_m 0.6 m", 0.5, 0.6, 11),
        ("v design_draught_m 0.1 m", 0.0, 0.1, 11),
        ("v empty_draught_m 0.6 m\nv design_draught_m 0.6 m", 0.6, 0.6, 1),
        ("v empty_draught_m 0.7 m\nv design_draught_m 0.6 m", 0.6, 0.6, 1),
    ],
)
def test_every_centimetre_from_empty_to_full_is_tried_and_both_ends(
    lines: str, first_m: float, last_m: float, count: int
) -> None:
    found = tiny(draw("A---B"), f"{lines}\nAB depth_m 9 m | survey").load("v", "A", "B").days[0]
    tried = [dict(m.given)["draught_m"] for m in found.admission.movers]
    assert (tried[0], tried[-1], len(tried)) == (first_m, last_m, count)
    assert tried == sorted(set(tried))
    assert found.best is not None
    assert (found.best.draught_m, found.best.full) == (last_m, True)


def test_a_vessel_of_which_nothing_is_known_is_tried_but_never_full() -> None:
    found = tiny(draw("A---B"), "AB depth_m 2.345 m | survey").load("v", "A", "B").days[0]
    assert found.best is not None
    assert found.best.draught_m == 2.34
    assert math.isnan(found.best.payload_t)
    assert math.isnan(found.best.share_percent)
    deep = tiny(draw("A~~~B")).load("v", "A", "B").days[0].best
    assert deep is not None
    assert not deep.full


def test_by_type_of_hull_the_empty_vessel_is_the_least_that_is_tried() -> None:
    size = "v length_m 110 m\nv beam_m 11.4 m\nv hull_type dry_single_hull\nv design_draught_m 3.5 m\n"
    case = tiny(draw("A---B"), f"{size}AB depth_m 2.5 m | survey")
    (found,) = case.load("v", "A", "B").days
    empty = float(empty_draught_m("Dry_SH", 110, 11.4, 3.5))
    assert dict(found.admission.movers[0].given)["draught_m"] == empty
    assert found.best is not None
    assert 0 < found.best.share_percent < 100
    full = tiny(draw("A---B"), f"{size}AB depth_m 3.5 m | survey").load("v", "A", "B").days[0].best
    assert full is not None
    assert (full.draught_m, full.full) == (3.5, True)
    assert full.share_percent == pytest.approx(100)


def test_a_vessel_that_carries_nothing_when_full_has_no_share() -> None:
    case = tiny(draw("A---B"), "v deadweight_t 0 t | draught=1\nAB depth_m 2 m | survey")
    found = case.load("v", "A", "B").days[0].best
    assert found is not None
    assert (found.payload_t, math.isnan(found.share_percent)) == (0, True)


# A bridge that gets too low


@pytest.mark.parametrize(
    "top", ["v keel_to_top_m 7.5 m", "v draught_m 4 m\nv air_draught_m 3.5 m", "v draught_m 1 m\nv air_draught_m 6.5 m"]
)
def test_the_lighter_a_vessel_the_higher_its_top(top: str) -> None:
    """With 7.5 m from keel to top, 5 m above the water allow no less than 2.5 m below it."""
    case = river(f"{LOW_BRIDGE}{top}", gates=SPAN)
    for depth, draught_m in (("9 m", 4.0), ("3 m", 3.0), ("2.5 m", 2.5), ("2.49 m", None)):
        assert best(case.plus(f"AB depth_m {depth} | survey")) == draught_m


def test_where_neither_deep_nor_light_enough_the_lightest_says_why() -> None:
    found = day(river(f"{LOW_BRIDGE}v keel_to_top_m 7.5 m\nAB depth_m 2 m | survey", gates=SPAN))
    assert found.rows == ()
    assert [r.rule for r in found.binding] == ["fit.air_draught"]


def test_what_is_lowered_rises_with_the_vessel_too() -> None:
    lowered = "v draught_m 4 m\nv air_draught_m 7 m\nv air_draught_lowered_m 3.5 m\n"
    case = river(f"{LOW_BRIDGE}{lowered}", gates=SPAN)
    assert day(case.plus("AB depth_m 3 m | survey")).rows[0].verdict == CONDITIONAL
    assert best(case.plus("AB depth_m 3 m | survey")) == 3.0
    assert best(case.plus("AB depth_m 2.49 m | survey")) is None


def test_the_height_is_that_of_the_loading_state_asked_about() -> None:
    lines = "v draught_m 4 m | loading=laden\nv air_draught_m 3.5 m | loading=laden\n"
    lines += "v draught_m 1 m | loading=light\nv air_draught_m 5 m | loading=light\n"
    case = river(f"{LOW_BRIDGE}{lines}AB depth_m 3 m | survey", gates=SPAN)
    assert best(case, loading="laden") == 3.0
    assert best(case.plus("AB depth_m 2.2 m | survey | rank=preferred | rank_why=so"), loading="laden") is None
    assert best(case.plus("AB depth_m 2.2 m | survey | rank=preferred | rank_why=so"), loading="light") == 2.2


def test_an_air_draught_of_no_known_draught_stands_as_it_is() -> None:
    case = river(f"{LOW_BRIDGE}v air_draught_m 5 m\nAB depth_m 2 m | survey", gates=SPAN)
    assert best(case) == 2.0
    assert best(river(f"{LOW_BRIDGE}v air_draught_m 5.01 m\nAB depth_m 2 m | survey", gates=SPAN)) is None


# Not known


def test_what_is_sure_and_what_may_be_are_two_rows() -> None:
    found = day(river("AB depth_m 2..3 m | survey"))
    assert [(r.verdict, r.draught_m, r.payload_t, r.full) for r in found.rows] == [
        (CLEAR, 2.0, 1000, False),
        (UNKNOWN, 3.0, 2000, False),
    ]
    assert found.rows[0].share_percent == pytest.approx(100 / 3)
    assert found.best == found.rows[0]
    assert found.perhaps == found.rows[1]
    assert [(r.at, r.verdict) for r in found.binding] == [("AB", UNKNOWN)]


@pytest.mark.parametrize("lines", ["", "AB depth_m unknown", "AB depth_m 9 m | blog"])
def test_of_a_depth_that_nobody_knows_all_may_be(lines: str) -> None:
    found = day(river(lines))
    assert found.best is None
    assert found.perhaps is not None
    assert (found.perhaps.draught_m, found.perhaps.full) == (4.0, True)
    assert [(r.rule, r.verdict) for r in found.binding] == [("fit.draught", UNKNOWN)]


def test_where_nothing_is_sure_the_reason_is_that_of_the_deepest_that_may_be() -> None:
    """The empty vessel is too high for the bridge; the deepest is held up by nothing but the depth."""
    found = day(river(f"{LOW_BRIDGE}v keel_to_top_m 7.5 m\nAB depth_m 3 m | blog", gates=SPAN))
    assert [(r.verdict, r.draught_m) for r in found.rows] == [(UNKNOWN, 4.0)]
    assert [(r.rule, r.verdict) for r in found.binding] == [("fit.draught", UNKNOWN)]


STATION = (
    "AB water_station kaub\nAB depth_m 1.9 m | survey | datum=low\nkaub datum_level_m 0.78 m | survey | datum=low\n"
)


def test_of_a_level_that_nobody_knows_all_may_be() -> None:
    found = day(river(STATION))
    assert (found.best, found.levels) == (None, ())
    assert found.perhaps is not None
    assert any("water level at kaub" in r.sentence for r in found.binding)


# Days and levels


def test_each_day_has_its_level() -> None:
    levels = series("kaub", {"2024-07-01": 0.78, "2024-07-02": 1.305, "2024-07-03": 4.0, "2024-07-04": -0.2})
    case = river(STATION, measured=(levels,))
    days = [f"2024-07-0{n}" for n in (1, 2, 3, 4, 5)]
    found = case.load("v", "A", "B", *days).days
    assert [str(d.on) for d in found] == days
    assert [d.best.draught_m if d.best else None for d in found] == [1.9, 2.42, 4.0, None, None]
    assert [bool(d.rows) for d in found] == [True, True, True, False, True]
    assert found[1].levels == ("1.305 m on kaub",)
    assert found[3].binding[0].verdict == BLOCKED
    assert found[4].binding[0].verdict == UNKNOWN


def test_days_stand_in_the_order_asked_and_one_may_come_twice() -> None:
    case = river(STATION, measured=(series("kaub", {"2024-07-01": 0.78, "2024-07-02": 1.78}),))
    days = ["2024-07-02", "2024-07-01", "2024-07-02"]
    found = case.load("v", "A", "B", *days)
    assert [d.best.draught_m for d in found.days if d.best] == [2.9, 1.9, 2.9]
    assert str(found.question.on) == "2024-07-02"


def test_more_is_loaded_if_the_tide_is_waited_for() -> None:
    tide = series("kaub", {"2024-07-01T00:00": 0.78, "2024-07-01T06:00": 1.78, "2024-07-01T12:00": 0.78})
    found = day(river(STATION, measured=(tide,)))
    assert [(r.verdict, r.draught_m) for r in found.rows] == [(CLEAR, 1.9), (CONDITIONAL, 2.9)]
    assert found.best == found.rows[1]
    assert [(r.rule, r.verdict) for r in found.binding] == [("fit.draught", BLOCKED)]


def test_a_bridge_sinks_as_the_water_rises() -> None:
    lines = STATION + "span status open\nspan water_station kaub\nspan vertical_clearance_m 5 m | law | datum=low\n"
    levels = series("kaub", {"2024-07-01": 0.78, "2024-07-02": 2.28, "2024-07-03": 3.78})
    case = river(f"{lines}v keel_to_top_m 6 m", gates=SPAN, measured=(levels,))
    found = case.load("v", "A", "B", "2024-07-01", "2024-07-02", "2024-07-03").days
    assert [d.best.draught_m if d.best else None for d in found] == [1.9, 3.4, 4.0]
    high = case.plus("v keel_to_top_m 7 m | rank=preferred | rank_why=so").load("v", "A", "B", "2024-07-02").days[0]
    assert high.best is None


# Law


def waters(*rules: object, lines: str = "") -> Tiny:
    """Return the river, 3.5 m deep, under these rules."""
    book = law(*rules, authorities=())  # type: ignore[arg-type]
    return river(f"AB depth_m 3.5 m | survey\nAB jurisdiction w\n{lines}", lawbook=book)


def test_law_may_bind_before_the_depth_does() -> None:
    found = day(waters(limit("most", "draught_m", 2.7)))
    assert found.best is not None
    assert found.best.draught_m == 2.7
    assert [(r.rule, r.at) for r in found.binding] == [("most", "w")]


@pytest.mark.parametrize(("beam", "draught_m"), [("8 m", 3.2), ("10 m", 3.2), ("10.01 m", 2.2), ("20.01 m", None)])
def test_law_may_ask_more_of_a_broad_vessel(beam: str, draught_m: float | None) -> None:
    steps = Steps("beam_m", ((10, 3.2), (20, 2.2)))
    assert best(waters(limit("most", "draught_m", steps), lines=f"v beam_m {beam}")) == draught_m


def test_law_of_the_length_that_is_not_known_leaves_a_range() -> None:
    by_length = limit("most", "draught_m", Steps("length_m", ((100, 3.0), (200, 2.0))))
    assert day(waters(by_length)).best is None  # it may be longer than any row
    found = day(waters(by_length, lines="v length_m 90..150 m"))
    assert [(r.verdict, r.draught_m) for r in found.rows] == [(CLEAR, 2.0), (UNKNOWN, 3.0)]


def test_a_requirement_of_deep_vessels_makes_the_deeper_load_conditional() -> None:
    found = day(waters(require("pilotage", Compare("draught_m", "gt", 2.5), pilot="a pilot")))
    assert [(r.verdict, r.draught_m) for r in found.rows] == [(CLEAR, 2.5), (CONDITIONAL, 3.5)]
    assert found.best == found.rows[1]


def test_where_no_link_serves_nothing_is_loaded() -> None:
    found = tiny(draw("A===B"), TABLE).load("v", "A", "B").days[0]
    assert (found.rows, found.best, found.binding) == ((), None, ())


def test_where_it_is_already_it_lies_full() -> None:
    found = river("AB depth_m 2 m | survey").load("v", "A", "A").days[0]
    assert found.best is not None
    assert found.best.full


def test_of_what_the_vessel_has_the_trip_may_tell_more() -> None:
    case = river("AB depth_m 3 m | survey\nAB squat_formula barrass_open\nv block_coefficient 0.8")
    assert best(case) is None  # the speed is not known
    still, slow, fast = (best(case.asking({"speed_kn": v})) for v in (0, 4, 8))
    assert still == 2.99  # the formula asks for some water under the keel
    assert slow is not None
    assert fast is not None
    assert fast < slow < still
