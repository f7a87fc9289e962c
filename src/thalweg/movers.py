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


ICE_OF_CLASS_M: dict[str, tuple[float, float]] = {
    "1A_super": (1.0, 1.0),
    "1A": (0.8, 0.8),
    "1B": (0.6, 0.6),
    "1C": (0.4, 0.4),
}
"""Thickness of level ice, in m, for which the Finnish-Swedish ice class rules design a hull, by ice class. For
other registers no figure of good source was read: there `ice_capability_m` must be claimed."""


Given = float | tuple[float, float]
"""A number that a question gives, or the range in which it lies."""


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
    given: tuple[tuple[str, Given], ...] = ()
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

    def with_given(self, numbers: Mapping[str, Given]) -> Mover:
        """Return the same mover with these numbers in place of what is claimed of it."""
        return replace(self, given=tuple(sorted({**dict(self.given), **numbers}.items(), key=lambda g: g[0])))

    def without(self, *attributes: str) -> Mover:
        """Return the same mover as if the question did not give these numbers."""
        return replace(self, given=tuple(g for g in self.given if g[0] not in attributes))
