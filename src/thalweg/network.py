"""Places, directed links between them, and the gates on the links.

The network holds every link of every scenario: that a link exists, is built or is open is
not part of it but a dated claim. Arrays are laid out as struct of arrays and CSR, so that
`solve` can walk them without knowing what a place is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

MODES: tuple[str, ...] = ("river", "canal", "strait", "sea", "rail", "road", "ferry", "transfer")
WATER, LAND = frozenset(MODES[:4]), frozenset(MODES[4:])
GATE_KINDS: tuple[str, ...] = (
    "bridge", "lock", "weir", "barrage", "border_post", "bar", "narrows", "gauge_change", "boom", "port",
)  # fmt: skip
PLACE_KINDS: tuple[str, ...] = ("city", "port", "river", "sea", "station", "border", "strait")
SIDES: tuple[str, ...] = ("along", "through", "over", "under")
"""How a link uses an element: itself `along`; a gate `through` it, `over` it or `under` it."""

Line = tuple[tuple[float, float], ...]
"""Vertices as (longitude, latitude), in degrees of WGS 84."""


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the network."""

    id: str
    name: str
    kind: str
    lon: float
    lat: float
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A stretch of one mode between two places."""

    id: str
    name: str
    mode: str
    origin: str
    destination: str
    oneway: bool = False
    line: Line = ()
    group: str = ""
    """What links of one kind are told as together, as `Sea lanes`; alone if empty."""
    assumes: str = ""
    """A sentence that says what is taken for granted wherever the link is used."""


@dataclass(frozen=True, slots=True)
class GateUse:
    """A link on which a gate stands, and how traffic on the link meets it."""

    link: str
    side: str
    at_km: float | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """Anything at a point that can limit or refuse: a bridge, a lock, a border post, a bar."""

    id: str
    name: str
    kind: str
    lon: float
    lat: float
    on: tuple[GateUse, ...] = ()


@dataclass(frozen=True)
class Network:
    """The whole network of a case.

    An *element* is a link or a gate; elements are numbered, links first. An *arc* is one
    direction of a link. A *use* is one link meeting one element from one side.
    """

    places: tuple[Place, ...]
    links: tuple[Link, ...]
    gates: tuple[Gate, ...] = ()
    place_index: Mapping[str, int] = field(init=False, repr=False)
    element_index: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "place_index", {p.id: i for i, p in enumerate(self.places)})
        ids = [x.id for x in self.links] + [g.id for g in self.gates]
        object.__setattr__(self, "element_index", {e: i for i, e in enumerate(ids)})

    @cached_property
    def element_ids(self) -> tuple[str, ...]:
        """Ids of all elements, links first."""
        return tuple(self.element_index)

    @cached_property
    def element_names(self) -> tuple[str, ...]:
        """Names of all elements, links first."""
        return tuple([x.name for x in self.links] + [g.name for g in self.gates])

    @cached_property
    def element_kinds(self) -> tuple[tuple[str, str], ...]:
        """For each element its kinds as the attribute table names them, as (`link`, `link:river`)."""
        distinct, which = self.kinds
        return tuple(distinct[i] for i in which.tolist())

    @cached_property
    def kinds(self) -> tuple[tuple[tuple[str, str], ...], NDArray[np.intp]]:
        """The distinct kinds of elements, and for each element the number of its own."""
        number: dict[tuple[str, str], int] = {}
        names = [("link", x.mode) for x in self.links] + [("gate", g.kind) for g in self.gates]
        which = np.array([number.setdefault(k, len(number)) for k in names], dtype=np.intp)
        return tuple((what, f"{what}:{kind}") for what, kind in number), which

    @cached_property
    def uses(self) -> tuple[NDArray[np.int32], NDArray[np.int32], tuple[str, ...]]:
        """Return (link, element, side) of every use; a link's use of itself comes first."""
        link_of = {x.id: i for i, x in enumerate(self.links)}
        rows = [(i, i, "along") for i in range(len(self.links))]
        for g, gate in enumerate(self.gates, start=len(self.links)):
            rows += [(link_of[u.link], g, u.side) for u in gate.on]
        rows.sort(key=lambda r: r[0])
        links = np.array([r[0] for r in rows], dtype=np.int32)
        elements = np.array([r[1] for r in rows], dtype=np.int32)
        return links, elements, tuple(r[2] for r in rows)

    @cached_property
    def met(self) -> tuple[tuple[tuple[int, str], ...], ...]:
        """For each link the elements that traffic on it meets, each with its side; itself first."""
        found: list[list[tuple[int, str]]] = [[] for _ in self.links]
        links, elements, sides = self.uses
        for link, element, side in zip(links.tolist(), elements.tolist(), sides, strict=True):
            found[link].append((element, side))
        return tuple(map(tuple, found))

    @cached_property
    def arcs(self) -> Arcs:
        """The directed arcs, in CSR order of their tails."""
        rows: list[tuple[int, int, int]] = []
        for i, x in enumerate(self.links):
            a, b = self.place_index[x.origin], self.place_index[x.destination]
            rows.append((a, b, i))
            if not x.oneway:
                rows.append((b, a, i))
        rows.sort()
        table = np.array(rows, dtype=np.int32).reshape(-1, 3)
        counts = np.bincount(table[:, 0], minlength=len(self.places))
        first = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        return Arcs(first, table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())

    @cached_property
    def geometric_length_km(self) -> NDArray[np.float64]:
        """Length of each link along its geometry (great circles between vertices), in km."""
        return lengths_km([x.line for x in self.links])


NOTHING = Network((), ())
"""A network without places."""


@dataclass(frozen=True, slots=True)
class Arcs:
    """Directed arcs in CSR form: arcs `first[v]:first[v + 1]` leave place v."""

    first: NDArray[np.int32]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    link: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.head)


def line_length_km(line: Sequence[tuple[float, float]]) -> float:
    """Return the length of a line of (longitude, latitude) vertices, in km (haversine, mean radius)."""
    return float(lengths_km([line])[0])


def lengths_km(lines: Sequence[Sequence[tuple[float, float]]]) -> NDArray[np.float64]:
    """Return the length of each of several lines, in km, as `line_length_km` does."""
    counts = np.array([len(x) for x in lines], dtype=np.intp)
    out = np.zeros(len(lines))
    if counts.sum() < 2:
        return out
    lon, lat = np.radians(np.array([p for x in lines for p in x], dtype=np.float64)).T
    h = np.sin(np.diff(lat) / 2) ** 2 + np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(np.diff(lon) / 2) ** 2
    arcs = 2 * 6371.0088 * np.arcsin(np.minimum(1.0, np.sqrt(h)))
    owner = np.repeat(np.arange(len(lines)), counts)
    inside = owner[1:] == owner[:-1]  # an arc from one line to the next is none
    np.add.at(out, owner[1:][inside], arcs[inside])
    return out


def draw(picture: str) -> Network:
    """Build a small network from a drawing, for tests, documentation and reports.

    Each line is a chain of single-letter places joined by `---` (river), `===` (rail),
    `___` (road) or `~~~` (sea), as `"F---X---B"`; places of the same letter are one place.
    A link is named after its ends, as `FX`.
    """
    modes = {"-": "river", "=": "rail", "_": "road", "~": "sea"}
    places: dict[str, Place] = {}
    links: list[Link] = []
    for row, text in enumerate(picture.strip().splitlines()):
        previous, dash = "", ""
        for column, mark in enumerate(text.strip()):
            if mark in modes:
                dash = mark
            elif mark.isalpha():
                places.setdefault(mark, Place(mark, mark, "river", column * 0.1, -row * 0.1))
                if previous:
                    ends = [places[previous], places[mark]]
                    line = tuple((p.lon, p.lat) for p in ends)
                    links.append(Link(previous + mark, previous + mark, modes[dash], previous, mark, False, line))
                previous = mark
    return Network(tuple(places.values()), tuple(links))


def with_gates(network: Network, gates: Iterable[Gate]) -> Network:
    """Return the network with these gates on it."""
    return Network(network.places, network.links, (*network.gates, *gates))


def united(networks: Iterable[Network]) -> Network:
    """Return several networks as one; their ids must differ."""
    all_ = tuple(networks)
    return Network(
        tuple(p for n in all_ for p in n.places),
        tuple(x for n in all_ for x in n.links),
        tuple(g for n in all_ for g in n.gates),
    )
