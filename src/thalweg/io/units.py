"""Units as sources write them, converted once, when a claim is read.

A unit is a name, a name after a scale word (`M USD`, `bn CNY`, `thousand persons`), or two of
these with a slash (`m3/s`, `Mt/yr`). Factors are exact by definition (SI Brochure, 9th edition;
international mile, nautical mile and foot; petroleum barrel of 42 US gallons).
"""

from __future__ import annotations

from thalweg.errors import nearest

_BASE: dict[str, tuple[float, str]] = {
    "mm": (1e-3, "length"),
    "cm": (1e-2, "length"),
    "dm": (1e-1, "length"),
    "m": (1.0, "length"),
    "km": (1e3, "length"),
    "mile": (1609.344, "length"),
    "nm": (1852.0, "length"),
    "ft": (0.3048, "length"),
    "in": (0.0254, "length"),
    "m2": (1.0, "area"),
    "ha": (1e4, "area"),
    "km2": (1e6, "area"),
    "m3": (1.0, "volume"),
    "km3": (1e9, "volume"),
    "barrel": (0.158987294928, "volume"),
    "kg": (1e-3, "mass"),
    "t": (1.0, "mass"),
    "kt": (1e3, "mass"),
    "Mt": (1e6, "mass"),
    "s": (1.0, "time"),
    "min": (60.0, "time"),
    "h": (3600.0, "time"),
    "day": (86400.0, "time"),
    "week": (604800.0, "time"),
    "month": (2629800.0, "time"),
    "yr": (31557600.0, "time"),
    "deg": (1.0, "angle"),
    "kn": (1852.0 / 3600.0, "length per time"),
    "%": (0.01, "share"),
    "GT": (1.0, "gross tonnage"),
    "TEU": (1.0, "TEU"),
    "person": (1.0, "persons"),
    "vehicle": (1.0, "vehicles"),
    "train": (1.0, "trains"),
    "ship": (1.0, "ships"),
    "household": (1.0, "households"),
    "visit": (1.0, "visits"),
    "USD": (1.0, "USD"),
    "CNY": (1.0, "CNY"),
    "RUB": (1.0, "RUB"),
    "EUR": (1.0, "EUR"),
    "GBP": (1.0, "GBP"),
    "KRW": (1.0, "KRW"),
    "JPY": (1.0, "JPY"),
}
_ALIASES = {
    "miles": "mile",
    "mi": "mile",
    "nmi": "nm",
    "feet": "ft",
    "foot": "ft",
    "tonne": "t",
    "tonnes": "t",
    "year": "yr",
    "years": "yr",
    "days": "day",
    "d": "day",
    "months": "month",
    "hour": "h",
    "hours": "h",
    "minutes": "min",
    "bbl": "barrel",
    "barrels": "barrel",
    "people": "person",
    "persons": "person",
    "vehicles": "vehicle",
    "trucks": "vehicle",
    "trains": "train",
    "ships": "ship",
    "households": "household",
    "visits": "visit",
}
_SCALES = {"thousand": 1e3, "k": 1e3, "M": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9, "trillion": 1e12}


class UnitError(ValueError):
    """A unit that is not known, or that measures another quantity."""


def convert(number: float, unit: str, to: str) -> float:
    """Convert a number from one unit to another of the same quantity.

    Raises
    ------
    UnitError
        If a unit is not known, or the two measure different quantities.
    """
    factor, quantity = _measure(unit)
    target, wanted = _measure(to)
    if quantity != wanted:
        raise UnitError(f"unit {unit!r} measures {quantity}, not {wanted}")
    return float(f"{number * factor / target:.12g}")


def _measure(unit: str) -> tuple[float, str]:
    """Return the factor to base units, and the quantity."""
    above, slash, below = unit.removeprefix("1").partition("/") if unit.startswith("1/") else unit.partition("/")
    factor, quantity = _simple(above)
    if not slash:
        return factor, quantity
    divisor, per = _simple(below)
    return factor / divisor, f"{quantity} per {per}"


def _simple(unit: str) -> tuple[float, str]:
    if not unit.strip():
        return 1.0, "a number without unit"
    *scales, name = unit.split()
    factor = 1.0
    for scale in scales:
        if scale not in _SCALES:
            raise UnitError(f"no unit {unit!r}")
        factor *= _SCALES[scale]
    name = _ALIASES.get(name, name)
    if name not in _BASE:
        hint = nearest(name, (*_BASE, *_ALIASES))
        raise UnitError(f"no unit {unit!r}" + (f"; {hint}" if hint else ""))
    base, quantity = _BASE[name]
    return factor * base, quantity
