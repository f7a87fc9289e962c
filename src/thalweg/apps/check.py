"""CHECK: can this mover get from A to B, by which path, and if not simply, why?"""

from __future__ import annotations

from dataclasses import dataclass

from thalweg.admission import Admission
from thalweg.apps.passage import (
    OBSTACLE_KM,
    Assumption,
    Step,
    assumptions_of,
    no_way,
    obstacles,
    of_tide,
    sentence_of,
    step,
    told,
)
from thalweg.question import Question
from thalweg.rules.rule import Reason, Requirement, Verdict


@dataclass(frozen=True)
class CheckResult:
    """The answer: the best verdict over all paths, and the cheapest path that has it."""

    question: Question
    mover: str
    verdict: Verdict
    path: tuple[Step, ...]
    reasons: tuple[Reason, ...]
    requirements: tuple[Requirement, ...]
    assumptions: tuple[Assumption, ...]
    admission: Admission
    """What the answer was asked of."""

    @property
    def length_km(self) -> float:
        """Length of the path, in km."""
        return sum(s.length_km for s in self.path)

    @property
    def sentence(self) -> str:
        """The answer in a sentence that can be printed."""
        return sentence_of(self.admission, self.question, self.mover, self.verdict, self.binding)

    @property
    def binding(self) -> tuple[Reason, ...]:
        """The reasons that make the verdict what it is."""
        return tuple(r for r in self.reasons if r.verdict is self.verdict)


def check(admission: Admission, question: Question, row: int) -> CheckResult:
    """Ask an admission whether the mover in one of its rows gets from origin to destination.

    Parameters
    ----------
    admission
        The admission for the question's moment and scenario.
    question
        Origin and destination must be places of the network.
    row
        The mover's row in the admission.
    """
    network = admission.snapshot.network
    arcs = network.arcs
    origin, destination = (network.place_index[p] for p in (question.origin, question.destination))
    best = admission.best(row, origin)[destination]
    mover = admission.movers[row]
    if best == len(Verdict):
        return CheckResult(
            question, mover.name, Verdict.BLOCKED, (), (no_way(admission, question, row),), (), (), admission
        )
    verdict = Verdict(int(best))
    cost = admission.snapshot.length_km
    if verdict >= Verdict.UNKNOWN:  # a path that cannot be taken for sure shows what stands in the way: the least
        cost = cost + OBSTACLE_KM * obstacles(admission, row, verdict)
    path = admission.way(row, origin, destination, verdict, cost)
    assert path is not None
    links = [int(arcs.link[a]) for a in path]
    steps = tuple(step(admission, int(arcs.tail[a]), int(arcs.head[a]), int(arcs.link[a]), row) for a in path)
    reasons, requirements = told(
        (admission.reasons(row, i) if admission.levels[row, i] != Verdict.CLEAR else (), admission.ruling(row, i))
        for i in dict.fromkeys(links)  # nothing stands in the way where all is clear
    )
    return CheckResult(
        question,
        mover.name,
        verdict,
        steps,
        reasons,
        requirements,
        (*assumptions_of(admission, question, row, links), *of_tide(reasons)),
        admission,
    )
