"""Who asks, and what they may: look, save, or everything."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from thalweg.errors import Problem
from thalweg.server.replies import Refused
from thalweg.store.roles import ROLES, Role


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who asks."""

    name: str
    role: Role
    cases: Collection[str] | None = None
    """The cases that they see; all if none are named."""

    def may(self, least: Role) -> bool:
        """Tell whether they have a role, or one above it."""
        return ROLES.index(self.role) >= ROLES.index(least)

    def sees(self, case: str) -> bool:
        """Tell whether a case is there for them."""
        return self.cases is None or case in self.cases

    def need(self, least: Role, what: str) -> None:
        """Refuse what they may not.

        Raises
        ------
        Refused
            If their role is too low.
        """
        if not self.may(least):
            found = f"{what} as {self.role}"
            raise Refused(403, Problem("", 0, "Authorization", "not-allowed", found, f"the role {least}"))

    def as_dict(self, writes: bool) -> dict[str, Any]:
        """Return what a page wants to know; `writes` tells whether the server keeps anything at all."""
        cases = None if self.cases is None else sorted(self.cases)
        return {"name": self.name, "role": self.role, "cases": cases, "writes": writes and self.may("analyst")}


LOCAL = Who("local", "admin")
"""Who sits at this machine."""
