"""The law of many movers and days: the array evaluator against the plain one that explains.

Both run in turn in the same process on the same random legal profiles, and every verdict of the
sample must be equal. Two measurements: one verdict over many rules (all bundled rules put at one
place), and a fleet over every day of a year before the law of the Turkish Straits.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

import thalweg
from thalweg.facts.resolve import Moment
from thalweg.io.case import bundled, load_case
from thalweg.question import Trip
from thalweg.rules.batch import Batch, verdicts
from thalweg.rules.library import LawInForce, conditions_of, law_in_force
from thalweg.rules.may import rule_at
from thalweg.rules.rule import ANYWHERE, Lawbook, LegalPlace
from thalweg.rules.when import In, Is, Profile, Under, leaves
from thalweg.snapshot import Snapshot
from thalweg.study import Study


def random_profiles(law: LawInForce, count: int, seed: int) -> list[Profile]:
    """Return random profiles over everything that the law asks about."""
    rng = random.Random(seed)
    leaf = [x for r in law.rules.values() for c in conditions_of(r) for x in leaves(c)]
    codes: dict[str, list[tuple[str, ...]]] = {"kind": [("vessel",)]}
    for x in leaf:
        if isinstance(x, Is):
            codes.setdefault(x.attribute, []).extend(
                law.lawbook.ancestry(v) if x.attribute == "class" else (v,) for v in x.values
            )
        elif isinstance(x, In):
            codes.setdefault(x.attribute, []).extend((m,) for m in law.world.groups[x.group])
        elif isinstance(x, Under):
            codes.setdefault(x.attribute, []).extend((p + "00",) for p in x.prefixes)
    for name in codes:
        codes[name].append(("US",) if name == "flag" else ("other",))
    numbers = sorted(a for a in law.asked if law.snapshot.attributes[a].numeric)
    found = []
    for _ in range(count):
        held = {n: rng.choice(v) for n, v in codes.items() if n == "kind" or rng.random() < 0.9}
        sizes = [round(rng.uniform(0, 60_000), 1) for _ in numbers]
        found.append(Profile(held, {n: (size, size) for n, size in zip(numbers, sizes, strict=True)}))
    return found


def agree(law: LawInForce, profiles: Sequence[Profile], place: LegalPlace, found: np.ndarray) -> float:
    """Check the plain evaluator's verdicts against the array's; return its seconds a verdict."""
    start = time.perf_counter()
    plain = [int(rule_at(law, p, place, Trip()).verdict) for p in profiles]
    seconds = (time.perf_counter() - start) / len(profiles)
    if plain != found.tolist():
        sys.exit("the two evaluators disagree")
    return seconds


def many_rules(rules: int, movers: int) -> None:
    """Measure one verdict over many rules."""
    cases = [load_case(name) for name in bundled()]
    merged = {r.id: replace(r, at=(ANYWHERE,)) for c in cases for r in c.lawbook.rules.values()}
    one = cases[[len(c.lawbook.rules) for c in cases].index(max(len(c.lawbook.rules) for c in cases))]
    book = Lawbook(
        {k: v for c in cases for k, v in c.lawbook.instruments.items()},
        one.lawbook.places,
        merged,
        {k: v for c in cases for k, v in c.lawbook.readings.items()},
        {k: v for c in cases for k, v in c.lawbook.classes.items()},
        {k: v for c in cases for k, v in c.lawbook.groups.items()},
        one.lawbook.countries,
        {k: v for c in cases for k, v in c.lawbook.orders.items()},
    )
    facts = one.facts
    for c in cases:
        facts = facts.plus(c.facts, c.facts.sources.values())
    snapshot = Snapshot(one.network, one.attributes, facts, one.scenarios["baseline"], Moment(date(2024, 7, 1)))
    law = law_in_force(book, snapshot)
    kept = dict(list(law.rules.items())[:rules])
    law = law_in_force(replace(book, rules={k: r for k, r in merged.items() if k in kept}), snapshot)
    place = next(iter(book.places.values()))
    profiles = random_profiles(law, movers, 1)
    batch = Batch.of(profiles)
    verdicts(law, batch, place)
    start = time.perf_counter()
    found = verdicts(law, batch, place)
    fast = (time.perf_counter() - start) / movers
    sample = profiles[:300]
    slow = agree(law, sample, place, found[:300])
    told = f"{len(law.rules)} rules in force, {movers} movers: {fast * 1e6:.2f} us a verdict"
    print(f"{told}; plain {slow * 1e6:.0f} us; {slow / fast:.0f} x")


def a_year(movers: int, days: int) -> None:
    """Measure a fleet over every day before the law of the Turkish Straits."""
    study: Study = thalweg.open("turkish-straits")
    book = study.case.lawbook
    place = book.places["turkish-straits"]
    first = date(2022, 1, 1)
    law = law_in_force(book, study.snapshot(first))
    profiles = random_profiles(law, movers, 2)
    start = time.perf_counter()
    batch = Batch.of(profiles)
    table = np.empty((days, movers), dtype=np.uint8)
    done: dict[object, np.ndarray] = {}
    laws = []
    for day in range(days):
        law = law_in_force(book, study.snapshot(first + timedelta(days=day)))
        laws.append(law)
        key = (tuple(law.rules), tuple(sorted(law.world.groups.items())), tuple(sorted(law.world.facts.items())),
               tuple(law.world.seasons.items()), law.authorities(place))  # fmt: skip
        if key not in done:
            done[key] = verdicts(law, batch, place)
        table[day] = done[key]
    seconds = time.perf_counter() - start
    probes = [0, days // 3, days // 2, days - 1]
    slow = np.mean([agree(laws[d], profiles[:100], place, table[d, :100]) for d in probes])
    plain = slow * movers * days
    print(f"{movers} movers x {days} days, {len(done)} different laws: {seconds:.2f} s")
    print(f"plain {plain:.0f} s at {slow * 1e6:.0f} us a verdict: {plain / seconds:.0f} x")


def main() -> None:
    """Run both measurements."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--movers", type=int, default=10_000)
    options.add_argument("--days", type=int, default=365)
    options.add_argument("--rules", type=int, default=55)
    chosen = options.parse_args()
    many_rules(chosen.rules, chosen.movers)
    a_year(chosen.movers, chosen.days)


if __name__ == "__main__":
    main()
