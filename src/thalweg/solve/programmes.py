"""Which changes serve the most: an exact integer programme. Arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def choose(
    options: Sequence[Sequence[Sequence[int]]],
    cost: NDArray[np.float64],
    least: int | None = None,
    most: int | None = None,
) -> tuple[int, ...] | None:
    """Return the levers of least cost that serve at least so many, or that serve the most with at most so many.

    Parameters
    ----------
    options
        For each that is to be served the sets of levers, any one of which serves it; an empty set needs none.
    cost
        Cost of each lever, (levers,), above 0.
    least
        How many must be served; then the cost is least.
    most
        How many levers may be used; then the number served is greatest, and of those the cost is least.

    Returns
    -------
    Levers, rising; None if too few can be served.

    Notes
    -----
    Solved by branch and bound (HiGHS, through scipy). Ties are broken in favour of levers of low number.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import lil_array

    levers, served = len(cost), len(options)
    sets = [(m, one) for m, found in enumerate(options) for one in found]
    width = levers + len(sets) + served
    rows = sum(len(one) for _, one in sets) + served + 1
    matrix = lil_array((rows, width))
    low, high = np.zeros(rows), np.full(rows, np.inf)
    row = 0
    for s, (_, one) in enumerate(sets):
        for lever in one:  # a set may be used only with all its levers
            matrix[row, lever], matrix[row, levers + s] = 1, -1
            row += 1
    for m in range(served):  # served only by a set that is used
        for s, (who, _) in enumerate(sets):
            if who == m:
                matrix[row, levers + s] = 1
        matrix[row, levers + len(sets) + m] = -1
        row += 1
    tie = 1 + np.arange(levers) * 1e-6
    objective = np.zeros(width)
    if least is not None:
        matrix[row, levers + len(sets) :] = 1
        low[row], high[row] = least, served
        scale = max(float(cost.max(initial=1.0)), 1.0)
        objective[:levers] = cost / scale * tie
    else:
        matrix[row, :levers] = 1
        low[row], high[row] = 0, levers if most is None else most
        total = max(float(cost.sum()), 1.0)
        objective[:levers] = cost / total * tie * 0.5
        objective[levers + len(sets) :] = -1
    found = milp(
        objective, integrality=np.ones(width), bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix.tocsr(), low, high),
    )  # fmt: skip
    if found.x is None:
        return None
    return tuple(np.flatnonzero(found.x[:levers] > 0.5).tolist())
