"""SIMULATE: who waits how long at a gate, run by run, and what nobody knows of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from thalweg.admission import Admission
from thalweg.apps.gate import DAY_H, Floats, Known, Served, links_at, modes_at
from thalweg.movers import Mover
from thalweg.question import Question
from thalweg.rules.rule import Reason, Verdict
from thalweg.snapshot import Snapshot

Ints = NDArray[np.int64]
MEASURES: Mapping[str, str] = {
    "mean": "mean wait",
    "median": "median wait",
    "p95": "wait that 95 % do not exceed",
    "max": "longest wait",
    "delayed": "share that waits",
    "unserved": "share that still waits at the end",
    "through": "let through a day",
    "line_mean": "mean number waiting",
    "line_max": "most that wait",
}
"""What is measured in every run, in order."""
TIMES = ("mean", "median", "p95", "max")
"""Those that are in hours."""
DELAYED_H = 1e-6
"""A wait longer than this is one."""
_KEPT = 200_000
"""Waits that are kept for pictures."""
_LEVEL = 0.975


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Who comes: at random, or as a file says."""

    per_day: float = 0.0
    by_hour: tuple[float, ...] = (1.0,) * 24
    """Weights of the hours of the day."""
    queue: int = 0
    """How many wait already when it begins; they come as it begins."""
    listed: tuple[Floats, Ints, Floats] | None = None
    """Arrivals of a file: when, in h from the start; direction; time of service in min, nan where none is given."""
    sides: tuple[str, ...] = ("first", "second")
    """Names of the directions."""

    @property
    def own_min(self) -> Floats:
        """Times of service that the file gives, nan where it gives none; empty without a file."""
        return self.listed[2] if self.listed is not None else np.empty(0)


@dataclass(frozen=True, slots=True)
class Runs:
    """How it is simulated."""

    arrivals: Arrivals
    days: int = 30
    count: int = 200
    seed: int = 1
    service_cv: float = 0.0
    """Standard deviation of the times of service over their mean; 0 for all alike, 1 for exponential ones."""

    @property
    def varies(self) -> bool:
        """Whether some are served for longer than others."""
        return self.service_cv > 0 or bool(np.isfinite(self.arrivals.own_min).any())

    @property
    def served(self) -> str:
        """For how long each is served, in words."""
        vary = f"vary (gamma, cv {self.service_cv:g})" if self.service_cv else ""
        own = np.isfinite(self.arrivals.own_min)
        if own.all() and len(own):
            return "Each is served for as long as the list says"
        if own.any():
            return f"Each is served for as long as the list says; other times {vary or 'are all the same'}"
        return f"Times of service {vary}" if vary else "All are served for the same time"


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure over all runs."""

    mean: float
    low: float
    """Of the interval of 95 % of the mean."""
    high: float
    least: float
    """Of a single run."""
    most: float


@dataclass(frozen=True)
class Events:
    """What happened in the first run, one row a vehicle, in hours from the start."""

    arrive: Floats
    start: Floats
    end: Floats
    server: Ints
    direction: Ints


@dataclass(frozen=True)
class Outcome:
    """What came of one set of figures."""

    figures: Mapping[str, float]
    utilisation: float
    """Those who come a day over those who can be let through; nan where that is not told."""
    at_most: float
    """How many a day can be let through; nan where that is not told, see `Served.per_day_at_most`."""
    measures: Mapping[str, Measured]
    sides: Mapping[str, Mapping[str, Measured]]
    """The same of each direction, if there are two."""
    line: Floats
    """Waiting at each full hour: mean, and the levels that 5 and 95 % of runs do not exceed, (hours, 3)."""
    waits_h: Floats
    """Waits of some runs, for pictures."""
    events: Events


@dataclass(frozen=True)
class SimulateResult:
    """The answer; without outcomes where figures are missing."""

    question: Question
    served: Served
    runs: Runs
    outcomes: tuple[Outcome, ...]
    """With the figures as known; where they are ranges, at their best ends and then at their worst."""
    snapshot: Snapshot
    mover: str = ""
    verdict: Verdict | None = None
    """Whether the mover may pass there, if one is named that has a way."""
    reasons: tuple[Reason, ...] = ()
    no_way: bool = False
    """Whether movers of its kind have no way over or through it; a ship may still go below a bridge."""
    bounds: tuple[float | None, float | None] = field(default=(None, None))
    """Time of service, in min, from which on more come than are served, at the worst ends and at the best."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The figures that are missing, by their names."""
        found = [m.term for m in self.served.missing]
        a = self.runs.arrivals
        come = self.served.per_day is not None or a.listed is not None or a.queue
        return tuple(found if come else [*found, "arrivals"])

    @property
    def assumed(self) -> tuple[str, ...]:
        """What is taken for granted."""
        found = list(self.served.assumed)
        if self.no_way:
            found.append(
                f"There is no way over or through it for {self.mover}, by its kind: those who come are others."
            )
        if not self.outcomes:
            return tuple(found)
        arrivals = self.runs.arrivals
        if arrivals.per_day and not arrivals.listed:
            even = len(set(arrivals.by_hour)) == 1
            found.append(
                f"They come at random (Poisson), {'at all hours alike' if even else 'by the weights of hours'}."
            )
        if arrivals.queue:
            found.append("The wait of those who wait already counts from the beginning.")
        if self.served.kind != "convoys":
            found.append(f"{self.runs.served}, in the order in which they come.")
        status = self.served.status[0]
        if status != "open":
            found.append(f"It is simulated as if it were open; its state on the day is: {status}.")
        return tuple(found)


def simulate(
    question: Question,
    snapshot: Snapshot,
    served: Served,
    runs: Runs,
    generator: Callable[[int], np.random.Generator],
    report: Callable[[int, int], None] = lambda done, of: None,
) -> SimulateResult:
    """Simulate a gate, if enough is known of it.

    Parameters
    ----------
    served
        The gate as a queue.
    runs
        Who comes, for how long, how many times.
    generator
        From the number of a run to its source of random numbers: the same for every set of figures.
    report
        Hears how many of how many runs are done.
    """
    bounds: tuple[float | None, float | None] = None, None
    if not np.isfinite(runs.arrivals.own_min).any():
        bounds = served.longest_min(runs.days, False, runs.varies), served.longest_min(runs.days, True, runs.varies)
    found = SimulateResult(question, served, runs, (), snapshot, bounds=bounds)
    if found.missing:
        return found
    cases = [{n: end(k) for n, k in served.known.items()} for end in _ends(served.known)]
    total = runs.count * len(cases)
    outcomes = []
    for i, figures in enumerate(cases):

        def told(done: int, before: int = i * runs.count) -> None:
            report(before + done, total)

        outcomes.append(_outcome(served, figures, runs, generator, told))
    return SimulateResult(question, served, runs, tuple(outcomes), snapshot, bounds=bounds)


def admitted(result: SimulateResult, mover: Mover, admission: Admission) -> SimulateResult:
    """Say whether a mover may pass the gate at all, by the best of its links, and if not simply, why."""
    element = result.snapshot.network.element_index[result.served.at]
    if not mover.modes & modes_at(result.snapshot, element):
        return replace(result, mover=mover.name, no_way=True)
    level, link = min((int(admission.levels[0, x]), x) for x in links_at(result.snapshot, element))
    verdict = Verdict(level)
    reasons = tuple(r for r in admission.reasons(0, link) if r.verdict is verdict)
    return replace(result, mover=mover.name, verdict=verdict, reasons=reasons)


def _ends(known: Mapping[str, Known]) -> Sequence[Callable[[Known], float]]:
    """Return which ends of ranges are tried."""

    def best(k: Known) -> float:
        return k.best

    def worst(k: Known) -> float:
        return k.worst

    return (best, worst) if any(k.best != k.worst for k in known.values()) else (best,)


def _outcome(
    served: Served,
    figures: Mapping[str, float],
    runs: Runs,
    generator: Callable[[int], np.random.Generator],
    report: Callable[[int], None],
) -> Outcome:
    """Run one set of figures many times."""
    hours = np.arange(runs.days * 24 + 1, dtype=np.float64)
    rows: list[list[dict[str, float]]] = []
    lines = np.empty((runs.count, len(hours)))
    kept: list[Floats] = []
    events: Events | None = None
    for run in range(runs.count):
        came = _drawn(served, runs, generator(run))
        passed = _passed(served, figures, runs, came)
        events = events or passed
        lines[run] = _line(passed, hours)
        whole = np.ones(len(passed.arrive), dtype=np.bool_)
        sides = [passed.direction == d for d in range(2)] if served.split is not None else []
        rows.append([_measure(passed, chosen, runs.days) for chosen in (whole, *sides)])
        if sum(map(len, kept)) < _KEPT:
            kept.append(passed.start - passed.arrive)
        report(run + 1)
    assert events is not None
    levels = np.percentile(lines, [5, 95], axis=0)
    come = served.per_day or 0.0
    most = served.per_day_at_most(_on_average(figures, runs.arrivals.own_min), runs.days, runs.varies)
    measures = [_over_runs([r[k] for r in rows]) for k in range(len(rows[0]))]
    named = dict(zip(runs.arrivals.sides, measures[1:], strict=False))
    return Outcome(
        figures, come / most if most else math.inf if come else 0.0, most, measures[0], named,
        np.column_stack([lines.mean(axis=0), *levels]), np.concatenate(kept), events,
    )  # fmt: skip


def _on_average(figures: Mapping[str, float], own_min: Floats) -> Mapping[str, float]:
    """Return figures with the mean of the times of service of a list, if there is one."""
    if "service" not in figures or not len(own_min):
        return figures
    return {**figures, "service": float(np.where(np.isnan(own_min), figures["service"], own_min).mean())}


@dataclass(frozen=True, slots=True)
class _Came:
    arrive: Floats
    relative: Floats
    """Times of service over their mean."""
    direction: Ints
    own_min: Floats | None = None


def _drawn(served: Served, runs: Runs, rng: np.random.Generator) -> _Came:
    """Draw who comes in one run; the numbers drawn do not depend on the figures of the gate."""
    a = runs.arrivals
    if a.listed is not None:
        arrive, direction, own = a.listed
        return _Came(arrive, _relative(runs.service_cv, len(arrive), rng), direction, own)
    count = int(rng.poisson(a.per_day * runs.days))
    share = np.concatenate(([0.0], np.cumsum(a.by_hour))) / sum(a.by_hour)
    day, rest = np.divmod(np.sort(rng.random(count)) * runs.days, 1.0)
    # the uniform numbers are sorted by day and by share of the day, so that the hours are in order too
    arrive = np.concatenate([np.zeros(a.queue), day * DAY_H + np.interp(rest, share, np.arange(25.0))])
    relative = _relative(runs.service_cv, len(arrive), rng)
    first = served.split if served.split is not None else 1.0
    return _Came(arrive, relative, (rng.random(len(arrive)) >= first).astype(np.int64))


def _relative(cv: float, count: int, rng: np.random.Generator) -> Floats:
    return rng.gamma(1 / cv**2, cv**2, count) if cv else np.ones(count)


def _passed(served: Served, figures: Mapping[str, float], runs: Runs, came: _Came) -> Events:
    """Let them pass the gate."""
    from thalweg.solve import queues  # its compiler is loaded only where something is simulated

    service = came.relative * figures.get("service", 0.0) / 60
    if came.own_min is not None:
        service = np.where(np.isnan(came.own_min), service, came.own_min / 60)
    windows = served.windows if len(served.windows) else None
    if served.kind == "convoys":
        leaves = served.leaving(served.until_h)
        found = queues.convoys(came.arrive, leaves, int(figures["convoy"]))
    elif served.kind == "shared":
        found = queues.shared_way(
            came.arrive, service, came.direction, follow_h=figures["follow"] / 60, most=int(figures["in_a_row"]),
            windows=windows, closing=served.closing,
        )  # fmt: skip
    elif served.kind == "chambers":
        found = queues.chambers(
            came.arrive, came.direction, figures["service"] / 60, size=figures["chamber_vessels"],
            count=int(figures["chambers"]), patience_h=figures["patience"] / 60,
            turn_h=figures["turn"] / 60, windows=windows, closing=served.closing,
        )  # fmt: skip
    else:
        found = queues.lanes(came.arrive, service, int(figures["lanes"]), windows=windows, closing=served.closing)
    return Events(came.arrive, found.start, found.end, found.server, came.direction)


def _line(passed: Events, hours: Floats) -> Floats:
    from thalweg.solve.queues import waiting_at

    return waiting_at(passed.arrive, passed.start, hours).astype(np.float64)


def _measure(passed: Events, chosen: NDArray[np.bool_], days: int) -> dict[str, float]:
    """Measure one run, or one direction of it; those who are never served wait for ever."""
    from thalweg.solve.queues import waiting_at

    waits = np.sort(passed.start[chosen] - passed.arrive[chosen])
    if not len(waits):
        return dict.fromkeys(MEASURES, 0.0)
    arrive, start = passed.arrive[chosen], passed.start[chosen]
    line = waiting_at(arrive, start, np.arange(0.5, days * 24.0, 1.0))
    median, p95 = (float(waits[math.ceil(share * len(waits) - 1e-9) - 1]) for share in (0.5, 0.95))
    return {
        "mean": float(waits.mean()),
        "median": median,
        "p95": p95,
        "max": float(waits[-1]),
        "delayed": float((waits > DELAYED_H).mean()),
        "unserved": float(np.isinf(waits).mean()),
        "through": float((passed.end[chosen] <= days * DAY_H).sum() / days),
        "line_mean": float(line.mean()),
        "line_max": float(waiting_at(arrive, start, arrive).max()),
    }


def _over_runs(rows: Sequence[Mapping[str, float]]) -> dict[str, Measured]:
    """Return each measure over all runs, with the interval of its mean by Student's t."""
    from scipy.special import stdtrit

    found = {}
    for name in MEASURES:
        values = np.array([r[name] for r in rows], dtype=np.float64)
        mean, half = float(values.mean()), 0.0
        if math.isinf(mean):
            half = math.nan
        elif len(values) > 1:
            half = float(stdtrit(len(values) - 1, _LEVEL) * values.std(ddof=1) / math.sqrt(len(values)))
        ends = (mean, mean) if math.isinf(mean) else (max(mean - half, 0.0), mean + half)
        found[name] = Measured(mean, *ends, float(values.min()), float(values.max()))
    return found
