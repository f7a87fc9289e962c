"""Results of benchmarks: their rows, the machine, the bars that were missed, the files.

A file of `benchmarks/results` holds a title, a line on the machine, and rows; each row is one comparison.
`benchmarks/report.py` makes the page of all of them.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).with_name("results")
Row = dict[str, object]
Machine = dict[str, object]


def row(
    name: str, peer: str, ratio: float, bar: float | None, ours_s: Sequence[float], *,
    peer_s: Sequence[float] = (), mismatches: int = 0, note: str = "", **more: object,
) -> Row:  # fmt: skip
    """Return one comparison.

    Parameters
    ----------
    name
        What was measured.
    peer
        Against what: another program, or words such as "limit of 0.1 s".
    ratio
        How many times better than the peer, more being better; of a limit, the limit over what was measured.
    bar
        The least ratio that is asked for; None where none is.
    ours_s, peer_s
        The raw times, in seconds. What one time of a peer is the time of stands in `more`, as `peer_of`.
    mismatches
        How many answers differ from those of the peer.
    note
        Why a bar is missed, or what else a reader must know.
    more
        Counters and whatever else belongs to the row.
    """
    found: Row = {"name": name, "peer": peer, "ratio": _round(ratio), "bar": bar, "mismatches": mismatches,
                  "ours_s": spread(ours_s)}  # fmt: skip
    if peer_s:
        found["peer_s"] = spread(peer_s)
    return found | ({"note": note} if note else {}) | more


def spread(times_s: Sequence[float]) -> dict[str, object]:
    """Return raw times with their median, lowest and highest."""
    times = [_round(t) for t in times_s]
    return {"median": _round(statistics.median(times)), "low": min(times), "high": max(times), "times": times}


def limit(name: str, limit_s: float, times_s: Sequence[float], **more: object) -> Row:
    """Return the comparison of a median time with a limit of time."""
    return row(name, f"limit of {limit_s:g} s", limit_s / statistics.median(times_s), 1, times_s, **more)  # type: ignore[arg-type]


def machine(*packages: str) -> Machine:
    """Return what the figures depend on: processor, cores, and versions; never the name of the machine."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{p: version(p) for p in ("numpy", "numba", *packages)},
    }


def missed(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that are wrong or below their bar."""
    return [r for r in rows if r["mismatches"] or (r["bar"] is not None and r["ratio"] < r["bar"])]  # type: ignore[operator]


def finish(name: str, title: str, rows: Sequence[Row], save: bool, packages: Sequence[str] = ()) -> int:
    """Name the bars that were missed, write `benchmarks/results/NAME.json` if asked, and return the exit status."""
    for it in missed(rows):
        why = f"{it['mismatches']} mismatches" if it["mismatches"] else f"{it['ratio']} x, bar {it['bar']}"
        print(f"missed: {it['name']}, {it['peer']}: {why}")
    if save:
        RESULTS.mkdir(exist_ok=True)
        head = f'{{\n"title": {json.dumps(title)},\n"machine": {json.dumps(machine(*packages))},\n"rows": [\n'
        lines = ",\n".join(json.dumps(r) for r in rows)  # a row a line: a new run is a readable difference
        (RESULTS / f"{name}.json").write_text(f"{head}{lines}\n]\n}}\n", encoding="utf-8")
    return 1 if missed(rows) else 0


def _round(x: float, digits: int = 4) -> float:
    """Round to some significant digits, and to a whole number where that is finer."""
    return float(f"{x:.{digits}g}") if abs(x) < 10**digits else float(round(x))


def _cpu() -> str:
    """Return the model of the processor."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    found = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return found[0] if found else platform.processor() or platform.machine()
