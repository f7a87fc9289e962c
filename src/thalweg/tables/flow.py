"""Labelled results about traffic: flow."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from thalweg import show_flow  # noqa: F401  tells `show` how these look
from thalweg.apps.capacity import Capacity
from thalweg.apps.flow import Bottleneck, FlowResult
from thalweg.facts.store import FactBase
from thalweg.tables.base import (
    Json,
    Shown,
    claim_dict,
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

COLUMNS = ("at", "name", "kind", "low", "best", "high", "binds", "known")


@dataclass(frozen=True, repr=False)
class Flow(Shown, FlowResult):
    """The answer to `flow`."""

    @classmethod
    def of(cls, result: FlowResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the answer as plain data; what is not known, or not bounded, is null."""
        facts = self.admission.snapshot.facts
        return {
            "question": self.question.as_dict(),
            "measure": self.aim.measure,
            "accept": str(self.aim.accept),
            "verdict": str(self.verdict),
            "sentence": self.sentence,
            "open": self.open,
            "sure": self.sure,
            "per_day": {k: finite(getattr(self, k)) for k in ("low", "least", "best", "high")},
            "unique": self.unique,
            "cut": [_bottleneck(facts, b) for b in self.cut],
            "last_cut": [_capacity(facts, c) for c in self.last],
            "not_known": [_capacity(facts, c) for c in self.unknown],
            "rungs": [
                {
                    "relieved": [c.at for c in r.relieved],
                    "per_day": finite(r.flow),
                    "gain": finite(r.gain),
                    "binds": [_capacity(facts, c) for c in r.binds],
                }
                for r in self.rungs
            ],
            "links": [{"link": link, "per_day": finite(x)} for link, x in self.passing],
            "reasons": [reason_dict(facts, r) for r in self.reasons],
            "requirements": [requirement_dict(q) for q in self.requirements],
            "assumptions": [{"about": a.about, "sentence": a.sentence} for a in self.assumptions],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each thing that binds, or whose capacity is not known."""
        rows = [(b.capacity, True) for b in self.cut] + [(c, False) for c in self.unknown]
        data = [{**{k: getattr(c, k) for k in COLUMNS if k not in ("binds",)}, "binds": binds} for c, binds in rows]
        return frame(data, COLUMNS)

    def to_geojson(self) -> Json:
        """Return the links on which something flows as a GeoJSON FeatureCollection."""
        network = self.admission.snapshot.network
        links = [(network.links[network.element_index[link]], x) for link, x in self.passing]
        features = [
            feature(
                "LineString", [list(p) for p in it.line], link=it.id, mode=it.mode, per_day=round(x, 4),
                measure=self.aim.measure,
            )
            for it, x in links
        ]  # fmt: skip
        return {"type": "FeatureCollection", "features": features}

    def plot(self) -> Figure:
        """Draw the flow on its network (needs matplotlib)."""
        from thalweg import plots_flow

        return plots_flow.flow(self)


def _capacity(facts: FactBase, c: Capacity) -> Json:
    return {
        "at": c.at,
        "name": c.name,
        "kind": c.kind,
        "per_day": {k: finite(getattr(c, k)) for k in ("low", "best", "high")} if c.known else None,
        "stated": [
            {"attribute": s.attribute, "how": s.how, "per_day": [finite(x) for x in (s.low, s.best, s.high)]}
            for s in c.stated
        ],
        "claims": [claim_dict(facts, x) for x in c.claims],
        "unclear": [
            {"attribute": r.attribute, "status": r.status, "why": r.why, "claims": [x.id for x in r.claims]}
            for r in c.unclear
        ],
    }


def _bottleneck(facts: FactBase, b: Bottleneck) -> Json:
    alone = None if math.isnan(b.alone) else {"per_day": finite(b.alone), "bounded": math.isfinite(b.alone)}
    return {**_capacity(facts, b.capacity), "flow_per_day": finite(b.flow), "relieved_alone": alone}
