"""The command that simulates a gate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from thalweg.cli.app import app
from thalweg.cli.options import (
    AsJson,
    Case,
    KnownOn,
    Meets,
    On,
    Orders,
    Plot,
    Purpose,
    Readings,
    Said,
    ScenarioName,
    Trust,
)
from thalweg.cli.output import open_study, progress, show, write_as
from thalweg.errors import bad_question
from thalweg.words import pairs

if TYPE_CHECKING:
    from thalweg.tables import Simulate

Text = str | None


def _numbers(option: str, text: str | None) -> list[float] | None:
    """Read numbers with commas."""
    if text is None:
        return None
    try:
        return [float(x) for x in text.split(",")]
    except ValueError:
        raise bad_question(option, repr(text), "24 numbers with commas") from None


At = Annotated[str, typer.Option("--at", help="Gate or link.")]
PerDay = Annotated[float | None, typer.Option("--per-day", help="How many come in a day.")]
Listed = Annotated[
    Path | None, typer.Option("--arrivals", help="CSV file of arrivals: arrive, direction, service_min.")
]
ByHour = Annotated[Text, typer.Option("--by-hour", help="Weights of the 24 hours of the day, with commas.")]
Split = Annotated[
    float | None, typer.Option("--direction-split", help="Share that goes in the first direction, 0 to 1.")
]
Waiting = Annotated[int, typer.Option("--queue", help="How many wait already when it begins.")]
Who = Annotated[str, typer.Option("--mover", help="Mover: what is counted, and whether it may pass.")]
Kind = Annotated[str, typer.Option("--kind", help="lanes, shared, chambers or convoys; by the gate if not given.")]
Lanes = Annotated[Text, typer.Option("--lanes", help="Lanes that serve one at a time, or a range, as 2..4.")]
Service = Annotated[Text, typer.Option("--service-min", help="Minutes that serving one takes, or a range, as 40..60.")]
Spread = Annotated[
    float, typer.Option("--service-cv", help="Spread of that time over its mean: 0 alike, 1 exponential.")
]
Chambers = Annotated[Text, typer.Option("--chambers", help="Lock chambers.")]
InChamber = Annotated[Text, typer.Option("--chamber-vessels", help="Vessels in a chamber at once.")]
Turn = Annotated[Text, typer.Option("--turn-min", help="Minutes to turn an empty chamber.")]
Patience = Annotated[
    Text, typer.Option("--patience-min", help="Minutes that the first one waits for a chamber to fill.")
]
Follow = Annotated[
    Text, typer.Option("--follow-min", help="On a shared way, minutes to the next of the same direction.")
]
InARow = Annotated[Text, typer.Option("--in-a-row", help="On a shared way, how many go ahead of one who waits.")]
Departures = Annotated[str, typer.Option("--departures", help="When convoys leave, as 06:00,18:00.")]
Convoy = Annotated[Text, typer.Option("--convoy", help="How many a convoy takes.")]
Hours = Annotated[str, typer.Option("--hours", help="Opening hours, as 'Mo-Fr 08:00-18:00'.")]
Closing = Annotated[
    str, typer.Option("--closing", help="pause, finish, or fit: not begun unless it ends before closing.")
]
Closed = Annotated[str, typer.Option("--closed", help="Closures with commas, as 2026-01-05T08:00/2026-01-07.")]
ForDays = Annotated[int, typer.Option("--days", help="Days that are simulated.")]
Runs = Annotated[int, typer.Option("--runs", help="How often, each time with other random numbers.")]
Seed = Annotated[int, typer.Option("--seed", help="The same seed gives the same answer.")]
Save = Annotated[Path | None, typer.Option("--save", help="Write one run to this CSV file, a row a vehicle.")]


@app.command()
def simulate(
    case: Case,
    at: At,
    on: On = None,
    per_day: PerDay = None,
    arrivals: Listed = None,
    by_hour: ByHour = None,
    direction_split: Split = None,
    queue: Waiting = 0,
    mover: Who = "",
    kind: Kind = "",
    lanes: Lanes = None,
    service_min: Service = None,
    service_cv: Spread = 0.0,
    chambers: Chambers = None,
    chamber_vessels: InChamber = None,
    turn_min: Turn = None,
    patience_min: Patience = None,
    follow_min: Follow = None,
    in_a_row: InARow = None,
    departures: Departures = "",
    convoy: Convoy = None,
    hours: Hours = "",
    closing: Closing = "",
    closed: Closed = "",
    days: ForDays = 30,
    runs: Runs = 200,
    seed: Seed = 1,
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    save: Save = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """Who waits how long at a gate, and which facts that takes are not known?"""
    given = {**locals(), "by_hour": _numbers("by-hour", by_hour)}
    study = open_study(case)
    from thalweg.queueing import Queued

    gate = cast("Queued", {term: given[term] for term in Queued.__annotations__})
    with progress("simulating") as report:
        answer = study.simulate(
            at, on, gate, mover=mover, arrivals=arrivals, days=days, runs=runs, seed=seed, known_on=known_on,
            scenario=scenario, readings=pairs("reading", reading), trust=trust, purpose=purpose,
            trip=pairs("with", said), meets=meets, orders=orders, report=report,
        )  # fmt: skip
    if save:
        _save(answer, save)
    show(answer, as_json, plot)


def _save(answer: Simulate, path: Path) -> None:
    """Write one run."""
    if not answer.outcomes:
        told = "nothing is simulated while figures are missing"
        raise bad_question("save", told, f"a question with {', '.join(answer.missing)}")
    write_as(answer, "csv", path, "save")
