"""What a hull carries at a draught, and how deep it lies: payload, draught, heel.

The payload of inland ships follows C. van Dorsser, F. Vinke, R. Hekkenberg and M. van Koningsveld,
*The effect of low water on loading capacity of inland ships*, European Journal of Transport and
Infrastructure Research 20(3), 2020, doi 10.18757/ejtir.2020.20.3.3981: regressions on inland
ships that ask only for type, length and beam. The coefficients are those of its tables 3 to 6.

Every function takes numbers or arrays that broadcast and returns an array of the broadcast shape. A
type of hull is one of `HULL_TYPES`, or an array of them. Tonnes are metric.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thalweg.physics.arrays import Floats, floats

HULL_TYPES = ("Dry_SH", "Dry_DH", "Container", "Tanker", "Barge")
"""Dry cargo with single hull, dry cargo with double hull, container ship, tanker, pushed barge."""
_DESIGN = np.array(
    [
        [2.2767179246, 7.7398861528e-5, 0.7, 2.6],
        [2.2767179246, 7.7398861528e-5, 0.7, 2.6],
        [1.7244153371, 6.2902305560e-2, 0.4, 0.6],
        [-5.9459308905, 2.8438560877, 0.1, 0.3],
        [1.3365379898, 9.0052384439e-3, 0.3, 1.8],
    ]
)
"""Design draught by type: constant, factor, exponents of length and beam (table 5)."""
_EMPTY = (7.5740820927e-2, 1.1615080992e-1, 1.6865973494e-2, -2.7490565381e-2, -5.1501240744e-5)
"""Empty draught: constant and factors of B, L T/B, sqrt(L B), L B T (table 4)."""
_EMPTY_OF_TYPE = np.array([0.0, 1.0257551153e-1, 1.0257551153e-1, 2.4299435211e-1, -2.1354295627e-1])
"""What the type adds to the empty draught (table 4)."""
_INDEX = (2.0323139721e1, -7.8577991460e1, -7.0671612519, 2.7744056480e1, 7.5588609922e-1, 3.6591813315e1)
"""Capacity index: constant and factors of E, E^2, T, T^2, E T for the empty draught E (table 3)."""
_CAPACITY = (-1.6687441313e1, 9.7404521380e-1, -1.1068568208)
"""Deadweight at the design draught: constant and factors of L B T, L B E (table 6)."""
_LEAST_DRAUGHT_M = {"II": 1.2, "III": 1.2, "IV": 1.3, "V": 1.4, "VI": 1.5, "pusher": 1.7}
_FULL = 1 + 1e-9
"""Share of the deadweight up to which a ship counts as full, against rounding."""


class _Hull(NamedTuple):
    design: Floats
    empty: Floats
    deadweight: Floats
    """At the design draught, in t; 0 where the regressions give no ship."""


def design_draught_m(hull_type: ArrayLike, length_m: ArrayLike, beam_m: ArrayLike) -> Floats:
    """Return the draught for which an inland ship of a type and size is built (van Dorsser et al., table 5)."""
    a, b, p, q = np.moveaxis(_DESIGN[_index(hull_type)], -1, 0)
    length, beam = floats(length_m, beam_m)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(a + b * length**p * beam**q)


def empty_draught_m(
    hull_type: ArrayLike, length_m: ArrayLike, beam_m: ArrayLike, design_draught_m: ArrayLike | None = None
) -> Floats:
    """Return the draught of an inland ship without cargo (van Dorsser et al., table 4).

    Parameters
    ----------
    hull_type, length_m, beam_m
        Type and size.
    design_draught_m
        The ship's own design draught; if none is given, that of the regression.
    """
    return _hull(hull_type, length_m, beam_m, design_draught_m).empty


def design_deadweight_t(
    hull_type: ArrayLike, length_m: ArrayLike, beam_m: ArrayLike, design_draught_m: ArrayLike | None = None
) -> Floats:
    """Return the deadweight of an inland ship at its design draught (van Dorsser et al., table 6, equation 3).

    The arguments are those of `empty_draught_m`. 0 where the regressions give no ship: the design
    draught not above the empty one, or a deadweight below 0.
    """
    return _hull(hull_type, length_m, beam_m, design_draught_m).deadweight


def payload_t(
    hull_type: ArrayLike,
    length_m: ArrayLike,
    beam_m: ArrayLike,
    design_draught_m: ArrayLike | None,
    draught_m: ArrayLike,
    *,
    consumables_share: ArrayLike,
) -> Floats:
    """Return what an inland ship carries at a draught, in t.

    Parameters
    ----------
    hull_type, length_m, beam_m
        Type and size.
    design_draught_m
        The ship's own design draught; None takes that of the regression.
    draught_m
        Draught at rest.
    consumables_share
        Fuel, water and stores as a share of the design deadweight; 0 gives the deadweight. The paper
        takes 0.04 to 0.06 (page 68), OpenTNSim 0.005.

    Notes
    -----
    Deadweight = design deadweight x index(T) / index(design draught), where the capacity index is
    quadratic in the draught (van Dorsser et al., table 3, equations 2 and 3). Below the empty draught
    the ship carries nothing; above the design draught no more than at it. The index does not vanish
    at the empty draught: on the ships of table 7 it leaves -0.8 % to +1.2 % of the deadweight there.
    """
    hull = _hull(hull_type, length_m, beam_m, design_draught_m)
    draught, consumables = floats(draught_m, consumables_share)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = _capacity(hull.empty, np.minimum(draught, hull.design)) / _capacity(hull.empty, hull.design)
    carried = np.maximum(share - consumables, 0.0) * hull.deadweight
    return np.where((draught < hull.empty) | (hull.deadweight == 0), 0.0, carried)


def draught_m(
    hull_type: ArrayLike,
    length_m: ArrayLike,
    beam_m: ArrayLike,
    design_draught_m: ArrayLike | None,
    payload_t: ArrayLike,
    *,
    consumables_share: ArrayLike,
) -> Floats:
    """Return the least draught at which an inland ship carries a payload, in m.

    The inverse of the function `payload_t`, with the same arguments, and at least the empty draught.
    +inf for more than the ship carries, nan for less than nothing.
    """
    hull = _hull(hull_type, length_m, beam_m, design_draught_m)
    payload, consumables = floats(payload_t, consumables_share)
    a0, a1, a2, b, c, d = _INDEX
    with np.errstate(divide="ignore", invalid="ignore"):
        share = payload / hull.deadweight + consumables
        constant = a0 + hull.empty * (a1 + a2 * hull.empty) - share * _capacity(hull.empty, hull.design)
        slope = b + d * hull.empty
        root = 2 * -constant / (slope + np.sqrt(slope**2 - 4 * c * constant))
    held = np.clip(root, hull.empty, hull.design)
    return np.where(payload < 0, np.nan, np.where((share > _FULL) | (hull.deadweight == 0), np.inf, held))


def least_operational_draught_m(cemt_class: ArrayLike) -> Floats:
    """Return the draught below which ships of a CEMT class do not sail, in m.

    Parameters
    ----------
    cemt_class
        II to VI, with or without the small letter, or `pusher` for the pusher of a convoy.

    Notes
    -----
    Van Dorsser et al., table 1: propeller and rudder need water. Class I and class VII are not in it.
    """
    names = np.asarray(cemt_class, dtype=np.str_)
    roots = np.asarray(np.char.rstrip(names, "abc"))
    known = np.array(list(_LEAST_DRAUGHT_M))
    return np.array(list(_LEAST_DRAUGHT_M.values()))[_place(roots, known, "class")]


def heel_extra_draught_m(beam_m: ArrayLike, heel_deg: ArrayLike) -> Floats:
    """Return how much deeper the bilge of a box-shaped hull lies when it heels, in m.

    Notes
    -----
    B/2 sin(heel), to either side (C. B. Barrass and D. R. Derrett, *Ship Stability for Masters and
    Mates*). The Finnish Transport Infrastructure Agency takes off T (1 - cos(heel)), by which the keel
    rises; it is left out here, on the safe side. +inf from 90 degrees on, and for a heel or beam that
    is not known.
    """
    beam, heel = floats(beam_m, heel_deg)
    upright = (np.abs(heel) < 90) & (beam >= 0)
    return np.where(upright, beam / 2 * np.sin(np.radians(np.abs(np.where(upright, heel, 0.0)))), np.inf)


def payload_from_table_t(draught_m: ArrayLike, table_draught_m: ArrayLike, table_payload_t: ArrayLike) -> Floats:
    """Return the payload at a draught from a ship's own hydrostatic table, in t.

    Parameters
    ----------
    draught_m
        Draughts, of any shape.
    table_draught_m, table_payload_t
        The points of the table, shape (points,): draughts that rise, payloads that do not fall.

    Returns
    -------
    The shape of `draught_m`: straight lines between the points, nan outside the table.
    """
    draughts, payloads = _table(table_draught_m, table_payload_t)
    return np.asarray(np.interp(floats(draught_m)[0], draughts, payloads, left=np.nan, right=np.nan))


def draught_from_table_m(payload_t: ArrayLike, table_draught_m: ArrayLike, table_payload_t: ArrayLike) -> Floats:
    """Return the draught at a payload from a ship's own hydrostatic table, in m.

    The inverse of `payload_from_table_t`, with the same arguments; nan outside the table. The payloads
    must rise from point to point.
    """
    draughts, payloads = _table(table_draught_m, table_payload_t)
    if np.any(np.diff(payloads) <= 0):
        raise ValueError("table_payload_t must rise to be read backwards")
    return np.asarray(np.interp(floats(payload_t)[0], payloads, draughts, left=np.nan, right=np.nan))


def _hull(hull_type: ArrayLike, length_m: ArrayLike, beam_m: ArrayLike, design: ArrayLike | None) -> _Hull:
    of_type = _index(hull_type)
    length, beam = floats(length_m, beam_m)
    deep = design_draught_m(hull_type, length, beam) if design is None else floats(design)[0]
    a, b, c, d, e = _EMPTY
    k, u, v = _CAPACITY
    with np.errstate(divide="ignore", invalid="ignore"):
        empty = a + b * beam + c * length * deep / beam + d * np.sqrt(length * beam) + e * length * beam * deep
        empty = empty + _EMPTY_OF_TYPE[of_type]
        deadweight = k + length * beam * (u * deep + v * empty)
    return _Hull(deep, empty, np.where((deep <= empty) | (deadweight < 0), 0.0, deadweight))


def _capacity(empty: Floats, draught: Floats) -> Floats:
    """Return the capacity index of table 3, which has no meaning but in a ratio."""
    a0, a1, a2, b, c, d = _INDEX
    return a0 + empty * (a1 + a2 * empty) + draught * (b + c * draught + d * empty)


def _index(hull_type: ArrayLike) -> NDArray[np.intp]:
    return _place(np.asarray(hull_type, dtype=np.str_), np.array(HULL_TYPES), "type of hull")


def _place(names: NDArray[np.str_], known: NDArray[np.str_], what: str) -> NDArray[np.intp]:
    """Return where each name stands among the known ones."""
    same = names[..., None] == known
    if not np.all(np.any(same, axis=-1)):
        strange = sorted(set(names[~np.any(same, axis=-1)].ravel().tolist()))
        raise ValueError(f"unknown {what}: {', '.join(strange)}; known are {', '.join(known.tolist())}")
    return np.asarray(np.argmax(same, axis=-1))


def _table(draughts: ArrayLike, payloads: ArrayLike) -> tuple[Floats, ...]:
    x, y = floats(draughts, payloads)
    if x.ndim != 1 or x.shape != y.shape or not len(x):
        raise ValueError("a hydrostatic table needs as many draughts as payloads, at least one of each")
    if not (np.all(np.isfinite(x)) and np.all(np.isfinite(y)) and np.all(np.diff(x) > 0) and np.all(np.diff(y) >= 0)):
        raise ValueError("table_draught_m must rise and table_payload_t must not fall; both must be finite")
    return x, y
