"""MAY: for every kind of legal rule each verdict that it can give, as a table, and how lifts combine.

A row says which rules and facts there are, and what the law then says at the place `w`, whose
authority is Russia (RU), of the vessel `v` under the Chinese flag.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pytest

from tests.helpers import DAY, Tiny, authority, forbid, law, period, permit, require, tiny
from thalweg.network import draw
from thalweg.period import parse_season
from thalweg.rules.may import Ruling
from thalweg.rules.rule import Authority, Instrument, MayRule, Party, Verdict
from thalweg.rules.when import AnyOf, Compare, Condition, In, InSeason, Is, Not, Under

CLEAR, CONDITIONAL, UNKNOWN, BLOCKED = Verdict
NETWORK = draw("A~~~C")
CN, US = Is("flag", ("CN",)), Is("flag", ("US",))
HS = Is("hs", ("2701",))
"""A condition that nobody can decide of a ship whose cargo is not told."""
RU = "default:RU"
CONSENTS = ("none", "requested", "in_principle", "denied", "withdrawn")
OPEN_AUTHORITY = (authority(default="open"),)
TWO = (authority("RU"), authority("KP"))


def case(*rules: MayRule, lines: tuple[str, ...] = (), authorities: tuple[Authority, ...] = (authority(),)) -> Tiny:
    """Return the case of this module with these rules and facts."""
    book = law(*rules, authorities=authorities, groups={"allies": (Party("CN", period("2020/..")), Party("KP"))})
    where = () if any("jurisdiction" in x for x in lines) else ("AC jurisdiction w",)
    return tiny(NETWORK, (*where, *lines), ("v vessel CN frigate", "stray vessel", "us vessel US"), book, quiet=False)


@dataclass(frozen=True)
class Row:
    """What the law says of the vessel `v`, and by which kind of rule."""

    kind: str
    verdict: Verdict
    why: str
    rules: tuple[MayRule, ...] = ()
    lines: tuple[str, ...] = ()
    authorities: tuple[Authority, ...] = (authority(),)
    readings: Mapping[str, str] = field(default_factory=dict)
    mover: str = "v"

    def __str__(self) -> str:
        return f"{self.kind} {self.verdict}: {self.why}"

    def ruling(self, on: date | None = DAY) -> Ruling:
        """Return what the law says."""
        there = case(*self.rules, lines=self.lines, authorities=self.authorities)
        return there.admission(self.mover, on=on, readings=self.readings).ruling(0, 0)


BROAD = ("art9", "broad")
DENY = "w consent none"


def default(
    verdict: Verdict, why: str, *lines: str, mover: str = "v", authorities: tuple[Authority, ...] = (authority(),)
) -> Row:
    """Return a row without rules."""
    return Row("default", verdict, why, (), lines, authorities, {}, mover)


def ruled(
    kind: str,
    verdict: Verdict,
    why: str,
    *rules: MayRule,
    lines: tuple[str, ...] = (DENY,),
    readings: Mapping[str, str] | None = None,
) -> Row:
    """Return a row with rules; a permit is tried where no consent is given, others where nothing is asked."""
    authorities = (authority(),) if kind == "permit" else OPEN_AUTHORITY
    return Row(kind, verdict, why, rules, lines, authorities, readings or {})


ROWS: list[Row] = [
    # An authority whose consent is needed
    default(CLEAR, "granted", "w consent granted"),
    default(CLEAR, "granted by it", "w consent granted | by=RU"),
    default(CLEAR, "granted to the flag", "w consent granted | by=RU | to=CN"),
    default(CLEAR, "granted to a class it belongs to", "w consent granted | class=warship"),
    default(
        CLEAR, "asked, and then granted", "w consent requested | valid=2020/..", "w consent granted | valid=2023/.."
    ),
    default(CLEAR, "no consent is needed", authorities=OPEN_AUTHORITY),
    default(CLEAR, "both granted", "w consent granted | by=RU", "w consent granted | by=KP", authorities=TWO),
    *(default(BLOCKED, state, f"w consent {state}") for state in CONSENTS),
    default(BLOCKED, "one of two granted", "w consent granted | by=RU", "w consent none | by=KP", authorities=TWO),
    default(
        BLOCKED,
        "granted, and then withdrawn",
        "w consent granted | valid=2020/..",
        "w consent withdrawn | valid=2023/..",
    ),
    default(BLOCKED, "granted from next year", "w consent none | valid=2020/..", "w consent granted | valid=2025/.."),
    default(BLOCKED, "requested by a statement", "w consent requested | statement"),
    default(UNKNOWN, "nobody told"),
    default(UNKNOWN, "it is not known", "w consent unknown"),
    default(UNKNOWN, "one of two is not known", "w consent granted | by=RU", authorities=TWO),
    default(UNKNOWN, "only a blog tells of a grant", "w consent granted | blog"),
    default(UNKNOWN, "only a blog tells of a refusal", "w consent denied | blog"),
    default(UNKNOWN, "granted or denied", "w consent granted", "w consent denied | official-2"),
    default(BLOCKED, "denied or withdrawn", "w consent withdrawn", "w consent denied | official-2"),
    default(
        UNKNOWN,
        "granted, and as officially denied to be",
        "w consent granted",
        "w consent granted | official-2 | stance=denies",
    ),
    default(UNKNOWN, "granted to another flag", "w consent granted | to=RU"),
    default(UNKNOWN, "granted to another class", "w consent granted | class=merchant"),
    default(UNKNOWN, "granted by another", "w consent granted | by=KP"),
    default(UNKNOWN, "a ship of unknown flag", "w consent granted | to=CN", mover="stray"),
    default(CLEAR, "to every flag", "w consent granted", mover="stray"),
    Row(
        "default",
        CONDITIONAL,
        "let pass by a permit that requires",
        (permit("p", [RU], require={"day": "by day"}),),
        (DENY,),
    ),
    # A permit that names the default
    ruled("permit", CLEAR, "it applies", permit("p", [RU], CN)),
    ruled("permit", CONDITIONAL, "it applies and requires", permit("p", [RU], CN, require={"notice": "8 days"})),
    ruled(
        "permit",
        CLEAR,
        "two apply, and one requires nothing",
        permit("p", [RU], require={"notice": "8 days"}),
        permit("q", [RU]),
    ),
    ruled("permit", BLOCKED, "it is for another flag", permit("p", [RU], US)),
    ruled("permit", BLOCKED, "it is for another place", permit("p", [RU], CN, at=["open"])),
    ruled("permit", BLOCKED, "it lifts another default", permit("p", ["default:KP"], CN)),
    ruled("permit", UNKNOWN, "its condition is not decided", permit("p", [RU], HS)),
    ruled("permit", UNKNOWN, "its reading is not chosen", permit("p", [RU], CN, reading=BROAD)),
    ruled("permit", CLEAR, "its reading is chosen", permit("p", [RU], CN, reading=BROAD), readings={"art9": "broad"}),
    ruled(
        "permit",
        BLOCKED,
        "another reading is chosen",
        permit("p", [RU], CN, reading=BROAD),
        readings={"art9": "narrow"},
    ),
    ruled("permit", BLOCKED, "a reading is not chosen that does not matter", permit("p", [RU], US, reading=BROAD)),
    ruled(
        "permit",
        CLEAR,
        "a grant makes it idle",
        permit("p", [RU], require={"notice": "8 days"}),
        lines=("w consent granted",),
    ),
    ruled("permit", CLEAR, "nobody told of consent, and none is needed", permit("p", [RU]), lines=()),
    ruled(
        "permit", BLOCKED, "it is lifted", permit("p", [RU]), forbid("f", US, lifts=["p"]), forbid("g", CN, lifts=["p"])
    ),
    ruled("permit", UNKNOWN, "it may be lifted", permit("p", [RU]), forbid("f", Not(HS), lifts=["p"])),
    # A prohibition
    ruled("forbid", BLOCKED, "it applies", forbid("f", CN)),
    ruled("forbid", BLOCKED, "it has no condition", forbid("f")),
    ruled("forbid", CLEAR, "it is for another flag", forbid("f", US)),
    ruled("forbid", CLEAR, "it is for another place", forbid("f", at=["open"])),
    ruled("forbid", CLEAR, "it is past", forbid("f", valid="../2023")),
    ruled("forbid", CLEAR, "it is lifted by name", forbid("f"), permit("p", ["f"], CN)),
    ruled("forbid", BLOCKED, "only another is lifted", forbid("f"), forbid("g"), permit("p", ["g"])),
    ruled("forbid", BLOCKED, "its lift is lifted", forbid("f"), permit("p", ["f"]), forbid("g", lifts=["p"])),
    ruled(
        "forbid",
        CLEAR,
        "the lift of its lift does not apply",
        forbid("f"),
        permit("p", ["f"]),
        forbid("g", US, lifts=["p"]),
    ),
    ruled("forbid", UNKNOWN, "its condition is not decided", forbid("f", HS)),
    ruled("forbid", UNKNOWN, "its lift is not decided", forbid("f"), permit("p", ["f"], HS)),
    ruled(
        "forbid",
        UNKNOWN,
        "the lift of its lift is not decided",
        forbid("f"),
        permit("p", ["f"]),
        forbid("g", HS, lifts=["p"]),
    ),
    ruled("forbid", UNKNOWN, "its reading is not chosen", forbid("f", reading=BROAD)),
    ruled("forbid", BLOCKED, "its reading is chosen", forbid("f", reading=BROAD), readings={"art9": "broad"}),
    ruled("forbid", CLEAR, "another reading is chosen", forbid("f", reading=BROAD), readings={"art9": "narrow"}),
    # A requirement
    ruled("require", CONDITIONAL, "it applies", require("r", CN, notice="8 days")),
    ruled("require", CLEAR, "it is for another flag", require("r", US)),
    ruled("require", CLEAR, "it is lifted", require("r"), permit("p", ["r"])),
    ruled("require", UNKNOWN, "its condition is not decided", require("r", HS)),
    ruled("require", UNKNOWN, "its reading is not chosen", require("r", reading=BROAD)),
    # Whose it is
    Row("may.jurisdiction", CLEAR, "settled", (), ("AC jurisdiction open",)),
    Row("may.jurisdiction", UNKNOWN, "nobody told", (), ("AC jurisdiction unknown",)),
    Row("may.jurisdiction", UNKNOWN, "only a blog told", (), ("AC jurisdiction open | blog",)),
    Row("may.jurisdiction", UNKNOWN, "contested", (), ("AC jurisdiction open", "AC jurisdiction w | official-2")),
    Row("may.jurisdiction", UNKNOWN, "its authorities are of another time", authorities=(authority(valid="../1991"),)),
]
SHOWN = {(r.kind, r.verdict) for r in ROWS}


@pytest.mark.parametrize("r", ROWS, ids=str)
def test_verdict(r: Row) -> None:
    ruling = r.ruling()
    assert ruling.verdict is r.verdict
    assert max((x.verdict for x in ruling.reasons), default=CLEAR) is r.verdict
    if r.verdict is not CLEAR:
        assert {x.kind for x in ruling.reasons} == {"may"}
        assert all(x.sentence for x in ruling.reasons)


@pytest.mark.parametrize("r", ROWS, ids=str)
def test_the_mask_and_the_ruling_agree(r: Row) -> None:
    there = case(*r.rules, lines=r.lines, authorities=r.authorities)
    assert there.level(r.mover, "AC", readings=r.readings) is r.verdict


def reasons(*rules: MayRule, lines: tuple[str, ...] = (DENY,), **how: object) -> dict[str, str]:
    """Return the sentences of a ruling on `v`, by rule."""
    admission = case(*rules, lines=lines).admission("v", **how)  # type: ignore[arg-type]
    return {r.rule: r.sentence for r in admission.reasons(0, 0)}


def test_a_permit_lifts_only_where_it_holds() -> None:
    """A prohibition of two places, lifted by name at one of them, stands at the other."""
    rules = (forbid("f", at=["w", "open"]), permit("p", ["f"], at=["open"]))
    there = tiny(draw("A~~~C\nC~~~D"), ["AC jurisdiction w", "CD jurisdiction open"], ("v vessel CN",),
                 law(*rules, authorities=OPEN_AUTHORITY))  # fmt: skip
    assert there.level("v", "CD") is CLEAR
    assert there.level("v", "AC") is BLOCKED


@pytest.mark.parametrize("depth", range(6))
def test_lifts_of_lifts_alternate(depth: int) -> None:
    """A prohibition under a chain of lifts stands if their number is even."""
    chain: list[MayRule] = [forbid("r0")]
    for i in range(1, depth + 1):
        make = permit if i % 2 else forbid
        chain.append(make(f"r{i}", lifts=[f"r{i - 1}"]))
    admission = case(*chain, authorities=OPEN_AUTHORITY).admission("v")
    here = {r.rule: r.verdict for r in admission.reasons(0, 0)}
    assert ("r0" in here) is (depth % 2 == 0)


def test_what_is_not_decided_is_named() -> None:
    assert "hs" in reasons(forbid("f", HS))["f"]
    assert "art9=broad" in reasons(permit("p", [RU], CN, reading=BROAD))[RU]
    assert "displacement_t" in reasons(forbid("f", Compare("displacement_t", "gt", 3000)))["f"]


CONDITIONS = [
    (Is("class", ("warship",)), BLOCKED),  # a frigate is a warship
    (Is("class", ("merchant",)), CLEAR),
    (Is("kind", ("vessel",)), BLOCKED),
    (In("flag", "allies"), BLOCKED),
    (Not(In("flag", "allies")), CLEAR),
    (Under("hs", ("27",)), UNKNOWN),
    (Compare("draught_m", "gt", 3), BLOCKED),
    (Compare("draught_m", "gt", 4), CLEAR),
    (Compare("draught_m", "ge", 4), BLOCKED),
    (Compare("beam_m", "gt", 4), UNKNOWN),
    (AnyOf((US, Compare("draught_m", "gt", 3))), BLOCKED),
    (Is("purpose", ("ordinary",)), BLOCKED),
    (Is("purpose", ("survey",)), CLEAR),
]


@pytest.mark.parametrize(("condition", "verdict"), CONDITIONS)
def test_conditions_ask_the_mover(condition: Condition, verdict: Verdict) -> None:
    there = case(forbid("f", condition), lines=("v draught_m 4 m",), authorities=OPEN_AUTHORITY)
    assert there.level("v", "AC") is verdict


def test_a_group_has_the_members_of_the_day() -> None:
    there = case(forbid("f", In("flag", "allies")), authorities=OPEN_AUTHORITY)
    assert there.level("v", "AC", on=date(2020, 1, 1)) is BLOCKED
    assert there.level("v", "AC", on=date(2019, 12, 31)) is CLEAR


def test_a_season_is_that_of_the_day() -> None:
    season = InSeason(parse_season("12/03"))
    there = case(forbid("f", season), authorities=OPEN_AUTHORITY)
    verdicts = [there.level("v", "AC", on=d) for d in (date(2024, 1, 5), date(2024, 7, 1), None)]
    assert verdicts == [BLOCKED, CLEAR, UNKNOWN]


def test_an_assumed_purpose_is_reported_and_a_stated_one_is_not() -> None:
    there = case(forbid("f", Is("purpose", ("survey",))), authorities=OPEN_AUTHORITY)
    assert there.admission("v").ruling(0, 0).assumed == ("purpose",)
    assert there.admission("v", purpose="survey").ruling(0, 0).assumed == ()
    assert there.level("v", "AC", purpose="survey") is BLOCKED
    assert "purpose" in {a.about for a in there.check("v", "A", "C").assumptions}


def test_requirements_add_up() -> None:
    there = case(
        require("r", notice="8 days"),
        require("s", pilot="a pilot"),
        permit("p", [RU], require={"day": "by day"}),
        lines=(DENY,),
    )
    ruling = there.admission("v").ruling(0, 0)
    assert ruling.verdict is CONDITIONAL
    assert {(q.rule, q.token, q.text) for q in ruling.requirements} == {
        ("r", "notice", "8 days"),
        ("s", "pilot", "a pilot"),
        ("p", "day", "by day"),
    }


def test_prohibitions_accumulate() -> None:
    told = reasons(forbid("f"), forbid("g"), require("r"), lines=(DENY,))
    assert set(told) == {RU, "f", "g", "r"}


@pytest.mark.parametrize(
    ("signed", "force", "on", "known_on", "verdict"),
    [
        ("2020-05-01", "2021-01-01/..", date(2021, 1, 1), None, BLOCKED),
        ("2020-05-01", "2021-01-01/..", date(2020, 12, 31), None, CLEAR),
        ("2020-05-01", "2021-01-01/2022", date(2023, 1, 1), None, CLEAR),
        ("2020-05-01", "2021-01-01/..", date(2022, 1, 1), date(2020, 5, 1), BLOCKED),
        ("2020-05-01", "2021-01-01/..", date(2022, 1, 1), date(2020, 4, 30), CLEAR),
        ("", "2021-01-01/..", date(2022, 1, 1), date(2020, 12, 31), CLEAR),
    ],
)
def test_a_rule_is_in_force_with_its_instrument(
    signed: str, force: str, on: date, known_on: date | None, verdict: Verdict
) -> None:
    text = Instrument("i", "A treaty", "treaty", "law", signed=period(signed), force=period(force))
    book = law(forbid("f"), authorities=OPEN_AUTHORITY, instruments=[text])
    there = tiny(NETWORK, ["AC jurisdiction w | recorded=1900-01-01"], ("v vessel CN",), book)
    assert there.level("v", "AC", on=on, known_on=known_on) is verdict


def test_an_authority_rules_in_its_time() -> None:
    then = (authority("SU", valid="../1991-12-25"), authority("RU", valid="1991-12-26/.."))
    there = case(lines=("w consent granted | by=RU", "w consent none | by=SU"), authorities=then)
    assert there.level("v", "AC", on=date(1992, 1, 1)) is CLEAR
    assert there.level("v", "AC", on=date(1991, 12, 25)) is BLOCKED
