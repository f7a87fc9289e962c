"""Unlocking a case: levers pulled one after another, each time on facts of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from thalweg.admission import Admission, admit
from thalweg.apps.check import check
from thalweg.apps.levers import Lever, Pulled, legal_key, pulled
from thalweg.apps.programme import ProgrammeResult, programme
from thalweg.apps.unlock import BY, Aim, UnlockResult, unlock
from thalweg.asking import find_scenario, snapshot_of
from thalweg.errors import bad_question, nearest
from thalweg.io.case import Case, find_mover, loading_states
from thalweg.question import Question
from thalweg.rules.library import facts_of
from thalweg.rules.rule import Verdict
from thalweg.turning import turning_days

MOST_SETS = 50
MOST_YEARS = 100


@dataclass(frozen=True)
class Opener:
    """Asks what would open passages of a case."""

    case: Case

    def unlock(
        self, question: Question, aim: Aim, report: Callable[[int, int], None] = lambda done, of: None
    ) -> UnlockResult:
        """Search for what opens a passage; `report` hears how many admissions are done."""
        case = self.case
        memo: dict[object, NDArray[np.uint8]] = {}
        asked = frozenset(f for rule in case.lawbook.rules.values() for f in facts_of(rule))
        made = 0

        def at(levers: Pulled) -> Admission:
            nonlocal made
            made += 1
            report(made, 0)
            return self.admitted(question, levers, (), memo, legal_key(levers, case.network.element_index, asked))

        scenario = find_scenario(case, question.scenario)
        return unlock(question, aim, scenario, at, case.levers, loading_states(case, question.mover))

    def waited(
        self, result: UnlockResult, years: int, report: Callable[[int, int], None] = lambda done, of: None
    ) -> UnlockResult:
        """Return an answer with the first later day on which the passage opens by itself, within some years."""
        question = result.question
        if years <= 0 or result.verdict <= result.aim.target:
            return result
        last = question.on.replace(year=question.on.year + years, day=min(question.on.day, 28))
        days = turning_days(self.case, question.on, last)
        base = pulled(find_scenario(self.case, question.scenario), (), question.scenario)
        for done, day in enumerate(days):
            report(done, len(days))
            then = replace(question, on=day)
            if check(self.admitted(then, base), then, 0).verdict <= result.aim.target:
                return replace(result, opens_on=day)
        return result

    def programme(
        self,
        movers: Sequence[str],
        questions: Sequence[Question],
        aim: Aim,
        share: float,
        report: Callable[[int, int], None],
    ) -> ProgrammeResult:
        """Search for what opens a passage to a share of a fleet; `report` hears how many movers are done."""
        if not 0 < share <= 1:
            raise bad_question("share", str(share), "a number above 0 and up to 1")
        found = []
        for done, question in enumerate(questions):
            report(done, len(questions))
            found.append(self.unlock(question, aim))
        network, first = self.case.network, questions[0]
        origin, destination = (network.place_index[p] for p in (first.origin, first.destination))

        def verify(levers: Sequence[Lever]) -> list[Verdict]:
            together = pulled(find_scenario(self.case, first.scenario), levers, "programme")
            best = self.admitted(first, together, movers).bests(origin)[:, destination]
            return [Verdict(min(int(b), int(Verdict.BLOCKED))) for b in best]

        return programme(movers, found, share, aim.by == "cost", verify)

    def admitted(
        self,
        question: Question,
        levers: Pulled,
        movers: Sequence[str] = (),
        memo: dict[object, NDArray[np.uint8]] | None = None,
        same: object = None,
    ) -> Admission:
        """Admit the mover of a question, or others, when levers are pulled; `memo` and `same` are those of `admit`."""
        case = self.case
        asked = replace(question, said={**question.said, **levers.said}, meets=(*question.meets, *levers.meets))
        given = asked.given(case.attributes)
        who = [find_mover(case, m).with_given(given) for m in movers or (levers.mover or question.mover,)]
        readings = {**question.readings, **levers.scenario.readings}
        snapshot = snapshot_of(case, levers.scenario, question.moment, readings)
        return admit(snapshot, case.lawbook, who, asked.trip, memo, same)


def aim_of(target: str, count: int, by: str, change_mover: bool, prove: bool, budget: int) -> Aim:
    """Check what is to be opened, and how."""
    verdicts = {str(v): v for v in (Verdict.CLEAR, Verdict.CONDITIONAL)}
    if target not in verdicts:
        raise bad_question("target", repr(target), "conditional or clear", nearest(target, verdicts))
    if by not in BY:
        raise bad_question("by", repr(by), "count, cost or pareto", nearest(by, BY))
    check_bounds(count, budget)
    wanted = MOST_SETS if by == "pareto" else count
    return Aim(verdicts[target], wanted, by, change_mover, prove, budget)


def check_years(years: int) -> None:
    """Refuse a number of years to wait that makes no sense."""
    if not 0 <= years <= MOST_YEARS:
        raise bad_question("wait", str(years), f"0 to {MOST_YEARS} years")


def check_bounds(count: int, budget: int) -> None:
    """Refuse a number of sets, or a budget, that makes no sense."""
    if not 1 <= count <= MOST_SETS:
        raise bad_question("count", str(count), f"1 to {MOST_SETS} sets")
    if budget < 1:
        raise bad_question("budget", f"{budget} labels", "at least 1")
