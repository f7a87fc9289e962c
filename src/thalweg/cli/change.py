"""The questions about changes and unknowns, as commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from thalweg.cli.app import app
from thalweg.cli.options import (
    AsJson,
    Case,
    Days,
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
from thalweg.cli.output import open_study, progress, show, write_as, writing
from thalweg.words import pairs


@app.command()
def unlock(
    case: Case,
    mover: Annotated[
        str, typer.Option("--mover", help="Mover; several with commas, or all, for a programme of a fleet.")
    ] = "",
    origin: Origin = "",
    destination: Destination = "",
    on: On = None,
    target: Annotated[
        str, typer.Option("--target", help="Worst verdict that counts as open: conditional or clear.")
    ] = "conditional",
    count: Annotated[int, typer.Option("--count", help="How many sets of changes, the best first.")] = 3,
    by: Annotated[
        str,
        typer.Option("--by", help="count for the fewest changes, cost for the least cost, pareto for the trade-offs."),
    ] = "count",
    change_mover: Annotated[
        bool, typer.Option("--mover-too/--mover-as-it-is", help="Whether the mover may change: draught, flag, load.")
    ] = True,
    share: Annotated[float, typer.Option("--share", help="Share of a fleet that the programme opens to.")] = 1.0,
    wait: Annotated[
        int, typer.Option("--wait", help="Years in which to look for the day on which it opens by itself.")
    ] = 0,
    prove: Annotated[bool, typer.Option("--prove", help="Also show what every set of changes must hit.")] = False,
    save: Annotated[
        Path | None, typer.Option("--save", help="Also write each set as a scenario into this folder.")
    ] = None,
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """What would have to change so that the passage opens: the smallest sets of changes, each verified."""
    study = open_study(case)
    if mover == "all" or "," in mover:
        with progress("admitting") as report:
            fleet = study.programme(
                mover, origin, destination, on, share=share, target=target, by=by, report=report, known_on=known_on,
                scenario=scenario, readings=pairs("reading", reading), trust=trust, purpose=purpose,
                trip=pairs("with", said), meets=meets, orders=orders,
            )  # fmt: skip
        show(fleet, as_json, plot)
        return
    with progress("admitting") as report:
        answer = study.unlock(
            mover, origin, destination, on, target=target, count=count, by=by, change_mover=change_mover, prove=prove,
            wait=wait, report=report, known_on=known_on, scenario=scenario, readings=pairs("reading", reading),
            trust=trust, purpose=purpose, trip=pairs("with", said), meets=meets, orders=orders,
        )  # fmt: skip
    if save:
        with writing("save", save):
            answer.save(save)
    show(answer, as_json, plot)


@app.command()
def settle(
    case: Case,
    mover: Annotated[str, typer.Option("--mover", help="Mover, several with commas, or all.")] = "",
    origin: Origin = "",
    destination: Destination = "",
    on: Days = None,
    scenario: Annotated[str, typer.Option("--scenario", help="Scenario, several with commas, or all.")] = "baseline",
    count: Annotated[int, typer.Option("--count", help="How many sets of facts, each way.")] = 5,
    known_on: KnownOn = None,
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Also write one row a fact to this CSV file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Which unknown or contested facts would decide the answer, each way; over many cells, which decides most."""
    study = open_study(case)
    with progress("asking") as report:
        answer = study.settle(
            mover, origin, destination, on.split(",") if on else None, scenario=scenario, count=count, report=report,
            known_on=known_on, readings=pairs("reading", reading), trust=trust, purpose=purpose,
            trip=pairs("with", said), meets=meets, orders=orders,
        )  # fmt: skip
    write_as(answer, "csv", csv)
    show(answer, as_json)


@app.command()
def compare(
    case: Case,
    mover: Mover = "",
    origin: Origin = "",
    destination: Destination = "",
    on: On = None,
    scenario: Annotated[
        str, typer.Option("--scenario", help="Scenarios with commas, or all; the others are held against the first.")
    ] = "all",
    parts: Annotated[
        bool, typer.Option("--parts/--no-parts", help="Whether each part of a scenario is told with what it changes.")
    ] = True,
    known_on: KnownOn = None,
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Also write one row a scenario to this CSV file.")] = None,
    as_json: AsJson = False,
) -> None:
    """One question under several scenarios: what each changes, and which of its parts change nothing."""
    study = open_study(case)
    with progress("asking") as report:
        answer = study.compare(
            mover, origin, destination, on, scenario=scenario, parts=parts, report=report, known_on=known_on,
            readings=pairs("reading", reading), trust=trust, purpose=purpose, trip=pairs("with", said), meets=meets,
            orders=orders,
        )  # fmt: skip
    write_as(answer, "csv", csv)
    show(answer, as_json)
