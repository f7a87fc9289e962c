"""Who wants to pass: vessels, trains, trucks, persons and consignments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

MOVER_KINDS: tuple[str, ...] = ("vessel", "train", "truck", "person", "consignment")

MODES_OF: dict[str, frozenset[str]] = {
    "vessel": frozenset({"river", "canal", "strait", "sea"}),
    "train": frozenset({"rail", "ferry"}),
    "truck": frozenset({"road", "ferry"}),
    "person": frozenset({"river", "canal", "strait", "sea", "rail", "road", "ferry", "transfer"}),
    "consignment": frozenset({"river", "canal", "strait", "sea", "rail", "road", "ferry", "transfer"}),
}
"""The modes that a mover of each kind can use. Persons and goods change modes; vehicles do not."""


@dataclass(frozen=True, slots=True)
class Mover:
    """A mover as the case defines it; its dimensions are claims."""

    id: str
    name: str
    kind: str
    flag: str = ""
    """ISO 3166 alpha-2 code of the flag or nationality; empty if not known."""
    mover_class: str = ""
    loading: str = ""
    """The loading state asked about; empty means any."""
    cargo: tuple[str, ...] = ()
    """HS prefixes of what it carries."""
    note: str = ""
    given: tuple[tuple[str, float], ...] = ()
    """Numbers that the question gives in place of what is claimed, as (`draught_m`, 2.8), by attribute."""

    @property
    def key(self) -> str:
        """The name by which a question asks for it, as `rsd44` or `rsd44@laden`."""
        return f"{self.id}@{self.loading}" if self.loading else self.id

    @property
    def modes(self) -> frozenset[str]:
        """Modes of link that it can use."""
        return MODES_OF[self.kind]

    def loaded(self, loading: str) -> Mover:
        """Return the same mover in a loading state."""
        return replace(self, loading=loading)

    def with_given(self, numbers: Mapping[str, float]) -> Mover:
        """Return the same mover with these numbers in place of what is claimed of it."""
        return replace(self, given=tuple(sorted({**dict(self.given), **numbers}.items())))
