"""The reference pages, made from the code that they describe."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from _markdown import as_codes, as_page, as_table
from _packs import packs_page
from thalweg import attributes as vocabulary
from thalweg.errors import CODES
from thalweg.facts import stage
from thalweg.facts.claim import CERTAINTIES, RANKS, SOURCE_KINDS, STANCES
from thalweg.io.case import MOVER_COLUMNS, TOPIC_COLUMNS, TOPIC_KINDS
from thalweg.io.claims import CLAIM_COLUMNS, SOURCE_COLUMNS, attribute_table
from thalweg.io.climatology import CLIMATOLOGY_COLUMNS
from thalweg.io.levels import DEFAULT_ATTRIBUTE, LEVEL_COLUMNS
from thalweg.io.schemas import json_schemas
from thalweg.movers import MODES_OF, MOVER_KINDS
from thalweg.network import GATE_KINDS, MODES, PLACE_KINDS, SIDES
from thalweg.rules import fit, keel, may, when
from thalweg.snapshot import OTHERWISE

ASKED = tuple(
    name for name, row in attribute_table().items() if {"mover", "trip"} & {s.split(":")[0] for s in row.subjects}
)
"""What a legal rule may ask of a mover or its trip."""


def attributes_page() -> str:
    """Return the page of the attribute table."""
    table = attribute_table()
    read = {a for r in fit.RULES for a in (r.need, r.have, *_kept(r)) if a} | {"jurisdiction", "consent"}
    read |= {a for r in fit.RULES for e in r.eased for a in (e.need, e.have) if a}
    read |= {a for asked in keel.ASKS.values() for a in asked} | {a for pair in OTHERWISE.values() for a in pair}
    read |= {stage.LEVEL, stage.READING, "water_station"}
    read |= set(ASKED)

    def row(a: vocabulary.Attribute) -> tuple[str, ...]:
        unit = a.unit or "-"
        form = f"{a.type}: {as_codes(a.values)}" if a.values else a.type
        needs = "; needs " + " and ".join(" or ".join(as_codes([q]) for q in g) for g in a.needs) if a.needs else ""
        means = f"; means {as_codes(f'{k}={v}' for k, v in a.selects)} if not said" if a.selects else ""
        return (
            f"<a id=\"{a.name}\"></a>`{a.name}`", as_codes(a.subjects), unit, form, _silence(a), f"`{a.decides}`",
            f"{as_codes(a.qualifiers) or '-'}{needs}{means}", a.description,
        )  # fmt: skip

    head = ("attribute", "may be said of", "unit", "type", "silence", "decided by", "qualifiers", "what it is")
    named = [a for a in table.values() if a.names or a.standard]
    others = [
        (f"`{a.name}`", *(f"`{v}`" if (v := dict(a.names).get(s)) else "" for s in ("osm", "ienc", "ris")), a.standard)
        for a in named
    ]
    return as_page(
        "Attributes",
        "An attribute is a property that a claim may speak of. Each stands once, as a row of the attribute "
        "table, and no other name is accepted. The columns:",
        "- **may be said of**: kinds of subject, as `gate`, or `gate:lock` for one kind of gate.\n"
        "- **silence**: what it means if no claim speaks. `no limit` lets pass; `unknown` leaves the answer open; what "
        "is *taken as* something is reported with the answer.\n"
        "- **type**: of a `state` the latest event stands; of a `schedule` a later announcement rewrites the future.\n"
        "- **decided by**: the weakest [kind of source](case-format-reference.md#kinds-of-source) that may decide "
        "the value. What only weaker sources say is `weak`: it is shown, and it decides nothing.\n"
        "- **qualifiers**: what a claim may add. A claim *needs* those named, or it is weak; *means* is how a "
        "question is read that does not say.",
        "## Attributes that rules read",
        as_table(head, [row(table[n]) for n in table if n in read]),
        "## Attributes that are shown and never decide passage",
        as_table(head, [row(table[n]) for n in table if n not in read]),
        "## Names in other standards",
        "OSM: keys of OpenStreetMap. IENC: attributes of Inland Electronic Navigational Charts. "
        "RIS: fields of the European River Information Services index.",
        as_table(("attribute", "OSM", "IENC", "RIS", "defined by"), others),
    )


def _silence(a: vocabulary.Attribute) -> str:
    """Say what silence means, as `Snapshot` reads it."""
    if a.assume:
        return f"taken as `{a.assume}`"
    meaning = {"unknown": "unknown", "unlimited": "no limit", "refused": "refused"}[a.missing]
    on_network = [s for s in a.subjects if s.split(":")[0] in ("link", "gate")]
    if not on_network or a.missing == "unlimited":
        return meaning
    elements = [s for s in a.expected if s.split(":")[0] in ("link", "gate")]
    return f"{meaning} on {as_codes(elements)}; else no limit" if elements else "no limit on links and gates"


def errors_page() -> str:
    """Return the page of error codes."""
    return as_page(
        "Errors",
        "A mistake in a question or in a case is told in one line, never as a traceback. The line says where it "
        "is, what was found, what was expected, and the nearest valid name if there is one:",
        "```text\nFILE:LINE: FIELD: FOUND; expected EXPECTED (HINT)\n```",
        "A mistake in a question has no file and no line:",
        "```console\n$ thalweg check tumen --mover ccg-1000t --from hunchn --to sea-of-japan --on 2024-07-01\n```",
        "With `--json` the same is one object. `problems` has every problem; the other fields repeat the first one.",
        "```console\n$ thalweg check tumen --mover ccg-1000t --from hunchn --to sea-of-japan --json\n```",
        "In Python it is `thalweg.errors.BadInput`, with the tuple `problems`. A case folder is read to its end "
        "before it is refused, so that `thalweg lint` tells every problem at once.",
        '"No way through" is an answer and not an error: the verdict is `blocked`, with its reasons.',
        "## Exit codes",
        as_table(
            ("code", "meaning"),
            [
                ("0", "The question was answered, whatever the answer."),
                ("1", "`thalweg test`: at least one test failed."),
                ("2", "Bad input: something that the user wrote cannot be used."),
                ("130", "Interrupted from the keyboard."),
            ],
        ),
        "## Codes",
        as_table(("code", "meaning"), [(f'<a id="{c}"></a>`{c}`', text) for c, text in sorted(CODES.items())]),
    )


def cli_page() -> str:
    """Return the page of all commands and options."""
    import typer

    from thalweg.cli import app

    root: Any = typer.main.get_command(app)
    parts = [_command("thalweg", root)]
    parts += [_command(name, command) for name, command in commands_below("thalweg", root)]
    return as_page(
        "Commands",
        "Every command prints a readable table, or plain data with `--json`. Days are written YYYY-MM-DD. "
        "A question that names no day is asked of today, so a script should name one. "
        "Exit codes and errors are on [their own page](errors.md).",
        *parts,
    )


def commands_below(name: str, group: Any) -> Iterator[tuple[str, Any]]:
    """Yield every command of a group, with its whole name; a group in it after its own commands."""
    for word, command in group.commands.items():
        yield f"{name} {word}", command
        if hasattr(command, "commands"):
            yield from commands_below(f"{name} {word}", command)


def _command(name: str, command: Any) -> str:
    rows = []
    arguments = []
    for p in command.params:
        if p.param_type_name == "argument":
            what = f"`{p.name.upper()}`" + ("" if p.required else " (optional)")
            arguments.append(p.name.upper() if p.required else f"[{p.name.upper()}]")
        else:
            takes = "" if p.is_flag else f" {p.name.upper()}"
            what = f"{as_codes(p.opts[:-1])}{', ' * (len(p.opts) > 1)}`{p.opts[-1]}{takes}`" + (
                " (required)" if p.required else ""
            )
        plain = p.default is not None and p.default not in ("", False, ()) and str(p.default).isidentifier()
        default = f" Default: `{p.default}`." if plain and not p.required else ""
        rows.append((what, f"{getattr(p, 'help', None) or ''}{default}"))
    rows.append(("`--help`", "Show this message and exit."))
    usage = " ".join([name, "[OPTIONS]", *arguments])
    return "\n\n".join(
        [f"## {name}", command.help or "", f"```text\n{usage}\n```", as_table(("argument or option", "meaning"), rows)]
    )


MARGINS: Mapping[str, str] = {
    "spare": "The need must not exceed what is there: margin = have - need - what is kept free, in the "
    "unit of the attribute.",
    "endures": "The mover must take as much as there is: margin = need - have. Where there is none everybody passes.",
    "common": "Need and have must share a code.",
    "is_open": "The state must be `open`, or the day must lie outside the season.",
    "is_free": "The restriction must be known not to hold, or nobody tells of it.",
}
LEGAL: Mapping[str, str] = {
    "default": "`default:XX`: the prohibition that stands at a legal place while the authority XX, whose default is "
    "`consent`, has not consented. It falls if a consent claim says `granted`, or if a permit in force names it.",
    "forbid": "A provision that refuses, where its condition holds and nothing that names it lifts it.",
    "require": "A provision that lets pass on what it requires.",
    "permit": "A provision that lifts the defaults and rules that it names, perhaps on requirements.",
    "limit": "A bound on an attribute of mover or trip: a number, a dated fact, steps by another attribute, or a table "
    "of codes. The margin is bound less need. Equality admits.",
    "quota": "A shared amount: the margin is the cap, less what is used on the day, less what this passage adds.",
    "may.jurisdiction": "Whose waters or ground a link lies in must be known, and who has authority there on the day.",
}


def _kept(rule: fit.FitRule) -> tuple[str, ...]:
    """Return what is claimed of links, gates and waters to say what a rule keeps free."""
    return keel.UNDER if rule.kept is keel.under_the_keel else keel.OVER if rule.kept else ()


def _counts(easing: fit.Easing) -> str:
    """Say what counts when something is done about a refusal."""
    named = [a for a in (easing.need, easing.have) if a]
    if named:
        return f", by {as_codes(named)}"
    return ", on a day on which the level is known to change" if easing.best else ""


def rules_page() -> str:
    """Return the page of rules."""
    rows = []
    table = attribute_table()
    for r in fit.RULES:
        need = f"`{r.need}` of the mover" if r.need else "-"
        have = f"`{r.have}`" + (f", less what is kept free: {as_codes(_kept(r))}" if r.kept else "")
        eased = "; ".join(f"`{e.token}`: {e.text}" + _counts(e) for e in r.eased) or "-"
        unit = table[r.have].unit or "-"
        note = " Only while the structure stands." if r.while_standing else ""
        rows.append(
            (
                f'<a id="{r.id}"></a>`{r.id}`', r.title, need, have, unit, as_codes(sorted(r.movers)),
                as_codes(m for m in MODES if m in r.modes), as_codes(s for s in SIDES if s in r.sides),
                MARGINS[r.compare.__name__] + note, eased, as_codes(str(v) for v in r.can),
            )
        )  # fmt: skip
    head = (
        "rule", "title", "needs", "has", "unit", "movers", "modes", "sides", "comparison", "conditional on", "can give",
    )  # fmt: skip
    carried = " and ".join(as_codes([k]) for k in sorted(fit.CARRIED))
    return as_page(
        "Rules",
        "A rule compares what a mover needs with what a link or gate has, and returns a margin [low, high]. "
        "It admits if low >= 0, refuses if high < 0, and is unknown if the range straddles 0. "
        "[Concepts](concepts.md#verdicts) explains the verdicts, [Method](method.md) the arithmetic.",
        "## FIT: physical rules",
        "A link is used `along` itself; a gate is met `through`, `over` (the train on the bridge) or `under` (the "
        f"ship below it). On water, {carried} need a vessel, whose dimensions nobody has told, so a limit there "
        "leaves them unknown. Of a structure, the states that count as standing are "
        f"{as_codes(sorted(fit.STANDING))}.",
        as_table(head, rows),
        "A refusal is *conditional* where what stands under *conditional on* meets the limit, and then asks for it; "
        "a question that says that it is planned (`meets`) finds it clear. What is kept free is claimed of a link, a "
        "gate, or its legal waters, where nothing nearer says otherwise. The under-keel clearance is the greater of "
        "`ukc_m` and `ukc_percent` of the draught; squat, heel and set-up are added. Where a formula of squat does not "
        "hold (no water under the keel, a channel no wider than the ship, a Froude depth number of 1 or more) nothing "
        "passes. A `vertical_clearance_m` with the qualifier `width` is free over that width of an arch: the row of "
        "the least width that is not less than the beam counts. Where a broader row states more than a narrower one, "
        "both are doubtful.",
        "One more reason can appear that is no comparison: `fit.mode` says that no chain of links of the mover's "
        "modes joins the two places. It only gives `blocked`. The modes that serve:",
        as_table(
            ("kind of mover", "modes"),
            [(f"`{k}`", as_codes(m for m in MODES if m in MODES_OF[k])) for k in MOVER_KINDS],
        ),
        "## MAY: legal rules",
        "The law of a case is data, in `rules/*.yaml`. Prohibitions accumulate; only a consent or a permit that "
        "*names* one lifts it. There are no priorities. The kinds of legal rule:",
        as_table(
            ("rule", "what it says", "can give"),
            [(f"`{k}`", LEGAL[k], as_codes(map(str, v))) for k, v in may.CAN.items()],
        ),
        "## What a condition may ask",
        "A rule's `if` is decided in three-valued logic: what is not known leaves it undecided, and the answer "
        "names what would decide it. See [the case format](case-format-reference.md#conditions).",
    )  # fmt: skip


CELLS: Mapping[str, Mapping[str, str]] = {
    "sources.csv": {
        "id": "Name of the source within the case.",
        "kind": "One of the [kinds of source](#kinds-of-source), but not `scenario`.",
        "title": "Title of the text.",
        "publisher": "Who published it; this name is shown in answers.",
        "url": "Where it was read.",
        "published": "When it was published, EDTF; empty if not known.",
        "derives_from": "The source that it repeats: both then count as one origin.",
        "licence": "Licence of the source.",
        "note": "Anything else.",
    },
    "claims.csv": {
        "subject": "Id of a place, link, gate, mover, legal place, instrument or topic.",
        "attribute": "Name of a row of the [attribute table](attributes.md).",
        "value": "See [values](#values).",
        "unit": "Unit of a number, as the source states it; converted when read.",
        "qualifiers": "`key=value` pairs with `;` between them, as `measure=channel`; the attribute says which.",
        "valid": "When it is true in the world, EDTF; empty means always.",
        "published": "When the world could read it, EDTF; empty means the date of the source.",
        "source": "Id of a source.",
        "said_by": "Who said it, if not the source itself; a chain is written with `>`.",
        "stance": f"One of {as_codes(STANCES)}; empty means `asserts`. What is speculated never decides.",
        "certainty": f"One of {as_codes(CERTAINTIES)}; empty means `sure`. What is `doubtful` never decides.",
        "rank": f"One of {as_codes(RANKS)}; empty means `normal`.",
        "rank_why": "Why it is preferred or deprecated; required then.",
        "replaces": "Id of the claim that this one corrects.",
        "ref": "Your own reference.",
        "recorded": "The day it was entered, YYYY-MM-DD. It counts as known from then at the latest.",
        "note": "Anything else.",
    },
    "movers.csv": {
        "id": "Name of the mover in questions.",
        "name": "Name in answers.",
        "kind": f"One of {as_codes(MOVER_KINDS)}.",
        "flag": "ISO 3166 code of the flag or nationality; of goods, where they come from.",
        "class": "A class of `rules/*.yaml`, for legal rules.",
        "loading": "Loading state that is meant where a question names none.",
        "cargo": "Prefixes of the Harmonized System with `;` between them.",
        "note": "Anything else.",
    },
    "subjects.csv": {
        "id": "Name of a topic: anything else that claims may speak of, as a treaty or a trade.",
        "name": "Name in answers.",
        "kind": f"One of {as_codes(TOPIC_KINDS)}; empty means `topic`. Depths follow a water station.",
    },
    "levels/*.csv": {
        "station": "Id of a water station or topic of `subjects.csv`.",
        "attribute": f"A number of the [attribute table](attributes.md); optional, `{DEFAULT_ATTRIBUTE}` if empty.",
        "when": "YYYY-MM-DD for a whole day, or YYYY-MM-DDThh:mm in the standard time of the station.",
        "value": "A number.",
        "unit": "Unit of the number, as the source states it; converted when read.",
        "source": "Id of a source; one for the whole series.",
    },
    "levels/*.climatology.csv": {
        "station": "Id of a water station or topic of `subjects.csv`.",
        "attribute": f"A number of the [attribute table](attributes.md); optional, `{DEFAULT_ATTRIBUTE}` if empty.",
        "season": "MM/MM or MM-DD/MM-DD, first to last; seasons of a station do not overlap.",
        "low": "The lowest value that is usual then.",
        "high": "The highest value that is usual then.",
        "unit": "Unit of both.",
        "source": "Id of a source; one for the whole climatology.",
        "what": "What usual means, as `5 to 95 % of the days of 1991-2020`; optional, once is enough.",
    },
}
COLUMNS_OF = {
    "sources.csv": SOURCE_COLUMNS,
    "claims.csv": CLAIM_COLUMNS,
    "movers.csv": MOVER_COLUMNS,
    "subjects.csv": TOPIC_COLUMNS,
    "levels/*.csv": LEVEL_COLUMNS,
    "levels/*.climatology.csv": CLIMATOLOGY_COLUMNS,
}
WHERE = {
    "claims.csv": "`claims.csv` or `claims/*.csv`; as many files as you like.",
    "subjects.csv": "Optional.",
    "levels/*.csv": "Optional. [Series](levels.md#series): many values of one property.",
    "levels/*.climatology.csv": "Optional. [What is usual](levels.md#climatologies) by time of year.",
}
PROPERTIES: Mapping[str, Mapping[str, str]] = {
    "places": {
        "id": "Required. Small letters, digits and hyphens.",
        "name": "Required.",
        "kind": f"Required. One of {as_codes(PLACE_KINDS)}.",
        "names": "Other names, as `{ko: ..., zh: ...}`.",
    },
    "links": {
        "id": "Required. Small letters, digits and hyphens.",
        "name": "Required.",
        "mode": f"Required. One of {as_codes(MODES)}.",
        "from": "Required. Id of the place where the line begins.",
        "to": "Required. Id of the place where the line ends.",
        "oneway": "`true` if it may be used from `from` to `to` only.",
    },
    "gates": {
        "id": "Required. Small letters, digits and hyphens.",
        "name": "Required.",
        "kind": f"Required. One of {as_codes(GATE_KINDS)}.",
        "on": "Required. The links that meet the gate, each `{link, side, at_km}`: the side is one of "
        f"{as_codes(SIDES[1:])}; `at_km` is the distance from the start of the link, or null.",
    },
}
"""Properties by file; a test compares the names with those that lint accepts."""
FILES = {
    "case": ("case.yaml", "Required."),
    "rules": ("rules/*.yaml", "As many files as you like; they are read as one."),
    "scenario": ("scenarios/ID.yaml", "The name of the file is the id of the scenario. `baseline` always exists."),
    "levers": ("levers.yaml", "Optional; see [unlock](unlock.md) and [levers](case-format.md#levers)."),
    "table": ("tables/*.yaml", "One bulk network each; see [tables](tables.md)."),
    "tests": ("tests.yaml", "A list of tests. Optional."),
}


def case_format_page() -> str:
    """Return the reference of a case's files."""
    parts = ["## YAML files", "`thalweg schema --out FOLDER` writes these schemas for editors that complete and check."]
    for name, schema in json_schemas().items():
        file, note = FILES[name]
        parts += [f"### {file}", note, *_schema(schema)]
    parts += [
        "### Conditions",
        "The `if` of a rule is a mapping; all its entries must hold. An entry asks one thing of the mover or the "
        f"trip: {as_codes(ASKED)}. An entry with a dot asks a fact of the world, as SUBJECT.ATTRIBUTE.",
        as_table(
            ("written", "holds if"),
            [
                ("`flag: CN`", "the attribute is this value; a class counts with all classes above it"),
                ("`flag: [CN, KP]`", "it is one of these"),
                ("`flag: {in: littoral}`", "it is a member of the group on the day"),
                ("`flag: {not: KP}`", "it is not; any of the other forms may stand in place of the value"),
                (
                    "`hs: {under: ['2701']}`",
                    "something carried lies under one of these prefixes of the Harmonized System",
                ),
                *((f"`draught_m: {{{op}: 4}}`", f"it is {words} this number") for op, words in when.OPERATORS.items()),
                ("`was: {flag: RU, since: 2022-02-24}`", "at some time since that day, the attribute was this value"),
                ("`turkey.at_war: 'no'`", "the fact of the world is this code, or one of a list, on the day"),
                ("`koeln.water_level_m: {ge: 8.3}`", "the fact stands in this relation to the number"),
                ("`season: 12-01/03-31`", "the day lies in this part of the year"),
                ("`any: [{...}, {...}]`", "one of these conditions holds"),
                ("`not: {...}`", "this condition does not hold"),
            ],
        ),
        "## CSV files",
        "UTF-8, a header line, cells separated by commas. Columns may stand in any order; unknown columns are "
        "refused. Columns that are not needed may be left out.",
    ]
    for file, columns in COLUMNS_OF.items():
        rows = [(f"`{c}`", CELLS[file][c]) for c in columns]
        parts += [f"### {file}", WHERE.get(file, "Required."), as_table(("column", "meaning"), rows)]
    parts += [
        "### Values",
        as_table(
            ("written", "means"),
            [
                ("`4.5`", "a number; with `~` before it an approximate one, which is read as the number"),
                ("`<10`, `>10`", "a number below or above, without 10 itself; `<=10` and `>=10` include it"),
                ("`2.8..3.6`", "a range that the source states"),
                ("`unknown`", "the source says that it is not known"),
                ("`none`", "known absence: there is no such limit, or no such thing"),
                ("`1435+1520`", "several codes, where the type is `codes`"),
                (
                    "`2024-07-01`, `2024-07`, `2024`, `2024-22`",
                    "a day, month, year, or season (21 spring to 24 winter)",
                ),
                ("`2014/..`, `../2024-06`, `2022/2023`", "from, until, or between: EDTF intervals, both ends inside"),
                ("`2024~`, `2024?`", "approximate or uncertain; read as the date"),
                ("`12-01/03-31`", "a part of every year, where the type is `season`; months alone also serve"),
                ("`42.41, 130.64`", "latitude and longitude, where the type is `point`"),
            ],
        ),
        "### Kinds of source",
        "The most trusted first. The order decides between contradicting values before the number of sources does.",
        as_table(("kind", "trust"), [(f"`{k}`", str(len(SOURCE_KINDS) - i)) for i, k in enumerate(SOURCE_KINDS)]),
        "## GeoJSON files",
        "GeoJSON (RFC 7946) feature collections; positions are longitude, latitude. A property that is not listed "
        "is refused. Places are points, links are lines, gates are points. A link must end within 2 km of its place.",
    ]
    for name, properties in PROPERTIES.items():
        rows = [(f"`{k}`", v) for k, v in properties.items()]
        parts += [f"### network/{name}.geojson", as_table(("property", "meaning"), rows)]
    return as_page(
        "Case format reference",
        "Every file of a case, with every field. How to write a case is told in [Write a case](case-format.md).",
        *parts,
    )


def _schema(schema: Mapping[str, Any]) -> Iterator[str]:
    """Describe a schema: the file itself, then the parts it is made of."""
    parts: dict[str, Any] = dict(schema.get("$defs", {}))
    if "properties" in schema:
        yield _fields(schema)
    for name, part in parts.items():
        label = name.removesuffix("Model")
        yield f'<a id="{name.lower()}"></a>**{label}**: {inspect.cleandoc(part.get("description", ""))}'
        yield _fields(part)


def _fields(part: Mapping[str, Any]) -> str:
    needed = part.get("required", ())
    rows = []
    for name, field in part["properties"].items():
        default = field.get("default")
        given = "yes" if name in needed else f"no; `{default}`" if default not in (None, "", [], {}) else "no"
        rows.append(
            (f"`{name}`", _kind(field), given if not isinstance(default, dict) else "no", field.get("description", ""))
        )
    return as_table(("field", "value", "required", "meaning"), rows)


def _kind(field: Mapping[str, Any]) -> str:
    """Write the type of a field in words."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name.removesuffix('Model')}](#{name.lower()})"
    if "enum" in field:
        return f"one of {as_codes(map(str, field['enum']))}"
    if "anyOf" in field:
        kinds = dict.fromkeys(_kind(f) for f in field["anyOf"] if f.get("type") != "null")
        return "number" if set(kinds) == {"whole number", "number"} else " or ".join(kinds)
    if field.get("type") == "array":
        return f"list of {_kind(field['items'])}" if "items" in field else "list"
    if field.get("type") == "object":
        inner = field.get("additionalProperties")
        keys = next(iter(field.get("patternProperties", {}).values()), inner)
        return f"mapping of names to {_kind(keys)}" if isinstance(keys, dict) and keys else "mapping"
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    return words.get(field.get("type", ""), "anything") + _form(field.get("pattern", ""))


def _form(pattern: str) -> str:
    known = {
        r"^[a-z][a-z0-9-]*$": " (an id)", r"^[A-Z]{2}$": " (ISO 3166 code)", r"^\d{4}-\d{2}-\d{2}$": " (YYYY-MM-DD)",
        r"^[a-z0-9-]+=[a-z0-9-]+$": " (ARTICLE=READING)", r"^[a-z][a-z0-9_]*$": " (a word)",
    }  # fmt: skip
    return known.get(pattern, f" ({pattern})" if pattern else "")


PAGES: Mapping[str, Callable[[], str]] = {
    "attributes.md": attributes_page,
    "errors.md": errors_page,
    "cli.md": cli_page,
    "case-format-reference.md": case_format_page,
    "rules.md": rules_page,
    "packs.md": packs_page,
}
