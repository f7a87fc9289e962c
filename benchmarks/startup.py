"""What it costs to start: `thalweg --help` against importing numpy, in turn, in the same run.

Prints the medians and their ratio; `--most R` makes the run fail above that ratio.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("thalweg"))


def seconds(command: list[str]) -> float:
    """Return the wall time of one run of a command."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> int:
    """Run the comparison."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=15, help="counted runs of each")
    options.add_argument("--most", type=float, help="fail above this ratio")
    chosen = options.parse_args()
    peer = [sys.executable, "-c", "import numpy"]
    ours = [COMMAND, "--help"]
    question = [COMMAND, "check", "tumen", "--mover", "ccg-1000t", "--from", "hunchun", "--to", "sea-of-japan"]
    question += ["--on", "2024-07-01"]
    for command in (peer, ours, question):
        seconds(command)  # warm the file cache
    rows = [(seconds(peer), seconds(ours), seconds(question)) for _ in range(chosen.runs)]
    numpy_s, help_s, check_s = (statistics.median(column) for column in zip(*rows, strict=True))
    ratio = statistics.median(row[1] / row[0] for row in rows)
    print(f"import numpy        {numpy_s * 1000:7.0f} ms")
    print(f"thalweg --help      {help_s * 1000:7.0f} ms   {ratio:.2f} x numpy")
    print(f"thalweg check tumen {check_s * 1000:7.0f} ms   {check_s / numpy_s:.2f} x numpy")
    return 1 if chosen.most is not None and ratio > chosen.most else 0


if __name__ == "__main__":
    sys.exit(main())
