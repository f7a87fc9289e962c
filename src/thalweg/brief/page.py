"""A brief as one page of HTML: no script, nothing from elsewhere."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from thalweg.brief import answer
from thalweg.brief.markup import Markup, el
from thalweg.brief.material import Cited, Material
from thalweg.brief.sections import SECTIONS
from thalweg.io.style import style
from thalweg.tables.base import Filed, Json, event_dict, source_dict


def policy(sheet: str) -> str:
    """Return what a page may load, wherever it is opened: a style that stands in it, and nothing else."""
    return f"default-src 'none'; style-src 'sha256-{base64.b64encode(sha256(sheet.encode()).digest()).decode()}'"


@dataclass(frozen=True)
class Brief(Filed):
    """One passage on a page, with all that the answer rests on."""

    material: Material

    def to_html(self) -> str:
        """Return the page: one file that needs nothing else."""
        return self._made[0]

    def as_dict(self) -> Json:
        """Return the answers that stand on the page as plain data, and its sources by their numbers."""
        m = self.material
        return {
            "question": m.question.as_dict(),
            "verdict": str(m.check.verdict),
            "sentence": m.check.sentence,
            "made_on": m.made_on.isoformat(),
            "version": m.version,
            "command": " ".join(m.command),
            "check": m.check.as_dict(),
            "unlock": m.answers.unlock and m.answers.unlock.as_dict(),
            "settle": m.answers.settle and m.answers.settle.as_dict(),
            "compare": m.answers.compare and m.answers.compare.as_dict(),
            "flow": m.answers.flow and m.answers.flow.as_dict(),
            "queue": m.answers.queue and m.answers.queue.as_dict(),
            "response": m.answers.response and m.answers.response.as_dict(),
            "corridor": m.answers.corridor and m.answers.corridor.as_dict(),
            "events": [{"on": e.on.isoformat(), **event_dict(e), "sources": list(e.sources)} for e in m.events],
            "claims": len(m.check.admission.snapshot.facts),
            "sources": [{"number": n, **source_dict(s)} for n, s in self._made[1].listed],
        }

    def _repr_html_(self) -> str:
        return self.to_html()

    @cached_property
    def _made(self) -> tuple[str, Cited]:
        """The page, and the sources that it cites."""
        m, sheet = self.material, style("brief")
        cited = Cited(m.sources)
        body = [answer.head(m), el("main", answer.first(m, cited), *self._sections(cited))]
        about = (
            el("meta", charset="utf-8"),
            el("meta", http_equiv="Content-Security-Policy", content=policy(sheet)),
            el("meta", name="viewport", content="width=device-width, initial-scale=1"),
            el("meta", name="description", content=m.check.sentence),
            el("meta", name="generator", content=f"Thalweg {m.version}"),
            el("meta", name="referrer", content="no-referrer"),
            el("title", f"{m.check.mover}, {m.ends[0]} to {m.ends[1]}, {m.question.on}: {m.check.verdict}"),
            el("style", Markup(sheet)),
        )
        page = el("html", el("head", about), el("body", body), lang="en")
        return f"<!doctype html>\n{page}\n", cited

    def _sections(self, cited: Cited) -> list[Markup]:
        """Return the sections that have something to say."""
        found = []
        for section in SECTIONS:
            content = section.make(self.material, cited)
            if content:
                head = el("h2", section.title, id=section.id)
                found.append(el("section", head, content, aria_labelledby=section.id))
        return found
