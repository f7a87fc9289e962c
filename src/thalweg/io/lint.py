"""Lint: everything that is wrong with a case, also what loading alone would let pass."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from thalweg.errors import BadInput, Problem, nearest
from thalweg.facts.resolve import Moment, resolve
from thalweg.facts.store import FactBase
from thalweg.io.case import Case, find_mover, read_case
from thalweg.io.case_models import CorridorQuestion, DefaultQuestion, ResponseQuestion, TrafficQuestion
from thalweg.io.sea import SeaRead
from thalweg.io.tables import TableRead
from thalweg.scenario import Scenario

Asked = DefaultQuestion | TrafficQuestion | CorridorQuestion | ResponseQuestion


class Lint(NamedTuple):
    """What lint finds."""

    problems: tuple[Problem, ...]
    counts: dict[str, int]
    """How much of the case could be read."""
    tables: tuple[TableRead, ...] = ()
    """What was read of its bulk tables, with what they say nothing of."""
    sea: SeaRead | None = None
    """What was read of the sea."""


def lint_case(root: Path) -> Lint:
    """Return every problem of a case folder, and how much of it could be read."""
    case, problems = read_case(root)
    if case is None:
        return Lint(problems, {})
    counts = {
        "places": len(case.network.places),
        "links": len(case.network.links),
        "gates": len(case.network.gates),
        "movers": len(case.movers),
        "sources": len(case.facts.sources),
        "claims": len(case.facts),
        "series": len(case.facts.series),
        "climatologies": len(case.facts.climatologies),
        "rules": len(case.lawbook.rules),
        "scenarios": len(case.scenarios),
        "tests": len(case.tests),
    }
    if problems:  # what follows would only repeat them
        return Lint(problems, counts, case.tables, case.sea)
    found = [*_default(case), *_shown(case), *_idle(case), *_repeated_tests(case)]
    return Lint(tuple(sorted(found)), counts, case.tables, case.sea)


def _default(case: Case) -> Iterator[Problem]:
    """The questions that a case asks by itself must be ones that can be asked."""
    a = case.about
    if a.default is not None:
        yield from _passage(case, "default", a.default)
    if a.traffic is None:
        return
    yield from _passage(case, "traffic", a.traffic)
    if a.traffic.response is not None:
        yield from _passage(case, "traffic.response", a.traffic.response)
    if a.traffic.corridor is not None:
        yield from _passage(case, "traffic.corridor", a.traffic.corridor)
        for name, places in a.traffic.corridor.ways.items():
            for place in filter(None, map(str.strip, places.split(","))):
                yield from _known(place, case.network.place_index, f"traffic.corridor.ways.{name}", "place")
    for scenario in a.traffic.scenarios:
        yield from _known(scenario, case.scenarios, "traffic.scenarios", "scenario")
    gates = [g.id for g in case.network.gates]
    if a.traffic.gate is not None:
        yield from _known(a.traffic.gate, gates, "traffic.gate", "gate")


def _passage(case: Case, field: str, asked: Asked) -> Iterator[Problem]:
    try:
        find_mover(case, asked.mover)
    except BadInput as error:
        p = error.problems[0]
        yield Problem("case.yaml", 0, f"{field}.mover", "unknown-id", p.found, p.expected, p.hint)
    for end in ("origin", "destination"):
        yield from _known(getattr(asked, end), case.network.place_index, f"{field}.{end}", "place")


def _known(name: str, known: Collection[str], field: str, kind: str) -> Iterator[Problem]:
    if name not in known:
        found, expected = f"no {kind} {name!r}", f"the id of a {kind}"
        yield Problem("case.yaml", 0, field, "unknown-id", found, expected, nearest(name, known))


def _shown(case: Case) -> Iterator[Problem]:
    """What tables show must exist."""
    shown = case.about.show
    for part, names, known in (("mover", shown.movers, case.movers), ("scenario", shown.scenarios, case.scenarios)):
        for name in names:
            yield from _known(name, known, f"show.{part}s", part)


def _idle(case: Case) -> Iterator[Problem]:
    """A change that alters nothing is a mistake."""
    for scenario in case.scenarios.values():
        yield from idle_changes(case, scenario, f"scenarios/{scenario.id}.yaml")


def idle_changes(case: Case, scenario: Scenario, file: str) -> Iterator[Problem]:
    """Yield the changes of a scenario that alter nothing of what the case has."""
    for i, change in enumerate(scenario.changes):
        attribute = case.attributes[change.attribute]
        moment = Moment(change.valid.start or date.today())
        where = {k: (v,) for k, v in change.qualifiers}
        before = resolve(case.facts, attribute, change.subject, moment, where)
        of = (change.subject, change.attribute)
        earlier = [c for c in scenario.changes[:i] if (c.subject, c.attribute) == of]
        now = before
        if earlier:  # of a large case only this property is looked at again
            sources = (*case.facts.sources.values(), scenario.source)
            small = FactBase((*case.facts.of(*of, moment.on), *earlier), sources)
            now = resolve(small, attribute, change.subject, moment, where)
        same = (
            now.decided and now.status in ("settled", "absent") and now.value and now.value.key() == change.value.key()
        )
        if same and before.groups:
            found = f"{change.attribute} of {change.subject} is {change.stated} already"
            yield Problem(file, 0, f"changes.{i}", "no-effect", found, "a change")


def _repeated_tests(case: Case) -> Iterator[Problem]:
    seen = set()
    for test in case.tests:
        if test.id in seen:
            yield Problem("tests.yaml", 0, "id", "duplicate-id", f"test {test.id!r} again", "each id once")
        seen.add(test.id)
