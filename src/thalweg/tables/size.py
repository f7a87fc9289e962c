"""Labelled results about size and water: load, envelope, windows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from thalweg import show_size  # noqa: F401  tells `show` how these look
from thalweg.apps.envelope import EnvelopeResult, Largest
from thalweg.apps.load import LoadDay, Loaded, LoadResult
from thalweg.apps.windows import WindowsResult
from thalweg.rules.boxes import DIMENSIONS
from thalweg.tables.base import Json, Shown, claim_dict, frame, parts_of, reason_dict

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

COLUMNS = ("on", "verdict", "draught_m", "least_draught_m", "payload_t", "share_percent", "full", "binding")


@dataclass(frozen=True, repr=False)
class Load(Shown, LoadResult):
    """The answer to `load`."""

    @classmethod
    def of(cls, result: LoadResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the answer as plain data."""
        question = self.question.as_dict()
        question.pop("on")
        facts = self.days[0].admission.snapshot.facts
        p = self.payload
        return {
            "question": question,
            "mover": self.mover,
            "payload": {
                "how": p.how,
                "empty_draught_m": _number(p.empty_m),
                "design_draught_m": _number(p.design_m),
                "most_t": _number(p.most_t, 1),
                "claims": [claim_dict(facts, c) for c in p.claims],
            },
            "days": [_day(d) for d in self.days],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each day and verdict."""
        rows = [
            {"on": d.on.isoformat(), **_loaded(r), "binding": " ".join(dict.fromkeys(x.at for x in d.bound(r)))}
            for d in self.days
            for r in d.rows
        ]
        return frame(rows, COLUMNS)

    def plot(self) -> Figure:
        """Draw what can be loaded by day, or the payload by draught for a single day (needs matplotlib)."""
        from thalweg import plots

        return plots.load(self)


@dataclass(frozen=True, repr=False)
class Envelope(Shown, EnvelopeResult):
    """The answer to `envelope`."""

    @classmethod
    def of(cls, result: EnvelopeResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the answer as plain data; null is no limit."""
        question = self.question.as_dict()
        question.pop("destination")
        return {
            "question": question,
            "mover": self.mover,
            "law": "size only" if self.by_size else "of the mover",
            "finished": self.finished,
            "settled": self.settled,
            "destinations": [
                {
                    "destination": e.destination,
                    "sure": [_largest(x) for x in e.sure],
                    "perhaps": [_largest(x) for x in e.perhaps],
                    "unknown": list(e.unknown),
                }
                for e in self.envelopes
            ],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each largest vessel."""
        rows = [
            {"destination": e.destination, "how": how}
            | {b.dimension: b.size_m for b in x.bounds}
            | {f"{b.dimension}_bound_by": " ".join(b.at) for b in x.bounds}
            for e in self.envelopes
            for how, found in (("sure", e.sure), ("perhaps", e.perhaps))
            for x in found
        ]
        return frame(rows, ("destination", "how", *DIMENSIONS, *(f"{d}_bound_by" for d in DIMENSIONS)))

    def plot(self) -> Figure:
        """Draw the frontier of the first destination (needs matplotlib)."""
        from thalweg import plots

        return plots.envelope(self)


@dataclass(frozen=True, repr=False)
class Windows(Shown, WindowsResult):
    """The answer to `windows`."""

    @classmethod
    def of(cls, result: WindowsResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the answer as plain data."""
        facts = self.admission.snapshot.facts
        return {
            "question": self.question.as_dict(),
            "mover": self.mover,
            "step_min": self.step_min,
            "open_min": self.open_min,
            "windows": [
                {
                    "hours": w.hours,
                    "start_min": w.start_min,
                    "end_min": w.end_min,
                    "verdict": str(w.verdict),
                    "levels": list(w.levels),
                    "binding": [reason_dict(facts, r) for r in w.binding],
                }
                for w in self.windows
            ],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row a window."""
        rows = [
            {"hours": w.hours, "start_min": w.start_min, "end_min": w.end_min, "verdict": str(w.verdict)}
            for w in self.windows
        ]
        return frame(rows, ("hours", "start_min", "end_min", "verdict"))

    def plot(self) -> Figure:
        """Draw the day as a band, coloured by verdict (needs matplotlib)."""
        from thalweg import plots

        return plots.windows(self)


def _largest(row: Largest) -> Json:
    return {
        "sizes": {b.dimension: _number(b.size_m, 2) for b in row.bounds},
        "bound_by": {b.dimension: dict(zip(b.at, b.names, strict=True)) for b in row.bounds},
        "rules": {b.dimension: list(b.rules) for b in row.bounds},
        "path": list(row.path),
    }


def _day(day: LoadDay) -> Json:
    facts = day.admission.snapshot.facts
    return {
        "on": day.on.isoformat(),
        "levels": list(day.levels),
        "best": None if day.best is None else _loaded(day.best),
        "rows": [_loaded(r) for r in day.rows],
        "binding": [reason_dict(facts, r) for r in day.binding],
    }


def _loaded(row: Loaded) -> Json:
    return {
        "verdict": str(row.verdict),
        "draught_m": _number(row.draught_m, 3),
        "least_draught_m": _number(row.least_m, 3),
        "payload_t": _number(row.payload_t, 1),
        "share_percent": _number(row.share_percent, 1),
        "full": row.full,
    }


def _number(x: float, digits: int = 3) -> float | None:
    return round(x, digits) if math.isfinite(x) else None
