"""What one source says of one attribute of a great many subjects, as a column.

A network of thousands of links says the same few things of each. The column keeps the values alone;
a claim is made of one when it is asked for, and is then like any claim of a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from thalweg.facts.claim import TABLE, Claim, Value
from thalweg.period import ALWAYS, Period


@dataclass(frozen=True, eq=False)
class Bulk:
    """One attribute of many subjects, from one source."""

    attribute: str
    source: str
    said: Mapping[str, float | str]
    """For each subject a number in the unit of the attribute, or a code."""
    unit: str = ""
    published: Period = ALWAYS
    recorded: date = date.max
    ref: str = ""
    note: str = ""

    def __len__(self) -> int:
        return len(self.said)

    def claim(self, subject: str) -> Claim | None:
        """Return what is said of a subject as a claim, or None if nothing is."""
        said = self.said.get(subject)
        if said is None:
            return None
        number = not isinstance(said, str)
        return Claim(
            subject=subject,
            attribute=self.attribute,
            value=Value("number", float(said), float(said)) if number else Value("code", code=str(said)),
            source=self.source,
            stated=f"{said:g} {self.unit}".strip() if number else str(said),
            published=self.published,
            recorded=self.recorded,
            rank=TABLE,
            ref=self.ref,
            note=self.note,
        )
