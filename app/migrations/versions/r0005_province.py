"""The circular economy register, and what a department reports of its programme each year.

In the register what is public and who is behind it stand in different tables. A notice is read by everybody with an account;
whose it is by its owner; a consent by the two concerned; a contact by the other while both have said yes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.migrations.versions.r0003_isolation import MEMBER, ROLE, _reached

revision = "0005_province"
down_revision = "0004_api"
branch_labels = None
depends_on = None

TABLES = ("programme",)  # of tenants, among the store's own
REGISTER = ("exchange_notice", "exchange_owner", "exchange_consent", "exchange_contact")
CHANGEABLE = {
    "exchange_notice": "closed_on",
    "exchange_consent": "said_at, withdrawn_at",
    "exchange_contact": "name, phone, email",
}
_PEOPLE = f"{ROLE} IN ('factory', 'consultant', 'zone_manager', 'department', 'administrator')"
_OWNERS = f"{ROLE} IN ('factory', 'consultant')"
_OURS = "SELECT o.notice_id FROM exchange_owner o"  # its own policy keeps this to the reader's
_WRITTEN = f"{_OURS} WHERE {_reached('o.site_id', repr('write'))}"
_BOTH = (
    "(SELECT count(*) FROM exchange_consent c WHERE c.withdrawn_at IS NULL AND ((c.notice_id = exchange_contact.notice_id AND c.other_id = "
    "exchange_contact.other_id) OR (c.notice_id = exchange_contact.other_id AND c.other_id = exchange_contact.notice_id))) = 2"
)
_DEPARTMENT = f"({MEMBER} AND {ROLE} = 'department')"
_POLICIES = {
    # table: what is seen, what may be added, what may be changed
    "exchange_notice": (_PEOPLE, _OWNERS, f"id IN ({_WRITTEN})"),
    "exchange_owner": (_reached("site_id"), _reached("site_id", "'write'"), "false"),
    "exchange_consent": (f"notice_id IN ({_OURS}) OR other_id IN ({_OURS})", f"notice_id IN ({_WRITTEN})", f"notice_id IN ({_WRITTEN})"),
    "exchange_contact": (
        f"notice_id IN ({_OURS}) OR (other_id IN ({_OURS}) AND {_BOTH})",
        f"notice_id IN ({_WRITTEN})",
        f"notice_id IN ({_WRITTEN})",
    ),
    "programme": (_DEPARTMENT, _DEPARTMENT, "false"),
}


def upgrade() -> None:
    """Make the tables and, on PostgreSQL, their walls."""
    _register()
    _programme()
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER keep_programme_{verb.lower()} BEFORE {verb} ON programme "
                "BEGIN SELECT RAISE(ABORT, 'programme is append-only'); END"
            )
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
    op.execute("CREATE TRIGGER keep_programme BEFORE UPDATE OR DELETE ON programme FOR EACH ROW EXECUTE FUNCTION sachhon_keep()")
    op.execute("CREATE TRIGGER keep_programme_all BEFORE TRUNCATE ON programme FOR EACH STATEMENT EXECUTE FUNCTION sachhon_keep()")


def _word(name: str, length: int = 40, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _to_notice(table: str, *names: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([name], ["exchange_notice.id"], name=op.f(f"fk_{table}_{name}_exchange_notice")) for name in names]


def _register() -> None:
    op.create_table(
        "exchange_notice",
        *(_word(name) for name in ("id", "side", "material", "composition", "band", "province", "commune", "published_on")),
        _word("closed_on", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_notice")),
    )
    op.create_index(op.f("ix_exchange_notice_material"), "exchange_notice", ["material"])
    op.create_table(
        "exchange_owner",
        *(_word(name) for name in ("notice_id", "organisation_id", "site_id")),
        *_to_notice("exchange_owner", "notice_id"),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_exchange_owner")),
    )
    for name in ("organisation_id", "site_id"):
        op.create_index(op.f(f"ix_exchange_owner_{name}"), "exchange_owner", [name])
    for table, columns in (
        ("exchange_consent", (_word("said_at"), _word("withdrawn_at", nullable=True))),
        ("exchange_contact", tuple(_word(name, 120) for name in ("name", "phone", "email"))),
    ):
        op.create_table(
            table,
            _word("notice_id"),
            _word("other_id"),
            *columns,
            *_to_notice(table, "notice_id", "other_id"),
            sa.PrimaryKeyConstraint("notice_id", "other_id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_other_id"), table, ["other_id"])


def _programme() -> None:
    op.create_table(
        "programme",
        *(_word(name) for name in ("id", "organisation_id")),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _word("author"),
        _word("author_name", 500),
        _word("at"),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_programme_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("organisation_id", "year", "number", name=op.f("uq_programme_organisation_id_year_number")),
    )
    op.create_index(op.f("ix_programme_organisation_id"), "programme", ["organisation_id"])


def downgrade() -> None:
    """Unmake them; what they held is lost, so a backup stands before (`app.database.upgrading`)."""
    for table in ("exchange_contact", "exchange_consent", "exchange_owner", "exchange_notice", "programme"):
        if table != "programme" and op.get_bind().dialect.name != "sqlite":
            for policy in ("seen", "added", "changed"):  # they name the tables that go next
                op.execute(f"DROP POLICY IF EXISTS {policy} ON {table}")
    for table in ("programme", "exchange_contact", "exchange_consent", "exchange_owner", "exchange_notice"):
        op.drop_table(table)
