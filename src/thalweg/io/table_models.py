"""The shape of `tables/*.yaml`: how a bulk network, kept as it is, is read as places, links, gates and claims."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from thalweg.io.geojson import SNAP_KM
from thalweg.io.models import Day, Edtf, Id, Model, Number, Scalar

Mode = Literal["river", "canal", "strait", "sea", "rail", "road", "ferry", "transfer"]
PlaceKind = Literal["city", "port", "river", "sea", "station", "border", "strait"]
GateKind = Literal[
    "bridge", "lock", "weir", "barrage", "border_post", "bar", "narrows", "gauge_change", "boom", "port"
]  # fmt: skip
Side = Literal["through", "over", "under"]
Properties = str | list[str]
"""One property, or several whose texts are joined."""


class ModeModel(Model):
    """The mode of each link, from a property."""

    property: str
    """Name of the property."""
    values: dict[str, Mode] = Field(min_length=1, description="Each value of the property with its mode.")


class KindModel(Model):
    """The kind of each place, from a property."""

    property: str
    """Name of the property."""
    values: dict[str, PlaceKind] = Field(min_length=1, description="Each value of the property with its kind.")


class SwitchModel(Model):
    """A yes or no of each link, from a property; null is no."""

    property: str
    """Name of the property."""
    values: dict[str, bool] = Field(default={}, description="What its values mean, where they are not true and false.")


class CellModel(Model):
    """One number of a feature."""

    property: str
    """Name of the property."""
    key: Scalar | None = None
    """If the property is itself a mapping, the key in it."""


class LengthModel(CellModel):
    """The length of each link; that of the drawn line where it is not given."""

    unit: str
    """Unit of the number, as `m`."""


class WayModel(CellModel):
    """Where a value is read. A null says nothing."""

    minus: CellModel | None = None
    """What is taken from the number, as the level of the bed from that of the water."""
    unit: str = ""
    """Unit of the number, as the table states it."""
    between: list[Number] | None = Field(
        default=None, min_length=2, max_length=2, description="Least and greatest number that is taken; others say "
        "nothing, and are counted.",
    )  # fmt: skip
    values: dict[str, Scalar | None] = Field(
        default={}, description="What codes of the table mean: a value, or null if they say nothing."
    )
    qualifiers: dict[str, Scalar] = Field(default={}, description="Qualifiers of the claims, as `datum`.")
    otherwise: WayModel | None = None
    """Where the value is read if this way says nothing."""


class MappedModel(WayModel):
    """An attribute, and where its value is read."""

    attribute: str
    """Name of a row of the attribute table."""


class GateModel(Model):
    """Links on which a gate stands."""

    when: dict[str, Scalar | list[Scalar]] = Field(
        min_length=1, description="Properties with the value, or one of the values, by which such links are known."
    )
    kind: GateKind
    """Kind of gate."""
    side: Side
    """How traffic on the link meets it."""
    id: str = Field(default="", description="Property with the id; features with the same one share the gate.")
    name: str = ""
    """Property with the name; kind and id where it is null."""
    attributes: list[MappedModel] = Field(default=[], description="What is claimed of the gate.")


class NodesModel(Model):
    """The file of places."""

    file: str
    """GeoJSON of points, or CSV, in the case folder."""
    id: str
    """Property with the id, to which the links refer."""
    name: str = ""
    """Property with the name; the id where it is null."""
    kind: PlaceKind | KindModel = "river"
    """Kind of all places, or the property that says it."""
    geometry: str = "wkt"
    """Of CSV, the column with the point as WKT."""


class LinksModel(Model):
    """The file of links."""

    file: str
    """GeoJSON of lines, or CSV, in the case folder."""
    id: Properties
    """Property with the id, or several that make it together."""
    origin: str = Field(default="", alias="from", description="Property with the place where the line begins.")
    destination: str = Field(default="", alias="to", description="Property with the place where the line ends.")
    name: Properties = ""
    """Property with the name, or several; the id where all are null."""
    mode: Mode | ModeModel
    """Mode of all links, or the property that says it."""
    oneway: bool | SwitchModel = False
    """Whether links may be used in the direction of their line only."""
    length: LengthModel | None = None
    """Where the length is read."""
    ends: PlaceKind = "river"
    """Without a file of nodes, the kind of the places that are made where lines end."""
    snap_km: Number = Field(default=SNAP_KM, gt=0, description="How far the end of a line may lie from its place.")
    geometry: str = "wkt"
    """Of CSV, the column with the line as WKT."""
    attributes: list[MappedModel] = Field(default=[], description="What is claimed of each link.")
    gates: list[GateModel] = Field(default=[], description="Gates on the links.")


class TableFile(Model):
    """`tables/*.yaml`: a bulk network as one table with one source."""

    title: str = ""
    """A few words."""
    source: str
    """Whose word every value is: id of a source."""
    prefix: Id
    """What all ids of the table begin with."""
    jurisdiction: Id | None = None
    """The legal place in which all links lie."""
    valid: Edtf | None = None
    """When it is true, as an EDTF interval; always if not given."""
    recorded: Day | None = None
    """The day on which the table was taken into the case."""
    nodes: NodesModel | None = None
    """Places; made from the ends of the links if not given."""
    links: LinksModel
    """Links, with what is claimed of them and the gates on them."""
