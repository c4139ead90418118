"""Accounts: made, listed, disabled and reset by an administrator; each person changes the own password."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.accounts import passwords, schema
from app.accounts.identity import folded_login
from app.accounts.sessions import end_all
from assessment import audit
from assessment.store import schema as tables
from assessment.store.access import PEOPLE, permit
from assessment.store.errors import DeniedError
from assessment.store.scope import Scope, add, alter, fetch, find, new_id, rows
from calculators.errors import SachhonError, UnknownKeyError

_LOGIN = re.compile(r"[\w.@+\-]{3,120}")
ORGANISATION_KINDS = {
    "factory": "factory",
    "consultant": "consultancy",
    "zone_manager": "zone",
    "department": "department",
    "administrator": "operator",
}


class AccountError(SachhonError, ValueError):
    """What was asked of an account cannot be done; `key` names the message."""

    def __init__(self, key: str, text: str) -> None:
        self.key = f"account.{key}"
        super().__init__(text)


@dataclass(frozen=True, kw_only=True)
class Account:
    """One person as a list shows it; no password, no hash."""

    id: str
    organisation_id: str
    login: str
    name: str
    role: str
    must_change: bool
    created_at: str
    locked_until: str | None
    disabled_at: str | None


def add_account(scope: Scope, organisation_id: str, login: str, name: str, role: str, password: str | None = None) -> tuple[Account, str]:
    """Make an account and return it with the password for the first sign-in, which has to be changed there.

    Raises
    ------
    AccountError
        If the name is taken or cannot be one, the role is none, or does not fit the organisation.
    PasswordError
        If a password was given and is too easy to guess.
    """
    permit(scope.actor, "account", "create", "none")
    plain = folded_login(login)
    if not _LOGIN.fullmatch(plain):
        raise AccountError("bad_login", f"{login[:60]!r} is no sign-in name; use 3 to 120 letters, digits and . @ + - _")
    if role not in PEOPLE:
        raise AccountError("bad_role", f"no role {role!r}; expected one of {', '.join(PEOPLE)}")
    owner = fetch_organisation(scope, organisation_id)
    if owner.kind != ORGANISATION_KINDS[role]:
        raise AccountError(
            "wrong_organisation", f"a {role} belongs to an organisation of kind {ORGANISATION_KINDS[role]}, not {owner.kind}"
        )
    if find(scope, schema.account, schema.account.c.login == plain) is not None:
        raise AccountError("taken", f"the name {plain!r} is taken")
    first = passwords.check_new(password, plain, name) if password else passwords.first_password()
    account_id = new_id()
    state = {"must_change": password is None, "failures": 0, "locked_until": None, "subject": None, "disabled_at": None}
    times = {"created_at": scope.at, "password_at": scope.at}
    who = {"login": plain, "name": name.strip()[:500] or plain, "role": role, "password_hash": passwords.hashed(first)}
    add(scope, schema.account, id=account_id, organisation_id=organisation_id, **who, **state, **times)
    note(scope, "create", account_id, organisation_id, login=plain, role=role)
    return account(scope, account_id), first


def fetch_organisation(scope: Scope, organisation_id: str) -> sa.Row[Any]:
    """Return an organisation the actor may see."""
    row = find(scope, tables.organisation, tables.organisation.c.id == organisation_id)
    if row is None:
        raise UnknownKeyError("organisation", organisation_id[:60])
    return row


def note(scope: Scope, verb: str, account_id: str, organisation_id: str, **detail: object) -> None:
    """Add a row about an account to its organisation's chain."""
    audit.record(scope, verb, "account", account_id, organisation_id=organisation_id, detail=detail)


def account(scope: Scope, account_id: str) -> Account:
    """Return one account that the actor may see: the own one, or any for an administrator."""
    row = fetch(scope, schema.account, account_id)
    permit(scope.actor, "account", "read", "own" if account_id == scope.actor.account else "none")
    return _account(row)


def _account(row: sa.Row[Any]) -> Account:
    known = row._mapping
    return Account(**{name: known[name] for name in Account.__dataclass_fields__})


def by_login(scope: Scope, login: str) -> Account:
    """Return the account of a sign-in name; an administrator's question."""
    permit(scope.actor, "account", "read", "none")
    row = find(scope, schema.account, schema.account.c.login == folded_login(login))
    if row is None:
        raise UnknownKeyError("account", login[:60])
    return _account(row)


def list_accounts(scope: Scope) -> tuple[Account, ...]:
    """Return every account; an administrator's list."""
    permit(scope.actor, "account", "read", "none")
    return tuple(_account(row) for row in rows(scope, schema.account, order=schema.account.c.login))


def disable(scope: Scope, account_id: str) -> None:
    """Shut an account out at once: no sign-in, and every session of it ends."""
    permit(scope.actor, "account", "remove", "none")
    row = fetch(scope, schema.account, account_id)
    alter(scope, schema.account, schema.account.c.id == account_id, disabled_at=scope.at)
    end_all(scope, account_id)
    note(scope, "disable", account_id, row.organisation_id)


def enable(scope: Scope, account_id: str) -> None:
    """Let a disabled account in again."""
    permit(scope.actor, "account", "create", "none")
    row = fetch(scope, schema.account, account_id)
    alter(scope, schema.account, schema.account.c.id == account_id, disabled_at=None)
    note(scope, "enable", account_id, row.organisation_id)


def reset(scope: Scope, account_id: str) -> str:
    """Give an account a new first password, end its sessions, lift its lock, and return the password to hand over."""
    permit(scope.actor, "account", "create", "none")
    row = fetch(scope, schema.account, account_id)
    first = passwords.first_password()
    fresh = {"password_hash": passwords.hashed(first), "password_at": scope.at, "must_change": True}
    alter(scope, schema.account, schema.account.c.id == account_id, **fresh, failures=0, locked_until=None)
    end_all(scope, account_id)
    note(scope, "reset", account_id, row.organisation_id)
    return first


def change_password(scope: Scope, old: str, new: str, keep_session: str | None = None) -> None:
    """Change the actor's own password; every other session of the account ends.

    Raises
    ------
    DeniedError
        If the old password is not the right one.
    PasswordError
        If the new one is too easy to guess.
    """
    permit(scope.actor, "account", "change", "own")
    row = fetch(scope, schema.account, scope.actor.account)
    if not passwords.matches(row.password_hash, old):
        raise DeniedError("the old password is not the right one")
    plain = passwords.check_new(new, row.login, row.name)
    if plain == old:
        raise passwords.PasswordError("unchanged")
    fresh = {"password_hash": passwords.hashed(plain), "password_at": scope.at, "must_change": False}
    alter(scope, schema.account, schema.account.c.id == row.id, **fresh)
    end_all(scope, row.id, but=keep_session)
    note(scope, "change_password", row.id, row.organisation_id)
