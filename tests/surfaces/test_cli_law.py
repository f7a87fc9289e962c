"""The command line on law: may, rules and what changed, a manifest screened, alliances, headings."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import thalweg
from tests.surfaces.conftest import Ask, Run

COAL = ("dprk-sanctions", "--mover", "coal-ru-via-rajin", "--at", "dprk-rajin-port", "--on", "2018-01-01")
TERMS = "committee_notice,only_from_rajin,no_revenue"
SUBMARINE = ("turkish-straits", "--mover", "rostov-on-don", "--at", "turkish-straits", "--on", "2020-06-23")

# may


def test_may_as_json_has_the_promised_shape(ask: Ask) -> None:
    data = ask("may", *SUBMARINE, "--with", "direction=southbound", "--purpose", "patrol")
    asked = data["question"]
    assert {k: asked[k] for k in ("case", "mover", "at", "on", "purpose", "trip", "meets", "orders")} == {
        "case": "turkish-straits",
        "mover": "rostov-on-don",
        "at": "turkish-straits",
        "on": "2020-06-23",
        "purpose": "patrol",
        "trip": {"direction": "southbound"},
        "meets": [],
        "orders": None,
    }
    assert (data["verdict"], data["orders"]) == ("blocked", {"place": "blocked"})
    assert data["sentence"].startswith("On 23 June 2020 ")
    assert "montreux-1936, article 10(3)" in data["sentence"]
    binding = {r["rule"]: r for r in data["reasons"] if r["verdict"] == "blocked"}
    assert set(binding) == {"mx-10-3"}
    assert any("mx-12-repair" in lever and "repair" in lever for lever in binding["mx-10-3"]["levers"])
    found = {r["rule"]: r for r in data["rules"]}
    assert set(found) == {r.id for r in thalweg.open("turkish-straits").rules("2020-06-23", at="turkish-straits").rules}
    assert (found["mx-10-3"]["applies"], found["mx-12-repair"]["applies"], found["mx-2"]["applies"]) == (
        "yes",
        "no",
        "no",
    )
    assert {"effect", "undecided", "lifted_by", "order", "enforced", "instrument", "article", "certainty"} <= set(
        found["mx-13"]
    )


def test_may_with_another_purpose_is_another_answer(ask: Ask) -> None:
    answers = {
        purpose: ask("may", *SUBMARINE, "--with", "direction=southbound", "--with", f"purpose={purpose}")
        for purpose in ("repair", "patrol")
    }
    rules = {purpose: {r["rule"] for r in data["reasons"]} for purpose, data in answers.items()}
    assert "mx-10-3" in rules["patrol"] - rules["repair"]
    lifted = {r["rule"]: r["lifted_by"] for r in answers["repair"]["rules"]}
    assert lifted["mx-10-3"] == ["mx-12-repair"]


def test_what_is_planned_to_be_met_is_met(ask: Ask) -> None:
    data = ask("may", *COAL)
    assert (data["verdict"], ",".join(q["token"] for q in data["requirements"])) == ("conditional", TERMS)
    met = ask("may", *COAL, "--meets", TERMS)
    assert (met["verdict"], met["requirements"], met["question"]["meets"]) == ("clear", [], TERMS.split(","))
    some = ask("may", *COAL, "--meets", "no_revenue")
    assert [q["token"] for q in some["requirements"]] == TERMS.split(",")[:2]


@pytest.mark.parametrize(
    ("orders", "verdict"), [("UN", "conditional"), ("CN", "clear"), ("UN,CN", "conditional"), ("", "clear")]
)
def test_which_orders_are_enforced(ask: Ask, orders: str, verdict: str) -> None:
    data = ask("may", *COAL, "--orders", orders)
    assert data["verdict"] == verdict
    assert data["orders"]["UN"] == "conditional", "each order is told for itself all the same"
    assert {r["rule"]: r["enforced"] for r in data["rules"]}["un-2371-rajin-terms"] is ("UN" in orders)


def test_may_for_people_is_a_sentence_a_tree_and_sources(run: Run) -> None:
    code, out, err = run("may", *COAL)
    assert (code, err) == (0, "")
    first, *rest = out.splitlines()
    assert first.startswith("conditional  On 1 January 2018 Russian coal")
    assert any("un-2371-rajin-exempt" in line for line in rest)
    assert all(token.replace("_", " ") in out for token in TERMS.split(","))
    assert any("Ministry of Commerce" in line for line in rest)
    assert "\x1b" not in out


def test_may_at_a_link_is_may_at_its_place(ask: Ask) -> None:
    words = ("may", "tumen", "--mover", "ccg-1000t", "--on", "2024-07-01", "--at")
    assert ask(*words, "tumen-lower") == ask(*words, "ru-kp-tumen")


def test_trips_may_be_said_of_every_question_of_passage(ask: Ask) -> None:
    words = ("tumen", "--mover", "coal-consignment", "--from", "khasan", "--to", "rajin", "--on", "2024-07-01")
    said = ask("check", *words, "--with", "export_port=rajin")
    assert said["question"]["trip"] == {"export_port": "rajin"}
    tokens = [q["token"] for q in said["requirements"]]
    assert (said["verdict"], bool(tokens)) == ("conditional", True)
    met = ask("check", *words, "--with", "export_port=rajin", "--meets", ",".join(tokens))
    assert (met["verdict"], met["requirements"]) == ("clear", [])
    assert ask("why", *words, "--with", "export_port=rajin")["verdict"] == "conditional"
    (cell,) = ask("access", *words, "--with", "export_port=rajin", "--meets", ",".join(tokens))["cells"]
    assert cell["verdict"] == "clear"


# rules


def test_rules_in_force_on_a_day(ask: Ask) -> None:
    before, after = (ask("rules", "dprk-sanctions", "--on", day) for day in ("2017-08-04", "2017-08-05"))
    begun = {r["rule"] for r in after["rules"]} - {r["rule"] for r in before["rules"]}
    assert {"un-2371-coal-ban", "un-2371-iron"} <= begun
    (ban,) = [r for r in after["rules"] if r["rule"] == "un-2371-coal-ban"]
    assert (ban["effect"], ban["order"], ban["instrument"], ban["article"]) == ("forbid", "UN", "unscr-2371-2017", "8")
    assert "hs under 2701" in ban["if"]
    assert before["changes"] == after["changes"] == []


def test_what_changed_between_two_days(ask: Ask) -> None:
    data = ask("rules", "dprk-sanctions", "--on", "2017-08-05", "--diff", "2017-08-04")
    assert (data["on"], data["before"]) == ("2017-08-05", "2017-08-04")
    begins = {c["what"] for c in data["changes"] if c["kind"] == "begins"}
    ends = {c["what"] for c in data["changes"] if c["kind"] == "ends"}
    assert "un-2371-coal-ban" in begins
    back = ask("rules", "dprk-sanctions", "--on", "2017-08-04", "--diff", "2017-08-05")["changes"]
    assert {c["what"] for c in back if c["kind"] == "ends"} == begins
    assert {c["what"] for c in back if c["kind"] == "begins"} == ends


def test_facts_that_rules_ask_about_change_too(ask: Ask) -> None:
    data = ask("rules", "panama", "--on", "2024-01-01", "--diff", "2023-05-01")
    told = {c["what"]: c["text"] for c in data["changes"] if c["kind"] == "fact changes"}
    assert told["permitted_draught_m of panama-neopanamax-locks"] == "47.5 ft becomes 44 ft"


def test_rules_of_one_place(ask: Ask, run: Run) -> None:
    everywhere = ask("rules", "panama", "--on", "2024-01-01")["rules"]
    here = ask("rules", "panama", "--on", "2024-01-01", "--at", "panama-panamax-locks")["rules"]
    assert 0 < len(here) < len(everywhere)
    assert all("panama-panamax-locks" in r["at"] or "anywhere" in r["at"] for r in here)
    code, out, err = run("rules", "panama", "--on", "2024-01-01", "--diff", "2023-05-01")
    assert (code, err) == (0, "")
    assert all(r["rule"] in out for r in everywhere)
    assert "since 2023-05-01" in out


def test_members_of_groups_come_and_go(ask: Ask) -> None:
    data = ask("rules", "turkish-straits", "--on", "1991-12-26", "--diff", "1991-12-25")
    told = {(c["kind"], c["what"], c["text"]) for c in data["changes"]}
    assert ("member joins", "black-sea-powers", "RU") in told
    assert ("member leaves", "black-sea-powers", "SU") in told


# screen

MANIFEST = """\
id,name,kind,flag,class,hs,goods_destination,export_port
coal,Russian coal,consignment,RU,,270112,,rajin
dprk-coal,Coal of the DPRK,,KP,,2701,,
bread,Bread,,RU,,1905,KP,
digger,An excavator,,CN,,8429;8431,KP,
"""
SCREEN = ("--at", "dprk-rajin-port", "--on", "2018-01-01")


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Write a manifest of four consignments."""
    path = tmp_path / "manifest.csv"
    path.write_text(MANIFEST)
    return path


def test_a_manifest_one_line_a_consignment(ask: Ask, manifest: Path, tmp_path: Path) -> None:
    table = tmp_path / "screened.csv"
    data = ask("screen", "dprk-sanctions", manifest, *SCREEN, "--csv", table)
    assert data["counts"] == {"clear": 1, "conditional": 1, "unknown": 0, "blocked": 2}
    found = {line["id"]: (line["verdict"], line["rules"]) for line in data["lines"]}
    assert list(found) == ["coal", "dprk-coal", "bread", "digger"]
    assert found["coal"] == ("conditional", "un-2371-rajin-terms")
    assert found["dprk-coal"] == ("blocked", "un-2371-coal-ban")
    assert found["bread"] == ("clear", "")
    assert found["digger"][0] == "blocked"
    assert "un-2397-goods-to" in found["digger"][1].split()
    with table.open(newline="", encoding="utf-8") as file:
        assert [dict(row) for row in csv.DictReader(file)] == data["lines"]


def test_a_line_is_answered_as_may_answers(ask: Ask, manifest: Path) -> None:
    line = ask("screen", "dprk-sanctions", manifest, *SCREEN)["lines"][0]
    single = ask("may", *COAL)
    assert line["verdict"] == single["verdict"]
    assert line["reason"] == single["reasons"][0]["sentence"]


def test_a_line_takes_nothing_from_a_mover_of_the_case_with_its_name(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    path.write_text("id,flag,hs\ncoal-ru-via-rajin,RU,270112\nx,RU,270112\n")
    lines = ask("screen", "dprk-sanctions", path, *SCREEN)["lines"]
    assert [line["verdict"] for line in lines] == ["unknown", "unknown"]


def test_what_is_said_of_the_trip_is_said_of_every_line(ask: Ask, manifest: Path) -> None:
    met = ask("screen", "dprk-sanctions", manifest, *SCREEN, "--meets", TERMS)
    assert met["counts"] == {"clear": 2, "conditional": 0, "unknown": 0, "blocked": 2}
    free = ask("screen", "dprk-sanctions", manifest, *SCREEN, "--orders", "KR")
    assert free["counts"]["clear"] == 4
    elsewhere = ask("screen", "dprk-sanctions", manifest, *SCREEN, "--with", "export_port=nampo")
    assert elsewhere["lines"][0]["verdict"] == "conditional", "a line says it for itself"


def test_a_manifest_for_people(run: Run, manifest: Path) -> None:
    code, out, err = run("screen", "dprk-sanctions", manifest, *SCREEN)
    assert (code, err) == (0, "")
    assert "4 consignments" in out.splitlines()[0]
    assert all(name in out for name in ("coal", "dprk-coal", "bread", "digger", "un-2371-coal-ban"))


BAD_MANIFESTS = [
    # name, text, code, line, field, named
    ("an unknown column", "id,flga\na,RU\n", "bad-csv", 1, "flga", "flag"),
    ("no column id", "name\nA\n", "bad-csv", 1, "id", "id"),
    ("nothing", "", "bad-csv", 1, "id", "id"),
    ("no id", "id,flag\n,RU\n", "missing-field", 2, "id", "id"),
    ("an id twice", "id\na\nb\na\n", "duplicate-id", 4, "id", "each id once"),
    ("an unknown kind", "id,kind\na,vesel\n", "bad-value", 2, "kind", "vessel"),
    ("words for a number", "id,cargo_t\na,heavy\n", "bad-value", 2, "cargo_t", "a number of t"),
    ("no number", "id,cargo_t\na,nan\n", "bad-value", 2, "cargo_t", "a number of t"),
    ("an unknown code", "id,prior_contract\na,perhaps\n", "bad-value", 2, "prior_contract", "yes"),
    ("a flag that is no code", "id,flag\na,China\n", "bad-value", 2, "flag", "two"),
    ("too few cells", "id,flag\na\n", "bad-csv", 2, "", "2 cells"),
]


@pytest.mark.parametrize(
    ("name", "text", "code", "line", "field", "named"), BAD_MANIFESTS, ids=[m[0] for m in BAD_MANIFESTS]
)
def test_a_bad_manifest(
    run: Run, tmp_path: Path, name: str, text: str, code: str, line: int, field: str, named: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    ended, out, err = run("screen", "dprk-sanctions", path, *SCREEN, "--csv", tmp_path / "out.csv")
    assert (ended, out, (tmp_path / "out.csv").exists()) == (2, "", False)
    assert [x for x in err.splitlines() if x.startswith(f"bad.csv:{line}: ") and named in x]
    _, out, _ = run("screen", "dprk-sanctions", path, *SCREEN, "--json")
    assert (code, "bad.csv", line, field) in [
        (p["code"], p["file"], p["line"], p["field"]) for p in json.loads(out)["error"]["problems"]
    ]


def test_every_mistake_of_a_manifest_is_told_at_once(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("id,kind,cargo_t,prior_contract\na,vesel,heavy,perhaps\na,,,\n")
    _, _, err = run("screen", "dprk-sanctions", path, *SCREEN)
    assert [line.split(":")[:3] for line in err.splitlines()] == [
        ["bad.csv", "2", " cargo_t"],
        ["bad.csv", "2", " kind"],
        ["bad.csv", "2", " prior_contract"],
        ["bad.csv", "3", " id"],
    ]


# allies


def test_what_changed_for_an_ally_and_who_would_be_drawn_in(ask: Ask, tmp_path: Path) -> None:
    picture = tmp_path / "net.png"
    words = ("alliances", "kp", "--on", "2024-12-31", "--since", "2024-01-01", "--plot", picture)
    data = ask("allies", *words)
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert (data["question"]["country"], data["question"]["on"], data["since"]) == ("KP", "2024-12-31", "2024-01-01")
    begun = {(t["obligation"], t["instrument"]) for t in data["begun"]}
    assert ("defence", "ru-kp-2024-partnership") in begun
    assert {t["obligation"] for t in data["ended"]} == {"consultation", "nonaggression"}
    assert {t["country"] for t in data["begun"] + data["ended"]} == {"RU"}
    drawn = {d["country"]: [t["country"] for t in d["chain"]] for d in data["drawn_in"]}
    assert (drawn["CN"], drawn["RU"], drawn["BY"]) == (["CN"], ["RU"], ["RU", "BY"])
    assert "US" not in drawn


def test_on_the_eve_nothing_has_changed_yet(ask: Ask) -> None:
    eve = ask("allies", "alliances", "KP", "--on", "2024-12-03", "--since", "2024-01-01")
    assert (eve["begun"], eve["ended"]) == ([], [])
    day = ask("allies", "alliances", "KP", "--on", "2024-12-04", "--since", "2024-12-03")
    assert {t["in_force"] for t in day["begun"]} == {"2024-12-04/.."}
    assert {t["in_force"] for t in day["ended"]} == {"2000-02-09/2024-12-03"}


def test_a_treaty_that_is_not_known_yet_is_no_tie(ask: Ask) -> None:
    known = (
        ask("allies", "alliances", "KP", "defence", "--on", "2024-12-31", "--known-on", "2024-06-18")
        if False
        else (
            ask(
                "allies", "alliances", "KP", "--obligation", "defence", "--on", "2024-12-31", "--known-on", "2024-06-18"
            )
        )
    )
    assert known["countries"] == ["CN"]
    later = ask(
        "allies", "alliances", "KP", "--obligation", "defence", "--on", "2024-12-31", "--known-on", "2024-06-19"
    )
    assert later["countries"] == ["CN", "RU"]


def test_allies_for_people(run: Run) -> None:
    code, out, err = run("allies", "alliances", "KP", "--on", "2024-12-31", "--since", "2024-01-01")
    assert (code, err) == (0, "")
    assert "begun since 2024-01-01" in out
    assert "ended since 2024-01-01" in out
    assert "the DPRK <- Russia (ru-kp-2024-partnership 4) <- Armenia" in out


# hs


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("2701", {"2701", "270111", "270112"}),
        ("27.01", {"2701"}),
        ("coal bituminous", {"270112"}),
        ("89", {"89", "8901"}),
    ],
)
def test_headings_by_code_or_by_word(ask: Ask, run: Run, words: str, codes: set[str]) -> None:
    found = {h["hs"]: h["text"] for h in ask("hs", words)}
    assert codes <= set(found)
    assert len(found) <= 40
    out = run("hs", words)[1]
    assert all(line.split(maxsplit=1)[0] in found for line in out.splitlines())
    assert len(out.splitlines()) == len(found)


def test_headings_of_more_digits_come_later(ask: Ask) -> None:
    lengths = [len(h["hs"]) for h in ask("hs", "coal")]
    assert lengths == sorted(lengths)
    assert 4 in lengths
