"""From words to values, where a surface has nothing but text."""

from __future__ import annotations

from collections.abc import Sequence

from thalweg.errors import bad_question


def pairs(option: str, values: Sequence[str] | None) -> dict[str, str]:
    """Read NAME=VALUE options.

    Raises
    ------
    BadInput
        If one has another form, or a name stands twice.
    """
    found = {}
    for value in values or ():
        key, sign, rest = value.partition("=")
        if not sign or not key or not rest:
            raise bad_question(option, repr(value), "NAME=VALUE")
        if key in found:
            raise bad_question(option, f"{key} twice", "each name once")
        found[key] = rest
    return found
