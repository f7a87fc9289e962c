"""From reasons to levers: what could be changed so that one reason against a passage falls away."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from thalweg.admission import Admission
from thalweg.apps.levers import Change, Lever, code_change, number_change
from thalweg.facts.stage import READING
from thalweg.rules.compare import is_open, spare
from thalweg.rules.fit import CLEARANCE, RULES, FitRule
from thalweg.rules.may import cite, limit_noun, rule_at
from thalweg.rules.rule import MayRule, Reason, Remedy, Requirement, Verdict, Want, number
from thalweg.rules.when import All, Is

OF_RULE = {r.id: r for r in RULES}
WORDS = {
    "depth_m": "deepen to {amount}",
    CLEARANCE: "raise to {amount}, or remove,",
    "max_gross_weight_t": "strengthen for {amount}",
    "max_axle_load_t": "strengthen for an axle load of {amount}",
    "track_gauge_mm": "lay a track of {amount}",
    "loading_gauge": "clear for loading gauge {amount}",
}
"""What is done to a link or gate, by the attribute that changes."""
HOW = {"depth_m": "by a sounding or by dredging", CLEARANCE: "by a measurement, by raising or by removing"}
"""How what is not known is assured."""
WATER = frozenset({"depth_m", "max_draught_m"})
CM = 100.0


class Remedies:
    """The levers that reasons of an admission suggest; the same lever wherever it is suggested."""

    def __init__(self, admission: Admission, row: int) -> None:
        self._admission, self._row = admission, row
        self.levers: dict[str, Lever] = {}

    def of(self, reason: Reason) -> tuple[frozenset[str], ...]:
        """Return sets of levers, by their ids, any one of which would end a reason."""
        rule = self._admission.law.rules.get(reason.rule)
        wants: Sequence[Requirement | Want] = reason.requires
        if rule is not None and rule.effect == "require" and reason.verdict is Verdict.UNKNOWN:
            wants = rule.require  # it may not apply; whoever meets it need not know
        done = [Lever(f"meet:{q.token}", _meet(q.token, q.text), "trip", meets=(q.token,)) for q in wants]
        found = list(self._physical(reason) if reason.kind == "fit" else self._legal(reason))
        for lever in (*done, *found):
            self.levers.setdefault(lever.id, lever)
        together = [frozenset(x.id for x in done)] if done else []
        return tuple(dict.fromkeys((*together, *(frozenset({x.id}) for x in found))))

    # law

    def _legal(self, reason: Reason) -> Iterator[Lever]:
        """Yield what would end a reason of law."""
        law = self._admission.law
        for remedy in reason.remedies:
            if remedy.kind == "consent":
                yield self._consent(reason, remedy)
            elif remedy.kind == "reading":
                article, option = remedy.what, remedy.value
                text = f"read {article} as {option}"
                yield Lever(f"reading:{article}={option}", text, "reading", readings=((article, option),))
            elif remedy.kind == "meet":
                yield Lever(f"meet:{remedy.what}", remedy.text, "trip", meets=(remedy.what,))
            elif remedy.kind == "condition":
                yield from self._condition(law.rules[remedy.what])
            elif remedy.kind == "settle":
                yield from self._told(reason, remedy.what)
            elif remedy.kind == "size":
                yield from self._kept(reason, law.rules[remedy.what])
        rule = law.rules.get(reason.rule)
        unsettled = [r.what for r in reason.remedies if r.kind == "settle"]
        if rule is not None and unsettled and reason.verdict is Verdict.UNKNOWN:
            text = f"find out {' and '.join(map(self.asked, unsettled))}: so that {rule.id} does not refuse"
            yield Lever(f"fact:{rule.id}", text, "fact", (code_change(rule.id, "suspended", "yes"),))
        elif rule is not None and rule.effect != "permit":  # without a permit nothing is freer
            yield Lever(
                f"rule:{rule.id}", f"amend or end {cite(rule)} ({rule.id})", "law",
                (code_change(rule.id, "suspended", "yes"),), holders=self._authorities(reason.at, rule),
            )  # fmt: skip

    def _authorities(self, place: str, rule: MayRule) -> tuple[str, ...]:
        """Return who can amend a rule: the authority that made it, else those of the place, for law of its own."""
        if rule.authority:
            return (rule.authority,)
        parties = self._admission.law.lawbook.instruments[rule.instrument].parties
        if parties:
            return tuple(sorted(p.id for p in parties)) if len(parties) <= 3 else ()
        if rule.order:
            return (rule.order,) if rule.order in self._admission.law.lawbook.countries else ()
        found = self._admission.law.lawbook.places.get(place)
        return tuple(a.by for a in self._admission.law.authorities(found)) if found else ()

    def _consent(self, reason: Reason, remedy: Remedy) -> Lever:
        """Return the consent of an authority to movers of this flag."""
        admission = self._admission
        flag = admission.profiles[self._row].codes.get("flag", ("",))[0]
        to = (("to", flag),) if flag else ()
        change = code_change(reason.at, "consent", "granted", (("by", remedy.what), *to))
        return Lever(
            f"consent:{remedy.what}@{reason.at}", f"{remedy.text} for {reason.at_name}", "consent", (change,),
            holders=(remedy.what,),
        )  # fmt: skip

    def _condition(self, rule: MayRule) -> Iterator[Lever]:
        """Yield what the trip must be like for a rule that lifts, if it is the trip alone that stands against it."""
        profile, world = self._admission.profiles[self._row], self._admission.law.world
        attributes = self._admission.snapshot.attributes
        parts = rule.condition.parts if isinstance(rule.condition, All) else (rule.condition,)
        unmet = [p for p in parts if p.holds(profile, world).value is not True]
        said = []
        for part in unmet:
            if not (isinstance(part, Is) and attributes[part.attribute].describes("trip")):
                return
            said.append((part.attribute, part.values[0]))
        if said:
            words = " and ".join(p.tell() for p in unmet)
            yield Lever(f"trip:{','.join('='.join(s) for s in said)}", f"go with {words}", "trip", said=tuple(said))

    def _told(self, reason: Reason, question: str) -> Iterator[Lever]:
        """Yield what can be said of the trip so that a rule does not refuse, where it is not known whether it does."""
        admission = self._admission
        row = admission.snapshot.attributes.get(question)
        place = admission.law.lawbook.places.get(reason.at)
        if row is None or place is None or not row.values or not row.describes("trip"):
            return
        profile = admission.profiles[self._row]
        good = []
        for value in row.values:
            said = replace(profile, codes={**profile.codes, question: (value,)})
            ruling = rule_at(admission.law, said, place, admission.trip)
            if all(r.rule != reason.rule or r.verdict < reason.verdict for r in ruling.reasons):
                good.append(value)
        if good:
            text = f"go with {question.replace('_', ' ')} {' or '.join(good)}"
            yield Lever(f"trip:{question}={good[0]}", text, "trip", said=((question, good[0]),))

    def _kept(self, reason: Reason, rule: MayRule) -> Iterator[Lever]:
        """Yield what the trip must be like to keep a limit of law, where the limit is one of the trip alone."""
        for limit in rule.limits:
            row = self._admission.snapshot.attributes[limit.attribute]
            most = reason.have.high if limit.at_least else reason.have.low
            if row.subjects == ("trip",) and row.numeric and limit_noun(limit, row.unit) == reason.about:
                name = limit.attribute.rpartition("_")[0].replace("_", " ")
                text = f"go with {name} {'at least' if limit.at_least else 'at most'} {number(most)} {row.unit}"
                yield Lever(f"trip:{limit.attribute}={most:g}", text, "trip", said=((limit.attribute, f"{most:g}"),))

    def asked(self, what: str) -> str:
        """Put in words what a legal rule depends on: a reading, a fact of the world, or what the mover and trip are."""
        if what.startswith("reading "):
            return f"how {what.removeprefix('reading ').partition('=')[0]} is read"
        name, _, subject = what.partition(" of ")
        row = self._admission.snapshot.attributes.get(name)
        noun = name.removesuffix(f"_{name.rpartition('_')[2]}") if row is not None and row.unit else name
        noun = noun.replace("_", " ")
        if subject:
            return f"the {noun} of {self._admission.snapshot.topics.get(subject, subject)}"
        whose = self._admission.movers[self._row].name if row is None or row.describes("mover") else "the trip"
        return f"what the {noun} of {whose} is"

    # links and gates

    def _physical(self, reason: Reason) -> Iterator[Lever]:
        """Yield what would end a physical reason on the side of the link or gate."""
        rule = OF_RULE.get(reason.rule)
        network = self._admission.snapshot.network
        if rule is None or reason.at not in network.element_index:
            return
        element = network.element_index[reason.at]
        if rule.compare is is_open:
            if rule.have == "status":
                change = code_change(reason.at, "status", "open")
                yield Lever(f"status:{reason.at}", f"open {reason.at_name}", "crossing", (change,))
            return
        if rule.compare is spare:
            yield self.enlarged(rule, element, reason.verdict is Verdict.UNKNOWN)
        elif rule.have in ("track_gauge_mm", "loading_gauge"):
            column = self._admission.snapshot.movers(rule.need, [self._admission.movers[self._row]])
            wanted = column.codes[0]
            if wanted and len(wanted) == 1:
                code = sorted(next(iter(wanted)).split("+"))[0]
                change = code_change(reason.at, rule.have, code)
                change = replace(change, value=replace(change.value, kind="codes"))
                unit = self._admission.snapshot.attributes[rule.have].unit
                action = WORDS[rule.have].format(amount=f"{code} {unit}".strip())
                yield _at_place(f"{rule.have}:{reason.at}", action, reason.at_name, "structure", (change,))

    def enlarged(self, rule: FitRule, element: int, unknown: bool) -> Lever:
        """Return what a link or gate must have for the mover to pass; without a number where none is known.

        `unknown` tells that it may have it already, as nobody knows.
        """
        snapshot = self._admission.snapshot
        at, row = snapshot.network.element_ids[element], snapshot.attributes[rule.have]
        needed = self._needed(rule, element)
        widths = sorted({w for c in snapshot.facts.of(at, rule.have, None) if (w := c.qualifier("width"))}, key=float)
        qualifiers: list[tuple[tuple[str, str], ...]] = [(("width", w),) for w in widths] or [()]
        level, stated = self._at_level(at, rule.have, needed)
        changes = tuple(number_change(at, rule.have, stated, row.unit, (*q, *level)) for q in qualifiers)
        amount = self.amount(rule, element)
        if unknown:
            that = f"the {rule.have_noun} that the {rule.need_noun or rule.need} (not known) asks for"
            action = f"assure a {rule.have_noun} of {amount}" if needed is not None else f"assure {that}"
            action += f" ({HOW[rule.have]})" if rule.have in HOW else ""
        else:
            action = WORDS.get(rule.have, f"enlarge the {rule.have_noun} to {{amount}}").format(amount=amount)
        kind = "water" if rule.have in WATER else "structure"
        return _at_place(f"{rule.have}:{at}", action, snapshot.network.element_names[element], kind, changes)

    def amount(self, rule: FitRule, element: int) -> str:
        """Say what a link or gate must have: at the level of the day, and as it is stated at a reference level."""
        snapshot = self._admission.snapshot
        needed, unit = self._needed(rule, element), snapshot.attributes[rule.have].unit
        if needed is None:
            return f"what the {rule.need_noun or rule.need} (not known) asks for"
        level, stated = self._at_level(snapshot.network.element_ids[element], rule.have, needed)
        told = f" ({number(stated)} {unit} at {level[0][1]})" if level and stated is not None else ""
        return f"{number(needed)} {unit}{told}"

    def _needed(self, rule: FitRule, element: int) -> float | None:
        """Return the least that is needed, rounded up to a hundredth of the unit; None if it is not known."""
        snapshot, mover = self._admission.snapshot, self._admission.movers[self._row]
        at = np.array([element], dtype=np.intp)
        kept = rule.kept(snapshot, [mover], at, False) if rule.kept else None
        needed = float(snapshot.movers(rule.need, [mover]).high[0])
        needed += float(np.broadcast_to(kept[1], (1, 1))[0, 0]) if kept is not None else 0.0
        return math.ceil(round(needed * CM, 6)) / CM if math.isfinite(needed) else None

    def _at_level(
        self, at: str, attribute: str, needed: float | None
    ) -> tuple[tuple[tuple[str, str], ...], float | None]:
        """Return what is needed at the level of the day as it is stated at a reference level of the water.

        Without a reference level where the element follows no water station; without a number where it cannot be
        said, as the level of the day is not known.
        """
        snapshot = self._admission.snapshot
        row, stages = snapshot.attributes[attribute], snapshot.stages
        restate = stages.restate(at, row, False) if row.level else None
        if restate is None or needed is None:
            return (), needed
        station = stages.station(at)
        stated = [("level" if c.qualifier("level") else "datum", c) for c in snapshot.facts.of(at, attribute, None)]
        levels = [(k, c.qualifier(k)) for k, c in stated if c.qualifier(k)]
        levels += [("datum", c.qualifier("datum")) for c in snapshot.facts.of(station or "", READING, None)]
        for level in dict.fromkeys(levels):
            read = restate(number_change(at, attribute, 0.0, row.unit, (level,)).claim("", 0))
            if not isinstance(read, str) and math.isfinite(read.value.low):
                return (level,), math.ceil(round((needed - read.value.low) * CM, 6)) / CM
        return (), None


def _meet(token: str, text: str) -> str:
    """Say that a requirement is met."""
    return f"meet {token.replace('_', ' ')}: {text}"


def _at_place(key: str, action: str, where: str, kind: str, changes: tuple[Change, ...]) -> Lever:
    """Return something that is done at a link or gate."""
    return Lever(key, f"{action} at {where}", kind, changes, shared=(action, where))
