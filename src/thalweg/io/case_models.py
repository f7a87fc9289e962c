"""The shape of `case.yaml`; the published JSON Schema is made from this."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from thalweg.io.models import Day, Id, Model, Number

Locode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[A-Z0-9]{3}$")]
Box = Annotated[list[Number], Field(min_length=4, max_length=4)]
Km = Annotated[Number, Field(gt=0, le=1000)]


class WatersModel(Model):
    """In which legal place lines are taken to lie, and on whose word."""

    place: str
    """Id of a legal place of `rules/*.yaml`."""
    source: str
    """Id of a source."""


class SeaPortModel(Model):
    """A port of the network's list, which becomes a place of the case."""

    port: Locode
    """UN/LOCODE, as `NLRTM`."""
    within_km: Km
    """How far it may lie from the lines."""
    name: str = ""
    """Name of the place; that of the list if not given."""


class JoinModel(Model):
    """How a place of the case joins the lines: at the nearest end of one."""

    within_km: Km
    """How far the place may lie from where it joins."""
    port: Locode | None = None
    """Join where this port of the network's list does."""
    at: list[Number] | None = Field(
        default=None, min_length=2, max_length=2, description="Join at the end nearest to this longitude and latitude."
    )


class SeaModel(Model):
    """Lines of the sea, taken from a package that is installed beside Thalweg."""

    network: Literal["searoute"]
    """The package that has the lines (`pip install 'thalweg[sea]'`)."""
    source: str
    """Id of the source of its figures."""
    recorded: Day | None = None
    """Day on which they were taken, known from then if the source is undated."""
    jurisdiction: WatersModel
    """In which legal place the lines are taken to lie: the package says nothing of it."""
    within: Box | None = Field(
        default=None, description="Only lines with both ends in this box: west, south, east, north in degrees."
    )
    without: list[str] = Field(
        default=[], description="Passages whose lines are left out, by the labels of the package, as `northwest`."
    )
    gaps: dict[str, Box] = Field(
        default={},
        description="Stretches with links of the case, or none: lines whose middle lies in such a box are left out.",
    )
    passages: dict[str, WatersModel] = Field(
        default={}, description="Legal places of the lines of passages, by the labels of the package, as `gibraltar`."
    )
    ports: dict[Id, SeaPortModel] = Field(
        default={}, description="Ports of the network's list that become places of the case, by their new ids."
    )
    joins: dict[Id, JoinModel] = Field(default={}, description="Places of the case that join the lines.")


class MapView(Model):
    """Where a map of the case opens."""

    center: list[Number] = Field(min_length=2, max_length=2, description="Longitude and latitude in degrees.")
    zoom: Number = Field(ge=0, le=22)
    """Zoom level of web maps."""


class DefaultQuestion(Model):
    """The question that the case asks when nobody says otherwise."""

    mover: str
    """Id of a mover."""
    origin: Id
    """Place to start from."""
    destination: Id
    """Place to reach."""
    on: Day
    """Day of the trip."""


class Shown(Model):
    """What tables show, in this order, where a question names none."""

    movers: list[Id] = Field(default=[], description="Ids of movers, in order.")
    scenarios: list[Id] = Field(default=[], description="Ids of scenarios, in order.")


class ResponseQuestion(Model):
    """More travel that a brief asks for under its scenario, against the baseline."""

    mover: str
    """Id of who travels."""
    origin: Id
    """Place to start from."""
    destination: Id
    """Place to reach."""


class CorridorQuestion(Model):
    """Ways that a brief lays beside each other."""

    mover: str
    """Id of what is carried."""
    origin: Id
    """Place to start from."""
    destination: Id
    """Place to reach."""
    ways: dict[str, str] = Field(description="By name the places that a way passes, with commas between them.")


class TrafficQuestion(Model):
    """The question about traffic that a brief asks under some scenarios when nobody says otherwise."""

    scenarios: list[Id]
    """Under which it comes first."""
    mover: str
    """Id of what is counted."""
    origin: Id
    """Place to start from."""
    destination: Id
    """Place to reach."""
    on: Day
    """Day of the trip."""
    gate: Id | None = None
    """The gate before which the queue is asked for."""
    response: ResponseQuestion | None = None
    """More travel."""
    corridor: CorridorQuestion | None = None
    """Ways beside each other."""


class CaseFile(Model):
    """`case.yaml`: what the case is about."""

    title: str
    """A few words for headings."""
    description: str = ""
    """What the case asks, in a sentence or two."""
    uses: list[str] = Field(default=[], description="Other cases whose law, movers, topics and sources this one takes.")
    networks: list[str] = Field(
        default=[],
        description="Other cases whose places, links and gates this one takes, with claims of them and their law.",
    )
    sea: SeaModel | None = None
    """Lines of the sea, and how places join them."""
    map: MapView | None = None
    """Where a map opens."""
    default: DefaultQuestion | None = None
    """The question asked when nobody says otherwise."""
    show: Shown = Shown()
    """What tables show when a question names none."""
    traffic: TrafficQuestion | None = None
    """The question about traffic that a brief asks."""
