"""Commands that write what a case answers as files: export, brief."""

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
    Purpose,
    Readings,
    Said,
    ScenarioName,
    Trust,
)
from thalweg.cli.output import echo_json, open_study, progress
from thalweg.words import pairs

Force = Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")]


@app.command()
def export(
    case: Case,
    file: Annotated[Path, typer.Argument(help="File to write: its ending says .gpkg, .geojson or .csv.")],
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
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """The map of the case on a day as a file for a map program or a spreadsheet; with --from and --to the way too."""
    from thalweg.io import written
    from thalweg.tables import Export

    form = written.form_of(file, Export.forms(), "export")
    written.need_room(file, force)
    written.need_packages(form)
    answer = open_study(case).export(
        mover, origin, destination, on, known_on=known_on, scenario=scenario, readings=pairs("reading", reading),
        trust=trust, purpose=purpose, trip=pairs("with", said), meets=meets, orders=orders,
    )  # fmt: skip
    answer.to_file(file, force)
    counts = {x.name: len(x.rows) for x in answer.layers() if x.geometry or form == "gpkg"}
    if as_json:
        echo_json({"file": str(file), "form": form, "layers": counts})
        return
    typer.echo(f"{file}: {', '.join(f'{n} {name}' for name, n in counts.items())}")


@app.command()
def brief(
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
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write, .html; brief.html if not given.")] = Path(
        "brief.html"
    ),
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """One passage on a page to print: verdict, map, reasons, what would open and settle it, scenarios, sources."""
    from thalweg.brief.page import Brief
    from thalweg.io import written

    if not as_json:
        written.form_of(out, Brief.forms(), "brief")
        written.need_room(out, force)
    with progress("asking") as report:
        page = open_study(case).brief(
            mover, origin, destination, on, report=report, known_on=known_on, scenario=scenario,
            readings=pairs("reading", reading), trust=trust, purpose=purpose, trip=pairs("with", said), meets=meets,
            orders=orders,
        )  # fmt: skip
    if as_json:
        echo_json(page.as_dict())
        return
    page.to_file(out, force)
    typer.echo(f"{out}: {page.material.check.sentence}")
