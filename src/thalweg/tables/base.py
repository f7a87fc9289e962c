"""What all labelled results share: how they show themselves, and their forms as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thalweg import show
from thalweg.apps.events import Event
from thalweg.facts.claim import Claim, Source
from thalweg.facts.resolve import Resolved
from thalweg.facts.store import FactBase
from thalweg.io import written
from thalweg.io.written import Layer
from thalweg.rules.rule import Reason, Requirement

if TYPE_CHECKING:
    import pandas as pd

Json = dict[str, Any]
Row = dict[str, object]


class Filed:
    """Can be had as a file, in each form that it has."""

    @classmethod
    def forms(cls) -> tuple[str, ...]:
        """Return the forms in which it can be had as a file: csv, geojson, gpkg, html."""
        makes = {"csv": "to_frame", "geojson": "to_geojson", "gpkg": "layers", "html": "to_html"}
        return tuple(form for form, maker in makes.items() if hasattr(cls, maker))

    def as_file(self, form: str) -> bytes:
        """Return it as the content of a file.

        Raises
        ------
        BadInput
            If it does not have the form, or libraries for it are not installed.
        """
        written.need_form(form, self.forms(), type(self).__name__.lower(), "as")
        it: Any = self
        if form == "csv":
            return written.as_csv(it.to_frame())
        if form == "geojson":
            return written.as_geojson(it.to_geojson())
        if form == "gpkg":
            return written.as_gpkg(it.layers())
        page: str = it.to_html()
        return page.encode()

    def to_file(self, path: str | Path, force: bool = False) -> Path:
        """Write it to a file whose ending says the form, as `answer.gpkg`: whole or not at all.

        Raises
        ------
        BadInput
            As `as_file`; or if the file exists and `force` is not said, or cannot be written.
        """
        path = Path(path)
        form = written.form_of(path, self.forms(), type(self).__name__.lower())
        written.need_room(path, force)
        return written.write_new(path, self.as_file(form), force)


class Shown(Filed):
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


def event_dict(e: Event) -> Json:
    """Return what begins or ends as plain data, but for its day."""
    return {
        "ends": e.ends,
        "kind": e.kind,
        "about": e.about,
        "text": e.text,
        "valid": e.valid,
        "known_from": e.known_from.isoformat() if e.known_from else None,
    }


def source_dict(s: Source) -> Json:
    """Return a source as plain data."""
    return {
        "source": s.id,
        "title": s.title,
        "publisher": s.publisher,
        "kind": s.kind,
        "published": s.dated,
        "url": s.url,
    }


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


REASON_COLUMNS = {
    "verdict": "text", "kind": "text", "rule": "text", "at": "text", "place": "text", "sentence": "text",
    "sources": "text",
}  # fmt: skip
SOURCE_COLUMNS = {
    "source": "text", "title": "text", "publisher": "text", "kind": "text", "published": "text", "url": "text",
}  # fmt: skip
"""Columns of reasons and of sources, where they stand in a file beside a map."""


def evidence_layers(facts: FactBase, reasons: Iterable[Reason]) -> tuple[Layer, Layer]:
    """Return reasons as a table, and the sources that they name."""
    them = [(r, r.cited(facts.sources)) for r in reasons]
    rows = [
        {"verdict": str(r.verdict), "kind": r.kind, "rule": r.rule, "at": r.at, "place": r.at_name,
         "sentence": r.sentence, "sources": " ".join(cited)}
        for r, cited in them
    ]  # fmt: skip
    named = (facts.sources[s] for s in dict.fromkeys(s for _, cited in them for s in cited))
    sources = [source_dict(s) for s in named]
    return Layer("reasons", REASON_COLUMNS, rows), Layer("sources", SOURCE_COLUMNS, sources)


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
