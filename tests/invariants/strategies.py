"""Random small cases: networks, facts of all kinds and ages, law with lifts."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from tests.helpers import (
    Measured,
    Tiny,
    authority,
    fact,
    forbid,
    gate,
    law,
    movers,
    period,
    permit,
    require,
    series,
    usual,
)
from thalweg.facts.claim import Claim
from thalweg.network import Gate, Link, Network, Place
from thalweg.rules.rule import Lawbook, MayRule, Party
from thalweg.rules.when import ALWAYS_TRUE, AnyOf, Condition, In, Is, Not, Under

PLACES = ("a", "b", "c", "d")
WHO = movers("v vessel CN merchant", "s vessel US", "t train RU", "k truck CN", "p person KP")
STRONG = ("official", "official-2", "survey", "survey-2", "law", "news", "news-2", "news-copy")
ANY_SOURCE = (*STRONG, "blog", "farm", "opinion", "recalled")
DATES = ("", "2010/..", "2020/..", "2023-03/..", "../2022", "2024-07-01/2024-07-02")
PUBLISHED = ("", "2015", "2021-06", "2024-07-01", "2025-02")

VALUES: dict[str, tuple[str, ...]] = {
    "status": ("planned", "building", "built", "open", "closed", "removed", "unknown"),
    "depth_m": (
        *("2 m", "2.04 m", "3 m", "400 cm", "<3 m", ">3 m", "2..4 m", "none", "unknown"),
        *("2.5 m | datum=K", "3 m | datum=K", "9 ft | level=low water"),
    ),
    "vertical_clearance_m": (
        *("4 m | level=low water", "7 m | datum=K", "9 m", "none"),
        *("8 m | datum=K | width=5", "6 m | datum=K | width=10", "4 m | datum=K | width=20", "unknown | width=8"),
    ),
    "vertical_clearance_open_m": ("8 m | datum=K", "20 m", "none", "unknown"),
    "water_station": ("G", "G", "H"),
    "channel_width_m": ("30 m", "unknown"),
    "one_way": ("yes", "no", "unknown"),
    "ice_thickness_m": ("0.3 m", "0.8 m", "none", "unknown"),
    "loading_gauge": ("GA", "GB", "GA+GB"),
    "max_train_length_m": ("200 m", "none"),
    "horizontal_clearance_m": ("5 m", "12 m", "unknown"),
    "max_length_m": ("20 m", "90 m", "none"),
    "ice_season": ("12/03", "06/08", "unknown"),
    "track_gauge_mm": ("1435 mm", "1520 mm", "1435+1520 mm"),
    "max_gross_weight_t": ("20 t", "60 t"),
    "jurisdiction": ("w", "open", "open"),
}
OF_WATERS: dict[str, tuple[str, ...]] = {
    "ukc_m": ("0 m", "0.5 m", "1 m", "unknown", "none", "0.3 m | bottom=mud", "0.6 m | bottom=rock"),
    "ukc_percent": ("0 %", "10 %", "25 %", "unknown"),
    "bottom": ("mud", "rock", "sand", "unknown"),
    "squat_formula": ("barrass_open", "barrass_confined", "icorels", "huuska_guliev", "none", "unknown"),
    "max_speed_kmh": ("10 km/h", "15 km/h", "unknown"),
    "heel_deg": ("0 deg", "2 deg", "unknown", "none"),
    "set_up_m": ("0.1 m", "none"),
    "air_margin_m": ("0.5 m", "unknown"),
    "daylight_only": ("yes", "no", "unknown"),
    "maintained": ("yes", "yes", "no", "unknown"),
}
"""May be said of a link or gate, or of its waters."""
OF_STATIONS: dict[str, tuple[str, ...]] = {
    "water_level_m": ("0.5 m", "1 m", "1.5..2 m", "4 ft", "unknown"),
    "ice_thickness_m": ("0.5 m", "0.9 m", "unknown"),
    "datum_level_m": ("0.8 m | datum=K", "0.7 m | datum=K", "0.2 m | datum=low water", "unknown | datum=K"),
}
STATIONS = ("G", "H")
OF_MOVERS: dict[str, tuple[str, ...]] = {
    "draught_m": ("1 m", "2.5 m", "3 m", "2..4 m", "unknown"),
    "air_draught_m": ("3 m", "8 m"),
    "air_draught_lowered_m": ("2 m", "5 m", "none", "unknown"),
    "keel_to_top_m": ("6 m", "10 m"),
    "block_coefficient": ("0.6", "0.8..0.9"),
    "speed_kn": ("4 kn", "8 kn", "2..6 kn"),
    "ice_capability_m": ("0.5 m", "none"),
    "ice_class": ("1A", "1C", "Arc5"),
    "loading_gauge": ("GA", "GC"),
    "train_length_m": ("150 m", "300 m"),
    "beam_m": ("4 m", "11 m"),
    "length_m": ("15 m", "80 m"),
    "track_gauge_mm": ("1435 mm", "1520 mm"),
    "gross_weight_t": ("18 t", "40 t"),
}
CONSENT = tuple(
    f"{state}{more}"
    for state in ("none", "requested", "granted", "denied", "withdrawn")
    for more in ("", " | by=RU", " | by=RU | to=CN", " | by=KP")
)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Draw up to six links between four places, and gates on some."""
    places = tuple(Place(p, p, "city", i * 0.1, 0.1 * (i % 2)) for i, p in enumerate(PLACES))
    ends = st.sampled_from([(x, y) for x in places for y in places if x.id < y.id])
    modes = st.sampled_from(("river", "sea", "rail", "road"))
    rows = draw(st.lists(st.tuples(ends, modes, st.booleans()), min_size=1, max_size=6))
    links = tuple(
        Link(f"l{i}", f"l{i}", mode, x.id, y.id, one, ((x.lon, x.lat), (y.lon, y.lat)))
        for i, ((x, y), mode, one) in enumerate(rows)
    )
    sides = st.sampled_from(("through", "over", "under"))
    on = st.lists(st.tuples(st.sampled_from([x.id for x in links]), sides), min_size=1, max_size=2)
    kinds = st.sampled_from(("bridge", "lock", "bar", "border_post"))
    gates = draw(st.lists(st.tuples(kinds, on), max_size=3))
    return Network(places, links, tuple(_gate(i, kind, uses) for i, (kind, uses) in enumerate(gates)))


def _gate(number: int, kind: str, uses: list[tuple[str, str]]) -> Gate:
    return gate(f"g{number}", kind, *dict(uses).items())


@st.composite
def claims_of(draw: st.DrawFn, subject: str, values: dict[str, tuple[str, ...]], sources: tuple[str, ...]) -> Claim:
    """Draw a claim about a subject."""
    attribute = draw(st.sampled_from(sorted(values)))
    line = f"{subject} {attribute} {draw(st.sampled_from(values[attribute]))} | {draw(st.sampled_from(sources))}"
    stances = ("asserts",) * 6 + ("denies", "speculates")
    line += f" | valid={draw(st.sampled_from(DATES))} | published={draw(st.sampled_from(PUBLISHED))}"
    return fact(f"{line} | stance={draw(st.sampled_from(stances))}")


@st.composite
def claims_about(
    draw: st.DrawFn, network: Network, sources: tuple[str, ...] = ANY_SOURCE, most: int = 14
) -> list[Claim]:
    """Draw claims about the elements of a network, the movers, and the consent to pass."""
    about = st.one_of(
        st.sampled_from(network.element_ids).flatmap(lambda e: claims_of(e, VALUES, sources)),
        st.sampled_from((*network.element_ids, "w", "open")).flatmap(lambda e: claims_of(e, OF_WATERS, sources)),
        st.sampled_from(STATIONS).flatmap(lambda g: claims_of(g, OF_STATIONS, sources)),
        st.sampled_from(sorted(WHO)).flatmap(lambda m: claims_of(m, OF_MOVERS, sources)),
        claims_of("w", {"consent": CONSENT}, sources),
    )
    found = draw(st.lists(about, max_size=most))
    for i in range(1, len(found)):
        if draw(st.integers(0, 9)) == 0:
            found[i] = replace(found[i], replaces=found[i - 1].id)
        elif draw(st.integers(0, 9)) == 0:
            found[i] = replace(found[i], rank=draw(st.sampled_from(("preferred", "deprecated"))), rank_why="so")
    return list({c.id: c for c in found}.values())  # one claim has one rank


@st.composite
def measured(draw: st.DrawFn, station: str) -> Measured:
    """Draw the levels at a station: of some days, of the hours of a tide, or what is usual."""
    level = st.integers(0, 12).map(lambda x: x / 4)
    kind = draw(st.sampled_from(("days", "tide", "usual")))
    if kind == "days":
        return series(station, {day: draw(level) for day in ("2023-01-01", "2024-01-15", "2024-07-01")})
    if kind == "tide":
        return series(station, {f"2024-07-01T{hour:02d}:00": draw(level) for hour in (0, 6, 12)})
    a, b, c, d = (draw(level) for _ in range(4))
    return usual(station, {"04/09": (min(a, b), max(a, b)), "10/03": (min(c, d), max(c, d))})


CONDITIONS: tuple[Condition, ...] = (
    ALWAYS_TRUE,
    Is("flag", ("CN",)),
    Not(Is("flag", ("CN", "KP"))),
    Is("class", ("merchant",)),
    In("flag", "allies"),
    Under("hs", ("27",)),
    AnyOf((Is("kind", ("vessel",)), Is("hs", ("27",)))),
)


@st.composite
def rules(draw: st.DrawFn, most: int = 6) -> list[MayRule]:
    """Draw rules that lift only what comes before them, so that there are no circles."""
    found: list[MayRule] = []
    for i in range(draw(st.integers(0, most))):
        effect = draw(st.sampled_from(("permit", "forbid", "require")))
        when = draw(st.sampled_from(CONDITIONS))
        reading = draw(st.sampled_from((None, None, ("art9", "broad"))))
        if effect == "require":
            found.append(require(f"r{i}", when, reading=reading))
            continue
        if effect == "permit":
            lifts = ["default:RU", "default:KP", *(r.id for r in found if r.effect != "permit")]
            wants = draw(st.sampled_from(({}, {"notice": "8 days"})))
            named = draw(st.lists(st.sampled_from(lifts), min_size=1, max_size=2, unique=True))
            found.append(permit(f"r{i}", named, when, require=wants, reading=reading))
            continue
        permits = [r.id for r in found if r.effect == "permit"]
        named = draw(st.lists(st.sampled_from(permits), max_size=1)) if permits else []
        found.append(forbid(f"r{i}", when, lifts=named, reading=reading))
    return found


@st.composite
def cases(draw: st.DrawFn, sources: tuple[str, ...] = ANY_SOURCE) -> Tiny:
    """Draw a case. Most links have a jurisdiction and most roads are open, so that other rules show."""
    network = draw(networks())
    known = []
    for link in network.links:
        if draw(st.integers(0, 5)):
            known.append(fact(f"{link.id} jurisdiction {draw(st.sampled_from(('w', 'open')))} | published=2001"))
        if link.mode in ("rail", "road") and draw(st.integers(0, 5)):
            known.append(fact(f"{link.id} status open | published=2001 | valid=2000/.."))
    lines = draw(claims_about(network, sources))
    levels = [draw(measured(g)) for g in draw(st.lists(st.sampled_from(STATIONS), unique=True))]
    return Tiny(network, (*known, *lines), WHO, book(draw(rules())), tuple(levels))


@st.composite
def afloat(draw: st.DrawFn, sources: tuple[str, ...] = ("official", "survey")) -> Tiny:
    """Draw a case of one river below one bridge, of which much is known, so that margins are near 0."""
    net = Network(
        tuple(Place(p, p, "city", i * 0.1, 0.0) for i, p in enumerate("ab")),
        (Link("l0", "l0", "river", "a", "b", False, ((0.0, 0.0), (0.1, 0.0))),),
        (gate("g0", "bridge", ("l0", "under")),),
    )
    known = [fact("l0 jurisdiction open | valid=2000/.."), fact("g0 status open | valid=2000/..")]
    known += [fact(f"{e} water_station G") for e in draw(st.sampled_from(((), ("l0",), ("g0",), ("l0", "g0"))))]
    about = st.sampled_from(
        (("l0", VALUES), ("g0", VALUES), ("l0", OF_WATERS), ("open", OF_WATERS), ("G", OF_STATIONS), ("v", OF_MOVERS))
    )
    pairs = draw(st.lists(about, min_size=4, max_size=16))
    spoken = ("status", "jurisdiction", "water_station")
    for subject, values in pairs:
        attribute = draw(st.sampled_from(sorted(set(values) - set(spoken))))
        line = f"{subject} {attribute} {draw(st.sampled_from(values[attribute]))}"
        known.append(fact(f"{line} | {draw(st.sampled_from(sources))}"))
    for line in ("l0 depth_m 3 m | survey | datum=K", "g0 vertical_clearance_m 6 m | law | datum=K",
                 "G datum_level_m 0.8 m | datum=K", "v draught_m 2.5 m", "v air_draught_m 6 m", "v beam_m 9 m",
                 "v length_m 80 m", "v block_coefficient 0.8", "v speed_kn 8 kn"):  # fmt: skip
        if draw(st.integers(0, 3)):
            known.append(fact(line))
    levels = (draw(measured("G")),) if draw(st.booleans()) else ()
    return Tiny(net, tuple(known), {"v": WHO["v"]}, law(), levels)


READINGS: tuple[dict[str, str], ...] = ({}, {"art9": "broad"}, {"art9": "narrow"})


def book(found: list[MayRule]) -> Lawbook:
    """Return law of these rules under two authorities."""
    groups = {"allies": (Party("CN"), Party("KP", period("2020/..")))}
    return law(*found, authorities=(authority("RU"), authority("KP", "open")), groups=groups)
