"""Nobody reads or changes another's figures: by the matrix, by the store's own conditions, and by PostgreSQL itself."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.accounts import schema as people_schema
from app.api.store import schema as api_schema
from app.database.engine import make_engine, sees_everything
from app.migrations.versions import r0003_isolation, r0004_api, r0005_province
from assessment import audit
from assessment.model import Assessment
from assessment.store import attachments, documents, results, schema, sites
from assessment.store.access import MATRIX, PEOPLE, RELATIONS, RESOURCES, ROLES, VERBS, Actor, Relation, Resource, Role, Verb, is_allowed
from assessment.store.errors import DeniedError, StoreError
from assessment.store.scope import Scope, reading, writing
from assessment.store.sites import SYSTEM, found_organisation
from calculators.errors import UnknownKeyError

ROOT = Path(__file__).parents[2]

# ---- the matrix, said a second time and in other words -------------------------------------------------------------------------

ALLOWED = {
    ("factory", "own"): "organisation:rc site:rnca document:rnc result:rn attachment:rna audit:r grant:rna account:rc session:ra key:rna "
    "exchange:rnc contribution:rna",
    ("consultant", "own"): "organisation:rc site:rnca document:rnc result:rn attachment:rna audit:r grant:rna account:rc session:ra key:rna "
    "exchange:rnc contribution:rna",
    ("consultant", "write"): "site:rc document:rnc result:rn attachment:rna audit:r exchange:rnc contribution:r",
    ("consultant", "read"): "site:r document:r result:r attachment:r audit:r exchange:r contribution:r",
    ("zone_manager", "own"): "organisation:r site:r document:r result:r account:rc session:ra key:rna",
    ("zone_manager", "write"): "site:r document:r result:r",
    ("zone_manager", "read"): "site:r document:r result:r",
    ("department", "own"): "organisation:r account:rc session:ra key:rna programme:rc",
    **{("administrator", relation): "organisation:rnc account:rnca session:ra key:rna" for relation in RELATIONS},
    **{("gate", relation): "organisation:r account:rc session:rnca key:rc grant:n" for relation in RELATIONS},
}
LETTERS = {"r": "read", "n": "create", "c": "change", "a": "remove"}


def expected() -> set[tuple[str, str, str, str]]:
    """Return every (role, relation, resource, verb) that is allowed."""
    found = {
        (role, relation, part.split(":")[0], LETTERS[letter])
        for (role, relation), text in ALLOWED.items()
        for part in text.split()
        for letter in part.split(":")[1]
    }
    return found | {(role, relation, "release", "read") for role in PEOPLE for relation in RELATIONS}


@pytest.mark.parametrize("role", ROLES)
def test_the_matrix_allows_what_is_written_here_and_denies_all_else(role: Role) -> None:
    combinations = list(itertools.product(RELATIONS, RESOURCES, VERBS))
    assert len(combinations) == len(RELATIONS) * len(RESOURCES) * len(VERBS)
    wanted = expected()
    for relation, resource, verb in combinations:
        allowed = is_allowed(role, resource, verb, relation)
        assert allowed is ((role, relation, resource, verb) in wanted), (role, relation, resource, verb)


def test_no_role_that_looks_after_others_reads_figures() -> None:
    roles: tuple[Role, ...] = ("department", "administrator", "gate")
    for role, resource in itertools.product(roles, ("site", "document", "result", "attachment")):
        assert resource not in MATRIX[role]


# ---- every act of the store, by every role, in every relation ------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class World:
    """A site with something in each table, and actors of every role in every relation to it."""

    site_id: str
    document_id: str
    revision_id: str
    result: results.ResultRecord
    attachment_id: str
    grant_id: str
    actors: Mapping[tuple[Role, Relation], Actor]


def plant(quantity: float) -> Assessment:
    return Assessment.model_validate(
        {
            "facility": {"name": "N", "sector": "other", "province": "79"},
            "reporting_period": "2026",
            "products": [{"id": "p", "name": "P", "unit": "t"}],
            "flows": [{"period": "2026", "stream": "electricity/grid", "quantity": quantity, "unit": "kWh"}],
        }
    )


RESULT = {"edition": "e", "version": "1", "input_sha256": "a"}


@pytest.fixture
def world(app_database: sa.Engine) -> World:
    with writing(app_database, SYSTEM) as scope:
        home = found_organisation(scope, "A", "factory")
        others = {role: found_organisation(scope, role, "factory") for role in PEOPLE}
    owner = Actor(account="owner", name="owner", organisation=home, role="factory")
    actors: dict[tuple[Role, Relation], Actor] = {}
    for role, relation in itertools.product(PEOPLE, RELATIONS):
        organisation = home if relation == "own" else others[role]
        actors[role, relation] = Actor(account=f"{role}-{relation}", name=role, organisation=organisation, role=role)
    with writing(app_database, owner) as scope:
        site_id = sites.open_site(scope, "A").id
        revision = documents.start(scope, site_id, documents.draft_of(plant(1.0))).head
        result = results.keep(scope, revision.id, RESULT)
        attachment_id = attachments.attach(scope, site_id, b"%PDF-", "a.pdf").id
        for (_, relation), actor in actors.items():
            if relation in ("write", "read"):
                grant_id = sites.show_to(scope, site_id, actor.account, "write" if relation == "write" else "read")
        gone = sites.show_to(scope, site_id, "consultant-none", "write")
        sites.withdraw(scope, gone)
    return World(
        site_id=site_id,
        document_id=revision.document_id,
        revision_id=revision.id,
        result=result,
        attachment_id=attachment_id,
        grant_id=grant_id,
        actors=actors,
    )


def _save(scope: Scope, world: World) -> object:
    return documents.save(scope, world.document_id, documents.draft_of(plant(2.0)), world.revision_id)


ACTS: Mapping[str, tuple[Resource, Verb, Callable[[Scope, World], object]]] = {
    "look at the site": ("site", "read", lambda s, w: sites.record(s, w.site_id)),
    "name the site": ("site", "change", lambda s, w: sites.describe(s, w.site_id, "renamed", "x")),
    "set the site aside": ("site", "remove", lambda s, w: sites.set_aside(s, w.site_id)),
    "list documents": ("document", "read", lambda s, w: _some(documents.documents_of(s, w.site_id))),
    "open a document": ("document", "read", lambda s, w: documents.head_of(s, w.document_id)),
    "open a revision": ("document", "read", lambda s, w: documents.content_of(s, documents.revision(s, w.revision_id))),
    "read the history": ("document", "read", lambda s, w: documents.history(s, w.document_id)),
    "start a document": ("document", "create", lambda s, w: documents.start(s, w.site_id, documents.draft_of(plant(3.0)))),
    "save a document": ("document", "change", _save),
    "list results": ("result", "read", lambda s, w: _some(results.results_of(s, w.revision_id))),
    "open a result": ("result", "read", lambda s, w: results.read(s, w.result)),
    "keep a result": ("result", "create", lambda s, w: results.keep(s, w.revision_id, RESULT | {"version": "2"})),
    "list evidence": ("attachment", "read", lambda s, w: _some(attachments.attachments_of(s, w.site_id))),
    "open evidence": ("attachment", "read", lambda s, w: attachments.read(s, w.attachment_id)),
    "add evidence": ("attachment", "create", lambda s, w: attachments.attach(s, w.site_id, b"%PDF-2", "b.pdf")),
    "take evidence away": ("attachment", "remove", lambda s, w: attachments.take_away(s, w.attachment_id)),
    "read the audit": ("audit", "read", lambda s, w: audit.history(s, w.site_id)),
    "list grants": ("grant", "read", lambda s, w: sites.list_grants(s, w.site_id)),
    "grant": ("grant", "create", lambda s, w: sites.show_to(s, w.site_id, "friend", "write")),
    "withdraw": ("grant", "remove", lambda s, w: sites.withdraw(s, w.grant_id)),
}


def _some(found: tuple[object, ...]) -> tuple[object, ...]:
    """Return what a list shows; an empty one is a denial here, because the owner put something in."""
    if not found:
        raise UnknownKeyError("row", "none seen")
    return found


def test_every_role_in_every_relation_may_do_what_the_matrix_says(app_database: sa.Engine, world: World) -> None:
    denied = 0
    for (act, (resource, verb, work)), ((role, relation), actor) in itertools.product(ACTS.items(), world.actors.items()):
        # of a role that owns no sites, an organisation's own site is nobody's; a factory is never somebody's guest
        owns, visits = role in ("factory", "consultant"), role in ("consultant", "zone_manager")
        stands = relation if (relation == "own" and owns) or (relation != "own" and visits) else "none"
        allowed = is_allowed(role, resource, verb, stands)
        assert _passes(app_database, actor, work, world) is allowed, (act, role, relation)
        denied += not allowed
    assert (len(ACTS) * len(world.actors), denied) == (400, 320)


def _passes(engine: sa.Engine, actor: Actor, work: Callable[[Scope, World], object], world: World) -> bool:
    """Return whether an act was let through; nothing of it is kept."""
    try:
        with writing(engine, actor) as scope:
            work(scope, world)
            raise _UndoneError
    except _UndoneError:
        return True
    except (DeniedError, UnknownKeyError):
        return False


class _UndoneError(Exception):
    """Ends a transaction whose act went through."""


def test_lists_show_nothing_of_others(app_database: sa.Engine, world: World) -> None:
    shown = {key for key, actor in world.actors.items() if _listed(app_database, actor)}
    assert shown == {
        ("factory", "own"),
        ("consultant", "own"),
        *itertools.product(("consultant", "zone_manager"), ("write", "read")),
    }


def _listed(engine: sa.Engine, actor: Actor) -> bool:
    with reading(engine, actor) as scope:
        return bool(sites.list_sites(scope))


def test_what_is_hidden_and_what_does_not_exist_give_one_answer(app_database: sa.Engine, world: World) -> None:
    said = []
    for key in (world.site_id, "0" * 32):
        with reading(app_database, world.actors["factory", "none"]) as scope, pytest.raises(UnknownKeyError) as error:
            sites.record(scope, key)
        said.append(str(error.value).replace(key, "KEY"))
    assert said[0] == said[1]


# ---- PostgreSQL's own walls, with the store's conditions left out --------------------------------------------------------------


ON_POSTGRESQL = pytest.mark.parametrize("owner_database", ["postgresql"], indirect=True)  # SQLite has no users; the file is the wall


@pytest.fixture
def walls(app_database: sa.Engine) -> sa.Engine:
    """Return the database as the application's user sees it, for statements without the store's own conditions."""
    return app_database


TENANT_TABLES = tuple(
    name for name, table in schema.METADATA.tables.items() if {"organisation_id", "site_id"} & set(table.c.keys()) or name == "organisation"
)


def test_tables_of_tenants_are_what_they_are_taken_for() -> None:
    assert set(TENANT_TABLES) == set(schema.METADATA.tables) == {*r0003_isolation.TABLES, *r0004_api.TABLES, *r0005_province.TABLES}
    assert {people_schema.account.name, api_schema.api_key.name} <= set(TENANT_TABLES)


@ON_POSTGRESQL
def test_a_bare_select_shows_nothing_without_a_context_or_of_a_stranger(walls: sa.Engine, world: World) -> None:
    with walls.connect() as connection:
        assert [connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() for table in TENANT_TABLES] == [0] * 16
    roles: tuple[Role, ...] = ("factory", "consultant", "zone_manager", "department")
    for role, table in itertools.product(roles, TENANT_TABLES):
        # of the grants, the one withdrawn from this account is its own
        others = {"organisation": "id <> %s", "site_access": "organisation_id <> %s AND account_id <> %s"}
        where = others.get(table, "organisation_id <> %s")
        with reading(walls, world.actors[role, "none"]) as scope:
            values = (scope.actor.organisation, scope.actor.account)[: where.count("%s")]
            assert scope.connection.exec_driver_sql(f"SELECT * FROM {table} WHERE {where}", values).all() == [], (role, table)


@ON_POSTGRESQL
def test_the_walls_are_not_simply_closed(walls: sa.Engine, world: World) -> None:
    with reading(walls, world.actors["factory", "own"]) as scope:
        for table in ("site", "content", "document", "revision", "result", "attachment", "audit", "audit_head"):
            assert scope.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar(), table


@ON_POSTGRESQL
def test_bare_writes_into_anothers_tables_fail(walls: sa.Engine, world: World) -> None:
    stranger = world.actors["consultant", "none"]
    for table, verb in itertools.product(TENANT_TABLES, ("DELETE FROM {}", "TRUNCATE {} CASCADE")):
        with pytest.raises(DeniedError), writing(walls, stranger) as scope:
            scope.connection.exec_driver_sql(verb.format(table))
    for table, columns in {**r0003_isolation.CHANGEABLE, **r0004_api.CHANGEABLE}.items():
        column, owner = columns.split(",")[0], "id" if table == "organisation" else "organisation_id"
        statement = f"UPDATE {table} SET {column} = {column} WHERE {owner} <> %s"
        with writing(walls, stranger) as scope:
            assert scope.connection.exec_driver_sql(statement, (stranger.organisation,)).rowcount == 0, table


@ON_POSTGRESQL
def test_a_reader_cannot_write_past_the_store(walls: sa.Engine, world: World) -> None:
    reader = world.actors["consultant", "read"]
    with writing(walls, reader) as scope:
        assert scope.connection.exec_driver_sql("SELECT count(*) FROM document").scalar() == 1
        assert scope.connection.exec_driver_sql("UPDATE document SET title = 'x'").rowcount == 0
    row = "('x', (SELECT organisation_id FROM site), (SELECT id FROM site), 't', NULL, 0, '')"
    with pytest.raises(DeniedError), writing(walls, reader) as scope:
        scope.connection.exec_driver_sql(
            f"INSERT INTO document (id, organisation_id, site_id, title, head_id, last_number, created_at) VALUES {row}"
        )


@ON_POSTGRESQL
def test_the_application_cannot_take_the_walls_down(walls: sa.Engine) -> None:
    for statement in (
        "SET ROLE postgres",
        "ALTER TABLE site DISABLE ROW LEVEL SECURITY",
        "DROP POLICY seen ON site",
        "ALTER ROLE sachhon_web BYPASSRLS",
        "DROP TRIGGER keep_audit ON audit",
    ):
        with walls.connect() as connection, pytest.raises(sa.exc.DBAPIError):
            connection.exec_driver_sql(statement)


@ON_POSTGRESQL
def test_switching_row_security_off_shows_nothing_but_an_error(walls: sa.Engine, world: World) -> None:
    with walls.connect() as connection:
        connection.exec_driver_sql("SET LOCAL row_security = off")
        with pytest.raises(sa.exc.DBAPIError, match="row-level security"):
            connection.exec_driver_sql("SELECT * FROM site")


@ON_POSTGRESQL
def test_a_pooled_connection_carries_nothing_to_the_next_person(walls: sa.Engine, world: World) -> None:
    single = sa.create_engine(walls.url, pool_size=1, max_overflow=0)
    with reading(single, world.actors["factory", "own"]) as scope:
        assert scope.connection.exec_driver_sql("SELECT count(*) FROM site").scalar() == 1
        process = scope.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
    with single.connect() as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar() == process
        assert connection.exec_driver_sql("SELECT count(*) FROM site").scalar() == 0
        assert not connection.exec_driver_sql("SELECT current_setting('sachhon.organisation', true)").scalar()
    single.dispose()


@ON_POSTGRESQL
def test_a_database_user_outside_the_application_reads_no_tenants_table(walls: sa.Engine, owner_database: sa.Engine) -> None:
    with owner_database.begin() as connection:
        connection.exec_driver_sql("DO $$ BEGIN CREATE ROLE sachhon_outside LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    outside = make_engine(owner_database.url.set(username="sachhon_outside"))
    for table in TENANT_TABLES:
        with outside.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="permission denied"):
            connection.exec_driver_sql(f"SELECT * FROM {table}")
    outside.dispose()


@ON_POSTGRESQL
def test_a_server_can_tell_whether_its_user_is_bound(walls: sa.Engine, owner_database: sa.Engine) -> None:
    assert not sees_everything(walls)
    assert sees_everything(owner_database)


# ---- lints ---------------------------------------------------------------------------------------------------------------------

UNPROTECTED = sa.text(
    """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r'
      AND (c.relname = 'organisation' OR EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid
           AND a.attname IN ('organisation_id', 'site_id', 'account_id') AND NOT a.attisdropped))
      AND NOT (c.relrowsecurity AND c.relforcerowsecurity
               AND (SELECT count(DISTINCT p.polcmd) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd IN ('r', 'a')) = 2)
    """
)


@ON_POSTGRESQL
def test_no_table_of_tenants_lacks_its_policies(walls: sa.Engine, owner_database: sa.Engine) -> None:
    with owner_database.begin() as connection:
        assert connection.execute(UNPROTECTED).all() == []
        connection.exec_driver_sql("CREATE TABLE forgotten (id int, site_id text)")
        connection.exec_driver_sql("ALTER TABLE document NO FORCE ROW LEVEL SECURITY")
        connection.exec_driver_sql("DROP POLICY seen ON result")
        assert {row.relname for row in connection.execute(UNPROTECTED)} == {"forgotten", "document", "result"}


SPEAKERS = {"assessment/store/scope.py", "assessment/store/checking.py", "assessment/audit.py"}
STATEMENTS = {"select", "insert", "update", "delete", "text", "exec_driver_sql", "execute", "scalars", "table", "Session"}


def spoken(source: str) -> set[str]:
    """Return which calls of a module make or run SQL."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}
    return names & STATEMENTS


def modules() -> list[str]:
    folders = [ROOT / "assessment", ROOT / "app"]
    found = [path.relative_to(ROOT).as_posix() for folder in folders for path in folder.rglob("*.py")]
    return sorted(path for path in found if not path.startswith(("app/database/", "app/migrations/")) and path not in SPEAKERS)


def test_only_the_scope_speaks_sql() -> None:
    talking = {path: spoken((ROOT / path).read_text(encoding="utf-8")) for path in modules() if _has_sql(path)}
    allowed = {"assessment/store/sites.py": {"insert", "execute"}}  # the grant that the gate writes for an invitation
    assert {path: said for path, said in talking.items() if said - allowed.get(path, set())} == {}
    assert {"assessment/store/documents.py", "app/accounts/people.py"} <= set(talking)


def _has_sql(path: str) -> bool:
    return "sqlalchemy" in (ROOT / path).read_text(encoding="utf-8")


def test_the_lint_hears_a_query_that_bypasses_the_scope() -> None:
    assert spoken("scope.connection.execute(sa.select(schema.site))") == {"execute", "select"}


def test_sqlalchemy_is_spoken_in_few_rooms() -> None:
    rooms = ("assessment/store/", "assessment/audit.py", "app/accounts/", "app/api/store/", "app/database/", "app/migrations/", "benchmarks/")
    folders = [ROOT / name for name in ("calculators", "data", "benchmarks", "assessment", "app")]
    found = [path for folder in folders for path in folder.rglob("*.py") if _imports_sqlalchemy(path)]
    names = [path.relative_to(ROOT).as_posix() for path in found]
    assert [name for name in names if not name.startswith(rooms) and Path(name).stem != "store"] == []
    assert len(names) > 10


def _imports_sqlalchemy(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    parts = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return any(name.split(".")[0] in ("sqlalchemy", "alembic") for name in plain | parts)


def test_the_stores_errors_are_one_family() -> None:
    assert issubclass(DeniedError, StoreError)
