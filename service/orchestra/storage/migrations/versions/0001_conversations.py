"""Owners, keys, sessions, messages and runs."""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

IDENTIFIER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEYED = sa.text("idempotency_key IS NOT NULL")
UNFINISHED = sa.text("ended_at IS NULL")


def upgrade() -> None:
    owners = op.create_table(
        "owners",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_owners"),
        sa.UniqueConstraint("name", name="uq_owners_name"),
    )
    # Whose everything is while authentication is switched off.
    op.bulk_insert(
        owners,
        [{"id": "own_anonymous", "name": "anonymous", "created_at": time.time_ns() // 1_000_000}],
    )
    op.create_table(
        "keys",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("owner_id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("hash", IDENTIFIER, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("requests_per_minute", sa.Integer),
        sa.Column("unlimited", sa.Boolean, nullable=False),
        sa.Column("bootstrap", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger),
        sa.Column("revoked_at", sa.BigInteger),
        sa.Column("revoked_by", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_keys"),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], name="fk_keys_owner_id"),
        sa.UniqueConstraint("hash", name="uq_keys_hash"),
    )
    op.create_table(
        "sessions",
        sa.Column("pk", IDENTIFIER, nullable=False),
        sa.Column("owner_id", IDENTIFIER, nullable=False),
        sa.Column("session_id", IDENTIFIER, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("metadata", sa.JSON, nullable=False),
        sa.Column("idempotency_key", sa.Text),
        sa.Column("idempotency_fingerprint", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("pk", name="pk_sessions"),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], name="fk_sessions_owner_id"),
        sa.UniqueConstraint("owner_id", "session_id", name="uq_sessions_owner_id_session_id"),
    )
    op.create_index("ix_sessions_owner_id_pk", "sessions", ["owner_id", "pk"])
    op.create_index(
        "uq_sessions_owner_id_idempotency_key",
        "sessions",
        ["owner_id", "idempotency_key"],
        unique=True,
        sqlite_where=KEYED,
        postgresql_where=KEYED,
    )
    op.create_table(
        "messages",
        sa.Column("message_id", IDENTIFIER, nullable=False),
        sa.Column("session_pk", IDENTIFIER, nullable=False),
        sa.Column("run_id", IDENTIFIER, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_messages"),
        sa.ForeignKeyConstraint(
            ["session_pk"], ["sessions.pk"], name="fk_messages_session_pk", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_messages_session_pk_message_id", "messages", ["session_pk", "message_id"])
    op.create_index("ix_messages_session_pk_run_id_role", "messages", ["session_pk", "run_id", "role"])
    op.create_table(
        "runs",
        sa.Column("run_id", IDENTIFIER, nullable=False),
        sa.Column("owner_id", IDENTIFIER, nullable=False),
        sa.Column("session_pk", IDENTIFIER, nullable=False),
        sa.Column("session_id", IDENTIFIER, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("request", sa.JSON, nullable=False),
        sa.Column("user_message_id", IDENTIFIER, nullable=False),
        sa.Column("message_id", IDENTIFIER),
        sa.Column("model", sa.Text),
        sa.Column("execution_mode", sa.Text),
        sa.Column("swarm_used", sa.Text),
        sa.Column("finish_reason", sa.Text),
        sa.Column("response", sa.Text),
        sa.Column("usage", sa.JSON),
        sa.Column("error", sa.JSON),
        sa.Column("cancel_reason", sa.Text),
        sa.Column("last_offset", sa.BigInteger),
        sa.Column("on_disconnect", sa.Text, nullable=False),
        sa.Column("metadata", sa.JSON, nullable=False),
        sa.Column("idempotency_key", sa.Text),
        sa.Column("fingerprint", sa.Text),
        sa.Column("instance_id", IDENTIFIER, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("log_expires_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("run_id", name="pk_runs"),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], name="fk_runs_owner_id"),
        sa.ForeignKeyConstraint(
            ["session_pk"], ["sessions.pk"], name="fk_runs_session_pk", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_runs_session_pk_run_id", "runs", ["session_pk", "run_id"])
    op.create_index(
        "uq_runs_owner_id_operation_idempotency_key",
        "runs",
        ["owner_id", "operation", "idempotency_key"],
        unique=True,
        sqlite_where=KEYED,
        postgresql_where=KEYED,
    )
    op.create_index(
        "ix_runs_unfinished", "runs", ["instance_id"], sqlite_where=UNFINISHED, postgresql_where=UNFINISHED
    )


def downgrade() -> None:
    raise NotImplementedError("migrations go forward only; the way back is a backup")
