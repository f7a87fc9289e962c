"""Settle: which facts decide, each way, and what each is worth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.helpers import Tiny, authority, forbid, gate, law, limit, permit, series, tiny
from thalweg.apps.settle import SettleResult, worth
from thalweg.network import draw
from thalweg.rules.rule import Verdict
from thalweg.rules.when import FactIs, Is

SHIP = "v draught_m 2.8 m\nv air_draught_m 6 m\nv beam_m 10 m\nv length_m 80 m\n"


def river(lines: str = "", *gates: Any, picture: str = "A---B", **how: Any) -> Tiny:
    """Return a river with a ship of known sizes."""
    return tiny(draw(picture), SHIP + lines, gates=gates, **how)


def waters(*rules: Any, lines: str = "", authorities: Any = ()) -> Tiny:
    """Return a river of enough water under these rules."""
    return river(f"AB depth_m 9 m | survey\nAB jurisdiction w\n{lines}", lawbook=law(*rules, authorities=authorities))


def opens(found: SettleResult) -> list[set[str]]:
    """Return the sets that open, by ids."""
    return [{f.id for f in one} for one in found.opens]


def blocks(found: SettleResult) -> list[set[str]]:
    """Return the sets that block, by ids."""
    return [{f.id for f in one} for one in found.blocks]


def test_one_unknown_depth_decides_both_ways() -> None:
    found = river().settle("v", "A", "B")
    assert opens(found) == blocks(found) == [{"depth_m of AB"}]
    (fact,) = found.decisive
    assert (fact.text, fact.kind, fact.yes) == ("the depth of AB", "measurement", "at least 2.8 m")
    assert found.proved


@pytest.mark.parametrize(
    ("lines", "verdict"), [("AB depth_m 3 m | survey", Verdict.CLEAR), ("AB depth_m 2 m | survey", Verdict.BLOCKED)]
)
def test_what_is_known_is_settled(lines: str, verdict: Verdict) -> None:
    found = river(lines).settle("v", "A", "B")
    assert (found.verdict, found.opens, found.blocks) == (verdict, (), ())
    assert [r.rule for r in found.stuck] == (["fit.draught"] if verdict is Verdict.BLOCKED else [])


def test_where_no_link_leads_it_is_said() -> None:
    found = river(picture="A---B\nC---D").settle("v", "A", "C")
    assert [r.rule for r in found.stuck] == ["fit.mode"]


def test_two_ways_open_each_and_are_refused_together() -> None:
    found = river(picture="A---B\nA---C---B", lines="CB depth_m 9 m | survey").settle("v", "A", "B")
    assert opens(found) == [{"depth_m of AB"}, {"depth_m of AC"}]
    assert blocks(found) == [{"depth_m of AB", "depth_m of AC"}]
    assert found.decisive == ()


def test_a_fact_of_the_mover_counts_for_every_link() -> None:
    case = tiny(draw("A---B---C"), "AB depth_m 3 m | survey\nBC depth_m 4 m | survey")
    found = case.settle("v", "A", "C")
    assert opens(found) == blocks(found) == [{"draught_m of v"}]
    assert found.decisive[0].kind == "mover"


def test_where_both_are_unknown_both_must_turn_out_badly() -> None:
    found = tiny(draw("A---B"), "AB depth_m unknown").settle("v", "A", "B")
    assert opens(found) == blocks(found) == [{"depth_m of AB", "draught_m of v"}]


def test_a_contest_that_does_not_matter_is_not_named() -> None:
    contested = "AB depth_m {} m | survey\nAB depth_m 4 m | survey-2\n"
    assert river(contested.format(3)).settle("v", "A", "B").verdict is Verdict.CLEAR
    found = river(contested.format(2)).settle("v", "A", "B")
    assert opens(found) == [{"depth_m of AB"}]
    assert [c.stated for c in found.opens[0][0].claims] != []


def test_a_depth_that_follows_the_water_is_told_at_its_datum() -> None:
    lines = "AB water_station g\ng datum_level_m 1 m | datum=K\nAB depth_m 2..3 m | survey | datum=K\n"
    found = river(lines, measured=(series("g", {"2024-07-01": 1.0}),)).settle("v", "A", "B")
    assert found.opens[0][0].yes == "at least 2.8 m (2.8 m at K)"


def test_a_state_is_looked_up() -> None:
    found = tiny(draw("A___B"), "AB status unknown", ("k truck CN",)).settle("k", "A", "B")
    assert [(f.kind, f.yes) for f in found.decisive] == [("state", "open")]


def test_a_consent_is_asked_of_its_authority() -> None:
    found = waters(authorities=(authority("RU"),), lines="w consent unknown").settle("v", "A", "B")
    (fact,) = found.decisive
    assert (fact.text, fact.kind) == ("whether Russia lets pass at Waters", "consent")


def test_a_reading_is_agreed() -> None:
    found = waters(forbid("ban", reading=("art9", "broad"))).settle("v", "A", "B")
    assert [(f.text, f.kind) for f in found.decisive] == [("how art9 is read", "reading")]


def test_whose_it_is_is_settled() -> None:
    case = tiny(draw("A---B"), f"{SHIP}AB depth_m 9 m | survey", quiet=False)
    assert [f.text for f in case.settle("v", "A", "B").decisive] == ["whose AB is"]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (forbid("empty", Is("loaded", ("no",))), "what the loaded of the trip is"),
        (forbid("foreign", Is("ice_class", ("1A",))), "what the ice class of v is"),
        (forbid("war", FactIs(("turkey", "at_war"), ("yes",))), "the at war of turkey"),
        (limit("stay", "stay_days", 21), "what the stay of the trip is"),
    ],
)
def test_law_asks_for_what_it_depends_on(rule: Any, text: str) -> None:
    found = waters(rule).settle("v", "A", "B")
    assert [f.text for f in found.decisive] == [text]


def test_a_lift_that_may_apply_is_asked_about() -> None:
    rules = (forbid("ban"), permit("let", ["ban"], Is("ice_class", ("1A",))))
    found = waters(*rules).settle("v", "A", "B")
    assert [f.text for f in found.decisive] == ["what the ice class of v is"]


def test_sets_of_facts_hold_no_others() -> None:
    span = gate("span", "bridge", ("AB", "under"), ("BC", "under"))
    found = river("span status open", span, picture="A---B---C").settle("v", "A", "C")
    assert all(not a < b for family in (opens(found), blocks(found)) for a in family for b in family)
    assert {"vertical_clearance_m of span"} in blocks(found)


def test_fewer_sets_than_there_are_is_told() -> None:
    found = river(picture="A---B\nA---C---B", lines="CB depth_m 9 m | survey").settle("v", "A", "B", count=1)
    assert (len(found.opens), found.proved) == (1, False)


def test_a_fact_is_worth_the_cells_that_it_decides() -> None:
    lone = river().settle("v", "A", "B")
    two = river(picture="A---B\nA---C---B", lines="CB depth_m 9 m | survey").settle("v", "A", "B")
    known = river("AB depth_m 9 m | survey").settle("v", "A", "B")
    found = {w.fact.id: (w.needed, w.refuses) for w in worth([lone, two, known, replace(lone)])}
    assert found == {"depth_m of AB": (2, 2), "depth_m of AC": (0, 0)}
    assert next(iter(found)) == "depth_m of AB"
