"""GeoJSON of a case (RFC 7946): places, links and gates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from thalweg.errors import nearest
from thalweg.facts.resolve import distance_m
from thalweg.io.files import Report
from thalweg.network import GATE_KINDS, MODES, PLACE_KINDS, SIDES, Gate, GateUse, Line, Link, Network, Place

PLACES, LINKS, GATES = "network/places.geojson", "network/links.geojson", "network/gates.geojson"
_ID = re.compile(r"^[a-z][a-z0-9-]*$")
_SNAP_KM = 2.0
"""How far the end of a link may lie from the place it is said to end at."""

Feature = tuple[int, Mapping[str, object], object]
"""Line, properties and geometry of a feature."""


def read_network(report: Report) -> Network:
    """Read the three files of the network; note every problem."""
    places: dict[str, Place] = {}
    for line, props, geometry in _features(report, PLACES, ("id", "name", "kind", "names"), PLACE_KINDS, "kind"):
        point = _point(report, PLACES, line, geometry)
        names = props.get("names")
        other = tuple(sorted((str(k), str(v)) for k, v in names.items())) if isinstance(names, Mapping) else ()
        if point and _new(report, PLACES, line, props, places):
            key = str(props["id"])
            places[key] = Place(key, str(props["name"]), str(props["kind"]), *point, other)
    links: dict[str, Link] = {}
    allowed = ("id", "name", "mode", "from", "to", "oneway")
    for line, props, geometry in _features(report, LINKS, allowed, MODES, "mode"):
        ends = [str(props.get(e, "")) for e in ("from", "to")]
        for end, name in zip(("from", "to"), ends, strict=True):
            if name not in places:
                report.unknown_id(LINKS, line, end, name, "place", places)
        drawn = _line(report, LINKS, line, geometry)
        if not isinstance(props.get("oneway", False), bool):
            report.add(LINKS, line, "oneway", "bad-value", repr(props["oneway"]), "true or false")
        elif drawn and all(e in places for e in ends) and _new(report, LINKS, line, props, links):
            _check_ends(report, line, drawn, [places[e] for e in ends])
            key = str(props["id"])
            oneway = bool(props.get("oneway", False))
            links[key] = Link(key, str(props["name"]), str(props["mode"]), ends[0], ends[1], oneway, drawn)
    gates: dict[str, Gate] = {}
    for line, props, geometry in _features(report, GATES, ("id", "name", "kind", "on"), GATE_KINDS, "kind", False):
        point = _point(report, GATES, line, geometry)
        uses = _uses(report, line, props.get("on"), links)
        if point and _new(report, GATES, line, props, gates):
            key = str(props["id"])
            gates[key] = Gate(key, str(props["name"]), str(props["kind"]), *point, uses)
    return Network(tuple(places.values()), tuple(links.values()), tuple(gates.values()))


def _features(
    report: Report, file: str, allowed: Sequence[str], kinds: Sequence[str], kind: str, required: bool = True
) -> Iterator[Feature]:
    """Yield the features whose properties are as they should be."""
    text = report.text(file, required)
    if text is None:
        return
    try:
        data = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        report.add(file, error.lineno, "", "bad-json", error.msg, "valid JSON")
        return
    except (ValueError, RecursionError) as error:
        report.add(file, 0, "", "bad-json", str(error)[:80], "valid JSON")
        return
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        report.add(file, 1, "features", "bad-json", "no list of features", "a GeoJSON FeatureCollection")
        return
    for number, feature in enumerate(features):
        props = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(props, dict):
            report.add(file, 0, f"features[{number}]", "bad-json", "no properties", "a GeoJSON Feature")
            continue
        line = _line_of(text, props.get("id"))
        before = len(report.problems)
        for key in ("id", "name", kind):
            if not isinstance(props.get(key), str) or not props[key]:
                report.add(file, line, f"features[{number}].{key}", "missing-field", repr(props.get(key)), "text")
        if isinstance(props.get("id"), str) and not _ID.match(props["id"]):
            report.add(file, line, "id", "bad-value", repr(props["id"]), "small letters, digits and hyphens")
        if isinstance(props.get(kind), str) and props[kind] not in kinds:
            report.add(
                file,
                line,
                kind,
                "bad-value",
                repr(props[kind]),
                f"one of {', '.join(kinds)}",
                nearest(props[kind], kinds),
            )
        for key in props:
            if key not in allowed:
                report.add(
                    file,
                    line,
                    key,
                    "unknown-field",
                    f"no property {key!r}",
                    f"one of {', '.join(allowed)}",
                    nearest(key, allowed),
                )
        if len(report.problems) == before:
            yield line, props, feature.get("geometry")


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is not a number")


def _line_of(text: str, feature_id: object) -> int:
    """Return the line on which a feature's id stands, as GeoJSON readers keep no marks."""
    match = re.search(rf'"id"\s*:\s*{re.escape(json.dumps(feature_id, ensure_ascii=False))}', text)
    return text.count("\n", 0, match.start()) + 1 if match else 0


def _new(report: Report, file: str, line: int, props: Mapping[str, object], known: Mapping[str, object]) -> bool:
    if props["id"] in known:
        report.add(file, line, "id", "duplicate-id", f"{props['id']!r} again", "each id once")
        return False
    return True


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


def _geometry(geometry: object, kind: str) -> object:
    return geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == kind else None


def _point(report: Report, file: str, line: int, geometry: object) -> tuple[float, float] | None:
    point = _position(_geometry(geometry, "Point"))
    if point is None:
        expected = "a Point with longitude and latitude in degrees"
        report.add(file, line, "geometry", "bad-geometry", _found(geometry), expected)
    return point


def _line(report: Report, file: str, line: int, geometry: object) -> Line:
    vertices = _geometry(geometry, "LineString")
    points = [_position(v) for v in vertices] if isinstance(vertices, list) else []
    if len(points) < 2 or None in points:
        expected = "a LineString of two or more positions, longitude and latitude in degrees"
        report.add(file, line, "geometry", "bad-geometry", _found(geometry), expected)
        return ()
    return tuple(p for p in points if p is not None)


def _found(geometry: object) -> str:
    if not isinstance(geometry, dict):
        return "no geometry"
    return f"a {geometry.get('type')} with {str(geometry.get('coordinates'))[:50]}"


def _check_ends(report: Report, line: int, drawn: Line, ends: Sequence[Place]) -> None:
    for where, vertex, place in zip(("from", "to"), (drawn[0], drawn[-1]), ends, strict=True):
        apart = distance_m((vertex[1], vertex[0]), (place.lat, place.lon)) / 1000
        if apart > _SNAP_KM:
            report.add(
                LINKS, line, where, "bad-geometry", f"the line ends {apart:.1f} km from {place.id}",
                f"at most {_SNAP_KM:g} km",
            )  # fmt: skip


def _uses(report: Report, line: int, value: object, links: Mapping[str, Link]) -> tuple[GateUse, ...]:
    found = []
    rows = value if isinstance(value, list) else []
    if not rows:
        report.add(GATES, line, "on", "missing-field", repr(value), "a list of {link, side, at_km}")
    for row in rows:
        if not isinstance(row, dict) or row.get("side") not in SIDES[1:]:
            side = row.get("side") if isinstance(row, dict) else row
            report.add(GATES, line, "on.side", "bad-value", repr(side), f"one of {', '.join(SIDES[1:])}")
        elif not isinstance(row.get("link"), str) or row["link"] not in links:
            report.unknown_id(GATES, line, "on.link", str(row.get("link")), "link", links)
        elif row.get("at_km") is not None and (
            isinstance(row["at_km"], bool)
            or not isinstance(row["at_km"], int | float)
            or not 0 <= row["at_km"] <= 50_000
        ):
            report.add(GATES, line, "on.at_km", "bad-value", repr(row["at_km"]), "a number of km, or null")
        else:
            at = row.get("at_km")
            found.append(GateUse(row["link"], row["side"], float(at) if at is not None else None))
    return tuple(found)
