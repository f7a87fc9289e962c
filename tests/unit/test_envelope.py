"""The largest vessels that get there: limits one by one and joint, what binds, and what is not known."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import Any

import pytest

from tests.helpers import Tiny, forbid, gate, law, limit, permit, require, series, tiny
from thalweg.apps.envelope import Envelope, Largest
from thalweg.network import draw
from thalweg.question import Trip
from thalweg.rules.boxes import DIMENSIONS, whole_cm
from thalweg.rules.rule import Limit, MayRule, Number, Steps
from thalweg.rules.when import Compare, Is
from thalweg.solve.frontier import UNLIMITED

Sizes = tuple[float, float, float, float]
"""Draught, air draught, beam and length."""
SPAN = gate("span", "bridge", ("AB", "under"))
LOCK = gate("lock", "lock", ("AB", "through"))
DEEP = "AB depth_m 3 m | survey\n"
BRIDGE = DEEP + "span status open\nspan vertical_clearance_m 5 m | law | level=high water\n"


def river(lines: str = DEEP, *gates: object, **how: object) -> Tiny:
    """Return a river of one link."""
    return tiny(draw("A---B"), lines, gates=gates, **how)  # type: ignore[arg-type]


def under(*rules: MayRule, lines: str = "") -> Tiny:
    """Return the river in waters of these rules, and of no authority that must consent."""
    return river(f"{DEEP}AB jurisdiction w\n{lines}", lawbook=law(*rules, authorities=()))


def there(case: Tiny, place: str = "B", **how: Any) -> Envelope:
    """Return the frontier at a place."""
    (found,) = case.envelope("A", place, **how).envelopes
    return found


def sizes(rows: tuple[Largest, ...]) -> list[Sizes]:
    """Return the sizes of largest vessels."""
    return [tuple(x.size_m(d) for d in DIMENSIONS) for x in rows]  # type: ignore[misc]


def sure(case: Tiny, **how: Any) -> list[Sizes]:
    """Return what passes."""
    return sizes(there(case, **how).sure)


def perhaps(case: Tiny, **how: Any) -> list[Sizes]:
    """Return what is not refused."""
    return sizes(there(case, **how).perhaps)


# Limits one by one


@pytest.mark.parametrize(
    ("x_m", "cap"),
    [(3, 300), (3.005, 300), (3.009999, 300), (2.999999, 299), (2.9999999999, 300), (0, 0), (-0.001, -1), (-5, -1),
     (inf, UNLIMITED), (-inf, -1), (0.29, 29), (1.15, 115)],
)  # fmt: skip
def test_caps_are_whole_centimetres_that_are_still_admitted(x_m: float, cap: int) -> None:
    assert whole_cm(x_m) == cap


@pytest.mark.parametrize(
    ("line", "box"),
    [
        ("AB depth_m 3 m | survey", (3.0, inf, inf, inf)),
        ("AB depth_m 3.005 m | survey", (3.0, inf, inf, inf)),
        ("AB depth_m 3 m | survey\nAB ukc_m 0.305 m", (2.69, inf, inf, inf)),
        ("AB depth_m 3 m | survey\nAB ukc_percent 10 %", (2.72, inf, inf, inf)),
        ("AB depth_m 3 m | survey\nAB set_up_m 0.2 m\nAB ukc_m 0.3 m\nAB ukc_percent 1 %", (2.5, inf, inf, inf)),
        ("AB depth_m 3 m | survey\nAB max_draught_m 2.8 m", (2.8, inf, inf, inf)),
        ("AB depth_m none\nAB max_beam_m 9.5 m", (inf, inf, 9.5, inf)),
        ("AB depth_m none\nAB max_length_m 90 m", (inf, inf, inf, 90.0)),
        ("AB depth_m none\nAB horizontal_clearance_m 12 m", (inf, inf, 12.0, inf)),
        ("AB depth_m 3 m | survey\nAB ukc_m 4 m", None),
        ("AB depth_m none\nAB status closed", None),
        ("AB depth_m none\nAB daylight_only yes", (inf, inf, inf, inf)),
    ],
)
def test_each_limit_of_a_link_is_turned_round(line: str, box: Sizes | None) -> None:
    case = river(line)
    assert sure(case) == perhaps(case) == ([] if box is None else [box])


def test_what_binds_is_named() -> None:
    lines = f"{BRIDGE}lock status open\nlock max_beam_m 9.6 m\nlock max_length_m 90 m\nlock depth_m 3 m | survey"
    (found,) = there(river(lines, SPAN, LOCK)).sure
    assert found.path == ("AB",)
    told = {b.dimension: (b.at, b.rules) for b in found.bounds}
    assert told == {
        "draught_m": (("AB", "lock"), ("fit.draught",)),
        "air_draught_m": (("span",), ("fit.air_draught",)),
        "beam_m": (("lock",), ("fit.beam",)),
        "length_m": (("lock",), ("fit.length",)),
    }


def test_what_stands_over_a_vessel_binds_only_by_height_and_width() -> None:
    """The bridge admits 90 m on its deck; the vessel below is bound by the link."""
    case = river(f"{BRIDGE}span max_length_m 90 m\nAB max_length_m 90 m", SPAN)
    (found,) = there(case).sure
    assert {b.dimension: b.at for b in found.bounds}["length_m"] == ("AB",)
    assert sure(river(f"{BRIDGE}span max_length_m 90 m", SPAN)) == [(3.0, 5.0, inf, inf)]


def test_of_two_ways_that_trade_depth_for_height_both_are_largest() -> None:
    net = draw("A---B---D\nA---C---D")
    lines = ["AB depth_m 4 m | survey", "BD depth_m 4 m | survey", "AC depth_m 3 m | survey", "CD depth_m 2 m | survey"]
    lines += ["span status open", "span vertical_clearance_m 5 m | law | level=x"]
    found = there(tiny(net, lines, gates=[SPAN]), "D").sure
    assert sizes(found) == [(4.0, 5.0, inf, inf), (2.0, inf, inf, inf)]
    assert [x.path for x in found] == [("AB", "BD"), ("AC", "CD")]


def test_each_destination_has_its_frontier_in_the_order_asked() -> None:
    case = tiny(draw("A---B---C\nD---E"), f"{DEEP}BC depth_m 2 m | survey\nDE depth_m 9 m | survey")
    found = case.envelope("A", "C", "A", "B", "D").envelopes
    assert [(e.destination, sizes(e.sure)) for e in found] == [
        ("C", [(2.0, inf, inf, inf)]),
        ("A", [(inf, inf, inf, inf)]),
        ("B", [(3.0, inf, inf, inf)]),
        ("D", []),
    ]
    assert [e.unknown for e in found] == [(), (), (), ()]


def test_a_link_of_another_mode_serves_no_vessel() -> None:
    assert there(tiny(draw("A===B"))).perhaps == ()


def test_a_budget_that_runs_out_is_told() -> None:
    net = draw("A---B---C\nA---D---C")
    case = tiny(net, [f"{x} depth_m 3 m | survey" for x in ("AB", "BC", "AD", "DC")])
    whole, short = case.envelope("A", "C"), case.envelope("A", "C", budget=1)
    assert (whole.finished, short.finished) == (True, False)
    assert whole.settled > short.settled == 2
    assert short.envelopes[0].sure == ()


# Bridges


@pytest.mark.parametrize(
    ("lines", "box"),
    [
        ("", (3.0, 5.0, inf, inf)),
        ("span vertical_clearance_open_m none", (3.0, inf, inf, inf)),
        ("span vertical_clearance_open_m 20 m | law | level=x", (3.0, 20.0, inf, inf)),
        ("span vertical_clearance_open_m 4 m | law | level=x", (3.0, 5.0, inf, inf)),
        ("span air_margin_m 0.5 m", (3.0, 4.5, inf, inf)),
        ("span vertical_clearance_open_m 20 m | law | level=x\nspan air_margin_m 0.5 m", (3.0, 19.5, inf, inf)),
    ],
)
def test_a_bridge_counts_as_it_opens(lines: str, box: Sizes) -> None:
    assert sure(river(BRIDGE + lines, SPAN)) == [box]


def test_a_bridge_that_does_not_stand_limits_nothing() -> None:
    planned = BRIDGE.replace("status open", "status planned")
    assert sure(river(planned, SPAN)) == [(3.0, inf, inf, inf)]
    maybe = BRIDGE.replace("span status open\n", "")
    assert sure(river(maybe, SPAN)) == [(3.0, 5.0, inf, inf)]
    assert perhaps(river(maybe, SPAN)) == [(3.0, inf, inf, inf)]


ARCH = (
    DEEP
    + "span status open\n"
    + "".join(
        f"span vertical_clearance_m {h} m | law | level=x | width={w}\n" for w, h in ((30, 5), (10, 8.005), (20, 7))
    )
)


def test_below_an_arch_height_and_beam_are_joint() -> None:
    assert sure(river(ARCH, SPAN)) == [(3.0, 8.0, 10.0, inf), (3.0, 7.0, 20.0, inf), (3.0, 5.0, 30.0, inf)]
    found = there(river(ARCH, SPAN)).sure[0]
    told = {b.dimension: b.at for b in found.bounds}
    assert (told["air_draught_m"], told["beam_m"]) == (("span",), ("span",))


def test_beyond_the_widest_row_of_an_arch_nothing_passes_but_what_the_bridge_leaves_to_all() -> None:
    assert perhaps(river(ARCH, SPAN)) == sure(river(ARCH, SPAN))
    plain = river(f"{ARCH}span vertical_clearance_m 4 m | law | level=x", SPAN)
    assert sure(plain)[-1] == (3.0, 4.0, inf, inf)


def test_an_arch_that_opens_lets_any_beam_through() -> None:
    assert sure(river(f"{ARCH}span vertical_clearance_open_m none", SPAN)) == [(3.0, inf, inf, inf)]
    partly = sure(river(f"{ARCH}span vertical_clearance_open_m 7.5 m | law | level=x", SPAN))
    assert partly == [(3.0, 8.0, 10.0, inf), (3.0, 7.5, inf, inf)]


def test_an_arch_that_does_not_stand_limits_nothing() -> None:
    assert sure(river(ARCH.replace("status open", "status removed"), SPAN)) == [(3.0, inf, inf, inf)]


def test_two_arches_admit_what_both_do() -> None:
    second = gate("weir", "bridge", ("AB", "under"))
    lines = f"{ARCH}weir status open\nweir vertical_clearance_m 6 m | law | level=x | width=25\n"
    lines += "weir vertical_clearance_m 9 m | law | level=x | width=15\n"
    both = [(3.0, 8.0, 10.0, inf), (3.0, 7.0, 15.0, inf), (3.0, 6.0, 20.0, inf), (3.0, 5.0, 25.0, inf)]
    assert sure(river(lines, SPAN, second)) == both


# Not known


def test_between_what_is_sure_and_what_may_be_lies_what_is_contested() -> None:
    case = river("AB depth_m 2..3 m | survey")
    assert sure(case) == [(2.0, inf, inf, inf)]
    assert perhaps(case) == [(3.0, inf, inf, inf)]
    assert there(case).unknown == ()


@pytest.mark.parametrize("lines", ["", "AB depth_m 9 m | blog", "AB depth_m unknown", "AB ukc_percent 10 %"])
def test_a_depth_that_nobody_knows_is_named(lines: str) -> None:
    found = there(river(lines))
    assert found.sure == ()
    assert sizes(found.perhaps) == [(inf, inf, inf, inf)]
    assert found.unknown == ("the depth of AB",)


def test_what_grows_with_the_draught_takes_nothing_off_a_depth_that_is_not_known() -> None:
    lines = ["AB ukc_percent 10 %", "BC depth_m 3.3 m | survey", "BC ukc_percent 10 %"]
    assert sizes(there(tiny(draw("A---B---C"), lines), "C").perhaps) == [(3.0, inf, inf, inf)]
    assert sizes(there(tiny(draw("A---B---C"), lines), "B").perhaps) == [(inf, inf, inf, inf)]


def test_a_link_that_may_be_closed_is_named() -> None:
    found = there(river(f"{DEEP}AB ice_season unknown"))
    assert (found.sure, found.unknown) == ((), ("whether AB is open",))


def test_whose_waters_it_is_matters_only_to_a_mover() -> None:
    case = tiny(draw("A---B"), DEEP, quiet=False)
    assert sure(case) == [(3.0, inf, inf, inf)]
    assert sure(case, mover="v") == []
    assert perhaps(case, mover="v") == [(3.0, inf, inf, inf)]


# Water levels

LEVELLED = "AB water_station kaub\nAB depth_m 2 m | survey | datum=low\nkaub datum_level_m 1 m | survey | datum=low\n"


def test_depth_is_that_of_the_day_and_on_conditions_that_of_the_best_hour() -> None:
    assert sure(river(LEVELLED, measured=(series("kaub", {"2024-07-01": 1.5}),))) == [(2.5, inf, inf, inf)]
    tide = series("kaub", {"2024-07-01T00:00": 1, "2024-07-01T06:00": 2.5})
    assert sure(river(LEVELLED, measured=(tide,))) == [(3.5, inf, inf, inf)]
    assert sure(river(LEVELLED)) == []
    assert perhaps(river(LEVELLED)) == [(inf, inf, inf, inf)]


def test_a_day_below_the_bed_admits_nothing() -> None:
    dry = river(LEVELLED, measured=(series("kaub", {"2024-07-01": -1.5}),))
    assert (sure(dry), perhaps(dry), there(dry).unknown) == ([], [], ())


# Heel and squat


def test_what_is_kept_for_heel_is_that_of_the_mover_and_holds_for_no_broader_one() -> None:
    lines = f"{DEEP}AB heel_deg 2 deg\n"
    assert sure(river(f"{lines}v beam_m 10 m"), mover="v") == [(2.82, inf, 10.0, inf)]
    assert sure(river(lines), mover="v") == []
    assert sure(river(lines)) == []
    assert there(river(lines)).unknown == ("the depth of AB",)


def test_squat_grows_with_the_draught() -> None:
    lines = f"{DEEP}AB squat_formula barrass_open\nv block_coefficient 0.8\nv beam_m 9 m\n"
    slow, fast = (sure(river(f"{lines}v speed_kn {v} kn"), mover="v")[0] for v in (4, 8))
    assert slow[0] > fast[0] > 1
    assert sure(river(lines), mover="v") == []


# Law


def test_law_of_size_binds_beside_the_water() -> None:
    found = there(under(limit("short", "length_m", 110)))
    assert sizes(found.sure) == [(3.0, inf, inf, 110.0)]
    assert {b.dimension: (b.at, b.rules) for b in found.sure[0].bounds}["length_m"] == (("w",), ("law",))


@pytest.mark.parametrize(
    ("rows", "boxes"),
    [
        (((10, 2.5), (20, 2.0)), [(2.5, inf, 10.0, inf), (2.0, inf, 20.0, inf)]),
        (((10, 9.0), (20, 2.0)), [(3.0, inf, 10.0, inf), (2.0, inf, 20.0, inf)]),
        (((10, 2.0), (20, 2.5)), [(2.0, inf, 20.0, inf)]),  # no deeper than a slim one
        (((10, 2.5), (20, 2.5)), [(2.5, inf, 20.0, inf)]),
    ],
)  # fmt: skip
def test_a_table_of_steps_is_joint(rows: tuple[tuple[float, float], ...], boxes: list[Sizes]) -> None:
    case = under(limit("steps", "draught_m", Steps("beam_m", rows)))
    assert sure(case) == sure(case, mover="v") == boxes


@pytest.mark.parametrize(
    ("operator", "beam"), [("gt", 10.0), ("ge", 9.99), ("gt_half", 10.0), ("ge_half", 10.0)]
)  # fmt: skip
def test_a_prohibition_from_a_size_on_admits_what_lies_below(operator: str, beam: float) -> None:
    name, _, half = operator.partition("_")
    case = under(forbid("broad", Compare("beam_m", name, 10.005 if half else 10)))
    assert sure(case) == [(3.0, inf, beam, inf)]


def test_a_bound_that_is_announced_counts_on_the_day() -> None:
    lines = (
        "canal permitted_draught_m 2.5 m | valid=2024-06-01/..\ncanal permitted_draught_m 2.8 m | valid=../2024-05-31\n"
    )
    assert sure(under(limit("most", "draught_m", "canal.permitted_draught_m"), lines=lines)) == [(2.5, inf, inf, inf)]


def test_least_sizes_are_left_out_but_not_what_stands_beside_them() -> None:
    least = limit("least", "draught_m", 2, at_least=True)
    assert sure(under(least), mover="v") == [(3.0, inf, inf, inf)]
    both = replace(least, limits=(*least.limits, Limit("length_m", Number(90))))
    assert sure(under(both)) == sure(under(both), mover="v") == [(3.0, inf, inf, 90.0)]


def test_least_notice_is_no_least_size() -> None:
    case = under(limit("notice", "notice_days", 8, at_least=True))
    assert sure(case, mover="v") == []
    assert sure(case, mover="v", trip=Trip({"notice_days": "8"})) == [(3.0, inf, inf, inf)]
    assert perhaps(case, mover="v", trip=Trip({"notice_days": "7"})) == []
    assert sure(case) == [(3.0, inf, inf, inf)]  # of no vessel in particular it is not asked


def test_a_requirement_is_a_condition() -> None:
    case = under(require("pilotage", Compare("length_m", "gt", 90), pilot="a pilot"))
    assert sure(case) == [(3.0, inf, inf, inf)]


def test_with_a_mover_its_flag_counts_and_without_one_only_size() -> None:
    case = under(
        forbid("flag", Is("flag", ("CN",))),
        limit("short", "length_m", 110),
        limit("slim", "beam_m", 9, Is("flag", ("US",))),
    )
    assert sure(case, mover="v") == perhaps(case, mover="v") == []
    assert sizes(there(case).perhaps) == [(3.0, inf, inf, 110.0)]
    assert sure(case) == [(3.0, inf, 9.0, 110.0)]


def test_consent_that_is_wanting_closes_the_waters_to_a_mover() -> None:
    case = river(f"{DEEP}AB jurisdiction w\nw consent none")
    assert perhaps(case, mover="v") == []
    assert sure(case) == [(3.0, inf, inf, inf)]
    permitted = replace(case, lawbook=law(permit("small", ["default:RU"], Compare("length_m", "le", 50))))
    assert sure(permitted, mover="v") == [(3.0, inf, inf, 50.0)]


def test_the_law_that_is_not_known_is_named() -> None:
    assert there(river(f"{DEEP}AB jurisdiction w"), mover="v").unknown == ("the law of Waters for any size",)
