"""Rows of the tables of physical rules: what is known, and the verdict of a rule at an element."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.helpers import DAY, Measured, Tiny, gate, tiny
from thalweg.network import draw
from thalweg.question import Trip
from thalweg.rules.fit import RULES
from thalweg.rules.reasons import explain
from thalweg.rules.rule import Reason, Verdict

CLEAR, CONDITIONAL, UNKNOWN, BLOCKED = Verdict
BY_ID = {rule.id: rule for rule in RULES}
NETWORK = draw("A---B\nA~~~C\nD===E\nD___F")
GATES = [
    gate("span", "bridge", ("AB", "under"), ("DF", "over")),
    gate("lock", "lock", ("AB", "through")),
    gate("bar", "bar", ("AC", "through")),
    gate("post", "border_post", ("DE", "through"), ("DF", "through")),
]
WHO = ("v vessel", "t train", "k truck", "p person", "g consignment")


def case(*lines: str, measured: tuple[Measured, ...] = (), given: Mapping[str, float] | None = None) -> Tiny:
    """Return the case of these tables with these facts; `given` is what the question gives of its movers."""
    there = tiny(NETWORK, lines, WHO, gates=GATES, measured=measured)
    return there.asking(given) if given else there


@dataclass(frozen=True)
class Row:
    """What is known, and the verdict of a rule at an element."""

    rule: str
    verdict: Verdict
    why: str
    mover: str
    at: str
    lines: tuple[str, ...]
    on: date | None = DAY
    known_on: date | None = None
    measured: tuple[Measured, ...] = ()
    meets: frozenset[str] = frozenset()
    """Requirements that are planned to be met."""
    asks: frozenset[str] = frozenset()
    """Tokens of what must be met for passage."""
    given: Mapping[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.rule} {self.verdict}: {self.why}"


def row(
    rule: str,
    verdict: Verdict,
    why: str,
    mover: str,
    at: str,
    *lines: str,
    on: date | None = DAY,
    known_on: date | None = None,
    measured: tuple[Measured, ...] = (),
    meets: tuple[str, ...] = (),
    asks: tuple[str, ...] = (),
    given: Mapping[str, float] | None = None,
) -> Row:
    """Return a row."""
    return Row(
        f"fit.{rule}", verdict, why, mover, at, lines, on, known_on, measured, frozenset(meets), frozenset(asks),
        given or {},
    )  # fmt: skip


def reason(r: Row) -> Reason:
    """Return the reason of a row's rule for its mover at its element."""
    there = case(*r.lines, measured=r.measured, given=r.given)
    element = there.network.element_index[r.at]
    return explain(BY_ID[r.rule], there.snapshot(r.on, r.known_on), there.movers[r.mover], element, r.meets)


def shows(r: Row) -> None:
    """Check that the rule gives the verdict of a row, and says what must be done for it."""
    found = reason(r)
    assert found.verdict is r.verdict, found.sentence
    assert (found.rule, found.kind, found.at) == (r.rule, "fit", r.at)
    assert {q.token for q in found.requires} == r.asks, found.sentence
    assert found.sentence.endswith(".")
    assert ".." not in found.sentence


def agrees(r: Row) -> None:
    """Check that the link which uses the element is as bad as the row says, and for this rule's reason."""
    there = case(*r.lines, measured=r.measured, given=r.given)
    admission = there.admission(r.mover, on=r.on, known_on=r.known_on, trip=Trip(meets=r.meets))
    mover = there.movers[r.mover]
    links, elements, sides = there.network.uses
    element = there.network.element_index[r.at]
    met = [
        int(link)
        for link, e, side in zip(links, elements, sides, strict=True)
        if e == element and BY_ID[r.rule].concerns(mover.kind, there.network.links[link].mode, side)
    ]
    assert met, "the row concerns a link"
    for link in met:
        assert admission.levels[0, link] >= r.verdict
        found = [x for x in admission.reasons(0, link) if (x.rule, x.at) == (r.rule, r.at)]
        assert {x.verdict for x in found} == ({r.verdict} if r.verdict is not CLEAR else set())
        assert {q.token for x in found for q in x.requires} == r.asks


def spare(rule: str, mover: str, at: str, need: str, have: str, unit: str) -> list[Row]:
    """Return the rows that every comparison of two numbers must show."""
    wants, there = f"{mover} {need} 4 {unit}", f"{at} {have}"
    extra = {"depth_m": " | survey", "vertical_clearance_m": " | survey | level=low water"}.get(have, "")
    other = extra.replace("survey", "survey-2") or " | law"

    def has(value: str, more: str = extra) -> str:
        return f"{there} {value} {unit}{more}"

    return [
        row(rule, CLEAR, "more than enough", mover, at, wants, has("5")),
        row(rule, CLEAR, "exactly enough", mover, at, wants, has("4")),
        row(rule, BLOCKED, "a little too little", mover, at, wants, has("3.999")),
        row(rule, BLOCKED, "less than a bound", mover, at, wants, has("<3")),
        row(rule, UNKNOWN, "a bound that may be enough", mover, at, wants, has("<5")),
        row(rule, CLEAR, "more than a bound", mover, at, wants, has(">4")),
        row(rule, UNKNOWN, "nobody told what the mover needs", mover, at, has("5")),
        row(rule, UNKNOWN, "who knows says that it is not known", mover, at, wants, has("unknown")),
        row(rule, CLEAR, "known to be without limit", mover, at, has("none")),
        row(rule, UNKNOWN, "only a blog told what is there", mover, at, wants, has("9", " | blog")),
        row(rule, UNKNOWN, "only a blog told that it is too little", mover, at, wants, has("1", " | blog")),
        row(rule, CLEAR, "contested, and both are enough", mover, at, wants, has("5"), has("7", other)),
        row(rule, UNKNOWN, "contested, and it matters", mover, at, wants, has("3"), has("7", other)),
        row(rule, BLOCKED, "contested, and neither is enough", mover, at, wants, has("3"), has("2", other)),
        row(
            rule,
            UNKNOWN,
            "the need is contested, and it matters",
            mover,
            at,
            wants,
            f"{mover} {need} 6 {unit} | law",
            has("5"),
        ),
    ]
