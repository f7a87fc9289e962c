"""Pictures of corridors, with matplotlib (the `plot` extra)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from thalweg.apps.corridor import CorridorResult, Staircase
from thalweg.apps.trips import TripsResult
from thalweg.plots import COLOUR, empty_figure
from thalweg.rules.rule import Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = ("#1b6ca8", "#c2571a", "#2a9d5c", "#7b3fa0", "#8a6d00", "#b5362c", "#3c3c3c", "#008b8b")


def staircases(result: CorridorResult) -> Figure:
    """Draw distance against time, and against cost if some is known, with borders shaded."""
    panels = [("time", "hours")] + ([("cost", "USD")] if result.priced else [])
    figure = empty_figure(9, 4.2 * len(panels))
    found = figure.subplots(len(panels), 1, sharex=True, squeeze=False)
    for (what, label), axes in zip(panels, found[:, 0], strict=True):
        for i, way in enumerate(result.ways):
            _staircase(axes, way, what, COLOURS[i % len(COLOURS)])
        axes.set_ylabel(label)
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_ylim(bottom=0)
    found[-1, 0].set_xlabel("km")
    found[0, 0].legend(frameon=False, fontsize=8)
    found[0, 0].set_title(f"{result.title}\nborders shaded; ? where nothing is known", fontsize=10)
    return figure


def _staircase(axes: Axes, way: Staircase, what: str, colour: str) -> None:
    """Draw one way."""
    points = way.line(what)
    observed = "" if way.verdict is None else f" ({way.verdict})"
    more = "" if not way.unknown(what) else ", not all known"
    style = "--" if way.verdict is None else "-"
    axes.plot(*zip(*points, strict=True), style, color=colour, linewidth=1.8, label=f"{way.name}{observed}{more}")
    wide = max(way.km, 1.0) * 0.006
    silent = way.unknown(what)
    for stage, (x, y) in zip(way.stages, points[1:], strict=True):
        if stage.kind == "border":
            axes.axvspan(x - wide, x + wide, color=colour, alpha=0.15, linewidth=0)
        if stage in silent:
            axes.annotate("?", (x, y), color=colour, fontsize=11, fontweight="bold", xytext=(-3, 4),
                          textcoords="offset points")  # fmt: skip


def trips(result: TripsResult) -> Figure:
    """Draw the hours at each post, and the speeds with and without delay."""
    figure = empty_figure(9, 2.5 + 0.5 * max(1, len(result.posts)))
    left, right = figure.subplots(1, 2, width_ratios=[2, 1])
    for i, p in enumerate(result.posts):
        axes_x = p.hours.median
        if math.isfinite(axes_x):
            left.barh(i, p.hours.high_quartile - p.hours.low_quartile, 0.6, left=p.hours.low_quartile,
                      color=COLOUR[Verdict.CONDITIONAL], alpha=0.5)  # fmt: skip
            left.plot([axes_x, axes_x], [i - 0.3, i + 0.3], color="black")
            left.plot(p.hours.mean, i, "D", color=COLOUR[Verdict.BLOCKED], markersize=5)
    names = [" ".join(filter(None, (p.at, p.side, p.direction))) for p in result.posts]
    left.set_yticks(range(len(names)), names, fontsize=8)
    left.invert_yaxis()
    left.set_xlabel("hours at the post (TFI1): quartiles, median, mean")
    speeds = [result.with_kmh, result.without_kmh]
    right.bar([0, 1], [s if math.isfinite(s) else 0.0 for s in speeds], color=[COLOURS[1], COLOURS[0]])
    right.set_xticks([0, 1], ["with delay", "without"])
    right.set_ylabel("km/h")
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.suptitle(f"{result.trips} trips", fontsize=10)
    return figure
