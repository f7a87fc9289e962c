"""The questions that are served: the method of a study that answers each, and an example of each."""

from __future__ import annotations

import inspect
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any, get_args, get_type_hints

from thalweg.apps.access import AccessResult
from thalweg.errors import BadInput, Problem
from thalweg.server.fields import Field, fields_of
from thalweg.study import Study
from thalweg.tables import AllFacts
from thalweg.tables.base import Filed, Json

Values = Mapping[str, Any]
Report = Callable[[int, int], None]
MOST_CELLS = 20_000
"""Cells of a table of access that are sent: each is told with its reason."""
MOST_GB = 1.0
"""Memory that a table of access may take, in GB."""


@dataclass(frozen=True)
class Served:
    """A question as it is served."""

    method: Callable[..., Any]
    optional: frozenset[str] = frozenset()
    """Fields that may be left out though the method wants them."""
    posted: bool = False
    """Whether it is only posted, since it sends a text."""
    more: Values | None = None
    """What the server says beside the fields."""
    form: str = "json"
    """The form in which it is answered where none is asked for."""

    @property
    def dated(self) -> bool:
        """Whether the answer says on which day it was given."""
        return self.form == "html"

    @property
    def name(self) -> str:
        """The name of the question, as on the command line."""
        return self.method.__name__

    @property
    def example(self) -> tuple[str, Values]:
        """A bundled case, and the fields of a question that it answers."""
        it = _examples()[self.name]
        return it["case"], it["fields"]

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """The fields of the question by name."""
        return {f.name: f for f in fields_of(self.method)}

    @property
    def summary(self) -> str:
        """What it asks, in a sentence."""
        return (inspect.getdoc(self.method) or "").partition("\n")[0]

    @cached_property
    def reports(self) -> bool:
        """Whether it tells how far its work is."""
        return "report" in inspect.signature(self.method).parameters

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The forms of files in which its answer can be had."""
        kind = get_type_hints(self.method)["return"]
        return next((k.forms() for k in get_args(kind) or (kind,) if issubclass(k, Filed)), ())

    def answer(self, study: Study, values: Values, report: Report) -> Any:
        """Ask a study, and return the answer: `as_dict` of it is plain data."""
        given: dict[str, Any] = dict(self.more or {})
        for name, value in values.items():
            field = self.fields[name]
            if field.is_days and isinstance(value, str):
                value = [d.strip() for d in value.split(",")]
            if field.is_file and isinstance(value, str):
                value = io.StringIO(value)  # what is sent is the text of a file, never its path
            (given.setdefault(field.part_of, {}) if field.part_of else given)[name] = value
        if self.reports:
            given["report"] = report
        if self.name == "facts" and "attribute" not in given:
            return _all_facts(study, given)
        found = self.method(study, **given)
        if isinstance(found, AccessResult) and found.verdicts.size > MOST_CELLS:
            told = f"{found.verdicts.size:,} cells", f"at most {MOST_CELLS:,} cells"
            raise BadInput(Problem("", 0, "access", "over-limit", *told, "ask for less at a time"))
        return found


def _all_facts(study: Study, given: Values) -> AllFacts:
    """Return every fact of a subject, as `thalweg facts` does without an attribute."""
    if given.get("where"):
        raise BadInput(Problem("", 0, "where", "bad-question", "qualifiers of no attribute", "an attribute with them"))
    told = {k: v for k, v in given.items() if k != "where"}
    return AllFacts(given["subject"], study.all_facts(**told))


QUESTIONS: dict[str, Served] = {
    q.name: q
    for q in (
        Served(Study.check),
        Served(Study.why),
        Served(Study.route),
        Served(Study.compare),
        Served(Study.response),
        Served(Study.assign, posted=True),
        Served(Study.access, more={"most_gb": MOST_GB}),
        Served(Study.load),
        Served(Study.windows),
        Served(Study.envelope),
        Served(Study.unlock),
        Served(Study.programme),
        Served(Study.settle),
        Served(Study.flow),
        Served(Study.corridor),
        Served(Study.reach),
        Served(Study.simulate),
        Served(Study.may),
        Served(Study.rules),
        Served(Study.screen, posted=True),
        Served(Study.facts, optional=frozenset({"attribute"})),
        Served(Study.crossings),
        Served(Study.allies),
        Served(Study.alliances),
        Served(Study.claims),
        Served(Study.map),
        Served(Study.export),
        Served(Study.brief, form="html"),
    )
}
"""Every question by its name."""


@cache
def _examples() -> dict[str, Json]:
    found: dict[str, Json] = json.loads(
        resources.files("thalweg.server").joinpath("examples.json").read_text(encoding="utf-8")
    )
    return found
