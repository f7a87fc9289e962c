"""Unlocking a case: levers pulled one after another, each time on facts of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from thalweg.admission import Admission, admit
from thalweg.apps.check import check
from thalweg.apps.levers import Lever, Pulled, pulled
from thalweg.apps.programme import ProgrammeResult, programme
from thalweg.apps.unlock import BY, Aim, UnlockResult, unlock
from thalweg.asking import find_scenario, snapshot_of
from thalweg.errors import bad_question, nearest
from thalweg.io.case import Case, find_mover, loading_states
from thalweg.question import Question
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
        made = 0

        def at(levers: Pulled) -> Admission:
            nonlocal made
            made += 1
            report(made, 0)
            return self.admitted(question, levers)

        scenario = find_scenario(self.case, question.scenario)
        return unlock(question, aim, scenario, at, self.case.levers, loading_states(self.case, question.mover))

    def waited(
        self, result: UnlockResult, years: int, report: Callable[[int, int], None] = lambda done, of: None
    ) -> UnlockResult:
        """Return an answer with the first later day on which the passage opens by itself, within some years."""
        question = result.question
        if years <= 0 or result.verdict <= result.aim.target:
            return result
        last = question.on.replace(year=question.on.year + years, day=min(question.on.day, 28))
        days = turning_days(self.case, question.on, last)
        base = pulled(find_scenario(self.case, question.scenario), (), question.scenario, "")
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
        asked = dict(zip(movers, questions, strict=True))

        def verify(key: str, levers: Sequence[Lever]) -> Verdict:
            scenario = find_scenario(self.case, asked[key].scenario)
            together = pulled(scenario, levers, "programme", "Programme")
            return check(self.admitted(asked[key], together), asked[key], 0).verdict

        return programme(movers, found, share, aim.by == "cost", verify)

    def admitted(self, question: Question, levers: Pulled) -> Admission:
        """Admit the mover of a question when levers are pulled."""
        case = self.case
        asked = replace(question, said={**question.said, **levers.said}, meets=(*question.meets, *levers.meets))
        who = find_mover(case, levers.mover or question.mover).with_given(asked.given(case.attributes))
        readings = {**question.readings, **levers.scenario.readings}
        snapshot = snapshot_of(case, levers.scenario, question.moment, readings)
        return admit(snapshot, case.lawbook, (who,), asked.trip)


def aim_of(target: str, count: int, by: str, change_mover: bool, prove: bool, budget: int) -> Aim:
    """Check what is to be opened, and how."""
    verdicts = {str(v): v for v in (Verdict.CLEAR, Verdict.CONDITIONAL)}
    if target not in verdicts:
        raise bad_question("target", repr(target), "conditional or clear", nearest(target, verdicts))
    if by not in BY:
        raise bad_question("by", repr(by), "count or cost", nearest(by, BY))
    check_bounds(count, budget)
    return Aim(verdicts[target], count, by, change_mover, prove, budget)


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
