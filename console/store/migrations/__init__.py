"""The schema's history, one module per version; run by Alembic, never imported before the first paint."""
