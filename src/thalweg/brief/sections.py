"""The sections of a brief, in their order. A new one is a maker in a module of its own and a row of `SECTIONS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from thalweg.brief import answer, changes, record, traffic
from thalweg.brief.markup import Part
from thalweg.brief.material import Cited, Material

Maker = Callable[[Material, Cited], Part]
"""Makes the content of a section, or nothing if there is nothing to say; `Cited` numbers the sources that it names."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section with its heading."""

    id: str
    title: str
    make: Maker


SECTIONS: tuple[Section, ...] = (
    Section("way", "The way", answer.way),
    Section("reasons", "Further reasons", answer.further_reasons),
    Section("requirements", "To be met", answer.requirements),
    Section("unlock", "What would open it", changes.unlock),
    Section("settle", "What would settle it", changes.settle),
    Section("scenarios", "Under other scenarios", changes.compare),
    Section("flow", "How much would flow", traffic.flow),
    Section("queue", "The queue", traffic.queue),
    Section("response", "How much more would travel", traffic.response),
    Section("corridor", "Ways beside each other", traffic.corridor),
    Section("events", "Around the day", record.events),
    Section("assumptions", "Taken for granted", answer.assumptions),
    Section("sources", "Sources", record.sources),
    Section("made", "How this was made", record.made),
)
"""After the first page. `sources` comes after all that cite: numbers are given as sources are first cited."""
