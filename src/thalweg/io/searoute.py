"""The data of the package searoute (the `sea` extra): its network of lines, and its list of ports.

Only the two files of data are read. The package itself is not imported: it would load a graph
library and share one graph, with its restrictions, among all who ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.machinery import SourceFileLoader
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec, module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

NAME = "searoute"
NETWORK, PORTS = "marnet_dict", "ports_dict"
INSTALL = "pip install 'thalweg[sea]'"

Position = tuple[float, float]
"""Longitude and latitude in degrees, as the package has them: longitudes reach from -180 to 191."""


class NotThereError(Exception):
    """The package is not installed, or its data have another form."""


@dataclass(frozen=True)
class Marnet:
    """The lines: positions, and for each pair of them the length in km and a label, mostly empty."""

    release: str
    positions: tuple[Position, ...]
    lines: tuple[tuple[Position, Position, float, str], ...]

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels of lines, as `suez`."""
        return frozenset(label for *_, label in self.lines) - {""}


@dataclass(frozen=True, slots=True)
class Port:
    """A port of the list."""

    code: str
    """UN/LOCODE."""
    name: str
    lon: float
    lat: float


@cache
def read_marnet() -> Marnet:
    """Read the lines, each once, in the order of their positions.

    Raises
    ------
    NotThereError
        If the package is not installed or not of a form that is known.
    """
    release, data = _data(NETWORK)
    try:
        lines = tuple(
            (a, b, float(said["weight"]), str(said.get("passage") or ""))
            for a, near in sorted(data["edge_list"].items())
            for b, said in sorted(near.items())
            if a < b
        )
        return Marnet(release, tuple(data["node_list"]), lines)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotThereError(f"{NAME} {release} has data of another form ({error!r})") from error


@cache
def read_ports() -> Mapping[str, tuple[Port, ...]]:
    """Read the ports by their code; some codes stand twice.

    Raises
    ------
    NotThereError
        If the package is not installed or not of a form that is known.
    """
    release, data = _data(PORTS)
    found: dict[str, tuple[Port, ...]] = {}
    try:
        for (lon, lat), said in data["node_list"].items():
            code = str(said["port"])
            found[code] = (*found.get(code, ()), Port(code, str(said["name"]), float(lon), float(lat)))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotThereError(f"{NAME} {release} has data of another form ({error!r})") from error
    return found


def _data(file: str) -> tuple[str, Mapping[str, Any]]:
    """Return the release of the package, and the names that one of its files of data defines."""
    spec = find_spec(NAME)
    places = [] if spec is None else list(spec.submodule_search_locations or ())
    if not places:
        raise NotThereError(f"the package {NAME} is not installed")
    try:
        release = version(NAME)
    except PackageNotFoundError:
        release = "of no known release"
    path = Path(places[0]) / "data" / f"{file}.py"
    if not path.is_file():
        raise NotThereError(f"{NAME} {release} has no file data/{file}.py")
    loader = SourceFileLoader(f"_{NAME}_{file}", str(path))
    made = spec_from_loader(loader.name, loader)
    assert made is not None
    module = module_from_spec(made)
    loader.exec_module(module)
    return release, vars(module)
