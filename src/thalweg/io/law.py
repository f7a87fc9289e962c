"""Rule files to a lawbook: names resolved, conditions parsed, circles found at load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from thalweg.attributes import Attributes
from thalweg.errors import nearest
from thalweg.facts.claim import Source
from thalweg.io.checked import read_model
from thalweg.io.files import Report
from thalweg.io.marked import Lines, Path, line_of
from thalweg.io.models import (
    EnforcedModel,
    InstrumentModel,
    LeastModel,
    ObligationModel,
    PartyModel,
    QuotaModel,
    RuleModel,
    RulesFile,
    StepsModel,
    TableModel,
    WantModel,
)
from thalweg.period import ALWAYS, Period, parse, parse_day, parse_season
from thalweg.rules.library import facts_of
from thalweg.rules.rule import (
    ANYWHERE,
    EFFECTS,
    Authority,
    Bound,
    Enforced,
    FromFact,
    Instrument,
    Lawbook,
    LegalPlace,
    Limit,
    MayRule,
    Number,
    Obligation,
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
    orders: dict[str, str] = field(default_factory=dict)
    rules: dict[str, MayRule] = field(default_factory=dict)
    attributes: Attributes = field(default_factory=lambda: Attributes([]))
    where: dict[str, tuple[_File, Path]] = field(default_factory=dict)


def read_law(
    report: Report,
    files: Sequence[str],
    sources: Mapping[str, Source],
    attributes: Attributes,
    base: Lawbook | None = None,
) -> Lawbook:
    """Read the rule files of a case, on top of law taken from other cases; note every problem."""
    b = base or Lawbook()
    book = _Book(
        dict(b.instruments), dict(b.places), dict(b.readings), dict(b.classes), dict(b.groups), dict(b.countries),
        dict(b.orders), dict(b.rules), attributes,
    )  # fmt: skip
    parsed = [(f, got) for f in files if (got := read_model(report, f, RulesFile)) is not None]
    for name, (model, lines) in parsed:
        _definitions(_File(report, name, lines), model, book, sources)
    for name, (model, lines) in parsed:
        file = _File(report, name, lines)
        for i, rule in enumerate(model.rules):
            _rule(file, ("rules", i), rule, book, sources)
    _check_lifts(book)
    return Lawbook(
        book.instruments, book.places, book.rules, book.readings, book.classes, book.groups, book.countries, book.orders
    )


def check_facts(report: Report, lawbook: Lawbook, kinds: Mapping[str, tuple[str, ...]], attributes: Attributes) -> None:
    """Refuse rules that ask about facts of subjects that the case does not have."""
    for rule in lawbook.rules.values():
        for subject, name in facts_of(rule):
            if subject not in kinds:
                report.unknown_id(f"rule {rule.id}", 0, "fact", subject, "subject", kinds)
            elif name in attributes and not attributes[name].describes(*kinds[subject]):
                expected = f"a subject of kind {' or '.join(attributes[name].subjects)}"
                report.add(
                    f"rule {rule.id}", 0, "fact", "not-applicable", f"{name} of a {kinds[subject][-1]}", expected
                )


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
        book.places[name] = LegalPlace(name, place.name, tuple(authorities), _enforced(file, name, place.enforces))
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
    book.orders.update(model.orders)


def _enforced(file: _File, place: str, models: Sequence[str | EnforcedModel] | None) -> tuple[Enforced, ...] | None:
    if models is None:
        return None
    path: Path = ("places", place, "enforces")
    return tuple(
        Enforced(m) if isinstance(m, str) else Enforced(m.order, file.period((*path, i, "valid"), m.valid))
        for i, m in enumerate(models)
    )


def _instrument(file: _File, name: str, model: InstrumentModel, sources: Mapping[str, Source]) -> Instrument:
    path: Path = ("instruments", name)
    _source(file, path, model.source, sources)
    parties = tuple(_party(file, (*path, "parties", i), p) for i, p in enumerate(model.parties))
    return Instrument(
        name,
        model.title,
        model.kind,
        model.source,
        parties,
        file.period((*path, "signed"), model.signed),
        file.period((*path, "force"), model.force),
        model.certainty,
        tuple(
            x
            for i, o in enumerate(model.obligations)
            for x in _obligations(file, (*path, "obligations", i), o, parties)
        ),
    )


def _obligations(file: _File, path: Path, model: ObligationModel, parties: Sequence[Party]) -> list[Obligation]:
    """Read an obligation; one among all parties stands for every pair, while both are bound."""
    valid = file.period((*path, "valid"), model.valid)
    if model.among is not None and not (model.debtor or model.creditor):
        pairs = [(a, b, a.valid.shared(b.valid)) for a in parties for b in parties if a.id != b.id]
        both = [(a, b, shared.shared(valid)) for a, b, shared in pairs if shared]
        return [Obligation(model.type, a.id, b.id, model.article, days) for a, b, days in both if days]
    if model.among is not None or model.debtor is None or model.creditor is None:
        file.add(path, "obligations", "bad-value", "half an obligation", "from and to, or among: parties")
        return []
    return [Obligation(model.type, model.debtor, model.creditor, model.article, valid)]


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
    if start and end and end <= start:
        file.add(path, "until", "bad-date", f"until {end}", f"a day after {start}")
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
        if place not in book.places and place != ANYWHERE:
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
    effects = [e for e in EFFECTS if getattr(model, e) is not None]
    if len(effects) != 1:
        found = " and ".join(effects) or "none"
        file.add(path, "", "bad-value", f"effects: {found}", f"exactly one of {', '.join(EFFECTS)}")
        return
    if model.order and model.order not in book.orders:
        wrong("order", model.order, "legal order", book.orders)
    if model.id in book.rules:
        file.add((*path, "id"), "id", "duplicate-id", f"rule {model.id!r} again", "each id once")
        return
    condition = _condition(file, (*path, "if"), model.when or {}, book)
    lifts = model.permit.lifts if model.permit else model.forbid.lifts if model.forbid else []
    require = model.permit.require if model.permit else model.require or {}
    book.rules[model.id] = MayRule(
        id=model.id,
        instrument=instrument,
        article=article,
        at=tuple(model.at),
        effect=effects[0],
        say=model.say,
        condition=condition,
        authority=model.authority or "",
        lifts=tuple(lifts),
        require=tuple(_want(file, (*path, effects[0]), token, want, book) for token, want in require.items()),
        limits=tuple(_limit(file, (*path, "limit", name), name, b, book) for name, b in (model.limit or {}).items()),
        quota=_quota(file, (*path, "quota"), model.quota, book) if model.quota else None,
        order=model.order,
        reading=reading,
        valid=file.period((*path, "valid"), model.valid),
        source=model.source or "",
        certainty=model.certainty,
    )
    book.where[model.id] = (file, path)


def _want(file: _File, path: Path, token: str, model: str | WantModel, book: _Book) -> Want:
    if isinstance(model, str):
        return Want(token, model)
    return Want(token, model.text, _condition(file, (*path, token, "if"), model.when, book))


def _limit(
    file: _File, path: Path, name: str, model: float | str | StepsModel | LeastModel | TableModel, book: _Book
) -> Limit:
    _attribute(file, path, name, book, numeric=not isinstance(model, TableModel))
    if isinstance(model, TableModel):
        for key in model.by:
            _attribute(file, path, key, book, numeric=False)
        admits = {tuple(k.split("/")): frozenset(v) for k, v in model.admits.items()}
        for combination in admits:
            if len(combination) != len(model.by):
                file.add(path, name, "bad-value", "/".join(combination), f"{len(model.by)} codes joined by /")
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


def _quota(file: _File, path: Path, model: QuotaModel, book: _Book) -> Quota:
    if model.of:
        _attribute(file, path, model.of, book, numeric=True)
    used = _fact(file, path, model.used, book) or ("", "")
    return Quota(used, model.of, _bound(file, path, model.cap, book))


def _bound(file: _File, path: Path, value: float | str, book: _Book) -> Bound:
    if isinstance(value, str):
        fact = _fact(file, path, value, book)
        return FromFact(fact) if fact else Number(0.0)
    return Number(float(value))


def _fact(file: _File, path: Path, text: str, book: _Book) -> Fact | None:
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
    return subject, name


def _attribute(file: _File, path: Path, name: str, book: _Book, numeric: bool) -> None:
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


def _condition(file: _File, path: Path, data: Mapping[str, object], book: _Book) -> Condition:
    parts: list[Condition] = []
    for key, value in data.items():
        at = (*path, key)
        if key == "any" and isinstance(value, list):
            for i, v in enumerate(value):
                if not isinstance(v, Mapping):
                    file.add((*at, i), key, "bad-value", repr(v)[:60], "a condition, as {flag: CN}")
            options = [_condition(file, (*at, i), v, book) for i, v in enumerate(value) if isinstance(v, Mapping)]
            parts.append(AnyOf(tuple(options)))
        elif key == "not" and isinstance(value, Mapping):
            parts.append(Not(_condition(file, at, value, book)))
        elif key == "season" and isinstance(value, str):
            try:
                parts.append(InSeason(parse_season(value)))
            except ValueError as error:
                file.add(at, key, "bad-date", str(error), "months or days such as 05-01/10-31")
        elif key == "was" and isinstance(value, Mapping):
            parts.append(_ever(file, at, value, book))
        elif "." in key:
            fact = _fact(file, at, key, book)
            parts.append(_fact_test(file, at, fact, value) if fact else All())
        else:
            parts.append(_test(file, at, key, value, book))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _ever(file: _File, path: Path, value: Mapping[str, object], book: _Book) -> Condition:
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


def _fact_test(file: _File, path: Path, fact: Fact, value: object) -> Condition:
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        return FactIs(fact, tuple(value))
    if isinstance(value, Mapping) and len(value) == 1:
        operator, operand = next(iter(value.items()))
        if operator in OPERATORS and isinstance(operand, int | float) and not isinstance(operand, bool):
            return FactCompare(fact, operator, float(operand))
    file.add(path, ".".join(fact), "bad-value", repr(value)[:60], "a code, a list of codes, or {le|lt|ge|gt: number}")
    return All()


def _test(file: _File, path: Path, key: str, value: object, book: _Book) -> Condition:
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
            return Under(key, tuple(str(p) for p in operand))
    values = [value] if isinstance(value, str) else value
    if isinstance(values, list) and values and all(isinstance(v, str) for v in values):
        _attribute(file, path, key, book, numeric=False)
        _codes(file, path, key, values, book)
        return Is(key, tuple(values))
    expected = "a value, a list of values, or one of {in: group}, {not: ...}, {le: number}, {under: [...]}"
    file.add(path, key, "bad-value", repr(value)[:60], expected)
    return All()


def _codes(file: _File, path: Path, key: str, values: Sequence[str], book: _Book) -> None:
    """Refuse codes that cannot hold: a class that the case lacks, a value not in the table."""
    row = book.attributes.get(key)
    known: set[str] = {*book.classes, *book.classes.values()} if key == "class" else set(row.values) if row else set()
    for v in values:
        if known and v not in known:
            file.report.unknown_id(file.name, line_of(file.lines, path), key, v, key, known)


def _check_lifts(book: _Book) -> None:
    """Refuse lifts of what does not exist, and circles."""
    defaults = {f"default:{a.by}" for p in book.places.values() for a in p.authorities}
    for rule in book.rules.values():
        if rule.id not in book.where:  # taken from another case, and checked there
            continue
        file, path = book.where[rule.id]
        for lifted in rule.lifts:
            if lifted not in book.rules and lifted not in defaults:
                names = sorted({*book.rules, *defaults})
                line = line_of(file.lines, path)
                file.report.unknown_id(file.name, line, "lifts", lifted, "rule or default", names)
            elif (rule.effect == "permit") != (lifted in defaults or book.rules[lifted].effect != "permit"):
                what = "a permit lifts defaults and rules that refuse, a forbid lifts permits"
                file.add((*path, rule.effect), "lifts", "bad-value", f"a {rule.effect} that lifts {lifted}", what)
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
