"""The tables of a store, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Index, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

MOST_NAME = 255
"""Letters of the longest id, case or name."""
_Number = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up in its plain integers alone


class Utc(TypeDecorator[datetime]):
    """A time in UTC, also where the database knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what is written."""
        if value is not None and dialect.name == "sqlite":
            return value.astimezone(UTC).replace(tzinfo=None)
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what was read."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables."""

    type_annotation_map = {datetime: Utc, dict[str, Any]: JSON(none_as_null=True)}  # noqa: RUF012


class Edition(Base):
    """How often the records of a case were changed."""

    __tablename__ = "edition"
    case: Mapped[str] = mapped_column(String(MOST_NAME), primary_key=True)
    number: Mapped[int] = mapped_column(_Number)
    mark: Mapped[str] = mapped_column(String(32))
    """Random, so that editions of different databases are never taken for each other."""


class Saved(Base):
    """What every record has."""

    __abstract__ = True
    case: Mapped[str] = mapped_column(String(MOST_NAME), primary_key=True)
    id: Mapped[str] = mapped_column(String(MOST_NAME), primary_key=True)
    revision: Mapped[int]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(MOST_NAME))
    content: Mapped[dict[str, Any]]
    gone: Mapped[bool]
    edition: Mapped[int] = mapped_column(_Number)


class Scenario(Saved):
    """Saved scenarios."""

    __tablename__ = "scenario"
    __table_args__ = (Index("scenario_by_edition", "case", "edition"),)


class Claim(Saved):
    """Saved claims; one that is withdrawn is gone, and stays."""

    __tablename__ = "claim"
    __table_args__ = (Index("claim_by_edition", "case", "edition"),)


class Note(Saved):
    """Saved notes."""

    __tablename__ = "note"
    __table_args__ = (Index("note_by_edition", "case", "edition"),)


class Token(Base):
    """Who may ask: the secret is kept as a hash alone."""

    __tablename__ = "token"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(MOST_NAME))
    role: Mapped[str] = mapped_column(String(16))
    cases: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """The cases that it is limited to; all if none are named."""
    hash: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(MOST_NAME))
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Audit(Base):
    """Every change, in the order in which it was made."""

    __tablename__ = "audit"
    __table_args__ = (Index("audit_by_case", "case", "number"),)
    number: Mapped[int] = mapped_column(_Number, primary_key=True, autoincrement=True)
    who: Mapped[str] = mapped_column(String(MOST_NAME))
    when: Mapped[datetime]
    case: Mapped[str] = mapped_column(String(MOST_NAME))
    kind: Mapped[str] = mapped_column(String(16))
    id: Mapped[str] = mapped_column(String(MOST_NAME))
    action: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]


TABLE_OF: dict[str, type[Saved]] = {"scenario": Scenario, "claim": Claim, "note": Note}
"""Where the records of each kind stand."""
