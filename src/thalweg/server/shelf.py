"""The cases that a server has: each opened once, when it is first asked for, and shared by all who ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from thalweg.errors import CaseError, bad_question
from thalweg.io.case import bundled, find_case
from thalweg.io.case_models import CaseFile
from thalweg.io.checked import read_model
from thalweg.io.files import Report
from thalweg.io.fingerprint import fingerprint
from thalweg.server.schemas import CaseBrief
from thalweg.study import Study, open_case

MOST_WARM = 8
"""Cases that keep what they worked out for the next question; of others, asked longer ago, it is dropped."""


@dataclass
class _Book:
    """A case on the shelf."""

    root: Path
    about: CaseFile
    lock: Lock = field(default_factory=Lock)
    study: Study | None = None
    stamp: str = ""


class Shelf:
    """Cases by name; what is not named here is never looked for on a disk."""

    def __init__(self, cases: Sequence[str] = ()) -> None:
        """Take these cases, by name or path, or all bundled ones; only what each says of itself is read.

        Raises
        ------
        BadInput
            If there is no such case, or two of them have one name.
        """
        self._books: dict[str, _Book] = {}
        self._warm: dict[str, None] = {}
        self._lock = Lock()
        for case in cases or bundled():
            root = find_case(case)
            name = root.resolve().name
            if name in self._books:
                raise bad_question("case", f"two cases of the name {name!r}", "cases of different names")
            report = Report(root)
            got = read_model(report, "case.yaml", CaseFile)
            if got is None:
                raise CaseError(report.problems)
            self._books[name] = _Book(root, got[0])

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all cases."""
        return tuple(sorted(self._books))

    def briefs(self) -> list[CaseBrief]:
        """Return what each case says of itself."""
        books = sorted(self._books.items())
        return [
            CaseBrief(
                name=name,
                title=b.about.title,
                description=b.about.description,
                default=b.about.default.model_dump() if b.about.default else None,
            )
            for name, b in books
        ]

    def stamp(self, name: str) -> str | None:
        """Return the fingerprint of a case that is open; None of one that is not yet."""
        return self._books[name].stamp or None

    def open(self, name: str) -> tuple[Study, str]:
        """Return a case of the shelf with the fingerprint of its files; it is read when it is first asked for.

        Raises
        ------
        BadInput
            If the case has problems.
        """
        book = self._books[name]
        with book.lock:
            if book.study is None:
                study = open_case(book.root)
                book.study, book.stamp = study, fingerprint(study.case)
            found = book.study, book.stamp
        self._used(name)
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._books

    def _used(self, name: str) -> None:
        """Let the cases that were asked longest ago forget what they worked out."""
        with self._lock:
            self._warm.pop(name, None)
            self._warm[name] = None
            while len(self._warm) > MOST_WARM:
                cold = next(iter(self._warm))
                del self._warm[cold]
                study = self._books[cold].study
                if study is not None:
                    study.forget()
