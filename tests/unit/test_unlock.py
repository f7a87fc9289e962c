"""Unlock: what ends each reason, what is paid once, who holds what, how the mover may change, and what is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.helpers import Tiny, assume, authority, forbid, gate, law, limit, permit, require, series, tiny
from thalweg.apps.levers import Lever, code_change, number_change
from thalweg.apps.unlock import UnlockResult
from thalweg.network import draw
from thalweg.rules.rule import Instrument, Party, Verdict
from thalweg.rules.when import Compare, Is, Under

LEVEL = "| law | level=high water"
DEEP = "AB depth_m 3 m | survey\n"
SHIP = "v draught_m 2.8 m\nv air_draught_m 6 m\nv beam_m 10 m\nv length_m 80 m\n"


def river(lines: str = DEEP, *gates: Any, picture: str = "A---B", **how: Any) -> Tiny:
    """Return a river with a ship of known sizes."""
    return tiny(draw(picture), SHIP + lines, gates=gates, **how)


def waters(*rules: Any, lines: str = "", authorities: Any = (), **how: Any) -> Tiny:
    """Return a river of enough water under these rules."""
    book = law(*rules, authorities=authorities, **how.pop("book", {}))
    return river(f"{DEEP}AB jurisdiction w\n{lines}", lawbook=book, **how)


def sets(found: UnlockResult) -> list[set[str]]:
    """Return the sets by the ids of their levers."""
    return [{x.id for x in o.levers} for o in found.openings]


def lever(found: UnlockResult, name: str) -> Lever:
    """Return a lever of some set."""
    return next(x for o in found.openings for x in o.levers if x.id == name)


# What is answered


def test_what_is_open_needs_nothing() -> None:
    found = river().unlock("v", "A", "B")
    assert (found.verdict, found.openings, found.vetoes, found.stuck) == (Verdict.CLEAR, (), (), ())
    assert found.proved


def test_conditional_is_open_unless_clear_is_wanted() -> None:
    case = river(f"{DEEP}AB daylight_only yes")
    assert case.unlock("v", "A", "B").openings == ()
    found = case.unlock("v", "A", "B", target=Verdict.CLEAR)
    assert sets(found) == [{"meet:daylight"}]
    assert found.openings[0].pulled.meets == {"daylight"}
    assert found.openings[0].verdict is Verdict.CLEAR


def test_where_no_link_leads_nothing_opens_and_it_is_said() -> None:
    found = river(picture="A---B\nC---D", lines="").unlock("v", "A", "C")
    assert (found.openings, [r.rule for r in found.stuck]) == ((), ["fit.mode"])
    assert found.proved


def test_what_no_lever_ends_is_told_on_the_way_that_has_least_of_it() -> None:
    lines = "AB ice_season 06/08\nBC ice_season 06/08\nAC ice_season 06/08\n"
    deep = "".join(f"{x} depth_m 9 m | survey\n" for x in ("AB", "BC", "AC"))
    found = river(lines + deep, picture="A---B---C\nA---C").unlock("v", "A", "C")
    assert (found.openings, [(r.rule, r.at) for r in found.stuck]) == ((), [("fit.ice", "AC")])


def test_the_fewest_changes_come_first() -> None:
    lines = "AB depth_m 2 m | survey\nBC depth_m 2 m | survey\nAC depth_m 1 m | survey\n"
    case = river(lines, picture="A---B---C\nA---C")
    found = case.unlock("v", "A", "C", mover=False)
    assert sets(found) == [{"depth_m:AC"}, {"depth_m:AB", "depth_m:BC"}]
    assert [o.path for o in found.openings] == [("AC",), ("AB", "BC")]
    assert sets(case.unlock("v", "A", "C", mover=False, count=1)) == [{"depth_m:AC"}]
    assert found.vetoes == ()


def test_cuts_prove_what_every_set_must_hit() -> None:
    lines = "AB depth_m 2 m | survey\nBC depth_m 2 m | survey\nAC depth_m 1 m | survey\n"
    found = river(lines, picture="A---B---C\nA---C").unlock("v", "A", "C", mover=False, prove=True)
    cuts = [{x.id for x in cut} for cut in found.cuts]
    assert cuts
    assert all(one & cut for one in sets(found) for cut in cuts)


# Links and gates


def test_a_depth_and_a_clearance_say_how_much() -> None:
    case = river(
        f"AB depth_m 2 m | survey\nspan vertical_clearance_m 5 m {LEVEL}", gate("span", "bridge", ("AB", "under"))
    )
    found = case.plus("span status open", "AB ukc_m 0.3 m").unlock("v", "A", "B", mover=False)
    (one,) = sets(found)
    assert one == {"depth_m:AB", "vertical_clearance_m:span"}
    assert lever(found, "depth_m:AB").text == "deepen to 3.1 m at AB"
    assert lever(found, "vertical_clearance_m:span").text == "raise to 6 m, or remove, at span"
    assert found.verdict is Verdict.BLOCKED


def test_what_is_not_known_is_assured() -> None:
    found = river("").unlock("v", "A", "B", mover=False)
    assert found.verdict is Verdict.UNKNOWN
    assert lever(found, "depth_m:AB").text == "assure a depth of 2.8 m (by a sounding or by dredging) at AB"
    nobody = tiny(draw("A---B"), DEEP).unlock("v", "A", "B")
    assert "the draught (not known) asks for" in lever(nobody, "depth_m:AB").text
    assert lever(nobody, "depth_m:AB").changes[0].stated == "none"


def test_a_bridge_over_two_links_is_paid_once() -> None:
    span = gate("span", "bridge", ("AB", "under"), ("BC", "under"))
    lines = f"AB depth_m 9 m | survey\nBC depth_m 9 m | survey\nspan status open\nspan vertical_clearance_m 5 m {LEVEL}"
    case = river(lines, span, picture="A---B---C")
    assert sets(case.unlock("v", "A", "C", mover=False)) == [{"vertical_clearance_m:span"}]


def test_every_width_of_an_arch_is_raised() -> None:
    rows = "".join(f"span vertical_clearance_m {h} m {LEVEL} | width={w}\n" for h, w in ((5, 8), (4, 12)))
    case = river(f"{DEEP}span status open\n{rows}", gate("span", "bridge", ("AB", "under")))
    found = case.unlock("v", "A", "B", mover=False)
    changes = lever(found, "vertical_clearance_m:span").changes
    assert {(c.qualifiers, c.stated) for c in changes} == {((("width", w),), "6 m") for w in ("8", "12")}


GAUGED = "AB water_station g\ng datum_level_m 1 m | datum=K\nAB depth_m 2 m | survey | datum=K\n"


def test_a_depth_that_follows_the_water_is_stated_at_its_datum() -> None:
    case = river(GAUGED, measured=(series("g", {"2024-07-01": 1.5}),))
    found = case.unlock("v", "A", "B", mover=False)
    assert lever(found, "depth_m:AB").text == "deepen to 2.8 m (2.3 m at K) at AB"
    (change,) = lever(found, "depth_m:AB").changes
    assert (change.stated, change.qualifiers) == ("2.3 m", (("datum", "K"),))


def test_a_depth_that_nobody_states_takes_the_datum_of_the_station() -> None:
    lines = "AB water_station g\ng datum_level_m 1 m | datum=K\n"
    found = river(lines, measured=(series("g", {"2024-07-01": 1.5}),)).unlock("v", "A", "B", mover=False)
    assert lever(found, "depth_m:AB").changes[0].qualifiers == (("datum", "K"),)


def test_without_the_water_level_only_no_limit_is_enough() -> None:
    found = river(GAUGED).unlock("v", "A", "B", mover=False)
    assert lever(found, "depth_m:AB").changes[0].stated == "none"


def test_a_lock_that_is_opened_meets_what_then_limits() -> None:
    lock = gate("lock", "lock", ("AB", "through"))
    lines = f"{DEEP}lock status planned\nlock horizontal_clearance_m 8 m\nlock depth_m none\n"
    lines += "lock max_beam_m none\nlock max_length_m none\n"
    found = river(lines, lock).unlock("v", "A", "B")
    assert sets(found) == [{"status:lock", "horizontal_clearance_m:lock"}]
    assert (found.refused, found.proved) == (0, True)


def test_a_track_of_another_gauge_is_laid() -> None:
    case = tiny(draw("A===B"), "AB track_gauge_mm 1520\nt track_gauge_mm 1435", ("t train RU",))
    found = case.unlock("t", "A", "B")
    assert lever(found, "track_gauge_mm:AB").text == "lay a track of 1435 mm at AB"


# Law


def test_a_consent_is_asked_of_who_holds_it_and_nothing_opens_without_it() -> None:
    found = waters(authorities=(authority("RU"),), lines="w consent none").unlock("v", "A", "B", mover=False)
    assert sets(found) == [{"consent:RU@w"}]
    held = lever(found, "consent:RU@w")
    assert (held.holders, held.changes[0].qualifiers) == (("RU",), (("by", "RU"), ("to", "CN")))
    assert [x.id for x in found.vetoes] == ["consent:RU@w"]
    assert found.veto_holders == ("RU",)


def test_two_who_can_each_let_pass_hold_no_veto() -> None:
    lines = "AB jurisdiction w\nAC jurisdiction w2\nAB depth_m 9 m | survey\nBD depth_m 9 m | survey\n"
    lines += "AC depth_m 9 m | survey\nCD depth_m 9 m | survey\nw consent none\nw2 consent none"
    book = law(authorities=(authority("RU"),))
    other = replace(book.places["w"], id="w2", name="Others", authorities=(authority("KP"),))
    case = river(lines, picture="A---B---D\nA---C---D", lawbook=replace(book, places={**book.places, "w2": other}))
    found = case.unlock("v", "A", "D", mover=False)
    assert sorted(map(sorted, sets(found))) == [["consent:KP@w2"], ["consent:RU@w"]]
    assert (found.vetoes, found.veto_holders) == ((), ())


def test_a_rule_is_ended_by_its_authority() -> None:
    found = waters(replace(forbid("ban"), authority="RU")).unlock("v", "A", "B")
    assert sets(found) == [{"rule:ban"}]
    assert lever(found, "rule:ban").holders == ("RU",)
    assert lever(found, "rule:ban").changes[0].attribute == "suspended"


@pytest.mark.parametrize(("parties", "holders"), [("RU CN", ("CN", "RU")), ("RU CN KP US", ())])
def test_a_treaty_of_few_is_ended_by_all_of_them(parties: str, holders: tuple[str, ...]) -> None:
    treaty = Instrument("i", "A treaty", "treaty", "law", tuple(map(Party, parties.split())))
    found = waters(forbid("ban"), book={"instruments": (treaty,)}).unlock("v", "A", "B")
    assert lever(found, "rule:ban").holders == holders


def test_a_permit_is_not_ended_but_met() -> None:
    rules = (permit("let", ["default:RU"], require={"pilot": "a pilot", "notice": "tell before"}),)
    case = waters(*rules, authorities=(authority("RU"),), lines="w consent none")
    found = case.unlock("v", "A", "B", target=Verdict.CLEAR, mover=False)
    assert {"meet:pilot", "meet:notice"} in sets(found)
    assert not any("rule:let" in s for s in sets(found))


def test_a_permit_that_then_applies_brings_its_requirements() -> None:
    rules = (permit("let", ["default:RU"], Is("purpose", ("ordinary",)), require={"pilot": "a pilot"}),)
    case = waters(*rules, authorities=(authority("RU"),), lines="w consent none")
    found = case.unlock("v", "A", "B", said={"purpose": "survey"}, target=Verdict.CLEAR, mover=False)
    assert {"trip:purpose=ordinary", "meet:pilot"} in sets(found)
    one = next(o for o in found.openings if len(o.levers) == 2)
    assert dict(one.pulled.said) == {"purpose": "ordinary"}
    assert one.pulled.meets == {"pilot"}


def test_a_reading_lifts() -> None:
    rules = (forbid("ban"), permit("let", ["ban"], reading=("art9", "broad")))
    found = waters(*rules).unlock("v", "A", "B", readings={"art9": "narrow"})
    assert {"reading:art9=broad"} in sets(found)
    one = next(o for o in found.openings if o.levers[0].kind == "reading")
    assert one.pulled.scenario.readings == {"art9": "broad"}


def test_the_readings_of_the_question_go_into_the_scenario() -> None:
    found = waters(forbid("ban")).unlock("v", "A", "B", readings={"art9": "narrow"})
    assert found.openings[0].pulled.scenario.readings == {"art9": "narrow"}


def test_what_is_not_said_of_the_trip_is_said_so_that_it_passes() -> None:
    found = waters(forbid("empty", Is("loaded", ("no",)))).unlock("v", "A", "B")
    assert found.verdict is Verdict.UNKNOWN
    assert {"trip:loaded=yes"} in sets(found)
    assert lever(found, "trip:loaded=yes").text == "go with loaded yes"


def test_a_limit_of_the_trip_is_kept() -> None:
    found = waters(limit("stay", "stay_days", 21)).unlock("v", "A", "B", said={"stay_days": "30"})
    assert {"trip:stay_days=21"} in sets(found)
    least = waters(limit("tell", "notice_days", 8, at_least=True)).unlock("v", "A", "B", said={"notice_days": "3"})
    assert {"trip:notice_days=8"} in sets(least)


def test_a_requirement_that_is_said_not_to_be_met_is_met() -> None:
    case = waters(require("tell", notice=Compare("notice_days", "ge", 8)))
    found = case.unlock("v", "A", "B", said={"notice_days": "3"})
    assert {"meet:notice"} in sets(found)


def test_the_law_sees_a_change_of_a_link_that_it_asks_about() -> None:
    case = waters(limit("most", "draught_m", "AB.max_draught_m"), lines="AB max_draught_m 2 m")
    change = number_change("AB", "max_draught_m", 3, "m")
    found = case.unlock("v", "A", "B", Lever("new", "a new limit", "declared", (change,)), mover=False)
    assert {"new"} in sets(found)


# The mover


def test_a_vessel_sails_lighter_as_deep_as_it_may() -> None:
    case = river("AB depth_m 2.555 m | survey\nBC max_draught_m 2.4 m\nBC depth_m 9 m | survey\n", picture="A---B---C")
    found = case.unlock("v", "A", "C")
    assert sets(found)[0] == {"draught:2.4"}
    assert found.openings[0].pulled.said == {"draught_m": "2.4"}
    assert not any("draught:2.4" in s for s in sets(found)[1:])
    assert {"draught:2.55", "max_draught_m:BC"} in sets(found)
    assert sets(case.unlock("v", "A", "C", mover=False)) == [{"depth_m:AB", "max_draught_m:BC"}]


def test_a_vessel_is_not_lighter_than_empty() -> None:
    case = river("AB depth_m 2 m | survey\nv empty_draught_m 2.2 m\n")
    assert sets(case.unlock("v", "A", "B")) == [{"depth_m:AB"}]


def test_a_law_of_draught_is_kept_by_lightening() -> None:
    assert {"draught:2.5"} in sets(waters(limit("most", "draught_m", 2.5)).unlock("v", "A", "B"))


@pytest.mark.parametrize(("clearance", "may"), [("5", True), ("4.8", True), ("4.79", False)])
def test_masts_are_lowered_by_no_more_than_they_may_be_tall(clearance: str, may: bool) -> None:
    lines = f"{DEEP}span status open\nspan vertical_clearance_m {clearance} m {LEVEL}"
    found = river(lines, gate("span", "bridge", ("AB", "under"))).unlock("v", "A", "B")
    assert ({f"top:{clearance}"} in sets(found)) is may


def test_a_ship_of_a_state_leaves_no_cargo_behind() -> None:
    case = river("AB depth_m 2 m | survey", who=("v vessel CN warship",))
    assert sets(case.unlock("v", "A", "B")) == [{"depth_m:AB"}]
    assert {"draught:2"} in sets(case.plus("v empty_draught_m 1.5 m").unlock("v", "A", "B"))


def test_another_flag_comes_last() -> None:
    rules = (permit("own", ["default:RU"], Is("flag", ("RU",))),)
    case = waters(*rules, authorities=(authority("RU"),), lines="w consent none\nAB max_beam_m 9 m")
    found = case.unlock("v", "A", "B", count=10)
    reflagged = [any(x.startswith("flag:") for x in s) for s in sets(found)]
    assert reflagged == sorted(reflagged)
    assert any(reflagged)


def test_a_loading_state_is_another_way_to_go() -> None:
    case = tiny(draw("A---B"), f"{DEEP}v draught_m 4 m | loading=laden\nv draught_m 2 m | loading=ballast\n")
    found = case.unlock("v@laden", "A", "B", states=("v@ballast", "v@laden"))
    assert {"loading:ballast"} in sets(found)
    assert next(o.pulled.mover for o in found.openings if o.levers[0].id == "loading:ballast") == "v@ballast"


@pytest.mark.parametrize(("mover_class", "may"), [("merchant", True), ("fishing", True), ("warship", False)])
def test_only_a_private_vessel_changes_its_flag(mover_class: str, may: bool) -> None:
    rules = (permit("own", ["default:RU"], Is("flag", ("RU",))),)
    case = waters(*rules, authorities=(authority("RU"),), lines="w consent none", who=(f"v vessel CN {mover_class}",))
    assert ({"flag:RU"} in sets(case.unlock("v", "A", "B"))) is may


def test_a_flag_goes_with_a_draught() -> None:
    rules = (permit("own", ["default:RU"], Is("flag", ("RU",))),)
    case = waters(*rules, authorities=(authority("RU"),), lines="w consent none\nAB max_draught_m 2.5 m")
    found = case.unlock("v", "A", "B", count=10)
    assert {"flag:RU", "draught:2.5"} in sets(found)


# Declared levers

DREDGE = Lever("dredge", "dredge", "declared", (number_change("AB", "depth_m", 3, "m"),), holders=("RU",))


def test_a_declared_lever_stands_in_place_of_what_a_reason_suggests() -> None:
    found = river("AB depth_m 2 m | survey").unlock("v", "A", "B", DREDGE, mover=False)
    assert sets(found) == [{"dredge"}]
    assert found.veto_holders == ("RU",)


def test_one_that_is_not_enough_does_not() -> None:
    little = replace(DREDGE, changes=(number_change("AB", "depth_m", 2.5, "m"),))
    assert sets(river("AB depth_m 2 m | survey").unlock("v", "A", "B", little, mover=False)) == [{"depth_m:AB"}]


def test_one_lever_enlarges_many_as_each_mover_needs() -> None:
    lines = "AB depth_m 2 m | survey\nBC depth_m 1 m | survey\nCD depth_m 9 m | survey\n"
    all_ = Lever("dredge", "dredge", "declared", enlarges=("depth_m", ("AB", "BC", "CD")))
    found = river(lines, picture="A---B---C---D").unlock("v", "A", "D", all_, mover=False)
    assert sets(found) == [{"dredge"}]
    assert [(c.subject, c.stated) for c in lever(found, "dredge").changes] == [("AB", "2.8 m"), ("BC", "2.8 m")]


def test_what_a_lever_needs_comes_with_it_and_what_it_excludes_does_not() -> None:
    lines = "AB depth_m 2 m | survey\nspan status open\nspan vertical_clearance_m 5 m | law | level=high water"
    case = river(lines, gate("span", "bridge", ("AB", "under")))
    raised = Lever(
        "raise", "raise", "declared", (number_change("span", "vertical_clearance_m", 7, "m"),), needs=("plan",)
    )
    plan = Lever("plan", "plan", "declared")
    assert sets(case.unlock("v", "A", "B", DREDGE, raised, plan, mover=False)) == [{"dredge", "raise", "plan"}]
    either = replace(raised, needs=(), excludes=("dredge",))
    found = case.unlock("v", "A", "B", DREDGE, either, mover=False)
    assert found.openings == ()


def test_the_least_known_cost_comes_first_and_the_unknown_last() -> None:
    lines = "AB depth_m 2 m | survey\nAC depth_m 2 m | survey\nCB depth_m 2 m | survey\n"
    lines += "dear cost_usd 100 USD\ncheap cost_usd 10 USD\ncheap construction_months 6 month\n"
    case = river(lines, picture="A---B\nA---C---B")
    dear = replace(DREDGE, id="dear", cost_of=("dear", "cost_usd"))
    cheap = [
        replace(DREDGE, id=n, changes=(number_change(x, "depth_m", 3, "m"),), cost_of=("cheap", "cost_usd"))
        for n, x in (("c1", "AC"), ("c2", "CB"))
    ]
    cheap[0] = replace(cheap[0], months_of=("cheap", "construction_months"))
    by_count = case.unlock("v", "A", "B", dear, *cheap, mover=False)
    assert sets(by_count) == [{"dear"}, {"c1", "c2"}]
    by_cost = case.unlock("v", "A", "B", dear, *cheap, mover=False, by="cost")
    assert sets(by_cost) == [{"c1", "c2"}, {"dear"}]
    assert [o.cost_usd for o in by_cost.openings] == [20.0, 100.0]
    assert lever(by_cost, "c1").months == 6
    assert len(lever(by_cost, "c1").claims) == 2
    free = replace(dear, cost_of=None)
    assert sets(case.unlock("v", "A", "B", free, *cheap, mover=False, by="cost")) == [{"c1", "c2"}, {"dear"}]
    assert by_count.openings[0].unpriced == 0


def test_of_trade_offs_an_unknown_cost_is_not_a_cost_of_nothing() -> None:
    lines = "AB depth_m 2 m | survey\ndear cost_usd 100 USD\ncheap cost_usd 10 USD\n"
    case = river(lines)
    dear = replace(DREDGE, id="dear", cost_of=("dear", "cost_usd"))
    cheap = replace(DREDGE, id="cheap", cost_of=("cheap", "cost_usd"))
    unpriced = replace(DREDGE, id="unpriced")
    found = case.unlock("v", "A", "B", dear, cheap, unpriced, mover=False, by="pareto", count=9)
    assert sets(found) == [{"cheap"}, {"unpriced"}]


# The scenario


def test_the_answer_is_a_scenario_on_top_of_another() -> None:
    base = assume("AB depth_m 2.5 m", name="low")
    found = river("AB depth_m 9 m | survey").unlock("v", "A", "B", scenario=base, mover=False)
    it = found.openings[0].pulled.scenario
    assert (it.id, [c.stated for c in it.changes]) == ("low-unlock-1", ["2.5 m", "2.8 m"])
    assert {c.source for c in it.changes} == {"scenario:low-unlock-1"}
    assert it.description.endswith("on top of the scenario low.")


def test_what_is_no_part_of_a_scenario_is_told() -> None:
    case = tiny(draw("A---B"), f"{DEEP}v draught_m 4 m | loading=laden\nv draught_m 2 m | loading=ballast\n")
    found = case.unlock("v@laden", "A", "B", states=("v@ballast",), count=9)
    told = [o.pulled.asking.description for o in found.openings]
    assert any("Ask with --mover v@ballast." in t for t in told)
    assert any("Ask with --with draught_m=3." in t for t in told)


def test_a_change_of_status_opens() -> None:
    case = tiny(draw("A___B"), "AB status closed", ("k truck CN",))
    found = case.unlock("k", "A", "B")
    assert sets(found) == [{"status:AB"}]
    assert found.openings[0].levers[0].changes == (code_change("AB", "status", "open"),)


def test_of_trade_offs_none_is_as_good_as_another() -> None:
    lines = "".join(f"{x} depth_m 3 m | survey\n" for x in ("AX", "XB", "YB", "AZ"))
    lines += "AY depth_m 1 m | survey\nZB depth_m 1 m | survey\nAX jurisdiction w\nAZ jurisdiction w\n"
    case = river(lines, picture="A---X---B\nA---Y---B\nA---Z---B", lawbook=law(authorities=[authority()]))
    found = case.unlock("v", "A", "B", by="pareto", count=50, mover=False)
    assert sets(found) == [{"depth_m:AY"}, {"consent:RU@w"}]


def test_other_goods_where_a_rule_names_those_carried() -> None:
    ban = forbid("coal", Under("hs", ("2701", "2702")))
    found = waters(ban, lines="v hs 270112\n").unlock("v", "A", "B")
    other = lever(found, "cargo:other")
    assert {"cargo:other"} in sets(found)
    assert "HS 270112" in other.text
    assert other.said == (("hs", "none"),)


def test_no_other_goods_where_the_rule_names_none_that_is_carried() -> None:
    ban = forbid("all", Is("flag", ("PL",)))
    found = waters(ban, lines="v hs 270112\nv flag PL\n").unlock("v", "A", "B")
    assert "cargo:other" not in {x for s in sets(found) for x in s}
