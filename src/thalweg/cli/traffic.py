"""The questions about traffic, as commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

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
from thalweg.errors import bad_question
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
    _table(answer, csv)
    show(answer, as_json, plot)


@app.command()
def corridor(
    case: Annotated[str, typer.Argument(help="A bundled case, or the path of a case folder; none with --log.")] = "",
    mover: Mover = "",
    origin: Origin = "",
    destination: Destination = "",
    on: On = None,
    way: Annotated[
        list[str] | None,
        typer.Option("--way", help="NAME=PLACE,PLACE,... that a way passes; repeatable. The best ways if none."),
    ] = None,
    count: Annotated[int, typer.Option("--count", help="How many ways, if none is named.")] = 3,
    by: Annotated[str, typer.Option("--by", help="What ways are best by: distance or time.")] = "distance",
    via: Annotated[str, typer.Option("--via", help="Places that all ways pass, with commas, if none is named.")] = "",
    avoid: Annotated[str, typer.Option("--avoid", help="Links, gates or legal places not to pass, with commas.")] = "",
    speed: Annotated[
        list[str] | None, typer.Option("--speed", help="MODE=SPEED, as road=60km/h or sea=12kn; repeatable.")
    ] = None,
    transfer_h: Annotated[
        float | None, typer.Option("--transfer-h", help="Hours that a change of mode takes where nobody tells.")
    ] = None,
    usd_per_km: Annotated[
        list[str] | None, typer.Option("--usd-per-km", help="MODE=PRICE of a kilometre in US dollars; repeatable.")
    ] = None,
    prior: Annotated[
        str, typer.Option("--prior", help="cpmm: take its averages for borders of which nothing is known.")
    ] = "",
    observed: Annotated[
        Path | None, typer.Option("--observed", help="Filled template whose ways are laid beside, or alone.")
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", help="Also write the ways as a template to be filled, to this file.")
    ] = None,
    log: Annotated[
        Path | None, typer.Option("--log", help="Log of trips: show its indicators instead, with no case.")
    ] = None,
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Also write one row a leg or step to this CSV file.")
    ] = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """What do ways beside each other take, leg by leg and border by border, in time and in cost?"""
    if log:
        if case or origin or destination or way or observed or template:
            raise bad_question("log", "a case, ways or templates beside it", "the log alone, or with --prior")
        from thalweg.traffic import read_trips

        trips = read_trips(log, prior)
        _table(trips, csv)
        show(trips, as_json, plot)
        return
    if not case:
        raise bad_question("case", "no case given", "a case, or --log FILE")
    if template and not (mover or origin or destination or observed):
        from thalweg.io.files import write_whole
        from thalweg.io.staircase import template as written

        with writing("template", template):
            write_whole(template, written(()))
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
        from thalweg.io.files import write_whole

        with writing("template", template):
            write_whole(template, answer.template())
    _table(answer, csv)
    show(answer, as_json, plot)


@app.command()
def reach(
    case: Case,
    mover: Annotated[str, typer.Option("--mover", help="Vessel, or several with commas.")],
    origin: Annotated[str, typer.Option("--from", help="Base, or several with commas; the first is asked about.")],
    destination: Annotated[
        str, typer.Option("--to", help="Point, or several with commas or ;. All ports and straits if not given.")
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
    csv: Annotated[Path | None, typer.Option("--csv", help="Also write one row a point and base to this file.")] = None,
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
    if geojson:
        import json

        from thalweg.io.files import write_whole

        with writing("geojson", geojson):
            write_whole(geojson, json.dumps(answer.to_geojson(), ensure_ascii=False) + "\n")
    _table(answer, csv)
    show(answer, as_json, plot)


def _table(answer: Any, csv: Path | None) -> None:
    """Write an answer as a CSV file, if one is asked for."""
    if csv:
        with writing("csv", csv):
            answer.to_frame().to_csv(csv, index=False)
