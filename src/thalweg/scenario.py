"""Scenarios: ordered, dated changes, each of which is a claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from thalweg.facts.claim import Claim, Source
from thalweg.facts.store import FactBase

BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is assumed beside the evidence; the baseline assumes nothing."""

    id: str
    title: str = ""
    description: str = ""
    changes: tuple[Claim, ...] = ()
    """Claims whose source is the scenario, in order; a later one stands over an earlier one."""
    readings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """For contested articles the reading that is taken."""
    meets: tuple[str, ...] = ()
    """Requirements that whoever passes under it meets."""

    @property
    def source(self) -> Source:
        """The scenario as a source of claims."""
        return Source(f"scenario:{self.id}", "scenario", self.title or self.id)

    def called(self, name: str) -> Scenario:
        """Return the scenario by another name, so that its changes are those of that name."""
        changes = tuple(replace(c, source=f"scenario:{name}") for c in self.changes)
        return replace(self, id=name, changes=changes)

    def applied(self, facts: FactBase) -> FactBase:
        """Return the facts as they would be under this scenario."""
        return facts.plus(self.changes, [self.source]) if self.changes else facts
