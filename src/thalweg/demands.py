"""The questions of demand: how much more would travel, and over which ways it spreads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO, Unpack

from thalweg.admission import Admission
from thalweg.admitting import Admitting
from thalweg.apps.assign import assigned
from thalweg.apps.response import response
from thalweg.apps.route import Plan, RouteResult, route
from thalweg.asking import Asked, Day, Terms, away, find_scenario, passage
from thalweg.io.case import find_mover
from thalweg.io.demand import read_demand
from thalweg.io.trade import read_trade
from thalweg.planning import Planned, planned
from thalweg.question import Question
from thalweg.responding import Demanded, asked_twice, demanded, side, spread_of, timed_by, unit_of
from thalweg.rules.pace import slower
from thalweg.scenario import BASELINE
from thalweg.solve.assign import GAP
from thalweg.tables import Assign, Response


@dataclass(frozen=True)
class Demands(Admitting):
    """A loaded case of which it can be asked how much travels; `Study` adds the questions about one mover."""

    def response(
        self,
        mover: str = "",
        origin: str = "",
        destination: str = "",
        on: Day | None = None,
        *,
        against: str = BASELINE,
        demand: Demanded | None = None,
        trade: str | Path | TextIO | None = None,
        plan: Planned | None = None,
        **terms: Unpack[Asked],
    ) -> Response:
        """Ask how much more would travel from A to B under a scenario than under another, by several methods.

        Parameters
        ----------
        mover, origin, destination, on, terms
            As in `check`; `scenario` is the one that comes true.
        against
            The scenario before.
        demand
            What is given of demand, as `{"per_day": 20, "trade_elasticity": 5}`; see `Demanded`.
        trade
            For structural gravity a CSV file, or an open text file, with columns origin, destination, value (sales at
            home too, which every country needs), takes_way (yes where the goods take the way), and if wanted source.
        plan
            How ways are chosen and priced, as in `route`; three by time if not said.
        """
        how: Planned = {"by": "time", "count": 3, **(plan or {})}
        after = passage(self.case, mover, origin, destination, Terms(on, **terms))
        before = replace(after, scenario=against or BASELINE)
        asked_twice(after, find_scenario(self.case, before.scenario).id)
        traded = None if trade is None else read_trade(trade)
        old_terms: Asked = {**terms, "scenario": before.scenario}
        found = self._routed(before, how, old_terms), self._routed(after, how, terms)
        unit = unit_of(found)
        given = demanded(demand or {}, unit, found[1].plan.cost_per_h, traded)
        sides = side(found[0], unit), side(found[1], unit, found[0])
        snapshot = found[1].admission.snapshot
        return Response.of(
            response(snapshot, after, find_mover(self.case, after.mover), *sides, given, timed_by(found[1].plan))
        )

    def assign(
        self,
        demand: str | Path | TextIO | None = None,
        on: Day | None = None,
        *,
        gap: float = GAP,
        plan: Planned | None = None,
        **terms: Unpack[Asked],
    ) -> Assign:
        """Ask over which ways a demand spreads where capacities are shared, and on whose consent each rests.

        Parameters
        ----------
        demand
            A CSV file, or an open text file, with columns origin, destination, mover, per_day, and if wanted
            elasticity and source; the case's own `demand.csv` if not given.
        on, terms
            As in `check`.
        gap
            The relative gap at which the search ends.
        plan
            Speeds, prices, `transfer_h` and `accept` as in `route`.
        """
        rows = read_demand(self.case, demand)
        first = passage(self.case, rows[0].mover, rows[0].origin, rows[0].destination, Terms(on, **terms))
        how = planned(self.case, first.on, plan or {})
        spread = spread_of(how, gap)
        admissions = []
        for row in rows:
            question = passage(self.case, row.mover, row.origin, row.destination, Terms(first.on, **terms))
            admissions.append(self._slowed(question, how, terms)[0])
        return Assign.of(assigned(admissions, rows, spread))

    def _routed(self, question: Question, plan: Planned | None, terms: Asked) -> RouteResult:
        """Choose ways."""
        how = planned(self.case, question.on, plan or {})
        return route(*self._slowed(away(question, how.via), how, terms), how)

    def _slowed(self, question: Question, how: Plan, terms: Asked) -> tuple[Admission, Question]:
        """Admit a mover at its speed and at lower ones; return the question too, without what they have of it."""
        given = question.given(self.case.attributes)
        found = find_mover(self.case, question.mover).with_given(given)
        snapshot = self._snapshot_at(Terms(question.on, **terms))
        left = {k: v for k, v in question.said.items() if k not in given}
        variants = slower(snapshot, found, how.clock.speeds_kmh)
        return self._admission(replace(question, said=left), variants), question
