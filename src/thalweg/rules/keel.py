"""What is kept free under the keel and over the mast: policies, each on its source's word.

The static under-keel clearance is the greater of a fixed amount and a share of the draught
(PIANC, Harbour approach channels design guidelines, report 121, 2014). Squat, heel and set-up
are added where the waters ask for them. Every part is a claim about the link, the gate or its
waters; what nobody asks for is not kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
NONE: Margin = (np.zeros((1, 1)), np.zeros((1, 1)))


def under_the_keel(snapshot: Snapshot, movers: Sequence[Mover], at: Index) -> Margin | None:
    """Return what is kept between keel and bed, in m, for movers (rows) at elements (columns), or None for nothing."""
    parts = [p(snapshot, movers, at) for p in (static_m, squat_m, heel_m, set_up_m)]
    asked = [p for p in parts if p is not None]
    return None if not asked else (sum(p[0] for p in asked), sum(p[1] for p in asked))  # type: ignore[return-value]


def over_the_mast(snapshot: Snapshot, movers: Sequence[Mover], at: Index) -> Margin | None:
    """Return what is kept between the highest point and a bridge, in m, or None for nothing."""
    return _asked(snapshot, "air_margin_m", at)


def static_m(snapshot: Snapshot, movers: Sequence[Mover], at: Index) -> Margin | None:
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


def squat_m(snapshot: Snapshot, movers: Sequence[Mover], at: Index) -> Margin | None:
    """Return the sinkage of the moving vessel by the formulas that the waters ask for.

    Squat grows with speed, draught, beam and block coefficient and falls with depth, width and length, so
    the ends of the range come from the ends of these. What is not known leaves the range open above.
    """
    formulas = snapshot.elements("squat_formula")
    asked = np.array([not formulas.silent[e] for e in at])
    if not asked.any():
        return None
    depth, width = snapshot.elements("depth_m"), snapshot.elements("channel_width_m")
    ship = {a: snapshot.movers(a, movers) for a in ("draught_m", "beam_m", "length_m", "block_coefficient")}
    slow, fast = speed_range_kn(snapshot, movers, at)
    shape = (len(movers), len(at))
    low, high = np.where(asked, np.full(shape, np.inf), 0.0), np.zeros(shape)
    draught, beam, length, block = (ship[a] for a in ("draught_m", "beam_m", "length_m", "block_coefficient"))
    small = Hull(
        slow, depth.high[None, at], draught.low[:, None], beam.low[:, None], length.high[:, None],
        block.low[:, None], width.high[None, at],
    )  # fmt: skip
    large = Hull(
        fast, depth.low[None, at], draught.high[:, None], beam.high[:, None], length.low[:, None],
        block.high[:, None], width.low[None, at],
    )  # fmt: skip
    for formula in NAMES:
        may = [not formulas.silent[e] and formula in (formulas.codes[e] or NAMES) for e in at]
        if any(may):
            few, much = small.squat_m(formula), large.squat_m(formula)
            low = np.where(np.array(may)[None, :], np.minimum(low, np.where(np.isfinite(few), few, 0.0)), low)
            high = np.where(np.array(may)[None, :], np.maximum(high, much), high)
    return low, high


def speed_range_kn(snapshot: Snapshot, movers: Sequence[Mover], at: Index) -> Margin:
    """Return the range of speeds through the water, in kn: the vessel's own, but no more than is admitted."""
    own, most = snapshot.movers("speed_kn", movers), snapshot.elements("max_speed_kmh")
    limit = np.where(most.silent[at], np.inf, most.high[at])[None, :] / KMH_PER_KN
    slow, fast = np.maximum(own.low, 0.0)[:, None], own.high[:, None]
    return np.minimum(slow, limit), np.minimum(fast, limit)


def heel_m(snapshot: Snapshot, movers: Sequence[Mover], at: Index) -> Margin | None:
    """Return what a heeled vessel reaches deeper."""
    heel = _asked(snapshot, "heel_deg", at)
    if heel is None:
        return None
    beam = snapshot.movers("beam_m", movers)
    least = heel_extra_draught_m(np.maximum(beam.low, 0)[:, None], heel[0])
    return least, np.where(heel[1] > 0, heel_extra_draught_m(beam.high[:, None], heel[1]), 0.0)


def set_up_m(snapshot: Snapshot, movers: Sequence[Mover], at: Index) -> Margin | None:
    """Return the allowance for waves, swell and trim."""
    return _asked(snapshot, "set_up_m", at)


def _asked(snapshot: Snapshot, attribute: str, at: Index) -> Margin | None:
    """Return a policy at elements as a range, 0 where nobody asks for it, or None if nobody does anywhere."""
    column = snapshot.elements(attribute)
    silent = column.silent[at]
    if silent.all():
        return None
    low, high = np.maximum(column.low[at], 0.0), column.high[at]
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
        return np.where(np.isfinite(self.width_m), channel, squat_huuska_open_m(*long))


NAMES = {
    "barrass_open": "Barrass, open water",
    "barrass_confined": "Barrass, confined",
    "icorels": "ICORELS",
    "huuska_guliev": "Huuska-Guliev",
}
