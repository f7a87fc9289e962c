"""YAML with line marks: plain data, and for every place in it the line it stands on.

Only JSON-like YAML is read: no tags, no anchors, dates stay text, and only `true` and `false`
are booleans, so that the country code NO is not a falsehood.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from thalweg.io.files import MAX_YAML_BYTES, Report

Path = tuple[str | int, ...]
Lines = Mapping[Path, int]

_SCALARS: tuple[tuple[str, str, str], ...] = (
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:null", r"^(?:~|null|)$", "~n"),
    ("tag:yaml.org,2002:int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("tag:yaml.org,2002:float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", "-0123456789"),
)
_MAX_DEPTH = 32
_MAX_DIGITS = 30


class _Loader(yaml.CSafeLoader):
    """PyYAML's C loader with the scalars of JSON only."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


for _tag, _pattern, _first in _SCALARS:
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), [*_first, ""] if "null" in _tag else list(_first))


def read_yaml(report: Report, file: str, required: bool = True) -> tuple[object, Lines] | None:
    """Read a YAML file of a case; return its data with the line of every part, or note why not."""
    text = report.text(file, required, MAX_YAML_BYTES)
    if text is None:
        return None
    return parse_yaml(report, file, text)


def parse_yaml(report: Report, file: str, text: str) -> tuple[object, Lines] | None:
    """Parse YAML text; return its data with the line of every part, or note why not."""
    lines: dict[Path, int] = {}
    try:
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
                line = token.start_mark.line + 1
                report.add(file, line, "", "bad-yaml", "an anchor, alias or tag", "plain YAML, every value written out")
                return None
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be parsed"
        report.add(file, mark.line + 1 if mark else 0, "", "bad-yaml", str(why), "valid YAML")
        return None
    except RecursionError:
        report.add(file, 0, "", "bad-yaml", "nested too deeply", f"at most {_MAX_DEPTH} levels")
        return None
    if node is None:
        return None
    before = len(report.problems)
    data = _build(report, file, node, (), lines)
    return None if len(report.problems) > before else (data, lines)


def _build(report: Report, file: str, node: yaml.Node, path: Path, lines: dict[Path, int]) -> object:
    line = node.start_mark.line + 1
    lines[path] = line
    if len(path) > _MAX_DEPTH:
        report.add(file, line, "", "bad-yaml", "nested too deeply", f"at most {_MAX_DEPTH} levels")
        return None
    if isinstance(node, yaml.MappingNode):
        return _mapping(report, file, node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_build(report, file, x, (*path, i), lines) for i, x in enumerate(node.value)]
    kind = node.tag.rpartition(":")[2]
    text = str(node.value)
    if kind == "null":
        return None
    if kind == "bool":
        return text == "true"
    if kind in ("int", "float") and len(text) > _MAX_DIGITS:
        report.add(file, line, "", "bad-yaml", f"a number of {len(text)} digits", f"at most {_MAX_DIGITS}")
        return None
    return int(text) if kind == "int" else float(text) if kind == "float" else text


def _mapping(report: Report, file: str, node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> object:
    data: dict[str, object] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            report.add(file, line, "", "bad-yaml", "a key that is no text", "a name before the colon")
            continue
        name = str(key.value)
        if name in data:
            report.add(file, line, name, "duplicate-id", f"{name!r} stands twice", "each name once")
            continue
        data[name] = _build(report, file, value, (*path, name), lines)
        lines[(*path, name)] = line
    return data


def line_of(lines: Lines, path: Path) -> int:
    """Return the line of a part, or of the nearest part around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)
