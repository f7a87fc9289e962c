"""What somebody may: a viewer reads, an analyst also saves, an admin also deletes what others made."""

from __future__ import annotations

from typing import Literal

Role = Literal["viewer", "analyst", "admin"]
ROLES: tuple[Role, ...] = ("viewer", "analyst", "admin")
"""Roles, each with all that the ones before it may."""
