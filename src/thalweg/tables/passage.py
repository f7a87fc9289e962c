"""Labelled results about passage: check, why, access."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from thalweg.apps.access import DIMENSIONS, AccessResult, AccessTally
from thalweg.apps.check import CheckResult
from thalweg.apps.why import Node, WhyResult
from thalweg.io.stored import write_days
from thalweg.io.written import Layer
from thalweg.question import Question
from thalweg.rules.rule import Verdict
from thalweg.tables.base import (
    Json,
    Row,
    Shown,
    evidence_layers,
    feature,
    frame,
    parts_of,
    reason_dict,
    requirement_dict,
)

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

WAY_COLUMNS = {
    "step": "whole", "link": "text", "name": "text", "mode": "text", "origin": "text", "destination": "text",
    "length_km": "number", "verdict": "text",
}  # fmt: skip
"""Columns of a way, and their types in a file."""


@dataclass(frozen=True, repr=False)
class Check(Shown, CheckResult):
    """The answer to `check`."""

    @classmethod
    def of(cls, result: CheckResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

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
            "requirements": [requirement_dict(q) for q in self.requirements],
            "assumptions": [{"about": a.about, "sentence": a.sentence} for a in self.assumptions],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return the path as a table, one row a link."""
        return frame(self.to_rows(), [c for c in WAY_COLUMNS if c != "step"])

    def to_geojson(self) -> Json:
        """Return the path as a GeoJSON FeatureCollection, one feature a link."""
        features = [
            feature(
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

    def layers(self) -> tuple[Layer, ...]:
        """Return the way as lines, and as tables the reasons and their sources."""
        rows = self.to_rows()
        lines = [s.line for s in self.path]
        facts = self.admission.snapshot.facts
        return Layer("way", WAY_COLUMNS, rows, "LineString", lines), *evidence_layers(facts, self.reasons)

    def to_rows(self) -> list[Row]:
        """Return one row a link of the path."""
        return [
            {c: getattr(s, c) for c in WAY_COLUMNS if c != "step"} | {"step": i, "verdict": str(s.verdict)}
            for i, s in enumerate(self.path, start=1)
        ]

    def plot(self) -> Figure:
        """Draw the path on the network, coloured by verdict (needs matplotlib)."""
        from thalweg import plots

        return plots.path(self)


@dataclass(frozen=True, repr=False)
class Why(Shown, WhyResult):
    """The answer to `why`."""

    @classmethod
    def of(cls, result: WhyResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the answer and its explanation as plain data."""
        return {**Check.of(self.answer).as_dict(), "tree": _tree(self.tree)}


@dataclass(frozen=True, repr=False)
class Access(Shown, AccessResult):
    """The answer to `access`."""

    @classmethod
    def of(cls, result: AccessResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

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
        return {
            "question": _shared(self.question),
            "movers": list(self.movers),
            "destinations": list(self.destinations),
            "on": [d.isoformat() for d in self.days],
            "scenarios": list(self.scenarios),
            "cells": self.rows(),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row a cell."""
        columns = ("mover", "destination", "on", "scenario", "verdict", "rules", "reason")
        return frame(self.rows(), columns)

    def to_xarray(self) -> xr.Dataset:
        """Return a labelled dataset; verdicts are flags as the CF conventions write them."""
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
class Stored(Shown, AccessTally):
    """The answer to `access` as it was written to a Zarr store, day by day."""

    @classmethod
    def write(cls, path: Path, parts: Iterator[AccessResult]) -> Self:
        """Write the answers of days as they come."""
        days: list[date] = []
        counts = np.zeros(len(Verdict), dtype=np.int64)
        first = next(parts)

        def tables() -> Iterator[xr.Dataset]:
            for part in chain([first], parts):
                counts[:] += np.bincount(part.verdicts.ravel(), minlength=len(Verdict))
                days.extend(part.days)
                yield Access.of(part).to_xarray()

        write_days(path, tables())
        cells = {v: int(counts[v]) for v in Verdict}
        return cls(first.question, str(path), first.movers, first.destinations, tuple(days), first.scenarios, cells)

    def as_dict(self) -> Json:
        """Return where it is, its axes, and how many cells have each verdict."""
        return {
            "question": _shared(self.question),
            "zarr": self.path,
            "movers": list(self.movers),
            "destinations": list(self.destinations),
            "on": [d.isoformat() for d in self.days],
            "scenarios": list(self.scenarios),
            "verdicts": {str(v): n for v, n in self.cells.items()},
        }

    def to_xarray(self) -> xr.Dataset:
        """Open the store; cells are read when they are asked for."""
        import xarray as xr

        found: xr.Dataset = xr.open_zarr(self.path, chunks=None)
        return found


def _shared(question: Question) -> Json:
    """Return what all cells of a table share."""
    varying = ("mover", "destination", "on", "scenario")
    return {k: v for k, v in question.as_dict().items() if k not in varying}


def _tree(node: Node) -> Json:
    out: Json = {"kind": node.kind, "text": node.text}
    if node.verdict is not None:
        out["verdict"] = str(node.verdict)
    if node.children:
        out["children"] = [_tree(c) for c in node.children]
    return out
