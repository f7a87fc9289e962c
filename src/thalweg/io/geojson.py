"""GeoJSON (RFC 7946) as plain data: the features of a file, and the positions of a geometry."""

from __future__ import annotations

import json
from collections.abc import Callable

from thalweg.facts.resolve import distance_m
from thalweg.io.files import Report
from thalweg.network import Line, Place

SNAP_KM = 2.0
"""How far the end of a link may lie from the place it is said to end at."""

Tell = Callable[[str, str, str, str], None]
"""Notes a problem: field, code, what was found, what was expected."""


def read_features(report: Report, file: str, required: bool = True) -> tuple[str, list[object]] | None:
    """Return the text of a file and the list of its features, or note why not."""
    text = report.text(file, required)
    if text is None:
        return None
    try:
        data = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        report.add(file, error.lineno, "", "bad-json", error.msg, "valid JSON")
        return None
    except (ValueError, RecursionError) as error:
        report.add(file, 0, "", "bad-json", str(error)[:80], "valid JSON")
        return None
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        report.add(file, 1, "features", "bad-json", "no list of features", "a GeoJSON FeatureCollection")
        return None
    return text, features


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is not a number")


def point_of(geometry: object, tell: Tell) -> tuple[float, float] | None:
    """Return longitude and latitude of a Point, or note why not."""
    point = _position(_coordinates(geometry, "Point"))
    if point is None:
        tell("geometry", "bad-geometry", _found(geometry), "a Point with longitude and latitude in degrees")
    return point


def line_of(geometry: object, tell: Tell) -> Line:
    """Return the vertices of a LineString; note why not, and return none."""
    vertices = _coordinates(geometry, "LineString")
    points = [_position(v) for v in vertices] if isinstance(vertices, list) else []
    if len(points) < 2 or None in points:
        expected = "a LineString of two or more positions, longitude and latitude in degrees"
        tell("geometry", "bad-geometry", _found(geometry), expected)
        return ()
    return tuple(p for p in points if p is not None)


def check_ends(drawn: Line, ends: tuple[Place, Place], tell: Tell, most_km: float = SNAP_KM) -> None:
    """Note each end of a line that lies too far from its place."""
    for where, vertex, place in zip(("from", "to"), (drawn[0], drawn[-1]), ends, strict=True):
        apart = distance_m((vertex[1], vertex[0]), (place.lat, place.lon)) / 1000
        if apart > most_km:
            tell(where, "bad-geometry", f"the line ends {apart:.1f} km from {place.id}", f"at most {most_km:g} km")


def _position(value: object) -> tuple[float, float] | None:
    if not isinstance(value, list) or len(value) < 2:
        return None
    lon, lat = value[0], value[1]
    if isinstance(lon, bool) or isinstance(lat, bool):
        return None
    if not isinstance(lon, int | float) or not isinstance(lat, int | float):
        return None
    good = -180 <= lon <= 180 and -90 <= lat <= 90  # false for NaN and infinity too
    return (float(lon), float(lat)) if good else None


def _coordinates(geometry: object, kind: str) -> object:
    return geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == kind else None


def _found(geometry: object) -> str:
    if not isinstance(geometry, dict):
        return "no geometry"
    return f"a {geometry.get('type')} with {str(geometry.get('coordinates'))[:50]}"
