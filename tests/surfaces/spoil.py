"""How to spoil a case: rows of edits to what `thalweg new` makes, with the problem that is then told.

The file of law is replaced by `LAW` first, so that there is something to spoil.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from thalweg.io.new import new_case

LAW = """\
instruments:
  treaty-a: {title: A treaty, kind: treaty, parties: [DE], source: example}
  speech: {title: A speech, kind: statement, source: example}
places:
  lower-waters: {name: Lower waters, authorities: [{by: DE, default: consent, source: example}]}
readings:
  art1: {question: Whom?, options: {narrow: few, broad: many}}
classes: {merchant: vessel, fishing: vessel}
groups: {allies: [DE, FR]}
rules:
  - {id: one, by: 'treaty-a#1', at: [lower-waters], permit: {lifts: ['default:DE']}, say: They pass.}
  - {id: two, by: 'treaty-a#2', at: [lower-waters], if: {flag: CN}, forbid: {}, say: They do not.}
"""
CASE, RULES, MOVERS, SOURCES, TESTS = "case.yaml", "rules/local.yaml", "movers.csv", "sources.csv", "tests.yaml"
CLAIMS, SCENARIO = "claims/river.csv", "scenarios/dredged.yaml"
LEVELS, USUAL = "levels/koeln.csv", "levels/koeln.climatology.csv"
PLACES, LINKS, GATES = "network/places.geojson", "network/links.geojson", "network/gates.geojson"
Edit = tuple[str, str, str]
"""File, what is replaced, by what. `+` appends, `=` writes the whole file, `-` removes it."""


STATION: Edit = ("subjects.csv", "=", "id,name,kind\nkoeln,Cologne,water_station\n")


@dataclass(frozen=True)
class Row:
    """One way to spoil a case, and the problem that is then told."""

    name: str
    code: str
    file: str
    line: int
    field: str
    edits: tuple[Edit, ...]
    hint: str = ""
    lint_only: bool = False

    def __str__(self) -> str:
        return f"{self.code}: {self.name}"


def row(
    name: str, code: str, file: str, line: int, field: str, *edits: Edit, hint: str = "", lint_only: bool = False
) -> Row:
    """Return a row."""
    return Row(name, code, file, line, field, edits, hint, lint_only)


def law(name: str, code: str, line: int, field: str, old: str, new: str, hint: str = "") -> Row:
    """Return a row that spoils the law."""
    return row(name, code, RULES, line, field, (RULES, old, new), hint=hint)


def claim(name: str, code: str, field: str, text: str, hint: str = "") -> Row:
    """Return a row with one more claim, on line 6."""
    return row(name, code, CLAIMS, 6, field, (CLAIMS, "+", text), hint=hint)


def level(name: str, code: str, field: str, text: str, hint: str = "", line: int = 3) -> Row:
    """Return a row with a series of a water station of which a row, mostly line 3, is amiss."""
    series = "station,attribute,when,value,unit,source\nkoeln,,2024-07-01T06:00,314,cm,example\n"
    return row(name, code, LEVELS, line, field, STATION, (LEVELS, "=", series + text), hint=hint)


def usual(name: str, code: str, field: str, text: str, hint: str = "", line: int = 3) -> Row:
    """Return a row with a climatology of a water station of which a row, mostly line 3, is amiss."""
    rows = "station,season,low,high,unit,source,what\nkoeln,12/03,2,6.4,m,example,90 %\n"
    return row(name, code, USUAL, line, field, STATION, (USUAL, "=", rows + text), hint=hint)


def feature(name: str, code: str, file: str, field: str, old: str, new: str, hint: str = "", line: int = 2) -> Row:
    """Return a row that spoils the first feature of a file."""
    return row(name, code, file, line, field, (file, old, new), hint=hint)


SPARSE = "\0 sparse"
"""The text of a file that is longer than is read, and of which nothing is stored."""


def make(folder: Path, edits: tuple[Edit, ...]) -> Path:
    """Make a case and spoil it."""
    new_case(folder, "@TITLE@")
    (folder / RULES).write_text(LAW)
    for file, old, new in edits:
        path = folder / file
        path.parent.mkdir(exist_ok=True)
        if old == "-":
            path.unlink()
        elif new == SPARSE:
            with path.open("wb") as sparse:
                sparse.truncate(70_000_000)
        else:
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            assert old in ("+", "=") or old in text, (file, old)
            changed = {"+": text + new, "=": new}.get(old) if old in ("+", "=") else text.replace(old, new, 1)
            path.write_text(changed or "", encoding="utf-8", errors="surrogateescape")
    return folder
