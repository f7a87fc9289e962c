"""Assignment where the answer is known on paper."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from benchmarks.streets import Town, braess, grid, nguyen_dupuis

from tests.invariants import wardrop
from tests.invariants.wardrop import ask, net, one_class
from thalweg.solve.assign import assign
from thalweg.solve.delay import delayed, forgone, gathered, price
from thalweg.solve.equal import loose
from thalweg.solve.traffic import CONICAL, EXPONENTIAL, LINEAR, POWER, Assigned, Classes, Demand, Links

BOTH = pytest.mark.parametrize("small", [10**9, 0], ids=["plain", "compiled"])


def solve(t: Town, small: int, gap: float = 1e-12) -> Assigned:
    return assign(t.links, t.classes, t.demand, gap, small=small)


@BOTH
def test_a_road_more_makes_everybody_later(small: int) -> None:
    without, there = solve(braess(False), small), solve(braess(), small)
    assert without.cost == pytest.approx([83.0])
    assert there.cost == pytest.approx([92.0])
    assert there.volume == pytest.approx([4, 2, 2, 4, 2])
    assert without.objective == pytest.approx(399)
    assert there.objective == pytest.approx(386)
    assert sorted(there.path(i) for i in range(3)) == [(0, 2), (0, 4, 3), (1, 3)]
    assert there.path_flow == pytest.approx([2, 2, 2])


@BOTH
def test_pigou(small: int) -> None:
    """A road of one hour, and one of as many hours as the share that takes it: all take that one."""
    links = net([(0, 1), (0, 1)], [0.0, 1.0], [1, 1], [1.0, 1.0])
    found = assign(links, one_class([1.0, 0.0]), ask((0, 0, 1, 1.0)), 1e-12, small=small)
    assert found.volume == pytest.approx([0, 1], abs=1e-6)
    assert found.cost == pytest.approx([1.0])


@BOTH
def test_two_routes_share_so_that_both_take_as_long(small: int) -> None:
    """10 + x = 12 + 2 (9 - x): x = 20 / 3; and by the fourth power, 5 (x / 3)^4 = 5 ((9 - x) / 6)^4: x = 3."""
    links = net([(0, 1), (0, 1)], [1.0, 2.0], [1, 1], [1.0, 1.0])
    found = assign(links, one_class([10.0, 12.0]), ask((0, 0, 1, 9.0)), 1e-12, small=small)
    assert found.volume == pytest.approx([20 / 3, 7 / 3])
    links = net([(0, 1), (0, 1)], [5.0, 5.0], [4, 4], [3.0, 6.0])
    found = assign(links, one_class([1.0, 1.0]), ask((0, 0, 1, 9.0)), 1e-13, small=small)
    assert found.volume == pytest.approx([3, 6], rel=1e-4)
    assert found.cost == pytest.approx([6.0])


def toll_road() -> tuple[Links, Classes, Demand]:
    """Two roads of an hour and x / 10 hours of delay, one of which costs 6; lorries count double, cars hurry less."""
    links = net([(0, 1), (0, 1)], [1.0, 1.0], [1, 1], [10.0, 10.0])
    classes = Classes(
        np.array([2.0, 30.0]), np.array([1.0, 2.0]), np.ones((2, 2)), np.array([[0.0, 6.0]] * 2), np.ones((2, 2), bool)
    )
    return links, classes, ask((0, 0, 1, 20.0), (1, 0, 1, 10.0))


@BOTH
def test_who_hurries_pays(small: int) -> None:
    """Lorries split where 30 x delay = 30 x delay + 6: the free road is 0.2 h later, so 21 units to 19; cars stay."""
    found = assign(*toll_road(), 1e-12, small=small)
    assert found.volume == pytest.approx([21, 19])
    assert found.flow == pytest.approx(np.array([[20, 0], [0.5, 9.5]]))
    assert found.cost == pytest.approx([2 * (1 + 2.1), 30 * (1 + 2.1)])


@BOTH
def test_each_class_keeps_to_its_links(small: int) -> None:
    links, classes, demand = toll_road()
    only = replace(classes, admitted=np.array([[False, True], [True, False]]))
    found = assign(links, only, demand, small=small)
    assert found.flow == pytest.approx(np.array([[0, 20], [10, 0]]))


@BOTH
@pytest.mark.parametrize(
    ("form", "slope", "served"),
    [
        (LINEAR, 1.0, 4.5),  # 10 - (u - 1) = q, u = 2 + q
        (EXPONENTIAL, 0.5, None),
        (POWER, -1.0, math.sqrt(11) - 1),  # 10 / u = q, u = 2 + q
        (POWER, -0.4, None),
    ],
)
def test_demand_falls_with_cost(small: int, form: str, slope: float, served: float | None) -> None:
    links = net([(0, 1)], [1.0], [1], [1.0])
    demand = Demand(
        np.array([0]), np.array([0]), np.array([1]), np.array([10.0]), (form,), np.array([1.0]), np.array([slope])
    )
    found = assign(links, one_class([2.0]), demand, 1e-13, small=small)
    q, u = found.served[0], found.cost[0]
    assert u == pytest.approx(2 + q)
    assert q == pytest.approx(wardrop.remaining(demand, 0, u), rel=1e-5)
    if served is not None:
        assert q == pytest.approx(served, rel=1e-5)


@BOTH
@pytest.mark.parametrize("elasticity", [-100.0, -1.0, -0.01, -0.005, -1e-6])
@pytest.mark.parametrize("movers", [1e-9, 250.0, 2000.0, 1e6])
def test_demand_of_any_elasticity_remains_as_its_cost_says(small: int, elasticity: float, movers: float) -> None:
    links = net([(0, 1)], [0.15], [4], [300.0])
    fixed = ask((0, 0, 1, movers))
    demand = replace(fixed, form=(POWER,), at_cost=np.array([4.0]), slope=np.array([elasticity]))
    found = assign(links, one_class([4.0]), demand, 1e-12, small=small)
    q, u = found.served[0], found.cost[0]
    assert u == pytest.approx(4 + 0.15 * (q / 300) ** 4)
    assert q == pytest.approx(wardrop.remaining(demand, 0, u), rel=1e-4)
    assert math.isfinite(found.objective)


def test_what_is_forgone_is_the_area_under_the_price() -> None:
    for b in (0.01, 0.5, 1.0, 1.0 + 1e-9, 2.0, 100.0, 1e6):
        a = math.log(4.0) + b * math.log(2000.0)
        narrow = 1.0 - min(0.5, 1.0 / b)
        steps = np.linspace(2000.0 * narrow, 2000.0, 20_001)
        area = np.trapezoid([price(3, a, b, float(q))[0] for q in steps], steps)
        assert forgone(3, a, b, float(steps[0]), 2000.0) == pytest.approx(area, rel=1e-4)
    assert math.isfinite(forgone(3, 1e9, 1e8, 1.0, 2000.0))


@pytest.mark.parametrize("beta", [1.0, 2.5, 4.0, 40.0])
def test_a_volume_beyond_all_measure_has_a_delay_that_is_a_number(beta: float) -> None:
    for delay in (delayed(0, 1.0, 0.15, beta, 300.0, 1e308)[0], gathered(0, 1.0, 0.15, beta, 300.0, 1e308)):
        assert 1e150 <= delay < math.inf


@BOTH
def test_nguyen_and_dupuis(small: int) -> None:
    t = nguyen_dupuis()
    found = solve(t, small, 1e-10)
    assert found.finished
    assert wardrop.gap(t.links, t.classes, t.demand, found) == pytest.approx(found.gap, abs=1e-12)
    assert found.excess == pytest.approx(found.gap * (found.cost @ found.served) / found.served.sum(), rel=1e-3)
    ways = wardrop.least(t.links, t.classes, t.demand, wardrop.costs(t.links, t.classes, found.flow))
    assert found.path_cost == pytest.approx(np.array(ways)[found.path_pair], rel=1e-6)
    assert len(found.path_flow) > len(ways)


def test_a_grid_whose_paths_outgrow_their_room() -> None:
    t = grid(10, 6, crowd=2.0)
    found = assign(t.links, t.classes, t.demand, 1e-3, small=0)
    assert found.finished
    assert found.served == pytest.approx(t.demand.movers)
    assert len(found.path_links) > 16 * (2 * 6 + 16)  # as much as there is room for at first


@BOTH
def test_what_cannot_travel_is_left(small: int) -> None:
    links = net([(0, 1), (1, 2)], [1.0, 1.0], [1, 1], [1.0, 1.0])
    demand = ask((0, 0, 2, 3.0), (0, 2, 0, 5.0), (0, 0, 1, 0.0), (0, 1, 1, 2.0))
    found = assign(links, one_class([1.0, 1.0]), demand, small=small)
    assert found.served == pytest.approx([3, 0, 0, 2])
    assert found.cost == pytest.approx([8, math.inf, 4, 0])
    assert found.volume == pytest.approx([3, 3])
    assert found.finished
    assert found.gap == 0


@BOTH
def test_nobody_travels(small: int) -> None:
    links = net([(0, 1)], [1.0], [1], [1.0])
    found = assign(links, one_class([0.0]), ask((0, 0, 1, 0.0)), small=small)
    assert (found.gap, found.excess, found.objective, found.finished) == (0, 0, 0, True)
    assert len(found.path_flow) == 0


@BOTH
def test_no_path_leads_through_a_zone(small: int) -> None:
    links = net([(0, 1), (1, 2), (0, 2)], [0.0, 0.0, 0.0], [1, 1, 1], [1.0, 1, 1])
    classes, demand = one_class([1.0, 1.0, 9.0]), ask((0, 0, 2, 1.0))
    assert assign(links, classes, demand, small=small).cost == pytest.approx([2.0])
    assert assign(replace(links, through=2), classes, demand, small=small).cost == pytest.approx([9.0])


@BOTH
def test_a_gap_that_is_not_reached_is_told(small: int) -> None:
    t = nguyen_dupuis()
    found = assign(t.links, t.classes, t.demand, 1e-12, rounds=1, small=small)
    assert not found.finished
    assert found.gap > 1e-12
    assert found.rounds == 1


@BOTH
def test_a_steep_delay_stays_a_number(small: int) -> None:
    links = net([(0, 1), (0, 1)], [1.0, 1.0], [40, 40], [1.0, 1.0])
    found = assign(links, one_class([1.0, 1.0]), ask((0, 0, 1, 1e4)), small=small)
    assert found.volume == pytest.approx([5e3, 5e3], rel=1e-3)
    assert np.isfinite(found.delay_h).all()


def test_conical_delays_begin_at_nothing_and_double_the_time_at_capacity() -> None:
    assert delayed(1, 3.0, 4.0, 0.0, 10.0, 0.0)[0] == pytest.approx(0, abs=1e-12)
    assert delayed(1, 3.0, 4.0, 0.0, 10.0, 10.0)[0] == pytest.approx(3.0)
    links = net([(0, 1)], [4.0], [0], [10.0], form=CONICAL)
    assert gathered(1, 1.0, 4.0, 0.0, 10.0, 15.0) == pytest.approx(wardrop.area(links, 0, 15.0))


def test_flat_links_beside_each_other_are_loose() -> None:
    """Two crossings of the same cost behind a road; a third is dearer, and the road itself has but one volume."""
    links = net([(0, 1), (1, 2), (1, 2), (1, 2)], [1.0, 0, 0, 0], [1] * 4, [1.0] * 4)
    classes, demand = one_class([1.0, 2.0, 2.0, 3.0]), ask((0, 0, 2, 4.0))
    found = assign(links, classes, demand)
    assert loose(links, classes, demand, found).tolist() == [False, True, True, False]
    alone = one_class([1.0, 2.0, 2.5, 3.0])
    assert not loose(links, alone, demand, assign(links, alone, demand)).any()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (lambda: net([(0, 1)], [1.0], [0.5], [1.0]), "beta"),
        (lambda: net([(0, 1)], [1.0], [1.0], [0.0]), "capacity"),
        (lambda: net([(0, 1)], [-1.0], [1.0], [1.0]), "base"),
        (lambda: net([(0, 5)], [1.0], [1.0], [1.0], nodes=2), "node"),
        (lambda: net([(0, 1)], [1.0], [1.0], [1.0], form=CONICAL), "conical"),
        (lambda: one_class([-1.0]), "below 0"),
        (lambda: one_class([math.nan]), "not known"),
        (lambda: ask((0, 0, 1, -1.0)), "demand is below"),
        (lambda: replace(ask((0, 0, 1, 1.0)), form=("cubic",), at_cost=np.ones(1), slope=np.ones(1)), "form of demand"),
        (lambda: replace(ask((0, 0, 1, 1.0)), form=(LINEAR,), at_cost=np.ones(1), slope=-np.ones(1)), "does not fall"),
        (
            lambda: replace(ask((0, 0, 1, 1.0)), form=(POWER,), at_cost=np.zeros(1), slope=-np.ones(1)),
            "through no point",
        ),
        (lambda: replace(ask((0, 0, 1, 1.0)), form=(POWER,)), "no cost"),
    ],
)
def test_what_has_no_equilibrium_is_refused(wrong: Callable[[], object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        wrong()


def test_demand_of_constant_elasticity_on_a_free_way_has_no_end() -> None:
    links = net([(0, 1)], [1.0], [1], [1.0])
    demand = replace(ask((0, 0, 1, 1.0)), form=(POWER,), at_cost=np.ones(1), slope=-np.ones(1))
    with pytest.raises(ValueError, match="costs nothing"):
        assign(links, one_class([0.0]), demand)
    steep = replace(demand, slope=np.array([-1000.0]))
    with pytest.raises(ValueError, match="far too little"):
        assign(links, one_class([0.1]), steep)
