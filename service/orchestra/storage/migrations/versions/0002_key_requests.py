"""Keys made over the network remember by whom, and the request that made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

IDENTIFIER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEYED = sa.text("idempotency_key IS NOT NULL")


def upgrade() -> None:
    op.add_column("keys", sa.Column("made_by", IDENTIFIER))
    op.add_column("keys", sa.Column("idempotency_key", sa.Text))
    op.add_column("keys", sa.Column("idempotency_fingerprint", sa.Text))
    op.create_index(
        "uq_keys_made_by_idempotency_key",
        "keys",
        ["made_by", "idempotency_key"],
        unique=True,
        sqlite_where=KEYED,
        postgresql_where=KEYED,
    )
