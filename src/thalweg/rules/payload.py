"""What a vessel carries at a draught: by its own hydrostatic table, or by the type of its hull.

A table is made of claims of `deadweight_t` with the qualifier `draught`. Without one, an inland
vessel of a known `hull_type` is reckoned by the regressions of van Dorsser et al. (European Journal
of Transport and Infrastructure Research 20(3), 2020). Nothing is reckoned outside a table.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from thalweg.facts.claim import Claim
from thalweg.facts.resolve import Resolved, resolve
from thalweg.facts.store import FactBase
from thalweg.movers import Mover
from thalweg.physics.hull import design_draught_m, empty_draught_m, payload_from_table_t, payload_t
from thalweg.snapshot import Snapshot

Floats = NDArray[np.float64]
_DIMENSIONS = ("length_m", "beam_m")
TYPES = {
    "dry_single_hull": "Dry_SH",
    "dry_double_hull": "Dry_DH",
    "container": "Container",
    "tanker": "Tanker",
    "barge": "Barge",
}
"""The codes of `hull_type` as the paper abbreviates them."""


@dataclass(frozen=True)
class Payload:
    """How much a vessel carries, by draught."""

    how: str
    """On what it rests, in words."""
    empty_m: float
    """Draught without cargo; nan if not known."""
    design_m: float
    """Greatest draught that the vessel is built for; nan if not known."""
    claims: tuple[Claim, ...]
    table: tuple[tuple[float, float], ...] = ()
    """Rows (draught in m, deadweight in t), from the least draught; empty if it is reckoned by type."""
    hull_type: str = ""
    length_m: float = math.nan
    beam_m: float = math.nan
    consumables: float = 0.0
    """Share of the deadweight."""

    def at(self, draught_m: float | Floats) -> Floats:
        """Return what is carried at draughts, in t; nan where nothing says."""
        if self.table:
            draughts, tonnes = np.array(self.table).T
            stores = self.consumables * payload_from_table_t(self.design_m, draughts, tonnes) if self.consumables else 0
            return np.asarray(np.maximum(payload_from_table_t(draught_m, draughts, tonnes) - stores, 0.0))
        if self.hull_type:
            return payload_t(
                self.hull_type, self.length_m, self.beam_m, self.design_m, draught_m, consumables_share=self.consumables
            )
        return np.full(np.shape(draught_m), np.nan)

    @property
    def most_t(self) -> float:
        """What is carried at the design draught, in t; nan where nothing says."""
        return float(self.at(self.design_m)) if math.isfinite(self.design_m) else math.nan


def payload_of(snapshot: Snapshot, mover: Mover) -> Payload:
    """Return how much a vessel carries by draught, as far as it is known."""
    empty, design = (_one(snapshot.of_mover(a, mover)) for a in ("empty_draught_m", "design_draught_m"))
    stores = snapshot.of_mover("consumables_percent", mover)
    share = 0.0 if stores.silent else _one(stores) / 100
    told = [snapshot.of_mover(a, mover) for a in ("empty_draught_m", "design_draught_m", "consumables_percent")]
    rows = [(d, found) for d, found in _table(snapshot, mover) if math.isfinite(_one(found))]
    table = tuple((d, _one(found)) for d, found in rows)
    if table and all(a[1] <= b[1] for a, b in pairwise(table)):  # one that falls contradicts itself
        claims = _claims([*told, *(found for _, found in rows)])
        deepest = design if math.isfinite(design) else table[-1][0]
        return Payload("its own table of deadweight by draught", empty, deepest, claims, table, consumables=share)
    hull = snapshot.of_mover("hull_type", mover)
    length, beam = (_one(snapshot.of_mover(a, mover)) for a in _DIMENSIONS)
    if hull.value is None or hull.value.code not in TYPES or not hull.decided or not math.isfinite(length + beam):
        return Payload("", empty, design, _claims(told))
    code, name = TYPES[hull.value.code], hull.value.code.replace("_", " ")
    design = design if math.isfinite(design) else float(design_draught_m(code, length, beam))
    empty = empty if math.isfinite(empty) else float(empty_draught_m(code, length, beam, design))
    claims = _claims([*told, hull, *(snapshot.of_mover(a, mover) for a in _DIMENSIONS)])
    how = f"van Dorsser et al. 2020 for a {name} vessel of {length:g} x {beam:g} m"
    return Payload(how, empty, design, claims, (), code, length, beam, share)


def _table(snapshot: Snapshot, mover: Mover) -> list[tuple[float, Resolved]]:
    """Return the rows of a vessel's hydrostatic table, from the least draught.

    A deadweight of which no draught is stated is no row of it.
    """
    rows: dict[float, list[Claim]] = {}
    for claim in snapshot.facts.of(mover.id, "deadweight_t"):
        if draught := claim.qualifier("draught"):
            rows.setdefault(float(draught), []).append(claim)
    sources, row = snapshot.facts.sources.values(), snapshot.attributes["deadweight_t"]
    return [(d, resolve(FactBase(c, sources), row, mover.id, snapshot.moment)) for d, c in sorted(rows.items())]


def _one(found: Resolved) -> float:
    """Return the chosen number, or nan."""
    value = found.value
    return value.low if value is not None and value.kind == "number" and found.decided else math.nan


def _claims(found: list[Resolved]) -> tuple[Claim, ...]:
    return tuple(dict.fromkeys(c for f in found for c in f.claims))
