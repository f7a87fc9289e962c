"""The importer of measured levels: three formats, one clock, and what it refuses.

The documents here are invented values in the shapes of the services' answers.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import thalweg
from tests.surfaces.conftest import Ask, Run
from tests.surfaces.spoil import SOURCES, STATION, make
from thalweg.io import files

W = {
    "shortname": "W", "longname": "WASSERSTAND ROHDATEN", "unit": "cm", "equidistance": 15,
    "currentMeasurement": {"timestamp": "2024-07-01T05:00:00+02:00", "value": 316.0, "stateMnwMhw": "normal"},
}  # fmt: skip
MEASURED: list[dict[str, Any]] = [
    {"timestamp": "2024-07-01T04:00:00+02:00", "value": 314.0},
    {"timestamp": "2024-07-01T04:15:00+02:00", "value": 315.5},
    {"timestamp": "2024-07-01T04:30:00+02:00", "value": None},
]
OPEN = """\
<?xml version="1.0" encoding="UTF-8"?>
<wml2:Collection xmlns:wml2="http://www.opengis.net/waterml/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"
    xmlns:om="http://www.opengis.net/om/2.0" xmlns:xlink="http://www.w3.org/1999/xlink"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" gml:id="c">
  <gml:identifier codeSpace="example">a collection of koeln</gml:identifier>
"""
CLOSE = "</wml2:Collection>\n"
CONTINUOUS = "http://www.opengis.net/def/waterml/2.0/interpolationType/Continuous"


def observation(
    name: str,
    station: str = "KOELN",
    what: str = "Water level",
    unit: str = 'code="cm"',
    points: str = "<wml2:time>2024-07-01T02:00:00.000Z</wml2:time><wml2:value>314</wml2:value>",
    kind: str = CONTINUOUS,
) -> str:
    """Return an observation of one or, with `|` between them, several points."""
    several = "".join(
        f"<wml2:point><wml2:MeasurementTVP>{p}</wml2:MeasurementTVP></wml2:point>\n" for p in points.split("|")
    )
    return f"""\
  <wml2:observationMember><om:OM_Observation gml:id="{name}">
    <om:phenomenonTime><gml:TimePeriod gml:id="{name}.t"><gml:beginPosition/></gml:TimePeriod></om:phenomenonTime>
    <om:observedProperty xlink:href="http://example.org/{name}" xlink:title="{what}"/>
    <om:featureOfInterest><wml2:MonitoringPoint gml:id="{name}.mp">
      <gml:identifier codeSpace="example">27{name}</gml:identifier><gml:name>{station}</gml:name>
    </wml2:MonitoringPoint></om:featureOfInterest>
    <om:result><wml2:MeasurementTimeseries gml:id="{name}.ts">
      <wml2:defaultPointMetadata><wml2:DefaultTVPMeasurementMetadata>
        <wml2:uom {unit}/><wml2:interpolationType xlink:href="{kind}"/>
      </wml2:DefaultTVPMeasurementMetadata></wml2:defaultPointMetadata>
      {several}</wml2:MeasurementTimeseries></om:result>
  </om:OM_Observation></wml2:observationMember>
"""


def waterml(*observations: str) -> str:
    """Return a document of these observations."""
    return OPEN + "".join(observations) + CLOSE


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Make a case with a water station and a source of its levels."""
    return make(tmp_path / "mine", (STATION, (SOURCES, "+", "levels-koeln,official,Levels of Cologne,,,,,,\n")))


@pytest.fixture
def bring(run: Run, case: Path, tmp_path: Path) -> Any:
    """Import a document; return the exit code, what was written, and the message."""

    def call(document: object, *options: str) -> tuple[int, list[str], str]:
        file = tmp_path / "given"
        if isinstance(document, bytes):
            file.write_bytes(document)
        else:
            file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        code, out, err = run("import-levels", file, "--station", "koeln", "--into", case, *options)
        assert "Traceback" not in err
        assert sorted(p.name for p in case.glob("levels/*")) in ([], ["koeln.csv"]), "nothing half-written"
        levels = case / "levels" / "koeln.csv"
        return code, levels.read_text().splitlines() if levels.exists() else [], out + err

    return call


# What is read


def test_a_list_of_timestamps_and_values(bring: Any, run: Run, case: Path) -> None:
    code, rows, told = bring(MEASURED, "--unit", "cm")
    assert code == 0
    assert rows == [
        "station,when,value,unit,source",
        "koeln,2024-07-01T04:00,314.0,cm,levels-koeln",
        "koeln,2024-07-01T04:15,315.5,cm,levels-koeln",
    ]
    assert "2 values, 2024-07-01T04:00 to 2024-07-01T04:15 at UTC+02:00; left out, without a value: 1" in told
    assert run("lint", case)[0] == 0
    answer = thalweg.open(case).facts("koeln", "water_level_m", on="2024-07-01")
    assert (answer.value_text, answer.resolved.status) == ("3.14 to 3.155 m", "settled")


def test_as_json_it_says_what_was_done(ask: Ask, case: Path, tmp_path: Path) -> None:
    (tmp_path / "w.json").write_text(json.dumps({**W, "measurements": MEASURED}))
    words = ("import-levels", tmp_path / "w.json", "--station", "koeln", "--into", case, "--utc-offset", "+01:00")
    done = ask(*words)
    assert done == {
        "file": str(case / "levels" / "koeln.csv"), "values": 2, "first": "2024-07-01T03:00",
        "last": "2024-07-01T03:15", "utc_offset": "+01:00", "known": 0, "without_value": 1,
    }  # fmt: skip
    assert ask(*words) == {**done, "values": 0, "first": None, "last": None, "known": 2}


def test_a_station_with_its_series(bring: Any) -> None:
    flow = {"shortname": "Q", "longname": "ABFLUSS", "unit": "m³/s", "measurements": MEASURED}
    station = {"number": "2730010", "shortname": "KÖLN", "timeseries": [flow, {**W, "measurements": MEASURED}]}
    _, rows, _ = bring(station)
    assert rows[1] == "koeln,2024-07-01T04:00,314.0,cm,levels-koeln"
    _, rows, _ = bring(
        [{"shortname": "BONN", "timeseries": [W]}, station], "--series", "KÖLN", "--utc-offset", "+01:00"
    )
    assert rows[3] == "koeln,2024-07-01T03:00,314.0,cm,levels-koeln"


def test_the_latest_value_alone(bring: Any) -> None:
    assert bring(W)[1][1] == "koeln,2024-07-01T05:00,316.0,cm,levels-koeln"


@pytest.mark.parametrize(
    "unit", ['code=" cm "', 'xlink:title="cm"', 'xlink:href="http://www.opengis.net/def/uom/UCUM/0/cm"']
)
def test_waterml(bring: Any, unit: str) -> None:
    points = (
        "<wml2:time>2024-07-01T02:15:00.000Z</wml2:time><wml2:value>315.5</wml2:value>"
        "|<wml2:time>2024-07-01T04:00:59+02:00</wml2:time><wml2:value>3.14E2</wml2:value>"
        '|<wml2:time>2024-07-01T02:30:00Z</wml2:time><wml2:value xsi:nil="true"/>'
        "|<wml2:time>2024-07-01T02:45:00Z</wml2:time><wml2:value>NaN</wml2:value>"
        "|<wml2:time>2024-07-01T03:00:00Z</wml2:time><wml2:value>1.05</wml2:value><wml2:metadata>"
        '<wml2:TVPMeasurementMetadata><wml2:uom code="[ft_i]"/></wml2:TVPMeasurementMetadata></wml2:metadata>'
    )
    _, rows, told = bring(waterml(observation("1", unit=unit, points=points)), "--utc-offset", "+01:00")
    assert rows[1:] == [
        "koeln,2024-07-01T03:00,314,cm,levels-koeln",
        "koeln,2024-07-01T03:15,315.5,cm,levels-koeln",
        "koeln,2024-07-01T04:00,1.05,ft,levels-koeln",
    ]
    assert "without a value: 2" in told


def test_of_several_observations_the_one_of_the_station(bring: Any) -> None:
    document = waterml(
        observation("1", "BONN"),
        observation("2", "Koeln", points="<wml2:time>2024-07-01</wml2:time><wml2:value>9</wml2:value>"),
        observation("3", "Koeln", "Discharge", 'code="m3/s"'),
        observation("4", "Koelnmesse"),
    )
    assert bring(document)[1][1] == "koeln,2024-07-01,9,cm,levels-koeln"


def test_of_several_that_fit_none_is_taken_until_it_is_named(bring: Any) -> None:
    document = waterml(observation("1"), observation("2", what="Tailwater level"), observation("3", "BONN"))
    code, rows, told = bring(document)
    assert (code, rows) == (2, [])
    assert "2 series: 1 / Water level / 1.mp / 271 / KOELN / 1.ts (cm); 2 / Tailwater level" in told
    assert "--series" in told
    assert bring(document, "--series", "Tailwatr level")[0] == 2
    assert "did you mean Tailwater level" in bring(document, "--series", "Tailwatr level")[2]
    assert bring(document, "--series", "tailwater level")[0] == 0


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("header", ["", "time{}value\n"])
def test_two_columns(bring: Any, sign: str, header: str) -> None:
    text = header.format(sign) + f"2024-07-01 06:00{sign}3.14\n\n2024-07-01T05:00{sign}+3\n2024-07-01 07:00{sign}\n"
    _, rows, told = bring("\ufeff" + text, "--unit", "m")
    assert rows[1:] == ["koeln,2024-07-01T05:00,3,m,levels-koeln", "koeln,2024-07-01T06:00,3.14,m,levels-koeln"]
    assert "UTC" not in told, "times without an offset stand as they are"


def test_another_attribute_gets_its_column(bring: Any, case: Path) -> None:
    bring("2024-07-01,314\n", "--unit", "cm")
    _, rows, _ = bring("2024-02-01,21\n", "--unit", "cm", "--attribute", "ice_thickness_m")
    assert rows == [
        "station,when,value,unit,source,attribute",
        "koeln,2024-07-01,314,cm,levels-koeln,",
        "koeln,2024-02-01,21,cm,levels-koeln,ice_thickness_m",
    ]
    assert bring("2024-07-02,315\n", "--unit", "cm")[1][3] == "koeln,2024-07-02,315,cm,levels-koeln,water_level_m"
    series = thalweg.open(case).case.facts.series
    assert {k[1]: s.values.tolist() for k, s in series.items()} == {
        "water_level_m": [3.14, 3.15],
        "ice_thickness_m": [0.21],
    }


def test_rows_of_the_user_stay_as_they_are(bring: Any, case: Path) -> None:
    (case / "levels").mkdir()
    mine = 'source,unit,when,station,value\nexample,m,2024-06-30,"koeln",3.05\n'
    (case / "levels" / "koeln.csv").write_text(mine)
    _, rows, _ = bring("2024-07-01,314\n2024-06-30,305\n", "--unit", "cm")
    assert rows[1:] == ["example,m,2024-06-30,koeln,3.05", "example,cm,2024-07-01,koeln,314"]


# The clock


def test_over_the_end_of_summer_time_every_hour_stands_once(bring: Any) -> None:
    rows = [
        {"timestamp": "2024-10-27T02:30:00+02:00", "value": 314},
        {"timestamp": "2024-10-27T02:30:00+01:00", "value": 320},
        {"timestamp": "2024-10-27T03:30:00+01:00", "value": 330},
    ]
    _, written, _ = bring(rows, "--unit", "cm", "--utc-offset", "+01:00")
    assert [r.split(",")[1] for r in written[1:]] == ["2024-10-27T01:30", "2024-10-27T02:30", "2024-10-27T03:30"]


def test_an_hour_that_stands_twice_is_told(bring: Any) -> None:
    code, rows, told = bring("2024-10-27 02:30,314\n2024-10-27 02:30,320\n", "--unit", "cm")
    assert (code, rows) == (2, [])
    assert "given:2: time: 3.2 at 2024-10-27T02:30; expected 3.14, as in line 1: each moment once" in told
    assert "clocks go back" in told


def test_west_of_greenwich(bring: Any) -> None:
    rows = [{"timestamp": "2024-07-01T02:00:00Z", "value": 3}]
    assert bring(rows, "--unit", "ft", "--utc-offset", "-05:00")[1][1] == "koeln,2024-06-30T21:00,3,ft,levels-koeln"


def test_more_of_a_series_must_say_its_clock(bring: Any) -> None:
    bring(MEASURED, "--unit", "cm", "--utc-offset", "+01:00")
    later = [{"timestamp": "2024-12-01T04:00:00+01:00", "value": 300}]
    code, rows, told = bring(later, "--unit", "cm")
    assert (code, len(rows)) == (2, 3)
    assert "--utc-offset" in told
    assert len(bring(later, "--unit", "cm", "--utc-offset", "+01:00")[1]) == 4


# What is refused

ONE = "2024-07-01,314\n"
BOMB = '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "boom"><!ENTITY c "&b;&b;">]>\n<a>&c;</a>\n'
OUTSIDE = '<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "file:///etc/hostname">\n<a/>\n'
REFUSED: list[tuple[str, object, tuple[str, ...], str]] = [
    ("entities", BOMB, (), "given:2: a document type"),
    ("entities from outside", OUTSIDE, (), "given:2: a document type"),
    ("broken XML", waterml(observation("1"))[:-20], (), "valid XML"),
    ("XML of nothing", "<a/>", (), "no time series with values"),
    ("XML in an unknown encoding", '<?xml version="1.0" encoding="klingon"?><a/>', (), "XML"),
    ("deep XML", "<a>" * 100_000, (), "XML"),
    ("an exception report", '<ows:E xmlns:ows="http://www.opengis.net/ows/1.1">no</ows:E>', (), "no time series"),
    ("broken JSON", '[{"timestamp": 1', ("--unit", "cm"), "valid JSON"),
    ("deep JSON", "[" * 100_000, ("--unit", "cm"), "valid JSON"),
    ("an empty list", [], ("--unit", "cm"), "no time series with values"),
    ("JSON of something else", {"a": 1}, ("--unit", "cm"), "no time series with values"),
    ("no timestamp", [{"time": "2024-07-01", "value": 3}], ("--unit", "cm"), "given: [0]:"),
    ("a list for a value", [{"timestamp": "2024-07-01", "value": [3]}], ("--unit", "cm"), "given: [0]:"),
    ("words for a value", [{"timestamp": "2024-07-01", "value": "high"}], ("--unit", "cm"), "[0].value: 'high'"),
    ("a huge value", [{"timestamp": "2024-07-01", "value": 1e300}], ("--unit", "cm"), "[0].value"),
    ("a time that is none", [{"timestamp": "yesterday", "value": 3}], ("--unit", "cm"), "[0].timestamp: 'yesterday'"),
    ("an impossible time", [{"timestamp": "2024-02-30T06:00:00Z", "value": 3}], ("--unit", "cm"), "2024-02-30"),
    ("an hour 24", "2024-07-01T24:00,3\n", ("--unit", "cm"), "2024-07-01T24:00"),
    ("the end of time", "9999-12-31,3\n", ("--unit", "cm"), "9999-12-31"),
    ("days and minutes", ONE + "2024-07-02T06:00,3\n", ("--unit", "cm"), "given:2: time"),
    ("some offsets", "2024-07-01T06:00Z,3\n2024-07-01T07:00,3\n", ("--unit", "cm"), "given:2: time"),
    ("three columns", "2024-07-01,3,4\n", ("--unit", "cm"), "3 cells"),
    ("a decimal comma", '2024-07-01;"3,14"\n', ("--unit", "m"), "given:1: value: '3,14'"),
    ("an open quotation", '2024-07-01,"3\n', ("--unit", "m"), "given:1: unexpected end"),
    ("an empty file", "", (), "no time series with values"),
    ("another encoding", b"2024-07-01,3\n\xff\n", ("--unit", "m"), "given:2: byte 0xff"),
    ("no unit", ONE, (), "--unit"),
    ("an unknown unit", ONE, ("--unit", "fathom"), "fathom"),
    ("a unit of something else", ONE, ("--unit", "t"), "'t'"),
    ("another unit than the file says", {**W, "measurements": MEASURED}, ("--unit", "m"), "the file says 'cm'"),
    ("a unit nobody knows", {**W, "unit": "m+NN"}, (), "m+NN"),
    ("means of the time before", waterml(observation("1", kind=CONTINUOUS[:-10] + "AveragePrec")), (), "AveragePrec"),
    ("an unknown attribute", ONE, ("--attribute", "water_level", "--unit", "cm"), "water_level_m"),
    ("an attribute of links", ONE, ("--attribute", "depth_m", "--unit", "cm"), "depth_m"),
    ("a source that is not there", ONE, ("--source", "wsv", "--unit", "cm"), "add a row such as wsv,official,"),
    ("an offset that is none", ONE, ("--utc-offset", "CET", "--unit", "cm"), "'CET'"),
    ("an offset beyond all", ONE, ("--utc-offset", "+24:00", "--unit", "cm"), "+24:00"),
    ("an offset of times without one", ONE, ("--utc-offset", "+01:00", "--unit", "cm"), "no --utc-offset"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "options", "named"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_is_refused(bring: Any, document: object, options: tuple[str, ...], named: str) -> None:
    code, rows, told = bring(document, *options)
    assert (code, rows) == (2, [])
    assert named in told
    assert all(len(line) < 400 for line in told.splitlines())


def test_a_unit_is_given_where_that_of_the_file_is_not_understood(bring: Any) -> None:
    assert bring({**W, "unit": "m+NN"}, "--unit", "cm")[0] == 0


def test_a_large_file_is_not_read(bring: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files.Report.raw, "__defaults__", (True, 10))
    assert "at most" in bring(ONE, "--unit", "cm")[2]


def test_what_the_case_has_is_not_changed(bring: Any) -> None:
    bring(ONE, "--unit", "cm")
    code, rows, told = bring("2024-07-02,315\n2024-07-01,313\n", "--unit", "cm")
    assert (code, len(rows)) == (2, 2)
    assert "given:2: time: 3.13 at 2024-07-01; expected 3.14, as in the case" in told


def test_days_and_minutes_are_two_series(bring: Any) -> None:
    bring(ONE, "--unit", "cm")
    assert "expected a day" in bring("2024-07-02T06:00,315\n", "--unit", "cm")[2]


def test_a_series_keeps_its_source(bring: Any) -> None:
    bring(ONE, "--unit", "cm")
    assert "expected levels-koeln" in bring("2024-07-02,315\n", "--unit", "cm", "--source", "example")[2]


def test_a_file_of_many_mistakes_is_told_in_ten_lines(bring: Any) -> None:
    code, _, told = bring("".join(f"2024-07-{d:02d},x\n" for d in range(1, 31)), "--unit", "cm")
    assert (code, len(told.splitlines())) == (2, 10)


def test_the_station_must_be_one(run: Run, case: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ONE)
    for station, named in (("kolen", "koeln"), ("barge", "barge"), ("lower-river", "lower-river")):
        code, out, err = run("import-levels", tmp_path / "a.csv", "--station", station, "--into", case, "--unit", "cm")
        assert (code, out) == (2, "")
        assert named in err


def test_an_id_that_cannot_name_a_file_is_refused(run: Run, case: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ONE)
    (case / "subjects.csv").write_text("id,name,kind\n../out,Out,topic\nx.climatology,Out,topic\n")
    for station in ("../out", "x.climatology"):
        code, _, err = run("import-levels", tmp_path / "a.csv", "--station", station, "--into", case, "--unit", "cm")
        assert code == 2
        assert "the name of a file" in err
    assert not (case / "out.csv").exists()


def test_the_series_of_a_case_that_is_used_is_not_added_to(bring: Any, run: Run, case: Path, tmp_path: Path) -> None:
    bring(ONE, "--unit", "cm")
    user = make(tmp_path / "user", (("case.yaml", "+", "uses: [mine]\n"), ("rules/local.yaml", "-", "")))
    words = ("--station", "koeln", "--into", user, "--unit", "cm", "--source", "levels-koeln")
    code, out, err = run("import-levels", tmp_path / "given", *words)
    assert (code, out) == (2, "")
    assert "a case used here (mine)" in err
    assert not (user / "levels").exists()


def test_a_case_with_problems_is_left_alone(bring: Any, case: Path) -> None:
    (case / "claims" / "river.csv").write_text("nonsense\n")
    code, rows, told = bring(ONE, "--unit", "cm")
    assert (code, rows) == (2, [])
    assert "claims/river.csv" in told


def test_a_folder_that_cannot_be_written_is_told(bring: Any, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(ONE, "--unit", "cm")

    def refuse(*_: object) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    code, rows, told = bring("2024-07-02,315\n", "--unit", "cm")
    assert (code, rows) == (2, ["station,when,value,unit,source", "koeln,2024-07-01,314,cm,levels-koeln"])
    assert "Permission denied" in told
