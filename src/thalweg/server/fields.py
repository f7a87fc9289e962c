"""The fields of a question, as the methods of a study declare them: one list for Python and for HTTP."""

from __future__ import annotations

import ast
import inspect
import textwrap
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TextIO, Union, Unpack, get_args, get_origin, get_type_hints

from thalweg.asking import Asked, Shared, Terms
from thalweg.planning import Planned, PlanTerms
from thalweg.queueing import Queued, QueueTerms
from thalweg.responding import Demanded, DemandTerms
from thalweg.study import Study

REQUIRED = inspect.Parameter.empty
"""The default of a field that must be given."""
NOT_OVER_HTTP = frozenset({"self", "report", "zarr", "most_gb", "budget", "observed", "arrivals"})
"""What only a program or a command line may say: how work is watched, where it is written, how much it may take."""
DEFAULTS = {Asked: Terms, Shared: Terms, Planned: PlanTerms, Queued: QueueTerms, Demanded: DemandTerms}
"""Where the defaults of terms stand that are declared as dictionaries."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a question."""

    name: str
    type: Any
    """As JSON can say it."""
    default: Any
    description: str
    part_of: str = ""
    """The parameter that takes it as one of its terms, as `plan`; empty for a parameter of its own."""
    is_file: bool = False
    """Whether it holds the text of a file."""

    @property
    def is_mapping(self) -> bool:
        """Whether it holds names with values, written NAME=VALUE in a query."""
        return any(get_origin(t) is dict for t in _parts(self.type))

    @property
    def is_list(self) -> bool:
        """Whether it takes several values, written with commas in a query."""
        return any(get_origin(t) is list for t in _parts(self.type))

    @property
    def is_numbers(self) -> bool:
        """Whether it takes several values, none of them as a text of its own."""
        return self.is_list and str not in _parts(self.type)

    @property
    def is_days(self) -> bool:
        """Whether it takes several days."""
        return self.name == "on" and self.is_list


def fields_of(method: Callable[..., object]) -> tuple[Field, ...]:
    """Return the fields of a method of a study, with the terms that it takes by keyword."""
    return tuple(f for f in _fields_of(method) if f.name not in NOT_OVER_HTTP)


def _fields_of(method: Callable[..., object]) -> Iterator[Field]:
    hints = get_type_hints(method)
    told = {k: v for shape in DEFAULTS for k, v in _attribute_docs(shape).items()} | _parameters(Study.check)
    told |= {k: v for k, v in _parameters(method).items() if not v.startswith("As in")}
    for name, parameter in inspect.signature(method).parameters.items():
        hint = hints.get(name)
        shapes = [t for t in _parts(hint) if isinstance(t, type) and t in DEFAULTS]
        if get_origin(hint) is Unpack:
            yield from _terms(get_args(hint)[0], "")
        elif shapes:
            yield from _terms(shapes[0], name)
        else:
            is_file = TextIO in _parts(hint)
            yield Field(name, _wire(hint), parameter.default, told.get(name, ""), is_file=is_file)


def _terms(shape: Any, part_of: str) -> Iterator[Field]:
    """Yield the terms that a dictionary of terms declares."""
    defaults: Any = DEFAULTS[shape]
    assert is_dataclass(defaults)
    default = {f.name: f.default for f in fields(defaults)}
    hints = get_type_hints(shape)
    told = {k: v for s in DEFAULTS if set(get_type_hints(s)) <= set(hints) for k, v in _attribute_docs(s).items()}
    for name, hint in hints.items():
        yield Field(name, _wire(hint), default[name], told.get(name, ""), part_of)


def _parts(hint: Any) -> tuple[Any, ...]:
    """Return the members of a union, or the type alone."""
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


def _wire(hint: Any) -> Any:
    """Return a type as JSON can say it: days, times and paths as text, sequences as lists, mappings as objects."""
    if hint in (date, datetime, Path, TextIO):
        return str
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return Union[tuple(dict.fromkeys(_wire(t) for t in inner))]  # noqa: UP007  the members are not known here
    if origin is Sequence:
        return list[_wire(inner[0])]  # type: ignore[misc]
    if origin is Mapping:
        return dict[_wire(inner[0]), _wire(inner[1])]  # type: ignore[misc]
    return hint


@cache
def _attribute_docs(shape: type) -> dict[str, str]:
    """Return what stands in words below each attribute of a class."""
    (made,) = ast.parse(textwrap.dedent(inspect.getsource(shape))).body
    assert isinstance(made, ast.ClassDef)
    found = {}
    for one, following in zip(made.body, made.body[1:], strict=False):
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and isinstance(following, ast.Expr):
            assert isinstance(following.value, ast.Constant)
            found[one.target.id] = inspect.cleandoc(str(following.value.value))
    return found


def _parameters(method: Callable[..., object]) -> dict[str, str]:
    """Return what the docstring of a method, in the numpy convention, says of each parameter."""
    _, _, rest = (inspect.getdoc(method) or "").partition("Parameters\n----------\n")
    found: dict[str, str] = {}
    names: list[str] = []
    for line in rest.splitlines():
        if set(line) == {"-"}:
            break
        if line[:1].strip():
            names = [n.strip() for n in line.split(",")]
        elif line.strip():
            for name in names:
                found[name] = f"{found.get(name, '')} {line.strip()}".strip()
    return found
