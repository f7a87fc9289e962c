"""The sea of a case: lines of a package that is installed beside Thalweg, joined to the case's places.

What the package says of a line is its length, as a column of one source. In which legal place the
lines lie it does not say: the case does, on the word of a source, and every answer over a line
repeats it. How far a place lies from where it joins is bounded, and every answer tells it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from thalweg.facts.bulk import Bulk
from thalweg.facts.claim import TABLE, Claim, Source, Value
from thalweg.io.case_models import SeaModel
from thalweg.io.files import Report
from thalweg.io.marked import Lines
from thalweg.io.sea_block import Block, port_of, read_block
from thalweg.io.sea_lanes import Lanes, components, lanes_of, link_of, told
from thalweg.io.searoute import INSTALL, NotThereError, Port, read_marnet, read_ports
from thalweg.network import Link, Network, Place, lengths_km
from thalweg.rules.rule import LegalPlace

LINES, PORTS = "marnet", "ports"
"""What the package calls its lines, and its list of ports."""


@dataclass(frozen=True)
class SeaRead:
    """What was read of the sea."""

    source: str
    release: str
    network: Network
    """Lines, joins, the places at their ends, and the ports that became places."""
    claims: tuple[Claim, ...]
    bulks: tuple[Bulk, ...]
    joins: Mapping[str, float]
    """By place that joins, how far away, in km."""

    def lines(self) -> Iterator[str]:
        """Say what was read."""
        counts = self.as_dict()
        yield (
            f"sea: {counts['places']} places, {counts['links']} links, {counts['claims']} claims of {self.source}, "
            f"release {self.release}; {len(self.joins)} joins"
        )
        if self.joins:
            far = max(self.joins, key=lambda p: self.joins[p])
            yield f"  the farthest join: {far}, {self.joins[far]:.1f} km"

    def as_dict(self) -> dict[str, object]:
        """Return the counts as plain data."""
        return {
            "source": self.source,
            "release": self.release,
            "places": len(self.network.places),
            "links": len(self.network.links),
            "claims": len(self.claims) + sum(map(len, self.bulks)),
            "joins": {k: round(v, 3) for k, v in self.joins.items()},
        }


@dataclass(frozen=True)
class Sea:
    """The lines that a case takes, before its places join them."""

    block: Block
    release: str
    lanes: Lanes
    network: Network
    """The lines as links, the places at their ends, and the ports that became places."""
    ports: Mapping[str, Port]

    def joined(self, network: Network, sources: Mapping[str, Source]) -> tuple[Network, SeaRead]:
        """Join places of the case to the lines; return its network with them, and what was read."""
        model = self.block.model
        links = []
        for name in (*model.ports, *model.joins):
            if name in network.place_index:
                links += self._join(network.places[network.place_index[name]])
            else:
                self.block.unknown(("joins", name), name, "place", network.place_index)
        whole = Network(network.places, (*network.links, *links), network.gates)
        self._check_joined(whole, [x.origin for x in links])
        own = Network(self.network.places, (*self.network.links, *links))
        joins = {x.origin: float(lengths_km([x.line])[0]) for x in links}
        claims = tuple(_claims(self.ports, sources[model.source], self.block.recorded))
        return whole, SeaRead(model.source, self.release, own, claims, self._bulks(links, sources), joins)

    def _join(self, place: Place) -> list[Link]:
        """Return the link from a place to the end of a line, if there is one that is near enough."""
        model = self.block.model
        it = model.joins.get(place.id)
        bound = it.within_km if it is not None else model.ports[place.id].within_km
        aim = (place.lon, place.lat)
        if it is not None and it.at is not None:
            aim = (float(it.at[0]), float(it.at[1]))
        elif it is not None and it.port is not None:
            port = port_of(self.block, ("joins", place.id, "port"), it.port, read_ports())
            aim = (port.lon, port.lat) if port is not None else aim
        end = self.lanes.nearest(*aim)
        turn = 360 * round((place.lon - end.lon) / 360)  # a join across the antimeridian is drawn short
        drawn = ((place.lon, place.lat), (end.lon + turn, end.lat))
        apart = float(lengths_km([drawn])[0])
        if apart > bound:
            part = "joins" if it is not None else "ports"
            found = f"{place.id} lies {apart:.1f} km from the end of a line at {told(end)}"
            self.block.add((part, place.id, "within_km"), "bad-geometry", found, f"at most {bound:g} km")
            return []
        sentence = f"{place.name} joins the lines of {model.network} {apart:.1f} km away, at {told(end)}."
        name = f"{place.name} to the sea lanes"
        return [Link(f"sea-join-{place.id}", name, "sea", place.id, end.id, False, drawn, "", sentence)]

    def _check_joined(self, network: Network, joined: Sequence[str]) -> None:
        """Note each place that joins, but from which no link leads to where most others do."""
        part = components((x.origin, x.destination) for x in network.links)
        numbers = [part[p] for p in joined]
        for place, number in zip(joined, numbers, strict=True):
            if number != max(sorted(set(numbers)), key=numbers.count):
                where = ("joins" if place in self.block.model.joins else "ports", place)
                found = f"no link leads from {place} to where the others join"
                self.block.add(where, "bad-geometry", found, "one network of the sea")

    def _bulks(self, joins: Sequence[Link], sources: Mapping[str, Source]) -> tuple[Bulk, ...]:
        """Return what is said of the lines: lengths by the package, waters by those whom the case names."""
        model, recorded = self.block.model, self.block.recorded
        lengths: dict[str, float | str] = {lane.id: lane.km for lane in self.lanes.lanes}
        whose: dict[str, dict[str, float | str]] = {}
        for lane in self.lanes.lanes:
            it = model.passages.get(lane.label, model.jurisdiction)
            whose.setdefault(it.source, {})[lane.id] = it.place
        whose.setdefault(model.jurisdiction.source, {}).update({x.id: model.jurisdiction.place for x in joins})
        note = "As the case takes the lines, of which territorial seas are not told."
        return (
            Bulk("length_km", model.source, lengths, "km", sources[model.source].published, recorded, LINES),
            *(Bulk("jurisdiction", s, said, "", sources[s].published, recorded, "", note) for s, said in whose.items()),
        )


def read_sea(
    report: Report, model: SeaModel, marks: Lines, sources: Mapping[str, Source], legal: Mapping[str, LegalPlace]
) -> Sea | None:
    """Read the lines that a case takes; note every problem, and return none if there is one.

    Parameters
    ----------
    report
        Of the case; problems are noted there.
    model, marks
        The block `sea` of `case.yaml`, and the lines of that file.
    sources, legal
        Sources and legal places of the case.
    """
    block = Block(report, model, marks)
    before = len(report.problems)
    try:
        marnet, listed = read_marnet(), read_ports()
    except NotThereError as error:
        block.add(("network",), "missing-package", str(error), INSTALL)
        return None
    ports = read_block(block, marnet, listed, sources, legal)
    if len(report.problems) > before:
        return None
    lanes = lanes_of(marnet, block.within, model.without, tuple(block.gaps.values()))
    if not lanes.lanes:
        block.add((), "bad-value", "no line of the sea is left", "at least one")
        return None
    drawn = f"The lines of {model.network} are schematic, and territorial seas are not drawn: they are taken to lie in"
    sentences = {
        p: f"{drawn} {legal[p].name}." for p in {w.place for w in (model.jurisdiction, *model.passages.values())}
    }
    links = [link_of(x, sentences[model.passages.get(x.label, model.jurisdiction).place]) for x in lanes.lanes]
    places = [Place(n, model.ports[n].name or p.name, "port", p.lon, p.lat) for n, p in ports.items()]
    return Sea(block, marnet.release, lanes, Network((*lanes.places, *places), tuple(links)), ports)


def _claims(ports: Mapping[str, Port], source: Source, recorded: date) -> Iterator[Claim]:
    """Claim of each port that became a place where the list has it, and its code there."""
    for name, port in ports.items():
        for attribute, value, stated in (
            ("coordinates", Value("point", point=(port.lat, port.lon)), f"{port.lat}, {port.lon}"),
            ("un_locode", Value("code", code=port.code), port.code),
        ):
            yield Claim(
                subject=name,
                attribute=attribute,
                value=value,
                source=source.id,
                stated=stated,
                published=source.published,
                recorded=recorded,
                rank=TABLE,
                ref=PORTS,
            )
