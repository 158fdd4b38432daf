"""Alembic runs this: apply revisions on the connection that :mod:`rag.store.migrations` opened."""

from __future__ import annotations

from alembic import context

from rag.store.tables import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    # SQLite cannot alter most of a table: Alembic builds it anew and copies the rows.
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
