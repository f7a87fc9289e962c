"""Labelled results about a whole case: what it holds, and how it looks on a map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import TYPE_CHECKING, Self

from thalweg.apps.events import Event, events
from thalweg.apps.levers import Lever
from thalweg.apps.map import GateSeen, LinkSeen, MapResult
from thalweg.facts.claim import Claim
from thalweg.io.case import Case, loading_states
from thalweg.io.composed import of_any_size
from thalweg.io.written import Layer
from thalweg.network import Place
from thalweg.scenario import Scenario
from thalweg.tables.base import Filed, Json, Row, event_dict, feature, frame, parts_of, value_dict

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class About:
    """What a case holds: what can be asked of it, and the days on which something changes."""

    case: Case

    @property
    def events(self) -> tuple[Event, ...]:
        """What begins and ends, by day."""
        return events(self.case.facts, self.case.lawbook, self.case.names)

    def as_dict(self) -> Json:
        """Return what the case holds as plain data."""
        c = self.case
        a = c.about
        return {
            "name": c.name,
            "title": a.title,
            "description": a.description,
            "map": a.map.model_dump() if a.map else None,
            "default": a.default.model_dump() if a.default else None,
            "show": a.show.model_dump(),
            "places": [_place(p) for p in c.network.places],
            "movers": [
                {
                    "id": m.id,
                    "name": m.name,
                    "kind": m.kind,
                    "flag": m.flag,
                    "class": m.mover_class,
                    "loadings": [s.partition("@")[2] for s in loading_states(c, m.id)],
                }
                for m in c.movers.values()
            ],
            "scenarios": [_scenario(s) for s in c.scenarios.values()],
            "levers": [_lever(x) for x in c.levers],
            "readings": [
                {"id": r.id, "question": r.question, "options": dict(r.options)} for r in c.lawbook.readings.values()
            ],
            "legal_places": [{"id": p.id, "name": p.name} for p in c.lawbook.places.values()],
            "orders": dict(c.lawbook.orders),
            "countries": dict(c.lawbook.countries),
            "links": len(c.network.links),
            "gates": len(c.network.gates),
            "claims": len(c.facts),
            "sources": len(c.facts.sources),
            "events": [
                {"on": on.isoformat(), "events": [event_dict(e) for e in those]}
                for on, those in groupby(self.events, key=lambda e: e.on)
            ],
        }


@dataclass(frozen=True)
class Map(Filed, MapResult):
    """The answer to `map`."""

    geometry: bool = True
    """Whether coordinates are given, and not only what changes with the moment."""

    @classmethod
    def of(cls, result: MapResult, geometry: bool = True) -> Self:
        """Label a result."""
        return cls(**parts_of(result), geometry=geometry)

    def as_dict(self) -> Json:
        """Return the map as GeoJSON, with the question beside its features."""
        return self.to_geojson()

    def to_geojson(self) -> Json:
        """Return places, links and gates as one GeoJSON FeatureCollection; `what` tells them apart."""
        return {
            "type": "FeatureCollection",
            "question": {k: v for k, v in self.question.as_dict().items() if k not in ("origin", "destination")},
            "untold": self.untold,
            "features": self._whole() if self.geometry else self._changing(),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row a place, link and gate."""
        return frame([row for layer in self.layers() for row in layer.rows], ("what", *COLUMNS))

    def layers(self) -> tuple[Layer, ...]:
        """Return places and gates as points, and links as lines."""
        places = self.snapshot.network.places
        ends = [{"origin": x.link.origin, "destination": x.link.destination} for x in self.links]
        return (
            _layer("place", "Point", [_place(p) for p in places], [(p.lon, p.lat) for p in places]),
            _layer(
                "link",
                "LineString",
                [_link(x) | end for x, end in zip(self.links, ends, strict=True)],
                [x.link.line for x in self.links],
            ),
            _layer(
                "gate", "Point", [self._flat(g) for g in self.gates], [(g.gate.lon, g.gate.lat) for g in self.gates]
            ),
        )

    def _flat(self, g: GateSeen) -> Row:
        """Return a gate as a row of a table."""
        told = self._gate(g)
        height = told["clearance"] or {}
        return {
            **told,
            "on": " ".join(u.link for u in g.gate.on),
            "clearance_low_m": height.get("low"),
            "clearance_high_m": height.get("high"),
            "clearance_status": height.get("status"),
            "lon": g.gate.lon,
            "lat": g.gate.lat,
        }

    def _whole(self) -> list[Json]:
        """Return every place, link and gate with its coordinates."""
        places = [
            feature("Point", [p.lon, p.lat], what="place", **{k: v for k, v in _place(p).items() if k not in _AT})
            for p in self.snapshot.network.places
        ]
        links = [feature("LineString", [list(p) for p in x.link.line], **_link(x)) for x in self.links]
        gates = [feature("Point", [g.gate.lon, g.gate.lat], **self._gate(g)) for g in self.gates]
        return [*places, *links, *gates]

    def _changing(self) -> list[Json]:
        """Return links and gates with what changes with the moment alone."""
        them = chain(map(_link, self.links), map(self._gate, self.gates))
        return [
            {"type": "Feature", "properties": {k: v for k, v in p.items() if k in _CHANGES}, "geometry": None}
            for p in them
        ]

    def _gate(self, g: GateSeen) -> Json:
        clearance = None
        if g.clearance is not None:
            row = self.snapshot.attributes["vertical_clearance_m"]
            clearance = value_dict(g.clearance, row.unit)
        return {
            "what": "gate",
            "id": g.gate.id,
            "name": g.gate.name,
            "kind": g.gate.kind,
            "on": [{"link": u.link, "side": u.side} for u in g.gate.on],
            "status": g.state or None,
            "clearance": clearance,
        }


COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "id": ("text", ("place", "link", "gate")),
    "name": ("text", ("place", "link", "gate")),
    "kind": ("text", ("place", "gate")),
    "mode": ("text", ("link",)),
    "origin": ("text", ("link",)),
    "destination": ("text", ("link",)),
    "oneway": ("yes", ("link",)),
    "length_km": ("number", ("link",)),
    "verdict": ("text", ("link",)),
    "rule": ("text", ("link",)),
    "reason": ("text", ("link",)),
    "status": ("text", ("gate",)),
    "clearance_low_m": ("number", ("gate",)),
    "clearance_high_m": ("number", ("gate",)),
    "clearance_status": ("text", ("gate",)),
    "on": ("text", ("gate",)),
    "lon": ("number", ("place", "gate")),
    "lat": ("number", ("place", "gate")),
}
"""Columns of a map as tables: the type of each, and which things have it."""
_AT = ("lon", "lat")
_CHANGES = ("what", "id", "verdict", "rule", "reason", "status", "clearance")
"""What of a link or a gate changes with the moment, and what tells it."""


def _layer(what: str, geometry: str, rows: Sequence[Row], shapes: Sequence[object]) -> Layer:
    columns = {c: kind for c, (kind, has) in COLUMNS.items() if what in has}
    return Layer(f"{what}s", columns, [{"what": what, **row} for row in rows], geometry, shapes)


def _place(p: Place) -> Json:
    return {"id": p.id, "name": p.name, "kind": p.kind, "lon": p.lon, "lat": p.lat, "names": dict(p.names)}


def _link(x: LinkSeen) -> Json:
    return {
        "what": "link",
        "id": x.link.id,
        "name": x.link.name,
        "mode": x.link.mode,
        "from": x.link.origin,
        "to": x.link.destination,
        "oneway": x.link.oneway,
        "length_km": x.length_km,
        "verdict": None if x.verdict is None else str(x.verdict),
        "rule": x.reason.rule if x.reason else None,
        "reason": x.reason.sentence if x.reason else None,
    }


def _scenario(s: Scenario) -> Json:
    return {
        "id": s.id,
        "title": s.title or s.id,
        "description": s.description,
        "readings": dict(s.readings),
        "meets": list(s.meets),
        "changes": [_change(c) for c in s.changes],
    }


def _change(c: Claim) -> Json:
    return {
        "subject": c.subject,
        "attribute": c.attribute,
        "stated": c.stated,
        "qualifiers": dict(c.qualifiers),
        "from": c.valid.start.isoformat() if c.valid.start else None,
        "until": c.valid.end.isoformat() if c.valid.end else None,
        "why": c.note,
    }


def _lever(x: Lever) -> Json:
    return {
        "id": x.id,
        "text": x.text,
        "kind": x.kind,
        "by": list(x.holders),
        "cost_usd": x.cost_usd,
        "months": x.months,
        "needs": list(x.needs),
        "meets": list(x.meets),
        "readings": dict(x.readings),
        "changes": [
            {"subject": c.subject, "attribute": c.attribute, "stated": c.stated, "qualifiers": dict(c.qualifiers)}
            for c in of_any_size(x).changes
        ],
    }
