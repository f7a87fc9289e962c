"""The questions about size: how much can be loaded, at what times, and how large a vessel may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Unpack

from thalweg.admission import Admission, admit
from thalweg.admitting import Admitting
from thalweg.apps.envelope import ANY, envelope
from thalweg.apps.load import load
from thalweg.apps.windows import DAY_MIN, windows
from thalweg.asking import (
    Asked,
    Day,
    Names,
    Terms,
    asked,
    find_scenario,
    need_some,
    passage,
    several,
)
from thalweg.errors import bad_question, unknown_name
from thalweg.io.case import find_mover
from thalweg.movers import Mover
from thalweg.question import Question
from thalweg.records import ALL
from thalweg.solve.frontier import BUDGET
from thalweg.tables import (
    Envelope,
    Load,
    Windows,
)


@dataclass(frozen=True)
class Sizing(Admitting):
    """A loaded case of which it can be asked how large a mover may be."""

    def load(
        self,
        mover: str,
        origin: str,
        destination: str,
        on: Day | Sequence[Day] | None = None,
        *,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Asked],
    ) -> Load:
        """Ask for the most that a vessel can carry from A to B on a day, or on several.

        Every centimetre of draught from empty to full is put to the same rules as in `check`; the
        payload is that of the vessel's own table of deadweight by draught, or of its hull type.
        `report` hears how many days are done. The other parameters are those of `check`.
        """
        days = self._days(on)
        asking = Terms(days[0], **terms)
        question = passage(self.case, mover, origin, destination, asking)
        given = question.given(self.case.attributes)
        if "draught_m" in given:
            raise bad_question("with", "a draught_m", "none, since every draught is tried")
        vessel = find_mover(self.case, question.mover).with_given(given)
        if vessel.kind != "vessel":
            raise bad_question("mover", f"{question.mover} is a {vessel.kind}", "a vessel")

        def admitted(asked: Question, them: tuple[Mover, ...]) -> Admission:
            left = {k: v for k, v in asked.said.items() if k not in given}  # the vessels have what is given
            return self._admit(replace(asked, said=left), them)

        snapshot = self._snapshot_at(asking)
        return Load.of(load(snapshot, question, vessel, days, admitted, lambda n: report(n, len(days))))

    def windows(
        self,
        mover: str,
        origin: str,
        destination: str,
        on: Day | None = None,
        *,
        step_min: int = 10,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Asked],
    ) -> Windows:
        """Ask at what times of the day a passage is open while the water level changes.

        `step_min` says how far apart the minutes lie that are tried; `report` hears how many of how many
        are done. The other parameters are those of `check`.
        """
        if not 1 <= step_min <= DAY_MIN:
            raise bad_question("step", f"{step_min} minutes", f"1 to {DAY_MIN} minutes")
        question = passage(self.case, mover, origin, destination, Terms(on, **terms))
        it = find_scenario(self.case, question.scenario)
        found = find_mover(self.case, question.mover).with_given(question.given(self.case.attributes))

        start = self._snapshot(it, replace(question.moment, minute=0), question.readings)

        def at(minute: int) -> Admission:
            report(minute, DAY_MIN)
            snapshot = start.at_minute(minute) if minute else start
            return admit(snapshot, self.case.lawbook, (found,), question.trip)

        return Windows.of(windows(question, at, step_min))

    def envelope(
        self,
        origin: str,
        destination: Names,
        on: Day | None = None,
        *,
        mover: str = "",
        budget: int = BUDGET,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Asked],
    ) -> Envelope:
        """Ask for the largest vessels that get from A to B: by draught, air draught, beam and length.

        `destination` takes one id, several, or `all`. With `mover` the law of that vessel's flag, class
        and cargo counts; without one only what law says of size. `budget` bounds the work on hostile
        networks; `report` hears how many of how many destinations are done. The other parameters are those of `check`.
        """
        case = self.case
        places = tuple(case.network.place_index) if destination == ALL else several(destination)
        need_some("to", places)
        if budget < 1:
            raise bad_question("budget", f"{budget} labels", "at least 1")
        vessel = find_mover(case, mover) if mover else ANY
        if vessel.kind != "vessel":
            raise bad_question("mover", f"{mover} is a {vessel.kind}", "a vessel")
        asking = Terms(on, **terms)
        for place in (origin, *places):
            if place not in case.network.place_index:
                raise unknown_name("place", place, case.network.place_index)
        question = asked(case, mover, origin, places[0], asking)
        admission = self._admission(question, (vessel,))
        return Envelope.of(envelope(admission, question, places, not mover, budget, lambda n: report(n, len(places))))
