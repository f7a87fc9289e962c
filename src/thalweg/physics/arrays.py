"""What the formulas share: arrays of floats, and no more."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def floats(*values: ArrayLike) -> tuple[Floats, ...]:
    """Return each value as an array of floats; a number becomes an array without dimensions."""
    return tuple(np.asarray(v, dtype=np.float64) for v in values)
