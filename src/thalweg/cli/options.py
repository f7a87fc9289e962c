"""The options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Case = Annotated[str, typer.Argument(help="A bundled case, or the path of a case folder.")]
Mover = Annotated[str, typer.Option("--mover", help="Mover, or MOVER@LOADING for one of its loading states.")]
Origin = Annotated[str, typer.Option("--from", help="Place to start from.")]
Destination = Annotated[str, typer.Option("--to", help="Place to reach.")]
Destinations = Annotated[str, typer.Option("--to", help="Place, several with commas, or all.")]
On = Annotated[str | None, typer.Option("--on", help="Day of the trip, YYYY-MM-DD; today if not given.")]
Days = Annotated[str | None, typer.Option("--on", help="Day, or several with commas; today if not given.")]
KnownOn = Annotated[str | None, typer.Option("--known-on", help="Use only what was certainly known on this day.")]
ScenarioName = Annotated[
    str, typer.Option("--scenario", help="Scenario of the case; with + behind it levers and changes on top.")
]
Readings = Annotated[
    list[str] | None, typer.Option("--reading", help="ARTICLE=READING of a contested article; repeatable.")
]
Trust = Annotated[str, typer.Option("--trust", help="normal, or weak to let weak sources decide.")]
Purpose = Annotated[str, typer.Option("--purpose", help="What the trip is for, where a rule asks.")]
Said = Annotated[
    list[str] | None, typer.Option("--with", help="ATTRIBUTE=VALUE of the trip, as direction=northbound; repeatable.")
]
Meets = Annotated[str, typer.Option("--meets", help="Requirements that the trip is planned to meet, with commas.")]
Orders = Annotated[str | None, typer.Option("--orders", help="Legal orders that are enforced, with commas.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print plain data instead of a table.")]
Plot = Annotated[Path | None, typer.Option("--plot", help="Also draw a picture to this file (.png, .svg, .pdf).")]
Speeds = Annotated[
    list[str] | None, typer.Option("--speed", help="MODE=SPEED, as road=60km/h or sea=12kn; repeatable.")
]
PerKm = Annotated[float, typer.Option("--cost-per-km", help="Price of a kilometre, in any money.")]
PerHour = Annotated[float, typer.Option("--cost-per-h", help="Value of an hour, in the same money.")]
TransferHours = Annotated[
    float | None, typer.Option("--transfer-h", help="Hours that a change of mode takes where nobody tells.")
]
Avoid = Annotated[str, typer.Option("--avoid", help="Links, gates or legal places not to pass, with commas.")]
