"""Facts resolved once, into arrays: the last place that knows dates, scenarios and sources.

A snapshot is the world at one moment under one scenario. Later layers read its columns and
ask it what stands; they never compare dates themselves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from thalweg.attributes import Attribute, Attributes
from thalweg.facts.claim import Claim, Value
from thalweg.facts.resolve import Moment, Qualifiers, Resolved, Status, history, resolve, why_weak
from thalweg.facts.stage import Stages
from thalweg.facts.store import FactBase
from thalweg.movers import ICE_OF_CLASS_M, Mover
from thalweg.network import Network
from thalweg.period import Period, Season, parse_season
from thalweg.scenario import Scenario

OTHERWISE: Mapping[str, tuple[str, str]] = {"air_draught_m": ("keel_to_top_m", "draught_m")}
"""What a dimension of a mover is where nobody states it, or the question gives one of the two: their difference."""
MEASURED_AT_STATIONS = ("ice_thickness_m",)
"""What holds on an element as its water station measures it, where nothing nearer is claimed."""

_RESOLVED_BYTES = 1500
"""About what one resolved property takes."""

T = TypeVar("T")
_Reading = tuple[float, float, frozenset[str] | None]
"""A value as a range and as codes."""

_Key = tuple[object, str, object] | tuple[object, str, object, object]
"""What is kept of a snapshot, by subject or kind, and attribute."""


@dataclass(frozen=True, slots=True)
class Column:
    """One attribute over all elements, or over all movers of a batch."""

    attribute: Attribute
    low: NDArray[np.float64]
    """Lower end of each value's range, in the attribute's unit; -inf is open."""
    high: NDArray[np.float64]
    codes: Sequence[frozenset[str] | None]
    """Codes that may hold; None is any, and the empty set is none."""
    resolved: Sequence[Resolved]
    silent: NDArray[np.bool_]
    """Where no claim speaks at all, so that the meaning of silence was applied."""

    def amounts(self) -> Column:
        """Return the column with known absence as nothing at all, and not as no limit."""
        low, high = self.low.copy(), self.high.copy()
        for i in np.flatnonzero(np.isposinf(high) & ~self.silent).tolist():
            said = [g.value for g in self.resolved[i].deciding]
            if any(v.kind == "none" for v in said):
                low[i], high[i] = 0.0, max((v.high for v in said if v.kind == "number"), default=0.0)
        return replace(self, low=low, high=high)


class Looked(Sequence[Resolved]):
    """What is resolved of one attribute for each element, looked up when it is wanted."""

    def __init__(self, count: int, look: Callable[[int], Resolved]) -> None:
        self._count, self._look = count, look

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, i):  # type: ignore[no-untyped-def]
        """Return one, or those of a slice."""
        return [self._look(j) for j in range(*i.indices(self._count))] if isinstance(i, slice) else self._look(int(i))


@dataclass(frozen=True)
class Snapshot:
    """The facts of a case at one moment, under one scenario."""

    network: Network
    attributes: Attributes
    facts: FactBase
    """With the scenario's claims already added."""
    scenario: Scenario
    moment: Moment
    readings: Mapping[str, str] = field(default_factory=dict)
    """The readings of contested articles that are taken."""
    topics: Mapping[str, str] = field(default_factory=dict)
    """Names of topics and water stations, for sentences."""
    _resolved: dict[_Key, Resolved] = field(default_factory=dict, repr=False, compare=False)
    _columns: dict[_Key, Column] = field(default_factory=dict, repr=False, compare=False)
    _arches: dict[object, Mapping[int, tuple[tuple[float, Resolved], ...]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def resolve(
        self, subject: str, attribute: str, qualifiers: Qualifiers | None = None, *, best: bool = False
    ) -> Resolved:
        """Resolve one property of one subject, at the water level of the day where it follows one.

        `best` takes the best moment of a day on which the level is known to change.
        """
        key = (subject, attribute, best, tuple(sorted((k, tuple(v)) for k, v in (qualifiers or {}).items())))
        if key not in self._resolved:
            row = self.attributes[attribute]
            restate = self.stages.restate(subject, row, best) if row.level else None
            self._resolved[key] = self._shared(
                None if restate else (attribute,),
                subject,
                key,
                lambda: resolve(self.facts, row, subject, self.moment, qualifiers, restate),
            )
        return self._resolved[key]

    def _shared(self, attributes: Sequence[str] | None, subject: str, key: object, make: Callable[[], T]) -> T:
        """Return what follows from claims about attributes alone, made once for all days between two turns of them."""
        held = None
        if attributes is not None and self.moment.known_on is None:
            held = self.facts.memo(attributes, subject, self.moment.on)
        if held is None:
            return make()
        memo, era = held
        name = (key, era, self.moment.trust_weak)
        if name not in memo:
            memo[name] = make()
        found: T = memo[name]
        return found

    def at_minute(self, minute: int) -> Snapshot:
        """Return the same world at a minute of the day: only what follows the water is resolved again."""
        other = replace(self, moment=replace(self.moment, minute=minute), _resolved={}, _columns={}, _arches={})
        found = list(self._resolved.items()), list(self._columns.items())  # another thread may add to them
        other._resolved.update({k: v for k, v in found[0] if not self.attributes[k[1]].level})
        other._columns.update({k: v for k, v in found[1] if not self.attributes[k[1]].level})
        return other

    @property
    def held_bytes(self) -> int:
        """About how much memory it holds of its own, beside the facts that it shares with others."""
        columns = list(self._columns.values())  # another thread may add to them
        arrays = sum(c.low.nbytes + c.high.nbytes + c.silent.nbytes + 8 * len(c.codes) for c in columns)
        return arrays + _RESOLVED_BYTES * len(self._resolved)

    @cached_property
    def stages(self) -> Stages:
        """The water stations and the level at each."""
        return Stages(self.facts, self.attributes, self.moment, self.topics)

    def elements(self, attribute: str, *, best: bool = False) -> Column:
        """Return an attribute over all links and gates, silence replaced by its meaning.

        `best` takes the best moment of the day, where the water level is known to change.
        """
        key = ("elements", attribute, best)
        if key not in self._columns:
            row = self.attributes[attribute]
            whose = (key, id(self.network))  # a case has one network, and its facts live no longer than it
            column = self._shared(self._rests_on(row), "", whose, lambda: self._element_column(row, best))
            look = Looked(len(column.low), lambda i: self.of_element(row, i, best))
            self._columns[key] = replace(column, resolved=look)
        return self._columns[key]

    def _rests_on(self, row: Attribute) -> tuple[str, ...] | None:
        """Return the attributes on which a column of elements rests; None if it rests on the day too."""
        if row.type == "season" or row.name in MEASURED_AT_STATIONS:
            return None
        if row.level and self.facts.subjects("water_station"):
            return None
        found = [row.name]
        found += ["maintained", "max_draught_m"] if row.name == "depth_m" else []
        found += ["jurisdiction"] if "waters" in row.subjects else []
        found += ["bottom"] if "bottom" in row.qualifiers else []
        return tuple(found)

    def movers(self, attribute: str, movers: Sequence[Mover]) -> Column:
        """Return an attribute over movers, each in its loading state; silence is unknown."""
        key = ("movers", attribute, tuple(movers))
        if key not in self._columns:
            row = self.attributes[attribute]
            found = [self.of_mover(attribute, m) for m in movers]
            read = [self._reading(row, f) for f in found]
            self._columns[key] = Column(
                row,
                np.array([r[0] for r in read], dtype=np.float64),
                np.array([r[1] for r in read], dtype=np.float64),
                tuple(r[2] for r in read),
                tuple(found),
                np.array([f.silent for f in found], dtype=np.bool_),
            )
        return self._columns[key]

    def of_mover(self, attribute: str, mover: Mover) -> Resolved:
        """Resolve a property of a mover: what the question gives, else what is claimed, else what follows."""
        given = dict(mover.given)
        if attribute in given:
            number = given[attribute]
            value = Value("number", *number) if isinstance(number, tuple) else Value("number", number, number)
            return Resolved(
                mover.id, attribute, "settled", value, None, value.low, value.high, (), (), "as the question gives it"
            )
        if attribute in OTHERWISE and given.keys() & set(OTHERWISE[attribute]):
            whole, part = (self.of_mover(a, mover) for a in OTHERWISE[attribute])
            if whole.decided and part.decided:  # the question moves the vessel, and what is stated moves with it
                return less(attribute, whole, part)
        wanted = {"loading": (mover.loading,)} if mover.loading else {}
        rows = {"draught": ()} if "draught" in self.attributes[attribute].qualifiers else {}
        found = self.resolve(mover.id, attribute, {**wanted, **rows})  # a row of a hydrostatic table is no property
        if found.silent and attribute in OTHERWISE:
            whole, part = (self.of_mover(a, mover) for a in OTHERWISE[attribute])
            if not whole.silent and not part.silent:
                return less(attribute, whole, part)
        if found.silent and attribute == "ice_capability_m":
            classed = self.of_mover("ice_class", mover)
            ice = [ICE_OF_CLASS_M.get(g.value.code) for g in classed.groups if g.decides or not classed.decided]
            known = [i for i in ice if i]
            if known and len(known) == len(ice):
                low, high = min(i[0] for i in known), max(i[1] for i in known)
                why = f"as of ice class {' or '.join(g.value.code for g in classed.groups)}"
                return replace(
                    classed, attribute=attribute, value=Value("number", low, high), low=low, high=high, why=why
                )
        return found

    def arched(self, attribute: str, *, best: bool = False) -> Mapping[int, tuple[tuple[float, Resolved], ...]]:
        """Return the elements with a height table: rows (width in m, height free over it), from the least width.

        Only rows of which a claim that stands speaks. `best` is that of `resolve`.
        """
        key = ("arched", attribute, best)
        if key not in self._arches:
            index = self.network.element_index
            widths: dict[int, set[str]] = {}
            for claim in self.facts.about(attribute):
                if claim.qualifier("width") and claim.subject in index:
                    widths.setdefault(index[claim.subject], set()).add(claim.qualifier("width"))
            tables = {e: self._arch(e, attribute, found, best) for e, found in sorted(widths.items())}
            self._arches[key] = {e: rows for e, rows in tables.items() if rows}
        return self._arches[key]

    def _arch(
        self, element: int, attribute: str, widths: Iterable[str], best: bool
    ) -> tuple[tuple[float, Resolved], ...]:
        """Return the rows of a height table of which a claim that stands speaks."""
        rows = []
        for width in sorted({float(w) for w in widths}):
            same = tuple(sorted(w for w in widths if float(w) == width))
            found = self.resolve(self.network.element_ids[element], attribute, {"width": same}, best=best)
            waiting = [d.claim for d in found.dropped if d.why == found.waits_for]
            if any(c.qualifier("width") in same for c in (*found.claims, *found.said_unknown, *waiting)):
                rows.append((width, found))
        return tuple(rows)

    def level_words(self, element: int, attribute: str) -> str:
        """Say at which water level a property of an element is read, as `0.32 m on Gauge Kaub`, if it follows one.

        On a day on which the level changes it is the worst of the day.
        """
        subject = self.network.element_ids[element]
        station = self.stages.station(subject) if self.attributes[attribute].level else None
        if not station:
            return ""
        rises = self.attributes[attribute].level == "rises"
        return self.stages.words(station, "lowest" if rises else "highest")

    def followed(self) -> tuple[str, ...]:
        """Return the water stations that elements follow."""
        index = self.network.element_index
        found = (self.stages.station(s) for s in self.facts.subjects("water_station") if s in index)
        return tuple(sorted({s for s in found if s}))

    @property
    def varies(self) -> bool:
        """Whether some water level is measured so often that it changes within the day."""
        return any(not s.daily for s in self.facts.series.values())

    def sees(self, valid: Period, known_from: date) -> bool:
        """Tell whether something valid then and known from that day stands at this moment."""
        return self.moment.sees(valid, known_from)

    def history(self, subject: str, attribute: str, since: date) -> frozenset[str]:
        """Return every code that held of a subject from a day on, as far as is claimed."""
        return history(self.facts, self.attributes[attribute], subject, self.moment, since)

    def in_season(self, season: Season) -> bool | None:
        """Tell whether the moment lies in a season; None if the question has no day."""
        return None if self.moment.on is None else self.moment.on in season

    def why_weak(self, claim: Claim) -> str:
        """Say why a claim may not decide; empty if it may."""
        return why_weak(self.facts, self.attributes[claim.attribute], claim)

    @cached_property
    def length_km(self) -> NDArray[np.float64]:
        """Length of each link: the resolved claim, or else the length of its geometry."""
        out = self.network.geometric_length_km.copy()
        count = len(self.network.links)
        columned = self._columned(self.attributes["length_km"])
        for i in self._spoken_of("length_km"):
            if i >= count:
                continue
            if i in columned:
                reading = columned[i]
                stated = math.nan if reading is None else reading[0]
            else:
                stated = _stated(self.resolve(self.network.element_ids[i], "length_km"))
            if not math.isnan(stated):
                out[i] = stated
        return out

    def _columned(self, row: Attribute) -> Mapping[int, _Reading | None]:
        """Read what columns alone say of elements: how one is resolved tells how all are, so one is.

        None where nothing stands. Elements that are to be resolved one by one are left out.
        """
        found: dict[int, _Reading | None] = {}
        index = self.network.element_index
        if row.level or row.type not in ("number", "code") or row.name in MEASURED_AT_STATIONS:
            return found
        for bulk, alone in self.facts.alone(row.name):
            those = [s for s in alone if s in index]
            if not those or "waters" in row.subjects:
                continue
            first = self.resolve(those[0], row.name)
            if first.silent:
                found |= dict.fromkeys((index[s] for s in those), None)
            elif first.status == "settled" and first.decided:
                low, high, codes = self._reading(row, first)
                sets: dict[str, frozenset[str]] = {}
                for s in those:
                    said = bulk.said[s]
                    if isinstance(said, str):
                        found[index[s]] = low, high, sets.setdefault(said, frozenset({said}))
                    else:
                        found[index[s]] = said, said, codes
        return found

    @cached_property
    def waters(self) -> tuple[str, ...]:
        """For each element the legal place in which it lies, as far as one is settled; else an empty text."""
        whose = self.elements("jurisdiction").codes
        out = [next(iter(c)) if c is not None and len(c) == 1 else "" for c in whose]
        for gate, element in zip(self.network.gates, range(len(self.network.links), len(out)), strict=True):
            out[element] = out[self.network.element_index[gate.on[0].link]] if gate.on else ""
        return tuple(out)

    def of_element(self, row: Attribute, element: int, best: bool = False) -> Resolved:
        """Resolve a property of a link or gate; what is claimed of its waters holds where nothing nearer is."""
        subject = self.network.element_ids[element]
        wanted: Qualifiers = {k: () for k in row.qualifiers if k == "width"}
        if "bottom" in row.qualifiers and (beds := self.elements("bottom").codes[element]) is not None:
            wanted = {"bottom": tuple(sorted(beds))}
        found = self.resolve(subject, row.name, wanted, best=best)
        if found.silent and "waters" in row.subjects and (place := self.waters[element]):
            return self.resolve(place, row.name, wanted)
        if found.silent and row.name in MEASURED_AT_STATIONS and (station := self.stages.station(subject)):
            return self.resolve(station, row.name)
        return found

    def _spoken_of(self, attribute: str) -> Iterable[int]:
        """Return the elements of which something is claimed, of themselves or of their waters."""
        subjects = self.facts.subjects(attribute)
        index = self.network.element_index
        found = {index[s] for s in subjects if s in index}
        if "waters" in self.attributes[attribute].subjects and (places := subjects & frozenset(self.waters)):
            found |= {i for i, place in enumerate(self.waters) if place in places}
        if attribute in MEASURED_AT_STATIONS and subjects & set(self.followed()):
            stationed = self.facts.subjects("water_station") & index.keys()
            found |= {index[s] for s in stationed if self.stages.station(s) in subjects}
        return sorted(found)

    def _element_column(self, row: Attribute, best: bool) -> Column:
        """Fill a column with the meaning of silence, then with what is claimed."""
        kinds, which = self.network.kinds
        unheard = [self._silence(row, k) for k in kinds]
        low = np.array([u[0] for u in unheard], dtype=np.float64)[which]
        high = np.array([u[1] for u in unheard], dtype=np.float64)[which]
        same = {u[2] for u in unheard}
        codes = [*same] * len(which) if len(same) == 1 else [unheard[i][2] for i in which.tolist()]
        silent = np.ones(len(which), dtype=np.bool_)
        if row.name == "depth_m":  # silence about maintained water is no unknown: the draught admitted has the depth
            kept, most = self.elements("maintained").codes, self.elements("max_draught_m")
            for i in self._spoken_of("maintained"):
                if kept[i] == frozenset({"yes"}) and not most.silent[i] and not np.isposinf(most.low[i]):
                    low[i] = high[i] = math.inf
        columned = self._columned(row)
        for i in self._spoken_of(row.name):
            if i in columned:
                if (reading := columned[i]) is not None:
                    low[i], high[i], codes[i] = reading
                    silent[i] = False
                continue
            found = self.of_element(row, i, best)
            if not found.silent:
                low[i], high[i], codes[i] = self._reading(row, found)
                silent[i] = False
        return Column(row, low, high, codes, (), silent)

    @staticmethod
    def _silence(row: Attribute, kinds: tuple[str, ...]) -> tuple[float, float, frozenset[str] | None]:
        """Return what silence about a subject of these kinds means, as a range and as codes."""
        if not row.is_expected(*kinds) or row.missing == "unlimited":
            return math.inf, math.inf, None
        if row.missing == "refused":
            return -math.inf, -math.inf, frozenset()
        return -math.inf, math.inf, None

    def _reading(self, row: Attribute, found: Resolved) -> tuple[float, float, frozenset[str] | None]:
        """Return a resolved value as a range and as codes; a season becomes `closed` or `open`."""
        if row.type != "season":
            return *found.interval, found.codes
        if found.codes is None:
            return -math.inf, math.inf, None
        now = {self.in_season(parse_season(code)) for code in found.codes} or {False}  # known that there is none
        words = {True: "closed", False: "open"}
        return -math.inf, math.inf, None if None in now else frozenset(words[bool(n)] for n in now)


def less(attribute: str, whole: Resolved, part: Resolved) -> Resolved:
    """Return one property less another, with the claims of both."""
    low, high = whole.interval[0] - part.interval[1], whole.interval[1] - part.interval[0]
    known = math.isfinite(low) or math.isfinite(high)
    value = Value("number", round(low, 6), round(high, 6)) if known else None
    worst: Status = next((r.status for r in (whole, part) if r.status != "settled"), "settled")
    return Resolved(
        whole.subject, attribute, worst, value, whole.claim, low, high, (*whole.groups, *part.groups), (),
        f"{whole.attribute} less {part.attribute}",
    )  # fmt: skip


def _stated(found: Resolved) -> float:
    value = found.value
    return value.low if value is not None and value.kind == "number" and value.exact else math.nan
