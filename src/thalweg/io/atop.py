"""Import a user's own file of the ATOP project (Leeds et al. 2002) into a case's rules.

Thalweg ships no ATOP data. The file is the table of directed pairs by year: two state numbers
of the Correlates of War project, a year, and a 0 or 1 for each kind of obligation. Years in a
row become one period; the file knows no days, so an obligation counts for whole years.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path

from thalweg.errors import CaseError, bad_question, in_the_way, nearest
from thalweg.io.claims import SOURCE_COLUMNS
from thalweg.io.files import Report

SOURCE = "atop"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "debtor": ("statea", "ccode1"),
    "creditor": ("stateb", "ccode2"),
    "year": ("year",),
    "defence": ("defense", "atop_defense"),
    "offence": ("offense", "atop_offense"),
    "neutrality": ("neutral", "atop_neutral"),
    "nonaggression": ("nonagg", "atop_nonagg"),
    "consultation": ("consul", "atop_consul"),
}
"""What is read, and the names that its column may have, in small letters."""
KINDS = tuple(COLUMNS)[3:]

Duty = tuple[str, str, str]
"""Kind of obligation, who owes it, to whom."""


def import_atop(file: Path, case: Path) -> tuple[Path, int]:
    """Write `rules/atop.yaml` into a case folder from a user's ATOP file; return it and its pairs.

    Raises
    ------
    BadInput
        If the file or folder cannot be used, or the case has such a file already.
    """
    target = case / "rules" / "atop.yaml"
    if not (case / "case.yaml").is_file():
        raise bad_question("into", f"{case} is no case folder", "a folder with case.yaml, as `thalweg new` makes")
    if target.exists():
        raise in_the_way("into", str(target), "a case without rules/atop.yaml")
    duties = _read(file)
    sources = case / "sources.csv"
    try:
        target.parent.mkdir(exist_ok=True)
        target.write_text(_yaml(duties), encoding="utf-8")
        with sources.open("a", encoding="utf-8", newline="") as out:
            row = {
                "id": SOURCE,
                "kind": "academic",
                "title": "Alliance Treaty Obligations and Provisions, file of the user",
                "publisher": "ATOP (Leeds et al. 2002)",
                "note": f"imported from {file.name}; years only",
            }
            csv.DictWriter(out, SOURCE_COLUMNS, restval="", lineterminator="\n").writerow(row)
    except OSError as error:
        raise bad_question("into", f"cannot write {target}: {error.strerror}", "a folder that can be written") from None
    return target, len({d[1:] for d in duties})


def _codes() -> dict[str, str]:
    text = resources.files("thalweg").joinpath("data/cow_codes.csv").read_text(encoding="utf-8")
    return {row["cow"]: row["iso"] for row in csv.DictReader(io.StringIO(text))}


def _read(file: Path) -> dict[Duty, list[int]]:
    """Return for each duty the years in which it is owed."""
    report = Report(file.parent)
    text = report.text(file.name)
    if text is None:
        raise CaseError(report.problems)
    reader = csv.reader(io.StringIO(text))
    header = [c.strip().lower() for c in next(reader, [])]
    place = {part: next((header.index(n) for n in names if n in header), -1) for part, names in COLUMNS.items()}
    for part in ("debtor", "creditor", "year"):
        if place[part] < 0:
            names = COLUMNS[part]
            hint = nearest(names[0], header)
            report.add(file.name, 1, part, "bad-csv", "no such column", f"a column {' or '.join(names)}", hint)
    if report.problems:
        raise CaseError(report.problems)
    codes = _codes()
    found: dict[Duty, list[int]] = {}
    for cells in reader:
        try:
            debtor, creditor = (
                _state(cells[place[p]], int(cells[place["year"]]), codes) for p in ("debtor", "creditor")
            )
            year = int(cells[place["year"]])
            owed = [k for k in KINDS if place[k] >= 0 and float(cells[place[k]] or 0) == 1]
        except (ValueError, IndexError):
            report.add(
                file.name, reader.line_num, "", "bad-value", ",".join(cells)[:60], "state numbers, a year, 0 or 1"
            )
            raise CaseError(report.problems) from None
        for kind in owed if debtor and creditor else ():
            found.setdefault((kind, debtor, creditor), []).append(year)
    return found


def _state(number: str, year: int, codes: Mapping[str, str]) -> str:
    """Return the ISO code of a state; the Soviet Union until 1991. States without a code are left out."""
    code = codes.get(str(int(float(number))), "")
    return "SU" if code == "RU" and year <= 1991 else code


def _runs(years: Iterable[int]) -> list[tuple[int, int]]:
    """Return the runs of years without a gap."""
    runs: list[tuple[int, int]] = []
    for year in sorted(set(years)):
        if runs and runs[-1][1] == year - 1:
            runs[-1] = (runs[-1][0], year)
        else:
            runs.append((year, year))
    return runs


def _yaml(duties: Mapping[Duty, list[int]]) -> str:
    lines = ["# Imported from a user's ATOP file: whole years, one instrument a directed pair.", "instruments:"]
    pairs = sorted({duty[1:] for duty in duties})
    for debtor, creditor in pairs:
        lines += [
            f"  atop-{debtor.lower()}-{creditor.lower()}:",
            f"    title: Obligations of {debtor} to {creditor} by ATOP",
            "    kind: treaty",
            f'    parties: ["{debtor}", "{creditor}"]',
            f"    source: {SOURCE}",
            "    certainty: secondary",
            "    obligations:",
        ]
        for kind in KINDS:
            for first, last in _runs(duties.get((kind, debtor, creditor), ())):
                lines.append(f'      - {{type: {kind}, from: "{debtor}", to: "{creditor}", valid: {first}/{last}}}')
    return "\n".join(lines) + "\n"
