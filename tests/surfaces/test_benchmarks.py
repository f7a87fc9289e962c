"""The page of the benchmarks is what the script makes of the results that are kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks import report
from benchmarks.results import RESULTS, finish, limit, missed, row


def test_the_page_is_made_from_the_results() -> None:
    names = [str(path.name) for path, _ in report.stale()]
    assert not names, f"stale: {', '.join(names)}; run `python -m benchmarks.report`"


@pytest.mark.parametrize("path", sorted(RESULTS.glob("*.json")), ids=lambda p: p.name)
def test_results_have_one_shape_and_every_answer_is_right(path: Path) -> None:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert {"title", "machine", "rows"} <= set(data)
    assert {"cpu", "cores", "python", "numpy", "numba"} <= set(data["machine"])
    for r in data["rows"]:
        assert {"name", "peer", "ratio", "bar", "mismatches", "ours_s"} <= set(r)
        assert r["mismatches"] == 0
        assert min(r["ours_s"]["times"]) == r["ours_s"]["low"] <= r["ours_s"]["median"] <= r["ours_s"]["high"]


def test_a_bar_is_missed_below_it_and_by_a_wrong_answer(capsys: pytest.CaptureFixture[str]) -> None:
    good, late = limit("a", 2, [1.0, 3.0, 2.0]), limit("b", 2, [2.1])
    slow, wrong = row("c", "peer", 4.9, 5, [1.0]), row("d", "peer", 9, None, [1.0], mismatches=1)
    assert missed([good, late, slow, wrong]) == [late, slow, wrong]
    assert finish("none", "None", [good], save=False) == 0
    assert finish("none", "None", [good, late], save=False) == 1
    assert capsys.readouterr().out == "missed: b, limit of 2 s: 0.9524 x, bar 1\n"


def test_what_is_missed_is_seen_on_the_page() -> None:
    result = {
        "title": "T", "machine": {"cpu": "c", "cores": 1, "system": "s", "numpy": "2"},
        "rows": [limit("a", 2, [1.0]), row("b", "peer", 4.9, 5, [1e-3], peer_s=[2e-6], peer_of="a cell", note="why")],
    }  # fmt: skip
    lines = list(report.table([result]))
    assert "| a | limit of 2 s | 1 s (1 s to 1 s) |  | 2 | 1 | met |" in lines
    assert "| b | peer | 1 ms (1 ms to 1 ms) | 2 µs a cell | 4.9 | 5 | **missed** |" in lines
    assert "- b: why" in lines
    assert report.picture([result]).count("#b4483c") == 1
