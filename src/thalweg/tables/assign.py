"""Labelled results about demand: assign."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Self

from thalweg import show_demand  # noqa: F401  tells `show` how these look
from thalweg.apps.assign import AssignResult, Served
from thalweg.tables.base import Json, Shown, feature, frame, parts_of

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("link", "origin", "destination", "kind", "per_day", "capacity", "delay_h", "loose")


@dataclass(frozen=True, repr=False)
class Assign(Shown, AssignResult):
    """The answer to `assign`."""

    @classmethod
    def of(cls, result: AssignResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the answer as plain data; what is not known is null."""
        rows = [{**asdict(r), **_served(s)} for r, s in zip(self.rows, self.served, strict=True)]
        return {
            "scenario": self.scenario,
            "unit": self.unit,
            "gap": self.gap,
            "excess": self.excess,
            "finished": self.finished,
            "demand": rows,
            "paths": [
                {
                    "row": p.row,
                    "links": list(p.links),
                    "per_day": _number(p.per_day),
                    "cost": _number(p.cost),
                    "verdict": str(p.verdict),
                    "consents": [
                        {"by": c.by, "country": c.country, "place": c.place, "state": c.state, "held": c.held}
                        for c in p.consents
                    ],
                    "countries": list(dict.fromkeys(c.country for c in p.consents)),
                }
                for p in self.paths
            ],
            "links": self._links(),
            "assumptions": [{"about": a.about, "sentence": a.sentence} for a in self.assumptions],
        }

    def _links(self) -> list[Json]:
        return [{k: _number(v) if isinstance(v, float) else v for k, v in asdict(load).items()} for load in self.loads]

    def to_frame(self) -> pd.DataFrame:
        """Return one row a direction of a link."""
        return frame([asdict(load) for load in self.loads], COLUMNS)

    def to_geojson(self) -> Json:
        """Return the links with what they carry as a GeoJSON FeatureCollection."""
        network = self.admissions[0].snapshot.network
        lines = {link.id: [list(p) for p in link.line] for link in network.links}
        starts = {link.id: link.origin for link in network.links}
        features = [
            feature("LineString", lines[x["link"]] if starts[x["link"]] == x["origin"] else lines[x["link"]][::-1], **x)
            for x in self._links()
        ]
        return {"type": "FeatureCollection", "features": features}


def _served(s: Served) -> Json:
    figures = {"travel": _number(s.travel), "left": _number(s.left), "cost": _number(s.cost)}
    return {**figures, "verdict": str(s.verdict), "lack": s.lack or None}


def _number(x: float) -> float | None:
    return round(x, 6) if math.isfinite(x) else None
