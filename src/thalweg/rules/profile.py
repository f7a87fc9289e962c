"""The legal profile of a mover and its trip: all that the law in force asks about, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from thalweg.movers import Mover
from thalweg.question import Trip
from thalweg.rules.library import LawInForce
from thalweg.rules.when import Profile, Range
from thalweg.snapshot import Snapshot

VIA, DIRECT = "via_country", "direct"


def profile_of(mover: Mover, snapshot: Snapshot, law: LawInForce, trip: Trip) -> Profile:
    """Return the legal profile of a mover and its trip.

    What the question says of the trip comes first, then claims about the mover, which may be
    dated, then what the case defines of it, then what the vocabulary assumes.
    """
    codes: dict[str, tuple[str, ...]] = {}
    ranges: dict[str, Range] = {}
    assumed = set()
    own = _own_codes(mover, law)
    for name in sorted(law.asked | {"class", "flag", "kind"}):
        row = snapshot.attributes[name]
        said = trip.said.get(name)
        column = snapshot.movers(name, [mover])
        if row.numeric:
            claimed = float(column.low[0]), float(column.high[0])
            ranges[name] = (float(said), float(said)) if said is not None else claimed
        elif said is not None:
            codes[name] = law.lawbook.ancestry(said) if name == "class" else (said,)
        elif (found := column.codes[0]) is not None and len(found) == 1:
            codes[name] = tuple(found)
        elif name in own:
            codes[name] = own[name]
        elif row.assume:
            codes[name] = (row.assume,)
            assumed.add(name)
    for ever in law.histories:
        now = set(codes.get("flag", ())) if ever.attribute == "flag" else set()
        codes[ever.key] = tuple(sorted(snapshot.history(mover.id, ever.attribute, ever.since) | now))
    return Profile(codes, ranges, frozenset(assumed))


def _own_codes(mover: Mover, law: LawInForce) -> dict[str, tuple[str, ...]]:
    """Return what the case defines of a mover."""
    goods = mover.flag if mover.kind == "consignment" else ""
    held = {
        "kind": (mover.kind,),
        "flag": (mover.flag,) if mover.flag else (),
        "class": law.lawbook.ancestry(mover.mover_class),
        "hs": mover.cargo,
        "loading": (mover.loading,) if mover.loading else (),
        "goods_origin": (goods,) if goods else (),
    }
    return {name: codes for name, codes in held.items() if codes}


def through(codes: tuple[str, ...] | None, countries: Sequence[str]) -> tuple[str, ...] | None:
    """Return the countries that something travels through when it is under these authorities.

    Whatever a question says or assumes, what is in a country travels through it.
    """
    if not countries:
        return codes
    return tuple(sorted({*(c for c in codes or () if c != DIRECT), *countries}))


def at_place(profile: Profile, countries: Sequence[str]) -> Profile:
    """Return a profile as it is at a place under the authorities of some countries."""
    if VIA not in profile.codes or not countries:
        return profile
    held = through(profile.codes[VIA], countries)
    return replace(profile, codes={**profile.codes, VIA: held or ()}, assumed=profile.assumed - {VIA})
