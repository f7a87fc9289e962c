"""Networks for ASSIGN: those of the textbooks, grids of any size, and the public ones from a folder of TNTP files.

The figures of the textbook networks are our own, but for Braess (Über ein Paradoxon aus der Verkehrsplanung,
Unternehmensforschung 12, 1968); of Nguyen and Dupuis (An efficient method for computing traffic equilibria in
networks with asymmetric transportation costs, Transportation Science 18, 1984) it is the map that is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from thalweg.solve.traffic import Classes, Demand, Links

NGUYEN = (
    (1, 12), (1, 5), (12, 6), (12, 8), (4, 5), (5, 6), (6, 7), (7, 8), (4, 9), (5, 9),
    (6, 10), (7, 11), (8, 2), (9, 10), (10, 11), (11, 2), (9, 13), (11, 3), (13, 3),
)  # fmt: skip
NGUYEN_MIN = (9, 7, 7, 14, 9, 5, 6, 9, 12, 8, 13, 9, 8, 10, 6, 9, 14, 8, 11)


@dataclass(frozen=True)
class Town:
    """A network of one class with demand."""

    name: str
    links: Links
    classes: Classes
    demand: Demand


def town(
    name: str, ends: np.ndarray[tuple[int, int], np.dtype[np.int64]], nodes: int, columns: list[np.ndarray],
    rows: list[tuple[int, int, float]], through: int = 0, cost: np.ndarray | None = None,
) -> Town:  # fmt: skip
    """Return a town: the columns are hours, alpha, beta and capacity of each link; rows are origin, end, movers."""
    hours, alpha, beta, capacity = (np.asarray(c, dtype=float) for c in columns)
    links = Links(nodes, ends[:, 0], ends[:, 1], hours, capacity, alpha, beta, through=through)
    one = np.ones(1)
    dear = np.zeros((1, len(ends))) if cost is None else cost[None]
    classes = Classes(one, one, hours[None], dear, np.ones((1, len(ends)), dtype=bool))
    origin, end, movers = (np.array(x) for x in zip(*rows, strict=True))
    return Town(name, links, classes, Demand(np.zeros(len(rows), dtype=int), origin, end, movers.astype(float)))


def braess(linked: bool = True) -> Town:
    """Return the network of Braess: six go from 0 to 3, and the link from 1 to 2 makes all of them later."""
    ends = np.array([(0, 1), (0, 2), (1, 3), (2, 3), (1, 2)][: 4 + linked])
    slope, hours = np.array([10.0, 1, 1, 10, 1][: 4 + linked]), np.array([0.0, 50, 50, 0, 10][: 4 + linked])
    links = Links(4, ends[:, 0], ends[:, 1], np.ones(len(ends)), np.ones(len(ends)), slope, np.ones(len(ends)))
    one, none = np.ones(1), np.zeros((1, len(ends)))
    classes = Classes(one, one, hours[None], none, np.ones((1, len(ends)), dtype=bool))
    return Town("Braess", links, classes, Demand(np.array([0]), np.array([0]), np.array([3]), np.array([6.0])))


def nguyen_dupuis() -> Town:
    """Return the network of Nguyen and Dupuis: 13 nodes, 19 links, four pairs."""
    count = len(NGUYEN)
    columns = [np.array(NGUYEN_MIN) / 60, np.full(count, 0.15), np.full(count, 4.0), np.full(count, 600.0)]
    rows = [(0, 1, 400.0), (0, 2, 800.0), (3, 1, 600.0), (3, 2, 200.0)]
    return town("Nguyen-Dupuis", np.array(NGUYEN) - 1, 13, columns, rows)


def grid(side: int, pairs: int, seed: int = 1, crowd: float = 0.8) -> Town:
    """Return a grid of streets both ways, with demand between random crossings."""
    rng = np.random.default_rng(seed)
    at = np.arange(side * side).reshape(side, side)
    there = np.concatenate([
        np.stack([at[:, :-1].ravel(), at[:, 1:].ravel()], 1), np.stack([at[:-1].ravel(), at[1:].ravel()], 1),
    ])  # fmt: skip
    ends = np.concatenate([there, there[:, ::-1]])
    count = len(ends)
    columns = [rng.uniform(0.05, 0.2, count), np.full(count, 0.15), np.full(count, 4.0), rng.uniform(500, 2000, count)]
    far = {(int(a), int(b)) for a, b in rng.integers(0, side * side, (3 * pairs, 2)) if a != b}
    chosen = sorted(far)[:: max(len(far) // pairs, 1)][:pairs]
    share = crowd * 1000.0 * count / (len(chosen) * side)
    rows = [(a, b, float(share * rng.uniform(0.5, 1.5))) for a, b in chosen]
    return town(f"grid {side} x {side}", ends, side * side, columns, rows)


def tntp(folder: Path, name: str, per_toll: float = 0.0, per_length: float = 0.0) -> Town:
    """Read a network and its trips as they are published (Transportation Networks for Research, TNTP)."""
    text = next(folder.rglob(f"{name}_net.tntp")).read_text(encoding="utf-8")
    about: dict[str, str] = dict(re.findall(r"<(.+?)>\s*([\d.]+)", text))
    lines = [line.strip().rstrip(";").split() for line in text.splitlines()]
    body = np.array([[float(x) for x in c[:9]] for c in lines if len(c) >= 9 and c[0].isdigit()])
    trips = next(folder.rglob(f"{name}_trips.tntp")).read_text(encoding="utf-8")
    rows = []
    for block in trips.split("<END OF METADATA>")[1].split("Origin")[1:]:
        origin, _, rest = block.strip().partition("\n")
        pairs = re.findall(r"(\d+)\s*:\s*([\d.eE+-]+)", rest)
        rows += [(int(origin) - 1, int(d) - 1, float(q)) for d, q in pairs if float(q) > 0 and d != origin.strip()]
    ends = body[:, :2].astype(int) - 1
    columns = [body[:, 4], body[:, 5], np.maximum(body[:, 6], 1.0), body[:, 2]]
    cost = per_length * body[:, 3] + per_toll * body[:, 8]
    return town(name, ends, int(about["NUMBER OF NODES"]), columns, rows, int(about["FIRST THRU NODE"]) - 1, cost)
