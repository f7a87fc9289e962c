"""The shapes of what is saved: of a scenario, a claim and a note, as it is sent."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from thalweg.io.composed import MOST
from thalweg.io.models import Day, Id, Model, Scalar
from thalweg.store.records import Kind

MOST_TEXT = 10_000
"""Letters of the longest text."""
MOST_CHANGES = 500
"""Changes that one scenario may have."""


def _plain(text: str, breaks: str = "") -> str:
    text = text.replace("\r\n", "\n")
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in breaks for c in text):
        raise PydanticCustomError("plain", "plain text without control characters")
    return text


def _lines(text: str) -> str:
    return _plain(text, "\n\t")


def _scalar(value: Any) -> Any:
    """Refuse control characters in a value that is a text."""
    return _plain(value.strip()) if isinstance(value, str) else value


Line = Annotated[str, StringConstraints(max_length=500), AfterValidator(_plain)]
Text = Annotated[str, StringConstraints(max_length=MOST_TEXT), AfterValidator(_lines)]
Name = Annotated[Id, StringConstraints(max_length=80)]
"""Id of a scenario or a note."""
Ref = Annotated[str, StringConstraints(max_length=120, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
"""Id of a source."""
Value = Annotated[Annotated[Scalar, BeforeValidator(_scalar)], Field(description="The value, as a number or a text.")]


class Sent(Model):
    """What is sent to be saved: texts lose the blanks around them, and no number is infinite."""

    model_config = ConfigDict(str_strip_whitespace=True, allow_inf_nan=False)


class SentChange(Sent):
    """A change of a scenario; days are given by `valid`, or as a file has them, and so is its reason."""

    subject: Line
    """Id of what is changed."""
    attribute: Line
    """Which property."""
    value: Value
    unit: Line = ""
    """Unit of the value."""
    qualifiers: dict[Line, Line] = Field(default={}, description="Qualifiers, as `by` and `to` of a consent.")
    valid: Line = ""
    """When it holds, as an EDTF date or interval such as 2024-07-01/.."""
    note: Line = ""
    """What the assumption rests on."""
    since: Day | None = Field(default=None, alias="from", description="As in a file, in place of `valid`.")
    until: Day | None = Field(default=None, description="As in a file, in place of `valid`.")
    why: Line = Field(default="", description="As in a file, in place of `note`.")


class SentScenario(Sent):
    """A scenario."""

    id: Name | None = Field(default=None, description="Its id; one is made of the title if not given.")
    title: Annotated[Line, StringConstraints(min_length=1)]
    """A few words."""
    description: Text = ""
    """What is assumed."""
    based_on: Id = "baseline"
    """Id of a scenario whose changes and readings are copied below its own."""
    top: list[Line] = Field(
        default=[],
        max_length=MOST,
        description="Parts of a scenario that is put together in its name, on top of `based_on`: a lever, a change, "
        "`reading:ARTICLE=OPTION`, or what is left out with `!` before it. They are spelled out as they are saved.",
    )
    readings: dict[Id, Id] = Field(default={}, description="Readings of contested articles that are taken.")
    meets: list[Line] = Field(default=[], description="Requirements that whoever passes under it meets.")
    changes: list[SentChange] = Field(
        default=[], max_length=MOST_CHANGES, description="Changes in order; a later one stands over an earlier one."
    )


class SentSource(Sent):
    """Where a claim was read; the id of a source of the case is enough."""

    id: Ref | None = Field(default=None, description="Its id; one is made of the rest if not given.")
    title: Line = ""
    """Title, as it is cited."""
    kind: Line = ""
    """Kind of source, as `news`."""
    url: Line = ""
    """Where it stands on the web."""
    published: Line = ""
    """When the world could read it, as an EDTF date."""


class SentClaim(Sent):
    """A claim: one source saying one thing about one property of one subject."""

    subject: Line
    """Id of a thing of the case."""
    attribute: Line
    """Which property."""
    value: Value
    unit: Line = ""
    """Unit of the value."""
    qualifiers: dict[Line, Line] = Field(default={}, description="Qualifiers, as `level` of a depth.")
    valid: Line = ""
    """When it is true, as an EDTF date or interval."""
    note: Text = ""
    """What else a reader should know."""
    stance: Line = "asserts"
    """Whether the source asserts, reports, denies or speculates."""
    source: SentSource
    """Where it was read."""


class SentNote(Sent):
    """A note: plain text about a thing of the case, or a question."""

    id: Name | None = Field(default=None, description="Its id; one is made if not given.")
    about: Line = ""
    """Id of a thing of the case."""
    question: Annotated[str, StringConstraints(max_length=4000), AfterValidator(_plain)] = ""
    """The address of a question, as text."""
    text: Annotated[Text, StringConstraints(min_length=1)]
    """What is noted."""


SENT: dict[Kind, type[Sent]] = {"scenario": SentScenario, "claim": SentClaim, "note": SentNote}
"""The shape of each kind."""
