"""Formulas of response against figures in print, sums, and models that are solved anew."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from thalweg.physics.gravity import traded
from thalweg.physics.response import (
    by_days,
    by_elasticity,
    by_logsum,
    by_tariff,
    grown,
    logsum,
    regime,
    rule_of_half,
    settled,
    shares,
    wait_h,
)

COSTS = st.floats(0.1, 50)


def test_the_worked_example_of_the_asian_development_bank() -> None:
    """Growth of 4 per cent with an elasticity of 1.2, cost down by a fifth with -0.6: 119.8 from 100."""
    assert 100 * grown(0.04, 1.2) * by_elasticity(10, 8, -0.6) == pytest.approx(119.8, abs=0.05)


def test_two_days_saved() -> None:
    """Djankov and others: 1 per cent a day; Hummels and Schaur: 0.6 to 2.1 per cent ad valorem, elasticity 5."""
    assert by_days(2, 0, 0.01) == pytest.approx(1.0202, abs=1e-4)
    assert by_tariff(2, 0, 0.006, 5) == pytest.approx(1.06, abs=0.002)
    assert by_tariff(2, 0, 0.021, 5) == pytest.approx(1.228, abs=0.002)


def test_of_a_way_that_did_not_exist_only_the_logsum_speaks() -> None:
    assert math.isnan(rule_of_half(0, 5, math.inf, 3))
    assert math.isnan(by_elasticity(math.inf, 3, -1))
    assert math.isnan(by_days(math.inf, 3, 0.01))
    assert math.isnan(by_tariff(math.inf, 3, 0.01, 5))
    assert math.isnan(by_logsum(5, math.inf, 3, 0.1)[0])
    before, after = logsum([[8.0, math.inf], [8.0, 6.0]], 0.5)
    assert before == pytest.approx(8)
    assert after == pytest.approx(-2 * math.log(math.exp(-4) + math.exp(-3)))
    assert logsum([math.inf, math.inf], 0.5) == math.inf

    assert shares([math.inf, 3.0], 1.0) == pytest.approx([0, 1])
    assert shares([math.inf], 1.0) == pytest.approx([0])


def test_costs_beyond_any_measure_do_not_overflow() -> None:
    assert logsum([5000.0, 5001.0], 1.0) == pytest.approx(5000 - math.log(1 + math.exp(-1)))
    assert logsum([-5000.0, -4999.0], 1.0) == pytest.approx(-5000 - math.log(1 + math.exp(-1)))


@given(st.lists(COSTS, min_size=1, max_size=5), st.floats(0.05, 3), COSTS)
def test_a_way_more_never_costs_and_shares_are_the_slope_of_the_logsum(
    ways: list[float], scale: float, more: float
) -> None:
    assert logsum([*ways, more], scale) <= logsum(ways, scale) + 1e-12
    step = 1e-6
    nudged = [ways[0] + step, *ways[1:]]
    assert (logsum(nudged, scale) - logsum(ways, scale)) / step == pytest.approx(shares(ways, scale)[0], abs=1e-4)


@given(st.floats(1, 100), COSTS, COSTS, st.floats(0.0, 0.1))
def test_the_gain_is_the_area_under_the_demand(movers: float, u0: float, u1: float, slope: float) -> None:
    after, gain = by_logsum(movers, u0, u1, slope)
    width = (u0 - u1) / 4000
    at = [u1 + width * (i + 0.5) for i in range(4000)]
    assert gain == pytest.approx(sum(movers * math.exp(-slope * (u - u0)) for u in at) * width, rel=1e-5, abs=1e-6)
    assert after == pytest.approx(movers * math.exp(-slope * (u1 - u0)))


@given(st.floats(1, 100), COSTS, st.floats(-0.01, 0.01))
def test_for_a_small_change_half_is_the_integral(movers: float, u0: float, part: float) -> None:
    u1 = u0 * (1 + part)
    after, gain = by_logsum(movers, u0, u1, 0.05)
    assert rule_of_half(movers, after, u0, u1) == pytest.approx(float(gain), rel=1e-3, abs=1e-9)


def test_regimes_multiply_and_closed_is_nothing() -> None:
    assert regime(100.0, [0, 4, 9.5]) == pytest.approx([0, 400, 950])


def test_a_crossing_settles_below_its_capacity() -> None:
    """300 a day; 500 would come if nobody waited: fewer than 300 come, and wait long enough that no more would."""

    def demand(cost: float) -> float:
        return 500 * math.exp(-0.1 * cost)

    found = settled(demand, lambda flow: wait_h(flow, 300, 10.0), 300)
    assert 0 < found.low <= found.high < 300
    assert found.high - found.low <= 1e-9 * 300
    assert demand(found.cost_low) >= found.low
    assert demand(found.cost_high) <= found.high
    assert wait_h(300, 300) == math.inf


@given(st.floats(1, 1000), st.floats(0.001, 2), st.floats(10, 500))
def test_what_settles_is_certain(most: float, slope: float, capacity: float) -> None:
    def demand(cost: float) -> float:
        return most * math.exp(-slope * cost)

    found = settled(demand, lambda flow: 1.0 + wait_h(flow, capacity), capacity)
    assert demand(found.cost_low) >= found.low
    assert demand(found.cost_high) <= found.high


def test_what_is_not_monotone_is_refused() -> None:
    with pytest.raises(ValueError, match="grows with the cost"):
        settled(lambda cost: 10 + cost, lambda flow: flow, 100)
    assert settled(lambda cost: 0.0, lambda flow: 1.0, 10).high == 0


def solved(
    labour: NDArray[np.float64], skill: NDArray[np.float64], tau: NDArray[np.float64], e: float,
    beyond: NDArray[np.float64],
) -> list[NDArray[np.float64]]:  # fmt: skip
    """Solve the model in levels: wages at which each country sells what it earns; flows, incomes and prices."""
    wage = np.ones(len(labour))
    for _ in range(200_000):
        pull = skill[:, None] * (wage[:, None] * tau) ** -e
        flows = pull / pull.sum(axis=0) * (wage * labour + beyond)
        new = wage * (flows.sum(axis=1) / (wage * labour)) ** 0.15
        new /= (new * labour).sum() / labour.sum()
        if np.abs(new / wage - 1).max() < 1e-14:
            break
        wage = new
    return [flows, wage * labour, pull.sum(axis=0) ** (-1 / e)]


@given(st.integers(0, 2**32 - 1), st.integers(2, 5), st.floats(1.5, 8))
def test_changes_are_those_of_the_model_solved_anew(seed: int, count: int, e: float) -> None:
    rng = np.random.default_rng(seed)
    labour, skill = rng.uniform(0.2, 5, count), rng.uniform(0.5, 2, count)
    tau = rng.uniform(1.1, 2.5, (count, count))
    np.fill_diagonal(tau, 1.0)
    change = rng.uniform(0.7, 1.2, (count, count))
    np.fill_diagonal(change, 1.0)
    beyond = rng.uniform(-0.1, 0.1, count) * rng.integers(0, 2)  # balanced or not
    beyond -= beyond.mean()
    before, after = solved(labour, skill, tau, e, beyond), solved(labour, skill, tau * change, e, beyond)
    found = traded(before[0], change, e)
    assert found.finished
    assert found.flows == pytest.approx(after[0], rel=1e-6)
    assert found.incomes == pytest.approx(after[1] / before[1], rel=1e-6)
    assert found.prices == pytest.approx(after[2] / before[2], rel=1e-6)
    assert found.flows.sum(axis=1) == pytest.approx(before[0].sum(axis=1) * found.incomes)
    assert found.flows.sum(axis=0) == pytest.approx(before[1] * found.incomes + beyond)
    assert found.flows.sum() == pytest.approx(before[0].sum())


@given(st.integers(0, 2**32 - 1), st.integers(2, 6))
def test_the_conditional_effect_keeps_every_total(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    flows, change = rng.uniform(0.1, 9, (count, count)), rng.uniform(0.7, 1.2, (count, count))
    found = traded(flows, change, 5.0, follow=False)
    assert found.finished
    assert found.flows.sum(axis=0) == pytest.approx(flows.sum(axis=0))
    assert found.flows.sum(axis=1) == pytest.approx(flows.sum(axis=1))
    odds = found.flows / flows * change**5  # what is left is a factor of the seller times one of the buyer
    assert odds / odds[:, :1] == pytest.approx(np.tile(odds[:1] / odds[0, 0], (count, 1)))


@given(st.integers(0, 2**32 - 1), st.integers(2, 7), st.floats(1, 10), st.booleans())
def test_however_little_or_unequally_they_trade_every_total_adds_up(
    seed: int, count: int, e: float, follow: bool
) -> None:
    rng = np.random.default_rng(seed)
    flows = rng.lognormal(0, 2, (count, count)) * 10.0 ** -rng.integers(0, 7) * (rng.random((count, count)) < 0.7)
    np.fill_diagonal(flows, rng.uniform(1, 200, count))
    change = np.where(np.eye(count), 1.0, rng.uniform(0.5, 1.8, (count, count)))
    found = traded(flows, change, e, follow)
    if not found.finished:  # then somebody sells more than it spends, and would have nothing left to spend
        assert follow
        assert (flows.sum(axis=0) < flows.sum(axis=1)).any()
        return
    sold, spent = flows.sum(axis=1), flows.sum(axis=0)
    assert found.flows.sum(axis=1) == pytest.approx(sold * found.incomes, rel=1e-8)
    assert found.flows.sum(axis=0) == pytest.approx(spent + sold * (found.incomes - 1), rel=1e-8, abs=1e-8)
    assert found.flows.sum() == pytest.approx(flows.sum())


def test_those_who_trade_with_each_other_alone_keep_their_income() -> None:
    flows = np.zeros((5, 5))
    flows[:2, :2] = [[90, 10], [12, 70]]
    flows[2:, 2:] = [[50, 4, 0], [0, 60, 5], [6, 0, 80]]
    change = np.ones((5, 5))
    change[0, 1] = change[2, 3] = 1.3
    found = traded(flows, change, 4)
    assert found.finished
    for bloc in (slice(0, 2), slice(2, 5)):
        alone = traded(flows[bloc, bloc], change[bloc, bloc], 4)
        assert found.flows[bloc, bloc] == pytest.approx(alone.flows)
        assert found.incomes[bloc] == pytest.approx(alone.incomes)


def test_cheaper_trade_is_more_trade_and_welfare() -> None:
    flows = np.array([[80.0, 10, 5], [12, 150, 6], [3, 8, 40]])
    change = np.ones((3, 3))
    assert traded(flows, change, 5).flows == pytest.approx(flows)
    change[0, 1] = change[1, 0] = 0.9
    found = traded(flows, change, 5)
    assert found.flows[0, 1] > flows[0, 1]
    assert (found.welfare[:2] > 1).all()
    for wrong in (0.0, -1.0):
        with pytest.raises(ValueError, match="not above 0"):
            traded(flows, change, wrong)
    with pytest.raises(ValueError, match="sells or buys nothing"):
        traded(np.array([[0.0, 0], [1, 1]]), np.ones((2, 2)), 5)
