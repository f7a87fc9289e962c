"""The page of the benchmarks: a table and a picture of all results that are kept.

`python -m benchmarks.report` writes `docs/benchmarks.svg` and what stands between the marks of
`docs/benchmarks.md`; with `--check` it changes nothing and exits 1 if they are stale.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.results import RESULTS, missed

DOCS = Path(__file__).parents[1] / "docs"
PAGE, PICTURE = DOCS / "benchmarks.md", DOCS / "benchmarks.svg"
BEGIN, END = "<!-- results: made by benchmarks/report.py -->", "<!-- end of results -->"
ROW_PX, NAME_PX, PLOT_PX, TOP_PX = 20, 450, 400, 30
Result = Mapping[str, Any]


def results() -> list[Result]:
    """Return what every file of results holds, by title."""
    found = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(RESULTS.glob("*.json"))]
    return sorted(found, key=lambda r: str(r["title"]))


def number(x: float) -> str:
    """Write a number as people read it."""
    return f"{x:,.0f}" if abs(x) >= 100 else f"{x:.3g}"


def axis_label(power: int) -> str:
    """Write a power of ten."""
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"


def seconds(x: float) -> str:
    """Write a time in the unit that suits it."""
    for least, factor, unit in ((1, 1, "s"), (1e-3, 1e3, "ms"), (0, 1e6, "µs")):
        if x >= least:
            return f"{x * factor:.3g} {unit}"
    return f"{x} s"


def verdict(row: Result) -> str:
    """Say whether a row meets its bar."""
    if row["mismatches"]:
        return f"**wrong: {row['mismatches']}**"
    return "" if row["bar"] is None else "**missed**" if missed([dict(row)]) else "met"


def table(found: Sequence[Result]) -> Iterator[str]:
    """Yield the lines of the tables, one table a file."""
    for result in found:
        yield f"### {result['title']}"
        yield ""
        yield "| measured | against | ours | peer | times better | bar | |"
        yield "|---|---|---|---|---:|---:|---|"
        for r in result["rows"]:
            ours = r["ours_s"]
            mine = f"{seconds(ours['median'])} ({seconds(ours['low'])} to {seconds(ours['high'])})"
            peer = f"{seconds(r['peer_s']['median'])} {r.get('peer_of', '')}".strip() if "peer_s" in r else ""
            bar = "" if r["bar"] is None else number(r["bar"])
            yield f"| {r['name']} | {r['peer']} | {mine} | {peer} | {number(r['ratio'])} | {bar} | {verdict(r)} |"
        yield ""
        yield from (f"- {n}" for n in dict.fromkeys(f"{r['name']}: {r['note']}" for r in result["rows"] if "note" in r))
        machine = result["machine"]
        it = [str(machine["cpu"]), f"{machine['cores']} cores", str(machine["system"])]
        it += [f"{k} {v}" for k, v in machine.items() if k not in ("cpu", "cores", "system")]
        yield ""
        yield f"Measured on {', '.join(it)}."
        yield ""


def picture(found: Sequence[Result]) -> str:
    """Draw every ratio as a bar on a logarithmic axis, and the least that is asked for as a tick."""
    rows = [r for result in found for r in result["rows"]]
    ends = [x for r in rows for x in (r["ratio"], r["bar"]) if x]
    low = min([math.floor(math.log10(x)) for x in ends], default=0)
    high = max([math.ceil(math.log10(x)) for x in ends], default=1)

    def at(x: float) -> float:
        return NAME_PX + PLOT_PX * (math.log10(max(x, 10.0**low)) - low) / max(1, high - low)

    bottom = TOP_PX + ROW_PX * len(rows)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{NAME_PX + PLOT_PX + 90}" height="{bottom + 24}"'
        ' font-family="sans-serif" font-size="11">',
        "<title>How many times better than each peer, and the least asked for</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        '<text x="8" y="16">times better than the peer (bar), least asked for (black tick)</text>',
    ]
    for power in range(low, high + 1):
        x = at(10.0**power)
        out.append(f'<path d="M{x:.1f} {TOP_PX - 6}V{bottom}" stroke="#dddddd"/>')
        out.append(f'<text x="{x:.1f}" y="{bottom + 14}" text-anchor="middle">{axis_label(power)}</text>')
    for i, r in enumerate(rows):
        y = TOP_PX + ROW_PX * i
        colour = "#b4483c" if missed([dict(r)]) else "#2f6f8f" if r["bar"] is not None else "#9db4bf"
        label = escape(f"{r['name']}: {r['peer']}")
        end = at(r["ratio"])
        out.append(f'<text x="{NAME_PX - 8}" y="{y + 13}" text-anchor="end">{label}</text>')
        out.append(f'<rect x="{NAME_PX}" y="{y + 4}" width="{end - NAME_PX:.1f}" height="12" fill="{colour}"/>')
        if r["bar"]:
            out.append(f'<path d="M{at(r["bar"]):.1f} {y + 1}v18" stroke="#000000" stroke-width="2"/>')
        out.append(f'<text x="{end + 5:.1f}" y="{y + 14}">{number(r["ratio"])}</text>')
    return "\n".join([*out, "</svg>", ""])


def page(text: str, found: Sequence[Result]) -> str:
    """Return the page with its tables made anew."""
    head, _, rest = text.partition(BEGIN)
    tail = rest.partition(END)[2]
    return "\n".join([head + BEGIN, "", *table(found), END]) + tail


def stale() -> list[tuple[Path, str]]:
    """Return what is not as the results make it, each with its text."""
    found = results()
    made = [(PAGE, page(PAGE.read_text(encoding="utf-8"), found)), (PICTURE, picture(found))]
    return [(path, text) for path, text in made if not path.is_file() or path.read_text(encoding="utf-8") != text]


def main(arguments: Sequence[str]) -> int:
    """Write the page and the picture, or with `--check` name what is stale."""
    found = stale()
    for path, text in found:
        if "--check" in arguments:
            print(f"docs/{path.name} is stale: run `python -m benchmarks.report`")
        else:
            path.write_text(text, encoding="utf-8")
            print(f"wrote docs/{path.name}")
    return 1 if found and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
