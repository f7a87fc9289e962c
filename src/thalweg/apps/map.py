"""MAP: every place, link and gate of a case at one moment, with the verdict of each link for a mover."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from thalweg.admission import NO_WAY, Admission
from thalweg.facts.resolve import Resolved
from thalweg.network import Gate, Link
from thalweg.question import Question
from thalweg.rules.rule import Reason, Verdict
from thalweg.snapshot import Snapshot

MOST_TOLD = 400
"""Links whose reasons are told; on a larger network that many of the worst, since each is worked out anew."""
CLEARANCE = "vertical_clearance_m"


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """A link, and whether the mover may use it."""

    link: Link
    length_km: float
    verdict: Verdict | None
    """None where no mover is asked about, or its kind cannot use the mode."""
    reason: Reason | None = None
    """The first of the reasons that it is not clear; None if it is clear, or there are too many links to tell."""


@dataclass(frozen=True, slots=True)
class GateSeen:
    """A gate, and what is known of it."""

    gate: Gate
    status: Resolved
    clearance: Resolved | None
    """The vertical clearance, if anything is said of one."""

    @property
    def state(self) -> str:
        """The state in one word, `unknown` if it is not decided; empty if nobody speaks of one."""
        if self.status.silent:
            return ""
        value = self.status.value
        return value.code if value is not None and self.status.decided else "unknown"


@dataclass(frozen=True)
class MapResult:
    """What a map of a case shows."""

    question: Question
    snapshot: Snapshot
    links: tuple[LinkSeen, ...]
    gates: tuple[GateSeen, ...]
    untold: int
    """Links that are not clear and whose reasons are not told."""


def map_of(
    snapshot: Snapshot, question: Question, admission: Admission | None, most_told: int = MOST_TOLD
) -> MapResult:
    """Look at every link and gate.

    Parameters
    ----------
    snapshot
        The world at the moment.
    question
        What is asked; its origin and destination do not matter.
    admission
        That of the mover alone; without one the links have no verdict.
    most_told
        Links whose reasons are told.
    """
    network = snapshot.network
    levels = np.full(len(network.links), NO_WAY) if admission is None else admission.levels[0]
    open_ = np.flatnonzero((levels != NO_WAY) & (levels != Verdict.CLEAR))
    told = open_[np.argsort(-levels[open_].astype(np.int64), kind="stable")][:most_told]
    reasons = {} if admission is None else {int(i): next(iter(admission.reasons(0, int(i))), None) for i in told}
    lengths = snapshot.length_km
    links = tuple(
        LinkSeen(
            x, round(float(lengths[i]), 3), None if levels[i] == NO_WAY else Verdict(int(levels[i])), reasons.get(i)
        )
        for i, x in enumerate(network.links)
    )
    first = len(links)
    status, height = snapshot.elements("status"), snapshot.elements(CLEARANCE)
    gates = tuple(
        GateSeen(g, status.resolved[i], None if height.silent[i] else height.resolved[i])
        for i, g in enumerate(network.gates, start=first)
    )
    return MapResult(question, snapshot, links, gates, len(open_) - len(told))
