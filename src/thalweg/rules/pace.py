"""How long it takes: hours of travel on links, and hours at gates, as ranges.

A speed comes from the question (by mode), else from what is claimed of the mover; it never
exceeds the speed admitted on a link. Where the mover has no speed, the journey time that is
claimed of the link stands. What nobody tells is not known: the range then has no upper end.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thalweg.movers import Mover
from thalweg.network import WATER
from thalweg.rules.keel import KMH_PER_KN, speed_range_kn
from thalweg.snapshot import Snapshot

Floats = NDArray[np.float64]
MIN_PER_H = 60.0
SLOWEST_KN, STEP_KN = 2.0, 0.1
"""How slow a vessel is tried where it sinks deeper as it sails faster, and in what steps."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Hours of travel on each link, for one mover."""

    low_h: Floats
    high_h: Floats
    """Infinite where the time is not known."""
    speed_kmh: Floats
    """The speed that was taken; nan where the time does not come from a speed."""


def pace(
    snapshot: Snapshot,
    movers: Sequence[Mover],
    row: NDArray[np.intp],
    speeds_kmh: Mapping[str, float],
) -> Pace:
    """Return the hours that links take.

    Parameters
    ----------
    movers, row
        Variants of one mover that differ in speed, and for each link the variant that sails there.
    speeds_kmh
        Speeds that the question gives, by mode; they stand over what is claimed.
    """
    links = snapshot.network.links
    count = len(links)
    index = np.arange(count)
    modes = np.array([x.mode for x in links])
    most = snapshot.elements("max_speed_kmh")
    limit_low, limit_high = np.maximum(most.low[:count], 0.0), most.high[:count]
    low, high = np.full(count, 0.0), np.full(count, math.inf)
    if movers[0].kind == "vessel":
        own = speed_range_kn(snapshot, movers, index)
        low, high = own[0][row, index] * KMH_PER_KN, own[1][row, index] * KMH_PER_KN
    else:
        claimed = snapshot.movers("speed_kmh", movers[:1])
        low = np.minimum(max(float(claimed.low[0]), 0.0), limit_low)
        high = np.minimum(float(claimed.high[0]), limit_high)
    for mode, given in speeds_kmh.items():
        at = modes == mode
        most_given = np.minimum(given, high[at]) if len(movers) > 1 else np.full(int(at.sum()), given)
        low[at], high[at] = np.minimum(most_given, limit_low[at]), np.minimum(most_given, limit_high[at])
    length = snapshot.length_km
    with np.errstate(divide="ignore", invalid="ignore"):
        least, longest = np.where(length > 0, length / high, 0.0), np.where(length > 0, length / low, 0.0)
    speed = np.where(np.isfinite(high) & (low == high), low, np.nan)
    told = snapshot.elements("journey_h")
    for i in np.flatnonzero(np.isinf(longest) & ~told.silent[:count]).tolist():
        if math.isfinite(told.high[i]):
            least[i], longest[i] = max(told.low[i], 0.0), told.high[i]
    return Pace(least, longest, speed)


def slower(snapshot: Snapshot, mover: Mover, given: Mapping[str, float]) -> tuple[Mover, ...]:
    """Return a mover and, if squat is asked for somewhere, the same one at every lower speed, the fastest first.

    `given` has the speeds by mode that the question gives, in km/h; on water the fastest of them is tried first.
    """
    formulas = snapshot.elements("squat_formula")
    if mover.kind != "vessel" or formulas.silent.all():
        return (mover,)
    afloat = [v / KMH_PER_KN for m, v in given.items() if m in WATER]
    own = snapshot.of_mover("speed_kn", mover).interval[1]
    fastest = max(afloat) if afloat else own
    if not math.isfinite(fastest) or fastest <= SLOWEST_KN:
        return (mover,)
    steps = np.arange(1, math.floor((fastest - SLOWEST_KN) / STEP_KN) + 1)
    first = mover.with_given({"speed_kn": fastest}) if afloat else mover
    return (first, *(mover.with_given({"speed_kn": float(round(fastest - k * STEP_KN, 3))}) for k in steps))


@dataclass(frozen=True, slots=True)
class AtGate:
    """Time that something on a link takes, as a range in hours."""

    element: int
    low_h: float
    high_h: float
    """Infinite where it is not known."""
    what: str
    """As `change of gauge`."""


def at_gates(snapshot: Snapshot, mover: Mover, link: int) -> tuple[AtGate, ...]:
    """Return what takes time on a link beside travel, as far as anything is claimed of it."""
    network = snapshot.network
    found = []
    for element, side in network.met[link]:
        if side == "under":
            continue
        for attribute, what in (("waiting_h", "waiting"), ("transit_h", "passing")):
            column = snapshot.elements(attribute)
            if not column.silent[element]:
                found.append(AtGate(element, max(column.low[element], 0.0), column.high[element], what))
        gauge = network.element_kinds[element][1] == "gate:gauge_change"
        if gauge and mover.kind in ("train", "consignment", "person"):
            low, high = _gauge_change_min(snapshot, mover, element)
            found.append(AtGate(element, low / MIN_PER_H, high / MIN_PER_H, "change of gauge"))
    return tuple(found)


def _gauge_change_min(snapshot: Snapshot, mover: Mover, element: int) -> tuple[float, float]:
    """Return how long a change of gauge takes by the mover's method, or by any where it is not known."""
    subject = snapshot.network.element_ids[element]
    method = snapshot.of_mover("gauge_change_method", mover)
    codes = method.codes if not method.silent else None
    wanted = {"method": tuple(sorted(codes))} if codes else {}
    found = snapshot.resolve(subject, "gauge_change_min", wanted)
    return max(found.interval[0], 0.0), found.interval[1]
