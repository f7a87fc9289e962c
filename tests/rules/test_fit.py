"""FIT: for every physical rule each verdict that it can give, as a table.

A row says what is known, and which verdict the rule then gives at one element. The table is the
register: `test_register.py` fails when a rule has a verdict that no row shows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from tests.helpers import Tiny, gate, tiny
from thalweg.network import draw
from thalweg.rules.fit import RULES, margin
from thalweg.rules.reasons import explain
from thalweg.rules.rule import Verdict, levels

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
WINTER = date(2024, 1, 15)


def case(*lines: str) -> Tiny:
    """Return the case of this module with these facts."""
    return tiny(NETWORK, lines, WHO, gates=GATES)


@dataclass(frozen=True)
class Row:
    """What is known, and the verdict of a rule at an element."""

    rule: str
    verdict: Verdict
    why: str
    mover: str
    at: str
    lines: tuple[str, ...]
    on: date | None = date(2024, 7, 1)

    def __str__(self) -> str:
        return f"{self.rule} {self.verdict}: {self.why}"


def row(
    rule: str, verdict: Verdict, why: str, mover: str, at: str, *lines: str, on: date | None = date(2024, 7, 1)
) -> Row:
    """Return a row."""
    return Row(f"fit.{rule}", verdict, why, mover, at, lines, on)


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


ROWS: list[Row] = [
    row("status", CLEAR, "open", "k", "DF", "DF status open"),
    row("status", CLEAR, "nobody expects the state of a river", "v", "AB"),
    *(
        row("status", BLOCKED, state, "k", "DF", f"DF status {state}")
        for state in ("planned", "building", "built", "equipped", "closed", "removed")
    ),
    row("status", UNKNOWN, "nobody told", "k", "span"),
    row("status", UNKNOWN, "only a blog told", "k", "span", "span status open | blog"),
    row("status", UNKNOWN, "open or closed", "k", "span", "span status open", "span status closed | official-2"),
    row("status", BLOCKED, "built or closed", "k", "span", "span status built", "span status closed | official-2"),
    row(
        "status",
        BLOCKED,
        "closed since",
        "k",
        "span",
        "span status open | valid=2000/..",
        "span status closed | valid=2020/..",
    ),
    *spare("draught", "v", "AB", "draught_m", "depth_m", "m"),
    row("draught", UNKNOWN, "a river whose depth nobody tells", "v", "AB", "v draught_m 4 m"),
    row("draught", CLEAR, "nobody expects the depth of the sea", "v", "AC", "v draught_m 4 m"),
    row(
        "draught",
        CLEAR,
        "exactly enough, with what is kept free",
        "v",
        "AB",
        "v draught_m 4 m",
        "AB depth_m 4.3 m | survey",
        "AB ukc_m 0.3 m",
    ),
    row(
        "draught",
        BLOCKED,
        "too little, with what is kept free",
        "v",
        "AB",
        "v draught_m 4 m",
        "AB depth_m 4.2 m | survey",
        "AB ukc_m 0.3 m",
    ),
    row(
        "draught",
        UNKNOWN,
        "it is not known what is to be kept free",
        "v",
        "AB",
        "v draught_m 4 m",
        "AB depth_m 9 m | survey",
        "AB ukc_m unknown",
    ),
    row(
        "draught",
        UNKNOWN,
        "what is to be kept free is contested",
        "v",
        "AB",
        "v draught_m 4 m",
        "AB depth_m 5 m | survey",
        "AB ukc_m 0.5 m",
        "AB ukc_m 1.5 m | law",
    ),
    row(
        "draught",
        CLEAR,
        "nothing is to be kept free, it says",
        "v",
        "AB",
        "v draught_m 4 m",
        "AB depth_m 4 m | survey",
        "AB ukc_m 0 m",
    ),
    *spare("max_draught", "v", "AB", "draught_m", "max_draught_m", "m"),
    row("max_draught", CLEAR, "nobody set a limit", "v", "AB"),
    *spare("air_draught", "v", "AB", "air_draught_m", "vertical_clearance_m", "m"),
    row(
        "air_draught",
        UNKNOWN,
        "a clearance without a level",
        "v",
        "span",
        "v air_draught_m 4 m",
        "span status open",
        "span vertical_clearance_m 9 m | law",
    ),
    row(
        "air_draught",
        UNKNOWN,
        "nobody told the clearance of a bridge",
        "v",
        "span",
        "v air_draught_m 4 m",
        "span status open",
    ),
    *(
        row(
            "air_draught",
            CLEAR,
            f"a bridge that is {state}",
            "v",
            "span",
            "v air_draught_m 9 m",
            f"span status {state}",
            "span vertical_clearance_m 4 m | law | level=low water",
        )
        for state in ("planned", "removed")
    ),
    *(
        row(
            "air_draught",
            BLOCKED,
            f"a bridge that is {state}",
            "v",
            "span",
            "v air_draught_m 9 m",
            f"span status {state}",
            "span vertical_clearance_m 4 m | law | level=low water",
        )
        for state in ("building", "built", "equipped", "open", "closed")
    ),
    row(
        "air_draught",
        UNKNOWN,
        "a bridge that may not stand",
        "v",
        "span",
        "v air_draught_m 9 m",
        "span vertical_clearance_m 4 m | law | level=low water",
    ),
    row(
        "air_draught",
        CLEAR,
        "a bridge that may not stand, and is high",
        "v",
        "span",
        "v air_draught_m 3 m",
        "span vertical_clearance_m 4 m | law | level=low water",
    ),
    *spare("width", "v", "AB", "beam_m", "horizontal_clearance_m", "m"),
    row(
        "width",
        CLEAR,
        "a bridge that is planned",
        "v",
        "span",
        "v beam_m 9 m",
        "span status planned",
        "span horizontal_clearance_m 4 m",
    ),
    row(
        "width",
        BLOCKED,
        "a bridge that is building",
        "v",
        "span",
        "v beam_m 9 m",
        "span status building",
        "span horizontal_clearance_m 4 m",
    ),
    *spare("beam", "v", "lock", "beam_m", "max_beam_m", "m"),
    row("beam", UNKNOWN, "a lock whose width nobody tells", "v", "lock", "v beam_m 4 m"),
    *spare("length", "v", "lock", "length_m", "max_length_m", "m"),
    row("ice", CLEAR, "in summer", "v", "AC", "AC ice_season 12/03"),
    row("ice", CLEAR, "nobody told of ice", "v", "AC", on=WINTER),
    row("ice", BLOCKED, "in winter", "v", "AC", "AC ice_season 12/03", on=WINTER),
    row("ice", BLOCKED, "on its last day", "v", "AC", "AC ice_season 12/03", on=date(2024, 3, 31)),
    row("ice", CLEAR, "on the day after", "v", "AC", "AC ice_season 12/03", on=date(2024, 4, 1)),
    row("ice", UNKNOWN, "it is not known when", "v", "AC", "AC ice_season unknown", on=WINTER),
    row("ice", UNKNOWN, "on no day", "v", "AC", "AC ice_season 12/03", on=None),
    row(
        "ice",
        UNKNOWN,
        "the end is contested",
        "v",
        "AC",
        "AC ice_season 12/03",
        "AC ice_season 12/02 | law",
        on=date(2024, 3, 10),
    ),
    row("gauge", CLEAR, "the same", "t", "DE", "t track_gauge_mm 1520 mm", "DE track_gauge_mm 1520 mm"),
    row("gauge", CLEAR, "one of two", "t", "DE", "t track_gauge_mm 1520 mm", "DE track_gauge_mm 1435+1520 mm"),
    row(
        "gauge", CLEAR, "a train that changes", "t", "DE", "t track_gauge_mm 1435+1520 mm", "DE track_gauge_mm 1435 mm"
    ),
    row("gauge", BLOCKED, "another", "t", "DE", "t track_gauge_mm 1520 mm", "DE track_gauge_mm 1435 mm"),
    row("gauge", UNKNOWN, "nobody told that of the line", "t", "DE", "t track_gauge_mm 1520 mm"),
    row("gauge", UNKNOWN, "nobody told that of the train", "t", "DE", "DE track_gauge_mm 1520 mm"),
    row(
        "gauge",
        UNKNOWN,
        "contested",
        "t",
        "DE",
        "t track_gauge_mm 1520 mm",
        "DE track_gauge_mm 1435 mm",
        "DE track_gauge_mm 1520 mm | law",
    ),
    row("gauge", CLEAR, "a border post has no gauge", "t", "post", "t track_gauge_mm 1520 mm"),
    row("gauge", BLOCKED, "no track at all", "t", "DE", "t track_gauge_mm 1520 mm", "DE track_gauge_mm none"),
    *spare("axle_load", "k", "span", "axle_load_t", "max_axle_load_t", "t"),
    row("axle_load", BLOCKED, "a train too", "t", "DE", "t axle_load_t 23 t", "DE max_axle_load_t 22 t"),
    *spare("gross_weight", "k", "span", "gross_weight_t", "max_gross_weight_t", "t"),
    *spare("height", "k", "DF", "height_m", "max_height_m", "m"),
    row("height", CLEAR, "nobody set a limit", "k", "DF"),
]

SHOWN = {(r.rule, r.verdict) for r in ROWS}


@pytest.mark.parametrize("r", ROWS, ids=str)
def test_verdict(r: Row) -> None:
    there = case(*r.lines)
    snapshot = there.snapshot(r.on)
    element = there.network.element_index[r.at]
    reason = explain(BY_ID[r.rule], snapshot, there.movers[r.mover], element)
    assert reason.verdict is r.verdict
    assert (reason.rule, reason.kind, reason.at) == (r.rule, "fit", r.at)


@pytest.mark.parametrize("r", ROWS, ids=str)
def test_the_mask_and_the_reason_agree(r: Row) -> None:
    """The link that uses the element is at least as bad as the row says, and for this rule's reason."""
    there = case(*r.lines)
    admission = there.admission(r.mover, on=r.on)
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
        told = {x.verdict for x in admission.reasons(0, link) if (x.rule, x.at) == (r.rule, r.at)}
        assert told == ({r.verdict} if r.verdict is not CLEAR else set())


def test_a_reason_names_what_it_compares() -> None:
    there = case("v draught_m 4 m | news", "AB depth_m 3 m | survey", "AB ukc_m 0.3 m")
    reason = explain(BY_ID["fit.draught"], there.snapshot(), there.movers["v"], 0)
    assert (reason.need.low, reason.have.low, reason.unit) == (4, 3, "m")
    assert {c.source for c in reason.claims} == {"news", "survey"}
    assert all(word in reason.sentence for word in ("4 m", "3 m", "1.3 m", "0.3 m"))


def test_a_reason_cites_who_says_that_it_is_not_known() -> None:
    there = case("v draught_m 4 m", "AB depth_m unknown | survey")
    reason = explain(BY_ID["fit.draught"], there.snapshot(), there.movers["v"], 0)
    assert "survey" in {c.source for c in reason.claims}


@pytest.mark.parametrize(
    ("rule", "lines", "low", "high"),
    [
        ("fit.draught", ("v draught_m 4 m", "AB depth_m 5 m | survey"), 1, 1),
        ("fit.draught", ("v draught_m 4 m", "AB depth_m 4.3 m | survey", "AB ukc_m 0.3 m"), 0, 0),
        ("fit.draught", ("v draught_m 3..4 m", "AB depth_m 5..6 m | survey"), 1, 3),
        ("fit.draught", ("v draught_m 4 m",), -math.inf, math.inf),
        ("fit.draught", ("v draught_m 4 m", "AB depth_m >3 m | survey"), -1 + 2e-6, math.inf),
        ("fit.draught", ("AB depth_m none | survey",), math.inf, math.inf),
        ("fit.status", ("AB status closed",), -math.inf, -math.inf),
        ("fit.status", ("AB status unknown",), -math.inf, math.inf),
    ],
)
def test_margin(rule: str, lines: tuple[str, ...], low: float, high: float) -> None:
    there = case(*lines)
    found = margin(BY_ID[rule], there.snapshot(), [there.movers["v"]])
    assert (float(found[0][0, 0]), float(found[1][0, 0])) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize(("low", "high", "verdict"), [
    (0, 0, CLEAR), (0, 5, CLEAR), (-1, -1, BLOCKED), (-1, 0, UNKNOWN), (-1, 1, UNKNOWN), (-1e-9, 0, UNKNOWN),
    (-math.inf, math.inf, UNKNOWN), (math.inf, math.inf, CLEAR), (-math.inf, -math.inf, BLOCKED),
    (-math.inf, -0.001, BLOCKED), (-math.inf, 0, UNKNOWN),
])  # fmt: skip
def test_one_comparison(low: float, high: float, verdict: Verdict) -> None:
    assert levels(np.array([low]), np.array([high])).tolist() == [verdict]


def test_a_person_afloat_is_as_deep_as_a_vessel_that_nobody_named() -> None:
    there = case("AB depth_m 3 m | survey")
    assert there.level("p", "AB") is UNKNOWN
    assert there.level("g", "AB") is UNKNOWN


def test_every_rule_has_a_name_of_its_own() -> None:
    assert len(BY_ID) == len(RULES)
    assert all(rule.id.startswith("fit.") and rule.title for rule in RULES)
