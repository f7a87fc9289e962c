"""FIT on rails and roads: gauges, loads and sizes of trains and road vehicles, as a table."""

from __future__ import annotations

import pytest

from tests.rules.fit_rows import BLOCKED, CLEAR, UNKNOWN, Row, agrees, row, shows, spare

LAND_ROWS: list[Row] = [
    row("gauge", CLEAR, "the same", "t", "DE", "t track_gauge_mm 1520 mm", "DE track_gauge_mm 1520 mm"),
    row("gauge", CLEAR, "one of two", "t", "DE", "t track_gauge_mm 1520 mm", "DE track_gauge_mm 1435+1520 mm"),
    row(
        "gauge", CLEAR, "a train that changes", "t", "DE", "t track_gauge_mm 1435+1520 mm", "DE track_gauge_mm 1435 mm"
    ),
    row("gauge", BLOCKED, "another", "t", "DE", "t track_gauge_mm 1520 mm", "DE track_gauge_mm 1435 mm"),
    row("gauge", UNKNOWN, "nobody told that of the line", "t", "DE", "t track_gauge_mm 1520 mm"),
    row("gauge", UNKNOWN, "nobody told that of the train", "t", "DE", "DE track_gauge_mm 1520 mm"),
    row(
        "gauge",
        UNKNOWN,
        "contested",
        "t",
        "DE",
        "t track_gauge_mm 1520 mm",
        "DE track_gauge_mm 1435 mm",
        "DE track_gauge_mm 1520 mm | law",
    ),
    row("gauge", CLEAR, "a border post has no gauge", "t", "post", "t track_gauge_mm 1520 mm"),
    row("gauge", BLOCKED, "no track at all", "t", "DE", "t track_gauge_mm 1520 mm", "DE track_gauge_mm none"),
    *spare("axle_load", "k", "span", "axle_load_t", "max_axle_load_t", "t"),
    row("axle_load", BLOCKED, "a train too", "t", "DE", "t axle_load_t 23 t", "DE max_axle_load_t 22 t"),
    *spare("gross_weight", "k", "span", "gross_weight_t", "max_gross_weight_t", "t"),
    *spare("height", "k", "DF", "height_m", "max_height_m", "m"),
    row("height", CLEAR, "nobody set a limit", "k", "DF"),
    *spare("vehicle_width", "k", "DF", "vehicle_width_m", "max_vehicle_width_m", "m"),
    *spare("vehicle_length", "k", "span", "vehicle_length_m", "max_vehicle_length_m", "m"),
    *spare("train_length", "t", "DE", "train_length_m", "max_train_length_m", "m"),
    *spare("train_weight", "t", "DE", "train_weight_t", "max_train_weight_t", "t"),
    *(row(r, CLEAR, "nobody set a limit", "k", "DF") for r in ("vehicle_width", "vehicle_length")),
    *(row(r, CLEAR, "nobody set a limit", "t", "DE") for r in ("train_length", "train_weight")),
    row("loading_gauge", CLEAR, "the same", "t", "DE", "t loading_gauge GB", "DE loading_gauge GB"),
    row(
        "loading_gauge",
        CLEAR,
        "one of two that the line clears",
        "t",
        "DE",
        "t loading_gauge GA",
        "DE loading_gauge GA+GB",
    ),
    row("loading_gauge", CLEAR, "nobody told what the line clears", "t", "DE", "t loading_gauge GC"),
    row("loading_gauge", BLOCKED, "another", "t", "DE", "t loading_gauge GC", "DE loading_gauge GA+GB"),
    row("loading_gauge", UNKNOWN, "nobody told that of the train", "t", "DE", "DE loading_gauge GA"),
    row(
        "loading_gauge",
        UNKNOWN,
        "contested",
        "t",
        "DE",
        "t loading_gauge GB",
        "DE loading_gauge GA",
        "DE loading_gauge GB | law",
    ),
]

SHOWN = {(r.rule, r.verdict) for r in LAND_ROWS}


@pytest.mark.parametrize("r", LAND_ROWS, ids=str)
def test_verdict(r: Row) -> None:
    shows(r)


@pytest.mark.parametrize("r", LAND_ROWS, ids=str)
def test_the_mask_and_the_reason_agree(r: Row) -> None:
    agrees(r)
