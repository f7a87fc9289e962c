"""Reading a case's files: every problem is collected with its place, and none is fatal alone."""

from __future__ import annotations

import csv
import errno
import io
import os
import re
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from thalweg.errors import Problem, bad_question, nearest

MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read. The largest real fairway register in use is under 5 MB."""
MAX_YAML_BYTES = 4 * 1024 * 1024


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all, with the folder that it needs; a text as UTF-8.

    A device or a pipe is only written to; a link stays, and so do the rights of a file that was there.

    Raises
    ------
    OSError
        If it cannot be written; what stood there before still stands.
    """
    data = content.encode() if isinstance(content, str) else content
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    if path.is_symlink():
        if any(str(x).startswith(("/dev/", "/proc/")) for x in (path, path.readlink())):
            raise OSError(errno.EINVAL, "an open file under another name; name the file itself")
        path = path.resolve()
    path.parent.mkdir(exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as out:
            out.write(data)
        if path.exists():
            part.chmod(stat.S_IMODE(path.stat().st_mode))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@dataclass
class Report:
    """The problems found so far, each with file, line and field."""

    root: Path
    problems: list[Problem] = field(default_factory=list)

    def add(self, file: str, line: int, where: str, code: str, found: str, expected: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(file, line, where, code, found, expected, hint))

    def unknown_id(self, file: str, line: int, where: str, name: str, kind: str, valid: Iterable[str]) -> None:
        """Note a reference to something that is not defined."""
        self.add(file, line, where, "unknown-id", f"no {kind} {name!r}", f"the id of a {kind}", nearest(name, valid))

    def line_of(self, file: str, word: str) -> int:
        """Return the first line of a file on which a name stands, or 0."""
        path = self.root / file
        if not path.is_file():
            return 0
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        found = re.compile(rf"(?<![A-Za-z0-9-]){re.escape(word)}(?![A-Za-z0-9-])")
        return next((n for n, line in enumerate(lines, start=1) if found.search(line)), 0)

    def raw(self, file: str, required: bool = True, most: int = MAX_BYTES) -> bytes | None:
        """Read a file of the case, or note why not."""
        path = self.root / file
        if not path.is_file():
            if required:
                self.add(file, 0, "", "file-missing", "the file is not there", f"a file {file} in the case folder")
            return None
        if path.stat().st_size > most:
            size = path.stat().st_size / 1e6
            self.add(file, 0, "", "file-too-large", f"{size:.0f} MB", f"at most {most / 1e6:.0f} MB")
            return None
        return path.read_bytes()

    def text(self, file: str, required: bool = True, most: int = MAX_BYTES) -> str | None:
        """Read a text file of the case, or note why not."""
        raw = self.raw(file, required, most)
        return None if raw is None else self.decoded(file, raw)

    def decoded(self, file: str, raw: bytes) -> str | None:
        """Return the text of a file, or note where it is not UTF-8."""
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self.add(file, line, "", "not-utf8", f"byte 0x{raw[error.start]:02x} is not UTF-8", "text in UTF-8")
            return None

    def rows(
        self, file: str, columns: Sequence[str], needed: Sequence[str], required: bool = True
    ) -> list[tuple[int, dict[str, str]]]:
        """Read a CSV file with these columns; return each row with its line."""
        text = self.text(file, required)
        return [] if text is None else self.cells(file, text, columns, needed)

    def cells(
        self, file: str, text: str, columns: Sequence[str], needed: Sequence[str]
    ) -> list[tuple[int, dict[str, str]]]:
        """Read the text of a CSV file as `rows` does."""
        reader = csv.reader(io.StringIO(text), strict=True)
        try:
            return self._rows(file, reader, columns, needed)
        except csv.Error as error:
            self.add(file, reader.line_num, "", "bad-csv", str(error), "rows of comma-separated cells")
            return []

    def _rows(
        self, file: str, reader: Iterable[list[str]], columns: Sequence[str], needed: Sequence[str]
    ) -> list[tuple[int, dict[str, str]]]:
        lines = iter(reader)
        header = [c.strip() for c in next(lines, [])]
        wrong = [c for c in header if c not in columns]
        for name in wrong:
            self.add(file, 1, name, "bad-csv", f"no column {name!r}", "a known column", nearest(name, columns))
        for name in needed:
            if name not in header:
                self.add(file, 1, name, "bad-csv", f"the column {name!r} is missing", ", ".join(columns))
        twice = sorted({c for c in header if header.count(c) > 1})
        for name in twice:
            self.add(file, 1, name, "bad-csv", f"the column {name!r} stands twice", "each column once")
        if wrong or twice or any(n not in header for n in needed):
            return []
        found = []
        start = 2
        for cells in lines:
            line, start = start, getattr(reader, "line_num", start) + 1
            if not any(c.strip() for c in cells):
                continue
            if len(cells) != len(header):
                self.add(file, line, "", "bad-csv", f"{len(cells)} cells", f"{len(header)} cells, as in the header")
                continue
            row = {k: v.strip() for k, v in zip(header, cells, strict=True)}
            missing = [n for n in needed if not row[n]]
            for name in missing:
                self.add(file, line, name, "missing-field", "an empty cell", f"a value for {name}")
            if not missing:
                found.append((line, {c: row.get(c, "") for c in columns}))
        return found


Given = tuple[Report, str, list[tuple[int, dict[str, str]]]]
"""What a question gave: the report on it, its name, and its rows with their lines."""


def given_rows(
    source: str | Path | TextIO, name: str, columns: Sequence[str], needed: Sequence[str], wanted: str, found: str = ""
) -> Given:
    """Read a CSV file that a question gives: its path, or an open text file.

    Raises
    ------
    BadInput
        If there is no such file: `found`, or that there is none of this name, where `wanted` was expected.
    """
    if not isinstance(source, str | Path) and not hasattr(source, "read"):
        raise bad_question(name, repr(source), wanted)
    if not isinstance(source, str | Path):
        report = Report(Path())
        return report, name, report.cells(name, source.read().removeprefix("\ufeff"), columns, needed)
    path = Path(source)
    if not path.is_file():
        raise bad_question(name, found or f"no file {str(path)!r}", wanted)
    report = Report(path.parent)
    return report, path.name, report.rows(path.name, columns, needed)
