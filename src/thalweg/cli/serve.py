"""The server, as a command."""

from __future__ import annotations

from typing import Annotated

import typer

from thalweg.cli.app import app
from thalweg.errors import BadInput, Problem

INSTALL = "pip install 'thalweg[serve]'"


@app.command()
def serve(
    cases: Annotated[list[str] | None, typer.Argument(help="Cases, by name or path; all bundled ones if none.")] = None,
    port: Annotated[int, typer.Option("--port", help="Port; 0 takes any that is free.")] = 8450,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen at; only this machine is served.")
    ] = "127.0.0.1",
    browse: Annotated[bool, typer.Option("--open/--no-open", help="Whether to open the page in a browser.")] = True,
) -> None:
    """Serve every question over HTTP, and a page, to this machine; Ctrl-C ends it."""
    try:
        import fastapi  # noqa: F401
        import uvicorn  # noqa: F401
    except ModuleNotFoundError as error:
        found = f"the package {error.name} is not installed"
        raise BadInput(Problem("", 0, "serve", "missing-package", found, INSTALL)) from None
    from thalweg.server.run import run

    def ready(address: str, count: int) -> None:
        typer.echo(f"{count} {'case' if count == 1 else 'cases'} at {address} (Ctrl-C ends)")
        if browse:
            import threading
            import webbrowser

            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    run(cases or (), host, port, ready)
