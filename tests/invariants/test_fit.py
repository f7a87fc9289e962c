"""Laws of the physical rules: the level, the size of the ship, units and datums, what is done, and batches."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers import Tiny, assume, tiny
from tests.invariants.strategies import afloat, cases
from thalweg.movers import Mover
from thalweg.network import draw
from thalweg.rules.fit import RULES, margin, verdicts

BY_ID = {r.id: r for r in RULES}
LEVEL_CM = st.integers(-100, 600)
SIZES = ("draught_m", "air_draught_m", "air_draught_lowered_m", "beam_m", "length_m")
TOKENS = st.sets(st.sampled_from(sorted({e.token for r in RULES for e in r.eased})))
DECIMETRES = st.integers(1, 120).map(lambda x: x / 10)
SHIPS = st.fixed_dictionaries(dict.fromkeys(SIZES, DECIMETRES), optional={"speed_kn": st.integers(0, 12).map(float)})


def known(mover: Mover, numbers: Mapping[str, float]) -> Mover:
    """Return a mover of given sizes, with a block coefficient if it has none."""
    return mover.with_given({"block_coefficient": 0.8, **numbers})


# The level of the day


@given(afloat(), LEVEL_CM, LEVEL_CM, SHIPS)
def test_higher_water_is_never_shallower_and_never_leaves_more_headroom(
    case: Tiny, a: int, b: int, ship: dict[str, float]
) -> None:
    low, high = (case.snapshot(scenario=assume(f"G water_level_m {x / 100} m")) for x in sorted((a, b)))
    v = known(case.movers["v"], ship)
    for attribute, sign in (("depth_m", 1), ("vertical_clearance_m", -1), ("vertical_clearance_open_m", -1)):
        before, after = low.elements(attribute), high.elements(attribute)
        assert np.all(sign * after.low >= sign * before.low), attribute
        assert np.all(sign * after.high >= sign * before.high), attribute
    for rule, sign in (("fit.draught", 1), ("fit.air_draught", -1)):
        below, above = (margin(BY_ID[rule], s, [v]) for s in (low, high))
        for end in (0, 1):
            assert np.all(sign * above[end] >= sign * below[end]), rule


@given(afloat(), LEVEL_CM, LEVEL_CM, SHIPS)
def test_higher_water_never_worsens_a_draught_nor_betters_an_air_draught(
    case: Tiny, a: int, b: int, ship: dict[str, float]
) -> None:
    low, high = (case.snapshot(scenario=assume(f"G water_level_m {x / 100} m")) for x in sorted((a, b)))
    v = known(case.movers["v"], ship)
    assert np.all(verdicts(BY_ID["fit.draught"], high, [v]) <= verdicts(BY_ID["fit.draught"], low, [v]))
    assert np.all(verdicts(BY_ID["fit.air_draught"], high, [v]) >= verdicts(BY_ID["fit.air_draught"], low, [v]))


# The size of the ship


@given(afloat(), SHIPS, st.fixed_dictionaries({s: st.integers(0, 30) for s in SIZES}), TOKENS)
def test_a_larger_ship_never_fits_where_a_smaller_one_does_not(
    case: Tiny, ship: dict[str, float], more: dict[str, int], planned: set[str]
) -> None:
    """By ICORELS and by Huuska and Guliev a longer ship of the same block squats less, so there the length stays."""
    snapshot = case.snapshot()
    formulas = [snapshot.elements("squat_formula").codes[e] for e in range(len(case.network.element_ids))]
    silent = snapshot.elements("squat_formula").silent
    if any(not s and (f is None or f & {"icorels", "huuska_guliev"}) for f, s in zip(formulas, silent, strict=True)):
        more = {**more, "length_m": 0}
    v = case.movers["v"]
    small = known(v, ship)
    large = known(v, {k: x + more.get(k, 0) / 10 for k, x in ship.items()})
    for rule in RULES:
        found = verdicts(rule, snapshot, [small, large], meets=planned)
        assert np.all(found[0] <= found[1]), rule.id


@pytest.mark.parametrize("size", ["draught_m", "air_draught_m", "beam_m"])
@given(case=afloat(), ship=SHIPS)
def test_along_one_dimension_a_verdict_only_worsens(size: str, case: Tiny, ship: dict[str, float]) -> None:
    """From nothing to more than anything, in steps of a decimetre, and through every exact limit."""
    ships = [known(case.movers["v"], {**ship, size: cm / 100}) for cm in range(0, 1300, 10)]
    for rule in RULES:
        found = verdicts(rule, case.snapshot(), ships)
        assert np.all(found[:-1] <= found[1:]), rule.id


# Units and datums


def at(text: str, *lines: str) -> tuple[float, float]:
    """Return what a property of the only link comes to."""
    snapshot = tiny(draw("A---B"), [text, *lines]).snapshot()
    column = snapshot.elements(text.split()[1])
    return float(column.low[0]), float(column.high[0])


STATED = st.sampled_from(("depth_m", "vertical_clearance_m"))
CM = st.integers(0, 2000)


@given(STATED, CM, st.integers(-300, 900), st.integers(-300, 900))
def test_a_claim_read_at_its_own_datum_is_itself(attribute: str, cm: int, a: int, b: int) -> None:
    station = (
        "AB water_station G", f"G datum_level_m {a / 100} m | datum=A", f"G datum_level_m {b / 100} m | datum=B",
    )  # fmt: skip
    text = f"AB {attribute} {cm / 100} m | survey"
    plain = at(f"{text} | datum=A")
    assert plain == (cm / 100, cm / 100)
    assert at(f"{text} | datum=A", *station, f"G water_level_m {a / 100} m") == plain
    # What is stated at one datum, stated at another: the same at every level.
    sign = 1 if attribute == "depth_m" else -1
    other = f"AB {attribute} {(cm + sign * (b - a)) / 100} m | survey | datum=B"
    for level in (a, b, 0):
        there = f"G water_level_m {level / 100} m"
        moved = (cm + sign * (level - a)) / 100
        assert at(f"{text} | datum=A", *station, there) == pytest.approx((moved, moved), abs=1e-6)
        assert at(other, *station, there) == pytest.approx((moved, moved), abs=1e-6)


@given(STATED, st.integers(0, 600), st.sampled_from((("ft", 0.3048), ("cm", 0.01), ("dm", 0.1))))
def test_a_claim_in_another_unit_is_the_same_claim(attribute: str, amount: int, unit: tuple[str, float]) -> None:
    name, metres = unit
    station = ("AB water_station G", "G datum_level_m 3 ft | datum=A", f"G water_level_m {amount} {name}")
    found = at(f"AB {attribute} {amount} {name} | survey | datum=A", *station)
    same = at(
        f"AB {attribute} {amount * metres:.9f} m | survey | datum=A", "AB water_station G",
        "G datum_level_m 0.9144 m | datum=A", f"G water_level_m {amount * metres:.9f} m",
    )  # fmt: skip
    assert found == pytest.approx(same, abs=2e-6)
    assert at(f"AB {attribute} {amount} {name} | survey | datum=A") == pytest.approx((amount * metres,) * 2, abs=1e-9)


# What is done


@given(st.one_of(cases(), afloat()), TOKENS, TOKENS, SHIPS)
def test_to_do_more_never_makes_a_verdict_worse(
    case: Tiny, planned: set[str], more: set[str], ship: dict[str, float]
) -> None:
    snapshot, them = case.snapshot(), list(case.asking(ship).movers.values())
    for rule in RULES:
        before = verdicts(rule, snapshot, them, meets=planned)
        assert np.all(verdicts(rule, snapshot, them, meets=planned | more) <= before), rule.id


@given(afloat(), st.sampled_from(("v air_draught_lowered_m 3 m", "g0 vertical_clearance_open_m none | law")), SHIPS)
def test_one_more_thing_that_can_be_done_never_makes_a_verdict_worse(
    case: Tiny, line: str, ship: dict[str, float]
) -> None:
    subject, attribute = line.split()[:2]
    without = [c for c in case.claims if (c.subject, c.attribute) != (subject, attribute)]
    bare = Tiny(case.network, tuple(without), case.movers, case.lawbook, case.measured)
    v = known(case.movers["v"], {k: x for k, x in ship.items() if k != "air_draught_lowered_m"})
    for rule in RULES:
        before = verdicts(rule, bare.snapshot(), [v])
        assert np.all(verdicts(rule, bare.plus(line).snapshot(), [v]) <= before), rule.id


# Batches


@given(st.one_of(cases(), afloat()), st.lists(SHIPS, min_size=1, max_size=4), TOKENS)
def test_a_batch_of_movers_is_each_mover_alone(case: Tiny, ships: list[dict[str, float]], planned: set[str]) -> None:
    snapshot = case.snapshot()
    batch = [*case.movers.values(), *(m.with_given(s) for m in case.movers.values() for s in ships)]
    for rule in RULES:
        together = verdicts(rule, snapshot, batch, meets=planned)
        for mover, row in zip(batch, together, strict=True):
            assert np.array_equal(verdicts(rule, snapshot, [mover], meets=planned)[0], row), (rule.id, mover)
        for element in range(together.shape[1]):
            alone = verdicts(rule, snapshot, batch, [element], planned)[:, 0]
            assert np.array_equal(alone, together[:, element]), (rule.id, element)
