"""Cases without one of their provisions: what a test of the case ought to notice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from thalweg.casetests import run_test
from thalweg.io import expected
from thalweg.io.case import Case, load_case
from thalweg.study import Study


@cache
def loaded(name: str) -> Case:
    """Return a bundled case, read once."""
    return load_case(name)


def own_rules(name: str) -> tuple[str, ...]:
    """Return the rules of a case that it does not take from another."""
    case = loaded(name)
    taken = {r for used in (*case.about.uses, *case.about.networks) for r in loaded(used).lawbook.rules}
    return tuple(sorted(set(case.lawbook.rules) - taken))


def own_alliances(name: str) -> tuple[str, ...]:
    """Return the instruments with obligations of a case that it does not take from another."""
    case = loaded(name)
    taken = {i for used in (*case.about.uses, *case.about.networks) for i in loaded(used).lawbook.instruments}
    return tuple(sorted(i for i, x in case.lawbook.instruments.items() if x.obligations and i not in taken))


def first_red(name: str, rule: str) -> str:
    """Return the first test that notices that a rule is gone, or nothing. Tests that name it are asked first."""
    case = loaded(name)
    rules = {k: r for k, r in case.lawbook.rules.items() if k != rule}

    def distance(test: expected.TestModel) -> int:
        """Sort key: how near a test is to the rule."""
        expected = test.expect
        if rule in (expected.rules or ()):
            return 0
        if rule in (expected.not_rules or ()) or rule in test.why:
            return 1
        return 2 if test.at in case.lawbook.rules[rule].at else 3

    changed = Study(replace(case, lawbook=replace(case.lawbook, rules=rules)))
    return _red(changed, sorted(case.tests, key=distance))


def first_red_of_alliance(name: str, instrument: str) -> str:
    """Return the first test that notices that an alliance is gone, or nothing. Tests of its parties are asked first."""
    case = loaded(name)
    instruments = {k: i for k, i in case.lawbook.instruments.items() if k != instrument}
    gone = case.lawbook.instruments[instrument]
    bound = {c for o in gone.obligations for c in (o.debtor, o.creditor)}
    kinds = {o.type for o in gone.obligations}

    def distance(test: expected.TestModel) -> int:
        """Sort key: how near a test is to the instrument."""
        return 0 if test.country in bound and (not test.obligation or test.obligation in kinds) else 1

    changed = Study(replace(case, lawbook=replace(case.lawbook, instruments=instruments)))
    return _red(changed, sorted((t for t in case.tests if t.ask == "allies"), key=distance))


def _red(study: Study, tests: Iterable[expected.TestModel]) -> str:
    return next((t.id for t in tests if not run_test(study, t).passed), "")
