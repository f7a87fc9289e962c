"""FIT in ice: what a vessel can take, by itself or by its class, against the ice of the day, as a table."""

from __future__ import annotations

import pytest

from tests.rules.fit_rows import BLOCKED, CLEAR, UNKNOWN, Row, agrees, row, shows

ICE_ROWS: list[Row] = [
    row("ice_thickness", CLEAR, "nobody told of ice", "v", "AC"),
    row("ice_thickness", CLEAR, "no ice there", "v", "AC", "AC ice_thickness_m none"),
    row(
        "ice_thickness",
        CLEAR,
        "exactly as much as it can take",
        "v",
        "AC",
        "v ice_capability_m 0.5 m",
        "AC ice_thickness_m 0.5 m",
    ),
    row(
        "ice_thickness",
        BLOCKED,
        "a little too much",
        "v",
        "AC",
        "v ice_capability_m 0.5 m",
        "AC ice_thickness_m 0.501 m",
    ),
    row(
        "ice_thickness",
        BLOCKED,
        "a vessel that can take none",
        "v",
        "AC",
        "v ice_capability_m 0 m",
        "AC ice_thickness_m 0.1 m",
    ),
    row(
        "ice_thickness",
        BLOCKED,
        "known that it can take none",
        "v",
        "AC",
        "v ice_capability_m none",
        "AC ice_thickness_m 0.1 m",
    ),
    row(
        "ice_thickness",
        UNKNOWN,
        "one says that there is none",
        "v",
        "AC",
        "v ice_capability_m 0.4 m",
        "AC ice_thickness_m none",
        "AC ice_thickness_m 0.5 m | law",
    ),
    row("ice_thickness", UNKNOWN, "nobody told what the vessel can take", "v", "AC", "AC ice_thickness_m 0.1 m"),
    row(
        "ice_thickness",
        UNKNOWN,
        "it is not known how thick",
        "v",
        "AC",
        "v ice_capability_m 0.5 m",
        "AC ice_thickness_m unknown",
    ),
    row(
        "ice_thickness",
        UNKNOWN,
        "contested, and it matters",
        "v",
        "AC",
        "v ice_capability_m 0.5 m",
        "AC ice_thickness_m 0.4 m",
        "AC ice_thickness_m 0.6 m | law",
    ),
    row(
        "ice_thickness",
        CLEAR,
        "contested, and it can take both",
        "v",
        "AC",
        "v ice_capability_m 0.7 m",
        "AC ice_thickness_m 0.4 m",
        "AC ice_thickness_m 0.6 m | law",
    ),
    row(
        "ice_thickness",
        UNKNOWN,
        "only a blog told of it",
        "v",
        "AC",
        "v ice_capability_m 0.5 m",
        "AC ice_thickness_m 0.9 m | blog",
    ),
    row("ice_thickness", CLEAR, "the ice of its class", "v", "AC", "v ice_class 1A", "AC ice_thickness_m 0.8 m"),
    row("ice_thickness", BLOCKED, "more than the ice of its class", "v", "AC", "v ice_class 1A",
        "AC ice_thickness_m 0.801 m"),
    row("ice_thickness", UNKNOWN, "a class of a register that no figure was read for", "v", "AC", "v ice_class Arc4",
        "AC ice_thickness_m 0.1 m"),
    row("ice_thickness", UNKNOWN, "its class is contested, and it matters", "v", "AC", "v ice_class 1A",
        "v ice_class 1C | law", "AC ice_thickness_m 0.6 m"),
    row("ice_thickness", UNKNOWN, "only a blog told its class", "v", "AC", "v ice_class 1A | blog",
        "AC ice_thickness_m 0.1 m"),
    row("ice_thickness", BLOCKED, "what is stated goes before the class", "v", "AC", "v ice_class 1A",
        "v ice_capability_m 0.5 m", "AC ice_thickness_m 0.7 m"),
    row("ice_thickness", BLOCKED, "measured at its station", "v", "AB", "v ice_class 1C", "AB water_station G",
        "G ice_thickness_m 0.401 m"),
    row("ice_thickness", CLEAR, "what is claimed here goes before its station", "v", "AB", "v ice_class 1C",
        "AB water_station G", "G ice_thickness_m 0.9 m", "AB ice_thickness_m 0.4 m"),
]  # fmt: skip

SHOWN = {(r.rule, r.verdict) for r in ICE_ROWS}


@pytest.mark.parametrize("r", ICE_ROWS, ids=str)
def test_verdict(r: Row) -> None:
    shows(r)


@pytest.mark.parametrize("r", ICE_ROWS, ids=str)
def test_the_mask_and_the_reason_agree(r: Row) -> None:
    agrees(r)
