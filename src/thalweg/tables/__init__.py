"""Labelled results: what the questions return, with the forms that people and machines want.

Each class is a result of `apps` plus `as_dict` (what `--json` prints), `to_frame`, `to_xarray`
or `to_geojson` where they make sense, `plot`, and a display for terminals and notebooks.
Heavy libraries are imported when a form that needs them is asked for.
"""

from thalweg.tables.assign import Assign
from thalweg.tables.change import Programme, Settle, Unlock
from thalweg.tables.evidence import Crossings, Facts
from thalweg.tables.law import Allies, May, Rules, Screen
from thalweg.tables.passage import Access, Check, Stored, Why
from thalweg.tables.response import Response
from thalweg.tables.route import Route
from thalweg.tables.seen import About, Map
from thalweg.tables.size import Envelope, Load, Windows

__all__ = [
    "About",
    "Access",
    "Allies",
    "Assign",
    "Check",
    "Crossings",
    "Envelope",
    "Facts",
    "Load",
    "Map",
    "May",
    "Programme",
    "Response",
    "Route",
    "Rules",
    "Screen",
    "Settle",
    "Stored",
    "Unlock",
    "Why",
    "Windows",
]
