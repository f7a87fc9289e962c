"""Tests of a case that ask for load, size and hour, and how far a number may differ."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.surfaces.conftest import Run
from tests.surfaces.tidal import tidal
from thalweg.casetests import Outcome, run_test
from thalweg.io import expected
from thalweg.study import Study, open_case

TRIP = {"origin": "upstream", "destination": "sea"}
LOAD = {"ask": "load", "mover": "barge", "on": "2024-07-02", **TRIP}
ENVELOPE = {"ask": "envelope", "on": "2024-07-02", **TRIP}
WINDOWS = {"ask": "windows", "mover": "barge", "on": "2024-07-01", "trip": {"draught_m": 2.8}, **TRIP}
UNLOCK = {"ask": "unlock", "mover": "barge", "on": "2024-07-02", **TRIP}
SETTLE = {"ask": "settle", "mover": "barge", "on": "2024-07-03", **TRIP}
CHECK = {"ask": "check", "mover": "barge", "on": "2024-07-02", "trip": {"draught_m": 2}, **TRIP}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Open the case once: 2.50 m of water, of which a table makes 1500 t."""
    return open_case(tidal(tmp_path_factory.mktemp("cases") / "tidal"))


def outcome(study: Study, question: dict[str, Any], expect: dict[str, Any], **tolerance: float) -> Outcome:
    """Run one test."""
    return run_test(
        study, expected.TestModel.model_validate({"id": "t", **question, "expect": expect, "tolerance": tolerance})
    )


PASS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (LOAD, {"draught_m": 2.5, "payload_t": 1500, "share_percent": 75, "verdict": "clear", "binding": ["lower-river"]}),
    ({**LOAD, "on": "2024-07-01"}, {"draught_m": 3, "verdict": "conditional", "binding": []}),
    ({**LOAD, "on": "2024-07-01", "meets": ["tide_window"]}, {"draught_m": 3, "verdict": "clear"}),
    ({**LOAD, "on": "2024-07-03"}, {"verdict": "unknown", "binding": ["lower-river"]}),
    ({**LOAD, "trip": {"keel_to_top_m": 20}}, {"verdict": "blocked", "binding": ["old-bridge"]}),
    (ENVELOPE, {"draught_m": 2.5, "air_draught_m": 6.5, "beam_m": 12, "length_m": 110}),
    (ENVELOPE, {"binding": ["old-bridge", "lower-river"]}),
    ({**ENVELOPE, "mover": "barge"}, {"draught_m": 2.5}),
    ({**ENVELOPE, "on": "2024-07-03"}, {"draught_m": 0, "binding": []}),
    (WINDOWS, {"hours": ["04:00-08:00", "16:00-20:00"]}),
    ({**WINDOWS, "trip": {"draught_m": 2.9}}, {"hours": ["05:00-07:00"]}),
    ({**WINDOWS, "trip": {"draught_m": 3.1}}, {"hours": []}),
    ({**WINDOWS, "trip": {"draught_m": 2.4}}, {"hours": ["00:00-24:00"]}),
    (UNLOCK, {"verdict": "blocked", "levers": ["depth_m:lower-river"], "count": 1, "vetoes": [], "holders": []}),
    ({**UNLOCK, "trip": {"draught_m": 2}}, {"verdict": "clear", "levers": [], "count": 0}),
    ({**UNLOCK, "trip": {"keel_to_top_m": 20, "draught_m": 2}}, {"vetoes": ["vertical_clearance_m:old-bridge"]}),
    (SETTLE, {"verdict": "unknown", "facts": ["water_level_m of koeln"], "refuses": ["water_level_m of koeln"]}),
    ({**SETTLE, "on": "2024-07-02"}, {"verdict": "blocked", "facts": [], "refuses": []}),
]


@pytest.mark.parametrize(("question", "expect"), PASS)
def test_what_is_so_passes(study: Study, question: dict[str, Any], expect: dict[str, Any]) -> None:
    assert outcome(study, question, expect) == Outcome("t", True, "")


FAIL: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (LOAD, {"draught_m": 2.51}, "draught_m: 2.5, expected 2.51"),
    (LOAD, {"payload_t": 1500.1}, "payload_t: 1500.0, expected 1500.1"),
    (LOAD, {"verdict": "conditional"}, "verdict: clear, expected conditional"),
    (LOAD, {"binding": []}, "binding: ['lower-river'], expected []"),
    (LOAD, {"hours": []}, "hours: such a question has no hours"),
    (LOAD, {"beam_m": 9}, "beam_m: such a question has no beam_m"),
    ({**LOAD, "on": "2024-07-03"}, {"draught_m": 3}, "draught_m: such a question has no draught_m"),
    ({**LOAD, "mover": "canoe"}, {"payload_t": 1}, "payload_t: such a question has no payload_t"),
    (ENVELOPE, {"length_m": 111}, "length_m: 110.0, expected 111"),
    ({**ENVELOPE, "destination": "upstream"}, {"draught_m": 2.5}, "draught_m: such a question has no draught_m"),
    (ENVELOPE, {"verdict": "clear"}, "verdict: such a question has no verdict"),
    (UNLOCK, {"levers": ["depth_m:lower-rivre"]}, "levers: ['depth_m:lower-river'], expected ['depth_m:lower-rivre']"),
    (UNLOCK, {"count": 2}, "count: 1, expected 2"),
    (SETTLE, {"refuses": []}, "refuses: ['water_level_m of koeln'], expected []"),
    (SETTLE, {"levers": []}, "levers: such a question has no levers"),
    (WINDOWS, {"hours": ["04:00-08:00"]}, "hours: ['04:00-08:00', '16:00-20:00'], expected ['04:00-08:00']"),
]


@pytest.mark.parametrize(("question", "expect", "told"), FAIL)
def test_what_is_not_so_fails_and_says_how(
    study: Study, question: dict[str, Any], expect: dict[str, Any], told: str
) -> None:
    assert outcome(study, question, expect) == Outcome("t", False, told)


def test_a_test_that_expects_nothing_fails(study: Study) -> None:
    assert outcome(study, LOAD, {}) == Outcome("t", False, "the test expects nothing")


# Tolerance


@pytest.mark.parametrize(
    ("question", "key", "want", "tolerance", "passed"),
    [
        (LOAD, "payload_t", 1450, 50, True),
        (LOAD, "payload_t", 1550, 50, True),
        (LOAD, "payload_t", 1449.9, 50, False),
        (LOAD, "payload_t", 1550.1, 50, False),
        (LOAD, "draught_m", 2.4, 0.1, True),
        (LOAD, "draught_m", 2.4, 0.09, False),
        (LOAD, "share_percent", 80, 5, True),
        (LOAD, "payload_t", 1500, 0, True),
        (ENVELOPE, "length_m", 115, 5, True),
        (ENVELOPE, "length_m", 115.5, 5, False),
        (CHECK, "length_km", 13, 1, True),
        (CHECK, "length_km", 23, 1, False),
    ],
)
def test_a_number_may_differ_by_the_tolerance_and_no_more(
    study: Study, question: dict[str, Any], key: str, want: float, tolerance: float, passed: bool
) -> None:
    found = outcome(study, question, {key: want}, **{key: tolerance})
    assert found.passed is passed
    assert passed or f"within {tolerance:g}" in found.told


def test_a_tolerance_is_of_its_own_number_alone(study: Study) -> None:
    expect = {"payload_t": 1510, "draught_m": 2.51}
    found = outcome(study, LOAD, expect, payload_t=20)
    assert found == Outcome("t", False, "draught_m: 2.5, expected 2.51")


@pytest.mark.parametrize("key", ["draught_m", "beam_m", "payload", "nonsense"])
def test_a_tolerance_of_what_is_not_expected_fails(study: Study, key: str) -> None:
    found = outcome(study, LOAD, {"payload_t": 1500}, **{key: 1000.0})
    assert (found.passed, found.told) == (False, f"tolerance: {key} is not expected")


@pytest.mark.parametrize(("key", "want"), [("verdict", "clear"), ("binding", ["lower-river"])])
def test_a_tolerance_of_what_is_no_number_fails(study: Study, key: str, want: object) -> None:
    found = outcome(study, LOAD, {key: want}, **{key: 1.0})
    assert (found.passed, found.told) == (False, f"tolerance: {key} is no number")


def test_a_tolerance_below_zero_is_a_problem_of_the_file(run: Run, tmp_path: Path) -> None:
    case = tidal(tmp_path / "tidal")
    line = "- {id: t, ask: load, mover: barge, origin: upstream, destination: sea, on: 2024-07-02, "
    (case / "tests.yaml").write_text(line + "expect: {payload_t: 1500}, tolerance: {payload_t: -1}}\n")
    code, out, err = run("test", case)
    assert (code, out) == (2, "")
    (told,) = err.splitlines()
    assert "tests.yaml:1" in told
    assert "tolerance" in told


# Files


@pytest.mark.parametrize(
    "more",
    [
        "expect: {draught: 2.5}",
        "expect: {draught_m: deep}",
        "expect: {payload_t: 1500}, tolerance: {payload_t: much}",
        "expect: {payload_t: 1500}, tolerance: 5",
        "expect: {payload_t: 1500}, tolerence: {payload_t: 5}",
    ],
)
def test_a_malformed_test_is_named_with_its_line(run: Run, tmp_path: Path, more: str) -> None:
    case = tidal(tmp_path / "tidal")
    line = "- {id: t, ask: load, mover: barge, origin: upstream, destination: sea, on: 2024-07-02, "
    (case / "tests.yaml").write_text(f"{line}{more}}}\n")
    code, out, err = run("test", case)
    assert (code, out) == (2, "")
    assert "tests.yaml:1" in err
    assert "Traceback" not in err


def test_thalweg_test_runs_them(run: Run, tmp_path: Path) -> None:
    case = tidal(tmp_path / "tidal")
    trip = "mover: barge, origin: upstream, destination: sea, on: 2024-07-02"
    (case / "tests.yaml").write_text(
        f"- {{id: fits, ask: load, {trip}, expect: {{payload_t: 1400}}, tolerance: {{payload_t: 100}}}}\n"
        f"- {{id: strange, ask: load, {trip}, expect: {{payload_t: 1500}}, tolerance: {{draught_m: 1}}}}\n"
        f"- {{id: nobody, ask: load, {trip.replace('barge', 'brage')}, expect: {{payload_t: 1500}}}}\n"
    )
    code, out, err = run("test", case)
    assert (code, err) == (1, "")
    assert "1 passed, 2 failed" in out
    assert "tolerance: draught_m is not expected" in out
    assert "barge" in out
