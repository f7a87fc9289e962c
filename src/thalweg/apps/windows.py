"""WINDOWS: at what times of a day a passage is open while the water level changes, as with the tide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from thalweg.admission import Admission
from thalweg.question import Question
from thalweg.rules.rule import Reason, Verdict

DAY_MIN = 1440


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the day with one verdict."""

    start_min: int
    """First minute of the day."""
    end_min: int
    """The minute after the last one."""
    verdict: Verdict
    binding: tuple[Reason, ...]
    """Why it is no better, at the worse end of its first step."""
    levels: tuple[str, ...]
    """The water levels at that minute, in words."""

    @property
    def hours(self) -> str:
        """The window as clock times of the station."""
        return f"{self.start_min // 60:02d}:{self.start_min % 60:02d}-{self.end_min // 60:02d}:{self.end_min % 60:02d}"


@dataclass(frozen=True)
class WindowsResult:
    """The day, window by window."""

    question: Question
    mover: str
    step_min: int
    """How far apart the minutes lie that were tried."""
    windows: tuple[Window, ...]
    admission: Admission
    """Of the first minute."""

    @property
    def open_min(self) -> int:
        """Minutes of the day on which the passage is clear, or clear on conditions."""
        return sum(w.end_min - w.start_min for w in self.windows if w.verdict <= Verdict.CONDITIONAL)


def windows(question: Question, admit: Callable[[int], Admission], step_min: int) -> WindowsResult:
    """Ask at every step of the day whether the passage is open.

    Parameters
    ----------
    question
        Origin and destination must be places of the network.
    admit
        Makes the admission at a minute of the day, of one mover.
    step_min
        Minutes between two that are tried; of each step the worse end counts. One is enough where no water
        level changes within the day. The whole passage is taken to happen at once.
    """
    first = admit(0)
    if not first.snapshot.varies:
        step_min = DAY_MIN
    starts = range(0, DAY_MIN, step_min)
    tried = {0: _at(first, question)}
    for minute in (*starts[1:], DAY_MIN - 1) if first.snapshot.varies else ():
        tried[minute] = _at(admit(minute), question)
    found: list[Window] = []
    for minute in starts:
        end = min(minute + step_min, DAY_MIN)
        worse = max((tried[minute], tried.get(end, tried.get(DAY_MIN - 1, tried[minute]))), key=lambda t: t.verdict)
        if found and found[-1].verdict is worse.verdict:
            last = found.pop()
            found.append(Window(last.start_min, end, last.verdict, last.binding, last.levels))
        else:
            found.append(Window(minute, end, *worse))
    return WindowsResult(question, first.movers[0].name, step_min, tuple(found), first)


class _Tried(NamedTuple):
    """What one minute gives."""

    verdict: Verdict
    binding: tuple[Reason, ...]
    levels: tuple[str, ...]


def _at(admission: Admission, question: Question) -> _Tried:
    network = admission.snapshot.network
    origin, destination = (network.place_index[p] for p in (question.origin, question.destination))
    best = int(admission.best(0, origin)[destination])
    if best in (Verdict.CLEAR, len(Verdict)):
        return _Tried(Verdict(min(best, int(Verdict.BLOCKED))), (), admission.water_words())
    way = admission.way(0, origin, destination, best, admission.snapshot.length_km)
    return _Tried(Verdict(best), admission.binding(0, way or (), best), admission.water_words())
