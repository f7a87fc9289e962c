"""The command line: every question, as a readable table or as `--json`.

Only typer is imported at the start; what a command needs is imported when it runs, so that
`thalweg --help` costs no more than importing numpy.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thalweg import __version__
from thalweg.errors import BadInput, bad_question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thalweg.study import Study

app = typer.Typer(
    name="thalweg",
    help="Can it pass, may it pass, by which way, and on whose word?",
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Case = Annotated[str, typer.Argument(help="A bundled case, or the path of a case folder.")]
Mover = Annotated[str, typer.Option("--mover", help="Mover, or MOVER@LOADING for one of its loading states.")]
Origin = Annotated[str, typer.Option("--from", help="Place to start from.")]
Destination = Annotated[str, typer.Option("--to", help="Place to reach.")]
On = Annotated[str | None, typer.Option("--on", help="Day of the trip, YYYY-MM-DD; today if not given.")]
KnownOn = Annotated[str | None, typer.Option("--known-on", help="Use only what was certainly known on this day.")]
ScenarioName = Annotated[str, typer.Option("--scenario", help="Scenario of the case.")]
Readings = Annotated[
    list[str] | None, typer.Option("--reading", help="ARTICLE=READING of a contested article; repeatable.")
]
Trust = Annotated[str, typer.Option("--trust", help="normal, or weak to let weak sources decide.")]
Purpose = Annotated[str, typer.Option("--purpose", help="What the trip is for, where a rule asks.")]
Said = Annotated[
    list[str] | None, typer.Option("--with", help="ATTRIBUTE=VALUE of the trip, as direction=northbound; repeatable.")
]
Meets = Annotated[str, typer.Option("--meets", help="Requirements that the trip is planned to meet, with commas.")]
Orders = Annotated[str | None, typer.Option("--orders", help="Legal orders that are enforced, with commas.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print plain data instead of a table.")]
Plot = Annotated[Path | None, typer.Option("--plot", help="Also draw a picture to this file (.png, .svg, .pdf).")]


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


@app.command()
def check(
    case: Case,
    mover: Mover = "",
    origin: Origin = "",
    destination: Destination = "",
    on: On = None,
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """Can this mover get from A to B on this day, by which path, and if not simply, why?"""
    answer = _open(case).check(
        mover, origin, destination, on, known_on=known_on, scenario=scenario,
        readings=_pairs("reading", reading), trust=trust, purpose=purpose,
        trip=_pairs("with", said),
        meets=meets,
        orders=orders,
    )  # fmt: skip
    _print(answer, as_json, plot)


@app.command()
def why(
    case: Case,
    mover: Mover = "",
    origin: Origin = "",
    destination: Destination = "",
    on: On = None,
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    as_json: AsJson = False,
) -> None:
    """Take the answer of `check` apart, link by link, down to the claims and their sources."""
    answer = _open(case).why(
        mover, origin, destination, on, known_on=known_on, scenario=scenario,
        readings=_pairs("reading", reading), trust=trust, purpose=purpose,
        trip=_pairs("with", said),
        meets=meets,
        orders=orders,
    )  # fmt: skip
    _print(answer, as_json)


@app.command()
def may(
    case: Case,
    mover: Mover,
    at: Annotated[str, typer.Option("--at", help="Legal place, or a link that lies in one.")],
    on: On = None,
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    as_json: AsJson = False,
) -> None:
    """Only the law of one place: order by order, rule by rule, with what would change it."""
    answer = _open(case).may(
        mover,
        at,
        on,
        known_on=known_on,
        scenario=scenario,
        readings=_pairs("reading", reading),
        trust=trust,
        purpose=purpose,
        trip=_pairs("with", said),
        meets=meets,
        orders=orders,
    )
    _print(answer, as_json)


@app.command()
def rules(
    case: Case,
    on: On = None,
    diff: Annotated[str | None, typer.Option("--diff", help="Also list what changed since this day.")] = None,
    at: Annotated[str, typer.Option("--at", help="Legal place; all if not given.")] = "",
    known_on: KnownOn = None,
    as_json: AsJson = False,
) -> None:
    """Which rules are in force on a day, and what changed since another?"""
    _print(_open(case).rules(on, before=diff, at=at, known_on=known_on), as_json)


@app.command()
def access(
    case: Case,
    origin: Origin,
    destination: Annotated[str, typer.Option("--to", help="Place, several with commas, or all.")],
    on: Annotated[str | None, typer.Option("--on", help="Day, or several with commas; today if not given.")] = None,
    mover: Annotated[str, typer.Option("--mover", help="Mover, several with commas, or all.")] = "",
    scenario: Annotated[str, typer.Option("--scenario", help="Scenario, several with commas, or all.")] = "baseline",
    known_on: KnownOn = None,
    reading: Readings = None,
    trust: Trust = "normal",
    purpose: Purpose = "",
    csv: Annotated[Path | None, typer.Option("--csv", help="Also write one row a cell to this CSV file.")] = None,
    netcdf: Annotated[Path | None, typer.Option("--netcdf", help="Also write the matrix to this NetCDF file.")] = None,
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """Who gets where: movers x destinations x days x scenarios, with the binding reasons."""
    answer = _open(case).access(
        origin, destination, on.split(",") if on else None, mover=mover, scenario=scenario, known_on=known_on,
        readings=_pairs("reading", reading), trust=trust, purpose=purpose,
        trip=_pairs("with", said),
        meets=meets,
        orders=orders,
    )  # fmt: skip
    if csv:
        with _writing("csv", csv):
            answer.to_frame().to_csv(csv, index=False)
    if netcdf:
        with _writing("netcdf", netcdf):
            answer.to_xarray().to_netcdf(netcdf, engine="scipy")
    _print(answer, as_json, plot)


@app.command()
def facts(
    case: Case,
    subject: Annotated[str, typer.Argument(help="Place, link, gate, mover, instrument or topic.")],
    attribute: Annotated[str | None, typer.Argument(help="Property; all that are claimed if not given.")] = None,
    on: On = None,
    known_on: KnownOn = None,
    where: Annotated[
        list[str] | None, typer.Option("--where", help="QUALIFIER=VALUE, as measure=straight; repeatable.")
    ] = None,
    scenario: ScenarioName = "baseline",
    trust: Trust = "normal",
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """What is known of a thing: the value, its range, and every claim for, against and dropped."""
    study = _open(case)
    if attribute is None:
        if plot:
            raise bad_question("plot", "a picture of all properties", "one property to draw")
        answers = [
            study.facts(subject, a, on, known_on=known_on, scenario=scenario, trust=trust)
            for a in study.attributes_of(subject)
        ]
        if as_json:
            _echo_json({"subject": subject, "facts": [a.as_dict() for a in answers]})
            return
        for answer in answers:
            _print(answer, False)
        return
    _print(
        study.facts(
            subject, attribute, on, known_on=known_on, where=_pairs("where", where), scenario=scenario, trust=trust
        ),
        as_json,
        plot,
    )


@app.command()
def crossings(
    case: Case,
    border: Annotated[str, typer.Option("--border", help="Two countries, as KP-RU; all borders if not given.")] = "",
    on: On = None,
    status: Annotated[str, typer.Option("--status", help="States to list, with commas, or all.")] = "open",
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    as_json: AsJson = False,
) -> None:
    """Which bridges, ferries and posts join two countries, and which are open on a day?"""
    answer = _open(case).crossings(border, on, status=status, known_on=known_on, scenario=scenario)
    _print(answer, as_json)


@app.command()
def allies(
    case: Case,
    country: Annotated[str, typer.Argument(help="Country, ISO 3166 code of two letters.")],
    obligation: Annotated[
        str, typer.Option("--obligation", help="defence, offence, neutrality, nonaggression, consultation or basing.")
    ] = "",
    on: On = None,
    since: Annotated[str | None, typer.Option("--since", help="Also list what changed since this day.")] = None,
    known_on: KnownOn = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """Who owes whom what, under which instrument in force on a day, and who would be drawn in?"""
    _print(_open(case).allies(country, obligation, on, since=since, known_on=known_on), as_json, plot)


@app.command()
def screen(
    case: Case,
    manifest: Annotated[Path, typer.Argument(help="CSV file: id, and any of name, kind, flag, class, hs, attributes.")],
    at: Annotated[str, typer.Option("--at", help="Legal place, or a link that lies in one.")],
    on: On = None,
    known_on: KnownOn = None,
    scenario: ScenarioName = "baseline",
    reading: Readings = None,
    trust: Trust = "normal",
    said: Said = None,
    meets: Meets = "",
    orders: Orders = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Also write one row a consignment to this CSV file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """A whole manifest before the law of one place: one line a consignment."""
    study = _open(case)
    with _progress("screening") as report:
        answer = study.screen(
            manifest,
            at,
            on,
            known_on=known_on,
            scenario=scenario,
            readings=_pairs("reading", reading),
            trust=trust,
            trip=_pairs("with", said),
            meets=meets,
            orders=orders,
            report=report,
        )
    if csv:
        with _writing("csv", csv):
            answer.to_frame().to_csv(csv, index=False)
    _print(answer, as_json)


@app.command()
def hs(
    words: Annotated[str, typer.Argument(help="A code of the Harmonized System, or words of its text.")],
    as_json: AsJson = False,
) -> None:
    """Look up headings of the Harmonized System, by code or by word."""
    from thalweg.io.hs import find_headings

    found = find_headings(words)
    if as_json:
        _echo_json([{"hs": h.code, "text": h.text} for h in found])
    for heading in () if as_json else found:
        typer.echo(f"{heading.code:<7}{heading.text}")


@app.command()
def lint(case: Case, as_json: AsJson = False) -> None:
    """Read a case folder and report every problem, with file, line, field and hint."""
    from thalweg.io.case import find_case
    from thalweg.io.lint import lint_case

    problems, counts = lint_case(find_case(case))
    if as_json:
        _echo_json({"case": case, "counts": counts, "problems": [p.as_dict() for p in problems]})
    else:
        for problem in problems:
            typer.echo(f"{problem.sentence()}  [{problem.code}]")
        read = ", ".join(f"{n} {what}" for what, n in counts.items())
        typer.echo(f"{case}: {len(problems)} problems; {read or 'nothing could be read'}")
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
    results = {name: run_tests(_open(name)) for name in (bundled() if case is None else (case,))}
    failed = [o for outcomes in results.values() for o in outcomes if not o.passed]
    total = sum(len(o) for o in results.values())
    if as_json:
        tests = [
            {"case": c, "id": o.id, "passed": o.passed, "told": o.told}
            for c, outcomes in results.items()
            for o in outcomes
        ]
        _echo_json({"passed": total - len(failed), "failed": len(failed), "tests": tests})
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
        _echo_json({"case": str(folder), "files": files})
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
        _echo_json({"file": str(target), "pairs": pairs})
    else:
        typer.echo(f"{target}: {pairs} directed pairs")


@app.command()
def schema(
    name: Annotated[str | None, typer.Argument(help="case, rules, scenario or tests; all if not given.")] = None,
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
        _echo_json(chosen[name] if name else chosen)
        return
    import json

    for key, value in chosen.items():
        target = out / f"{key}.schema.json"
        with _writing("out", target):
            out.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
            typer.echo(str(target))


def _open(case: str) -> Study:
    from thalweg.study import open_case

    return open_case(case)


def _pairs(option: str, values: Sequence[str] | None) -> dict[str, str]:
    """Read KEY=VALUE options."""
    found = {}
    for value in values or ():
        key, sign, rest = value.partition("=")
        if not sign or not key or not rest:
            raise bad_question(option, repr(value), "NAME=VALUE")
        found[key] = rest
    return found


def _print(answer: Any, as_json: bool, plot: Path | None = None) -> None:
    """Print an answer as plain data or for people; draw it first if asked."""
    if plot:
        figure = answer.plot()
        with _writing("plot", plot):
            figure.savefig(plot)
    if as_json:
        _echo_json(answer.as_dict())
        return
    from rich.console import Console

    out = Console()
    # A pipe has no width of its own: 100 columns keep the tables whole.
    (out if out.is_terminal else Console(width=100)).print(answer, crop=False)


def _echo_json(data: object) -> None:
    import json

    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal while long work runs; it is gone when the work is done."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


@contextmanager
def _writing(option: str, path: Path) -> Iterator[None]:
    """Turn the failures of writing a file into one clear message."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise bad_question(option, f"cannot write {path}: {error}", "a file that can be written") from None


def _told(error: BadInput, as_json: bool) -> None:
    if as_json:
        _echo_json(error.as_dict())
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


if __name__ == "__main__":
    main()
