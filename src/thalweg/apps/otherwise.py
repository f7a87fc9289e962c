"""How the mover itself may change: to sail lighter, under another flag, with other goods, in another loading state."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence

from thalweg.admission import Admission
from thalweg.apps.levers import Lever
from thalweg.apps.remedies import OF_RULE
from thalweg.rules.fit import margin
from thalweg.rules.library import conditions_of
from thalweg.rules.rule import Reason
from thalweg.rules.when import Under, asking

DRAUGHT_RULES, HEIGHT_RULES = frozenset({"fit.draught", "fit.max_draught"}), frozenset({"fit.air_draught"})
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
    loads = [*draughts(admission, reasons), *_tops(admission, reasons), *_states(admission, states)]
    loads += _cargoes(admission, reasons)
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


def _cargoes(admission: Admission, reasons: Iterable[Reason]) -> Iterator[Lever]:
    """Yield other goods than those that rules against the mover name, if it carries such."""
    carried = admission.profiles[0].codes.get("hs", ())
    rules = [admission.law.rules[r.rule] for r in reasons if r.rule in admission.law.rules]
    asked = [leaf for rule in rules for condition in conditions_of(rule) for leaf in asking(condition)]
    named = {x for leaf in asked if isinstance(leaf, Under) for x in carried if x.startswith(leaf.prefixes)}
    if named:
        text = f"carry other goods than HS {', '.join(sorted(named))}, under no heading that the law names"
        yield Lever("cargo:other", text, "mover", said=(("hs", "none"),))


def draughts(admission: Admission, reasons: Iterable[Reason]) -> list[Lever]:
    """Return the draughts at which one limit of draught more would be kept, the deepest first."""
    empty = admission.snapshot.of_mover("empty_draught_m", admission.movers[0]).interval
    if not math.isfinite(empty[0]) and PRIVATE.isdisjoint(admission.profiles[0].codes.get("class", ())):
        return []  # a ship of a state has no cargo to leave behind
    least = empty[0] if math.isfinite(empty[0]) else 0.0
    return [
        Lever(f"draught:{x:g}", f"sail at a draught of at most {x:g} m", "mover", said=(("draught_m", f"{x:g}"),))
        for x in _lower(admission, reasons, "draught_m", DRAUGHT_RULES)
        if x > 0 and x >= least
    ]


def _tops(admission: Admission, reasons: Iterable[Reason]) -> list[Lever]:
    """Return the heights above the water at which one limit of height more would be kept, the highest first."""
    least = round((1 - MOST_CUT) * admission.snapshot.of_mover("air_draught_m", admission.movers[0]).interval[1], 6)
    text = "stand at most {:g} m above the water, with masts shortened or lowered"
    return [
        Lever(f"top:{x:g}", text.format(x), "mover", said=(("air_draught_m", f"{x:g}"),))
        for x in _lower(admission, reasons, "air_draught_m", HEIGHT_RULES)
        if x >= least
    ]


def _lower(admission: Admission, reasons: Iterable[Reason], attribute: str, rules: Collection[str]) -> list[float]:
    """Return what each limit of a vessel's draught or height lets pass, the most first; none that it keeps already."""
    now = admission.snapshot.of_mover(attribute, admission.movers[0]).interval[1]
    if admission.movers[0].kind != "vessel" or not math.isfinite(now):
        return []
    most = (_most(admission, reason, attribute, now, rules) for reason in reasons)
    return sorted({math.floor(round(x * CM, 6)) / CM for x in most if x < now}, reverse=True)


def _most(admission: Admission, reason: Reason, attribute: str, now: float, rules: Collection[str]) -> float:
    """Return the draught or height, in m, that a limit lets pass; infinite if it is none of that."""
    if reason.rule in rules:
        at = [admission.snapshot.network.element_index[reason.at]]
        most = now + float(margin(OF_RULE[reason.rule], admission.snapshot, admission.movers, at)[0][0, 0])
        return most if math.isfinite(most) else math.inf
    rule = admission.law.rules.get(reason.rule)
    noun = attribute.removesuffix("_m").replace("_", " ")
    limited = rule is not None and any(x.attribute == attribute and not x.at_least for x in rule.limits)
    return reason.have.low if limited and reason.about == noun else math.inf
