"""Published questions of fit, route and change at five places: every figure of their answers.

The tests of the cases ask the same by id; here the figures that an answer consists of are compared:
who passes, on which day, what binds, which places are reached, and what follows by arithmetic.
"""

from __future__ import annotations

from functools import cache

import pytest

from thalweg.casetests import run_test
from thalweg.io.case import load_case
from thalweg.study import Study

HOME = {
    "volgadon-rsd44-02": "volga-don", "lakes-captive-03": "great-lakes", "albert-path-01": "albert-canal",
    "rasuwagadhi-bridge-04": "rasuwagadhi", "gauge-talgo-01": "brest", "kiel-skagen-04": "kiel",
    "kiel-dream-05": "kiel",
}  # fmt: skip
"""The case that answers each question."""
MIN_PER_H = 60
CM_PER_M = 100


@cache
def study(case: str) -> Study:
    """Open a bundled case once."""
    return Study(load_case(case))


def known(case: str, subject: str, attribute: str, on: str, **where: str) -> float:
    """Return the value of a property on a day, which must be one."""
    value = study(case).facts(subject, attribute, on, where=where).as_dict()["value"]
    assert isinstance(value, int | float), (subject, attribute, on, where)
    return float(value)


def verdict(case: str, mover: str, origin: str, destination: str, on: str, **terms: object) -> str:
    """Return the verdict of a passage."""
    return str(study(case).check(mover, origin, destination, on, **terms).verdict)  # type: ignore[arg-type]


def binding(case: str, mover: str, origin: str, destination: str, on: str) -> set[str]:
    """Return the rules that refuse a passage."""
    answer = study(case).check(mover, origin, destination, on)
    return {r.rule for r in answer.reasons if str(r.verdict) == "blocked"}


@pytest.mark.parametrize("question", HOME)
def test_a_published_question_is_answered_under_its_id(question: str) -> None:
    own = study(HOME[question])
    entries = [t for t in own.case.tests if t.id.startswith(f"{question}-")]
    assert entries, f"no test of {own.case.name} is named {question}"
    assert {t.id: told.told for t in entries if not (told := run_test(own, t)).passed} == {}


def test_volgadon_a_low_ship_passes_the_bridge_of_rostov() -> None:
    """Height 5.4 m; 3,680 t at 2.80 m, 5,543 t at 3.60 m; 23.3 t for each centimetre between."""
    assert verdict("volga-don", "rsd44", "rostov", "azov-sea", "2012-06-05") == "clear"
    assert known("volga-don", "rsd44", "air_draught_m", "2010-02-24") == 5.4
    shallow = known("volga-don", "kapitan-yurov", "deadweight_t", "2012-09-12", draught="2.80")
    deep = known("volga-don", "kapitan-yurov", "deadweight_t", "2012-09-12", draught="3.60")
    assert (shallow, deep) == (3680, 5543)
    assert (deep - shallow) / ((3.60 - 2.80) * CM_PER_M) == pytest.approx(23.3, abs=0.05)


def test_lakes_a_thousand_footer_is_captive() -> None:
    """Superior, Michigan, Huron and Erie; not Ontario, not the ocean; the Welland Canal binds."""
    reach = study("great-lakes").access("lake-superior", "all", "2013-07-01", mover="paul-r-tregurtha")
    rows = reach.to_frame()
    clear = set(rows.loc[rows["verdict"] == "clear", "destination"])
    lakes = {"lake-superior", "lake-michigan", "lake-huron", "lake-erie"}
    assert clear & (lakes | {"lake-ontario", "ocean"}) == lakes
    rules = binding("great-lakes", "paul-r-tregurtha", "port-colborne", "lake-ontario", "2013-07-01")
    assert rules == {"fit.length", "fit.beam", "fit.width", "section-3-size"}


def test_albert_bridges_left_and_the_path_of_four_layers() -> None:
    """19 left in November 2020 and 2 in August 2023; the full path only when the last bridge is done."""
    for day, left in (("2020-11-15", 19), ("2023-08-20", 2)):
        whole = known("albert-canal", "albert-bridges", "count", day, part="all")
        assert whole - known("albert-canal", "albert-bridges", "count", day, part="raised") == left
        assert known("albert-canal", "albert-bridges", "count", day, part="left") == left
        assert verdict("albert-canal", "barge-4-layers", "antwerp", "kanne", day) == "blocked"
        assert verdict("albert-canal", "barge-3-layers", "antwerp", "kanne", day) == "clear"
    assert known("albert-canal", "albert-bridges", "count", "2020-11-15", part="in works") == 14
    assert verdict("albert-canal", "barge-4-layers", "antwerp", "kanne", "2024-02-07") == "clear"


@pytest.mark.parametrize(
    ("day", "light", "heavy"), [("2025-09-01", "blocked", "blocked"), ("2026-01-05", "clear", "blocked")]
)
def test_rasuwagadhi_trucks_on_two_days(day: str, light: str, heavy: str) -> None:
    """Neither on 1 September 2025; 40 t, in turns, but not 60 t on 5 January 2026."""
    found = [verdict("rasuwagadhi", f"truck-{t}t", "timure", "kerung", day, meets=["alternating"]) for t in (40, 60)]
    assert found == [light, heavy]


def test_rasuwagadhi_what_binds() -> None:
    assert binding("rasuwagadhi", "truck-40t", "timure", "kerung", "2025-09-01") == {"fit.status"}
    assert binding("rasuwagadhi", "truck-60t", "timure", "kerung", "2026-01-05") == {"fit.gross_weight"}


def test_gauge_what_the_strizh_saves_and_what_of_it_is_the_change() -> None:
    """275 minutes from Moscow to Berlin, 100 of them at Brest."""
    classic = known("brest", "moscow-berlin-classic", "journey_h", "2016-11-08")
    strizh = known("brest", "moscow-berlin-strizh", "journey_h", "2016-12-17")
    saved = (classic - strizh) * MIN_PER_H
    assert saved == pytest.approx(275)
    assert saved == pytest.approx(known("brest", "strizh-saving", "journey_h", "2016-12-17") * MIN_PER_H)
    times = [
        known("brest", "brest-gauge-change", "gauge_change_min", "2016-12-17", method=m)
        for m in ("bogie_exchange", "automatic")
    ]
    assert times == [120, 20]
    assert times[0] - times[1] == 100
    for train in ("classic-train", "strizh"):
        assert verdict("brest", train, "moscow", "berlin", "2016-12-17") == "clear"


def test_kiel_ships_found_too_high() -> None:
    """38 in three years, 18 of them let on, 3 turned away; about 460 km more round Skagen."""
    parts = {"stopped": 38, "up to 20 cm over and let on": 18, "turned away": 3}
    for part, count in parts.items():
        assert known("kiel", "kiel-height-checks", "count", "2025-03-01", part=part) == count
    canal = known("kiel", "kiel-canal-limits", "length_km", "2025-04-18")
    assert known("kiel", "skagen-way", "length_km", "2025-04-18") - canal == pytest.approx(460, abs=1)
    assert known("kiel", "skagen-detour", "sea_distance_km", "2025-04-18") == pytest.approx(460, rel=0.03)
    away = study("kiel").check("ship-d", "brunsbuettel", "kiel-holtenau", "2025-04-18")
    assert (str(away.verdict), [s.link for s in away.path]) == ("clear", ["skagen-way"])


def test_kiel_a_mast_is_lowered_and_the_canal_stays_as_it_is() -> None:
    """The two ships pass by a change of their own: with nothing lowered they do not."""
    for ship, day in (("norwegian-dream", "2006-05-12"), ("gorch-fock", "2010-01-04")):
        way = (ship, "brunsbuettel", "rendsburg", day)
        assert verdict("kiel", *way, meets=["height_notice", "lowered"]) == "clear"
        assert verdict("kiel", *way, meets=["height_notice"]) == "conditional"
        assert verdict("kiel", *way, meets=["height_notice", "lowered"], scenario="nothing-lowered") == "blocked"
