"""People, passwords, sessions and invitations, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.accounts import invitations, passwords, people, schema, sessions
from app.accounts.invitations import accept, invite
from app.accounts.people import AccountError
from app.accounts.sessions import ABSOLUTE, FREE_FAILURES, IDLE, Refused, SignedIn, look_up, sign_in, sign_out
from assessment import audit
from assessment.store import checking, sites
from assessment.store.access import Actor, Role
from assessment.store.errors import DeniedError
from assessment.store.scope import reading, writing
from assessment.store.sites import SYSTEM, found_organisation
from calculators.errors import UnknownKeyError

GOOD = "sông Hồng chảy về đâu"
START = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with little memory: what is tested here is not how slow argon2 is."""
    monkeypatch.setattr(passwords, "_HASHER", passwords.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    passwords._nobodys.cache_clear()


@pytest.fixture
def database(app_database: sa.Engine) -> sa.Engine:
    """Return a new database as the application sees it: on PostgreSQL every test here runs under row-level security."""
    return app_database


@dataclass
class Hands:
    """A clock that stands still until it is turned."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def turn(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture
def clock() -> Hands:
    return Hands()


def person(engine: sa.Engine, role: Role, login: str, organisation: str | None = None, password: str | None = GOOD) -> Actor:
    """Make an account (and its organisation) and return on whose behalf it acts."""
    with writing(engine, SYSTEM) as scope:
        home = organisation or found_organisation(scope, f"Công ty của {login}", people.ORGANISATION_KINDS[role])
        made, _ = people.add_account(scope, home, login, f"Người {login}", role, password)
    return Actor(account=made.id, name=made.name, organisation=home, role=role)


def enter(engine: sa.Engine, clock: Callable[[], datetime], login: str = "lan", password: str = GOOD) -> SignedIn:
    found = sign_in(engine, login, password, "Chrome, Windows", clock)
    assert isinstance(found, SignedIn)
    return found


def test_who_signs_in_is_who_the_session_is_of(database: sa.Engine, clock: Hands) -> None:
    lan = person(database, "factory", "Lan@Nha-May.vn")
    found = enter(database, clock, "  LAN@nha-may.VN ")
    opened = look_up(database, found.token, clock)
    assert opened is not None
    assert opened.actor == lan
    assert not opened.must_change


def test_neither_token_nor_password_stands_in_the_database(database: sa.Engine, owner_database: sa.Engine, clock: Hands) -> None:
    person(database, "factory", "lan")
    found = enter(database, clock)
    with owner_database.connect() as connection:
        rows = [*connection.execute(sa.select(schema.session)), *connection.execute(sa.select(schema.account))]
    said = repr(rows)
    assert found.token not in said
    assert GOOD not in said
    assert "$argon2id$" in said


@pytest.mark.parametrize(("login", "password"), [("lan", "wrong wrong wrong"), ("nobody", GOOD), ("lan", ""), ("", "")])
def test_a_wrong_name_or_password_is_one_answer(database: sa.Engine, clock: Hands, login: str, password: str) -> None:
    person(database, "factory", "lan")
    assert sign_in(database, login, password, "x", clock) == Refused()


def test_an_unknown_name_costs_a_check_and_a_row_as_a_known_one_does(
    database: sa.Engine, owner_database: sa.Engine, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(database, "factory", "lan")
    checked: list[str | None] = []
    real = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda kept, given: checked.append(kept) or real(kept, given))

    def rows() -> int:
        with owner_database.connect() as connection:
            return int(connection.execute(sa.text("SELECT count(*) FROM audit")).scalar_one())

    before = rows()
    sign_in(database, "lan", "wrong", "x", clock)
    between = rows()
    sign_in(database, "nobody", "wrong", "x", clock)
    assert len(checked) == 2
    assert (between - before, rows() - between) == (1, 1)


def test_guessing_makes_the_account_wait_ever_longer(database: sa.Engine, clock: Hands) -> None:
    person(database, "factory", "lan")
    for _ in range(FREE_FAILURES):
        assert sign_in(database, "lan", "guess", "x", clock) == Refused()
    assert sign_in(database, "lan", GOOD, "x", clock) == Refused()
    clock.turn(timedelta(seconds=61))
    assert sign_in(database, "lan", "guess", "x", clock) == Refused()
    clock.turn(timedelta(seconds=61))
    assert sign_in(database, "lan", GOOD, "x", clock) == Refused()
    clock.turn(timedelta(seconds=61))
    enter(database, clock)
    assert sign_in(database, "lan", "guess", "x", clock) == Refused()
    enter(database, clock)


def test_guessing_never_shuts_out_for_more_than_an_hour(database: sa.Engine, clock: Hands) -> None:
    person(database, "factory", "lan")
    for _ in range(40):
        sign_in(database, "lan", "guess", "x", clock)
        clock.turn(timedelta(minutes=61))
    enter(database, clock)


@pytest.mark.parametrize(("wait", "is_open"), [(IDLE - timedelta(seconds=1), True), (IDLE, False)])
def test_a_session_left_idle_ends(database: sa.Engine, clock: Hands, wait: timedelta, is_open: bool) -> None:
    person(database, "factory", "lan")
    found = enter(database, clock)
    clock.turn(wait)
    assert (look_up(database, found.token, clock) is not None) is is_open


@pytest.mark.parametrize(("jump", "is_open"), [(-timedelta(minutes=5), True), (-IDLE, False), (timedelta(days=-9999), False), (timedelta(days=9999), False)])
def test_a_clock_that_jumps_prolongs_no_session(database: sa.Engine, clock: Hands, jump: timedelta, is_open: bool) -> None:
    person(database, "factory", "lan")
    found = enter(database, clock)
    clock.turn(jump)
    assert (look_up(database, found.token, clock) is not None) is is_open
    again = enter(database, clock)
    assert look_up(database, again.token, clock) is not None


def test_a_session_in_use_ends_all_the_same_after_a_day(database: sa.Engine, clock: Hands) -> None:
    person(database, "factory", "lan")
    found = enter(database, clock)
    used = timedelta()
    while used + IDLE / 2 < ABSOLUTE:
        clock.turn(IDLE / 2)
        used += IDLE / 2
        assert look_up(database, found.token, clock) is not None
    clock.turn(IDLE / 2)
    assert look_up(database, found.token, clock) is None


def test_a_token_is_worth_nothing_after_signing_out(database: sa.Engine, clock: Hands) -> None:
    person(database, "factory", "lan")
    found = enter(database, clock)
    sign_out(database, found.token, clock)
    assert look_up(database, found.token, clock) is None
    assert look_up(database, found.token + "x", clock) is None


def test_every_sign_in_is_a_new_session(database: sa.Engine, clock: Hands) -> None:
    person(database, "factory", "lan")
    assert enter(database, clock).token != enter(database, clock).token


def test_devices_are_listed_and_ended_one_by_one_by_their_owner_only(database: sa.Engine, clock: Hands) -> None:
    lan = person(database, "factory", "lan")
    colleague = person(database, "factory", "minh", lan.organisation)
    first, second = enter(database, clock), enter(database, clock)
    with writing(database, colleague, clock) as scope:
        assert sessions.devices(scope) == ()
        assert not sessions.end(scope, first.session_id)
    with writing(database, lan, clock) as scope:
        assert {device.id for device in sessions.devices(scope)} == {first.session_id, second.session_id}
        assert sessions.end(scope, first.session_id)
    assert look_up(database, first.token, clock) is None
    assert look_up(database, second.token, clock) is not None


def test_who_is_disabled_is_out_at_once(database: sa.Engine, clock: Hands) -> None:
    lan = person(database, "factory", "lan")
    found = enter(database, clock)
    with writing(database, SYSTEM, clock) as scope:
        people.disable(scope, lan.account)
    assert look_up(database, found.token, clock) is None
    assert sign_in(database, "lan", GOOD, "x", clock) == Refused()
    with writing(database, SYSTEM, clock) as scope:
        people.enable(scope, lan.account)
    assert look_up(database, found.token, clock) is None
    enter(database, clock)


def test_a_reset_ends_sessions_lifts_the_lock_and_asks_for_a_new_password(database: sa.Engine, clock: Hands) -> None:
    lan = person(database, "factory", "lan")
    found = enter(database, clock)
    for _ in range(FREE_FAILURES):
        sign_in(database, "lan", "guess", "x", clock)
    with writing(database, SYSTEM, clock) as scope:
        first = people.reset(scope, lan.account)
    assert look_up(database, found.token, clock) is None
    assert sign_in(database, "lan", GOOD, "x", clock) == Refused()
    assert enter(database, clock, password=first).must_change


def test_changing_the_password_ends_the_other_devices(database: sa.Engine, clock: Hands) -> None:
    lan = person(database, "factory", "lan")
    here, there = enter(database, clock), enter(database, clock)
    with writing(database, lan, clock) as scope:
        with pytest.raises(DeniedError):
            people.change_password(scope, "not it", "một câu khác hẳn")
        people.change_password(scope, GOOD, "một câu khác hẳn", here.session_id)
    assert look_up(database, here.token, clock) is not None
    assert look_up(database, there.token, clock) is None
    enter(database, clock, password="một câu khác hẳn")


@pytest.mark.parametrize(
    ("password", "key"),
    [
        pytest.param("ngắn", "password.too_short", id="short"),
        pytest.param("a" * 201, "password.too_long", id="long"),
        pytest.param("aaaaaaaaaaaaaa", "password.too_plain", id="one letter"),
        pytest.param("matkhau123456", "password.guessed_first", id="worn out"),
        pytest.param("Lan.Nguyen2026", "password.guessed_first", id="own name"),
    ],
)
def test_passwords_that_are_guessed_first_are_refused(password: str, key: str) -> None:
    with pytest.raises(passwords.PasswordError) as refused:
        passwords.check_new(password, "lan.nguyen", "Nguyễn Lan")
    assert refused.value.key == key


@pytest.mark.parametrize("password", [GOOD, "correct horse battery", "mưa rơi trên mái tôn", passwords.first_password()], ids=["chosen", "words", "tiếng Việt", "made"])
def test_a_sentence_is_a_good_password(password: str) -> None:
    assert passwords.check_new(password, "lan", "Nguyễn Lan") == password


def test_a_password_typed_with_other_code_points_is_the_same() -> None:
    import unicodedata

    assert passwords.matches(passwords.hashed(GOOD), unicodedata.normalize("NFD", GOOD))


@pytest.mark.parametrize(
    ("login", "role", "key"),
    [("lan", "factory", "taken"), ("a b", "factory", "bad_login"), ("x", "factory", "bad_login"), ("minh", "king", "bad_role"),
     ("minh", "department", "wrong_organisation"), ("minh", "gate", "bad_role")],
)  # fmt: skip
def test_accounts_that_cannot_be(database: sa.Engine, login: str, role: Role, key: str) -> None:
    lan = person(database, "factory", "lan")
    with writing(database, SYSTEM) as scope, pytest.raises(AccountError) as refused:
        people.add_account(scope, lan.organisation, login, "Minh", role)
    assert refused.value.key == f"account.{key}"


def test_a_factory_invites_a_consultant_to_one_site_and_takes_it_back(database: sa.Engine, owner_database: sa.Engine, clock: Hands) -> None:
    lan = person(database, "factory", "lan")
    minh = person(database, "consultant", "minh")
    with writing(database, lan, clock) as scope:
        shown, hidden = (sites.open_site(scope, name) for name in ("A", "B"))
        made = invite(scope, shown.id)
        assert [row[0] for row in invitations.pending(scope, shown.id)] == [made.id]
    assert accept(database, minh, made.token, clock) == shown.id
    with pytest.raises(AccountError):
        accept(database, minh, made.token, clock)
    with writing(database, minh, clock) as scope:
        assert [site.id for site in invitations.clients(scope)] == [shown.id]
        with pytest.raises(UnknownKeyError):
            sites.record(scope, hidden.id)
        audit.note_reading(scope, shown.id, "document")
        audit.note_reading(scope, shown.id, "document")
    with writing(database, lan, clock) as scope:
        seen = [(entry.verb, entry.name) for entry in audit.history(scope, shown.id)]
        assert seen == [("create", lan.name), ("invite", lan.name), ("grant", minh.name), ("read", minh.name)]
        (grant,) = sites.list_grants(scope, shown.id)
        sites.withdraw(scope, grant.id)
    with reading(database, minh, clock) as scope:
        assert invitations.clients(scope) == ()
        with pytest.raises(UnknownKeyError):
            sites.record(scope, shown.id)
    with owner_database.connect() as connection, connection.begin():
        assert checking.check(connection) == []


@pytest.mark.parametrize("spoil", ["late", "cancelled", "unknown"])
def test_an_invitation_that_no_longer_stands_opens_nothing(database: sa.Engine, clock: Hands, spoil: str) -> None:
    lan = person(database, "factory", "lan")
    minh = person(database, "consultant", "minh")
    with writing(database, lan, clock) as scope:
        made = invite(scope, sites.open_site(scope, "A").id)
    if spoil == "late":
        clock.turn(invitations.VALID)
    if spoil == "cancelled":
        with writing(database, lan, clock) as scope:
            invitations.cancel(scope, made.id)
    token = "guess" if spoil == "unknown" else made.token
    with pytest.raises(AccountError):
        accept(database, minh, token, clock)
    with reading(database, minh, clock) as scope:
        assert sites.list_sites(scope) == ()


def test_a_zone_manager_only_reads_whatever_the_invitation_says(database: sa.Engine, clock: Hands) -> None:
    lan = person(database, "factory", "lan")
    zone = person(database, "zone_manager", "kcn")
    with writing(database, lan, clock) as scope:
        made = invite(scope, sites.open_site(scope, "A").id, "write")
    site_id = accept(database, zone, made.token, clock)
    with writing(database, zone, clock) as scope:
        assert sites.record(scope, site_id).name == "A"
        audit.note_reading(scope, site_id, "document")
        with pytest.raises(DeniedError):
            sites.describe(scope, site_id, "Mine", "other")
    with reading(database, lan, clock) as scope:
        assert [entry.verb for entry in audit.history(scope, site_id)][-1] == "read"


def test_only_an_administrator_lists_and_makes_accounts(database: sa.Engine) -> None:
    lan = person(database, "factory", "lan")
    with writing(database, lan) as scope:
        with pytest.raises(DeniedError):
            people.list_accounts(scope)
        with pytest.raises(DeniedError):
            people.reset(scope, lan.account)
        with pytest.raises(DeniedError):
            people.add_account(scope, lan.organisation, "minh", "Minh", "administrator")
    boss = person(database, "administrator", "chu")
    with reading(database, boss) as scope:
        assert [account.login for account in people.list_accounts(scope)] == ["chu", "lan"]
