"""Rule files to a lawbook: names resolved, conditions parsed, circles found at load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from thalweg.attributes import Attributes
from thalweg.errors import nearest
from thalweg.facts.claim import Source
from thalweg.io.checked import read_model
from thalweg.io.conditions import Book, RuleFile, read_condition, read_limit, read_quota, read_want
from thalweg.io.files import Report
from thalweg.io.marked import Path, line_of
from thalweg.io.models import (
    EnforcedModel,
    InstrumentModel,
    ObligationModel,
    PartyModel,
    RuleModel,
    RulesFile,
)
from thalweg.period import Period, parse_day
from thalweg.rules.library import facts_of
from thalweg.rules.rule import (
    ANYWHERE,
    EFFECTS,
    Authority,
    Enforced,
    Instrument,
    Lawbook,
    LegalPlace,
    MayRule,
    Obligation,
    Party,
    Reading,
)


def read_law(
    report: Report,
    files: Sequence[str],
    sources: Mapping[str, Source],
    attributes: Attributes,
    base: Lawbook | None = None,
) -> Lawbook:
    """Read the rule files of a case, on top of law taken from other cases; note every problem."""
    b = base or Lawbook()
    book = Book(
        dict(b.instruments), dict(b.places), dict(b.readings), dict(b.classes), dict(b.groups), dict(b.countries),
        dict(b.orders), dict(b.rules), attributes,
    )  # fmt: skip
    parsed = [(f, got) for f in files if (got := read_model(report, f, RulesFile)) is not None]
    for name, (model, lines) in parsed:
        _definitions(RuleFile(report, name, lines), model, book, sources)
    for name, (model, lines) in parsed:
        file = RuleFile(report, name, lines)
        _check_words(file, model, book)
        for i, rule in enumerate(model.rules):
            _rule(file, ("rules", i), rule, book, sources)
    _check_lifts(book)
    return Lawbook(
        book.instruments, book.places, book.rules, book.readings, book.classes, book.groups, book.countries, book.orders
    )


def check_facts(
    report: Report,
    files: Sequence[str],
    lawbook: Lawbook,
    kinds: Mapping[str, tuple[str, ...]],
    attributes: Attributes,
) -> None:
    """Refuse rules that ask about facts of subjects that the case does not have."""
    for rule in lawbook.rules.values():
        for subject, name in facts_of(rule):
            known = subject in kinds
            if known and (name not in attributes or attributes[name].describes(*kinds[subject])):
                continue
            file = next((f for f in files if report.line_of(f, rule.id)), "rules")
            line = report.line_of(file, f"{subject}.{name}") or report.line_of(file, rule.id)
            if not known:
                report.unknown_id(file, line, f"{rule.id}: fact", subject, "subject", kinds)
            else:
                found = f"{name} of a {kinds[subject][-1]}"
                expected = f"a subject of kind {' or '.join(attributes[name].subjects)}"
                report.add(file, line, f"{rule.id}: fact", "not-applicable", found, expected)


def _definitions(file: RuleFile, model: RulesFile, book: Book, sources: Mapping[str, Source]) -> None:
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


def _check_words(file: RuleFile, model: RulesFile, book: Book) -> None:
    """Refuse orders that are not defined, and classes that are each other's parents."""
    for name, place in model.places.items():
        for i, e in enumerate(place.enforces or ()):
            order = e if isinstance(e, str) else e.order
            if order not in book.orders:
                line = line_of(file.lines, ("places", name, "enforces", i))
                file.report.unknown_id(file.name, line, "enforces", order, "legal order", book.orders)
    for name in model.classes:
        line_up = [name]
        while (parent := book.classes.get(line_up[-1], "")) and parent not in line_up:
            line_up.append(parent)
        if parent == name:
            found = " -> ".join((*line_up, name))
            file.add(("classes", name), "classes", "bad-value", found, "classes of which none is above itself")


def _enforced(file: RuleFile, place: str, models: Sequence[str | EnforcedModel] | None) -> tuple[Enforced, ...] | None:
    if models is None:
        return None
    path: Path = ("places", place, "enforces")
    return tuple(
        Enforced(m) if isinstance(m, str) else Enforced(m.order, file.period((*path, i, "valid"), m.valid))
        for i, m in enumerate(models)
    )


def _instrument(file: RuleFile, name: str, model: InstrumentModel, sources: Mapping[str, Source]) -> Instrument:
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


def _obligations(file: RuleFile, path: Path, model: ObligationModel, parties: Sequence[Party]) -> list[Obligation]:
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


def _party(file: RuleFile, path: Path, model: str | PartyModel) -> Party:
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


def _source(file: RuleFile, path: Path, source: str | None, sources: Mapping[str, Source]) -> None:
    if source and source not in sources:
        file.add(
            (*path, "source"),
            "source",
            "missing-source",
            f"no source {source!r}",
            "an id of sources.csv",
            nearest(source, sources),
        )


def _rule(file: RuleFile, path: Path, model: RuleModel, book: Book, sources: Mapping[str, Source]) -> None:
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
    condition = read_condition(file, (*path, "if"), model.when or {}, book)
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
        require=tuple(read_want(file, (*path, effects[0]), token, want, book) for token, want in require.items()),
        limits=tuple(
            read_limit(file, (*path, "limit", name), name, b, book) for name, b in (model.limit or {}).items()
        ),
        quota=read_quota(file, (*path, "quota"), model.quota, book) if model.quota else None,
        order=model.order,
        reading=reading,
        valid=file.period((*path, "valid"), model.valid),
        source=model.source or "",
        certainty=model.certainty,
    )
    book.where[model.id] = (file, path)


def _check_lifts(book: Book) -> None:
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


def _circle(book: Book, start: str) -> tuple[str, ...]:
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
