"""The questions of a case's `tests.yaml`, asked and compared with the answers expected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import cast

from thalweg.asking import Asked
from thalweg.errors import BadInput, unknown_name
from thalweg.io.expected import TestModel
from thalweg.planning import Planned
from thalweg.queueing import Queued
from thalweg.rules.boxes import DIMENSIONS
from thalweg.rules.rule import Verdict
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
    if strange := sorted(set(test.tolerance) - set(wanted)):
        return Outcome(test.id, False, f"tolerance: {', '.join(strange)} is not expected")
    if strange := sorted(k for k in test.tolerance if not isinstance(wanted[k], int | float)):
        return Outcome(test.id, False, f"tolerance: {', '.join(strange)} is no number")
    told = [_differs(key, want, answer, test.tolerance.get(key)) for key, want in wanted.items()]
    return Outcome(test.id, not any(told), "; ".join(filter(None, told)))


def _differs(key: str, want: object, answer: Answer, tolerance: float | None) -> str:
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
        allowed = 1e-9 * max(1.0, abs(want)) + (tolerance or 0.0)
        within = "" if tolerance is None else f" within {tolerance:g}"
        return "" if abs(want - got) <= allowed else f"{key}: {got}, expected {want}{within}"
    return "" if want == got else f"{key}: {got}, expected {want}"


def _terms(test: TestModel) -> Asked:
    """Return what a question shares with all others."""
    return Asked(
        known_on=test.known_on,
        scenario=test.scenario,
        readings=test.readings,
        trust=test.trust,
        purpose=test.purpose,
        trip={k: str(v) for k, v in test.trip.items()},
        meets=test.meets,
        orders=test.orders,
    )


def _check(study: Study, test: TestModel) -> Answer:
    answer = study.check(test.mover or "", test.origin or "", test.destination or "", test.on, **_terms(test))
    rules = list(dict.fromkeys(r.rule for r in answer.reasons))
    return {
        "verdict": str(answer.verdict),
        "rules": rules,
        "path": [s.link for s in answer.path],
        "length_km": answer.length_km,
        "binding": sorted({r.at for r in answer.binding}),
        "requirements": list(dict.fromkeys(q.token for q in answer.requirements)),
    }


def _route(study: Study, test: TestModel) -> Answer:
    plan = cast(Planned, test.plan)
    if strange := sorted(set(plan) - set(Planned.__annotations__)):
        raise unknown_name("term of a plan", strange[0], Planned.__annotations__)
    answer = study.route(test.mover or "", test.origin or "", test.destination or "", test.on, plan, **_terms(test))
    rules = list(dict.fromkeys(r.rule for r in answer.reasons))
    told: Answer = {"verdict": str(answer.verdict), "rules": rules}
    if not answer.routes:
        return told
    way = answer.routes[0]
    return {
        **told,
        "path": [leg.step.link for leg in way.legs],
        "length_km": way.length_km,
        "low_h": way.low_h,
        "high_h": way.high_h,
        "requirements": list(dict.fromkeys(q.token for q in way.requirements)),
    }


def _may(study: Study, test: TestModel) -> Answer:
    answer = study.may(test.mover or "", test.at or "", test.on, **_terms(test))
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


def _load(study: Study, test: TestModel) -> Answer:
    answer = study.load(test.mover or "", test.origin or "", test.destination or "", test.on, **_terms(test))
    day = answer.days[0]
    verdict = day.best.verdict if day.best else day.rows[0].verdict if day.rows else Verdict.BLOCKED
    numbers = {} if day.best is None else {k: getattr(day.best, k) for k in ("draught_m", "payload_t", "share_percent")}
    return {"verdict": str(verdict), "binding": sorted({r.at for r in day.binding}), **numbers}


def _envelope(study: Study, test: TestModel) -> Answer:
    answer = study.envelope(test.origin or "", test.destination or "", test.on, mover=test.mover or "", **_terms(test))
    found = answer.envelopes[0].sure
    greatest = {d: max((x.size_m(d) for x in found), default=0.0) for d in DIMENSIONS}
    limited = {d: size for d, size in greatest.items() if isfinite(size)}
    return {**limited, "binding": sorted({at for x in found for b in x.bounds for at in b.at})}


def _windows(study: Study, test: TestModel) -> Answer:
    answer = study.windows(test.mover or "", test.origin or "", test.destination or "", test.on, **_terms(test))
    return {"hours": [w.hours for w in answer.windows if w.verdict <= Verdict.CONDITIONAL]}


def _unlock(study: Study, test: TestModel) -> Answer:
    answer = study.unlock(
        test.mover or "", test.origin or "", test.destination or "", test.on, target=test.target, count=1,
        **_terms(test),
    )  # fmt: skip
    first = [x.id for x in answer.openings[0].levers] if answer.openings else []
    return {
        "verdict": str(answer.verdict),
        "levers": first,
        "count": len(first),
        "vetoes": [x.id for x in answer.vetoes],
        "holders": list(answer.veto_holders),
    }


def _settle(study: Study, test: TestModel) -> Answer:
    answer = study.settle(test.mover or "", test.origin or "", test.destination or "", test.on, **_terms(test))
    (cell,) = answer.cells
    return {
        "verdict": str(cell.verdict),
        "facts": [f.id for f in cell.opens[0]] if cell.opens else [],
        "refuses": [one[0].id for one in cell.blocks if len(one) == 1],
    }


def _simulate(study: Study, test: TestModel) -> Answer:
    gate = cast(Queued, test.gate)
    if strange := sorted(set(gate) - set(Queued.__annotations__)):
        raise unknown_name("term of a gate", strange[0], Queued.__annotations__)
    answer = study.simulate(
        test.at or "", test.on, gate, mover=test.mover or "", days=test.days, runs=test.runs, **_terms(test)
    )  # fmt: skip
    told: Answer = {"missing": list(answer.missing)}
    if answer.bounds[0] is not None:
        told["longest_min"] = answer.bounds[0]
    if answer.outcomes:
        first = answer.outcomes[0]
        told |= {"utilisation": first.utilisation, "mean_wait_h": first.measures["mean"].mean}
    return told


_ASK: dict[str, Callable[[Study, TestModel], Answer]] = {
    "check": _check,
    "route": _route,
    "may": _may,
    "facts": _facts,
    "crossings": _crossings,
    "allies": _allies,
    "load": _load,
    "envelope": _envelope,
    "windows": _windows,
    "unlock": _unlock,
    "settle": _settle,
    "simulate": _simulate,
}
