"""Pictures of results, with matplotlib (the `plot` extra)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from thalweg.apps.access import AccessResult
from thalweg.apps.allies import AlliancesResult, AlliesResult
from thalweg.apps.allies import alliances as every_alliance
from thalweg.apps.check import CheckResult
from thalweg.apps.envelope import EnvelopeResult
from thalweg.apps.facts import FactsResult
from thalweg.apps.load import LoadResult
from thalweg.apps.passage import Step
from thalweg.apps.programme import ProgrammeResult
from thalweg.apps.route import RouteResult
from thalweg.apps.simulate import Events, SimulateResult
from thalweg.apps.unlock import UnlockResult
from thalweg.apps.windows import WindowsResult
from thalweg.errors import bad_question
from thalweg.rules.boxes import DIMENSIONS
from thalweg.rules.rule import Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_DRAWN = 30
"""Vehicles in a time-distance diagram."""
COLOUR = {
    Verdict.CLEAR: "#2a9d5c",
    Verdict.CONDITIONAL: "#3a7ca5",
    Verdict.UNKNOWN: "#e0a526",
    Verdict.BLOCKED: "#b5362c",
}


def empty_figure(width: float, height: float) -> Figure:
    """Return an empty figure that needs no screen."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise bad_question("plot", "matplotlib is not installed", "pip install 'thalweg[plot]'") from None
    return Figure(figsize=(width, height), layout="constrained")


def matrix(result: AccessResult) -> Figure:
    """Draw an access matrix: movers down, the other axes across."""
    columns = [
        (d, t, s)
        for d in range(len(result.destinations))
        for t in range(len(result.days))
        for s in range(len(result.scenarios))
    ]
    names = [result.destinations, tuple(map(str, result.days)), result.scenarios]
    figure = empty_figure(3 + 1.5 * len(columns), 1.2 + 0.4 * len(result.movers))
    axes = figure.subplots()
    for m in range(len(result.movers)):
        for c, at in enumerate(columns):
            verdict = Verdict(int(result.verdicts[(m, *at)]))
            axes.barh(m, 0.94, 0.9, left=c - 0.47, color=COLOUR[verdict])
            axes.text(c, m, str(verdict), ha="center", va="center", color="white", fontsize=8)
    labels = [
        "\n".join(n[i] for n, i in zip(names, at, strict=True) if len(n) > 1) or names[0][at[0]] for at in columns
    ]
    axes.set_xticks(range(len(columns)), labels, fontsize=8)
    axes.set_yticks(range(len(result.movers)), result.mover_names, fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    q = result.question
    shared = [n[0] for n in names if len(n) == 1]
    axes.set_title(f"{q.case}, from {q.origin}: {', '.join(shared)}", fontsize=9)
    return figure


def path(result: CheckResult) -> Figure:
    """Draw a path on its network, coloured by verdict."""
    return _on_map(result, [result.path], f"{result.mover}, {result.question.on}, {result.question.scenario}")


def ways(result: RouteResult) -> Figure:
    """Draw ways on their network, the best one thickest, coloured by verdict."""
    paths = [tuple(leg.step for leg in r.legs) for r in result.routes]
    return _on_map(result, paths, f"{result.mover}, {result.question.on}, by {result.plan.by}")


def _on_map(result: CheckResult | RouteResult, paths: Sequence[Sequence[Step]], title: str) -> Figure:
    """Draw paths on the network, the first one on top and thickest."""
    figure = empty_figure(8, 7)
    from matplotlib.collections import LineCollection

    axes = figure.subplots()
    network = result.admission.snapshot.network
    axes.add_collection(LineCollection([x.line for x in network.links], colors="#cccccc", linewidths=0.8, zorder=1))
    lons, lats = [], []
    for number, steps in enumerate(paths):
        for step in steps:
            axes.plot(
                *zip(*step.line, strict=True), color=COLOUR[step.verdict], linewidth=2.5 if number == 0 else 1.2,
                linestyle="-" if number == 0 else "--", zorder=3 if number == 0 else 2,
            )  # fmt: skip
            lons += [p[0] for p in step.line]
            lats += [p[1] for p in step.line]
    ends = [network.places[network.place_index[p]] for p in (result.question.origin, result.question.destination)]
    for place in ends:
        axes.plot(place.lon, place.lat, "o", color="black", zorder=4)
        axes.annotate(place.name, (place.lon, place.lat), xytext=(5, 5), textcoords="offset points")
        lons.append(place.lon)
        lats.append(place.lat)
    pad = 0.1 + 0.1 * max(max(lons) - min(lons), max(lats) - min(lats))
    axes.set_xlim(min(lons) - pad, max(lons) + pad)
    axes.set_ylim(min(lats) - pad, max(lats) + pad)
    middle = (min(lats) + max(lats)) / 2
    axes.set_aspect(1 / max(float(np.cos(np.radians(middle))), 0.05))  # degrees of longitude are shorter
    axes.set_title(f"{title}: {result.verdict}", fontsize=10)
    return figure


def sets(result: UnlockResult) -> Figure:
    """Draw which lever is in which set of changes."""
    levers = list(dict.fromkeys(x for o in result.openings for x in o.levers))
    figure = empty_figure(5 + 0.8 * len(result.openings), 1.4 + 0.35 * len(levers))
    axes = figure.subplots()
    for column, opening in enumerate(result.openings):
        for row, lever in enumerate(levers):
            inside = lever in opening.levers
            axes.barh(row, 0.9, 0.8, left=column - 0.45, color=COLOUR[opening.verdict] if inside else "#eeeeee")
    axes.set_yticks(range(len(levers)), [x.text[:90] for x in levers], fontsize=8)
    names = [f"set {i}\n{o.verdict}" for i, o in enumerate(result.openings, start=1)]
    axes.set_xticks(range(len(names)), names, fontsize=8)
    axes.invert_yaxis()
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.set_title(f"{result.mover}, {result.question.on}: what would open it", fontsize=10)
    return figure


def programme(result: ProgrammeResult) -> Figure:
    """Draw which lever is in a set of changes of which mover."""
    levers = [x for x, _ in result.uses]
    figure = empty_figure(5 + 0.7 * len(result.movers), 1.6 + 0.35 * len(levers))
    axes = figure.subplots()
    for column, found in enumerate(result.results):
        inside = {x.id for o in found.openings for x in o.levers}
        for row, lever in enumerate(levers):
            colour = COLOUR[Verdict.CONDITIONAL] if lever.id in inside else "#eeeeee"
            axes.barh(row, 0.9, 0.8, left=column - 0.45, color=colour)
    axes.set_yticks(range(len(levers)), [x.text[:90] for x in levers], fontsize=8)
    axes.set_xticks(range(len(result.movers)), result.movers, fontsize=8, rotation=30, ha="right")
    axes.invert_yaxis()
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.set_title("which change opens the passage to whom", fontsize=10)
    return figure


def load(result: LoadResult) -> Figure:
    """Draw what can be loaded by day; for a single day the payload by draught with the day's draughts marked."""
    figure = empty_figure(8, 4.5)
    axes = figure.subplots()
    if len(result.days) > 1:
        for verdict in (Verdict.UNKNOWN, Verdict.CONDITIONAL, Verdict.CLEAR):
            points = [(d.on, r) for d in result.days for r in d.rows if r.verdict is verdict]
            if points:
                axes.plot(  # dates are drawn as dates
                    [on for on, _ in points],  # type: ignore[arg-type]
                    [r.draught_m for _, r in points],
                    "o-", markersize=3, color=COLOUR[verdict], label=str(verdict),
                )  # fmt: skip
        axes.set_ylabel("draught, m")
    else:
        p = result.payload
        deepest = p.design_m if isfinite(p.design_m) else max((r.draught_m for r in result.days[0].rows), default=0.0)
        draughts = np.linspace(p.empty_m if isfinite(p.empty_m) else 0.0, deepest, 200)
        axes.plot(draughts, p.at(draughts), color="#555555")
        for row in result.days[0].rows:
            axes.axvline(row.draught_m, color=COLOUR[row.verdict], label=f"{row.verdict} to {row.draught_m:.2f} m")
        axes.set_xlabel("draught, m")
        axes.set_ylabel("payload, t")
    if any(d.rows for d in result.days):
        axes.legend(frameon=False, fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(f"{result.mover}, {result.question.origin} to {result.question.destination}", fontsize=10)
    figure.autofmt_xdate()
    return figure


def envelope(result: EnvelopeResult) -> Figure:
    """Draw the frontier at the first destination: for each dimension a bar for each largest vessel."""
    there = result.envelopes[0]
    rows = [("passes", Verdict.CLEAR, x) for x in there.sure] + [
        ("not refused", Verdict.UNKNOWN, x) for x in there.perhaps
    ]
    figure = empty_figure(11, 1.4 + 0.45 * max(1, len(rows)))
    for axes, dimension in zip(figure.subplots(1, len(DIMENSIONS), sharey=True), DIMENSIONS, strict=True):
        sizes = [x.size_m(dimension) for _, _, x in rows]
        most = max((s for s in sizes if isfinite(s)), default=1.0) or 1.0
        for i, ((_, verdict, x), size) in enumerate(zip(rows, sizes, strict=True)):
            bound = next(b for b in x.bounds if b.dimension == dimension)
            length = size if isfinite(size) else 1.15 * most
            axes.barh(i, length, 0.8, color=COLOUR[verdict], alpha=1.0 if isfinite(size) else 0.35)
            text = f"{size:g} m  {bound.names[0][:22] if bound.names else ''}" if isfinite(size) else "any"
            axes.text(0.02 * most, i, text, va="center", fontsize=7, color="white" if isfinite(size) else "black")
        axes.set_title(dimension.removesuffix("_m").replace("_", " ") + ", m", fontsize=9)
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_yticks(range(len(rows)), [how for how, _, _ in rows], fontsize=8)
    if rows:
        figure.axes[0].invert_yaxis()
    figure.suptitle(
        f"{result.mover}, {result.question.origin} to {there.destination}, {result.question.on}", fontsize=10
    )
    return figure


def windows(result: WindowsResult) -> Figure:
    """Draw the day as a band, coloured by verdict."""
    figure = empty_figure(9, 1.6)
    axes = figure.subplots()
    for w in result.windows:
        axes.barh(0, (w.end_min - w.start_min) / 60, 0.8, left=w.start_min / 60, color=COLOUR[w.verdict])
        if w.end_min - w.start_min >= 90:
            text = f"{w.verdict}\n{w.hours}"
            axes.text((w.start_min + w.end_min) / 120, 0, text, ha="center", va="center", color="white", fontsize=7)
    axes.set_xlim(0, 24)
    axes.set_xticks(range(0, 25, 3), [f"{h:02d}:00" for h in range(0, 25, 3)], fontsize=8)
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    q = result.question
    axes.set_title(f"{result.mover}, {q.origin} to {q.destination}, {q.on}", fontsize=9)
    return figure


def queue(result: SimulateResult) -> Figure:
    """Draw waits, the line by hour, who has come and left in a run, and its time-distance diagram, for each outcome."""
    if not result.outcomes:
        raise bad_question("plot", f"nothing is simulated without {', '.join(result.missing)}", "these figures")
    figure = empty_figure(16, 0.6 + 3.2 * len(result.outcomes))
    names = ("at best: ", "at worst: ") if len(result.outcomes) > 1 else ("",)
    rows = figure.subplots(len(result.outcomes), 4, squeeze=False)
    for (waits, line, passed, distance), o, name in zip(rows, result.outcomes, names, strict=True):
        finite = o.waits_h[np.isfinite(o.waits_h)]
        shares = np.full(len(finite), 100 / len(o.waits_h))
        waits.hist(finite, bins=40, weights=shares, color=COLOUR[Verdict.CONDITIONAL])
        waits.set_xlabel("wait, h")
        waits.set_ylabel("share, %")
        waits.set_title(f"{name}mean wait {o.measures['mean'].mean:.2f} h", fontsize=9)
        days = np.arange(len(o.line)) / 24
        line.fill_between(days, o.line[:, 1], o.line[:, 2], color="#dddddd", linewidth=0)
        line.plot(days, o.line[:, 0], color=COLOUR[Verdict.BLOCKED], linewidth=1)
        line.set_xlabel("day")
        line.set_title("waiting: mean, and 5 to 95 % of runs", fontsize=9)
        passed.set_xlim(0, min(result.runs.days, 3))
        for times, label, colour in ((o.events.arrive, "come", "#555555"), (o.events.end, "through", "#2a9d5c")):
            seen = np.sort(times[times < 72]) / 24
            passed.step(seen, np.arange(1, len(seen) + 1), where="post", label=label, color=colour, linewidth=1)
        passed.set_xlabel("day")
        passed.legend(frameon=False, fontsize=8)
        passed.set_title("come and through in the first days of a run", fontsize=9)
        _time_distance(distance, o.events)
        for axes in (waits, line, passed, distance):
            axes.spines[["top", "right"]].set_visible(False)
    figure.suptitle(f"{result.served.name}, from {result.question.on}", fontsize=10)
    return figure


def _time_distance(axes: Axes, events: Events) -> None:
    """Draw each vehicle as a line: it waits at its end of the way, and then moves to the other."""
    from matplotlib.collections import LineCollection

    through = np.flatnonzero(np.isfinite(events.end))[:MOST_DRAWN]
    near = (events.direction[through] > 0).astype(float)
    at = [events.arrive[through], events.start[through], events.end[through]]
    lines = np.stack([np.stack(at, axis=1), np.stack([near, near, 1 - near], axis=1)], axis=2)
    colours = np.where(near > 0, "#8a4f9e", COLOUR[Verdict.CONDITIONAL]).tolist()
    axes.add_collection(LineCollection(list(lines), colors=colours, linewidths=0.8))
    axes.autoscale()
    axes.set_yticks([0, 1], ["near end", "far end"])
    axes.set_xlabel("h")
    axes.set_title(f"time and distance, the first {len(through)}", fontsize=9)


def claims(result: FactsResult) -> Figure:
    """Draw the claims about a number or a date: value down, date of publication across."""
    r = result.resolved
    chosen = r.groups[0].claims if r.groups and not r.tied else ()
    rows = [(c, c in chosen, False) for c in r.claims] + [(d.claim, False, True) for d in r.dropped]
    numbers = [x for x in rows if x[0].value.kind == "number" and x[0].value.exact]
    if not numbers:
        raise bad_question("plot", f"{result.attribute.name} of {result.subject}", "a property with numbers to draw")
    figure = empty_figure(8, 4.5)
    from matplotlib.dates import date2num as _date2num

    def number(day: date) -> float:
        return float(_date2num(day))  # type: ignore[no-untyped-call]

    axes = figure.subplots()
    for claim, supports, dropped in numbers:
        published = result.facts.sources[claim.source].published
        when = published.start or published.last or claim.recorded
        colour = "#bbbbbb" if dropped else COLOUR[Verdict.CLEAR] if supports else COLOUR[Verdict.BLOCKED]
        axes.plot(number(when), claim.value.low, "o", color=colour)
        axes.annotate(
            claim.said_by or claim.source,
            (number(when), claim.value.low),
            fontsize=7,
            xytext=(4, 3),
            textcoords="offset points",
        )
    axes.xaxis_date()
    axes.set_ylabel(f"{result.attribute.name}")
    axes.set_title(f"{result.attribute.name} of {result.subject}: {result.value_text} ({r.status})", fontsize=10)
    return figure


def alliances(result: AlliesResult | AlliancesResult) -> Figure:
    """Draw the duties of defence in force on the day as a net; the country asked about stands out."""
    import math

    snapshot, asked = result.snapshot, getattr(result, "country", "")
    pairs = {(o.debtor, o.creditor) for _, o in every_alliance(result.lawbook, snapshot, "defence").owed}
    names = sorted({c for pair in pairs for c in pair} | ({asked} if asked else set()))
    at = {
        c: (math.cos(2 * math.pi * k / len(names)), math.sin(2 * math.pi * k / len(names))) for k, c in enumerate(names)
    }
    figure = empty_figure(8, 8)
    axes = figure.subplots()
    for debtor, creditor in sorted(pairs):
        mine = asked in (debtor, creditor)
        style = {
            "arrowstyle": "-|>",
            "color": COLOUR[Verdict.BLOCKED] if mine else "#bbbbbb",
            "shrinkA": 9,
            "shrinkB": 9,
        }
        axes.annotate("", xy=at[creditor], xytext=at[debtor], arrowprops=style, zorder=2 if mine else 1)
    for country, (x, y) in at.items():
        weight = "bold" if country == asked else "normal"
        axes.text(x, y, country, ha="center", va="center", fontsize=9, fontweight=weight, zorder=3)
    axes.set_xlim(-1.15, 1.15)
    axes.set_ylim(-1.15, 1.15)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.set_title(
        f"Duties of defence in force on {snapshot.moment.on}; an arrow points to whom it is owed", fontsize=10
    )
    return figure
