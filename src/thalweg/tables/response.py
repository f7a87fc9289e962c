"""Labelled results about demand: response."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from thalweg import show_demand  # noqa: F401  tells `show` how these look
from thalweg.apps.response import Range, ResponseResult, Side
from thalweg.tables.base import Json, Shown, claim_dict, frame, parts_of

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("method", "about", "ratio_low", "ratio_high", "per_day_low", "per_day_high", "gain_low", "gain_high",
           "settled_low", "settled_high", "capped", "status", "why")  # fmt: skip


@dataclass(frozen=True, repr=False)
class Response(Shown, ResponseResult):
    """The answer to `response`."""

    @classmethod
    def of(cls, result: ResponseResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the answer as plain data; what is not known is null."""
        facts, d = self.snapshot.facts, self.demand
        return {
            "question": self.question.as_dict(),
            "mover": self.mover,
            "unit": d.unit,
            "demand": {
                "per_day": _pair(d.per_day),
                "scale": d.scale,
                "slope": d.slope,
                "trade_elasticity": d.trade_elasticity,
                "income_growth": d.income_growth,
                "income_elasticity": d.income_elasticity,
                "trade": d.trade
                and {
                    "countries": len(d.trade.countries),
                    "pairs": [list(p) for p in d.trade.pairs],
                    "sources": list(d.trade.sources),
                },
            },
            "before": _side(self.before),
            "after": _side(self.after),
            "rungs": [
                {
                    "method": r.method,
                    "about": r.about,
                    "subject": r.fact.subject if r.fact else None,
                    "ratio": _pair(r.ratio),
                    "per_day": _pair(r.per_day),
                    "gain": _pair(r.gain),
                    "settled": _pair(r.settled),
                    "capped": r.capped,
                    "given": r.given,
                    "why": r.why,
                    "status": r.fact.status if r.fact else None,
                    "claims": [claim_dict(facts, c) for g in r.fact.groups for c in g.claims] if r.fact else [],
                    "countries": [
                        {"name": c.name, "exports": _pair(c.exports), "income": _pair(c.income),
                         "welfare": _pair(c.welfare)}
                        for c in r.countries
                    ],
                }
                for r in self.rungs
            ],
            "regimes": [
                {"subject": r.subject, "name": r.name, "ratio": r.claim.stated, "valid": str(r.claim.valid),
                 "claim": claim_dict(facts, r.claim)}
                for r in self.regimes
            ],
            "caps": [
                {"at": c.at, "name": c.name, "attribute": c.attribute, "per_day": _pair(c.per_day), "on_all": c.on_all}
                for c in self.caps
            ],
            "assumptions": [{"about": a.about, "sentence": a.sentence} for a in self.assumptions],
        }  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """Return one row an estimate."""
        rows = []
        for r in self.rungs:
            ends: dict[str, object] = {"method": r.method, "about": r.about, "capped": r.capped, "why": r.why}
            for name in ("ratio", "per_day", "gain", "settled"):
                low, high = getattr(r, name) or (math.nan, math.nan)
                ends |= {f"{name}_low": low, f"{name}_high": high}
            rows.append(ends | {"status": r.fact.status if r.fact else ""})
        return frame(rows, COLUMNS)


def _side(side: Side) -> Json:
    ways = [{"cost": _pair(w.cost), "time_h": _pair(w.hours), "verdict": str(w.verdict)} for w in side.ways]
    return {"scenario": side.scenario, "verdict": str(side.verdict), "ways": ways, "beside": side.beside}


def _pair(ends: Range | None) -> list[float | None] | None:
    return None if ends is None else [round(x, 6) if math.isfinite(x) else None for x in ends]
