"""Random waters: nets of rivers with bridges and locks, limits of every kind of size, and law of size."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from tests.helpers import Tiny, authority, fact, forbid, gate, law, limit, movers, permit, require
from thalweg.facts.claim import Claim
from thalweg.network import Gate, Link, Network, Place
from thalweg.rules.rule import MayRule, Steps
from thalweg.rules.when import ALWAYS_TRUE, Compare, Condition, Is

PLACES = ("a", "b", "c", "d")
DIMENSIONS = ("draught_m", "air_draught_m", "beam_m", "length_m")
NAMED: dict[str, tuple[float, ...]] = {
    "draught_m": (2.0, 2.5, 3.005, 4.0),
    "air_draught_m": (5.0, 6.5, 8.005, 12.0),
    "beam_m": (8.0, 10.0, 12.505, 20.0),
    "length_m": (50.0, 90.0, 110.0, 135.005),
}
"""The sizes that limits name, in m; some lie between two centimetres."""
_AT = "| law | level=high water"
_D, _H, _B, _L = (NAMED[d] for d in DIMENSIONS)
OF_LINKS: dict[str, tuple[str, ...]] = {
    "depth_m": (*(f"{x} m | survey" for x in _D), "2.5..4 m | survey", "none", "unknown", "3 m | blog"),
    "ukc_m": ("0 m", "0.3 m", "0.1..0.5 m", "unknown"),
    "ukc_percent": ("10 %", "20 %", "unknown"),
    "set_up_m": ("0.2 m",),
    "max_draught_m": tuple(f"{x} m" for x in _D),
    "max_beam_m": tuple(f"{x} m" for x in _B),
    "max_length_m": (*(f"{x} m" for x in _L), "none"),
    "horizontal_clearance_m": (*(f"{x} m" for x in _B), "unknown"),
    "maintained": ("yes",),
    "status": ("open", "closed"),
    "daylight_only": ("yes",),
    "ice_season": ("12/03", "06/08", "unknown"),
}
ARCH = tuple(f"{h} m {_AT} | width={w}" for h, w in zip(_H[:0:-1], _B[:3], strict=True))
OF_GATES: dict[str, tuple[str, ...]] = {
    **{k: v for k, v in OF_LINKS.items() if k not in ("maintained", "ice_season")},
    "status": ("open", "open", "planned", "closed", "unknown"),
    "vertical_clearance_m": (
        *(f"{x} m {_AT}" for x in _H),
        *ARCH,
        *ARCH,
        f"5..8 m {_AT} | width=10",
        "9 m",
        "none",
        f"6 m {_AT} | official",
    ),
    "vertical_clearance_open_m": ("none", f"12 m {_AT}", f"5 m {_AT}", "unknown"),
    "air_margin_m": ("0.3 m", "unknown"),
}


WHO: st.SearchStrategy[Condition] = st.sampled_from(
    (ALWAYS_TRUE, Is("flag", ("CN",)), Is("flag", ("US",)), Is("purpose", ("x",)))
)
"""Whom a rule concerns: all, the vessel, others, and those of whom it is not known."""


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Draw up to six rivers between four places, and gates on some."""
    places = tuple(Place(p, p, "river", i * 0.1, 0.1 * (i % 2)) for i, p in enumerate(PLACES))
    ends = st.sampled_from([(x, y) for x in places for y in places if x.id < y.id])
    rows = draw(st.lists(st.tuples(ends, st.booleans()), min_size=2, max_size=6))
    links = tuple(
        Link(f"l{i}", f"l{i}", "river", x.id, y.id, one, ((x.lon, x.lat), (y.lon, y.lat)))
        for i, ((x, y), one) in enumerate(rows)
    )
    uses = st.tuples(st.sampled_from([x.id for x in links]), st.sampled_from(("through", "under")))
    on = st.lists(uses, min_size=1, max_size=2)
    gates = draw(st.lists(st.tuples(st.sampled_from(("bridge", "lock")), on), max_size=3))
    return Network(places, links, tuple(_gate(i, kind, uses) for i, (kind, uses) in enumerate(gates)))


def _gate(number: int, kind: str, uses: list[tuple[str, str]]) -> Gate:
    return gate(f"g{number}", kind, *dict(uses).items())


@st.composite
def claims(draw: st.DrawFn, network: Network) -> list[Claim]:
    """Draw claims about links and gates; most depths are known and most structures stand."""
    lines = []
    for link in network.links:
        lines.append(f"{link.id} jurisdiction {draw(st.sampled_from(('w', 'open')))}")
        if draw(st.integers(0, 7)):
            lines.append(f"{link.id} depth_m {draw(st.sampled_from(_D))} m | survey")
    for it in network.gates:
        if draw(st.integers(0, 4)):
            lines.append(f"{it.id} status open")
        if draw(st.integers(0, 2)):
            lines.append(f"{it.id} depth_m none")
            lines.append(f"{it.id} max_beam_m {draw(st.sampled_from(_B))} m")
            lines.append(f"{it.id} max_length_m {draw(st.sampled_from(_L))} m")
        if draw(st.integers(0, 1)):
            lines += [f"{it.id} vertical_clearance_m {row}" for row in ARCH]
        elif draw(st.integers(0, 3)):
            lines.append(f"{it.id} vertical_clearance_m {draw(st.sampled_from(_H))} m {_AT}")
    of = [(x.id, OF_LINKS) for x in network.links] + [(g.id, OF_GATES) for g in network.gates]
    for subject, values in draw(st.lists(st.sampled_from(of), max_size=8)):
        attribute = draw(st.sampled_from(sorted(values)))
        lines.append(f"{subject} {attribute} {draw(st.sampled_from(values[attribute]))}")
    if draw(st.booleans()):
        attribute = draw(st.sampled_from(("ukc_m", "ukc_percent", "air_margin_m")))
        known = [v for v in {**OF_LINKS, **OF_GATES}[attribute] if v != "unknown"]
        lines.append(f"w {attribute} {draw(st.sampled_from(known))}")
    lines.append(f"canal permitted_draught_m {draw(st.sampled_from(('2.5 m', '2..3 m', '3.005 m')))}")
    lines.append(f"w consent {draw(st.sampled_from(('granted', 'granted', 'none', 'unknown')))}")
    return [fact(line) for line in lines]


@st.composite
def size_rules(draw: st.DrawFn, rising: bool = False) -> list[MayRule]:
    """Draw law of size. Unless `rising`, what is larger never fares better, as tables of steps fall."""
    found: list[MayRule] = []
    for i in range(draw(st.integers(0, 3))):
        name = f"r{i}"
        dimension = draw(st.sampled_from(DIMENSIONS))
        of = draw(st.sampled_from([d for d in DIMENSIONS if d != dimension]))
        most = draw(st.sampled_from(NAMED[dimension]))
        beyond: Condition = Compare(dimension, draw(st.sampled_from(("gt", "ge"))), most)
        within = Compare(dimension, draw(st.sampled_from(("le", "lt"))), most)
        who = draw(WHO)
        kind = draw(st.sampled_from(("limit", "steps", "steps", "forbid", "require", "permit", "fact")))
        if kind == "limit":
            found.append(limit(name, dimension, most, who))
        elif kind == "fact":
            found.append(limit(name, "draught_m", "canal.permitted_draught_m", who))
        elif kind == "steps":
            found.append(limit(name, dimension, draw(steps(dimension, of, rising)), who))
        elif kind == "forbid":
            found.append(forbid(name, beyond))
        elif kind == "require":
            found.append(require(name, beyond, pilot="a pilot"))
        else:
            refused = ["default:RU", *(r.id for r in found if r.effect != "permit")]
            named = draw(st.lists(st.sampled_from(refused), min_size=1, max_size=2, unique=True))
            found.append(permit(name, named, within))
    return found


@st.composite
def steps(draw: st.DrawFn, dimension: str, of: str, rising: bool) -> Steps:
    """Draw a bound on one dimension in steps of another."""
    upto = sorted(draw(st.lists(st.sampled_from(NAMED[of]), min_size=1, max_size=3, unique=True)))
    most = draw(st.lists(st.sampled_from(NAMED[dimension]), min_size=len(upto), max_size=len(upto)))
    return Steps(of, tuple(zip(upto, most if rising else sorted(most, reverse=True), strict=True)))


@st.composite
def waters(draw: st.DrawFn, rising: bool = False, lawless: bool = False) -> Tiny:
    """Draw a case of one vessel, whose own sizes the questions give."""
    network = draw(networks())
    known = draw(claims(network))
    found: Sequence[MayRule] = () if lawless else draw(size_rules(rising))
    who = () if lawless else draw(st.sampled_from(((), (authority("RU"),))))
    return Tiny(network, tuple(known), movers("v vessel CN merchant"), law(*found, authorities=who))
