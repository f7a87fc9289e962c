"""The page of rule packs: what stands in each bundled case, counted from the case itself.

What a regime is and what is doubtful about it is written by hand in `_packs.yaml`, for every
bundled case; all numbers, titles and ids are read from the folders.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from _markdown import as_codes, as_page, as_table
from thalweg.io.case import Case, bundled, load_case
from thalweg.rules.rule import LEGAL_CERTAINTIES, Instrument, MayRule

TOLD: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))


def packs_page() -> str:
    """Return the page of bundled cases."""
    cases = {name: load_case(name) for name in bundled()}
    asked = {name: _published(case) for name, case in cases.items()}
    rows = []
    for name, case in cases.items():
        rules, instruments = _own(case, cases)
        read = Counter(r.certainty for r in (rules or instruments))
        rows.append(
            (
                f"[`{name}`](#{name})", case.about.title, str(len(instruments)), str(len(rules)),
                " / ".join(str(read[c]) for c in LEGAL_CERTAINTIES), str(len(case.tests)), str(len(asked[name])),
            )
        )  # fmt: skip
    total = [sum(int(row[i]) for row in rows) for i in (2, 3, 5, 6)]
    rows.append(("all", "", str(total[0]), str(total[1]), "", str(total[2]), str(total[3])))
    head = ("case", "title", "instruments", "rules", "read / read about / recalled", "tests", "published questions")
    parts = [
        "A rule pack is a case whose law is the point: a regime of passage, written as rules with instrument, article "
        "and source. All are bundled. Ask them with [may](may.md), [rules](rules-in-force.md), [screen](screen.md), "
        "[allies](allies.md) or [check](check.md), by the name in the first column.",
        as_table(head, rows),
        "*read / read about / recalled* counts rules (in `alliances` instruments) by how far the text was read: `seen` "
        "in a source that prints it, `secondary` in a source that tells of it, `recalled` from memory and still to be "
        "checked. Every answer shows the word beside the rule. Law taken from another case is counted there.",
        "All tests of all cases run at once:",
        "```console\n$ thalweg test --all\n...\n0 passed, 0 failed\n```",
        "Each rule is needed: if it is deleted, at least one test of its case fails.",
        "## Published questions",
        "These are questions about passage whose answer is in print. The id stands at the beginning of the ids of the "
        "tests that reproduce it. The answers follow from the rules: no case names one.",
        as_table(
            ("id", "about", "case", "tests", "note"),
            _answered(asked),
        ),
        "## The cases",
    ]
    for name, case in cases.items():
        parts += _section(name, case, cases, asked[name])
    return as_page("Rule packs", *parts)


def _answered(asked: Mapping[str, Mapping[str, int]]) -> list[tuple[str, ...]]:
    """List the published questions, each with the case that reproduces it."""
    where = {i: (name, n) for name, found in asked.items() for i, n in found.items()}
    rows: list[tuple[str, ...]] = []
    for i, told in sorted(TOLD["published"].items()):
        name, n = where[i]
        rows.append((f"`{i}`", told["about"], f"[`{name}`](#{name})", str(n), told.get("note", "")))
    return rows


def _section(name: str, case: Case, cases: Mapping[str, Case], asked: Iterable[str]) -> list[str]:
    """Describe one pack."""
    about = TOLD["packs"][name]
    rules, instruments = _own(case, cases)
    effects = Counter(r.effect for r in rules)
    counted = ", ".join(f"{n} `{effect}`" for effect, n in sorted(effects.items()))
    orders = [f"`{o}` {case.lawbook.orders[o]}" for o in sorted({r.order for r in rules if r.order})]
    facts = [
        f"**Rules**: {counted}." if counted else "",
        f"**Legal orders** beside the law of the place: {', '.join(orders)}." if orders else "",
        f"**Readings to choose**: {as_codes(case.lawbook.readings)}." if case.lawbook.readings else "",
        f"**Legal places**: {as_codes(_places(case, cases))}." if rules else "",
        f"**Published questions**: {as_codes(asked)}." if asked else "",
        f"**Doubts**: {about['doubts']}",
    ]
    listed = [(i.title, i.kind, str(i.force) if i.force.start or i.force.end else "", i.certainty) for i in instruments]
    return [
        f"### {name}",
        f"*{case.about.title}.* {about['regime']}",
        "\n".join(f"- {f}" for f in facts if f),
        as_table(("instrument", "kind", "in force", "read"), sorted(listed)),
    ]


def _own(case: Case, cases: Mapping[str, Case]) -> tuple[list[MayRule], list[Instrument]]:
    """Return the rules and instruments that a case has of its own, and not from one that it uses."""
    used = [cases[u].lawbook for u in (*case.about.uses, *case.about.networks)]
    rules = [r for i, r in case.lawbook.rules.items() if not any(i in u.rules for u in used)]
    instruments = [x for i, x in case.lawbook.instruments.items() if not any(i in u.instruments for u in used)]
    return rules, instruments


def _places(case: Case, cases: Mapping[str, Case]) -> list[str]:
    used = {p for u in (*case.about.uses, *case.about.networks) for p in cases[u].lawbook.places}
    return [p for p in case.lawbook.places if p not in used]


def _published(case: Case) -> dict[str, int]:
    """Count the tests that reproduce each published question."""
    found = Counter(i for t in case.tests for i in TOLD["published"] if re.fullmatch(rf"{i}(-.*)?", t.id))
    return dict(sorted(found.items()))
