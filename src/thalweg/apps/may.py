"""MAY: what the law of one place says of a mover and its trip, order by order, rule by rule."""

from __future__ import annotations

from dataclasses import dataclass

from thalweg.movers import Mover
from thalweg.question import Question
from thalweg.rules.library import LawInForce, law_in_force
from thalweg.rules.may import Ruling, rule_at
from thalweg.rules.profile import profile_of
from thalweg.rules.rule import Lawbook, Verdict
from thalweg.snapshot import Snapshot


@dataclass(frozen=True)
class MayResult:
    """A ruling with the law it rests on."""

    question: Question
    """Its destination is the legal place."""
    mover: str
    ruling: Ruling
    law: LawInForce

    @property
    def verdict(self) -> Verdict:
        """The verdict of all orders that are enforced."""
        return self.ruling.verdict

    @property
    def orders(self) -> dict[str, Verdict]:
        """The verdict of each legal order for itself; `place` is the law of the place."""
        return {order or "place": verdict for order, verdict in self.ruling.orders}

    @property
    def sentence(self) -> str:
        """The answer in a sentence that can be printed."""
        q = self.question
        can = {
            Verdict.CLEAR: "may pass",
            Verdict.CONDITIONAL: "may pass on conditions",
            Verdict.UNKNOWN: "may or may not pass: the law or a fact is open",
            Verdict.BLOCKED: "may not pass",
        }[self.verdict]
        why = [r.sentence for r in self.ruling.reasons if r.verdict is self.verdict]
        because = f" {' '.join(why)}" if why else ""
        return f"{q.opening} {self.mover} {can} ({self.ruling.place_name}).{because}"


def may(snapshot: Snapshot, lawbook: Lawbook, mover: Mover, question: Question) -> MayResult:
    """Ask the law of the question's destination, a legal place, for one mover."""
    law = law_in_force(lawbook, snapshot)
    profile = profile_of(mover, snapshot, law, question.trip)
    ruling = rule_at(law, profile, lawbook.places[question.destination], question.trip)
    return MayResult(question, mover.name, ruling, law)
