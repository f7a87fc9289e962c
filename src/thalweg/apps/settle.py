"""SETTLE: which unknown or contested facts would decide an answer, each way."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from thalweg.admission import Admission
from thalweg.apps.levers import least
from thalweg.apps.passage import OBSTACLE_KM, no_way, obstacles
from thalweg.apps.remedies import OF_RULE, Remedies
from thalweg.facts.claim import Claim
from thalweg.facts.resolve import Resolved
from thalweg.facts.stage import LEVEL
from thalweg.question import Question
from thalweg.rules.compare import is_open, spare
from thalweg.rules.rule import Reason, Verdict
from thalweg.solve import covers
from thalweg.solve.levers import Levered

KINDS: tuple[str, ...] = ("measurement", "document", "mover", "consent", "reading", "state")
"""How a fact can be found out: by measuring, in a document, of the mover, from an authority, by agreeing how an
article is read, by looking whether something is open."""

MOST_WAYS = 256
"""Sets that open which are looked for."""
MOST_BLOCKS = 512
"""Sets that block which are kept."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A fact that is not known, or on which sources contradict each other where it matters."""

    id: str
    text: str
    kind: str
    yes: str
    """What it must be for the passage to open, as far as that can be said."""
    claims: tuple[Claim, ...] = ()
    """What is claimed of it today."""


@dataclass(frozen=True)
class SettleResult:
    """The facts that would decide."""

    question: Question
    mover: str
    verdict: Verdict
    opens: tuple[tuple[Unknown, ...], ...]
    """Minimal sets of facts which, all as they must be, open the passage."""
    blocks: tuple[tuple[Unknown, ...], ...]
    """Minimal sets of facts of which, all otherwise, the passage is refused; the smallest first."""
    decisive: tuple[Unknown, ...]
    """Facts of which each alone can refuse the passage, and without which nothing opens it."""
    stuck: tuple[Reason, ...]
    """Where no fact can open it: what refuses already."""
    proved: bool
    """Whether every set is listed."""
    admission: Admission


def settle(admission: Admission, question: Question, row: int, count: int, budget: int) -> SettleResult:
    """Find the facts whose settlement would decide whether a mover passes.

    Parameters
    ----------
    admission, question, row
        As in `check`.
    count
        How many sets that open the passage are wanted.
    budget
        Labels that may be made in the search.

    Notes
    -----
    A way opens when all that is unknown on it turns out well; the minimal sets of such facts are a minimum label
    path (see `solve.covers`). The passage is refused when on every way something turns out badly: these are the
    minimal sets that hit every one of the first, the dual.
    """
    network = admission.snapshot.network
    ends = network.place_index[question.origin], network.place_index[question.destination]
    best = int(admission.best(row, ends[0])[ends[1]])
    verdict = Verdict(min(best, int(Verdict.BLOCKED)))
    name = admission.movers[row].name
    if verdict is not Verdict.UNKNOWN:
        stuck = _refusals(admission, question, row) if verdict is Verdict.BLOCKED else ()
        return SettleResult(question, name, verdict, (), (), (), stuck, True, admission)
    posed = _Posed(admission, row)
    found = covers.all_minimal(posed.net, ends[0], [ends[1]], MOST_WAYS, budget)
    opens = tuple(tuple(posed.facts[posed.names[i]] for i in one) for one in found.sets)
    ways = covers.all_minimal(posed.by_test, ends[0], [ends[1]], MOST_WAYS, budget)
    blocks, whole = _transversals([frozenset(posed.tests_of(one)) for one in ways.sets])
    bad = least({f for t in cut for f in posed.of_test[t]} for cut in blocks)
    refused = tuple(tuple(posed.facts[f] for f in sorted(one)) for one in bad)
    alone = {f.id for cut in refused if len(cut) == 1 for f in cut}
    needed = set.intersection(*({f.id for f in one} for one in opens)) if opens else set()
    decisive = tuple(posed.facts[f] for f in sorted(alone & needed))
    proved = found.proved and ways.proved and whole and len(opens) <= count
    return SettleResult(question, name, verdict, opens[:count], refused, decisive, (), proved, admission)


@dataclass(frozen=True, slots=True)
class Worth:
    """What it is worth to know a fact, over many cells of movers, destinations, days and scenarios."""

    fact: Unknown
    needed: int
    """In how many unknown cells nothing opens without it."""
    refuses: int
    """In how many unknown cells it can refuse by itself."""


@dataclass(frozen=True)
class Settled:
    """One cell, or many, and what each fact is worth over all of them."""

    cells: tuple[SettleResult, ...]
    worth: tuple[Worth, ...]


def worth(results: Iterable[SettleResult]) -> tuple[Worth, ...]:
    """Rank facts by the cells that they decide: first those that can refuse most, then those that most need."""
    facts: dict[str, Unknown] = {}
    needed: Counter[str] = Counter()
    refuses: Counter[str] = Counter()
    for result in results:
        sets = [{f.id for f in one} for one in result.opens]
        for one in (*result.opens, *result.blocks):
            facts.update({f.id: f for f in one})
        needed.update(set.intersection(*sets) if sets else set())
        refuses.update({one[0].id for one in result.blocks if len(one) == 1})
    ranked = (Worth(f, needed[i], refuses[i]) for i, f in facts.items())
    return tuple(sorted(ranked, key=lambda w: (-w.refuses, -w.needed, w.fact.id)))


class _Posed:
    """A network in which links open when facts turn out well."""

    def __init__(self, admission: Admission, row: int) -> None:
        self.admission, self.row = admission, row
        self.remedies = Remedies(admission, row)
        self.facts: dict[str, Unknown] = {}
        self.of_test: dict[tuple[str, str], tuple[str, ...]] = {}
        """For each reason, by rule and place, the facts that decide it."""
        level = admission.levels[row]
        self.tests: dict[int, tuple[tuple[str, str], ...]] = {}
        sets: dict[int, frozenset[str]] = {}
        for i, verdict in enumerate(level.tolist()):
            if verdict == Verdict.UNKNOWN:
                reasons = [r for r in admission.reasons(row, i) if r.verdict is Verdict.UNKNOWN]
                for reason in reasons:
                    self._learn(reason)
                self.tests[i] = tuple((r.rule, r.at) for r in reasons)
                sets[i] = frozenset(f for t in self.tests[i] for f in self.of_test[t])
        self.names = tuple(sorted(self.facts))
        number_of = {x: i for i, x in enumerate(self.names)}
        arcs = admission.snapshot.network.arcs
        free: list[list[int]] = [[]]
        alternatives = [
            [[number_of[x] for x in sets[i]]] if i in sets else (free if level[i] < Verdict.UNKNOWN else [])
            for i in arcs.link.tolist()
        ]
        self.net = Levered.of(arcs.first, arcs.head, alternatives, [(1,)] * len(self.names))
        every = sorted(self.of_test)
        self.test_names = tuple(every)
        at = {t: i for i, t in enumerate(every)}
        by_test = [
            [[at[t] for t in self.tests[i]]] if i in sets else (free if level[i] < Verdict.UNKNOWN else [])
            for i in arcs.link.tolist()
        ]
        self.by_test = Levered.of(arcs.first, arcs.head, by_test, [(1,)] * len(every))

    def tests_of(self, one: Sequence[int]) -> tuple[tuple[str, str], ...]:
        """Return reasons by their numbers."""
        return tuple(self.test_names[i] for i in one)

    def _learn(self, reason: Reason) -> None:
        """Take down the facts that decide a reason."""
        test = (reason.rule, reason.at)
        if test in self.of_test:
            return
        found = list(self._physical(reason) if reason.kind == "fit" else self._legal(reason))
        for fact in found:
            self.facts.setdefault(fact.id, fact)
        self.of_test[test] = tuple(f.id for f in found)

    def _physical(self, reason: Reason) -> Iterable[Unknown]:
        """Yield what is not settled of the mover, of the link or gate, and of what is kept free there.

        What is known to lie in a range is asked for only if some value in the range would do.
        """
        rule = OF_RULE[reason.rule]
        snapshot, mover = self.admission.snapshot, self.admission.movers[self.row]
        element = snapshot.network.element_index[reason.at]
        have = snapshot.elements(rule.have).resolved[element]
        here = _span(snapshot.elements(rule.have).low[element], snapshot.elements(rule.have).high[element], have)
        facts: list[tuple[Unknown, bool]] = []
        need, kept = (-math.inf, -math.inf), (0.0, 0.0)
        if rule.need:
            found = snapshot.of_mover(rule.need, mover)
            need = found.interval if found.decided else (-math.inf, math.inf)
            at = np.array([element], dtype=np.intp)
            free = rule.kept(snapshot, [mover], at, False) if rule.kept else None
            if free is not None:
                low, high = (float(np.broadcast_to(x, (1, 1))[0, 0]) for x in free)
                kept = low, high
            most = need[1] + kept[1]
            wanted = need[0] < need[1] and (here[0] == here[1] or math.isinf(need[1]) or most > here[1])
            whose = f"the {rule.need_noun} of {mover.name}"
            lets = f"what {reason.at_name} lets pass"
            facts.append((Unknown(f"{rule.need} of {mover.id}", whose, "mover", lets, found.claims), wanted))
            held = f"what is kept {'under the keel' if rule.need == 'draught_m' else 'over the highest point'}"
            facts.append(
                (
                    Unknown(f"kept of {reason.at}", f"{held} at {reason.at_name}", "document", "no more than is there"),
                    kept[0] < kept[1] and need[0] == need[1] and here[0] == here[1],
                )
            )
        kind = "state" if rule.compare is is_open else "document" if rule.have.startswith("max_") else "measurement"
        reachable = math.isinf(need[1]) or need[1] + kept[1] <= here[1]
        named = f"the {rule.have_noun} of {reason.at_name}"
        there = self._waits(reason, have) or Unknown(
            f"{rule.have} of {reason.at}", named, kind, self._least(reason), have.claims
        )
        facts.append((there, here[0] != here[1] and (reachable or rule.compare is not spare)))
        chosen = [f for f, wanted in facts if wanted]
        yield from chosen or [f for f, _ in facts[:1]]

    def _waits(self, reason: Reason, have: Resolved) -> Unknown | None:
        """Return the water level of the day, if it is all that is wanting to read what a link or gate has."""
        stages = self.admission.snapshot.stages
        station = stages.station(reason.at) if have.waits_for else None
        if not station or stages.stage(station).known:
            return None
        waiting = tuple(d.claim for d in have.dropped if d.why == have.waits_for)
        text, enough = f"the water level at {stages.name(station)} on the day", "such that it leaves enough room"
        return Unknown(f"{LEVEL} of {station}", text, "measurement", enough, waiting)

    def _least(self, reason: Reason) -> str:
        """Say what a link or gate must have."""
        rule = OF_RULE[reason.rule]
        snapshot = self.admission.snapshot
        if rule.compare is is_open:
            return "open"
        if rule.compare is not spare:
            return f"what {self.admission.movers[self.row].name} needs"
        return f"at least {self.remedies.amount(rule, snapshot.network.element_index[reason.at])}"

    def _legal(self, reason: Reason) -> Iterable[Unknown]:
        """Yield what is not settled in law."""
        law = self.admission.law
        readings = [r for r in reason.remedies if r.kind == "reading"]
        if reason.rule.startswith("default:") and readings and reason.have.status != "unknown":
            for remedy in readings:
                text = f"how {remedy.what} is read"
                yield Unknown(f"reading {remedy.what}", text, "reading", f"as {remedy.value}", reason.claims)
        elif reason.rule.startswith("default:"):
            country = law.lawbook.country(reason.rule.partition(":")[2])
            yield Unknown(
                f"{reason.rule}@{reason.at}", f"whether {country} lets pass at {reason.at_name}", "consent",
                "it consents", reason.claims,
            )  # fmt: skip
        elif reason.rule == "may.jurisdiction":
            yield Unknown(
                f"jurisdiction of {reason.at}", f"whose {reason.at_name} is", "document", "an authority that lets pass",
                reason.claims,
            )  # fmt: skip
        for remedy in reason.remedies:
            if remedy.kind == "settle" and remedy.what != "consent":
                kind = "reading" if remedy.what.startswith("reading ") else "document"
                so = f"so that {reason.rule} does not refuse"
                yield Unknown(remedy.what, self.remedies.asked(remedy.what), kind, so, reason.claims)
        if reason.rule not in ("may.jurisdiction",) and not reason.rule.startswith("default:"):
            settled = [r for r in reason.remedies if r.kind == "settle"]
            if not settled:
                yield Unknown(
                    f"{reason.rule}@{reason.at}", f"whether {reason.rule} applies at {reason.at_name}", "document",
                    "it does not", reason.claims,
                )  # fmt: skip


def _span(low: float, high: float, found: Resolved) -> tuple[float, float]:
    """Return the range of what a link or gate has; what is coded is a point if it is decided."""
    if math.isnan(low) or (math.isinf(low) and math.isinf(high) and found.decided and found.codes is not None):
        return 0.0, 0.0
    return float(low), float(high)


def _transversals(family: Sequence[frozenset[tuple[str, str]]]) -> tuple[list[frozenset[tuple[str, str]]], bool]:
    """Return the smallest minimal sets that hit every set of a family (Berge), and whether they are all."""
    found: list[frozenset[tuple[str, str]]] = [frozenset()]
    whole = True
    for one in family:
        every = least([*(t | {x} for t in found for x in one if not t & one), *(t for t in found if t & one)])
        whole &= len(every) <= MOST_BLOCKS
        found = every[:MOST_BLOCKS]
    return found, whole


def _refusals(admission: Admission, question: Question, row: int) -> tuple[Reason, ...]:
    """Return what refuses already on the way of the least obstacles."""
    network = admission.snapshot.network
    ends = network.place_index[question.origin], network.place_index[question.destination]
    cost = admission.snapshot.length_km + OBSTACLE_KM * obstacles(admission, row, Verdict.BLOCKED)
    way = admission.way(row, *ends, int(Verdict.BLOCKED), cost)
    if way is None:
        return (no_way(admission, question, row),)
    return admission.binding(row, way, Verdict.BLOCKED)
