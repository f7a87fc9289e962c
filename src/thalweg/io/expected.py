"""The shape of a case's `tests.yaml`: questions with the answers that are expected."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from thalweg.io.models import Country, Day, Id, Model, Number, Scalar


class Expectation(Model):
    """What a test expects; only the fields that are given are compared."""

    verdict: Literal["clear", "conditional", "unknown", "blocked"] | None = None
    """The verdict."""
    rules: list[str] | None = Field(default=None, description="Rules that must be among the reasons.")
    not_rules: list[str] | None = Field(default=None, description="Rules that must not be among the reasons.")
    path: list[str] | None = Field(default=None, description="Links of the path, in order.")
    value: Scalar | None = None
    """The resolved value."""
    orders: dict[str, Literal["clear", "conditional", "unknown", "blocked"]] | None = Field(
        default=None, description="Verdicts of legal orders; `place` is the law of the place itself."
    )
    requirements: list[str] | None = Field(default=None, description="Tokens of all requirements, exactly.")
    status: Literal["settled", "contested", "weak", "unknown", "absent"] | None = None
    """How well it is known."""
    low: Number | None = None
    """Lower end of the range."""
    high: Number | None = None
    """Upper end of the range."""
    ids: list[str] | None = Field(default=None, description="Crossings, exactly.")
    instruments: list[str] | None = Field(default=None, description="Instruments of an `allies` answer, exactly.")
    countries: list[Country] | None = Field(default=None, description="Allies, exactly.")
    draught_m: Number | None = None
    """The deepest draught of a `load`, or the greatest of an `envelope`, that passes, perhaps on conditions."""
    air_draught_m: Number | None = None
    """The greatest air draught of an `envelope`."""
    beam_m: Number | None = None
    """The greatest beam of an `envelope`."""
    length_m: Number | None = None
    """The greatest length of an `envelope`."""
    payload_t: Number | None = None
    """What a `load` comes to."""
    share_percent: Number | None = None
    """What a `load` comes to, of what is carried at the design draught."""
    length_km: Number | None = None
    """Length of the path of a `check` or a `route`."""
    low_h: Number | None = None
    """Least hours of a `route`."""
    high_h: Number | None = None
    """Most hours of a `route`."""
    binding: list[str] | None = Field(default=None, description="Links, gates and legal places that bind, exactly.")
    levers: list[str] | None = Field(default=None, description="Levers of the first set of an `unlock`, exactly.")
    count: int | None = None
    """How many levers the smallest set of an `unlock` has; 0 if it is open, or if nothing opens it."""
    vetoes: list[str] | None = Field(default=None, description="Levers in every set of an `unlock`, exactly.")
    holders: list[Country] | None = Field(default=None, description="Countries without which nothing opens, exactly.")
    facts: list[str] | None = Field(
        default=None, description="Facts of the first set that opens of a `settle`, exactly."
    )
    refuses: list[str] | None = Field(default=None, description="Facts of a `settle` that alone refuse, exactly.")
    missing: list[str] | None = Field(default=None, description="Figures that a `simulate` lacks, exactly.")
    longest_min: Number | None = None
    """Time of service from which on more come than a gate of `simulate` serves, at the worst ends of its figures."""
    utilisation: Number | None = None
    """Those who come over those who can be let through, of the first outcome of a `simulate`."""
    mean_wait_h: Number | None = None
    """Mean wait of the first outcome of a `simulate`."""
    hours: list[str] | None = Field(default=None, description="Hours at which a passage is open, as 06:10-09:40.")


class TestModel(Model):
    """One question with its expected answer."""

    id: Id
    """Id of the test."""
    ask: Literal["check", "route", "may", "facts", "crossings", "allies", "load", "envelope", "windows", "unlock",
                 "settle", "simulate"]  # fmt: skip
    """Which question."""
    expect: Expectation
    """What the answer must be."""
    tolerance: dict[str, Annotated[Number, Field(ge=0)]] = Field(
        default={}, description="By how much a number may differ, by the name of the number; nothing if not given."
    )
    why: str = ""
    """Where the expectation comes from."""
    on: Day | None = None
    """Day asked about; today if not given."""
    known_on: Day | None = None
    """Use only what was known on this day."""
    scenario: Id = "baseline"
    """Id of a scenario."""
    readings: dict[Id, Id] = Field(default={}, description="Readings taken.")
    trust: Literal["normal", "weak"] = "normal"
    """Whether weak sources decide."""
    mover: str | None = None
    """Id of a mover, or MOVER@LOADING."""
    origin: Id | None = None
    """Place to start from."""
    destination: Id | None = None
    """Place to reach."""
    at: str | None = Field(default=None, description="Legal place of a `may` question, gate of a `simulate` question.")
    gate: dict[str, Scalar | list[Scalar]] = Field(
        default={}, description="How a gate of `simulate` serves and who comes, as {per_day: 300, service_min: 40}."
    )
    days: int = 30
    """Days of a `simulate` question."""
    runs: int = 200
    """Runs of a `simulate` question."""
    purpose: str = ""
    """What the trip is for."""
    trip: dict[str, Scalar] = Field(default={}, description="What else is said of the trip.")
    meets: list[str] = Field(default=[], description="Requirements that the trip is planned to meet.")
    orders: list[str] | None = None
    """Legal orders that are enforced."""
    plan: dict[str, Scalar | list[str] | dict[str, Scalar]] = Field(
        default={}, description="How a `route` is chosen, as {by: time, depart: '08:00', speeds: {road: 60}}."
    )
    target: Literal["conditional", "clear"] = "conditional"
    """Worst verdict that counts as open in an `unlock`."""
    subject: str | None = None
    """Subject of a `facts` question."""
    attribute: str | None = None
    """Attribute of a `facts` question."""
    where: dict[str, str] = Field(default={}, description="Qualifiers of a `facts` question.")
    border: str = ""
    """Border of a `crossings` question, as KP-RU."""
    country: Country | None = None
    """Country of an `allies` question."""
    obligation: str = ""
    """Obligation of an `allies` question."""
