"""Bands of time on a network: which stretch of which link is reached within how many hours."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from thalweg.apps.reach import Field
from thalweg.network import Line, Network


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a link that is reached within some hours, and not within fewer."""

    link: int
    within_h: float
    line: Line


def stretches(network: Network, field: Field, hours: Sequence[float]) -> Iterator[Stretch]:
    """Yield the parts of the links by the band of hours in which they are reached, from either of their ends."""
    for i, link in enumerate(network.links):
        if not field.usable[i] or not math.isfinite(field.link_h[i]):
            continue
        start = float(field.high_h[network.place_index[link.origin]])
        end = math.inf if link.oneway else float(field.high_h[network.place_index[link.destination]])
        yield from _of_link(i, link.line, start, end, float(field.link_h[i]), hours)


def _of_link(
    link: int, line: Line, start: float, end: float, takes: float, hours: Sequence[float]
) -> Iterator[Stretch]:
    """Yield the parts of one link; `start` and `end` say when its ends are reached."""

    def at(share: float) -> float:
        return min(start + share * takes, end + (1 - share) * takes)

    if not takes:
        cuts = [0.0, 1.0]
    else:
        met = (end - start + takes) / (2 * takes) if math.isfinite(start) and math.isfinite(end) else 0.0
        inner = [met, *((h - start) / takes for h in hours), *(1 - (h - end) / takes for h in hours)]
        cuts = sorted({0.0, 1.0, *(x for x in inner if 0.0 < x < 1.0)})
    held: tuple[float, float, float] | None = None
    for a, b in pairwise(cuts):
        middle = at((a + b) / 2)
        band = next((h for h in hours if middle <= h), math.inf)
        if held and held[2] == band:
            held = (held[0], b, band)
            continue
        if held and math.isfinite(held[2]):
            yield Stretch(link, held[2], part(line, held[0], held[1]))
        held = (a, b, band)
    if held and math.isfinite(held[2]):
        yield Stretch(link, held[2], part(line, held[0], held[1]))


def part(line: Line, start: float, end: float) -> Line:
    """Return the part of a line between two shares of its length."""
    wide = [math.cos(math.radians((a[1] + b[1]) / 2)) for a, b in pairwise(line)]
    steps = [math.hypot((b[0] - a[0]) * w, b[1] - a[1]) for (a, b), w in zip(pairwise(line), wide, strict=True)]
    total = sum(steps)
    low, high = start * total, end * total
    found: list[tuple[float, float]] = []
    gone = 0.0
    for (a, b), length in zip(pairwise(line), steps, strict=True):
        for want in (low, high):
            if gone <= want <= gone + length and length:
                t = (want - gone) / length
                found.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
        gone += length
        if low < gone < high:
            found.append(b)
    return tuple(dict.fromkeys(found))
