"""COMPARE: one question under several scenarios: what each changes, and which of its parts change nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from thalweg.apps.check import CheckResult
from thalweg.rules.rule import Reason, Requirement, Verdict

EFFECTS: tuple[str, ...] = ("verdict", "answer", "elsewhere", "none")
"""What a part of a scenario changes: the verdict; the way, its reasons or its requirements; only verdicts of links off
the way; or nothing at all, for this mover on this day."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A link whose verdict is another one."""

    link: str
    name: str
    was: Verdict | None
    """None where the mover cannot use the link at all."""
    now: Verdict | None


@dataclass(frozen=True, slots=True)
class Effect:
    """One part of a scenario, and what is lost without it."""

    part: str
    effect: str
    """One of `EFFECTS`."""
    without: Verdict
    """The verdict without it."""


@dataclass(frozen=True)
class Side:
    """The answer under one scenario, against that under the first."""

    scenario: str
    answer: CheckResult
    first: CheckResult
    effects: tuple[Effect, ...] = ()

    @property
    def gone(self) -> tuple[Reason, ...]:
        """Reasons of the first answer that this one has not."""
        return _less(self.first.reasons, self.answer.reasons)

    @property
    def new(self) -> tuple[Reason, ...]:
        """Reasons that the first answer has not."""
        return _less(self.answer.reasons, self.first.reasons)

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """Requirements that the first answer has not."""
        held = {q.token for q in self.first.requirements}
        return tuple(q for q in self.answer.requirements if q.token not in held)

    @cached_property
    def links(self) -> tuple[Changed, ...]:
        """Links whose verdict differs from that under the first scenario."""
        was, now = self.first.admission.levels[0], self.answer.admission.levels[0]
        links = self.answer.admission.snapshot.network.links
        return tuple(
            Changed(links[i].id, links[i].name, _verdict(int(was[i])), _verdict(int(now[i])))
            for i in np.flatnonzero(was != now).tolist()
        )


@dataclass(frozen=True)
class CompareResult:
    """One question under several scenarios; each is held against the first."""

    sides: tuple[Side, ...]


def compare(answers: Sequence[CheckResult], parts: Sequence[Sequence[tuple[str, CheckResult]]]) -> CompareResult:
    """Hold the answers to one question under several scenarios against the first.

    Parameters
    ----------
    answers
        One a scenario.
    parts
        For each scenario its parts, with the answer without each.
    """
    sides = (
        Side(a.question.scenario, a, answers[0], tuple(_effect(part, a, left) for part, left in own))
        for a, own in zip(answers, parts, strict=True)
    )
    return CompareResult(tuple(sides))


def _effect(part: str, answer: CheckResult, without: CheckResult) -> Effect:
    """Tell what is lost without a part of a scenario."""
    if without.verdict is not answer.verdict:
        effect = "verdict"
    elif _answer(without) != _answer(answer):
        effect = "answer"
    elif not np.array_equal(without.admission.levels, answer.admission.levels):
        effect = "elsewhere"
    else:
        effect = "none"
    return Effect(part, effect, without.verdict)


def _answer(answer: CheckResult) -> tuple[object, ...]:
    """Return what an answer says, but for the claims that it rests on."""
    return (
        [(s.link, s.length_km, s.verdict) for s in answer.path],
        {(r.rule, r.at, r.verdict, r.sentence) for r in answer.reasons},
        {q.token for q in answer.requirements},
    )


def _less(these: Sequence[Reason], those: Sequence[Reason]) -> tuple[Reason, ...]:
    """Return reasons of which there is none by the same rule at the same place, as bad, among others."""
    held = {(r.rule, r.at, r.verdict) for r in those}
    return tuple(r for r in these if (r.rule, r.at, r.verdict) not in held)


def _verdict(level: int) -> Verdict | None:
    return Verdict(level) if level in list(Verdict) else None
