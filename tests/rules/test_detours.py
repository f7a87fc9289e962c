"""Which path is shown: a passable one is the shortest; of those in the way the one with the fewest obstacles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.helpers import Tiny, authority, forbid, law, require, tiny
from thalweg.network import draw
from thalweg.rules.rule import Verdict
from thalweg.rules.when import Is

CLEAR, CONDITIONAL, UNKNOWN, BLOCKED = Verdict
NETWORK = draw("A~~~B~~~D\nA~~~C~~~D")
SHORT, LONG = ["AB", "BD"], ["AC", "CD"]
LENGTHS = ("AB length_km 1 km", "BD length_km 1 km", "AC length_km 50 km", "CD length_km 50 km")


def case(*lines: str) -> Tiny:
    """Return two ways from A to D: a short one over B and a long one over C."""
    return tiny(NETWORK, (*LENGTHS, *lines))


def way(there: Tiny) -> tuple[Verdict, list[str]]:
    """Return the verdict from A to D and the links of the path shown."""
    answer = there.check("v", "A", "D")
    return answer.verdict, [s.link for s in answer.path]


@pytest.mark.parametrize(
    ("lines", "verdict", "path"),
    [
        ((), CLEAR, SHORT),
        (("AB status closed",), CLEAR, LONG),
        (("AB status closed", "AC status closed"), BLOCKED, SHORT),
        (("AB status closed", "BD status closed", "AC status closed"), BLOCKED, LONG),
        (("AB status closed", "BD status closed", "AC status closed", "CD status closed"), BLOCKED, SHORT),
        (("AB status unknown", "BD status closed"), CLEAR, LONG),
        (("AB status unknown", "BD status unknown", "CD status unknown"), UNKNOWN, LONG),
        (("AB status closed", "AC status unknown", "CD status unknown"), UNKNOWN, LONG),
    ],
)
def test_the_fewest_obstacles(lines: tuple[str, ...], verdict: Verdict, path: list[str]) -> None:
    assert way(case(*lines)) == (verdict, path)


def test_two_reasons_on_one_link_are_two_obstacles() -> None:
    twice = ("AB status closed", "AB max_length_m 5 m", "v length_m 9 m", "AC status closed")
    assert way(case(*twice)) == (BLOCKED, LONG)
    assert {r.rule for r in case(*twice).check("v", "A", "D").binding} == {"fit.status"}


def test_what_is_not_the_verdict_is_no_obstacle() -> None:
    """Between two blocked ways only what blocks is counted, not what is unknown beside it."""
    lines = ("AB status closed", "BD status unknown", "AC status closed")
    assert way(case(*lines)) == (BLOCKED, SHORT)


def test_law_is_an_obstacle_like_any_other() -> None:
    book = law(forbid("f"), forbid("g"), authorities=(authority(default="open"),))
    there = replace(case("AB jurisdiction w", "CD status closed"), lawbook=book)
    assert way(there) == (BLOCKED, LONG)


def test_conditions_do_not_make_a_detour() -> None:
    book = law(require("r"), require("s", Is("flag", ("CN",))), authorities=(authority(default="open"),))
    there = replace(case("AB jurisdiction w", "CD jurisdiction w"), lawbook=book)
    assert way(there) == (CONDITIONAL, SHORT)
