"""How does Alembic run here? On the connection that platform/db hands over, in one transaction for all revisions."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
