"""Conditions: strong Kleene logic, exhaustively; ranges, groups, prefixes and seasons."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.period import parse_season
from thalweg.rules.when import (
    ALWAYS_TRUE,
    FALSE,
    TRUE,
    All,
    AnyOf,
    Compare,
    Condition,
    In,
    InSeason,
    Is,
    Not,
    Profile,
    Truth,
    Under,
    World,
    all_of,
    any_of,
    leaves,
)

WORLD = World({"allies": frozenset({"CN", "RU"}), "nobody": frozenset()}, {})
VALUES = (True, False, None)


def truth(value: bool | None, name: str = "x") -> Truth:
    """Return a truth that names what would decide it."""
    return Truth(value, frozenset({name}) if value is None else frozenset())


@pytest.mark.parametrize("values", [v for n in range(4) for v in itertools.product(VALUES, repeat=n)])
def test_all_and_any(values: tuple[bool | None, ...]) -> None:
    """False beats unknown in a conjunction, true beats unknown in a disjunction."""
    truths = [truth(v, str(i)) for i, v in enumerate(values)]
    conjunction = False if False in values else None if None in values else True
    disjunction = True if True in values else None if None in values else False
    assert all_of(truths).value is conjunction
    assert any_of(truths).value is disjunction
    open_ones = {str(i) for i, v in enumerate(values) if v is None}
    assert all_of(truths).undecided == (open_ones if conjunction is None else set())
    assert any_of(truths).undecided == (open_ones if disjunction is None else set())


@pytest.mark.parametrize(("value", "other"), [(True, False), (False, True), (None, None)])
def test_not(value: bool | None, other: bool | None) -> None:
    assert (~truth(value)).value is other
    assert (~truth(None, "y")).undecided == {"y"}


@pytest.mark.parametrize("values", list(itertools.product(VALUES, repeat=3)))
def test_de_morgan(values: tuple[bool | None, ...]) -> None:
    truths = [truth(v) for v in values]
    assert (~all_of(truths)).value is any_of([~t for t in truths]).value


FLAG = {True: Is("flag", ("CN",)), False: Is("flag", ("US",)), None: Is("hs", ("2701",))}
CHINESE = Profile({"kind": ("vessel",), "flag": ("CN",), "class": ("frigate", "warship", "vessel")})


@pytest.mark.parametrize("values", list(itertools.product(VALUES, repeat=2)))
def test_conditions_join_as_truths_do(values: tuple[bool | None, ...]) -> None:
    parts = tuple(FLAG[v] for v in values)
    truths = [truth(v, "hs") for v in values]
    assert All(parts).holds(CHINESE, WORLD) == all_of(truths)
    assert AnyOf(parts).holds(CHINESE, WORLD) == any_of(truths)
    assert Not(parts[0]).holds(CHINESE, WORLD) == ~truths[0]


def test_no_condition_always_holds_and_no_option_never() -> None:
    assert ALWAYS_TRUE.holds(CHINESE, WORLD) == TRUE
    assert AnyOf(()).holds(CHINESE, WORLD) == FALSE


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        (Is("flag", ("CN", "KP")), True),
        (Is("flag", ("KP",)), False),
        (Is("class", ("warship",)), True),  # through its ancestry
        (Is("class", ("fishing",)), False),
        (Is("hs", ("2701",)), None),
        (In("flag", "allies"), True),
        (In("flag", "nobody"), False),
        (In("hs", "allies"), None),
        (Under("hs", ("27",)), None),
    ],
)
def test_codes(condition: Condition, value: bool | None) -> None:
    found = condition.holds(CHINESE, WORLD)
    assert found.value is value
    assert found.undecided == ({"hs"} if value is None else set())


@pytest.mark.parametrize(
    ("cargo", "prefixes", "value"),
    [
        (("270112",), ("2701",), True), (("2701",), ("270112",), False), (("0303", "2701"), ("27",), True),
        (("0303",), ("27", "28"), False), (("2801",), ("27", "28"), True),
    ],
)  # fmt: skip
def test_under_a_prefix(cargo: tuple[str, ...], prefixes: tuple[str, ...], value: bool) -> None:
    assert Under("hs", prefixes).holds(Profile({"hs": cargo}), WORLD).value is value


@pytest.mark.parametrize(
    ("operator", "below", "at", "above"),
    [("le", True, True, False), ("lt", True, False, False), ("ge", False, True, True), ("gt", False, False, True)],
)
def test_compare_at_the_limit(operator: str, below: bool, at: bool, above: bool) -> None:
    condition = Compare("draught_m", operator, 4.0)
    for number, expected in ((3.9, below), (4.0, at), (4.1, above)):
        assert condition.holds(Profile({}, {"draught_m": (number, number)}), WORLD).value is expected


RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "le": lambda x, n: x <= n,
    "lt": lambda x, n: x < n,
    "ge": lambda x, n: x >= n,
    "gt": lambda x, n: x > n,
}


@given(st.integers(-5, 5), st.integers(-5, 5), st.integers(-5, 5), st.sampled_from(sorted(RELATIONS)))
def test_compare_on_a_range_is_what_all_numbers_in_it_agree_on(a: int, b: int, number: int, operator: str) -> None:
    low, high = min(a, b), max(a, b)
    answers = {RELATIONS[operator](x, number) for x in (low, (low + high) / 2, high)}
    found = Compare("beam_m", operator, number).holds(Profile({}, {"beam_m": (low, high)}), WORLD)
    assert found.value is (answers.pop() if len(answers) == 1 else None)
    assert found.undecided == (set() if found.value is not None else {"beam_m"})


@pytest.mark.parametrize("operator", sorted(RELATIONS))
def test_compare_of_what_nobody_knows_is_undecided(operator: str) -> None:
    for ranges in ({}, {"beam_m": (-math.inf, math.inf)}):
        assert Compare("beam_m", operator, 4).holds(Profile({}, ranges), WORLD).value is None


@pytest.mark.parametrize("now", VALUES)
def test_season(now: bool | None) -> None:
    season = parse_season("05/10")
    found = InSeason(season).holds(Profile({}), World({}, {season: now}))
    assert found.value is now
    assert found.undecided == ({"day"} if now is None else set())


def test_an_assumed_purpose_is_reported() -> None:
    said = Profile({"purpose": ("survey",)})
    unsaid = Profile({"purpose": ("ordinary",)}, assumed=frozenset({"purpose"}))
    condition = Is("purpose", ("ordinary",))
    assert condition.holds(unsaid, WORLD) == Truth(True, assumed=frozenset({"purpose"}))
    assert condition.holds(said, WORLD) == Truth(False)
    assert (~condition.holds(unsaid, WORLD)).assumed == {"purpose"}
    assert all_of([condition.holds(unsaid, WORLD), TRUE]).assumed == {"purpose"}


def test_leaves_are_the_simple_conditions_in_order() -> None:
    simple: list[Condition] = [Is("flag", ("CN",)), Compare("beam_m", "le", 4), InSeason(parse_season("05/10"))]
    tree = All((simple[0], Not(AnyOf((simple[1], All((simple[2],)))))))
    assert list(leaves(tree)) == simple
    assert list(leaves(ALWAYS_TRUE)) == []


def test_a_condition_reads_itself_out() -> None:
    tree = All((Is("flag", ("CN", "KP")), Not(Compare("beam_m", "gt", 12)), Under("hs", ("2701",))))
    told = tree.tell()
    assert all(word in told for word in ("flag", "CN", "KP", "not", "beam m more than 12", "2701"))
    assert "allies" in In("flag", "allies").tell()
    assert "05-01" in InSeason(parse_season("05/10")).tell()


def test_equal_profiles_have_equal_keys() -> None:
    one = Profile({"flag": ("CN",), "kind": ("vessel",)}, {"beam_m": (1, 2)})
    two = Profile({"kind": ("vessel",), "flag": ("CN",)}, {"beam_m": (1, 2)})
    assert one.key() == two.key()
    assert one.key() != Profile({"flag": ("CN",), "kind": ("vessel",)}, {"beam_m": (1, 3)}).key()
    assert len({one.key(), two.key()}) == 1
