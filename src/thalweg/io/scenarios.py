"""Scenarios as files: what `unlock` found can be saved, and asked again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from thalweg.errors import in_the_way
from thalweg.facts.claim import Claim
from thalweg.scenario import Scenario


def write_scenarios(folder: Path, scenarios: Sequence[Scenario]) -> tuple[Path, ...]:
    """Write scenarios as `scenarios/ID.yaml` has them: all or, if one of the files is there already, none."""
    paths = [folder / f"{s.id}.yaml" for s in scenarios]
    for path in paths:
        if path.exists():
            raise in_the_way("save", str(path), "a folder without that file")
    texts = [_text(s) for s in scenarios]
    if paths:
        folder.mkdir(parents=True, exist_ok=True)
    for path, text in zip(paths, texts, strict=True):
        part = path.with_name(f"{path.name}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    return tuple(paths)


def _text(scenario: Scenario) -> str:
    """Return a scenario as YAML."""
    changes = [_change(c) for c in scenario.changes]
    return scenario_text(
        scenario.title or scenario.id, scenario.description, scenario.readings, scenario.meets, changes
    )


def scenario_text(
    title: str, description: str, readings: Mapping[str, str], meets: Sequence[str],
    changes: Sequence[Mapping[str, object]],
) -> str:  # fmt: skip
    """Return a scenario as the text of its file; a change has the fields that it has there."""
    data: dict[str, object] = {"title": title}
    if description:
        data["description"] = description
    if readings:
        data["readings"] = dict(readings)
    if meets:
        data["meets"] = list(meets)
    data["changes"] = [dict(c) for c in changes]
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)


_NUMBER = re.compile(r"(?P<value>(?:~|[<>]=?)?\s*-?[\d.]+?(?:\.\.-?[\d.]+)?)(?: (?P<unit>.*))?")
_POINT = re.compile(r"(?P<value>.*\d)(?: (?P<unit>[^\d,]+))?")


def stated_parts(claim: Claim) -> tuple[str, str]:
    """Return what a claim states as its value and its unit."""
    if claim.value.kind == "text":
        return claim.stated, ""
    form = {"number": _NUMBER, "point": _POINT}.get(claim.value.kind)
    read = form.fullmatch(claim.stated) if form else None
    if read is not None:
        return read["value"], read["unit"] or ""
    value, _, unit = claim.stated.partition(" ")
    return value, unit


def _change(claim: Claim) -> dict[str, object]:
    """Return a claim of a scenario as a change."""
    value, unit = stated_parts(claim)
    out: dict[str, object] = {"subject": claim.subject, "attribute": claim.attribute, "value": value}
    if unit:
        out["unit"] = unit
    if claim.qualifiers:
        out["qualifiers"] = dict(claim.qualifiers)
    if claim.valid.start:
        out["from"] = claim.valid.start.isoformat()
    if claim.valid.end:
        out["until"] = claim.valid.end.isoformat()
    if claim.note:
        out["why"] = claim.note
    return out
