"""From the features of a table to places, links, gates and claims."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from thalweg.errors import nearest
from thalweg.facts.claim import TABLE, Claim, Source, Value
from thalweg.io.geojson import check_ends, line_of, point_of
from thalweg.io.table_cells import Read, Reader, text_of
from thalweg.io.table_files import Feature, Table
from thalweg.io.table_models import GateModel, KindModel, LinksModel, ModeModel, NodesModel, SwitchModel, TableFile
from thalweg.io.table_spec import Spec
from thalweg.network import Gate, GateUse, Line, Link, Network, Place
from thalweg.period import Period

JOINT = " - "
"""What stands between the texts of several properties."""
_OTHER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Silence:
    """Of how many elements a table says nothing."""

    of: str
    """What is spoken of: `links`, or gates by their kind."""
    attribute: str
    count: int
    """How many have no value."""
    total: int
    outside: int = 0
    """How many numbers were left out, as they lay outside the range that the spec names."""


@dataclass
class _Heard:
    """Of which elements an attribute was read."""

    all: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    outside: int = 0


@dataclass
class _Standing:
    """A gate while it is made."""

    id: str
    kind: str
    point: tuple[float, float]
    name: str = ""
    uses: list[GateUse] = field(default_factory=list)


@dataclass
class Making:
    """What is made of one spec, while its files are read."""

    spec: Spec
    model: TableFile
    source: Source
    valid: Period
    recorded: date
    claims: dict[str, Claim] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)
    """Ids that were made, each with the raw id that it stands for."""
    _places: dict[str, Place] = field(default_factory=dict)
    """By their raw ids."""
    _links: list[tuple[Link, Feature]] = field(default_factory=list)
    _gates: list[Gate] = field(default_factory=list)
    _heard: dict[tuple[str, str], _Heard] = field(default_factory=dict)

    def network(self) -> Network:
        """Return what was made of places, links and gates."""
        return Network(tuple(self._places.values()), tuple(x for x, _ in self._links), tuple(self._gates))

    def silences(self) -> tuple[Silence, ...]:
        """Return of how many elements nothing is said, by attribute."""
        return tuple(
            Silence(of, attribute, len(h.all) - len(h.told), len(h.all), h.outside)
            for (of, attribute), h in self._heard.items()
        )

    def read_places(self, table: Table, model: NodesModel) -> None:
        """Make a place of each feature."""
        for feature in table.features:
            raw = _needed(table, feature, model.id)
            point = point_of(feature.geometry, partial(table.tell, feature))
            kind = _coded(table, feature, model.kind)
            if raw and point and kind and (made := self._new_id(table, feature, model.id, raw)):
                self._places[raw] = Place(made, _raw(table, feature, model.name) or raw, kind, *point)

    def read_links(self, table: Table, readers: Sequence[Reader]) -> None:
        """Make a link of each feature, with its claims."""
        model = self.model.links
        whose = self.model.jurisdiction
        place = Read(Value("code", code=whose), whose, (), "") if whose else None
        where = model.id if isinstance(model.id, str) else model.id[0]
        for feature in table.features:
            tell = partial(table.tell, feature)
            raw, mode = _needed(table, feature, model.id), _coded(table, feature, model.mode)
            drawn = line_of(feature.geometry, tell)
            ends = self._ends(table, feature, drawn) if drawn else None
            oneway = _oneway(table, feature, model)
            if ends is None or not (raw and mode) or not (made := self._new_id(table, feature, where, raw)):
                continue
            check_ends(drawn, ends, tell, model.snap_km)
            name = _raw(table, feature, model.name) or raw
            self._links.append((Link(made, name, mode, ends[0].id, ends[1].id, oneway, drawn), feature))
            if place is not None:
                self._claim(table, feature, made, "jurisdiction", place)
            self._read(table, feature, made, "links", ("link", f"link:{mode}"), readers)
        self._count("links", readers)

    def read_gates(self, table: Table, number: int, readers: Sequence[Reader]) -> None:
        """Make gates of the features that a block means, with their claims."""
        block = self.model.links.gates[number]
        wanted = {name: _texts(values) for name, values in block.when.items()}
        found: dict[str, _Standing] = {}
        of = f"{block.kind} gates"
        for link, feature in self._links:
            if any(text_of(feature.properties.get(n)) not in w for n, w in wanted.items()):
                continue
            gate = self._gate(table, feature, block, link, found)
            if gate is not None:
                gate.uses.append(GateUse(link.id, block.side))
                gate.name = gate.name or _raw(table, feature, block.name)
                self._read(table, feature, gate.id, of, ("gate", f"gate:{block.kind}"), readers)
        self._count(of, readers)
        kind = block.kind.replace("_", " ")
        for raw, g in found.items():
            self._gates.append(Gate(g.id, g.name or f"{kind} {raw}", g.kind, *g.point, tuple(g.uses)))
        if not found and self._links:
            self._tell_no_gates(table, number, wanted)

    def _gate(
        self, table: Table, feature: Feature, block: GateModel, link: Link, found: dict[str, _Standing]
    ) -> _Standing | None:
        """Return the gate on a link: one that stands on others too, or a new one."""
        raw = _needed(table, feature, block.id) if block.id else f"{self._ids[link.id]} {block.kind}"
        if raw and raw not in found:
            made = self._new_id(table, feature, block.id or "id", raw)
            if not made:
                return None
            found[raw] = _Standing(made, block.kind, _middle(link.line))
        return found.get(raw)

    def _tell_no_gates(self, table: Table, number: int, wanted: Mapping[str, frozenset[str]]) -> None:
        for name, values in wanted.items():
            known = {t for f in table.features if (t := text_of(f.properties.get(name)))}
            if not values & known:
                found, hint = f"no feature has {name} {' or '.join(sorted(values))}", nearest(min(values), known)
                path = ("links", "gates", number, "when", name)
                self.spec.tell(path, "bad-value", found, "a value of the property", hint)

    def _ends(self, table: Table, feature: Feature, drawn: Line) -> tuple[Place, Place] | None:
        """Return the places at the ends of a line; without nodes they are made."""
        model = self.model.links
        ends = []
        for name, (lon, lat) in ((model.origin, drawn[0]), (model.destination, drawn[-1])):
            raw = _needed(table, feature, name) if name else _position(lon, lat)
            if raw and raw not in self._places:
                if self.model.nodes is not None:
                    hint = partial(nearest, raw, self._places)
                    table.tell(feature, name, "unknown-id", f"no node {raw!r}"[:80], "the id of a node", hint)
                elif made := self._new_id(table, feature, name or "geometry", raw):
                    self._places[raw] = Place(made, raw, model.ends, lon, lat)
            ends.append(self._places.get(raw))
        return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])

    def _new_id(self, table: Table, feature: Feature, where: str, raw: str) -> str:
        """Make the id of a raw one; note it if there is nothing to make it of, or another has it."""
        plain = raw if raw.isascii() else unicodedata.normalize("NFKD", raw).encode("ascii", "ignore").decode()
        word = _OTHER.sub("-", plain.lower()).strip("-")
        if not word:
            table.tell(feature, where, "bad-value", repr(raw)[:60], "an id with letters or digits")
            return ""
        made = f"{self.model.prefix}-{word}"
        if made in self._ids:
            other = self._ids[made]
            found = f"{raw!r} again" if other == raw else f"{raw!r} becomes {made}, as {other!r} does"
            table.tell(feature, where, "duplicate-id", found[:120], "each id once")
            return ""
        self._ids[made] = raw
        return made

    def _read(
        self, table: Table, feature: Feature, subject: str, of: str, kinds: tuple[str, str], readers: Sequence[Reader]
    ) -> None:
        """Claim what a feature says of a subject."""
        for reader in readers:
            name = reader.attribute.name
            heard = self._heard.setdefault((of, name), _Heard())
            heard.all.add(subject)
            read = reader.read(table, feature)
            if read is None:
                continue
            if not reader.attribute.describes(*kinds):
                expected = f"a subject of kind {' or '.join(reader.attribute.subjects)}"
                table.tell(feature, reader.cell[0], "not-applicable", f"{name} of a {kinds[1]}", expected)
                continue
            if name == "length_km" and read.value.low < 0:
                table.tell(feature, reader.cell[0], "bad-value", read.stated, "a length of 0 or more")
                continue
            self._claim(table, feature, subject, name, read)
            if read.value.kind != "unknown":
                heard.told.add(subject)

    def _count(self, of: str, readers: Sequence[Reader]) -> None:
        for reader in readers:
            self._heard.setdefault((of, reader.attribute.name), _Heard()).outside += reader.left_out

    def _claim(self, table: Table, feature: Feature, subject: str, attribute: str, read: Read) -> None:
        """Add a claim; one that two features make is one."""
        made = Claim(
            subject=subject,
            attribute=attribute,
            value=read.value,
            source=self.source.id,
            stated=read.stated,
            qualifiers=read.qualifiers,
            valid=self.valid,
            published=self.source.published,
            recorded=date.min if self.source.kind == "definition" else self.recorded,
            rank=TABLE,
            ref=f"{table.file} {feature.label}",
            note=read.note,
        )
        self.claims.setdefault(made.id, made)


def _raw(table: Table, feature: Feature, names: str | Sequence[str]) -> str:
    """Return the text of one property, or of several joined; empty if all are null."""
    if isinstance(names, str):
        return (text_of(feature.properties.get(names)) or "") if names else ""
    return JOINT.join(filter(None, (text_of(feature.properties.get(n)) for n in names)))


def _needed(table: Table, feature: Feature, names: str | Sequence[str]) -> str:
    """Return the text of a property, or of several, that must be there; note it if one is not."""
    several = (names,) if isinstance(names, str) else names
    texts = [text_of(feature.properties.get(n)) for n in several]
    for name, text in zip(several, texts, strict=True):
        if not text:
            found = repr(feature.properties.get(name))[:60]
            table.tell(feature, name, "missing-field", found, "a text or number")
            return ""
    return JOINT.join(filter(None, texts))


def _coded(table: Table, feature: Feature, kind: str | KindModel | ModeModel) -> str:
    """Return a kind or mode: the same for all, or as a property says; note what the spec does not explain."""
    if isinstance(kind, str):
        return kind
    text = _raw(table, feature, kind.property)
    if text in kind.values:
        return kind.values[text]
    hint = nearest(text, kind.values)
    table.tell(feature, kind.property, "bad-value", repr(text or None)[:60], "a value that the spec explains", hint)
    return ""


def _oneway(table: Table, feature: Feature, model: LinksModel) -> bool:
    """Tell whether a link is oneway; null is no."""
    it = model.oneway
    if not isinstance(it, SwitchModel):
        return it
    cell = feature.properties.get(it.property)
    meant = it.values or {"true": True, "false": False}
    text = text_of(cell)
    if cell not in (None, "") and (text is None or text not in meant):
        expected = f"one of {', '.join(meant)}"
        table.tell(feature, it.property, "bad-value", repr(cell)[:60], expected, nearest(text or "", meant))
    return meant.get(text or "", False)


def _texts(values: object) -> frozenset[str]:
    many = values if isinstance(values, list) else [values]
    return frozenset(t for v in many if (t := text_of(v)) is not None)


def _position(lon: float, lat: float) -> str:
    """Return a position to five decimals of a degree, about a metre, as the raw id of a place."""
    lon, lat = round(lon, 5), round(lat, 5)
    return f"{abs(lat):.5f} {'N' if lat >= 0 else 'S'} {abs(lon):.5f} {'E' if lon >= 0 else 'W'}"


def _middle(line: Line) -> tuple[float, float]:
    """Return the middle vertex of a line, or the point between the middle two."""
    a, b = line[(len(line) - 1) // 2], line[len(line) // 2]
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
