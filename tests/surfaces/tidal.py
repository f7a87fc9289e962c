"""A case on a tidal river, as a folder: for questions of load, size and hour."""

from __future__ import annotations

from pathlib import Path

from tests.surfaces.spoil import CLAIMS, MOVERS, RULES, SOURCES, STATION, make

HEADER = (
    "subject,attribute,value,unit,qualifiers,valid,published,source,said_by,stance,certainty,rank,rank_why,replaces,"
    "ref,recorded,note\n"
)
FACTS = """
lower-river,jurisdiction,lower-waters,,
lower-river,water_station,koeln,,
lower-river,depth_m,2.4,m,datum=low
lower-river,max_length_m,110,m,
koeln,datum_level_m,0,m,datum=low
old-bridge,status,open,,
old-bridge,vertical_clearance_m,6.5,m,level=high-water
old-bridge,horizontal_clearance_m,12,m,
barge,length_m,80,m,
barge,beam_m,9,m,
barge,keel_to_top_m,8,m,
barge,draught_m,3,m,
barge,deadweight_t,0,t,draught=1.00
barge,deadweight_t,2000,t,draught=3.00
"""
TIDE_M = [0, 0.2, 0.4, 0.6, 0.4, 0.2, 0, 0.2, 0.4, 0.5, 0.4, 0.2, 0]
"""Every other hour of a day: high water at six, and half a metre at eighteen."""


def tidal(folder: Path) -> Path:
    """Make the case: the tide turns on the first of July 2024, the second is steady, of the third nothing is known."""
    facts = "".join(f"{line},,,tide-table,,asserts,,,,,,2024-01-01,\n" for line in FACTS.split())
    levels = [f"koeln,2024-07-01T{2 * i:02d}:00,{x},m,tide-table\n" for i, x in enumerate(TIDE_M) if i < 12]
    levels += [f"koeln,2024-07-02T{h:02d}:00,0.1,m,tide-table\n" for h in range(0, 24, 2)]
    case = make(
        folder,
        (
            STATION,
            (SOURCES, "+", "tide-table,official,Soundings and tides,,,,,,\n"),
            (MOVERS, "+", "canoe,A canoe,vessel,,merchant,,,\nshunter,A shunter,train,,,,,\n"),
            ("levels/koeln.csv", "=", "station,when,value,unit,source\n" + "".join(levels)),
        ),
    )
    (case / CLAIMS).write_text(HEADER + facts.replace("high-water", "high water"), encoding="utf-8")
    (case / RULES).write_text("places:\n  lower-waters: {name: The lower waters, authorities: []}\n", encoding="utf-8")
    (case / "tests.yaml").write_text("[]\n", encoding="utf-8")
    return case
