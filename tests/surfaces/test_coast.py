"""The sharper coast on the map: land and water around a case, and no part in any answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import Point, shape
from starlette.testclient import TestClient

import thalweg
from tests.surfaces.test_server import HERE
from thalweg.server import coast as module
from thalweg.server.app import make_app
from thalweg.server.coast import Box, clipped, coast, data_folder
from thalweg.server.shelf import Shelf


def test_the_land_around_a_case_is_land() -> None:
    with TestClient(make_app(Shelf(["tumen", "sea"])), base_url=HERE) as client:
        found = client.get("/api/cases/tumen/coast").json()
        assert client.get("/api/cases/sea/coast").json() == {"type": "FeatureCollection", "features": []}
    water, land = (shape(f["geometry"]) for f in found["features"])
    assert [f["properties"]["what"] for f in found["features"]] == ["water", "land"]
    assert water.buffer(1e-3).contains(land)
    network = thalweg.open("tumen").case.network
    at = {p.id: Point(p.lon, p.lat) for p in network.places}
    assert all(water.contains(p) for p in at.values())
    assert land.contains(at["hunchun"])
    assert not land.contains(at["sea-of-japan"])


def test_a_narrow_case_has_finer_lines() -> None:
    assert data_folder() is not None
    folder = data_folder() or Path()
    box = Box(31.8, 30.9, 33.0, 31.8)
    fine, high = (clipped(folder, lines, box) for lines in "fh")
    assert fine.length > high.length
    assert fine.symmetric_difference(high).area < 0.05 * fine.area


def test_lakes_islands_and_the_date_line(tmp_path: Path) -> None:
    rings = [
        (1, [(170.0, 0.0), (190.0, 0.0), (190.0, 10.0), (170.0, 10.0)]),
        (2, [(178.0, 2.0), (186.0, 2.0), (186.0, 8.0), (178.0, 8.0)]),
        (3, [(179.0, 4.0), (182.0, 4.0), (182.0, 6.0), (179.0, 6.0)]),
        (4, [(180.0, 4.5), (181.0, 4.5), (181.0, 5.5), (180.0, 5.5)]),
        (1, [(0.0, 50.0), (1.0, 50.0), (1.0, 51.0)]),
    ]  # fmt: skip
    rows, held = [], b""
    for level, ring in rings:
        points = np.array(ring, dtype="<f4").tobytes()
        south, north = min(y for _, y in ring), max(y for _, y in ring)
        rows.append(f"{level} 100.0 {len(ring)} {south} {north} {len(held)} {len(points)} 1")
        held += points
    (tmp_path / "gshhs_f.dat").write_bytes(held)
    (tmp_path / "gshhsmeta_f.dat").write_text("\n".join(rows), encoding="ascii")
    whole = clipped(tmp_path, "f", Box(165.0, -5.0, 195.0, 15.0))
    assert whole.area == pytest.approx(200 - 48 + 6)
    west = clipped(tmp_path, "f", Box(-180.0, 0.0, -170.0, 10.0))  # the same land, from the other side
    assert west.area == pytest.approx(100 - 36 + 4)
    assert clipped(tmp_path, "f", Box(60.0, 0.0, 61.0, 1.0)).is_empty


def test_a_case_without_places_or_land_has_no_coast() -> None:
    network = thalweg.open("vessel-classes").case.network
    assert not network.places
    assert coast(network).as_dict()["features"] == []
    far = replace(network, places=(replace(thalweg.open("tumen").case.network.places[0], lon=-30.0, lat=30.0),))
    assert [f["geometry"]["coordinates"] == [] for f in coast(far).as_dict()["features"]] == [False, True]


def test_without_the_package_the_map_does_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "data_folder", lambda: None)
    assert coast(thalweg.open("tumen").case.network).as_dict()["features"] == []
