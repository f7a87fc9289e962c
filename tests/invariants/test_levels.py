"""What does not matter for a series: the order of its rows, its unit, and whether its values are claims."""

from __future__ import annotations

import random
import string
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers import ATTRIBUTES, SOURCES, fact
from thalweg.facts.resolve import Moment, resolve
from thalweg.facts.series import Series
from thalweg.facts.store import FactBase
from thalweg.io.claims import Terms
from thalweg.io.files import Report
from thalweg.io.levels import read_rows, read_series
from thalweg.io.units import convert

TERMS = Terms(ATTRIBUTES, {"koeln": ("topic",), "kaub": ("topic",)}, {})
HEADER = "station,when,value,unit,source"
UNITS = ("mm", "cm", "dm", "m", "ft", "in")
START = datetime(2024, 1, 1)
MINUTES = st.lists(st.integers(0, 60 * 24 * 400), min_size=1, max_size=30, unique=True)
TENTHS = st.integers(-9999, 9999).map(lambda n: f"{n / 10:g}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder for files of levels."""
    return tmp_path_factory.mktemp("levels")


def read(folder: Path, *texts: str) -> tuple[list[Series], Report]:
    """Read files of these texts."""
    report = Report(folder)
    for i, text in enumerate(texts):
        (folder / f"{i}.csv").write_text(text, encoding="utf-8", newline="")
    return read_series(report, [f"{i}.csv" for i in range(len(texts))], TERMS, SOURCES), report


def table(rows: list[str]) -> str:
    """Return a file of these rows."""
    return "\n".join([HEADER, *rows, ""])


def when(minute: int) -> str:
    """Return a moment as it is written."""
    return (START + timedelta(minutes=minute)).isoformat()[:16]


@given(MINUTES, st.data(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_files_does_not_matter(
    folder: Path, minutes: list[int], data: st.DataObject, chance: random.Random
) -> None:
    rows = [f"koeln,{when(m)},{data.draw(TENTHS)},{data.draw(st.sampled_from(UNITS))},official" for m in minutes]
    (straight,), report = read(folder, table(rows))
    chance.shuffle(rows)
    cut = data.draw(st.integers(0, len(rows)))
    (mixed,), again = read(folder, table(rows[:cut]), table(rows[cut:]))
    assert report.problems == again.problems == []
    assert straight.minutes.tolist() == mixed.minutes.tolist() == sorted(mixed.minutes.tolist())
    assert straight.values.tolist() == mixed.values.tolist()


@given(st.lists(TENTHS, min_size=1, max_size=20), st.sampled_from(UNITS))
def test_a_unit_makes_no_difference(folder: Path, values: list[str], unit: str) -> None:
    """What is converted to the unit of the attribute and back is what was written."""
    rows = [f"koeln,{when(i)},{v},{unit},official" for i, v in enumerate(values)]
    (found,), _ = read(folder, table(rows))
    assert [convert(float(v), "m", unit) for v in found.values] == pytest.approx([float(v) for v in values])
    assert found.values.tolist() == [convert(float(v), unit, "m") for v in values]


@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=20, unique=True),
    st.integers(0, 20),
    st.sampled_from(UNITS),
    st.sampled_from(["official", "news", "blog"]),
    st.integers(-1, 25) | st.none(),
    st.data(),
)
def test_a_series_resolves_as_its_values_would_one_by_one(
    folder: Path, days: list[int], asked: int, unit: str, source: str, known: int | None, data: st.DataObject
) -> None:
    values = {date(2024, 1, 1) + timedelta(days=d): data.draw(TENTHS) for d in days}
    (series,), _ = read(folder, table([f"koeln,{day},{v},{unit},{source}" for day, v in values.items()]))
    single = [
        fact(f"koeln water_level_m {v} {unit} | {source} | valid={day} | published={day} | recorded=9999-12-31")
        for day, v in values.items()
    ]
    first = date(2024, 1, 1)
    moment = Moment(first + timedelta(days=asked), None if known is None else first + timedelta(days=known))
    row = ATTRIBUTES["water_level_m"]
    measured = resolve(FactBase([], SOURCES.values(), [series]), row, "koeln", moment)
    claimed = resolve(FactBase(single, SOURCES.values()), row, "koeln", moment)
    assert (measured.value, measured.status, measured.interval) == (claimed.value, claimed.status, claimed.interval)


@given(st.data())
def test_a_column_is_read_as_its_rows_are(folder: Path, data: st.DataObject) -> None:
    """Whatever is amiss, a whole file is refused where a row is; and what is right reads the same both ways."""
    minutes = data.draw(st.lists(st.integers(0, 3000), min_size=1, max_size=5, unique=True))
    text = table([f"koeln,{when(m)},{data.draw(TENTHS)},cm,official" for m in minutes])
    at = data.draw(st.integers(len(HEADER) + 1, len(text)))
    bit = data.draw(st.sampled_from([*string.printable, "", "\0", "٣", "é", "00", "nan", "1e5", "_"]))
    spoilt = text[:at] + bit + text[at + data.draw(st.integers(0, 2)) :]
    series, report = read(folder, spoilt)
    alone, slow = read(folder, spoilt + "\n\n")  # a blank line is read row by row
    assert [(p.line, p.code, p.field) for p in report.problems] == [(p.line, p.code, p.field) for p in slow.problems]
    assert [(s.minutes.tolist(), s.values.tolist()) for s in series] == [
        (s.minutes.tolist(), s.values.tolist()) for s in alone
    ]
    rows = read_rows(Report(folder), "0.csv")
    assert len(rows.lines) == len(rows.words) == len(rows.minutes) == len(rows.daily) == len(rows.values)
