"""Labelled results about evidence: facts, crossings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from thalweg import show_found  # noqa: F401  tells `show` how these look
from thalweg.apps.claims import ClaimsResult
from thalweg.apps.crossings import Crossing, CrossingsResult
from thalweg.apps.facts import FactsResult
from thalweg.facts.claim import Claim
from thalweg.io.written import Layer
from thalweg.period import ALWAYS
from thalweg.tables.base import Filed, Json, Row, Shown, claim_dict, feature, frame, parts_of, value_dict

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

CLAIM_COLUMNS = ("stands", "stated", "source", "kind", "published", "said_by", "why", "url")


@dataclass(frozen=True, repr=False)
class Facts(Shown, FactsResult):
    """The answer to `facts`."""

    @classmethod
    def of(cls, result: FactsResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the value, its range and every claim as plain data."""
        r = self.resolved
        return {
            "question": {
                "subject": self.subject,
                "attribute": self.attribute.name,
                "on": self.moment.on.isoformat() if self.moment.on else None,
                "known_on": self.moment.known_on.isoformat() if self.moment.known_on else None,
                "scenario": self.scenario,
                "where": dict(self.where),
                "trust": "weak" if self.moment.trust_weak else "normal",
            },
            **value_dict(r, self.attribute.unit),
            "text": self.value_text,
            "chosen": claim_dict(self.facts, r.claim) if r.claim else None,
            "why": r.why,
            "at": self.level or None,
            "for": [self._claim(c) for c in self.claims_for],
            "against": [{**self._claim(c), "weak": self.weakness(c)} for c in self.claims_against],
            "dropped": [{**self._claim(d.claim), "why": d.why} for d in r.dropped],
            "usual": self._usual(),
        }

    def _claim(self, claim: Claim) -> Json:
        """Return a claim with its number in the unit of the attribute; open ends and other values are null."""
        ends = (claim.value.low, claim.value.high) if claim.value.kind == "number" else (math.nan, math.nan)
        low, high = (x if math.isfinite(x) else None for x in ends)
        return {**claim_dict(self.facts, claim), "low": low, "high": high}

    def _usual(self) -> Json | None:
        """Return what is usual at that time of year, where no claim decides."""
        if self.usual is None:
            return None
        return {
            **claim_dict(self.facts, self.usual),
            "low": self.usual.value.low,
            "high": self.usual.value.high,
            "what": self.usual_what,
            "weak": self.weakness(self.usual),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row a claim, and one for what is usual at that time of year."""
        return frame(self.to_rows(), CLAIM_COLUMNS)

    def to_rows(self) -> list[Row]:
        """Return one row a claim, and one for what is usual at that time of year."""
        data = self.as_dict()
        rows = [{"stands": k, **c} for k in ("for", "against", "dropped") for c in data[k]]
        rows += [{"stands": "usual", **data["usual"]}] if data["usual"] else []
        return [{c: row.get(c, "") for c in CLAIM_COLUMNS} for row in rows]

    def plot(self) -> Figure:
        """Draw the claims as points by value and date of publication (needs matplotlib)."""
        from thalweg import plots

        return plots.claims(self)


@dataclass(frozen=True)
class AllFacts(Filed):
    """Every fact of a subject."""

    subject: str
    facts: tuple[Facts, ...]

    def as_dict(self) -> Json:
        """Return the facts as plain data."""
        return {"subject": self.subject, "facts": [f.as_dict() for f in self.facts]}

    def to_frame(self) -> pd.DataFrame:
        """Return one row a claim, with the attribute of which it speaks."""
        rows = [{"attribute": f.attribute.name, **row} for f in self.facts for row in f.to_rows()]
        return frame(rows, ("attribute", *CLAIM_COLUMNS))


@dataclass(frozen=True, repr=False)
class Crossings(Shown, CrossingsResult):
    """The answer to `crossings`."""

    @classmethod
    def of(cls, result: CrossingsResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the crossings as plain data."""
        moment = self.snapshot.moment
        return {
            "question": {
                "border": self.border or None,
                "status": list(self.states) or "all",
                "on": moment.on.isoformat() if moment.on else None,
                "known_on": moment.known_on.isoformat() if moment.known_on else None,
                "scenario": self.snapshot.scenario.id,
            },
            "crossings": [self._crossing(c) for c in self.crossings],
            "others": [self._crossing(c) for c in self.others],
        }

    def _crossing(self, c: Crossing) -> Json:
        return {
            "id": c.gate.id,
            "name": c.gate.name,
            "border": c.border,
            "kind": c.gate.kind,
            "modes": list(c.modes),
            "status": c.state,
            "claims": [claim_dict(self.snapshot.facts, x) for x in c.status.claims],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row a crossing."""
        columns = ("id", "name", "border", "kind", "modes", "status")
        rows = [self._crossing(c) for c in self.crossings]
        return frame([{k: row[k] for k in columns} for row in rows], columns)

    def layers(self) -> tuple[Layer, ...]:
        """Return the crossings as points."""
        rows = [{**self._crossing(c), "modes": " ".join(c.modes)} for c in self.crossings]
        columns = dict.fromkeys(("id", "name", "border", "kind", "modes", "status"), "text")
        points = [(c.gate.lon, c.gate.lat) for c in self.crossings]
        return (Layer("crossings", columns, rows, "Point", points),)

    def to_geojson(self) -> Json:
        """Return the crossings as a GeoJSON FeatureCollection of points."""
        features = [
            feature("Point", [c.gate.lon, c.gate.lat], id=c.gate.id, name=c.gate.name, border=c.border, status=c.state)
            for c in self.crossings
        ]
        return {"type": "FeatureCollection", "features": features}


@dataclass(frozen=True, repr=False)
class Claims(Shown, ClaimsResult):
    """The answer to `claims`."""

    @classmethod
    def of(cls, result: ClaimsResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the claims as plain data."""
        return {"words": self.words, "total": self.total, "claims": [self._claim(c) for c in self.found]}

    def _claim(self, claim: Claim) -> Json:
        dates = {"valid": str(claim.valid) if claim.valid != ALWAYS else None, "note": claim.note}
        return claim_dict(self.facts, claim) | {"name": self.names.get(claim.subject, claim.subject)} | dates

    def to_frame(self) -> pd.DataFrame:
        """Return one row a claim."""
        columns = ("subject", "attribute", "stated", "valid", "publisher", "kind", "published", "said_by", "url", "id")
        return frame([{c: row[c] for c in columns} for row in self.as_dict()["claims"]], columns)
