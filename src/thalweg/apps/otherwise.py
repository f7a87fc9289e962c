"""How the mover itself may change: to sail lighter, under another flag, in another loading state."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from thalweg.admission import Admission
from thalweg.apps.levers import Lever
from thalweg.apps.remedies import OF_RULE
from thalweg.rules.fit import margin
from thalweg.rules.rule import Reason, Verdict

DRAUGHT_RULES = frozenset({"fit.draught", "fit.max_draught"})
PRIVATE = frozenset({"merchant", "fishing"})
"""Classes of vessel whose owners may register them elsewhere; a ship of a state carries its flag."""
MOST = 32
"""Ways in which a mover may change that are tried."""
MOST_CUT = 0.2
"""The share of the height of a vessel that may be masts and funnels."""
CM = 100.0


def otherwise(
    admission: Admission, reasons: Iterable[Reason], states: Sequence[str]
) -> tuple[list[tuple[Lever, ...]], bool]:
    """Return the ways in which a mover may change that bear on these reasons, and whether they are all.

    A flag may go with a draught, or with a loading state. Of two draughts the deeper comes first.
    """
    reasons = tuple(reasons)
    loads = [*_draughts(admission, reasons), *_tops(admission, reasons), *_states(admission, states)]
    flags = list(_flags(admission, reasons))
    alone = [(x,) for x in (*flags, *loads)]
    ways = [*alone, *((f, x) for f in flags for x in loads)]
    return ways[:MOST], len(ways) <= MOST


def draught_of(levers: Iterable[Lever]) -> float:
    """Return the draught, in m, to which a vessel is lightened; infinite if it is not."""
    return min((float(v) for x in levers for k, v in x.said if k == "draught_m"), default=math.inf)


def _flags(admission: Admission, reasons: Iterable[Reason]) -> Iterator[Lever]:
    flag = admission.profiles[0].codes.get("flag", ("",))[0]
    private = not PRIVATE.isdisjoint(admission.profiles[0].codes.get("class", ()))
    asked = {x.what for r in reasons for x in r.remedies if x.kind == "consent"} - {flag}
    for country in sorted(asked) if admission.movers[0].kind == "vessel" and private else ():
        name = admission.law.lawbook.country(country)
        yield Lever(
            f"flag:{country}", f"go under the flag of {name}", "mover", said=(("flag", country),), holders=(country,)
        )


def _states(admission: Admission, states: Sequence[str]) -> Iterator[Lever]:
    for state in states:
        if state != admission.movers[0].key:
            loading = state.partition("@")[2]
            yield Lever(f"loading:{loading}", f"go {loading.replace('_', ' ')}", "mover", mover=state)


def _draughts(admission: Admission, reasons: Iterable[Reason]) -> Iterator[Lever]:
    """Yield the draughts at which one limit of draught more would be kept, the deepest first."""
    snapshot, mover = admission.snapshot, admission.movers[0]
    draught = snapshot.of_mover("draught_m", mover).interval[1]
    if mover.kind != "vessel" or not math.isfinite(draught):
        return
    empty = snapshot.of_mover("empty_draught_m", mover).interval
    if not math.isfinite(empty[0]) and PRIVATE.isdisjoint(admission.profiles[0].codes.get("class", ())):
        return  # a ship of a state has no cargo to leave behind
    least = empty[0] if math.isfinite(empty[0]) else 0.0
    found = set()
    for reason in reasons:
        most = _most(admission, reason, draught)
        if math.isfinite(most):
            found.add(math.floor(round(most * CM, 6)) / CM)
    for x in sorted((x for x in found if 0 < x < draught and x >= least), reverse=True):
        text = f"sail at a draught of at most {x:g} m"
        yield Lever(f"draught:{x:g}", text, "mover", said=(("draught_m", f"{x:g}"),))


def draughts_of(admission: Admission, reasons: Iterable[Reason]) -> list[Lever]:
    """Return the draughts at which one limit of draught more would be kept, the deepest first."""
    return list(_draughts(admission, reasons))


def _tops(admission: Admission, reasons: Iterable[Reason]) -> Iterator[Lever]:
    """Yield the heights above the water at which one limit of height more would be kept, the highest first."""
    snapshot, mover = admission.snapshot, admission.movers[0]
    top = snapshot.of_mover("air_draught_m", mover).interval[1]
    if mover.kind != "vessel" or not math.isfinite(top):
        return
    found = set()
    for reason in reasons:
        most = math.inf
        if reason.rule == "fit.air_draught" and reason.verdict is Verdict.BLOCKED:
            at = [snapshot.network.element_index[reason.at]]
            most = top + float(margin(OF_RULE[reason.rule], snapshot, admission.movers, at)[0][0, 0])
        elif (rule := admission.law.rules.get(reason.rule)) is not None and reason.about == "air draught":
            limited = any(x.attribute == "air_draught_m" and not x.at_least for x in rule.limits)
            most = reason.have.low if limited else math.inf
        if math.isfinite(most) and round((1 - MOST_CUT) * top, 6) <= most < top:
            found.add(math.floor(round(most * CM, 6)) / CM)
    for x in sorted(found, reverse=True):
        text = f"stand at most {x:g} m above the water, with masts shortened or lowered"
        yield Lever(f"top:{x:g}", text, "mover", said=(("air_draught_m", f"{x:g}"),))


def _most(admission: Admission, reason: Reason, draught: float) -> float:
    """Return the draught, in m, that a limit lets pass; infinite if it is none of draught."""
    snapshot = admission.snapshot
    if reason.rule in DRAUGHT_RULES:
        at = [snapshot.network.element_index[reason.at]]
        return draught + float(margin(OF_RULE[reason.rule], snapshot, admission.movers, at)[0][0, 0])
    rule = admission.law.rules.get(reason.rule)
    limited = rule is not None and any(x.attribute == "draught_m" and not x.at_least for x in rule.limits)
    return reason.have.low if limited and reason.about == "draught" else math.inf
