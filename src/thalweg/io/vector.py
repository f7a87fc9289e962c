"""GeoJSON of a case (RFC 7946): places, links and gates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from thalweg.errors import nearest
from thalweg.io.files import Report
from thalweg.io.geojson import Tell, check_ends, line_of, point_of, read_features
from thalweg.network import GATE_KINDS, MODES, NOTHING, PLACE_KINDS, SIDES, Gate, GateUse, Link, Network, Place

PLACES, LINKS, GATES = "network/places.geojson", "network/links.geojson", "network/gates.geojson"
_ID = re.compile(r"^[a-z][a-z0-9-]*$")

Feature = tuple[int, Mapping[str, object], object]
"""Line, properties and geometry of a feature."""


def read_network(report: Report, others: Network = NOTHING, alone: bool = True) -> Network:
    """Read the three files of the network, which may join what others hold; note every problem.

    In a case that has its network of its own alone, the files of places and links must be there.
    """
    places = {p.id: p for p in others.places}
    for line, props, geometry in _features(report, PLACES, ("id", "name", "kind", "names"), PLACE_KINDS, "kind", alone):
        point = point_of(geometry, _telling(report, PLACES, line))
        names = props.get("names")
        other = tuple(sorted((str(k), str(v)) for k, v in names.items())) if isinstance(names, Mapping) else ()
        if point and _new(report, PLACES, line, props, places):
            key = str(props["id"])
            places[key] = Place(key, str(props["name"]), str(props["kind"]), *point, other)
    links = {x.id: x for x in others.links}
    allowed = ("id", "name", "mode", "from", "to", "oneway")
    for line, props, geometry in _features(report, LINKS, allowed, MODES, "mode", alone):
        tell = _telling(report, LINKS, line)
        ends = [str(props.get(e, "")) for e in ("from", "to")]
        for end, name in zip(("from", "to"), ends, strict=True):
            if name not in places:
                report.unknown_id(LINKS, line, end, name, "place", places)
        drawn = line_of(geometry, tell)
        if not isinstance(props.get("oneway", False), bool):
            report.add(LINKS, line, "oneway", "bad-value", repr(props["oneway"]), "true or false")
        elif drawn and all(e in places for e in ends) and _new(report, LINKS, line, props, links):
            check_ends(drawn, (places[ends[0]], places[ends[1]]), tell)
            key = str(props["id"])
            oneway = bool(props.get("oneway", False))
            links[key] = Link(key, str(props["name"]), str(props["mode"]), ends[0], ends[1], oneway, drawn)
    gates = {g.id: g for g in others.gates}
    for line, props, geometry in _features(report, GATES, ("id", "name", "kind", "on"), GATE_KINDS, "kind", False):
        point = point_of(geometry, _telling(report, GATES, line))
        uses = _uses(report, line, props.get("on"), links)
        if point and _new(report, GATES, line, props, gates):
            key = str(props["id"])
            gates[key] = Gate(key, str(props["name"]), str(props["kind"]), *point, uses)
    return Network(tuple(places.values()), tuple(links.values()), tuple(gates.values()))


def _telling(report: Report, file: str, line: int) -> Tell:
    """Return how a problem of one feature is noted."""
    return partial(report.add, file, line)


def _features(
    report: Report, file: str, allowed: Sequence[str], kinds: Sequence[str], kind: str, required: bool = True
) -> Iterator[Feature]:
    """Yield the features whose properties are as they should be."""
    found = read_features(report, file, required)
    if found is None:
        return
    text, features = found
    for number, feature in enumerate(features):
        props = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(feature, dict) or not isinstance(props, dict):
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


def _line_of(text: str, feature_id: object) -> int:
    """Return the line on which a feature's id stands, as GeoJSON readers keep no marks."""
    match = re.search(rf'"id"\s*:\s*{re.escape(json.dumps(feature_id, ensure_ascii=False))}', text)
    return text.count("\n", 0, match.start()) + 1 if match else 0


def _new(report: Report, file: str, line: int, props: Mapping[str, object], known: Mapping[str, object]) -> bool:
    if props["id"] in known:
        report.add(file, line, "id", "duplicate-id", f"{props['id']!r} again", "each id once")
        return False
    return True


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
