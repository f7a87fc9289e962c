"""What law asks beside the mover: its past, the trip, the state of the world, the season, and where it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import pytest

from tests.helpers import DAY, Tiny, authority, forbid, law, limit, period, permit, require, tiny
from thalweg.apps.may import may
from thalweg.network import draw
from thalweg.period import parse_season
from thalweg.question import Question, Trip
from thalweg.rules.profile import profile_of
from thalweg.rules.rule import Authority, MayRule, Party, Verdict
from thalweg.rules.when import All, Compare, Condition, Ever, FactCompare, FactIs, In, InSeason, Is, Not, Under

CLEAR, CONDITIONAL, UNKNOWN, BLOCKED = Verdict
OPEN = (authority(default="open"),)
Said = Mapping[str, str]
WHO = ("v vessel CN merchant", "ru vessel RU", "c consignment RU coal 2701+4403", "stray vessel")


def case(*rules: MayRule, lines: tuple[str, ...] = (), authorities: tuple[Authority, ...] = OPEN) -> Tiny:
    """Return a case of two links, the first under authorities and the second under none."""
    groups = {"allies": (Party("CN", period("2020-01-01/2022-12-31")), Party("KP"))}
    book = law(*rules, authorities=authorities, groups=groups)
    where = ("AC jurisdiction w", "CD jurisdiction open")
    return tiny(draw("A~~~C\nC~~~D"), (*where, *lines), WHO, book, quiet=False)


def verdict(
    condition: Condition, *lines: str, mover: str = "v", on: date = DAY, said: Said = MappingProxyType({})
) -> Verdict:
    """Return the verdict where what the condition describes is forbidden."""
    return case(forbid("f", condition), lines=lines).ruling(mover, on=on, trip=Trip(said)).verdict


# The past of a mover

WAS_RUSSIAN = Ever("flag", "RU", date(2022, 2, 24))


@pytest.mark.parametrize(
    ("lines", "mover", "expected"),
    [
        (("v flag RU | valid=2020/2023",), "v", BLOCKED),
        (("v flag RU | valid=2020/2022-02-24",), "v", BLOCKED),  # on the very day
        (("v flag RU | valid=2020/2022-02-23",), "v", CLEAR),  # changed the day before
        (("v flag RU | valid=2025/..",), "v", CLEAR),  # only later than the day asked about
        (("v flag RU | valid=2023/2024-07-01",), "v", BLOCKED),
        (("v flag PA | valid=2023/..",), "v", CLEAR),
        (("v flag RU | valid=2023/2023 | blog",), "v", CLEAR),  # a blog does not decide
        (("v flag RU | valid=2023/2023 | rank=deprecated | rank_why=a mistake",), "v", CLEAR),
        ((), "v", CLEAR),
        ((), "ru", BLOCKED),  # the flag that the case gives it counts as well
    ],
)
def test_what_a_mover_was_since_a_day(lines: tuple[str, ...], mover: str, expected: Verdict) -> None:
    assert verdict(WAS_RUSSIAN, *lines, mover=mover) is expected


def test_a_past_that_was_not_known_yet_has_no_say() -> None:
    there = case(forbid("f", WAS_RUSSIAN), lines=("v flag RU | valid=2023/2023 | published=2023-06-01",))
    assert there.ruling().verdict is BLOCKED
    there = case(
        forbid("f", WAS_RUSSIAN),
        lines=(
            "AC jurisdiction w | recorded=1990-01-01 | news",
            "v flag RU | valid=2023/2023 | published=2023-06-01",
        ),
    )
    assert there.ruling(known_on=date(2023, 5, 31)).verdict is CLEAR
    assert there.ruling(known_on=date(2023, 6, 1)).verdict is BLOCKED


def test_the_flag_of_the_day_is_that_of_the_claims() -> None:
    lines = ("v flag RU | valid=2020/2024-06-30", "v flag PA | valid=2024-07-01/..")
    assert verdict(Is("flag", ("RU",)), *lines) is CLEAR
    assert verdict(Is("flag", ("RU",)), *lines, on=date(2024, 6, 30)) is BLOCKED
    assert verdict(Is("flag", ("CN",)), on=date(2024, 6, 30)) is BLOCKED, "without claims that of the case"


# The state of the world

WAR = FactIs(("turkey", "at_war"), ("yes",))
LEVEL = FactCompare(("gauge", "water_level_m"), "ge", 8.3)


@pytest.mark.parametrize(
    ("condition", "lines", "expected"),
    [
        (WAR, ("turkey at_war yes",), BLOCKED),
        (WAR, ("turkey at_war no",), CLEAR),
        (WAR, (), UNKNOWN),
        (WAR, ("turkey at_war yes", "turkey at_war no | official-2"), UNKNOWN),
        (WAR, ("turkey at_war yes | blog",), UNKNOWN),
        (WAR, ("turkey at_war no | valid=2020/..", "turkey at_war yes | valid=2024-07-02/.."), CLEAR),
        (Not(WAR), ("turkey at_war no",), BLOCKED),
        (Not(WAR), (), UNKNOWN),
        (FactIs(("turkey", "at_war"), ("yes", "no")), ("turkey at_war yes", "turkey at_war no | official-2"), BLOCKED),
        (LEVEL, ("gauge water_level_m 8.3 m",), BLOCKED),
        (LEVEL, ("gauge water_level_m 8.29 m",), CLEAR),
        (LEVEL, ("gauge water_level_m 8..9 m",), UNKNOWN),
        (LEVEL, ("gauge water_level_m <8.3 m",), CLEAR),
        (LEVEL, (), UNKNOWN),
    ],
)
def test_a_fact_of_the_world(condition: Condition, lines: tuple[str, ...], expected: Verdict) -> None:
    assert verdict(condition, *lines) is expected


def test_a_fact_decides_what_a_permit_requires() -> None:
    rules = (forbid("f"), permit("p", ["f"], require={"calm": Not(WAR)}))
    found = [case(*rules, lines=x).ruling().verdict for x in ((), ("turkey at_war no",), ("turkey at_war yes",))]
    assert found == [CONDITIONAL, CLEAR, BLOCKED]


# Groups and seasons


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2019, 12, 31), CLEAR),
        (date(2020, 1, 1), BLOCKED),
        (date(2022, 12, 31), BLOCKED),
        (date(2023, 1, 1), CLEAR),
    ],
)
def test_a_member_of_a_group_in_its_time(on: date, expected: Verdict) -> None:
    assert verdict(In("flag", "allies"), on=on) is expected


@pytest.mark.parametrize(
    ("season", "inside", "outside"),
    [
        ("05-01/10-31", [date(2024, 5, 1), date(2024, 10, 31)], [date(2024, 4, 30), date(2024, 11, 1)]),
        ("11-15/03-15", [date(2023, 11, 15), date(2024, 3, 15)], [date(2023, 11, 14), date(2024, 3, 16)]),
    ],
)
def test_a_season_to_the_day(season: str, inside: list[date], outside: list[date]) -> None:
    condition = InSeason(parse_season(season))
    assert [verdict(condition, on=d) for d in inside] == [BLOCKED, BLOCKED]
    assert [verdict(condition, on=d) for d in outside] == [CLEAR, CLEAR]


# The trip


@pytest.mark.parametrize(
    ("condition", "said", "expected"),
    [
        (Is("direction", ("southbound",)), {"direction": "southbound"}, BLOCKED),
        (Is("direction", ("southbound",)), {"direction": "northbound"}, CLEAR),
        (Is("direction", ("southbound",)), {}, UNKNOWN),
        (Compare("stay_days", "gt", 21), {"stay_days": "21"}, CLEAR),
        (Compare("stay_days", "gt", 21), {"stay_days": "21.5"}, BLOCKED),
        (Compare("stay_days", "gt", 21), {}, UNKNOWN),
        (Is("purpose", ("ordinary",)), {}, BLOCKED),
        (Is("purpose", ("ordinary",)), {"purpose": "repair"}, CLEAR),
        (Is("flag", ("RU",)), {"flag": "RU"}, BLOCKED),
        (Is("class", ("vessel",)), {"class": "frigate"}, BLOCKED),  # a frigate is a warship is a vessel
        (Is("class", ("warship",)), {"class": "fishing"}, CLEAR),
    ],
)
def test_what_the_question_says(condition: Condition, said: dict[str, str], expected: Verdict) -> None:
    assert verdict(condition, said=said) is expected


def test_what_the_question_says_stands_above_claims() -> None:
    lines = ("v beam_m 30 m",)
    assert verdict(Compare("beam_m", "gt", 20), *lines) is BLOCKED
    assert verdict(Compare("beam_m", "gt", 20), *lines, said={"beam_m": "10"}) is CLEAR


def test_an_assumption_that_does_not_matter_is_not_reported() -> None:
    asked = All((Is("kind", ("consignment",)), Is("prior_contract", ("yes",))))
    assert case(forbid("f", asked)).ruling("v").assumed == ()
    assert case(forbid("f", asked)).ruling("c").assumed == ("prior_contract",)


def test_a_profile_has_what_the_law_in_force_asks_and_no_more() -> None:
    old = forbid("g", Compare("length_m", "gt", 100), valid="../2020")
    there = case(forbid("f", Compare("beam_m", "gt", 20)), old, lines=("v beam_m 30 m", "v length_m 150 m"))
    admission = there.admission("v")
    profile = profile_of(there.movers["v"], admission.snapshot, admission.law, Trip())
    assert dict(profile.ranges) == {"beam_m": (30, 30)}
    assert set(profile.codes) == {"flag", "class", "kind"}


# Where it is

RUSSIAN, NORTH_KOREAN = authority("RU", "open"), authority("KP", "open")
THROUGH_RUSSIA = Is("via_country", ("RU",))


@pytest.mark.parametrize("said", [{}, {"via_country": "CN"}, {"via_country": "direct"}, {"via_country": "RU"}])
def test_what_is_in_a_country_travels_through_it(said: dict[str, str]) -> None:
    there = case(forbid("f", THROUGH_RUSSIA, at=["anywhere"]))
    assert there.ruling("c", 0, trip=Trip(said)).verdict is BLOCKED
    assert there.admission("c", trip=Trip(said)).levels[0, 0] == BLOCKED


def test_outside_of_it_the_question_decides() -> None:
    there = case(forbid("f", THROUGH_RUSSIA, at=["anywhere"]))
    ways: list[dict[str, str]] = [{}, {"via_country": "CN"}, {"via_country": "RU"}]
    found = [there.ruling("c", 1, trip=Trip(said)).verdict for said in ways]
    assert found == [CLEAR, CLEAR, BLOCKED]


def test_at_a_place_of_two_countries_it_travels_through_both() -> None:
    direct = forbid("f", Is("via_country", ("direct",)), at=["anywhere"])
    both = (forbid("g", THROUGH_RUSSIA), forbid("h", Is("via_country", ("KP",))))
    there = case(direct, *both, authorities=(RUSSIAN, NORTH_KOREAN))
    assert {r.rule for r in there.ruling("c", 0).reasons} == {"g", "h"}
    assert {r.rule for r in there.ruling("c", 1).reasons} == {"f"}, "on the high seas it goes directly"


def test_it_travels_through_the_country_of_the_day() -> None:
    then = (authority("SU", "open", "../1991-12-25"), authority("RU", "open", "1991-12-26/.."))
    there = case(forbid("f", THROUGH_RUSSIA), authorities=then)
    assert there.ruling("c", on=date(1991, 12, 25)).verdict is CLEAR
    assert there.ruling("c", on=date(1991, 12, 26)).verdict is BLOCKED


def test_the_way_through_a_country_is_no_assumption_there() -> None:
    there = case(forbid("f", Is("via_country", ("KP",)), at=["anywhere"]))
    assert there.ruling("c", 0).assumed == ()
    assert there.ruling("c", 1).assumed == ("via_country",)


def test_a_rule_holds_at_its_places_and_anywhere_at_all() -> None:
    rules = (forbid("here", at=["w"]), require("there", at=["open"]), limit("all", "draught_m", 1, at=["anywhere"]))
    there = case(*rules, lines=("v draught_m 2 m",))
    told = [{r.rule for r in there.ruling("v", link).reasons} for link in (0, 1)]
    assert told == [{"here", "all"}, {"there", "all"}]


def test_a_permit_lifts_only_at_its_places() -> None:
    rules = (forbid("f", at=["anywhere"]), permit("p", ["f"], at=["open"]))
    assert [case(*rules).ruling("v", link).verdict for link in (0, 1)] == [BLOCKED, CLEAR]


def test_goods_are_known_by_what_they_are() -> None:
    assert verdict(Under("hs", ("44",)), mover="c") is BLOCKED
    assert verdict(Is("goods_origin", ("RU",)), mover="c") is BLOCKED
    assert verdict(Under("hs", ("72",)), mover="c") is CLEAR
    assert verdict(Under("hs", ("72",)), mover="v") is UNKNOWN


# The sentence


def sentence(there: Tiny, mover: str = "v", known_on: date | None = None, **said: str) -> str:
    """Return the answer in a sentence."""
    asked = Question("tiny", mover, "", "w", DAY, known_on, said=said)
    snapshot = there.snapshot(known_on=known_on)
    return may(snapshot, there.lawbook, there.movers[mover], asked).sentence


def test_the_answer_in_a_sentence() -> None:
    assert sentence(case()) == "On 1 July 2024 v may pass (Waters)."
    refused = sentence(case(forbid("f")))
    assert refused == "On 1 July 2024 v may not pass (Waters). Waters: f (i, article 1)."
    asked = sentence(case(require("r", day="by day")))
    assert asked.startswith("On 1 July 2024 v may pass on conditions (Waters). ")
    assert "day: by day" in asked
    unclear = sentence(case(forbid("f", WAR)))
    assert "may or may not pass" in unclear
    assert "at_war of turkey" in unclear


def test_the_sentence_tells_what_was_known_and_only_what_decides() -> None:
    told = sentence(case(forbid("f"), require("r", day="by day")), known_on=date(2024, 6, 2))
    assert "as known on 2 June 2024" in told
    assert "by day" not in told


@pytest.mark.parametrize(
    ("mover", "whom"),
    [
        ("v", "a vessel of CN (merchant)"),
        ("ru", "a vessel of Russia"),
        ("c", "a consignment of Russia (coal)"),
        ("stray", "a vessel of unknown flag"),
    ],
)
def test_a_refusal_says_to_whom(mover: str, whom: str) -> None:
    there = case(lines=("w consent none",), authorities=(authority(),))
    (told,) = there.ruling(mover).reasons
    assert told.sentence == f"Waters: Russia has given no consent to {whom}."
    assert told.levers == ("obtain the consent of Russia",)
