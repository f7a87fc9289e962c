"""A case that admits movers, and keeps what it worked out for the next question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from thalweg.admission import Admission, admit
from thalweg.asking import (
    Day,
    Names,
    day,
    find_scenario,
    need_some,
    several,
)
from thalweg.movers import Mover
from thalweg.question import Question
from thalweg.records import ALL, Records
from thalweg.scenario import BASELINE

_KEPT_BYTES = 64 * 1024 * 1024
"""Memory for admissions, with their snapshots, that are kept for the next question; the oldest go first."""


@dataclass(frozen=True)
class Admitting(Records):
    """A loaded case with the admissions that its questions share."""

    _memo: dict[object, Admission] = field(default_factory=dict, repr=False, compare=False)

    @staticmethod
    def _days(on: Day | Sequence[Day] | None) -> tuple[date, ...]:
        """Return one day or several as days."""
        days = tuple(day("on", d) for d in ([on] if on is None or isinstance(on, str | date) else on))
        need_some("on", days)
        return days

    def _admission(self, question: Question, movers: tuple[Mover, ...]) -> Admission:
        """Admit movers as the question gives them, or return the admission that was made before."""
        readings = tuple(sorted(question.readings.items()))
        movers = tuple(m.with_given(question.given(self.case.attributes)) for m in movers)
        key = (movers, question.moment, question.scenario, readings, question.trip.key())
        admission = self._memo.get(key)
        if admission is None:
            admission = self._memo[key] = self._admit(question, movers)
            self._let_go()
        return admission

    def _let_go(self) -> None:
        """Drop the oldest admissions beyond the memory that they may take; the newest always stays."""
        held, seen = 0, set()
        for age, (key, it) in enumerate(reversed(list(self._memo.items()))):  # another thread may ask at the same time
            held += it.levels.nbytes + (0 if id(it.snapshot) in seen else it.snapshot.held_bytes)
            seen.add(id(it.snapshot))
            if age and held > _KEPT_BYTES:
                self._memo.pop(key, None)

    def forget(self) -> None:
        """Drop what is kept for the next question."""
        self._memo.clear()
        self._snapshots.clear()

    def _admit(self, question: Question, movers: tuple[Mover, ...]) -> Admission:
        """Admit movers just as they are."""
        snapshot = self._snapshot(find_scenario(self.case, question.scenario), question.moment, question.readings)
        return admit(snapshot, self.case.lawbook, movers, question.trip)

    def _scenario_ids(self, scenario: Names) -> tuple[str, ...]:
        """Return scenarios in order; of all, those that the case shows come first."""
        if scenario != ALL:
            return tuple(find_scenario(self.case, s).id for s in several(scenario))
        return tuple(dict.fromkeys((*self.case.about.show.scenarios, BASELINE, *sorted(self.case.scenarios))))
