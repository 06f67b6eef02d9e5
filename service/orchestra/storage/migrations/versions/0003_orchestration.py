"""What the manager made of a run, how good its answer was, what users thought of it, and settings of sessions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

IDENTIFIER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEYED = sa.text("idempotency_key IS NOT NULL")


def upgrade() -> None:
    op.add_column("sessions", sa.Column("settings", sa.JSON, nullable=False, server_default=sa.text("'{}'")))
    op.add_column("runs", sa.Column("intent", sa.Text))
    op.add_column("runs", sa.Column("confidence", sa.Float))
    op.add_column("runs", sa.Column("manager_response", sa.Text))
    op.add_column("runs", sa.Column("quality_score", sa.Float))
    op.add_column("runs", sa.Column("execution_time", sa.Float))
    op.create_table(
        "feedback",
        sa.Column("run_id", IDENTIFIER, nullable=False),
        sa.Column("owner_id", IDENTIFIER, nullable=False),
        sa.Column("rating", sa.Float),
        sa.Column("comment", sa.Text),
        sa.Column("intent", sa.Text),
        sa.Column("predicted", sa.Text),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("idempotency_key", sa.Text),
        sa.Column("fingerprint", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_feedback"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_feedback_run_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], name="fk_feedback_owner_id"),
    )
    op.create_index("ix_feedback_created_at", "feedback", ["created_at"])
    op.create_index(
        "uq_feedback_owner_id_idempotency_key",
        "feedback",
        ["owner_id", "idempotency_key"],
        unique=True,
        sqlite_where=KEYED,
        postgresql_where=KEYED,
    )
