"""Labelled results about queues: simulate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from thalweg import show_simulate  # noqa: F401  tells `show` how these look
from thalweg.apps.gate import term
from thalweg.apps.simulate import TIMES, Events, Measured, Outcome, SimulateResult
from thalweg.tables.base import Json, Row, Shown, claim_dict, frame, parts_of, reason_dict

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

COLUMNS = ("vehicle", "direction", "arrive_h", "start_h", "end_h", "wait_h", "server")
MOST_EVENTS = 2_000
"""Vehicles of the first run that plain data has."""
_BINS = 40


@dataclass(frozen=True, repr=False)
class Simulate(Shown, SimulateResult):
    """The answer to `simulate`."""

    @classmethod
    def of(cls, result: SimulateResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the answer as plain data; what is not known, or has no end, is null."""
        facts, s, r = self.snapshot.facts, self.served, self.runs
        question = self.question.as_dict()
        for name in ("origin", "destination"):
            question.pop(name)
        return {
            "question": {**question, "at": s.at, "days": r.days, "runs": r.count, "seed": r.seed},
            "name": s.name,
            "kind": s.kind,
            "counted": s.counted,
            "mover": self.mover or None,
            "verdict": None if self.verdict is None else str(self.verdict),
            "reasons": [reason_dict(facts, x) for x in self.reasons],
            "status": s.status[0],
            "hours": s.hours,
            "closing": s.closing,
            "per_day": None if s.per_day is None else _number(s.per_day),
            "figures": {
                term(n): {
                    "low": k.range[0],
                    "high": k.range[1],
                    "unit": k.figure.unit,
                    "from": k.from_,
                    "claims": [claim_dict(facts, c) for c in k.claims],
                }
                for n, k in s.known.items()
            },
            "capacity_per_day": None if s.capacity is None else [_number(x) for x in s.capacity[0]],
            "missing": list(self.missing),
            "longest_service_min": [None if b is None else _number(b) for b in self.bounds],
            "outcomes": [self._outcome(o) for o in self.outcomes],
            "assumptions": list(self.assumed),
        }

    def _outcome(self, o: Outcome) -> Json:
        counts, edges = histogram(o)
        return {
            "figures": {term(n): x for n, x in o.figures.items()},
            "utilisation": _number(o.utilisation),
            "at_most_per_day": _number(o.at_most),
            "measures": _measures(o.measures),
            "directions": {n: _measures(m) for n, m in o.sides.items()},
            "waits": {"edges_h": [_number(x) for x in edges], "share": [_number(x) for x in counts]},
            "line": [[_number(x) for x in row] for row in o.line.tolist()],
            "events": _events(o.events, self.runs.arrivals.sides)[:MOST_EVENTS],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return the first run of the first outcome, one row a vehicle, in hours from the start."""
        rows = _events(self.outcomes[0].events, self.runs.arrivals.sides) if self.outcomes else []
        return frame(rows, COLUMNS)

    def to_xarray(self) -> xr.Dataset:
        """Return how many wait at each hour, for each outcome: mean over the runs, 5 and 95 % of them."""
        import xarray as xr

        start = np.datetime64(self.question.on, "s")
        hours = np.arange(self.runs.days * 24 + 1)
        lines = np.array([o.line for o in self.outcomes]).reshape(-1, len(hours), 3)
        coords = {
            "outcome": ["best", "worst"][: len(lines)] if len(lines) > 1 else ["as known"][: len(lines)],
            "time": start + hours.astype("timedelta64[h]"),
            "level": ["mean", "5 %", "95 %"],
        }
        data = xr.DataArray(lines, dims=("outcome", "time", "level"), attrs={"long_name": "number waiting"})
        return xr.Dataset({"waiting": data}, coords=coords, attrs={"title": f"Thalweg simulate, {self.served.at}"})

    def plot(self) -> Figure:
        """Draw waits, the line by hour, and arrivals against departures (needs matplotlib)."""
        from thalweg import plots

        return plots.queue(self)


def histogram(o: Outcome) -> tuple[list[float], list[float]]:
    """Return the share of waits in each bin, and the edges of the bins in h."""
    waits = o.waits_h[np.isfinite(o.waits_h)]
    if not len(waits):
        return [], []
    counts, edges = np.histogram(waits, bins=_BINS, range=(0.0, max(float(waits.max()), 1 / 60)))
    return (counts / len(o.waits_h)).tolist(), edges.tolist()


def _measures(measures: Mapping[str, Measured]) -> Json:
    ends = ("mean", "low", "high", "least", "most")
    return {
        f"{n}_h" if n in TIMES else n: {k: _number(getattr(m, k)) for k in ends} for n, m in measures.items()
    }  # fmt: skip


def _events(e: Events, sides: tuple[str, ...]) -> list[Row]:
    """Return one row a vehicle."""
    two = len(set(e.direction.tolist())) > 1
    columns = zip(
        e.arrive.tolist(), e.start.tolist(), e.end.tolist(), e.server.tolist(), e.direction.tolist(), strict=True
    )
    return [
        {
            "vehicle": i,
            "direction": sides[d] if two else "",
            "arrive_h": _number(a),
            "start_h": _number(s),
            "end_h": _number(b),
            "wait_h": _number(s - a),
            "server": server if server >= 0 else None,
        }
        for i, (a, s, b, server, d) in enumerate(columns)
    ]


def _number(x: float) -> float | None:
    return round(x, 4) if math.isfinite(x) else None
