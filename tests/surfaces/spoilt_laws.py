"""Spoilt law: orders, limits, quotas, facts, requirements, pasts, obligations, and cases that use cases."""

from __future__ import annotations

from tests.surfaces.spoil import CASE, RULES, Row, row
from tests.surfaces.spoil import law as edited

CONDITION = "if: {flag: CN}, forbid: {}"
PARTIES = "parties: [DE], source"


def law(name: str, code: str, field: str, new: str, hint: str = "", line: int = 12) -> Row:
    """Return a row with another condition or effect of the second rule."""
    return edited(name, code, line, field, CONDITION, new, hint)


def asks(name: str, code: str, field: str, condition: str, hint: str = "") -> Row:
    """Return a row with another condition of the second rule."""
    return law(name, code, field, f"if: {{{condition}}}, forbid: {{}}", hint)


def bounds(name: str, code: str, field: str, limit: str, hint: str = "") -> Row:
    """Return a row with a limit as the effect of the second rule."""
    return law(name, code, field, f"limit: {{{limit}}}", hint)


ROWS: list[Row] = [
    # Orders
    law("an unknown legal order", "unknown-id", "order", "order: UN, forbid: {}"),
    edited(
        "an unknown order enforced", "unknown-id", 5, "enforces", "{name: Lower waters,",
        "{name: Lower waters, enforces: [UM],",
    ),
    edited("a name of an order that is a list", "bad-value", 10, "orders.UN",
        "rules:\n", "orders: {UN: [a]}\nrules:\n"),
    # Limits
    bounds("a limit of an unknown attribute", "unknown-attribute", "draugth_m", "draugth_m: 3", "draught_m"),
    bounds("a limit of something a mover has not", "unknown-attribute", "depth_m", "depth_m: 3"),
    bounds("a number for a code", "bad-value", "flag", "flag: 3"),
    bounds("a table of codes for a number", "bad-value", "draught_m",
        "draught_m: {by: [icebreaker], admits: {'yes': [a]}}"),
    bounds("a number with its unit", "bad-value", "draught_m", "draught_m: 3 m"),
    bounds("a least amount in words", "bad-value", "notice_days", "notice_days: {min: eight}"),
    bounds("steps that fall", "bad-value", "draught_m", "draught_m: {of: beam_m, rows: [[20, 3], [10, 4]]}"),
    bounds("two steps to one end", "bad-value", "draught_m", "draught_m: {of: beam_m, rows: [[20, 3], [20, 4]]}"),
    bounds("a step of three", "bad-value", "draught_m", "draught_m: {of: beam_m, rows: [[20, 3, 4]]}"),
    bounds("steps by a code", "bad-value", "flag", "draught_m: {of: flag, rows: [[20, 3]]}"),
    bounds("steps by an unknown attribute", "unknown-attribute", "baem_m",
        "draught_m: {of: baem_m, rows: [[20, 3]]}", "beam_m"),
    bounds("a table by a number", "bad-value", "beam_m", "ice: {by: [beam_m], admits: {'yes': [light]}}"),
    bounds("a table by an unknown attribute", "unknown-attribute", "icebraker",
        "ice: {by: [icebraker], admits: {}}", "icebreaker"),
    bounds("a combination of the wrong length", "bad-value", "ice",
        "ice: {by: [icebreaker, flag], admits: {'yes': [light]}}"),
    bounds("a combination of a code that is none", "unknown-id", "icebreaker",
        "ice: {by: [icebreaker], admits: {'yse': [light]}}"),
    bounds("a limit of nothing", "bad-value", "rules.1.limit", ""),
    # Facts
    bounds("a fact without an attribute", "bad-value", "draught_m", "draught_m: announced"),
    bounds("a fact of an unknown attribute", "unknown-attribute", "draught_m",
        "draught_m: sea.permitted_draugth_m", "permitted_draught_m"),
    bounds("a fact of an unknown subject", "unknown-id", "two: fact", "draught_m: cannal.permitted_draught_m"),
    bounds("a fact of something else", "not-applicable", "two: fact", "draught_m: lower-river.permitted_draught_m"),
    bounds("a fact that is a code for a bound", "bad-value", "lower-river.status", "draught_m: lower-river.status"),
    asks("a condition on an unknown subject", "unknown-id", "two: fact", "turkey.at_war: 'yes'"),
    asks("a condition on an unknown fact", "unknown-attribute", "lower-river.stauts",
        "lower-river.stauts: open", "status"),
    asks("a fact compared by an unknown word", "bad-value", "lower-river.depth_m", "lower-river.depth_m: {over: 3}"),
    asks("a fact compared with words", "bad-value", "lower-river.depth_m", "lower-river.depth_m: {ge: deep}"),
    asks("a fact that is a code, compared", "bad-value", "lower-river.status", "lower-river.status: {ge: 3}"),
    asks("a fact that is a number, as a code", "bad-value", "lower-river.depth_m", "lower-river.depth_m: [deep]"),
    asks("a fact that can never be", "unknown-id", "status", "lower-river.status: opne", "open"),
    # Quotas
    law("a quota without what is used", "missing-field", "rules.1.quota.used", "quota: {cap: 3}"),
    law("a quota without a cap", "missing-field", "rules.1.quota.cap", "quota: {used: sea.quota_used_count}"),
    law("a quota of a number used", "bad-value", "rules.1.quota.used", "quota: {used: 3, cap: 3}"),
    law("a quota of a code", "bad-value", "flag", "quota: {used: sea.quota_used_count, cap: 3, of: flag}"),
    law("a quota of an unknown fact", "unknown-attribute", "quota",
        "quota: {used: sea.quota_usd_count, cap: 3}", "quota_used_count"),
    law("a cap in words", "bad-value", "quota", "quota: {used: sea.quota_used_count, cap: three}"),
    # Requirements
    law("a requirement with a test of nothing", "missing-field", "rules.1.require.notice.if",
        "require: {notice: {text: x}}"),
    law("a test of an unknown attribute", "unknown-attribute", "notce_days",
        "require: {notice: {text: x, if: {notce_days: {ge: 8}}}}", "notice_days"),
    law("a token with spaces", "bad-value", "rules.1.require.Eight days", "require: {Eight days: of notice}"),
    law("a requirement of nothing", "bad-value", "rules.1.require", "require: {}"),
    # Conditions
    asks("a past without a day", "bad-date", "since", "was: {flag: RU}"),
    asks("a past from an impossible day", "bad-date", "since", "was: {flag: RU, since: 2022-02-30}"),
    asks("a past of two attributes", "bad-value", "was", "was: {flag: RU, class: merchant, since: 2022-02-24}"),
    asks("a past of an unknown attribute", "unknown-attribute", "flga", "was: {flga: RU, since: 2022-02-24}", "flag"),
    asks("a past of a number", "bad-value", "draught_m", "was: {draught_m: RU, since: 2022-02-24}"),
    asks("a past that is a list", "bad-value", "was", "was: [RU]"),
    asks("a negation of a list", "bad-value", "not", "not: [CN]"),
    asks("an option of nothing", "bad-value", "any", "any: []"),
    asks("a number in a group", "bad-value", "draught_m", "draught_m: {in: allies}"),
    asks("a number compared with a truth", "bad-value", "draught_m", "draught_m: {gt: true}"),
    asks("headings as a number", "bad-value", "hs", "hs: {under: 27}"),
    asks("headings in words", "bad-value", "hs", "hs: {under: [coal]}"),
    # Lifts and certainty
    law("a permit that lifts a permit", "bad-value", "lifts", "permit: {lifts: [one]}"),
    law("a permit that lifts nothing", "bad-value", "rules.1.permit.lifts", "permit: {lifts: []}"),
    law("a rule that lifts itself", "lift-cycle", "lifts", "forbid: {lifts: [two]}"),
    law("an effect that there is not", "unknown-field", "rules.1.allow", "allow: {}"),
    edited("an unknown certainty", "bad-value", 12, "rules.1.certainty", "forbid: {}", "forbid: {}, certainty: sure"),
    edited("a misspelt part of a permit", "unknown-field", 11, "rules.0.permit.requires", "lifts: ['default:DE']",
           "lifts: ['default:DE'], requires: {a: b}", "require"),
    edited("a reading without its option", "bad-value", 12, "rules.1.reading", "if: {flag: CN}", "reading: art1"),
    # Parties and obligations
    edited("half an obligation", "bad-value", 2, "obligations", PARTIES,
           "parties: [DE], obligations: [{type: defence, from: DE}], source"),
    edited("an obligation in both ways of writing", "bad-value", 2, "obligations", PARTIES,
           "parties: [DE], obligations: [{type: defence, from: DE, among: parties}], source"),
    edited("an unknown kind of obligation", "bad-value", 2, "instruments.treaty-a.obligations.0.type", PARTIES,
           "parties: [DE], obligations: [{type: defense, from: DE, to: FR}], source"),
    edited("a member backwards", "bad-date", 9, "until", "allies: [DE, FR]",
           "allies: [DE, {id: FR, from: 2020-01-01, until: 2010-01-01}]"),
    edited("a member that is no code", "bad-value", 9, "groups.allies.1", "allies: [DE, FR]", "allies: [DE, France]"),
    edited("classes in a circle", "bad-value", 8, "classes", "{merchant: vessel, fishing: vessel}",
           "{merchant: fishing, fishing: merchant}"),
    # Cases that use cases
    row("a use of an unknown case", "unknown-id", CASE, 6, "uses", (CASE, "+", "uses: [tumne]\n"), hint="tumen"),
    row("a use of itself", "lift-cycle", CASE, 6, "uses", (CASE, "+", "uses: [spoilt]\n")),
    row("a definition that a used case has", "duplicate-id", RULES, 2, "sca-rules", (CASE, "+", "uses: [suez]\n"),
        (RULES, "treaty-a: {title", "sca-rules: {title")),
]  # fmt: skip
