"""Thalweg: can it pass, may it pass, and on whose word?

>>> import thalweg
>>> case = thalweg.open("tumen")
>>> case.check(mover="ccg-1000t", origin="hunchun", destination="sea-of-japan", on="2024-07-01")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from thalweg.study import Study

__all__ = ["__version__", "open"]
__version__ = "0.1.0"


def open(case: str | Path) -> Study:
    """Open a bundled case by its name, or a case folder by its path.

    Raises
    ------
    thalweg.errors.BadInput
        If there is no such case, or it has problems; the error has all of them.
    """
    from thalweg.study import open_case

    return open_case(case)
