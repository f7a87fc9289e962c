"""Every bundled case: it lints, its tests pass, and none of its provisions can be deleted unseen."""

from __future__ import annotations

import pytest

from tests.surfaces.mutants import first_red, first_red_of_alliance, loaded, own_alliances, own_rules
from thalweg.casetests import run_test, run_tests
from thalweg.io.case import bundled, find_case
from thalweg.io.lint import lint_case
from thalweg.study import Study

CASES = bundled()
PACKS = {
    "turkish-straits", "panama", "suez", "kiel", "st-lawrence-seaway", "corinth", "saimaa", "kerch", "nsr", "danube",
    "rhine", "mekong", "amur", "san-juan", "kaliningrad", "dprk-sanctions", "russia-port-bans",
}  # fmt: skip
RULES = [(case, rule) for case in CASES for rule in own_rules(case)]
ALLIANCES = [(case, instrument) for case in CASES for instrument in own_alliances(case)]
UNSEEN = {"cn-pk-2005-friendship"}
"""Alliances that repeat, duty for duty and party for party, what another owes as well: China and Pakistan owe
each other non-aggression under the treaty of amity of South-East Asia too."""


def test_the_packs_are_there() -> None:
    assert set(CASES) >= PACKS | {"tumen", "alliances"}
    assert len(RULES) > 200
    assert len(ALLIANCES) >= 30


@pytest.mark.parametrize("case", CASES)
def test_lint_finds_nothing(case: str) -> None:
    problems, counts, *_ = lint_case(find_case(case))
    assert problems == ()
    assert counts["rules"] == len(loaded(case).lawbook.rules)
    assert counts["claims"] > 0


@pytest.mark.parametrize("case", CASES)
def test_its_tests_pass(case: str) -> None:
    outcomes = run_tests(Study(loaded(case)))
    assert len(outcomes) >= 10
    assert {o.id: o.told for o in outcomes if not o.passed} == {}


@pytest.mark.parametrize("case", CASES)
def test_its_tests_can_fail(case: str) -> None:
    """Each test that expects a verdict, turned into the opposite, is told."""
    study = Study(loaded(case))
    for entry in loaded(case).tests:
        if entry.expect.verdict is not None:
            other = "blocked" if entry.expect.verdict == "clear" else "clear"
            turned = entry.expect.model_copy(update={"verdict": other})
            assert not run_test(study, entry.model_copy(update={"expect": turned})).passed, entry.id


@pytest.mark.parametrize(("case", "rule"), RULES, ids=[f"{c}-{r}" for c, r in RULES])
def test_no_rule_can_be_deleted_unseen(case: str, rule: str) -> None:
    assert first_red(case, rule), f"no test of {case} turns red without {rule}"


@pytest.mark.parametrize(("case", "instrument"), ALLIANCES, ids=[i for _, i in ALLIANCES])
def test_no_alliance_can_be_deleted_unseen(case: str, instrument: str) -> None:
    red = first_red_of_alliance(case, instrument)
    assert bool(red) is (instrument not in UNSEEN), f"{red or 'no test'} turns red without {instrument}"


@pytest.mark.parametrize("case", CASES)
def test_every_rule_cites_an_instrument_that_binds_and_says_how_it_was_read(case: str) -> None:
    book, sources = loaded(case).lawbook, loaded(case).facts.sources
    for rule in (book.rules[r] for r in own_rules(case)):
        instrument = book.instruments[rule.instrument]
        assert instrument.kind != "statement", rule.id
        assert instrument.source in sources, rule.id
        assert rule.say.strip(), rule.id
        assert not rule.source or rule.source in sources, rule.id


@pytest.mark.parametrize("case", CASES)
def test_its_tests_name_only_rules_that_there_are(case: str) -> None:
    """Also in what must not be among the reasons, where a misspelt name would go unseen."""
    book = loaded(case).lawbook
    defaults = {f"default:{a.by}" for p in book.places.values() for a in p.authorities}
    named = {r for t in loaded(case).tests for r in (*(t.expect.rules or ()), *(t.expect.not_rules or ()))}
    unknown = {r for r in named - {*book.rules, *defaults} if not r.startswith(("fit.", "may."))}
    assert not unknown


def test_the_network_of_the_tumen_uses_the_packs() -> None:
    """What a case takes from others is there, and is not its own."""
    tumen = loaded("tumen")
    assert set(tumen.about.uses) == {"alliances", "dprk-sanctions", "flow-priors"}
    assert set(loaded("dprk-sanctions").lawbook.rules) < set(tumen.lawbook.rules)
    assert own_alliances("tumen") == ()
    assert 0 < len(own_rules("tumen")) < len(tumen.lawbook.rules)
