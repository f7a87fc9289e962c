"""Scenarios put together in their name: a scenario of the case, with levers, changes and readings on top."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from thalweg.apps.levers import Change, Lever, closed, number_change, pulled
from thalweg.errors import BadInput, Problem, bad_question, nearest, unknown_name
from thalweg.facts.claim import Claim
from thalweg.io.case import Case
from thalweg.io.changes import read_change
from thalweg.io.files import Report
from thalweg.io.models import ChangeModel
from thalweg.scenario import Scenario

JOIN, WITHOUT, READING = "+", "!", "reading:"
MOST = 60
"""Levers and changes that one name may join."""
_CHANGE = re.compile(
    r"(?P<subject>[^\[\]=.]+)\.(?P<attribute>[a-z0-9_]+)(?:\[(?P<where>[^\]]*)\])?=(?P<value>[^@]*)(?:@(?P<valid>.*))?"
)
FORM = "SUBJECT.ATTRIBUTE=VALUE UNIT, SUBJECT.ATTRIBUTE[QUALIFIER=VALUE;...]=VALUE, or with @FROM/UNTIL behind it"


def parts_of(name: str) -> tuple[str, tuple[str, ...]]:
    """Return the scenario on which a name builds, and what it puts on top of it."""
    base, *items = (part.strip() for part in name.split(JOIN))
    return base, tuple(items)


def composed(case: Case, name: str) -> Scenario:
    """Return the scenario that a name stands for: one of the case, or one put together of its parts.

    `road-bridge-open+dredge-tumen+friendship-bridge.vertical_clearance_m=12 m` is the scenario `road-bridge-open` of
    the case, with its lever `dredge-tumen` pulled, and one change more. `reading:ARTICLE=OPTION` takes a reading, and
    `!SUBJECT.ATTRIBUTE` or `!reading:ARTICLE` leaves out what the scenario of the case says of it.

    Raises
    ------
    BadInput
        If there is no such scenario, lever, thing or attribute, or a value cannot be read.
    """
    if name in case.scenarios:
        return case.scenarios[name]
    base, items = parts_of(name)
    if base not in case.scenarios or not items:
        raise unknown_name("scenario", base, case.scenarios)
    return on_top(case, lessened(case.scenarios[base], items), items, name)


def lessened(start: Scenario, items: Iterable[str]) -> Scenario:
    """Return a scenario without what parts of a name leave out of it."""
    for item in items:
        if item.startswith(WITHOUT):
            start = _without(start, item.removeprefix(WITHOUT))
    return start


def on_top(case: Case, start: Scenario, items: Sequence[str], name: str) -> Scenario:
    """Return a scenario of this name: another one, with what parts of a name put on top of it."""
    if len(items) > MOST:
        raise bad_question("scenario", f"{len(items)} changes", f"at most {MOST} in one name")
    declared = {x.id: x for x in case.levers}
    levers = [lever for item in items if not item.startswith(WITHOUT) for lever in _levers(case, declared, item)]
    if not levers:
        return start.called(name)
    found = pulled(start, list(dict.fromkeys(levers)), name)
    return replace(found.scenario, title=f"{start.title or start.id}, and more")


def one_less(case: Case, name: str) -> tuple[tuple[str, str], ...]:
    """Return each part of a scenario with the name of the scenario without it."""
    base, items = parts_of(name) if name not in case.scenarios else (name, ())
    start = composed(case, name) if not items else case.scenarios[base]
    own = dict.fromkeys(f"{c.subject}.{c.attribute}" for c in start.changes)
    held = [*own, *(f"{READING}{article}" for article in start.readings)]
    left = [x for x in held if f"{WITHOUT}{x}" not in items]
    found = [(x, JOIN.join((base, *items, f"{WITHOUT}{x}"))) for x in left]
    added = [x for x in items if not x.startswith(WITHOUT)]
    found += [(x, JOIN.join((base, *(y for y in items if y != x)))) for x in added]
    return tuple(found)


def _without(scenario: Scenario, what: str) -> Scenario:
    """Return a scenario without what it says of a property, or without a reading."""
    if what.startswith(READING):
        article = what.removeprefix(READING)
        if article not in scenario.readings:
            raise unknown_name("reading of the scenario", article, scenario.readings)
        return replace(scenario, readings={k: v for k, v in scenario.readings.items() if k != article})
    held = [f"{c.subject}.{c.attribute}" for c in scenario.changes]
    if what not in held:
        raise unknown_name("change of the scenario", what, held)
    return replace(scenario, changes=tuple(c for c, h in zip(scenario.changes, held, strict=True) if h != what))


def named(base: str, levers: Iterable[Lever]) -> str:
    """Return the name of a scenario with levers on top, by which it can be asked for; empty if they have none.

    A lever that makes things as large as one mover needs is told by its changes, so that the amounts stand in the name.
    """
    items: list[str] = []
    for lever in levers:
        if lever.kind == "declared" and lever.enlarges is None:
            items.append(lever.id)
        else:
            items += [f"{READING}{article}={option}" for article, option in lever.readings]
            items += [_told(c) for c in lever.changes]
    told = all(x.count(JOIN) == 0 and "," not in x and not x.startswith(WITHOUT) for x in items)
    return JOIN.join((base, *dict.fromkeys(items))) if told else ""


def _told(change: Change) -> str:
    """Return a change as part of a name."""
    where = ";".join(f"{k}={v}" for k, v in change.qualifiers)
    dated = change.valid.start or change.valid.end
    days = "/".join(d.isoformat() if d else "" for d in (change.valid.start, change.valid.end)).rstrip("/")
    what = f"{change.subject}.{change.attribute}" + (f"[{where}]" if where else "")
    return f"{what}={change.stated}" + (f"@{days}" if dated else "")


def _levers(case: Case, declared: Mapping[str, Lever], item: str) -> list[Lever]:
    """Return what one part of a name pulls: a lever with those that it needs, a reading, or a change."""
    if item in declared:
        return [of_any_size(declared[x]) for x in sorted(closed((item,), declared))]
    if item.startswith(READING):
        article, _, option = item.removeprefix(READING).partition("=")
        known = case.lawbook.readings
        if article not in known:
            raise unknown_name("reading", article, known)
        if option not in known[article].options:
            raise unknown_name(f"option of reading {article}", option, known[article].options)
        return [Lever(item, f"read {article} as {option}", "reading", readings=((article, option),))]
    read = _CHANGE.fullmatch(item)
    if read is None:
        raise BadInput(
            Problem(
                "", 0, "scenario", "bad-question", f"no lever {item!r}", f"a lever of the case, or {FORM}",
                nearest(item, declared),
            )
        )  # fmt: skip
    claim = _claim(case, item, read)
    change = Change(claim.subject, claim.attribute, claim.value, claim.stated, claim.qualifiers, claim.valid)
    return [Lever(item, item, "declared", (change,))]


def of_any_size(lever: Lever) -> Lever:
    """Return a lever that makes things as large as a mover needs with the changes for a mover of any size."""
    if lever.enlarges is None:
        return lever
    attribute, places = lever.enlarges
    return replace(lever, changes=(*lever.changes, *(number_change(p, attribute, None, "") for p in places)))


def _claim(case: Case, item: str, read: re.Match[str]) -> Claim:
    """Read one change as one in a file of scenarios is read."""
    value, unit = read["value"].strip(), ""
    row = case.attributes.get(read["attribute"])
    if row is not None and row.numeric and " " in value:
        value, _, unit = value.partition(" ")
    where = dict(part.partition("=")[::2] for part in (read["where"] or "").split(";") if part)
    start, _, end = (read["valid"] or "").partition("/")
    fields = {"subject": read["subject"].strip(), "attribute": read["attribute"], "value": value, "unit": unit.strip(),
              "qualifiers": where, "from": start or None, "until": None if end in ("", "..") else end}  # fmt: skip
    try:
        model = ChangeModel.model_validate(fields)
    except ValidationError:
        raise bad_question("scenario", f"the days of {item!r}", "@FROM or @FROM/UNTIL, as @2027-01-01") from None
    report = Report(Path())
    claim = read_change(report, "", lambda _: 0, 0, model, item, case.terms)
    if report.problems or claim is None:
        raise BadInput(replace(p, field=f"scenario: {item}: {p.field}") for p in report.problems)
    return claim
