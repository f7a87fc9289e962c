"""The shapes of a case's YAML files of law and scenarios; the published JSON Schemas are made from these."""

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

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


class PartyModel(Model):
    """A state bound for a time."""

    id: Country
    """ISO 3166 code of the state."""
    valid: Edtf | None = None
    """When it is bound, as an EDTF interval."""
    since: Day | None = Field(default=None, alias="from")
    """The first day on which it is bound."""
    until: Day | None = Field(default=None, description="The first day on which it no longer holds.")
    how: str = ""
    """How it came to be bound, as `continuation`."""


class ObligationModel(Model):
    """What one party owes another, or all parties owe each other."""

    type: Literal["defence", "offence", "neutrality", "nonaggression", "consultation", "basing"]
    """What is owed."""
    debtor: Country | None = Field(default=None, alias="from")
    """Who owes it."""
    creditor: Country | None = Field(default=None, alias="to")
    """To whom it is owed."""
    among: Literal["parties"] | None = None
    """In place of `from` and `to`: every party owes it to every other while both are bound."""
    article: str = ""
    """Article of the instrument."""
    valid: Edtf | None = None
    """When it is owed, within the force of the instrument."""


class InstrumentModel(Model):
    """A legal text, a practice or a political statement."""

    title: str
    """Name, place and year."""
    kind: Literal["treaty", "statute", "resolution", "regulation", "notice", "practice", "statement"]
    """What it is; a `statement` binds nobody."""
    parties: list[Country | PartyModel] = []
    """States that are bound, some of them for a time."""
    signed: Edtf | None = None
    """Day of signature: known from then on."""
    force: Edtf | None = None
    """When it is in force, as an EDTF interval."""
    source: str
    """Where it was read: id of a source."""
    certainty: Certainty = "seen"
    """Whether the text was read (`seen`), read about (`secondary`) or recalled."""
    obligations: list[ObligationModel] = []
    """For alliances: who owes whom what."""


class AuthorityModel(Model):
    """Who rules at a legal place, and what holds there while no rule speaks."""

    by: Country
    """ISO 3166 code of the state."""
    default: Literal["open", "consent"]
    """What holds while no rule speaks."""
    source: str
    """On whose word: id of a source."""
    valid: Edtf | None = None
    """When it has authority there."""
    certainty: Certainty = "seen"
    """How the source was read."""


class EnforcedModel(Model):
    """A legal order that is enforced for a time."""

    order: str
    """Id of the legal order."""
    valid: Edtf | None = None
    """When it is enforced there."""


class PlaceModel(Model):
    """Waters or ground under the same authorities."""

    name: str
    """Name for sentences."""
    authorities: list[AuthorityModel] = []
    """Who rules there; nobody on the high seas."""
    enforces: list[str | EnforcedModel] | None = Field(
        default=None, description="Legal orders enforced there; all that have a rule there if not given."
    )


class ReadingModel(Model):
    """A contested question of interpretation."""

    question: str
    """What the text leaves open."""
    options: dict[Id, str] = Field(min_length=2)
    """Each reading by its id."""


Token = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class WantModel(Model):
    """A requirement that what is said of the trip can decide."""

    text: str
    """What must be done, in words."""
    when: dict[str, object] = Field(alias="if", description="The condition under which it is met.")


class PermitModel(Model):
    """Lets pass, by lifting what it names."""

    lifts: list[str] = Field(min_length=1)
    """Defaults, as `default:RU`, and ids of rules that refuse."""
    require: dict[Token, str | WantModel] = {}
    """What must be met: a token with its text, or with a test."""


class StepsModel(Model):
    """A bound that depends on another attribute."""

    of: str
    """The other attribute, as `length_m`."""
    rows: list[list[Number]] = Field(min_length=1, description="[up to this value, bound], in order.")


class LeastModel(Model):
    """A bound below which nothing is admitted."""

    min: Number | str
    """A number, or a fact as SUBJECT.ATTRIBUTE."""


class TableModel(Model):
    """Codes admitted for each combination of other codes."""

    by: list[str] = Field(min_length=1)
    """Attributes whose codes are combined."""
    admits: dict[str, list[str]] = Field(description="The combination, joined by /, with the codes admitted.")


class QuotaModel(Model):
    """A shared amount."""

    used: str = Field(description="The fact that counts what is used, as SUBJECT.ATTRIBUTE.")
    of: str = Field(default="", description="Attribute that is counted; the passage itself if not given.")
    cap: Number | str = Field(description="A number, or a fact as SUBJECT.ATTRIBUTE.")


class ForbidModel(Model):
    """Refuses; may also lift a permit."""

    lifts: list[str] = []
    """Ids of permits that it takes back."""


class RuleModel(Model):
    """One provision with exactly one effect: permit, forbid, require, limit or quota."""

    id: Id
    """Id of the rule."""
    by: str = Field(description="Instrument, and after # the article.")
    at: list[Id] = Field(min_length=1, description="Legal places, or `anywhere`.")
    order: str = Field(default="", description="Legal order; the law of the place itself if not given.")
    authority: Country | None = None
    """The state whose law it is."""
    reading: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+=[a-z0-9-]+$")] | None = None
    """ARTICLE=READING under which alone it holds."""
    when: dict[str, object] | None = Field(default=None, alias="if")
    """The condition under which it applies; always if not given."""
    permit: PermitModel | None = None
    """Lets pass."""
    forbid: ForbidModel | None = None
    """Refuses."""
    require: Annotated[dict[Token, str | WantModel], Field(min_length=1)] | None = None
    """Asks for something to be met."""
    limit: Annotated[dict[str, Number | str | StepsModel | LeastModel | TableModel], Field(min_length=1)] | None = None
    """Bounds an attribute of mover or trip."""
    quota: QuotaModel | None = None
    """Shares an amount."""
    say: str
    """The rule in one plain sentence."""
    valid: Edtf | None = None
    """When it holds, within the force of the instrument."""
    source: str | None = None
    """Where it was read: id of a source."""
    certainty: Certainty = "seen"
    """Whether the text was read (`seen`), read about (`secondary`) or recalled."""


class RulesFile(Model):
    """`rules/*.yaml`: instruments, legal places, readings, rules and the words they use."""

    instruments: dict[Id, InstrumentModel] = {}
    """Texts by id."""
    places: dict[Id, PlaceModel] = {}
    """Legal places by id: the values of `jurisdiction` claims."""
    readings: dict[Id, ReadingModel] = {}
    """Contested questions by id."""
    classes: dict[Id, Id] = {}
    """Each class of mover with its parent."""
    groups: dict[Id, list[Country | PartyModel]] = {}
    """Groups of states, dated."""
    countries: dict[Country, str] = {}
    """Names of states for sentences."""
    orders: dict[str, str] = {}
    """Names of legal orders beside the law of the place."""
    rules: list[RuleModel] = []
    """Provisions."""


class ChangeModel(Model):
    """One change of a scenario: a claim whose source is the scenario."""

    subject: str
    """Id of what is changed."""
    attribute: str
    """Which property."""
    value: Scalar
    """The new value; `none` for no limit."""
    unit: str = ""
    """Unit of the value."""
    qualifiers: dict[str, str] = {}
    """Qualifiers of the claim, as `by` and `to` of a consent."""
    since: Day | None = Field(default=None, alias="from")
    """The first day on which it holds."""
    until: Day | None = Field(default=None, description="The first day on which it no longer holds.")
    why: str = ""
    """What the assumption rests on."""


class ScenarioFile(Model):
    """`scenarios/ID.yaml`: an ordered list of dated changes."""

    title: str
    """A few words."""
    description: str = ""
    """What is assumed."""
    readings: dict[Id, Id] = {}
    """Readings of contested articles that are taken."""
    meets: list[str] = Field(default=[], description="Requirements that whoever passes under it meets.")
    changes: list[ChangeModel] = []
    """Changes in order; a later one stands over an earlier one."""


class FactModel(Model):
    """A property of which claims speak."""

    subject: str
    """Id of the subject."""
    attribute: str
    """Which property."""


class EnlargeModel(Model):
    """A property that is made as large as each mover needs."""

    attribute: Literal["depth_m", "vertical_clearance_m", "horizontal_clearance_m", "max_draught_m", "max_beam_m",
                       "max_length_m", "max_gross_weight_t", "max_axle_load_t"]  # fmt: skip
    """Which property."""
    at: list[str]
    """Links and gates."""


class LeverModel(Model):
    """Something that could be changed, and by whom."""

    id: Id
    """Id of the lever."""
    title: str
    """What is done, in a few words: `replace the bridge`."""
    by: list[Country] = Field(default=[], description="Countries without which it cannot be done.")
    changes: list[ChangeModel] = []
    """What it changes."""
    enlarge: EnlargeModel | None = Field(default=None, description="What it makes as large as each mover needs.")
    readings: dict[Id, Id] = {}
    """Readings of contested articles that are then taken."""
    meets: list[str] = Field(default=[], description="Requirements that are then met.")
    cost: FactModel | None = Field(default=None, description="The claims that give its cost, as a `cost_usd`.")
    months: FactModel | None = Field(default=None, description="The claims that give its time, in months.")
    needs: list[Id] = Field(default=[], description="Levers without which it cannot be pulled.")
    excludes: list[Id] = Field(default=[], description="Levers that it rules out.")
    note: str = ""
    """What is known of it."""


class LeversFile(Model):
    """`levers.yaml`: what could be changed."""

    levers: list[LeverModel] = []
    """Levers that `unlock` may pull, beside those that the reasons suggest."""


SCHEMAS: dict[str, type[Model]] = {"rules": RulesFile, "scenario": ScenarioFile, "levers": LeversFile}
"""The files that have a schema of their own; `tests` is a list of `TestModel`."""
