"""How a corridor performs: speeds with and without delay, cost by distance and load, and spread.

The indicators are those of Corridor Performance Measurement and Monitoring of the CAREC programme. What each
counts stands in its reports; the formulas marked *as usually given* were not read there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from thalweg.physics.arrays import Floats, floats

SECTION_KM, LOAD_T = 500.0, 20.0
"""Distance and load by which the cost of a section is stated."""


def section_cost_usd(cost_usd: ArrayLike, distance_km: ArrayLike, load_t: ArrayLike) -> Floats:
    """Return the cost to travel a section, in USD for 500 km and 20 t (TFI3).

    Notes
    -----
    cost / (distance / 500) / (load / 20). CAREC CPMM, annual report 2022, road transport, states the measure as
    "$ per 500 km per 20 t".
    """
    cost, distance, load = floats(cost_usd, distance_km, load_t)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(cost / (distance / SECTION_KM) / (load / LOAD_T))


def speed_kmh(distance_km: ArrayLike, hours_h: ArrayLike) -> Floats:
    """Return the speed over trips together, in km/h: the sum of distances over the sum of hours.

    Notes
    -----
    With the hours of driving and of every stop it is the speed with delay (SWD, TFI4), with those of driving alone
    the speed without delay (SWOD). CAREC CPMM; formulas as usually given.
    """
    distance, hours = (np.sum(x) for x in floats(distance_km, hours_h))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.divide(distance, hours))


def delay_ratio(speed_with_kmh: ArrayLike, speed_without_kmh: ArrayLike) -> Floats:
    """Return the share of the time that is lost in delays: 1 - SWD / SWOD."""
    with_, without = floats(speed_with_kmh, speed_without_kmh)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1.0 - with_ / without)


@dataclass(frozen=True, slots=True)
class Spread:
    """How values lie."""

    n: int
    mean: float
    median: float
    low_quartile: float
    high_quartile: float
    deviation: float
    """Standard deviation of the sample; not a number for fewer than two."""

    @property
    def variation(self) -> float:
        """Coefficient of variation: the standard deviation over the mean."""
        return self.deviation / self.mean if self.mean else float("nan")


def spread(values: ArrayLike) -> Spread:
    """Return how values lie; quartiles are interpolated linearly between values.

    Notes
    -----
    The coefficient of variation stands in the glossary of the CPMM annual report of 2010.
    """
    found = np.asarray(values, dtype=np.float64).ravel()
    if not len(found):
        return Spread(0, *[float("nan")] * 5)
    low, middle, high = np.percentile(found, [25, 50, 75])
    deviation = float(np.std(found, ddof=1)) if len(found) > 1 else float("nan")
    return Spread(len(found), float(np.mean(found)), float(middle), float(low), float(high), deviation)
