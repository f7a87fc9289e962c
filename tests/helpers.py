"""Small cases from a few lines: a drawing, some facts, some law.

A fact is one line: `subject attribute value unit`, then after bars its source, its qualifiers
and its other fields, as

    AB depth_m 3 m | survey | level=low water | valid=2020/.. | rank=preferred

Every kind of source has three sources of its name, `news`, `news-2` and `news-3`, each an
origin of its own; `news-copy` derives from `news`. A fact without a source is `official`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from thalweg.admission import Admission, admit
from thalweg.apps.check import CheckResult, check
from thalweg.apps.envelope import ANY, EnvelopeResult, envelope
from thalweg.apps.levers import Lever, Pulled
from thalweg.apps.load import LoadResult, load
from thalweg.apps.route import Plan, RouteResult, route
from thalweg.apps.settle import SettleResult, settle
from thalweg.apps.unlock import Aim, UnlockResult, unlock
from thalweg.apps.windows import WindowsResult, windows
from thalweg.attributes import Attributes
from thalweg.facts.claim import SOURCE_KINDS, Claim, Source, Value
from thalweg.facts.resolve import Moment, Resolved, resolve
from thalweg.facts.series import DAY_MIN, Climatology, Series, minute_of
from thalweg.facts.store import FactBase
from thalweg.io.claims import attribute_table, read_value
from thalweg.io.files import Report
from thalweg.movers import Mover
from thalweg.network import Gate, GateUse, Network, with_gates
from thalweg.period import Period, parse, parse_day, parse_season
from thalweg.question import Question, Trip
from thalweg.rules.may import Ruling
from thalweg.rules.pace import slower
from thalweg.rules.rule import (
    Authority,
    Bound,
    Enforced,
    FromFact,
    Instrument,
    Lawbook,
    LegalPlace,
    Limit,
    MayRule,
    Number,
    Party,
    Quota,
    Reading,
    Steps,
    Table,
    Verdict,
    Want,
)
from thalweg.rules.when import ALWAYS_TRUE, Condition
from thalweg.scenario import Scenario
from thalweg.snapshot import Snapshot
from thalweg.solve.frontier import BUDGET, SMALL

ATTRIBUTES: Attributes = attribute_table()
DAY = date(2024, 7, 1)
RECORDED = date(2024, 1, 1)
FIELDS = ("said_by", "stance", "certainty", "rank", "rank_why", "replaces", "ref", "note")

SOURCES: dict[str, Source] = {
    **{f"{kind}{n}": Source(f"{kind}{n}", kind, f"a {kind}") for kind in SOURCE_KINDS for n in ("", "-2", "-3")},
    **{f"{kind}-copy": Source(f"{kind}-copy", kind, "a reprint", derives_from=kind) for kind in SOURCE_KINDS},
}


def fact(text: str) -> Claim:
    """Read one fact."""
    head, *rest = (part.strip() for part in text.split("|"))
    subject, attribute, value, *unit = head.split(maxsplit=3)
    claim = Claim(subject, attribute, _value(attribute, value, "".join(unit)), "official", recorded=RECORDED)
    claim = replace(claim, stated=f"{value} {''.join(unit)}".strip())
    qualifiers = []
    for part in rest:
        key, sign, what = (x.strip() for x in part.partition("="))
        if not sign:
            claim = replace(claim, source=key)
        elif key == "valid":
            claim = replace(claim, valid=parse(what))
        elif key == "published":
            claim = replace(claim, published=parse(what))
        elif key == "recorded":
            claim = replace(claim, recorded=parse_day(what))
        elif key in FIELDS:
            claim = replace(claim, **{key: what})  # type: ignore[arg-type]
        else:
            qualifiers.append((key, what))
    return replace(claim, qualifiers=tuple(sorted(qualifiers)))


def _value(attribute: str, text: str, unit: str) -> Value:
    report = Report(Path())
    value = read_value(report, "", 0, ATTRIBUTES[attribute], text, unit)
    assert value is not None, report.problems
    return value


def facts(text: str | Iterable[str]) -> list[Claim]:
    """Read facts, one a line."""
    lines = text.strip().splitlines() if isinstance(text, str) else text
    return [fact(line) for line in lines if line.strip()]


Measured = Series | Climatology
"""Many values of one property from one source."""


def base(*claims: Claim, measured: Sequence[Measured] = ()) -> FactBase:
    """Return a fact base of these claims and series, with the sources of this module."""
    series = [m for m in measured if isinstance(m, Series)]
    return FactBase(claims, SOURCES.values(), series, [m for m in measured if isinstance(m, Climatology)])


def series(subject: str, values: Mapping[str, float], source: str = "survey", held: bool = True) -> Series:
    """Return water levels in m by day, as `2024-07-01`, or by minute, as `2024-07-01T06:30`.

    A level by minute is held, and read every two hours, until the next one or the end of its day; with
    `held=False` nothing is read between.
    """
    daily = all("T" not in k for k in values)
    told = {minute_of(parse_day(k[:10]), int(k[11:13] or 0) * 60 + int(k[14:16] or 0)): v for k, v in values.items()}
    read = dict(told)
    for when, after in zip(told, (*list(told)[1:], None), strict=True) if held and not daily else ():
        end = when - when % DAY_MIN + DAY_MIN
        read |= dict.fromkeys(range(when, min(end, after or end), 120), told[when])
    when, level = np.array(sorted(read.items()), dtype=np.float64).T
    return Series(subject, "water_level_m", "m", source, when.astype(np.int64), level, daily)


def usual(subject: str, seasons: Mapping[str, tuple[float, float]], source: str = "survey") -> Climatology:
    """Return the water levels in m that are usual in seasons, as `{"04/09": (1, 2)}`."""
    rows = [(parse_season(k), low, high) for k, (low, high) in seasons.items()]
    return Climatology(subject, "water_level_m", "m", source, rows)


def resolved(
    lines: str,
    on: date | None = DAY,
    known_on: date | None = None,
    where: Mapping[str, str] | None = None,
    trust_weak: bool = False,
) -> Resolved:
    """Resolve the property that the first of these facts speaks of."""
    claims = facts(lines)
    asked = {k: (v,) for k, v in (where or {}).items()}
    moment = Moment(on, known_on, trust_weak)
    return resolve(base(*claims), ATTRIBUTES[claims[0].attribute], claims[0].subject, moment, asked)


def gate(name: str, kind: str, *on: tuple[str, str]) -> Gate:
    """Return a gate that meets these (link, side)."""
    return Gate(name, name, kind, 0.0, 0.0, tuple(GateUse(link, side) for link, side in on))


# Law


def authority(by: str = "RU", default: str = "consent", valid: str = "") -> Authority:
    """Return an authority."""
    return Authority(by, default, "official", parse(valid))


def permit(
    name: str,
    lifts: Sequence[str],
    when: Condition = ALWAYS_TRUE,
    at: Sequence[str] = ("w",),
    require: Mapping[str, str | Condition] | None = None,
    reading: tuple[str, str] | None = None,
    order: str = "",
) -> MayRule:
    """Return a rule that lets pass, by lifting what it names."""
    return MayRule(
        name, "i", "1", tuple(at), "permit", name, when, lifts=tuple(lifts), require=wants(require or {}),
        reading=reading, order=order,
    )  # fmt: skip


def forbid(
    name: str,
    when: Condition = ALWAYS_TRUE,
    at: Sequence[str] = ("w",),
    lifts: Sequence[str] = (),
    reading: tuple[str, str] | None = None,
    valid: str = "",
    order: str = "",
) -> MayRule:
    """Return a rule that refuses, and may lift a permit."""
    return MayRule(
        name, "i", "1", tuple(at), "forbid", name, when, lifts=tuple(lifts), reading=reading, valid=parse(valid),
        order=order,
    )  # fmt: skip


def require(
    name: str,
    when: Condition = ALWAYS_TRUE,
    at: Sequence[str] = ("w",),
    reading: tuple[str, str] | None = None,
    order: str = "",
    **wanted: str | Condition,
) -> MayRule:
    """Return a rule that requires something."""
    listed = wants(wanted or {"notice": "tell before"})
    return MayRule(name, "i", "1", tuple(at), "require", name, when, require=listed, reading=reading, order=order)


def wants(wanted: Mapping[str, str | Condition]) -> tuple[Want, ...]:
    """Return what is required by its tokens: a text, or a condition that decides whether it is met."""
    return tuple(Want(k, w) if isinstance(w, str) else Want(k, w.tell(), w) for k, w in wanted.items())


def bound(text: float | str) -> Bound:
    """Return a bound: a number, or a fact as `canal.permitted_draught_m`."""
    if isinstance(text, str):
        subject, _, attribute = text.partition(".")
        return FromFact((subject, attribute))
    return Number(text)


def limit(
    name: str,
    attribute: str,
    most: float | str | Steps | Table,
    when: Condition = ALWAYS_TRUE,
    at: Sequence[str] = ("w",),
    at_least: bool = False,
    order: str = "",
    reading: tuple[str, str] | None = None,
) -> MayRule:
    """Return a rule that bounds an attribute."""
    there = most if isinstance(most, Steps | Table) else bound(most)
    limits = (Limit(attribute, there, at_least),)
    return MayRule(name, "i", "1", tuple(at), "limit", name, when, limits=limits, order=order, reading=reading)


def quota(
    name: str,
    used: str,
    cap: float | str,
    of: str = "",
    when: Condition = ALWAYS_TRUE,
    order: str = "",
    reading: tuple[str, str] | None = None,
) -> MayRule:
    """Return a rule that shares an amount."""
    subject, _, attribute = used.partition(".")
    shared = Quota((subject, attribute), of, bound(cap))
    return MayRule(name, "i", "1", ("w",), "quota", name, when, quota=shared, order=order, reading=reading)


def law(
    *rules: MayRule,
    authorities: Sequence[Authority] = (authority(),),
    instruments: Iterable[Instrument] = (),
    groups: Mapping[str, Sequence[Party]] | None = None,
    enforces: Mapping[str, str] | None = None,
) -> Lawbook:
    """Return law of two places: `w` under these authorities, and `open` under none.

    `enforces` gives the legal orders that are enforced at `w`, each with its period; all if not given.
    """
    named = {i.id: i for i in (Instrument("i", "An instrument", "treaty", "law"), *instruments)}
    dated = None if enforces is None else tuple(Enforced(k, parse(v)) for k, v in enforces.items())
    places = {"w": LegalPlace("w", "Waters", tuple(authorities), dated), "open": LegalPlace("open", "Open waters")}
    readings = {"art9": Reading("art9", "Whom?", {"narrow": "few", "broad": "many"})}
    classes = {"merchant": "vessel", "fishing": "vessel", "warship": "vessel", "frigate": "warship"}
    members = {k: tuple(v) for k, v in (groups or {}).items()}
    orders = {"UN": "United Nations", "EU": "European Union"}
    return Lawbook(named, places, {r.id: r for r in rules}, readings, classes, members, {"RU": "Russia"}, orders)


# Cases


@dataclass(frozen=True)
class Tiny:
    """A case in memory."""

    network: Network
    claims: tuple[Claim, ...] = ()
    movers: Mapping[str, Mover] = field(default_factory=dict)
    lawbook: Lawbook = field(default_factory=law)
    measured: tuple[Measured, ...] = ()

    def asking(self, given: Mapping[str, float]) -> Tiny:
        """Return the case with these dimensions of its movers as the question gives them."""
        return replace(self, movers={k: m.with_given(given) for k, m in self.movers.items()})

    def plus(self, *more: str | Claim) -> Tiny:
        """Return the case with more facts."""
        added = tuple(fact(m) if isinstance(m, str) else m for m in more)
        return replace(self, claims=(*self.claims, *added))

    def under(self, *rules: MayRule) -> Tiny:
        """Return the case with more rules."""
        book = self.lawbook
        return replace(self, lawbook=replace(book, rules={**book.rules, **{r.id: r for r in rules}}))

    def snapshot(
        self,
        on: date | None = DAY,
        known_on: date | None = None,
        scenario: Scenario | None = None,
        readings: Mapping[str, str] | None = None,
        trust_weak: bool = False,
        minute: int | None = None,
    ) -> Snapshot:
        """Resolve the case at one moment."""
        it = scenario or Scenario("baseline")
        moment = Moment(on, known_on, trust_weak, minute)
        facts = it.applied(base(*self.claims, measured=self.measured))
        return Snapshot(self.network, ATTRIBUTES, facts, it, moment, dict(readings or {}))

    def admission(
        self,
        *movers: str,
        on: date | None = DAY,
        known_on: date | None = None,
        scenario: Scenario | None = None,
        readings: Mapping[str, str] | None = None,
        trust_weak: bool = False,
        trip: Trip | None = None,
        **said: str,
    ) -> Admission:
        """Apply all rules to some movers, or to all; `said` is what is said of the trip."""
        chosen = [self.movers[m] for m in movers or self.movers]
        asked = trip or Trip(said)
        return admit(self.snapshot(on, known_on, scenario, readings, trust_weak), self.lawbook, chosen, asked)

    def ruling(self, mover: str = "v", link: int = 0, **how: object) -> Ruling:
        """Return what the law says of one mover on one link."""
        return self.admission(mover, **how).ruling(0, link)  # type: ignore[arg-type]

    def level(self, mover: str, link: str, **how: object) -> Verdict:
        """Return the verdict of one mover on one link."""
        admission = self.admission(mover, **how)  # type: ignore[arg-type]
        return Verdict(int(admission.levels[0, self.network.element_index[link]]))

    def check(self, mover: str, origin: str, destination: str, **how: object) -> CheckResult:
        """Ask whether a mover gets from one place to another."""
        admission = self.admission(mover, **how)  # type: ignore[arg-type]
        return check(admission, Question("tiny", mover, origin, destination, DAY), 0)

    def route(
        self, mover: str, origin: str, destination: str, plan: Plan | None = None, trip: Trip | None = None
    ) -> RouteResult:
        """Ask for ways from one place to another."""
        plan = plan or Plan()
        snapshot = self.snapshot()
        variants = slower(snapshot, self.movers[mover], plan.clock.speeds_kmh)
        admission = admit(snapshot, self.lawbook, variants, trip or Trip())
        return route(admission, Question("tiny", mover, origin, destination, DAY), plan)

    def load(
        self, mover: str, origin: str, destination: str, *days: str, trip: Trip | None = None, loading: str = ""
    ) -> LoadResult:
        """Ask how much a vessel can carry on these days, or on the day of this module."""
        dates = tuple(parse_day(d) for d in days) or (DAY,)
        vessel = replace(self.movers[mover], loading=loading)

        def admitted(question: Question, them: tuple[Mover, ...]) -> Admission:
            return admit(self.snapshot(question.on), self.lawbook, them, trip or Trip())

        question = Question("tiny", mover, origin, destination, dates[0])
        return load(self.snapshot(dates[0]), question, vessel, dates, admitted)

    def envelope(
        self, origin: str, *destinations: str, mover: str = "", budget: int = BUDGET, trip: Trip | None = None,
        small: int = SMALL,
    ) -> EnvelopeResult:  # fmt: skip
        """Ask for the largest vessels; with the law of a mover, or of any vessel."""
        vessel = self.movers[mover] if mover else ANY
        admission = admit(self.snapshot(), self.lawbook, (vessel,), trip or Trip())
        question = Question("tiny", mover, origin, destinations[0], DAY)
        return envelope(admission, question, destinations, not mover, budget, small=small)

    def windows(
        self, mover: str, origin: str, destination: str, step_min: int = 60, on: date = DAY, trip: Trip | None = None
    ) -> WindowsResult:
        """Ask when a passage is open on a day."""

        def at(minute: int) -> Admission:
            return admit(self.snapshot(on, minute=minute), self.lawbook, (self.movers[mover],), trip or Trip())

        return windows(Question("tiny", mover, origin, destination, on), at, step_min)

    def pulled(self, question: Question, levers: Pulled) -> Admission:
        """Admit the mover of a question when levers are pulled."""
        asked = replace(question, said={**question.said, **levers.said}, meets=(*question.meets, *levers.meets))
        key, _, loading = (levers.mover or question.mover).partition("@")
        who = replace(self.movers[key], loading=loading).with_given(asked.given(ATTRIBUTES))
        snapshot = self.snapshot(scenario=levers.scenario, readings=levers.scenario.readings)
        return admit(snapshot, self.lawbook, (who,), asked.trip)

    def unlock(
        self, vessel: str, origin: str, destination: str, *declared: Lever, scenario: Scenario | None = None,
        states: Sequence[str] = (), said: Mapping[str, str] | None = None, readings: Mapping[str, str] | None = None,
        **aim: Any,
    ) -> UnlockResult:  # fmt: skip
        """Ask what would open a passage; `aim` is that of `Aim`."""
        question = Question(
            "tiny", vessel, origin, destination, DAY, said=dict(said or {}), readings=dict(readings or {})
        )
        base = scenario or Scenario("baseline")
        return unlock(question, Aim(**aim), base, lambda x: self.pulled(question, x), declared, states)

    def settle(
        self, mover: str, origin: str, destination: str, count: int = 5, budget: int = 100_000,
        said: Mapping[str, str] | None = None, readings: Mapping[str, str] | None = None,
    ) -> SettleResult:  # fmt: skip
        """Ask which facts would decide a passage."""
        question = Question(
            "tiny", mover, origin, destination, DAY, said=dict(said or {}), readings=dict(readings or {})
        )
        admission = self.pulled(question, Pulled((), Scenario("baseline", readings=dict(readings or {}))))
        return settle(admission, question, 0, count, budget)


def rulings(admission: Admission) -> list[list[Ruling]]:
    """Return every ruling by mover and link."""
    columns = range(len(admission.snapshot.network.links))
    return [[admission.ruling(row, column) for column in columns] for row in range(len(admission.movers))]


def movers(*lines: str) -> dict[str, Mover]:
    """Read movers, each as `id kind flag class cargo`; only id and kind are needed."""
    found = {}
    for line in lines:
        key, kind, flag, mover_class, cargo = (*line.split(), "", "", "")[:5]
        found[key] = Mover(key, key, kind, flag, mover_class, "", tuple(filter(None, cargo.split("+"))))
    return found


def tiny(
    network: Network,
    lines: str | Iterable[str] = "",
    who: Sequence[str] = ("v vessel CN merchant",),
    lawbook: Lawbook | None = None,
    gates: Iterable[Gate] = (),
    quiet: bool = True,
    measured: tuple[Measured, ...] = (),
) -> Tiny:
    """Build a case; if `quiet`, every link lies in open waters and every road and railway is open."""
    net = with_gates(network, gates)
    claims = facts(lines)
    said = {(c.subject, c.attribute) for c in claims}
    calm = []
    for link in net.links if quiet else ():
        calm += [f"{link.id} jurisdiction open"] if (link.id, "jurisdiction") not in said else []
        if link.mode in ("rail", "road") and (link.id, "status") not in said:
            calm.append(f"{link.id} status open")
    return Tiny(net, (*facts(calm), *claims), movers(*who), lawbook or law(), measured)


def period(text: str) -> Period:
    """Read a period."""
    return parse(text)


def assume(*lines: str, name: str = "assumed") -> Scenario:
    """Return a scenario of these changes, in order."""
    changes = [
        replace(fact(line), source=f"scenario:{name}", recorded=date.min, ref=f"{i:04d}")
        for i, line in enumerate(lines)
    ]
    return Scenario(name, name, "", tuple(changes))
