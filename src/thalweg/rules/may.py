"""MAY: the legal rules, decided for a legal profile at a legal place.

Prohibitions accumulate: each authority whose default is `consent`, and each `forbid` that
applies. A prohibition falls only if a consent was granted or a permit that *names* it applies
and is not lifted itself. There are no priorities. Everything is three-valued: what is not
known, or not chosen, leaves the answer unknown and is named.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from thalweg.facts.resolve import Resolved
from thalweg.movers import Mover
from thalweg.rules.library import LawInForce
from thalweg.rules.rule import Amount, Authority, LegalPlace, MayRule, Reason, Requirement, Verdict
from thalweg.rules.when import FALSE, TRUE, Compare, Profile, Truth, all_of, any_of, leaves
from thalweg.snapshot import Snapshot

CONSENT_CAN = (Verdict.CLEAR, Verdict.CONDITIONAL, Verdict.UNKNOWN, Verdict.BLOCKED)
CAN = {
    "default": CONSENT_CAN,
    "forbid": (Verdict.CLEAR, Verdict.UNKNOWN, Verdict.BLOCKED),
    "require": (Verdict.CLEAR, Verdict.CONDITIONAL, Verdict.UNKNOWN),
    "permit": CONSENT_CAN,
    "may.jurisdiction": (Verdict.CLEAR, Verdict.UNKNOWN),
}
"""The verdicts that each kind of legal rule can give."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How one rule fared: the material of a proof."""

    rule: str
    effect: str
    applies: bool | None
    text: str
    undecided: tuple[str, ...] = ()
    lifted_by: tuple[str, ...] = ()


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


def profile_of(mover: Mover, snapshot: Snapshot, law: LawInForce, purpose: str = "") -> Profile:
    """Return the legal profile of a mover and its trip."""
    codes: dict[str, tuple[str, ...]] = {"kind": (mover.kind,)}
    if mover.flag:
        codes["flag"] = (mover.flag,)
    if mover.mover_class:
        codes["class"] = law.lawbook.ancestry(mover.mover_class)
    if mover.cargo:
        codes["hs"] = mover.cargo
    if mover.loading:
        codes["loading"] = (mover.loading,)
    if purpose:
        codes["purpose"] = (purpose,)
    asked = {x.attribute for r in law.rules.values() for x in leaves(r.condition) if isinstance(x, Compare)}
    ranges = {}
    for attribute in sorted(asked):
        column = snapshot.movers(attribute, [mover])
        ranges[attribute] = (float(column.low[0]), float(column.high[0]))
    return Profile(codes, ranges)


def rule_at(law: LawInForce, profile: Profile, place: LegalPlace) -> Ruling:
    """Decide a legal place for a profile."""
    authorities = law.authorities(place)
    if place.authorities and not authorities:
        return unknown_place(place.id, place.name, "who has authority there is not known at that time")
    outcomes = [_default(law, profile, place, a) for a in authorities if a.default == "consent"]
    outcomes += [_provision(law, profile, place, r) for r in law.at(place.id) if r.effect in ("forbid", "require")]
    findings = tuple(_finding(law, profile, r) for r in law.at(place.id))
    assumed = sorted(frozenset().union(*(r.condition.holds(profile, law.world).assumed for r in law.at(place.id))))
    verdict = max((o.verdict for o in outcomes), default=Verdict.CLEAR)
    return Ruling(
        place.id,
        place.name,
        verdict,
        tuple(o.reason for o in outcomes if o.reason is not None),
        tuple(q for o in outcomes for q in o.requirements),
        findings,
        tuple(assumed),
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


def active(law: LawInForce, profile: Profile, rule: MayRule) -> Truth:
    """Tell whether a rule applies and nothing that applies lifts it."""
    return all_of([_applies(law, profile, rule)] + [~active(law, profile, x) for x in law.lifters.get(rule.id, ())])


def _applies(law: LawInForce, profile: Profile, rule: MayRule) -> Truth:
    return all_of([_read(law, rule), rule.condition.holds(profile, law.world)])


def _read(law: LawInForce, rule: MayRule) -> Truth:
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


def _default(law: LawInForce, profile: Profile, place: LegalPlace, authority: Authority) -> _Outcome:
    """Decide the prohibition that stands while an authority has not consented."""
    name = f"default:{authority.by}"
    consent = consent_of(law, profile, place.id, authority.by)
    granted = _granted(consent)
    permits = [p for p in law.lifters.get(name, ()) if place.id in p.at]
    lifts = [(p, active(law, profile, p)) for p in permits]
    lifted = any_of([granted, *(t for _, t in lifts)])
    if granted.value is True:
        return _Outcome(Verdict.CLEAR)
    open_permits = [p for p, t in lifts if t.value is True]
    if open_permits:
        chosen = min(open_permits, key=lambda p: (len(p.require), p.id))
        return _permitted(place, chosen)
    verdict = Verdict.UNKNOWN if lifted.value is None else Verdict.BLOCKED
    state = consent.value.code if consent.value else ""
    have = Amount(-math.inf, math.inf, consent.status, state.replace("_", " ") or "not known")
    country = law.lawbook.country(authority.by)
    whom = _whom(law, profile)
    said = {
        "none": f"{country} has given no consent to {whom}",
        "requested": f"the consent of {country} to {whom} has been requested and not been granted",
        "in_principle": f"{country} has agreed in principle to {whom}, and not granted it",
        "denied": f"{country} has denied its consent to {whom}",
        "withdrawn": f"{country} has withdrawn its consent to {whom}",
    }.get(state, f"whether {country} consents to {whom} is not known")
    parts = [said]
    if verdict is Verdict.UNKNOWN and lifts:
        questions = sorted(frozenset().union(*(t.undecided for _, t in lifts if t.value is None)))
        rules = ", ".join(p.id for p, t in lifts if t.value is None)
        if rules:
            parts.append(f"{rules} would lift this, depending on {', '.join(questions)}")
    cited = (authority.source, *(p.source for p in permits if p.source))
    reason = Reason(
        name, "may", place.id, place.name, verdict, f"consent of {country}",
        Amount(math.inf, math.inf, "settled", f"consent of {country}"), have, "",
        f"{place.name}: {'; '.join(parts)}.",
        consent.claims, tuple(dict.fromkeys(cited)),
    )  # fmt: skip
    return _Outcome(verdict, reason)


def _permitted(place: LegalPlace, rule: MayRule) -> _Outcome:
    """Return the outcome of a rule that lets pass, on what it requires."""
    wants = tuple(Requirement(rule.id, place.id, k, v, rule.source) for k, v in rule.require)
    if not wants:
        return _Outcome(Verdict.CLEAR)
    listed = "; ".join(f"{q.token.replace('_', ' ')}: {q.text}" for q in wants)
    reason = Reason(
        rule.id, "may", place.id, place.name, Verdict.CONDITIONAL, "requirement",
        Amount(math.inf, math.inf, "settled", listed), Amount(-math.inf, math.inf, "unknown", listed), "",
        f"{place.name}: {rule.say.rstrip('.')} ({_cite(rule)}), provided that the requirement is met: {listed}.",
        (), (rule.source,) if rule.source else (),
    )  # fmt: skip
    return _Outcome(Verdict.CONDITIONAL, reason, wants)


def _cite(rule: MayRule) -> str:
    return f"{rule.instrument}, article {rule.article}" if rule.article else rule.instrument


def _granted(consent: Resolved) -> Truth:
    codes = consent.codes
    if codes is None or (codes != {"granted"} and "granted" in codes):
        return Truth(None, frozenset({"consent"}))
    return Truth(codes == {"granted"})


def _whom(law: LawInForce, profile: Profile) -> str:
    flag = profile.codes.get("flag")
    kind, what = profile.codes["kind"][0], profile.codes.get("class", profile.codes["kind"])[0]
    noun = f"{what} {kind}" if kind == "vessel" and what != kind else what
    return f"a {noun} of {law.lawbook.country(flag[0])}" if flag else f"a {noun} of unknown flag"


def _provision(law: LawInForce, profile: Profile, place: LegalPlace, rule: MayRule) -> _Outcome:
    """Decide a rule that forbids or requires."""
    truth = active(law, profile, rule)
    if truth.value is False:
        return _Outcome(Verdict.CLEAR)
    if truth.value is True and rule.effect == "require":
        return _permitted(place, rule)
    verdict = Verdict.BLOCKED if truth.value else Verdict.UNKNOWN
    doubt = f"; whether it applies depends on {', '.join(sorted(truth.undecided))}" if truth.value is None else ""
    reason = Reason(
        rule.id, "may", place.id, place.name, verdict, "prohibition",
        Amount(math.inf, math.inf, "settled", "no prohibition"),
        Amount(-math.inf, math.inf, "settled" if truth.value else "unknown", rule.say.rstrip(".")), "",
        f"{place.name}: {rule.say.rstrip('.')} ({_cite(rule)}){doubt}.",
        (), (rule.source,) if rule.source else (),
    )  # fmt: skip
    return _Outcome(verdict, reason)


def _finding(law: LawInForce, profile: Profile, rule: MayRule) -> Finding:
    applies = _applies(law, profile, rule)
    lifters = tuple(x.id for x in law.lifters.get(rule.id, ()) if active(law, profile, x).value is True)
    text = f"{rule.say} If {rule.condition.tell()}."
    return Finding(rule.id, rule.effect, applies.value, text, tuple(sorted(applies.undecided)), lifters)
