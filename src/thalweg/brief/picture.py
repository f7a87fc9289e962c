"""The map of a brief: the way with a mark a link, what stands on it, the other links, and a scale bar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from math import cos, hypot, radians
from unicodedata import east_asian_width

from thalweg.apps.passage import Step
from thalweg.brief.markup import Markup, el
from thalweg.brief.material import Material
from thalweg.brief.words import drawn
from thalweg.network import Gate, Line, Network, Place
from thalweg.rules.rule import Verdict
from thalweg.show import together

WIDE, TALL, EDGE = 720.0, 380.0, 44.0
DENSE = 300
"""Links beside the way above which they are drawn faintly."""
KM_PER_DEGREE = 111.195
"""Length of a degree of latitude on the sphere by which lengths are measured."""
_CHAR, _LINE = 6.4, 15.0
"""Width and height of a letter of a label, about."""
_NEAR = 11.0

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Row:
    """A row of the table of the way: steps that are told together."""

    number: int
    name: str
    steps: tuple[Step, ...]
    gates: tuple[Gate, ...]

    @property
    def verdict(self) -> Verdict:
        """The verdict of its links."""
        return self.steps[0].verdict

    @property
    def length_km(self) -> float:
        """Length of its links."""
        return sum(s.length_km for s in self.steps)


def rows_of(network: Network, path: Sequence[Step]) -> tuple[Row, ...]:
    """Return the rows in which a way is told, each with the gates that are met on it."""
    found, steps = [], iter(path)
    for number, (name, count) in enumerate(together(network, ((s, None) for s in path)), start=1):
        run = tuple(islice(steps, count))
        met = dict.fromkeys(e for s in run for e, _ in network.met[network.element_index[s.link]])
        gates = tuple(network.gates[e - len(network.links)] for e in met if e >= len(network.links))
        found.append(Row(number, name, run, gates))
    return tuple(found)


class View:
    """From degrees to the field of the picture."""

    def __init__(self, points: Sequence[Point]) -> None:
        self._east = max(x for x, _ in points) - min(x for x, _ in points) > 180
        lons, lats = [self._lon(x) for x, _ in points], [y for _, y in points]
        self._middle = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
        self._narrow = max(cos(radians(self._middle[1])), 0.05)
        wide = max((max(lons) - min(lons)) * self._narrow, 0.01)
        tall = max(max(lats) - min(lats), 0.01)
        self.scale = min((WIDE - 2 * EDGE) / wide, (TALL - 2 * EDGE) / tall)

    def _lon(self, lon: float) -> float:
        """Return a longitude so that a way over the date line is whole."""
        return lon + 360 if self._east and lon < 0 else lon

    def at(self, point: Point) -> Point:
        """Return where a position lies in the picture."""
        x = WIDE / 2 + (self._lon(point[0]) - self._middle[0]) * self._narrow * self.scale
        return x, TALL / 2 - (point[1] - self._middle[1]) * self.scale

    def line(self, line: Line) -> list[Point]:
        """Return a line in the picture, without vertices that nobody could see."""
        found: list[Point] = []
        for p in map(self.at, line):
            if not found or hypot(p[0] - found[-1][0], p[1] - found[-1][1]) >= 0.6:
                found.append(p)
        return found if len(found) > 1 else [self.at(line[0]), self.at(line[-1])]

    def bar_km(self) -> float:
        """Return the length of the scale bar: a round number of at most a fifth of the picture."""
        most = WIDE / 5 / self.scale * KM_PER_DEGREE
        return max(float(f * 10.0**e) for e in range(-2, 5) for f in (1, 2, 5) if f * 10**e <= most or e == -2)


@dataclass
class Labels:
    """Names on a map, none over another."""

    taken: list[Box] = field(default_factory=list)
    lines: list[Point] = field(default_factory=list)

    def free(self, box: Box) -> bool:
        """Tell whether a box is in the picture and free."""
        inside = box[0] >= 4 and box[1] >= 4 and box[2] <= WIDE - 4 and box[3] <= TALL - 4
        return inside and not any(_meet(box, other) for other in self.taken)

    def put(self, at: Point, text: str, class_: str) -> Markup | None:
        """Write a name beside a point, where least of the way is covered; nowhere if there is no room."""
        wide = _CHAR * sum(1.8 if east_asian_width(c) in "WF" else 1 for c in text)
        x, y, half = at[0], at[1], _LINE / 2
        spots = ((x + _NEAR, y - half, "start"), (x - _NEAR - wide, y - half, "end"), (x - wide / 2, y - 25, "middle"),
                 (x - wide / 2, y + 10, "middle"), (x + 8, y - 22, "start"), (x + 8, y + 7, "start"),
                 (x - 8 - wide, y - 22, "end"), (x - 8 - wide, y + 7, "end"))  # fmt: skip
        boxes = [((a, b, a + wide, b + _LINE), anchor) for a, b, anchor in spots]
        good = [(sum(_inside(p, box) for p in self.lines), i) for i, (box, _) in enumerate(boxes) if self.free(box)]
        if not good:
            return None
        box, anchor = boxes[min(good)[1]]
        self.taken.append(box)
        left = {"start": box[0], "end": box[2], "middle": (box[0] + box[2]) / 2}[anchor]
        return el("text", text, x=_n(left), y=_n(box[3] - 3.5), text_anchor=anchor, class_=class_)


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _inside(p: Point, box: Box) -> bool:
    return box[0] - 2 <= p[0] <= box[2] + 2 and box[1] - 2 <= p[1] <= box[3] + 2


def _n(x: float) -> str:
    return f"{x:.1f}".removesuffix(".0")


def _d(line: Iterable[Point]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in line)


def picture(m: Material) -> Markup:
    """Draw the way on the links around it."""
    network = m.check.admission.snapshot.network
    ends = [network.places[network.place_index[p]] for p in (m.question.origin, m.question.destination)]
    rows = rows_of(network, m.check.path)
    view = View([*(p for s in m.check.path for p in s.line), *((e.lon, e.lat) for e in ends)])
    drawings = [[view.line(s.line) for s in row.steps] for row in rows]
    labels = Labels(lines=[p for lines in drawings for line in lines for p in _dotted(line)])
    labels.taken.append((0, TALL - 34, WIDE / 5 + 40, TALL))  # the scale bar
    over = [_end(view, labels, place, letter) for place, letter in zip(ends, "AB", strict=True)]
    spots = {g: view.at((g.lon, g.lat)) for g in dict.fromkeys(g for row in rows for g in row.gates)}
    labels.taken += [(x - 5, y - 5, x + 5, y + 5) for x, y in spots.values()]
    pills = _pills(rows, drawings, labels)
    gates = [_gate(spot, gate.name, labels) for gate, spot in spots.items()]
    way = [el("path", d=_d(line), class_="casing") for lines in drawings for line in lines] + [
        el("path", d=_d(line), class_=f"way {row.verdict}")
        for row, lines in zip(rows, drawings, strict=True)
        for line in lines
    ]
    parts = (_others(m, view), way, gates, _places(view, labels, network, ends), pills, over, _scale(view))
    a, b = m.ends
    told = "; ".join(f"{r.number} {r.name}: {r.verdict}" for r in rows) or "there is no way"
    return el(
        "svg",
        el("title", f"Map of the way from {a} to {b}", id="map-title"),
        el("desc", f"North is up. {told}.", id="map-desc"),
        parts,
        viewBox=f"0 0 {WIDE:g} {TALL:g}",
        role="img",
        aria_labelledby="map-title map-desc",
        class_="map",
    )


def _dotted(line: Sequence[Point]) -> list[Point]:
    """Return points along a line, near enough to see what a label would cover."""
    found = []
    for (x, y), (u, v) in pairwise(line):
        count = max(int(hypot(u - x, v - y) / 5), 1)
        found += [(x + (u - x) * i / count, y + (v - y) * i / count) for i in range(count)]
    return [*found, line[-1]]


def _others(m: Material, view: View) -> list[Markup]:
    """Draw the links beside the way, those of a verdict as one path."""
    on_way = {s.link for s in m.check.path}
    by_verdict: dict[str, list[str]] = {}
    for seen in m.answers.map.links:
        if seen.link.id in on_way or len(seen.link.line) < 2:
            continue
        line = view.line(seen.link.line)
        xs, ys = [p[0] for p in line], [p[1] for p in line]
        if max(xs) - min(xs) > 3 * WIDE or not _meet((min(xs), min(ys), max(xs) + 1, max(ys) + 1), (0, 0, WIDE, TALL)):
            continue
        by_verdict.setdefault("unused" if seen.verdict is None else str(seen.verdict), []).append(_d(line))
    dense = " dense" if sum(map(len, by_verdict.values())) > DENSE else ""
    return [el("path", d="".join(lines), class_=f"other {name}{dense}") for name, lines in sorted(by_verdict.items())]


def _end(view: View, labels: Labels, place: Place, letter: str) -> Markup:
    x, y = view.at((place.lon, place.lat))
    labels.taken.append((x - 9, y - 9, x + 9, y + 9))
    disc = el("circle", cx=_n(x), cy=_n(y), r=8.5, class_="end")
    text = el("text", letter, x=_n(x), y=_n(y + 4), text_anchor="middle", class_="letter")
    return el("g", disc, text, labels.put((x, y), place.name, "name strong"))


def _pills(rows: Sequence[Row], drawings: Sequence[Sequence[Sequence[Point]]], labels: Labels) -> list[Markup]:
    """Put the number and the mark of each row on its middle, the worst first, as far as there is room."""
    found = []
    for row, lines in sorted(zip(rows, drawings, strict=True), key=lambda r: -r[0].verdict):
        dots = [p for line in lines for p in _dotted(line)]
        wide = 26 + 7 * len(str(row.number))
        shares = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
        spots = [(*dots[int(share * (len(dots) - 1))], 0) for share in shares]
        middle = dots[len(dots) // 2]
        for x, y, aside in (*spots, *((*middle, d) for d in (34, -34, 48, -48))):
            box = (x + aside - wide / 2 - 1, y - 10, x + aside + wide / 2 + 1, y + 10)
            if labels.free(box):
                labels.taken.append(box)
                found.append(_pill(row, box[0] + 1, y, wide, x if aside else None))
                break
    return found


def _pill(row: Row, left: float, y: float, wide: float, to: float | None) -> Markup:
    """Draw a number and a mark; if it stands beside its link, with a line to it."""
    lead = None if to is None else el("path", d=f"M{_n(to)} {_n(y)}H{_n(left + wide / 2)}", class_="lead-line")
    back = el("rect", x=_n(left), y=_n(y - 9), width=wide, height=18, rx=9)
    text = el("text", str(row.number), x=_n(left + 7), y=_n(y + 4))
    return el("g", lead, back, text, drawn(row.verdict, left + wide - 18, y - 6), class_=f"pill {row.verdict}")


def _gate(spot: Point, name: str, labels: Labels) -> Markup:
    """Draw something that stands on the way, with its name where there is room."""
    mark = el("path", d=f"M{_n(spot[0])} {_n(spot[1] - 5.5)}l5.5 5.5-5.5 5.5-5.5-5.5z", class_="gate")
    return el("g", mark, labels.put(spot, name, "name"))


def _places(view: View, labels: Labels, network: Network, ends: Sequence[Place]) -> list[Markup]:
    """Draw the other places, as far as there is room for their names."""
    found = []
    many = len(network.links) > DENSE  # on such a network a point of the sea is but a bend
    named = {end for link in network.links if not link.group for end in (link.origin, link.destination)}
    for place in network.places:
        x, y = view.at((place.lon, place.lat))
        if (
            place in ends
            or place.id not in named
            or (many and place.kind == "sea")
            or not labels.free((x - 3, y - 3, x + 3, y + 3))
        ):
            continue
        name = labels.put((x, y), place.name, "name quiet")
        if name is not None:
            labels.taken.append((x - 3, y - 3, x + 3, y + 3))
            found.append(el("g", el("circle", cx=_n(x), cy=_n(y), r=2.2, class_="place"), name))
    return found


def _scale(view: View) -> Markup:
    km = view.bar_km()
    long = km / KM_PER_DEGREE * view.scale
    bar = el("path", d=f"M14 {TALL - 20:g}v6h{_n(long)}v-6", class_="scale")
    return el("g", bar, el("text", f"{km:,g} km", x=_n(22 + long), y=_n(TALL - 12), class_="name quiet"))
