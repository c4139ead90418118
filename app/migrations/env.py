"""What Alembic runs for each step: one transaction per step, on the connection it is handed."""

from __future__ import annotations

from alembic import context

from app.accounts import schema as accounts
from app.api.store import schema as api
from assessment.store import schema
from benchmarks.exchange import store as exchange

assert accounts.account.metadata is api.api_key.metadata is schema.METADATA  # all tables are in one
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=[schema.METADATA, exchange.METADATA],  # the register keeps its own, apart from the tenants'
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=True,
    include_name=context.config.attributes.get("include_name"),
)
with context.begin_transaction():
    context.run_migrations()
