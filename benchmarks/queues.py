"""Queues: the compiled recursions against SimPy, customer by customer, for every kind of gate.

Both serve the same arrivals with the same services, and must give the same times to 1e-9 h. A ratio is that of
customers served in a second. Ciw, if it is installed, serves the lanes too. All is processor time of one thread.
Results go to `benchmarks/results/queues.json`.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.results import Row, finish, row
from thalweg.solve import gates, queues
from thalweg.solve.queues import Passed

Floats = NDArray[np.float64]
TOLERANCE_H = 1e-9
BAR = 100
MANY, FEW = 1_000_000, 20_000
"""Customers of the recursions, and of SimPy."""
DAY = [(24 * d + 8.0, 24 * d + 18.0) for d in range(4_000)]


@dataclass(frozen=True)
class World:
    """Customers of one gate."""

    name: str
    load: float
    """Customers in an hour."""
    mean_h: float
    ours: Callable[[Floats, Floats, NDArray[np.int64]], Passed]
    simpy: Callable[[Floats, Floats, NDArray[np.int64]], Passed]

    def drawn(self, count: int) -> tuple[Floats, Floats, NDArray[np.int64]]:
        """Draw customers: when they come, how long they are served, and their direction."""
        rng = np.random.default_rng(7)
        arrive = np.cumsum(rng.exponential(1 / self.load, count))
        return arrive, rng.exponential(self.mean_h, count), (rng.random(count) < 0.5).astype(np.int64)


WORLDS = (
    World(
        "2 lanes, 90 % used", 1.8, 1.0,
        lambda a, s, d: queues.lanes(a, s, 2), lambda a, s, d: gates.Lanes(2).run(a, s),
    ),
    World(
        "10 lanes, 08:00-18:00, paused at closing", 12.5 / 3, 0.9,
        lambda a, s, d: queues.lanes(a, s, 10, windows=DAY),
        lambda a, s, d: gates.Lanes(10, windows=DAY).run(a, s),
    ),
    World(
        "one way by turns", 8.0, 0.05,
        lambda a, s, d: queues.shared_way(a, s, d, follow_h=0.01, most=5),
        lambda a, s, d: gates.SharedWay(follow_h=0.01, most=5).run(a, s, d),
    ),
    World(
        "lock of 2 chambers, 3 vessels each", 7.0, 0.0,
        lambda a, s, d: queues.chambers(a, d, 0.6, size=3, count=2, patience_h=0.25, turn_h=0.3),
        lambda a, s, d: gates.Chambers(0.6, size=3, count=2, patience_h=0.25, turn_h=0.3).run(a, 0.0, d),
    ),
    World(
        "convoys of 40, twice a day", 3.0, 10.0,
        lambda a, s, d: queues.convoys(a, np.arange(0, a[-1] + 999, 12.0), 40, s),
        lambda a, s, d: gates.Convoys(np.arange(0, a[-1] + 999, 12.0), 40).run(a, s),
    ),
)  # fmt: skip


def timed(ask: Callable[[], Passed], repeats: int) -> tuple[Passed, list[float]]:
    """Return an answer, and the processor times of it."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        found = ask()
        times.append(time.process_time() - start)
    return found, times


def differing(one: Passed, other: Passed) -> int:
    """Count customers of different times."""
    same = np.isclose(one.start, other.start, rtol=0, atol=TOLERANCE_H) & np.isclose(
        one.end, other.end, rtol=0, atol=TOLERANCE_H
    )
    return int((~same).sum())


def measure(w: World, repeats: int) -> list[Row]:
    """Measure one gate."""
    few, many = w.drawn(FEW), w.drawn(MANY)
    w.ours(*few)  # what is compiled is compiled
    mine, _ = timed(lambda: w.ours(*few), 1)
    _, times = timed(lambda: w.ours(*many), repeats)
    theirs, peer = timed(lambda: w.simpy(*few), repeats)
    ours_s, peer_s = statistics.median(times) / MANY, statistics.median(peer) / FEW
    wrong = differing(mine, theirs)
    print(f"{w.name}: {1 / ours_s / 1e6:.1f} M customers a second, SimPy {1 / peer_s / 1e3:.1f} k, "
          f"{peer_s / ours_s:.0f} x; {wrong} mismatches")  # fmt: skip
    found = [
        row(
            w.name, "SimPy", peer_s / ours_s, BAR, [t / MANY for t in times], peer_s=[t / FEW for t in peer],
            peer_of="a customer", mismatches=wrong, customers=MANY, of_simpy=FEW,
        )
    ]  # fmt: skip
    if w is WORLDS[0] and (ciw := by_ciw(*few[:2])):
        waits, took = ciw
        wrong = int((~np.isclose(waits, mine.wait, rtol=0, atol=1e-6)).sum())
        ratio = took / FEW / ours_s
        print(f"  Ciw {ratio:.0f} x; {wrong} mismatches")
        found.append(
            row(w.name, "Ciw", ratio, None, [t / MANY for t in times], peer_s=[took / FEW], peer_of="a customer",
                mismatches=wrong)
        )  # fmt: skip
    return found


def by_ciw(arrive: Floats, service: Floats) -> tuple[Floats, float] | None:
    """Serve two lanes by Ciw: waits and the time that it took; None if it is not installed."""
    try:
        import ciw
    except ImportError:
        return None
    gaps = [*np.diff(np.r_[0.0, arrive]).tolist(), 1e12]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential(gaps)],
        service_distributions=[ciw.dists.Sequential(service.tolist())],
        number_of_servers=[2],
    )
    start = time.process_time()
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(len(arrive), method="Finish")
    took = time.process_time() - start
    records = sorted((r.arrival_date, r.waiting_time) for r in simulation.get_all_records())
    return np.array([w for _, w in records[: len(arrive)]]), took


def main() -> int:
    """Measure every kind of gate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of the names of the gates")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/queues.json")
    asked = parser.parse_args()
    rows = [r for w in WORLDS if asked.only in w.name for r in measure(w, asked.repeats)]
    title = "Queues: the time of one customer of a gate"
    return finish(
        "queues", title, rows, asked.save, ["simpy", *(["ciw"] if any(r["peer"] == "Ciw" for r in rows) else [])]
    )


if __name__ == "__main__":
    sys.exit(main())
