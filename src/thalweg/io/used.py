"""What a case takes of others: their law, their movers, their network."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from thalweg.apps.levers import Lever
from thalweg.errors import Problem, nearest
from thalweg.facts.bulk import Bulk
from thalweg.facts.claim import Claim
from thalweg.io.files import Report
from thalweg.io.marked import Lines, line_of
from thalweg.network import NOTHING, Network, united
from thalweg.rules.rule import Lawbook

if TYPE_CHECKING:
    from thalweg.io.case import Case
    from thalweg.io.case_models import CaseFile

FILE = "case.yaml"
LAW = ("topic", "instrument", "rule", "waters")
"""Kinds of subject of which a case gives its claims to one that takes its law."""
NETWORK = ("place", "link", "gate")
"""Kinds of subject of which a case gives its claims to one that takes its network."""
Read = Callable[[Path, tuple[str, ...]], "tuple[Case | None, tuple[Problem, ...]]"]


@dataclass(frozen=True)
class Used:
    """The cases of which a case takes something."""

    law: tuple[Case, ...] = ()
    """Those whose law, topics, sources and levels it takes: all of them."""
    movers: tuple[Case, ...] = ()
    networks: tuple[Case, ...] = ()

    def claims(self) -> Iterator[Claim]:
        """Yield the claims that come with what is taken."""
        for case in self.law:
            kinds = {
                *LAW,
                *(("mover",) if case in self.movers else ()),
                *(NETWORK if case in self.networks else ()),
            }
            yield from (c for c in case.facts.single if case.kinds[c.subject][0] in kinds)

    def levers(self, known: Container[str]) -> Iterator[Lever]:
        """Yield the levers that come with what is taken: those of which everything that they change is there."""
        for case in self.law:
            yield from (x for x in case.levers if all(s in known for s in x.subjects))

    def bulks(self) -> Iterator[Bulk]:
        """Yield the columns that come with networks."""
        for case in self.networks:
            yield from case.facts.bulks


def read_used(
    report: Report, about: CaseFile, marks: Lines, within: tuple[str, ...], bundled: Sequence[str], read: Read
) -> Used:
    """Read the cases that a case uses, or whose network it takes; each once.

    Parameters
    ----------
    report
        Of the case; problems are noted there.
    about, marks
        Its `case.yaml`, and the lines of that file.
    within
        The cases that use this one, and itself, so that a circle ends.
    bundled
        Names of the cases that come with Thalweg.
    read
        Reads a case folder.
    """
    found: dict[str, Case] = {}
    for part, names in (("uses", about.uses), ("networks", about.networks)):
        for i, name in enumerate(names):
            line = line_of(marks, (part, i))
            if name in found:
                continue
            if name in within:
                circle = " -> ".join((*within, name))
                report.add(FILE, line, part, "lift-cycle", circle, "cases that use no circle")
                continue
            beside = report.root.parent / name
            if name not in bundled and not (beside / "case.yaml").is_file():
                report.add(
                    FILE, line, part, "unknown-id", f"no case {name!r}", "the id of a case", nearest(name, bundled)
                )
                continue
            case, problems = read(beside if beside.is_dir() else Path(name), within)
            if absent := [p for p in problems if p.code == "missing-package"]:
                report.add(FILE, line, part, absent[0].code, absent[0].found, absent[0].expected)
            elif problems or case is None:
                report.add(FILE, line, part, "bad-value", f"{name} has {len(problems)} problems", "a case that lints")
            else:
                found[name] = case
    used = Used(
        tuple(found.values()),
        tuple(found[n] for n in about.uses if n in found),
        tuple(found[n] for n in about.networks if n in found),
    )
    _check_movers(report, used.movers)
    return used


def _check_movers(report: Report, cases: Iterable[Case]) -> None:
    """Note movers of different cases that have one id."""
    here: dict[str, tuple[object, str]] = {}
    for case in cases:
        for name, mover in case.movers.items():
            other, where = here.setdefault(name, (mover, case.name))
            if other != mover:
                found = f"mover {name!r} of {case.name} is another than that of {where}"
                report.add(FILE, 0, "uses", "duplicate-id", found, "each id once")


def united_networks(report: Report, parts: Iterable[tuple[str, str, Network]]) -> Network:
    """Put networks together, each told as a field of `case.yaml` and a name; one id must not stand for two things."""
    taken: dict[str, str] = {}
    kept = []
    for where, name, network in parts:
        ids = [*network.place_index, *network.element_index]
        if again := [i for i in ids if i in taken]:
            more = f" and {len(again) - 1} more ids" if len(again) > 1 else ""
            found = f"{again[0]!r}{more} of {name} again, as in {taken[again[0]]}"
            report.add(FILE, report.line_of(FILE, name), where, "duplicate-id", found, "each id once")
        else:
            kept.append(network)
            taken |= dict.fromkeys(ids, name)
    return united(kept) if kept else NOTHING


def united_law(report: Report, books: Sequence[Lawbook]) -> Lawbook:
    """Put lawbooks together; one id must not stand for two things."""
    parts: dict[str, dict[str, object]] = {}
    for book in books:
        for part in fields(Lawbook):
            here = parts.setdefault(part.name, {})
            for name, thing in getattr(book, part.name).items():
                if here.get(name, thing) != thing:
                    report.add(FILE, 0, "uses", "duplicate-id", f"{part.name}: {name!r} differs", "each id once")
                here[name] = thing
    return Lawbook(**parts)  # type: ignore[arg-type]
