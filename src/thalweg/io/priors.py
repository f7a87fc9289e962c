"""Published averages that a user may take where nothing is known of a place; they are never taken unasked."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from thalweg.apps.corridor import Published

PRIORS = ("cpmm",)
"""By name the files of `data/priors`."""


@cache
def published(name: str) -> tuple[Published, ...]:
    """Return the averages of a published table."""
    text = resources.files("thalweg").joinpath(f"data/priors/{name}.csv").read_text(encoding="utf-8")
    return tuple(
        Published(
            row["mode"], row["indicator"], int(row["year"]), float(row["low"]), float(row["high"]), row["unit"],
            tuple(row["source"].split()), row["note"],
        )
        for row in csv.DictReader(text.splitlines())
    )  # fmt: skip
