"""When something is open: windows as an (n, 2) array of hours, and the clock that runs only while it is open.

Whatever closes a gate is a window of its complement: opening hours, tide, daylight, works, ice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
TOLERANCE_H = 1e-9
"""Times that differ by less are the same: what fills a window to its end does not wait for the next one."""
NEVER_OPEN = ((np.inf, np.inf),)
"""The windows of what is never open; no window at all is always open."""


def as_windows(windows: ArrayLike | None) -> Floats:
    """Return windows in order, those that touch joined; None is no window at all: always open.

    Raises
    ------
    ValueError
        If they are not pairs, one ends before it begins, or two overlap.
    """
    found = np.asarray([] if windows is None else windows, dtype=np.float64)
    if not found.size:
        return np.empty((0, 2))
    if np.array_equal(found, NEVER_OPEN):
        return found
    if found.ndim != 2 or found.shape[1] != 2 or np.isnan(found).any():
        raise ValueError("windows are pairs of hours, from and to")
    if (found[:, 1] <= found[:, 0]).any():
        raise ValueError("a window ends before it begins")
    if (found[1:, 0] < found[:-1, 1]).any():
        raise ValueError("windows overlap or are not in order")
    apart = found[1:, 0] > found[:-1, 1]
    return np.column_stack([found[np.r_[True, apart], 0], found[np.r_[apart, True], 1]])


def without(windows: Floats, closures: ArrayLike, until_h: float) -> Floats:
    """Return windows less closures, up to a time; no window at all is taken as always open."""
    shut = np.asarray(closures, dtype=np.float64).reshape(-1, 2)
    shut = shut[np.argsort(shut[:, 0], kind="stable")]
    found = []
    for low, high in (windows if len(windows) else np.array([[0.0, until_h]])).tolist():
        at = low
        for start, end in shut.tolist():
            if end > at and start < high:
                if start > at:
                    found.append((at, start))
                at = max(at, end)
        if at < high:
            found.append((at, high))
    return as_windows(found or NEVER_OPEN)


def open_h(windows: Floats, start_h: float, end_h: float) -> float:
    """Return for how long it is open between two times."""
    if not len(windows):
        return end_h - start_h
    low, high = np.maximum(windows[:, 0], start_h), np.minimum(windows[:, 1], end_h)
    return float(np.maximum(high - low, 0.0).sum())


@dataclass(frozen=True)
class OpenClock:
    """A clock that stands still while it is closed."""

    windows: Floats
    """In order; at least one."""
    before_h: Floats
    """What the clock shows at the start of each window, and at the end of the last."""

    @classmethod
    def of(cls, windows: Floats) -> OpenClock:
        """Make the clock of windows."""
        lasts = np.subtract(windows[:, 1], windows[:, 0], out=np.zeros(len(windows)), where=np.isfinite(windows[:, 0]))
        return cls(windows, np.concatenate(([0.0], np.cumsum(lasts))))

    def shown(self, time_h: Floats) -> Floats:
        """Return what the clock shows at times."""
        at = np.maximum(np.searchsorted(self.windows[:, 0], time_h, side="right") - 1, 0)
        inside = np.minimum(time_h, self.windows[at, 1]) - self.windows[at, 0]
        return np.asarray(self.before_h[at] + np.maximum(inside, 0.0))

    def starts(self, shown_h: Floats) -> Floats:
        """Return when work may begin that waits for the clock to show this: at a closing, the next opening."""
        at = np.searchsorted(self.before_h[1:], shown_h + TOLERANCE_H, side="right")
        return self._time(at, shown_h, np.inf)

    def ends(self, shown_h: Floats) -> Floats:
        """Return when the clock shows this first."""
        at = np.searchsorted(self.before_h[1:], shown_h - TOLERANCE_H, side="left")
        last = np.where(at < len(self.windows), self.windows[np.minimum(at, len(self.windows) - 1), 1], np.inf)
        return self._time(at, shown_h, last)

    def _time(self, at: NDArray[np.intp], shown_h: Floats, most: Floats | float) -> Floats:
        inside = np.minimum(at, len(self.windows) - 1)
        time = self.windows[inside, 0] + np.maximum(shown_h - self.before_h[inside], 0.0)
        return np.where((at < len(self.windows)) | np.isnan(shown_h), np.minimum(time, most), np.inf)
