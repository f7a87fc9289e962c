"""What is compiled once is not compiled again in another process."""

from __future__ import annotations

import subprocess
import sys

SOLVE = """
import numpy as np
from thalweg.solve import reach
from thalweg.solve.access import Day, Solver
from thalweg.solve.bits import everyone
from thalweg.solve.contract import Arcs, contract

ends = np.array([[0, 1], [1, 2]], dtype=np.int32)
arcs = Arcs(3, ends[:, 0].copy(), ends[:, 1].copy(), np.arange(2, dtype=np.int32), 2)
kernel = contract(arcs, np.zeros(2, dtype=np.bool_), np.zeros(2, dtype=np.bool_))
table = np.concatenate([everyone(2)[None], np.array([[1]], dtype=np.uint64)])
rows = np.zeros((1, 2), dtype=np.int32)
changed_rows = np.array([[[[0]]], [[[1]]]], dtype=np.int32)
day = Day(table, rows, np.array([1], dtype=np.int32), changed_rows)
found = Solver(kernel, everyone(2)).solve(day, 0, with_stops=True)
reach.no_worse(np.zeros((2, 2), dtype=np.uint8), 3)
assert found.sets([2]).ravel().tolist() == [3, 1], found.sets([2])
made = [x for x in vars(reach).values() if hasattr(x, "stats") and x.__module__ == reach.__name__ and x.signatures]
print(sum(sum(x.stats.cache_hits.values()) for x in made), sum(sum(x.stats.cache_misses.values()) for x in made))
"""


def test_a_second_process_compiles_nothing() -> None:
    first, second = (
        subprocess.run([sys.executable, "-c", SOLVE], capture_output=True, text=True, check=True).stdout.split()
        for _ in range(2)
    )
    assert sum(map(int, first)) == int(second[0])  # the first compiles what no process before it did
    assert int(second[0]) >= 9
    assert int(second[1]) == 0
