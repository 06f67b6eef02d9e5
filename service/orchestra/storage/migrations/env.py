"""What Alembic runs: the migrations, on the connection that `Database.upgrade` hands over.

The transaction is the caller's: all steps of an upgrade are committed together, or none.
"""

from __future__ import annotations

from alembic import context

from orchestra.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
