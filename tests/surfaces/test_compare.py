"""Scenarios put together in their name, and compared: on every surface the same."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import thalweg
from tests.surfaces.conftest import Run
from thalweg.errors import BadInput
from thalweg.io.composed import composed, named, one_less
from thalweg.rules.rule import Verdict
from thalweg.study import Study

BOAT = ("cn-fishing-boat", "hunchun", "sea-of-japan", "2024-07-01")


@cache
def opened() -> Study:
    """Open the case once."""
    return thalweg.open("tumen")


@pytest.fixture
def study() -> Study:
    return opened()


def test_a_lever_and_a_change_on_top_of_a_scenario(study: Study) -> None:
    name = "both-consents+dredge-tumen+friendship-bridge.vertical_clearance_m=12 m"
    found = composed(study.case, name)
    assert found.id == name
    assert {c.source for c in found.changes} == {f"scenario:{name}"}
    base = study.case.scenarios["both-consents"]
    assert [c.attribute for c in found.changes[: len(base.changes)]] == [c.attribute for c in base.changes]
    assert found.changes[-1].stated == "12 m"
    deep = [c for c in found.changes if c.attribute == "depth_m"]
    assert {c.value.kind for c in deep} == {"none"}, "of any size: no limit"


def test_qualifiers_days_and_units(study: Study) -> None:
    granted = "ru-kp-tumen.consent[by=KP;to=CN]=granted@2024-01-01/2025-01-01"
    consent, height = composed(study.case, f"baseline+{granted}+friendship-bridge.vertical_clearance_m=30 ft").changes
    assert consent.qualifiers == (("by", "KP"), ("to", "CN"))
    assert (str(consent.valid.start), str(consent.valid.end)) == ("2024-01-01", "2025-01-01")
    assert height.value.low == pytest.approx(9.144)


def test_a_part_of_a_scenario_left_out(study: Study) -> None:
    base = study.case.scenarios["consents-and-dredging"]
    less = composed(study.case, "consents-and-dredging+!tumen-bar.depth_m")
    assert {c.subject for c in base.changes} - {c.subject for c in less.changes} == {"tumen-bar"}
    assert composed(study.case, "baseline+reading:art9=broad").readings == {"art9": "broad"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("baselin+dredge-tumen", "did you mean baseline"),
        ("baseline+dredge-tumn", "did you mean dredge-tumen"),
        ("baseline+friendship-bridg.status=open", "did you mean friendship-bridge"),
        ("baseline+friendship-bridge.statu=open", "did you mean status"),
        ("baseline+friendship-bridge.status=opn", "did you mean open"),
        ("baseline+friendship-bridge.vertical_clearance_m=high", "not a number"),
        ("baseline+friendship-bridge.status=open@2024-13-01", "@FROM/UNTIL"),
        ("baseline+reading:art99=broad", "did you mean art9"),
        ("baseline+reading:art9=wide", "no option"),
        ("baseline+!tumen-bar.depth_m", "change of the scenario"),
        ("baseline+", "no lever ''"),
        ("baseline" + "+dredge-tumen" * 61, "at most 60"),
    ],
)
def test_mistakes_are_told(study: Study, name: str, told: str) -> None:
    with pytest.raises(BadInput, match=told.replace("?", r"\?").replace("(", r"\(")):
        study.check(*BOAT, scenario=name)


def test_what_unlock_finds_can_be_asked_by_name(study: Study) -> None:
    answer = study.unlock(*BOAT, count=2)
    for opening, told in zip(answer.openings, answer.as_dict()["sets"], strict=True):
        said: dict[str, Any] = {"trip": told["trip"], "meets": told["meets"]}
        again = study.check(told["mover"] or BOAT[0], *BOAT[1:], scenario=told["scenario"], **said)
        assert again.verdict is opening.verdict


def test_names_come_back_as_they_were(study: Study) -> None:
    levers = study.unlock(*BOAT).openings[0].levers
    name = named("baseline", levers)
    wanted = {(c.subject, c.attribute, c.value, c.qualifiers) for x in levers for c in x.changes}
    assert {(c.subject, c.attribute, c.value, c.qualifiers) for c in composed(study.case, name).changes} == wanted
    odd = replace(levers[0], kind="declared", id="a+b", enlarges=None)
    assert named("baseline", [odd]) == ""


PARTS = ("dredge-tumen", "raise-friendship-bridge", "ru-kp-tumen.consent[by=KP;to=CN]=granted",
         "new-yalu-bridge.status=open",
         "reading:art9=broad", "tumen-bar.depth_m=1 m")  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4, unique=True))
def test_parts_without_effect_can_be_left_out(parts: list[str]) -> None:
    study = opened()
    name = "+".join(("baseline", *parts))
    side = study.compare(*BOAT, scenario=name).sides[1]
    assert {e.part for e in side.effects} == {p for p, _ in one_less(study.case, name)} == set(parts)
    for effect in side.effects:
        less = "+".join(("baseline", *(p for p in parts if p != effect.part)))
        left = study.check(*BOAT, scenario=less)
        assert left.verdict is effect.without
        if effect.effect == "none":
            assert {r.sentence for r in left.reasons} == {r.sentence for r in side.answer.reasons}
        assert (effect.effect == "verdict") == (left.verdict is not side.answer.verdict)


def test_each_side_against_the_first(study: Study) -> None:
    found = study.compare(*BOAT, scenario=["baseline", "both-consents", "baseline"])
    first, granted, again = found.sides
    assert (first.gone, first.new, first.links, first.effects) == ((), (), (), ())
    assert {r.rule for r in granted.gone} >= {"default:KP"}
    assert first.answer.verdict is Verdict.BLOCKED
    assert granted.answer.verdict is Verdict.UNKNOWN
    assert [c.link for c in granted.links] == ["tumen-lower"]
    assert (again.gone, again.new, again.links) == ((), (), ())
    assert [e.effect for e in granted.effects] == ["verdict"]
    frame = found.to_frame()
    assert list(frame["verdict"]) == ["blocked", "unknown", "blocked"]


def test_one_scenario_is_held_against_the_baseline(study: Study) -> None:
    assert [s.scenario for s in study.compare(*BOAT, scenario="both-consents", parts=False).sides] == [
        "baseline",
        "both-consents",
    ]


def test_on_the_command_line(run: Run, tmp_path: Path) -> None:
    asked = ("compare", "tumen", "--mover", BOAT[0], "--from", BOAT[1], "--to", BOAT[2], "--on", BOAT[3])
    scenario = "baseline,both-consents+new-yalu-bridge.status=open"
    code, plain, _ = run(*asked, "--scenario", scenario)
    assert code == 0
    assert "new-yalu-bridge.status=open: changes nothing here" in plain
    _, out, _ = run(*asked, "--scenario", scenario, "--json", "--csv", tmp_path / "x.csv")
    assert [s["verdict"] for s in json.loads(out)["sides"]] == ["blocked", "unknown"]
    assert (tmp_path / "x.csv").read_text().splitlines()[0].startswith("scenario,verdict")
    code, _, err = run(*asked, "--scenario", "baseline+nothing")
    assert code == 2
    assert "no lever 'nothing'" in err
