"""Alembic's entry: runs the migrations on the connection it is handed, in one transaction; opens nothing itself."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

_connection = context.config.attributes["connection"]
assert isinstance(_connection, Connection)
context.configure(connection=_connection, transaction_per_migration=False, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
