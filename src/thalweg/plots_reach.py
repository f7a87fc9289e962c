"""Pictures of the sea, with matplotlib (the `plot` extra)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from thalweg.apps.bands import stretches
from thalweg.apps.reach import Field, ReachResult
from thalweg.errors import bad_question
from thalweg.plots import empty_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def bands(result: ReachResult) -> Figure:
    """Draw for the first vessel and each base which stretches are reached within how many hours."""
    if not result.aim.hours:
        raise bad_question("plot", "no hours to draw", "--hours, as 6,12,24")
    fields = [f for f in result.fields if f.mover == 0]
    across = min(len(fields), 2)
    figure = empty_figure(6.5 * across, 5.5 * math.ceil(len(fields) / across))
    found = figure.subplots(math.ceil(len(fields) / across), across, squeeze=False, sharex=True, sharey=True).ravel()
    for axes, field in zip(found, fields, strict=False):
        _base(axes, result, field)
    for axes in found[len(fields) :]:
        axes.set_visible(False)
    figure.suptitle(f"{result.movers[0]}, {result.question.on}, {result.question.scenario}", fontsize=10)
    return figure


def _base(axes: Axes, result: ReachResult, field: Field) -> None:
    """Draw the bands of one base."""
    from matplotlib import colormaps
    from matplotlib.collections import LineCollection

    network, wanted = result.admission.snapshot.network, result.aim.hours
    lines = [x.line for i, x in enumerate(network.links) if field.usable[i]]
    axes.add_collection(LineCollection(lines, colors="#dddddd", linewidths=0.7, zorder=1))
    colours = colormaps["viridis_r"](np.linspace(0.15, 0.95, len(wanted)))
    for h, colour in zip(wanted, colours, strict=True):
        inside = [s.line for s in stretches(network, field, wanted) if s.within_h == h and len(s.line) > 1]
        axes.add_collection(LineCollection(inside, colors=[colour], linewidths=2.2, zorder=2, label=f"within {h:g} h"))
    where = [(network.places[network.place_index[p]], "#555555") for p in result.aim.points]
    where.append((network.places[network.place_index[field.base]], "black"))
    for place, colour in where:
        axes.plot(place.lon, place.lat, "o", color=colour, markersize=4, zorder=3)
        axes.annotate(place.name, (place.lon, place.lat), fontsize=7, xytext=(3, 3), textcoords="offset points")
    points = np.array([p for line in lines for p in line] or [(0.0, 0.0)])
    axes.set_xlim(points[:, 0].min() - 0.5, points[:, 0].max() + 0.5)
    axes.set_ylim(points[:, 1].min() - 0.5, points[:, 1].max() + 0.5)
    axes.set_aspect(1 / max(float(np.cos(np.radians(points[:, 1].mean()))), 0.05))
    barred = any(r.barred for r in result.rows_of(field.mover, field.base))
    axes.set_title(f"from {result.name(field.base)}{', as if it were admitted' if barred else ''}", fontsize=9)
    axes.legend(frameon=False, fontsize=7, loc="lower right")
