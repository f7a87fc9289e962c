"""Refresh the outputs shown in a page, by running what stands above them.

Below each `$ thalweg ...` line of a ```console block, and each `>>>` line of a ```python block,
stands what it prints today. A line `...` is an elision: as many items as stand above and below
it are kept, one item being a line with its continuations; a piece between two elisions is found
again by its first line. A ```python block without `>>>` is only run. The blocks of a page share
one Python scope, and one folder with the files of `examples`, which `$ cat FILE` shows.
"""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

EXAMPLES = Path(__file__).with_name("examples")
COLUMNS = "100"
ELISION = "..."
CLOSE_ENOUGH = 0.6
DEEP = 8
"""Indentation from which a line continues the one above it."""
FRAME = ("┃", "┡", "│", "├", "└")
"""What the lines of a table begin with after its first."""


def refreshed(text: str) -> str:
    """Return a page with every shown output as it is today."""
    lines = text.split("\n")
    out: list[str] = []
    scope: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        shutil.copytree(EXAMPLES, folder, dirs_exist_ok=True)
        at = 0
        while at < len(lines):
            out.append(lines[at])
            kind = lines[at].strip()
            at += 1
            if kind not in ("```console", "```python"):
                continue
            end = next(i for i in range(at, len(lines)) if lines[i].strip() == "```")
            block = lines[at:end]
            try:
                out += _console(block) if kind == "```console" else _python(block, scope)
            except Exception as error:
                raise RuntimeError(f"in the block at line {at}: {error}") from error
            at = end
    return "\n".join(out)


def _console(block: Sequence[str]) -> Iterator[str]:
    for prompt, shown in _sessions(block, lambda line, _: line.startswith("$ "), lambda line: line.endswith("\\")):
        yield from prompt
        command = " ".join(line.removeprefix("$ ").rstrip("\\").strip() for line in prompt)
        yield from _shortened(shown, run(command)) if command.startswith(("thalweg ", "cat ")) else shown


def _python(block: Sequence[str], scope: dict[str, object]) -> Iterator[str]:
    if not any(line.startswith(">>> ") for line in block):
        with _captured():
            exec(compile("\n".join(block), "<page>", "exec"), scope)
        yield from block
        return
    for prompt, shown in _sessions(block, lambda line, fresh: line.startswith((">>> ", "... ") if fresh else ">>> ")):
        yield from prompt
        source = "\n".join(line[4:] for line in prompt) + "\n"
        with _captured() as printed:
            exec(compile(source, "<page>", "single"), scope)
        yield from _shortened(shown, _lines(printed.getvalue()))


def _sessions(
    block: Sequence[str],
    is_prompt: Callable[[str, bool], bool],
    goes_on: Callable[[str], bool] = lambda _: False,
) -> Iterator[tuple[list[str], list[str]]]:
    """Cut a block into prompts, each with the output shown below it."""
    prompt: list[str] = []
    shown: list[str] = []
    for line in block:
        fresh = bool(prompt) and not shown
        if fresh and (goes_on(prompt[-1]) or (is_prompt(line, True) and not is_prompt(line, False))):
            prompt.append(line)
        elif is_prompt(line, False):
            if prompt or shown:
                yield prompt, shown
            prompt, shown = [line], []
        else:
            shown.append(line)
    yield prompt, shown


@contextlib.contextmanager
def read_once() -> Iterator[None]:
    """Read each bundled case once, however many commands open it; other folders may change between two."""
    from thalweg.io import case

    read = case.read_case
    ours = {case.find_case(name) for name in case.bundled()}
    kept: dict[object, object] = {}

    def remembered(root: Path, within: tuple[str, ...] = ()) -> object:
        if root not in ours or within:
            return read(root, within)
        if root not in kept:
            kept[root] = read(root)
        return kept[root]

    case.read_case = remembered  # type: ignore[assignment]
    try:
        yield
    finally:
        case.read_case = read


def run(command: str) -> list[str]:
    """Run a `thalweg` command in this process, or read a file, and return the lines printed."""
    if command.startswith("cat "):
        return _lines(Path(command.removeprefix("cat ")).read_text(encoding="utf-8"))
    from thalweg.cli import main

    with _captured() as printed, contextlib.suppress(SystemExit):
        main(shlex.split(command)[1:])
    return _lines(printed.getvalue())


@contextlib.contextmanager
def _captured() -> Iterator[io.StringIO]:
    """Catch what is printed, at 100 columns and without colour."""
    wanted = {"COLUMNS": COLUMNS, "NO_COLOR": "1", "TERM": "dumb"}
    kept = {k: os.environ.get(k) for k in (*wanted, "FORCE_COLOR", "TTY_COMPATIBLE")}
    printed = io.StringIO()
    try:
        for key in kept:
            os.environ.pop(key, None)
        os.environ.update(wanted)
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            yield printed
    finally:
        for key, value in kept.items():
            os.environ.pop(key, None)
            if value is not None:
                os.environ[key] = value


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")] if text.strip() else []


def _shortened(shown: Sequence[str], printed: list[str]) -> list[str]:
    """Return today's output, elided as it was; blank lines at the end are kept."""
    body = list(shown)
    tail: list[str] = []
    while body and not body[-1]:
        tail.append(body.pop())
    if ELISION not in body:
        return [*printed, *tail]
    *starts, last = _split(body)
    units = _units(printed)
    at = len(_units(starts[0]))
    out = _flat(units[:at])
    for piece in starts[1:]:
        wanted = _units(piece)
        found = _nearest(wanted[0][0], units, at)
        out += [ELISION, *_flat(units[found : found + len(wanted)])]
        at = found + len(wanted)
    count = len(_units(last))
    return [*out, ELISION, *_flat(units[max(at, len(units) - count) :] if count else []), *tail]


def _split(body: Sequence[str]) -> list[list[str]]:
    pieces: list[list[str]] = [[]]
    for line in body:
        if line == ELISION:
            pieces.append([])
        else:
            pieces[-1].append(line)
    return pieces


def _units(lines: Iterable[str]) -> list[list[str]]:
    """Group lines with their continuations, so that an elision never cuts a sentence."""
    units: list[list[str]] = []
    for line in lines:
        indent = len(line) - len(line.lstrip())
        item = bool(units) and units[-1][0].startswith("  - ") and line.startswith("  ")
        framed = bool(units) and units[-1][0].startswith("┏") and line.startswith(FRAME)
        deeper = bool(units) and indent >= DEEP and not units[-1][0].startswith(" " * DEEP)
        if (item and not line.startswith(("  - ", "  ["))) or framed or deeper:
            units[-1].append(line)
        else:
            units.append([line])
    return units


def _flat(units: Iterable[list[str]]) -> list[str]:
    return [line for unit in units for line in unit]


def _nearest(line: str, units: Sequence[list[str]], after: int) -> int:
    """Return where the line, or the one most like it, stands."""
    scores = [SequenceMatcher(None, line, unit[0], autojunk=False).ratio() for unit in units[after:]]
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    if best is None or scores[best] < CLOSE_ENOUGH:
        raise RuntimeError(f"nothing is printed any more like: {line}")
    return after + best
