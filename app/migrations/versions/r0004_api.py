"""Keys of programs that speak to the API, and the answers kept so that a repeated write is done once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.migrations.versions.r0003_isolation import ACCOUNT, ADMINISTRATOR, BEYOND, MEMBER, SELF

revision = "0004_api"
down_revision = "0003_isolation"
branch_labels = None
depends_on = None

TABLES = ("api_key", "api_reply")
CHANGEABLE = {"api_key": "used_at, revoked_at"}
_OWN = f"{MEMBER} AND account_id = {ACCOUNT}"
_POLICIES = {
    # table: what is seen, what may be added, what may be changed
    "api_key": (f"{SELF} OR {BEYOND}", f"({_OWN}) OR {ADMINISTRATOR}", f"{SELF} OR {BEYOND}"),
    "api_reply": (_OWN, _OWN, "false"),
}


def upgrade() -> None:
    """Make both tables and, on PostgreSQL, their walls."""
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("scopes", sa.String(length=500), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.String(length=40), nullable=False),
        sa.Column("expires_at", sa.String(length=40), nullable=False),
        sa.Column("used_at", sa.String(length=40), nullable=True),
        sa.Column("revoked_at", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_api_key_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_api_key_token_sha256")),
    )
    op.create_table(
        "api_reply",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_api_reply_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_reply")),
        sa.UniqueConstraint("account_id", "token_sha256", name=op.f("uq_api_reply_account_id_token_sha256")),
    )
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_organisation_id"), ["organisation_id"], unique=False)
            batch_op.create_index(batch_op.f(f"ix_{table}_account_id"), ["account_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, (seen, added, changed) in _POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY seen ON {table} FOR SELECT USING ({seen})")
        op.execute(f"CREATE POLICY added ON {table} FOR INSERT WITH CHECK ({added})")
        op.execute(f"REVOKE ALL ON {table} FROM PUBLIC")
        op.execute(f"GRANT SELECT, INSERT ON {table} TO sachhon_app")
        if table in CHANGEABLE:
            op.execute(f"CREATE POLICY changed ON {table} FOR UPDATE USING ({changed}) WITH CHECK ({changed})")
            op.execute(f"GRANT UPDATE ({CHANGEABLE[table]}) ON {table} TO sachhon_app")


def downgrade() -> None:
    """Unmake both; programs need new keys after that."""
    for table in reversed(TABLES):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{table}_account_id"))
            batch_op.drop_index(batch_op.f(f"ix_{table}_organisation_id"))
        op.drop_table(table)
