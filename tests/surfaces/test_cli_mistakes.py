"""Mistakes on the command line: one line that names the nearest valid name, exit code 2, nothing half-written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from thalweg.cli import main

CHECK = ("check", "tumen", "--mover", "ccg-1000t", "--from", "hunchun", "--to", "sea-of-japan", "--on", "2024-07-01")


def swap(words: tuple[str, ...], option: str, value: str) -> tuple[str, ...]:
    """Return a command line with another value of an option."""
    at = words.index(option)
    return (*words[: at + 1], value, *words[at + 2 :])


ACCESS = ("access", "tumen", "--from", "hunchun", "--to", "sea-of-japan", "--on", "2024-07-01")
FACTS = ("facts", "tumen", "friendship-bridge", "vertical_clearance_m", "--on", "2024-07-01")
MAY = ("may", "dprk-sanctions", "--mover", "coal-ru-via-rajin", "--at", "dprk-rajin-port", "--on", "2018-01-01")
SCREEN = ("screen", "dprk-sanctions", "manifest.csv", "--at", "dprk-rajin-port")
BRIDGE = ("--from", "hunchun", "--to", "sea-of-japan", "--on", "2024-07-01")
LOAD = ("load", "tumen", "--mover", "ccg-1000t", *BRIDGE)
WINDOWS = ("windows", "tumen", "--mover", "ccg-1000t", *BRIDGE)
ROUTE = ("route", "tumen", "--mover", "ccg-1000t", *BRIDGE)
ENVELOPE = ("envelope", "tumen", *BRIDGE)
UNLOCK = ("unlock", "tumen", "--mover", "ccg-1000t", *BRIDGE)
SETTLE = ("settle", "tumen", "--mover", "ccg-1000t", *BRIDGE)
FLEET = ("unlock", "tumen", "--mover", "ccg-1000t,truck-40t", *BRIDGE)
MISTAKES: list[tuple[tuple[str, ...], str, str]] = [
    # command line, code, what the line must name
    (swap(CHECK, "--mover", "ccg-1000"), "unknown-name", "ccg-1000t"),
    (swap(CHECK, "--mover", "ccg-1000t@full"), "unknown-name", "full"),
    (swap(CHECK, "--from", "hunchum"), "unknown-name", "hunchun"),
    (swap(CHECK, "--to", "sea-of-japn"), "unknown-name", "sea-of-japan"),
    ((*CHECK, "--scenario", "both-consent"), "unknown-name", "both-consents"),
    ((*CHECK, "--reading", "art8=broad"), "unknown-name", "art9"),
    ((*CHECK, "--reading", "art9=brod"), "unknown-name", "broad"),
    ((*CHECK, "--reading", "art9"), "bad-question", "art9"),
    ((*CHECK, "--trust", "strong"), "bad-question", "weak"),
    (swap(CHECK, "--on", "2024-02-30"), "bad-question", "2024-02-30"),
    (swap(CHECK, "--on", "tomorrow"), "bad-question", "YYYY-MM-DD"),
    (swap(CHECK, "--on", "20240701"), "bad-question", "YYYY-MM-DD"),
    ((*CHECK, "--known-on", "2024"), "bad-question", "YYYY-MM-DD"),
    (("why", *swap(CHECK, "--mover", "ccg")[1:]), "unknown-name", "ccg-1000t"),
    (("check", "tume", *CHECK[2:]), "unknown-name", "tumen"),
    (("check", "tumen", "--mover", "ccg-1000t"), "bad-question", "--from"),
    (("check", "tumen", "--from", "hunchun", "--to", "rajin"), "bad-question", "--mover"),
    (("check", "tumen", "--mover", "ccg-1000t", "--from", "hunchun"), "bad-question", "--to"),
    ((*CHECK, "--colour", "red"), "bad-question", "--colour"),
    ((*CHECK, "--scenaro", "baseline"), "bad-question", "--scenario"),
    ((*CHECK, "extra"), "bad-question", "extra"),
    (CHECK[:-1], "bad-question", "--on"),
    (("chek", "tumen"), "bad-question", "check"),
    (("check",), "bad-question", "case"),
    (swap(ACCESS, "--to", "rajn"), "unknown-name", "rajin"),
    (swap(ACCESS, "--to", "rajin,rajn"), "unknown-name", "rajin"),
    (swap(ACCESS, "--to", ","), "bad-question", "to"),
    (swap(ACCESS, "--on", "2024-07-01,2024-13-01"), "bad-question", "2024-13-01"),
    ((*ACCESS, "--mover", "truck-40"), "unknown-name", "truck-40t"),
    ((*ACCESS, "--scenario", "road-bridge"), "unknown-name", "road-bridge-open"),
    ((*ACCESS, "--scenario", ","), "bad-question", "scenario"),
    (("access", "tumen", "--from", "hunchun"), "bad-question", "--to"),
    (("facts", "tumen", "friendship-brige", *FACTS[3:]), "unknown-name", "friendship-bridge"),
    (("facts", "tumen", "friendship-bridge", "vertical_clearence_m"), "unknown-name", "vertical_clearance_m"),
    ((*FACTS, "--where", "level"), "bad-question", "level"),
    ((*FACTS, "--where", "levle=low"), "unknown-name", "level"),
    (("facts", "tumen"), "bad-question", "subject"),
    (("facts", "tumen", "tumen-lower", "--plot", "x.png"), "bad-question", "plot"),
    ((*FACTS[:3], "status", "--on", "2024-07-01", "--plot", "x.png"), "bad-question", "status"),
    (("crossings", "tumen", "--border", "RU-KR"), "unknown-name", "KP-RU"),
    (("crossings", "tumen", "--status", "opened"), "bad-question", "open"),
    (("allies", "tumen", "XX"), "unknown-name", "XX"),
    (("allies", "tumen", "CN", "--obligation", "defense"), "bad-question", "defence"),
    (("allies", "alliances", "KP", "--since", "2024-13-01"), "bad-question", "since"),
    (swap(MAY, "--mover", "coal-ru"), "unknown-name", "coal-ru-via-rajin"),
    (swap(MAY, "--at", "dprk-rajn-port"), "unknown-name", "dprk-rajin-port"),
    (MAY[:4], "bad-question", "--at"),
    (MAY[:2] + MAY[4:], "bad-question", "--mover"),
    ((*MAY, "--orders", "UM"), "unknown-name", "UN"),
    ((*MAY, "--orders", "UN,KN"), "unknown-name", "KN"),
    ((*MAY, "--with", "notce_days=3"), "unknown-name", "notice_days"),
    ((*MAY, "--with", "notice_days=three"), "bad-question", "a number of day"),
    ((*MAY, "--with", "notice_days=nan"), "bad-question", "a number of day"),
    ((*MAY, "--with", "prior_contract=perhaps"), "bad-question", "yes, no"),
    ((*MAY, "--with", "depth_m=3"), "unknown-name", "depth_m"),
    ((*MAY, "--with", "notice_days"), "bad-question", "NAME=VALUE"),
    ((*MAY, "--with", "=3"), "bad-question", "NAME=VALUE"),
    ((*MAY, "--with", "notice_days=-3"), "bad-question", "0 or more"),
    ((*MAY, "--with", "notice_days=3", "--with", "notice_days=4"), "bad-question", "notice_days twice"),
    ((*LOAD, "--with", "beam_m=-3"), "bad-question", "0 or more"),
    ((*MAY, "--meets", "committee_notce"), "unknown-name", "committee_notice"),
    ((*CHECK, "--with", "purpse=survey"), "unknown-name", "purpose"),
    ((*CHECK, "--orders", "EU"), "unknown-name", "UN"),
    ((*ACCESS, "--with", "beam_m=wide"), "bad-question", "a number of m"),
    *((swap(words, "--from", "hunchum"), "unknown-name", "hunchun") for words in (LOAD, WINDOWS, ENVELOPE)),
    *((swap(words, "--to", "sea-of-japn"), "unknown-name", "sea-of-japan") for words in (LOAD, WINDOWS, ENVELOPE)),
    *((swap(words, "--on", "2024-13-01"), "bad-question", "2024-13-01") for words in (LOAD, WINDOWS, ENVELOPE)),
    *(((*words, "--scenario", "both-consent"), "unknown-name", "both-consents") for words in (LOAD, WINDOWS, ENVELOPE)),
    *(((*words, "--with", "beam_m=wide"), "bad-question", "a number of m") for words in (LOAD, WINDOWS, ENVELOPE)),
    *(((*words, "--meets", "tide_windo"), "unknown-name", "tide_window") for words in (LOAD, WINDOWS, ENVELOPE)),
    *((words[:-2][:-2], "bad-question", "--to") for words in (LOAD, WINDOWS, ENVELOPE)),
    (swap(ROUTE, "--from", "hunchum"), "unknown-name", "hunchun"),
    (swap(ROUTE, "--from", "45,131"), "bad-question", "within 25 km"),
    (swap(ROUTE, "--from", "95,131"), "bad-question", "latitude,longitude"),
    ((*ROUTE, "--by", "tiem"), "bad-question", "time"),
    ((*ROUTE, "--by", "cost"), "bad-question", "--cost-per-km"),
    ((*ROUTE, "--cost-per-h", "-1"), "bad-question", "0 or more"),
    ((*ROUTE, "--cost-per-km", "nan"), "bad-question", "0 or more"),
    ((*ROUTE, "--transfer-h", "inf"), "bad-question", "0 or more"),
    ((*ROUTE, "--count", "0"), "bad-question", "1 to 100"),
    ((*ROUTE, "--depart", "25:00"), "bad-question", "08:00"),
    ((*ROUTE, "--depart", "soon"), "bad-question", "08:00"),
    ((*ROUTE, "--depart", "2024-07-02T08:00"), "bad-question", "2024-07-01"),
    ((*ROUTE, "--speed", "rivr=10"), "unknown-name", "river"),
    ((*ROUTE, "--speed", "river=0"), "bad-question", "a speed above 0"),
    ((*ROUTE, "--speed", "river=fast"), "bad-question", "a speed above 0"),
    ((*ROUTE, "--speed", "river"), "bad-question", "NAME=VALUE"),
    ((*ROUTE, "--via", "rajn"), "unknown-name", "rajin"),
    ((*ROUTE, "--avoid", "friendship-brige"), "unknown-name", "friendship-bridge"),
    ((*ROUTE, "--accept", "unknwon"), "bad-question", "unknown"),
    (swap(LOAD, "--mover", "ccg-1000"), "unknown-name", "ccg-1000t"),
    (swap(WINDOWS, "--mover", "ccg-1000"), "unknown-name", "ccg-1000t"),
    ((*ENVELOPE, "--mover", "ccg-1000"), "unknown-name", "ccg-1000t"),
    (swap(LOAD, "--mover", "truck-40t"), "bad-question", "a vessel"),
    (swap(LOAD, "--mover", "freight-train"), "bad-question", "a vessel"),
    ((*ENVELOPE, "--mover", "freight-train"), "bad-question", "a vessel"),
    (swap(LOAD, "--on", "2024-07-01,2024-13-01"), "bad-question", "2024-13-01"),
    (swap(LOAD, "--on", ","), "bad-question", "on"),
    ((*LOAD, "--with", "draught_m=2.8"), "bad-question", "draught"),
    (LOAD[:2] + LOAD[4:], "bad-question", "--mover"),
    (swap(ENVELOPE, "--to", "rajin,rajn"), "unknown-name", "rajin"),
    (swap(ENVELOPE, "--to", ","), "bad-question", "to"),
    ((*ENVELOPE, "--budget", "0"), "bad-question", "--budget"),
    ((*ENVELOPE, "--budget", "-1"), "bad-question", "--budget"),
    ((*ENVELOPE, "--budget", "many"), "bad-question", "--budget"),
    ((*WINDOWS, "--step", "0"), "bad-question", "1 to 1440 minutes"),
    ((*WINDOWS, "--step", "1441"), "bad-question", "1 to 1440 minutes"),
    ((*WINDOWS, "--step", "-10"), "bad-question", "1 to 1440 minutes"),
    ((*WINDOWS, "--step", "soon"), "bad-question", "--step"),
    *((swap(words, "--from", "hunchum"), "unknown-name", "hunchun") for words in (UNLOCK, SETTLE, FLEET)),
    *((swap(words, "--on", "2024-13-01"), "bad-question", "2024-13-01") for words in (UNLOCK, SETTLE, FLEET)),
    *(((*words, "--scenario", "both-consent"), "unknown-name", "both-consents") for words in (UNLOCK, SETTLE, FLEET)),
    *(((*words, "--with", "beam_m=wide"), "bad-question", "a number of m") for words in (UNLOCK, SETTLE, FLEET)),
    *((words[:4], "bad-question", "--from") for words in (UNLOCK, SETTLE, FLEET)),
    (swap(UNLOCK, "--mover", "ccg-1000"), "unknown-name", "ccg-1000t"),
    (swap(UNLOCK, "--mover", "ccg-1000t,ccg-1000"), "unknown-name", "ccg-1000t"),
    (swap(UNLOCK, "--mover", ","), "bad-question", "mover"),
    ((*UNLOCK, "--target", "cleer"), "bad-question", "clear"),
    ((*UNLOCK, "--target", "unknown"), "bad-question", "conditional"),
    ((*UNLOCK, "--by", "csot"), "bad-question", "cost"),
    ((*UNLOCK, "--count", "0"), "bad-question", "1 to 50"),
    ((*UNLOCK, "--count", "51"), "bad-question", "1 to 50"),
    ((*UNLOCK, "--count", "many"), "bad-question", "--count"),
    ((*FLEET, "--share", "0"), "bad-question", "above 0 and up to 1"),
    ((*FLEET, "--share", "1.01"), "bad-question", "above 0 and up to 1"),
    ((*FLEET, "--share", "nan"), "bad-question", "above 0 and up to 1"),
    (swap(SETTLE, "--mover", "ccg-1000"), "unknown-name", "ccg-1000t"),
    ((*SETTLE, "--count", "0"), "bad-question", "1 to 50"),
    (swap(SETTLE, "--on", ","), "bad-question", "on"),
    (("rules", "panama", "--at", "panama-panamax-lock"), "unknown-name", "panama-panamax-locks"),
    (("rules", "panama", "--diff", "2024-13-01"), "bad-question", "diff"),
    (SCREEN, "bad-question", "manifest.csv"),
    (SCREEN[:3], "bad-question", "--at"),
    (("hs", "zzzqq"), "bad-question", "zzzqq"),
    (("hs", ""), "bad-question", "digits"),
    (("import-atop", "atop.csv", "--into", "nowhere"), "bad-question", "case.yaml"),
    (("import-atop", "atop.csv"), "bad-question", "--into"),
    (("import-levels", "w.json", "--station", "koeln", "--into", "nowhere"), "bad-question", "case.yaml"),
    (("import-levels", "w.json", "--into", "nowhere"), "bad-question", "--station"),
    (("import-levels", "w.json", "--station", "koeln"), "bad-question", "--into"),
    (("lint", "tume"), "unknown-name", "tumen"),
    (("test", "tume"), "unknown-name", "tumen"),
    (("test",), "bad-question", "--all"),
    (("test", "tumen", "--all"), "bad-question", "--all"),
    (("schema", "scenrio"), "unknown-name", "scenario"),
    (("new", "My Case"), "bad-question", "my-case"),
]  # fmt: skip


def run(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Run a command line."""
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


ASKED_AS_JSON = [m for m in MISTAKES if m[0][0] != "schema"]
"""A schema is JSON without asking, so that command has no such option."""
IDS = [" ".join(m[0]) for m in MISTAKES]


@pytest.mark.parametrize(("words", "code", "named"), MISTAKES, ids=IDS)
def test_one_line_that_names_the_remedy(
    words: tuple[str, ...], code: str, named: str, capsys: pytest.CaptureFixture[str], in_empty: Path
) -> None:
    ended, out, err = run(words, capsys)
    assert (ended, out) == (2, "")
    (line,) = err.splitlines()
    assert named in line
    assert list(in_empty.iterdir()) == []


@pytest.mark.parametrize(("words", "code", "named"), ASKED_AS_JSON)
def test_as_json_it_is_one_error(
    words: tuple[str, ...], code: str, named: str, capsys: pytest.CaptureFixture[str], in_empty: Path
) -> None:
    ended, out, err = run((words[0], "--json", *words[1:]), capsys)
    assert (ended, err) == (2, "")
    (error,) = json.loads(out).values()
    assert {"code", "file", "line", "field", "found", "expected", "hint", "message", "problems"} == set(error)
    assert error["code"] == code
    assert named in error["message"]
    assert [p["code"] for p in error["problems"]] == [code]


@pytest.fixture
def in_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# Files that cannot be written


@pytest.mark.parametrize(
    "words",
    [
        (*CHECK, "--plot", "no-such-folder/a.png"),
        (*CHECK, "--plot", "a.nonsense"),
        (*ACCESS, "--csv", "no-such-folder/a.csv"),
        (*ACCESS, "--netcdf", "no-such-folder/a.nc"),
        (*ACCESS, "--plot", "no-such-folder/a.png"),
        *((*words, "--plot", "no-such-folder/a.png") for words in (LOAD, WINDOWS, ENVELOPE)),
        *((*words, "--plot", "a.nonsense") for words in (LOAD, WINDOWS, ENVELOPE)),
        *((*words, "--csv", "no-such-folder/a.csv") for words in (LOAD, ENVELOPE)),
        ("schema", "--out", "taken"),
        ("new", "taken"),
        ("new", "taken/inside"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_written_leaves_nothing_behind(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], in_empty: Path
) -> None:
    (in_empty / "taken").write_text("a file in the way")
    ended, out, err = run(words, capsys)
    assert (ended, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert [p.name for p in in_empty.iterdir()] == ["taken"]
    assert (in_empty / "taken").read_text() == "a file in the way"


def test_a_new_case_does_not_overwrite(capsys: pytest.CaptureFixture[str], in_empty: Path) -> None:
    (in_empty / "mine").mkdir()
    (in_empty / "mine" / "notes.txt").write_text("mine")
    ended, out, err = run(("new", "mine"), capsys)
    assert (ended, out) == (2, "")
    assert "mine" in err
    assert [p.name for p in (in_empty / "mine").iterdir()] == ["notes.txt"]


def test_a_wrong_name_writes_no_files(capsys: pytest.CaptureFixture[str], in_empty: Path) -> None:
    words = (*swap(ACCESS, "--to", "rajn"), "--csv", "a.csv", "--netcdf", "a.nc", "--plot", "a.png")
    assert run(words, capsys)[0] == 2
    assert list(in_empty.iterdir()) == []


def test_a_case_with_problems_tells_all_of_them(capsys: pytest.CaptureFixture[str], in_empty: Path) -> None:
    run(("new", "mine"), capsys)
    movers = in_empty / "mine" / "movers.csv"
    movers.write_text(movers.read_text() + "boat,A boat,ship,,,,,\nbarge,Again,vessel,,,,,\n")
    ended, out, err = run(("check", "mine", *CHECK[2:]), capsys)
    assert (ended, out) == (2, "")
    assert [line.split(":")[1] for line in err.splitlines()] == ["3", "4"]
    ended, out, _ = run(("check", "mine", *CHECK[2:], "--json"), capsys)
    assert [p["code"] for p in json.loads(out)["error"]["problems"]] == ["bad-value", "duplicate-id"]
