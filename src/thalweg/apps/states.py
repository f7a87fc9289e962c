"""Where one is and by what: the arcs of a network for a mover that changes modes.

A vessel is afloat on rivers, canals, straits and seas alike, so that its states are the places.
Goods and travellers change between water, rail, road and ferry: their states are pairs of a
place and a group of modes, on arrival and on departure, so that nobody changes twice at one place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thalweg.movers import MODES_OF
from thalweg.network import WATER, Network

GROUPS: Mapping[str, str] = {
    **dict.fromkeys(WATER, "water"),
    "rail": "rail", "road": "road", "ferry": "ferry", "transfer": "transfer",
}  # fmt: skip
FREE = "transfer"
"""A link of transfer is itself the change of mode, so that stepping on and off it is none."""


@dataclass(frozen=True)
class Arcs:
    """Arcs between states, in CSR form."""

    first: NDArray[np.int32]
    head: NDArray[np.int32]
    link: NDArray[np.int32]
    """The link of each arc; -1 for a change of mode, and for where a way begins and ends."""
    forward: NDArray[np.bool_]
    """Whether an arc runs as its link is drawn."""
    ends: tuple[tuple[int, int], ...]
    """The places at which each arc begins and ends."""
    changes: Mapping[int, str]
    """The arcs that change the mode, with the change in words."""
    origin: int
    """The state in which the way begins."""
    destination: int
    """The state in which it ends."""


def arcs_of(network: Network, kind: str, stops: Sequence[int]) -> Arcs:
    """Return the arcs for a kind of mover; links of modes that it cannot use have none.

    Parameters
    ----------
    stops
        The places where the way begins, which it passes in this order, and where it ends. For each place that
        is passed there is another layer of states, which is entered at that place alone.
    """
    usable = MODES_OF[kind]
    several = len({GROUPS[m] for m in usable} - {"ferry"}) > 1
    count = len(network.places)
    states: dict[tuple[int, str, bool], int] = {}
    rows: list[tuple[int, int, int, bool, int, int, str]] = []

    def state(place: int, group: str, leaving: bool) -> int:
        """Return the state of one who comes to a place or leaves it; those who cannot change have one a place."""
        return states.setdefault((place, group, leaving), 2 * count + len(states)) if several else place

    def pause(tail: int, head: int, place: int, words: str = "") -> None:
        rows.append((tail, head, -1, True, place, place, words))

    base = network.arcs
    for tail, head, link in zip(base.tail.tolist(), base.head.tolist(), base.link.tolist(), strict=True):
        it = network.links[link]
        if it.mode in usable:
            group = GROUPS[it.mode]
            forward = network.place_index[it.origin] == tail
            rows.append((state(tail, group, True), state(head, group, False), link, forward, tail, head, ""))
    for place, group, leaving in sorted(states):
        here = states[place, group, leaving]
        if leaving:
            pause(2 * place, here, place)
            continue
        pause(here, 2 * place + 1, place)
        for other in sorted(set(GROUPS.values())):
            if (place, other, True) in states:
                change = other != group and FREE not in (group, other)
                pause(here, states[place, other, True], place, f"from {group} to {other}" if change else "")
    if several and len(set(stops)) == 1:
        pause(2 * stops[0], 2 * stops[0] + 1, stops[0])  # one who is there has nowhere to go
    total = 2 * count + len(states) if several else count
    layers = len(stops) - 1
    rows = [(r[0] + k * total, r[1] + k * total, *r[2:]) for k in range(layers) for r in rows]
    for k, place in enumerate(stops[1:-1]):
        arriving = [states[key] for key in sorted(states) if key[0] == place and not key[2]] if several else [place]
        for each in (*arriving, *((2 * place,) if several and k == 0 and stops[0] == place else ())):
            pause(each + k * total, each + (k + 1) * total, place)
    total *= layers
    rows.sort(key=lambda r: (r[0], r[1], r[2]))
    tails = np.array([r[0] for r in rows], dtype=np.int32)
    first = np.searchsorted(tails, np.arange(total + 1)).astype(np.int32)
    return Arcs(
        first,
        np.array([r[1] for r in rows], dtype=np.int32),
        np.array([r[2] for r in rows], dtype=np.int32),
        np.array([r[3] for r in rows], dtype=np.bool_),
        tuple((r[4], r[5]) for r in rows),
        {i: r[6] for i, r in enumerate(rows) if r[6]},
        2 * stops[0] if several else stops[0],
        total - total // layers + (2 * stops[-1] + 1 if several else stops[-1]),
    )
