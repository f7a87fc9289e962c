"""The network: arcs in CSR form, uses of elements, drawings, lengths against known great circles."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers import gate
from thalweg.network import MODES, SIDES, Gate, GateUse, Link, Network, Place, draw, line_length_km, with_gates

RADIUS_KM = 6371.0088


def test_a_drawing_is_a_network() -> None:
    found = draw("F---X---B\nX~~~S\nB===R___F")
    assert [p.id for p in found.places] == ["F", "X", "B", "S", "R"]
    assert [(x.id, x.mode, x.origin, x.destination) for x in found.links] == [
        ("FX", "river", "F", "X"),
        ("XB", "river", "X", "B"),
        ("XS", "sea", "X", "S"),
        ("BR", "rail", "B", "R"),
        ("RF", "road", "R", "F"),
    ]
    assert all(len(x.line) == 2 for x in found.links)


def test_arcs_leave_their_tail_and_every_link_runs_both_ways() -> None:
    network = draw("A---B---C\nA~~~C")
    arcs = network.arcs
    assert arcs.first.tolist() == [0, 2, 4, 6]
    assert len(arcs) == 2 * len(network.links)
    for place in range(len(network.places)):
        assert set(arcs.tail[arcs.first[place] : arcs.first[place + 1]].tolist()) <= {place}
    ways = {(network.places[t].id, network.places[h].id) for t, h in zip(arcs.tail, arcs.head, strict=True)}
    assert ways == {("A", "B"), ("B", "A"), ("B", "C"), ("C", "B"), ("A", "C"), ("C", "A")}


def test_a_oneway_link_has_one_arc() -> None:
    a, b = Place("a", "a", "city", 0, 0), Place("b", "b", "city", 1, 0)
    arcs = Network((a, b), (Link("down", "down", "river", "a", "b", oneway=True),)).arcs
    assert (arcs.tail.tolist(), arcs.head.tolist(), arcs.first.tolist()) == ([0], [1], [0, 1, 1])


def test_a_network_without_links_has_no_arcs() -> None:
    arcs = Network((Place("a", "a", "city", 0, 0),), ()).arcs
    assert len(arcs) == 0
    assert arcs.first.tolist() == [0, 0]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), max_size=12))
def test_arcs_hold_exactly_the_directions_of_the_links(rows: list[tuple[int, int, bool]]) -> None:
    places = tuple(Place(f"p{i}", "", "city", 0, 0) for i in range(6))
    links = tuple(Link(f"l{i}", "", "road", f"p{a}", f"p{b}", oneway) for i, (a, b, oneway) in enumerate(rows))
    arcs = Network(places, links).arcs
    wanted = [(a, b, i) for i, (a, b, _) in enumerate(rows)] + [
        (b, a, i) for i, (a, b, one) in enumerate(rows) if not one
    ]
    got = list(zip(arcs.tail.tolist(), arcs.head.tolist(), arcs.link.tolist(), strict=True))
    assert sorted(got) == sorted(wanted)
    out = [[h for t, h, _ in wanted if t == v] for v in range(6)]
    assert [sorted(arcs.head[arcs.first[v] : arcs.first[v + 1]].tolist()) for v in range(6)] == [sorted(x) for x in out]


def test_elements_are_links_and_then_gates() -> None:
    network = with_gates(draw("A---B\nC===D"), [gate("span", "bridge", ("AB", "under"), ("CD", "over"))])
    assert network.element_ids == ("AB", "CD", "span")
    assert network.element_index["span"] == 2
    assert network.element_kinds == (("link", "link:river"), ("link", "link:rail"), ("gate", "gate:bridge"))


def test_a_link_uses_itself_first_and_then_its_gates() -> None:
    network = with_gates(
        draw("A---B\nC===D"),
        [gate("span", "bridge", ("AB", "under"), ("CD", "over")), gate("lock", "lock", ("AB", "through"))],
    )
    links, elements, sides = network.uses
    rows = list(zip(links.tolist(), elements.tolist(), sides, strict=True))
    assert rows == [(0, 0, "along"), (0, 2, "under"), (0, 3, "through"), (1, 1, "along"), (1, 2, "over")]
    assert set(sides) <= set(SIDES)


def test_adding_gates_leaves_the_network_as_it_was() -> None:
    plain = draw("A---B")
    more = with_gates(plain, [Gate("bar", "bar", "bar", 0, 0, (GateUse("AB", "through", 1.5),))])
    assert plain.gates == ()
    assert more.gates[0].on[0].at_km == 1.5


@pytest.mark.parametrize(
    ("line", "km"),
    [
        (((0.0, 0.0), (0.0, 90.0)), math.pi / 2 * RADIUS_KM),  # a quarter of a meridian
        (((0.0, 0.0), (90.0, 0.0)), math.pi / 2 * RADIUS_KM),
        (((0.0, 0.0), (180.0, 0.0)), math.pi * RADIUS_KM),
        (((179.0, 0.0), (-179.0, 0.0)), math.radians(2) * RADIUS_KM),
        (((10.0, 60.0), (10.0, 61.0), (10.0, 60.0)), math.radians(2) * RADIUS_KM),
        (((130.0, 42.0),), 0.0),
        ((), 0.0),
    ],
)
def test_length_is_that_of_great_circles(line: tuple[tuple[float, float], ...], km: float) -> None:
    assert line_length_km(line) == pytest.approx(km, abs=1e-9)


def test_length_against_a_published_distance() -> None:
    """Nashville to Los Angeles, the worked example of Rosetta Code's haversine task: 2886.444 km at R = 6371.0."""
    nashville, los_angeles = (-86.67, 36.12), (-118.40, 33.94)
    assert line_length_km((nashville, los_angeles)) == pytest.approx(2886.4444 * RADIUS_KM / 6371.0, abs=0.01)


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-89, 89)), min_size=2, max_size=6))
def test_a_line_is_as_long_backwards_and_never_shorter_than_its_ends(line: list[tuple[float, float]]) -> None:
    length = line_length_km(line)
    assert length == pytest.approx(line_length_km(line[::-1]), abs=1e-6)
    assert length >= line_length_km((line[0], line[-1])) - 1e-6


def test_the_drawn_length_of_every_link() -> None:
    network = draw("A---B---C")
    assert network.geometric_length_km.shape == (2,)
    assert np.allclose(network.geometric_length_km, math.radians(0.4) * RADIUS_KM)


def test_every_mode_and_side_is_named_once() -> None:
    assert len(set(MODES)) == len(MODES)
    assert len(set(SIDES)) == len(SIDES)
