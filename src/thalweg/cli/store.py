"""What is saved beside cases, as commands: a case written out with all of it, and taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from thalweg.cli.app import app
from thalweg.cli.options import AsJson, Case
from thalweg.cli.output import echo_json
from thalweg.cli.serve import PACKAGES, StoreAt, need_packages

kept = typer.Typer(help="What is saved beside cases: write it out as a case folder, or take it back.",
                   rich_markup_mode=None, no_args_is_help=True)  # fmt: skip
app.add_typer(kept, name="store")
WHO = "local"
"""Who works at this machine."""


@kept.command("export")
def export(
    case: Case,
    folder: Annotated[Path, typer.Argument(help="Folder to make.")],
    store: StoreAt = "",
    as_json: AsJson = False,
) -> None:
    """Write a case as a folder, with every scenario, claim and note that is saved of it."""
    need_packages("store", *PACKAGES)
    from thalweg.io.case import find_case, load_case
    from thalweg.server.run import opened
    from thalweg.store.folder import write_folder
    from thalweg.store.laid import Laid

    read = load_case(find_case(case))
    with opened(store) as there:
        laid = Laid.over(read).with_news(there.since(read.name))
        files = write_folder(laid, there.whole_history(read.name), folder)
    counts = {f"{kind}s": len(laid.of(kind)) for kind in ("scenario", "claim", "note")}
    if as_json:
        wrong = [p.as_dict() for found in laid.problems.values() for p in found]
        echo_json({"case": read.name, "folder": str(folder), "files": list(files), **counts, "problems": wrong})
        return
    typer.echo(f"{folder}: {read.name}, with what is saved: {', '.join(f'{what} {n}' for what, n in counts.items())}")
    for (kind, name), problems in laid.problems.items():
        typer.echo(f"left out {kind} {name}: {problems[0].sentence()}", err=True)


@kept.command("import")
def take(
    folder: Annotated[Path, typer.Argument(help="Folder that was exported.")],
    store: StoreAt = "",
    as_json: AsJson = False,
) -> None:
    """Take back what was saved in an exported folder; to do it twice adds nothing."""
    need_packages("store", *PACKAGES)
    from thalweg.server.run import opened
    from thalweg.store.folder import take_folder

    with opened(store) as there:
        done = take_folder(there, folder, WHO)
    if as_json:
        echo_json({"case": done.case, "new": done.new, "known": done.known, "differ": list(done.differ)})
        return
    typer.echo(f"{done.case}: {done.new} new, {done.known} known")
    for what in done.differ:
        typer.echo(f"the store has another {what}, which stands", err=True)
