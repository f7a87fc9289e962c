"""Depth and clearance at a water level, and squat: what moving water does to a ship.

Every function takes numbers or arrays that broadcast and returns an array of the broadcast shape.
Speeds are through the water, in knots, because the published squat formulas are.

Squat is how much deeper a moving ship lies. Outside the domain of its formula it is +inf, never
nan, so that a comparison with a depth refuses. Outside means: a depth not above the draught, a
Froude depth number of 1 or more, a channel not wider than the ship, a negative or missing number.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thalweg.physics.arrays import Floats, floats

GRAVITY_MS2 = 9.80665
"""Standard gravity (3rd General Conference on Weights and Measures, 1901)."""
KNOT_MS = 1852 / 3600
"""A knot in m/s: a nautical mile of 1852 m an hour."""

HUUSKA_LEAST_BLOCKAGE = 0.03
"""Corrected blockage up to which the banks are not felt."""
SLOPED_BLOCKAGE_MAX = 0.29
"""Blockage up to which the curves K1 keep their order; beyond it they cross and turn."""
_K1_UP_TO = np.array([0.3, 0.5, 0.7, 1.0])
"""Ratios of bank height to depth up to which each row of `_K1` holds; above the last stands a canal."""
_K1 = np.array(
    [
        [0.46, 15.85, 124.06, -380.04],
        [0.21, 28.20, -53.17, 87.97],
        [1.10, -5.55, 167.76, -417.72],
        [0.82, 6.11, 16.90, -70.86],
        [1.00, 0.00, 0.00, 0.00],
    ]
)
"""Coefficients of K1 by rising powers of the blockage."""


def depth_at_level_m(depth_at_datum_m: ArrayLike, level_m: ArrayLike, datum_level_m: ArrayLike) -> Floats:
    """Return the depth of a fairway at a water level.

    Parameters
    ----------
    depth_at_datum_m
        Depth when the gauge reads `datum_level_m`.
    level_m, datum_level_m
        Readings of one gauge, now and at the datum.

    Notes
    -----
    The rule of the Central Commission for the Navigation of the Rhine (*Market Observation*, water
    levels and freight rates): depth = depth at datum + (gauge - datum). It takes the water surface to
    rise by as much at the shallow place as at the gauge, so it holds near the gauge. A result below
    0 is a dry bed.
    """
    depth, level, datum = floats(depth_at_datum_m, level_m, datum_level_m)
    return depth + (level - datum)


def level_for_depth_m(depth_m: ArrayLike, depth_at_datum_m: ArrayLike, datum_level_m: ArrayLike) -> Floats:
    """Return the gauge reading at which a fairway has a depth: `depth_at_level_m` solved for the level."""
    wanted, depth, datum = floats(depth_m, depth_at_datum_m, datum_level_m)
    return datum + (wanted - depth)


def clearance_at_level_m(clearance_at_datum_m: ArrayLike, level_m: ArrayLike, datum_level_m: ArrayLike) -> Floats:
    """Return the vertical clearance below a bridge at a water level.

    It falls as the water rises. The arguments are those of `depth_at_level_m`, with the clearance at
    the datum in place of the depth. A result below 0 is a drowned bridge.
    """
    clearance, level, datum = floats(clearance_at_datum_m, level_m, datum_level_m)
    return clearance - (level - datum)


def level_for_clearance_m(clearance_m: ArrayLike, clearance_at_datum_m: ArrayLike, datum_level_m: ArrayLike) -> Floats:
    """Return the gauge reading at which a bridge has a clearance: the inverse of `clearance_at_level_m`."""
    wanted, clearance, datum = floats(clearance_m, clearance_at_datum_m, datum_level_m)
    return datum + (clearance - wanted)


def froude_depth(speed_kn: ArrayLike, depth_m: ArrayLike) -> Floats:
    """Return the Froude depth number v / sqrt(g h); +inf where there is no depth or the input is no number.

    At 1 a ship runs as fast as the longest wave in that depth. The squat formulas here end there.
    """
    speed, depth = floats(speed_kn, depth_m)
    with np.errstate(all="ignore"):
        return _within((speed >= 0) & (depth > 0), speed * KNOT_MS / np.sqrt(GRAVITY_MS2 * depth))


def squat_barrass_open_m(
    speed_kn: ArrayLike, depth_m: ArrayLike, draught_m: ArrayLike, block_coefficient: ArrayLike
) -> Floats:
    """Return squat in open water after Barrass, in m.

    Notes
    -----
    V^2 T/h CB/100 with V in knots: Barrass's rule for open water, weighted with draught to depth, as
    the calculator of the Finnish Transport Infrastructure Agency has it.
    """
    speed, depth, draught, block = floats(speed_kn, depth_m, draught_m, block_coefficient)
    with np.errstate(all="ignore"):
        squat = speed**2 * draught / depth * block / 100
    return _within(_afloat(speed, depth, draught) & (block > 0), squat)


def squat_barrass_confined_m(
    speed_kn: ArrayLike,
    depth_m: ArrayLike,
    draught_m: ArrayLike,
    beam_m: ArrayLike,
    width_m: ArrayLike,
    block_coefficient: ArrayLike,
) -> Floats:
    """Return squat in a channel with upright banks after Barrass, in m.

    Parameters
    ----------
    speed_kn, depth_m, draught_m, beam_m, block_coefficient
        Of the ship and the water.
    width_m
        Width of the channel; wider than the ship.

    Notes
    -----
    CB S^0.81 V^2.08 / 20 with V in knots and the blockage S = B T / (W h): C. B. Barrass and
    D. R. Derrett, *Ship Stability for Masters and Mates*, 2006, chapter 42. OpenTNSim
    uses it with 1 m/s = 1.94 kn.
    """
    speed, depth, draught, beam, width, block = floats(speed_kn, depth_m, draught_m, beam_m, width_m, block_coefficient)
    with np.errstate(all="ignore"):
        squat = block * (beam * draught / (width * depth)) ** 0.81 * speed**2.08 / 20
    return _within(_afloat(speed, depth, draught) & (block > 0) & (beam > 0) & (width > beam), squat)


def squat_icorels_m(
    speed_kn: ArrayLike,
    depth_m: ArrayLike,
    draught_m: ArrayLike,
    beam_m: ArrayLike,
    length_m: ArrayLike,
    block_coefficient: ArrayLike,
) -> Floats:
    """Return squat at the bow in open water after ICORELS, in m.

    Parameters
    ----------
    speed_kn, depth_m, draught_m, beam_m, block_coefficient
        Of the ship and the water.
    length_m
        Length between perpendiculars.

    Notes
    -----
    2.4 V/L^2 F^2 / sqrt(1 - F^2) with the displaced volume V = CB L B T and the Froude depth number F:
    International Commission for the Reception of Large Ships, Working Group IV, PIANC Bulletin 35,
    1980; as compared with measurements by M. J. Briggs et al., *Journal of Ship Research* 57(1), 2013.
    """
    return _huuska(floats(speed_kn, depth_m, draught_m, beam_m, length_m, block_coefficient), np.ones(()))


def squat_huuska_open_m(
    speed_kn: ArrayLike,
    depth_m: ArrayLike,
    draught_m: ArrayLike,
    beam_m: ArrayLike,
    length_m: ArrayLike,
    block_coefficient: ArrayLike,
) -> Floats:
    """Return squat in open water after Huuska and Guliev, in m: that of ICORELS, since Ks is 1.

    The arguments are those of `squat_icorels_m`.
    """
    return squat_icorels_m(speed_kn, depth_m, draught_m, beam_m, length_m, block_coefficient)


def squat_huuska_channel_m(
    speed_kn: ArrayLike,
    depth_m: ArrayLike,
    draught_m: ArrayLike,
    beam_m: ArrayLike,
    length_m: ArrayLike,
    block_coefficient: ArrayLike,
    width_m: ArrayLike,
    bank_slope: ArrayLike = np.inf,
    section_depth_m: ArrayLike | None = None,
) -> Floats:
    """Return squat in a channel whose banks reach above the water, after Huuska and Guliev, in m.

    Parameters
    ----------
    speed_kn, depth_m, draught_m, beam_m, length_m, block_coefficient
        As in `squat_icorels_m`.
    width_m
        Width of the channel at the bottom; wider than the ship.
    bank_slope
        Rise of the banks by run; infinite for upright walls.
    section_depth_m
        Depth from which the blockage is reckoned, if it is another than `depth_m`. The Finnish
        authority takes the swept depth there, and adds the water level only in the Froude number.

    Notes
    -----
    2.4 Ks CB B T/L F^2 / sqrt(1 - F^2) with Ks = 7.45 S + 0.76 for a blockage
    S = 0.98 B T / (W h + h^2/slope) above 0.03, else 1: O. Huuska, *On the Evaluation of Underkeel
    Clearances in Finnish Waterways*, Helsinki University of Technology, 1976, after U. M. Guliev,
    PIANC Bulletin 7, 1971; as the calculator of the Finnish Transport Infrastructure Agency has it.
    The printed line lies below 1 from S = 0.03 to 0.0322; there Ks is 1, so that banks never help.
    """
    ship = floats(speed_kn, depth_m, draught_m, beam_m, length_m, block_coefficient)
    width, slope, depth = floats(width_m, bank_slope, depth_m if section_depth_m is None else section_depth_m)
    blockage = _blockage(ship, width, slope, depth)
    return _within(_channel(ship, width, slope, depth), _huuska(ship, _ks(blockage)))


def squat_huuska_sloped_m(
    speed_kn: ArrayLike,
    depth_m: ArrayLike,
    draught_m: ArrayLike,
    beam_m: ArrayLike,
    length_m: ArrayLike,
    block_coefficient: ArrayLike,
    width_m: ArrayLike,
    bank_slope: ArrayLike,
    bank_height_m: ArrayLike,
    section_depth_m: ArrayLike | None = None,
) -> Floats:
    """Return squat in a dredged channel with banks below the water, after Huuska and Guliev, in m.

    Parameters
    ----------
    speed_kn, depth_m, draught_m, beam_m, length_m, block_coefficient, width_m, bank_slope, section_depth_m
        As in `squat_huuska_channel_m`.
    bank_height_m
        Height of the banks above the bottom of the channel. Above the depth they reach out of the
        water, and the squat is that of `squat_huuska_channel_m`.

    Notes
    -----
    As `squat_huuska_channel_m`, with S/K1 in place of the blockage S. K1 is a cubic in S for each of
    four ranges of bank height to depth, with the coefficients of the calculator of the Finnish
    Transport Infrastructure Agency. Above S = 0.29 the curves cross: +inf. The curve of the lowest
    banks dips a little between S = 0.093 and 0.141, by 0.05 % of the squat.
    """
    ship = floats(speed_kn, depth_m, draught_m, beam_m, length_m, block_coefficient)
    width, slope, height, depth = floats(
        width_m, bank_slope, bank_height_m, depth_m if section_depth_m is None else section_depth_m
    )
    blockage = _blockage(ship, width, slope, depth)
    with np.errstate(all="ignore"):
        band = np.searchsorted(_K1_UP_TO, height / depth)
        a = np.moveaxis(_K1[band], -1, 0)
        corrected = blockage / (a[0] + blockage * (a[1] + blockage * (a[2] + blockage * a[3])))
    fitted = (blockage <= SLOPED_BLOCKAGE_MAX) | (band == len(_K1_UP_TO))
    valid = _channel(ship, width, slope, depth) & (height >= 0) & fitted
    return _within(valid, _huuska(ship, _ks(corrected)))


def _huuska(ship: tuple[Floats, ...], ks: Floats) -> Floats:
    """Return 2.4 Ks CB B T/L F^2 / sqrt(1 - F^2)."""
    speed, depth, draught, beam, length, block = ship
    froude = froude_depth(speed, depth)
    with np.errstate(all="ignore"):
        squat = 2.4 * ks * block * beam * draught / length * froude**2 / np.sqrt(1 - froude**2)
    return _within(_afloat(speed, depth, draught) & (block > 0) & (beam > 0) & (length > 0), squat)


def _blockage(ship: tuple[Floats, ...], width: Floats, slope: Floats, depth: Floats) -> Floats:
    """Return the share of the section that the ship fills; its midship section is 0.98 B T."""
    with np.errstate(all="ignore"):
        return np.asarray(0.98 * ship[3] * ship[2] / (width * depth + depth**2 / slope))


def _ks(blockage: Floats) -> Floats:
    with np.errstate(over="ignore", invalid="ignore"):
        return np.where(blockage > HUUSKA_LEAST_BLOCKAGE, np.maximum(7.45 * blockage + 0.76, 1.0), 1.0)


def _channel(ship: tuple[Floats, ...], width: Floats, slope: Floats, depth: Floats) -> NDArray[np.bool_]:
    return np.asarray((width > ship[3]) & (slope > 0) & (depth > 0))


def _afloat(speed: Floats, depth: Floats, draught: Floats) -> NDArray[np.bool_]:
    return np.asarray((draught >= 0) & (depth > draught) & (froude_depth(speed, depth) < 1))


def _within(valid: NDArray[np.bool_], value: Floats) -> Floats:
    """Return the value where the formula holds, else +inf; never nan."""
    return np.where(valid & ~np.isnan(value), value, np.inf)
