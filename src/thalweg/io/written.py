"""Answers as files: CSV that no spreadsheet runs, GeoJSON, GeoPackage; each whole or not at all."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from thalweg.errors import bad_question, in_the_way
from thalweg.io.files import write_whole

if TYPE_CHECKING:
    import pandas as pd

FORMS: dict[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "html": "text/html; charset=utf-8",
}
"""Forms of files by the ending of their names, and the media type of each."""
CRS = "EPSG:4326"
TYPES: dict[str, str] = {
    "text": "str",
    "number": "float64",
    "whole": "Int64",
    "yes": "boolean",
    "day": "datetime64[ms]",
}
"""Types of columns, and those of pandas for them."""
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a text begins that a spreadsheet may take for a formula."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of a GeoPackage, or a table in it."""

    name: str
    columns: Mapping[str, str]
    """Types of columns by name; see `TYPES`."""
    rows: Sequence[Mapping[str, object]]
    geometry: str = ""
    """`Point` or `LineString`; empty for a table."""
    shapes: Sequence[object] = ()
    """Coordinates as in GeoJSON, one a row."""


def as_csv(table: pd.DataFrame) -> bytes:
    """Write a table as CSV; a text that a spreadsheet would run begins with an apostrophe."""
    safe = table.copy()
    for name in safe.columns:
        if safe[name].dtype.kind not in "biuf":
            safe[name] = safe[name].map(_cell).astype(object)
    return safe.to_csv(index=False, lineterminator="\n").encode()


def _cell(value: object) -> object:
    if isinstance(value, list | tuple):
        value = " ".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUN) else value


def as_geojson(data: object) -> bytes:
    """Write GeoJSON in one line."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def as_gpkg(layers: Iterable[Layer]) -> bytes:
    """Write layers as one GeoPackage, with longitude and latitude on WGS 84.

    Raises
    ------
    BadInput
        If the libraries are not installed.
    """
    need_packages("gpkg")
    import pyogrio
    from geopandas import GeoDataFrame
    from shapely.geometry import shape

    with tempfile.TemporaryDirectory(prefix="thalweg-") as folder:
        file = Path(folder) / "layers.gpkg"
        for layer in layers:
            table: pd.DataFrame = _table(layer)
            if layer.geometry:
                shapes = [shape({"type": layer.geometry, "coordinates": x}) for x in layer.shapes]
                table = GeoDataFrame(table, geometry=shapes, crs=CRS)
            options = {"geometry_type": layer.geometry} if layer.geometry else {}
            pyogrio.write_dataframe(
                table, file, layer=layer.name, driver="GPKG", append=file.exists(), **options
            )  # fmt: skip
        return file.read_bytes()


def _table(layer: Layer) -> pd.DataFrame:
    """Return the rows of a layer with the types of their columns; what is not known is null."""
    import pandas as pd

    found = {
        name: pd.Series([row.get(name) for row in layer.rows], dtype=TYPES[kind])
        for name, kind in layer.columns.items()
    }
    return pd.DataFrame(found)


def form_of(path: Path, forms: Sequence[str], what: str) -> str:
    """Return the form that the name of a file asks for, if an answer has it.

    Raises
    ------
    BadInput
        If it has none of that ending.
    """
    form = path.suffix.removeprefix(".").lower()
    need_form(form, forms, what, "file", repr(path.name))
    return form


def need_form(form: str, forms: Sequence[str], what: str, field: str, found: str = "") -> None:
    """Refuse a form that an answer does not have."""
    if form not in forms:
        expected = f"a form of {what}: {', '.join(forms)}" if forms else f"no file, as {what} has no table and no map"
        raise bad_question(field, found or f"no form {form!r} of {what}", expected)


def need_packages(form: str) -> None:
    """Refuse a form whose libraries are not installed."""
    missing = [p for p in ("pandas", "geopandas", "pyogrio") if form == "gpkg" and find_spec(p) is None]
    if missing:
        raise bad_question("gpkg", f"{missing[0]} is not installed", "it: pip install 'thalweg[gpkg]'")


def need_room(path: Path, force: bool) -> None:
    """Refuse, before any work, a place where no file can be written.

    Raises
    ------
    BadInput
        If something is there already and `force` is not said, or there is no such folder.
    """
    if path.is_dir() or (not force and (path.exists() or path.is_symlink())):
        raise in_the_way("file", str(path), "a path where nothing is yet, or --force to overwrite a file")
    if not path.parent.is_dir():
        raise bad_question("file", f"no folder {str(path.parent)!r}", "a path in a folder that exists")


def write_new(path: Path, content: bytes, force: bool = False) -> Path:
    """Write a file whole or not at all.

    Raises
    ------
    BadInput
        As `need_room`, or if the disk refuses.
    """
    need_room(path, force)
    try:
        write_whole(path, content)
    except OSError as error:
        raise bad_question("file", f"cannot write {path}: {error}", "a file that can be written") from None
    return path
