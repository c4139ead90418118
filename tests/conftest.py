"""What tests of several folders share: one PostgreSQL cluster, started once, and databases of a test's own in it."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))
import postgres_cluster

# the same cases every time, and a loaded machine is no failure; `make evidence` is where times are looked at
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Yield the address (without a scheme) of a cluster that lasts as long as the tests."""
    if postgres_cluster.binaries() is None:
        pytest.fail("no PostgreSQL server is installed; run make system")
    with postgres_cluster.cluster() as address:
        yield address


@pytest.fixture
def fresh_address(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[str], sa.URL]]:
    """Yield what makes a new, empty database of a kind (``sqlite``, ``postgresql``) and returns its address."""
    dropped: list[tuple[sa.Engine, str]] = []

    def make(kind: str) -> sa.URL:
        name = f"t{secrets.token_hex(6)}"
        if kind == "sqlite":
            return sa.URL.create("sqlite", database=str(tmp_path / f"{name}.db"))
        server = sa.make_url(f"postgresql+psycopg://{request.getfixturevalue('postgres')}")
        admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        dropped.append((admin, name))
        return server.set(database=name)

    yield make
    for admin, name in dropped:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def owner_database(request: pytest.FixtureRequest, fresh_address: Callable[[str], sa.URL]) -> Iterator[sa.Engine]:
    """Yield the engine of a new database with all tables, on SQLite and on PostgreSQL, as the one who owns it."""
    from app.database.engine import make_engine
    from app.database.upgrading import upgrade

    engine = make_engine(fresh_address(request.param))
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def database(owner_database: sa.Engine) -> sa.Engine:
    """Return a new database as its owner."""
    return owner_database


@pytest.fixture
def app_database(owner_database: sa.Engine) -> Iterator[sa.Engine]:
    """Yield the same database as the application connects to it on a server: owning nothing, bypassing nothing."""
    from app.database.engine import make_engine

    if owner_database.dialect.name == "sqlite":
        yield owner_database
        return
    with owner_database.begin() as connection:
        connection.exec_driver_sql(
            "DO $$ BEGIN CREATE ROLE sachhon_web LOGIN IN ROLE sachhon_app; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
    engine = make_engine(owner_database.url.set(username="sachhon_web"))
    yield engine
    engine.dispose()
