"""How did the schema become what it is? Alembic revisions with SQL inside, run by `exibidos migrate`."""
