"""The days on which something of a case begins or ends: what an answer may turn on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from thalweg.io.case import Case
from thalweg.period import Period, Season, parse_season
from thalweg.rules.library import conditions_of
from thalweg.rules.when import InSeason, leaves

ONE_DAY = timedelta(days=1)


def turning_days(case: Case, after: date, until: date) -> tuple[date, ...]:
    """Return the days after one, up to another, on which a claim, a rule or a season of a case begins or ends.

    Between two of them nothing changes but what is measured day by day, as a water level.
    """
    found = {d for period in _periods(case) for d in (period.start, period.end) if d is not None}
    for season in _seasons(case):
        for year in range(after.year, until.year + 1):
            found |= set(season.turns(year))
    return tuple(sorted(d for d in found if after < d <= until))


def _periods(case: Case) -> Iterator[Period]:
    """Yield every period of claims and law."""
    yield from (c.valid for c in case.facts.single)
    for scenario in case.scenarios.values():
        yield from (c.valid for c in scenario.changes)
    book = case.lawbook
    yield from (i.force for i in book.instruments.values())
    yield from (r.valid for r in book.rules.values())
    yield from (a.valid for p in book.places.values() for a in p.authorities)
    yield from (m.valid for members in book.groups.values() for m in members)


def _seasons(case: Case) -> Iterator[Season]:
    """Yield every season of which law or claims speak."""
    for rule in case.lawbook.rules.values():
        yield from (x.season for c in conditions_of(rule) for x in leaves(c) if isinstance(x, InSeason))
    for claim in case.facts.single:
        if claim.value.kind == "season" and claim.value.code:
            yield parse_season(claim.value.code)
