"""How many pass where somebody always waits, and how long a service may last so that enough of them do.

All times of service are alike. In a lane the next begins when the one before is through. On a way that two directions
use by turns a row of one direction begins, each `follow_h` after the one before, and then a row of the other when the
way is clear: a lane is a way with rows of one. Windows and closing are those of `thalweg.solve.queues`.
"""

from __future__ import annotations

import math

from thalweg.solve.openhours import TOLERANCE_H, Floats, open_h

_SHORTEST_H, _LONGEST_H = 1e-6, 1e9
_HALVINGS = 60


def passes(
    windows: Floats, until_h: float, lasts_h: float, *, closing: str, row: float = 1.0, follow_h: float = 0.0
) -> float:
    """Return how many pass up to a time; what is under way then counts by its share.

    Parameters
    ----------
    lasts_h
        Time of service, or on the way; above 0.
    row, follow_h
        How many of one direction go in a row, infinite where nobody comes from the other; and the time between two.
    """
    gap = follow_h + (max(follow_h, lasts_h) - follow_h) / row  # on average
    open_hours = open_h(windows, 0.0, until_h)
    if closing == "pause" or open_hours >= until_h or not gap:
        return open_hours / gap if gap else math.inf if open_hours else 0.0

    def begins(number: float) -> float:
        """Return when one begins, by its number, in h after the beginning of a row."""
        rows, more = divmod(number, row)
        return (rows * row * gap if rows else 0.0) + more * follow_h

    def begun(hours: float) -> float:
        """Return how many begin in so many h after the beginning of a row."""
        rows, left = divmod(hours, row * gap)
        of_last = min(left // follow_h, row - 1) if follow_h else row - 1
        return (rows * row if rows else 0) + of_last + 1

    found = ready = 0.0
    gone = 0.0  # of the row that goes on
    for opens, closes in windows[windows[:, 0] < until_h].tolist():
        at = max(opens, ready)
        room = closes - at + (TOLERANCE_H - lasts_h if closing == "fit" else -TOLERANCE_H)
        if at >= until_h or room < 0:
            continue
        row_began = at - begins(gone)
        after = begun(at - row_began + room)
        seen = min(after, begun(until_h - row_began))
        last, following = begins(seen - 1), begins(seen)
        left = until_h - row_began - last
        found += seen - gone - (1 - left / (following - last) if last + left < following else 0)
        ready = row_began + begins(after)
        gone = after % row
    return found


def longest_h(
    windows: Floats, until_h: float, count: float, *, closing: str, row: float = 1.0, follow_h: float = 0.0
) -> float:
    """Return the longest service of which more than `count` pass up to a time, as its least upper bound.

    It is 0 if no service is short enough, and infinite if none is too long.
    """

    def enough(lasts_h: float) -> bool:
        return passes(windows, until_h, lasts_h, closing=closing, row=row, follow_h=follow_h) > count

    if not enough(_SHORTEST_H):
        return 0.0
    low, high = _SHORTEST_H, until_h
    while enough(high):
        low, high = high, 2 * high
        if high > _LONGEST_H:
            return math.inf
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if enough(middle) else (low, middle)
    return low
