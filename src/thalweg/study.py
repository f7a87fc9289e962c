"""A case opened for questions: one method a question, the same on every surface."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from thalweg.admission import Admission, admit
from thalweg.apps.access import access
from thalweg.apps.allies import allies
from thalweg.apps.check import check
from thalweg.apps.crossings import borders_of, crossings, normal_border
from thalweg.apps.facts import facts_of
from thalweg.apps.may import may
from thalweg.apps.rules import rules
from thalweg.apps.screen import screen
from thalweg.apps.why import why
from thalweg.errors import bad_question, nearest, unknown_name
from thalweg.facts.resolve import Moment
from thalweg.io.case import Case, find_mover, load_case
from thalweg.io.manifest import read_manifest
from thalweg.movers import Mover
from thalweg.period import parse_day
from thalweg.question import Question
from thalweg.rules.rule import OBLIGATION_TYPES
from thalweg.scenario import BASELINE, Scenario
from thalweg.snapshot import Snapshot
from thalweg.tables import Access, Allies, Check, Crossings, Facts, May, Rules, Screen, Why

Day = str | date
ALL = "all"


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
        *,
        known_on: Day | None = None,
        scenario: str = BASELINE,
        readings: Mapping[str, str] | None = None,
        trust: str = "normal",
        purpose: str = "",
        trip: Mapping[str, str | float] | None = None,
        meets: str | Sequence[str] = (),
        orders: str | Sequence[str] | None = None,
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
        known_on
            Use only what was certainly known on this day; everything if not given.
        scenario
            Id of a scenario of the case.
        readings
            For contested articles the reading to take, beside those of the scenario.
        trust
            `normal`, or `weak` to let weak sources decide.
        purpose
            What the trip is for, where a rule asks.
        trip
            What else is said of the trip, as `{"direction": "northbound", "notice_days": 8}`.
        meets
            Tokens of requirements that the trip is planned to meet.
        orders
            Legal orders that are enforced; if not given, those of each place.

        Raises
        ------
        BadInput
            If a name or a day does not exist.
        """
        question = self.question(
            mover, origin, destination, on, known_on, scenario, readings, trust, purpose, trip, meets, orders
        )
        found = find_mover(self.case, question.mover)
        return Check.of(check(self._admission(question, (found,)), question, 0))

    def why(
        self,
        mover: str = "",
        origin: str = "",
        destination: str = "",
        on: Day | None = None,
        *,
        known_on: Day | None = None,
        scenario: str = BASELINE,
        readings: Mapping[str, str] | None = None,
        trust: str = "normal",
        purpose: str = "",
        trip: Mapping[str, str | float] | None = None,
        meets: str | Sequence[str] = (),
        orders: str | Sequence[str] | None = None,
    ) -> Why:
        """Take the answer of `check` apart, link by link, down to the claims and their sources."""
        question = self.question(
            mover, origin, destination, on, known_on, scenario, readings, trust, purpose, trip, meets, orders
        )
        found = find_mover(self.case, question.mover)
        return Why.of(why(check(self._admission(question, (found,)), question, 0), 0))

    def access(
        self,
        origin: str,
        destination: str | Sequence[str],
        on: Day | Sequence[Day] | None = None,
        *,
        mover: str | Sequence[str] = "",
        scenario: str | Sequence[str] = BASELINE,
        known_on: Day | None = None,
        readings: Mapping[str, str] | None = None,
        trust: str = "normal",
        purpose: str = "",
        trip: Mapping[str, str | float] | None = None,
        meets: str | Sequence[str] = (),
        orders: str | Sequence[str] | None = None,
    ) -> Access:
        """Ask for many movers, destinations, days and scenarios at once.

        `mover`, `destination` and `scenario` take one id, several, or `all`; `on` one day or
        several; without `mover`, those that the case shows. The other parameters are those of
        `check`.
        """
        movers = tuple(self.case.movers) if mover == ALL else _several(mover or self.case.about.show.movers)
        movers = movers or tuple(self.case.movers)
        places = tuple(self._places()) if destination == ALL else _several(destination)
        scenarios = self._scenario_ids(scenario)
        days = tuple(_day("on", d) for d in ([on] if on is None or isinstance(on, str | date) else on))
        for name, axis in (("to", places), ("scenario", scenarios), ("on", days), ("mover", movers)):
            _some(name, axis)
        questions = [
            self.question(
                movers[0], origin, place, days[0], known_on, scenarios[0], readings, trust, purpose, trip, meets, orders
            )
            for place in places
        ]
        found = tuple(find_mover(self.case, m) for m in movers)
        admissions = {
            (day, name): self._admission(replace(self._with(questions[0], readings, name), on=day), found)
            for day in days
            for name in scenarios
        }
        return Access.of(access(admissions, questions[0], places, days, scenarios))

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
        if subject not in self.case.kinds:
            raise unknown_name("subject", subject, self.case.kinds)
        claimed = {a for s, a in self.case.facts.pairs() if s == subject}
        if attribute not in self.case.attributes:
            raise unknown_name("attribute", attribute, claimed or self.case.attributes)
        row = self.case.attributes[attribute]
        for key in where or {}:
            if key not in row.qualifiers:
                raise unknown_name("qualifier", key, row.qualifiers)
        moment = Moment(_day("on", on), _known(known_on), _trust(trust))
        facts = self._scenario(scenario).applied(self.case.facts)
        asked = {k: (v,) for k, v in (where or {}).items()}
        return Facts.of(facts_of(facts, row, subject, moment, scenario, asked))

    def may(
        self,
        mover: str,
        at: str,
        on: Day | None = None,
        *,
        known_on: Day | None = None,
        scenario: str = BASELINE,
        readings: Mapping[str, str] | None = None,
        trust: str = "normal",
        purpose: str = "",
        trip: Mapping[str, str | float] | None = None,
        meets: str | Sequence[str] = (),
        orders: str | Sequence[str] | None = None,
    ) -> May:
        """Ask only the law, of one legal place: order by order, rule by rule, with what would change it.

        `at` is the id of a legal place, or of a link that lies in one. The other parameters are
        those of `check`.
        """
        snapshot = self.snapshot(on, known_on=known_on, scenario=scenario, readings=readings, trust=trust)
        at = self._legal_place(at, snapshot)
        question = self._asked(mover, "", at, on, known_on, scenario, readings, trust, purpose, trip, meets, orders)
        return May.of(may(snapshot, self.case.lawbook, find_mover(self.case, mover), question))

    def rules(
        self, on: Day | None = None, *, before: Day | None = None, at: str = "", known_on: Day | None = None
    ) -> Rules:
        """List the rules in force on a day, at one legal place or at all, and what changed since another."""
        if at and at not in self.case.lawbook.places:
            raise unknown_name("legal place", at, self.case.lawbook.places)
        earlier = None if before is None else self.snapshot(before, known_on=known_on)
        return Rules.of(rules(self.case.lawbook, self.snapshot(on, known_on=known_on), earlier, at))

    def attributes_of(self, subject: str) -> tuple[str, ...]:
        """Return the attributes of which something is claimed of a subject."""
        if subject not in self.case.kinds:
            raise unknown_name("subject", subject, self.case.kinds)
        return tuple(sorted(a for s, a in self.case.facts.pairs() if s == subject))

    def crossings(
        self,
        border: str = "",
        on: Day | None = None,
        *,
        status: str | Sequence[str] = "open",
        known_on: Day | None = None,
        scenario: str = BASELINE,
    ) -> Crossings:
        """List the crossings of a border that are open on a day; `status` may be `all`."""
        snapshot = self.snapshot(on, known_on=known_on, scenario=scenario)
        valid = borders_of(snapshot)
        everything = borders_of(self.snapshot(on))
        if border and normal_border(border) not in {*valid, *everything}:
            raise unknown_name("border", border, everything)
        states = () if status == ALL else _several(status)
        for state in states:
            known = (*self.case.attributes["status"].values, "unknown")
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
            raise bad_question(
                "obligation",
                f"no obligation {obligation!r}",
                "a kind of obligation",
                nearest(obligation, OBLIGATION_TYPES),
            )
        bound = {
            c for i in self.case.lawbook.instruments.values() for o in i.obligations for c in (o.debtor, o.creditor)
        }
        if country.upper() not in {*bound, *self.case.lawbook.countries}:
            raise unknown_name("country", country, {*bound, *self.case.lawbook.countries})
        before = None if since is None else self.snapshot(since, known_on=known_on)
        now = self.snapshot(on, known_on=known_on)
        return Allies.of(allies(self.case.lawbook, now, country.upper(), obligation, before))

    def screen(
        self,
        manifest: str | Path,
        at: str,
        on: Day | None = None,
        *,
        known_on: Day | None = None,
        scenario: str = BASELINE,
        readings: Mapping[str, str] | None = None,
        trust: str = "normal",
        trip: Mapping[str, str | float] | None = None,
        meets: str | Sequence[str] = (),
        orders: str | Sequence[str] | None = None,
        report: Callable[[int, int], None] = lambda done, of: None,
    ) -> Screen:
        """Screen a manifest, a CSV file of consignments, before the law of one place.

        `report` hears how many of how many are done. The other parameters are those of `may`.
        """
        path = Path(manifest)
        if not path.is_file():
            raise bad_question("manifest", f"no file {str(path)!r}", "a CSV file with a column id")
        rows = read_manifest(path, self.case.attributes)
        snapshot = self.snapshot(on, known_on=known_on, scenario=scenario, readings=readings, trust=trust)
        place = self._legal_place(at, snapshot)
        mover = next(iter(self.case.movers))
        question = self._asked(mover, "", place, on, known_on, scenario, readings, trust, "", trip, meets, orders)
        pairs = [(r.mover, r.said) for r in rows]
        return Screen.of(screen(snapshot, self.case.lawbook, question, pairs, lambda n: report(n, len(pairs))))

    def _legal_place(self, at: str, snapshot: Snapshot) -> str:
        """Return a legal place by its id, or by that of a link that lies in one."""
        if at in snapshot.network.element_index:
            found = snapshot.resolve(at, "jurisdiction").value
            at = found.code if found else at
        if at not in self.case.lawbook.places:
            raise unknown_name("legal place", at, self.case.lawbook.places)
        return at

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
        moment = Moment(_day("on", on), _known(known_on), _trust(trust))
        it = self._scenario(scenario)
        taken = {**it.readings, **(readings or {})}
        return Snapshot(self.case.network, self.case.attributes, it.applied(self.case.facts), it, moment, taken)

    def question(
        self,
        mover: str,
        origin: str,
        destination: str,
        on: Day | None = None,
        known_on: Day | None = None,
        scenario: str = BASELINE,
        readings: Mapping[str, str] | None = None,
        trust: str = "normal",
        purpose: str = "",
        trip: Mapping[str, str | float] | None = None,
        meets: str | Sequence[str] = (),
        orders: str | Sequence[str] | None = None,
    ) -> Question:
        """Check every name of a question and return it as one record.

        If neither mover, origin nor destination is given, the case's default question is asked.
        """
        default = self.case.about.default
        if default and not (mover or origin or destination):
            mover, origin, destination, on = default.mover, default.origin, default.destination, on or default.on
        for name, value in (("mover", mover), ("from", origin), ("to", destination)):
            if not value:
                raise bad_question(name, f"no --{name} given", "the mover, and the places to go from and to")
        for place in (origin, destination):
            if place not in self._places():
                raise unknown_name("place", place, self._places())
        return self._asked(
            mover, origin, destination, on, known_on, scenario, readings, trust, purpose, trip, meets, orders
        )

    def _asked(
        self,
        mover: str,
        origin: str,
        destination: str,
        on: Day | None,
        known_on: Day | None,
        scenario: str,
        readings: Mapping[str, str] | None,
        trust: str,
        purpose: str,
        trip: Mapping[str, str | float] | None,
        meets: str | Sequence[str],
        orders: str | Sequence[str] | None,
    ) -> Question:
        """Check what all questions share."""
        find_mover(self.case, mover)
        for article, option in (readings or {}).items():
            known = self.case.lawbook.readings
            if article not in known:
                raise unknown_name("reading", article, known)
            if option not in known[article].options:
                raise unknown_name(f"option of reading {article}", option, known[article].options)
        _trust(trust)
        enforced = None if orders is None else _several(orders)
        for order in enforced or ():
            if order not in self.case.lawbook.orders:
                raise unknown_name("legal order", order, self.case.lawbook.orders)
        question = Question(
            case=self.case.name,
            mover=mover,
            origin=origin,
            destination=destination,
            on=_day("on", on),
            known_on=_known(known_on),
            scenario=scenario,
            trust=trust,
            purpose=purpose,
            said=self._said(trip or {}),
            meets=_several(meets),
            orders=enforced,
        )
        return self._with(question, readings, scenario)

    def _said(self, trip: Mapping[str, str | float]) -> dict[str, str]:
        """Check what is said of a trip against the vocabulary."""
        rows = self.case.attributes
        asked = [a for a, r in rows.items() if any(k.split(":")[0] in ("trip", "mover") for k in r.subjects)]
        for name, value in trip.items():
            if name not in asked:
                raise unknown_name("attribute of a trip", name, asked)
            row = rows[name]
            if row.numeric:
                try:
                    float(value)
                except ValueError:
                    raise bad_question(name, repr(value), f"a number of {row.unit or 'units'}") from None
            elif row.values and str(value) not in row.values:
                hint = nearest(str(value), row.values)
                raise bad_question(name, repr(value), f"one of {', '.join(row.values)}", hint)
        return {k: str(v) for k, v in trip.items()}

    def _with(self, question: Question, readings: Mapping[str, str] | None, scenario: str) -> Question:
        taken = {**self._scenario(scenario).readings, **(readings or {})}
        return replace(question, scenario=scenario, readings=taken)

    def _admission(self, question: Question, movers: tuple[Mover, ...]) -> Admission:
        key = (
            movers,
            question.moment,
            question.scenario,
            tuple(sorted(question.readings.items())),
            question.trip.key(),
        )
        if key not in self._memo:
            it = self._scenario(question.scenario)
            snapshot = Snapshot(
                self.case.network,
                self.case.attributes,
                it.applied(self.case.facts),
                it,
                question.moment,
                question.readings,
            )
            self._memo[key] = admit(snapshot, self.case.lawbook, movers, question.trip)
        return self._memo[key]

    def _places(self) -> Mapping[str, int]:
        return self.case.network.place_index

    def _scenario(self, name: str) -> Scenario:
        if name not in self.case.scenarios:
            raise unknown_name("scenario", name, self.case.scenarios)
        return self.case.scenarios[name]

    def _scenario_ids(self, scenario: str | Sequence[str]) -> tuple[str, ...]:
        """Return scenarios in order; of all, those that the case shows come first."""
        if scenario != ALL:
            return tuple(self._scenario(s).id for s in _several(scenario))
        shown = self.case.about.show.scenarios
        return tuple(dict.fromkeys((*shown, BASELINE, *sorted(self.case.scenarios))))


def open_case(name: str | Path) -> Study:
    """Open a bundled case by its name, or a case folder by its path.

    Raises
    ------
    BadInput
        If there is no such case, or it has problems; the error has all of them.
    """
    return Study(load_case(name))


def _several(names: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(n.strip() for n in names.split(",") if n.strip()) if isinstance(names, str) else tuple(names)


def _some(field_name: str, names: Sequence[str] | Sequence[Day]) -> None:
    if not names:
        raise bad_question(field_name, "nothing named", "one or more names")


def _day(field_name: str, day: Day | None) -> date:
    if day is None:
        return date.today()
    if isinstance(day, date):
        return day
    try:
        return parse_day(day)
    except ValueError as error:
        raise bad_question(field_name, str(error), "a day, YYYY-MM-DD") from None


def _known(day: Day | None) -> date | None:
    return None if day is None else _day("known_on", day)


def _trust(trust: str) -> bool:
    if trust not in ("normal", "weak"):
        raise bad_question("trust", f"no trust {trust!r}", "normal or weak")
    return trust == "weak"
