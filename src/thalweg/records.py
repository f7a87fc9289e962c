"""What a case holds, asked for by itself: its law, its facts, its crossings and its alliances."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO, Unpack

from thalweg.apps.allies import alliances, allies
from thalweg.apps.claims import claims
from thalweg.apps.crossings import borders_of, crossings, normal_border
from thalweg.apps.facts import facts_of
from thalweg.apps.may import may
from thalweg.apps.rules import rules
from thalweg.apps.screen import screen
from thalweg.asking import (
    Asked,
    Day,
    Names,
    Terms,
    asked,
    day,
    find_scenario,
    known_day,
    legal_place,
    several,
    snapshot_of,
    trusts_weak,
)
from thalweg.errors import bad_question, nearest, unknown_name
from thalweg.facts.resolve import Moment
from thalweg.io.case import Case, find_mover
from thalweg.io.manifest import read_manifest
from thalweg.rules.rule import OBLIGATION_TYPES
from thalweg.scenario import BASELINE, Scenario
from thalweg.snapshot import Snapshot
from thalweg.tables import About, Alliances, Allies, Claims, Crossings, Facts, May, Rules, Screen

ALL = "all"
MOST_CLAIMS = 10_000
_KEPT = 8
"""Snapshots that are kept for the next question; the oldest go first."""


@dataclass(frozen=True)
class Records:
    """A loaded case whose law and facts can be asked for; `Study` adds the questions about passage."""

    case: Case
    _snapshots: dict[object, Snapshot] = field(default_factory=dict, repr=False, compare=False)

    def about(self) -> About:
        """Return what the case holds: what can be asked of it, and the days on which something changes."""
        return About(self.case)

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
        manifest: str | Path | TextIO,
        at: str,
        on: Day | None = None,
        *,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Asked],
    ) -> Screen:
        """Screen a manifest, a CSV file of consignments, before the law of one place.

        `manifest` is the path of the file, or an open text file. `report` hears how many of how many are done.
        The other parameters are those of `may`.
        """
        book = self.case.lawbook
        classes = {*book.classes, *book.classes.values(), *(m.mover_class for m in self.case.movers.values())}
        rows = [(r.mover, r.said) for r in read_manifest(manifest, self.case.attributes, classes)]
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

    def all_facts(
        self,
        subject: str,
        on: Day | None = None,
        *,
        known_on: Day | None = None,
        scenario: str = BASELINE,
        trust: str = "normal",
    ) -> tuple[Facts, ...]:
        """Resolve every property of a subject of which something is claimed, as `facts` does one."""
        return tuple(
            self.facts(subject, a, on, known_on=known_on, scenario=scenario, trust=trust)
            for a in self.attributes_of(subject)
        )

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
        _check_obligation(obligation)
        book = self.case.lawbook
        bound = {c for i in book.instruments.values() for o in i.obligations for c in (o.debtor, o.creditor)}
        if country.upper() not in {*bound, *book.countries}:
            raise unknown_name("country", country, {*bound, *book.countries})
        before = None if since is None else self.snapshot(day("since", since), known_on=known_on)
        now = self.snapshot(on, known_on=known_on)
        return Allies.of(allies(book, now, country.upper(), obligation, before))

    def alliances(self, obligation: str = "", on: Day | None = None, *, known_on: Day | None = None) -> Alliances:
        """List every obligation between states in force on a day, and every instrument with its time."""
        _check_obligation(obligation)
        return Alliances.of(alliances(self.case.lawbook, self.snapshot(on, known_on=known_on), obligation))

    def claims(
        self, words: str, *, count: int = 100, report: Callable[[int, int], None] = lambda done, of: None
    ) -> Claims:
        """Find the claims in which every one of some words stands: of a thing, a property, a value, a source.

        `count` is how many are returned; `report` hears how many of how many claims were read.
        """
        if not words.strip():
            raise bad_question("words", "nothing to look for", "one or more words")
        if not 1 <= count <= MOST_CLAIMS:
            raise bad_question("count", str(count), f"1 to {MOST_CLAIMS:,} claims")
        case, whole = self.case, len(self.case.facts)
        return Claims.of(claims(case.facts, case.names, words, count, lambda done: report(done, whole)))

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
        """Return the case at one moment; the latest ones are kept, since much of them is looked up but once."""
        key = (scenario.id, moment, tuple(sorted(readings.items())))
        found = self._snapshots.get(key)
        if found is None:
            found = self._snapshots[key] = snapshot_of(self.case, scenario, moment, readings)
            for old in list(self._snapshots)[:-_KEPT]:  # another thread may ask at the same time
                self._snapshots.pop(old, None)
        return found


def _check_obligation(obligation: str) -> None:
    if obligation and obligation not in OBLIGATION_TYPES:
        hint = nearest(obligation, OBLIGATION_TYPES)
        raise bad_question("obligation", f"no obligation {obligation!r}", "a kind of obligation", hint)
