"""The register: nothing identifies before both have said yes, and nothing after one has taken it back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from assessment import audit, exchange
from assessment.store import sites
from assessment.store.access import Actor
from assessment.store.errors import DeniedError, StoreError
from assessment.store.scope import reading, writing
from assessment.store.sites import SYSTEM, found_organisation
from benchmarks.exchange import store
from benchmarks.exchange.notice import OPEN_FOR, Notice, expires_on
from benchmarks.exchange.store import Contact
from calculators.errors import DomainError, UnknownKeyError

SCRAP = Notice(id="", side="offer", material="fabric_scrap", composition="clean", band="10_100", province="68", commune="22918")
WANTED = Notice(id="", side="want", material="fabric_scrap", composition="mixed", band="1_10", province="68")
AN = Contact(name="Nguyễn Thị An", phone="0252 382 1234")
BINH = Contact(name="Trần Bình", email="binh@example.vn")


@dataclass(frozen=True, kw_only=True)
class Side:
    """A factory with one published notice."""

    actor: Actor
    site_id: str
    notice: Notice


def factory(engine: sa.Engine, name: str, notice: Notice) -> Side:
    with writing(engine, SYSTEM) as scope:
        organisation = found_organisation(scope, f"Công ty {name}", "factory")
    actor = Actor(account=name, name=name, organisation=organisation, role="factory")
    with writing(engine, actor) as scope:
        site_id = sites.open_site(scope, f"Nhà máy {name}").id
        return Side(actor=actor, site_id=site_id, notice=exchange.publish(scope, site_id, notice))


@pytest.fixture
def an(app_database: sa.Engine) -> Side:
    return factory(app_database, "An", SCRAP)


@pytest.fixture
def binh(app_database: sa.Engine) -> Side:
    return factory(app_database, "Binh", WANTED)


def seen(engine: sa.Engine, side: Side) -> exchange.Dealing:
    with reading(engine, side.actor) as scope:
        (dealing,) = exchange.dealings(scope, side.site_id)
    return dealing


def agree(engine: sa.Engine, side: Side, other: Side, contact: Contact) -> None:
    with writing(engine, side.actor) as scope:
        exchange.agree(scope, side.notice.id, other.notice.id, contact)


def everything(engine: sa.Engine, actor: Actor) -> str:
    """Return all that an actor can read of the register with bare statements."""
    with reading(engine, actor) as scope:
        tables = list(store.METADATA.tables)
        return "\n".join(str(scope.connection.exec_driver_sql(f"SELECT * FROM {table}").all()) for table in tables)


def test_a_contact_is_shown_after_two_yeses_and_hidden_after_one_no(app_database: sa.Engine, an: Side, binh: Side) -> None:
    agree(app_database, an, binh, AN)
    assert (seen(app_database, an).we_agreed, seen(app_database, an).they_agreed, seen(app_database, an).contact) == (True, False, None)
    assert (seen(app_database, binh).they_agreed, seen(app_database, binh).contact) == (True, None)
    agree(app_database, binh, an, BINH)
    assert seen(app_database, an).contact == BINH
    assert seen(app_database, binh).contact == AN
    with writing(app_database, an.actor) as scope:
        exchange.disagree(scope, an.notice.id, binh.notice.id)
    assert seen(app_database, an).contact is None
    assert (seen(app_database, binh).contact, seen(app_database, binh).they_agreed) == (None, False)
    agree(app_database, an, binh, AN)  # changed its mind once more
    assert seen(app_database, binh).contact == AN


def test_a_contact_taken_back_is_wiped(app_database: sa.Engine, owner_database: sa.Engine, an: Side, binh: Side) -> None:
    agree(app_database, an, binh, AN)
    with writing(app_database, an.actor) as scope:
        exchange.disagree(scope, an.notice.id, binh.notice.id)
    with owner_database.connect() as connection:  # as a superuser, past every policy
        kept = str(connection.exec_driver_sql("SELECT * FROM exchange_contact").all())
    assert "An" not in kept
    assert "0252" not in kept


def test_what_is_published_says_nothing_of_who(app_database: sa.Engine, an: Side, binh: Side) -> None:
    agree(app_database, an, binh, AN)
    with reading(app_database, binh.actor) as scope:
        shown = str([asdict(notice) for notice in exchange.published(scope)]) + str(asdict(seen(app_database, binh)))
    for secret in (an.actor.organisation, an.actor.account + "'", an.site_id, AN.name, AN.phone, "Công ty", "Nhà máy"):
        assert secret not in shown


@pytest.mark.parametrize("owner_database", ["postgresql"], indirect=True)
def test_postgresql_itself_hides_owners_and_contacts(app_database: sa.Engine, an: Side, binh: Side) -> None:
    agree(app_database, an, binh, AN)
    strangers = (
        binh.actor,
        Actor(account="d", name="d", organisation="d", role="department"),
        Actor(account="z", name="z", organisation="z", role="zone_manager"),
        Actor(account="a", name="a", organisation="a", role="administrator"),
    )
    for actor in strangers:
        text = everything(app_database, actor)
        assert an.notice.id in text  # the notice itself is public
        for secret in (an.actor.organisation, an.site_id, AN.name, AN.phone):
            assert secret not in text, (actor.role, secret)
    assert an.notice.id not in everything(app_database, Actor(account="", name="", organisation="", role="gate"))
    agree(app_database, binh, an, BINH)
    assert AN.phone in everything(app_database, binh.actor)
    assert AN.phone not in everything(app_database, strangers[1])
    with writing(app_database, binh.actor) as scope:
        exchange.disagree(scope, binh.notice.id, an.notice.id)  # whoever says no loses the other's contact too
    assert AN.phone not in everything(app_database, binh.actor)


@pytest.mark.parametrize("owner_database", ["postgresql"], indirect=True)
def test_bare_writes_for_another_are_refused(app_database: sa.Engine, an: Side, binh: Side) -> None:
    statements: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("INSERT INTO exchange_consent VALUES (%s, %s, 'x', NULL)", (an.notice.id, binh.notice.id)),
        ("INSERT INTO exchange_contact VALUES (%s, %s, 'x', 'x', 'x')", (an.notice.id, binh.notice.id)),
        ("INSERT INTO exchange_owner VALUES (%s, %s, %s)", (an.notice.id, binh.actor.organisation, binh.site_id)),
        ("DELETE FROM exchange_notice", ()),
        ("UPDATE exchange_owner SET site_id = 'x'", ()),
    )
    for statement, values in statements:
        with pytest.raises(StoreError), writing(app_database, binh.actor) as scope:
            scope.connection.exec_driver_sql(statement, values)
    with writing(app_database, binh.actor) as scope:
        where = "UPDATE exchange_notice SET closed_on = 'x' WHERE id = %s"
        assert scope.connection.exec_driver_sql(where, (an.notice.id,)).rowcount == 0


def test_only_the_owner_acts(app_database: sa.Engine, an: Side, binh: Side) -> None:
    acts = (
        lambda scope: exchange.close(scope, an.notice.id),
        lambda scope: exchange.agree(scope, an.notice.id, binh.notice.id, BINH),
        lambda scope: exchange.disagree(scope, an.notice.id, binh.notice.id),
        lambda scope: exchange.own(scope, an.site_id),
        lambda scope: exchange.dealings(scope, an.site_id),
        lambda scope: exchange.publish(scope, an.site_id, SCRAP),
    )
    for act in acts:
        with pytest.raises((DeniedError, UnknownKeyError)), writing(app_database, binh.actor) as scope:
            act(scope)


def test_a_notice_taken_back_ends_its_dealings(app_database: sa.Engine, an: Side, binh: Side) -> None:
    agree(app_database, an, binh, AN)
    agree(app_database, binh, an, BINH)
    with writing(app_database, an.actor) as scope:
        exchange.close(scope, an.notice.id)
    with reading(app_database, binh.actor) as scope:
        assert exchange.dealings(scope, binh.site_id) == ()
        assert [notice.id for notice in exchange.published(scope)] == [binh.notice.id]
        assert store.dealings(scope.connection, binh.notice.id)[0].contact is None
    with pytest.raises(UnknownKeyError), writing(app_database, an.actor) as scope:
        exchange.close(scope, an.notice.id)


@pytest.mark.parametrize("contact", [Contact(name=""), Contact(name="An"), Contact(name="An", email="x"), Contact(name="A" * 121, phone="0252382123")])
def test_a_contact_that_reaches_nobody_is_refused(app_database: sa.Engine, an: Side, binh: Side, contact: Contact) -> None:
    with pytest.raises(DomainError):
        agree(app_database, an, binh, contact)


def test_two_offers_do_not_deal(app_database: sa.Engine, an: Side) -> None:
    rival = factory(app_database, "Chi", SCRAP)
    with pytest.raises(DomainError):
        agree(app_database, an, rival, AN)


def test_every_act_stands_in_the_sites_audit_without_a_contact(app_database: sa.Engine, owner_database: sa.Engine, an: Side, binh: Side) -> None:
    agree(app_database, an, binh, AN)
    with writing(app_database, an.actor) as scope:
        exchange.disagree(scope, an.notice.id, binh.notice.id)
        exchange.close(scope, an.notice.id)
    with reading(app_database, an.actor) as scope:
        acts = exchange.history(scope, an.site_id)
    assert [act.verb for act in acts] == ["create", "agree", "disagree", "remove"]
    assert "0252" not in str(acts)
    with owner_database.connect() as connection:
        assert audit.verify(connection) == []


@pytest.mark.parametrize("owner_database", ["postgresql"], indirect=True)
def test_the_departments_database_role_reads_no_row_of_register_or_programme(owner_database: sa.Engine, an: Side) -> None:
    from benchmarks.peers.store import create

    create(owner_database)  # the pool beside it, with the department's own role
    with owner_database.connect() as connection:
        connection.exec_driver_sql("SET ROLE sachhon_department")
        assert connection.exec_driver_sql("SELECT count(*) FROM published_releases").scalar() == 0  # this is its own
        connection.rollback()
    for table in (*store.METADATA.tables, "programme", "pool_observations", "pool_submissions", "content", "site"):
        with owner_database.connect() as connection:
            connection.exec_driver_sql("SET ROLE sachhon_department")
            with pytest.raises(sa.exc.DBAPIError, match="permission denied"):
                connection.exec_driver_sql(f"SELECT * FROM {table}")


def test_the_register_goes_down_and_up_and_keeps_what_was_before(owner_database: sa.Engine, app_database: sa.Engine, an: Side) -> None:
    from app.database import upgrading

    assert upgrading.downgrade(owner_database, "0004_api").current == "0004_api"
    assert not {name for name in sa.inspect(owner_database).get_table_names() if name.startswith("exchange_") or name == "programme"}
    assert upgrading.upgrade(owner_database).is_current
    with writing(app_database, an.actor) as scope:
        assert sites.record(scope, an.site_id).name == "Nhà máy An"
        assert exchange.own(scope, an.site_id) == ()
        exchange.publish(scope, an.site_id, SCRAP)
    with owner_database.connect() as connection:
        assert audit.verify(connection) == []


def test_a_notice_ends_by_itself_and_its_owner_still_sees_it(app_database: sa.Engine, an: Side, binh: Side) -> None:
    published_on = date.fromisoformat(an.notice.published_on)
    last, after = (published_on + timedelta(days=days) for days in (OPEN_FOR, OPEN_FOR + 1))
    assert expires_on(an.notice) == last.isoformat()
    for day, count in ((last, 2), (after, 0)):
        with reading(app_database, binh.actor) as scope:
            then = replace(scope, at=f"{day.isoformat()}T08:00:00+00:00")
            assert len(exchange.published(then)) == count
            assert len(exchange.dealings(then, binh.site_id)) == count // 2
    with writing(app_database, binh.actor) as scope, pytest.raises(UnknownKeyError):
        exchange.agree(replace(scope, at=f"{after.isoformat()}T08:00:00+00:00"), binh.notice.id, an.notice.id, BINH)
    with reading(app_database, an.actor) as scope:
        assert [notice.id for notice in exchange.own(scope, an.site_id)] == [an.notice.id]
