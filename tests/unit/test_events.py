"""Events: what begins and ends, by day, from claims and from law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.helpers import SOURCES, fact
from thalweg.apps.events import Event, events
from thalweg.facts.store import FactBase
from thalweg.period import parse
from thalweg.rules.rule import Authority as Rules
from thalweg.rules.rule import Instrument, Lawbook, LegalPlace, MayRule, Obligation, Party

NAMES = {"gate": "The gate"}


def told(*facts: str, law: Lawbook | None = None) -> list[tuple[str, bool, str]]:
    """Return day, whether it ends, and words of every event."""
    found = events(FactBase([fact(f) for f in facts], SOURCES.values()), law or Lawbook(), NAMES)
    return [(e.on.isoformat(), e.ends, e.text) for e in found]


def test_a_claim_begins_and_ends_with_its_validity() -> None:
    assert told("gate status open | official | valid=2020-03/2021-05-09") == [
        ("2020-03-01", False, "The gate: status open"),
        ("2021-05-10", True, "The gate: status open"),
    ]
    assert told("gate status open", "other depth_m 3 m | survey | level=low water | valid=../2020") == [
        ("2021-01-01", True, "other: depth m 3 m (level low water)")
    ]


def test_what_no_longer_stands_or_is_not_known_is_no_event() -> None:
    assert told("gate status open | official | valid=2020/.. | rank=deprecated") == []
    assert told("gate status unknown | official | valid=2020/..") == []
    old = fact("gate status open | official | valid=2020/..")
    new = replace(fact("gate status closed | official | valid=2021/.."), replaces=old.id)
    found = events(FactBase([old, new], SOURCES.values()), Lawbook(), NAMES)
    assert [e.text for e in found] == ["The gate: status closed"]


def test_an_event_says_how_exact_its_day_is_and_since_when_it_was_known() -> None:
    (event,) = events(FactBase([fact("gate status open | official | valid=2020/..")], SOURCES.values()), Lawbook(), {})
    assert event == Event(
        date(2020, 1, 1), False, "claim", "gate", "gate: status open", "2020/..", date(2024, 1, 1)
    )  # fmt: skip


def test_law_begins_and_ends_and_duties_are_told_where_they_have_days_of_their_own() -> None:
    force, own = parse("1950/1990-12-31"), parse("1960/..")
    pact = Instrument(
        "pact", "The pact", "treaty", "law", parties=(Party("AA", force), Party("BB", parse("1955/.."))), force=force,
        obligations=(
            Obligation("defence", "AA", "BB", valid=parse("1955/1990")), Obligation("basing", "AA", "BB", valid=own),
        ),
    )  # fmt: skip
    law = Lawbook(
        instruments={"pact": pact},
        places={"here": LegalPlace("here", "Here", (Rules("AA", "open", "law", parse("1970/..")),))},
        rules={"r": MayRule("r", "pact", "", ("here",), "forbid", "Nobody passes.", valid=parse("1980/.."))},
        groups={"club": (Party("AA", parse("1985/..")),)},
        countries={"AA": "Ayland"},
    )
    assert told(law=law) == [
        ("1950-01-01", False, "The pact in force"),
        ("1950-01-01", False, "The pact binds Ayland"),
        ("1955-01-01", False, "The pact binds BB"),
        ("1960-01-01", False, "The pact: Ayland owes BB basing"),
        ("1970-01-01", False, "Here: authority of Ayland"),
        ("1980-01-01", False, "Nobody passes."),
        ("1985-01-01", False, "club has Ayland"),
        ("1991-01-01", True, "The pact in force"),
        ("1991-01-01", True, "The pact binds Ayland"),
    ]
