"""Published questions about what opened a passage: what is printed of each, and what `unlock` answers."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from thalweg.apps.levers import Lever
from thalweg.apps.unlock import Opening
from thalweg.io.case import load_case
from thalweg.rules.rule import Verdict
from thalweg.study import Study

FOOT_M = 0.3048


@cache
def study(case: str) -> Study:
    """Open a bundled case once."""
    return Study(load_case(case))


def number(case: str, subject: str, attribute: str, on: str, **where: str) -> float:
    """Return the number that the claims come to."""
    value = study(case).facts(subject, attribute, on, where=where).resolved.value
    assert value is not None
    assert value.exact
    return value.low


def ids(opening: Opening) -> set[str]:
    """Return the ids of the levers of a set."""
    return {x.id for x in opening.levers}


def of_mover(case: str, lever: Lever) -> bool:
    """Tell whether a lever changes nothing but the mover and its trip."""
    movers = study(case).case.movers
    return lever.kind in ("mover", "trip") or all(c.subject in movers for c in lever.changes)


# kerch-kopan-03: the mast was shortened: a change of the ship, none of the network.


def test_kopan_is_opened_by_a_change_of_the_ship() -> None:
    answer = study("kerch").unlock("kopan", "azov-sea", "black-sea", "2017-09-07", trip={"port_country": "UA"})
    first = answer.openings[0]
    assert answer.verdict is Verdict.BLOCKED
    assert first.verdict is Verdict.CLEAR
    assert len(first.levers) == 1
    assert of_mover("kerch", first.levers[0])
    assert all(len(o.levers) > 1 for o in answer.openings if not all(of_mover("kerch", x) for x in o.levers))


# bayonne-unlock-02: 151 to 215 ft, which is 65.5 m; up to 18000 TEU.


@pytest.mark.parametrize("mover", ["t-roosevelt", "ship-18000teu"])
def test_raising_opens_newark_up_to_18000_teu(mover: str) -> None:
    answer = study("bayonne").unlock(mover, "ambrose", "port-newark", "2017-05-01")
    first = answer.openings[0]
    assert answer.verdict is Verdict.BLOCKED
    assert ids(first) == {"raise-bayonne-bridge"}
    assert first.verdict is Verdict.CLEAR
    raised = next(c for c in first.levers[0].changes if c.attribute == "vertical_clearance_m")
    before = number("bayonne", "bayonne-bridge", "vertical_clearance_m", "2017-05-01", level="mean high water")
    assert raised.value.low == pytest.approx(65.5, abs=0.05)
    assert (raised.value.low - before) / FOOT_M == pytest.approx(64)


def test_raising_does_not_open_it_beyond_18000_teu() -> None:
    answer = study("bayonne").unlock("ship-18001teu", "ambrose", "port-newark", "2017-05-01")
    assert not [o for o in answer.openings if ids(o) == {"raise-bayonne-bridge"}]


# albert-path-01: 19 bridges left in November 2020, 2 in August 2023; only the last one opens the path.


@pytest.mark.parametrize(("on", "left"), [("2020-11-15", 19), ("2023-08-20", 2)])
def test_the_last_bridges_open_the_albert_canal(on: str, left: int) -> None:
    answer = study("albert-canal").unlock("barge-4-layers", "antwerp", "kanne", on)
    assert answer.verdict is Verdict.BLOCKED
    assert ids(answer.openings[0]) == {"raise-last-bridges"}
    assert answer.openings[0].verdict is Verdict.CLEAR
    assert number("albert-canal", "albert-bridges", "count", on, part="left") == left


def test_nothing_is_left_to_raise_in_2024() -> None:
    answer = study("albert-canal").unlock("barge-4-layers", "antwerp", "kanne", "2024-02-05")
    assert (answer.verdict, answer.openings) == (Verdict.CLEAR, ())


# tampa-unlock-01: a port seaward of the bridge for at most 647 million; then 965 ft bind.


def test_the_new_port_is_the_cheapest_option() -> None:
    sets = [
        o
        for berth in ("tampa-cruise-terminals", "new-cruise-port")
        for o in study("tampa").unlock("mega-236ft", "gulf", berth, "2014-07-27", by="cost").openings
    ]
    priced = [o for o in sets if not o.unpriced]
    cheapest = min(priced, key=lambda o: o.cost_usd)
    assert len(priced) > 1
    assert ids(cheapest) == {"new-port"}
    assert cheapest.cost_usd == 647e6


def test_965_ft_bind_next() -> None:
    answer = study("tampa").unlock("mega-1000ft", "gulf", "tampa-cruise-terminals", "2014-07-27", by="cost", count=9)
    assert any("new-bridge" in ids(o) for o in answer.openings)
    second = {c for x in answer.vetoes for c in x.changes}
    assert {(c.subject, c.attribute) for c in second} == {("sparkman-channel", "max_length_m")}
    assert {c.value.low for c in second} == {304.8}
    assert number("tampa", "sparkman-channel", "max_length_m", "2014-07-27") / FOOT_M == pytest.approx(965)


# kiel-dream-05: funnel and masts are lowered: a change of the ship.


@pytest.mark.parametrize(
    ("mover", "origin", "on"),
    [("norwegian-dream", "brunsbuettel", "2006-05-12"), ("gorch-fock", "kiel-holtenau", "2010-01-04")],
)
def test_too_high_ships_lower_what_they_can(mover: str, origin: str, on: str) -> None:
    answer = study("kiel").unlock(mover, origin, "rendsburg", on, target="clear")
    first = answer.openings[0]
    assert answer.verdict is Verdict.CONDITIONAL
    assert first.verdict is Verdict.CLEAR
    assert all(of_mover("kiel", x) for x in first.levers)
    assert first.pulled.meets == {"lowered", "height_notice"}


# mekong-improve-01: months and tonnes are claims; that a ship of 300 t passes in the dry season of 2004 is not known.


def test_the_works_on_the_mekong_decide_about_300_t_in_the_dry_season() -> None:
    answer = study("mekong").unlock("cn-ship-300", "guanlei", "below-houayxay", "2004-12-01")
    assert answer.verdict is Verdict.UNKNOWN
    assert ids(answer.openings[0]) == {"clear-rapids"}
    assert answer.openings[0].holders == ("CN", "LA", "MM", "TH")


# bystre-01: 6.3 m passes after the dredging, 6.8 m does not, as 6.5 m are admitted below km 77.


def test_dredging_opens_the_bystre_to_six_metres_three() -> None:
    answer = study("danube").unlock("izmail-63", "izmail", "bystre-sea", "2022-08-01", trust="weak")
    assert answer.verdict is Verdict.BLOCKED
    assert {"dredge-bystre"} in [ids(o) for o in answer.openings]


def test_dredging_alone_does_not_open_it_to_six_metres_eight() -> None:
    answer = study("danube").unlock("izmail-68", "izmail", "bystre-sea", "2022-08-01", trust="weak", count=9)
    assert answer.openings
    assert {"dredge-bystre"} not in [ids(o) for o in answer.openings]


def test_after_the_dredging_she_lightens_to_what_the_lower_section_admits() -> None:
    answer = study("danube").unlock("izmail-68", "izmail", "bystre-sea", "2023-03-01", trust="weak")
    assert [dict(x.said) for x in answer.openings[0].levers] == [{"draught_m": "6.5"}]


# panama-old-new-06: the third set of locks opened the canal to both.


@pytest.mark.parametrize("mover", ["mol-benefactor", "maran-gas-apollonia"])
def test_the_third_locks_open_the_canal(mover: str) -> None:
    answer = study("panama").unlock(mover, "caribbean", "miraflores-lake", "2016-06-01", trust="weak")
    assert answer.verdict is Verdict.BLOCKED
    assert ids(answer.openings[0]) == {"third-locks"}
    assert answer.openings[0].path == ("agua-clara-locks", "cocoli-locks")
    now = study("panama").unlock(mover, "caribbean", "miraflores-lake", "2016-07-25", trust="weak")
    assert (now.verdict, now.openings) == (Verdict.CLEAR, ())


# The day of each change, found by waiting.


@pytest.mark.parametrize(
    ("case", "mover", "way", "on", "opened"),
    [
        ("bayonne", "t-roosevelt", ("ambrose", "port-newark"), "2017-05-01", date(2017, 6, 8)),
        ("albert-canal", "barge-4-layers", ("antwerp", "kanne"), "2023-08-20", date(2024, 2, 5)),
        ("danube", "izmail-63", ("izmail", "bystre-sea"), "2022-08-01", date(2023, 2, 16)),
        ("danube", "izmail-68", ("izmail", "bystre-sea"), "2022-08-01", None),
        ("panama", "mol-benefactor", ("caribbean", "miraflores-lake"), "2016-06-01", date(2016, 6, 26)),
    ],
)
def test_who_waits_passes_on_the_day_of_the_change(
    case: str, mover: str, way: tuple[str, str], on: str, opened: date | None
) -> None:
    answer = study(case).unlock(mover, *way, on, trust="weak", count=1, wait=1)
    assert answer.opens_on == opened
