"""The Dutch fairway network, read as it is by the spec of the documentation, against the raw file."""

from __future__ import annotations

import json
import math
import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from tests.shared import ROOT, shared
from thalweg.io.lint import lint_case
from thalweg.rules.rule import Verdict
from thalweg.study import Study, open_case

EXAMPLE = ROOT / "docs" / "examples" / "fis"
PAGE = ROOT / "docs" / "tables.md"
EDGES, NODES = "fis_dtv_edges.geojson", "fis_dtv_nodes.geojson"
DAY = "2024-07-01"
LOBITH = "1000"
SPITS = {"draught": 2.2, "beam": 5.05, "length": 38.5, "air": 4.5}
UNLIMITED = """\
source: fis
prefix: fis
jurisdiction: fairways
nodes: {file: tables/fis_dtv_nodes.geojson, id: n}
links:
  file: tables/fis_dtv_edges.geojson
  id: [source, target]
  from: source
  to: target
  mode: strait      # of a strait no depth is expected: nothing limits
  length: {property: length_m, unit: m}
  snap_km: 16
"""


@dataclass(frozen=True)
class Raw:
    """The raw files, read without Thalweg."""

    links: list[dict[str, Any]]
    """The properties of each link, with its line."""
    nodes: list[str]

    def graph(self, lengths: list[float], keep: list[bool]) -> csr_matrix:
        """Return the kept links as a matrix of lengths; of two links between the same nodes the shorter."""
        index = {n: i for i, n in enumerate(self.nodes)}
        best: dict[tuple[int, int], float] = {}
        for it, length, kept in zip(self.links, lengths, keep, strict=True):
            a, b = index[it["source"]], index[it["target"]]
            if kept and a != b:
                for pair in ((a, b), (b, a)):
                    best[pair] = min(length, best.get(pair, math.inf))
        rows, columns = zip(*best, strict=True)
        return csr_matrix((list(best.values()), (rows, columns)), shape=(len(self.nodes),) * 2)

    def depth(self, it: dict[str, Any]) -> float | None:
        """Return the depth of a link as the documentation says it is read."""
        level, bed = it["waterlevel_nap_by_lobith_discharge"], it["bed_nap_p95"]
        if level is not None and bed is not None and 0 <= level[LOBITH] - bed <= 60:
            return float(level[LOBITH] - bed)
        return it["max_depth"]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def raw() -> Raw:
    def features(name: str) -> Any:
        return json.loads(shared(f"fis_dtv/{name}").read_text(encoding="utf-8"))["features"]

    links = [{**f["properties"], "line": f["geometry"]["coordinates"]} for f in features(EDGES)]
    return Raw(links, [f["properties"]["n"] for f in features(NODES)])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Make the case of the documentation, with the shared files beside its spec."""

    def make(**files: str) -> Path:
        folder = tmp_path_factory.mktemp("fairways") / "fis"
        shutil.copytree(EXAMPLE, folder)
        for name in (EDGES, NODES):
            (folder / "tables" / name).symlink_to(shared(f"fis_dtv/{name}"))
        for name, text in files.items():
            (folder / name.replace("__", "/").replace("_yaml", ".yaml").replace("_csv", ".csv")).write_text(text)
        return folder

    return make


@pytest.fixture(scope="module")
def study(made: Callable[..., Path]) -> Study:
    return open_case(made())


def place(node: str) -> str:
    """Return the id of the place of a node."""
    return "fis-" + re.sub("[^a-z0-9]+", "-", node.lower())


def link(it: dict[str, Any]) -> str:
    """Return the id of a link."""
    return place(it["source"] + "-" + it["target"])


def haversine_km(line: list[list[float]]) -> float:
    """Return the length of a line on a sphere of the mean radius of the Earth."""
    total = 0.0
    for (lon_a, lat_a, *_), (lon_b, lat_b, *_) in pairwise(line):
        a, b, half = math.radians(lat_a), math.radians(lat_b), math.radians(lon_b - lon_a) / 2
        h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(half) ** 2
        total += 2 * 6371.0088 * math.asin(math.sqrt(h))
    return total


def verdicts(raw: Raw) -> list[Verdict]:
    """Return what a spits meets on each link, if the dataset may decide, from the raw file alone.

    Where a lock or bridge leaves it open, the verdict is unknown; a bridge that opens may be conditional.
    """
    out = []
    for it in raw.links:
        depth, level = raw.depth(it), it["waterlevel_nap_by_lobith_discharge"]
        limits: list[tuple[float | None, float]] = [(depth, SPITS["draught"])]
        limits += [(it["max_width"], SPITS["beam"])] if it["max_width"] is not None else []
        limits += [(it["max_length"], SPITS["length"])] if it["max_length"] is not None else []
        if it["kind"] == "bridge":
            under = it.get("bridge_underside_nap")
            limits.append((None if under is None or level is None else under - level[LOBITH], SPITS["air"]))
        if it["kind"] == "lock":
            limits.append((None, 0.0))  # whether it is open, and the depth over its sill
        known = [have - need for have, need in limits if have is not None]
        if min(known, default=0) < 0:
            out.append(Verdict.BLOCKED)
        else:
            out.append(Verdict.CLEAR if len(known) == len(limits) else Verdict.UNKNOWN)
    return out


def pairs(matrix: csr_matrix, count: int, seed: int, within: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield pairs of different nodes in the largest part of a matrix; the second among so many nearest to the first."""
    _, part = connected_components(matrix, directed=False)
    inside = np.flatnonzero(part == np.bincount(part).argmax()).tolist()
    chance = random.Random(seed)
    for _ in range(count):
        a = chance.choice(inside)
        nearest = np.argsort(dijkstra(matrix, indices=a), kind="stable")[1 : within or len(inside)]
        yield a, chance.choice(nearest.tolist())


# What is read


def test_all_is_read_and_what_is_not_known_is_counted(made: Callable[..., Path], raw: Raw) -> None:
    problems, counts, (table,), _ = lint_case(made())
    assert problems == ()
    assert (counts["places"], counts["links"]) == (len(raw.nodes), len(raw.links)) == (3567, 3661)
    structures = {k: {it["structure"] for it in raw.links if it["kind"] == k} for k in ("bridge", "lock")}
    assert counts["gates"] == sum(map(len, structures.values())) == 687

    def without(of: str, values: list[tuple[str, object]]) -> tuple[int, int]:
        subjects = {s for s, _ in values}
        return len(subjects) - len({s for s, v in values if v is not None}), len(subjects)

    found = {(s.of, s.attribute): (s.count, s.total) for s in table.silences}
    links = {"max_beam_m": "max_width", "max_length_m": "max_length"}
    expected = {
        ("links", a): without("links", [(link(it), it[p]) for it in raw.links]) for a, p in links.items()
    } | {
        ("lock gates", a): without("locks", [(it["structure"], it[p]) for it in raw.links if it["kind"] == "lock"])
        for a, p in links.items()
    }  # fmt: skip
    expected["links", "depth_m"] = without("links", [(link(it), raw.depth(it)) for it in raw.links])
    bridges = [it for it in raw.links if it["kind"] == "bridge"]
    clearance = [
        (it["structure"], None if it["waterlevel_nap_by_lobith_discharge"] is None else it.get("bridge_underside_nap"))
        for it in bridges
    ]
    expected["bridge gates", "vertical_clearance_m"] = without("bridges", clearance)
    opens = [(it["structure"], it.get("bridge_can_open") or None) for it in bridges]
    expected["bridge gates", "vertical_clearance_open_m"] = without("bridges", opens)
    assert found == expected
    assert expected["links", "depth_m"] == (2864, 3661)


def test_the_page_shows_what_lint_tells(made: Callable[..., Path]) -> None:
    _, _, (table,), _ = lint_case(made())
    text = PAGE.read_text(encoding="utf-8")
    assert all(line in text for line in table.lines())


def test_each_value_is_that_of_the_raw_file(study: Study, raw: Raw) -> None:
    depth = study.snapshot(DAY, trust="weak").elements("depth_m")
    for i, it in enumerate(raw.links):
        stated = raw.depth(it)
        assert depth.silent[i] == (stated is None)
        assert stated is None or depth.low[i] == pytest.approx(stated, abs=1e-6)
    facts = study.facts("fis-b20540", "vertical_clearance_m", DAY).resolved
    assert facts.value is not None
    assert facts.value.low == pytest.approx(19.6 - 2.7404428044280444, abs=1e-6)
    assert facts.claim is not None
    assert facts.claim.qualifiers == (("datum", "lobith-1000"),)


def test_a_movable_bridge_has_no_limit_when_open(study: Study, raw: Raw) -> None:
    column = study.snapshot(DAY).elements("vertical_clearance_open_m")
    index = study.case.network.element_index
    said = {place(it["structure"]): it["bridge_can_open"] for it in raw.links if it.get("bridge_can_open") is not None}
    assert sum(said.values()) == 5
    for gate, opens in said.items():
        assert column.silent[index[gate]] == (not opens)
        assert not opens or column.low[index[gate]] == math.inf


# Paths


def test_without_limits_the_path_is_the_shortest(made: Callable[..., Path], raw: Raw) -> None:
    study = open_case(made(tables__fis_yaml=UNLIMITED))
    matrix = raw.graph([it["length_m"] / 1000 for it in raw.links], [True] * len(raw.links))
    index = study.case.network.element_index
    for a, b in [*pairs(matrix, 20, seed=1, within=100), *pairs(matrix, 2, seed=2)]:
        answer = study.check("spits", place(raw.nodes[a]), place(raw.nodes[b]), DAY)
        assert answer.verdict is Verdict.CLEAR
        links = [index[s.link] for s in answer.path]
        length = answer.admission.snapshot.length_km[links].sum()
        assert length == pytest.approx(dijkstra(matrix, indices=a)[b], rel=1e-6)
        assert length == pytest.approx(sum(raw.links[i]["length_m"] for i in links) / 1000, rel=1e-6)


def test_where_all_is_known_the_path_is_the_shortest_that_is_clear(study: Study, raw: Raw) -> None:
    clear = [v is Verdict.CLEAR for v in verdicts(raw)]
    matrix = raw.graph([haversine_km(it["line"]) for it in raw.links], clear)
    for a, b in pairs(matrix, 5, seed=2):
        answer = study.check("spits", place(raw.nodes[a]), place(raw.nodes[b]), DAY, trust="weak")
        assert answer.verdict is Verdict.CLEAR
        index = study.case.network.element_index
        length = answer.admission.snapshot.length_km[[index[s.link] for s in answer.path]].sum()
        assert length == pytest.approx(dijkstra(matrix, indices=a)[b], rel=1e-6)


def test_access_from_one_place_to_all(study: Study, raw: Raw) -> None:
    said = verdicts(raw)
    ones = [1.0] * len(raw.links)
    clear = raw.graph(ones, [v is Verdict.CLEAR for v in said])
    open_ = raw.graph(ones, [v is not Verdict.BLOCKED for v in said])
    start, _ = next(pairs(clear, 1, seed=3))
    found = study.access(place(raw.nodes[start]), "all", DAY, mover="spits", trust="weak")
    assert found.destinations == tuple(place(n) for n in raw.nodes)
    table = found.verdicts[0, :, 0, 0]
    for matrix, worst in ((clear, Verdict.CLEAR), (open_, Verdict.UNKNOWN)):
        _, part = connected_components(matrix, directed=False)
        assert np.array_equal(table <= worst, part == part[start])


# What is not known, and what is known better


def test_what_is_not_known_stays_unknown(study: Study, raw: Raw) -> None:
    silent = next(it for it in raw.links if raw.depth(it) is None and it["kind"] == "section")
    ends = place(silent["source"]), place(silent["target"])
    answer = study.check("spits", *ends, DAY, trust="weak")
    assert answer.verdict is Verdict.UNKNOWN
    assert {r.rule for r in answer.binding} == {"fit.draught"}
    assert study.facts(link(silent), "depth_m", DAY).resolved.status == "unknown"


def test_what_a_dataset_says_of_depth_does_not_decide(study: Study, raw: Raw) -> None:
    deep = next(it for it in raw.links if (raw.depth(it) or 0) > 5 and it["kind"] == "section")
    ends = place(deep["source"]), place(deep["target"])
    assert study.check("spits", *ends, DAY).verdict is Verdict.UNKNOWN
    assert study.check("spits", *ends, DAY, trust="weak").verdict is Verdict.CLEAR


@pytest.mark.parametrize(("depth", "verdict"), [("2.5", Verdict.CLEAR), ("1.5", Verdict.BLOCKED)])
def test_a_single_claim_stands_over_the_table(
    made: Callable[..., Path], raw: Raw, depth: str, verdict: Verdict
) -> None:
    dead_end = _dead_end(raw)
    ends = place(dead_end["source"]), place(dead_end["target"])
    text = f"subject,attribute,value,unit,source\n{link(dead_end)},depth_m,{depth},m,example\n"
    answer = open_case(made(claims__single_csv=text)).check("spits", *ends, DAY, trust="weak")
    assert answer.verdict is verdict


def _dead_end(raw: Raw) -> dict[str, Any]:
    """Return a section that is deep by the table and alone leads to a node."""
    count: dict[str, int] = {}
    for it in raw.links:
        for end in (it["source"], it["target"]):
            count[end] = count.get(end, 0) + 1
    return next(
        it
        for it in raw.links
        if it["kind"] == "section" and 1 in (count[it["source"]], count[it["target"]]) and (raw.depth(it) or 0) > 5
    )
