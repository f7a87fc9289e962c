"""Conditions, limits and quotas of rule files: words checked against the vocabulary, then parsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from thalweg.attributes import Attributes
from thalweg.errors import nearest
from thalweg.io.files import Report
from thalweg.io.marked import Lines, Path, line_of
from thalweg.io.models import (
    LeastModel,
    QuotaModel,
    StepsModel,
    TableModel,
    WantModel,
)
from thalweg.period import ALWAYS, Period, parse, parse_day, parse_season
from thalweg.rules.rule import (
    Bound,
    FromFact,
    Instrument,
    LegalPlace,
    Limit,
    MayRule,
    Number,
    Party,
    Quota,
    Reading,
    Steps,
    Table,
    Want,
)
from thalweg.rules.when import (
    OPERATORS,
    All,
    AnyOf,
    Compare,
    Condition,
    Ever,
    Fact,
    FactCompare,
    FactIs,
    In,
    InSeason,
    Is,
    Not,
    Under,
)

SHAPES: dict[str, tuple[type, str]] = {
    "any": (list, "a list of conditions, as [{flag: CN}, {flag: RU}]"),
    "not": (Mapping, "a condition, as {flag: CN}"),
    "was": (Mapping, "{ATTRIBUTE: code, since: day}"),
}
"""The words that combine conditions, with what they stand before."""


@dataclass
class RuleFile:
    """One rule file with what is needed to tell where something stands."""

    report: Report
    name: str
    lines: Lines

    def add(self, path: Path, where: str, code: str, found: str, expected: str, hint: str = "") -> None:
        """Note a problem at a part of the file."""
        self.report.add(self.name, line_of(self.lines, path), where, code, found, expected, hint)

    def period(self, path: Path, text: str | None) -> Period:
        """Read a period, or note why it is none."""
        try:
            return parse(text) if text else ALWAYS
        except ValueError as error:
            self.add(path, str(path[-1]), "bad-date", str(error), "an EDTF date or interval such as 1991-12-26/..")
            return ALWAYS


@dataclass
class Book:
    """The lawbook under construction."""

    instruments: dict[str, Instrument] = field(default_factory=dict)
    places: dict[str, LegalPlace] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    groups: dict[str, tuple[Party, ...]] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    rules: dict[str, MayRule] = field(default_factory=dict)
    attributes: Attributes = field(default_factory=lambda: Attributes([]))
    where: dict[str, tuple[RuleFile, Path]] = field(default_factory=dict)


def read_want(file: RuleFile, path: Path, token: str, model: str | WantModel, book: Book) -> Want:
    """Read something that is required."""
    if isinstance(model, str):
        return Want(token, model)
    return Want(token, model.text, read_condition(file, (*path, token, "if"), model.when, book))


def read_limit(
    file: RuleFile, path: Path, name: str, model: float | str | StepsModel | LeastModel | TableModel, book: Book
) -> Limit:
    """Read one limit of a rule."""
    _attribute(file, path, name, book, numeric=not isinstance(model, TableModel))
    if isinstance(model, TableModel):
        for key in model.by:
            _attribute(file, path, key, book, numeric=False)
        admits = {tuple(k.split("/")): frozenset(v) for k, v in model.admits.items()}
        for combination in admits:
            if len(combination) != len(model.by):
                file.add(path, name, "bad-value", "/".join(combination), f"{len(model.by)} codes joined by /")
                continue
            for key, code in zip(model.by, combination, strict=True):
                _codes(file, path, key, [code], book)
        return Limit(name, Table(tuple(model.by), admits))
    if isinstance(model, StepsModel):
        _attribute(file, path, model.of, book, numeric=True)
        rows = [tuple(float(x) for x in row) for row in model.rows]
        pairs = tuple((row[0], row[1]) for row in rows if len(row) == 2)
        if len(pairs) != len(rows) or any(b[0] <= a[0] for a, b in pairwise(pairs)):
            file.add(path, name, "bad-value", repr(model.rows)[:60], "rows of [up to, bound], in rising order")
        return Limit(name, Steps(model.of, pairs))
    if isinstance(model, LeastModel):
        return Limit(name, _bound(file, path, model.min, book), at_least=True)
    return Limit(name, _bound(file, path, model, book))


def read_quota(file: RuleFile, path: Path, model: QuotaModel, book: Book) -> Quota:
    """Read the quota of a rule."""
    if model.of:
        _attribute(file, path, model.of, book, numeric=True)
    used = _fact(file, path, model.used, book, numeric=True) or ("", "")
    return Quota(used, model.of, _bound(file, path, model.cap, book))


def _bound(file: RuleFile, path: Path, value: float | str, book: Book) -> Bound:
    if isinstance(value, str):
        fact = _fact(file, path, value, book, numeric=True)
        return FromFact(fact) if fact else Number(0.0)
    return Number(float(value))


def _fact(file: RuleFile, path: Path, text: str, book: Book, numeric: bool) -> Fact | None:
    """Read SUBJECT.ATTRIBUTE; whether the subject exists is checked when all subjects are known."""
    subject, dot, name = text.rpartition(".")
    if not dot:
        file.add(path, str(path[-1]), "bad-value", repr(text), "a number, or a fact as SUBJECT.ATTRIBUTE")
        return None
    if name not in book.attributes:
        hint = nearest(name, book.attributes)
        file.add(
            path, str(path[-1]), "unknown-attribute", f"no attribute {name!r}", "a name of the attribute table", hint
        )
        return None
    if (row := book.attributes[name]).numeric != numeric:
        file.add(path, text, "bad-value", f"{name} is a {row.type}", "a number" if numeric else "a code")
        return None
    return subject, name


def _attribute(file: RuleFile, path: Path, name: str, book: Book, numeric: bool) -> None:
    """Note it if an attribute is none that a rule may ask of a mover or a trip."""
    row = book.attributes.get(name)
    asked = [a for a, r in book.attributes.items() if any(s.split(":")[0] in ("mover", "trip") for s in r.subjects)]
    if row is None or name not in asked:
        hint = nearest(name, asked)
        file.add(
            path,
            name,
            "unknown-attribute",
            f"no attribute {name!r}",
            "something a rule may ask of a mover or a trip",
            hint,
        )
    elif row.numeric != numeric:
        file.add(path, name, "bad-value", f"{name} is a {row.type}", "a number" if numeric else "a code")


def read_condition(file: RuleFile, path: Path, data: Mapping[str, object], book: Book) -> Condition:
    """Read a condition; all its parts must hold."""
    parts: list[Condition] = []
    for key, value in data.items():
        at = (*path, key)
        if key in SHAPES and not (value and isinstance(value, SHAPES[key][0])):
            file.add(at, key, "bad-value", repr(value)[:60], SHAPES[key][1])
        elif key == "any" and isinstance(value, list):
            for i, v in enumerate(value):
                if not isinstance(v, Mapping):
                    file.add((*at, i), key, "bad-value", repr(v)[:60], "a condition, as {flag: CN}")
            options = [read_condition(file, (*at, i), v, book) for i, v in enumerate(value) if isinstance(v, Mapping)]
            parts.append(AnyOf(tuple(options)))
        elif key == "not" and isinstance(value, Mapping):
            parts.append(Not(read_condition(file, at, value, book)))
        elif key == "season" and isinstance(value, str):
            try:
                parts.append(InSeason(parse_season(value)))
            except ValueError as error:
                file.add(at, key, "bad-date", str(error), "months or days such as 05-01/10-31")
        elif key == "was" and isinstance(value, Mapping):
            parts.append(_ever(file, at, value, book))
        elif "." in key:
            parts.append(_fact_test(file, at, key, value, book))
        else:
            parts.append(_test(file, at, key, value, book))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _ever(file: RuleFile, path: Path, value: Mapping[str, object], book: Book) -> Condition:
    """Read `was: {flag: RU, since: 2022-02-24}`."""
    others = [(k, v) for k, v in value.items() if k != "since"]
    try:
        since = parse_day(str(value.get("since", "")))
    except ValueError as error:
        file.add(path, "since", "bad-date", str(error), "a day such as 2022-02-24")
        return All()
    if len(others) != 1 or not isinstance(others[0][1], str):
        file.add(path, "was", "bad-value", repr(dict(value))[:60], "{ATTRIBUTE: code, since: day}")
        return All()
    _attribute(file, path, others[0][0], book, numeric=False)
    return Ever(others[0][0], others[0][1], since)


def _fact_test(file: RuleFile, path: Path, key: str, value: object, book: Book) -> Condition:
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        if fact := _fact(file, path, key, book, numeric=False):
            _codes(file, path, fact[1], value, book)
            return FactIs(fact, tuple(value))
        return All()
    if isinstance(value, Mapping) and len(value) == 1:
        operator, operand = next(iter(value.items()))
        if operator in OPERATORS and isinstance(operand, int | float) and not isinstance(operand, bool):
            fact = _fact(file, path, key, book, numeric=True)
            return FactCompare(fact, operator, float(operand)) if fact else All()
    file.add(path, key, "bad-value", repr(value)[:60], "a code, a list of codes, or {le|lt|ge|gt: number}")
    return All()


def _test(file: RuleFile, path: Path, key: str, value: object, book: Book) -> Condition:
    if isinstance(value, Mapping) and len(value) == 1:
        operator, operand = next(iter(value.items()))
        if operator == "not":
            return Not(_test(file, path, key, operand, book))
        if operator in OPERATORS and isinstance(operand, int | float) and not isinstance(operand, bool):
            _attribute(file, path, key, book, numeric=True)
            return Compare(key, operator, float(operand))
        if operator == "in" and isinstance(operand, str):
            _attribute(file, path, key, book, numeric=False)
            if operand not in book.groups:
                file.report.unknown_id(file.name, line_of(file.lines, path), "in", operand, "group", book.groups)
            return In(key, operand)
        if operator == "under" and isinstance(operand, list):
            _attribute(file, path, key, book, numeric=False)
            headings = tuple(str(p) for p in operand)
            for wrong in (h for h in headings if not h.isdigit()):
                file.add(path, key, "bad-value", repr(wrong), "the first digits of a heading, such as 2701")
            return Under(key, headings)
    values = [value] if isinstance(value, str) else value
    if isinstance(values, list) and values and all(isinstance(v, str) for v in values):
        _attribute(file, path, key, book, numeric=False)
        _codes(file, path, key, values, book)
        return Is(key, tuple(values))
    expected = "a value, a list of values, or one of {in: group}, {not: ...}, {le: number}, {under: [...]}"
    file.add(path, key, "bad-value", repr(value)[:60], expected)
    return All()


def _codes(file: RuleFile, path: Path, key: str, values: Sequence[str], book: Book) -> None:
    """Refuse codes that cannot hold: a class that the case lacks, a value not in the table."""
    row = book.attributes.get(key)
    known: set[str] = {*book.classes, *book.classes.values()} if key == "class" else set(row.values) if row else set()
    for v in values:
        if known and v not in known:
            file.report.unknown_id(file.name, line_of(file.lines, path), key, v, key, known)
