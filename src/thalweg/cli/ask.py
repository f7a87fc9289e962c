"""The questions, as commands."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from thalweg.cli.app import app
from thalweg.cli.options import (
    AsJson,
    Avoid,
    Case,
    Days,
    Destination,
    Destinations,
    KnownOn,
    Meets,
    Mover,
    On,
    Orders,
    Origin,
    PerHour,
    PerKm,
    Plot,
    Purpose,
    Readings,
    Said,
    ScenarioName,
    Speeds,
    TransferHours,
    Trust,
)
from thalweg.cli.output import echo_json, open_study, progress, show, write_as, writing
from thalweg.errors import bad_question
from thalweg.words import pairs


@app.command()
def check(
    case: Case,
    mover: Mover = "",
    origin: Origin = "",
    destination: Destination = "",
    on: On = None,
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
    """Can this mover get from A to B on this day, by which path, and if not simply, why?"""
    answer = open_study(case).check(
        mover, origin, destination, on, known_on=known_on, scenario=scenario,
        readings=pairs("reading", reading), trust=trust, purpose=purpose,
        trip=pairs("with", said),
        meets=meets,
        orders=orders,
    )  # fmt: skip
    show(answer, as_json, plot)


@app.command()
def why(
    case: Case,
    mover: Mover = "",
    origin: Origin = "",
    destination: Destination = "",
    on: On = None,
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    as_json: AsJson = False,
) -> None:
    """Take the answer of `check` apart, link by link, down to the claims and their sources."""
    answer = open_study(case).why(
        mover, origin, destination, on, known_on=known_on, scenario=scenario,
        readings=pairs("reading", reading), trust=trust, purpose=purpose,
        trip=pairs("with", said),
        meets=meets,
        orders=orders,
    )  # fmt: skip
    show(answer, as_json)


@app.command()
def route(
    case: Case,
    mover: Mover = "",
    origin: Origin = "",
    destination: Destination = "",
    on: On = None,
    by: Annotated[str, typer.Option("--by", help="distance, time or cost.")] = "distance",
    depart: Annotated[
        str | None, typer.Option("--depart", help="When the way begins, as 08:00; opening hours count only then.")
    ] = None,
    speed: Speeds = None,
    cost_per_km: PerKm = 0.0,
    cost_per_h: PerHour = 0.0,
    transfer_h: TransferHours = None,
    count: Annotated[int, typer.Option("--count", help="How many ways, the best first.")] = 1,
    pareto: Annotated[
        bool, typer.Option("--pareto", help="All ways that no other is as good as in time, money and consents.")
    ] = False,
    via: Annotated[str, typer.Option("--via", help="Places to pass, with commas, in this order.")] = "",
    avoid: Avoid = "",
    accept: Annotated[
        str, typer.Option("--accept", help="Worst verdict of links that are used though a better way is there.")
    ] = "clear",
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Also write one row a link to this CSV file.")] = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """By which ways, how long and at what cost, and on whose consent does each rest?"""
    answer = open_study(case).route(
        mover, origin, destination, on,
        {
            "by": by, "depart": depart, "speeds": pairs("speed", speed), "cost_per_km": cost_per_km,
            "cost_per_h": cost_per_h, "transfer_h": transfer_h, "count": count, "pareto": pareto, "via": via,
            "avoid": avoid, "accept": accept,
        },
        known_on=known_on, scenario=scenario, readings=pairs("reading", reading), trust=trust, purpose=purpose,
        trip=pairs("with", said), meets=meets, orders=orders,
    )  # fmt: skip
    write_as(answer, "csv", csv)
    show(answer, as_json, plot)


@app.command()
def may(
    case: Case,
    mover: Mover,
    at: Annotated[str, typer.Option("--at", help="Legal place, or a link that lies in one.")],
    on: On = None,
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    as_json: AsJson = False,
) -> None:
    """Only the law of one place: order by order, rule by rule, with what would change it."""
    answer = open_study(case).may(
        mover,
        at,
        on,
        known_on=known_on,
        scenario=scenario,
        readings=pairs("reading", reading),
        trust=trust,
        purpose=purpose,
        trip=pairs("with", said),
        meets=meets,
        orders=orders,
    )
    show(answer, as_json)


@app.command()
def rules(
    case: Case,
    on: On = None,
    diff: Annotated[str | None, typer.Option("--diff", help="Also list what changed since this day.")] = None,
    at: Annotated[str, typer.Option("--at", help="Legal place; all if not given.")] = "",
    known_on: KnownOn = None,
    as_json: AsJson = False,
) -> None:
    """Which rules are in force on a day, and what changed since another?"""
    show(open_study(case).rules(on, before=diff, at=at, known_on=known_on), as_json)


@app.command()
def access(
    case: Case,
    origin: Origin,
    destination: Destinations,
    on: Days = None,
    mover: Annotated[str, typer.Option("--mover", help="Mover, several with commas, or all.")] = "",
    scenario: Annotated[str, typer.Option("--scenario", help="Scenario, several with commas, or all.")] = "baseline",
    known_on: KnownOn = None,
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    csv: Annotated[Path | None, typer.Option("--csv", help="Also write one row a cell to this CSV file.")] = None,
    netcdf: Annotated[Path | None, typer.Option("--netcdf", help="Also write the matrix to this NetCDF file.")] = None,
    zarr: Annotated[
        Path | None, typer.Option("--zarr", help="Write the matrix to this Zarr store day by day; it is not held.")
    ] = None,
    most_gb: Annotated[float, typer.Option("--most-gb", help="Memory that the matrix may need, in GB.")] = 4.0,
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """Who gets where: movers x destinations x days x scenarios, with the binding reasons."""
    study = open_study(case)
    if zarr and (csv or netcdf or plot):
        raise bad_question(
            "zarr", "another form of the matrix beside it", "the store alone, since the matrix is not held"
        )
    with progress("admitting") as report:
        ask = partial(
            study.access, origin, destination, on.split(",") if on else None, mover=mover, scenario=scenario,
            known_on=known_on, readings=pairs("reading", reading), trust=trust, purpose=purpose,
            trip=pairs("with", said), meets=meets, orders=orders, report=report, most_gb=most_gb,
        )  # fmt: skip
        if zarr:
            stored = ask(zarr=zarr)
            show(stored, as_json)
            return
        answer = ask()
    write_as(answer, "csv", csv)
    if netcdf:
        with writing("netcdf", netcdf):
            answer.to_xarray().to_netcdf(netcdf, engine="scipy")
    show(answer, as_json, plot)


@app.command()
def load(
    case: Case,
    mover: Mover,
    origin: Origin,
    destination: Destination,
    on: Days = None,
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Also write one row a day to this CSV file.")] = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """How much can this vessel load on this day, and which place binds?"""
    study = open_study(case)
    with progress("loading") as report:
        answer = study.load(
            mover, origin, destination, on.split(",") if on else None, known_on=known_on, scenario=scenario,
            readings=pairs("reading", reading), trust=trust, purpose=purpose, trip=pairs("with", said),
            meets=meets, orders=orders, report=report,
        )  # fmt: skip
    write_as(answer, "csv", csv)
    show(answer, as_json, plot)


@app.command()
def windows(
    case: Case,
    mover: Mover,
    origin: Origin,
    destination: Destination,
    on: On = None,
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    step: Annotated[int, typer.Option("--step", help="Minutes between two that are tried.")] = 10,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """At what times of the day is the passage open while the water level changes?"""
    study = open_study(case)
    with progress("asking") as report:
        answer = study.windows(
            mover, origin, destination, on, known_on=known_on, scenario=scenario,
            readings=pairs("reading", reading), trust=trust, purpose=purpose, trip=pairs("with", said),
            meets=meets, orders=orders, step_min=step, report=report,
        )  # fmt: skip
    show(answer, as_json, plot)


@app.command()
def envelope(
    case: Case,
    origin: Origin,
    destination: Destinations,
    on: On = None,
    mover: Annotated[
        str, typer.Option("--mover", help="Vessel whose flag, class and cargo count; only sizes count if not given.")
    ] = "",
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    budget: Annotated[int, typer.Option("--budget", help="Labels that may be settled.", min=1)] = 1_000_000,
    csv: Annotated[Path | None, typer.Option("--csv", help="Also write one row a vessel to this CSV file.")] = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """The largest vessel that still gets from A to B, and the gate that binds each dimension."""
    study = open_study(case)
    with progress("growing") as report:
        answer = study.envelope(
            origin, destination, on, mover=mover, known_on=known_on, scenario=scenario,
            readings=pairs("reading", reading), trust=trust, purpose=purpose, trip=pairs("with", said),
            meets=meets, orders=orders, budget=budget, report=report,
        )  # fmt: skip
    write_as(answer, "csv", csv)
    show(answer, as_json, plot)


@app.command()
def facts(
    case: Case,
    subject: Annotated[str, typer.Argument(help="Place, link, gate, mover, instrument or topic.")],
    attribute: Annotated[str | None, typer.Argument(help="Property; all that are claimed if not given.")] = None,
    on: On = None,
    known_on: KnownOn = None,
    where: Annotated[
        list[str] | None, typer.Option("--where", help="QUALIFIER=VALUE, as measure=straight; repeatable.")
    ] = None,
    scenario: ScenarioName = "baseline",
    trust: Trust = "normal",
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """What is known of a thing: the value, its range, and every claim for, against and dropped."""
    study = open_study(case)
    if attribute is None:
        if plot:
            raise bad_question("plot", "a picture of all properties", "one property to draw")
        answers = study.all_facts(subject, on, known_on=known_on, scenario=scenario, trust=trust)
        if as_json:
            echo_json({"subject": subject, "facts": [a.as_dict() for a in answers]})
            return
        for answer in answers:
            show(answer, False)
        return
    show(
        study.facts(
            subject, attribute, on, known_on=known_on, where=pairs("where", where), scenario=scenario, trust=trust
        ),
        as_json,
        plot,
    )


@app.command()
def crossings(
    case: Case,
    border: Annotated[str, typer.Option("--border", help="Two countries, as KP-RU; all borders if not given.")] = "",
    on: On = None,
    status: Annotated[str, typer.Option("--status", help="States to list, with commas, or all.")] = "open",
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    as_json: AsJson = False,
) -> None:
    """Which bridges, ferries and posts join two countries, and which are open on a day?"""
    answer = open_study(case).crossings(border, on, status=status, known_on=known_on, scenario=scenario)
    show(answer, as_json)


@app.command()
def allies(
    case: Case,
    country: Annotated[str, typer.Argument(help="Country, ISO 3166 code of two letters; all ties without one.")] = "",
    obligation: Annotated[
        str, typer.Option("--obligation", help="defence, offence, neutrality, nonaggression, consultation or basing.")
    ] = "",
    on: On = None,
    since: Annotated[str | None, typer.Option("--since", help="Also list what changed since this day.")] = None,
    known_on: KnownOn = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """Who owes whom what, under which instrument in force on a day, and who would be drawn in?"""
    study = open_study(case)
    if country:
        show(study.allies(country, obligation, on, since=since, known_on=known_on), as_json, plot)
        return
    if since:
        raise bad_question("since", f"--since {since} without a country", "the country whose ties changed")
    show(study.alliances(obligation, on, known_on=known_on), as_json, plot)


@app.command()
def claims(
    case: Case,
    words: Annotated[list[str], typer.Argument(help="Words that stand in the claim, its subject or its source.")],
    count: Annotated[int, typer.Option("--count", help="How many are shown.")] = 50,
    csv: Annotated[Path | None, typer.Option("--csv", help="Also write one row a claim to this CSV file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find claims by words: of a thing, a property, a value, who said it, or where."""
    study = open_study(case)
    with progress("reading") as report:
        answer = study.claims(" ".join(words), count=count, report=report)
    write_as(answer, "csv", csv)
    show(answer, as_json)


@app.command()
def screen(
    case: Case,
    manifest: Annotated[Path, typer.Argument(help="CSV file: id, and any of name, kind, flag, class, hs, attributes.")],
    at: Annotated[str, typer.Option("--at", help="Legal place, or a link that lies in one.")],
    on: On = None,
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    reading: Readings = None,
    trust: Trust = "normal",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Also write one row a consignment to this CSV file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """A whole manifest before the law of one place: one line a consignment."""
    study = open_study(case)
    with progress("screening") as report:
        answer = study.screen(
            manifest,
            at,
            on,
            known_on=known_on,
            scenario=scenario,
            readings=pairs("reading", reading),
            trust=trust,
            trip=pairs("with", said),
            meets=meets,
            orders=orders,
            report=report,
        )
    write_as(answer, "csv", csv)
    show(answer, as_json)
