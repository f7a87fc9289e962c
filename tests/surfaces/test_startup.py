"""What starting costs: `--help` imports nothing heavy, and a question no compiler and no tables."""

from __future__ import annotations

import subprocess
import sys

import pytest

RUN = """
import sys
from thalweg.cli import main
try:
    main({words!r})
except SystemExit as ended:
    code = ended.code or 0
print("\\n#", code, *sorted(m for m in sys.modules if "." not in m))
"""
HEAVY = {"numpy", "scipy", "numba", "pydantic", "yaml", "pandas", "xarray", "matplotlib", "rich"}
QUESTION = ("tumen", "--mover", "cn-fishing-boat", "--from", "hunchun", "--to", "sea-of-japan", "--on", "2024-07-01")


def python(*words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own."""
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)


def modules(*words: str) -> set[str]:
    """Run a command in a process of its own; return the packages that it imported."""
    done = python("-c", RUN.format(words=list(words)))
    assert (done.returncode, done.stderr) == (0, "")
    marked = done.stdout.splitlines()[-1].split()
    assert marked[:2] == ["#", "0"]
    return set(marked[2:])


@pytest.mark.parametrize("words", [("--help",), ("check", "--help"), ("--version",)])
def test_help_imports_nothing_heavy(words: tuple[str, ...]) -> None:
    own = HEAVY - {"pydantic"} if "check" in words else HEAVY  # typer reads options of a command with pydantic
    assert not modules(*words) & own


SEA = ("check", "sea-of-japan", *QUESTION[1:])
ASKED = [("check", *QUESTION), ("check", *QUESTION, "--json"), ("access", *QUESTION), ("lint", "tumen"), SEA]


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_a_question_imports_no_compiler_and_no_tables(words: tuple[str, ...]) -> None:
    found = modules(*words)
    assert not found & {"numba", "llvmlite", "pandas", "xarray", "matplotlib", "scipy", "searoute", "networkx"}
    assert "numpy" in found


def test_the_package_itself_imports_nothing() -> None:
    script = "import sys, thalweg; print(*sorted(m for m in sys.modules if m.startswith('thalweg')))"
    done = python("-c", script)
    assert done.stdout.split() == ["thalweg"]


def test_the_installed_command_answers() -> None:
    done = python("-m", "thalweg.cli", "check", *QUESTION)
    assert (done.returncode, done.stderr) == (0, "")
    assert "blocked" in done.stdout


def test_a_mistake_in_a_process_is_exit_code_2() -> None:
    words = ("check", "tumen", "--mover", "nobody", *QUESTION[3:])
    done = python("-m", "thalweg.cli", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
