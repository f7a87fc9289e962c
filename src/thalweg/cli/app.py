"""The typer application that commands join."""

from __future__ import annotations

from typing import Annotated

import typer

from thalweg import __version__

app = typer.Typer(
    name="thalweg",
    help="Can it pass, may it pass, by which way, and on whose word?",
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass
