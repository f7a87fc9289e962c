"""Sets of movers as words."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from thalweg.solve.bits import Ranks, everyone, pack, unpack, words_for


@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=200), min_size=1, max_size=4).filter(
    lambda rows: len({len(r) for r in rows}) == 1
))  # fmt: skip
def test_a_set_survives_being_packed(rows: list[list[bool]]) -> None:
    members = np.array(rows, dtype=np.bool_)
    words = pack(members)
    assert words.shape == (len(rows), words_for(members.shape[1]))
    assert np.array_equal(unpack(words, members.shape[1]), members)


def test_everyone_is_nobody_more() -> None:
    words = everyone(70)
    assert words.shape == (2,)
    assert [int(w).bit_count() for w in words] == [64, 6]


@given(
    st.lists(st.integers(-5, 30), min_size=1, max_size=130),
    st.lists(st.integers(-10, 40), min_size=1, max_size=20),
)
def test_a_limit_admits_those_no_larger(sizes: list[int], limits: list[int]) -> None:
    ranks = Ranks(np.array(sizes, dtype=np.int64))
    rows = ranks.below(np.array(limits, dtype=np.int64))
    found = unpack(ranks.table[rows], len(sizes))
    assert np.array_equal(found, np.array(sizes)[None, :] <= np.array(limits)[:, None])
