"""Time series of a WaterML 2.0 document (OGC 10-126r4), read as it streams by.

A document type is refused, so that there are no entities to expand; nothing else is fetched.
"""

from __future__ import annotations

from xml.parsers import expat

from thalweg.io.files import Report
from thalweg.io.observed import Observed, Reading

WATERML = "http://www.opengis.net/waterml/2.0"
_GML, _XLINK = "http://www.opengis.net/gml/3.2", "http://www.w3.org/1999/xlink"
_OBSERVATION = "Observation"
"""How the elements end that hold a series, as `OM_Observation`."""
_NAMED = ("identifier", "name")
_DEFAULT = "DefaultTVPMeasurementMetadata"
_BEFORE = "Prec"
"""How the kinds of interpolation end whose values stand for the time before their moment, as `AveragePrec`."""
_TELLING = ("MonitoringPoint", "observedProperty", "featureOfInterest")
"""Elements whose id, title or address tells what a series is of, beside the observation itself."""


class _Refused(Exception):
    """The document has a document type."""


def read_waterml(report: Report, file: str, raw: bytes) -> list[Observed]:
    """Return the time series of measurements in a document; note what is wrong with it."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = 65536
    reader = _Reader(parser)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.doctype
    try:
        parser.Parse(raw, True)
    except _Refused:
        line = parser.CurrentLineNumber
        report.add(file, line, "", "bad-xml", "a document type", "a document without <!DOCTYPE>")
    except expat.ExpatError as error:
        report.add(file, error.lineno, "", "bad-xml", expat.ErrorString(error.code), "valid XML")
    except (LookupError, ValueError) as error:
        report.add(file, 1, "", "bad-xml", str(error)[:80], "XML in UTF-8")
    return reader.found


class _Reader:
    """Keeps the names, the unit and the points of each series as its elements go by."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.found: list[Observed] = []
        self._parser = parser
        self._path: list[str] = []
        self._names: list[str] = []
        self._text: list[str] = []
        self._series: Observed | None = None
        self._point: tuple[int, str, str] = (0, "", "")
        self._unit = ""

    def doctype(self, *_: object) -> None:
        """Refuse a document type."""
        raise _Refused

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take what an element says by its attributes."""
        space, _, name = tag.rpartition(" ")
        self._path.append(name)
        self._text = []
        if self._series is None:
            if name.endswith(_OBSERVATION):
                self._names = []
            if name.endswith(_OBSERVATION) or name in _TELLING:
                ids = (attributes.get(f"{_GML} id"), *(attributes.get(f"{_XLINK} {k}") for k in ("title", "href")))
                self._names += [n.strip() for n in ids if n and n.strip()]
            if space == WATERML and name == "MeasurementTimeseries":
                self._names += [attributes.get(f"{_GML} id", "")]
                self._series = Observed()
            return
        if name == "MeasurementTVP":
            self._point, self._unit = (self._parser.CurrentLineNumber, "", ""), ""
        elif name == "uom":
            unit = _unit(attributes)
            if _DEFAULT in self._path:
                self._series.unit = unit
            else:
                self._unit = unit
        elif name == "interpolationType":
            title = attributes.get(f"{_XLINK} href", "").rpartition("/")[2] or attributes.get(f"{_XLINK} title", "")
            if title.endswith(_BEFORE):
                self._series.stands_before = title

    def text(self, data: str) -> None:
        """Keep the text of an element."""
        self._text.append(data)

    def end(self, tag: str) -> None:
        """Take what an element says by its text."""
        name = tag.rpartition(" ")[2]
        text = "".join(self._text).strip()
        self._text = []
        self._path.pop()
        if self._series is None:
            inside = any(p.endswith(_OBSERVATION) or p in _TELLING for p in self._path)
            if name in _NAMED and text and inside:
                self._names.append(text)
            return
        if self._path[-1:] == ["MeasurementTVP"] and name in ("time", "value"):
            line, time, value = self._point
            self._point = (line, text, value) if name == "time" else (line, time, text)
        elif name == "MeasurementTVP":
            line, time, value = self._point
            self._series.readings.append(Reading(line, "", time, value, self._unit))
        elif name == "MeasurementTimeseries":
            self._series.names = tuple(dict.fromkeys(n for n in self._names if n))
            self.found.append(self._series)
            self._series = None


def _unit(attributes: dict[str, str]) -> str:
    """Return a unit of measure: its code, or else its title, or the end of its address."""
    code, title = attributes.get("code", "").strip(), attributes.get(f"{_XLINK} title", "").strip()
    return code or title or attributes.get(f"{_XLINK} href", "").rpartition("/")[2].strip()
