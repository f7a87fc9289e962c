"""Verdicts, reasons, and the law as data.

Every rule, physical or legal, returns a *margin*: a range [low, high] in the rule's unit. It
admits if low >= 0, refuses if high < 0, and is unknown if the range straddles 0. Legal rules
use infinite margins. This is the only comparison, so all limits agree at equality.
"""

from __future__ import annotations

import math
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from thalweg.facts.claim import Claim
from thalweg.period import ALWAYS, Period
from thalweg.rules.when import ALWAYS_TRUE, Condition


class Verdict(IntEnum):
    """The four answers, the best first."""

    CLEAR = 0
    CONDITIONAL = 1
    UNKNOWN = 2
    BLOCKED = 3

    def __str__(self) -> str:
        return self.name.lower()


def levels(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return the verdict of each margin [low, high]."""
    out = np.full(np.broadcast(low, high).shape, Verdict.UNKNOWN, dtype=np.uint8)
    out[np.broadcast_to(low >= 0, out.shape)] = Verdict.CLEAR
    out[np.broadcast_to(high < 0, out.shape)] = Verdict.BLOCKED
    return out


def span(low: float, high: float, unit: str) -> str:
    """Write a range of numbers with its unit."""
    if math.isinf(low) and math.isinf(high):
        return "not known" if low < high else "no limit"
    if low == high:
        text = number(low)
    elif math.isinf(low):
        text = f"under {number(high)}"
    elif math.isinf(high):
        text = f"over {number(low)}"
    else:
        text = f"{number(low)} to {number(high)}"
    return f"{text} {unit}".strip()


def number(x: float) -> str:
    """Write a number for people: no exponent, thousands apart."""
    return f"{round(x, 5):,.10g}"


@dataclass(frozen=True, slots=True)
class Amount:
    """What is needed or what is there, with how well it is known."""

    low: float
    """Lowest value in print, or -inf."""
    high: float
    status: str
    text: str
    """The amount in words, with its unit."""

    @property
    def value(self) -> float | None:
        """The number, if it is one and known."""
        return self.low if self.low == self.high and math.isfinite(self.low) else None

    def as_dict(self) -> dict[str, object]:
        """Return the fields that `--json` shows."""
        finite = [x if math.isfinite(x) else None for x in (self.low, self.high)]
        return {"low": finite[0], "high": finite[1], "status": self.status, "text": self.text}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a link is not simply clear, on whose word."""

    rule: str
    kind: str
    """`fit` or `may`."""
    at: str
    at_name: str
    verdict: Verdict
    about: str
    """What is in short supply: `depth`, `consent of North Korea`, ..."""
    need: Amount
    have: Amount
    unit: str
    """Unit of need and have; empty for law."""
    sentence: str
    claims: tuple[Claim, ...] = ()
    sources: tuple[str, ...] = ()
    """Ids of sources cited beside the claims: instruments and authorities."""
    remedies: tuple[Remedy, ...] = ()
    """What would change a refusal; one is enough."""
    requires: tuple[Requirement, ...] = ()
    """What must be done for passage, where the limit can be met so."""

    @property
    def levers(self) -> tuple[str, ...]:
        """What would change a refusal, each in a few words."""
        return tuple(r.text for r in self.remedies)

    def cited(self, known: Container[str]) -> tuple[str, ...]:
        """Return the ids of the known sources on which it rests, each once: those of the claims first."""
        named = dict.fromkeys((*(c.source for c in self.claims), *self.sources))
        return tuple(s for s in named if s in known)


REMEDIES: tuple[str, ...] = ("consent", "reading", "condition", "meet", "amend", "size", "quota", "settle")


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing that would change a refusal of law."""

    kind: str
    """`consent` to obtain, `reading` to take, `condition` to fulfil, requirement to `meet`, rule to `amend`,
    `size` or `quota` to change, question to `settle`."""
    text: str
    """In a few words."""
    what: str = ""
    """The authority, article, token, rule, attribute or question."""
    value: str = ""
    """The reading that is taken, where there is one."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something that makes a conditional passage clear when it is done."""

    rule: str
    at: str
    token: str
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A state that is bound by an instrument, or belongs to a group, for a time."""

    id: str
    valid: Period = ALWAYS
    how: str = ""


@dataclass(frozen=True, slots=True)
class Obligation:
    """What one party owes another under an alliance."""

    type: str
    debtor: str
    creditor: str
    article: str = ""
    valid: Period = ALWAYS


INSTRUMENT_KINDS: tuple[str, ...] = (
    "treaty",
    "statute",
    "resolution",
    "regulation",
    "notice",
    "practice",
    "statement",
)
OBLIGATION_TYPES: tuple[str, ...] = ("defence", "offence", "neutrality", "nonaggression", "consultation", "basing")
LEGAL_CERTAINTIES: tuple[str, ...] = ("seen", "secondary", "recalled")
EFFECTS: tuple[str, ...] = ("permit", "forbid", "require", "limit", "quota")
CONSENT_STATES: tuple[str, ...] = ("none", "requested", "in_principle", "granted", "denied", "withdrawn")


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal text, a practice, or a political statement."""

    id: str
    title: str
    kind: str
    source: str
    parties: tuple[Party, ...] = ()
    signed: Period = ALWAYS
    force: Period = ALWAYS
    certainty: str = "seen"
    obligations: tuple[Obligation, ...] = ()


@dataclass(frozen=True, slots=True)
class Authority:
    """Who rules at a legal place, and what holds there while no rule speaks."""

    by: str
    default: str
    """`open`, or `consent`: nobody passes whom it has not let pass."""
    source: str
    valid: Period = ALWAYS
    certainty: str = "seen"


@dataclass(frozen=True, slots=True)
class Enforced:
    """A legal order that is enforced at a place, for a time."""

    order: str
    valid: Period = ALWAYS


@dataclass(frozen=True, slots=True)
class LegalPlace:
    """Waters or ground under the same authorities; links name it as their `jurisdiction`."""

    id: str
    name: str
    authorities: tuple[Authority, ...] = ()
    enforces: tuple[Enforced, ...] | None = None
    """Legal orders enforced there; None means every order that has a rule there."""


@dataclass(frozen=True, slots=True)
class Number:
    """A bound that the rule states itself."""

    value: float


@dataclass(frozen=True, slots=True)
class FromFact:
    """A bound that a dated fact gives, as a draught that an authority announces."""

    fact: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Steps:
    """A bound that depends on another attribute: rows (up to this value, bound), in order."""

    of: str
    rows: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Codes admitted for each combination of other codes, as ice admitted by class and mode."""

    keys: tuple[str, ...]
    admits: Mapping[tuple[str, ...], frozenset[str]]


Bound = Number | FromFact | Steps


@dataclass(frozen=True, slots=True)
class Limit:
    """An attribute of mover or trip against a bound, or against a table of codes."""

    attribute: str
    bound: Bound | Table
    at_least: bool = False
    """Whether the bound is a minimum."""


@dataclass(frozen=True, slots=True)
class Quota:
    """A shared amount: what is used already, what this passage adds, and the cap."""

    used: tuple[str, str]
    """The fact that counts what is used, as (`straits-in-transit`, `quota_used_t`)."""
    of: str
    """Attribute of the mover that is counted; empty counts the passage as one."""
    cap: Bound


@dataclass(frozen=True, slots=True)
class Want:
    """Something that a rule requires."""

    token: str
    text: str
    test: Condition | None = None
    """Decides it from what is said of the trip, as notice of at least eight days."""


ANYWHERE = "anywhere"
"""In a rule's `at`: every legal place."""


@dataclass(frozen=True, slots=True)
class MayRule:
    """One provision: at a place, under a condition, with exactly one effect."""

    id: str
    instrument: str
    article: str
    at: tuple[str, ...]
    effect: str
    """`permit`, `forbid`, `require`, `limit` or `quota`."""
    say: str
    condition: Condition = ALWAYS_TRUE
    authority: str = ""
    lifts: tuple[str, ...] = ()
    """What a permit (or a forbid, of a permit) lifts: `default:RU`, or ids of rules."""
    require: tuple[Want, ...] = ()
    limits: tuple[Limit, ...] = ()
    quota: Quota | None = None
    order: str = ""
    """The legal order it belongs to, as UN or EU; empty for the law of the place itself."""
    reading: tuple[str, str] | None = None
    """The reading of a contested article under which alone the rule holds: (article, reading)."""
    valid: Period = ALWAYS
    source: str = ""
    certainty: str = "seen"


@dataclass(frozen=True, slots=True)
class Reading:
    """A contested question of interpretation, and the answers to choose from."""

    id: str
    question: str
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Lawbook:
    """All law of a case, of all times."""

    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    places: Mapping[str, LegalPlace] = field(default_factory=dict)
    rules: Mapping[str, MayRule] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    """Each class of mover with its parent."""
    groups: Mapping[str, tuple[Party, ...]] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)
    """Names of countries by ISO code, for sentences."""
    orders: Mapping[str, str] = field(default_factory=dict)
    """Names of legal orders by id."""

    def country(self, code: str) -> str:
        """Return the name of a country, or its code."""
        return self.countries.get(code, code)

    def ancestry(self, mover_class: str) -> tuple[str, ...]:
        """Return a class with all the classes it belongs to, itself first."""
        chain = [mover_class] if mover_class else []
        while chain and (parent := self.classes.get(chain[-1])) and parent not in chain:
            chain.append(parent)
        return tuple(chain)
