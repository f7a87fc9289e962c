"""From words to a queue: how a gate serves and who comes, every term checked once."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TextIO, TypedDict

import numpy as np

from thalweg.apps.gate import DAY_H, FIGURES, NEEDS, TWO_WAY, Given, Range, looked_up_h, term
from thalweg.apps.simulate import Arrivals, Runs
from thalweg.asking import Names, several
from thalweg.errors import bad_question, nearest
from thalweg.io.arrivals import read_arrivals
from thalweg.io.hours import FIRST, open_times, reckoned

MOST_COME = 20_000_000
"""Arrivals of all runs together."""
MOST_A_RUN = 2_000_000
MOST_DAYS = 500_000
"""Days of all runs together: the line is kept for every hour of them."""
MOST_OF = {"lanes": 10_000, "chambers": 100}
_RANGE = re.compile(r"(?P<low>\d+(?:\.\d+)?)(?:\s*(?:\.\.|-)\s*(?P<high>\d+(?:\.\d+)?))?", re.ASCII)
_CLOCK = re.compile(r"(?P<h>\d{1,2}):(?P<m>[0-5]\d)", re.ASCII)
CLOSINGS = ("pause", "finish", "fit")
Some = float | str
"""A number, or a range as `40..60`."""


class Queued(TypedDict, total=False):
    """How a gate serves and who comes, as the user assumes it; each has a default, mostly what is claimed."""

    per_day: float | None
    """How many come in a day."""
    by_hour: Sequence[float] | None
    """Weights of the 24 hours of the day; all alike if not given."""
    direction_split: float | None
    """Share of those who come that go in the first direction, 0 to 1."""
    queue: int
    """How many wait already when it begins."""
    kind: str
    """`lanes`, `shared` (one way by turns), `chambers` (a lock) or `convoys`; by the gate if not given."""
    lanes: Some | None
    """Lanes, crews or berths that serve one at a time."""
    service_min: Some | None
    """Minutes that serving one takes, or a lockage, or the way."""
    service_cv: float
    """Standard deviation of the time of service over its mean: 0 for all alike, 1 for exponential."""
    chambers: Some | None
    """Lock chambers."""
    chamber_vessels: Some | None
    """Vessels that a chamber takes at once."""
    turn_min: Some | None
    """Minutes in which an empty chamber is turned."""
    patience_min: Some | None
    """Minutes that the first one waits at most for a chamber to fill."""
    follow_min: Some | None
    """On a shared way, minutes after which the next of the same direction follows."""
    in_a_row: Some | None
    """On a shared way, how many of one direction go ahead of one who waits."""
    departures: Names
    """Hours at which convoys leave, as `06:00,18:00`."""
    convoy: Some | None
    """How many a convoy takes."""
    hours: str
    """Opening hours, as `Mo-Fr 08:00-18:00`."""
    closing: str
    """At closing, work is paused (`pause`), finished (`finish`), or not begun unless it ends before (`fit`)."""
    closed: Names
    """Closures, as `2026-01-05T08:00/2026-01-07`."""


@dataclass(frozen=True, slots=True)
class QueueTerms:
    """The terms of a queue with their defaults."""

    per_day: float | None = None
    by_hour: Sequence[float] | None = None
    direction_split: float | None = None
    queue: int = 0
    kind: str = ""
    lanes: Some | None = None
    service_min: Some | None = None
    service_cv: float = 0.0
    chambers: Some | None = None
    chamber_vessels: Some | None = None
    turn_min: Some | None = None
    patience_min: Some | None = None
    follow_min: Some | None = None
    in_a_row: Some | None = None
    departures: Names = ()
    convoy: Some | None = None
    hours: str = ""
    closing: str = ""
    closed: Names = ()


def queued(
    on: date, terms: Queued, arrivals: str | Path | TextIO | None, days: int, count: int, seed: int
) -> tuple[Given, Runs]:
    """Check how a gate serves and who comes.

    Raises
    ------
    BadInput
        If a term is no such thing, or two of them exclude each other.
    """
    t = QueueTerms(**terms)
    for name, value, most in (("days", days, 3660), ("runs", count, 100_000)):
        if not 1 <= value <= most:
            raise bad_question(name, str(value), f"1 to {most:,}")
    if days * count > MOST_DAYS:
        raise bad_question("runs", f"{count:,} runs of {days:,} days", f"at most {MOST_DAYS:,} days in all")
    if not (0 <= seed < 2**63):
        raise bad_question("seed", str(seed), "a whole number, 0 or more")
    if t.kind and t.kind not in NEEDS:
        raise bad_question("kind", repr(t.kind), ", ".join(NEEDS), nearest(t.kind, NEEDS))
    if t.closing and t.closing not in CLOSINGS:
        raise bad_question("closing", repr(t.closing), ", ".join(CLOSINGS), nearest(t.closing, CLOSINGS))
    for name in ("per_day", "queue", "service_cv"):
        value = getattr(t, name)
        if value is not None and not (value >= 0 and math.isfinite(value)):
            raise bad_question(name.replace("_", "-"), str(value), "a number, 0 or more")
    if t.service_cv > 10:
        raise bad_question("service-cv", f"{t.service_cv:g}", "0 to 10")
    split = t.direction_split
    if split is not None and not 0 <= split <= 1:
        raise bad_question("direction-split", str(split), "a share from 0 to 1")
    if arrivals is not None and (t.per_day is not None or t.by_hour or t.queue):
        raise bad_question("arrivals", "a number of arrivals beside a list of them", "one of the two")
    figures = {n: _range(n, getattr(t, term(n))) for n in FIGURES if getattr(t, term(n)) is not None}
    departures = tuple(sorted(_clock(d) for d in several(t.departures)))
    listed = sides = None
    if arrivals is not None:
        if split is not None:
            raise bad_question(
                "direction-split", "it stands beside a list of arrivals", "a column direction in the list"
            )
        listed, sides = read_arrivals(arrivals, datetime.combine(on, time()), days)
        split = float((listed[1] == 0).mean()) if len(sides) == 2 else None
    come = Arrivals(t.per_day or 0.0, _weights(t.by_hour), t.queue, listed, sides or ("first", "second"))
    expected = len(listed[0]) if listed else (t.per_day or 0) * days + t.queue
    if expected > MOST_A_RUN or expected * count > MOST_COME:
        told = f"{expected:,.0f} arrivals in each of {count:,} runs"
        raise bad_question("per-day", told, f"at most {MOST_A_RUN:,} in a run, {MOST_COME:,} in all")
    per_day = len(listed[0]) / days if listed else t.per_day
    given = Given(
        figures, t.kind, per_day, split, t.hours.strip(), t.closing, tuple(map(_closure, several(t.closed))), departures
    )
    if given.hours:
        _check_hours(given.hours, on, days)
    return given, Runs(come, days, count, seed, t.service_cv)


def _check_hours(hours: str, on: date, days: int) -> None:
    """Refuse opening hours that are none, and days for which they cannot be reckoned."""
    start = datetime.combine(on, time())
    if not reckoned(start, looked_up_h(days)):
        last = date.max - timedelta(hours=looked_up_h(days))
        raise bad_question("on", f"{on}, with opening hours", f"a day from {FIRST.date()} to {last}, for {days:,} days")
    if open_times(hours, start, DAY_H) is None:
        raise bad_question("hours", repr(hours), "opening hours, as Mo-Fr 08:00-18:00; Sa 09:00-12:00")


def check_kind(terms: Queued, arrivals: Arrivals, kind: str) -> None:
    """Refuse terms, and times of service of a list, that a kind of queue has no use for."""
    t = QueueTerms(**terms)
    beside = [_option(n) for n in FIGURES if getattr(t, term(n)) is not None and n not in NEEDS[kind]]
    if beside:
        raise bad_question(beside[0], f"it means nothing for {kind}", ", ".join(map(_option, NEEDS[kind])))
    if t.departures and kind != "convoys":
        raise bad_question("departures", f"they mean nothing for {kind}", "--kind convoys")
    if t.closing == "pause" and kind in (*TWO_WAY, "convoys"):
        raise bad_question("closing", "nobody pauses on the way", "finish or fit")
    if t.service_cv and kind in ("chambers", "convoys"):
        raise bad_question("service-cv", f"it means nothing for {kind}", "--kind lanes or shared")
    if np.isfinite(arrivals.own_min).any() and kind in ("chambers", "convoys"):
        raise bad_question(
            "arrivals", f"service_min means nothing for {kind}", "no such column, or --kind lanes or shared"
        )


def _option(name: str) -> str:
    return term(name).replace("_", "-")


def _range(name: str, value: Some | None) -> Range:
    """Return a number or a range."""
    row, option = FIGURES[name], _option(name)
    read = _RANGE.fullmatch(str(value).strip())
    low = float(read["low"]) if read else math.nan
    high = float(read["high"]) if read and read["high"] else low
    least = 1.0 if row.whole else 0.0
    zero = name in ("turn", "patience", "follow")
    if not (least <= low <= high < math.inf) or (low == 0 and not zero):
        of = f" of {row.unit}" if row.unit else ""
        raise bad_question(
            option, repr(value), f"a number{of} {'0 or more' if zero else 'above 0'}, or a range, as 40..60"
        )
    most = MOST_OF.get(name, 100_000)
    if row.whole and (low % 1 or high % 1 or high > most):
        raise bad_question(option, repr(value), f"a whole number from 1 to {most:,}, or a range, as 2..3")
    return low, high


def _weights(given: Sequence[float] | None) -> tuple[float, ...]:
    if not given:
        return (1.0,) * 24
    found = tuple(map(float, given))
    if len(found) != 24 or not all(w >= 0 and math.isfinite(w) for w in found) or not sum(found):
        raise bad_question("by-hour", f"{len(found)} weights", "24 weights of 0 or more, one of them above 0")
    return found


def _clock(text: str) -> float:
    """Return an hour of the day."""
    read = _CLOCK.fullmatch(text)
    if read is None or int(read["h"]) > 23:
        raise bad_question("departures", repr(text), "hours of the day, as 06:00,18:00")
    return int(read["h"]) + int(read["m"]) / 60


def _closure(text: str) -> tuple[datetime, datetime]:
    """Return a closure, from and to; a day alone begins, and at the end it is the whole day."""
    low, _, high = text.partition("/")
    try:
        start, end = datetime.fromisoformat(low), datetime.fromisoformat(high)
        if len(high) == len("2026-01-07"):
            end = datetime.combine(end, time.max) if end.date() == date.max else end + timedelta(days=1)
    except ValueError:
        start = end = datetime.min
    if start.tzinfo or end.tzinfo or not start < end:
        raise bad_question("closed", repr(text), "two times or days, as 2026-01-05T08:00/2026-01-07")
    return start, end
