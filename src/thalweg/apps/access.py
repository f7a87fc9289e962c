"""ACCESS: the verdicts of many movers, destinations, days and scenarios at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from thalweg.admission import Admission
from thalweg.apps.check import CheckResult, check
from thalweg.question import Question
from thalweg.rules.rule import Verdict

DIMENSIONS: tuple[str, ...] = ("mover", "destination", "on", "scenario")


@dataclass(frozen=True)
class AccessResult:
    """Verdicts by mover, destination, day and scenario."""

    question: Question
    """What all cells share; the fields that vary hold the first cell's."""
    movers: tuple[str, ...]
    mover_names: tuple[str, ...]
    destinations: tuple[str, ...]
    days: tuple[date, ...]
    scenarios: tuple[str, ...]
    verdicts: NDArray[np.uint8]
    """Shape (movers, destinations, days, scenarios); values as of `Verdict`."""
    admissions: Mapping[tuple[date, str], Admission]

    def why(self, mover: int, destination: int, day: int, scenario: int) -> CheckResult:
        """Answer one cell in full."""
        on, name = self.days[day], self.scenarios[scenario]
        question = replace(
            self.question, mover=self.movers[mover], destination=self.destinations[destination], on=on, scenario=name
        )
        return check(self.admissions[on, name], question, mover)


def access(
    admissions: Mapping[tuple[date, str], Admission],
    question: Question,
    destinations: Sequence[str],
    days: Sequence[date],
    scenarios: Sequence[str],
) -> AccessResult:
    """Ask every admission for every mover and destination.

    Parameters
    ----------
    admissions
        By day and scenario, all of the same movers in the same order.
    question
        What all cells share.
    destinations, days, scenarios
        The other three axes, in the order wanted.
    """
    first = next(iter(admissions.values()))
    network = first.snapshot.network
    origin = network.place_index[question.origin]
    nodes = [network.place_index[d] for d in destinations]
    table = np.zeros((len(first.movers), len(nodes), len(days), len(scenarios)), dtype=np.uint8)
    for d, day in enumerate(days):
        for s, name in enumerate(scenarios):
            for m in range(len(first.movers)):
                table[m, :, d, s] = np.minimum(admissions[day, name].best(m, origin)[nodes], Verdict.BLOCKED)
    names = tuple(m.name for m in first.movers)
    keys = tuple(m.key for m in first.movers)
    return AccessResult(question, keys, names, tuple(destinations), tuple(days), tuple(scenarios), table, admissions)
