"""The shapes of a case's YAML files; the published JSON Schemas are made from these."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from thalweg.period import parse_day

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Edtf = Annotated[str, StringConstraints(min_length=4)]


def _day(text: str) -> str:
    parse_day(text)
    return text


Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_day)]
Number = int | float
Scalar = str | int | float | bool
Certainty = Literal["seen", "secondary", "recalled"]


class Model(BaseModel):
    """A part of a file: unknown fields are mistakes, and nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class MapView(Model):
    """Where a map of the case opens."""

    center: list[Number] = Field(min_length=2, max_length=2, description="Longitude and latitude in degrees.")
    zoom: Number = Field(ge=0, le=22)


class DefaultQuestion(Model):
    """The question that the case asks when nobody says otherwise."""

    mover: str
    origin: Id
    destination: Id
    on: Day


class Shown(Model):
    """What tables show, in this order, where a question names none."""

    movers: list[Id] = []
    scenarios: list[Id] = []


class CaseFile(Model):
    """`case.yaml`: what the case is about."""

    title: str
    description: str = ""
    uses: list[str] = Field(default=[], description="Other cases whose law, topics and sources this one takes.")
    map: MapView | None = None
    default: DefaultQuestion | None = None
    show: Shown = Shown()


class PartyModel(Model):
    """A state bound for a time."""

    id: Country
    valid: Edtf | None = None
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = Field(default=None, description="The first day on which it no longer holds.")
    how: str = ""


class ObligationModel(Model):
    """What one party owes another."""

    type: Literal["defence", "offence", "neutrality", "nonaggression", "consultation", "basing"]
    debtor: Country = Field(alias="from")
    creditor: Country = Field(alias="to")
    article: str = ""
    valid: Edtf | None = None


class InstrumentModel(Model):
    """A legal text, a practice or a political statement."""

    title: str
    kind: Literal["treaty", "statute", "resolution", "regulation", "notice", "practice", "statement"]
    parties: list[Country | PartyModel] = []
    signed: Edtf | None = None
    force: Edtf | None = None
    source: str
    certainty: Certainty = "seen"
    obligations: list[ObligationModel] = []


class AuthorityModel(Model):
    """Who rules at a legal place, and what holds there while no rule speaks."""

    by: Country
    default: Literal["open", "consent"]
    source: str
    valid: Edtf | None = None
    certainty: Certainty = "seen"


class EnforcedModel(Model):
    """A legal order that is enforced for a time."""

    order: str
    valid: Edtf | None = None


class PlaceModel(Model):
    """Waters or ground under the same authorities."""

    name: str
    authorities: list[AuthorityModel] = []
    enforces: list[str | EnforcedModel] | None = Field(
        default=None, description="Legal orders enforced there; all that have a rule there if not given."
    )


class ReadingModel(Model):
    """A contested question of interpretation."""

    question: str
    options: dict[Id, str] = Field(min_length=2)


Token = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class WantModel(Model):
    """A requirement that what is said of the trip can decide."""

    text: str
    when: dict[str, object] = Field(alias="if", description="The condition under which it is met.")


class PermitModel(Model):
    """Lets pass, by lifting what it names."""

    lifts: list[str] = Field(min_length=1)
    require: dict[Token, str | WantModel] = {}


class StepsModel(Model):
    """A bound that depends on another attribute."""

    of: str
    rows: list[list[Number]] = Field(min_length=1, description="[up to this value, bound], in order.")


class LeastModel(Model):
    """A bound below which nothing is admitted."""

    min: Number | str


class TableModel(Model):
    """Codes admitted for each combination of other codes."""

    by: list[str] = Field(min_length=1)
    admits: dict[str, list[str]] = Field(description="The combination, joined by /, with the codes admitted.")


class QuotaModel(Model):
    """A shared amount."""

    used: str = Field(description="The fact that counts what is used, as SUBJECT.ATTRIBUTE.")
    of: str = Field(default="", description="Attribute that is counted; the passage itself if not given.")
    cap: Number | str = Field(description="A number, or a fact as SUBJECT.ATTRIBUTE.")


class ForbidModel(Model):
    """Refuses; may also lift a permit."""

    lifts: list[str] = []


class RuleModel(Model):
    """One provision with exactly one effect: permit, forbid, require, limit or quota."""

    id: Id
    by: str = Field(description="Instrument, and after # the article.")
    at: list[Id] = Field(min_length=1, description="Legal places, or `anywhere`.")
    order: str = Field(default="", description="Legal order; the law of the place itself if not given.")
    authority: Country | None = None
    reading: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+=[a-z0-9-]+$")] | None = None
    when: dict[str, object] | None = Field(default=None, alias="if")
    permit: PermitModel | None = None
    forbid: ForbidModel | None = None
    require: dict[Token, str | WantModel] | None = None
    limit: dict[str, Number | str | StepsModel | LeastModel | TableModel] | None = None
    quota: QuotaModel | None = None
    say: str
    valid: Edtf | None = None
    source: str | None = None
    certainty: Certainty = "seen"


class RulesFile(Model):
    """`rules/*.yaml`: instruments, legal places, readings, rules and the words they use."""

    instruments: dict[Id, InstrumentModel] = {}
    places: dict[Id, PlaceModel] = {}
    readings: dict[Id, ReadingModel] = {}
    classes: dict[Id, Id] = {}
    groups: dict[Id, list[Country | PartyModel]] = {}
    countries: dict[Country, str] = {}
    orders: dict[str, str] = {}
    rules: list[RuleModel] = []


class ChangeModel(Model):
    """One change of a scenario: a claim whose source is the scenario."""

    subject: str
    attribute: str
    value: Scalar
    unit: str = ""
    qualifiers: dict[str, str] = {}
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = Field(default=None, description="The first day on which it no longer holds.")
    why: str = ""


class ScenarioFile(Model):
    """`scenarios/ID.yaml`: an ordered list of dated changes."""

    title: str
    description: str = ""
    readings: dict[Id, Id] = {}
    changes: list[ChangeModel] = []


class Expectation(Model):
    """What a test expects; only the fields that are given are compared."""

    verdict: Literal["clear", "conditional", "unknown", "blocked"] | None = None
    rules: list[str] | None = Field(default=None, description="Rules that must be among the reasons.")
    not_rules: list[str] | None = Field(default=None, description="Rules that must not be among the reasons.")
    path: list[str] | None = Field(default=None, description="Links of the path, in order.")
    value: Scalar | None = None
    orders: dict[str, Literal["clear", "conditional", "unknown", "blocked"]] | None = Field(
        default=None, description="Verdicts of legal orders; `place` is the law of the place itself."
    )
    requirements: list[str] | None = Field(default=None, description="Tokens of all requirements, exactly.")
    status: Literal["settled", "contested", "weak", "unknown", "absent"] | None = None
    low: Number | None = None
    high: Number | None = None
    ids: list[str] | None = Field(default=None, description="Crossings, exactly.")
    countries: list[Country] | None = Field(default=None, description="Allies, exactly.")


class TestModel(Model):
    """One question with its expected answer."""

    id: Id
    ask: Literal["check", "may", "facts", "crossings", "allies"]
    expect: Expectation
    why: str = ""
    on: Day | None = None
    known_on: Day | None = None
    scenario: Id = "baseline"
    readings: dict[Id, Id] = {}
    trust: Literal["normal", "weak"] = "normal"
    mover: str | None = None
    origin: Id | None = None
    destination: Id | None = None
    at: str | None = Field(default=None, description="Legal place of a `may` question.")
    purpose: str = ""
    trip: dict[str, Scalar] = {}
    meets: list[str] = []
    orders: list[str] | None = None
    subject: str | None = None
    attribute: str | None = None
    where: dict[str, str] = {}
    border: str = ""
    country: Country | None = None
    obligation: str = ""


SCHEMAS: dict[str, type[Model]] = {"case": CaseFile, "rules": RulesFile, "scenario": ScenarioFile}
"""The files that have a schema of their own; `tests` is a list of `TestModel`."""
