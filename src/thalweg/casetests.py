"""The questions of a case's `tests.yaml`, asked and compared with the answers expected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from thalweg.errors import BadInput
from thalweg.io.models import TestModel
from thalweg.study import Study

Answer = dict[str, object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one test ended."""

    id: str
    passed: bool
    told: str
    """What differed, or nothing."""


def run_tests(study: Study, report: Callable[[Outcome], None] = lambda _: None) -> tuple[Outcome, ...]:
    """Ask every question of the case's `tests.yaml`; `report` hears of each as it ends."""
    found = []
    for test in study.case.tests:
        outcome = run_test(study, test)
        report(outcome)
        found.append(outcome)
    return tuple(found)


def run_test(study: Study, test: TestModel) -> Outcome:
    """Ask one question and compare what the test expects, and only that."""
    try:
        answer = _ASK[test.ask](study, test)
    except BadInput as error:
        return Outcome(test.id, False, str(error))
    wanted = test.expect.model_dump(exclude_none=True)
    if not wanted:
        return Outcome(test.id, False, "the test expects nothing")
    told = [_differs(key, want, answer) for key, want in wanted.items()]
    return Outcome(test.id, not any(told), "; ".join(filter(None, told)))


def _differs(key: str, want: object, answer: Answer) -> str:
    if key == "not_rules" and isinstance(want, list) and isinstance(answer.get("rules"), list):
        there = [r for r in want if r in answer["rules"]]  # type: ignore[operator]
        return f"rules: {', '.join(there)} among the reasons" if there else ""
    if key not in answer:
        return f"{key}: such a question has no {key}"
    got = answer[key]
    if key == "rules" and isinstance(want, list) and isinstance(got, list):
        missing = [r for r in want if r not in got]
        return f"rules: {', '.join(missing)} not among {', '.join(got) or 'none'}" if missing else ""
    if isinstance(want, dict) and isinstance(got, dict):
        wrong = [f"{k} {got.get(k, 'not ruled')}, expected {v}" for k, v in want.items() if got.get(k) != v]
        return f"{key}: {'; '.join(wrong)}" if wrong else ""
    if isinstance(want, list) and isinstance(got, list) and key != "path":
        want, got = sorted(want), sorted(got)
    if isinstance(want, int | float) and isinstance(got, int | float):
        return "" if abs(want - got) <= 1e-9 * max(1.0, abs(want)) else f"{key}: {got}, expected {want}"
    return "" if want == got else f"{key}: {got}, expected {want}"


def _check(study: Study, test: TestModel) -> Answer:
    answer = study.check(
        test.mover or "", test.origin or "", test.destination or "", test.on, known_on=test.known_on,
        scenario=test.scenario, readings=test.readings, trust=test.trust, purpose=test.purpose,
        trip={k: str(v) for k, v in test.trip.items()}, meets=test.meets, orders=test.orders,
    )  # fmt: skip
    rules = list(dict.fromkeys(r.rule for r in answer.reasons))
    return {"verdict": str(answer.verdict), "rules": rules, "path": [s.link for s in answer.path]}


def _may(study: Study, test: TestModel) -> Answer:
    answer = study.may(
        test.mover or "", test.at or "", test.on, known_on=test.known_on, scenario=test.scenario,
        readings=test.readings, trust=test.trust, purpose=test.purpose,
        trip={k: str(v) for k, v in test.trip.items()}, meets=test.meets, orders=test.orders,
    )  # fmt: skip
    return {
        "verdict": str(answer.verdict),
        "rules": list(dict.fromkeys(r.rule for r in answer.ruling.reasons)),
        "orders": {order: str(v) for order, v in answer.orders.items()},
        "requirements": list(dict.fromkeys(q.token for q in answer.ruling.requirements)),
    }


def _facts(study: Study, test: TestModel) -> Answer:
    answer = study.facts(
        test.subject or "", test.attribute or "", test.on, known_on=test.known_on, where=test.where,
        scenario=test.scenario, trust=test.trust,
    )  # fmt: skip
    data = answer.as_dict()
    return {k: data[k] for k in ("value", "status", "low", "high")}


def _crossings(study: Study, test: TestModel) -> Answer:
    answer = study.crossings(test.border, test.on, known_on=test.known_on, scenario=test.scenario)
    return {"ids": [c.gate.id for c in answer.crossings]}


def _allies(study: Study, test: TestModel) -> Answer:
    answer = study.allies(test.country or "", test.obligation, test.on, known_on=test.known_on)
    return {
        "countries": list(answer.countries),
        "instruments": sorted({t.instrument.id for t in answer.ties}),
    }


_ASK: dict[str, Callable[[Study, TestModel], Answer]] = {
    "check": _check,
    "may": _may,
    "facts": _facts,
    "crossings": _crossings,
    "allies": _allies,
}
