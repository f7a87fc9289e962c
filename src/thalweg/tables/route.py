"""Labelled results about ways: route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from thalweg import show_route  # noqa: F401  tells `show` how these look
from thalweg.apps.route import RouteResult
from thalweg.apps.timing import Halt, Leg
from thalweg.io.written import Layer
from thalweg.rules.may import Consent
from thalweg.tables.base import (
    Json,
    Row,
    Shown,
    evidence_layers,
    feature,
    finite,
    frame,
    parts_of,
    reason_dict,
    requirement_dict,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

COLUMNS = {
    "way": "whole", "link": "text", "name": "text", "mode": "text", "origin": "text", "destination": "text",
    "length_km": "number", "low_h": "number", "high_h": "number", "speed_kmh": "number", "waits_h": "number",
    "verdict": "text",
}  # fmt: skip
"""Columns of ways, and their types in a file."""


@dataclass(frozen=True, repr=False)
class Route(Shown, RouteResult):
    """The answer to `route`."""

    @classmethod
    def of(cls, result: RouteResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the answer as plain data; what is not known is null."""
        facts = self.admission.snapshot.facts
        p = self.plan
        return {
            "question": self.question.as_dict(),
            "plan": {
                "by": p.by,
                "depart": p.clock.depart.isoformat() if p.clock.depart else None,
                "speeds_kmh": dict(p.clock.speeds_kmh),
                "cost_per_km": p.cost_per_km,
                "cost_per_h": p.cost_per_h,
                "transfer_h": p.clock.transfer_h,
                "count": p.count,
                "pareto": p.pareto,
                "via": list(p.via),
                "avoid": list(p.avoid),
                "accept": str(p.accept),
            },
            "verdict": str(self.verdict),
            "sentence": self.sentence,
            "finished": self.finished,
            "routes": [
                {
                    "verdict": str(r.verdict),
                    "length_km": round(r.length_km, 3),
                    "time_h": [finite(r.low_h), finite(r.high_h)],
                    "arrives": at.isoformat(timespec="minutes") if (at := self.arrives(r)) else None,
                    "cost": [finite(x) for x in r.money] if r.money else None,
                    "consents": [_consent(c) for c in r.consents],
                    "legs": [_leg(leg) for leg in r.legs],
                    "reasons": [reason_dict(facts, x) for x in r.reasons],
                    "requirements": [requirement_dict(q) for q in r.requirements],
                }
                for r in self.routes
            ],
            "reasons": [reason_dict(facts, r) for r in self.reasons],
            "assumptions": [{"about": a.about, "sentence": a.sentence} for a in self.assumptions],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row a link of each way."""
        return frame(self.to_rows(), COLUMNS)

    def layers(self) -> tuple[Layer, ...]:
        """Return the ways as lines, and as tables the reasons and their sources."""
        lines = [leg.step.line for r in self.routes for leg in r.legs]
        reasons = dict.fromkeys(x for found in (self.reasons, *(r.reasons for r in self.routes)) for x in found)
        facts = self.admission.snapshot.facts
        return Layer("ways", COLUMNS, self.to_rows(), "LineString", lines), *evidence_layers(facts, reasons)

    def to_rows(self) -> list[Row]:
        """Return one row a link of each way."""
        return [
            {
                "way": i,
                **{c: getattr(leg.step, c) for c in ("link", "name", "mode", "origin", "destination", "length_km")},
                "low_h": leg.low_h,
                "high_h": leg.high_h,
                "speed_kmh": leg.speed_kmh,
                "waits_h": sum(h.waits_h for h in leg.halts),
                "verdict": str(leg.step.verdict),
            }
            for i, r in enumerate(self.routes, start=1)
            for leg in r.legs
        ]

    def to_geojson(self) -> Json:
        """Return the ways as a GeoJSON FeatureCollection, one feature a link of each way."""
        features = [
            feature(
                "LineString", [list(p) for p in leg.step.line], way=i, link=leg.step.link, mode=leg.step.mode,
                verdict=str(leg.step.verdict), length_km=leg.step.length_km, high_h=finite(leg.high_h),
            )
            for i, r in enumerate(self.routes, start=1)
            for leg in r.legs
        ]  # fmt: skip
        return {"type": "FeatureCollection", "features": features}

    def plot(self) -> Figure:
        """Draw the ways on the network (needs matplotlib)."""
        from thalweg import plots

        return plots.ways(self)


def _leg(leg: Leg) -> Json:
    s = leg.step
    return {
        "link": s.link,
        "mode": s.mode,
        "from": s.origin,
        "to": s.destination,
        "length_km": s.length_km,
        "time_h": [finite(leg.low_h), finite(leg.high_h)],
        "speed_kmh": None if leg.speed_kmh is None else finite(leg.speed_kmh),
        "verdict": str(s.verdict),
        "halts": [_halt(h) for h in leg.halts],
    }


def _halt(halt: Halt) -> Json:
    return {
        "at": halt.at,
        "what": halt.what,
        "time_h": [finite(halt.low_h), finite(halt.high_h)],
        "waits_h": finite(halt.waits_h),
    }


def _consent(c: Consent) -> Json:
    return {"by": c.by, "place": c.place, "state": c.state, "held": c.held}
