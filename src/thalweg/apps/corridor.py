"""CORRIDOR: ways laid beside each other, distance against cumulative time and cost, with a step at each border.

The method is that of UNESCAP: legs slope, and borders, ports and changes of mode or gauge are steps. What nobody tells
stays not known; a published average is taken for a border only if the user asks for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from thalweg.apps.passage import Assumption
from thalweg.apps.route import Route, RouteResult
from thalweg.apps.timing import Halt, Leg
from thalweg.network import Gate, Line, Network
from thalweg.question import Question
from thalweg.rules.rule import Reason, Verdict
from thalweg.snapshot import Snapshot

KINDS = ("leg", "border", "port", "transload", "gauge_change", "gate")
"""What a corridor is made of: legs, and steps of these kinds."""
SIDES = 2
"""Posts of a border: that of each country."""


@dataclass(frozen=True, slots=True)
class Three:
    """A time or a cost: least, average, most."""

    low: float = 0.0
    mid: float = math.nan
    high: float = math.inf

    @property
    def known(self) -> bool:
        """Whether it is known to its upper end."""
        return math.isfinite(self.high)

    def __add__(self, other: Three) -> Three:
        return Three(self.low + other.low, self.mid + other.mid, self.high + other.high)

    def times(self, factor: float) -> Three:
        """Return a multiple of it."""
        return Three(self.low * factor, self.mid * factor, self.high * factor)


NOT_KNOWN = Three()
NOTHING = Three(0.0, 0.0, 0.0)


def exactly(x: float) -> Three:
    """Return what is one number."""
    return Three(x, x, x)


def between(low: float, high: float) -> Three:
    """Return what lies in a range; its middle stands for the average."""
    return Three(low, (low + high) / 2 if math.isfinite(high) else math.nan, high)


@dataclass(frozen=True, slots=True)
class Published:
    """An average of a published table."""

    mode: str
    indicator: str
    year: int
    low: float
    high: float
    unit: str
    sources: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A leg of a corridor, or a step."""

    kind: str
    name: str
    origin: str
    """Where a leg begins, or where a step is: the id of a place or gate, or any name."""
    destination: str = ""
    mode: str = ""
    km: float = 0.0
    time_h: Three = NOT_KNOWN
    cost_usd: Three = NOT_KNOWN
    basis: str = ""
    """On what the time rests: `claims`, `question`, `cpmm`, `observed`; empty if it is not known."""

    @property
    def moves(self) -> bool:
        """Whether it is a leg."""
        return self.kind == "leg"


@dataclass(frozen=True, slots=True)
class Staircase:
    """One way: its legs and steps in order."""

    name: str
    stages: tuple[Stage, ...]
    verdict: Verdict | None = None
    """None for a way that was observed."""
    binding: tuple[Reason, ...] = ()
    """Why it is not clear."""

    @property
    def km(self) -> float:
        """Its length."""
        return sum(s.km for s in self.stages)

    def total(self, what: str, steps: bool | None = None) -> Three:
        """Return the `time` or `cost` of all, of the steps alone, or of the legs alone."""
        found = [s for s in self.stages if steps is None or s.moves is not steps]
        return sum((_of(s, what) for s in found), NOTHING)

    def unknown(self, what: str) -> tuple[Stage, ...]:
        """Return the stages whose time or cost is not known."""
        return tuple(s for s in self.stages if not _of(s, what).known)

    def line(self, what: str) -> tuple[tuple[float, float], ...]:
        """Return the points of the staircase as (km, time or cost so far); what is not known adds nothing."""
        points = [(0.0, 0.0)]
        for s in self.stages:
            x, y = points[-1]
            mid = _of(s, what).mid
            points.append((x + s.km, y + (mid if math.isfinite(mid) else 0.0)))
        return tuple(points)

    @property
    def with_kmh(self) -> float:
        """Speed with all delays; not a number where a time is not known."""
        return _speed(self.km, self.total("time").mid)

    @property
    def without_kmh(self) -> float:
        """Speed on the legs alone."""
        return _speed(self.km, self.total("time", steps=False).mid)


def _of(stage: Stage, what: str) -> Three:
    return stage.time_h if what == "time" else stage.cost_usd


def _speed(km: float, hours: float) -> float:
    return km / hours if hours > 0 else math.nan


@dataclass(frozen=True, slots=True)
class Prices:
    """What the question says of costs, and what is taken where nothing is known."""

    usd_per_km: Mapping[str, float] = field(default_factory=dict)
    """By mode."""
    prior: str = ""
    """The name of the published averages that are taken for borders; none if empty."""
    averages: tuple[Published, ...] = ()


@dataclass(frozen=True)
class CorridorResult:
    """The ways beside each other."""

    question: Question | None
    """None where only what was observed is shown."""
    mover: str
    prices: Prices
    ways: tuple[Staircase, ...]
    missing: tuple[tuple[str, str], ...]
    """Ways that the network does not have, each with why."""
    assumptions: tuple[Assumption, ...]
    ends: tuple[str, ...] = ()
    """Names of the two ends, if a question is asked."""

    @property
    def title(self) -> str:
        """What is asked, in a line."""
        q = self.question
        return (
            f"{self.mover}, {self.ends[0]} to {self.ends[1]}, on {q.on}, scenario {q.scenario}" if q else "as observed"
        )

    @property
    def priced(self) -> bool:
        """Whether some cost is known."""
        return any(s.cost_usd.known and s.cost_usd.high for w in self.ways for s in w.stages)

    @property
    def sources(self) -> tuple[str, ...]:
        """Addresses of the published averages that were taken."""
        taken = any(s.basis == self.prices.prior for w in self.ways for s in w.stages) and self.prices.prior
        return tuple(dict.fromkeys(a for p in self.prices.averages for a in p.sources)) if taken else ()


def corridor(
    found: Sequence[tuple[str, RouteResult]],
    prices: Prices,
    observed: Iterable[Staircase] = (),
) -> CorridorResult:
    """Lay ways beside each other.

    Parameters
    ----------
    found
        Answers of `route` by the names of their ways; of several routes of one answer each is a way.
    prices
        What kilometres cost, and which published averages are taken for borders.
    observed
        Ways that were read from a file; they come last.
    """
    ways: list[Staircase] = []
    missing: list[tuple[str, str]] = []
    notes: dict[Assumption, None] = {}
    for name, answer in found:
        if not answer.routes:
            missing.append((name, answer.reasons[0].sentence))
        for number, way in enumerate(answer.routes, start=1):
            several = f"{name} {number}" if len(answer.routes) > 1 else name
            ways.append(_staircase(several, way, answer, prices))
        notes |= dict.fromkeys(answer.assumptions if answer.routes else ())
    if any(s.basis == prices.prior for w in ways for s in w.stages) and prices.prior:
        notes[_flagged(prices)] = None
    first = found[0][1] if found else None
    ends: tuple[str, ...] = ()
    if first:
        network = first.admission.snapshot.network
        places = first.question.origin, first.question.destination
        ends = tuple(network.places[network.place_index[p]].name for p in places)
    return CorridorResult(
        first.question if first else None, first.mover if first else "", prices, (*ways, *observed), tuple(missing),
        tuple(notes), ends,
    )  # fmt: skip


def _flagged(prices: Prices) -> Assumption:
    years = sorted({p.year for p in prices.averages})
    told = (
        f"Where no time or fee of a border is known, averages of {prices.prior.upper()} stand for it, once for each "
        f"side: those of {years[-1]}, and from the least to the most of {years[0]} to {years[-1]}. They were measured "
        "on other borders and say nothing of this one."
    )
    return Assumption("prior", told)


def _staircase(name: str, way: Route, answer: RouteResult, prices: Prices) -> Staircase:
    snapshot = answer.admission.snapshot
    given = answer.plan.clock.speeds_kmh
    stages: list[Stage] = []
    for leg in way.legs:
        stages += _changes(leg, snapshot.network, answer.plan.clock.transfer_h)
        stages += _leg(leg, snapshot, given, prices)
    binding = tuple(r for r in way.reasons if r.verdict is way.verdict)
    return Staircase(name, tuple(stages), way.verdict, binding)


def _changes(leg: Leg, network: Network, transfer_h: float | None) -> list[Stage]:
    """Return the changes of mode before a leg."""
    found = []
    for h in leg.halts:
        if h.at in network.place_index:
            time = between(h.low_h, h.high_h)
            said = "question" if transfer_h is not None and h.low_h == h.high_h == transfer_h else "claims"
            kind = "port" if "water" in h.what else "transload"
            found.append(Stage(kind, f"{h.name}: {h.what}", h.at, time_h=time, basis=said if time.known else ""))
    return found


def _leg(leg: Leg, snapshot: Snapshot, given: Mapping[str, float], prices: Prices) -> list[Stage]:
    """Return a leg with the steps on it, cut where they stand."""
    s, network = leg.step, snapshot.network
    link = network.element_index[s.link]
    steps = [(network.gates[e - len(network.links)], time, what) for e, time, what in _steps(leg, snapshot, prices)]
    forward = network.links[link].origin == s.origin
    placed = sorted(((_share(network, s.link, g, forward), i) for i, (g, _, _) in enumerate(steps)))
    time = between(leg.low_h, leg.high_h)
    basis = ("question" if s.mode in given else "claims") if time.known else ""
    price = prices.usd_per_km.get(s.mode)
    cost = NOT_KNOWN if price is None else exactly(s.length_km * price)
    whole = Stage("leg", s.name, s.origin, s.destination, s.mode, s.length_km, time, cost, basis)
    found: list[Stage] = []
    done, before = 0.0, s.origin
    for share, i in placed:
        gate, stage, _ = steps[i]
        if share > done:
            found.append(_part(whole, share - done, before, gate.id))
            before = gate.id
        found.append(stage)
        done = max(done, share)
    if done < 1.0 or not found:
        found.append(_part(whole, 1.0 - done, before, s.destination))
    return found


def _part(leg: Stage, share: float, origin: str, destination: str) -> Stage:
    return replace(
        leg, origin=origin, destination=destination, km=leg.km * share,
        time_h=leg.time_h.times(share) if leg.time_h.known else NOT_KNOWN,
        cost_usd=leg.cost_usd.times(share) if leg.cost_usd.known else NOT_KNOWN,
    )  # fmt: skip


def _steps(leg: Leg, snapshot: Snapshot, prices: Prices) -> list[tuple[int, Stage, str]]:
    """Return the gates on a leg at which one halts, each with its step: borders, and all that takes time."""
    network = snapshot.network
    halts: dict[int, list[Halt]] = {}
    for h in leg.halts:
        if h.at in network.element_index and network.element_index[h.at] >= len(network.links):
            halts.setdefault(network.element_index[h.at], []).append(h)
    border = _border(leg, snapshot)
    if border is not None:
        halts.setdefault(border, [])
    found = []
    for element, there in halts.items():
        name, kind = network.element_names[element], network.element_kinds[element][1].removeprefix("gate:")
        what = "border" if element == border else kind if kind in KINDS else "gate"
        time = sum((between(h.low_h + h.waits_h, h.high_h + h.waits_h) for h in there), NOTHING)
        stage = Stage(what, name, network.element_ids[element], time_h=time, cost_usd=NOT_KNOWN, basis="claims")
        if not there:
            stage = replace(stage, time_h=_prior("TFI1", leg.step.mode, prices), basis="")
            stage = replace(stage, basis=prices.prior if stage.time_h.known else "")
        if what == "border":
            stage = replace(stage, cost_usd=_prior("TFI2", leg.step.mode, prices))
        found.append((element, stage, what))
    return found


def _border(leg: Leg, snapshot: Snapshot) -> int | None:
    """Return the gate at which a leg crosses a border: its post, or else the bridge that joins two countries."""
    network = snapshot.network
    met = [e for e, side in network.met[network.element_index[leg.step.link]] if side != "under"]
    gates = [e for e in met if e >= len(network.links)]
    posts = [e for e in gates if network.element_kinds[e][1] == "gate:border_post"]
    joins = [e for e in gates if not snapshot.resolve(network.element_ids[e], "border").silent]
    return next(iter([*posts, *joins]), None)


def _prior(indicator: str, mode: str, prices: Prices) -> Three:
    """Return the published average for both sides of a border, with the least and the most of the years."""
    rows = [p for p in prices.averages if p.mode == mode and p.indicator == indicator]
    if not rows:
        return NOT_KNOWN
    last = max(rows, key=lambda p: p.year)
    middle = (last.low + last.high) / 2
    return Three(min(p.low for p in rows), middle, max(p.high for p in rows)).times(SIDES)


def _share(network: Network, link: str, gate: Gate, forward: bool) -> float:
    """Return the share of a link that lies before a gate: as stated, or at the nearest point of the line."""
    line = network.links[network.element_index[link]].line
    share = _along(line, gate.lon, gate.lat)
    return share if forward else 1.0 - share


def _along(line: Line, lon: float, lat: float) -> float:
    """Return the share of a line that lies before its point nearest to a position."""
    wide = math.cos(math.radians(lat))
    points = [((x - lon) * wide, y - lat) for x, y in line]
    best, at, gone = math.inf, 0.0, 0.0
    for (ax, ay), (bx, by) in pairwise(points):
        dx, dy = bx - ax, by - ay
        length = math.hypot(dx, dy)
        part = min(max(-(ax * dx + ay * dy) / length**2, 0.0), 1.0) if length else 0.0
        off = math.hypot(ax + part * dx, ay + part * dy)
        if off < best:
            best, at = off, gone + part * length
        gone += length
    return at / gone if gone else 0.0
