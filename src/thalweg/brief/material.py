"""What the sections of a brief are made of: the answers, what happens around the day, and the sources cited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from shlex import join

from thalweg.apps.events import Event
from thalweg.brief.markup import Markup, Part, el, markup
from thalweg.facts.claim import Source
from thalweg.io.case import Case
from thalweg.question import Question
from thalweg.rules.rule import Reason
from thalweg.scenario import BASELINE
from thalweg.tables import Check, Compare, Corridor, Flow, Map, Response, Settle, Simulate, Unlock

MOST_EVENTS = 4
"""Events that are told on each side of the day."""


@dataclass(frozen=True)
class Answers:
    """The answers about one passage."""

    check: Check
    map: Map
    unlock: Unlock | None = None
    """None where it is open already."""
    settle: Settle | None = None
    """None where no unknown fact decides."""
    compare: Compare | None = None
    """None where the case shows no other scenario."""
    flow: Flow | None = None
    """None where no question about traffic is asked; the same holds of the next three."""
    corridor: Corridor | None = None
    queue: Simulate | None = None
    response: Response | None = None


@dataclass(frozen=True)
class Material:
    """What a brief is made of; a section takes what it needs and asks nothing."""

    title: str
    """That of the case."""
    answers: Answers
    scenarios: Mapping[str, str]
    """Titles of scenarios by id."""
    events: Sequence[Event]
    """What begins and ends near the day on the way."""
    made_on: date
    version: str
    """That of Thalweg."""
    sources: Mapping[str, Source]
    """The sources of the case by id."""

    @property
    def check(self) -> Check:
        """The answer itself."""
        return self.answers.check

    @property
    def question(self) -> Question:
        """What is asked."""
        return self.check.question

    @property
    def ends(self) -> tuple[str, str]:
        """The names of origin and destination."""
        network = self.check.admission.snapshot.network
        a, b = (network.places[network.place_index[p]].name for p in (self.question.origin, self.question.destination))
        return a, b

    @property
    def command(self) -> tuple[str, ...]:
        """The command that makes the brief again, as options with their values.

        The case's question about traffic is asked by who names no passage.
        """
        q = self.question
        asks = (("mover", q.mover), ("from", q.origin), ("to", q.destination))
        named = (*(() if self.answers.flow else asks), ("on", q.on), ("known-on", q.known_on),
                 ("scenario", q.scenario), ("purpose", q.purpose), ("meets", ",".join(q.meets)),
                 ("trust", "" if q.trust == "normal" else q.trust))  # fmt: skip
        found = [(f"--{name}", str(value)) for name, value in named if value]
        for option, pairs in (("reading", self.readings), ("with", q.said)):
            found += [(f"--{option}", f"{k}={v}") for k, v in pairs.items()]
        found += [("--orders", ",".join(q.orders))] if q.orders is not None else []
        return tuple(map(join, (("thalweg", "brief", q.case), *found, ("-o", "brief.html"))))

    @property
    def readings(self) -> Mapping[str, str]:
        """The readings that the question takes beside those of its scenario."""
        own = self.check.admission.snapshot.scenario.readings
        return {k: v for k, v in self.question.readings.items() if own.get(k) != v}


@dataclass
class Cited:
    """The sources of a page, numbered as they are first cited."""

    sources: Mapping[str, Source]
    numbers: dict[str, int] = field(default_factory=dict)

    def marks(self, ids: Iterable[str]) -> Markup:
        """Return the numbers of sources, each a link to its row; a source of a scenario is none."""
        known = [s for s in dict.fromkeys(ids) if s in self.sources and self.sources[s].kind != "scenario"]
        numbers = sorted(self.numbers.setdefault(s, len(self.numbers) + 1) for s in known)
        links = [el("a", f"[{n}]", href=f"#source-{n}", aria_label=f"source {n}") for n in numbers]
        return el("span", links, class_="marks") if links else Markup()

    def reason(self, reason: Reason) -> Markup:
        """Return a reason with the numbers of its sources."""
        return markup((reason.sentence, " ", self.marks(reason.cited(self.sources))))

    @property
    def listed(self) -> tuple[tuple[int, Source], ...]:
        """The sources cited so far, by their numbers."""
        return tuple((n, self.sources[s]) for s, n in self.numbers.items())


def near(events: Iterable[Event], day: date, known_on: date | None) -> tuple[Event, ...]:
    """Return the events nearest to a day of which was known; what is said twice is told once.

    Nothing says when a law was known: what begins or ends by it after `known_on` is left out.
    """
    found: dict[tuple[date, bool, str], Event] = {}
    for e in events:
        known = known_on is None or (e.known_from or e.on) <= known_on
        if known:
            key = e.on, e.ends, e.text
            said = found[key].sources if key in found else ()
            sources = tuple(dict.fromkeys((*said, *e.sources)))
            found[key] = replace(e, sources=sources)
    them = sorted(found.values(), key=lambda e: (e.on, e.text))
    before, after = [e for e in them if e.on <= day], [e for e in them if e.on > day]
    return (*before[-MOST_EVENTS:], *after[:MOST_EVENTS])


def on_the_way(answer: Check) -> set[str]:
    """Return the ids of what an answer turns on: links, what stands on them, legal places, rules, and instruments."""
    snapshot, book = answer.admission.snapshot, answer.admission.law.lawbook
    network = snapshot.network
    found = {answer.question.mover.partition("@")[0]}
    for step in answer.path:
        link = network.element_index[step.link]
        found |= {network.element_ids[e] for e, _ in network.met[link]} | {snapshot.waters[link] or step.link}
    rules = {r.rule for r in answer.reasons} | {q.rule for q in answer.requirements}
    return found | rules | {book.rules[r].instrument for r in rules if r in book.rules}


def material(case: Case, answers: Answers, events: Iterable[Event], made_on: date, version: str) -> Material:
    """Put together what a brief is made of.

    Parameters
    ----------
    case
        The case that was asked.
    answers
        What it answered.
    events
        All that begins and ends in it.
    made_on, version
        The day on which the brief is made, and the version of Thalweg.
    """
    q = answers.check.question
    titles = {BASELINE: "As it is", **{s.id: s.title or s.id for s in case.scenarios.values()}}
    wanted, rows = on_the_way(answers.check), case.attributes
    told = [e for e in events if e.about in wanted and (not e.attribute or rows[e.attribute].type != "text")]
    around = near(told, q.on, q.known_on)
    return Material(case.about.title, answers, titles, around, made_on, version, case.facts.sources)


def linked(source: Source, text: Part) -> Markup:
    """Return a text that leads to a source, where that is a page of the web."""
    if source.url.startswith(("https://", "http://")):
        return el("a", text, href=source.url, rel="noopener noreferrer")
    return markup(text)
