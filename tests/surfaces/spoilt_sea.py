"""Spoilt seas, and networks of other cases."""

from __future__ import annotations

from tests.surfaces.spoil import CASE, CLAIMS, PLACES, Edit, Row, row

BLOCK = """\
sea:
  network: searoute
  source: example
  jurisdiction: {place: lower-waters, source: example}
  within: [5, 50, 15, 60]
  without: [northwest]
  gaps: {sound: [12, 55.1, 13, 56]}
  passages: {gibraltar: {place: lower-waters, source: example}}
  ports:
    kiel: {port: DEKEL, within_km: 25}
  joins:
    sea: {within_km: 55}
"""
ADDED: Edit = (CASE, "+", BLOCK)
"""Begins on line 6 of `case.yaml`."""


def sea(name: str, code: str, line: int, field: str, old: str, new: str, hint: str = "") -> Row:
    """Return a row that spoils the block, of which a field is amiss."""
    return row(name, code, CASE, line, f"sea.{field}", ADDED, (CASE, old, new), hint=hint)


ROWS: list[Row] = [
    sea("another network", "bad-value", 7, "network", "network: searoute", "network: eurostat"),
    sea("an unknown source", "missing-source", 8, "source", "source: example\n", "source: exampel\n", hint="example"),
    sea(
        "no waters",
        "missing-field",
        6,
        "jurisdiction",
        "  jurisdiction: {place: lower-waters, source: example}\n",
        "",
    ),
    sea(
        "unknown waters",
        "unknown-id",
        9,
        "jurisdiction.place",
        "jurisdiction: {place: lower-waters",
        "jurisdiction: {place: lower-water",
        hint="lower-waters",
    ),
    sea(
        "waters on nobody's word",
        "missing-source",
        13,
        "passages.gibraltar.source",
        "gibraltar: {place: lower-waters, source: example}",
        "gibraltar: {place: lower-waters, source: nobody}",
    ),
    sea("a passage misspelt", "unknown-id", 11, "without.0", "[northwest]", "[nortwest]", hint="northwest"),
    sea(
        "a legal place of no passage",
        "unknown-id",
        13,
        "passages.gibralter",
        "gibraltar:",
        "gibralter:",
        hint="gibraltar",
    ),
    sea("a box upside down", "bad-geometry", 10, "within", "[5, 50, 15, 60]", "[5, 60, 15, 50]"),
    sea("a box off the map", "bad-geometry", 10, "within", "[5, 50, 15, 60]", "[5, 50, 215, 60]"),
    sea("a box of three", "bad-value", 10, "within", "[5, 50, 15, 60]", "[5, 50, 15]"),
    sea("a box on land", "bad-geometry", 10, "within", "[5, 50, 15, 60]", "[85, 40, 90, 45]"),
    sea("a stretch without lines", "bad-geometry", 12, "gaps.sound", "[12, 55.1, 13, 56]", "[85, 40, 90, 45]"),
    sea("a port misspelt", "unknown-id", 15, "ports.kiel.port", "DEKEL", "DEKEI", hint="DEKEL"),
    sea("a name for a code", "bad-value", 15, "ports.kiel.port", "DEKEL", "Kiel"),
    sea(
        "a port that stands twice",
        "bad-value",
        15,
        "ports.bombay.port",
        "kiel: {port: DEKEL, within_km: 25}",
        "bombay: {port: INBOM, within_km: 25}",
    ),
    sea("a port too far", "bad-geometry", 15, "ports.kiel.within_km", "within_km: 25", "within_km: 15"),
    sea("a join too far", "bad-geometry", 17, "joins.sea.within_km", "within_km: 55", "within_km: 45"),
    sea("a join without a bound", "missing-field", 17, "joins.sea.within_km", "within_km: 55", "port: DEKEL"),
    sea("a join of nothing", "unknown-id", 17, "joins.see", "    sea: {", "    see: {", hint="sea"),
    sea("a join at no position", "bad-geometry", 17, "joins.sea.at", "within_km: 55", "within_km: 55, at: [10, 99]"),
    sea(
        "a join at an unknown port",
        "unknown-id",
        17,
        "joins.sea.port",
        "within_km: 55",
        "within_km: 55, port: DEKEI",
    ),
    sea("a place that joins twice", "duplicate-id", 17, "joins.kiel", "    sea: {", "    kiel: {"),
    sea(
        "a field misspelt",
        "unknown-field",
        17,
        "joins.sea.within",
        "within_km: 55",
        "within_km: 55, within: 5",
        hint="within_km",
    ),
    row(
        "a port with the id of a place",
        "duplicate-id",
        PLACES,
        3,
        "id",
        ADDED,
        (CASE, "kiel: {port", "sea: {port"),
        (CASE, "  joins:\n    sea: {within_km: 55}\n", ""),
    ),
    row(
        "two seas",
        "bad-geometry",
        CASE,
        18,
        "sea.ports.sevastopol",
        ADDED,
        (CASE, "[5, 50, 15, 60]", "[5, 40, 40, 60]"),
        (CASE, "without: [northwest]", "without: [bosporus]"),
        (
            CASE,
            "  joins:",
            "    rotterdam: {port: NLRTM, within_km: 9}\n    hamburg: {port: DEHAM, within_km: 9}\n"
            "    sevastopol: {port: UASVP, within_km: 100}\n  joins:",
        ),
    ),
    row(
        "a claim of no line",
        "unknown-id",
        CLAIMS,
        6,
        "subject",
        ADDED,
        (CLAIMS, "+", "sea-join-see,status,open,,,,,example,,,,,,,,,\n"),
        hint="sea-join-sea",
    ),
    row(
        "a network of an unknown case",
        "unknown-id",
        CASE,
        6,
        "networks",
        (CASE, "+", "networks: [sues]\n"),
        hint="suez",
    ),
    row("its own network", "lift-cycle", CASE, 6, "networks", (CASE, "+", "networks: [spoilt]\n")),
    row(
        "a network with an id of another",
        "duplicate-id",
        CASE,
        6,
        "networks",
        (CASE, "+", "networks: [turkish-straits, kerch]\n"),
    ),
    row("movers of one id", "duplicate-id", CASE, 0, "uses", (CASE, "+", "uses: [kiel, corinth]\n")),
]
