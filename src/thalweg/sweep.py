"""A table of many questions: whether the memory holds it, and where it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from thalweg.admission import Admission
from thalweg.apps.access import Admissions, Need, access, by_day
from thalweg.errors import bad_question
from thalweg.io.stored import need_room
from thalweg.network import Network
from thalweg.question import Question
from thalweg.tables import Access, Stored

MOST_GB = 4.0
"""Memory up to which a table is made, in GB, if nothing else is said."""


@dataclass(frozen=True)
class Axes:
    """What varies in a table."""

    movers: tuple[str, ...]
    places: tuple[str, ...]
    days: tuple[date, ...]
    scenarios: tuple[str, ...]


def sweep(
    first: Question,
    axes: Axes,
    admitted: Callable[[date, str], Admission],
    report: Callable[[int, int], None],
    zarr: str | Path | None,
    network: Network,
    most_gb: float,
) -> Access | Stored:
    """Answer a table of questions; with `zarr` write it there day by day.

    Raises
    ------
    BadInput
        If it needs more memory than `most_gb`, or the store cannot be made.
    """
    if zarr is not None:
        need_room(Path(zarr))
    need_memory(axes, network, zarr is not None, most_gb)
    cells = [(d, s) for d in axes.days for s in axes.scenarios]
    made: set[tuple[date, str]] = set()

    def make(on: date, name: str) -> Admission:
        admission = admitted(on, name)
        made.add((on, name))
        report(len(made), len(cells))
        return admission

    parts = Admissions(cells, make), first, axes.places, axes.days, axes.scenarios
    return Access.of(access(*parts)) if zarr is None else Stored.write(Path(zarr), by_day(*parts))


def need_memory(axes: Axes, network: Network, written: bool, most_gb: float) -> None:
    """Refuse a table that would need too much memory, with what it needs and what to ask less of."""
    movers, places, days, scenarios = map(len, (axes.movers, axes.places, axes.days, axes.scenarios))
    need = Need.of(movers, len(network.links), len(network.places), places, 1 if written else days, scenarios)
    if need.total > most_gb * 1e9:
        size = f"{movers:,} movers x {places:,} places x {days:,} days x {scenarios:,} scenarios"
        if need.admitting + need.spreading > need.keeping + need.telling:
            hint = "most of it for the admissions of a day: ask for fewer movers or scenarios"
        elif written:
            hint = "most of it for the table of a day: ask for fewer movers, places or scenarios"
        else:
            hint = "most of it for the table: ask for less, or write it day by day to a Zarr store"
        raise bad_question("memory", f"{size} need {need.total / 1e9:.3g} GB", f"at most {most_gb:g} GB", hint)
