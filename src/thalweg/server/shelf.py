"""The cases that a server has: each opened once, when it is first asked for, and shared by all who ask.

With a store, what is saved there is laid over a case, and is looked at again when a second has passed.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from thalweg.errors import CaseError, bad_question
from thalweg.io.case import bundled, find_case
from thalweg.io.case_models import CaseFile
from thalweg.io.checked import read_model
from thalweg.io.files import Report
from thalweg.io.fingerprint import fingerprint
from thalweg.server.schemas import CaseBrief
from thalweg.store.laid import Laid
from thalweg.study import Study, open_case

if TYPE_CHECKING:
    from thalweg.store.book import Store

MOST_WARM = 8
"""Cases that keep what they worked out for the next question; of others, asked longer ago, it is dropped."""
FRESH_S = 1.0
"""After how long the store is asked whether another program saved something."""


@dataclass
class _Book:
    """A case on the shelf."""

    root: Path
    about: CaseFile
    lock: Lock = field(default_factory=Lock)
    study: Study | None = None
    stamp: str = ""
    files: str = ""
    """Fingerprint of the files."""
    laid: Laid | None = None
    looked_s: float = 0.0
    """When the store was last asked, by the monotonic clock."""


class Shelf:
    """Cases by name; what is not named here is never looked for on a disk."""

    def __init__(self, cases: Sequence[str] = (), store: Store | None = None) -> None:
        """Take these cases, by name or path, or all bundled ones; only what each says of itself is read.

        Raises
        ------
        BadInput
            If there is no such case, or two of them have one name.
        """
        self.store = store
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
        """Return what the answers of a case depend on; None of one that must be opened, or looked at again."""
        book = self._books[name]
        fresh = self.store is None or time.monotonic() - book.looked_s < FRESH_S
        return (book.stamp or None) if fresh else None

    def is_open(self, name: str) -> bool:
        """Tell whether the files of a case are read."""
        return self._books[name].study is not None

    def open(self, name: str) -> tuple[Study, str]:
        """Return a case of the shelf with what its answers depend on; its files are read when it is first asked for.

        Raises
        ------
        BadInput
            If the case has problems, or the store does not answer.
        """
        found = self._opened(name, False)
        self._used(name)
        return found[0], found[1]

    def laid(self, name: str, now: bool = False) -> Laid:
        """Return a case with what is saved laid over it; as the store has it now, or had it a moment ago."""
        return self._opened(name, now)[2]

    def _opened(self, name: str, now: bool) -> tuple[Study, str, Laid]:
        book = self._books[name]
        with book.lock:
            if book.study is None or book.laid is None:
                book.study = open_case(book.root)
                book.files = book.stamp = fingerprint(book.study.case)
                book.laid = Laid.over(book.study.case)
                now = True
            if self.store is not None and (now or time.monotonic() - book.looked_s >= FRESH_S):
                self._look(book, book.laid, name)
            return book.study, book.stamp, book.laid

    def _look(self, book: _Book, before: Laid, name: str) -> None:
        """Lay over a case what was saved since it was last looked at."""
        assert self.store is not None
        news = self.store.since(name, before.edition)
        if before.mark and (news.mark != before.mark or news.edition < before.edition):  # another database, or an older
            before = Laid.over(before.base)
            news = self.store.since(name)
        laid = before.with_news(news)
        book.looked_s = time.monotonic()
        book.laid = laid
        if book.study is None or laid.case is not book.study.case:
            book.study = Study(laid.case) if book.study is None else book.study.carried(laid.case)
            book.stamp = f"{book.files}-{laid.stamp}"

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
