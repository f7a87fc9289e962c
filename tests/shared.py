"""Data that tests read but the project does not carry: they lie beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"


def shared(name: str) -> Path:
    """Return a shared file; skip the test where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the shared file {name} is not beside the repository, as ../shared/data/{name}")
    return path
