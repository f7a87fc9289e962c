"""ENVELOPE: the largest vessel that still gets from A to B on a day, and the gate that binds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from thalweg.admission import Admission, fit_levels
from thalweg.movers import Mover
from thalweg.question import Question
from thalweg.rules.boxes import DIMENSIONS, EVERYTHING, element_boxes, law_boxes, link_boxes, sizes_m
from thalweg.rules.fit import RULES
from thalweg.rules.rule import Verdict
from thalweg.solve.frontier import SMALL, UNLIMITED, Caps, Unions, frontiers, meet
from thalweg.solve.trees import Tree, Trees

ANY = Mover("any-vessel", "Any vessel", "vessel")
"""The vessel that is meant where none is named: only its size counts, and law only as far as it speaks of size."""
_TREES = 256
"""Boxes whose ways are kept at most."""
OTHER = tuple(r for r in RULES if r.need not in DIMENSIONS)
"""The physical rules that no size changes."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What keeps a vessel from being larger in one dimension."""

    dimension: str
    size_m: float
    """The largest size; inf for no limit."""
    at: tuple[str, ...]
    """Ids of the links, gates or legal places that bind."""
    names: tuple[str, ...]
    rules: tuple[str, ...]
    """Physical rules, or `law`."""


@dataclass(frozen=True, slots=True)
class Largest:
    """A vessel that gets there, and none larger in every dimension does."""

    bounds: tuple[Bound, ...]
    """One for each dimension."""
    path: tuple[str, ...]
    """Ids of the links of the shortest way that such a vessel can take."""

    def size_m(self, dimension: str) -> float:
        """Return the size in a dimension; inf for no limit."""
        return next(b.size_m for b in self.bounds if b.dimension == dimension)


@dataclass(frozen=True, slots=True)
class Envelope:
    """The frontier at one destination."""

    destination: str
    name: str
    sure: tuple[Largest, ...]
    """What passes, perhaps on conditions; empty if nothing is known to pass."""
    perhaps: tuple[Largest, ...]
    """What is not refused, as far as is known."""
    unknown: tuple[str, ...] = ()
    """Where nothing is known to pass although something may: what is not known on the way of the largest.

    Empty if the search is not finished."""


@dataclass(frozen=True)
class EnvelopeResult:
    """The frontiers of all destinations."""

    question: Question
    mover: str
    by_size: bool
    """Whether law counts only as far as it speaks of size, as no mover is named."""
    envelopes: tuple[Envelope, ...]
    finished: bool
    settled: int
    """Labels settled, a measure of the work."""
    admission: Admission


Limits = Mapping[tuple[int, int], list[tuple[str, str, str]]]
"""By dimension and cap who sets it on a link: ids, names and rules of elements and legal places."""


@dataclass(frozen=True)
class _Boxes:
    """What admits what, at one verdict."""

    elements: Mapping[str, Mapping[int, list[Caps]]]
    law: Mapping[str, list[Caps]]
    links: Unions
    narrow: list[bool]
    """Whether a link limits size at all."""
    limits: dict[int, Limits] = field(default_factory=dict)
    """What limits size on each link that was looked at."""


def envelope(
    admission: Admission,
    question: Question,
    destinations: Sequence[str],
    by_size: bool,
    budget: int,
    report: Callable[[int], None] = lambda done: None,
    small: int = SMALL,
) -> EnvelopeResult:
    """Ask for the largest vessels that get to each destination.

    Parameters
    ----------
    admission
        Of one vessel, whose sizes do not matter.
    question
        The origin must be a place of the network.
    destinations
        Ids of places.
    by_size
        Whether law counts only as far as it speaks of size.
    budget
        Labels that may be settled for each of the two verdicts.
    report
        Hears how many destinations are done.
    small
        Labels up to which a plain search answers; beyond it a compiled one does.
    """
    network = admission.snapshot.network
    arcs = network.arcs
    origin = network.place_index[question.origin]
    done = []
    for verdict in (Verdict.CONDITIONAL, Verdict.UNKNOWN):
        boxes = _boxes(admission, verdict, by_size)
        found = frontiers(arcs.first, arcs.head, arcs.link, boxes.links, origin, budget, small)
        done.append((boxes, found, _ways(admission, boxes.links, origin)))
    finished = all(found.finished for _, found, _ in done)
    envelopes = []
    told: dict[int, list[str]] = {}
    for count, place in enumerate(destinations, start=1):
        node = network.place_index[place]
        rows = [
            tuple(_largest(admission, boxes, caps, way(caps, node)) for caps in found.at(node))
            for boxes, found, way in done
        ]
        wanting = finished and rows[1] and not rows[0]
        unknown = _unknown(admission, done[0][0], rows[1][0], told) if wanting else ()
        envelopes.append(Envelope(place, network.places[node].name, rows[0], rows[1], unknown))
        report(count)
    settled = sum(found.settled for _, found, _ in done)
    return EnvelopeResult(question, admission.movers[0].name, by_size, tuple(envelopes), finished, settled, admission)


def _ways(admission: Admission, admits: Unions, origin: int) -> Callable[[Caps, int], list[int]]:
    """Return what gives the links of the shortest way of a box to a node that it gets to."""
    arcs = admission.snapshot.network.arcs
    link = arcs.link.tolist()
    trees = Trees(arcs.first, arcs.head, admission.snapshot.length_km[arcs.link], origin)

    @lru_cache(maxsize=_TREES)
    def tree(caps: Caps) -> Tree:
        return trees.over(admits.admitting(caps)[arcs.link])

    def way(caps: Caps, node: int) -> list[int]:
        return [link[a] for a in tree(caps).path(node) or ()]

    return way


def _boxes(admission: Admission, verdict: Verdict, by_size: bool) -> _Boxes:
    """Turn the rules of an admission round: from who passes to what size does."""
    snapshot, mover, profile = admission.snapshot, admission.movers[0], admission.profiles[0]
    network = snapshot.network
    small = mover.with_given(dict.fromkeys(DIMENSIONS, 0.0))
    fit = fit_levels(snapshot, [small], admission.trip, OTHER)[0]
    served = np.array([x.mode in mover.modes for x in network.links])
    elements = element_boxes(snapshot, mover, verdict)
    links = link_boxes(snapshot, elements, mover.kind, served & (fit <= verdict))
    places = snapshot.waters[: len(links)]
    law = {
        place: law_boxes(admission.law, admission.law.lawbook.places[place], profile, admission.trip, verdict, by_size)
        for place in sorted(set(places) - {""})
    }
    unsettled = by_size or verdict is Verdict.UNKNOWN
    together = [
        (meet(boxes, law[place]) if place else list(boxes) if unsettled else [])
        for boxes, place in zip(links, places, strict=True)
    ]
    admits = Unions.of(together, len(DIMENSIONS))
    return _Boxes(elements, law, admits, (~admits.admitting(EVERYTHING)).tolist())


def _largest(admission: Admission, boxes: _Boxes, caps: Caps, links: Sequence[int]) -> Largest:
    """Say what binds a box on its way."""
    network = admission.snapshot.network
    met = [_limits(admission, boxes, link) for link in links if boxes.narrow[link]]
    bounds = []
    for d, (dimension, size) in enumerate(sizes_m(caps).items()):
        found = [] if caps[d] == UNLIMITED else [x for limits in met for x in limits.get((d, caps[d]), ())]
        named = {at: name for at, name, _ in found}
        rules = tuple(dict.fromkeys(rule for _, _, rule in found))
        bounds.append(Bound(dimension, size, tuple(named), tuple(named.values()), rules))
    return Largest(tuple(bounds), tuple(network.links[i].id for i in links))


def _unknown(admission: Admission, sure: _Boxes, row: Largest, told: dict[int, list[str]]) -> tuple[str, ...]:
    """Say what must be known before any size is known to take a path; `told` keeps what was said of each link."""
    index = admission.snapshot.network.element_index
    links = [index[i] for i in row.path]
    for link in links:
        if link not in told:
            told[link] = _unknown_of(admission, sure, link)
    return tuple(dict.fromkeys(text for link in links for text in told[link]))


def _unknown_of(admission: Admission, sure: _Boxes, link: int) -> list[str]:
    network = admission.snapshot.network
    noun = {rule.id: rule.have_noun for rule in RULES}
    found = [
        f"the {noun[rule]} of {network.element_names[e]}"
        for e, rule, boxes in _met(admission, sure, link)
        if all(min(b) < 0 for b in boxes)
    ]
    place = admission.snapshot.waters[link]
    if place and not sure.law[place]:
        found.append(f"the law of {admission.law.lawbook.places[place].name} for any size")
    elif not found and sure.links.first[link] == sure.links.first[link + 1]:
        found.append(f"whether {network.element_names[link]} is open")
    return found


def _limits(admission: Admission, boxes: _Boxes, link: int) -> Limits:
    """Return which elements and legal places limit the size of those on a link, by dimension and cap."""
    if link not in boxes.limits:
        network, lawbook = admission.snapshot.network, admission.law.lawbook
        found: dict[tuple[int, int], list[tuple[str, str, str]]] = {}
        told = [(network.element_ids[e], network.element_names[e], r, b) for e, r, b in _met(admission, boxes, link)]
        if place := admission.snapshot.waters[link]:
            told.append((place, lawbook.places[place].name, "law", boxes.law[place]))
        for at, name, rule, there in told:
            for d, cap in dict.fromkeys((d, box[d]) for box in there for d in range(len(DIMENSIONS))):
                found.setdefault((d, cap), []).append((at, name, rule))
        boxes.limits[link] = found
    return boxes.limits[link]


def _met(admission: Admission, boxes: _Boxes, link: int) -> Iterator[tuple[int, str, list[Caps]]]:
    """Yield what limits the size of those on a link: the element, the rule and its boxes."""
    network, kind = admission.snapshot.network, admission.movers[0].kind
    for element, side in network.met[link]:
        for rule in RULES:
            there = boxes.elements.get(rule.id, {}).get(element)
            if there and rule.concerns(kind, network.links[link].mode, side):
                yield element, rule.id, there
