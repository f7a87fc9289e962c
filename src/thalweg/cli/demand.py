"""The questions about demand, as commands."""

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
    PerHour,
    PerKm,
    Purpose,
    Readings,
    Said,
    ScenarioName,
    Speeds,
    TransferHours,
    Trust,
)
from thalweg.cli.output import open_study, show, write_as
from thalweg.words import pairs

PerDay = Annotated[str | None, typer.Option("--per-day", help="Movers a day before: a number, or a range as 10..30.")]

TradeElasticity = Annotated[
    float | None, typer.Option("--trade-elasticity", help="Elasticity of trade to its costs, as 5.")
]
Trade = Annotated[
    Path | None,
    typer.Option("--trade", help="CSV file for structural gravity: origin, destination, value, takes_way, source."),
]


@app.command()
def response(
    case: Case,
    mover: Mover = "",
    origin: Origin = "",
    destination: Destination = "",
    on: On = None,
    scenario: ScenarioName = "baseline",
    against: Annotated[str, typer.Option("--against", help="Scenario before.")] = "baseline",
    per_day: PerDay = None,
    trade_elasticity: TradeElasticity = None,
    trade: Trade = None,
    scale: Annotated[
        float | None, typer.Option("--scale", help="Scale of the choice among ways, for each unit of cost.")
    ] = None,
    slope: Annotated[
        float | None, typer.Option("--slope", help="Share of demand lost for each unit of cost, for the logsum.")
    ] = None,
    income_growth: Annotated[
        float | None, typer.Option("--income-growth", help="Growth of income until then, as 0.04.")
    ] = None,
    income_elasticity: Annotated[
        float | None, typer.Option("--income-elasticity", help="How demand answers to income, as 1.2.")
    ] = None,
    speed: Speeds = None,
    cost_per_km: PerKm = 0.0,
    cost_per_h: PerHour = 0.0,
    transfer_h: TransferHours = None,
    count: Annotated[int, typer.Option("--count", help="How many ways the logsum compares.")] = 3,
    accept: Annotated[
        str, typer.Option("--accept", help="Worst verdict of ways that count as open, if worse than conditional.")
    ] = "clear",
    known_on: KnownOn = None,
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Also write one row an estimate to this CSV file.")] = None,
    as_json: AsJson = False,
) -> None:
    """How much more would travel if a scenario came true: a ladder of estimates, each with its range and sources."""
    answer = open_study(case).response(
        mover, origin, destination, on, against=against,
        demand={
            "per_day": per_day, "trade_elasticity": trade_elasticity, "scale": scale, "slope": slope,
            "income_growth": income_growth, "income_elasticity": income_elasticity,
        },
        trade=trade,
        plan={
            "by": "time", "speeds": pairs("speed", speed), "cost_per_km": cost_per_km, "cost_per_h": cost_per_h,
            "transfer_h": transfer_h, "count": count, "accept": accept,
        },
        known_on=known_on, scenario=scenario, readings=pairs("reading", reading), trust=trust, purpose=purpose,
        trip=pairs("with", said), meets=meets, orders=orders,
    )  # fmt: skip
    write_as(answer, "csv", csv)
    show(answer, as_json)


@app.command()
def assign(
    case: Case,
    demand: Annotated[
        Path | None,
        typer.Option("--demand", help="CSV file: origin, destination, mover, per_day, and elasticity, source."),
    ] = None,
    on: On = None,
    speed: Speeds = None,
    cost_per_km: PerKm = 0.0,
    cost_per_h: PerHour = 0.0,
    transfer_h: TransferHours = None,
    gap: Annotated[float, typer.Option("--gap", help="Relative gap at which the search ends.")] = 1e-6,
    accept: Annotated[
        str, typer.Option("--accept", help="Worst verdict of links that are used, if worse than conditional.")
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
    geojson: Annotated[Path | None, typer.Option("--geojson", help="Also write the links with their flows.")] = None,
    as_json: AsJson = False,
) -> None:
    """Over which ways does a demand spread where capacities are shared, and on whose consent does each rest?"""
    answer = open_study(case).assign(
        demand, on, gap=gap,
        plan={
            "speeds": pairs("speed", speed), "cost_per_km": cost_per_km, "cost_per_h": cost_per_h,
            "transfer_h": transfer_h, "accept": accept,
        },
        known_on=known_on, scenario=scenario, readings=pairs("reading", reading), trust=trust, purpose=purpose,
        trip=pairs("with", said), meets=meets, orders=orders,
    )  # fmt: skip
    write_as(answer, "csv", csv)
    write_as(answer, "geojson", geojson)
    show(answer, as_json)
