"""A department's yearly document: saved as a new number, read by its own department only, never altered."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from assessment import audit
from assessment.store import programmes
from assessment.store.access import LOCAL, Actor
from assessment.store.errors import DeniedError, StoreError
from assessment.store.scope import reading, writing
from assessment.store.sites import SYSTEM, found_organisation


@pytest.fixture
def department(app_database: sa.Engine) -> Actor:
    with writing(app_database, SYSTEM) as scope:
        organisation = found_organisation(scope, "Sở", "department")
    return Actor(account="d", name="d", organisation=organisation, role="department")


def test_each_saving_is_a_new_number(app_database: sa.Engine, owner_database: sa.Engine, department: Actor) -> None:
    for text in ("one", "two"):
        with writing(app_database, department) as scope:
            programmes.keep(scope, 2025, text)
    with writing(app_database, department) as scope:
        programmes.keep(scope, 2024, "before")
    with reading(app_database, department) as scope:
        assert [(kept.year, kept.number, kept.content) for kept in programmes.history(scope)] == [
            (2024, 1, "before"), (2025, 1, "one"), (2025, 2, "two"),
        ]  # fmt: skip
        assert {year: kept.content for year, kept in programmes.latest(scope).items()} == {2024: "before", 2025: "two"}
    with owner_database.connect() as connection:
        assert audit.verify(connection) == []


def test_another_department_sees_nothing_of_it(app_database: sa.Engine, department: Actor) -> None:
    with writing(app_database, department) as scope:
        programmes.keep(scope, 2025, "ours")
    with reading(app_database, Actor(account="e", name="e", organisation="e", role="department")) as scope:
        assert programmes.history(scope) == ()
    for actor in (LOCAL, Actor(account="f", name="f", organisation=department.organisation, role="zone_manager")):
        with pytest.raises(DeniedError), writing(app_database, actor) as scope:
            programmes.keep(scope, 2025, "theirs")


@pytest.mark.parametrize("statement", ["UPDATE programme SET content = 'x'", "DELETE FROM programme"])
def test_what_was_saved_is_never_altered(owner_database: sa.Engine, app_database: sa.Engine, department: Actor, statement: str) -> None:
    with writing(app_database, department) as scope:
        programmes.keep(scope, 2025, "ours")
    with pytest.raises((StoreError, sa.exc.DBAPIError)), owner_database.begin() as connection:
        connection.exec_driver_sql(statement)
