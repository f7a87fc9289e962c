"""What a study keeps: the same answers in any order and from threads, and no more memory than it may."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

import thalweg
from thalweg import admitting as module

DAYS = ("2019-07-01", "2021-07-01", "2024-07-01", "2026-01-01")


def test_threads_and_order_change_nothing() -> None:
    alone = {d: thalweg.open("tumen").check("ccg-1000t", "hunchun", "sea-of-japan", d).as_dict() for d in DAYS}
    shared = thalweg.open("tumen")
    with ThreadPoolExecutor(4) as pool:
        for _ in range(2):
            found = pool.map(lambda d: shared.check("ccg-1000t", "hunchun", "sea-of-japan", d).as_dict(), DAYS[::-1])
            assert dict(zip(DAYS[::-1], found, strict=True)) == alone


def test_the_oldest_admissions_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    case = thalweg.open("tumen")
    for day in DAYS[:2]:  # the second holds less: it shares with the first what did not change between
        case.check("ccg-1000t", "hunchun", "sea-of-japan", day)
    one = list(case._memo.values())[1]
    monkeypatch.setattr(module, "_KEPT_BYTES", 2.5 * (one.levels.nbytes + one.snapshot.held_bytes))
    for day in DAYS[2:]:
        case.check("ccg-1000t", "hunchun", "sea-of-japan", day)
    assert [a.snapshot.moment.on.isoformat() for a in case._memo.values() if a.snapshot.moment.on] == list(DAYS[2:])
