"""The shapes of requests and answers: models made from the fields of questions, and what OpenAPI says of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, get_args

from pydantic import BeforeValidator, ConfigDict, Field, ValidationError, create_model
from pydantic_core import from_json

from thalweg.errors import BadInput, Problem, bad_question, nearest
from thalweg.io.checked import mistakes
from thalweg.io.claims import attribute_table
from thalweg.io.models import Model
from thalweg.server import fields
from thalweg.server.questions import QUESTIONS, Served, Values
from thalweg.tables.base import Json
from thalweg.words import pairs


class ProblemForm(Model):
    """One thing that is wrong."""

    code: str
    """What kind of mistake it is, as the documentation lists them."""
    file: str
    """File of the case in which it is; empty for a mistake in a question."""
    line: int | None
    """Line of the file."""
    field: str
    """Field of the file or of the question."""
    found: str
    """What was found there."""
    expected: str
    """What was expected there."""
    hint: str
    """The nearest valid names, or what else helps."""


class FirstProblem(ProblemForm):
    """The first problem, in a sentence, and all of them."""

    message: str
    """The first problem as one line."""
    problems: list[ProblemForm]
    """Every problem."""


class ErrorForm(Model):
    """The one form of every error."""

    error: FirstProblem
    """What is wrong."""


class CaseBrief(Model):
    """A case in a list."""

    name: str
    """Its name in addresses."""
    title: str
    """A few words."""
    description: str
    """What it asks."""
    default: dict[str, str] | None
    """The question that it asks when nobody says otherwise."""


class CaseList(Model):
    """The cases that are served."""

    version: str
    """Version of Thalweg."""
    questions: list[str]
    """Names of the questions that every case answers."""
    cases: list[CaseBrief]
    """In the order of their names."""


class WhoForm(Model):
    """Who asks, and what they may."""

    name: str
    """Name of the token, or `local`."""
    role: str
    """viewer, analyst or admin."""
    cases: list[str] | None
    """The cases that they see; null for all."""
    writes: bool
    """Whether they can save here."""


class AttributeForm(Model):
    """A property of which something may be claimed, or which a scenario may change."""

    name: str
    subjects: list[str]
    """Kinds of thing that have it, as link, link:river or mover."""
    type: str
    unit: str
    values: list[str]
    """Codes that it may have; empty for any."""
    qualifiers: list[str]
    description: str


class Vocabulary(Model):
    """Every attribute."""

    attributes: list[AttributeForm]


def vocabulary() -> Vocabulary:
    """Return every attribute, as the page needs it to fill its forms."""
    return Vocabulary(
        attributes=[
            AttributeForm(
                name=a.name, subjects=list(a.subjects), type=a.type, unit=a.unit, values=list(a.values),
                qualifiers=list(a.qualifiers), description=a.description,
            )
            for a in attribute_table().values()
        ]
    )  # fmt: skip


class QuestionModel(Model):
    """A question: no number of it is infinite, or none."""

    model_config = ConfigDict(allow_inf_nan=False)


def _several(value: Any) -> Any:
    """Return numbers that stand in a text with commas one by one; what is none stays as it is."""
    if not isinstance(value, str):
        return value
    try:
        return [float(x) for x in value.split(",")]
    except ValueError:
        return value.split(",")


@cache
def model_of(name: str) -> type[Model]:
    """Return the shape of a question as it is posted."""
    asks = QUESTIONS[name]
    made: dict[str, Any] = {}
    for f in asks.fields.values():
        needed = f.default is fields.REQUIRED and f.name not in asks.optional
        default = ... if needed else "" if f.default is fields.REQUIRED else f.default
        kind = Annotated[f.type, BeforeValidator(_several)] if f.is_numbers else f.type
        made[f.name] = (kind, Field(default, description=f.description or None))
    return create_model(f"{name.capitalize()}Question", __base__=QuestionModel, **made)


def from_query(asks: Served, given: Iterable[tuple[str, str]]) -> Values:
    """Read the fields of a question from an address; a field without a value counts as not given.

    Raises
    ------
    BadInput
        If a field is unknown, stands twice, or is not what it should be.
    """
    raw: dict[str, list[str]] = {}
    for name, value in given:
        if name not in asks.fields:
            raise unknown_field(name, asks)
        if value:
            raw.setdefault(name, []).append(value)
    said: dict[str, Any] = {}
    for name, values in raw.items():
        field = asks.fields[name]
        if len(values) > 1 and not (field.is_mapping or field.is_list):
            raise bad_question(name, f"{name} {len(values)} times", "each field once")
        said[name] = pairs(name, values) if field.is_mapping else ",".join(values)
    try:
        return model_of(asks.name).model_validate_strings(said).model_dump(exclude_unset=True)
    except ValidationError as error:
        raise BadInput(mistakes(error, model_of(asks.name), "", {})) from None


def from_body(asks: Served, body: bytes) -> Values:
    """Read the fields of a question from a JSON object.

    Raises
    ------
    BadInput
        If it is no JSON, or a field is unknown or not what it should be.
    """
    data = json_from(body)
    try:
        return model_of(asks.name).model_validate(data).model_dump(exclude_unset=True)
    except ValidationError as error:
        raise BadInput(mistakes(error, model_of(asks.name), "", {})) from None


def json_from(body: bytes) -> Any:
    """Read JSON.

    Raises
    ------
    BadJson
        If it is none.
    """
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise BadJson(Problem("", 0, "", "bad-json", str(error), "a JSON object")) from None


class BadJson(BadInput):
    """A body is no JSON at all."""


def unknown_field(name: str, asks: Served) -> BadInput:
    """Build the error for a field that a question has not."""
    hint = nearest(name, asks.fields)
    return BadInput(Problem("", 0, name, "unknown-field", f"no field {name!r}", f"a field of {asks.name}", hint))


# What OpenAPI says


def parameters(asks: Served) -> list[Json]:
    """Return the fields of a question as parameters of an address."""
    schema = model_of(asks.name).model_json_schema()
    _, example = asks.example
    found = []
    for name, field in asks.fields.items():
        plain: Json = {k: v for k, v in schema["properties"][name].items() if k not in ("title", "description")}
        if field.is_mapping:
            plain = {"type": "array", "items": {"type": "string", "pattern": "^[^=]+=.+$"}}
        elif field.is_list or type(None) in get_args(field.type):
            kinds = [x for x in plain.get("anyOf", []) if x.get("type") not in ("null", "array")]
            plain = dict(kinds[0]) if kinds else plain
        one: Json = {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": plain}
        if field.description:
            one["description"] = field.description
        if name in example:
            one["example"] = example[name]
        found.append(one)
    return found


def body_of(asks: Served) -> Json:
    """Return the shape of a question as OpenAPI describes the body of a post."""
    schema = model_of(asks.name).model_json_schema()
    _, example = asks.example
    return {"required": True, "content": {"application/json": {"schema": schema, "example": dict(example)}}}
