"""Published questions of physical fit at five places: what is printed of each, and what the case answers.

The figures below are those of the published answers; the tests of the cases carry the same ids.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from thalweg.casetests import run_test
from thalweg.io.case import load_case
from thalweg.rules.rule import Verdict
from thalweg.study import Study

QUESTIONS = {
    "kohlbrand-01": "hamburg",
    "yangtze-nanjing-01": "yangtze",
    "baltic-route-03": "baltic-entrances",
    "greatbelt-oasis-01": "baltic-entrances",
    "bayonne-unlock-02": "bayonne",
    "tampa-unlock-01": "tampa",
}
FOOT_M = 0.3048


@cache
def study(case: str) -> Study:
    return Study(load_case(case))


def known(case: str, subject: str, attribute: str, on: str, **where: str) -> tuple[float, float]:
    """Return the range of a property on a day."""
    data = study(case).facts(subject, attribute, on, where=where).as_dict()
    return float(data["low"]), float(data["high"])


@pytest.mark.parametrize(("question", "case"), QUESTIONS.items())
def test_the_tests_of_the_case_carry_the_id(question: str, case: str) -> None:
    tests = [t for t in study(case).case.tests if t.id.startswith(f"{question}-")]
    assert tests
    assert not {t.id: o.told for t in tests if not (o := run_test(study(case), t)).passed}


# kohlbrand-01: air draught 58.5 m; never under the present bridge; the one of 73.5 m opens it.


def test_the_air_draught_is_what_stands_out_of_the_water() -> None:
    answer = study("hamburg").check("mckinney-moller", "elbe-mouth", "altenwerder", "2014-09-20", meets=["tide_window"])
    reason = next(r for r in answer.reasons if r.rule == "fit.air_draught")
    assert reason.need.low == pytest.approx(58.5)
    assert reason.need.high == pytest.approx(58.5)


@pytest.mark.parametrize("month", range(1, 13))
def test_never_under_the_present_bridge(month: int) -> None:
    day = date(2014, month, 1)
    answer = study("hamburg").check("mckinney-moller", "elbe-mouth", "altenwerder", day, meets=["tide_window"])
    assert answer.verdict is Verdict.BLOCKED
    assert {r.rule for r in answer.binding} == {"fit.air_draught"}


@pytest.mark.parametrize("scenario", ["new-bridge", "new-bridge-high-water"])
def test_the_higher_bridge_opens_it(scenario: str) -> None:
    answer = study("hamburg").check(
        "mckinney-moller", "elbe-mouth", "altenwerder", "2014-09-20", scenario=scenario, meets=["tide_window"]
    )
    assert answer.verdict is Verdict.CLEAR


# yangtze-nanjing-01: by tonnes of the ship, asked as what operators hold.


@pytest.mark.parametrize(
    ("tonnes", "answer"),
    [(3000, Verdict.CLEAR), (5000, Verdict.CONDITIONAL), (10000, Verdict.BLOCKED)],
)
def test_tonnage_under_the_nanjing_bridge(tonnes: int, answer: Verdict) -> None:
    assert study("yangtze").may(f"ship-{tonnes}t", "nanjing-reach", "2007-04-30").verdict is answer


def test_the_whole_way_is_open_to_none_of_them_for_sure() -> None:
    """No text gives a height of the three classes; what the practice refuses stays refused."""
    found = {
        t: study("yangtze").check(f"ship-{t}t", "nanjing", "nanjing-upper", "2007-04-30").verdict
        for t in (3000, 5000, 10000)
    }
    assert found == {3000: Verdict.UNKNOWN, 5000: Verdict.UNKNOWN, 10000: Verdict.BLOCKED}


# baltic-route-03: which entrances are open, with 1 m under the keel in the Sound.


@pytest.mark.parametrize(
    ("mover", "entrances"),
    [
        ("type-a", {"drogden", "great-belt"}),
        ("type-b", {"great-belt"}),
        ("type-c", {"drogden"}),
        ("type-d", set()),
    ],
)
def test_open_entrances_of_the_baltic(mover: str, entrances: set[str]) -> None:
    found = {
        place
        for place, origin in (
            ("drogden", "skagen"),
            ("flint", "skagen"),
            ("great-belt", "skagen"),
            ("rendsburg", "german-bight"),
        )
        if study("baltic-entrances").check(mover, origin, place, "2024-06-01", scenario="one-metre").verdict
        <= Verdict.CONDITIONAL
    }
    assert found == entrances


# greatbelt-oasis-01: 72 m against 65 m; funnels lowered; squat 0.3 m at 20 knots; gap under 0.6 m.


def test_oasis_passes_with_lowered_funnels_only() -> None:
    baltic = study("baltic-entrances")
    lowered = baltic.check("oasis", "turku", "skagen", "2009-11-01")
    assert lowered.verdict is Verdict.CONDITIONAL
    assert [q.token for q in lowered.requirements] == ["lowered"]
    up = baltic.check("oasis", "turku", "skagen", "2009-11-01", trip={"air_draught_lowered_m": "72"})
    reason = next(r for r in up.binding if r.at == "east-bridge")
    assert up.verdict is Verdict.BLOCKED
    assert (reason.need.low, reason.have.low) == (72, 65)


def test_squat_speed_and_gap_of_oasis() -> None:
    assert known("baltic-entrances", "oasis", "squat_m", "2009-11-01") == (0.3, 0.3)
    gap = study("baltic-entrances").facts("oasis", "air_gap_m", "2009-11-01").as_dict()
    assert gap["high"] == pytest.approx(0.6, abs=1e-5)
    assert study("baltic-entrances").facts("oasis", "speed_kn", "2009-11-01").as_dict()["value"] == 20


# bayonne-unlock-02: 151 to 215 ft is 64 ft; 65.5 m; up to 18000 TEU; first passage on 7 September 2017.


def test_the_raising_of_the_bayonne_bridge_in_numbers() -> None:
    before = known("bayonne", "bayonne-bridge", "vertical_clearance_m", "2017-05-01", level="mean high water")
    after = known("bayonne", "bayonne-bridge", "vertical_clearance_m", "2017-09-07", level="mean high water")
    assert after[0] == after[1] == pytest.approx(65.5, abs=0.05)
    assert (after[0] - before[0]) / FOOT_M == pytest.approx(64)


def test_the_largest_ship_after_the_raising() -> None:
    verdicts = [
        study("bayonne").may(f"ship-{teu}teu", "kill-van-kull-waters", "2017-09-07").verdict for teu in (18000, 18001)
    ]
    assert verdicts == [Verdict.CLEAR, Verdict.BLOCKED]


def test_the_roosevelt_before_and_after() -> None:
    found = {
        day: study("bayonne").check("t-roosevelt", "ambrose", "port-newark", day).verdict
        for day in ("2017-05-01", "2017-08-22", "2017-09-07")
    }
    assert found == {"2017-05-01": Verdict.BLOCKED, "2017-08-22": Verdict.CLEAR, "2017-09-07": Verdict.CLEAR}
    events = study("bayonne").facts("bayonne-bridge", "event", "2017-09-07").as_dict()
    assert "first time" in str(events["value"])


# tampa-unlock-01: the new port is the cheapest; 965 ft would bind next.

OPTIONS = {"new-port": "new-port", "new-bridge": "new-skyway"}
"""Each option's scenario, and the subject of its costs."""


def test_the_cheapest_option_that_lets_the_ship_serve_tampa_bay() -> None:
    tampa, berths = study("tampa"), ("tampa-cruise-terminals", "new-cruise-port")
    opened = {
        scenario: float(tampa.facts(subject, "cost_usd", "2014-07-27").as_dict()["value"])
        for scenario, subject in OPTIONS.items()
        if any(
            tampa.check("mega-236ft", "gulf", b, "2014-07-27", scenario=scenario).verdict is Verdict.CLEAR
            for b in berths
        )
    }
    assert set(opened) == set(OPTIONS)
    assert min(opened, key=opened.__getitem__) == "new-port"
    assert opened["new-port"] == 647e6


def test_the_second_limit_of_tampa() -> None:
    answer = study("tampa").check("mega-1000ft", "gulf", "tampa-cruise-terminals", "2014-07-27", scenario="new-bridge")
    assert answer.verdict is Verdict.BLOCKED
    assert [(r.rule, r.at) for r in answer.binding] == [("fit.length", "sparkman-channel")]
    assert answer.binding[0].have.high == pytest.approx(965 * FOOT_M)
