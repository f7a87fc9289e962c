"""What a study keeps: the same answers in any order and from threads, and no more memory than it may."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

import thalweg
from thalweg import admitting as module
from thalweg.admission import Admission
from thalweg.study import Study

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
    for day in DAYS[:3]:
        case.check("ccg-1000t", "hunchun", "sea-of-japan", day)
    monkeypatch.setattr(module, "_KEPT_BYTES", sum(_size(a) for a in list(case._memo.values())[1:]))
    case._let_go()
    assert _days(case) == list(DAYS[1:3])
    monkeypatch.setattr(module, "_KEPT_BYTES", 1)
    case.check("ccg-1000t", "hunchun", "sea-of-japan", DAYS[3])
    assert _days(case) == [DAYS[3]]  # the newest stays, however large it is


def _size(admission: Admission) -> int:
    return admission.levels.nbytes + admission.snapshot.held_bytes


def _days(case: Study) -> list[str]:
    return [str(a.snapshot.moment.on) for a in case._memo.values()]
