"""A case whose gates can be simulated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, Unpack

import numpy as np

from thalweg.admission import admit
from thalweg.apps.gate import gate_of
from thalweg.apps.simulate import admitted, simulate
from thalweg.asking import Asked, Day, Terms, asked
from thalweg.errors import unknown_name
from thalweg.io.case import find_mover
from thalweg.io.hours import open_times
from thalweg.queueing import Queued, check_kind, queued
from thalweg.records import Records
from thalweg.tables.simulate import Simulate


@dataclass(frozen=True)
class Simulated(Records):
    """A loaded case whose gates can be simulated; `Study` adds the questions about passage."""

    def simulate(
        self,
        at: str,
        on: Day | None = None,
        gate: Queued | None = None,
        *,
        mover: str = "",
        arrivals: str | Path | TextIO | None = None,
        days: int = 30,
        runs: int = 200,
        seed: int = 1,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Asked],
    ) -> Simulate:
        """Ask who waits how long at a gate, and which facts that takes are not known.

        Parameters
        ----------
        at
            Id of a gate or link.
        on
            The first day; today if not given.
        gate
            How the gate serves and who comes, as far as the user assumes it; see `Queued`. What is not given is
            taken from claims. Where nobody says, the answer names what is missing, and nothing is simulated.
        mover
            Id of a mover: what is counted follows from it, and whether it may pass at all is told.
        arrivals
            A CSV file of arrivals in place of random ones: `arrive`, `direction`, `service_min`.
        days
            Days that are simulated, from the morning of the first.
        runs
            How often, each time with other random numbers.
        seed
            Where these come from; the same seed gives the same answer.
        report
            Hears how many of how many runs are done.
        terms
            As in `check`.
        """
        asking = Terms(on, **terms)
        snapshot = self._snapshot_at(asking)
        if at not in snapshot.network.element_index:
            raise unknown_name("gate or link", at, snapshot.network.element_index)
        question = asked(self.case, mover, "", at, asking)
        who = find_mover(self.case, mover).with_given(question.given(self.case.attributes)) if mover else None
        given, how = queued(question.on, gate or {}, arrivals, days, runs, seed)
        served = gate_of(snapshot, at, who, given, days, open_times)
        check_kind(gate or {}, how.arrivals, served.kind)

        def generator(run: int) -> np.random.Generator:
            return np.random.default_rng([seed, run])

        found = simulate(question, snapshot, served, how, generator, report)
        if who is not None:
            found = admitted(found, who, admit(snapshot, self.case.lawbook, (who,), question.trip))
        return Simulate.of(found)
