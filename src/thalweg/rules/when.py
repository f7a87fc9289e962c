"""Conditions of legal rules: data, decided in three-valued (strong Kleene) logic.

The same tree decides and is read out in a sentence. A condition on something that is not known
is neither true nor false, and names what would decide it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from thalweg.period import Season

OPERATORS: Mapping[str, str] = {"le": "at most", "lt": "less than", "ge": "at least", "gt": "more than"}


@dataclass(frozen=True, slots=True)
class Truth:
    """True, False, or None with what would decide it; and the assumptions it rests on."""

    value: bool | None
    undecided: frozenset[str] = frozenset()
    assumed: frozenset[str] = frozenset()

    def __invert__(self) -> Truth:
        return Truth(None if self.value is None else not self.value, self.undecided, self.assumed)


TRUE = Truth(True)
FALSE = Truth(False)


def all_of(truths: Sequence[Truth]) -> Truth:
    """Conjunction: false if any is false, true if all are true."""
    return _join(truths, stop=False)


def any_of(truths: Sequence[Truth]) -> Truth:
    """Disjunction: true if any is true, false if all are false."""
    return _join(truths, stop=True)


def _join(truths: Sequence[Truth], stop: bool) -> Truth:
    decisive = [t for t in truths if t.value is stop]
    if decisive:  # one that assumes nothing is enough
        return Truth(stop, assumed=min((t.assumed for t in decisive), key=len))
    assumed = frozenset().union(*(t.assumed for t in truths))
    undecided = frozenset().union(*(t.undecided for t in truths if t.value is None))
    return Truth(None if any(t.value is None for t in truths) else not stop, undecided, assumed)


Range = tuple[float, float]
OPEN: Range = (-float("inf"), float("inf"))


@dataclass(frozen=True)
class Profile:
    """What law may ask of a mover and its trip; there are few distinct ones."""

    codes: Mapping[str, tuple[str, ...]]
    """For each attribute the codes that hold of it: a class with its ancestors, HS headings, ..."""
    ranges: Mapping[str, Range] = field(default_factory=dict)
    """For each numeric attribute its range; open if not known."""
    assumed: frozenset[str] = frozenset()
    """Attributes that are taken as the vocabulary assumes, since nobody says."""

    def key(self) -> tuple[object, ...]:
        """Return a hashable identity."""
        return tuple(sorted(self.codes.items())), tuple(sorted(self.ranges.items())), self.assumed


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a fact of the world on the day."""

    codes: frozenset[str] | None
    """Codes that may hold; None is any."""
    low: float
    high: float


Fact = tuple[str, str]
"""A subject and an attribute, as (`turkey`, `at_war`)."""


@dataclass(frozen=True)
class World:
    """What conditions ask beside the profile, already fixed to one day."""

    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Members of each group on the day."""
    seasons: Mapping[Season, bool | None] = field(default_factory=dict)
    facts: Mapping[Fact, Known] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Is:
    """The attribute is one of these codes."""

    attribute: str
    values: tuple[str, ...]

    def holds(self, profile: Profile, world: World) -> Truth:
        """Decide the condition."""
        held, truth = _codes(profile, self.attribute)
        return truth or Truth(any(v in held for v in self.values), assumed=_assumed(profile, self.attribute))

    def tell(self) -> str:
        """Read the condition out."""
        return f"{_words(self.attribute)} {' or '.join(self.values)}"


@dataclass(frozen=True, slots=True)
class In:
    """The attribute is a member of a group on the day."""

    attribute: str
    group: str

    def holds(self, profile: Profile, world: World) -> Truth:
        """Decide the condition."""
        held, truth = _codes(profile, self.attribute)
        return truth or Truth(
            any(v in world.groups[self.group] for v in held), assumed=_assumed(profile, self.attribute)
        )

    def tell(self) -> str:
        """Read the condition out."""
        return f"{_words(self.attribute)} among {self.group}"


@dataclass(frozen=True, slots=True)
class Under:
    """A code, or something carried, begins with one of these prefixes of the Harmonized System."""

    attribute: str
    prefixes: tuple[str, ...]

    def holds(self, profile: Profile, world: World) -> Truth:
        """Decide the condition."""
        held, truth = _codes(profile, self.attribute)
        return truth or Truth(any(v.startswith(self.prefixes) for v in held), assumed=_assumed(profile, self.attribute))

    def tell(self) -> str:
        """Read the condition out."""
        return f"{_words(self.attribute)} under {', '.join(self.prefixes)}"


@dataclass(frozen=True, slots=True)
class Compare:
    """A numeric attribute stands in this relation to a number."""

    attribute: str
    operator: str
    number: float

    def holds(self, profile: Profile, world: World) -> Truth:
        """Decide the condition."""
        span = profile.ranges.get(self.attribute, OPEN)
        return _compare(self.operator, span, self.number, self.attribute)

    def tell(self) -> str:
        """Read the condition out."""
        return f"{_words(self.attribute)} {OPERATORS[self.operator]} {self.number:g}"


@dataclass(frozen=True, slots=True)
class InSeason:
    """The day lies in a season."""

    season: Season

    def holds(self, profile: Profile, world: World) -> Truth:
        """Decide the condition."""
        now = world.seasons[self.season]
        return Truth(now, frozenset() if now is not None else frozenset({"day"}))

    def tell(self) -> str:
        """Read the condition out."""
        return f"between {self.season}"


@dataclass(frozen=True, slots=True)
class Ever:
    """The attribute was this code at some time from a day on, up to the day asked about."""

    attribute: str
    value: str
    since: date

    @property
    def key(self) -> str:
        """The name under which a profile holds the history."""
        return f"{self.attribute} since {self.since}"

    def holds(self, profile: Profile, world: World) -> Truth:
        """Decide the condition."""
        held = profile.codes.get(self.key)
        return Truth(None, frozenset({self.key})) if held is None else Truth(self.value in held)

    def tell(self) -> str:
        """Read the condition out."""
        return f"{_words(self.attribute)} {self.value} at some time since {self.since}"


@dataclass(frozen=True, slots=True)
class FactIs:
    """A fact of the world is one of these codes on the day."""

    fact: Fact
    values: tuple[str, ...]

    def holds(self, profile: Profile, world: World) -> Truth:
        """Decide the condition."""
        codes = world.facts[self.fact].codes
        if codes is None or (codes & set(self.values) and not codes <= set(self.values)):
            return Truth(None, frozenset({" of ".join(self.fact[::-1])}))
        return Truth(bool(codes) and codes <= set(self.values))

    def tell(self) -> str:
        """Read the condition out."""
        return f"{_words(self.fact[1])} of {self.fact[0]} {' or '.join(self.values)}"


@dataclass(frozen=True, slots=True)
class FactCompare:
    """A number of the world stands in this relation to a number on the day."""

    fact: Fact
    operator: str
    number: float

    def holds(self, profile: Profile, world: World) -> Truth:
        """Decide the condition."""
        known = world.facts[self.fact]
        return _compare(self.operator, (known.low, known.high), self.number, " of ".join(self.fact[::-1]))

    def tell(self) -> str:
        """Read the condition out."""
        return f"{_words(self.fact[1])} of {self.fact[0]} {OPERATORS[self.operator]} {self.number:g}"


@dataclass(frozen=True, slots=True)
class All:
    """All of these hold."""

    parts: tuple[Condition, ...] = ()

    def holds(self, profile: Profile, world: World) -> Truth:
        """Decide the condition."""
        return all_of([p.holds(profile, world) for p in self.parts])

    def tell(self) -> str:
        """Read the condition out."""
        return " and ".join(p.tell() for p in self.parts) or "always"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these holds."""

    parts: tuple[Condition, ...]

    def holds(self, profile: Profile, world: World) -> Truth:
        """Decide the condition."""
        return any_of([p.holds(profile, world) for p in self.parts])

    def tell(self) -> str:
        """Read the condition out."""
        return f"({' or '.join(p.tell() for p in self.parts)})"


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition

    def holds(self, profile: Profile, world: World) -> Truth:
        """Decide the condition."""
        return ~self.part.holds(profile, world)

    def tell(self) -> str:
        """Read the condition out."""
        return f"not ({self.part.tell()})"


Leaf = Is | In | Under | Compare | InSeason | Ever | FactIs | FactCompare
Condition = Leaf | All | AnyOf | Not
ALWAYS_TRUE = All()


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield the simple conditions of which a condition is made."""
    if isinstance(condition, All | AnyOf):
        for part in condition.parts:
            yield from leaves(part)
    elif isinstance(condition, Not):
        yield from leaves(condition.part)
    else:
        yield condition


def asking(condition: Condition) -> list[Is | In | Under | Compare]:
    """Return the simple conditions that ask about the mover or the trip."""
    return [x for x in leaves(condition) if isinstance(x, Is | In | Under | Compare)]


def asked_of_mover(condition: Condition) -> frozenset[str]:
    """Return the attributes of mover and trip that a condition asks about."""
    return frozenset(x.attribute for x in asking(condition))


def _compare(operator: str, span: Range, number: float, name: str) -> Truth:
    low, high = span
    tests = {
        "le": (high <= number, low > number),
        "lt": (high < number, low >= number),
        "ge": (low >= number, high < number),
        "gt": (low > number, high <= number),
    }
    yes, no = tests[operator]
    return TRUE if yes else FALSE if no else Truth(None, frozenset({name}))


def _words(attribute: str) -> str:
    return attribute.replace("_", " ")


def _codes(profile: Profile, attribute: str) -> tuple[tuple[str, ...], Truth | None]:
    """Return the codes held, or the undecided truth if they are not known."""
    held = profile.codes.get(attribute)
    return (held, None) if held is not None else ((), Truth(None, frozenset({attribute})))


def _assumed(profile: Profile, attribute: str) -> frozenset[str]:
    return frozenset({attribute}) if attribute in profile.assumed else frozenset()
