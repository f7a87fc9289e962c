"""MAY: the legal rules, decided for a legal profile at a legal place.

Prohibitions accumulate: each authority whose default is `consent`, and each `forbid` that
applies. A prohibition falls only if a consent was granted or a permit that *names* it applies
and is not lifted itself. There are no priorities. Everything is three-valued: what is not
known, or not chosen, leaves the answer unknown and is named.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from thalweg.facts.claim import Claim
from thalweg.facts.resolve import Resolved
from thalweg.question import Trip
from thalweg.rules.bounds import Measured, admits_code, measure_limit, measure_quota
from thalweg.rules.library import LawInForce, facts_of
from thalweg.rules.profile import at_place
from thalweg.rules.rule import (
    ANYWHERE,
    Amount,
    Authority,
    LegalPlace,
    Limit,
    MayRule,
    Reason,
    Remedy,
    Requirement,
    Table,
    Verdict,
    Want,
    number,
    span,
)
from thalweg.rules.when import ALWAYS_TRUE, FALSE, TRUE, All, Profile, Truth, all_of, any_of, asking

CONSENT_CAN = (Verdict.CLEAR, Verdict.CONDITIONAL, Verdict.UNKNOWN, Verdict.BLOCKED)
BOUND_CAN = (Verdict.CLEAR, Verdict.UNKNOWN, Verdict.BLOCKED)
CAN = {
    "default": CONSENT_CAN,
    "forbid": BOUND_CAN,
    "require": CONSENT_CAN,
    "permit": CONSENT_CAN,
    "limit": BOUND_CAN,
    "quota": BOUND_CAN,
    "may.jurisdiction": (Verdict.CLEAR, Verdict.UNKNOWN),
}
"""The verdicts that each kind of legal rule can give."""
PLACE = ""
"""The order of the place itself: the law of its own authorities."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How one rule fared: the material of a proof."""

    rule: str
    effect: str
    applies: bool | None
    text: str
    undecided: tuple[str, ...] = ()
    lifted_by: tuple[str, ...] = ()
    enforced: bool = True


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the law says of one profile at one place."""

    place: str
    place_name: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    requirements: tuple[Requirement, ...]
    findings: tuple[Finding, ...]
    assumed: tuple[str, ...] = ()
    orders: tuple[tuple[str, Verdict], ...] = ()
    """The verdict of each legal order for itself; the empty order is the law of the place."""


def rule_at(law: LawInForce, profile: Profile, place: LegalPlace, trip: Trip) -> Ruling:
    """Decide a legal place for a profile: each legal order for itself, then those enforced together."""
    authorities = law.authorities(place)
    if place.authorities and not authorities:
        return unknown_place(place.id, place.name, "who has authority there is not known at that time")
    profile = at_place(profile, [a.by for a in authorities])
    case = _Case(law, profile, place, trip)
    outcomes = [(PLACE, case.default(a)) for a in authorities if a.default == "consent"]
    outcomes += [(r.order, case.provision(r)) for r in law.at(place.id) if r.effect != "permit"]
    enforced = {PLACE, *(law.enforced(place) if trip.orders is None else trip.orders)}
    said = [o for order, o in outcomes if order in enforced]
    orders: dict[str, Verdict] = {}
    for order, outcome in outcomes:
        orders[order] = max(orders.get(order, Verdict.CLEAR), outcome.verdict)
    rules = law.at(place.id)
    assumed = frozenset().union(*(r.condition.holds(profile, law.world).assumed for r in rules)) if rules else ()
    return Ruling(
        place.id,
        place.name,
        max((o.verdict for o in said), default=Verdict.CLEAR),
        tuple(dict.fromkeys(o.reason for o in said if o.reason is not None)),
        tuple(dict.fromkeys(q for o in said for q in o.requirements)),
        tuple(case.finding(r, r.order in enforced) for r in rules),
        tuple(sorted(assumed)),
        tuple(sorted(orders.items())),
    )


def unknown_place(place: str, name: str, why: str, found: Resolved | None = None) -> Ruling:
    """Return the ruling of a place of which it is not known whose it is."""
    status = found.status if found else "unknown"
    reason = Reason(
        "may.jurisdiction",
        "may",
        place,
        name,
        Verdict.UNKNOWN,
        "jurisdiction",
        Amount(math.inf, math.inf, "settled", "an authority that lets pass"),
        Amount(-math.inf, math.inf, status, "not known"),
        "",
        f"{name}: {why}, so it is not known who may let pass.",
        found.claims if found else (),
    )
    return Ruling(place, name, Verdict.UNKNOWN, (reason,), (), ())


@dataclass(frozen=True, slots=True)
class _Outcome:
    verdict: Verdict
    reason: Reason | None = None
    requirements: tuple[Requirement, ...] = ()


def active(law: LawInForce, profile: Profile, rule: MayRule, place: str) -> Truth:
    """Tell whether a rule applies at a place, and nothing that applies there lifts it."""
    lifters = lifters_at(law, rule.id, place)
    return all_of([applies(law, profile, rule), *(~active(law, profile, x, place) for x in lifters)])


def lifters_at(law: LawInForce, lifted: str, place: str) -> tuple[MayRule, ...]:
    """Return the rules in force at a place that lift something."""
    return tuple(x for x in law.lifters.get(lifted, ()) if place in x.at or ANYWHERE in x.at)


def applies(law: LawInForce, profile: Profile, rule: MayRule) -> Truth:
    """Tell whether a rule's reading is taken and its condition holds."""
    return all_of([read_as(law, rule), rule.condition.holds(profile, law.world)])


def read_as(law: LawInForce, rule: MayRule) -> Truth:
    """Tell whether the reading is taken under which alone the rule holds."""
    if rule.reading is None:
        return TRUE
    article, reading = rule.reading
    taken = law.snapshot.readings.get(article)
    if taken is None:
        return Truth(None, frozenset({f"reading {article}={reading}"}))
    return TRUE if taken == reading else FALSE


def consent_of(law: LawInForce, profile: Profile, place: str, by: str) -> Resolved:
    """Resolve what an authority has answered to movers of this flag and class."""
    wanted: dict[str, Sequence[str]] = {"by": (by,), "to": profile.codes.get("flag", ("",))}
    if "class" in profile.codes:
        wanted["class"] = profile.codes["class"]
    return law.snapshot.resolve(place, "consent", wanted)


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent that a passage rests on: it is held, or it is lacking."""

    by: str
    """ISO code of the authority."""
    country: str
    place: str
    place_name: str
    state: str
    """As claimed, or `not known`."""
    held: bool | None
    """Whether it is granted; None if that is not known."""


def consents_at(law: LawInForce, profile: Profile, place: LegalPlace, trip: Trip) -> tuple[Consent, ...]:
    """Return the consents that passage at a place rests on; a default that a permit lifts needs none."""
    profile = at_place(profile, [a.by for a in law.authorities(place)])
    case = _Case(law, profile, place, trip)
    found = []
    for authority in law.authorities(place):
        if authority.default != "consent":
            continue
        consent = consent_of(law, profile, place.id, authority.by)
        held = granted_by(consent).value
        if held is not True and case.best_permit(case.lifting(f"default:{authority.by}")) is not None:
            continue
        state = consent.value.code.replace("_", " ") if consent.value and consent.decided else "not known"
        found.append(Consent(authority.by, law.lawbook.country(authority.by), place.id, place.name, state, held))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Case:
    """One profile before the law of one place."""

    law: LawInForce
    profile: Profile
    place: LegalPlace
    trip: Trip

    def default(self, authority: Authority) -> _Outcome:
        """Decide the prohibition that stands while an authority has not consented."""
        name = f"default:{authority.by}"
        consent = consent_of(self.law, self.profile, self.place.id, authority.by)
        granted = granted_by(consent)
        if granted.value is True:
            return _Outcome(Verdict.CLEAR)
        lifts = self.lifting(name)
        if (best := self.best_permit(lifts)) is not None:
            return best
        lifted = any_of([granted, *(t for _, t in lifts if t.value is not True)])
        verdict = Verdict.UNKNOWN if lifted.value is None else Verdict.BLOCKED
        return _Outcome(verdict, self.refusal(authority, consent, verdict, lifts))

    def best_permit(self, lifts: list[tuple[MayRule, Truth]]) -> _Outcome | None:
        """Return the outcome of the permit that applies and asks least, unless its requirements are unmet."""
        outcomes = [self.permitted(p) for p, t in lifts if t.value is True]
        best = min(outcomes, key=lambda o: (o.verdict, len(o.requirements)), default=None)
        return best if best is not None and best.verdict is not Verdict.BLOCKED else None

    def refusal(
        self, authority: Authority, consent: Resolved, verdict: Verdict, lifts: list[tuple[MayRule, Truth]]
    ) -> Reason:
        """Say that an authority has not let pass, what would, and on whose word."""
        state = consent.value.code if consent.value else ""
        country = self.law.lawbook.country(authority.by)
        whom = self.whom()
        said = {
            "none": f"{country} has given no consent to {whom}",
            "requested": f"the consent of {country} to {whom} has been requested and not been granted",
            "in_principle": f"{country} has agreed in principle to {whom}, and not granted it",
            "denied": f"{country} has denied its consent to {whom}",
            "withdrawn": f"{country} has withdrawn its consent to {whom}",
        }.get(state, f"whether {country} consents to {whom} is not known")
        doubtful = [(p, t) for p, t in lifts if t.value is None]
        if verdict is Verdict.UNKNOWN and doubtful:
            questions = sorted(frozenset().union(*(t.undecided for _, t in doubtful)))
            said += f"; {', '.join(p.id for p, _ in doubtful)} would lift this, depending on {', '.join(questions)}"
        cited = (authority.source, *(p.source for p, _ in lifts if p.source))
        return Reason(
            f"default:{authority.by}", "may", self.place.id, self.place.name, verdict, f"consent of {country}",
            Amount(math.inf, math.inf, "settled", f"consent of {country}"),
            Amount(-math.inf, math.inf, consent.status, state.replace("_", " ") or "not known"), "",
            f"{self.place.name}: {said}.", consent.claims, tuple(dict.fromkeys(cited)),
            (Remedy("consent", f"obtain the consent of {country}", authority.by), *self.lifted_by(lifts)),
        )  # fmt: skip

    def provision(self, rule: MayRule) -> _Outcome:
        """Decide a rule that forbids, requires, limits or counts."""
        applied = applies(self.law, self.profile, rule)
        if applied.value is False:
            return _Outcome(Verdict.CLEAR)
        lifts = self.lifting(rule.id)
        best = self.best_permit(lifts)
        stands = self.standing(rule)
        if applied.value is None and stands.verdict is not Verdict.CLEAR:
            stands = self.doubt(rule, applied)
        if best is not None:  # the better of keeping the rule and of being let off it
            return min(best, stands, key=_worst)
        perhaps = [~t for _, t in lifts if t.value is None]
        if perhaps and stands.verdict is Verdict.BLOCKED:
            return self.doubt(rule, all_of(perhaps))
        return stands

    def standing(self, rule: MayRule) -> _Outcome:
        """Return the outcome of a rule that applies and that nothing lifts."""
        if rule.effect == "forbid":
            return self.forbidden(rule)
        if rule.effect == "require":
            return self.permitted(rule)
        if rule.quota:
            return self.counted(rule)
        return max((self.limited(rule, x) for x in rule.limits), key=_worst)

    def permitted(self, rule: MayRule) -> _Outcome:
        """Return the outcome of a rule that lets pass, on what it requires."""
        wants = []
        for want in rule.require:
            met = TRUE if want.token in self.trip.meets else Truth(None)
            if want.test is not None and met.value is None:
                met = want.test.holds(self.profile, self.law.world)
            if met.value is False:
                return self.unmet(rule, want)
            if met.value is None:
                wants.append(Requirement(rule.id, self.place.id, want.token, want.text, rule.source))
        if not wants:
            return _Outcome(Verdict.CLEAR)
        listed = "; ".join(f"{q.token.replace('_', ' ')}: {q.text}" for q in wants)
        reason = self.reason(
            rule, Verdict.CONDITIONAL, "requirement", listed, listed,
            f"{rule.say.rstrip('.')} ({cite(rule)}), provided that the requirement is met: {listed}",
        )  # fmt: skip
        return _Outcome(Verdict.CONDITIONAL, replace(reason, requires=tuple(wants)), tuple(wants))

    def unmet(self, rule: MayRule, want: Want) -> _Outcome:
        """Return the outcome of a requirement that the trip is said not to meet."""
        said = f"{rule.say.rstrip('.')} ({cite(rule)}): not met is {want.token.replace('_', ' ')}, {want.text}"
        remedy = Remedy("meet", f"meet {want.token.replace('_', ' ')}: {want.text}", want.token)
        return _Outcome(
            Verdict.BLOCKED, self.reason(rule, Verdict.BLOCKED, "requirement", want.text, "not met", said, (remedy,))
        )

    def forbidden(self, rule: MayRule) -> _Outcome:
        """Return the outcome of a prohibition that stands."""
        amended = Remedy("amend", f"amend or end {cite(rule)}", rule.id)
        remedies = (*self.lifted_by(self.lifting(rule.id)), amended)
        said = f"{rule.say.rstrip('.')} ({cite(rule)})"
        what = rule.say.rstrip(".")
        return _Outcome(
            Verdict.BLOCKED, self.reason(rule, Verdict.BLOCKED, "prohibition", "no prohibition", what, said, remedies)
        )

    def doubt(self, rule: MayRule, truth: Truth) -> _Outcome:
        """Return the outcome of a rule of which it is not known whether it applies."""
        questions = ", ".join(sorted(truth.undecided)) or "what is not known"
        said = f"{rule.say.rstrip('.')} ({cite(rule)}); whether it applies depends on {questions}"
        remedies = settled(truth.undecided)
        what = {"forbid": "prohibition", "require": "requirement"}.get(rule.effect, rule.effect)
        return _Outcome(
            Verdict.UNKNOWN, self.reason(rule, Verdict.UNKNOWN, what, f"no {what}", "not known", said, remedies)
        )

    def limited(self, rule: MayRule, limit: Limit) -> _Outcome:
        """Decide one limit of a rule."""
        noun = limit_noun(limit, self.unit(limit.attribute))
        if isinstance(limit.bound, Table):
            truth = admits_code(limit, self.profile)
            if truth.value:
                return _Outcome(Verdict.CLEAR)
            held = " ".join(self.profile.codes.get(limit.attribute, ("not known",))[:1])
            keys = ", ".join(
                f"{k.replace('_', ' ')} {self.profile.codes.get(k, ('not known',))[0]}" for k in limit.bound.keys
            )
            said = f"{rule.say.rstrip('.')} ({cite(rule)}): {noun} {held} at {keys}"
            if truth.value is None:
                questions = sorted(truth.undecided)
                said += f", depending on {', '.join(questions)}"
                return _Outcome(
                    Verdict.UNKNOWN,
                    self.reason(rule, Verdict.UNKNOWN, noun, held, "not known", said, settled(questions)),
                )
            said += " is not admitted"
            return _Outcome(Verdict.BLOCKED, self.reason(rule, Verdict.BLOCKED, noun, held, "not admitted", said))
        measured = measure_limit(limit, self.profile, self.law.world)
        return self.bounded(rule, measured, noun, self.unit(limit.attribute), "at least " if limit.at_least else "")

    def counted(self, rule: MayRule) -> _Outcome:
        """Decide a quota."""
        assert rule.quota is not None
        measured = measure_quota(rule.quota, self.profile, self.law.world)
        unit = self.unit(rule.quota.of) if rule.quota.of else ""
        return self.bounded(rule, measured, "room in the quota", unit, "")

    def bounded(self, rule: MayRule, measured: Measured, noun: str, unit: str, prefix: str) -> _Outcome:
        """Turn a margin into an outcome with its reason."""
        low, high = measured.margin
        if low >= 0:
            return _Outcome(Verdict.CLEAR)
        verdict = Verdict.BLOCKED if high < 0 else Verdict.UNKNOWN
        need, bound = span(*measured.need, unit), span(*measured.bound, unit)
        said = f"{rule.say.rstrip('.')} ({cite(rule)}): {noun} {need} against {prefix}{bound}"
        remedies: tuple[Remedy, ...] = ()
        if verdict is Verdict.BLOCKED and math.isfinite(high):
            said += f", {number(-high)} {unit}".rstrip() + (" too little" if prefix or rule.quota else " too much")
            change = "free" if rule.quota else "add" if prefix else "take off"
            text = f"{change} {number(-high)} {unit} of {noun}".replace("  ", " ")
            remedies = (Remedy("quota" if rule.quota else "size", text, rule.id),)
        elif verdict is Verdict.UNKNOWN:
            said += f", depending on {', '.join(sorted(measured.undecided)) or 'the bound'}"
            remedies = settled(measured.undecided)
        reason = Reason(
            rule.id, "may", self.place.id, self.place.name, verdict, noun,
            Amount(*measured.need, "settled" if measured.need[0] == measured.need[1] else "unknown", need),
            Amount(*measured.bound, "settled" if measured.bound[0] == measured.bound[1] else "unknown", bound),
            unit, f"{self.place.name}: {said}.", self.bound_claims(rule), (rule.source,) if rule.source else (),
            (*remedies, *self.lifted_by(self.lifting(rule.id))),
        )  # fmt: skip
        return _Outcome(verdict, reason)

    def bound_claims(self, rule: MayRule) -> tuple[Claim, ...]:
        """Return the claims behind the facts that a rule's bounds rest on."""
        return tuple(c for f in facts_of(rule) for c in self.law.snapshot.resolve(*f).claims)

    def reason(
        self,
        rule: MayRule,
        verdict: Verdict,
        about: str,
        need: str,
        have: str,
        said: str,
        remedies: tuple[Remedy, ...] = (),
    ) -> Reason:
        """Build a reason of law without numbers."""
        return Reason(
            rule.id, "may", self.place.id, self.place.name, verdict, about,
            Amount(math.inf, math.inf, "settled", need), Amount(-math.inf, math.inf, "settled", have), "",
            f"{self.place.name}: {said}.", self.bound_claims(rule), (rule.source,) if rule.source else (), remedies,
        )  # fmt: skip

    def lifting(self, lifted: str) -> list[tuple[MayRule, Truth]]:
        """Return the rules in force here that lift something, and whether each does."""
        place = self.place.id
        rules = lifters_at(self.law, lifted, place)
        return [(x, active(self.law, self.profile, x, place)) for x in rules]

    def lifted_by(self, lifts: list[tuple[MayRule, Truth]]) -> tuple[Remedy, ...]:
        """Say what would make a rule apply that lifts the refusal; rules for other kinds of mover are no lever."""
        found = []
        for rule, truth in lifts:
            parts = rule.condition.parts if isinstance(rule.condition, All) else (rule.condition,)
            unmet = [p for p in parts if p.holds(self.profile, self.law.world).value is not True]
            if truth.value is True or any(x.attribute in ("kind", "class") for p in unmet for x in asking(p)):
                continue
            if rule.reading and self.law.snapshot.readings.get(rule.reading[0]) != rule.reading[1]:
                article, reading = rule.reading
                text = f"{rule.id} would lift it: read {article} as {reading}"
                found.append(Remedy("reading", text, article, reading))
            elif unmet:
                text = f"{rule.id} would lift it: {' and '.join(p.tell() for p in unmet)}"
                found.append(Remedy("condition", text, rule.id))
        return tuple(found)

    def finding(self, rule: MayRule, enforced: bool) -> Finding:
        """Say how a rule fared."""
        truth = applies(self.law, self.profile, rule)
        lifted = tuple(x.id for x, t in self.lifting(rule.id) if t.value is True)
        when = rule.condition.tell()
        text = f"{rule.say.rstrip('.')}." + (f" If {when}." if when != ALWAYS_TRUE.tell() else "")
        return Finding(rule.id, rule.effect, truth.value, text, tuple(sorted(truth.undecided)), lifted, enforced)

    def unit(self, attribute: str) -> str:
        """Return the unit of an attribute."""
        return self.law.snapshot.attributes[attribute].unit

    def whom(self) -> str:
        """Name the mover by its kind, flag and class."""
        flag = self.profile.codes.get("flag")
        kind = self.profile.codes["kind"][0]
        what = self.profile.codes.get("class", (kind,))[0]
        country = self.law.lawbook.country(flag[0]) if flag else "unknown flag"
        return f"a {kind} of {country}" + (f" ({what})" if what != kind else "")


def limit_noun(limit: Limit, unit: str) -> str:
    """Name what a limit bounds: its attribute without the unit."""
    noun = limit.attribute.rpartition("_")[0] or limit.attribute if unit else limit.attribute
    return noun.replace("_", " ")


def cite(rule: MayRule) -> str:
    """Cite the instrument and article of a rule."""
    return f"{rule.instrument}, article {rule.article}" if rule.article else rule.instrument


def settled(questions: Iterable[str]) -> tuple[Remedy, ...]:
    """Return the questions whose settlement would decide."""
    return tuple(Remedy("settle", f"settle {q}", q) for q in sorted(questions))


def granted_by(consent: Resolved) -> Truth:
    """Tell whether a consent is granted."""
    codes = consent.codes
    if codes is None or (codes != {"granted"} and "granted" in codes):
        return Truth(None, frozenset({"consent"}))
    return Truth(codes == {"granted"})


def _worst(outcome: _Outcome) -> Verdict:
    return outcome.verdict
