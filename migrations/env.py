"""Runs the numbered migrations. They know no classes; the engine is handed in by `registry.store.migrating`."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=None, render_as_batch=False, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
