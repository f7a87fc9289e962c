"""Scenarios as files: what `unlock` found can be saved, and asked again."""

from __future__ import annotations

from pathlib import Path

import yaml

from thalweg.errors import in_the_way
from thalweg.facts.claim import Claim
from thalweg.scenario import Scenario


def write_scenario(folder: Path, scenario: Scenario) -> Path:
    """Write a scenario as `scenarios/ID.yaml` has it; a file that is there is not overwritten."""
    path = folder / f"{scenario.id}.yaml"
    if path.exists():
        raise in_the_way("save", str(path), "a folder without that file")
    data: dict[str, object] = {"title": scenario.title or scenario.id}
    if scenario.description:
        data["description"] = scenario.description
    if scenario.readings:
        data["readings"] = dict(scenario.readings)
    data["changes"] = [_change(c) for c in scenario.changes]
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110), encoding="utf-8")
    part.replace(path)
    return path


def _change(claim: Claim) -> dict[str, object]:
    """Return a claim of a scenario as a change."""
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
