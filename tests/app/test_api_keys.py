"""Keys of programs: made once, looked up, ended; through steps, copies and restores, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.accounts import people
from app.api.store import keys, replies, schema
from app.database import backup, restoring, upgrading
from assessment.store import checking, sites
from assessment.store.access import LOCAL, Actor
from assessment.store.errors import DeniedError
from assessment.store.scope import Scope, reading, writing
from assessment.store.sites import SYSTEM, organisation_for
from calculators.errors import UnknownKeyError

YEAR = timedelta(days=365)


def local_key(engine: sa.Engine, *scopes: str) -> tuple[keys.Key, str]:
    with writing(engine, LOCAL) as scope:
        return keys.create(scope, LOCAL, "script", scopes or keys.SCOPES, YEAR)


def account(engine: sa.Engine, login: str, organisation: str) -> Actor:
    with writing(engine, SYSTEM) as scope:
        home = organisation_for(scope, organisation, "factory")
        made, _ = people.add_account(scope, home, login, login, "factory", None)
    return Actor(account=made.id, name=login, organisation=home, role="factory")


def test_a_key_speaks_for_its_holder_and_is_kept_as_a_hash(owner_database: sa.Engine, app_database: sa.Engine) -> None:
    lan = account(owner_database, "lan", "A")
    with writing(app_database, lan) as scope:
        key, token = keys.create(scope, lan, "script", ["results:read"], YEAR)
    bearer = keys.look_up(app_database, token, is_alone=False)
    assert bearer is not None
    assert (bearer.actor, bearer.scopes, bearer.key_id) == (lan, frozenset({"results:read"}), key.id)
    with owner_database.connect() as connection:
        (row,) = connection.execute(sa.select(schema.api_key)).all()
    assert token not in str(tuple(row))
    assert row.token_sha256 == keys.token_sha256(token)


def test_a_local_key_counts_only_where_there_are_no_accounts(database: sa.Engine) -> None:
    _, token = local_key(database)
    assert keys.look_up(database, token, is_alone=False) is None
    bearer = keys.look_up(database, token, is_alone=True)
    assert bearer is not None
    assert bearer.actor == LOCAL


def test_an_unknown_a_revoked_an_old_and_a_disabled_holders_key_find_nothing(database: sa.Engine) -> None:
    assert keys.look_up(database, "sachhon_nothing", is_alone=True) is None
    key, token = local_key(database)
    later = datetime.now(UTC) + YEAR
    assert keys.look_up(database, token, is_alone=True, clock=lambda: later) is None
    with writing(database, LOCAL) as scope:
        keys.revoke(scope, key.id)
    assert keys.look_up(database, token, is_alone=True) is None
    lan = account(database, "lan", "A")
    with writing(database, lan) as scope:
        _, hers = keys.create(scope, lan, "script", ["results:read"], YEAR)
    assert keys.look_up(database, hers, is_alone=False) is not None
    with writing(database, SYSTEM) as scope:
        people.disable(scope, lan.account)
    assert keys.look_up(database, hers, is_alone=False) is None


@pytest.mark.parametrize(
    ("scopes", "days"), [(("everything",), 30), ((), 30), (("results:read",), 0), (("results:read",), 731)], ids=["unknown", "none", "short", "long"]
)
def test_keys_that_are_not_made(database: sa.Engine, scopes: tuple[str, ...], days: int) -> None:
    with pytest.raises(keys.KeyRequestError), writing(database, LOCAL) as scope:
        keys.create(scope, LOCAL, "x", scopes, timedelta(days=days))


def test_nobody_makes_sees_or_ends_anothers_key(owner_database: sa.Engine, app_database: sa.Engine) -> None:
    lan, minh = account(owner_database, "lan", "A"), account(owner_database, "minh", "A")
    with writing(app_database, lan) as scope:
        key, _ = keys.create(scope, lan, "script", ["results:read"], YEAR)
    with pytest.raises(DeniedError), writing(app_database, minh) as scope:
        keys.create(scope, lan, "script", ["results:read"], YEAR)
    with reading(app_database, minh) as scope:
        assert keys.list_keys(scope) == ()
    with pytest.raises(UnknownKeyError), writing(app_database, minh) as scope:
        keys.revoke(scope, key.id)
    with writing(app_database, SYSTEM) as scope:
        assert [each.id for each in keys.list_keys(scope)] == [key.id]
        keys.revoke(scope, key.id)
    with reading(app_database, lan) as scope:
        assert keys.list_keys(scope)[0].revoked_at is not None


def test_answers_are_the_accounts_own(owner_database: sa.Engine, app_database: sa.Engine) -> None:
    lan, minh = account(owner_database, "lan", "A"), account(owner_database, "minh", "A")
    kept = replies.Reply(request_sha256="0" * 64, status=201, headers={"Location": "/x"}, body="{}")
    with writing(app_database, lan) as scope:
        replies.remember(scope, "once", kept)
    assert _recalled(app_database, lan) == kept
    assert _recalled(app_database, minh) is None


def _recalled(engine: sa.Engine, actor: Actor) -> replies.Reply | None:
    with reading(engine, actor) as scope:
        return replies.recall(scope, "once")


def faults(engine: sa.Engine) -> list[object]:
    with engine.connect() as connection, connection.begin():
        return list(checking.check(connection))


def test_the_step_goes_down_and_up_with_keys_in_it(database: sa.Engine) -> None:
    local_key(database)
    with writing(database, LOCAL) as scope:
        replies.remember(scope, "once", replies.Reply(request_sha256="0" * 64, status=201, headers={}, body="{}"))
        site = sites.open_site(scope, "Nhà máy").id
    upgrading.downgrade(database, "0003_isolation")
    assert not {"api_key", "api_reply"} & set(sa.inspect(database).get_table_names())
    assert upgrading.upgrade(database).is_current
    with reading(database, LOCAL) as scope:
        assert sites.record(scope, site).name == "Nhà máy"
        assert keys.list_keys(scope) == ()
    assert faults(database) == []
    local_key(database)
    assert faults(database) == []


def test_a_restore_does_not_bring_back_a_revoked_key(database: sa.Engine, tmp_path: Path) -> None:
    key, token = local_key(database)
    backup.backup(database.url, tmp_path / "copy")
    with writing(database, LOCAL) as scope:
        keys.revoke(scope, key.id)
    database.dispose()
    restoring.restore(database.url, tmp_path / "copy")
    assert keys.look_up(database, token, is_alone=True) is None


def test_two_copies_of_one_second_are_two_files(database: sa.Engine, tmp_path: Path) -> None:
    def named(scope: Scope) -> str:
        return sites.open_site(scope, "x").id

    with writing(database, LOCAL) as scope:
        first = named(scope)
    backup.backup(database.url, tmp_path / "night")
    with writing(database, LOCAL) as scope:
        second = named(scope)
    database.dispose()
    asides = [restoring.restore(database.url, tmp_path / "night").aside for _ in range(3)]
    assert len(set(asides)) == 3
    assert asides[0] is not None
    restoring.restore(database.url, asides[0])
    with reading(database, LOCAL) as scope:
        assert {sites.record(scope, each).id for each in (first, second)} == {first, second}
