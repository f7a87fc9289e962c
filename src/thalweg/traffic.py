"""The questions about traffic: how much flows, what a corridor takes, how far one gets at sea."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Unpack

from thalweg.admission import Admission
from thalweg.apps.capacity import MEASURES
from thalweg.apps.flow import Aim, flow
from thalweg.asking import Asked, Day, Terms, passage, verdict_named
from thalweg.errors import bad_question, nearest
from thalweg.io.case import find_mover
from thalweg.movers import Mover
from thalweg.question import Question
from thalweg.records import Records
from thalweg.tables import Flow

MOST_RUNGS = 100


@dataclass(frozen=True, repr=False)
class Traffic(Records, ABC):
    """A loaded case whose traffic can be asked for; `Study` adds the questions about passage."""

    @abstractmethod
    def _admission(self, question: Question, movers: tuple[Mover, ...]) -> Admission:
        """Admit movers as the question gives them."""

    def flow(
        self,
        mover: str = "",
        origin: str = "",
        destination: str = "",
        on: Day | None = None,
        *,
        measure: str = "",
        accept: str = "conditional",
        relieve: int = 0,
        **terms: Unpack[Asked],
    ) -> Flow:
        """Ask how much gets from A to B in a day, what bounds it, and what relieving the bottleneck would buy.

        Parameters
        ----------
        mover, origin, destination, on, terms
            As in `check`.
        measure
            `vehicles`, `trains`, `t` or `persons`; the usual one of the mover's kind if not given.
        accept
            The worst verdict of links that are used.
        relieve
            How many times the bottleneck is relieved, one after another.
        """
        question = passage(self.case, mover, origin, destination, Terms(on, **terms))
        found = find_mover(self.case, question.mover)
        measures = MEASURES[found.kind]
        if measure and measure not in measures:
            raise bad_question(
                "measure", repr(measure), f"{' or '.join(measures)} for a {found.kind}", nearest(measure, measures)
            )
        if not 0 <= relieve <= MOST_RUNGS:
            raise bad_question("relieve", f"{relieve} times", f"0 to {MOST_RUNGS}")
        if question.origin == question.destination:
            raise bad_question("to", f"{question.destination}, where it starts", "another place")
        aim = Aim(measure or measures[0], verdict_named("accept", accept), relieve)
        return Flow.of(flow(self._admission(question, (found,)), question, aim))
