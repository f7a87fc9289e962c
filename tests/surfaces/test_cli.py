"""The command line in-process: every command on the Tumen case, its `--json`, its files."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import xarray as xr

import thalweg
from tests.surfaces.conftest import Ask, Run
from thalweg.io.files import Report
from thalweg.io.marked import parse_yaml
from thalweg.rules.rule import Verdict

VERDICTS = {str(v) for v in Verdict}
TRIP = ("--from", "hunchun", "--to", "sea-of-japan", "--on", "2024-07-01")

# check: the stable shape

CLAIM_KEYS = {"id", "source", "url", "published"}


def test_check_as_json_has_the_promised_shape(ask: Ask) -> None:
    data = ask("check", "tumen", "--mover", "ccg-1000t", *TRIP, "--scenario", "both-consents")
    asked = data["question"]
    assert {k: asked[k] for k in ("case", "mover", "origin", "destination", "on", "scenario")} == {
        "case": "tumen",
        "mover": "ccg-1000t",
        "origin": "hunchun",
        "destination": "sea-of-japan",
        "on": "2024-07-01",
        "scenario": "both-consents",
    }
    assert asked["known_on"] is None
    assert asked["readings"] == {}
    assert data["verdict"] == "unknown"
    assert data["path"][0]["from"] == "hunchun"
    assert data["path"][-1]["to"] == "sea-of-japan"
    for one, following in zip(data["path"], data["path"][1:], strict=False):
        assert one["to"] == following["from"]
    for step in data["path"]:
        assert {"link", "mode", "from", "to", "length_km"} <= set(step)
        assert isinstance(step["length_km"], float)
    assert {r["rule"] for r in data["reasons"]} >= {"fit.draught", "fit.air_draught"}
    for reason in data["reasons"]:
        check_reason(reason)
    assert all({"rule", "at", "token", "text"} <= set(q) for q in data["requirements"])
    assert {a["about"] for a in data["assumptions"]} >= {"consent of ru-kp-tumen"}


def check_reason(reason: dict[str, Any]) -> None:
    """Check the keys and types of one reason."""
    assert {"rule", "kind", "at", "verdict", "need", "have", "unit", "sentence", "claims"} <= set(reason)
    assert reason["kind"] in ("fit", "may")
    assert reason["verdict"] in VERDICTS - {"clear"}
    assert {"low", "high", "status"} <= set(reason["have"])
    for end in ("low", "high"):
        assert reason["have"][end] is None or isinstance(reason["have"][end], float | int)
    assert reason["have"]["status"] in ("settled", "contested", "weak", "unknown", "absent")
    assert isinstance(reason["sentence"], str)
    assert reason["sentence"].endswith(".")
    for claim in reason["claims"]:
        assert set(claim) >= CLAIM_KEYS
        assert claim["published"] is None or isinstance(claim["published"], str)


def test_check_a_blocked_trip_says_on_whose_word(ask: Ask) -> None:
    data = ask("check", "tumen", "--mover", "cn-fishing-boat", *TRIP)
    assert data["verdict"] == "blocked"
    binding = [r for r in data["reasons"] if r["verdict"] == "blocked"]
    assert {r["rule"] for r in binding} == {"default:KP"}
    assert all(r["claims"] and all(c["source"] for c in r["claims"]) for r in binding)


def test_check_a_requirement(ask: Ask) -> None:
    data = ask("check", "tumen", "--mover", "ccg-1000t", *TRIP, "--scenario", "consents-dredging-and-high-bridge")
    assert data["verdict"] == "conditional"
    assert {q["rule"] for q in data["requirements"]} == {"cn-kp-1960-2"}


def test_check_infinity_is_not_json(run: Run) -> None:
    _, out, _ = run("check", "tumen", "--mover", "ccg-1000t", *TRIP, "--json")
    assert "Infinity" not in out
    assert "NaN" not in out


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("check", "tumen", "--mover", "ccg-1000t", *TRIP), ("blocked", "default:KP", "Tumen from the tripoint")),
        (("why", "tumen", "--mover", "ccg-1000t", *TRIP), ("blocked", "default:KP", "https://")),
        (("access", "tumen", *TRIP, "--mover", "ccg-1000t"), ("blocked", "default:KP")),
        (("facts", "tumen", "tumen-lower", "length_km", "--on", "2024-07-01"), ("17.3", "521", "whole")),
        (("facts", "tumen", "tumen-bar"), ("depth_m", "unknown")),
        (("crossings", "tumen", "--border", "RU-KP", "--on", "2024-07-01"), ("friendship-bridge", "rail", "open")),
        (("allies", "tumen", "CN", "--obligation", "defence", "--on", "2024-07-01"), ("DPRK", "1961", "defence")),
        (("lint", "tumen"), ("0 problems",)),
        (("test", "suez"), (" passed, 0 failed",)),
        (("schema", "case"), ("$schema", "title")),
        (("--version",), (thalweg.__version__,)),
        (("--help",), ("check", "access", "why", "facts", "lint")),
        (("check", "--help"), ("--mover", "--known-on", "--json")),
    ],
)
def test_what_people_read(run: Run, words: tuple[str, ...], shown: tuple[str, ...]) -> None:
    code, out, err = run(*words)
    assert (code, err) == (0, "")
    for word in shown:
        assert word in out


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    code, out, err = run()
    assert code in (0, 2)
    assert "check" in out + err
    assert "Traceback" not in out + err


def test_without_a_question_the_default_one_is_asked(ask: Ask) -> None:
    default = thalweg.open("tumen").case.about.default
    assert default is not None
    asked = ask("check", "tumen")["question"]
    assert [asked[k] for k in ("mover", "origin", "destination", "on")] == list(default.model_dump().values())


def test_why_as_json_is_the_answer_and_a_tree(ask: Ask) -> None:
    words = ("tumen", "--mover", "ccg-1000t", *TRIP)
    data, answer = ask("why", *words), ask("check", *words)
    tree = data.pop("tree")
    assert data == answer
    assert (tree["kind"], tree["verdict"]) == ("answer", "blocked")
    kinds: set[str] = set()
    stack = [tree]
    while stack:
        node = stack.pop()
        kinds.add(node["kind"])
        stack += node.get("children", [])
    assert kinds >= {"answer", "link", "reason", "law", "claim", "source"}


def test_access_as_json_and_as_files(ask: Ask, tmp_path: Path) -> None:
    rows, cube = tmp_path / "a.csv", tmp_path / "a.nc"
    words = ("tumen", "--from", "hunchun", "--to", "sea-of-japan,rajin", "--on", "2024-07-01,2025-07-01")
    more = ("--mover", "ccg-1000t,truck-40t", "--scenario", "baseline,both-consents")
    data = ask("access", *words, *more, "--csv", rows, "--netcdf", cube)
    assert (len(data["cells"]), data["movers"]) == (16, ["ccg-1000t", "truck-40t"])
    assert data["on"] == ["2024-07-01", "2025-07-01"]
    table = {(c["mover"], c["destination"], c["on"], c["scenario"]): c["verdict"] for c in data["cells"]}
    assert table["truck-40t", "rajin", "2024-07-01", "baseline"] == "clear"
    assert table["ccg-1000t", "sea-of-japan", "2024-07-01", "both-consents"] == "unknown"
    with rows.open(newline="", encoding="utf-8") as file:
        back = {(r["mover"], r["destination"], r["on"], r["scenario"]): r["verdict"] for r in csv.DictReader(file)}
    assert back == table
    with xr.open_dataset(cube, engine="scipy") as dataset:
        verdict = dataset["verdict"]
        assert verdict.dims == ("mover", "destination", "on", "scenario")
        names = verdict.attrs["flag_meanings"].split()
        for (mover, place, day, scenario), word in table.items():
            cell = verdict.sel(mover=mover, destination=place, on=np.datetime64(day), scenario=scenario)
            assert names[int(cell)] == word


def test_access_of_everything(ask: Ask) -> None:
    data = ask(
        "access", "tumen", "--from", "hunchun", "--to", "sea-of-japan", "--on", "2024-07-01", "--scenario", "all"
    )
    case = thalweg.open("tumen").case
    assert data["movers"] == list(case.about.show.movers)
    assert data["scenarios"][0] == "baseline"
    assert set(data["scenarios"]) == set(case.scenarios)
    movers = ask("access", "tumen", *TRIP, "--mover", "all")["movers"]
    assert movers == list(case.movers)
    places = ask("access", "tumen", *TRIP[:3], "all", *TRIP[4:], "--mover", "truck-40t")["destinations"]
    assert places == list(case.network.place_index)


def test_access_cells_are_what_check_answers(ask: Ask) -> None:
    for cell in ask("access", "tumen", *TRIP, "--mover", "all")["cells"][::5]:
        answer = ask("check", "tumen", "--mover", cell["mover"], *TRIP)
        assert answer["verdict"] == cell["verdict"]
        binding = {r["rule"] for r in answer["reasons"] if r["verdict"] == cell["verdict"]}
        assert set(cell["rules"].split()) == binding


def test_facts_as_json(ask: Ask) -> None:
    data = ask(
        "facts", "tumen", "friendship-bridge", "vertical_clearance_m", "--on", "2024-07-01", "--known-on", "2024-07-15"
    )
    assert data["question"]["known_on"] == "2024-07-15"
    assert data["status"] == "weak"
    assert (data["low"], data["high"], data["unit"]) == (7, 9, "m")
    assert data["against"]
    assert all(c["published"] is None or c["published"] < "2024-07-16" for c in data["for"] + data["against"])
    assert any("not certainly known" in d["why"] for d in data["dropped"])


def test_facts_by_qualifier(ask: Ask) -> None:
    words = ("facts", "tumen", "tumen-lower", "length_km", "--on", "2024-07-01")
    assert ask(*words)["value"] == 17.3
    assert ask(*words, "--where", "measure=straight")["value"] == 14.74
    every = ask("facts", "tumen", "tumen-lower")
    assert {"length_km", "depth_m", "jurisdiction"} <= {f["question"]["attribute"] for f in every["facts"]}


def test_facts_with_trust_in_weak_sources(ask: Ask) -> None:
    words = ("facts", "tumen", "friendship-bridge", "vertical_clearance_m", "--on", "2024-07-01")
    assert ask(*words)["status"] == "weak"
    trusted = ask(*words, "--trust", "weak")
    assert (trusted["value"], trusted["status"] == "weak") == (7, False)


def test_crossings_as_json(ask: Ask) -> None:
    data = ask("crossings", "tumen", "--border", "ru-kp", "--on", "2024-07-01")
    (bridge,) = data["crossings"]
    assert (bridge["id"], bridge["border"], bridge["status"]) == ("friendship-bridge", "KP-RU", "open")
    assert bridge["claims"]
    assert {c["id"]: c["status"] for c in data["others"]}["tumen-road-bridge"] == "planned"
    planned = ask("crossings", "tumen", "--border", "KP-RU", "--on", "2024-07-01", "--status", "planned,building")
    assert "tumen-road-bridge" in {c["id"] for c in planned["crossings"]}
    everything = ask("crossings", "tumen", "--on", "2024-07-01", "--status", "all")
    assert everything["others"] == []


def test_allies_as_json(ask: Ask) -> None:
    data = ask("allies", "tumen", "cn", "--obligation", "defence", "--on", "2024-07-01")
    assert data["countries"] == ["KP"]
    assert {t["instrument"] for t in data["ties"]}
    assert all(t["url"].startswith("http") for t in data["ties"])


def test_lint_and_test_as_json(ask: Ask) -> None:
    linted = ask("lint", "tumen")
    assert linted["problems"] == []
    assert linted["counts"]["claims"] > 500
    tested = ask("test", "panama")
    assert (tested["failed"], tested["passed"]) == (0, len(thalweg.open("panama").case.tests))
    assert {t["case"] for t in tested["tests"]} == {"panama"}


def test_a_failing_test_is_exit_code_1(run: Run, tmp_path: Path) -> None:
    assert run("new", tmp_path / "mine")[0] == 0
    tests = tmp_path / "mine" / "tests.yaml"
    tests.write_text(tests.read_text().replace("verdict: unknown", "verdict: clear"))
    code, out, err = run("test", tmp_path / "mine")
    assert (code, err) == (1, "")
    assert "1 failed" in out
    assert "nobody-knows" in out
    data = json.loads(run("test", tmp_path / "mine", "--json")[1])
    assert [(t["id"], t["passed"]) for t in data["tests"]] == [("nobody-knows", False), ("dredged-depth", True)]


def test_a_new_case_lints_answers_and_tests(run: Run, ask: Ask, tmp_path: Path) -> None:
    folder = tmp_path / "my-case"
    made = ask("new", folder, "--title", 'The "lower" river')
    assert all(Path(f).is_file() for f in made["files"])
    assert run("lint", folder)[0] == 0
    assert run("test", folder)[0] == 0
    assert ask("check", folder)["verdict"] == "unknown"
    assert "lower" in thalweg.open(folder).case.about.title


def test_schemas_describe_the_bundled_case(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("schema", "--out", tmp_path)
    assert code == 0
    names = ("case", "levers", "rules", "scenario", "table", "tests")
    assert {Path(line).name for line in out.split()} == {f"{n}.schema.json" for n in names}
    root = thalweg.open("tumen").case.root
    files = {"case": "case.yaml", "rules": "rules/*.yaml", "tests": "tests.yaml", "scenario": "scenarios/*.yaml"}
    files["levers"] = "levers.yaml"
    for name, pattern in files.items():
        schema = json.loads((tmp_path / f"{name}.schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for path in root.glob(pattern):
            data = parse_yaml(Report(root), path.name, path.read_text(encoding="utf-8"))
            assert data is not None
            assert list(validator.iter_errors(data[0])) == []
        assert list(validator.iter_errors([{"nonsense": 1}] if name == "tests" else {"nonsense": 1}))


@pytest.mark.parametrize(
    "words",
    [
        ("check", "tumen", "--mover", "ccg-1000t", *TRIP),
        ("access", "tumen", *TRIP, "--scenario", "all"),
        ("facts", "tumen", "friendship-bridge", "vertical_clearance_m", "--on", "2024-07-01"),
    ],
)
def test_pictures(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    picture = tmp_path / "a.png"
    code, out, err = run(*words, "--plot", picture)
    assert (code, err) == (0, "")
    assert out
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_a_loading_state_is_asked_with_an_at_sign(ask: Ask) -> None:
    case = thalweg.open("tumen").case
    loadings = {(c.subject, c.qualifier("loading")) for c in case.facts if c.subject in case.movers}
    mover, loading = min(x for x in loadings if x[1])
    data = ask("check", "tumen", "--mover", f"{mover}@{loading}", *TRIP)
    assert data["question"]["mover"] == f"{mover}@{loading}"


def test_a_reading_decides(ask: Ask) -> None:
    words = (
        "check",
        "tumen",
        "--mover",
        "haixun-0736",
        "--from",
        "fangchuan",
        "--to",
        "sea-of-japan",
        "--on",
        "2024-07-01",
    )
    rules = {r: {x["rule"] for x in ask(*words, "--reading", f"art9={r}")["reasons"]} for r in ("broad", "narrow")}
    assert "art9-broad" in rules["broad"]
    assert "default:RU" in rules["narrow"] - rules["broad"]
