"""Every figure of the collection of published figures, where that collection lies beside the repository.

The important figures stand in `test_physics_water.py`, `test_physics_hull.py` and
`test_physics_lock.py` as well, so that they are tested without it. What a published formula does not
give is named here with the reason.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from thalweg.physics.hull import (
    design_deadweight_t,
    design_draught_m,
    empty_draught_m,
    least_operational_draught_m,
    payload_t,
)
from thalweg.physics.lock import levelling_time_s
from thalweg.physics.water import (
    depth_at_level_m,
    froude_depth,
    squat_barrass_confined_m,
    squat_barrass_open_m,
    squat_huuska_channel_m,
    squat_huuska_open_m,
    squat_huuska_sloped_m,
    squat_icorels_m,
)

FILE = Path(__file__).resolve().parents[3] / "shared" / "facts" / "nav" / "formulas.json"
FIGURES: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
pytestmark = pytest.mark.skipif(not FIGURES, reason="the collection shared/facts/nav lies not beside the repository")

CONSUMABLES = 0.005
KAUB_M = {"depth_at_datum_m": 1.90, "datum_level_m": 0.78}


def rows(name: str) -> list[Any]:
    """Return the rows of a part of the collection; none where it is absent."""
    found: list[Any] = FIGURES.get(name, [])
    return found


def near(value: Any, printed: float, decimals: int) -> None:
    """Assert that a value is the printed one within the precision of print."""
    assert float(value) == pytest.approx(printed, abs=0.5 * 10**-decimals * (1 + 1e-9))


def carried(kind: str, length: float, beam: float, draught: float, consumables: float = CONSUMABLES) -> float:
    """Return the payload, with the design draught of the regression."""
    return float(payload_t(kind, length, beam, None, draught, consumables_share=consumables))


def share(kind: str, length: float, beam: float, draught: float) -> float:
    """Return the payload as a share of that of the full ship, in per cent."""
    return 100 * carried(kind, length, beam, draught) / carried(kind, length, beam, math.inf)


def test_each_part_of_the_collection_is_tested() -> None:
    assert set(FIGURES) == {
        "squat_barrass_confined", "payload_vandorsser_opentnsim", "payload_vandorsser_table7",
        "kaub_gauge_to_depth", "kaub_load_factor_container_110", "payload_110x11.45",
        "tonnes_per_20cm_110x11.45", "ftia_squat", "lock_levelling", "kaub_press_statements", "icorels_example",
    }  # fmt: skip


@pytest.mark.parametrize("row", rows("squat_barrass_confined"), ids=lambda r: f"{r['v_ms']} m/s")
def test_barrass_in_a_channel(row: dict[str, float]) -> None:
    squat = float(squat_barrass_confined_m(1.94 * row["v_ms"], row["h"], row["T"], row["B"], row["W"], row["CB"]))
    near(squat, row["max_sinkage_m"], 6)
    near(row["h"] - squat, row["h_minus_sinkage_m"], 9)


@pytest.mark.parametrize("row", rows("payload_vandorsser_opentnsim"), ids=lambda r: f"{r['T']} m")
def test_payload_of_opentnsim(row: dict[str, Any]) -> None:
    near(carried(row["type"], row["L"], row["B"], row["T"], row["consumables"]), row["payload_t"], 4)


@pytest.mark.parametrize("row", rows("payload_vandorsser_table7"), ids=lambda r: f"{r['type']} {r['L']}x{r['B']}")
def test_table_7(row: dict[str, Any]) -> None:
    ship = (row["type"], row["L"], row["B"])
    least = row["min_operational_draught"]
    near(design_draught_m(*ship), row["T_design"], 2)
    near(empty_draught_m(*ship), row["T_empty"], 2)
    near(design_deadweight_t(*ship), row["DWT"], 0)
    near(carried(*ship, least, 0.0), row["DWT_at_mod"], 0)
    near(carried(*ship, least, 0.0) / float(design_deadweight_t(*ship)), row["load_factor_at_mod"], 3)
    # Table 1 gives it by class. The table counts 135 m long ships as class VI, whatever their beam.
    size = "VI" if row["L"] >= 135 else "V" if row["B"] > 9.5 else "IV" if row["B"] > 8.2 else "III"
    assert least == least_operational_draught_m(size)


@pytest.mark.parametrize("row", rows("kaub_gauge_to_depth"), ids=lambda r: f"{r['gauge_cm']} cm")
def test_depth_at_kaub(row: dict[str, float]) -> None:
    depth_cm = 100 * depth_at_level_m(level_m=row["gauge_cm"] / 100, **KAUB_M)
    near(depth_cm, row["fairway_depth_cm_model"], 0)
    near(depth_cm, row["observed_cm"], 0)


@pytest.mark.parametrize(
    "row", rows("kaub_load_factor_container_110"), ids=lambda r: f"{r['gauge']} cm, {r['ukc_cm']} cm free"
)
def test_load_at_kaub(row: dict[str, float]) -> None:
    draught = float(depth_at_level_m(level_m=row["gauge"] / 100, **KAUB_M)) - row["ukc_cm"] / 100
    near(draught, row["T"], 2)
    near(share("Container", 110, 11.45, row["T"]), row["container110_load_factor_pct"], 1)
    if row["ukc_cm"] == 30 and row["gauge"] < 100:  # what Contargo states, in whole per cent
        assert abs(share("Container", 110, 11.45, row["T"]) - row["observed_pct"]) < 0.65


@pytest.mark.parametrize("row", rows("payload_110x11.45"), ids=lambda r: f"{r[0]} m")
def test_payload_of_ships_of_110_m(row: list[float]) -> None:
    draught, dry, container, tanker = row
    near(carried("Dry_DH", 110, 11.45, draught), dry, 0)
    near(carried("Container", 110, 11.45, draught), container, 0)
    near(carried("Tanker", 110, 11.40, draught), tanker, 0)  # the tanker of the row is 11.40 m wide, not 11.45 m


@pytest.mark.parametrize("kind", FIGURES.get("tonnes_per_20cm_110x11.45", {}))
def test_tonnes_for_20_cm(kind: str) -> None:
    """The mean from 1.5 to 2.0 m gives all four; the collection does not say over which draughts it holds."""
    gained = (carried(kind, 110, 11.45, 2.0) - carried(kind, 110, 11.45, 1.5)) * 0.2 / 0.5
    near(gained, FIGURES["tonnes_per_20cm_110x11.45"][kind], 0)


FINNISH: dict[str, Callable[[], Any]] = {
    "Froude v15 h20": lambda: froude_depth(15, 20),
    "Barrass T20 CB.75 h26 v15": lambda: squat_barrass_open_m(15, 26, 20, 0.75),
    "HG channel L200 B15 T15 CB.75 h18 W30 n10 v15": lambda: squat_huuska_channel_m(15, 18, 15, 15, 200, 0.75, 30, 10),
}
AGROUND = "HG sloped L200 B20 T20 CB.75 h18 W30 n10 hs5 v15"
"""A ship of 20 m draught in 18 m of water: the authority's code gives 1.49 m, we refuse (+inf)."""
FORMS: dict[str, Callable[..., Any]] = {
    "open": squat_huuska_open_m,
    "channel": squat_huuska_channel_m,
    "sloped": squat_huuska_sloped_m,
}


@pytest.mark.parametrize("row", rows("ftia_squat"), ids=lambda r: r["case"] if isinstance(r, dict) else r[0])
def test_calculator_of_the_finnish_authority(row: Any) -> None:
    if not isinstance(row, dict):
        name, printed, _ = row
        if name == AGROUND:
            assert squat_huuska_sloped_m(15, 18, 20, 20, 200, 0.75, 30, 10, 5) == math.inf
            # Its number is that of open water: out there K1 is negative, and so Ks falls back to 1.
            froude = float(froude_depth(15, 18))
            near(2.4 * 0.75 * 20 * 20 / 200 * froude**2 / math.sqrt(1 - froude**2), printed, 2)
            return
        near(FINNISH[name](), printed, 3 if name.startswith("Froude") else 2)
        return
    depth = row["swept_depth"] + row["water_level_cm"] / 100
    channel: dict[str, float] = {}
    if row["form"] != "open":
        channel = {"width_m": row["channel_width"], "bank_slope": row["slope_scale"]}
        channel["section_depth_m"] = row["swept_depth"]
    if row["form"] == "sloped":
        channel["bank_height_m"] = row["slope_height"]
    squat = FORMS[row["form"]](row["speed_kn"], depth, row["T"], row["B"], row["Lpp"], row["CB"], **channel)
    near(squat, row["expected_squat_m"], 2)
    near(squat, row["mine"], 2)


def test_levelling_of_a_lock() -> None:
    found = FIGURES["lock_levelling"]
    lock = found["inputs"]
    area = lock["L"] * lock["W"]
    near(levelling_time_s(area, lock["dh"], lock["A"], lock["C"], gravity_ms2=9.81), found["torricelli_s"], 1)
    # Not Torricelli: an older OpenTNSim took twice the volume over the discharge at a steady head equal to
    # the depth of the opening. A head of 5 m where 2 m stand is no levelling, so we do not offer it.
    steady = lock["C"] * lock["A"] * math.sqrt(2 * 9.81 * lock["opening_depth"])
    near(2 * area * lock["dh"] / steady, found["opentnsim_test_s"], 1)
    # An input of that example: ten minutes to open the doors and ten to close them.
    assert found["doors_s"] == 2 * 600


@pytest.mark.parametrize("row", rows("kaub_press_statements"), ids=lambda r: f"{r['gauge']} cm, {r['vessel']}")
def test_model_beside_statements_of_the_press(row: dict[str, Any]) -> None:
    """The model's share; what the press states is a claim with a spread, and is not tested."""
    size, kind = row["vessel"].split()
    length, beam = (float(x) for x in size.split("x"))
    near(float(depth_at_level_m(level_m=row["gauge"] / 100, **KAUB_M)) - 0.30, row["T"], 2)
    near(share(kind, length, beam, row["T"]), row["model_pct"], 0)


def test_icorels() -> None:
    example = FIGURES["icorels_example"]
    ship = example["inputs"]
    near(froude_depth(ship["v_kn"], ship["h"]), example["Fnh"], 3)
    squat = squat_icorels_m(ship["v_kn"], ship["h"], ship["T"], ship["B"], ship["L"], ship["CB"])
    near(squat, example["squat_m"], 3)
