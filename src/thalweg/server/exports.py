"""Answers as files: the field `as` of a question asked by GET, and what a file is sent with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from thalweg.errors import bad_question
from thalweg.io.written import FORMS, need_form
from thalweg.server.kept import Body
from thalweg.server.questions import Served
from thalweg.tables.base import Json

FIELD, JSON = "as", "json"
_ODD = re.compile(r"[^A-Za-z0-9._-]+")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""What a page that is an answer may load: nothing but the style that stands in it."""


def split(asks: Served, given: Iterable[tuple[str, str]]) -> tuple[list[tuple[str, str]], str]:
    """Return the fields of a question, and the form in which the answer is wanted; empty for JSON.

    Raises
    ------
    BadInput
        If a form is named twice, or the question does not have it.
    """
    items = list(given)
    wanted = [value for name, value in items if name == FIELD and value]
    if len(wanted) > 1:
        raise bad_question(FIELD, f"{FIELD} {len(wanted)} times", "each field once")
    form = wanted[0] if wanted else asks.form
    need_form(form, (JSON, *asks.forms), asks.name, FIELD)
    return [(name, value) for name, value in items if name != FIELD], "" if form == JSON else form


def body_of(answer: Any, form: str, tag: str) -> Body:
    """Return an answer as the body of a response."""
    return Body.of(answer.as_file(form), FORMS[form], tag) if form else Body.of_data(answer.as_dict(), tag)


def headers(case: str, name: str, form: str, on: object = "") -> dict[str, str]:
    """Return what a file is sent with: its name, and for a page what it may load."""
    if not form:
        return {}
    file = _ODD.sub("-", "-".join(filter(None, (case, name, str(on or ""))))).strip("-.")
    how = "inline" if form == "html" else "attachment"
    told = {"Content-Disposition": f'{how}; filename="{file}.{form}"'}
    return told | ({"Content-Security-Policy": POLICY} if form == "html" else {})


# What OpenAPI says


def parameter(asks: Served) -> list[Json]:
    """Return the field `as`, if the question has other forms than JSON."""
    if not asks.forms:
        return []
    schema = {"type": "string", "enum": [JSON, *asks.forms], "default": asks.form}
    told = "The form of the answer: plain data, or a file."
    return [{"name": FIELD, "in": "query", "required": False, "schema": schema, "description": told}]


def content(asks: Served) -> dict[str, Any]:
    """Return the media types of the files that an answer can be."""
    return {FORMS[form].partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for form in asks.forms}
