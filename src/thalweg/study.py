"""A case opened for questions: one method a question, the same on every surface."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Unpack

import numpy as np
from numpy.typing import NDArray

from thalweg.admission import Admission, admit
from thalweg.apps.access import Admissions, access
from thalweg.apps.allies import allies
from thalweg.apps.check import check
from thalweg.apps.crossings import borders_of, crossings, normal_border
from thalweg.apps.envelope import ANY, envelope
from thalweg.apps.facts import facts_of
from thalweg.apps.levers import Lever, Pulled, legal_key, pulled
from thalweg.apps.load import load
from thalweg.apps.may import may
from thalweg.apps.programme import programme
from thalweg.apps.route import route
from thalweg.apps.rules import rules
from thalweg.apps.screen import screen
from thalweg.apps.settle import settle
from thalweg.apps.unlock import BY, Aim, UnlockResult, unlock
from thalweg.apps.why import why
from thalweg.apps.windows import DAY_MIN, windows
from thalweg.asking import (
    Asked,
    Day,
    Names,
    Shared,
    Terms,
    asked,
    day,
    find_scenario,
    known_day,
    legal_place,
    need_some,
    passage,
    several,
    trusts_weak,
)
from thalweg.errors import bad_question, nearest, unknown_name
from thalweg.facts.resolve import Moment
from thalweg.io.case import Case, find_mover, load_case, loading_states
from thalweg.io.manifest import read_manifest
from thalweg.movers import Mover
from thalweg.planning import Planned, planned
from thalweg.question import Question
from thalweg.rules.library import facts_of as facts_asked
from thalweg.rules.pace import slower
from thalweg.rules.rule import OBLIGATION_TYPES, Verdict
from thalweg.scenario import BASELINE, Scenario
from thalweg.snapshot import Snapshot
from thalweg.solve import covers
from thalweg.solve.frontier import BUDGET
from thalweg.tables import (
    Access,
    Allies,
    Check,
    Crossings,
    Envelope,
    Facts,
    Load,
    May,
    Programme,
    Route,
    Rules,
    Screen,
    Settle,
    Unlock,
    Why,
    Windows,
)

ALL = "all"
_KEPT_BYTES = 64 * 1024 * 1024
"""Admissions that are kept for the next question; the oldest go first."""


@dataclass(frozen=True)
class Study:
    """A loaded case. Every method asks one question; days are `date`s or YYYY-MM-DD."""

    case: Case
    _memo: dict[object, Admission] = field(default_factory=dict, repr=False, compare=False)

    def __repr__(self) -> str:
        c = self.case
        return (
            f"<Study {c.name}: {c.about.title}; {len(c.network.links)} links, {len(c.network.gates)} gates, "
            f"{len(c.movers)} movers, {len(c.facts)} claims from {len(c.facts.sources)} sources, "
            f"{len(c.scenarios)} scenarios>"
        )

    def check(
        self,
        mover: str = "",
        origin: str = "",
        destination: str = "",
        on: Day | None = None,
        **terms: Unpack[Asked],
    ) -> Check:
        """Ask whether a mover gets from A to B, by which path, and if not simply, why.

        Parameters
        ----------
        mover
            Id of a mover, or `id@loading` for one of its loading states.
        origin, destination
            Ids of places. Without mover, origin and destination the case's default question is
            asked.
        on
            The day of the trip; today if not given.
        terms
            What questions share, by keyword: `known_on`, `scenario`, `readings`, `trust`, `purpose`,
            `trip`, `meets`, `orders`; see `Asked`.

        Raises
        ------
        BadInput
            If a name or a day does not exist.
        """
        question = passage(self.case, mover, origin, destination, Terms(on, **terms))
        return Check.of(check(self._admission(question, (find_mover(self.case, question.mover),)), question, 0))

    def why(
        self,
        mover: str = "",
        origin: str = "",
        destination: str = "",
        on: Day | None = None,
        **terms: Unpack[Asked],
    ) -> Why:
        """Take the answer of `check` apart, link by link, down to the claims and their sources."""
        question = passage(self.case, mover, origin, destination, Terms(on, **terms))
        answer = check(self._admission(question, (find_mover(self.case, question.mover),)), question, 0)
        return Why.of(why(answer, 0))

    def route(
        self,
        mover: str = "",
        origin: str = "",
        destination: str = "",
        on: Day | None = None,
        plan: Planned | None = None,
        **terms: Unpack[Asked],
    ) -> Route:
        """Ask for ways from A to B by distance, time or cost, with what each takes and whose consent it needs.

        Parameters
        ----------
        mover, origin, destination, on, terms
            As in `check`; a place may be given as `latitude,longitude`.
        plan
            How the way is chosen, as `{"by": "time", "depart": "08:00", "speeds": {"road": 60}}`; see `Planned`.
        """
        question = passage(self.case, mover, origin, destination, Terms(on, **terms))
        how = planned(self.case, question.on, plan or {})
        given = question.given(self.case.attributes)
        found = find_mover(self.case, question.mover).with_given(given)
        snapshot = self._snapshot_at(Terms(question.on, **terms))
        variants = slower(snapshot, found, how.clock.speeds_kmh)
        left = {k: v for k, v in question.said.items() if k not in given}  # the variants have what is given
        return Route.of(route(self._admission(replace(question, said=left), variants), question, how))

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
        change_mover
            Whether the mover may change too: sail lighter, under another flag, in another loading state.
        prove
            Whether the cuts are wanted that every set of changes must hit.
        budget
            Labels that may be made in the search.
        report
            Hears how many admissions are done; how many there will be is not known before.
        """
        aim = self._aim(target, count, by, change_mover, prove, budget)
        question = passage(self.case, mover, origin, destination, Terms(on, **terms))
        return Unlock.of(self._unlock(question, aim, report))

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
        if not 0 < share <= 1:
            raise bad_question("share", str(share), "a number above 0 and up to 1")
        aim = self._aim(target, count, by, False, False, budget)
        movers = tuple(self.case.movers) if mover == ALL else several(mover)
        need_some("mover", movers)
        asked = [passage(self.case, m, origin, destination, Terms(on, **terms)) for m in movers]
        found = []
        for done, question in enumerate(asked):
            report(done, len(asked))
            found.append(self._unlock(question, aim))
        ends = [self.case.network.place_index[p] for p in (origin, destination)]

        def verify(levers: Sequence[Lever]) -> list[Verdict]:
            scenario = pulled(find_scenario(self.case, asked[0].scenario), levers, "programme")
            admission = self._pulled(asked[0], scenario, movers)
            best = (int(admission.best(row, ends[0])[ends[1]]) for row in range(len(movers)))
            return [Verdict(min(b, int(Verdict.BLOCKED))) for b in best]

        return Programme.of(programme(movers, found, share, by == "cost", verify))

    def _aim(self, target: str, count: int, by: str, change_mover: bool, prove: bool, budget: int) -> Aim:
        """Check what is to be opened, and how."""
        verdicts = {str(v): v for v in (Verdict.CLEAR, Verdict.CONDITIONAL)}
        if target not in verdicts:
            raise bad_question("target", repr(target), "conditional or clear", nearest(target, verdicts))
        if by not in BY:
            raise bad_question("by", repr(by), "count or cost", nearest(by, BY))
        if not 1 <= count <= 50:
            raise bad_question("count", str(count), "1 to 50 sets")
        if budget < 1:
            raise bad_question("budget", f"{budget} labels", "at least 1")
        return Aim(verdicts[target], count, by, change_mover, prove, budget)

    def _unlock(
        self, question: Question, aim: Aim, report: Callable[[int, int], None] = lambda done, of: None
    ) -> UnlockResult:
        """Search for what opens a passage."""
        case = self.case
        memo: dict[object, NDArray[np.uint8]] = {}
        asked = frozenset(f for rule in case.lawbook.rules.values() for f in facts_asked(rule))
        made = 0

        def at(levers: Pulled) -> Admission:
            nonlocal made
            made += 1
            report(made, 0)
            return self._pulled(question, levers, (), memo, legal_key(levers, case.network.element_index, asked))

        scenario = find_scenario(case, question.scenario)
        return unlock(question, aim, scenario, at, case.levers, loading_states(case, question.mover))

    def _pulled(
        self, question: Question, levers: Pulled, movers: Sequence[str] = (),
        memo: dict[object, NDArray[np.uint8]] | None = None, same: object = None,
    ) -> Admission:  # fmt: skip
        """Admit the mover of a question, or others, when levers are pulled; `memo` and `same` are those of `admit`."""
        asked = replace(question, said={**question.said, **levers.said}, meets=(*question.meets, *levers.meets))
        given = asked.given(self.case.attributes)
        who = [find_mover(self.case, m).with_given(given) for m in movers or (levers.mover or question.mover,)]
        readings = {**question.readings, **levers.scenario.readings}
        snapshot = self._snapshot(levers.scenario, question.moment, readings)
        return admit(snapshot, self.case.lawbook, who, asked.trip, memo, same)

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
        if not 1 <= count <= 50:
            raise bad_question("count", str(count), "1 to 50 sets")
        if budget < 1:
            raise bad_question("budget", f"{budget} labels", "at least 1")
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

    def access(
        self,
        origin: str,
        destination: Names,
        on: Day | Sequence[Day] | None = None,
        *,
        mover: Names = "",
        scenario: Names = BASELINE,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Shared],
    ) -> Access:
        """Ask for many movers, destinations, days and scenarios at once.

        `mover`, `destination` and `scenario` take one id, several, or `all`; `on` one day or
        several; without `mover`, those that the case shows. `report` hears how many of how many
        admissions are done. The other parameters are those of `check`.
        """
        case = self.case
        movers = tuple(case.movers) if mover == ALL else several(mover or case.about.show.movers) or tuple(case.movers)
        places = tuple(case.network.place_index) if destination == ALL else several(destination)
        scenarios = self._scenario_ids(scenario)
        days = self._days(on)
        for name, axis in (("to", places), ("scenario", scenarios), ("on", days), ("mover", movers)):
            need_some(name, axis)
        shared = Terms(days[0], scenario=scenarios[0], **terms)
        for place in reversed(places):  # every name is checked; the first stays
            first = passage(case, movers[0], origin, place, shared)
        found = tuple(find_mover(case, m) for m in movers)
        cells = [(d, s) for d in days for s in scenarios]
        made: set[tuple[date, str]] = set()

        def make(on: date, name: str) -> Admission:
            question = passage(case, movers[0], origin, places[0], replace(shared, on=on, scenario=name))
            admission = self._admission(question, found)
            made.add((on, name))
            report(len(made), len(cells))
            return admission

        admissions = Admissions(cells, make)
        return Access.of(access(admissions, first, places, days, scenarios))

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

    def may(
        self,
        mover: str,
        at: str,
        on: Day | None = None,
        **terms: Unpack[Asked],
    ) -> May:
        """Ask only the law, of one legal place: order by order, rule by rule, with what would change it.

        `at` is the id of a legal place, or of a link that lies in one. The other parameters are
        those of `check`.
        """
        asking = Terms(on, **terms)
        snapshot = self._snapshot_at(asking)
        question = asked(self.case, mover, "", legal_place(self.case, at, snapshot), asking)
        return May.of(may(snapshot, self.case.lawbook, find_mover(self.case, mover), question))

    def screen(
        self,
        manifest: str | Path,
        at: str,
        on: Day | None = None,
        *,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Asked],
    ) -> Screen:
        """Screen a manifest, a CSV file of consignments, before the law of one place.

        `report` hears how many of how many are done. The other parameters are those of `may`.
        """
        path = Path(manifest)
        if not path.is_file():
            raise bad_question("manifest", f"no file {str(path)!r}", "a CSV file with a column id")
        book = self.case.lawbook
        classes = {*book.classes, *book.classes.values(), *(m.mover_class for m in self.case.movers.values())}
        rows = [(r.mover, r.said) for r in read_manifest(path, self.case.attributes, classes)]
        asking = Terms(on, **terms)
        snapshot = self._snapshot_at(asking)
        question = asked(self.case, "", "", legal_place(self.case, at, snapshot), asking)
        return Screen.of(screen(snapshot, self.case.lawbook, question, rows, lambda n: report(n, len(rows))))

    def rules(
        self, on: Day | None = None, *, before: Day | None = None, at: str = "", known_on: Day | None = None
    ) -> Rules:
        """List the rules in force on a day, at one legal place or at all, and what changed since another."""
        now = self.snapshot(on, known_on=known_on)
        place = legal_place(self.case, at, now) if at else ""
        earlier = None if before is None else self.snapshot(day("diff", before), known_on=known_on)
        return Rules.of(rules(self.case.lawbook, now, earlier, place))

    def facts(
        self,
        subject: str,
        attribute: str,
        on: Day | None = None,
        *,
        known_on: Day | None = None,
        where: Mapping[str, str] | None = None,
        scenario: str = BASELINE,
        trust: str = "normal",
    ) -> Facts:
        """Resolve one property of one subject, with every claim for, against and dropped.

        `where` names qualifiers, as `{"measure": "straight"}`. The other parameters are those of
        `check`.
        """
        claimed = self.attributes_of(subject)
        if attribute not in self.case.attributes:
            raise unknown_name("attribute", attribute, claimed or self.case.attributes)
        row = self.case.attributes[attribute]
        for key in where or {}:
            if key not in row.qualifiers:
                raise unknown_name("qualifier", key, row.qualifiers)
        snapshot = self.snapshot(on, known_on=known_on, scenario=scenario, trust=trust)
        return Facts.of(facts_of(snapshot, row, subject, {k: (v,) for k, v in (where or {}).items()}))

    def attributes_of(self, subject: str) -> tuple[str, ...]:
        """Return the attributes of which something is claimed, measured or said to be usual of a subject."""
        if subject not in self.case.kinds:
            raise unknown_name("subject", subject, self.case.kinds)
        facts = self.case.facts
        return tuple(sorted({a for s, a in (*facts.pairs(), *facts.climatologies) if s == subject}))

    def crossings(
        self,
        border: str = "",
        on: Day | None = None,
        *,
        status: Names = "open",
        known_on: Day | None = None,
        scenario: str = BASELINE,
    ) -> Crossings:
        """List the crossings of a border that are open on a day; `status` may be `all`."""
        snapshot = self.snapshot(on, known_on=known_on, scenario=scenario)
        everything = {*borders_of(snapshot), *borders_of(self.snapshot(on))}
        if border and normal_border(border) not in everything:
            raise unknown_name("border", border, everything)
        states = () if status == ALL else several(status)
        known = (*self.case.attributes["status"].values, "unknown")
        for state in states:
            if state not in known:
                raise bad_question("status", f"no state {state!r}", "a state of a crossing", nearest(state, known))
        return Crossings.of(crossings(snapshot, border, states))

    def allies(
        self,
        country: str,
        obligation: str = "",
        on: Day | None = None,
        *,
        since: Day | None = None,
        known_on: Day | None = None,
    ) -> Allies:
        """List who owes a country what on a day, and what it owes.

        With `since`, also what changed from that day; and always who would be drawn in by duties
        of defence if the country were attacked.
        """
        if obligation and obligation not in OBLIGATION_TYPES:
            hint = nearest(obligation, OBLIGATION_TYPES)
            raise bad_question("obligation", f"no obligation {obligation!r}", "a kind of obligation", hint)
        book = self.case.lawbook
        bound = {c for i in book.instruments.values() for o in i.obligations for c in (o.debtor, o.creditor)}
        if country.upper() not in {*bound, *book.countries}:
            raise unknown_name("country", country, {*bound, *book.countries})
        before = None if since is None else self.snapshot(day("since", since), known_on=known_on)
        now = self.snapshot(on, known_on=known_on)
        return Allies.of(allies(book, now, country.upper(), obligation, before))

    def snapshot(
        self,
        on: Day | None = None,
        *,
        known_on: Day | None = None,
        scenario: str = BASELINE,
        readings: Mapping[str, str] | None = None,
        trust: str = "normal",
    ) -> Snapshot:
        """Resolve the case at one moment: the arrays that all questions are asked of."""
        return self._snapshot_at(Terms(on, known_on, scenario, readings, trust))

    def _snapshot_at(self, terms: Terms) -> Snapshot:
        moment = Moment(day("on", terms.on), known_day(terms.known_on), trusts_weak(terms.trust))
        it = find_scenario(self.case, terms.scenario)
        return self._snapshot(it, moment, {**it.readings, **(terms.readings or {})})

    def _snapshot(self, scenario: Scenario, moment: Moment, readings: Mapping[str, str]) -> Snapshot:
        case = self.case
        facts = scenario.applied(case.facts)
        return Snapshot(case.network, case.attributes, facts, scenario, moment, readings, case.topics)

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
            kept = list(self._memo.items())  # another thread may ask at the same time
            while len(kept) > 1 and sum(a.levels.nbytes for _, a in kept) > _KEPT_BYTES:
                self._memo.pop(kept.pop(0)[0], None)
        return admission

    def _admit(self, question: Question, movers: tuple[Mover, ...]) -> Admission:
        """Admit movers just as they are."""
        snapshot = self._snapshot(find_scenario(self.case, question.scenario), question.moment, question.readings)
        return admit(snapshot, self.case.lawbook, movers, question.trip)

    def _scenario_ids(self, scenario: Names) -> tuple[str, ...]:
        """Return scenarios in order; of all, those that the case shows come first."""
        if scenario != ALL:
            return tuple(find_scenario(self.case, s).id for s in several(scenario))
        return tuple(dict.fromkeys((*self.case.about.show.scenarios, BASELINE, *sorted(self.case.scenarios))))


def open_case(name: str | Path) -> Study:
    """Open a bundled case by its name, or a case folder by its path.

    Raises
    ------
    BadInput
        If there is no such case, or it has problems; the error has all of them.
    """
    return Study(load_case(name))
