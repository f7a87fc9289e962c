"""Random law of every kind: all effects, lifts, readings, orders, tables, facts and requirements with tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from hypothesis import strategies as st

from tests.helpers import Tiny, authority, forbid, law, limit, period, permit, quota, require, tiny, wants
from thalweg.network import draw as drawn
from thalweg.period import parse_season
from thalweg.question import Trip
from thalweg.rules.library import LawInForce, law_in_force
from thalweg.rules.rule import Authority, Lawbook, LegalPlace, MayRule, Party, Steps, Table
from thalweg.rules.when import (
    ALWAYS_TRUE,
    OPEN,
    All,
    AnyOf,
    Compare,
    Condition,
    Ever,
    FactCompare,
    FactIs,
    In,
    InSeason,
    Is,
    Not,
    Profile,
    Range,
    Under,
)

SIMPLE: tuple[Condition, ...] = (
    ALWAYS_TRUE,
    Is("flag", ("CN",)),
    Is("class", ("merchant", "warship")),
    Is("kind", ("vessel",)),
    Is("purpose", ("ordinary",)),
    Is("via_country", ("RU",)),
    Is("via_country", ("direct", "CN")),
    In("flag", "allies"),
    Under("hs", ("27", "4403")),
    Compare("draught_m", "gt", 3),
    Compare("beam_m", "le", 10),
    Compare("notice_days", "ge", 8),
    Compare("cargo_t", "lt", 50),
    InSeason(parse_season("06/08")),
    InSeason(parse_season("12/03")),
    Ever("flag", "RU", date(2022, 2, 24)),
    FactIs(("turkey", "at_war"), ("yes",)),
    FactCompare(("gauge", "water_level_m"), "ge", 8),
)
NEGATED = st.sampled_from(SIMPLE).map(Not)
PARTS = st.one_of(st.sampled_from(SIMPLE), NEGATED)
CONDITIONS: st.SearchStrategy[Condition] = st.one_of(
    PARTS,
    st.lists(PARTS, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
    st.lists(PARTS, min_size=2, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
    st.lists(PARTS, min_size=2, max_size=2).map(lambda parts: Not(All(tuple(parts)))),
)
BOUNDS: tuple[float | str | Steps, ...] = (
    3.0,
    "canal.permitted_draught_m",
    Steps("beam_m", ((10, 4), (20, 3), (30, 2))),
    Steps("beam_m", ((10, 2), (20, 5))),
)
CAPS: tuple[float | str, ...] = (9, 100, "pool.quota_cap_t")
BY_ICEBREAKER = Table(("icebreaker",), {("yes",): frozenset({"light", "medium"}), ("no",): frozenset({"light"})})
BY_TWO = Table(("flag", "icebreaker"), {("CN", "yes"): frozenset({"light"}), ("US", "no"): frozenset({"medium"})})
WANTS: tuple[Mapping[str, str | Condition], ...] = (
    {},
    {"day": "by day"},
    {"notice": Compare("notice_days", "ge", 8)},
    {"day": "by day", "peace": FactIs(("turkey", "at_war"), ("no",))},
)
READ_AS = st.sampled_from((None, None, None, ("art9", "broad")))
ORDERS = st.sampled_from(("", "", "UN", "EU"))
READINGS: tuple[dict[str, str], ...] = ({}, {"art9": "broad"}, {"art9": "narrow"})


@st.composite
def refusing(draw: st.DrawFn, name: str, permits: list[str]) -> MayRule:
    """Draw a rule that forbids, requires, limits or counts; a prohibition may lift a permit."""
    when, reading, order = draw(CONDITIONS), draw(READ_AS), draw(ORDERS)
    effect = draw(st.sampled_from(("forbid", "forbid", "require", "limit", "least", "table", "quota")))
    if effect == "forbid":
        named = draw(st.lists(st.sampled_from(permits), max_size=1)) if permits else []
        return forbid(name, when, lifts=named, reading=reading, order=order)
    if effect == "require":
        listed = wants(draw(st.sampled_from(WANTS[1:])))
        return replace(require(name, when, reading=reading, order=order), require=listed)
    if effect == "limit":
        return limit(name, "draught_m", draw(st.sampled_from(BOUNDS)), when, order=order, reading=reading)
    if effect == "least":
        return limit(name, "notice_days", draw(st.sampled_from((5, 8))), when, at_least=True, order=order)
    if effect == "table":
        return limit(name, "ice", draw(st.sampled_from((BY_ICEBREAKER, BY_TWO))), when, order=order, reading=reading)
    if draw(st.booleans()):
        return quota(name, "fleet.quota_used_count", 9, "", when, order, reading)
    return quota(name, "pool.quota_used_t", draw(st.sampled_from(CAPS)), "cargo_t", when, order, reading)


@st.composite
def permitting(draw: st.DrawFn, name: str, refused: list[str]) -> MayRule:
    """Draw a rule that lets pass."""
    named = draw(st.lists(st.sampled_from(["default:RU", "default:KP", *refused]), min_size=1, max_size=3, unique=True))
    how = draw(st.sampled_from(WANTS))
    return permit(name, named, draw(CONDITIONS), require=how, reading=draw(READ_AS), order=draw(ORDERS))


@st.composite
def rules(draw: st.DrawFn, most: int = 8) -> list[MayRule]:
    """Draw rules that lift only what comes before them, so that there are no circles."""
    found: list[MayRule] = []
    for i in range(draw(st.integers(0, most))):
        permits = [r.id for r in found if r.effect == "permit"]
        refused = [r.id for r in found if r.effect != "permit"]
        it = draw(st.one_of(refusing(f"r{i}", permits), refusing(f"r{i}", permits), permitting(f"r{i}", refused)))
        found.append(replace(it, at=("anywhere",)) if draw(st.integers(0, 4)) == 0 else it)
    return found


AUTHORITIES: tuple[tuple[Authority, ...], ...] = (
    (authority("RU"), authority("KP", "open")),
    (authority("RU"), authority("KP")),
    (authority("RU", "open"),),
    (authority("RU", "consent", "../1991"),),
)
ENFORCED: tuple[dict[str, str] | None, ...] = (None, {}, {"UN": ""}, {"EU": "../2020", "UN": "2017/.."})
WORLD: dict[str, tuple[str, ...]] = {
    "turkey at_war": ("yes", "no", "no | blog"),
    "gauge water_level_m": ("7 m", "8 m", "7..9 m", "<8 m"),
    "canal permitted_draught_m": ("2 m", "3 m", "4 m", "2..4 m"),
    "pool quota_used_t": ("0 t", "90 t", "80..95 t", "100 t"),
    "pool quota_cap_t": ("100 t", "none"),
    "fleet quota_used_count": ("8", "9", "7..9"),
    "w consent": ("granted", "denied", "granted | by=RU | to=CN", "none | by=KP", "granted | class=merchant"),
    "v flag": ("RU | valid=2020/2023", "PA | valid=2024/.."),
    "v draught_m": ("2 m", "3.5 m", "2..4 m"),
    "v beam_m": ("10 m", "15 m", "5..35 m"),
    "v cargo_t": ("10 t", "40..60 t"),
}


@st.composite
def worlds(draw: st.DrawFn) -> list[str]:
    """Draw facts of the world, of consents and of the vessel `v`; of many nothing is known."""
    lines: list[str] = []
    for name, values in WORLD.items():
        most = draw(st.sampled_from((0, 1, 1, 1, 2)))
        lines += [f"{name} {v}" for v in draw(st.lists(st.sampled_from(values), max_size=most, unique=True))]
    return lines


def book(
    found: list[MayRule], authorities: tuple[Authority, ...] = AUTHORITIES[0], enforces: dict[str, str] | None = None
) -> Lawbook:
    """Return law of these rules."""
    groups = {"allies": (Party("CN"), Party("KP", period("2020/..")))}
    return law(*found, authorities=authorities, groups=groups, enforces=enforces)


@st.composite
def cases(draw: st.DrawFn) -> Tiny:
    """Draw a case with one link under random law."""
    lawbook = book(draw(rules()), draw(st.sampled_from(AUTHORITIES)), draw(st.sampled_from(ENFORCED)))
    lines = ["AC jurisdiction w | recorded=2000-01-01", *draw(worlds())]
    return tiny(drawn("A~~~C"), lines, ("v vessel CN merchant 2701", "s vessel US", "k consignment RU coal"), lawbook)


def _maybe(*values: str) -> st.SearchStrategy[tuple[str, ...] | None]:
    return st.sampled_from((None, *((v,) for v in values)))


CODES: dict[str, st.SearchStrategy[tuple[str, ...] | None]] = {
    "kind": st.sampled_from((("vessel",), ("consignment",))),
    "flag": _maybe("CN", "US", "RU"),
    "class": st.sampled_from((None, ("merchant", "vessel"), ("frigate", "warship", "vessel"))),
    "purpose": _maybe("ordinary", "survey"),
    "via_country": _maybe("direct", "CN", "RU"),
    "hs": st.sampled_from((None, ("2701",), ("72", "4403"))),
    "ice": _maybe("light", "medium", "heavy"),
    "icebreaker": _maybe("yes", "no"),
    "flag since 2022-02-24": st.sampled_from((None, (), ("RU",), ("CN", "RU"))),
}
RANGES: dict[str, st.SearchStrategy[Range]] = {
    "draught_m": st.sampled_from((OPEN, (2.0, 2.0), (3.0, 3.0), (3.5, 3.5), (2.0, 4.0), (-OPEN[1], 3.0))),
    "beam_m": st.sampled_from((OPEN, (10.0, 10.0), (15.0, 15.0), (31.0, 31.0), (5.0, 25.0), (5.0, 35.0))),
    "notice_days": st.sampled_from((OPEN, (5.0, 5.0), (8.0, 8.0), (7.0, 9.0))),
    "cargo_t": st.sampled_from((OPEN, (10.0, 10.0), (60.0, 60.0), (5.0, 15.0))),
}


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Draw what law may ask of a mover; much of it is not known, or only as a range."""
    codes = {name: held for name, values in CODES.items() if (held := draw(values)) is not None}
    return Profile(codes, {name: draw(values) for name, values in RANGES.items()})


MEETS = st.frozensets(st.sampled_from(("day", "notice", "peace")), max_size=2)
ENFORCED_BY_QUESTION = st.one_of(st.none(), st.frozensets(st.sampled_from(("UN", "EU")), max_size=2))
TRIPS = st.builds(Trip, st.just({}), MEETS, ENFORCED_BY_QUESTION)


@dataclass(frozen=True)
class Court:
    """The law of a case at a moment, and the place where it is asked."""

    law: LawInForce
    place: LegalPlace


def court(case: Tiny, readings: dict[str, str] | None = None) -> Court:
    """Return the law in force in a case."""
    snapshot = case.snapshot(readings=readings)
    return Court(law_in_force(case.lawbook, snapshot), case.lawbook.places["w"])
