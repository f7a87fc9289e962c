"""From what is sent to what is saved, and from what is saved to scenarios and claims: read as files of a case are."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from thalweg.errors import BadInput, CaseError, Problem, nearest, unknown_name
from thalweg.facts.claim import Claim, Source
from thalweg.io.case import Case
from thalweg.io.changes import check_meets, check_readings, read_change
from thalweg.io.checked import mistakes
from thalweg.io.claims import CLAIM_COLUMNS, SOURCE_COLUMNS, read_claim, read_source
from thalweg.io.composed import WITHOUT, lessened, on_top
from thalweg.io.files import Report
from thalweg.io.lint import idle_changes
from thalweg.io.models import ChangeModel
from thalweg.io.scenarios import stated_parts
from thalweg.period import ALWAYS, Period, parse
from thalweg.scenario import BASELINE, Scenario
from thalweg.store.records import Content, Kind, taken
from thalweg.store.shapes import SENT, SentClaim, SentNote, SentScenario, SentSource

RESERVED = ("all",)
"""Ids that mean something else in a question."""
_HERE = Path()
"""Records have no folder, and their problems no file."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a record says, in the nouns of a case."""

    scenario: Scenario | None = None
    claim: Claim | None = None
    source: Source | None = None


def sent(kind: Kind, data: object) -> Any:
    """Check the shape of what is sent.

    Raises
    ------
    BadInput
        With every mistake: the field, what was found and what was expected.
    """
    try:
        return SENT[kind].model_validate(data)
    except ValidationError as error:
        raise BadInput(mistakes(error, SENT[kind], "", {})) from None


# To be saved


def scenario_content(case: Case, it: SentScenario, name: str, old: Content | None = None) -> Content:
    """Return a scenario as it is saved, with the changes that it copies; every change must be one that counts.

    What is based on itself, as it stands (`old`), goes on from it: it is based on what that was based on.
    """
    if it.based_on not in case.scenarios:
        raise unknown_name("scenario", it.based_on, case.scenarios)
    base = case.scenarios[it.based_on]
    less = any(x.startswith(WITHOUT) for x in it.top)
    start = lessened(base, it.top)
    put = on_top(case, start, it.top, name) if it.top else start
    report = Report(_HERE)
    told = [_change(report, i, change.model_dump(by_alias=True)) for i, change in enumerate(it.changes)]
    content: dict[str, Any] = {
        "title": it.title,
        "description": it.description,
        "based_on": BASELINE if less else it.based_on,
        "readings": {**put.readings, **it.readings},
        "meets": sorted({*put.meets, *it.meets}),
        "changes": [*map(change_content, put.changes[0 if less else len(base.changes) :]), *told],
        "copied": [] if less else [*map(change_content, base.changes)],
    }
    if old is not None and it.based_on == name and not less:
        content |= {k: old[k] for k in ("based_on", "copied")}
        content["changes"] = [*old["changes"], *content["changes"]]
    _stop(report)
    read = read_scenario(case, name, content)
    below = len(content["copied"])
    for p in idle_changes(case, read, ""):
        i = int(p.field.partition(".")[2])
        if i >= below:
            report.problems.append(replace(p, field=f"changes.{i - below}.value"))
    _stop(report)
    return content


def _change(report: Report, number: int, said: Mapping[str, Any]) -> Content:
    """Return a change in the one form in which it is saved."""
    valid, since, until = said["valid"], said["from"], said["until"]
    if valid and (since or until):
        report.add("", 0, f"changes.{number}.valid", "bad-value", "valid beside from or until", "one of the two ways")
    if since or until:
        if since and until and until <= since:
            report.add("", 0, f"changes.{number}.until", "bad-date", f"until {until}", f"a day after from {since}")
        else:
            valid = str(Period(*(date.fromisoformat(d) if d else None for d in (since, until))))
    note = said["note"] or said["why"]
    return {k: said[k] for k in ("subject", "attribute", "value", "unit", "qualifiers")} | {
        "valid": "" if valid == str(ALWAYS) else valid,
        "note": note,
    }


def change_content(change: Claim) -> Content:
    """Return a change of a scenario of the case as it would be saved."""
    value, unit = stated_parts(change)
    return {
        "subject": change.subject,
        "attribute": change.attribute,
        "value": as_number(value) if change.value.kind == "number" else value,
        "unit": unit,
        "qualifiers": dict(change.qualifiers),
        "valid": "" if change.valid == ALWAYS else str(change.valid),
        "note": change.note,
    }


def as_number(text: str) -> int | float | str:
    """Return a text as the number that is written just so, or as it is."""
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        if str(number) == text:
            return number
    return text


def claim_content(case: Case, it: SentClaim, replaces: str = "") -> Content:
    """Return a claim as it is saved, with its source whole."""
    content = it.model_dump(exclude={"source"})
    return {**content, "source": _source_content(case, it.source), "replaces": replaces, "replaced_by": ""}


def _source_content(case: Case, it: SentSource) -> Content:
    """Return a source as it is saved: that of the case which it names, or a new one."""
    said = it.model_dump(exclude={"id"})
    known = case.facts.sources.get(it.id or "")
    if known is not None and known.kind != "scenario":
        dated = "" if known.published == ALWAYS else str(known.published)
        whole = {"title": known.title, "kind": known.kind, "url": known.url, "published": dated}
        differ = [k for k, v in said.items() if v and v != whole[k] and not (k == "published" and _same(v, dated))]
        if differ:
            found = f"a source {it.id!r} with another {' and '.join(differ)} than that of the case"
            raise BadInput(Problem("", 0, "source.id", "duplicate-id", found, "an id of its own, or the id alone"))
        return {"id": it.id, **whole}
    missing = [k for k in ("title", "kind") if not said[k]]
    if missing:
        hint = nearest(it.id, case.facts.sources) if it.id else ""
        raise BadInput(
            Problem("", 0, f"source.{k}", "missing-field", "nothing", "a value for this field", hint) for k in missing
        )
    joined = "\x1f".join(said.values()).encode()
    return {"id": it.id or f"saved-{sha256(joined).hexdigest()[:12]}", **said}


def _same(left: str, right: str) -> bool:
    try:
        return parse(left) == parse(right)
    except ValueError:
        return False


def note_content(case: Case, it: SentNote) -> Content:
    """Return a note as it is saved."""
    if it.about and it.about not in case.kinds:
        problem = Problem(
            "", 0, "about", "unknown-id", f"no thing {it.about!r}", "the id of a thing of the case",
            nearest(it.about, case.kinds),
        )  # fmt: skip
        raise BadInput(problem)
    return it.model_dump(exclude={"id"})


def new_id(kind: Kind, it: Any, known: Iterable[str]) -> str:
    """Return the id that is asked for, or a new one: of a scenario made from its title."""
    known = set(known)
    if it.id is not None:
        if it.id in RESERVED:
            raise BadInput(Problem("", 0, "id", "bad-value", repr(it.id), "an id that means nothing else"))
        if it.id in known:
            raise taken(kind, it.id, "this case")
        return str(it.id)
    words = re.findall(r"[a-z0-9]+", it.title.lower()) if kind == "scenario" else []
    stem = "-".join(words)[:60].strip("-") or kind
    stem = stem if stem[0].isalpha() else f"{kind}-{stem}"
    while kind == "note" or stem in (*known, *RESERVED):
        made = f"{stem}-{secrets.token_hex(4)}"
        if made not in known:
            return made
    return stem


# What is saved


def read_record(case: Case, kind: Kind, name: str, content: Content, made: date) -> Read:
    """Read what a record says, in a case.

    Raises
    ------
    CaseError
        If the case has not what it speaks of.
    """
    if kind == "scenario":
        return Read(scenario=read_scenario(case, name, content))
    if kind == "claim":
        claim, source = read_saved_claim(case, content, made)
        return Read(claim=claim, source=source)
    return Read()


def read_scenario(case: Case, name: str, content: Content) -> Scenario:
    """Read a saved scenario, by what reads `scenarios/*.yaml`."""
    report, terms, changes = Report(_HERE), case.terms, []
    check_readings(report, "", lambda *_: 0, content["readings"], case.lawbook)
    check_meets(report, "", lambda *_: 0, content.get("meets", ()), case.lawbook)
    parts = [(p, i, c) for p in ("copied", "changes") for i, c in enumerate(content[p])]
    for number, (part, i, change) in enumerate(parts):
        each = Report(_HERE)
        model = as_in_file(each, change)
        claim = None if model is None else read_change(each, "", lambda _: 0, number, model, name, terms)
        report.problems += [replace(p, field=f"{part}.{i}.{p.field}") for p in each.problems]
        if claim is not None:
            changes.append(claim)
    _stop(report)
    return Scenario(
        name, content["title"], content["description"], tuple(changes), dict(content["readings"]),
        tuple(content.get("meets", ())),
    )  # fmt: skip


def as_in_file(report: Report, change: Content) -> ChangeModel | None:
    """Return a change as a file has it, or note why its days are none."""
    try:
        valid = parse(change["valid"])
    except ValueError as error:
        report.add("", 0, "valid", "bad-date", str(error), "an EDTF date or interval such as 2024-07-01/..")
        return None
    days = {"from": valid.start, "until": valid.end}
    said = {k: change[k] for k in ("subject", "attribute", "value", "unit", "qualifiers")}
    return ChangeModel.model_validate(
        said | {k: d.isoformat() for k, d in days.items() if d is not None} | {"why": change["note"]}
    )


def read_saved_claim(case: Case, content: Content, made: date) -> tuple[Claim, Source]:
    """Read a saved claim and its source, by what reads `claims.csv` and `sources.csv`."""
    report = Report(_HERE)
    said = content["source"]
    source = case.facts.sources.get(said["id"])
    if source is None or source.kind == "scenario":
        source = read_source(report, "", 0, dict.fromkeys(SOURCE_COLUMNS, "") | said)
        report.problems = [replace(p, field=f"source.{p.field}") for p in report.problems]
    known = {} if source is None else {source.id: source}
    row = dict.fromkeys(CLAIM_COLUMNS, "") | {k: str(content[k]) for k in _CELLS}
    row |= {"qualifiers": "; ".join(f"{k}={v}" for k, v in content["qualifiers"].items()), "source": said["id"]}
    row["recorded"] = made.isoformat()
    claim = None
    if source is None:
        case.terms.find(report, "", lambda _: 0, content["subject"], content["attribute"])
    else:
        claim = read_claim(report, "", 0, row, case.terms, known)
    if claim is not None and claim.qualifiers != tuple(sorted(content["qualifiers"].items())):
        report.add("", 0, "qualifiers", "bad-value", repr(row["qualifiers"]), "names and values without ; and =")
    _stop(report)
    if claim is None or source is None:
        raise AssertionError("what cannot be read has a problem")
    return claim, source


_CELLS = ("subject", "attribute", "value", "unit", "valid", "stance", "note", "replaces")


def _stop(report: Report) -> None:
    if report.problems:
        raise CaseError(report.problems)
