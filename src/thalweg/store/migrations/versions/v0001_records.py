"""The first form: scenarios, claims, notes, tokens, and the audit trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from thalweg.store.tables import Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
NAME = sa.String(255)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "edition",
        sa.Column("case", NAME, primary_key=True),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
    )
    for kind in ("scenario", "claim", "note"):
        op.create_table(
            kind,
            sa.Column("case", NAME, primary_key=True),
            sa.Column("id", NAME, primary_key=True),
            sa.Column("revision", sa.Integer, nullable=False),
            sa.Column("made_at", Utc(), nullable=False),
            sa.Column("changed_at", Utc(), nullable=False),
            sa.Column("by", NAME, nullable=False),
            sa.Column("content", sa.JSON, nullable=False),
            sa.Column("gone", sa.Boolean, nullable=False),
            sa.Column("edition", NUMBER, nullable=False),
        )
        op.create_index(f"{kind}_by_edition", kind, ["case", "edition"])
    op.create_table(
        "token",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", NAME, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("cases", sa.JSON, nullable=True),
        sa.Column("hash", sa.String(200), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("by", NAME, nullable=False),
        sa.Column("expires_at", Utc(), nullable=True),
        sa.Column("revoked_at", Utc(), nullable=True),
    )
    op.create_table(
        "audit",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("who", NAME, nullable=False),
        sa.Column("when", Utc(), nullable=False),
        sa.Column("case", NAME, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("id", NAME, nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("before", sa.JSON, nullable=True),
        sa.Column("after", sa.JSON, nullable=True),
    )
    op.create_index("audit_by_case", "audit", ["case", "number"])
