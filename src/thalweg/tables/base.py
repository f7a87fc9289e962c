"""What all labelled results share: how they show themselves, and their forms as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

from thalweg import show
from thalweg.facts.claim import Claim, Source
from thalweg.facts.resolve import Resolved
from thalweg.facts.store import FactBase
from thalweg.rules.rule import Reason, Requirement

if TYPE_CHECKING:
    import pandas as pd

Json = dict[str, Any]
Row = dict[str, object]


class Shown:
    """Shows itself: as text in a terminal, as HTML in a notebook."""

    def __rich__(self) -> Any:
        return show.render(self)

    def __repr__(self) -> str:
        return show.as_text(self)

    def _repr_html_(self) -> str:
        return show.as_html(self)


def parts_of(result: object) -> dict[str, Any]:
    """Return the fields of a result, to build its labelled form."""
    return {f.name: getattr(result, f.name) for f in fields(result)}  # type: ignore[arg-type]


def finite(x: float) -> float | None:
    """Return a number as plain data; what is not finite is null."""
    return round(x, 4) if math.isfinite(x) else None


def requirement_dict(q: Requirement) -> Json:
    """Return a requirement as plain data."""
    return {"rule": q.rule, "at": q.at, "token": q.token, "text": q.text}


def frame(rows: Iterable[Mapping[str, object]], columns: Iterable[str]) -> pd.DataFrame:
    """Return rows as a table with these columns."""
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(columns))


def feature(kind: str, coordinates: object, /, **properties: object) -> Json:
    """Return a GeoJSON feature."""
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def claim_dict(facts: FactBase, claim: Claim) -> Json:
    """Return a claim as plain data."""
    source: Source = facts.sources[claim.source]
    return {
        "id": claim.id,
        "subject": claim.subject,
        "attribute": claim.attribute,
        "stated": claim.stated,
        "qualifiers": dict(claim.qualifiers),
        "source": source.id,
        "kind": source.kind,
        "publisher": source.publisher,
        "url": source.url,
        "published": str(source.published) if source.published.start or source.published.end else None,
        "said_by": claim.said_by,
        "stance": claim.stance,
        "certainty": claim.certainty,
        "ref": claim.ref,
    }


def value_dict(found: Resolved, unit: str) -> Json:
    """Return a resolved value as plain data; open ends are null."""
    value = found.value
    plain: object = None
    if value is not None:
        dated = value.kind == "date" and found.claim is not None
        number = value.low if value.kind == "number" and value.exact else None
        plain = (
            found.claim.stated if dated and found.claim else number if number is not None else value.code or value.point
        )
        plain = "none" if value.kind == "none" else plain
    ends = [_end(x, value is not None and value.kind == "date") for x in (found.low, found.high)]
    return {"value": plain, "low": ends[0], "high": ends[1], "unit": unit, "status": found.status, "tied": found.tied}


def _end(x: float, is_date: bool) -> float | str | None:
    if x in (float("inf"), float("-inf")):
        return None
    return date.fromordinal(int(x)).isoformat() if is_date else x


def reason_dict(facts: FactBase, r: Reason) -> Json:
    """Return a reason as plain data; `need` is a number where one is known."""
    return {
        "rule": r.rule,
        "kind": r.kind,
        "at": r.at,
        "verdict": str(r.verdict),
        "need": r.need.value if r.kind == "fit" else r.need.text,
        "need_range": r.need.as_dict(),
        "have": r.have.as_dict(),
        "unit": r.unit,
        "sentence": r.sentence,
        "claims": [claim_dict(facts, c) for c in r.claims],
        "levers": list(r.levers),
        "sources": [{"source": s, "url": facts.sources[s].url} for s in r.sources if s in facts.sources],
    }
