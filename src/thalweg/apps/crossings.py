"""CROSSINGS: the bridges, ferries and posts that join two countries, and their state on a day."""

from __future__ import annotations

from dataclasses import dataclass

from thalweg.facts.resolve import Resolved
from thalweg.network import Gate
from thalweg.snapshot import Snapshot


@dataclass(frozen=True)
class Crossing:
    """One crossing, with what is known of its state."""

    gate: Gate
    border: str
    status: Resolved
    modes: tuple[str, ...]
    """Modes of the links that it carries."""

    @property
    def state(self) -> str:
        """The state in one word, `unknown` if it is not decided."""
        value = self.status.value
        return value.code if value is not None and self.status.decided else "unknown"


@dataclass(frozen=True)
class CrossingsResult:
    """The crossings of a border that stand in one of the states asked for, and the others."""

    border: str
    states: tuple[str, ...]
    snapshot: Snapshot
    crossings: tuple[Crossing, ...]
    others: tuple[Crossing, ...]


def crossings(snapshot: Snapshot, border: str = "", states: tuple[str, ...] = ("open",)) -> CrossingsResult:
    """List the crossings of a border.

    Parameters
    ----------
    snapshot
        The world at the moment asked about.
    border
        Two country codes in any order, as KP-RU; empty for all borders.
    states
        States of crossing to list; empty for all.
    """
    wanted = normal_border(border)
    mode_of = {x.id: x.mode for x in snapshot.network.links}
    found = []
    for gate in snapshot.network.gates:
        joins = snapshot.resolve(gate.id, "border")
        if joins.value is None or (wanted and joins.value.code != wanted):
            continue
        modes = tuple(sorted({mode_of[u.link] for u in gate.on if u.side != "under"}))
        found.append(Crossing(gate, joins.value.code, snapshot.resolve(gate.id, "status"), modes))
    listed = tuple(c for c in found if not states or c.state in states)
    return CrossingsResult(wanted, states, snapshot, listed, tuple(c for c in found if c not in listed))


def normal_border(border: str) -> str:
    """Return a pair of country codes in alphabetical order."""
    return "-".join(sorted(border.upper().split("-"))) if border else ""


def borders_of(snapshot: Snapshot) -> tuple[str, ...]:
    """Return every border that some crossing joins."""
    found = (snapshot.resolve(g.id, "border").value for g in snapshot.network.gates)
    return tuple(sorted({v.code for v in found if v is not None}))
