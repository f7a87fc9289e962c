"""The questions about traffic, as commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from thalweg.cli.app import app
from thalweg.cli.options import (
    AsJson,
    Avoid,
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
    Speeds,
    TransferHours,
    Trust,
)
from thalweg.cli.output import open_study, show, write, write_as
from thalweg.errors import bad_question
from thalweg.words import pairs

Csv = Annotated[Path | None, typer.Option("--csv", help="Also write the rows of the answer to this CSV file.")]


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
    csv: Csv = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """How much gets there in a day, what bounds it, and what would relieving the bottleneck buy?"""
    answer = open_study(case).flow(
        mover, origin, destination, on, measure=measure, accept=accept, relieve=relieve, known_on=known_on,
        scenario=scenario, readings=pairs("reading", reading), trust=trust, purpose=purpose,
        trip=pairs("with", said), meets=meets, orders=orders,
    )  # fmt: skip
    write_as(answer, "csv", csv)
    show(answer, as_json, plot)


OrNoCase = Annotated[str, typer.Argument(help="A bundled case, or the path of a case folder; none with --log.")]
Ways = Annotated[
    list[str] | None,
    typer.Option("--way", help="NAME=PLACE,PLACE,... that a way passes; repeatable. The best ways if none."),
]
Count = Annotated[int, typer.Option("--count", help="How many ways, if none is named.")]
By = Annotated[str, typer.Option("--by", help="What ways are best by: distance or time.")]
Via = Annotated[str, typer.Option("--via", help="Places that all ways pass, with commas, if none is named.")]
UsdPerKm = Annotated[
    list[str] | None, typer.Option("--usd-per-km", help="MODE=PRICE of a kilometre in US dollars; repeatable.")
]
Prior = Annotated[str, typer.Option("--prior", help="cpmm: take its averages for borders of which nothing is known.")]
Observed = Annotated[
    Path | None, typer.Option("--observed", help="Filled template whose ways are laid beside, or alone.")
]
Template = Annotated[
    Path | None, typer.Option("--template", help="Also write the ways as a template; an empty one if nothing is asked.")
]
Log = Annotated[Path | None, typer.Option("--log", help="Log of trips: show its indicators instead, with no case.")]


@app.command()
def corridor(
    case: OrNoCase = "",
    mover: Mover = "",
    origin: Origin = "",
    destination: Destination = "",
    on: On = None,
    way: Ways = None,
    count: Count = 3,
    by: By = "distance",
    via: Via = "",
    avoid: Avoid = "",
    speed: Speeds = None,
    transfer_h: TransferHours = None,
    usd_per_km: UsdPerKm = None,
    prior: Prior = "",
    observed: Observed = None,
    template: Template = None,
    log: Log = None,
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    csv: Csv = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """What do ways beside each other take, leg by leg and border by border, in time and in cost?"""
    if log:
        if case or origin or destination or way or observed or template:
            raise bad_question("log", "a case, ways or templates beside it", "the log alone, or with --prior")
        _trips(log, prior, csv, as_json, plot)
        return
    if not case:
        raise bad_question("case", "no case given", "a case, or --log FILE")
    if template and not (mover or origin or destination or observed):
        from thalweg.io.staircase import template as empty

        write("template", template, empty(()))
        typer.echo(f"wrote {template}")
        return
    answer = open_study(case).corridor(
        mover, origin, destination, on, ways=pairs("way", way), usd_per_km=pairs("usd-per-km", usd_per_km),
        prior=prior, observed=observed, known_on=known_on, scenario=scenario, readings=pairs("reading", reading),
        trust=trust, purpose=purpose, trip=pairs("with", said), meets=meets, orders=orders,
        plan={
            "count": count, "by": by, "via": via, "avoid": avoid, "speeds": pairs("speed", speed),
            "transfer_h": transfer_h,
        },
    )  # fmt: skip
    if template:
        write("template", template, answer.template())
    write_as(answer, "csv", csv)
    show(answer, as_json, plot)


def _trips(log: Path, prior: str, csv: Path | None, as_json: bool, plot: Path | None) -> None:
    """Show the indicators of a log of trips."""
    from thalweg.traffic import read_trips

    answer = read_trips(log, prior)
    write_as(answer, "csv", csv)
    show(answer, as_json, plot)


@app.command()
def reach(
    case: Case,
    mover: Annotated[str, typer.Option("--mover", help="Vessel, or several with commas.")],
    origin: Annotated[str, typer.Option("--from", help="Base, or several with commas; the first is asked about.")],
    destination: Annotated[
        str,
        typer.Option(
            "--to",
            help="Point, or several with commas or ;. If not given, all ports and straits, or all on water if none.",
        ),
    ] = "",
    on: On = None,
    hours: Annotated[str, typer.Option("--hours", help="Within how many hours, with commas.")] = "6,12,24",
    speed_kn: Annotated[
        float | None, typer.Option("--speed-kn", help="Speed of all vessels, in knots, in place of what is claimed.")
    ] = None,
    speed: Annotated[
        list[str] | None, typer.Option("--speed", help="MODE=SPEED on one kind of water, as river=5kn; repeatable.")
    ] = None,
    accept: Annotated[
        str, typer.Option("--accept", help="Worst verdict of links that count as admitted.")
    ] = "conditional",
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    csv: Csv = None,
    geojson: Annotated[
        Path | None, typer.Option("--geojson", help="Also write what is reached within the hours to this file.")
    ] = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """How far does a vessel get at sea from its bases, and how much earlier than from the nearest other one?"""
    answer = open_study(case).reach(
        mover, origin, destination, on, hours=hours, speed_kn=speed_kn, speeds=pairs("speed", speed), accept=accept,
        known_on=known_on, scenario=scenario, readings=pairs("reading", reading), trust=trust, purpose=purpose,
        trip=pairs("with", said), meets=meets, orders=orders,
    )  # fmt: skip
    write_as(answer, "geojson", geojson)
    write_as(answer, "csv", csv)
    show(answer, as_json, plot)
