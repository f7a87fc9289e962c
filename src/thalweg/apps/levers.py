"""Levers: what could be changed so that a mover passes, each a piece of a scenario."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from thalweg.facts.claim import Claim, Value
from thalweg.period import ALWAYS, Period
from thalweg.rules.fit import RULES
from thalweg.scenario import Scenario

KINDS: tuple[str, ...] = (
    "consent",
    "law",
    "reading",
    "crossing",
    "water",
    "structure",
    "mover",
    "trip",
    "fact",
    "declared",
)
"""Of what a lever changes something: who consents, a rule, how an article is read, whether a crossing is open,
the depth, a bridge or lock, the mover, what is said of the trip, what is known, or what the case declares as one."""
T = TypeVar("T", str, tuple[str, str])
PHYSICAL = frozenset(r.have for r in RULES)
"""Attributes of links and gates that only the physical rules ask about."""


@dataclass(frozen=True, slots=True)
class Change:
    """A property that gets a value; in a scenario it is a claim whose source is the scenario."""

    subject: str
    attribute: str
    value: Value
    stated: str
    """The value as it would be written, with its unit."""
    qualifiers: tuple[tuple[str, str], ...] = ()
    valid: Period = ALWAYS

    def claim(self, scenario: str, number: int) -> Claim:
        """Return the change as a claim of a scenario."""
        return Claim(
            subject=self.subject, attribute=self.attribute, value=self.value, source=f"scenario:{scenario}",
            stated=self.stated, qualifiers=self.qualifiers, valid=self.valid, recorded=date.min, ref=f"{number:04d}",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing that can be done, paid once however many links it frees."""

    id: str
    text: str
    kind: str
    changes: tuple[Change, ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    meets: tuple[str, ...] = ()
    """Requirements that the trip then meets."""
    said: tuple[tuple[str, str], ...] = ()
    """What the trip then says of itself and of the mover, as (`draught_m`, `3.2`)."""
    mover: str = ""
    """The mover that goes instead, as in another loading state; empty for the same."""
    holders: tuple[str, ...] = ()
    """Who can do it, as country codes; nobody named if it is not known."""
    cost_usd: float | None = None
    """None if it is not known."""
    months: float | None = None
    """How long it takes; None if it is not known."""
    needs: tuple[str, ...] = ()
    """Levers without which it cannot be pulled."""
    excludes: tuple[str, ...] = ()
    """Levers that it rules out."""
    cost_of: tuple[str, str] | None = None
    """Subject and attribute whose claims give the cost."""
    months_of: tuple[str, str] | None = None
    """Subject and attribute whose claims give the time."""
    claims: tuple[Claim, ...] = ()
    """What its cost and its time rest on."""
    enlarges: tuple[str, tuple[str, ...]] | None = None
    """An attribute and the links and gates at which the lever makes it as large as the mover needs."""
    shared: tuple[str, str] | None = None
    """What is done and where, apart, so that the same thing done in several places can be told at once."""

    @property
    def subjects(self) -> frozenset[str]:
        """The ids of everything that it changes."""
        return frozenset({c.subject for c in self.changes} | set(self.enlarges[1] if self.enlarges else ()))


@dataclass(frozen=True)
class Pulled:
    """Levers pulled together: a scenario, and what the trip says and meets beside it."""

    levers: tuple[Lever, ...]
    scenario: Scenario
    meets: frozenset[str] = frozenset()
    said: Mapping[str, str] = field(default_factory=dict)
    mover: str = ""
    """The mover that goes instead; empty for the same."""

    @property
    def asking(self) -> Scenario:
        """The scenario, with what the question must say beside it in its description."""
        beside = [f"--mover {self.mover}"] if self.mover else []
        beside += [f"--with {k}={v}" for k, v in sorted(self.said.items())]
        told = f"Ask with {' '.join(beside)}." if beside else ""
        description = " ".join(filter(None, (self.scenario.description, told)))
        return replace(self.scenario, description=description)


def pulled(base: Scenario, levers: Sequence[Lever], name: str) -> Pulled:
    """Return the scenario in which levers are pulled on top of another scenario."""
    if not levers:
        return Pulled((), base)
    changes = [c for lever in levers for c in lever.changes]
    claims = tuple(c.claim(name, len(base.changes) + i) for i, c in enumerate(dict.fromkeys(changes)))
    kept = base.called(name).changes
    readings = {**base.readings, **dict(r for lever in levers for r in lever.readings)}
    title = levers[0].text + (f", and {len(levers) - 1} more" if len(levers) > 1 else "")
    description = f"{'; '.join(x.text for x in levers)}; on top of the scenario {base.id}."
    meets = frozenset(m for lever in levers for m in lever.meets)
    met = tuple(sorted({*base.meets, *meets}))
    scenario = Scenario(name, title, description, (*kept, *claims), readings, met)
    said = dict(s for lever in levers for s in lever.said)
    return Pulled(tuple(levers), scenario, meets, said, next((x.mover for x in levers if x.mover), ""))


def legal_key(levers: Pulled, elements: Mapping[str, int], asked: Container[tuple[str, str]]) -> object:
    """Return what the law sees of levers: two that are the same in it have the same legal verdicts everywhere.

    The size and state of a link or gate is no matter of law unless a rule asks about it; `asked` has those facts.
    """
    seen = tuple(
        (c.subject, c.attribute, c.value, c.qualifiers, c.valid)
        for c in levers.scenario.changes
        if not (c.attribute in PHYSICAL and c.subject in elements and (c.subject, c.attribute) not in asked)
    )
    said, readings = (tuple(sorted(x.items())) for x in (levers.said, levers.scenario.readings))
    return seen, said, readings, levers.meets, levers.mover


def closed(chosen: Iterable[str], levers: Mapping[str, Lever]) -> frozenset[str]:
    """Return levers with all that they need."""
    found: set[str] = set()
    waiting = list(chosen)
    while waiting:
        lever = waiting.pop()
        if lever not in found:
            found.add(lever)
            waiting += levers[lever].needs
    return frozenset(found)


def least(sets: Iterable[Iterable[T]]) -> list[frozenset[T]]:
    """Return the sets of which no other is a part, the smallest first."""
    kept: list[frozenset[T]] = []
    for one in sorted({frozenset(s) for s in sets}, key=lambda s: (len(s), sorted(s))):
        if not any(k <= one for k in kept):
            kept.append(one)
    return kept


def number_change(
    subject: str, attribute: str, amount: float | None, unit: str, qualifiers: tuple[tuple[str, str], ...] = ()
) -> Change:
    """Return a change to a number, or to no limit at all where the number is not known."""
    if amount is None:
        return Change(subject, attribute, Value("none"), "none", qualifiers)
    return Change(subject, attribute, Value("number", amount, amount), f"{amount:g} {unit}".strip(), qualifiers)


def code_change(subject: str, attribute: str, code: str, qualifiers: tuple[tuple[str, str], ...] = ()) -> Change:
    """Return a change to a code."""
    return Change(subject, attribute, Value("code", code=code), code, qualifiers)
