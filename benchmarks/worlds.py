"""Networks to measure on: a sea network and grids, with limits, law and water that change by day and scenario.

A world has everything that admits a vessel in whole numbers, so that every peer compares the same: caps in
centimetres for draught, air draught, beam and length, the level of the water by zone and day, ice by zone
and day, and legal zones that ask for a permit which a flag holds on some days and under some scenarios.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FREE = np.int32(2_000_000)
"""A cap that limits nobody, in cm."""
FLAGS, PERMITS, ZONES = 8, 24, 25


@dataclass(frozen=True)
class World:
    """A network, its limits, a fleet, days and scenarios. Links go both ways."""

    name: str
    nodes: int
    ends: NDArray[np.int32]
    """(links, 2)."""
    length: NDArray[np.float64]
    place: NDArray[np.float64]
    caps: NDArray[np.int32]
    """Draught, air draught, beam, length by link, (4, links), in cm."""
    extra: tuple[tuple[NDArray[np.intp], NDArray[np.int32], NDArray[np.int32]], ...]
    """By scenario the links that it changes, with their depth and height, in cm."""
    zone: NDArray[np.int32]
    water: NDArray[np.int32]
    """Level by zone and day, in cm."""
    ice: NDArray[np.int32]
    """Ice class asked for by zone and day."""
    asks: NDArray[np.uint32]
    """Permits that each link asks for, as bits."""
    held: NDArray[np.uint32]
    """Permits by flag, scenario and day."""
    sizes: NDArray[np.int32]
    """Draught, air draught, beam, length of each mover, (4, movers), in cm."""
    ice_class: NDArray[np.int32]
    flag: NDArray[np.int32]
    origin: int

    @property
    def links(self) -> int:
        """Number of links."""
        return len(self.ends)

    @property
    def days(self) -> int:
        """Number of days."""
        return int(self.water.shape[1])

    @property
    def scenarios(self) -> int:
        """Number of scenarios."""
        return len(self.extra)

    def caps_on(self, day: int, scenario: int) -> NDArray[np.int32]:
        """Return the caps of all links on a day, (4, links)."""
        caps = self.caps.copy()
        links, depth, height = self.extra[scenario]
        caps[0, links], caps[1, links] = depth, height
        level = self.water[self.zone, day]
        caps[0] = np.where(caps[0] >= FREE, FREE, caps[0] + level)
        caps[1] = np.where(caps[1] >= FREE, FREE, caps[1] - level)
        return caps

    def caps_at(self, day: int, scenario: int, links: NDArray[np.intp]) -> NDArray[np.int32]:
        """Return the caps of some links on a day, (4, links)."""
        caps = self.caps[:, links]
        moved, depth, height = self.extra[scenario]
        _, ours, theirs = np.intersect1d(links, moved, return_indices=True)
        caps[0, ours], caps[1, ours] = depth[theirs], height[theirs]
        level = self.water[self.zone[links], day]
        caps[0] = np.where(caps[0] >= FREE, FREE, caps[0] + level)
        caps[1] = np.where(caps[1] >= FREE, FREE, caps[1] - level)
        return caps

    def admits(self, mover: int, day: int, scenario: int) -> NDArray[np.bool_]:
        """Return the links that admit a mover: what every peer computes for each of its cells."""
        caps = self.caps_on(day, scenario)
        fits = (self.sizes[:, mover, None] <= caps).all(axis=0)
        cold = self.ice[self.zone, day] <= self.ice_class[mover]
        lawful = (self.asks & ~self.held[self.flag[mover], scenario, day]) == 0
        return np.asarray(fits & cold & lawful)


def sea() -> tuple[int, NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    """Return the network of the package searoute: nodes, ends, lengths in km, positions."""
    from searoute.searoute import setup_M

    graph = setup_M(None)
    number = {node: i for i, node in enumerate(graph.nodes())}
    ends = np.array([(number[a], number[b]) for a, b in graph.edges()], dtype=np.int32)
    length = np.array([float(d["weight"]) for _, _, d in graph.edges(data=True)])
    return len(number), ends, length, np.array(list(number), dtype=np.float64)


def grid(side: int) -> tuple[int, NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    """Return a square grid with random lengths."""
    at = np.arange(side * side, dtype=np.int32).reshape(side, side)
    ends = np.concatenate(
        [np.stack([at[:, :-1].ravel(), at[:, 1:].ravel()], 1), np.stack([at[:-1].ravel(), at[1:].ravel()], 1)]
    )
    length = np.random.default_rng(3).uniform(5, 30, len(ends))
    y, x = np.divmod(np.arange(side * side), side)
    return side * side, ends, length, np.stack([x / side * 40, 30 + y / side * 40], axis=1)


NETWORKS = {
    "sea, 10 % limited": (sea, 0.1),
    "grid 50k, 10 % limited": (lambda: grid(112), 0.1),
    "grid 50k, all limited": (lambda: grid(112), 1.0),
    "grid 1M, 10 % limited": (lambda: grid(500), 0.1),
    "grid 1M, all limited": (lambda: grid(500), 1.0),
}


def world(name: str, movers: int = 1000, days: int = 12, scenarios: int = 10, seed: int = 1) -> World:
    """Make a world by its name; the same seed makes the same world."""
    rng = np.random.default_rng(seed)
    make, share = NETWORKS[name]
    nodes, ends, length, place = make()
    links = len(ends)
    limited = rng.random(links) < share

    def cap(low: int, high: int, chance: float) -> NDArray[np.int32]:
        out = np.full(links, FREE, dtype=np.int32)
        bound = limited & (rng.random(links) < chance)
        out[bound] = rng.integers(low, high, int(bound.sum()))
        return out

    caps = np.stack([cap(400, 3000, 0.6), cap(800, 8000, 0.25), cap(1200, 7000, 0.25), cap(9000, 50000, 0.2)])
    middle = (place[ends[:, 0]] + place[ends[:, 1]]) / 2
    asks = np.zeros(links, dtype=np.uint32)
    reach = 6.0 if name.startswith("sea") else 3.0
    for permit in range(PERMITS):
        near = ((middle - place[rng.integers(nodes)]) ** 2).sum(axis=1) < rng.uniform(0.5, reach) ** 2
        asks[near] |= np.uint32(1 << permit)
    spread = (middle - middle.min(axis=0)) / np.maximum(np.ptp(middle, axis=0), 1e-9)
    box = np.minimum((spread * 5).astype(np.int32), 4)
    zone = box[:, 0] * 5 + box[:, 1]
    water = np.rint(rng.normal(0, 80, (ZONES, days))).astype(np.int32)
    cold = np.array([abs(middle[zone == z, 1].mean()) if (zone == z).any() else 0.0 for z in range(ZONES)])
    season = np.cos(np.arange(days) / days * 2 * np.pi)
    ice = np.clip(((cold - 55) / 15)[:, None] * 3 * (0.5 + 0.5 * season), 0, 4).astype(np.int32)
    where = np.flatnonzero(limited)
    extra = [(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32))]
    for _ in range(1, scenarios):
        some = rng.choice(where, max(3, len(where) // 200), replace=False)
        depth, height = caps[0, some].copy(), caps[1, some].copy()
        half = len(some) // 2
        depth[:half] = np.minimum(depth[:half] + 300, FREE)
        height[half:] = np.minimum(height[half:] + 1000, FREE)
        depth[: max(1, len(some) // 10)] = -1  # closed
        extra.append((some, depth, height))
    held = rng.integers(0, 2**24, (2, FLAGS)).astype(np.uint32)
    permits = np.repeat(np.repeat((held[0] | held[1])[:, None, None], scenarios, axis=1), days, axis=2)
    for s in range(1, scenarios):
        permits[:, s] ^= np.uint32(1 << int(rng.integers(PERMITS)))
    for d in range(0, days, 3):
        permits[:, :, d] &= ~np.uint32(1 << int(rng.integers(PERMITS)))
    sizes = np.stack(
        [rng.integers(*ends_cm, movers) for ends_cm in ((150, 1600), (400, 5000), (600, 5000), (3000, 35000))]
    ).astype(np.int32)
    return World(
        name, nodes, ends, length, place, caps, tuple(extra), zone.astype(np.int32), water, ice, asks, permits, sizes,
        rng.integers(0, 4, movers).astype(np.int32), rng.integers(0, FLAGS, movers).astype(np.int32),
        int(rng.integers(nodes)),
    )  # fmt: skip
