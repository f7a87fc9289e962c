"""Labelled results: what the questions return, with the forms that people and machines want.

Each class is a result of `apps` plus `as_dict` (what `--json` prints), `to_frame`, `to_xarray`
or `to_geojson` where they make sense, `plot`, and a display for terminals and notebooks.
Heavy libraries are imported when a form that needs them is asked for.
"""

from thalweg.tables.assign import Assign
from thalweg.tables.change import Programme, Settle, Unlock
from thalweg.tables.compare import Compare
from thalweg.tables.corridor import Corridor, Trips
from thalweg.tables.evidence import AllFacts, Claims, Crossings, Facts
from thalweg.tables.exported import Export
from thalweg.tables.flow import Flow
from thalweg.tables.law import Alliances, Allies, May, Rules, Screen
from thalweg.tables.passage import Access, Check, Stored, Why
from thalweg.tables.reach import Reach
from thalweg.tables.response import Response
from thalweg.tables.route import Route
from thalweg.tables.seen import About, Map
from thalweg.tables.simulate import Simulate
from thalweg.tables.size import Envelope, Load, Windows

__all__ = [
    "About",
    "Access",
    "AllFacts",
    "Alliances",
    "Allies",
    "Assign",
    "Check",
    "Claims",
    "Compare",
    "Corridor",
    "Crossings",
    "Envelope",
    "Export",
    "Facts",
    "Flow",
    "Load",
    "Map",
    "May",
    "Programme",
    "Reach",
    "Response",
    "Route",
    "Rules",
    "Screen",
    "Settle",
    "Simulate",
    "Stored",
    "Trips",
    "Unlock",
    "Why",
    "Windows",
]
