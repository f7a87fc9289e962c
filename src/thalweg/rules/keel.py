"""What is kept free under the keel and over the mast: policies, each on its source's word.

The static under-keel clearance is the greater of a fixed amount and a share of the draught
(PIANC, Harbour approach channels design guidelines, report 121, 2014). Squat, heel and set-up
are added where the waters ask for them. Every part is a claim about the link, the gate or its
waters; what nobody asks for is not kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from thalweg.movers import Mover
from thalweg.physics.hull import heel_extra_draught_m
from thalweg.physics.water import (
    squat_barrass_confined_m,
    squat_barrass_open_m,
    squat_huuska_channel_m,
    squat_huuska_open_m,
    squat_icorels_m,
)
from thalweg.rules.compare import Margin
from thalweg.snapshot import Snapshot

Index = NDArray[np.intp]
Floats = NDArray[np.float64]
KMH_PER_KN = 1.852
_TINY = float(np.finfo(np.float64).tiny)
"""Stands for what is not known, at the end where it would sink a vessel least."""
NONE: Margin = (np.zeros((1, 1)), np.zeros((1, 1)))


def under_the_keel(snapshot: Snapshot, movers: Sequence[Mover], at: Index, best: bool = False) -> Margin | None:
    """Return what is kept between keel and bed, in m, for movers (rows) at elements (columns), or None for nothing.

    `best` takes the best moment of a day on which the water level changes.
    """
    parts = [p(snapshot, movers, at, best) for p in (static_m, squat_m, heel_m, set_up_m)]
    asked = [p for p in parts if p is not None]
    return None if not asked else (sum(p[0] for p in asked), sum(p[1] for p in asked))  # type: ignore[return-value]


def over_the_mast(snapshot: Snapshot, movers: Sequence[Mover], at: Index, best: bool = False) -> Margin | None:
    """Return what is kept between the highest point and a bridge, in m, or None for nothing."""
    return _asked(snapshot, "air_margin_m", at)


def static_m(snapshot: Snapshot, movers: Sequence[Mover], at: Index, best: bool = False) -> Margin | None:
    """Return the static under-keel clearance: the greater of a fixed amount and a share of the draught."""
    fixed, share = _asked(snapshot, "ukc_m", at), _asked(snapshot, "ukc_percent", at)
    if share is None:
        return fixed
    draught = snapshot.movers("draught_m", movers)
    low = share[0] / 100 * np.maximum(draught.low, 0)[:, None]
    with np.errstate(invalid="ignore"):
        high = np.nan_to_num(share[1] / 100 * draught.high[:, None], nan=0.0, posinf=np.inf)
    least = NONE if fixed is None else fixed
    return np.maximum(least[0], low), np.maximum(least[1], high)


def squat_m(snapshot: Snapshot, movers: Sequence[Mover], at: Index, best: bool = False) -> Margin | None:
    """Return the sinkage of the moving vessel by the formulas that the waters ask for.

    Squat grows with speed, draught, beam and block coefficient and falls with depth, width and length, so
    the ends of the range come from the ends of these. What is not known leaves the range open above.
    Where a formula does not hold even for the least of them (no water under the keel, a channel no wider
    than the ship, as fast as the longest wave), there is no end to the squat: nothing passes so.
    Where it is not settled which formula is asked for, it is not settled either that one is.
    """
    formulas = snapshot.elements("squat_formula")
    asked = [(frozenset() if formulas.silent[e] else formulas.codes[e]) for e in at.tolist()]
    if not any(a is None or a for a in asked):
        return None
    depth, width = snapshot.elements("depth_m", best=best), snapshot.elements("channel_width_m")
    ship = (snapshot.movers(a, movers) for a in ("draught_m", "beam_m", "length_m", "block_coefficient"))
    draught, beam, length, block = ship
    slow, fast = speed_range_kn(snapshot, movers, at)
    small = Hull(
        slow, depth.high[None, at], np.maximum(draught.low, 0.0)[:, None], np.maximum(beam.low, _TINY)[:, None],
        length.high[:, None], np.maximum(block.low, _TINY)[:, None], width.high[None, at],
    )  # fmt: skip
    large = Hull(
        fast, depth.low[None, at], draught.high[:, None], beam.high[:, None], length.low[:, None],
        block.high[:, None], width.low[None, at],
    )  # fmt: skip
    tight = replace(large, width_m=np.where(width.silent, -np.inf, width.low)[None, at])
    shape = (len(movers), len(at))
    low, high = np.full(shape, np.inf), np.zeros(shape)
    for formula in NAMES:
        may = np.array([a is None or formula in a for a in asked])[None, :]
        if may.any():
            much = (tight if formula == "barrass_confined" else large).squat_m(formula)
            low = np.where(may, np.minimum(low, small.squat_m(formula)), low)
            high = np.where(may, np.maximum(high, much), high)
    return np.where(np.array([bool(a) for a in asked])[None, :], low, 0.0), high


def speed_range_kn(snapshot: Snapshot, movers: Sequence[Mover], at: Index) -> Margin:
    """Return the range of speeds through the water, in kn: the vessel's own, but no more than is admitted."""
    own, most = snapshot.movers("speed_kn", movers), snapshot.elements("max_speed_kmh")
    least = np.maximum(most.low[None, at], 0.0) / KMH_PER_KN
    return np.minimum(np.maximum(own.low, 0.0)[:, None], least), np.minimum(
        own.high[:, None], most.high[None, at] / KMH_PER_KN
    )


def heel_m(snapshot: Snapshot, movers: Sequence[Mover], at: Index, best: bool = False) -> Margin | None:
    """Return what a heeled vessel reaches deeper."""
    heel = _asked(snapshot, "heel_deg", at)
    if heel is None:
        return None
    beam = snapshot.movers("beam_m", movers)
    least = heel_extra_draught_m(np.maximum(beam.low, 0)[:, None], heel[0])
    with np.errstate(invalid="ignore"):  # no heel of a beam that nobody knows is no heel
        most = heel_extra_draught_m(beam.high[:, None], heel[1])
    return least, np.where(heel[1] > 0, most, 0.0)


def set_up_m(snapshot: Snapshot, movers: Sequence[Mover], at: Index, best: bool = False) -> Margin | None:
    """Return the allowance for waves, swell and trim."""
    return _asked(snapshot, "set_up_m", at)


def _asked(snapshot: Snapshot, attribute: str, at: Index) -> Margin | None:
    """Return a policy at elements as a range, 0 where nobody asks for it, or None if nobody does anywhere."""
    column = snapshot.elements(attribute)
    silent = column.silent[at]
    if silent.all():
        return None
    column = column.amounts()
    low, high = np.maximum(column.low[at], 0.0), np.maximum(column.high[at], 0.0)
    return np.where(silent, 0.0, low)[None, :], np.where(silent, 0.0, high)[None, :]


@dataclass(frozen=True, slots=True)
class Hull:
    """What squat depends on, each broadcast over movers (rows) and elements (columns)."""

    speed_kn: Floats
    depth_m: Floats
    draught_m: Floats
    beam_m: Floats
    length_m: Floats
    block: Floats
    width_m: Floats
    """Width of the channel."""

    def squat_m(self, formula: str) -> Floats:
        """Return the squat by a formula, in m; +inf where the formula does not hold."""
        open_water = self.speed_kn, self.depth_m, self.draught_m
        long = (*open_water, self.beam_m, self.length_m, self.block)
        if formula == "barrass_open":
            return squat_barrass_open_m(*open_water, self.block)
        if formula == "barrass_confined":
            return squat_barrass_confined_m(*open_water, self.beam_m, self.width_m, self.block)
        if formula == "icorels":
            return squat_icorels_m(*long)
        channel = squat_huuska_channel_m(*long, self.width_m)  # where no width is claimed it is open water
        return np.where(np.isposinf(self.width_m), squat_huuska_open_m(*long), channel)


NAMES = {
    "barrass_open": "Barrass, open water",
    "barrass_confined": "Barrass, confined",
    "icorels": "ICORELS",
    "huuska_guliev": "Huuska-Guliev",
}
"""Names of the formulas in sentences."""
_LONG = frozenset({"draught_m", "speed_kn", "block_coefficient", "beam_m", "length_m"})
ASKS = {
    "barrass_open": _LONG - {"beam_m", "length_m"},
    "barrass_confined": _LONG - {"length_m"},
    "icorels": _LONG,
    "huuska_guliev": _LONG,
}
"""What each formula asks of the vessel."""
UNDER = ("ukc_m", "ukc_percent", "bottom", "heel_deg", "set_up_m", "squat_formula", "channel_width_m", "max_speed_kmh")
"""What `under_the_keel` reads of a link, a gate or its waters; the last two only where there is a formula."""
OVER = ("air_margin_m",)
"""What `over_the_mast` reads."""


def asked_at(snapshot: Snapshot, element: int, kept: object) -> tuple[str, ...]:
    """Return what is claimed at an element of what is kept free by a function of this module."""
    names = UNDER if kept is under_the_keel else OVER if kept is over_the_mast else ()
    found = tuple(n for n in names if not snapshot.elements(n).silent[element])
    return found if "squat_formula" in found else tuple(n for n in found if n not in UNDER[-2:])


def of_the_ship(snapshot: Snapshot, element: int) -> tuple[str, ...]:
    """Return what the formulas of squat that may hold at an element ask of a vessel."""
    codes = snapshot.elements("squat_formula").codes[element]
    return tuple(sorted({a for f in (NAMES if codes is None else codes) for a in ASKS[f]}))
