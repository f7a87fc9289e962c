"""A national network from a bulk table: what it takes to read it, resolve it, admit a vessel and ask.

Reads the case `fis` of the documentation with the shared files beside the repository.
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from thalweg.admission import admit
from thalweg.movers import Mover
from thalweg.study import Study, open_case

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data" / "fis_dtv"
DAY = "2024-07-01"


def main() -> int:
    """Run it once; times are of the processor."""
    if not SHARED.is_dir():
        print("the shared files are not beside the repository, as ../shared/data/fis_dtv")
        return 0
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "fis"
        shutil.copytree(ROOT / "docs" / "examples" / "fis", folder)
        for file in SHARED.glob("*.geojson"):
            shutil.copy(file, folder / "tables")
        start = time.process_time()
        study = open_case(folder)
        told("read the case", start)
    ask(study)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'largest memory':<28}{memory:7.0f} MB")
    return 0


def ask(study: Study) -> None:
    """Ask what a user asks."""
    start = time.process_time()
    study.snapshot(DAY).elements("depth_m")
    start = told("resolve the depths", start)
    study.access("fis-8867414", "all", DAY, mover="spits", trust="weak")
    start = told("admit a vessel; all places", start)
    answer = study.check("spits", "fis-8867414", "fis-8864009", DAY, trust="weak")
    start = told(f"a path of {len(answer.path)} links", start)
    rng = np.random.default_rng(0)
    sizes = {"draught_m": (1, 5), "air_draught_m": (3, 12), "beam_m": (4, 20), "length_m": (30, 200)}
    fleet = [
        Mover(f"v{i}", f"v{i}", "vessel").with_given({d: float(rng.uniform(*ends)) for d, ends in sizes.items()})
        for i in range(1000)
    ]
    snapshot = study.snapshot(DAY, trust="weak")
    start = time.process_time()
    admit(snapshot, study.case.lawbook, fleet)
    start = told("1,000 vessels on all links", start)
    admit(snapshot, study.case.lawbook, fleet)
    start = told("... once more", start)
    study.envelope("fis-8867414", "fis-8864009", DAY, trust="weak")
    told("the largest vessel", start)


def told(what: str, start: float) -> float:
    """Print the time since the start; return the time now."""
    now = time.process_time()
    print(f"{what:<28}{(now - start) * 1000:7.0f} ms")
    return time.process_time()


if __name__ == "__main__":
    sys.exit(main())
