"""Published questions of fit and change on canals, straits and rivers: every figure of their answers.

The tests of the cases ask the same by id; here the figures that an answer consists of are compared:
who passes, on which day, what binds and by how much, and on whose side the change is.
"""

from __future__ import annotations

import re
from functools import cache

import pytest

from thalweg.casetests import run_test
from thalweg.io.case import bundled, load_case
from thalweg.rules.rule import Reason
from thalweg.study import Study
from thalweg.tables.evidence import Facts
from thalweg.tables.law import May

HOME = {
    "rhine-kaub-01": "rhine", "rhine-shares-03": "rhine", "bystre-01": "danube", "giurgiulesti-01": "danube",
    "panama-old-new-06": "panama", "panama-evermax-01": "panama", "panama-airdraught-04": "panama",
    "mekong-improve-01": "mekong", "kerch-avgship-01": "kerch", "kerch-kopan-03": "kerch", "suez-rules-01": "suez",
    "kiel-table-01": "kiel", "seaway-dims-01": "st-lawrence-seaway", "saimaa-fit-01": "saimaa",
    "corinth-table-01": "corinth", "bosphorus-scarabeo-01": "turkish-straits",
}  # fmt: skip
"""The case that answers each question."""
FOOT_M = 0.3048


@cache
def study(case: str) -> Study:
    """Open a bundled case once."""
    return Study(load_case(case))


def may(case: str, mover: str, at: str, on: str, **said: object) -> May:
    """Ask the law of one place; `said` is what is said of the trip."""
    return study(case).may(mover, at, on, trip={k: str(v) for k, v in said.items()})


def binding(answer: May) -> set[str]:
    """Return the rules that refuse."""
    return {r.rule for r in answer.ruling.reasons if str(r.verdict) == "blocked"}


def tokens(answer: May) -> set[str]:
    """Return what is required."""
    return {q.token for q in answer.ruling.requirements}


def reason(answer: May, rule: str) -> Reason:
    """Return the reason of one rule."""
    return next(r for r in answer.ruling.reasons if r.rule == rule)


def excess(of: Reason) -> float:
    """Return by how much the need goes beyond what is there, as the sentence says it."""
    found = re.search(r"([\d.,]+) \S+ too much", of.sentence)
    assert found is not None, of.sentence
    return float(found[1].replace(",", ""))


def facts(case: str, subject: str, attribute: str, on: str, **where: str) -> Facts:
    """Ask for one property on a day."""
    return study(case).facts(subject, attribute, on, where=where)


def number(case: str, subject: str, attribute: str, on: str, **where: str) -> float:
    """Return the number that the claims come to."""
    value = facts(case, subject, attribute, on, **where).resolved.value
    assert value is not None
    assert value.exact
    return value.low


@pytest.mark.parametrize("question", sorted(HOME))
def test_the_case_answers_under_the_id_of_the_question(question: str) -> None:
    tests = [t for t in study(HOME[question]).case.tests if re.fullmatch(rf"{question}(-.*)?", t.id)]
    assert tests
    assert not {t.id: o.told for t in tests if not (o := run_test(study(HOME[question]), t)).passed}


def test_no_other_case_answers_it() -> None:
    for question, home in HOME.items():
        homes = {c for c in bundled() if any(re.fullmatch(rf"{question}(-.*)?", t.id) for t in study(c).case.tests)}
        assert homes == {home}, question


# The Rhine at Kaub


def test_rhine_kaub_01() -> None:
    depth = study("rhine").check("probe-125", "lorch", "st-goar", "2022-08-16").reasons[0].have
    assert depth.low == pytest.approx(1.44, abs=0.01)
    assert depth.high == pytest.approx(1.44, abs=0.01)
    assert number("rhine", "kaub-fairway", "channel_depth_m", "2022-08-16") == pytest.approx(1.44, abs=0.01)
    share = number("rhine", "barge-2100", "load_share_percent", "2022-08-16", level="Kaub 0.32 m")
    assert share == pytest.approx(25, abs=5)


@pytest.mark.parametrize(
    ("on", "metres"),
    [
        ("2017-06-26", 2.52), ("2018-10-16", 1.54), ("2018-10-22", 1.37), ("2020-09-03", 3.51), ("2022-08-12", 1.54),
        ("2022-08-15", 1.43), ("2022-08-16", 1.44), ("2022-08-18", 1.46),
    ],
)  # fmt: skip
def test_the_depth_at_kaub_is_what_the_authority_told(on: str, metres: float) -> None:
    told = number("rhine", "kaub-fairway", "channel_depth_m", on)
    there = study("rhine").check("tanker-135", "lorch", "st-goar", on, trip={"draught_m": "9"}).reasons
    reckoned = next(r for r in there if r.rule == "fit.draught").have
    assert told == pytest.approx(metres)
    assert reckoned.low == reckoned.high == pytest.approx(told, abs=0.01)


def test_rhine_shares_03() -> None:
    table = {"0.60": 20, "0.55": 18, "0.50": 16, "0.45": 14, "0.40": 12}
    for level, share in table.items():
        asked = number("rhine", "container-fleet", "load_share_percent", "2015-11-12", level=f"Kaub {level} m")
        assert asked == share
    assert number("rhine", "kaub", "datum_level_m", "2015-11-12", datum="duty-to-carry") == pytest.approx(0.80)


@pytest.mark.parametrize(
    ("cm", "percent"), [("075", 25), ("060", 20), ("055", 18), ("050", 16), ("045", 14), ("040", 12)]
)
def test_the_load_of_a_container_vessel_is_that_of_the_operator(cm: str, percent: float) -> None:
    day = study("rhine").load("container-110", "lorch", "st-goar", "2015-11-12", scenario=f"kaub-{cm}").days[0]
    assert day.best is not None
    assert day.best.share_percent == pytest.approx(percent, abs=0.6)
    assert {r.at for r in day.binding} == {"rhine-lorch-st-goar"}


def test_the_authority_gave_a_barge_a_quarter_where_18_to_22_percent_are_reckoned() -> None:
    day = study("rhine").load("barge-2100", "lorch", "st-goar", "2022-08-16").days[0]
    assert day.best is not None
    assert day.perhaps is not None
    assert day.best.share_percent == pytest.approx(18, abs=0.6)
    assert day.perhaps.share_percent == pytest.approx(25, abs=5)


# The Bystre mouth


@pytest.mark.parametrize(
    ("on", "shallow", "deep"), [("2022-08-01", "blocked", "blocked"), ("2023-03-01", "clear", "blocked")]
)
def test_bystre_01(on: str, shallow: str, deep: str) -> None:
    for mover, verdict in (("izmail-63", shallow), ("izmail-68", deep)):
        sections = [may("danube", mover, at, on) for at in ("danube-bystre", "danube-chilia")]
        assert str(max(s.verdict for s in sections)) == verdict
        way = study("danube").check(mover, "izmail", "bystre-sea", on, trust="weak")
        assert str(way.verdict) == verdict
        assert [s.link for s in way.path] == ["chilia-77-izmail", "bystre-lower"]


def test_bystre_01_binds_below_km_77_and_is_quarrelled_about() -> None:
    way = study("danube").check("izmail-68", "izmail", "bystre-sea", "2023-03-01", trust="weak")
    assert {r.at for r in way.reasons if r.rule == "izmail-draught"} == {"danube-bystre"}
    assert not [r for r in way.reasons if r.rule == "izmail-draught-upper"]
    said = {str(c.value.code) for c in facts("danube", "bystre-works", "assessment", "2023-03-01").claims_for}
    assert any("consent" in s and "Romania" in s for s in said)
    assert any("maintenance" in s and "Ukraine" in s for s in said)


def test_giurgiulesti_01() -> None:
    assert str(may("danube", "coaster-68", "danube-moldova", "2022-07-01").verdict) == "clear"
    assert binding(may("danube", "coaster-75", "danube-moldova", "2022-07-01")) == {"port-draught"}
    for train in ("train-1520", "train-1435"):
        assert str(study("danube").check(train, "cahul", "giurgiulesti", "2022-07-01").verdict) == "clear"
    told = facts("danube", "moldova-danube-bank", "length_km", "2022-07-01")
    stated = {c.value.low for c in (*told.claims_for, *told.claims_against)}
    for metres in (450, 460, 480):
        assert any(s == pytest.approx(metres / 1000, abs=0.0005) for s in stated)


# Panama


@pytest.mark.parametrize("mover", ["mol-benefactor", "maran-gas-apollonia"])
def test_panama_old_new_06(mover: str) -> None:
    asked = study("panama")
    for on, verdict in (("2016-06-01", "blocked"), ("2016-07-25", "clear")):
        way = asked.check(mover, "caribbean", "miraflores-lake", on, trust="weak")
        assert str(way.verdict) == verdict
    assert "pan-old-size" in binding(may("panama", mover, "panama-panamax-locks", "2016-06-01"))
    assert "pan-old-size" in binding(may("panama", mover, "panama-panamax-locks", "2016-07-25"))
    opened = asked.check(mover, "caribbean", "miraflores-lake", "2016-06-01", scenario="new-locks-early", trust="weak")
    assert str(opened.verdict) == "clear"
    assert [s.link for s in opened.path] == ["agua-clara-locks", "cocoli-locks"]


def test_panama_evermax_01() -> None:
    day = "2023-08-01"
    arrived = may("panama", "ever-max-arrived", "panama-neopanamax-locks", day)
    assert binding(arrived) == {"pan-neo-draught"}
    assert str(may("panama", "ever-max-lightened", "panama-neopanamax-locks", day).verdict) == "clear"
    assert number("panama", "ever-max-boxes", "cargo_teu", day) == 1400
    assert number("panama", "ever-max-lightened", "cargo_teu", day) == 13345
    assert number("panama", "ever-max-lightened", "draught_m", day) / FOOT_M == pytest.approx(43)
    assert number("panama", "panama-neopanamax-locks", "permitted_draught_m", day) / FOOT_M == pytest.approx(44)


def test_panama_airdraught_04() -> None:
    asked = {m: may("panama", f"ship-air-{m}", "balboa-reach-waters", "2020-06-01") for m in (57, 60, 63)}
    assert {m: str(a.verdict) for m, a in asked.items()} == {57: "clear", 60: "conditional", 63: "blocked"}
    assert tokens(asked[60]) == {"low_tide", "approval"}


# The upper Mekong


def test_mekong_improve_01() -> None:
    part = "months of navigation in a year"
    assert number("mekong", "upper-mekong", "count", "2004-05-09", part=part) == 6
    assert number("mekong", "upper-mekong", "count", "2004-05-10", part=part) == 11
    assert number("mekong", "mekong-mm-la", "largest_vessel_t", "2004-07-01", level="flood season") == 300
    assert number("mekong", "mekong-mm-la", "largest_vessel_t", "2004-07-01", level="all year") == 100
    dry = facts("mekong", "mekong-mm-la", "largest_vessel_t", "2004-12-01", level="dry season")
    assert dry.resolved.status == "unknown"


# Kerch


def test_kerch_avgship_01() -> None:
    answer = may("kerch", "average-azov-ship", "kerch-strait", "2017-06-01", port_country="UA")
    assert str(answer.verdict) == "blocked"
    assert binding(answer) == {"kb-length", "kb-draught"}
    assert excess(reason(answer, "kb-length")) == pytest.approx(15)
    assert excess(reason(answer, "kb-draught")) == pytest.approx(1.6)


def test_kerch_kopan_03_is_opened_by_a_change_of_the_ship() -> None:
    day = "2017-09-07"
    assert binding(may("kerch", "kopan", "kerch-strait", day, port_country="UA")) == {"kb-air"}
    shorter = may("kerch", "kopan", "kerch-strait", day, port_country="UA", air_draught_m=33)
    assert str(shorter.verdict) == "clear"
    assert str(may("kerch", "kopan-shortened", "kerch-strait", day, port_country="UA").verdict) == "clear"


# Suez, Kiel, Seaway, Saimaa, Corinth


def test_suez_rules_01() -> None:
    at, day, usual = "suez-canal-waters", "2020-06-01", {"loaded": "yes", "first_passage": "no"}
    given = may("suez", "ever-given", at, day, **usual)
    assert (str(given.verdict), tokens(given)) == ("clear", set())
    assert binding(may("suez", "crane-65m", at, day, **usual, wind_kn=12)) == {"suez-wind"}
    assert str(may("suez", "crane-65m", at, day, **usual, wind_kn=10).verdict) == "clear"
    long = may("suez", "ship-403m", at, day, **usual)
    assert (str(long.verdict), tokens(long)) == ("conditional", {"special_arrangement"})
    first = may("suez", "tanker-55ft", at, day, loaded="yes", first_passage="yes")
    assert (str(first.verdict), tokens(first)) == ("conditional", {"sea_trial"})


def test_kiel_table_01() -> None:
    asked = {m: may("kiel", f"ship-{m}", "kiel-canal-waters", "2019-06-01") for m in "abcd"}
    assert str(asked["a"].verdict) == "clear"
    assert (binding(asked["b"]), tokens(asked["b"])) == (set(), {"height_notice"})
    assert binding(asked["c"]) == {"kiel-draught-largest"}
    assert binding(asked["d"]) == {"kiel-height"}


def test_seaway_dims_01() -> None:
    where = ("montreal-lake-ontario", "1999-07-01")
    asked = {m: may("st-lawrence-seaway", m, *where) for m in ("ship-222", "ship-225", "ship-tall", "kayak")}
    assert [str(a.verdict) for a in asked.values()] == ["clear", "conditional", "blocked", "blocked"]
    assert tokens(asked["ship-225"]) == {"application"}


def test_saimaa_fit_01() -> None:
    asked = {m: may("saimaa", f"ship-{m}", "saimaa-leased", "2015-07-01") for m in ("825", "88", "tall")}
    assert str(asked["825"].verdict) == "clear"
    assert binding(asked["88"]) == {"size"}
    assert "length" in reason(asked["88"], "size").sentence.lower()
    assert binding(asked["tall"]) == {"mast"}


def test_corinth_table_01() -> None:
    asked = {m: may("corinth", f"ship-{m}", "corinth-canal-waters", "2019-06-01") for m in "abcd"}
    assert [str(asked[m].verdict) for m in "ac"] == ["clear", "clear"]
    assert binding(asked["b"]) == {"corinth-table"}
    assert binding(asked["d"]) == {"corinth-height"}


# The rig


def test_bosphorus_scarabeo_01() -> None:
    at, day = "istanbul-strait", "2019-08-29"
    assert binding(may("turkish-straits", "scarabeo-9", at, day)) == {"ts-height"}
    assert binding(may("turkish-straits", "scarabeo-9-lowered", at, day)) == {"ts-height"}, "58 m itself is refused"
    lower = may("turkish-straits", "scarabeo-9", at, day, air_draught_m=57.99, draught_m=9)
    assert (str(lower.verdict), tokens(lower)) == ("conditional", {"tug"})
    assert number("turkish-straits", "bosphorus", "count", day, part="hours closed for the rig") == 7
    assert number("turkish-straits", "scarabeo-9", "air_draught_lowered_m", day) == 58
