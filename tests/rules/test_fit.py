"""FIT: for every physical rule each verdict that it can give, as a table.

A row says what is known, and which verdict the rule then gives at one element. With
`test_fit_ice.py`, `test_fit_land.py`,
`test_fit_level.py` and `test_fit_kept.py` the table is the register: `test_register.py` fails
when a rule has a verdict that no row shows.
"""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from tests.rules.fit_rows import BLOCKED, BY_ID, CLEAR, CONDITIONAL, UNKNOWN, Row, agrees, case, row, shows, spare
from thalweg.rules.fit import RULES, margin
from thalweg.rules.reasons import explain
from thalweg.rules.rule import Verdict, levels

WINTER = date(2024, 1, 15)

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
    row("ice", CLEAR, "known that there is none", "v", "AC", "AC ice_season none", on=WINTER),
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
    row("daylight", CLEAR, "nobody told of it", "v", "AB"),
    row("daylight", CLEAR, "by day and night", "v", "AB", "AB daylight_only no"),
    row("daylight", CLEAR, "known that there is no such rule", "v", "AB", "AB daylight_only none"),
    row("daylight", CONDITIONAL, "by day only", "v", "lock", "lock daylight_only yes", asks=("daylight",)),
    row("daylight", CONDITIONAL, "it is not known whether", "v", "AB", "AB daylight_only unknown", asks=("daylight",)),
    row(
        "daylight",
        CONDITIONAL,
        "contested",
        "v",
        "AB",
        "AB daylight_only yes",
        "AB daylight_only no | law",
        asks=("daylight",),
    ),
    row("daylight", CONDITIONAL, "in these waters", "v", "AB", "open daylight_only yes", asks=("daylight",)),
    row("daylight", CLEAR, "in these waters, but not here", "v", "AB", "open daylight_only yes", "AB daylight_only no"),
    row("daylight", CLEAR, "planned by day", "v", "AB", "AB daylight_only yes", meets=("daylight",)),
    row(
        "daylight",
        CONDITIONAL,
        "something else is planned",
        "v",
        "AB",
        "AB daylight_only yes",
        meets=("alternating",),
        asks=("daylight",),
    ),
    row("one_way", CLEAR, "nobody told of it", "k", "DF"),
    row("one_way", CLEAR, "both ways at once", "k", "DF", "DF one_way no"),
    *(
        row("one_way", CONDITIONAL, f"in turns: {who}", who, at, f"{at} one_way yes", asks=("alternating",))
        for who, at in (("v", "AB"), ("k", "span"), ("t", "DE"), ("p", "post"), ("g", "DF"))
    ),
    row("one_way", CLEAR, "the turn is waited for", "k", "DF", "DF one_way yes", meets=("alternating",)),
]

SHOWN = {(r.rule, r.verdict) for r in ROWS}


@pytest.mark.parametrize("r", ROWS, ids=str)
def test_verdict(r: Row) -> None:
    shows(r)


@pytest.mark.parametrize("r", ROWS, ids=str)
def test_the_mask_and_the_reason_agree(r: Row) -> None:
    agrees(r)


def test_a_reason_names_what_it_compares() -> None:
    there = case("v draught_m 4 m | news", "AB depth_m 3 m | survey", "AB ukc_m 0.3 m")
    reason = explain(BY_ID["fit.draught"], there.snapshot(), there.movers["v"], 0)
    assert (reason.need.low, reason.have.low, reason.unit) == (4, 3, "m")
    assert {c.source for c in reason.claims} == {"news", "survey", "official"}
    assert reason.sentence == ("v (draught 4 m, with 0.3 m kept under the keel) at AB (depth 3 m): 1.3 m too little.")


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
