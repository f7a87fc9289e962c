"""Scenarios and levers: changes of a case, each of which is read as a claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path

from thalweg.apps.levers import Change, Lever
from thalweg.facts.claim import Claim
from thalweg.io.checked import read_model
from thalweg.io.claims import MEASURED, Terms, is_number, read_value
from thalweg.io.files import Report
from thalweg.io.marked import Lines, line_of
from thalweg.io.models import ChangeModel, FactModel, LeverModel, LeversFile, ScenarioFile
from thalweg.period import Period, parse_day
from thalweg.rules.fit import RULES
from thalweg.rules.rule import Lawbook
from thalweg.scenario import BASELINE, Scenario

LEVERS = "levers.yaml"
At = Callable[..., int]
"""From the steps to a field to its line."""


def _line(lines: Lines, *steps: str | int) -> int:
    return line_of(lines, steps)


def read_scenarios(report: Report, files: Iterable[str], terms: Terms, law: Lawbook) -> dict[str, Scenario]:
    """Read the scenarios of a case; the baseline is always there."""
    found = {BASELINE: Scenario(BASELINE, "As the evidence stands")}
    for file in files:
        name = Path(file).stem
        got = read_model(report, file, ScenarioFile)
        if got is None:
            continue
        model, lines = got
        at = partial(_line, lines)
        check_readings(report, file, at, model.readings, law)
        check_meets(report, file, at, model.meets, law)
        read = (
            read_change(report, file, partial(at, "changes", i), i, change, name, terms)
            for i, change in enumerate(model.changes)
        )
        changes = [claim for claim in read if claim is not None]
        found[name] = Scenario(
            name, model.title, model.description, tuple(changes), dict(model.readings), tuple(model.meets)
        )
    return found


def read_change(
    report: Report,
    file: str,
    line: Callable[[str], int],
    number: int,
    model: ChangeModel,
    scenario: str,
    terms: Terms,
) -> Claim | None:
    """Read one change as a claim whose source is the scenario; `line` gives the line of a field."""
    attribute = terms.find(report, file, line, model.subject, model.attribute)
    if attribute is None:
        return None
    for key, said in model.qualifiers.items():
        if key not in attribute.qualifiers:
            report.unknown_id(file, line("qualifiers"), "qualifiers", key, "qualifier", attribute.qualifiers)
        elif key in MEASURED and not (is_number(said) and float(said) > 0):
            report.add(file, line("qualifiers"), f"qualifiers.{key}", "bad-value", repr(said), "a number of m above 0")
            return None
    codes = terms.codes.get(attribute.name)
    value = read_value(report, file, line("value"), attribute, str(model.value), model.unit, codes)
    valid = _since(report, file, line("from"), model)
    if value is None or valid is None:
        return None
    return Claim(
        subject=model.subject,
        attribute=attribute.name,
        value=value,
        source=f"scenario:{scenario}",
        stated=f"{model.value} {model.unit}".strip(),
        qualifiers=tuple(sorted(model.qualifiers.items())),
        valid=valid,
        recorded=date.min,
        ref=f"{number:04d}",
        note=model.why,
    )


def _since(report: Report, file: str, line: int, model: ChangeModel) -> Period | None:
    try:
        start = parse_day(model.since) if model.since else None
        end = parse_day(model.until) if model.until else None
    except ValueError as error:
        report.add(file, line, "from", "bad-date", str(error), "a day such as 2024-07-01")
        return None
    if start and end and end <= start:
        report.add(file, line, "until", "bad-date", f"until {end}", f"a day after from {start}")
        return None
    return Period(start, end)


def check_readings(report: Report, file: str, at: At, readings: Mapping[str, str], law: Lawbook) -> None:
    """Refuse readings that the law does not know."""
    for key, option in readings.items():
        if key not in law.readings:
            report.unknown_id(file, at("readings", key), "readings", key, "reading", law.readings)
        elif option not in law.readings[key].options:
            report.unknown_id(file, at("readings", key), f"readings.{key}", option, "option", law.readings[key].options)


def requirements(law: Lawbook) -> frozenset[str]:
    """Return everything that a trip can meet: what rules of law require, and what eases rules of fit."""
    return frozenset(w.token for r in law.rules.values() for w in r.require) | {e.token for r in RULES for e in r.eased}


def check_meets(report: Report, file: str, at: At, meets: Iterable[str], law: Lawbook) -> None:
    """Note requirements that nothing asks for."""
    known = requirements(law)
    for token in meets:
        if token not in known:
            report.unknown_id(file, at("meets"), "meets", token, "requirement", known)


def read_levers(report: Report, terms: Terms, law: Lawbook) -> tuple[Lever, ...]:
    """Read what the case declares could be changed."""
    got = read_model(report, LEVERS, LeversFile, required=False)
    if got is None:
        return ()
    model, lines = got
    ids = [x.id for x in model.levers]
    found = []
    for n, lever in enumerate(model.levers):
        at = partial(_line, lines, "levers", n)
        if ids.index(lever.id) != n:
            report.add(LEVERS, at("id"), "id", "duplicate-id", repr(lever.id), "each id once")
        for name in ("needs", "excludes"):
            for other in getattr(lever, name):
                if other not in ids:
                    report.unknown_id(LEVERS, at(name), name, other, "lever", ids)
        check_meets(report, LEVERS, at, lever.meets, law)
        check_readings(report, LEVERS, at, lever.readings, law)
        found.append(_lever(report, lever, at, terms))
    return tuple(found)


def _lever(report: Report, model: LeverModel, at: At, terms: Terms) -> Lever:
    """Read one lever."""
    changes = []
    for i, change in enumerate(model.changes):
        claim = read_change(report, LEVERS, partial(at, "changes", i), i, change, model.id, terms)
        if claim is not None:
            changes.append(
                Change(claim.subject, claim.attribute, claim.value, claim.stated, claim.qualifiers, claim.valid)
            )
    for place in model.enlarge.at if model.enlarge else ():
        if terms.kinds.get(place, ("",))[0] not in ("link", "gate"):
            known = [k for k, kinds in terms.kinds.items() if kinds[0] in ("link", "gate")]
            report.unknown_id(LEVERS, at("enlarge", "at"), "enlarge.at", place, "link or gate", known)
    for name, wanted in (("cost", "cost_usd"), ("months", "construction_months")):
        fact: FactModel | None = getattr(model, name)
        if fact is None:
            continue
        if fact.attribute != wanted:
            report.add(LEVERS, at(name), f"{name}.attribute", "bad-value", repr(fact.attribute), wanted)
        elif fact.subject not in terms.kinds:
            report.unknown_id(LEVERS, at(name), f"{name}.subject", fact.subject, "subject", terms.kinds)
    return Lever(
        model.id, model.title, "declared", tuple(changes), tuple(model.readings.items()), tuple(model.meets),
        holders=tuple(model.by), needs=tuple(model.needs), excludes=tuple(model.excludes),
        cost_of=(model.cost.subject, model.cost.attribute) if model.cost else None,
        enlarges=(model.enlarge.attribute, tuple(model.enlarge.at)) if model.enlarge else None,
        months_of=(model.months.subject, model.months.attribute) if model.months else None,
    )  # fmt: skip
