"""The brief: a whole page that needs nothing else, on which every number and every source is that of the answers."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import thalweg
from tests.surfaces.conftest import Ask, Run
from tests.surfaces.test_server import HERE, TRIP, problem
from thalweg.apps.events import Event
from thalweg.brief.markup import VOID, Markup, el
from thalweg.brief.material import Material, near
from thalweg.brief.page import Brief
from thalweg.brief.picture import Labels, View
from thalweg.brief.sections import SECTIONS
from thalweg.brief.traffic import SPEEDS
from thalweg.brief.words import GLOSS
from thalweg.facts.claim import Source
from thalweg.rules.rule import Verdict
from thalweg.server.app import make_app
from thalweg.server.shelf import Shelf
from thalweg.study import Study

LEG = ("hunchun", "sea-of-japan", "2024-07-01")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


class Page(HTMLParser):
    """A page as a reader and a browser find it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.said: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {k: v or "" for k, v in attrs}))
        self.open += [] if tag in VOID else [tag]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {k: v or "" for k, v in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.said.append(("/".join(self.open), data))

    @property
    def text(self) -> str:
        """What a reader reads."""
        return " ".join(data for where, data in self.said if "/style" not in where and "/head" not in where)

    def all(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of all elements of a kind."""
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def study() -> Study:
    """Open the bundled case once."""
    return thalweg.open("tumen")


@pytest.fixture(scope="module", params=[("ccg-1000t", "both-consents"), ("cn-fishing-boat", "baseline")], ids=str)
def brief(request: pytest.FixtureRequest, study: Study) -> Brief:
    """Make a brief of an unknown passage, and of a blocked one."""
    mover, scenario = request.param
    return study.brief(mover, *LEG, scenario=scenario)


def test_the_page_is_whole_and_asks_nothing_of_anybody(brief: Brief) -> None:
    page = Page(brief.to_html())
    assert page.open == []
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & {name for name, _ in page.tags}
    for name, attrs in page.tags:
        assert not {"src", "srcset", "style", "data", "action"} & set(attrs)
        assert not [k for k in attrs if k.startswith("on")]
        assert "href" not in attrs or name == "a"
    style = "".join(data for where, data in page.said if where.endswith("style"))
    assert "url(" not in style
    assert "@import" not in style
    headings = [name for name, _ in page.tags if re.fullmatch(r"h\d", name)]
    assert headings[0] == "h1"
    assert headings.count("h1") == 1
    assert all(int(b[1]) - int(a[1]) <= 1 for a, b in pairwise(headings))
    assert all(attrs.get("scope") in ("row", "col") for attrs in page.all("th"))
    assert len(page.all("table")) == len(page.all("caption"))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    (picture,) = (attrs for attrs in page.all("svg") if attrs.get("class") == "map")
    assert picture["role"] == "img"
    assert set(picture["aria-labelledby"].split()) <= set(ids)


def test_every_source_cited_is_listed_and_every_one_listed_is_cited(brief: Brief) -> None:
    page, data = Page(brief.to_html()), brief.as_dict()
    marks = {attrs["href"] for attrs in page.all("a") if attrs["href"].startswith("#")}
    listed = {f"#source-{s['number']}": s for s in data["sources"]}
    assert marks == set(listed)
    assert {f"#{attrs['id']}" for attrs in page.all("span") if attrs.get("id", "").startswith("source-")} == marks
    reasons = data["check"]["reasons"]
    cited = {c["source"] for r in reasons for c in r["claims"] if c["kind"] != "scenario"}
    cited |= {s["source"] for r in reasons for s in r["sources"]}
    assert cited <= {s["source"] for s in data["sources"]}
    outside = [attrs for attrs in page.all("a") if not attrs["href"].startswith("#")]
    assert {attrs["href"] for attrs in outside} == {s["url"] for s in data["sources"] if s["url"]}
    assert {attrs["rel"] for attrs in outside} == {"noopener noreferrer"}
    for source in data["sources"]:
        for word in (source["title"], source["publisher"], source["url"]):
            assert word in page.text


def test_every_number_on_the_page_is_one_of_the_answers(brief: Brief) -> None:
    data = brief.as_dict()
    plain = json.dumps(data, ensure_ascii=False)
    known = set(NUMBER.findall(plain))
    floats: list[float] = []
    json.loads(plain, parse_float=lambda x: floats.append(float(x)) or float(x))  # type: ignore[func-returns-value]
    known |= {f"{x:,.1f}" for x in floats} | {f"{data['claims']:,}"}
    known |= {str(part) for iso in re.findall(r"\d{4}-\d\d-\d\d", plain) for part in map(int, iso.split("-"))}
    about = brief.material
    known |= set(NUMBER.findall(" ".join((*about.scenarios.values(), about.title))))
    counted = {str(n) for n in range(len(data["sources"]) + 1)}  # numbers of rows, and of what is left out
    text = " ".join(d for where, d in Page(brief.to_html()).said if "svg" not in where and "head" not in where)
    assert not [n for n in NUMBER.findall(text) if n.rstrip(",") not in known | counted]
    assert f"{data['check']['length_km']:,.1f} km" in text


def test_what_the_answers_say_stands_on_the_page(brief: Brief) -> None:
    page, data = Page(brief.to_html()), brief.as_dict()
    text = re.sub(r"\s+", " ", page.text)
    assert data["verdict"].capitalize() in text
    assert GLOSS[Verdict[data["verdict"].upper()]] in text
    for reason in data["check"]["reasons"]:
        assert re.sub(r"\s+", " ", reason["sentence"]) in text
    for one in data["unlock"]["sets"]:
        assert all(x["text"] in text for x in one["levers"])
    for side in data["compare"]["sides"]:
        assert brief.material.scenarios[side["scenario"]] in text
    for assumed in data["check"]["assumptions"]:
        assert assumed["sentence"] in text
    assert ("What would settle it" in text) == (data["verdict"] == "unknown")
    assert "cost not known" in text
    assert [e["on"] for e in data["events"]] == sorted(e["on"] for e in data["events"])
    assert all(e["text"] in text for e in data["events"])


def test_an_open_passage_says_no_more_than_it_needs() -> None:
    page = Page(thalweg.open("kiel").brief().to_html())
    heads = [data for where, data in page.said if where.endswith(("h2", "h3"))]
    assert "Clear" in page.text
    assert not {"What would open it", "What would settle it", "Further reasons"} & set(heads)
    assert "Sources" not in heads or page.all("a")


def test_no_way_at_all_is_told(study: Study) -> None:
    page = Page(study.brief("ccg-1000t", "hunchun", "pyongyang", LEG[2]).to_html())
    assert "No chain of links" in page.text
    assert "there is no way" in page.text
    assert "The way" not in [data for where, data in page.said if where.endswith("h2")]


def test_the_command_makes_the_same_page(study: Study, tmp_path: Path, run: Run, monkeypatch: Any) -> None:
    asked = study.brief(
        "ccg-1000t", *LEG, known_on="2025-01-01", scenario="both-consents", readings={"art9": "broad"}, trust="weak",
        trip={"draught_m": 2.8}, orders=("KP", "RU") if {"KP", "RU"} <= set(study.case.lawbook.orders) else None,
    )  # fmt: skip
    monkeypatch.chdir(tmp_path)
    words = shlex.split(" ".join(asked.material.command))
    assert words[0] == "thalweg"
    assert run(*words[1:])[0] == 0
    assert (tmp_path / "brief.html").read_text(encoding="utf-8") == asked.to_html()
    assert "on 1\u00a0January\u00a02025" in asked.to_html()
    code, _, err = run(*words[1:])
    assert code == 2
    assert "--force" in err


def test_the_command_of_a_page_about_traffic_makes_it_again(
    study: Study, tmp_path: Path, run: Run, monkeypatch: Any
) -> None:
    asked = study.brief(scenario="road-bridge-open")
    assert asked.material.answers.flow is not None
    monkeypatch.chdir(tmp_path)
    assert run(*shlex.split(" ".join(asked.material.command))[1:])[0] == 0
    assert (tmp_path / "brief.html").read_text(encoding="utf-8") == asked.to_html()


def test_the_answers_are_plain_data_on_the_command_line(ask: Ask) -> None:
    words = ("tumen", "--mover", "ccg-1000t", "--from", LEG[0], "--to", LEG[1], "--on", LEG[2])
    told = ask("brief", *words)
    assert told["check"] == ask("check", *words)
    assert told["made_on"] == date.today().isoformat()


def _event(on: str, text: str, known: str | None = None, source: str = "") -> Event:
    day = date.fromisoformat(known) if known else None
    return Event(date.fromisoformat(on), False, "claim", "x", text, on, day, (source,) if source else ())


def test_events_near_the_day_are_those_that_were_known() -> None:
    events = [_event(f"2020-0{i}-01", str(i)) for i in range(1, 10)]
    assert [e.text for e in near(events, date(2020, 6, 1), None)] == ["3", "4", "5", "6", "7", "8", "9"]
    late = _event("2020-05-01", "told later", "2021-01-01")
    assert [e.text for e in near([*events, late], date(2020, 5, 1), date(2020, 5, 1))] == ["2", "3", "4", "5"]
    twice = [_event("2020-01-01", "same", "2020-01-01", "a"), _event("2020-01-01", "same", "2020-02-01", "b")]
    (one,) = near(twice, date(2020, 6, 1), None)
    assert one.sources == ("a", "b")


def test_whatever_a_case_says_is_escaped(study: Study) -> None:
    made = study.brief("ccg-1000t", *LEG)
    hostile = "</style><script>alert('x')</script>\" onload=\"y"
    bad = {k: Source(k, s.kind, hostile, hostile, "javascript:alert(1)") for k, s in made.material.sources.items()}
    answer = made.material.check
    told = replace(answer, mover=hostile, reasons=tuple(replace(r, sentence=hostile) for r in answer.reasons))
    material: Material = replace(
        made.material, title=hostile, sources=bad, scenarios=dict.fromkeys(made.material.scenarios, hostile),
        answers=replace(made.material.answers, check=told),
    )  # fmt: skip
    page = Page(Brief(material).to_html())
    assert not page.all("script")
    assert not [attrs for _, attrs in page.tags if any(k.startswith("on") for k in attrs)]
    assert all(attrs["href"].startswith("#") for attrs in page.all("a"))
    assert hostile in page.text


def test_elements_escape_what_is_not_made_by_them() -> None:
    assert el("p", "<b>", Markup("<i></i>"), title='"') == '<p title="&quot;">&lt;b&gt;<i></i></p>'
    assert el("path", d="M0 0", class_=None) == '<path d="M0 0"/>'


def test_links_beside_the_way_have_their_verdict(study: Study) -> None:
    for opened in (thalweg.open("kiel").brief(), study.brief("ccg-1000t", *LEG)):
        on_way = {s.link for s in opened.material.check.path}
        beside = [x.verdict for x in opened.material.answers.map.links if x.link.id not in on_way]
        drawn = {p["class"].split()[1] for p in Page(opened.to_html()).all("path") if "other" in p.get("class", "")}
        assert drawn == {"unused" if v is None else str(v) for v in beside}


def test_a_map_over_the_date_line_is_whole() -> None:
    view = View([(179.0, 10.0), (-179.0, 11.0)])
    (a, _), (b, _) = view.at((179.0, 10.0)), view.at((-179.0, 11.0))
    assert 0 < a < b < 720
    assert View([(10.0, 50.0), (10.0, 50.0)]).bar_km() > 0


def test_no_label_stands_on_another() -> None:
    labels = Labels()
    told = [labels.put((360.0, 190.0), "a name", "name") for _ in range(20)]
    assert told[-1] is None
    boxes = labels.taken
    assert len(boxes) == sum(t is not None for t in told) > 1
    for i, a in enumerate(boxes):
        assert not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for b in boxes[i + 1 :])


def test_sections_have_their_place() -> None:
    ids = [s.id for s in SECTIONS]
    assert len(set(ids)) == len(ids)
    assert ids[-2:] == ["sources", "made"]


def test_a_verdict_means_the_same_on_every_page() -> None:
    words = json.loads(resources.files("thalweg.server").joinpath("static/words/en.json").read_text(encoding="utf-8"))
    assert {v: words[f"verdict.{v}.gloss"] for v in Verdict} == GLOSS


# Over HTTP


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Serve the case."""
    with TestClient(make_app(Shelf(["tumen"])), base_url=HERE) as client:
        yield client


def test_the_page_over_http(client: TestClient, study: Study) -> None:
    answer = client.get("/api/cases/tumen/brief", params=TRIP)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-disposition"] == 'inline; filename="tumen-brief-2024-07-01.html"'
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    made = study.brief(TRIP["mover"], TRIP["origin"], TRIP["destination"], TRIP["on"])
    assert answer.text == made.to_html()
    assert client.get("/api/cases/tumen/brief", params={**TRIP, "as": "json"}).json() == json.loads(
        json.dumps(made.as_dict())
    )
    have = {"If-None-Match": answer.headers["etag"]}
    assert client.get("/api/cases/tumen/brief", params=TRIP, headers=have).status_code == 304
    problem(client.get("/api/cases/tumen/brief?as=csv"), 422, "bad-question", "a form of brief: json, html")


def test_the_question_about_traffic_comes_first_under_its_scenario() -> None:
    study = thalweg.open("tumen")
    page = study.brief(scenario="road-bridge-open")
    data = page.as_dict()
    assert data["question"]["mover"] == "truck-40t"
    assert [b["at"] for b in data["flow"]["cut"]] == ["khasan-checkpoint"]
    text = page.to_html()
    for told in ("At most 300 vehicles a day", "750", "less than 48 min", "Staircases: 1 by the new bridge", "CPMM",
                 "Russian tourist, Vladivostok to Tumangang", "Great Belt link", SPEEDS):  # fmt: skip
        assert told in text
    assert re.search(r'<path d="M[^"]+" class="stair stair-1"', text)
    assert {r["method"] for r in data["response"]["rungs"]} >= {"constant elasticity", "seen elsewhere", "logsum"}
    assert {x["ratio"] for x in data["response"]["regimes"]} >= {"9.5"}
    own = study.brief(*("cn-fishing-boat", *LEG), scenario="road-bridge-open")
    assert own.as_dict()["flow"] is None
    assert "Staircases" not in own.to_html()
    assert study.brief().as_dict()["question"]["mover"] == "cn-fishing-boat"
