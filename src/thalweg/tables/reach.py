"""Labelled results about the sea: how far vessels get."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from thalweg import show_reach  # noqa: F401  tells `show` how these look
from thalweg.apps.bands import stretches
from thalweg.apps.reach import Reached, ReachResult
from thalweg.tables.base import Json, Shown, feature, finite, frame, parts_of, reason_dict

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

COLUMNS = ("mover", "point", "base", "verdict", "admitted", "km", "low_h", "high_h", "by", "other", "saved_km",
           "saved_low_h", "saved_high_h")  # fmt: skip


@dataclass(frozen=True, repr=False)
class Reach(Shown, ReachResult):
    """The answer to `reach`."""

    @classmethod
    def of(cls, result: ReachResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the answer as plain data; what is not known, or not reached, is null."""
        facts = self.admission.snapshot.facts
        movers = self.admission.movers
        return {
            "question": self.question.as_dict(),
            "movers": [m.key for m in movers],
            "bases": list(self.aim.bases),
            "points": list(self.aim.points),
            "hours": list(self.aim.hours),
            "speeds_kmh": dict(self.aim.speeds_kmh),
            "accept": str(self.aim.accept),
            "rows": [{"mover": movers[r.mover].key, **_row(r)} for r in self.rows],
            "within": [
                {
                    "mover": m.key,
                    "base": base,
                    "hours": h,
                    "points": list(self.within(i, base, h)),
                    "not_known": list(self.unsure(i, base, h)),
                    "only_from_here": list(self.only(i, base, h)),
                }
                for i, m in enumerate(movers)
                for base in self.aim.bases
                for h in self.aim.hours
            ],
            "reasons": [reason_dict(facts, r) for r in self.reasons],
            "assumptions": [{"about": a.about, "sentence": a.sentence} for a in self.assumptions],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each vessel, point and base."""
        rows = [
            {
                "mover": self.admission.movers[r.mover].key, "point": r.point, "base": r.base,
                "verdict": str(r.verdict), "admitted": r.admitted, "km": r.km, "low_h": r.low_h, "high_h": r.high_h,
                "by": "; ".join(r.by), "other": r.other, "saved_km": r.saved_km, "saved_low_h": r.saved_h[0],
                "saved_high_h": r.saved_h[1],
            }
            for r in self.rows
        ]  # fmt: skip
        return frame(rows, COLUMNS)

    def to_geojson(self) -> Json:
        """Return bands of hours as a GeoJSON FeatureCollection: stretches of links, and the places reached."""
        network, hours = self.admission.snapshot.network, self.aim.hours
        found = []
        for f in self.fields:
            who = {"mover": self.admission.movers[f.mover].key, "base": f.base}
            for s in stretches(network, f, hours):
                if len(s.line) > 1:
                    link = network.links[s.link]
                    found.append(
                        feature("LineString", [list(p) for p in s.line], **who, link=link.id, within_h=s.within_h)
                    )
            for place, h in zip(network.places, f.high_h.tolist(), strict=True):
                band = next((b for b in hours if h <= b), None)
                if band is not None:
                    at = {"place": place.id, "name": place.name, "hours": finite(h), "within_h": band}
                    found.append(feature("Point", [place.lon, place.lat], **who, **at))
        return {"type": "FeatureCollection", "features": found}

    def plot(self) -> Figure:
        """Draw bands of hours from each base (needs matplotlib)."""
        from thalweg import plots_reach

        return plots_reach.bands(self)


def _row(r: Reached) -> Json:
    return {
        "base": r.base,
        "point": r.point,
        "verdict": str(r.verdict),
        "admitted": r.admitted,
        "as_if": list(r.barred),
        "km": finite(r.km),
        "time_h": [finite(r.low_h), finite(r.high_h)],
        "by": list(r.by),
        "nearest_other": r.other or None,
        "nearer_km": None if math.isnan(r.saved_km) else finite(r.saved_km),
        "earlier_h": None if math.isnan(r.saved_h[0]) else [finite(x) for x in r.saved_h],
    }
