"""Commands for those who write cases: look up, lint, test, start, import, schemas."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from thalweg.cli.app import app
from thalweg.cli.options import AsJson, Case
from thalweg.cli.output import echo_json, open_study, writing
from thalweg.errors import BadInput, bad_question


@app.command()
def hs(
    words: Annotated[str, typer.Argument(help="A code of the Harmonized System, or words of its text.")],
    as_json: AsJson = False,
) -> None:
    """Look up headings of the Harmonized System, by code or by word."""
    from thalweg.io.hs import find_headings

    found = find_headings(words)
    if as_json:
        echo_json([{"hs": h.code, "text": h.text} for h in found])
    for heading in () if as_json else found:
        typer.echo(f"{heading.code:<7}{heading.text}")


@app.command()
def lint(case: Case, as_json: AsJson = False) -> None:
    """Read a case folder and report every problem, with file, line, field and hint."""
    from thalweg.io.case import find_case
    from thalweg.io.lint import lint_case

    problems, counts, tables, sea = lint_case(find_case(case))
    if as_json:
        found: dict[str, object] = {**counts, **({"tables": [t.as_dict() for t in tables]} if tables else {})}
        found |= {"sea": sea.as_dict()} if sea is not None else {}
        echo_json({"case": case, "counts": found, "problems": [p.as_dict() for p in problems]})
    else:
        for problem in problems:
            typer.echo(f"{problem.sentence()}  [{problem.code}]")
        read = ", ".join(f"{n} {what}" for what, n in counts.items())
        typer.echo(f"{case}: {len(problems)} problems; {read or 'nothing could be read'}")
        for line in (line for read in (*tables, *((sea,) if sea is not None else ())) for line in read.lines()):
            typer.echo(line)
    if problems:
        raise typer.Exit(2)


@app.command()
def test(
    case: Annotated[str | None, typer.Argument(help="A bundled case, or the path of a case folder.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Test every bundled case.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask the questions of a case's tests.yaml and compare the answers."""
    from thalweg.casetests import run_tests
    from thalweg.io.case import bundled

    if (case is None) != every:
        raise bad_question("case", "no case" if case is None else "a case and --all", "a case, or --all", "")
    results = {}
    for name in bundled() if case is None else (case,):
        try:
            results[name] = run_tests(open_study(name))
        except BadInput as error:
            if case is not None or any(p.code != "missing-package" for p in error.problems):
                raise
            typer.echo(f"left out {name}: {error.problems[0].sentence()}", err=True)
    failed = [o for outcomes in results.values() for o in outcomes if not o.passed]
    total = sum(len(o) for o in results.values())
    if as_json:
        tests = [
            {"case": c, "id": o.id, "passed": o.passed, "told": o.told}
            for c, outcomes in results.items()
            for o in outcomes
        ]
        echo_json({"passed": total - len(failed), "failed": len(failed), "tests": tests})
    else:
        for name, outcomes in results.items():
            for o in outcomes:
                typer.echo(f"{'pass' if o.passed else 'FAIL'}  {name}  {o.id}{'  ' + o.told if o.told else ''}")
        typer.echo(f"{total - len(failed)} passed, {len(failed)} failed")
    if failed:
        raise typer.Exit(1)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make; its name is the name of the case.")],
    title: Annotated[str, typer.Option("--title", help="Title of the case.")] = "",
    as_json: AsJson = False,
) -> None:
    """Start a case: a small folder that lints and answers, to be filled."""
    from thalweg.io.new import new_case

    files = new_case(folder, title)
    if as_json:
        echo_json({"case": str(folder), "files": files})
        return
    for file in files:
        typer.echo(file)
    typer.echo(f"made {folder}; now: thalweg lint {folder} ; thalweg test {folder}")


@app.command("import-atop")
def import_atop(
    file: Annotated[Path, typer.Argument(help="Your own ATOP file of directed pairs by year (CSV).")],
    into: Annotated[Path, typer.Option("--into", help="Case folder that gets rules/atop.yaml and a source.")],
    as_json: AsJson = False,
) -> None:
    """Import a file of alliance obligations of the ATOP project; Thalweg ships none of its data."""
    from thalweg.io.atop import import_atop as write

    target, pairs = write(file, into)
    if as_json:
        echo_json({"file": str(target), "pairs": pairs})
    else:
        typer.echo(f"{target}: {pairs} directed pairs")


@app.command("import-levels")
def import_levels(
    file: Annotated[Path, typer.Argument(help="WaterML 2.0, JSON of PEGELONLINE, or a table of times and values.")],
    station: Annotated[str, typer.Option("--station", help="Water station of the case that was measured.")],
    into: Annotated[Path, typer.Option("--into", help="Case folder that gets levels/STATION.csv.")],
    attribute: Annotated[str, typer.Option("--attribute", help="What was measured.")] = "water_level_m",
    unit: Annotated[str, typer.Option("--unit", help="Unit of the values, where the file does not say.")] = "",
    source: Annotated[
        str, typer.Option("--source", help="Id of sources.csv; that of the series, or levels-STATION, if not given.")
    ] = "",
    utc_offset: Annotated[
        str,
        typer.Option(
            "--utc-offset", help="Standard time of the station, as +01:00; that of the first row if not given."
        ),
    ] = "",
    series: Annotated[str, typer.Option("--series", help="Which series of the file, by its name or id.")] = "",
    as_json: AsJson = False,
) -> None:
    """Import measured water levels, or ice, into a case's levels; what is there already is kept."""
    from thalweg.io.imported import Wanted
    from thalweg.io.imported import import_levels as write

    done = write(file, into, Wanted(station, attribute, unit, source, utc_offset, series))
    if as_json:
        echo_json(done.as_dict())
    else:
        typer.echo(done.sentence())


@app.command()
def schema(
    name: Annotated[str | None, typer.Argument(help="case, rules, scenario, table or tests; all if not given.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write NAME.schema.json files to this folder instead.")
    ] = None,
) -> None:
    """Print the JSON Schemas of a case's YAML files, for editors that complete and check."""
    from thalweg.io.schemas import json_schemas

    known = json_schemas()
    if name is not None and name not in known:
        from thalweg.errors import unknown_name

        raise unknown_name("schema", name, known)
    chosen = {name: known[name]} if name else known
    if out is None:
        echo_json(chosen[name] if name else chosen)
        return
    import json

    for key, value in chosen.items():
        target = out / f"{key}.schema.json"
        with writing("out", target):
            out.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
            typer.echo(str(target))
