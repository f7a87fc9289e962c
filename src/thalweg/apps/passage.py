"""What answers about one passage share: the steps of a path, what was assumed, and why there is no way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thalweg.admission import NO_WAY, Admission
from thalweg.question import Question
from thalweg.rules.fit import TIDE
from thalweg.rules.may import Ruling
from thalweg.rules.rule import Amount, Reason, Requirement, Verdict

OBSTACLE_KM = 1e6
"""What one thing that stands in the way counts for in the choice of a path: more than any detour."""
_MOST_COUNTED = 200
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a path, in the direction of travel."""

    link: str
    name: str
    mode: str
    origin: str
    destination: str
    length_km: float
    verdict: Verdict
    line: tuple[tuple[float, float], ...] = ()
    """Vertices (longitude, latitude) in the direction of travel."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that was taken for granted in the answer."""

    about: str
    sentence: str


def told(rulings: Iterable[tuple[Sequence[Reason], Ruling]]) -> tuple[tuple[Reason, ...], tuple[Requirement, ...]]:
    """Return the reasons of links and of their law, the worst first, and what they require, each once."""
    all_ = [(tuple(found), ruling) for found, ruling in rulings]
    reasons = dict.fromkeys(r for found, _ in all_ for r in found)
    requirements = dict.fromkeys(
        q for found, ruling in all_ for q in (*ruling.requirements, *(q for r in found for q in r.requires))
    )
    return tuple(sorted(reasons, key=lambda r: -r.verdict)), tuple(requirements)


CAN = {
    Verdict.CLEAR: "can get",
    Verdict.CONDITIONAL: "can get, on conditions,",
    Verdict.UNKNOWN: "may or may not get",
    Verdict.BLOCKED: "cannot get",
}


def sentence_of(
    admission: Admission, question: Question, mover: str, verdict: Verdict, binding: Sequence[Reason]
) -> str:
    """Put an answer about a passage in a sentence that can be printed."""
    q = question
    network = admission.snapshot.network
    ends = [network.places[network.place_index[p]].name for p in (q.origin, q.destination)]
    why = f": {binding[0].sentence}" if binding else "."
    return f"{q.opening} {mover} {CAN[verdict]} from {ends[0]} to {ends[1]}{why}"


def lack_of_way(verdict: Verdict) -> str:
    """Say of the best verdict of any way, if it is not good enough, that there is none, or that it is not known."""
    return "it is not known whether there is a way" if verdict is Verdict.UNKNOWN else "there is no way"


def obstacles(admission: Admission, row: int, verdict: Verdict) -> NDArray[np.float64]:
    """Count for each link what stands in the way; on large networks each such link counts as one."""
    at_verdict: NDArray[np.bool_] = admission.levels[row] == verdict
    if np.count_nonzero(at_verdict) > _MOST_COUNTED:
        return at_verdict.astype(np.float64)
    return admission.counted(row, verdict).astype(np.float64)


def step(admission: Admission, tail: int, head: int, link: int, row: int) -> Step:
    """Return a link of a path as it is travelled, from place to place."""
    network = admission.snapshot.network
    it = network.links[link]
    a, b = network.places[tail].id, network.places[head].id
    line = it.line if it.origin == a else it.line[::-1]
    verdict = Verdict(int(admission.levels[row, link]))
    return Step(it.id, it.name, it.mode, a, b, round(float(admission.snapshot.length_km[link]), 3), verdict, line)


def no_way(admission: Admission, question: Question, row: int) -> Reason:
    """Say that no chain of links of the mover's modes joins the two places."""
    mover = admission.movers[row]
    network = admission.snapshot.network
    names = [network.places[network.place_index[p]].name for p in (question.origin, question.destination)]
    used = sorted({x.mode for i, x in enumerate(network.links) if admission.levels[row, i] != NO_WAY})
    have = ", ".join(used) if used else "none"
    return Reason(
        "fit.mode",
        "fit",
        question.origin,
        names[0],
        Verdict.BLOCKED,
        "way",
        Amount(np.inf, np.inf, "settled", "a chain of links"),
        Amount(-np.inf, -np.inf, "settled", "none"),
        "",
        f"{mover.name} ({mover.kind}): no chain of links that it can use ({have}) joins {names[0]} and {names[1]}.",
    )


def assumptions_of(admission: Admission, question: Question, row: int, links: list[int]) -> tuple[Assumption, ...]:
    """Say what is taken for granted of lengths, scenario, water and trip on the links of a path."""
    snapshot = admission.snapshot
    found = [Assumption("place", sentence) for sentence in question.snapped]
    lengths = snapshot.elements("length_km").resolved
    drawn = [snapshot.network.links[i].id for i in dict.fromkeys(links) if lengths[i].value is None]
    if drawn:
        found.append(Assumption("length_km", f"The length is measured on the drawn line of {_some(drawn)}."))
    network = dict.fromkeys(snapshot.network.links[i].assumes for i in links)
    found += [Assumption("network", sentence) for sentence in network if sentence]
    for claim in snapshot.scenario.changes:
        where = f"{claim.attribute} of {claim.subject}"
        who = "".join(f", {k} {v}" for k, v in claim.qualifiers)
        found.append(Assumption(where, f"Scenario {snapshot.scenario.id} assumes {where}{who}: {claim.stated}."))
    if question.trust == "weak":
        found.append(Assumption("trust", "Values that only weak sources give are taken as they are."))
    found += _of_water(admission, row, links)
    used = sorted({a for i in links for a in admission.ruling(row, i).assumed})
    taken = admission.snapshot.attributes
    found += [Assumption(a, f"{a} is taken as {taken[a].assume}, as the question does not say.") for a in used]
    return tuple(found)


def _of_water(admission: Admission, row: int, links: list[int]) -> list[Assumption]:
    """Say what is taken for granted of depth, margin and water level on the way of a vessel."""
    snapshot, network = admission.snapshot, admission.snapshot.network
    if admission.movers[row].kind != "vessel":
        return []
    found = []
    depth = snapshot.elements("depth_m")
    fixed, share = (snapshot.elements(a).silent for a in ("ukc_m", "ukc_percent"))
    bare = [network.links[i].id for i in links if fixed[i] and share[i] and np.isfinite(depth.low[i])]
    if bare:
        found.append(Assumption("ukc_m", f"No under-keel clearance is asked for on {_some(bare)}: 0 m is taken."))
    mover, (top, given) = admission.movers[row], ("air_draught_m", {a for a, _ in admission.movers[row].given})
    above = snapshot.of_mover(top, mover)
    stays = not above.silent and above == snapshot.of_mover(top, mover.without("draught_m"))
    if stays and "draught_m" in given and top not in given:
        found.append(Assumption(top, "The air draught is as claimed, whatever draught the question gives."))
    kept = snapshot.elements("maintained")
    met = dict.fromkeys(e for i in links for e, _ in network.met[i])
    relied = [
        network.element_names[e] for e in met if not kept.silent[e] and depth.silent[e] and np.isposinf(depth.low[e])
    ]
    if relied:
        told = f"No depth is published of {_some(relied)}: the authority keeps water for the draught that it admits."
        found.append(Assumption("depth_m", told))
    stations = filter(None, (snapshot.stages.station(network.element_ids[e]) for e in met))
    usual = [snapshot.stages.words(s) for s in dict.fromkeys(stations) if snapshot.stages.stage(s).usual]
    found += [Assumption("water_level_m", f"The water is taken to stand at {words}.") for words in usual]
    return found


def of_tide(reasons: tuple[Reason, ...]) -> list[Assumption]:
    """Say that several waits for the right water, each possible by itself, may not be possible in one passage."""
    waits = [r for r in reasons if r.kind == "fit" and TIDE.text in r.sentence]
    if len(waits) < 2:
        return []
    told = f"The right water is taken to stand in one passage at {_some([r.at_name for r in waits])}: see windows."
    return [Assumption("tide_window", told)]


def _some(names: list[str]) -> str:
    """Name things, but no more than a reader would read."""
    return ", ".join(names) if len(names) <= _MOST_NAMED else f"{', '.join(names[:3])} and {len(names) - 3} more"
