"""What commands do with their answers: print, draw, write, and show that work goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from thalweg.errors import bad_question

if TYPE_CHECKING:
    from thalweg.study import Study
    from thalweg.tables.base import Filed


def open_study(case: str) -> Study:
    """Open a case; the libraries that this needs are imported only now."""
    from thalweg.study import open_case

    return open_case(case)


def show(answer: Any, as_json: bool, plot: Path | None = None) -> None:
    """Print an answer as plain data or for people; draw it first if asked."""
    if plot:
        figure = answer.plot()
        with writing("plot", plot):
            figure.savefig(plot)
    if as_json:
        echo_json(answer.as_dict())
        return
    from rich.console import Console

    out = Console()
    # A pipe has no width of its own: 100 columns keep the tables whole.
    (out if out.is_terminal else Console(width=100)).print(answer, crop=False)


def echo_json(data: object) -> None:
    """Print plain data."""
    import json

    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal while long work runs; it is gone when the work is done."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


@contextmanager
def writing(option: str, path: Path) -> Iterator[None]:
    """Turn the failures of writing a file into one clear message."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise bad_question(option, f"cannot write {path}: {error}", "a file that can be written") from None


def write(option: str, path: Path, content: str | bytes) -> None:
    """Write a file that an option asks for, whole or not at all, over one that is there."""
    from thalweg.io.files import write_whole

    with writing(option, path):
        path.parent.stat()  # the folder is not made: a slip of the pen would make one
        write_whole(path, content)


def write_as(answer: Filed, form: str, path: Path | None, option: str = "") -> None:
    """Write an answer in a form of its own, if a path is given; the option is named as the form if not said."""
    if path is not None:
        write(option or form, path, answer.as_file(form))
