"""Pictures of traffic, with matplotlib (the `plot` extra)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from thalweg.apps.flow import FlowResult, number
from thalweg.plots import COLOUR, empty_figure
from thalweg.rules.rule import Verdict

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def flow(result: FlowResult) -> Figure:
    """Draw the flow on its network, as wide as it is, with what binds."""
    figure = empty_figure(8, 7)
    from matplotlib.collections import LineCollection

    axes = figure.subplots()
    network = result.admission.snapshot.network
    axes.add_collection(LineCollection([x.line for x in network.links], colors="#cccccc", linewidths=0.8, zorder=1))
    q = result.question
    ends = [network.places[network.place_index[p]] for p in (q.origin, q.destination)]
    lons, lats = [p.lon for p in ends], [p.lat for p in ends]
    most = max((x for _, x in result.passing), default=1.0)
    for link, x in result.passing:
        line = network.links[network.element_index[link]].line
        axes.plot(*zip(*line, strict=True), color=COLOUR[Verdict.CLEAR], linewidth=1 + 5 * x / most, zorder=2)
        lons += [p[0] for p in line]
        lats += [p[1] for p in line]
    bound = {b.capacity.at: b.capacity for b in result.cut}
    for gate in network.gates:
        if gate.id in bound:
            axes.plot(gate.lon, gate.lat, "s", color=COLOUR[Verdict.BLOCKED], zorder=4)
            text = f"{gate.name}\n{number(bound[gate.id].best)} {result.unit}"
            axes.annotate(text, (gate.lon, gate.lat), xytext=(5, 5), textcoords="offset points", fontsize=8)
    for place in ends:
        axes.plot(place.lon, place.lat, "o", color="black", zorder=4)
        axes.annotate(place.name, (place.lon, place.lat), xytext=(5, 5), textcoords="offset points")
    pad = 0.1 + 0.1 * max(max(lons) - min(lons), max(lats) - min(lats))
    axes.set_xlim(min(lons) - pad, max(lons) + pad)
    axes.set_ylim(min(lats) - pad, max(lats) + pad)
    axes.set_aspect(1 / max(float(np.cos(np.radians((min(lats) + max(lats)) / 2))), 0.05))
    axes.set_title(f"{result.mover}, {q.on}, {q.scenario}: {result.amount}", fontsize=10)
    return figure
