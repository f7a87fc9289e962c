"""From parsed YAML to a model, with every mistake told at its line."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from thalweg.errors import nearest
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
        _note(report, file, lines, error, shape)
        return None


def _note(report: Report, file: str, lines: Lines, error: ValidationError, shape: Any) -> None:
    """Note each mistake once: of a union's branches only the one that got farthest."""
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
        report.add(file, line, field, code, found, expected, hint)


def _keys(lines: Lines) -> set[object]:
    return {part for path in lines for part in path}


def _is_branch(part: str) -> bool:
    return "[" in part or part in ("str", "int", "float", "bool") or part.endswith("Model")


def _is_union(loc: tuple[int | str, ...]) -> bool:
    return any(_is_branch(str(p)) for p in loc)


def _fields(shape: Any, loc: tuple[int | str, ...]) -> list[str]:
    """Return the names of the fields that the innermost model on the way has."""
    found: list[str] = []
    stack: list[Any] = [shape]
    names = {str(p) for p in loc[:-1]}
    seen: set[Any] = set()
    while stack:
        it = stack.pop()
        if isinstance(it, type) and issubclass(it, BaseModel) and it not in seen:
            seen.add(it)
            for name, info in it.model_fields.items():
                key = info.alias or name
                if key in names or not names:
                    stack.append(info.annotation)
            if not any((i.alias or n) in names for n, i in it.model_fields.items()):
                found = [i.alias or n for n, i in it.model_fields.items()]
        else:
            stack += list(getattr(it, "__args__", ()) or ())
    return found
