"""Spoilt levers."""

from __future__ import annotations

from tests.surfaces.spoil import Edit, Row, row

LEVERS = "levers.yaml"
RIGHT = """\
levers:
  - id: replace-the-bridge
    title: Replace the bridge
    by: [DE]
    changes:
      - {subject: old-bridge, attribute: vertical_clearance_m, value: 9, unit: m, qualifiers: {level: high water}}
    cost: {subject: old-bridge, attribute: cost_usd}
    months: {subject: old-bridge, attribute: construction_months}
  - id: dredge
    title: Dredge
    enlarge: {attribute: depth_m, at: [lower-river]}
    readings: {art1: narrow}
    needs: [replace-the-bridge]
    excludes: [nothing]
  - id: nothing
    title: Do nothing
"""
ADDED: Edit = (LEVERS, "=", RIGHT)


def lever(name: str, code: str, line: int, field: str, old: str, new: str, hint: str = "") -> Row:
    """Return a row that spoils the levers, of which a field is amiss."""
    return row(name, code, LEVERS, line, field, ADDED, (LEVERS, old, new), hint=hint)


SIZE = "attribute: vertical_clearance_m, value: 9, unit: m"

ROWS: list[Row] = [
    lever("a lever of an unknown field", "unknown-field", 3, "levers.0.titel", "title: Replace", "titel: Replace",
          "title"),
    lever("a lever without a title", "missing-field", 9, "levers.1.title", "    title: Dredge\n", ""),
    lever("two levers of one id", "duplicate-id", 15, "id", "id: nothing", "id: dredge"),
    lever("an id with a space", "bad-value", 9, "levers.1.id", "id: dredge", "id: to dredge"),
    lever("a holder that is no country", "bad-value", 4, "levers.0.by.0", "[DE]", "[Germany]"),
    lever("a change of an unknown subject", "unknown-id", 6, "subject", "{subject: old-bridge, attr",
          "{subject: old-brigde, attr", "old-bridge"),
    lever("a change of an unknown attribute", "unknown-attribute", 6, "attribute", SIZE,
          "attribute: vertical_clearence_m, value: 9, unit: m", "vertical_clearance_m"),
    lever("a change to a word", "bad-value", 6, "value", "value: 9", "value: high"),
    lever("a change in an unknown unit", "bad-unit", 6, "unit", "unit: m,", "unit: kg,"),
    lever("a change with an unknown qualifier", "unknown-id", 6, "qualifiers", "{level: high", "{levle: high", "level"),
    lever("a change from no day", "bad-value", 6, "levers.0.changes.0.from", SIZE, f"{SIZE}, from: soon"),
    lever("a cost of an unknown subject", "unknown-id", 7, "cost.subject", "cost: {subject: old-bridge",
          "cost: {subject: old-brigde", "old-bridge"),
    lever("a cost by another attribute", "bad-value", 7, "cost.attribute", "cost_usd", "length_m"),
    lever("a time of an unknown subject", "unknown-id", 8, "months.subject", "months: {subject: old-bridge",
          "months: {subject: old-brigde", "old-bridge"),
    lever("a time by another attribute", "bad-value", 8, "months.attribute", "construction_months", "cost_usd"),
    lever("enlarging what no mover needs", "bad-value", 11, "levers.1.enlarge.attribute", "depth_m", "length_km"),
    lever("enlarging nothing known", "unknown-id", 11, "enlarge.at", "[lower-river]", "[lower-rivre]", "lower-river"),
    lever("an unknown reading", "unknown-id", 12, "readings", "{art1: narrow}", "{art2: narrow}", "art1"),
    lever("an unknown option of a reading", "unknown-id", 12, "readings.art1", "{art1: narrow}", "{art1: narow}",
          "narrow"),
    lever("needing an unknown lever", "unknown-id", 13, "needs", "[replace-the-bridge]", "[replace-bridge]",
          "replace-the-bridge"),
    lever("excluding an unknown lever", "unknown-id", 14, "excludes", "[nothing]", "[noting]", "nothing"),
    lever("meeting an unknown requirement", "unknown-id", 17, "meets", "title: Do nothing\n",
          "title: Do nothing\n    meets: [pilot]\n"),
    row("levers that are no list", "bad-value", LEVERS, 1, "levers", (LEVERS, "=", "levers: dredge\n")),
    lever("a change that ends before it begins", "bad-date", 6, "until", SIZE,
          f"{SIZE}, from: 2024-07-02, until: 2024-07-01"),
    row("levers that are no YAML", "bad-yaml", LEVERS, 2, "", (LEVERS, "=", "levers: [\n")),
]  # fmt: skip
