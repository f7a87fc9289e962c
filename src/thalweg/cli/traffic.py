"""The questions about traffic, as commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from thalweg.cli.app import app
from thalweg.cli.options import (
    AsJson,
    Case,
    Destination,
    KnownOn,
    Meets,
    Mover,
    On,
    Orders,
    Origin,
    Plot,
    Purpose,
    Readings,
    Said,
    ScenarioName,
    Trust,
)
from thalweg.cli.output import open_study, show, writing
from thalweg.words import pairs


@app.command()
def flow(
    case: Case,
    mover: Mover = "",
    origin: Origin = "",
    destination: Destination = "",
    on: On = None,
    measure: Annotated[
        str, typer.Option("--measure", help="vehicles, trains, t or persons; what is usual of the mover if not given.")
    ] = "",
    accept: Annotated[str, typer.Option("--accept", help="Worst verdict of links that are used.")] = "conditional",
    relieve: Annotated[
        int, typer.Option("--relieve", help="How many times the bottleneck is relieved, one after another.")
    ] = 0,
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Also write what binds and what is not known to this CSV file.")
    ] = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """How much gets there in a day, what bounds it, and what would relieving the bottleneck buy?"""
    answer = open_study(case).flow(
        mover, origin, destination, on, measure=measure, accept=accept, relieve=relieve, known_on=known_on,
        scenario=scenario, readings=pairs("reading", reading), trust=trust, purpose=purpose,
        trip=pairs("with", said), meets=meets, orders=orders,
    )  # fmt: skip
    if csv:
        with writing("csv", csv):
            answer.to_frame().to_csv(csv, index=False)
    show(answer, as_json, plot)
