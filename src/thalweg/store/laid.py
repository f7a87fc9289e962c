"""What is saved, laid over a case: its scenarios among those of the case, its claims among the facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from thalweg.errors import BadInput, Problem
from thalweg.facts.claim import Source
from thalweg.io.case import Case
from thalweg.store.reading import Read, read_record
from thalweg.store.records import KINDS, Kind, News, Record, taken

Key = tuple[Kind, str]


@dataclass(frozen=True)
class Laid:
    """A case with the records of a store laid over it, as they were at one edition."""

    base: Case
    """The case as its files have it."""
    case: Case
    edition: int = 0
    mark: str = ""
    counts: int = 0
    """The last edition that changed an answer: notes change none."""
    records: Mapping[Key, Record] = field(default_factory=dict)
    """Every record that stands."""
    read: Mapping[Key, Read] = field(default_factory=dict)
    problems: Mapping[Key, tuple[Problem, ...]] = field(default_factory=dict)
    """Why a record does not count: its case has not any more what it speaks of."""

    @classmethod
    def over(cls, case: Case) -> Laid:
        """Lay nothing over a case yet."""
        return cls(case, case)

    def with_news(self, news: News) -> Laid:
        """Lay what is new over the case; what has not changed is not read again."""
        if (news.edition, news.mark) == (self.edition, self.mark):
            return self
        records, read, problems = dict(self.records), dict(self.read), dict(self.problems)
        counts = self.counts
        for record in news.records:
            key = (record.kind, record.id)
            for held in (records, read, problems):
                held.pop(key, None)
            if record.kind != "note":
                counts = max(counts, record.edition)
            if record.gone:
                continue
            records[key] = record
            try:
                found = read_record(self.base, record.kind, record.id, record.content, record.made_at.date())
            except BadInput as error:
                problems[key] = error.problems
                continue
            if self.base.scenarios.get(record.id, found.scenario) == found.scenario or record.kind != "scenario":
                read[key] = found
            else:
                problems[key] = taken("scenario", record.id, "the files of this case").problems
        case = self.case if counts == self.counts else self._case(records, read)
        return Laid(self.base, case, news.edition, news.mark, counts, records, read, problems)

    def _case(self, records: Mapping[Key, Record], read: Mapping[Key, Read]) -> Case:
        """Return the case with what the records say; the facts that it has already if no claim is new."""
        scenarios, claims = dict(self.base.scenarios), []
        sources: dict[str, Source] = {}
        for it in (read[r.kind, r.id] for r in _in_order(records.values()) if (r.kind, r.id) in read):
            if it.scenario is not None:
                scenarios[it.scenario.id] = it.scenario
            if it.claim is not None and it.source is not None:
                claims.append(it.claim)
                sources.setdefault(it.source.id, it.source)  # of two that were saved at once, the first stands
        facts = self.case.facts
        if {k: r.claim for k, r in read.items() if r.claim} != {k: r.claim for k, r in self.read.items() if r.claim}:
            facts = self.base.facts.plus(claims, sources.values())
        return replace(self.base, scenarios=scenarios, facts=facts)

    @property
    def stamp(self) -> str:
        """Stands for what the records change in answers."""
        return f"{self.mark}-{self.counts}" if self.counts else ""

    def of(self, kind: Kind) -> list[Record]:
        """Return the records of a kind that stand, in the order in which they were made."""
        return _in_order(r for (k, _), r in self.records.items() if k == kind)

    def as_dict(self) -> dict[str, Any]:
        """Return every record that stands, as plain data."""
        return {f"{kind}s": [self.told(r) for r in self.of(kind)] for kind in KINDS}

    def told(self, record: Record) -> dict[str, Any]:
        """Return a record as plain data, with what is wrong with it."""
        wrong = self.problems.get((record.kind, record.id), ())
        return {**record.as_dict(), **({"problems": [p.as_dict() for p in wrong]} if wrong else {})}


def _in_order(records: Iterable[Record]) -> list[Record]:
    return sorted(records, key=lambda r: (r.made_at, r.id))
