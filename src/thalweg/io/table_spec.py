"""What a spec of a table says, checked against the vocabulary of the case and the properties of its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thalweg.attributes import Attribute
from thalweg.errors import nearest
from thalweg.facts.claim import Value
from thalweg.io.claims import MEASURED, Terms, is_number, read_value
from thalweg.io.files import Report
from thalweg.io.marked import Lines, Path, line_of
from thalweg.io.table_cells import Reader
from thalweg.io.table_files import Table
from thalweg.io.table_models import (
    GateModel,
    KindModel,
    LinksModel,
    MappedModel,
    ModeModel,
    NodesModel,
    SwitchModel,
    TableFile,
    WayModel,
)
from thalweg.io.units import UnitError, convert


@dataclass(frozen=True)
class Spec:
    """One file of `tables/`, with the places of its parts."""

    report: Report
    file: str
    lines: Lines
    terms: Terms

    def line(self, path: Path) -> int:
        """Return the line of a part."""
        return line_of(self.lines, path)

    def tell(self, path: Path, code: str, found: str, expected: str, hint: str = "") -> None:
        """Note a problem of the spec."""
        where = ".".join(str(p) for p in path)
        self.report.add(self.file, self.line(path), where, code, found, expected, hint)

    def has(self, table: Table, path: Path, name: str, key: str | None = None) -> bool:
        """Tell whether some feature has a property, and some value of it a key; note it if not."""
        known = table.names
        if name not in known:
            found = f"no feature of {table.file} has a property {name!r}"
            self.tell((*path, "property") if (*path, "property") in self.lines else path, "unknown-field", found,
                      "a property of the features", _nearest(name, table, known))  # fmt: skip
            return False
        if key is not None and key not in (keys := table.keys(name)):
            found = f"no feature has the key {key!r} in {name}"
            self.tell((*path, "key"), "unknown-field", found, "a key of its values", nearest(key, keys))
            return False
        return True

    def has_all(self, table: Table, path: Path, names: str | Sequence[str]) -> None:
        """Note each of some properties that no feature has; an empty name asks for none."""
        for name in [names] if isinstance(names, str) else names:
            if name:
                self.has(table, path, name)

    def reader(self, table: Table, path: Path, way: MappedModel, kinds: Sequence[tuple[str, ...]]) -> Reader | None:
        """Return what reads an attribute, or note everything that is wrong with the way.

        `kinds` are the kinds that the subjects may have, as (`link`, `link:river`).
        """
        attribute = self.terms.attributes.get(way.attribute)
        where = (*path, "attribute")
        if attribute is None:
            known = [n for n, a in self.terms.attributes.items() if any(a.describes(*k) for k in kinds)]
            hint = nearest(way.attribute, known)
            found = f"no attribute {way.attribute!r}"
            self.tell(where, "unknown-attribute", found, "a name of the attribute table", hint)
            return None
        if not any(attribute.describes(*k) for k in kinds):
            found, expected = f"{attribute.name} of a {kinds[0][-1]}", " or ".join(attribute.subjects)
            self.tell(where, "not-applicable", found, f"a subject of kind {expected}")
            return None
        return self._way(table, path, way, attribute)

    def _way(self, table: Table, path: Path, way: WayModel, attribute: Attribute) -> Reader | None:
        before = len(self.report.problems)
        key = None if way.key is None else str(way.key)
        self.has(table, path, way.property, key)
        minus = None
        if way.minus is not None:
            minus = (way.minus.property, None if way.minus.key is None else str(way.minus.key))
            self.has(table, (*path, "minus"), *minus)
        for part in ("minus", "between"):
            if getattr(way, part) is not None and not attribute.numeric:
                self.tell((*path, part), "bad-value", f"{part} of a {attribute.type}", "an attribute that is a number")
        if way.between is not None and way.between[0] > way.between[1]:
            self.tell((*path, "between"), "bad-value", f"{way.between}", "the least number first")
        for name, said in way.qualifiers.items():
            if name in MEASURED and not is_number(str(said)):
                self.tell((*path, "qualifiers", name), "bad-value", repr(said), "a number of m")
            if name not in attribute.qualifiers:
                hint = nearest(name, attribute.qualifiers)
                found, expected = f"no qualifier {name!r}", f"a qualifier of {attribute.name}"
                self.tell((*path, "qualifiers", name), "unknown-id", found, expected, hint)
        self._unit(path, way, attribute)
        values = self._values(path, way, attribute)
        otherwise = None
        if way.otherwise is not None:
            otherwise = self._way(table, (*path, "otherwise"), way.otherwise, attribute)
        if len(self.report.problems) > before:
            return None
        return Reader(
            attribute,
            (way.property, key),
            minus,
            way.unit,
            None if way.between is None else (way.between[0], way.between[1]),
            values,
            tuple(sorted((k, str(v)) for k, v in way.qualifiers.items())),
            self.terms.codes.get(attribute.name),
            otherwise,
        )

    def _unit(self, path: Path, way: WayModel, attribute: Attribute) -> None:
        if way.values and all(v in (None, "none", "unknown") for v in way.values.values()):
            return
        expected = f"a unit like {attribute.unit or 'none at all'}"
        if attribute.numeric:
            try:
                convert(1.0, way.unit, attribute.unit)
            except UnitError as error:
                self.tell((*path, "unit"), "bad-unit", str(error), expected)
        elif way.unit and attribute.type not in ("codes", "point"):
            self.tell((*path, "unit"), "bad-unit", f"the unit {way.unit!r} of a {attribute.type}", expected)

    def _values(self, path: Path, way: WayModel, attribute: Attribute) -> Mapping[str, tuple[Value, str] | None]:
        """Read what codes mean; note each meaning that is no value of the attribute."""
        found: dict[str, tuple[Value, str] | None] = {}
        for code, text in way.values.items():
            scratch = Report(self.report.root)
            meant = None if text is None else str(text).lower() if isinstance(text, bool) else str(text)
            codes = self.terms.codes.get(attribute.name)
            value = None if meant is None else read_value(scratch, "", 0, attribute, meant, way.unit, codes)
            found[code] = None if value is None else (value, f"{meant} {way.unit}".strip())
            for p in scratch.problems:
                if p.code != "bad-unit":  # told once, of the unit
                    self.tell((*path, "values", code), p.code, p.found, p.expected, p.hint)
        return found


def kinds_of(model: LinksModel) -> list[tuple[str, ...]]:
    """Return the kinds that the links of a table may have, as the attribute table names them."""
    modes = [model.mode] if isinstance(model.mode, str) else sorted(set(model.mode.values.values()))
    return [("link", f"link:{m}") for m in modes]


def check_places(spec: Spec, model: NodesModel, table: Table) -> None:
    """Note every property of places that no feature has."""
    spec.has_all(table, ("nodes", "id"), model.id)
    spec.has_all(table, ("nodes", "name"), model.name)
    if isinstance(model.kind, KindModel):
        spec.has(table, ("nodes", "kind"), model.kind.property)


def check_links(spec: Spec, model: TableFile, table: Table) -> None:
    """Note every property of links and gates that no feature has, beside those of attributes."""
    it = model.links
    for part, names in (("id", it.id), ("name", it.name), ("from", it.origin), ("to", it.destination)):
        spec.has_all(table, ("links", part), names)
    if bool(it.origin) != bool(it.destination):
        given, other = ("from", "to") if it.origin else ("to", "from")
        spec.tell(("links",), "missing-field", f"{given} without {other}", "both, or neither")
    elif model.nodes is not None and not it.origin:
        spec.tell(("links",), "missing-field", "nodes, but no from and to", "the properties that name the places")
    if isinstance(it.mode, ModeModel):
        spec.has(table, ("links", "mode"), it.mode.property)
    if isinstance(it.oneway, SwitchModel):
        spec.has(table, ("links", "oneway"), it.oneway.property)
    for i, block in enumerate(it.gates):
        path: Path = ("links", "gates", i)
        spec.has_all(table, (*path, "id"), block.id)
        spec.has_all(table, (*path, "name"), block.name)
        for name in block.when:
            spec.has(table, (*path, "when", name), name)


def readers_of_links(spec: Spec, model: LinksModel, table: Table) -> list[Reader]:
    """Return what reads the length and the attributes of links."""
    kinds = kinds_of(model)
    found = []
    if (it := model.length) is not None:
        mapped = MappedModel(attribute="length_km", property=it.property, key=it.key, unit=it.unit)
        found.append(spec.reader(table, ("links", "length"), mapped, kinds))
    found += [spec.reader(table, ("links", "attributes", i), w, kinds) for i, w in enumerate(model.attributes)]
    return [r for r in found if r is not None]


def readers_of_gates(spec: Spec, number: int, block: GateModel, table: Table) -> list[Reader]:
    """Return what reads the attributes of the gates of a block."""
    path: Path = ("links", "gates", number, "attributes")
    kinds = [("gate", f"gate:{block.kind}")]
    found = [spec.reader(table, (*path, i), way, kinds) for i, way in enumerate(block.attributes)]
    return [r for r in found if r is not None]


def _nearest(name: str, table: Table, known: frozenset[str]) -> str:
    """Return the property most like a name, with how many features have it."""
    hint = nearest(name, known, most=1)
    like = hint.removeprefix("did you mean ").removesuffix("?")
    return f"{hint} ({table.having(like):,} of {len(table.features):,} features have it)" if like in known else hint
