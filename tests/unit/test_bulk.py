"""Columns of claims: whatever reads them must see what the same claims would say one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.helpers import ATTRIBUTES, DAY, SOURCES, fact
from thalweg.facts.bulk import Bulk
from thalweg.facts.claim import TABLE, Claim
from thalweg.facts.resolve import Moment, resolve
from thalweg.facts.store import FactBase
from thalweg.network import draw
from thalweg.period import parse
from thalweg.scenario import Scenario
from thalweg.snapshot import Snapshot

NETWORK = draw("A---B---C---D\nA~~~D")
IDS = [x.id for x in NETWORK.links]
SINGLE = [
    "AB length_km 7 km | news", "AB length_km 9 km | blog", "BC jurisdiction open | law", "BC length_km 3 km | survey",
    "CD jurisdiction w | blog", "AD length_km unknown | news",
]  # fmt: skip


def column(attribute: str, said: dict[str, float | str], source: str, published: str = "", day: str = "") -> Bulk:
    """Return a column."""
    unit = "km" if attribute == "length_km" else ""
    recorded = date.fromisoformat(day) if day else date.max
    return Bulk(attribute, source, said, unit, parse(published), recorded, "ref", "note")


numbers = st.dictionaries(st.sampled_from(IDS), st.integers(0, 90).map(lambda x: x / 10))
codes = st.dictionaries(st.sampled_from(IDS), st.sampled_from(["w", "open"]))
days = st.sampled_from(["", "2020", "2023-05"])
columns = st.lists(
    st.one_of(
        st.builds(
            lambda s, k, d: column("length_km", dict(s), k, d), numbers, st.sampled_from(["survey", "blog"]), days
        ),
        st.builds(lambda s, k, d: column("jurisdiction", dict(s), k, d), codes, st.sampled_from(["law", "blog"]), days),
    ),
    max_size=3,
)
moments = st.builds(Moment, st.just(DAY), st.sampled_from([None, date(2021, 1, 1), date(2024, 1, 1)]), st.booleans())


def snapshot(facts: FactBase, moment: Moment) -> Snapshot:
    """Resolve facts at a moment."""
    return Snapshot(NETWORK, ATTRIBUTES, facts, Scenario("baseline"), moment)


@given(columns, st.lists(st.sampled_from(SINGLE), unique=True), moments)
def test_columns_say_what_their_claims_would(bulks: list[Bulk], single: list[str], moment: Moment) -> None:
    given_ = [fact(s) for s in single]
    light = FactBase(given_, SOURCES.values(), bulks=bulks)
    spelt = FactBase((*given_, *(c for b in bulks for s in b.said if (c := b.claim(s)))), SOURCES.values())
    assert set(light) == set(spelt)
    assert set(light.pairs()) == set(spelt.pairs())
    for subject, attribute in spelt.pairs():
        row = ATTRIBUTES[attribute]
        assert resolve(light, row, subject, moment) == resolve(spelt, row, subject, moment)
    one, other = snapshot(light, moment), snapshot(spelt, moment)
    assert one.length_km.tolist() == other.length_km.tolist()
    assert one.waters == other.waters
    for name in ("length_km", "jurisdiction", "depth_m"):
        a, b = one.elements(name), other.elements(name)
        assert (a.low.tolist(), a.high.tolist(), list(a.codes)) == (b.low.tolist(), b.high.tolist(), list(b.codes))
        assert a.silent.tolist() == b.silent.tolist()
        assert list(a.resolved) == list(b.resolved)


def test_a_claim_of_a_column_is_that_of_a_table() -> None:
    claim = column("length_km", {"AB": 12.5}, "survey", "2020").claim("AB")
    assert isinstance(claim, Claim)
    assert (claim.stated, claim.rank, claim.ref, claim.note) == ("12.5 km", TABLE, "ref", "note")
    assert claim == replace(claim)
    assert column("length_km", {"AB": 12.5}, "survey").claim("BC") is None


def test_a_single_claim_and_a_scenario_stand_over_a_column() -> None:
    facts = FactBase(
        [fact("AB length_km 7 km | news")], SOURCES.values(), bulks=[column("length_km", {"AB": 1.0}, "survey")]
    )
    assert snapshot(facts, Moment(DAY)).length_km[0] == 7
    change = replace(fact("BC length_km 4 km | news"), source="scenario:dug")
    dug = Scenario("dug", changes=(change,))
    later = dug.applied(FactBase((), SOURCES.values(), bulks=[column("length_km", {"BC": 1.0}, "survey")]))
    assert snapshot(later, Moment(DAY)).length_km[1] == 4
    assert len(later) == 2
