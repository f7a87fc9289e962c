"""The labelled result of compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from thalweg import show_compare  # noqa: F401  tells `show` how it looks
from thalweg.apps.compare import CompareResult, Side
from thalweg.tables.base import Json, Row, Shown, frame, parts_of, reason_dict, requirement_dict

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("scenario", "verdict", "length_km", "gone", "new", "requirements", "links_changed", "parts_without_effect")


@dataclass(frozen=True, repr=False)
class Compare(Shown, CompareResult):
    """The answer to `compare`."""

    @classmethod
    def of(cls, result: CompareResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the answers side by side as plain data, each against the first."""
        return {"question": self.sides[0].answer.question.as_dict(), "sides": [_side(s) for s in self.sides]}

    def to_frame(self) -> pd.DataFrame:
        """Return one row a scenario."""
        rows: list[Row] = [
            {"scenario": s.scenario, "verdict": str(s.answer.verdict), "length_km": round(s.answer.length_km, 3),
             "gone": " ".join(f"{r.rule}@{r.at}" for r in s.gone), "new": " ".join(f"{r.rule}@{r.at}" for r in s.new),
             "requirements": " ".join(q.token for q in s.requirements), "links_changed": len(s.links),
             "parts_without_effect": " ".join(e.part for e in s.effects if e.effect == "none")}
            for s in self.sides
        ]  # fmt: skip
        return frame(rows, COLUMNS)


def _side(side: Side) -> Json:
    facts, answer = side.answer.admission.snapshot.facts, side.answer
    return {
        "scenario": side.scenario,
        "verdict": str(answer.verdict),
        "sentence": answer.sentence,
        "length_km": round(answer.length_km, 3),
        "path": [s.link for s in answer.path],
        "gone": [reason_dict(side.first.admission.snapshot.facts, r) for r in side.gone],
        "new": [reason_dict(facts, r) for r in side.new],
        "requirements": [requirement_dict(q) for q in side.requirements],
        "links": [
            {"link": x.link, "was": str(x.was) if x.was is not None else None,
             "now": str(x.now) if x.now is not None else None}
            for x in side.links
        ],
        "effects": [{"part": e.part, "effect": e.effect, "without": str(e.without)} for e in side.effects],
    }  # fmt: skip
