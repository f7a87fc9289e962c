"""How long a lock chamber takes to level: water through an opening under a falling head."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from thalweg.physics.arrays import Floats, floats
from thalweg.physics.water import GRAVITY_MS2


def levelling_time_s(
    chamber_area_m2: ArrayLike,
    head_m: ArrayLike,
    opening_area_m2: ArrayLike,
    discharge_coefficient: ArrayLike,
    *,
    opening_time_s: ArrayLike = 0.0,
    residual_head_m: ArrayLike = 0.0,
    gravity_ms2: ArrayLike = GRAVITY_MS2,
) -> Floats:
    """Return how long a chamber takes to level with a basin whose level stays, in s.

    Parameters
    ----------
    chamber_area_m2
        Water surface of the chamber.
    head_m
        Difference of levels at the start, up or down.
    opening_area_m2, discharge_coefficient
        Area of all openings when fully open, and the share of the ideal discharge that passes.
    opening_time_s
        Time in which the openings open, at an even pace; 0 opens them at once.
    residual_head_m
        Head at which the gates are opened. The last centimetres take long; OpenTNSim stops at 0.05 m.
    gravity_ms2
        Acceleration of gravity.

    Returns
    -------
    Broadcast shape. 0 if the head is at most the residual head, +inf if nothing is open.

    Notes
    -----
    The head z falls by dz/dt = -m A(t) sqrt(2 g z) / A_chamber (Torricelli; M. van Koningsveld et al.,
    *Ports and Waterways*, TU Delft, 2021, equation 4.64). Openings that are open at once take
    T = 2 A_chamber (sqrt(z0) - sqrt(z1)) / (m A sqrt(2 g)). If they open at an even pace over a time O,
    the integral of their share is t^2 / 2O up to O and t - O/2 after it. So levelling takes
    T + O/2 where T >= O/2, else sqrt(2 O T). The doors' own time is not in it.
    """
    chamber, head, opening, share = floats(chamber_area_m2, head_m, opening_area_m2, discharge_coefficient)
    opening_time, residual, gravity = floats(opening_time_s, residual_head_m, gravity_ms2)
    with np.errstate(divide="ignore", invalid="ignore"):
        roots = np.maximum(np.sqrt(np.abs(head)) - np.sqrt(residual), 0.0)
        at_once = 2 * chamber * roots / (np.maximum(share * opening, 0.0) * np.sqrt(2 * gravity))
        gradual = np.where(at_once >= opening_time / 2, at_once + opening_time / 2, np.sqrt(2 * opening_time * at_once))
    return np.where(roots > 0, gradual, np.where(np.isnan(roots), np.nan, 0.0))
