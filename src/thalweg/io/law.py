"""Rule files to a lawbook: names resolved, conditions parsed, circles found at load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from thalweg.errors import nearest
from thalweg.facts.claim import Source
from thalweg.io.checked import read_model
from thalweg.io.files import Report
from thalweg.io.marked import Lines, Path, line_of
from thalweg.io.models import InstrumentModel, PartyModel, RuleModel, RulesFile
from thalweg.period import ALWAYS, Period, parse, parse_day, parse_season
from thalweg.rules.rule import (
    Authority,
    Instrument,
    Lawbook,
    LegalPlace,
    MayRule,
    Obligation,
    Party,
    Reading,
)
from thalweg.rules.when import (
    ATTRIBUTES,
    OPERATORS,
    All,
    AnyOf,
    Compare,
    Condition,
    In,
    InSeason,
    Is,
    Not,
    Under,
)


@dataclass
class _File:
    """One rule file with what is needed to tell where something stands."""

    report: Report
    name: str
    lines: Lines

    def add(self, path: Path, where: str, code: str, found: str, expected: str, hint: str = "") -> None:
        self.report.add(self.name, line_of(self.lines, path), where, code, found, expected, hint)

    def period(self, path: Path, text: str | None) -> Period:
        try:
            return parse(text) if text else ALWAYS
        except ValueError as error:
            self.add(path, str(path[-1]), "bad-date", str(error), "an EDTF date or interval such as 1991-12-26/..")
            return ALWAYS


@dataclass
class _Book:
    """The lawbook under construction."""

    instruments: dict[str, Instrument] = field(default_factory=dict)
    places: dict[str, LegalPlace] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    groups: dict[str, tuple[Party, ...]] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    rules: dict[str, MayRule] = field(default_factory=dict)
    where: dict[str, tuple[_File, Path]] = field(default_factory=dict)


def read_law(report: Report, files: Sequence[str], sources: Mapping[str, Source]) -> Lawbook:
    """Read the rule files of a case; note every problem."""
    book = _Book()
    parsed = [(f, got) for f in files if (got := read_model(report, f, RulesFile)) is not None]
    for name, (model, lines) in parsed:
        _definitions(_File(report, name, lines), model, book, sources)
    for name, (model, lines) in parsed:
        file = _File(report, name, lines)
        for i, rule in enumerate(model.rules):
            _rule(file, ("rules", i), rule, book, sources)
    _check_lifts(book)
    return Lawbook(book.instruments, book.places, book.rules, book.readings, book.classes, book.groups, book.countries)


def _definitions(file: _File, model: RulesFile, book: _Book, sources: Mapping[str, Source]) -> None:
    def once(kind: str, name: str, known: Mapping[str, object]) -> None:
        if name in known:
            file.add((kind, name), name, "duplicate-id", f"{name!r} again", "each id once")

    for name, instrument in model.instruments.items():
        once("instruments", name, book.instruments)
        book.instruments[name] = _instrument(file, name, instrument, sources)
    for name, place in model.places.items():
        once("places", name, book.places)
        authorities = []
        for i, a in enumerate(place.authorities):
            path: Path = ("places", name, "authorities", i)
            _source(file, path, a.source, sources)
            authorities.append(
                Authority(a.by, a.default, a.source, file.period((*path, "valid"), a.valid), a.certainty)
            )
        book.places[name] = LegalPlace(name, place.name, tuple(authorities))
    for name, reading in model.readings.items():
        once("readings", name, book.readings)
        book.readings[name] = Reading(name, reading.question, dict(reading.options))
    for name, members in model.groups.items():
        once("groups", name, book.groups)
        book.groups[name] = tuple(_party(file, ("groups", name, i), m) for i, m in enumerate(members))
    for name, parent in model.classes.items():
        once("classes", name, book.classes)
        book.classes[name] = parent
    book.countries.update(model.countries)


def _instrument(file: _File, name: str, model: InstrumentModel, sources: Mapping[str, Source]) -> Instrument:
    path: Path = ("instruments", name)
    _source(file, path, model.source, sources)
    return Instrument(
        name,
        model.title,
        model.kind,
        model.source,
        tuple(_party(file, (*path, "parties", i), p) for i, p in enumerate(model.parties)),
        file.period((*path, "signed"), model.signed),
        file.period((*path, "force"), model.force),
        model.certainty,
        tuple(
            Obligation(o.type, o.debtor, o.creditor, o.article, file.period((*path, "obligations", i), o.valid))
            for i, o in enumerate(model.obligations)
        ),
    )


def _party(file: _File, path: Path, model: str | PartyModel) -> Party:
    if isinstance(model, str):
        return Party(model)
    valid = file.period((*path, "valid"), model.valid)
    try:
        start = parse_day(model.since) if model.since else valid.start
        end = parse_day(model.until) if model.until else valid.end
    except ValueError as error:
        file.add(path, "from", "bad-date", str(error), "a day such as 1991-12-26")
        return Party(model.id)
    return Party(model.id, Period(start, end), model.how)


def _source(file: _File, path: Path, source: str | None, sources: Mapping[str, Source]) -> None:
    if source and source not in sources:
        file.add(
            (*path, "source"),
            "source",
            "missing-source",
            f"no source {source!r}",
            "an id of sources.csv",
            nearest(source, sources),
        )


def _rule(file: _File, path: Path, model: RuleModel, book: _Book, sources: Mapping[str, Source]) -> None:
    def wrong(part: str, name: str, kind: str, valid: Mapping[str, object] | Sequence[str]) -> None:
        file.report.unknown_id(file.name, line_of(file.lines, (*path, part)), part, name, kind, valid)

    instrument, _, article = model.by.partition("#")
    if instrument not in book.instruments:
        wrong("by", instrument, "instrument", book.instruments)
    elif book.instruments[instrument].kind == "statement":
        file.add((*path, "by"), "by", "statement-binds", f"{instrument} is a statement", "an instrument that binds")
    for place in model.at:
        if place not in book.places:
            wrong("at", place, "legal place", book.places)
    reading = None
    if model.reading:
        name, _, option = model.reading.partition("=")
        reading = (name, option)
        if name not in book.readings:
            wrong("reading", name, "reading", book.readings)
        elif option not in book.readings[name].options:
            wrong("reading", option, f"option of reading {name}", book.readings[name].options)
    _source(file, path, model.source, sources)
    effects = [e for e in ("permit", "forbid", "require") if getattr(model, e) is not None]
    if len(effects) != 1:
        found = " and ".join(effects) or "none"
        file.add(path, "", "bad-value", f"effects: {found}", "exactly one of permit, forbid, require")
        return
    if model.id in book.rules:
        file.add((*path, "id"), "id", "duplicate-id", f"rule {model.id!r} again", "each id once")
        return
    condition = _condition(file, (*path, "if"), model.when or {}, book)
    lifts = model.permit.lifts if model.permit else model.forbid.lifts if model.forbid else []
    require = model.permit.require if model.permit else model.require or {}
    book.rules[model.id] = MayRule(
        model.id, instrument, article, tuple(model.at), effects[0], model.say, condition,
        model.authority or "", tuple(lifts), tuple(require.items()), reading,
        file.period((*path, "valid"), model.valid), model.source or "", model.certainty,
    )  # fmt: skip
    book.where[model.id] = (file, path)


def _condition(file: _File, path: Path, data: Mapping[str, object], book: _Book) -> Condition:
    parts: list[Condition] = []
    for key, value in data.items():
        at = (*path, key)
        if key == "any" and isinstance(value, list):
            options = [_condition(file, (*at, i), v, book) for i, v in enumerate(value) if isinstance(v, Mapping)]
            parts.append(AnyOf(tuple(options)))
        elif key == "not" and isinstance(value, Mapping):
            parts.append(Not(_condition(file, at, value, book)))
        elif key == "season" and isinstance(value, str):
            try:
                parts.append(InSeason(parse_season(value)))
            except ValueError as error:
                file.add(at, key, "bad-date", str(error), "months or days such as 05-01/10-31")
        elif key in ATTRIBUTES:
            parts.append(_test(file, at, key, value, book))
        else:
            valid = (*ATTRIBUTES, "any", "not", "season")
            file.add(
                at,
                key,
                "unknown-attribute",
                f"no condition {key!r}",
                "something a rule may ask of a mover",
                nearest(key, valid),
            )
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _test(file: _File, path: Path, key: str, value: object, book: _Book) -> Condition:
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        known = {*book.classes, *book.classes.values()}
        for v in value if key == "class" else ():
            if v not in known:
                file.report.unknown_id(file.name, line_of(file.lines, path), "class", v, "class", known)
        return Is(key, tuple(value))
    if isinstance(value, Mapping) and len(value) == 1:
        operator, operand = next(iter(value.items()))
        if operator == "in" and isinstance(operand, str):
            if operand not in book.groups:
                file.report.unknown_id(file.name, line_of(file.lines, path), "in", operand, "group", book.groups)
            return In(key, operand)
        if operator == "not":
            return Not(_test(file, path, key, operand, book))
        if operator == "under" and isinstance(operand, list):
            return Under(key, tuple(str(p) for p in operand))
        if operator in OPERATORS and isinstance(operand, int | float) and not isinstance(operand, bool):
            return Compare(key, operator, float(operand))
    expected = "a value, a list of values, or one of {in: group}, {not: ...}, {le: number}, {under: [...]}"
    file.add(path, key, "bad-value", repr(value)[:60], expected)
    return All()


def _check_lifts(book: _Book) -> None:
    """Refuse lifts of what does not exist, and circles."""
    defaults = {f"default:{a.by}" for p in book.places.values() for a in p.authorities}
    for rule in book.rules.values():
        file, path = book.where[rule.id]
        for lifted in rule.lifts:
            if lifted not in book.rules and lifted not in defaults:
                names = sorted({*book.rules, *defaults})
                line = line_of(file.lines, path)
                file.report.unknown_id(file.name, line, "lifts", lifted, "rule or default", names)
        if (circle := _circle(book, rule.id)) and min(circle) == rule.id:
            names_in_order = " -> ".join((*circle, circle[0]))
            file.add(path, "lifts", "lift-cycle", names_in_order, "rules that do not lift each other in a circle")


def _circle(book: _Book, start: str) -> tuple[str, ...]:
    """Return the rules of a circle of lifts through one rule, or nothing."""
    stack: list[tuple[str, ...]] = [(start,)]
    while stack:
        way = stack.pop()
        for lifted in book.rules[way[-1]].lifts:
            if lifted == start:
                return way
            if lifted in book.rules and lifted not in way:
                stack.append((*way, lifted))
    return ()
