"""The department's database role on PostgreSQL: whatever way is tried, no raw row comes out.

The rights are read from the database's own catalogue, so that a table that is added later is covered too; then each way is tried by a
person who signs in with that role and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from benchmarks.peers import store
from benchmarks.peers.contribution import Contribution, Figure

PUBLISHED = "published_releases"
RAW = sorted({*store.METADATA.tables} - {PUBLISHED})
MARK = 987_654_321_000  # a figure of one plant
PLANT = Contribution(
    company="c-" + "0" * 32, facility="f-" + "0" * 32, sector="food", product="unspecified", province="68", size_band="small", year=2025,
    figures=(Figure(indicator="energy_intensity", numerator=MARK, numerator_unit="MJ", denominator=10**6, denominator_unit="kg"),),
)  # fmt: skip


@pytest.fixture(scope="module")
def owner(postgres: str) -> Iterator[sa.Engine]:
    """Yield a database with the application's and the pool's tables and one plant in the pool, as the one who owns them."""
    from app.database.upgrading import upgrade

    server = sa.create_engine(f"postgresql+psycopg://{postgres}", isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with server.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE department_trial")
    engine = sa.create_engine(server.url.set(database="department_trial"), poolclass=sa.NullPool)
    upgrade(engine)
    store.create(engine)
    with engine.begin() as connection:
        store.keep(connection, PLANT, "the record as it was sent")
        store.hold(connection, PLANT, "another")
        connection.exec_driver_sql("DROP ROLE IF EXISTS an_officer")
        connection.exec_driver_sql("CREATE ROLE an_officer LOGIN IN ROLE sachhon_department")
        connection.exec_driver_sql("CREATE VIEW everything AS SELECT * FROM pool_observations")
        connection.exec_driver_sql("CREATE SEQUENCE counted OWNED BY pool_submissions.serial")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    yield engine
    engine.dispose()
    with server.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE department_trial WITH (FORCE)")
        connection.exec_driver_sql("DROP ROLE an_officer")
    server.dispose()


@pytest.fixture
def officer(owner: sa.Engine) -> Iterator[Callable[[str], list[tuple[object, ...]]]]:
    """Yield what runs a statement as somebody who has the department's role only."""
    engine = sa.create_engine(owner.url.set(username="an_officer"), poolclass=sa.NullPool)

    def run(statement: str) -> list[tuple[object, ...]]:
        with engine.connect() as connection:
            found = connection.exec_driver_sql(statement)
            return [tuple(row) for row in found] if found.returns_rows else []

    yield run
    engine.dispose()


def test_the_catalogue_gives_the_role_one_table_to_read(owner: sa.Engine) -> None:
    rights = "SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"
    granted = set()
    with owner.connect() as connection:
        relations = connection.exec_driver_sql(
            "SELECT c.oid, c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
        ).all()
        for oid, name, kind in relations:
            if kind == "S":
                asked = {right: f"has_sequence_privilege('sachhon_department', {oid}, '{right}')" for right in ("USAGE", "SELECT", "UPDATE")}
            else:
                asked = {right: f"has_table_privilege('sachhon_department', {oid}, '{right}')" for right in rights}
                asked |= {f"{right} of a column": f"has_any_column_privilege('sachhon_department', {oid}, '{right}')" for right in rights[:3]}
            granted |= {(name, right) for right, call in asked.items() if connection.exec_driver_sql(f"SELECT {call}").scalar_one()}
    names = {name for _, name, _ in relations}
    assert set(store.METADATA.tables) | {"everything", "counted"} < names
    assert len(names) > 20
    assert granted == {(PUBLISHED, "SELECT"), (PUBLISHED, "SELECT of a column")}


def test_the_role_is_no_other_and_owns_nothing(owner: sa.Engine) -> None:
    with owner.connect() as connection:
        powers = connection.exec_driver_sql(
            "SELECT rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolcanlogin FROM pg_roles "
            "WHERE rolname = 'sachhon_department'"
        ).one()
        assert not any(powers)
        member = "SELECT count(*) FROM pg_auth_members WHERE member = 'sachhon_department'::regrole"
        assert connection.exec_driver_sql(member).scalar_one() == 0
        owned = "SELECT count(*) FROM pg_class WHERE relowner = 'sachhon_department'::regrole"
        assert connection.exec_driver_sql(owned).scalar_one() == 0
        assert not connection.exec_driver_sql("SELECT has_schema_privilege('sachhon_department', 'public', 'CREATE')").scalar_one()
        borrowed = connection.exec_driver_sql(
            "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.prosecdef "
            "AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND has_function_privilege('sachhon_department', p.oid, 'EXECUTE')"
        ).all()
        assert borrowed == []  # no function that runs with its owner's rights


@pytest.mark.parametrize("table", RAW)
@pytest.mark.parametrize(
    "way",
    [
        "SELECT * FROM {table}",
        "SELECT count(*) FROM {table}",
        "TABLE {table}",
        "SELECT 1 FROM {table} LIMIT 1",
        "COPY {table} TO STDOUT",
        "COPY (SELECT * FROM {table}) TO STDOUT",
        "EXPLAIN ANALYZE SELECT * FROM {table}",
        "CREATE TEMP TABLE mine AS SELECT * FROM {table}",
        "CREATE TEMP TABLE mine (LIKE {table}); INSERT INTO mine SELECT * FROM {table}",
        "SELECT query_to_xml('SELECT * FROM {table}', true, true, '')",
        "SELECT table_to_xml('{table}', true, true, '')",
        "LOCK TABLE {table} IN ACCESS SHARE MODE",
        "DELETE FROM {table} RETURNING *",
        "INSERT INTO {table} SELECT * FROM {table}",
        "SELECT p.vintage FROM published_releases p, LATERAL (SELECT * FROM {table}) x",
    ],
)
def test_no_statement_reads_a_raw_table(officer: Callable[[str], list[tuple[object, ...]]], table: str, way: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="permission denied"):
        officer(way.format(table=table))


@pytest.mark.parametrize(
    "way",
    [
        "SELECT * FROM everything",
        "SELECT nextval('counted')",
        "SELECT * FROM counted",
        "SET ROLE sachhon_aggregator",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
        "GRANT sachhon_aggregator TO an_officer",
        "GRANT SELECT ON pool_observations TO an_officer",
        "ALTER TABLE pool_observations OWNER TO an_officer",
        "CREATE VIEW mine AS SELECT * FROM published_releases",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SELECT * FROM pg_statistic",
        "SELECT rolpassword FROM pg_authid",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT pg_ls_dir('.')",
        "COPY published_releases TO '/tmp/out'",
        "COPY published_releases TO PROGRAM 'cat'",
        "SELECT lo_import('/etc/hosts')",
        "CREATE EXTENSION dblink",
        "ALTER ROLE an_officer SUPERUSER",
        "UPDATE published_releases SET cells = ''",
    ],
)
def test_no_way_around_is_open(officer: Callable[[str], list[tuple[object, ...]]], way: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=r"permission denied|must (be|have)|not have permission"):
        officer(way)


def test_what_it_may_read_holds_no_raw_figure(owner: sa.Engine, officer: Callable[[str], list[tuple[object, ...]]]) -> None:
    assert officer(f"SELECT * FROM {PUBLISHED}") == []
    statistics = "SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE tablename LIKE 'pool%%'"
    assert officer(statistics) == []  # the planner's samples of a table are shown to whoever may read it
    with owner.connect() as connection:
        assert connection.exec_driver_sql(f"SELECT count(*) FROM pool_observations WHERE numerator = {MARK}").scalar_one() == 1


def test_who_aggregates_can_do_what_the_release_needs_and_not_who_is_who(owner: sa.Engine) -> None:
    with owner.connect() as connection:
        connection.exec_driver_sql("SET ROLE sachhon_aggregator")
        assert len(store.active(connection, {})) == 1
        with pytest.raises(sa.exc.DBAPIError, match="permission denied"):
            connection.exec_driver_sql("SELECT * FROM registrar_identities")
