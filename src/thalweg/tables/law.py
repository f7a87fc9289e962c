"""Labelled results about law: may, rules, screen, allies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from thalweg.apps.allies import AlliancesResult, AlliesResult, Tie
from thalweg.apps.may import MayResult
from thalweg.apps.rules import RulesResult
from thalweg.apps.screen import ScreenResult
from thalweg.rules.rule import Instrument, Verdict
from thalweg.tables.base import Json, Row, Shown, frame, parts_of, reason_dict, requirement_dict

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


@dataclass(frozen=True, repr=False)
class May(Shown, MayResult):
    """The answer to `may`."""

    @classmethod
    def of(cls, result: MayResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the ruling as plain data."""
        facts = self.law.snapshot.facts
        asked = self.question.as_dict()
        asked["at"] = asked.pop("destination")
        asked.pop("origin")
        return {
            "question": asked,
            "verdict": str(self.verdict),
            "sentence": self.sentence,
            "orders": {order: str(v) for order, v in self.orders.items()},
            "reasons": [reason_dict(facts, r) for r in self.ruling.reasons],
            "requirements": [requirement_dict(q) for q in self.ruling.requirements],
            "rules": [
                {
                    "rule": f.rule,
                    "effect": f.effect,
                    "applies": {True: "yes", False: "no", None: "undecided"}[f.applies],
                    "undecided": list(f.undecided),
                    "lifted_by": list(f.lifted_by),
                    "order": self.law.rules[f.rule].order or "place",
                    "enforced": f.enforced,
                    "instrument": self.law.rules[f.rule].instrument,
                    "article": self.law.rules[f.rule].article,
                    "certainty": self.law.rules[f.rule].certainty,
                    "text": f.text,
                }
                for f in self.ruling.findings
            ],
            "assumptions": list(self.ruling.assumed),
        }


@dataclass(frozen=True, repr=False)
class Rules(Shown, RulesResult):
    """The answer to `rules`."""

    @classmethod
    def of(cls, result: RulesResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the rules and changes as plain data."""
        return {
            "on": str(self.law.snapshot.moment.on),
            "before": str(self.before.snapshot.moment.on) if self.before else None,
            "rules": [
                {
                    "rule": r.id,
                    "effect": r.effect,
                    "at": list(r.at),
                    "order": r.order or "place",
                    "instrument": r.instrument,
                    "article": r.article,
                    "if": r.condition.tell(),
                    "lifts": list(r.lifts),
                    "say": r.say,
                    "certainty": r.certainty,
                    "source": r.source,
                }
                for r in self.rules
            ],
            "changes": [{"kind": c.kind, "what": c.what, "text": c.text} for c in self.changes],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row a rule."""
        columns = ("rule", "effect", "order", "instrument", "article", "if", "say", "certainty")
        return frame([{c: r[c] for c in columns} for r in self.as_dict()["rules"]], columns)


@dataclass(frozen=True, repr=False)
class Screen(Shown, ScreenResult):
    """The answer to `screen`."""

    @classmethod
    def of(cls, result: ScreenResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def rows(self) -> list[Row]:
        """Return one row a consignment."""
        found: list[Row] = []
        for line in self.lines:
            binding = [r for r in line.ruling.reasons if r.verdict is line.ruling.verdict]
            found.append(
                {
                    "id": line.mover.id,
                    "name": line.mover.name,
                    "verdict": str(line.ruling.verdict),
                    "orders": " ".join(f"{o or 'place'}:{v}" for o, v in line.ruling.orders),
                    "rules": " ".join(dict.fromkeys(r.rule for r in binding)),
                    "reason": binding[0].sentence if binding else "",
                    "lever": binding[0].levers[0] if binding and binding[0].levers else "",
                }
            )
        return found

    def as_dict(self) -> Json:
        """Return every line as plain data."""
        counts = {str(v): sum(x.ruling.verdict is v for x in self.lines) for v in Verdict}
        asked = {k: v for k, v in self.question.as_dict().items() if k not in ("mover", "origin", "destination")}
        return {"question": {**asked, "at": self.question.destination}, "counts": counts, "lines": self.rows()}

    def to_frame(self) -> pd.DataFrame:
        """Return one row a consignment."""
        return frame(self.rows(), ("id", "name", "verdict", "orders", "rules", "reason", "lever"))


@dataclass(frozen=True, repr=False)
class Allies(Shown, AlliesResult):
    """The answer to `allies`."""

    @classmethod
    def of(cls, result: AlliesResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return the obligations as plain data."""
        moment = self.snapshot.moment
        return {
            "question": {
                "country": self.country,
                "obligation": self.obligation or None,
                "on": moment.on.isoformat() if moment.on else None,
                "known_on": moment.known_on.isoformat() if moment.known_on else None,
            },
            "countries": list(self.countries),
            "ties": [self._tie(t) for t in self.ties],
            "since": str(self.before.moment.on) if self.before else None,
            "begun": [self._tie(t) for t in self.begun],
            "ended": [self._tie(t) for t in self.ended],
            "drawn_in": [{"country": d.country, "chain": [self._tie(t) for t in d.chain]} for d in self.drawn],
        }

    def _tie(self, t: Tie) -> Json:
        return {
            "country": t.country,
            "obligation": t.obligation.type,
            "owed_by": t.obligation.debtor,
            "owed_to": t.obligation.creditor,
            "instrument": t.instrument.id,
            "title": t.instrument.title,
            "article": t.obligation.article,
            "in_force": str(t.valid),
            "certainty": t.instrument.certainty,
            "source": t.instrument.source,
            "url": self.sources[t.instrument.source].url,
        }

    def plot(self) -> Figure:
        """Draw who owes whom defence on the day, as a net (needs matplotlib)."""
        from thalweg import plots

        return plots.alliances(self)

    def to_frame(self) -> pd.DataFrame:
        """Return one row an obligation."""
        columns = (
            "country",
            "obligation",
            "owed_by",
            "owed_to",
            "instrument",
            "article",
            "in_force",
            "certainty",
            "url",
        )
        return frame([{c: t[c] for c in columns} for t in self.as_dict()["ties"]], columns)


@dataclass(frozen=True, repr=False)
class Alliances(Shown, AlliancesResult):
    """The answer to `alliances`."""

    @classmethod
    def of(cls, result: AlliancesResult) -> Self:
        """Label a result."""
        return cls(**parts_of(result))

    def as_dict(self) -> Json:
        """Return obligations and instruments as plain data; a time without a beginning or an end is null there."""
        moment, country = self.snapshot.moment, self.lawbook.country
        return {
            "question": {
                "obligation": self.obligation or None,
                "on": moment.on.isoformat() if moment.on else None,
                "known_on": moment.known_on.isoformat() if moment.known_on else None,
            },
            "countries": {c: country(c) for c in self.countries},
            "ties": [
                {"obligation": o.type, "owed_by": o.debtor, "owed_to": o.creditor, "instrument": i.id,
                 "article": o.article, "in_force": str(i.force.shared(o.valid) or o.valid)}
                for i, o in self.owed
            ],
            "instruments": [self._instrument(i) for i in self.instruments],
        }  # fmt: skip

    def _instrument(self, it: Instrument) -> Json:
        parties = sorted({c for o in it.obligations for c in (o.debtor, o.creditor)})
        return {
            "id": it.id,
            "title": it.title,
            "kind": it.kind,
            "parties": parties,
            "names": [self.lawbook.country(c) for c in parties],
            "obligations": sorted({o.type for o in it.obligations}),
            "signed": str(it.signed) if it.signed.start else None,
            "from": it.force.start.isoformat() if it.force.start else None,
            "until": it.force.end.isoformat() if it.force.end else None,
            "in_force": any(i is it for i, _ in self.owed),
            "certainty": it.certainty,
            "source": it.source,
            "url": self.snapshot.facts.sources[it.source].url,
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row an obligation in force."""
        columns = ("obligation", "owed_by", "owed_to", "instrument", "article", "in_force")
        return frame(self.as_dict()["ties"], columns)

    def plot(self) -> Figure:
        """Draw who owes whom defence on the day, as a net (needs matplotlib)."""
        from thalweg import plots

        return plots.alliances(self)
