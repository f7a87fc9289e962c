"""Labelled results about changes and unknowns: unlock, settle, programme."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from thalweg import show_change  # noqa: F401  tells `show` how these look
from thalweg.apps.levers import Lever
from thalweg.apps.programme import ProgrammeResult, Rung
from thalweg.apps.settle import Settled, SettleResult, Unknown, worth
from thalweg.apps.unlock import Opening, UnlockResult
from thalweg.io.composed import named
from thalweg.io.scenarios import write_scenarios
from thalweg.tables.base import Json, Row, Shown, claim_dict, frame, parts_of, reason_dict

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

COLUMNS = ("set", "lever", "kind", "text", "holders", "cost_usd", "months")


@dataclass(frozen=True, repr=False)
class Unlock(Shown, UnlockResult):
    """The answer to `unlock`."""

    @classmethod
    def of(cls, result: UnlockResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the answer as plain data; what is not known is null."""
        facts = self.admission.snapshot.facts
        return {
            "question": self.question.as_dict(),
            "target": str(self.aim.target),
            "by": self.aim.by,
            "verdict": str(self.verdict),
            "sets": [self._opening(o) for o in self.openings],
            "vetoes": [x.id for x in self.vetoes],
            "veto_holders": list(self.veto_holders),
            "cuts": [[x.id for x in cut] for cut in self.cuts],
            "shapley": {x.id: round(share, 6) for x, share in self.power},
            "proved": self.proved,
            "refused": self.refused,
            "opens_on": self.opens_on.isoformat() if self.opens_on else None,
            "stuck": [reason_dict(facts, r) for r in self.stuck],
        }

    def _opening(self, opening: Opening) -> Json:
        return {
            "levers": [self._lever(x) for x in opening.levers],
            "verdict": str(opening.verdict),
            "path": list(opening.path),
            "scenario": named(self.question.scenario, opening.levers) or None,
            "holders": list(opening.holders),
            "cost_usd": opening.cost_usd,
            "unpriced": opening.unpriced,
            "meets": sorted(opening.pulled.meets),
            "trip": dict(opening.pulled.said),
            "mover": opening.pulled.mover or None,
        }

    def _lever(self, lever: Lever) -> Json:
        facts = self.admission.snapshot.facts
        return {
            "id": lever.id,
            "kind": lever.kind,
            "text": lever.text,
            "holders": list(lever.holders),
            "cost_usd": lever.cost_usd,
            "months": lever.months,
            "changes": [
                {"subject": c.subject, "attribute": c.attribute, "value": c.stated, "qualifiers": dict(c.qualifiers)}
                for c in lever.changes
            ],
            "claims": [claim_dict(facts, c) for c in lever.claims],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row a lever of each set."""
        rows: list[Row] = [
            {"set": i, "lever": x.id, "kind": x.kind, "text": x.text, "holders": " ".join(x.holders),
             "cost_usd": x.cost_usd, "months": x.months}
            for i, o in enumerate(self.openings, start=1)
            for x in o.levers
        ]  # fmt: skip
        return frame(rows, COLUMNS)

    def save(self, folder: str | Path) -> tuple[Path, ...]:
        """Write each set as a scenario file into a folder, and return the files.

        What the trip says, the requirements that it meets and another loading state are no part of a scenario: its
        description says what to ask with it.
        """
        return write_scenarios(Path(folder), [o.pulled.asking for o in self.openings])

    def plot(self) -> Figure:
        """Draw which lever is in which set (needs matplotlib)."""
        from thalweg import plots

        return plots.sets(self)


@dataclass(frozen=True, repr=False)
class Settle(Shown, Settled):
    """The answer to `settle`: one cell, or many with the worth of each fact."""

    @classmethod
    def of(cls, cells: tuple[SettleResult, ...]) -> Self:
        """Label results."""
        return cls(cells, worth(cells))

    def as_dict(self) -> Json:
        """Return the answer as plain data."""
        return {
            "cells": [
                {
                    "question": c.question.as_dict(),
                    "verdict": str(c.verdict),
                    "opens": [[f.id for f in one] for one in c.opens],
                    "blocks": [[f.id for f in one] for one in c.blocks],
                    "decisive": [f.id for f in c.decisive],
                    "proved": c.proved,
                    "stuck": [reason_dict(c.admission.snapshot.facts, r) for r in c.stuck],
                    "facts": [self._fact(c, f) for f in facts_of(c)],
                }
                for c in self.cells
            ],
            "worth": [
                {"fact": w.fact.id, "text": w.fact.text, "kind": w.fact.kind, "needed": w.needed, "refuses": w.refuses}
                for w in self.worth
            ],
        }

    @staticmethod
    def _fact(cell: SettleResult, fact: Unknown) -> Json:
        facts = cell.admission.snapshot.facts
        return {
            "id": fact.id,
            "text": fact.text,
            "kind": fact.kind,
            "yes": fact.yes,
            "claims": [claim_dict(facts, c) for c in fact.claims],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row a fact, the most decisive first."""
        columns = ("fact", "text", "kind", "needed", "refuses")
        rows: list[Row] = [
            {"fact": w.fact.id, "text": w.fact.text, "kind": w.fact.kind, "needed": w.needed, "refuses": w.refuses}
            for w in self.worth
        ]
        return frame(rows, columns)


def facts_of(cell: SettleResult) -> tuple[Unknown, ...]:
    """Return every fact that a cell names, each once."""
    return tuple({f.id: f for one in (*cell.opens, *cell.blocks) for f in one}.values())


@dataclass(frozen=True, repr=False)
class Programme(Shown, ProgrammeResult):
    """The answer to `programme`."""

    @classmethod
    def of(cls, result: ProgrammeResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the answer as plain data."""
        question = self.results[0].question.as_dict()
        question.pop("mover")
        return {
            "question": question,
            "movers": list(self.movers),
            "share": self.share,
            "chosen": None if self.chosen is None else _rung(self.chosen),
            "ladder": [_rung(r) for r in self.ladder],
            "levers": [{"id": x.id, "text": x.text, "movers": n} for x, n in self.uses],
            "cells": [Unlock.of(r).as_dict() for r in self.results],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row a mover and lever: whether the lever is in some set that opens the passage to the mover."""
        rows: list[Row] = [
            {"mover": m, "lever": x.id, "inside": any(x.id in {y.id for y in o.levers} for o in r.openings)}
            for m, r in zip(self.movers, self.results, strict=True)
            for x, _ in self.uses
        ]
        return frame(rows, ("mover", "lever", "inside"))

    def plot(self) -> Figure:
        """Draw which lever opens the passage to which mover (needs matplotlib)."""
        from thalweg import plots

        return plots.programme(self)


def _rung(rung: Rung) -> Json:
    return {
        "levers": [{"id": x.id, "text": x.text} for x in rung.levers],
        "opened": list(rung.opened),
    }
