"""The command line: every question, as a readable table or as `--json`.

Only typer is imported at the start; what a command needs is imported when it runs, so that
`thalweg --help` costs no more than importing numpy.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import typer

from thalweg.cli import ask, author, change, demand, export, serve, simulate, store, token, traffic
from thalweg.cli.app import app
from thalweg.cli.output import echo_json
from thalweg.errors import BadInput, bad_question

__all__ = [
    "app",
    "ask",
    "author",
    "change",
    "demand",
    "export",
    "main",
    "serve",
    "simulate",
    "store",
    "token",
    "traffic",
]


def _told(error: BadInput, as_json: bool) -> None:
    if as_json:
        echo_json(error.as_dict())
    else:
        for problem in error.problems:
            typer.echo(problem.sentence(), err=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; a user's mistake is one message and exit code 2."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    run: Callable[..., object] = typer.main.get_command(app)
    try:
        code = run(words, prog_name="thalweg", standalone_mode=False)
    except BadInput as error:
        _told(error, "--json" in words)
        sys.exit(2)
    except typer.Abort:
        sys.exit(130)
    except Exception as error:
        if not hasattr(error, "exit_code") or not hasattr(error, "format_message"):
            raise
        message = error.format_message()
        if message.startswith("Usage:"):  # nothing was asked: this is the help
            typer.echo(message)
            sys.exit(0)
        found, _, near = (
            message.splitlines()[0].replace(" (Possible options:", ". Did you mean").partition(". Did you mean")
        )
        hint = f"did you mean {near.strip(' ?)')}?" if near else "see --help"
        _told(bad_question("", found.rstrip("."), "a complete command", hint), "--json" in words)
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)
