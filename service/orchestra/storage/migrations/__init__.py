"""Migrations, forward only. They are run by `Database.upgrade`; there is no alembic.ini."""
