"""The register: no rule may have a verdict that no table shows, and no rule of a case goes untested."""

from __future__ import annotations

import pytest

from tests.rules import test_fit as fit_table
from tests.rules import test_may as may_table
from thalweg.io.case import bundled, load_case
from thalweg.rules.fit import RULES
from thalweg.rules.may import CAN
from thalweg.rules.rule import Verdict

POSSIBLE = {
    **{rule.id: set(rule.can) for rule in RULES},
    **{kind: set(verdicts) for kind, verdicts in CAN.items()},
}
SHOWN: dict[str, set[Verdict]] = {}
for name, verdict in (*fit_table.SHOWN, *may_table.SHOWN):
    SHOWN.setdefault(name, set()).add(verdict)


@pytest.mark.parametrize("rule", sorted(POSSIBLE))
def test_every_verdict_of_a_rule_is_shown(rule: str) -> None:
    missing = POSSIBLE[rule] - SHOWN.get(rule, set())
    assert not missing, f"{rule}: no row shows {', '.join(map(str, missing))}"


@pytest.mark.parametrize("rule", sorted(SHOWN))
def test_no_rule_gives_a_verdict_that_it_does_not_declare(rule: str) -> None:
    beyond = SHOWN[rule] - POSSIBLE.get(rule, set())
    assert not beyond, f"{rule} gives {', '.join(map(str, beyond))} and does not declare it"


@pytest.mark.parametrize("case", bundled())
def test_every_rule_of_a_case_is_named_by_one_of_its_tests(case: str) -> None:
    """Among the rules expected or not expected, or, for a permit that leaves no reason, in the test's `why`."""
    loaded = load_case(case)
    named = {r for t in loaded.tests for r in (*(t.expect.rules or ()), *(t.expect.not_rules or ()), *t.why.split())}
    untested = set(loaded.lawbook.rules) - named
    assert not untested, f"{case}: no test names {', '.join(sorted(untested))}"


@pytest.mark.parametrize("case", bundled())
def test_tests_name_only_rules_that_there_are(case: str) -> None:
    loaded = load_case(case)
    named = {r for t in loaded.tests for r in (*(t.expect.rules or ()), *(t.expect.not_rules or ()))}
    defaults = {f"default:{a.by}" for p in loaded.lawbook.places.values() for a in p.authorities}
    known = {*loaded.lawbook.rules, *defaults, *(rule.id for rule in RULES), "fit.mode", "may.jurisdiction"}
    assert named <= known
