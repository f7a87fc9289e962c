"""The legal profile of a mover and its trip: all that the law in force asks about, and no more."""

from __future__ import annotations

from thalweg.movers import Mover
from thalweg.question import Trip
from thalweg.rules.library import LawInForce
from thalweg.rules.when import Profile, Range
from thalweg.snapshot import Snapshot


def profile_of(mover: Mover, snapshot: Snapshot, law: LawInForce, trip: Trip) -> Profile:
    """Return the legal profile of a mover and its trip.

    What the question says of the trip comes first, then what the case defines of the mover, then
    claims about the mover, then what the vocabulary assumes.
    """
    codes: dict[str, tuple[str, ...]] = {"kind": (mover.kind,)}
    ranges: dict[str, Range] = {}
    assumed = set()
    given = {
        "flag": (mover.flag,) if mover.flag else None,
        "class": law.lawbook.ancestry(mover.mover_class) or None,
        "hs": mover.cargo or None,
        "loading": (mover.loading,) if mover.loading else None,
    }
    codes |= {k: v for k, v in given.items() if v is not None}
    for name in sorted(law.asked - codes.keys()):
        row = snapshot.attributes[name]
        said = trip.said.get(name)
        if row.numeric:
            column = snapshot.movers(name, [mover])
            claimed = float(column.low[0]), float(column.high[0])
            ranges[name] = (float(said), float(said)) if said is not None else claimed
        elif said is not None:
            codes[name] = (said,)
        elif (found := snapshot.movers(name, [mover]).codes[0]) is not None and len(found) == 1:
            codes[name] = tuple(found)
        elif row.assume:
            codes[name] = (row.assume,)
            assumed.add(name)
    for ever in law.histories:
        now = {mover.flag} if ever.attribute == "flag" and mover.flag else set()
        codes[ever.key] = tuple(sorted(snapshot.history(mover.id, ever.attribute, ever.since) | now))
    return Profile(codes, ranges, frozenset(assumed))
