"""Nothing kept is changed or deleted (both databases); nobody sees another's rows (PostgreSQL's row-level security).

The application connects as a member of the role ``sachhon_app``, which owns nothing and bypasses nothing. Whose transaction it
is stands in settings that are local to the transaction: ``sachhon.account``, ``sachhon.organisation``, ``sachhon.role``.
"""

from __future__ import annotations

from alembic import op

revision = "0003_isolation"
down_revision = "0002_accounts"
branch_labels = None
depends_on = None

APPEND_ONLY = ("content", "revision", "result", "audit")
TABLES = (
    "organisation", "site", "site_access", "content", "document", "revision", "result", "attachment", "audit", "audit_head",
    "account", "session", "invitation",
)  # fmt: skip
CHANGEABLE = {
    "organisation": "name",
    "site": "name, sector, changed_at, removed_at",
    "site_access": "withdrawn_by, withdrawn_at",
    "document": "title, head_id, last_number",
    "attachment": "removed_at",
    "audit_head": "number, hash",
    "account": "name, role, password_hash, must_change, failures, locked_until, subject, password_at, disabled_at",
    "session": "seen_at, ended_at",
    "invitation": "accepted_by, accepted_at, withdrawn_at",
}

ACCOUNT, ORGANISATION, ROLE = (f"current_setting('sachhon.{name}', true)" for name in ("account", "organisation", "role"))
GATE = f"{ROLE} = 'gate'"
BEYOND = f"{ROLE} IN ('gate', 'administrator')"
ADMINISTRATOR = f"{ROLE} = 'administrator'"
OWN = f"(organisation_id = {ORGANISATION} AND {ROLE} IN ('factory', 'consultant'))"
MEMBER = f"organisation_id = {ORGANISATION}"
SELF = f"account_id = {ACCOUNT}"


def _shown(column: str, levels: str) -> str:
    grants = f"SELECT a.site_id FROM site_access a WHERE a.account_id = {ACCOUNT} AND a.withdrawn_at IS NULL AND a.level IN ({levels})"
    return f"({ROLE} IN ('consultant', 'zone_manager') AND {column} IN ({grants}))"


def _reached(column: str, levels: str = "'read', 'write'") -> str:
    return f"{OWN} OR {_shown(column, levels)}"


def _policies() -> dict[str, tuple[str, str, str]]:
    """Return per table: what is seen, what may be added, what may be changed."""
    below = (_reached("site_id"), _reached("site_id", "'write'"), _reached("site_id", "'write'"))
    people = f"site_id IS NULL AND ({BEYOND} OR {MEMBER})"
    known = (
        f"id = {ORGANISATION} OR {BEYOND} OR id IN (SELECT a.organisation_id FROM site_access a WHERE {SELF.replace('account_id', 'a.account_id')} "
        "AND a.withdrawn_at IS NULL)"
    )
    chained = f"{_reached('site_id')} OR {people} OR {GATE}"
    return {
        "organisation": (known, ADMINISTRATOR, f"id = {ORGANISATION} OR {ADMINISTRATOR}"),
        "site": (_reached("id"), OWN, _reached("id", "'write'")),
        "site_access": (f"{SELF} OR {OWN}", f"{OWN} OR {GATE}", OWN),
        **dict.fromkeys(("content", "document", "revision", "result", "attachment"), below),
        "audit": (f"{_reached('site_id')} OR {people}", chained, "false"),
        "audit_head": (chained, chained, chained),
        "account": (f"{MEMBER} OR {BEYOND}", ADMINISTRATOR, f"id = {ACCOUNT} OR {BEYOND}"),
        "session": (f"{SELF} OR {BEYOND}", GATE, f"{SELF} OR {BEYOND}"),
        "invitation": (f"{OWN} OR {GATE}", OWN, f"{OWN} OR {GATE}"),
    }


def upgrade() -> None:
    """Refuse changes of what is kept, and separate the tenants."""
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER keep_{table}_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION sachhon_keep() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501'; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(f"CREATE TRIGGER keep_{table} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION sachhon_keep()")
        op.execute(f"CREATE TRIGGER keep_{table}_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION sachhon_keep()")
    op.execute(
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sachhon_app') THEN CREATE ROLE sachhon_app NOLOGIN; END IF; END $$"
    )
    op.execute("GRANT SELECT ON alembic_version TO sachhon_app")
    for table, (seen, added, changed) in _policies().items():
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
    """Lift both. The role stays: other databases of the same server may use it."""
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER keep_{table}_{verb}")
        return
    for table in TABLES:
        for policy in ("seen", "added", "changed"):
            op.execute(f"DROP POLICY IF EXISTS {policy} ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        op.execute(f"REVOKE ALL ON {table} FROM sachhon_app")
    op.execute("REVOKE ALL ON alembic_version FROM sachhon_app")
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER keep_{table} ON {table}")
        op.execute(f"DROP TRIGGER keep_{table}_all ON {table}")
    op.execute("DROP FUNCTION sachhon_keep()")
