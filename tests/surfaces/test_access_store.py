"""Access tables that outgrow the memory: refused with the figure, or written day by day, whole or not at all."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import thalweg
from tests.surfaces.conftest import Ask, Run
from thalweg.apps.access import Admissions, Need, access
from thalweg.errors import BadInput
from thalweg.io.stored import write_days
from thalweg.study import Study
from thalweg.tables import Stored

WORDS = ("access", "tumen", "--from", "hunchun", "--to", "all", "--on", "2020-01-01,2024-07-01", "--mover", "all")
DAYS = ["2020-01-01", "2024-07-01"]


@pytest.fixture(scope="module")
def tumen() -> Study:
    return thalweg.open("tumen")


def test_a_store_holds_what_the_table_holds(ask: Ask, tumen: Study, tmp_path: Path) -> None:
    store = tmp_path / "a.zarr"
    data = ask(*WORDS, "--scenario", "baseline,both-consents", "--zarr", store)
    held = tumen.access("hunchun", "all", DAYS, mover="all", scenario="baseline,both-consents")
    with xr.open_zarr(store, chunks=None) as found:
        xr.testing.assert_identical(found.drop_attrs(), held.to_xarray().drop_attrs())
        assert found["verdict"].attrs["flag_meanings"] == "clear conditional unknown blocked"
        assert found["verdict"].encoding["chunks"][2] == 1  # a day can be read without the others
    counted = np.bincount(held.verdicts.ravel(), minlength=4)
    assert list(data["verdicts"].values()) == counted.tolist()
    assert (data["on"], data["zarr"], data["movers"]) == (DAYS, str(store), list(held.movers))
    assert [p.name for p in tmp_path.iterdir()] == ["a.zarr"]


def test_a_store_in_python(tumen: Study, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    answer = tumen.access(
        "hunchun", "rajin", DAYS, mover="truck-40t", zarr=tmp_path / "a.zarr", report=lambda *n: heard.append(n)
    )
    assert isinstance(answer, Stored)
    assert answer.to_xarray()["verdict"].shape == (1, 1, 2, 1)
    assert sum(answer.cells.values()) == 2
    assert heard[-1] == (2, 2)
    assert "1 movers x 1 places x 2 days x 1 scenarios: 2 cells" in repr(answer)


def test_a_store_is_whole_or_is_not(tumen: Study, tmp_path: Path) -> None:
    day = tumen.access("hunchun", "rajin", DAYS[0], mover="truck-40t").to_xarray()

    def days() -> Iterator[xr.Dataset]:
        yield day
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_days(tmp_path / "a.zarr", days())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--zarr", "taken"), "taken is in the way"),
        (("--zarr", "no-such-folder/a.zarr"), "no folder 'no-such-folder'"),
        (("--zarr", "a.zarr", "--csv", "a.csv"), "the store alone"),
        (("--most-gb", "0.0001"), "65 movers x 43 places x 2 days x 1 scenarios need 0.000"),
        (("--most-gb", "0.0001", "--zarr", "a.zarr"), "fewer movers"),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, tuple) else "",
)
def test_what_cannot_be_is_told_before_any_work(
    more: tuple[str, ...], told: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").mkdir()
    code, out, err = run(*WORDS, *more)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert told in err
    assert [p.name for p in tmp_path.iterdir()] == ["taken"]


def test_without_zarr_the_way_to_get_it_is_told(tumen: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zarr", None)
    with pytest.raises(BadInput, match=r"pip install 'thalweg\[zarr\]'"):
        tumen.access("hunchun", "rajin", DAYS[0], mover="truck-40t", zarr=tmp_path / "a.zarr")


def test_the_memory_that_is_told_is_what_is_taken(tumen: Study) -> None:
    """Never less than what is taken, and not several times as much."""
    held = tumen.access("hunchun", "all", DAYS, mover="all", scenario="baseline")
    of = {cell: held.admissions[cell] for cell in held.admissions}
    days = [date(2030, 1, 1 + i) for i in range(5)]
    many = [f"s{i}" for i in range(5)]
    first = next(iter(of.values()))
    wide = replace(first, movers=first.movers * 20, profiles=first.profiles * 20, levels=np.tile(first.levels, (20, 1)))
    admissions = Admissions([(d, s) for d in days for s in many], lambda on, name: wide)
    places = held.destinations
    need = Need.of(len(wide.movers), wide.levels.shape[1], len(places), len(places), len(days), len(many))
    access(admissions, held.question, places, days[:1], many, small=0)  # what is compiled is compiled
    tracemalloc.start()
    found = access(admissions, held.question, places, days, many, small=0)
    _ = found.verdicts
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    taken_besides = need.total - need.admitting
    assert taken_besides / 4 < peak <= taken_besides
