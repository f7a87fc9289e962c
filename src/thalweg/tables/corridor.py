"""Labelled results about corridors: the ways beside each other, and logs of trips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from thalweg import show_corridor  # noqa: F401  tells `show` how these look
from thalweg.apps.corridor import CorridorResult, Published, Stage, Three
from thalweg.apps.trips import TripsResult
from thalweg.io.staircase import template
from thalweg.physics.corridor import Spread
from thalweg.tables.base import Json, Shown, finite, frame, parts_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

COLUMNS = ("way", "kind", "name", "origin", "destination", "mode", "km", "time_min_h", "time_avg_h", "time_max_h",
           "cost_min_usd", "cost_avg_usd", "cost_max_usd", "basis")  # fmt: skip


@dataclass(frozen=True, repr=False)
class Corridor(Shown, CorridorResult):
    """The answer to `corridor`."""

    @classmethod
    def of(cls, result: CorridorResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the answer as plain data; what is not known is null."""
        return {
            "question": self.question.as_dict() if self.question else None,
            "usd_per_km": dict(self.prices.usd_per_km),
            "prior": self.prices.prior or None,
            "ways": [
                {
                    "name": w.name,
                    "verdict": None if w.verdict is None else str(w.verdict),
                    "binding": list(dict.fromkeys(r.sentence for r in w.binding)),
                    "length_km": finite(w.km),
                    "time_h": _three(w.total("time")),
                    "cost_usd": _three(w.total("cost")),
                    "steps_h": _three(w.total("time", steps=True)),
                    "speed_with_delay_kmh": finite(w.with_kmh),
                    "speed_without_delay_kmh": finite(w.without_kmh),
                    "stages": [_stage(s) for s in w.stages],
                }
                for w in self.ways
            ],
            "missing": [{"way": name, "why": why} for name, why in self.missing],
            "sources": list(self.sources),
            "assumptions": [{"about": a.about, "sentence": a.sentence} for a in self.assumptions],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each leg and step of each way."""
        rows = [
            {
                "way": w.name,
                **{c: getattr(s, c) for c in ("kind", "name", "origin", "destination", "mode", "km", "basis")},
                **_numbers("time", "h", s.time_h),
                **_numbers("cost", "usd", s.cost_usd),
            }
            for w in self.ways
            for s in w.stages
        ]
        return frame(rows, COLUMNS)

    def template(self) -> str:
        """Return the ways as a template to be filled (CSV)."""
        return template(self.ways)

    def plot(self) -> Figure:
        """Draw distance against time, and against cost if some is known (needs matplotlib)."""
        from thalweg import plots_corridor

        return plots_corridor.staircases(self)


def _numbers(what: str, unit: str, x: Three) -> dict[str, object]:
    return {f"{what}_{k}_{unit}": finite(v) for k, v in zip(("min", "avg", "max"), (x.low, x.mid, x.high), strict=True)}


def _three(x: Three) -> Json:
    return {"min": finite(x.low), "avg": finite(x.mid), "max": finite(x.high)}


def _stage(s: Stage) -> Json:
    return {
        "kind": s.kind,
        "name": s.name,
        "from": s.origin,
        "to": s.destination or None,
        "mode": s.mode or None,
        "km": finite(s.km),
        "time_h": _three(s.time_h),
        "cost_usd": _three(s.cost_usd),
        "basis": s.basis or None,
    }


@dataclass(frozen=True, repr=False)
class Trips(Shown, TripsResult):
    """The indicators of a log of trips."""

    published: tuple[Published, ...] = ()
    """Published averages to compare with."""

    @classmethod
    def of(cls, result: TripsResult, published: Sequence[Published] = ()) -> Self:
        """Label a result."""
        return cls(**parts_of(result), published=tuple(published))

    def as_dict(self) -> Json:
        """Return the indicators as plain data; what is not known is null."""
        return {
            "trips": self.trips,
            "posts": [
                {
                    "at": p.at,
                    "side": p.side or None,
                    "direction": p.direction or None,
                    "TFI1_h": _spread(p.hours),
                    "TFI2_usd": _spread(p.cost_usd),
                }
                for p in self.posts
            ],
            "TFI1_h": _spread(self.hours),
            "TFI2_usd": _spread(self.cost_usd),
            "TFI3_usd": _spread(self.section_usd),
            "TFI4_kmh": {"pooled": finite(self.with_kmh), "by_trip": _spread(self.with_spread)},
            "SWOD_kmh": {"pooled": finite(self.without_kmh), "by_trip": _spread(self.without_spread)},
            "delay_ratio": finite(self.delay_ratio),
            "published": [
                {"mode": p.mode, "indicator": p.indicator, "year": p.year, "low": p.low, "high": p.high,
                 "unit": p.unit, "note": p.note or None, "sources": list(p.sources)}
                for p in self.published
            ],
        }  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each side of a post in each direction."""
        rows = [
            {
                "at": p.at, "side": p.side, "direction": p.direction,
                **{f"TFI1_{k}": v for k, v in _spread(p.hours).items()},
                **{f"TFI2_{k}": v for k, v in _spread(p.cost_usd).items()},
            }
            for p in self.posts
        ]  # fmt: skip
        names = ("n", "mean", "median", "low_quartile", "high_quartile", "deviation", "variation")
        return frame(rows, ("at", "side", "direction", *(f"{i}_{k}" for i in ("TFI1", "TFI2") for k in names)))

    def plot(self) -> Figure:
        """Draw the hours at each post, and the speeds with and without delay (needs matplotlib)."""
        from thalweg import plots_corridor

        return plots_corridor.trips(self)


def _spread(x: Spread) -> Json:
    names = ("mean", "median", "low_quartile", "high_quartile", "deviation", "variation")
    return {"n": x.n, **{k: finite(getattr(x, k)) for k in names}}
