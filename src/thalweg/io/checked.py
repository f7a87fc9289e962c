"""From parsed YAML to a model, with every mistake told at its line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from thalweg.errors import Problem, nearest
from thalweg.io.files import Report
from thalweg.io.marked import Lines, line_of, read_yaml

T = TypeVar("T")

_EXPECTED = {
    "missing": "a value for this field",
    "value_error": "a day of the calendar, YYYY-MM-DD",
    "extra_forbidden": "a known field",
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "int_parsing": "a whole number",
    "float_parsing": "a number",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping of names to values",
    "model_type": "a mapping of names to values",
}


def read_model(report: Report, file: str, shape: type[T], required: bool = True) -> tuple[T, Lines] | None:
    """Read a YAML file and check it against a model; note every mistake."""
    parsed = read_yaml(report, file, required)
    if parsed is None:
        if required and (report.root / file).is_file() and not any(p.file == file for p in report.problems):
            report.add(file, 1, "", "missing-field", "the file is empty", "the fields of this file")
        return None
    data, lines = parsed
    try:
        return TypeAdapter(shape).validate_python(data), lines
    except ValidationError as error:
        report.problems += mistakes(error, shape, file, lines)
        return None


def mistakes(error: ValidationError, shape: Any, file: str, lines: Lines) -> Iterator[Problem]:
    """Yield each mistake once: of a union's branches only the one that got farthest."""
    seen: set[tuple[int, str]] = set()
    for e in sorted(error.errors(include_url=False), key=lambda e: -len(e["loc"])):
        path = tuple(p for p in e["loc"] if p in _keys(lines) or isinstance(p, int))
        field = ".".join(str(p) for p in e["loc"] if not _is_branch(str(p)))
        line = line_of(lines, path)
        if (line, field.split(".")[0]) in seen and len(error.errors()) > 1 and _is_union(e["loc"]):
            continue
        seen.add((line, field.split(".")[0]))
        kind = e["type"]
        code = {"missing": "missing-field", "extra_forbidden": "unknown-field", "value_error": "bad-date"}.get(
            kind, "bad-value"
        )
        found = "nothing" if kind == "missing" else repr(e["input"])[:60]
        expected = _EXPECTED.get(kind) or e["msg"].removeprefix("Input should be ").removeprefix("String should ")
        hint = ""
        if kind == "extra_forbidden":
            found = f"no field {e['loc'][-1]!r}"
            hint = nearest(str(e["loc"][-1]), _fields(shape, e["loc"]))
        yield Problem(file, line, field, code, found, expected, hint)


def _keys(lines: Lines) -> set[object]:
    return {part for path in lines for part in path}


def _is_branch(part: str) -> bool:
    return "[" in part or part in ("str", "constrained-str", "int", "float", "bool") or part.endswith("Model")


def _is_union(loc: tuple[int | str, ...]) -> bool:
    return any(_is_branch(str(p)) for p in loc)


def _fields(shape: Any, loc: tuple[int | str, ...]) -> list[str]:
    """Return the names of the fields that the innermost model on the way has."""
    models = _models(shape)
    for part in loc[:-1]:
        inner = [f.annotation for m in models for n, f in m.model_fields.items() if part in (n, f.alias)]
        models = [m for annotation in inner for m in _models(annotation)] or models
    return sorted({f.alias or n for m in models for n, f in m.model_fields.items()})


def _models(annotation: Any) -> list[type[BaseModel]]:
    """Return the models that an annotation names, through lists, mappings and unions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for inner in getattr(annotation, "__args__", ()) or () for m in _models(inner)]
