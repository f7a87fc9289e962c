"""Published questions of law are answered by the tests of bundled cases, each under its id."""

from __future__ import annotations

from functools import cache

import pytest

from thalweg.casetests import run_test
from thalweg.io import expected
from thalweg.io.case import bundled, load_case
from thalweg.study import Study

MAY = (
    "rhine-flood-07", "montreux-hospital-01", "montreux-submarine-03", "montreux-minehunters-05", "heihe-bridge-01",
    "nsr-ice-01", "nsr-sabetta-03", "unsc-coalcap-01", "unsc-china40-02", "unsc-ports-05", "unsc-winmore-07",
    "unsc-hs89-09", "kaliningrad-mode-01", "sanjuan-traffic-01",
)  # fmt: skip
"""Every public question of the kind `may`."""
FIT_BY_LAW = (
    "kerch-avgship-01", "kerch-kopan-03", "panama-evermax-01", "panama-airdraught-04", "suez-rules-01",
    "kiel-table-01", "seaway-dims-01", "saimaa-fit-01", "corinth-table-01", "bosphorus-scarabeo-01", "giurgiulesti-01",
)  # fmt: skip
"""Public questions of the kind `fit` whose limit is a rule of law."""


@cache
def named() -> dict[str, list[tuple[Study, expected.TestModel]]]:
    """Return for each published question the tests under its id, with the case that has them."""
    found: dict[str, list[tuple[Study, expected.TestModel]]] = {question: [] for question in (*MAY, *FIT_BY_LAW)}
    for case in bundled():
        study = Study(load_case(case))
        for test in study.case.tests:
            for question in found:
                if test.id == question or test.id.startswith(f"{question}-"):
                    found[question].append((study, test))
    return found


@pytest.mark.parametrize("question", [*MAY, *FIT_BY_LAW])
def test_a_published_question_is_answered_under_its_id(question: str) -> None:
    entries = named()[question]
    assert entries, f"no test of a bundled case is named {question}"
    assert {t.ask for _, t in entries} & {"may", "check"}, "it is asked as a question of passage"
    told = {t.id: outcome.told for s, t in entries if not (outcome := run_test(s, t)).passed}
    assert not told


def test_one_question_is_answered_in_one_case() -> None:
    for question, entries in named().items():
        assert len({s.case.name for s, _ in entries}) == 1, question


def test_no_question_is_listed_twice() -> None:
    assert len({*MAY, *FIT_BY_LAW}) == len(MAY) + len(FIT_BY_LAW)
