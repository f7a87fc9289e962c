"""Fixtures of the command line: run it in-process, or ask it for plain data. Bundled cases are read once.

Also of the store: an empty database of each kind.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

import thalweg.study
from tests.surfaces.databases import KINDS, Postgres, postgres
from tests.surfaces.mutants import loaded
from thalweg.cli import main
from thalweg.io.case import Case, bundled, load_case

Run = Callable[..., tuple[int, str, str]]
Ask = Callable[..., Any]


def _read_once(name: str | Path) -> Case:
    """Return a bundled case as it was read first; read any other."""
    return loaded(str(name)) if str(name) in bundled() and not Path(name).is_dir() else load_case(name)


@pytest.fixture(autouse=True, scope="session")
def _commands_start_once() -> Iterator[None]:
    """Spare every command what does not change from one to the next: the reading of bundled cases, and of options.

    `test_startup.py` asks in processes of its own, where nothing is spared.
    """
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(thalweg.study, "load_case", _read_once)
        patched.setattr(typer.main, "get_command", cache(typer.main.get_command))
        yield


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line; return its exit code and what it wrote to stdout and stderr."""

    def call(*words: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(w) for w in words])
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


@pytest.fixture
def ask(run: Run) -> Ask:
    """Run a command with `--json`; return what it answers."""

    def call(*words: str | Path) -> Any:
        code, out, err = run(*words, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return call


@pytest.fixture(scope="session")
def running_postgres() -> Iterator[Postgres]:
    """Run a PostgreSQL for all tests of the session that want one."""
    with postgres() as it:
        yield it


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "store.sqlite")
    found: Postgres = request.getfixturevalue("running_postgres")
    return found.new()
