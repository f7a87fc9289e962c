"""The style sheets that come with Thalweg."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def style(name: str) -> str:
    """Return a style sheet of `data` in one line."""
    text = resources.files("thalweg").joinpath("data", f"{name}.css").read_text(encoding="utf-8")
    return " ".join(line.strip() for line in text.splitlines())
