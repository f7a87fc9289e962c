"""Tokens of a shared server, as commands: make, list, revoke."""

from __future__ import annotations

from typing import Annotated

import typer

from thalweg.cli.app import app
from thalweg.cli.options import AsJson
from thalweg.cli.output import echo_json
from thalweg.cli.serve import PACKAGES, StoreAt, need_packages

tokens = typer.Typer(help="Tokens by which a shared server knows who asks.", rich_markup_mode=None,
                     no_args_is_help=True)  # fmt: skip
app.add_typer(tokens, name="token")


@tokens.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Who will use it; what they save has this name.")],
    role: Annotated[
        str, typer.Option("--role", help="viewer reads, analyst also saves, admin also deletes what others made.")
    ],
    cases: Annotated[
        list[str] | None, typer.Option("--case", help="Only this case is seen; repeatable; all if not given.")
    ] = None,
    days: Annotated[int, typer.Option("--days", help="For how many days it can be used.")] = 365,
    store: StoreAt = "",
    as_json: AsJson = False,
) -> None:
    """Make a token and print it: this once, for it is kept as a hash."""
    need_packages("token", *PACKAGES)
    from thalweg.server.run import opened

    with opened(store) as there:
        made, text = there.tokens.make(name, role, cases or (), days)
    if as_json:
        echo_json({**made.as_dict(), "token": text})
        return
    typer.echo(text)
    typer.echo(f"{made.role} {made.name}, id {made.id}; it is not shown again", err=True)


@tokens.command("list")
def show(store: StoreAt = "", as_json: AsJson = False) -> None:
    """List the tokens, also those that can no longer be used."""
    need_packages("token", *PACKAGES)
    from datetime import UTC, datetime

    from thalweg.server.run import opened

    with opened(store) as there:
        found = there.tokens.all()
    now = datetime.now(UTC)
    if as_json:
        echo_json([{**t.as_dict(), "state": t.state(now)} for t in found])
        return
    for t in found:
        until = f"until {t.expires_at:%Y-%m-%d}" if t.expires_at else "for good"
        cases = "all cases" if t.cases is None else ", ".join(sorted(t.cases))
        typer.echo(f"{t.id}  {t.state(now):<8}{t.role:<8} {t.name}  {cases}  {until}")


@tokens.command("revoke")
def revoke(
    which: Annotated[str, typer.Argument(help="Id of a token, or a name: then all of it.")],
    store: StoreAt = "",
    as_json: AsJson = False,
) -> None:
    """Revoke a token: running servers refuse it within seconds."""
    need_packages("token", *PACKAGES)
    from thalweg.server.run import opened

    with opened(store) as there:
        gone = there.tokens.revoke(which)
    if as_json:
        echo_json([t.as_dict() for t in gone])
        return
    for t in gone:
        typer.echo(f"revoked {t.id} of {t.name}")
    if not gone:
        typer.echo("revoked already")
