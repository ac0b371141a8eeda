"""What Alembic runs for every command; the connection and its transaction come from the caller."""

from alembic import context

from assessment.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
