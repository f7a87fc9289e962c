"""From the lines of the package searoute to places and links with stable ids and readable names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2s

import numpy as np
from numpy.typing import NDArray

from thalweg.io.searoute import Marnet, Position
from thalweg.network import Line, Link, Place

LANES = "Sea lanes"
"""What links of no passage are told as together."""
NAMES: Mapping[str, str] = {
    "babalmandab": "Bab-el-Mandeb",
    "bering": "Bering Strait",
    "bosporus": "Bosporus",
    "chili": "Southern tip of America",
    "dardanelles": "Dardanelles",
    "gibraltar": "Strait of Gibraltar",
    "malacca": "Strait of Malacca",
    "northwest": "Northwest Passage",
    "ormuz": "Strait of Hormuz",
    "panama": "Panama",
    "south_africa": "Cape of Good Hope",
    "suez": "Gulf of Suez",
    "sunda": "Sunda Strait",
}
"""Names of passages by the labels of the package; its other labels are no names."""


@dataclass(frozen=True, slots=True)
class Box:
    """West, south, east, north in degrees; it crosses the antimeridian if west is greater than east."""

    west: float
    south: float
    east: float
    north: float

    @property
    def sound(self) -> bool:
        """Whether it is a box at all."""
        good = all(-180 <= x <= 180 for x in (self.west, self.east)) and self.west != self.east
        return good and -90 <= self.south < self.north <= 90

    def has(self, lon: float, lat: float) -> bool:
        """Tell whether a position lies inside, or on the edge."""
        if not self.south <= lat <= self.north:
            return False
        turns = (lon, lon - 360, lon + 360)
        if self.west < self.east:
            return any(self.west <= x <= self.east for x in turns)
        return any(self.west <= x <= self.east + 360 for x in turns)


@dataclass(frozen=True, slots=True)
class Lane:
    """A line of the package with the ids that it gets."""

    id: str
    ends: tuple[str, str]
    """Ids of the places at its ends."""
    line: Line
    km: float
    label: str


@dataclass(frozen=True)
class Lanes:
    """Lines that a case takes, with the places at their ends."""

    places: tuple[Place, ...]
    lanes: tuple[Lane, ...]

    def nearest(self, lon: float, lat: float) -> Place:
        """Return the end of a line that lies nearest to a position, by great circle."""
        lon_a, lat_a = np.radians(self._positions).T
        lon_b, lat_b = np.radians([lon, lat])
        h = np.sin((lat_a - lat_b) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_a - lon_b) / 2) ** 2
        return self.places[int(np.argmin(h))]

    @cached_property
    def _positions(self) -> NDArray[np.float64]:
        return np.array([(p.lon, p.lat) for p in self.places])


def lanes_of(marnet: Marnet, within: Box | None, without: Iterable[str], gaps: Sequence[Box]) -> Lanes:
    """Return the lines of the package that a case takes.

    Parameters
    ----------
    marnet
        The package's lines.
    within
        Only lines with both ends in this box.
    without
        Labels of lines that are left out.
    gaps
        Lines whose middle lies in one of these boxes are left out.
    """
    left_out = frozenset(without)
    inside = {p: within is None or within.has(*p) for p in marnet.positions}
    names = {p: _id_of(p) for p in marnet.positions}
    lanes: list[Lane] = []
    ends: dict[Position, bool] = {}
    for a, b, km, label in marnet.lines:
        if label in left_out or not (inside[a] and inside[b]):
            continue
        drawn = _drawn(a, b)
        if not any(box.has(*middle(drawn)) for box in gaps):
            lanes.append(Lane(_hashed(names[a], names[b]), (names[a], names[b]), drawn, km, label))
            ends[a] = ends[b] = True
    return Lanes(tuple(_place(p, names[p]) for p in ends), tuple(lanes))


def link_of(lane: Lane, assumes: str) -> Link:
    """Return a lane as a link of the network."""
    group = NAMES.get(lane.label, LANES)
    what = "Sea lane" if group == LANES else group
    name = f"{what} near {_told(*middle(lane.line))}"
    return Link(lane.id, name, "sea", *lane.ends, False, lane.line, group, assumes)


def middle(drawn: Line) -> Position:
    """Return the middle of what is drawn of a line."""
    (a, b), (c, d) = drawn[0], drawn[-1]
    return (a + c) / 2, (b + d) / 2


def drawn_of(marnet: Marnet) -> Sequence[Line]:
    """Return what is drawn of every line."""
    return [_drawn(a, b) for a, b, _, _ in marnet.lines]


def components(edges: Iterable[tuple[str, str]]) -> Mapping[str, int]:
    """Return for each place that a link touches the number of the part of the network to which it belongs."""
    near: dict[str, list[str]] = {}
    for a, b in edges:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    part: dict[str, int] = {}
    for start in near:
        if start in part:
            continue
        number, stack = len(part), [start]
        part[start] = number
        while stack:
            for other in near[stack.pop()]:
                if other not in part:
                    part[other] = number
                    stack.append(other)
    return part


def told(place: Place) -> str:
    """Say where a place lies, as `41.2 N 129.5 E`."""
    return _told(place.lon, place.lat)


def _told(lon: float, lat: float) -> str:
    return f"{abs(lat):.1f} {'N' if lat >= 0 else 'S'} {abs(lon):.1f} {'E' if lon >= 0 else 'W'}"


def _id_of(position: Position) -> str:
    """Make the id of a place of its position, as the package writes it."""
    lon, lat = (f"{abs(x):.6f}".rstrip("0").rstrip(".").replace(".", "-") for x in position)
    return f"sea-{lat}{'n' if position[1] >= 0 else 's'}-{lon}{'e' if position[0] >= 0 else 'w'}"


def _hashed(*ends: str) -> str:
    """Make the id of a line of its ends, so that it stays what it is in a later release."""
    return f"sea-{blake2s(' '.join(sorted(ends)).encode(), digest_size=5).hexdigest()}"


def _place(position: Position, name: str) -> Place:
    lon, lat = position
    east = lon - 360 if lon > 180 else lon
    return Place(name, f"Sea near {_told(east, lat)}", "sea", east, lat)


def _drawn(a: Position, b: Position) -> Line:
    """Return what is drawn of a line: never once round the world, and nothing of a joint of length 0."""
    if abs(a[0] - b[0]) > 180:
        return (b, b)
    turn = 360 if max(a[0], b[0]) > 180 else 0
    return ((a[0] - turn, a[1]), (b[0] - turn, b[1]))
