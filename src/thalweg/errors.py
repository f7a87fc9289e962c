"""What may go wrong, and how it is told.

ThalwegError
└── BadInput          something a user wrote cannot be used: exit code 2, never a traceback
    ├── CaseError     a case folder has problems: all of them, each with its place
    └── UnknownName   a place, mover, scenario, ... that the case does not have

"No way through" is an answer, not an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

CODES: dict[str, str] = {
    "file-missing": "A file that the case needs is not there.",
    "file-too-large": "A file is larger than Thalweg reads.",
    "not-utf8": "A text file is not encoded as UTF-8.",
    "bad-yaml": "A YAML file cannot be parsed.",
    "bad-json": "A JSON or GeoJSON file cannot be parsed.",
    "bad-xml": "An XML file cannot be parsed, or has a document type.",
    "bad-csv": "A CSV file has a wrong header or a row with the wrong number of cells.",
    "bad-geometry": "A geometry is not valid: wrong type, too few points, or coordinates out of range.",
    "bad-value": "A value is not of the type or form that its field asks for.",
    "bad-unit": "A unit is not known, or measures another quantity than the attribute.",
    "bad-date": "A date is not a valid EDTF date, or an interval ends before it begins.",
    "missing-field": "A required field is not given.",
    "unknown-field": "A field is not one that this file may have.",
    "unknown-id": "A name refers to something that the case does not define.",
    "unknown-attribute": "An attribute is not a row of the attribute table.",
    "not-applicable": "An attribute is used on a kind of subject that it does not describe.",
    "duplicate-id": "An id is defined twice.",
    "missing-source": "A claim names no source, or one that sources.csv does not have.",
    "missing-package": "A case needs a Python package that is not installed.",
    "lift-cycle": "Rules lift each other in a circle.",
    "statement-binds": "A political statement is used as if it bound: it can at most request a consent.",
    "source-cycle": "Sources derive from each other in a circle.",
    "no-effect": "A scenario change alters nothing.",
    "unknown-name": "A question names a place, mover, scenario, ... that the case does not have.",
    "not-served": "The server has no such address, or does not serve it in this way or under this name.",
    "over-limit": "A question or a request is larger, or takes longer, than the server allows.",
    "no-store": "The store of what is saved cannot be opened, or does not answer.",
    "stale": "Somebody else changed what is to be changed; look at it, then change it again.",
    "not-allowed": "Who asks may not do it: no token, a token that is not valid, or a role that is too low.",
    "busy": "The server has as many questions at work as it takes; ask again later.",
    "fault": "Something went wrong in Thalweg itself.",
    "bad-question": "A question or command line is incomplete or cannot be understood.",
    "exists": "A file or folder is in the way and is not overwritten.",
}
"""Every error code, with its meaning; the documentation lists the same."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, at one place, with what was expected there."""

    file: str
    line: int
    field: str
    code: str
    found: str
    expected: str
    hint: str = ""

    def sentence(self) -> str:
        """Return the problem as one line."""
        where = ":".join(p for p in (self.file, str(self.line) if self.line else "") if p)
        parts = [f"{where}: " if where else ""]
        parts.append(f"{self.field}: " if self.field else "")
        parts.append(f"{self.found}; expected {self.expected}")
        if self.hint:
            parts.append(f" ({self.hint})")
        return "".join(parts)

    def as_dict(self) -> dict[str, object]:
        """Return the fields that `--json` shows."""
        return {
            "code": self.code,
            "file": self.file,
            "line": self.line or None,
            "field": self.field,
            "found": self.found,
            "expected": self.expected,
            "hint": self.hint,
        }


class ThalwegError(Exception):
    """Base of all errors that Thalweg raises on purpose."""


class BadInput(ThalwegError):
    """Something a user wrote cannot be used."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(p.sentence() for p in self.problems))

    def as_dict(self) -> dict[str, object]:
        """Return the one error form of every surface: the first problem, and all of them."""
        first = self.problems[0]
        return {
            "error": {
                **first.as_dict(),
                "message": first.sentence(),
                "problems": [p.as_dict() for p in self.problems],
            }
        }


class CaseError(BadInput):
    """A case folder cannot be loaded; `problems` has every reason."""


class UnknownName(BadInput):
    """A question names something that the case does not have."""


def nearest(name: str, valid: Iterable[str], most: int = 3) -> str:
    """Return a hint with the valid names nearest to `name`, or all of them if they are few."""
    known = sorted(set(valid))
    close = (
        get_close_matches(name, known, n=most, cutoff=0.5)
        or [k for k in known if name and (name in k or k in name)][:most]
    )
    if close:
        return f"did you mean {' or '.join(close)}?"
    if 0 < len(known) <= 12:
        return f"valid: {', '.join(known)}"
    return ""


def unknown_name(kind: str, name: str, valid: Iterable[str]) -> UnknownName:
    """Build the error for a name that does not exist, with the nearest valid ones."""
    article = "an" if kind[:1] in "aeio" else "a"
    found = f"no {kind} {name!r} in this case"
    return UnknownName(Problem("", 0, kind, "unknown-name", found, f"{article} {kind}", nearest(name, valid)))


def in_the_way(field: str, what: str, expected: str) -> BadInput:
    """Build the error for something that exists and is not overwritten."""
    return BadInput(Problem("", 0, field, "exists", f"{what} is in the way", expected))


def bad_question(field: str, found: str, expected: str, hint: str = "") -> BadInput:
    """Build the error for a question that cannot be understood."""
    return BadInput(Problem("", 0, field, "bad-question", found, expected, hint))
