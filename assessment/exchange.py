"""What a factory does in the circular economy register: publish, take back, say yes to another's notice, take a yes back.

Each act asks whether the site is the actor's, is written into the site's audit, and never names one side to the other before
both have said yes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from assessment import audit
from assessment.store import schema
from assessment.store.access import permit
from assessment.store.scope import Scope, fetch, new_id, require
from benchmarks.exchange import store
from benchmarks.exchange.notice import Notice, Words, checked, fits, is_open, matches
from benchmarks.exchange.store import LONGEST_PART, Contact, Contactable
from calculators.errors import DomainError, UnknownKeyError
from data import catalogue

RESOURCE = "exchange"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[0-9][0-9 .\-]{6,18}")


@dataclass(frozen=True, kw_only=True)
class Dealing:
    """Another's notice beside one's own: whether it fits, who has agreed, and the contact once both have."""

    notice: Notice
    ours: Notice
    we_agreed: bool = False
    they_agreed: bool = False
    contact: Contact | None = None


@cache
def words() -> Words:
    """Return the closed lists of today: materials, provinces and their communes."""
    book = catalogue.open_edition()
    provinces = {str(row["code"]) for row in book.table("provinces") if not row["valid_to"]}
    communes: dict[str, set[str]] = {code: set() for code in provinces}
    for row in book.table("administrative_units"):
        if row["unit_level"] == "commune" and not row["valid_to"]:
            head = str(row["parent"]).partition("-")[0]
            if head in communes:
                communes[head].add(str(row["code"]))
    return Words(materials=frozenset(str(row["id"]) for row in book.table("exchange_materials")), provinces=provinces, communes=communes)


def publish(scope: Scope, site_id: str, notice: Notice) -> Notice:
    """Publish an offer or a want of a site; its identity and day are given here.

    Parameters
    ----------
    scope : Scope
        The actor's transaction.
    site_id : str
        The site whose notice it is; the register does not show it.
    notice : Notice
        What is offered or wanted; `id` and `published_on` are replaced.

    Returns
    -------
    Notice
        As it was published.

    Raises
    ------
    DomainError
        If a word is on no closed list.
    DeniedError
        If the site is not the actor's to speak for.
    """
    site = fetch(scope, schema.site, site_id)
    require(scope, "exchange", "create", site)
    made = checked(replace(notice, id=new_id(), published_on=scope.at[:10], closed_on=None), words())
    store.publish(scope.connection, made, organisation_id=site.organisation_id, site_id=site_id)
    _note(scope, site_id, "create", made.id, side=made.side, material=made.material)
    return made


def close(scope: Scope, notice_id: str) -> None:
    """Take one's own notice out of the register, and every yes that was said for it.

    Raises
    ------
    UnknownKeyError
        If there is no such open notice of the actor's.
    """
    site_id = _own(scope, notice_id)
    for dealing in store.dealings(scope.connection, notice_id):
        if dealing.we_agreed:
            disagree(scope, notice_id, dealing.other_id)
    if not store.close(scope.connection, notice_id, scope.at[:10]):
        raise UnknownKeyError("open notice", notice_id[:60])
    _note(scope, site_id, "remove", notice_id)


def agree(scope: Scope, notice_id: str, other_id: str, contact: Contact) -> None:
    """Say yes to another's notice that fits one's own. The other learns that somebody did, and whom only after its own yes.

    Raises
    ------
    DomainError
        If the notices do not fit, or the contact cannot be used.
    UnknownKeyError
        If the first is not the actor's or the second is not published.
    """
    site_id = _own(scope, notice_id)
    ours = next((notice for notice in store.of_site(scope.connection, site_id) if notice.id == notice_id), None)
    other = next((notice for notice in published(scope) if notice.id == other_id), None)
    if ours is None or other is None:
        raise UnknownKeyError("notice", other_id[:60])
    if not is_open(ours, scope.at[:10]) or not fits(ours, other) or other_id in {notice.id for notice in store.of_site(scope.connection, site_id)}:
        raise DomainError("two open notices of different factories were expected, one offering what the other wants")
    store.agree(scope.connection, notice_id, other_id, _usable(contact), scope.at)
    _note(scope, site_id, "agree", notice_id, other=other_id)


def disagree(scope: Scope, notice_id: str, other_id: str) -> None:
    """Take a yes back: from now on neither sees the other's contact."""
    site_id = _own(scope, notice_id)
    if not store.disagree(scope.connection, notice_id, other_id, scope.at):
        raise UnknownKeyError("consent", other_id[:60])
    _note(scope, site_id, "disagree", notice_id, other=other_id)


def published(scope: Scope) -> tuple[Notice, ...]:
    """Return every open notice; nothing in them says whose they are."""
    permit(scope.actor, "release", "read", "none")
    return tuple(notice for notice in store.published(scope.connection) if is_open(notice, scope.at[:10]))


def own(scope: Scope, site_id: str) -> tuple[Notice, ...]:
    """Return a site's own notices, those taken back too."""
    require(scope, "exchange", "read", fetch(scope, schema.site, site_id))
    return store.of_site(scope.connection, site_id)


def dealings(scope: Scope, site_id: str) -> tuple[Dealing, ...]:
    """Return, for each open notice of a site, the notices that fit it and how far each contact has come, nearest first."""
    ours = own(scope, site_id)
    others = {notice.id: notice for notice in published(scope) if notice.id not in {mine.id for mine in ours}}
    found: list[Dealing] = []
    for mine in ours:
        if not is_open(mine, scope.at[:10]):
            continue
        known = {dealing.other_id: dealing for dealing in store.dealings(scope.connection, mine.id)}
        found += [_dealing(mine, other, known.get(other.id)) for other in matches(mine, others.values())]
    return tuple(found)


def _dealing(mine: Notice, other: Notice, known: Contactable | None) -> Dealing:
    if known is None:
        return Dealing(notice=other, ours=mine)
    return Dealing(notice=other, ours=mine, we_agreed=known.we_agreed, they_agreed=known.they_agreed, contact=known.contact)


def history(scope: Scope, site_id: str) -> Sequence[audit.Entry]:
    """Return what a site did in the register, the first act first."""
    return [entry for entry in audit.history(scope, site_id) if entry.resource == RESOURCE]


def _own(scope: Scope, notice_id: str) -> str:
    """Return the site behind a notice if the actor may speak for it."""
    site_id = store.site_of(scope.connection, notice_id)
    require(scope, "exchange", "change", fetch(scope, schema.site, site_id))
    return site_id


def _usable(contact: Contact) -> Contact:
    parts = (contact.name, contact.phone, contact.email)
    named = bool(contact.name.strip()) and all(len(part) <= LONGEST_PART for part in parts)
    reached = _PHONE.fullmatch(contact.phone) if contact.phone else _EMAIL.fullmatch(contact.email)
    if not named or not reached or (contact.email and not _EMAIL.fullmatch(contact.email)):
        raise DomainError("a name and a telephone number or an e-mail address were expected")
    return contact


def _note(scope: Scope, site_id: str, verb: str, notice_id: str, **detail: str) -> None:
    """Write an act into the site's audit: which notices, never a contact."""
    organisation = fetch(scope, schema.site, site_id).organisation_id
    audit.record(scope, verb, RESOURCE, notice_id, organisation_id=organisation, site_id=site_id, detail=detail)
