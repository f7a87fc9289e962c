"""Where the store of a user stands."""

from __future__ import annotations

import os
from pathlib import Path


def default_path() -> Path:
    """Return where the store of a user stands: in the folder for data of programs (XDG)."""
    told = os.environ.get("XDG_DATA_HOME", "")
    folder = Path(told) if told and Path(told).is_absolute() else Path.home() / ".local" / "share"
    return folder / "thalweg" / "store.sqlite"
