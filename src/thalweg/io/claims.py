"""Sources, claims and the attribute table: CSV rows to facts."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from thalweg.attributes import Attribute, Attributes, from_row
from thalweg.errors import nearest
from thalweg.facts.claim import CERTAINTIES, NONE, RANKS, SOURCE_KINDS, STANCES, UNKNOWN, Claim, Source, Value
from thalweg.io.files import Report
from thalweg.io.units import UnitError, convert
from thalweg.period import ALWAYS, Period, parse, parse_season

SOURCE_COLUMNS = ("id", "kind", "title", "publisher", "url", "published", "derives_from", "licence", "note")
CLAIM_COLUMNS = (
    "subject", "attribute", "value", "unit", "qualifiers", "valid", "published", "source", "said_by",
    "stance", "certainty", "rank", "rank_why", "replaces", "ref", "recorded", "note",
)  # fmt: skip
_NUMBER = re.compile(r"^(~|<=?|>=?)?\s*(-?\d+(?:\.\d+)?)$")
_STRICT = 2e-6
"""By how much "more than 44" is more than 44: enough to count, too little to show."""
_SPAN = re.compile(r"^(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?)$")
_CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")


@cache
def attribute_table() -> Attributes:
    """Read the vocabulary that comes with Thalweg."""
    text = resources.files("thalweg").joinpath("data/attributes.csv").read_text(encoding="utf-8")
    return Attributes([from_row(row) for row in csv.DictReader(io.StringIO(text))])


def read_sources(report: Report, file: str = "sources.csv") -> dict[str, Source]:
    """Read the sources of a case."""
    found: dict[str, Source] = {}
    lines: dict[str, int] = {}
    for line, row in report.rows(file, SOURCE_COLUMNS, ("id", "kind", "title")):
        if row["id"] in found:
            report.add(file, line, "id", "duplicate-id", f"source {row['id']!r} again", "each id once")
            continue
        source = read_source(report, file, line, row)
        if source is not None:
            found[row["id"]] = source
            lines[row["id"]] = line
    for source in found.values():
        parent = source.derives_from
        if parent and parent not in found:
            report.unknown_id(file, lines[source.id], "derives_from", parent, "source", found)
        elif _circular(source, found):
            report.add(
                file, lines[source.id], "derives_from", "source-cycle", f"{source.id} derives from itself", "no circle"
            )
    return found


def read_source(report: Report, file: str, line: int, row: Mapping[str, str]) -> Source | None:
    """Read one row of `sources.csv`, or note what is wrong with it."""
    if row["kind"] not in SOURCE_KINDS or row["kind"] == "scenario":
        hint = nearest(row["kind"], SOURCE_KINDS[1:])
        report.add(file, line, "kind", "bad-value", repr(row["kind"]), "a kind of source", hint)
        return None
    published = _period(report, file, line, "published", row["published"])
    return Source(**{**row, "published": published})  # type: ignore[arg-type]


def _circular(source: Source, found: Mapping[str, Source]) -> bool:
    """Tell whether a source derives from itself by way of others."""
    seen: set[str] = set()
    at = source.derives_from
    while at in found and at not in seen:
        if at == source.id:
            return True
        seen.add(at)
        at = found[at].derives_from
    return False


@dataclass(frozen=True)
class Terms:
    """What claims may speak of."""

    attributes: Attributes
    kinds: Mapping[str, tuple[str, ...]]
    """For each subject of the case its kinds, as (`gate`, `gate:bridge`)."""
    codes: Mapping[str, tuple[str, ...]]
    """For attributes whose values are ids of the case, the ids."""

    def find(
        self, report: Report, file: str, line: Callable[[str], int], subject: str, name: str, what: str = "subject"
    ) -> Attribute | None:
        """Return an attribute, if it exists and describes the subject; note it if not.

        `line` gives the line of a field; `what` is the field that names the subject.
        """
        if subject not in self.kinds:
            report.unknown_id(file, line(what), what, subject, what, self.kinds)
            return None
        attribute = self.attributes.get(name)
        if attribute is None:
            found, hint = f"no attribute {name!r}", nearest(name, self.attributes)
            expected = "a name of the attribute table"
            report.add(file, line("attribute"), "attribute", "unknown-attribute", found, expected, hint)
            return None
        kinds = self.kinds[subject]
        if not attribute.describes(*kinds):
            found = f"{attribute.name} of a {kinds[-1]}"
            expected = f"a subject of kind {' or '.join(attribute.subjects)}"
            report.add(file, line("attribute"), "attribute", "not-applicable", found, expected)
            return None
        return attribute


def read_claims(report: Report, file: str, terms: Terms, sources: Mapping[str, Source]) -> list[tuple[int, Claim]]:
    """Read a file of claims; return each with its line, and note every problem."""
    needed = ("subject", "attribute", "value", "source")
    rows = report.rows(file, CLAIM_COLUMNS, needed, required=False)
    claims = ((line, read_claim(report, file, line, row, terms, sources)) for line, row in rows)
    return [(line, claim) for line, claim in claims if claim is not None]


def read_claim(
    report: Report, file: str, line: int, row: Mapping[str, str], terms: Terms, sources: Mapping[str, Source]
) -> Claim | None:
    """Read one row, or note everything that is wrong with it."""
    before = len(report.problems)
    attribute = terms.find(report, file, lambda _: line, row["subject"], row["attribute"])
    _check_words(report, file, line, row, sources)
    valid = _period(report, file, line, "valid", row["valid"])
    published = _period(report, file, line, "published", row["published"])
    recorded = _day(report, file, line, row["recorded"])
    if attribute is None or len(report.problems) > before:
        return None
    source = sources[row["source"]]
    qualifiers = _qualifiers(report, file, line, row["qualifiers"], attribute)
    value = read_value(report, file, line, attribute, row["value"], row["unit"], terms.codes.get(attribute.name))
    if value and attribute.name == "consent" and source.kind == "statement" and value.code not in ("none", "requested"):
        found, hint = f"{row['value']!r} on the word of a statement", "a political statement binds nobody"
        report.add(file, line, "value", "statement-binds", found, "none or requested", hint)
    if value is None or len(report.problems) > before:
        return None
    return Claim(
        subject=row["subject"],
        attribute=attribute.name,
        value=value,
        source=row["source"],
        stated=f"{row['value']} {row['unit']}".strip(),
        qualifiers=qualifiers,
        valid=valid,
        published=source.published if published == ALWAYS else published,
        recorded=date.min if source.kind == "definition" else recorded,
        said_by=row["said_by"],
        stance=row["stance"] or "asserts",
        certainty=row["certainty"] or "sure",
        rank=row["rank"] or "normal",
        rank_why=row["rank_why"],
        replaces=row["replaces"],
        ref=row["ref"],
        note=row["note"],
    )


def _check_words(report: Report, file: str, line: int, row: Mapping[str, str], sources: Mapping[str, Source]) -> None:
    """Refuse a source, stance, certainty or rank that does not exist, and a rank without a reason."""
    if row["source"] not in sources:
        found, hint = f"no source {row['source']!r}", nearest(row["source"], sources)
        report.add(file, line, "source", "missing-source", found, "an id of sources.csv", hint)
    for name, valid in (("stance", STANCES), ("certainty", CERTAINTIES), ("rank", RANKS)):
        if row[name] and row[name] not in valid:
            report.add(file, line, name, "bad-value", repr(row[name]), f"one of {', '.join(valid)}")
    if row["rank"] in ("preferred", "deprecated") and not row["rank_why"]:
        report.add(file, line, "rank_why", "missing-field", "an empty cell", f"why the claim is {row['rank']}")


def read_value(
    report: Report,
    file: str,
    line: int,
    attribute: Attribute,
    text: str,
    unit: str,
    codes: tuple[str, ...] | None = None,
) -> Value | None:
    """Read a value of an attribute, converted to its unit, or note why it is none."""
    if text == "unknown":
        return UNKNOWN
    if text == "none" and "none" not in attribute.values:
        return NONE
    try:
        return _parse(attribute, text, unit, codes)
    except UnitError as error:
        report.add(file, line, "unit", "bad-unit", str(error), f"a unit like {attribute.unit or 'none at all'}")
    except ValueError as error:
        code = "unknown-id" if codes is not None else "bad-value"
        code = "bad-date" if attribute.type in ("date", "season") else code
        hint = nearest(text, codes or attribute.values)
        report.add(file, line, "value", code, str(error), _form(attribute, codes), hint)
    return None


def _parse(attribute: Attribute, text: str, unit: str, codes: tuple[str, ...] | None) -> Value:
    kind = attribute.type
    if attribute.numeric:
        return _number(attribute, text, unit)
    if unit and kind != "codes" and kind != "point":
        raise UnitError(f"the unit {unit!r} of a {kind}")
    if kind == "date":
        period = parse(text)
        low = period.start.toordinal() if period.start else -math.inf
        return Value("date", float(low), float(period.last.toordinal()) if period.last else math.inf)
    if kind == "season":
        return Value("season", code=str(parse_season(text)))
    if kind == "point":
        return _point(text)
    if kind == "text":
        return Value("text", code=text)
    parts = sorted(text.split("+")) if kind == "codes" else [text]
    valid = codes if codes is not None else attribute.values
    for part in parts:
        if not _CODE.match(part) or (valid and part not in valid):
            raise ValueError(f"no such value {part!r}")
    return Value("codes" if kind == "codes" else "code", code="+".join(parts))


MEASURED = ("draught", "width")
"""Qualifiers that are numbers, in metres."""


def is_number(text: str) -> bool:
    """Tell whether a text is a plain decimal number, of a size that can be reckoned with."""
    return re.fullmatch(r"-?\d+(?:\.\d+)?", text) is not None and math.isfinite(float(text))


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:20]}... is too large a number")
    return number


def _number(attribute: Attribute, text: str, unit: str) -> Value:
    span = _SPAN.match(text)
    single = _NUMBER.match(text)
    if span:
        low, high = (convert(_finite(x), unit, attribute.unit) for x in span.groups())
        if high < low:
            raise ValueError(f"the range {text!r} ends below its beginning")
        return _of_mover(attribute, text, Value("number", low, high))
    if single is None:
        raise ValueError(f"{text!r} is not a number")
    number = convert(_finite(single[2]), unit, attribute.unit)
    mark = single[1] or ""
    strict = _STRICT if mark in ("<", ">") else 0.0
    if mark.startswith("<"):
        return Value("number", -math.inf, number - strict)
    if mark.startswith(">"):
        return Value("number", number + strict, math.inf)
    return _of_mover(attribute, text, Value("number", number, number))


def _of_mover(attribute: Attribute, text: str, value: Value) -> Value:
    """Refuse what no vessel, vehicle or cargo has: less than nothing."""
    if value.low < 0 and attribute.describes("mover"):
        raise ValueError(f"{text!r} is less than 0")
    return value


def _point(text: str) -> Value:
    left, comma, right = text.partition(",")
    try:
        lat, lon = float(left), float(right)
    except ValueError:
        raise ValueError(f"{text!r} is not a latitude and a longitude") from None
    if not comma or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"{text!r} is not on the globe")
    return Value("point", point=(lat, lon))


def _form(attribute: Attribute, codes: tuple[str, ...] | None) -> str:
    if codes is not None:
        return "an id of this case"
    if attribute.values:
        return f"one of {', '.join(attribute.values)}"
    unit = f" in a unit like {attribute.unit}" if attribute.unit else ""
    kind = "number" if attribute.numeric else attribute.type
    return {
        "number": f"a number{unit}, <number, >number, low..high, unknown or none",
        "date": "an EDTF date such as 2024-07-01 or 2026",
        "season": "months or days such as 12-01/03-31",
        "point": "latitude, longitude",
        "code": "a code of letters and digits",
    }.get(kind, kind)


def _qualifiers(report: Report, file: str, line: int, text: str, attribute: Attribute) -> tuple[tuple[str, str], ...]:
    found = []
    for part in filter(None, (p.strip() for p in text.split(";"))):
        key, sign, value = (x.strip() for x in part.partition("="))
        if not sign or not value or key not in attribute.qualifiers:
            valid = attribute.qualifiers
            expected = f"one of {', '.join(valid)} = value" if valid else f"no qualifier of {attribute.name}"
            report.add(file, line, "qualifiers", "bad-value", repr(part), expected, nearest(key, valid))
        elif key in MEASURED and not (is_number(value) and float(value) > 0):
            expected = f"{key} = a number of m above 0, as {key}=3.60"
            report.add(file, line, "qualifiers", "bad-value", repr(part), expected)
        else:
            found.append((key, value))
    return tuple(sorted(found))


def _period(report: Report, file: str, line: int, where: str, text: str) -> Period:
    try:
        return parse(text)
    except ValueError as error:
        report.add(file, line, where, "bad-date", str(error), "an EDTF date or interval such as 2024-07 or 2014/..")
        return ALWAYS


def _day(report: Report, file: str, line: int, text: str) -> date:
    if not text:
        return date.max
    try:
        return date.fromisoformat(text)
    except ValueError:
        report.add(file, line, "recorded", "bad-date", repr(text), "a day such as 2024-07-01")
        return date.max
