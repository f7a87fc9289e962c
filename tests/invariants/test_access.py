"""ACCESS by sets of movers is ACCESS one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

import thalweg
from tests.helpers import DAY, Tiny
from tests.invariants.strategies import cases
from thalweg.apps.access import access
from thalweg.question import Question


@pytest.mark.slow
@given(cases())
def test_movers_together_get_where_each_gets_alone(case: Tiny) -> None:
    admission = case.admission()
    places = [p.id for p in case.network.places]
    question = Question("c", "", places[0], places[0], DAY)
    other = replace(admission, levels=np.minimum(admission.levels + (admission.levels == 1), 3).astype(np.uint8))
    admissions = {(DAY, "x"): admission, (DAY, "y"): other}
    alone = access(admissions, question, places, [DAY], ["x", "y"])
    together = access(admissions, question, places, [DAY], ["x", "y"], small=0)
    assert np.array_equal(alone.reached, together.reached)
    assert np.array_equal(alone.verdicts, together.verdicts)


def test_the_tumen_is_the_same_either_way() -> None:
    found = thalweg.open("tumen").access("hunchun", "all", ["2020-01-01", "2024-07-01"], mover="all", scenario="all")
    again = access(found.admissions, found.question, found.destinations, found.days, found.scenarios, small=0)
    assert np.array_equal(found.reached, again.reached)
    assert found.verdicts.shape == (len(found.movers), len(found.destinations), 2, len(found.scenarios))
