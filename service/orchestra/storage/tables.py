"""The tables as they are now. How they came to be is told by `migrations`; a test holds the two together.

Times are integers: milliseconds since 1970 in UTC. Ids are text, compared byte by byte on every database, because
lists are cut by `id > last` and a language's collation would sort them differently.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = Text().with_variant(Text(collation="C"), "postgresql")
Time = BigInteger
Json = JSON(none_as_null=True)

owners: Final = Table(
    "owners",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("created_at", Time, nullable=False),
)

keys: Final = Table(
    "keys",
    metadata,
    Column("id", Id, primary_key=True),
    Column("owner_id", Id, ForeignKey("owners.id"), nullable=False),
    Column("name", Text, nullable=False),
    # SHA-256 of the secret, in hexadecimal; the secret itself is stored nowhere.
    Column("hash", Id, nullable=False, unique=True),
    Column("prefix", Text, nullable=False),
    # Sorted, with commas.
    Column("scopes", Text, nullable=False),
    # Null is the service's default.
    Column("requests_per_minute", Integer),
    Column("unlimited", Boolean, nullable=False),
    # Whether this is the key of the setting ORCHESTRA_BOOTSTRAP_KEY.
    Column("bootstrap", Boolean, nullable=False),
    Column("created_at", Time, nullable=False),
    Column("expires_at", Time),
    Column("revoked_at", Time),
    # "request": somebody said so. "rotation": the setting took another value, and may take this one again.
    Column("revoked_by", Text),
    # The owner whose admin made it over the network. With the Idempotency-Key it names the request that did.
    Column("made_by", Id),
    Column("idempotency_key", Text),
    Column("idempotency_fingerprint", Text),
)
Index(
    "uq_keys_made_by_idempotency_key",
    keys.c.made_by,
    keys.c.idempotency_key,
    unique=True,
    sqlite_where=text("idempotency_key IS NOT NULL"),
    postgresql_where=text("idempotency_key IS NOT NULL"),
)

sessions: Final = Table(
    "sessions",
    metadata,
    # Session ids are the clients' and unique within an owner only, so rows have a key of their own.
    Column("pk", Id, primary_key=True),
    Column("owner_id", Id, ForeignKey("owners.id"), nullable=False),
    Column("session_id", Id, nullable=False),
    Column("title", Text),
    Column("metadata", Json, nullable=False),
    Column("idempotency_key", Text),
    Column("idempotency_fingerprint", Text),
    Column("created_at", Time, nullable=False),
    Column("updated_at", Time, nullable=False),
    # What chats take where they say nothing themselves.
    Column("settings", Json, nullable=False, server_default=text("'{}'")),
    UniqueConstraint("owner_id", "session_id"),
    Index("ix_sessions_owner_id_pk", "owner_id", "pk"),
)
Index(
    "uq_sessions_owner_id_idempotency_key",
    sessions.c.owner_id,
    sessions.c.idempotency_key,
    unique=True,
    sqlite_where=text("idempotency_key IS NOT NULL"),
    postgresql_where=text("idempotency_key IS NOT NULL"),
)

messages: Final = Table(
    "messages",
    metadata,
    Column("message_id", Id, primary_key=True),
    Column("session_pk", Id, ForeignKey("sessions.pk", ondelete="CASCADE"), nullable=False),
    # No foreign key: a run and its messages go together, with their session.
    Column("run_id", Id, nullable=False),
    Column("role", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("created_at", Time, nullable=False),
    # For lists, and for the model's context (a run's question before its answer).
    Index("ix_messages_session_pk_message_id", "session_pk", "message_id"),
    Index("ix_messages_session_pk_run_id_role", "session_pk", "run_id", "role"),
)

runs: Final = Table(
    "runs",
    metadata,
    Column("run_id", Id, primary_key=True),
    Column("owner_id", Id, ForeignKey("owners.id"), nullable=False),
    Column("session_pk", Id, ForeignKey("sessions.pk", ondelete="CASCADE"), nullable=False),
    Column("session_id", Id, nullable=False),
    Column("status", Text, nullable=False),
    Column("operation", Text, nullable=False),
    # What is needed to execute a queued run, beside the message.
    Column("request", Json, nullable=False),
    Column("user_message_id", Id, nullable=False),
    Column("message_id", Id),
    Column("model", Text),
    Column("execution_mode", Text),
    Column("swarm_used", Text),
    Column("finish_reason", Text),
    Column("response", Text),
    Column("usage", Json),
    # The problem (RFC 9457) as clients are shown it.
    Column("error", Json),
    Column("cancel_reason", Text),
    Column("last_offset", BigInteger),
    Column("on_disconnect", Text, nullable=False),
    Column("metadata", Json, nullable=False),
    Column("idempotency_key", Text),
    Column("fingerprint", Text),
    # The process that runs it.
    Column("instance_id", Id, nullable=False),
    Column("created_at", Time, nullable=False),
    Column("started_at", Time),
    Column("ended_at", Time),
    Column("log_expires_at", Time),
    # What the manager took the message for, and what it said at the end.
    Column("intent", Text),
    Column("confidence", Float),
    Column("manager_response", Text),
    Column("quality_score", Float),
    # Seconds of work, as the terminal event says them.
    Column("execution_time", Float),
    Index("ix_runs_session_pk_run_id", "session_pk", "run_id"),
)
Index(
    "uq_runs_owner_id_operation_idempotency_key",
    runs.c.owner_id,
    runs.c.operation,
    runs.c.idempotency_key,
    unique=True,
    sqlite_where=text("idempotency_key IS NOT NULL"),
    postgresql_where=text("idempotency_key IS NOT NULL"),
)
# Few rows at any time, however many runs there were: what a start has to look at.
Index(
    "ix_runs_unfinished",
    runs.c.instance_id,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)

# Which messages may be remembered in other sessions. Triggers write it, and the words beside it: migration 0004.
memories: Final = Table(
    "memories",
    metadata,
    # In the order in which they came, within an owner.
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("owner_id", Id, nullable=False),
    Column("session_pk", Id, nullable=False),
    Column(
        "message_id", Id, ForeignKey("messages.message_id", ondelete="CASCADE"), nullable=False, unique=True
    ),
    Index("ix_memories_owner_id_number", "owner_id", "number"),
)

# What users thought of answers; one word a run, the latest.
feedback: Final = Table(
    "feedback",
    metadata,
    Column("run_id", Id, ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
    Column("owner_id", Id, ForeignKey("owners.id"), nullable=False),
    Column("rating", Float),
    Column("comment", Text),
    # What the message wanted in truth, and what the manager had taken it for.
    Column("intent", Text),
    Column("predicted", Text),
    # The message, to learn from.
    Column("message", Text, nullable=False),
    Column("idempotency_key", Text),
    Column("fingerprint", Text),
    Column("created_at", Time, nullable=False),
    Index("ix_feedback_created_at", "created_at"),
)
Index(
    "uq_feedback_owner_id_idempotency_key",
    feedback.c.owner_id,
    feedback.c.idempotency_key,
    unique=True,
    sqlite_where=text("idempotency_key IS NOT NULL"),
    postgresql_where=text("idempotency_key IS NOT NULL"),
)
