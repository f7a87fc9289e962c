"""The questions about changes and unknowns: unlock, programme, settle, compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Unpack

from thalweg.admitting import Admitting
from thalweg.apps.check import CheckResult, check
from thalweg.apps.compare import compare
from thalweg.apps.settle import settle
from thalweg.asking import (
    Asked,
    Day,
    Names,
    Shared,
    Terms,
    need_some,
    passage,
    several,
)
from thalweg.io.case import find_mover
from thalweg.io.composed import one_less
from thalweg.opening import Opener, aim_of, check_bounds, check_years
from thalweg.records import ALL
from thalweg.scenario import BASELINE
from thalweg.solve import covers
from thalweg.tables import (
    Compare,
    Programme,
    Settle,
    Unlock,
)


@dataclass(frozen=True)
class Changing(Admitting):
    """A loaded case of which it can be asked what would change an answer."""

    def compare(
        self,
        mover: str = "",
        origin: str = "",
        destination: str = "",
        on: Day | None = None,
        *,
        scenario: Names = BASELINE,
        parts: bool = True,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Shared],
    ) -> Compare:
        """Hold the answers under several scenarios against the first, and each part of a scenario against its absence.

        `scenario` takes one id, several, or `all`; of one alone, the baseline is the first. With `parts` each
        change, lever and reading of a scenario is told with what it changes. `report` hears how many of how many
        answers are done. The other parameters are those of `check`.
        """
        names = self._scenario_ids(scenario)
        names = names if len(names) != 1 else tuple(dict.fromkeys((BASELINE, *names)))
        need_some("scenario", names)
        less = [one_less(self.case, name) if parts else () for name in names]
        total, done = len(names) + sum(map(len, less)), 0

        def answer(name: str) -> CheckResult:
            nonlocal done
            report(done, total)
            done += 1
            question = passage(self.case, mover, origin, destination, Terms(on, scenario=name, **terms))
            return check(self._admission(question, (find_mover(self.case, question.mover),)), question, 0)

        answers = [answer(name) for name in names]
        return Compare.of(compare(answers, [[(part, answer(left)) for part, left in own] for own in less]))

    def unlock(
        self,
        mover: str = "",
        origin: str = "",
        destination: str = "",
        on: Day | None = None,
        *,
        target: str = "conditional",
        count: int = 3,
        by: str = "count",
        change_mover: bool = True,
        prove: bool = False,
        wait: int = 0,
        budget: int = covers.BUDGET,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Asked],
    ) -> Unlock:
        """Ask which smallest sets of changes would open a passage; each is verified before it is returned.

        Parameters
        ----------
        mover, origin, destination, on, terms
            As in `check`.
        target
            The worst verdict that counts as open: `conditional`, or `clear`.
        count
            How many sets are wanted.
        by
            `count` for the fewest changes, `cost` for the least cost; unknown costs come after all known ones.
            `pareto` for every set than which no other asks for as few consents, as few other changes, as few
            unknown costs and as little known cost.
        change_mover
            Whether the mover may change too: sail lighter, under another flag, with other goods, in another loading
            state.
        prove
            Whether the cuts are wanted that every set of changes must hit.
        wait
            Years in which to look for the first later day on which the passage opens by itself.
        budget
            Labels that may be made in the search.
        report
            Hears how many admissions are done; how many there will be is not known before.
        """
        aim = aim_of(target, count, by, change_mover, prove, budget)
        question = passage(self.case, mover, origin, destination, Terms(on, **terms))
        check_years(wait)
        opener = Opener(self.case)
        return Unlock.of(opener.waited(opener.unlock(question, aim, report), wait, report))

    def programme(
        self,
        mover: Names,
        origin: str,
        destination: str,
        on: Day | None = None,
        *,
        share: float = 1.0,
        target: str = "conditional",
        count: int = 10,
        by: str = "count",
        budget: int = covers.BUDGET,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Asked],
    ) -> Programme:
        """Ask for the fewest changes that open a passage to a share of a fleet, and what each further one adds.

        `mover` takes several ids, or `all`; `share` is above 0 and up to 1; `count` is how many sets of changes
        are considered for each mover. Changes of a mover itself, and of what its trip says, are left out. The
        other parameters are those of `unlock`.
        """
        aim = aim_of(target, count, by, False, False, budget)
        movers = tuple(self.case.movers) if mover == ALL else several(mover)
        need_some("mover", movers)
        asked_ = [passage(self.case, m, origin, destination, Terms(on, **terms)) for m in movers]
        return Programme.of(Opener(self.case).programme(movers, asked_, aim, share, report))

    def settle(
        self,
        mover: Names = "",
        origin: str = "",
        destination: str = "",
        on: Day | Sequence[Day] | None = None,
        *,
        scenario: Names = BASELINE,
        count: int = 5,
        budget: int = covers.BUDGET,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Shared],
    ) -> Settle:
        """Ask which unknown or contested facts would decide a passage, each way.

        Parameters
        ----------
        mover, scenario, on
            One, or several: then the facts are ranked by how many of the cells they decide. `mover` and
            `scenario` may be `all`.
        origin, destination, terms
            As in `check`.
        count
            How many sets of facts are wanted, each way.
        budget
            Labels that may be made in each search.
        report
            Hears how many of how many cells are done.
        """
        check_bounds(count, budget)
        case = self.case
        movers = tuple(case.movers) if mover == ALL else several(mover) or ("",)
        scenarios, days = self._scenario_ids(scenario), self._days(on)
        cells = [(m, d, s) for m in movers for d in days for s in scenarios]
        found = []
        for done, (who, at, name) in enumerate(cells):
            report(done, len(cells))
            asking = Terms(at if on is not None else None, scenario=name, **terms)
            question = passage(case, who, origin, destination, asking)
            admission = self._admission(question, (find_mover(case, question.mover),))
            found.append(settle(admission, question, 0, count, budget))
        return Settle.of(tuple(found))
