"""The fact base: claims are only added, each once; reprints share an origin."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.helpers import SOURCES, base, fact, facts
from thalweg.facts.claim import Source
from thalweg.facts.store import FactBase

THREE = facts("""
AB depth_m 3 m | survey
AB depth_m 4 m | news
AB ukc_m 0.5 m
""")


def test_claims_are_found_by_subject_and_attribute() -> None:
    found = base(*THREE)
    assert found.of("AB", "depth_m") == tuple(THREE[:2])
    assert found.of("AB", "beam_m") == ()
    assert found.of("AC", "depth_m") == ()
    assert set(found.pairs()) == {("AB", "depth_m"), ("AB", "ukc_m")}
    assert THREE[0].id in found
    assert "nothing" not in found
    assert list(found) == THREE


def test_importing_twice_adds_nothing() -> None:
    once = base(*THREE)
    twice = once.plus(THREE)
    assert list(twice) == list(once)
    assert len(base(*THREE, *THREE)) == len(THREE)


def test_a_claim_with_our_own_marks_changed_is_the_same_claim() -> None:
    marked = replace(THREE[0], rank="deprecated", rank_why="wrong", note="again", ref="X")
    assert list(base(*THREE).plus([marked])) == THREE


def test_adding_leaves_the_first_base_as_it_was() -> None:
    first = base(*THREE[:1])
    second = first.plus(THREE[1:], [Source("new", "news")])
    assert len(first) == 1
    assert len(second) == 3
    assert "new" in second.sources
    assert "new" not in first.sources


def test_a_claim_with_other_content_is_added() -> None:
    assert len(base(*THREE).plus([fact("AB depth_m 3 m | news")])) == 4


def test_reprints_share_the_origin_of_what_they_reprint() -> None:
    chain = [
        Source("wire", "news"),
        Source("paper", "news", derives_from="wire"),
        Source("blog", "blog", derives_from="paper"),
    ]
    found = FactBase((), chain)
    assert {found.origin(s.id) for s in chain} == {"wire"}


def test_a_source_that_derives_from_nothing_we_have_is_its_own_origin() -> None:
    found = FactBase((), [Source("paper", "news", derives_from="lost")])
    assert found.origin("paper") == "paper"
    assert base().origin("news") == "news"
    assert base().origin("news-copy") == "news"


@given(st.lists(st.integers(0, 7), min_size=8, max_size=8))
def test_an_origin_is_found_in_any_tangle(parents: list[int]) -> None:
    """Circles are refused at load; here they must not hang, and a chain must end at its root."""
    found = FactBase((), [Source(str(i), "news", derives_from=str(p) if p != i else "") for i, p in enumerate(parents)])
    for i in range(len(parents)):
        origin = int(found.origin(str(i)))
        seen = [i]
        while parents[seen[-1]] not in seen:
            seen.append(parents[seen[-1]])
        is_chain = parents[seen[-1]] == seen[-1]
        assert origin == seen[-1] if is_chain else origin in seen


def test_every_source_of_the_helpers_is_told_apart() -> None:
    found = base()
    assert len({found.origin(s) for s in SOURCES}) == sum(not s.endswith("-copy") for s in SOURCES)
