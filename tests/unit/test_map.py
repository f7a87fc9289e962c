"""The map of a case: what it gives with coordinates, and what changes with the moment."""

from __future__ import annotations

from typing import Any

import pytest

from tests.surfaces.mutants import loaded
from thalweg.study import Study

TRIP = {"mover": "ccg-1000t", "on": "2024-07-01"}


@pytest.fixture(scope="module")
def study() -> Study:
    return Study(loaded("tumen"))


def by_id(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {f["properties"]["id"]: f["properties"] for f in found["features"]}


def test_without_geometry_what_changes_is_the_same_and_nothing_else_is_there(study: Study) -> None:
    whole, short = study.map(**TRIP).as_dict(), study.map(**TRIP, geometry=False).as_dict()  # type: ignore[arg-type]
    full, brief = by_id(whole), by_id(short)
    assert set(brief) == {k for k, p in full.items() if p["what"] != "place"}
    assert all(p.items() <= full[k].items() for k, p in brief.items())
    assert not any("name" in p for p in brief.values())
    assert {f["geometry"] for f in short["features"]} == {None}
    assert full["tumen-lower"]["verdict"] == "blocked"


def test_without_reasons_every_verdict_is_the_same_and_those_untold_are_counted(study: Study) -> None:
    told, bare = study.map(**TRIP), study.map(**TRIP, reasons=False)  # type: ignore[arg-type]
    assert [x.verdict for x in told.links] == [x.verdict for x in bare.links]
    assert told.untold == 0
    assert bare.untold == sum(x.reason is not None for x in told.links) > 0
    assert not any(x.reason for x in bare.links)
