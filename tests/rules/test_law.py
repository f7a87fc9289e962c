"""Limits, quotas and requirements of law: each verdict as a row, and what a refusal says of itself.

Every row asks the vessel `v`, a merchant ship of China, at the place `w`, whose authority (RU) lets
everybody pass, so that only the rules of the row speak.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from tests.helpers import Tiny, authority, forbid, law, limit, permit, quota, require, tiny
from thalweg.network import draw
from thalweg.question import Trip
from thalweg.rules.may import Ruling
from thalweg.rules.rule import MayRule, Reason, Steps, Table, Verdict
from thalweg.rules.when import All, Compare, FactIs, Is, Not

CLEAR, CONDITIONAL, UNKNOWN, BLOCKED = Verdict
CN, US = Is("flag", ("CN",)), Is("flag", ("US",))
HS = Is("hs", ("2701",))
"""A condition that nobody can decide of a ship whose cargo is not told."""
BROAD = ("art9", "broad")
BEAM_TO_DRAUGHT = Steps("beam_m", ((40.0, 20.0), (50.0, 18.0), (60.0, 12.0)))
"""Up to 40 m of beam 20 m of draught, up to 50 m 18 m, up to 60 m 12 m, and beyond nothing."""
BY_CLASS = Table(("icebreaker",), {("yes",): frozenset({"light", "medium"}), ("no",): frozenset({"light"})})
"""Ice in which a ship may sail, with an icebreaker before it and without."""


@dataclass(frozen=True)
class Row:
    """What the law says of the vessel `v`, and by which kind of rule."""

    kind: str
    verdict: Verdict
    why: str
    rules: tuple[MayRule, ...]
    lines: tuple[str, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    meets: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.kind} {self.verdict}: {self.why}"

    def case(self) -> Tiny:
        """Return the case of the row."""
        return case(*self.rules, lines=self.lines)


def case(*rules: MayRule, lines: tuple[str, ...] = ()) -> Tiny:
    """Return the case of this module with these rules and facts."""
    book = law(*rules, authorities=(authority(default="open"),))
    return tiny(draw("A~~~C"), ("AC jurisdiction w", *lines), lawbook=book)


def row(kind: str, verdict: Verdict, why: str, *rules: MayRule, lines: str = "", meets: str = "", **said: str) -> Row:
    """Return a row; facts stand one a line, and what is said of the trip by its name."""
    facts = tuple(x.strip() for x in lines.splitlines() if x.strip())
    return Row(kind, verdict, why, rules, facts, said, frozenset(meets.split()))


DEEP = limit("l", "draught_m", 3)
BY_BEAM = limit("l", "draught_m", BEAM_TO_DRAUGHT)
ANNOUNCED = limit("l", "draught_m", "canal.permitted_draught_m")
NOTICE = limit("l", "notice_days", 8, at_least=True)
IN_ICE = limit("l", "ice", BY_CLASS)
TONNES = quota("q", "pool.quota_used_t", 100, of="cargo_t")
ANNOUNCED_CAP = quota("q", "pool.quota_used_t", "pool.quota_cap_t", of="cargo_t")
SHIPS = quota("q", "fleet.quota_used_count", 9)
EIGHT_DAYS = Compare("notice_days", "ge", 8)
REFUSED = forbid("f")
BY_DAY, IN_TIME = permit("p", ["f"], require={"day": "by day"}), permit("p", ["f"], require={"n": EIGHT_DAYS})

ROWS: list[Row] = [
    # A number
    row("limit", CLEAR, "less than it", DEEP, lines="v draught_m 2.5 m"),
    row("limit", CLEAR, "just as much", DEEP, lines="v draught_m 3 m"),
    row("limit", BLOCKED, "more than it", DEEP, lines="v draught_m 3.01 m"),
    row("limit", BLOCKED, "all of a range is more", DEEP, lines="v draught_m 3.5..4 m"),
    row("limit", UNKNOWN, "nobody tells the draught", DEEP),
    row("limit", UNKNOWN, "some of a range is more", DEEP, lines="v draught_m 2..4 m"),
    row("limit", UNKNOWN, "only a blog tells the draught", DEEP, lines="v draught_m 9 m | blog"),
    row("limit", CLEAR, "less than it, by less than is told", DEEP, lines="v draught_m <3 m"),
    row("limit", BLOCKED, "strictly more than it", DEEP, lines="v draught_m >3 m"),
    row("limit", CLEAR, "the question says the draught", DEEP, lines="v draught_m 9 m", draught_m="3"),
    row("limit", CLEAR, "it is for another flag", limit("l", "draught_m", 3, US), lines="v draught_m 9 m"),
    row("limit", UNKNOWN, "its condition is not decided", limit("l", "draught_m", 3, HS), lines="v draught_m 9 m"),
    row("limit", CLEAR, "its condition matters not", limit("l", "draught_m", 3, HS), lines="v draught_m 3 m"),
    row("limit", UNKNOWN, "its reading is open", limit("l", "draught_m", 3, reading=BROAD), lines="v draught_m 9 m"),
    row("limit", CLEAR, "it is lifted", DEEP, permit("p", ["l"], CN), lines="v draught_m 9 m"),
    row("limit", UNKNOWN, "it is perhaps lifted", DEEP, permit("p", ["l"], HS), lines="v draught_m 9 m"),
    # At least
    row("limit", CLEAR, "just enough notice", NOTICE, notice_days="8"),
    row("limit", BLOCKED, "too little notice", NOTICE, notice_days="7.5"),
    row("limit", UNKNOWN, "nobody tells the notice", NOTICE),
    # A dated fact
    row("limit", CLEAR, "as announced", ANNOUNCED, lines="v draught_m 12 m\ncanal permitted_draught_m 12 m"),
    row("limit", BLOCKED, "announced is less", ANNOUNCED, lines="v draught_m 12 m\ncanal permitted_draught_m 11 m"),
    row("limit", UNKNOWN, "nothing is announced", ANNOUNCED, lines="v draught_m 12 m"),
    row(
        "limit",
        UNKNOWN,
        "two announcements differ",
        ANNOUNCED,
        lines="v draught_m 12 m\ncanal permitted_draught_m 11 m\ncanal permitted_draught_m 13 m | official-2",
    ),
    row(
        "limit",
        BLOCKED,
        "less than either of two announcements",
        ANNOUNCED,
        lines="v draught_m 14 m\ncanal permitted_draught_m 11 m\ncanal permitted_draught_m 13 m | official-2",
    ),
    # Steps by another attribute
    row("limit", CLEAR, "in the first row", BY_BEAM, lines="v beam_m 39 m\nv draught_m 20 m"),
    row("limit", CLEAR, "a row holds up to its end", BY_BEAM, lines="v beam_m 40 m\nv draught_m 20 m"),
    row("limit", BLOCKED, "just beyond a row", BY_BEAM, lines="v beam_m 40.01 m\nv draught_m 20 m"),
    row("limit", CLEAR, "up to the end of the last row", BY_BEAM, lines="v beam_m 60 m\nv draught_m 12 m"),
    row("limit", BLOCKED, "beyond the last row nothing passes", BY_BEAM, lines="v beam_m 60.01 m\nv draught_m 1 m"),
    row("limit", BLOCKED, "nor a ship of unknown draught", BY_BEAM, lines="v beam_m 61 m"),
    row("limit", CLEAR, "a beam within two rows that both admit", BY_BEAM, lines="v beam_m 39..49 m\nv draught_m 18 m"),
    row("limit", UNKNOWN, "a beam within two rows", BY_BEAM, lines="v beam_m 39..49 m\nv draught_m 19 m"),
    row("limit", BLOCKED, "a beam within two rows, both too shallow", BY_BEAM,
        lines="v beam_m 39..49 m\nv draught_m 21 m"),
    row("limit", UNKNOWN, "a beam perhaps beyond the last row", BY_BEAM, lines="v beam_m 39..61 m\nv draught_m 1 m"),
    row("limit", UNKNOWN, "an unknown beam", BY_BEAM, lines="v draught_m 1 m"),
    row("limit", BLOCKED, "too deep for every beam", BY_BEAM, lines="v draught_m 21 m"),
    row("limit", BLOCKED, "too wide by the least", BY_BEAM, lines="v beam_m >60 m\nv draught_m 1 m"),
    # A table of codes
    row("limit", CLEAR, "the code is admitted", IN_ICE, ice="medium", icebreaker="yes"),
    row("limit", BLOCKED, "the code is not admitted", IN_ICE, ice="medium", icebreaker="no"),
    row("limit", BLOCKED, "admitted nowhere", IN_ICE, ice="heavy", icebreaker="yes"),
    row("limit", UNKNOWN, "the code is not told", IN_ICE, icebreaker="yes"),
    row("limit", UNKNOWN, "the combination is not told", IN_ICE, ice="light"),
    row(
        "limit",
        BLOCKED,
        "a combination that it does not have",
        limit("l", "ice", Table(("direction",), {("west",): frozenset({"light"})})),
        ice="light",
        direction="east",
    ),
    # A quota
    row("quota", CLEAR, "just enough is left", TONNES, lines="pool quota_used_t 90 t\nv cargo_t 10 t"),
    row("quota", BLOCKED, "too little is left", TONNES, lines="pool quota_used_t 90 t\nv cargo_t 10.5 t"),
    row("quota", BLOCKED, "it is used up", TONNES, lines="pool quota_used_t 100 t\nv cargo_t 0.1 t"),
    row("quota", UNKNOWN, "nobody tells what is used", TONNES, lines="v cargo_t 10 t"),
    row("quota", BLOCKED, "more than all of it", TONNES, lines="pool quota_used_t >0 t\nv cargo_t 101 t"),
    row("quota", UNKNOWN, "nobody tells the cargo", TONNES, lines="pool quota_used_t 90 t"),
    row("quota", UNKNOWN, "used is a range", TONNES, lines="pool quota_used_t 80..95 t\nv cargo_t 10 t"),
    row("quota", CLEAR, "used is a range that fits", TONNES, lines="pool quota_used_t 80..90 t\nv cargo_t 10 t"),
    row("quota", CLEAR, "a ship more", SHIPS, lines="fleet quota_used_count 8"),
    row("quota", BLOCKED, "a ship too many", SHIPS, lines="fleet quota_used_count 9"),
    row("quota", UNKNOWN, "nobody counts the ships", SHIPS),
    row(
        "quota",
        BLOCKED,
        "a cap as announced",
        ANNOUNCED_CAP,
        lines="pool quota_used_t 90 t\npool quota_cap_t 95 t\nv cargo_t 10 t",
    ),
    row("quota", UNKNOWN, "no cap is announced", ANNOUNCED_CAP, lines="pool quota_used_t 90 t\nv cargo_t 10 t"),
    row("quota", CLEAR, "it is for another flag", quota("q", "fleet.quota_used_count", 0, when=US)),
    row("quota", UNKNOWN, "it is perhaps for the ship", quota("q", "fleet.quota_used_count", 9, when=HS),
        lines="fleet quota_used_count 9"),
    row("quota", CLEAR, "it is lifted", SHIPS, permit("p", ["q"]), lines="fleet quota_used_count 9"),
    # A requirement that what is said of the trip decides
    row("require", BLOCKED, "it is not met", require("r", notice=EIGHT_DAYS), notice_days="7"),
    row("require", CLEAR, "it is met", require("r", notice=EIGHT_DAYS), notice_days="8"),
    row("require", CONDITIONAL, "nothing is said of it", require("r", notice=EIGHT_DAYS)),
    row("require", CLEAR, "the plan is to meet it", require("r", notice="tell before"), meets="notice"),
    row("require", CLEAR, "the plan stands above what is said", require("r", notice=EIGHT_DAYS), meets="notice",
        notice_days="7"),
    row("require", CONDITIONAL, "another is to be met", require("r", notice="tell before"), meets="pilot"),
    row("require", CONDITIONAL, "one of two is met", require("r", notice=EIGHT_DAYS, pilot="a pilot"), notice_days="9"),
    row("require", BLOCKED, "one of two is not met", require("r", notice=EIGHT_DAYS, pilot="a pilot"), notice_days="7"),
    row("require", UNKNOWN, "not met, and perhaps not asked", require("r", HS, notice=EIGHT_DAYS), notice_days="7"),
    row("require", CLEAR, "not met, and lifted", require("r", notice=EIGHT_DAYS), permit("p", ["r"]), notice_days="7"),
    row("require", BLOCKED, "a fact decides it", require("r", war=FactIs(("turkey", "at_war"), ("no",))),
        lines="turkey at_war yes"),
    # A permit with a requirement
    row("permit", CONDITIONAL, "what it requires is kept when it lifts", REFUSED, BY_DAY),
    row("permit", CLEAR, "what it requires is planned", REFUSED, BY_DAY, meets="day"),
    row("permit", BLOCKED, "what it requires is not met", REFUSED, IN_TIME, notice_days="7"),
    row("permit", CLEAR, "one of two asks nothing more", REFUSED, IN_TIME, permit("q", ["f"]), notice_days="7"),
    row("permit", UNKNOWN, "one is not met, and one is not decided", REFUSED, IN_TIME, permit("q", ["f"], HS),
        notice_days="7"),
]  # fmt: skip
SHOWN = {(r.kind, r.verdict) for r in ROWS}


def ruling(r: Row) -> Ruling:
    """Return what the law says in a row."""
    return r.case().ruling(trip=Trip(dict(r.said), r.meets))


@pytest.mark.parametrize("r", ROWS, ids=str)
def test_verdict(r: Row) -> None:
    said = ruling(r)
    assert said.verdict is r.verdict
    assert max((x.verdict for x in said.reasons), default=CLEAR) is r.verdict
    assert all(x.sentence.startswith("Waters: ") and x.sentence.endswith(".") for x in said.reasons)
    assert bool(said.requirements) is (r.verdict is CONDITIONAL)


@pytest.mark.parametrize("r", ROWS, ids=str)
def test_the_mask_and_the_ruling_agree(r: Row) -> None:
    levels = r.case().admission("v", trip=Trip(dict(r.said), r.meets)).levels
    assert levels.tolist() == [[r.verdict]]


def test_no_two_rows_have_one_name() -> None:
    assert len({str(r) for r in ROWS}) == len(ROWS)


# What a refusal says


def reason(*rules: MayRule, lines: str = "", rule: str = "", **said: str) -> Reason:
    """Return the one reason of a ruling, or that of a rule."""
    found = case(*rules, lines=tuple(lines.splitlines())).ruling(trip=Trip(said)).reasons
    (it,) = [r for r in found if not rule or r.rule == rule]
    return it


def test_a_limit_names_need_bound_shortfall_and_lever() -> None:
    told = reason(DEEP, lines="v draught_m 4.25 m")
    assert (told.rule, told.kind, told.about, told.unit) == ("l", "may", "draught", "m")
    assert (told.need.low, told.need.high, told.have.low, told.have.high) == (4.25, 4.25, 3, 3)
    assert "4.25 m against 3 m, 1.25 m too much" in told.sentence
    assert "i, article 1" in told.sentence
    assert told.levers == ("take off 1.25 m of draught",)


def test_a_least_amount_is_too_little_and_can_be_added_to() -> None:
    told = reason(NOTICE, notice_days="6.5")
    assert "6.5 day against at least 8 day, 1.5 day too little" in told.sentence
    assert told.levers == ("add 1.5 day of notice",)


def test_a_quota_names_what_is_left_and_what_to_free() -> None:
    told = reason(TONNES, lines="pool quota_used_t 95 t\nv cargo_t 10 t")
    assert (told.need.low, told.have.low, told.unit) == (10, 5, "t")
    assert "10 t against 5 t, 5 t too little" in told.sentence
    assert told.levers == ("free 5 t of room in the quota",)


def test_a_limit_of_a_fact_rests_on_its_claim() -> None:
    told = reason(ANNOUNCED, lines="v draught_m 12 m\ncanal permitted_draught_m 11 m | official")
    assert [(c.subject, c.source) for c in told.claims] == [("canal", "official")]


@pytest.mark.parametrize(
    ("rule", "lines", "named"),
    [
        (DEEP, "", "draught_m"),
        (ANNOUNCED, "v draught_m 12 m", "permitted_draught_m of canal"),
        (BY_BEAM, "v draught_m 12.5 m", "beam_m"),
        (TONNES, "v cargo_t 1 t", "quota_used_t of pool"),
        (TONNES, "pool quota_used_t 1 t", "cargo_t"),
        (IN_ICE, "", "ice"),
        (forbid("f", HS), "", "hs"),
        (forbid("f", FactIs(("turkey", "at_war"), ("yes",))), "", "at_war of turkey"),
        (forbid("f", reading=BROAD), "", "reading art9=broad"),
        (require("r", HS), "", "hs"),
    ],
)
def test_what_would_decide_is_named(rule: MayRule, lines: str, named: str) -> None:
    told = reason(rule, lines=lines)
    assert told.verdict is UNKNOWN
    assert f"depends on {named}" in told.sentence or f"depending on {named}" in told.sentence
    assert f"settle {named}" in told.levers


def test_beyond_a_table_nothing_can_be_taken_off() -> None:
    told = reason(BY_BEAM, lines="v beam_m 61 m\nv draught_m 1 m")
    assert told.have.high == -math.inf
    assert not [lever for lever in told.levers if lever.startswith("take off")]


def test_a_prohibition_names_its_text_and_the_permit_that_would_lift_it() -> None:
    told = reason(forbid("f"), permit("p", ["f"], All((US, Is("purpose", ("survey",))))))
    assert told.levers[0].startswith("p would lift it: ")
    assert all(word in told.levers[0] for word in ("flag US", "purpose survey"))
    assert told.levers[-1] == "amend or end i, article 1"


def test_a_lever_names_only_what_is_missing() -> None:
    told = reason(forbid("f"), permit("p", ["f"], All((CN, Is("purpose", ("survey",))))))
    assert told.levers[0] == "p would lift it: purpose survey"


def test_a_reading_is_a_lever() -> None:
    told = reason(forbid("f"), permit("p", ["f"], CN, reading=BROAD), rule="f")
    assert any("art9" in lever and "broad" in lever for lever in told.levers)


def test_an_unmet_requirement_is_a_lever() -> None:
    told = reason(require("r", notice=EIGHT_DAYS), notice_days="7")
    assert told.levers == ("meet notice: notice days at least 8",)
    assert "not met is notice" in told.sentence


def test_a_permit_that_is_not_met_leaves_the_prohibition_and_not_itself() -> None:
    told = reason(forbid("f"), permit("p", ["f"], require={"n": EIGHT_DAYS}), notice_days="7")
    assert (told.rule, told.verdict) == ("f", BLOCKED)


def test_the_permit_that_asks_least_is_taken() -> None:
    rules = (
        permit("p", ["f"], require={"day": "by day", "pilot": "a pilot"}),
        permit("q", ["f"], require={"tug": "a tug"}),
    )
    said = case(forbid("f"), *rules).ruling()
    assert [(q.rule, q.token) for q in said.requirements] == [("q", "tug")]


def test_a_permit_that_lifts_two_things_requires_once() -> None:
    said = case(forbid("f"), forbid("g"), permit("p", ["f", "g"], require={"day": "by day"})).ruling()
    assert [(r.rule, r.verdict) for r in said.reasons] == [("p", CONDITIONAL)]
    assert [q.token for q in said.requirements] == ["day"]


@pytest.mark.parametrize(
    ("lines", "verdict", "about"),
    [
        ("v draught_m 2 m\nv beam_m 11 m", BLOCKED, "beam"),
        ("v draught_m 4 m\nv beam_m 10 m", BLOCKED, "draught"),
        ("v draught_m 4 m", BLOCKED, "draught"),
        ("v draught_m 3 m", UNKNOWN, "beam"),
    ],
)
def test_of_two_limits_of_one_rule_the_worse_counts(lines: str, verdict: Verdict, about: str) -> None:
    both = replace(DEEP, limits=(*DEEP.limits, *limit("m", "beam_m", 10).limits))
    told = reason(both, lines=lines)
    assert (told.rule, told.verdict, told.about) == ("l", verdict, about)
    assert case(both, lines=("v draught_m 3 m", "v beam_m 10 m")).ruling().verdict is CLEAR


@pytest.mark.parametrize("depth", range(5))
def test_lifts_of_lifts_alternate_for_a_limit(depth: int) -> None:
    chain: list[MayRule] = [DEEP]
    for i in range(1, depth + 1):
        chain.append((permit if i % 2 else forbid)(f"r{i}", lifts=[chain[-1].id]))
    told = {r.rule for r in case(*chain, lines=("v draught_m 4 m",)).ruling().reasons}
    assert ("l" in told) is (depth % 2 == 0)


def test_the_findings_tell_how_each_rule_fared() -> None:
    rules = (forbid("f", CN), forbid("g", US), forbid("h", HS), permit("p", ["f"]), permit("q", ["g"], Not(CN)))
    found = {f.rule: f for f in case(*rules).ruling().findings}
    assert {k: f.applies for k, f in found.items()} == {"f": True, "g": False, "h": None, "p": True, "q": False}
    assert found["f"].lifted_by == ("p",)
    assert found["g"].lifted_by == ()
    assert found["h"].undecided == ("hs",)
    assert found["f"].text == "f. If flag CN."
