"""Erasing at the owner's request: the words are gone, on both databases, and the chain of acts still proves itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.accounts import people, sessions
from app.api.store import keys, replies
from app.api.store import schema as api
from app.database import backup, erasing, restoring
from app.database.engine import file_of
from assessment import audit
from assessment.model import Assessment
from assessment.store import attachments, checking, documents, schema, sites
from assessment.store.access import Actor
from assessment.store.errors import StoreError
from assessment.store.scope import reading, writing
from assessment.store.sites import SYSTEM, organisation_for
from calculators.errors import UnknownKeyError

SECRET = "Xưởng Bí Mật"
PERSON = "Nguyễn Thị Lan"


def plant(quantity: float) -> Assessment:
    return Assessment.model_validate(
        {
            "facility": {"name": SECRET, "sector": "other", "province": "79"},
            "reporting_period": "2026",
            "products": [{"id": "p", "name": SECRET, "unit": "t"}],
            "flows": [{"period": "2026", "stream": "electricity/grid", "quantity": quantity, "unit": "kWh"}],
        }
    )


def somebody(engine: sa.Engine, login: str, name: str, organisation: str) -> Actor:
    with writing(engine, SYSTEM) as scope:
        home = organisation_for(scope, organisation, "factory")
        made, _ = people.add_account(scope, home, login, name, "factory", None)
    return Actor(account=made.id, name=name, organisation=home, role="factory")


def worked(engine: sa.Engine, actor: Actor) -> str:
    """Let somebody make a site with two states, a file, a key and a kept answer, and return the site."""
    with writing(engine, actor) as scope:
        site = sites.open_site(scope, SECRET).id
        first = documents.start(scope, site, documents.draft_of(plant(1.0))).head
        documents.save(scope, first.document_id, documents.draft_of(plant(2.0)), first.id)
        attachments.attach(scope, site, b"%PDF-" + SECRET.encode(), f"{SECRET}.pdf")
        keys.create(scope, actor, f"{SECRET} {actor.name}", ["results:read"], timedelta(days=9))
        replies.remember(scope, "once", replies.Reply(request_sha256="0" * 64, status=200, headers={}, body=SECRET))
    return site


@pytest.fixture
def lan(owner_database: sa.Engine) -> Actor:
    return somebody(owner_database, "lan", PERSON, SECRET)


@pytest.fixture
def minh(owner_database: sa.Engine) -> Actor:
    return somebody(owner_database, "minh", "Minh", "Khác")


def everything(engine: sa.Engine) -> str:
    """Return all that the tables say."""
    with engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        return "\n".join(str(tuple(row)) for name in names for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"'))


def faults(engine: sa.Engine) -> list[audit.Fault]:
    with engine.connect() as connection, connection.begin():
        return checking.check(connection)


def ends(engine: sa.Engine) -> dict[str, tuple[int, str]]:
    with engine.connect() as connection:
        return audit.heads(connection)


ERASURES: tuple[tuple[erasing.Kind, Callable[[Actor, str], str], tuple[str, ...]], ...] = (
    ("site", lambda _, site: site, ()),
    ("account", lambda lan, _: "lan", (PERSON, "'lan'")),
    ("organisation", lambda lan, _: lan.organisation, (PERSON, SECRET, "'lan'")),
)


@pytest.mark.parametrize(("kind", "key", "gone"), ERASURES)
def test_the_words_are_gone_and_the_chain_is_whole(
    owner_database: sa.Engine, lan: Actor, minh: Actor, kind: erasing.Kind, key: Callable[[Actor, str], str], gone: tuple[str, ...]
) -> None:
    site = worked(owner_database, lan)
    others = worked(owner_database, minh)
    before = ends(owner_database)
    assert erasing.erase(owner_database.url, kind, key(lan, site)) >= 1
    assert faults(owner_database) == []
    with reading(owner_database, minh) as scope:
        assert sites.record(scope, others).name == SECRET
        assert audit.verify_site(scope, others) == []
    after = ends(owner_database)
    assert set(after) == set(before)
    assert all(after[chain][0] >= number for chain, (number, _) in before.items())
    with writing(owner_database, SYSTEM) as scope, erasing._lifted(scope):  # what is left of the other one would be found too
        scope.connection.execute(
            sa.update(schema.audit).where(schema.audit.c.organisation_id == minh.organisation).values(name="", detail="{}")
        )
    assert "audit.altered" in {fault.code for fault in faults(owner_database)}
    with owner_database.connect() as connection:
        kept = connection.execute(sa.select(schema.content.c.bytes).where(schema.content.c.site_id == site)).scalars().all()
        assert all(kept) if kind == "account" else kept and not any(kept)
    if kind != "organisation":
        return
    with owner_database.connect() as connection:
        mine = connection.execute(sa.select(schema.audit).where(schema.audit.c.organisation_id == lan.organisation)).all()
    assert not [word for word in gone if word in str(mine)]


@pytest.mark.parametrize(("kind", "key"), [("site", "site"), ("account", "lan"), ("organisation", "home")])
def test_no_table_says_the_words_any_more(owner_database: sa.Engine, lan: Actor, kind: erasing.Kind, key: str) -> None:
    site = worked(owner_database, lan)
    aims = {"site": site, "lan": "lan", "home": lan.organisation}
    assert PERSON in everything(owner_database)
    erasing.erase(owner_database.url, kind, aims[key])
    said = everything(owner_database)
    if kind != "site":
        assert PERSON not in said
        assert "'lan'" not in said
    if kind == "organisation":
        assert SECRET not in said
        if (file := file_of(owner_database.url)) is not None:
            owner_database.dispose()
            left = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
            assert PERSON.encode() not in left
            assert SECRET.encode() not in left


def test_an_erased_person_cannot_come_in_and_an_erased_site_is_in_no_list(owner_database: sa.Engine, lan: Actor) -> None:
    site = worked(owner_database, lan)
    erasing.erase(owner_database.url, "site", site)
    with reading(owner_database, lan) as scope:
        assert site not in {each.id for each in sites.list_sites(scope)}
    with writing(owner_database, SYSTEM) as scope:
        first = people.reset(scope, lan.account)
    erasing.erase(owner_database.url, "account", lan.account)
    assert isinstance(sessions.sign_in(owner_database, "lan", first, "Firefox"), sessions.Refused)


def test_words_taken_out_without_an_act_are_found(owner_database: sa.Engine, lan: Actor) -> None:
    site = worked(owner_database, lan)
    with writing(owner_database, SYSTEM) as scope, erasing._lifted(scope):
        scope.connection.execute(sa.update(schema.content).where(schema.content.c.site_id == site).values(bytes=b""))
        scope.connection.execute(sa.update(schema.audit).where(schema.audit.c.chain == site).values(name=audit.ERASED))
    found = {fault.code for fault in faults(owner_database)}
    assert found == {"content.altered", "audit.altered"}


def test_what_is_kept_stays_append_only_afterwards(owner_database: sa.Engine, lan: Actor) -> None:
    site = worked(owner_database, lan)
    erasing.erase(owner_database.url, "site", site)
    for table in (schema.content, schema.revision, schema.audit):
        with pytest.raises(StoreError), writing(owner_database, SYSTEM) as scope:
            scope.connection.execute(sa.update(table).values(organisation_id="x"))


def test_the_application_itself_cannot_erase(owner_database: sa.Engine, app_database: sa.Engine, lan: Actor) -> None:
    site = worked(owner_database, lan)
    if app_database.dialect.name == "postgresql":
        with pytest.raises(StoreError), writing(app_database, SYSTEM) as scope:
            erasing.erase_within(scope, "site", site)
    with pytest.raises(UnknownKeyError):
        erasing.erase(owner_database.url, "site", "nowhere")
    assert faults(owner_database) == []
    assert SECRET in everything(owner_database)


def test_a_restored_copy_does_not_bring_back_what_was_erased(owner_database: sa.Engine, lan: Actor, tmp_path: Path) -> None:
    site = worked(owner_database, lan)
    copy = tmp_path / "copy"
    backup.backup(owner_database.url, copy)
    erasing.erase(owner_database.url, "organisation", lan.organisation)
    owner_database.dispose()
    done = restoring.restore(owner_database.url, copy)
    assert done.faults == ()
    assert done.erased_again >= 1
    assert PERSON not in everything(owner_database)
    assert site in everything(owner_database)


def test_what_has_served_its_time_is_swept_and_nothing_else(owner_database: sa.Engine, lan: Actor) -> None:
    with writing(owner_database, SYSTEM) as scope:
        first = people.reset(scope, lan.account)
    assert isinstance(sessions.sign_in(owner_database, "lan", first, "Firefox"), sessions.SignedIn)
    worked(owner_database, lan)
    assert erasing.sweep(owner_database.url) == erasing.Swept(replies=0, sessions=0)
    in_a_month = datetime.now(UTC) + erasing.REPLIES_KEPT + timedelta(days=1)
    assert erasing.sweep(owner_database.url, lambda: in_a_month) == erasing.Swept(replies=1, sessions=0)
    later = datetime.now(UTC) + erasing.SESSIONS_KEPT + timedelta(days=1)
    assert erasing.sweep(owner_database.url, lambda: later) == erasing.Swept(replies=0, sessions=1)
    assert faults(owner_database) == []
    with owner_database.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(api.api_key)).scalar_one() == 1
