"""Scenarios as files: what `unlock` found can be saved, and asked again."""

from __future__ import annotations

from collections.abc import Sequence
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
    data: dict[str, object] = {"title": scenario.title or scenario.id}
    if scenario.description:
        data["description"] = scenario.description
    if scenario.readings:
        data["readings"] = dict(scenario.readings)
    data["changes"] = [_change(c) for c in scenario.changes]
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)


def _change(claim: Claim) -> dict[str, object]:
    """Return a claim of a scenario as a change."""
    value, unit = claim.stated, ""
    if claim.value.kind != "text":
        value, _, unit = claim.stated.partition(" ")
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
