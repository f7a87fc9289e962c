"""The Python surface: `thalweg.open`, every question, and the forms in which answers show themselves."""

from __future__ import annotations

import dataclasses
import inspect
import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import thalweg
from thalweg.errors import BadInput, CaseError, UnknownName
from thalweg.io.new import new_case
from thalweg.rules.rule import Verdict
from thalweg.study import Study
from thalweg.tables import (
    Access,
    Alliances,
    Allies,
    Assign,
    Check,
    Claims,
    Compare,
    Corridor,
    Crossings,
    Envelope,
    Facts,
    Flow,
    Load,
    May,
    Programme,
    Reach,
    Response,
    Route,
    Rules,
    Screen,
    Settle,
    Simulate,
    Unlock,
    Why,
    Windows,
)

ON = "2024-07-01"


@pytest.fixture(scope="module")
def study() -> Study:
    """Open the bundled case once."""
    return thalweg.open("tumen")


@pytest.fixture(scope="module")
def results(study: Study, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Ask every question once."""
    manifest = tmp_path_factory.mktemp("manifests") / "coal.csv"
    demand = manifest.with_name("demand.csv")
    demand.write_text("origin,destination,mover,per_day\nhunchun,rajin,truck-40t,5\n")
    manifest.write_text("id,flag,hs\nrussian,RU,270112\nlocal,KP,270112\n")
    return {
        "check": study.check("ccg-1000t", "hunchun", "sea-of-japan", ON, scenario="both-consents"),
        "compare": study.compare("ccg-1000t", "hunchun", "sea-of-japan", ON, scenario="both-consents"),
        "alliances": study.alliances("defence", ON),
        "claims": study.claims("friendship bridge clearance"),
        "why": study.why("ccg-1000t", "hunchun", "sea-of-japan", ON),
        "access": study.access("hunchun", ["sea-of-japan", "rajin"], ON, mover=["ccg-1000t", "truck-40t"]),
        "facts": study.facts("friendship-bridge", "vertical_clearance_m", ON),
        "crossings": study.crossings("KP-RU", ON),
        "allies": study.allies("CN", "defence", ON),
        "may": study.may("ccg-1000t", "ru-kp-tumen", ON),
        "rules": study.rules(ON, before="2016-01-01"),
        "screen": study.screen(manifest, "dprk-rajin-port", ON),
        "load": study.load("ccg-1000t", "hunchun", "sea-of-japan", ON, scenario="consents-and-dredging"),
        "envelope": study.envelope("hunchun", ["sea-of-japan", "rajin"], ON),
        "route": study.route("coal-consignment", "hunchun", "sea-of-japan", ON, {"count": 3}),
        "flow": study.flow("truck-40t", "kraskino", "hunchun", ON, relieve=2),
        "corridor": study.corridor("coal-consignment", "hunchun", "niigata", ON, plan={"count": 2}),
        "reach": study.reach("ccg-1000t", "hunchun,dalian", "niigata", ON, speed_kn=15),
        "response": study.response("tourist-ru", "vladivostok", "tumangang", "2026-10-01", scenario="road-bridge-open",
                                   plan={"speeds": {"road": 50, "rail": 40}}),
        "assign": study.assign(demand, ON, plan={"speeds": {"road": 50}}),
        "windows": study.windows("ccg-1000t", "hunchun", "sea-of-japan", ON, step_min=720),
        "unlock": study.unlock("ccg-1000t", "hunchun", "sea-of-japan", ON),
        "settle": study.settle("ccg-1000t", "hunchun", "sea-of-japan", [ON, "2024-07-02"], scenario="both-consents"),
        "simulate": study.simulate("khasan-checkpoint", ON, {"per_day": 300, "service_min": "40..46"}, days=3, runs=3),
        "programme": study.programme(["ccg-1000t", "cn-fishing-boat"], "hunchun", "sea-of-japan", ON, count=1),
    }  # fmt: skip


RESULTS: tuple[Any, ...] = (
    Check,
    Compare,
    Why,
    Access,
    Facts,
    Crossings,
    Alliances,
    Allies,
    Claims,
    May,
    Rules,
    Screen,
    Load,
    Envelope,
    Windows,
    Route,
    Unlock,
    Settle,
    Simulate,
    Programme,
    Flow,
    Corridor,
    Reach,
    Response,
    Assign,
)
KINDS = {kind.__name__.lower(): kind for kind in RESULTS}


def test_the_package_exports_exactly_this() -> None:
    assert thalweg.__all__ == ["__version__", "open"]
    public = {n for n, v in vars(thalweg).items() if not n.startswith("_") and not inspect.ismodule(v)}
    assert public - {"annotations", "TYPE_CHECKING"} == {"open"}


def test_every_question_has_a_method_and_a_test(results: dict[str, Any]) -> None:
    methods = {n for n, _ in inspect.getmembers(Study, inspect.isfunction) if not n.startswith("_")}
    of_the_server = {"about", "all_facts", "brief", "carried", "export", "forget", "map"}
    assert methods == {*results, "attributes_of", "snapshot", *of_the_server}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_result_shows_itself(results: dict[str, Any], name: str) -> None:
    found: Any = results[name]
    assert isinstance(found, KINDS[name])
    text = repr(found)
    assert len(text.splitlines()) > 1
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.splitlines())
    html = found._repr_html_()
    assert html.startswith("<pre")
    assert html.rstrip().endswith("</pre>")
    assert json.loads(json.dumps(found.as_dict(), allow_nan=False)) == found.as_dict()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("check", ("unknown", "fit.draught", "117.1")),
        ("why", ("blocked", "default:KP", "art9")),
        ("access", ("blocked", "clear", "default:KP")),
        ("facts", ("7 m", "weak")),
        ("crossings", ("friendship-bridge", "KP-RU")),
        ("allies", ("China", "defence")),
        ("may", ("blocked", "default:KP", "place", "obtain the consent of")),
        ("rules", ("un-2371-coal", "begins")),
        ("screen", ("russian", "local", "blocked")),
        ("load", ("can be loaded", "what it carries is not known")),
        ("envelope", ("The largest vessel from Hunchun", "not refused", "speaks of")),
        ("windows", ("00:00-24:00", "blocked", "no water level is known to change")),
        ("unlock", ("blocked", "set 1", "obtain the consent of the DPRK", "nothing opens without")),
        ("settle", ("2 of 2 answers are unknown", "a measurement", "refuses alone")),
        ("simulate", ("Khasan road checkpoint", "less than 48 min", "at worst", "as if it were open")),
        ("programme", ("2 movers", "open to 0 of 2", "in a set of how many movers")),
    ],
)
def test_what_a_result_says_of_itself(results: dict[str, Any], name: str, words: tuple[str, ...]) -> None:
    for shown in (repr(results[name]), results[name]._repr_html_()):
        assert all(w in shown for w in words)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_result_is_frozen(results: dict[str, Any], name: str) -> None:
    field = dataclasses.fields(results[name])[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(results[name], field, None)


def test_a_study_is_frozen_and_tells_what_it_holds(study: Study) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        study.case = None  # type: ignore[misc, assignment]
    assert "tumen" in repr(study)
    assert str(len(study.case.facts)) in repr(study)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("check", {"link", "mode", "length_km", "verdict"}),
        ("access", {"mover", "destination", "on", "scenario", "verdict", "rules", "reason"}),
        ("facts", {"stands", "stated", "source", "published", "why", "url"}),
        ("crossings", {"id", "border", "status"}),
        ("allies", {"country", "obligation", "instrument"}),
        ("rules", {"rule", "effect", "order", "instrument", "article", "if", "say"}),
        ("screen", {"id", "verdict", "orders", "rules", "reason", "lever"}),
        ("load", {"on", "verdict", "draught_m", "payload_t", "share_percent", "full", "binding"}),
        ("envelope", {"destination", "how", "draught_m", "air_draught_m", "beam_m", "length_m", "draught_m_bound_by"}),
        ("windows", {"hours", "start_min", "end_min", "verdict"}),
        ("unlock", {"set", "lever", "kind", "text", "holders", "cost_usd", "months"}),
        ("simulate", {"vehicle", "direction", "arrive_h", "start_h", "end_h", "wait_h", "server"}),
        ("settle", {"fact", "text", "kind", "needed", "refuses"}),
        ("programme", {"mover", "lever", "inside"}),
    ],
)
def test_a_result_as_a_frame(results: dict[str, Any], name: str, columns: set[str]) -> None:
    frame = results[name].to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert columns <= set(frame.columns)
    assert len(frame) > 0


def test_a_frame_without_rows_keeps_its_columns(study: Study) -> None:
    assert "country" in study.allies("JP", "consultation", ON).to_frame().columns
    empty = study.crossings("KP-RU", ON, status="removed").to_frame()
    assert (len(empty), "id" in empty.columns) == (0, True)


def test_the_frame_of_a_path_is_the_path(results: dict[str, Any]) -> None:
    found: Check = results["check"]
    frame = found.to_frame()
    assert frame["link"].tolist() == [s.link for s in found.path]
    assert frame["length_km"].sum() == pytest.approx(found.length_km)


def test_access_as_a_labelled_array(results: dict[str, Any]) -> None:
    found: Access = results["access"]
    data = found.to_xarray()
    assert data["verdict"].dims == ("mover", "destination", "on", "scenario")
    cell = data["verdict"].sel(mover="truck-40t", destination="rajin").squeeze()
    assert int(cell) == Verdict.CLEAR
    assert data["verdict"].attrs["flag_meanings"].split() == [str(v) for v in Verdict]
    assert data["verdict"].attrs["flag_values"].tolist() == [int(v) for v in Verdict]
    assert str(data["on"].values[0])[:10] == ON
    assert data.sizes == {"mover": 2, "destination": 2, "on": 1, "scenario": 1}


@pytest.mark.parametrize("on", ["1600-01-01", "1677-09-20", "2024-07-01", "2400-01-01"])
def test_a_day_of_any_century_stays_the_day(study: Study, on: str) -> None:
    data = study.access("hunchun", "rajin", on, mover="truck-40t").to_xarray()
    assert str(data["on"].values[0])[:10] == on


def test_a_path_as_geojson(results: dict[str, Any]) -> None:
    found: Check = results["check"]
    data = found.to_geojson()
    assert data["type"] == "FeatureCollection"
    lines = [f["geometry"]["coordinates"] for f in data["features"]]
    assert all(f["geometry"]["type"] == "LineString" for f in data["features"])
    for one, following in pairwise(lines):
        assert np.allclose(one[-1], following[0], atol=0.03), "each link goes on where the last one ended"
    start = found.admission.snapshot.network.places[found.admission.snapshot.network.place_index["hunchun"]]
    assert np.allclose(lines[0][0], (start.lon, start.lat), atol=0.03)


def test_a_path_runs_the_way_of_travel(study: Study) -> None:
    there = study.check("truck-40t", "hunchun", "rajin", ON)
    back = study.check("truck-40t", "rajin", "hunchun", ON)
    assert [s.link for s in there.path] == [s.link for s in back.path][::-1]
    assert there.path[0].line == back.path[-1].line[::-1]
    assert there.length_km == pytest.approx(back.length_km)


def test_crossings_as_geojson(results: dict[str, Any]) -> None:
    (feature,) = results["crossings"].to_geojson()["features"]
    assert feature["geometry"]["type"] == "Point"
    lon, lat = feature["geometry"]["coordinates"]
    assert (130 < lon < 131, 42 < lat < 43) == (True, True)
    assert feature["properties"]["id"] == "friendship-bridge"


@pytest.mark.parametrize(
    "name", ["check", "access", "facts", "load", "envelope", "windows", "unlock", "simulate", "programme"]
)
def test_pictures(results: dict[str, Any], name: str) -> None:
    figure = results[name].plot()
    assert isinstance(figure, Figure)
    assert figure.axes[0].get_title()
    assert not figure.get_suptitle() or name in ("envelope", "simulate")


def test_days_may_be_dates(study: Study) -> None:
    words = ("truck-40t", "hunchun", "rajin")
    assert study.check(*words, date(2024, 7, 1)).as_dict() == study.check(*words, ON).as_dict()
    many = study.access("hunchun", "rajin", [date(2024, 7, 1), "2025-07-01"], mover="truck-40t")
    assert many.days == (date(2024, 7, 1), date(2025, 7, 1))


def test_without_a_day_today_is_asked(study: Study) -> None:
    before = date.today()
    on = study.check("truck-40t", "hunchun", "rajin").question.on
    assert before <= on <= date.today()


def test_attributes_of_a_subject(study: Study) -> None:
    found = study.attributes_of("tumen-lower")
    assert {"depth_m", "jurisdiction", "length_km"} <= set(found)
    assert list(found) == sorted(set(found))
    with pytest.raises(UnknownName, match="tumen-lower"):
        study.attributes_of("tumen-lowr")


def test_a_snapshot_may_be_asked_directly(study: Study) -> None:
    snapshot = study.snapshot(ON, scenario="consents-and-dredging")
    assert snapshot.resolve("tumen-lower", "depth_m").interval == (6, 6)
    assert study.snapshot(ON, trust="weak").moment.trust_weak


def test_one_question_is_the_same_in_all_places(study: Study) -> None:
    """What `check` is asked is what `access` asks of its cells, and `why` takes apart."""
    how: dict[str, Any] = {
        "scenario": "both-consents",
        "readings": {"art9": "broad"},
        "trip": {"export_port": "rajin"},
        "meets": ("committee_notice", "modalities"),
        "orders": ("UN",),
        "purpose": "survey",
    }
    asked = study.check("ccg-1000t", "hunchun", "sea-of-japan", ON, **how).question
    assert (asked.purpose, dict(asked.said), asked.meets) == (
        "survey",
        {"export_port": "rajin"},
        ("committee_notice", "modalities"),
    )
    assert (asked.orders, asked.readings["art9"]) == (("UN",), "broad")
    assert study.why("ccg-1000t", "hunchun", "sea-of-japan", ON, **how).answer.question == asked
    many = study.access("hunchun", "sea-of-japan", ON, mover="ccg-1000t", **how)
    assert many.why(0, 0, 0, 0).question == asked


def test_a_case_is_opened_by_name_or_by_path(tmp_path: Path, study: Study) -> None:
    new_case(tmp_path / "mine")
    for path in (tmp_path / "mine", str(tmp_path / "mine")):
        assert thalweg.open(path).case.name == "mine"
    assert thalweg.open(study.case.root).case.name == "tumen"


def test_errors_are_what_the_tree_says(tmp_path: Path, study: Study) -> None:
    with pytest.raises(BadInput, match="tumen"):
        thalweg.open("tumem")
    new_case(tmp_path / "mine")
    (tmp_path / "mine" / "movers.csv").unlink()
    with pytest.raises(CaseError) as caught:
        thalweg.open(tmp_path / "mine")
    assert [p.file for p in caught.value.problems if p.code == "file-missing"] == ["movers.csv"]
    with pytest.raises(UnknownName, match="ccg-1000t"):
        study.check("ccg-1000", "hunchun", "sea-of-japan", ON)


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("scenario", {"scenario": "nope"}),
        ("reading", {"readings": {"art8": "broad"}}),
        ("known_on", {"known_on": "yesterday"}),
        ("trust", {"trust": "blind"}),
    ],
)
def test_a_wrong_word_is_named(study: Study, kind: str, how: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as caught:
        study.check("ccg-1000t", "hunchun", "sea-of-japan", ON, **how)
    assert caught.value.problems[0].field == kind


@pytest.mark.parametrize("how", [{"on": []}, {"scenario": []}, {"destination": []}])
def test_nothing_asked_is_a_mistake(study: Study, how: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        study.access(**{"origin": "hunchun", "destination": "rajin", "on": ON, **how})


def test_from_a_place_to_itself(study: Study) -> None:
    found = study.check("truck-40t", "hunchun", "hunchun", ON)
    assert (found.verdict, found.path, found.length_km) == (Verdict.CLEAR, (), 0)
    assert repr(found)
    assert isinstance(found.plot(), Figure)
    assert study.why("truck-40t", "hunchun", "hunchun", ON).tree.verdict is Verdict.CLEAR


def test_no_way_is_an_answer_and_not_an_error(study: Study) -> None:
    found = study.check("truck-40t", "hunchun", "niigata", ON)
    assert (found.verdict, found.path) == (Verdict.BLOCKED, ())
    assert [r.rule for r in found.reasons] == ["fit.mode"]
    assert "niigata" in repr(found).lower()
    assert found.to_geojson()["features"] == []
    assert isinstance(found.plot(), Figure)
