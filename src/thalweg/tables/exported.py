"""A case at one moment, with the way of one mover, as it leaves for a map program or a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from thalweg.io.written import Layer
from thalweg.tables.base import Filed, Json, frame
from thalweg.tables.passage import Check
from thalweg.tables.seen import COLUMNS, Map

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Export(Filed):
    """The map of a case and, where it was asked for, the answer to `check`."""

    map: Map
    way: Check | None = None

    def as_dict(self) -> Json:
        """Return the map as GeoJSON, with the way among its features."""
        return self.to_geojson()

    def to_geojson(self) -> Json:
        """Return places, links, gates and the links of the way as one FeatureCollection; `what` tells them apart."""
        found = self.map.to_geojson()
        if self.way is None:
            return found
        steps = [{**f, "properties": {"what": "way", **f["properties"]}} for f in self.way.to_geojson()["features"]]
        answer = {k: v for k, v in self.way.as_dict().items() if k != "path"}
        return {**found, "answer": answer, "features": [*found["features"], *steps]}

    def to_frame(self) -> pd.DataFrame:
        """Return one row a place, link and gate, and one a link of the way."""
        steps = [] if self.way is None else [{"what": "way", "id": r["link"], **r} for r in self.way.to_rows()]
        rows = [row for layer in self.map.layers() for row in layer.rows]
        return frame([*rows, *steps], ("what", *COLUMNS))

    def layers(self) -> tuple[Layer, ...]:
        """Return the layers of the map and those of the answer."""
        return *self.map.layers(), *(self.way.layers() if self.way is not None else ())
