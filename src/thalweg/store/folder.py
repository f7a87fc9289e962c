"""A case as a folder with all that is saved: written out, sent as a ZIP file, and taken back."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from thalweg.errors import CaseError, bad_question, in_the_way
from thalweg.facts.claim import Claim
from thalweg.io.case import Case, load_case
from thalweg.io.claims import CLAIM_COLUMNS, SOURCE_COLUMNS
from thalweg.io.files import Report
from thalweg.io.fingerprint import files_of
from thalweg.io.scenarios import scenario_text, stated_parts
from thalweg.period import ALWAYS
from thalweg.store.book import Make, Store
from thalweg.store.laid import Laid
from thalweg.store.reading import (
    as_in_file,
    as_number,
    change_content,
    claim_content,
    note_content,
    read_scenario,
    scenario_content,
    sent,
)
from thalweg.store.records import ISO, KINDS, Content, Entry, Kind, Record
from thalweg.store.tables import MOST_NAME

RECORDS = "saved.csv"
"""Which records of the folder were saved, by whom and when."""
RECORD_COLUMNS = ("case", "kind", "id", "revision", "by", "made_at", "changed_at")
NOTES = "notes.csv"
NOTE_COLUMNS = ("id", "about", "question", "text")
AUDIT = "audit.csv"
AUDIT_COLUMNS = ("entry", "who", "when", "case", "kind", "id", "action", "revision", "before", "after")
CLAIMS = "claims/saved{}.csv"
SOURCES = "sources.csv"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a ZIP, so that the same content is the same file."""
Files = dict[str, bytes]


# Out


def files_with(laid: Laid, history: Sequence[Entry]) -> Files:
    """Return every file of a case with what is saved, by its path; of a record that does not count only its trail."""
    found = {name: path.read_bytes() for name, path in files_of(laid.base.root)}
    records = [r for kind in KINDS for r in laid.of(kind) if (r.kind, r.id) not in laid.problems]
    for record in records:
        if record.kind == "scenario":
            found[f"scenarios/{record.id}.yaml"] = _scenario(record.content).encode()
    claims = [r for r in records if r.kind == "claim" and r.id not in laid.base.facts]
    if claims:
        name = next(n for i in range(1, len(found) + 2) if (n := CLAIMS.format("" if i == 1 else f"-{i}")) not in found)
        found[name] = _csv(CLAIM_COLUMNS, map(_claim, claims))
        new = {
            s.id: s for r in claims if (s := laid.read["claim", r.id].source) and s.id not in laid.base.facts.sources
        }
        rows = [{c: getattr(s, c) for c in SOURCE_COLUMNS} | {"published": _days(s.published)} for s in new.values()]
        found[SOURCES] = _joined(found.get(SOURCES), SOURCE_COLUMNS, rows, ("id",))
    notes = [{k: r.content.get(k, "") for k in NOTE_COLUMNS} | {"id": r.id} for r in records if r.kind == "note"]
    kept = [{k: v for k, v in r.as_dict().items() if k in RECORD_COLUMNS} | _of(r) for r in records]
    trail = [
        {k: json.dumps(v, ensure_ascii=False) if isinstance(v, Mapping) else v for k, v in e.as_dict().items()}
        for e in history
    ]
    for name, columns, rows_, key in (
        (NOTES, NOTE_COLUMNS, notes, ("id",)),
        (RECORDS, RECORD_COLUMNS, kept, ("kind", "id")),
        (AUDIT, AUDIT_COLUMNS, trail, AUDIT_COLUMNS),
    ):
        found[name] = _joined(found.get(name), columns, rows_, key)
    return found


def zipped(laid: Laid, history: Sequence[Entry]) -> bytes:
    """Return the folder as a ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in sorted(files_with(laid, history).items()):
            info = zipfile.ZipInfo(f"{laid.base.name}/{name}", _EPOCH)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            made.writestr(info, data)
    return out.getvalue()


def write_folder(laid: Laid, history: Sequence[Entry], folder: Path) -> tuple[str, ...]:
    """Write the folder whole or not at all; return its files.

    Raises
    ------
    BadInput
        If something is in the way, or it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise in_the_way("folder", str(folder), "a folder that does not exist or is empty")
    part: Path | None = None
    try:
        files = files_with(laid, history)
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        for name, data in files.items():
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).write_bytes(data)
        part.chmod(0o755)
        part.replace(folder)
    except OSError as error:
        found = f"cannot write {folder}: {error.strerror}"
        raise bad_question("folder", found, "a folder that can be written") from None
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)
    return tuple(sorted(files))


def _scenario(content: Content) -> str:
    changes = []
    for change in (*content["copied"], *content["changes"]):
        model = as_in_file(Report(Path()), change)
        assert model is not None, "what cannot be read does not count"
        changes.append(model.model_dump(by_alias=True, exclude_defaults=True))
    return scenario_text(
        content["title"], content["description"], content["readings"], content.get("meets", ()), changes
    )


def _claim(record: Record) -> dict[str, Any]:
    c = record.content
    return {k: c[k] for k in ("subject", "attribute", "value", "unit", "valid", "stance", "note", "replaces")} | {
        "qualifiers": "; ".join(f"{k}={v}" for k, v in c["qualifiers"].items()),
        "source": c["source"]["id"],
        "recorded": record.made_at.date().isoformat(),
    }


def _of(record: Record) -> dict[str, Any]:
    return {"case": record.case, "kind": record.kind}


def _days(period: object) -> str:
    return "" if period == ALWAYS else str(period)


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _joined(old: bytes | None, columns: Sequence[str], rows: Sequence[Mapping[str, Any]], key: Sequence[str]) -> bytes:
    """Return a table with more rows; of those with the same key the new one stands."""
    if old is not None and not rows:
        return old
    before = list(csv.DictReader(io.StringIO((old or b"").decode("utf-8-sig"), newline="")))
    new = {tuple(str(r.get(k, "")) for k in key) for r in rows}
    kept = [{k: v for k, v in r.items() if k in columns} for r in before if tuple(r.get(k, "") for k in key) not in new]
    return _csv(columns, [*kept, *rows])


# Back


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking a folder back."""

    case: str
    new: int
    known: int
    """Records that the store has already, saying the same."""
    differ: tuple[str, ...]
    """Scenarios and notes that the store has already, saying something else: those of the store stand."""


def take_folder(store: Store, folder: Path, who: str) -> Taken:
    """Save what was saved in an exported folder: everything or nothing.

    Raises
    ------
    BadInput
        If the folder has problems, or was not exported.
    """
    if not (folder / "case.yaml").is_file():
        raise bad_question("folder", f"{folder} is no case folder", "a folder that `thalweg store export` wrote")
    case = load_case(folder)
    report = Report(folder)
    rows = report.rows(RECORDS, RECORD_COLUMNS, ("case", "kind", "id", "by", "made_at"))
    notes = {row["id"]: row for _, row in report.rows(NOTES, NOTE_COLUMNS, ("id", "text"), required=False)}
    replaced = {c.replaces: c.id for _, row in rows if (c := case.facts.get(row["id"])) is not None and c.replaces}
    steps: list[Make] = []
    for line, row in rows:
        made = _when(report, line, row["made_at"])
        content = _content(report, line, row, case, notes, replaced)
        kind = _kind(row["kind"])
        if kind is not None and content is not None and made is not None:
            steps.append(Make(kind, row["id"], content, row["by"][:MOST_NAME], made))
    names = sorted({row["case"] for _, row in rows})
    if len(names) > 1:
        report.add(RECORDS, 0, "case", "bad-value", " and ".join(names), "one case")
    if report.problems:
        raise CaseError(sorted(report.problems))
    name = names[0] if names else case.name
    held = {(r.kind, r.id): r for r in store.since(name).records if not r.gone}
    new = [s for s in steps if (s.kind, s.id) not in held]
    differ = [
        f"{s.kind} {s.id}" for s in steps if (s.kind, s.id) in held and not _same(case, s, held[s.kind, s.id].content)
    ]
    if new:
        store.write(name, who, *new)
    return Taken(name, len(new), len(steps) - len(new) - len(differ), tuple(differ))


def _kind(text: str) -> Kind | None:
    return next((k for k in KINDS if k == text), None)


def _when(report: Report, line: int, text: str) -> datetime | None:
    try:
        return datetime.strptime(text, ISO).replace(tzinfo=UTC)
    except ValueError:
        report.add(RECORDS, line, "made_at", "bad-date", repr(text), "a time such as 2024-07-01T12:00:00.000000Z")
        return None


def _content(
    report: Report, line: int, row: Mapping[str, str], case: Case, notes: Mapping[str, Mapping[str, str]],
    replaced: Mapping[str, str],
) -> Content | None:  # fmt: skip
    """Return what a record of an exported folder says, or note that it is not there."""
    kind, name = _kind(row["kind"]), row["id"]
    if kind is None:
        report.add(RECORDS, line, "kind", "bad-value", repr(row["kind"]), f"one of {', '.join(KINDS)}")
        return None
    if kind == "scenario" and name in case.scenarios:
        it = case.scenarios[name]
        said = {"id": name, "title": it.title, "description": it.description, "readings": dict(it.readings),
                "meets": list(it.meets)}  # fmt: skip
        return scenario_content(case, sent(kind, said | {"changes": [change_content(c) for c in it.changes]}), name)
    claim = case.facts.get(name)
    if kind == "claim" and claim is not None:
        return {**claim_content(case, sent(kind, _said(claim)), claim.replaces), "replaced_by": replaced.get(name, "")}
    if kind == "note" and name in notes:
        return note_content(case, sent(kind, dict(notes[name])))
    report.add(RECORDS, line, "id", "unknown-id", f"no {kind} {name!r} in this folder", f"the id of a {kind}")
    return None


def _said(claim: Claim) -> dict[str, Any]:
    """Return a claim of the case as it would be sent."""
    value, unit = stated_parts(claim)
    return {
        "subject": claim.subject,
        "attribute": claim.attribute,
        "value": as_number(value) if claim.value.kind == "number" else value,
        "unit": unit,
        "qualifiers": dict(claim.qualifiers),
        "valid": _days(claim.valid),
        "note": claim.note,
        "stance": claim.stance,
        "source": {"id": claim.source},
    }


def _same(case: Case, step: Make, held: Content) -> bool:
    """Tell whether a record of the store says the same: of a scenario and a claim, what they come to."""
    if step.kind == "note":
        return dict(step.content) == dict(held)
    if step.kind == "claim":
        return True  # its id is made of what it says
    try:
        return read_scenario(case, step.id, step.content) == read_scenario(case, step.id, held)
    except CaseError:
        return False
