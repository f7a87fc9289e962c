"""The server, as a command."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from thalweg.cli.app import app
from thalweg.errors import BadInput, Problem

INSTALL = "pip install 'thalweg[serve]'"
PACKAGES = ("sqlalchemy", "alembic", "argon2")
"""What a store needs."""
NO_STORE = "none"
StoreAt = Annotated[str, typer.Option("--store", help="Path or URL of what is saved; that of the user if not given.")]


def need_packages(command: str, *names: str) -> None:
    """Refuse a command whose packages are not installed."""
    for name in names:
        try:
            import_module(name)
        except ModuleNotFoundError as error:
            found = f"the package {error.name} is not installed"
            raise BadInput(Problem("", 0, command, "missing-package", found, INSTALL)) from None


@app.command()
def serve(
    cases: Annotated[list[str] | None, typer.Argument(help="Cases, by name or path; all bundled ones if none.")] = None,
    port: Annotated[int, typer.Option("--port", help="Port; 0 takes any that is free.")] = 8450,
    host: Annotated[
        str,
        typer.Option("--host", help="Address to listen at; one that other machines reach needs tokens in the store."),
    ] = "127.0.0.1",
    name: Annotated[
        list[str] | None,
        typer.Option("--name", help="Name under which other machines reach it; no other is served; repeatable."),
    ] = None,
    require_token: Annotated[
        bool, typer.Option("--require-token", help="Ask for a token also on this machine.")
    ] = False,
    store: Annotated[
        str,
        typer.Option(
            "--store", help="Path or URL of what is saved, or none to keep nothing; that of the user if not given."
        ),
    ] = "",
    browse: Annotated[bool, typer.Option("--open/--no-open", help="Whether to open the page in a browser.")] = True,
) -> None:
    """Serve every question over HTTP, and a page, to this machine, or with tokens to others; Ctrl-C ends it."""
    need_packages("serve", "fastapi", "uvicorn", *PACKAGES)
    from thalweg.server.run import Served, run

    def ready(address: str, count: int) -> None:
        typer.echo(f"{count} {'case' if count == 1 else 'cases'} at {address} (Ctrl-C ends)")
        if browse:
            import threading
            import webbrowser

            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    served = Served(host, port, name or (), require_token)
    run(cases or (), served, None if store == NO_STORE else store, ready)
