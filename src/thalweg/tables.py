"""Labelled results: what the questions return, with the forms that people and machines want.

Each class is a result of `apps` plus `as_dict` (what `--json` prints), `to_frame`, `to_xarray`
or `to_geojson` where they make sense, `plot`, and a display for terminals and notebooks.
Heavy libraries are imported when a form that needs them is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from thalweg import show
from thalweg.apps.access import DIMENSIONS, AccessResult
from thalweg.apps.allies import AlliesResult, Tie
from thalweg.apps.check import CheckResult
from thalweg.apps.crossings import Crossing, CrossingsResult
from thalweg.apps.facts import FactsResult
from thalweg.apps.may import MayResult
from thalweg.apps.rules import RulesResult
from thalweg.apps.screen import ScreenResult
from thalweg.apps.why import Node, WhyResult
from thalweg.facts.claim import Claim, Source
from thalweg.facts.resolve import Resolved
from thalweg.facts.store import FactBase
from thalweg.rules.rule import Reason, Requirement, Verdict

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

Json = dict[str, Any]
Row = dict[str, object]


class _Shown:
    """Shows itself: as text in a terminal, as HTML in a notebook."""

    def __rich__(self) -> Any:
        return show.render(self)

    def __repr__(self) -> str:
        return show.as_text(self)

    def _repr_html_(self) -> str:
        return show.as_html(self)


@dataclass(frozen=True, repr=False)
class Check(_Shown, CheckResult):
    """The answer to `check`."""

    @classmethod
    def of(cls, result: CheckResult) -> Self:
        """Label a result."""
        return cls(**_parts(result))

    def as_dict(self) -> Json:
        """Return the answer as plain data."""
        facts = self.admission.snapshot.facts
        return {
            "question": self.question.as_dict(),
            "verdict": str(self.verdict),
            "sentence": self.sentence,
            "length_km": round(self.length_km, 3),
            "path": [
                {
                    "link": s.link,
                    "mode": s.mode,
                    "from": s.origin,
                    "to": s.destination,
                    "length_km": s.length_km,
                    "verdict": str(s.verdict),
                }
                for s in self.path
            ],
            "reasons": [reason_dict(facts, r) for r in self.reasons],
            "requirements": [_requirement(q) for q in self.requirements],
            "assumptions": [{"about": a.about, "sentence": a.sentence} for a in self.assumptions],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return the path as a table, one row a link."""
        columns = ("link", "name", "mode", "origin", "destination", "length_km", "verdict")
        rows = [{c: getattr(s, c) for c in columns} | {"verdict": str(s.verdict)} for s in self.path]
        return _frame(rows, columns)

    def to_geojson(self) -> Json:
        """Return the path as a GeoJSON FeatureCollection, one feature a link."""
        features = [
            _feature(
                "LineString",
                [list(p) for p in s.line],
                link=s.link,
                mode=s.mode,
                verdict=str(s.verdict),
                length_km=s.length_km,
            )
            for s in self.path
        ]
        return {"type": "FeatureCollection", "features": features}

    def plot(self) -> Figure:
        """Draw the path on the network, coloured by verdict (needs matplotlib)."""
        from thalweg import plots

        return plots.path(self)


@dataclass(frozen=True, repr=False)
class Why(_Shown, WhyResult):
    """The answer to `why`."""

    @classmethod
    def of(cls, result: WhyResult) -> Self:
        """Label a result."""
        return cls(**_parts(result))

    def as_dict(self) -> Json:
        """Return the answer and its explanation as plain data."""
        return {**Check.of(self.answer).as_dict(), "tree": _tree(self.tree)}


@dataclass(frozen=True, repr=False)
class Access(_Shown, AccessResult):
    """The answer to `access`."""

    @classmethod
    def of(cls, result: AccessResult) -> Self:
        """Label a result."""
        return cls(**_parts(result))

    def cells(self) -> Iterable[tuple[tuple[int, int, int, int], str, str, date, str, Verdict]]:
        """Yield every cell: its place in the array, mover, destination, day, scenario, verdict."""
        for m, mover in enumerate(self.movers):
            for p, place in enumerate(self.destinations):
                for d, day in enumerate(self.days):
                    for s, scenario in enumerate(self.scenarios):
                        verdict = Verdict(int(self.verdicts[m, p, d, s]))
                        yield (m, p, d, s), mover, place, day, scenario, verdict

    def rows(self, with_reasons: bool = True) -> list[Row]:
        """Return one row a cell, with the sentence that binds."""
        found = []
        for at, mover, place, day, scenario, verdict in self.cells():
            row: Row = {
                "mover": mover,
                "destination": place,
                "on": day.isoformat(),
                "scenario": scenario,
                "verdict": str(verdict),
            }
            if with_reasons:
                binding = self.why(*at).binding
                row["rules"] = " ".join(dict.fromkeys(r.rule for r in binding))
                row["reason"] = binding[0].sentence if binding else ""
            found.append(row)
        return found

    def as_dict(self) -> Json:
        """Return all cells as plain data."""
        shared = self.question.as_dict()
        for varying in ("mover", "destination", "on", "scenario"):
            shared.pop(varying)
        return {
            "question": shared,
            "movers": list(self.movers),
            "destinations": list(self.destinations),
            "on": [d.isoformat() for d in self.days],
            "scenarios": list(self.scenarios),
            "cells": self.rows(),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row a cell."""
        columns = ("mover", "destination", "on", "scenario", "verdict", "rules", "reason")
        return _frame(self.rows(), columns)

    def to_xarray(self) -> xr.Dataset:
        """Return a labelled dataset; verdicts are flags as the CF conventions write them."""
        import numpy as np
        import xarray as xr

        flags = {
            "long_name": "verdict of the best path",
            "flag_values": np.arange(len(Verdict), dtype=np.int8),
            "flag_meanings": " ".join(str(v) for v in Verdict),
        }
        data = xr.DataArray(self.verdicts.astype(np.int8), dims=DIMENSIONS, attrs=flags)
        coords = {
            "mover": list(self.movers),
            "destination": list(self.destinations),
            "on": np.array(self.days, dtype="datetime64[s]"),
            "scenario": list(self.scenarios),
            "mover_name": ("mover", list(self.mover_names)),
        }
        shared = {k: str(v) for k, v in self.question.as_dict().items() if k in ("case", "origin", "known_on", "trust")}
        return xr.Dataset({"verdict": data}, coords=coords, attrs={"title": "Thalweg access", **shared})

    def plot(self) -> Figure:
        """Draw the matrix, coloured by verdict (needs matplotlib)."""
        from thalweg import plots

        return plots.matrix(self)


@dataclass(frozen=True, repr=False)
class Facts(_Shown, FactsResult):
    """The answer to `facts`."""

    @classmethod
    def of(cls, result: FactsResult) -> Self:
        """Label a result."""
        return cls(**_parts(result))

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
            "for": [claim_dict(self.facts, c) for c in self.claims_for],
            "against": [{**claim_dict(self.facts, c), "weak": self.weakness(c)} for c in self.claims_against],
            "dropped": [{**claim_dict(self.facts, d.claim), "why": d.why} for d in r.dropped],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row a claim."""
        data = self.as_dict()
        columns = ("stands", "stated", "source", "kind", "published", "said_by", "why", "url")
        rows = [{"stands": k, **c} for k in ("for", "against", "dropped") for c in data[k]]
        return _frame([{c: row.get(c, "") for c in columns} for row in rows], columns)

    def plot(self) -> Figure:
        """Draw the claims as points by value and date of publication (needs matplotlib)."""
        from thalweg import plots

        return plots.claims(self)


@dataclass(frozen=True, repr=False)
class May(_Shown, MayResult):
    """The answer to `may`."""

    @classmethod
    def of(cls, result: MayResult) -> Self:
        """Label a result."""
        return cls(**_parts(result))

    def as_dict(self) -> Json:
        """Return the ruling as plain data."""
        facts = self.law.snapshot.facts
        asked = self.question.as_dict()
        asked["at"] = asked.pop("destination")
        asked.pop("origin")
        return {
            "question": asked,
            "verdict": str(self.verdict),
            "sentence": self.sentence,
            "orders": {order: str(v) for order, v in self.orders.items()},
            "reasons": [reason_dict(facts, r) for r in self.ruling.reasons],
            "requirements": [_requirement(q) for q in self.ruling.requirements],
            "rules": [
                {
                    "rule": f.rule,
                    "effect": f.effect,
                    "applies": {True: "yes", False: "no", None: "undecided"}[f.applies],
                    "undecided": list(f.undecided),
                    "lifted_by": list(f.lifted_by),
                    "order": self.law.rules[f.rule].order or "place",
                    "enforced": f.enforced,
                    "instrument": self.law.rules[f.rule].instrument,
                    "article": self.law.rules[f.rule].article,
                    "certainty": self.law.rules[f.rule].certainty,
                    "text": f.text,
                }
                for f in self.ruling.findings
            ],
            "assumptions": list(self.ruling.assumed),
        }


@dataclass(frozen=True, repr=False)
class Rules(_Shown, RulesResult):
    """The answer to `rules`."""

    @classmethod
    def of(cls, result: RulesResult) -> Self:
        """Label a result."""
        return cls(**_parts(result))

    def as_dict(self) -> Json:
        """Return the rules and changes as plain data."""
        return {
            "on": str(self.law.snapshot.moment.on),
            "before": str(self.before.snapshot.moment.on) if self.before else None,
            "rules": [
                {
                    "rule": r.id,
                    "effect": r.effect,
                    "at": list(r.at),
                    "order": r.order or "place",
                    "instrument": r.instrument,
                    "article": r.article,
                    "if": r.condition.tell(),
                    "lifts": list(r.lifts),
                    "say": r.say,
                    "certainty": r.certainty,
                    "source": r.source,
                }
                for r in self.rules
            ],
            "changes": [{"kind": c.kind, "what": c.what, "text": c.text} for c in self.changes],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row a rule."""
        columns = ("rule", "effect", "order", "instrument", "article", "if", "say", "certainty")
        return _frame([{c: r[c] for c in columns} for r in self.as_dict()["rules"]], columns)


@dataclass(frozen=True, repr=False)
class Crossings(_Shown, CrossingsResult):
    """The answer to `crossings`."""

    @classmethod
    def of(cls, result: CrossingsResult) -> Self:
        """Label a result."""
        return cls(**_parts(result))

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
        return _frame([{k: row[k] for k in columns} for row in rows], columns)

    def to_geojson(self) -> Json:
        """Return the crossings as a GeoJSON FeatureCollection of points."""
        features = [
            _feature("Point", [c.gate.lon, c.gate.lat], id=c.gate.id, name=c.gate.name, border=c.border, status=c.state)
            for c in self.crossings
        ]
        return {"type": "FeatureCollection", "features": features}


@dataclass(frozen=True, repr=False)
class Allies(_Shown, AlliesResult):
    """The answer to `allies`."""

    @classmethod
    def of(cls, result: AlliesResult) -> Self:
        """Label a result."""
        return cls(**_parts(result))

    def as_dict(self) -> Json:
        """Return the obligations as plain data."""
        moment = self.snapshot.moment
        return {
            "question": {
                "country": self.country,
                "obligation": self.obligation or None,
                "on": moment.on.isoformat() if moment.on else None,
                "known_on": moment.known_on.isoformat() if moment.known_on else None,
            },
            "countries": list(self.countries),
            "ties": [self._tie(t) for t in self.ties],
            "since": str(self.before.moment.on) if self.before else None,
            "begun": [self._tie(t) for t in self.begun],
            "ended": [self._tie(t) for t in self.ended],
            "drawn_in": [{"country": d.country, "chain": [self._tie(t) for t in d.chain]} for d in self.drawn],
        }

    def _tie(self, t: Tie) -> Json:
        return {
            "country": t.country,
            "obligation": t.obligation.type,
            "owed_by": t.obligation.debtor,
            "owed_to": t.obligation.creditor,
            "instrument": t.instrument.id,
            "title": t.instrument.title,
            "article": t.obligation.article,
            "in_force": str(t.valid),
            "certainty": t.instrument.certainty,
            "source": t.instrument.source,
            "url": self.sources[t.instrument.source].url,
        }

    def plot(self) -> Figure:
        """Draw who owes whom defence on the day, as a net (needs matplotlib)."""
        from thalweg import plots

        return plots.alliances(self)

    def to_frame(self) -> pd.DataFrame:
        """Return one row an obligation."""
        columns = (
            "country",
            "obligation",
            "owed_by",
            "owed_to",
            "instrument",
            "article",
            "in_force",
            "certainty",
            "url",
        )
        return _frame([{c: t[c] for c in columns} for t in self.as_dict()["ties"]], columns)


@dataclass(frozen=True, repr=False)
class Screen(_Shown, ScreenResult):
    """The answer to `screen`."""

    @classmethod
    def of(cls, result: ScreenResult) -> Self:
        """Label a result."""
        return cls(**_parts(result))

    def rows(self) -> list[Row]:
        """Return one row a consignment."""
        found: list[Row] = []
        for line in self.lines:
            binding = [r for r in line.ruling.reasons if r.verdict is line.ruling.verdict]
            found.append(
                {
                    "id": line.mover.id,
                    "name": line.mover.name,
                    "verdict": str(line.ruling.verdict),
                    "orders": " ".join(f"{o or 'place'}:{v}" for o, v in line.ruling.orders),
                    "rules": " ".join(dict.fromkeys(r.rule for r in binding)),
                    "reason": binding[0].sentence if binding else "",
                    "lever": binding[0].levers[0] if binding and binding[0].levers else "",
                }
            )
        return found

    def as_dict(self) -> Json:
        """Return every line as plain data."""
        counts = {str(v): sum(x.ruling.verdict is v for x in self.lines) for v in Verdict}
        asked = {k: v for k, v in self.question.as_dict().items() if k not in ("mover", "origin", "destination")}
        return {"question": {**asked, "at": self.question.destination}, "counts": counts, "lines": self.rows()}

    def to_frame(self) -> pd.DataFrame:
        """Return one row a consignment."""
        return _frame(self.rows(), ("id", "name", "verdict", "orders", "rules", "reason", "lever"))


def _parts(result: object) -> dict[str, Any]:
    """Return the fields of a result, to build its labelled form."""
    return {f.name: getattr(result, f.name) for f in fields(result)}  # type: ignore[arg-type]


def _requirement(q: Requirement) -> Json:
    return {"rule": q.rule, "at": q.at, "token": q.token, "text": q.text}


def _frame(rows: Iterable[Mapping[str, object]], columns: Iterable[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(columns))


def _feature(kind: str, coordinates: object, **properties: object) -> Json:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def _tree(node: Node) -> Json:
    out: Json = {"kind": node.kind, "text": node.text}
    if node.verdict is not None:
        out["verdict"] = str(node.verdict)
    if node.children:
        out["children"] = [_tree(c) for c in node.children]
    return out


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
