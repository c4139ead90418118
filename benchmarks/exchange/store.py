"""The register's own tables. What is public and who is behind it never stand in one row.

``exchange_notice`` is what everybody reads. ``exchange_owner`` says whose a notice is: its owner alone reads it.
``exchange_consent`` holds who has said yes to whom, by notices: the two concerned read it. ``exchange_contact`` holds how one
can be reached: the other reads it while both have said yes, and not a day longer. On PostgreSQL row-level security says the
same a second time (`app.migrations`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from benchmarks.exchange.notice import Notice
from calculators.errors import UnknownKeyError

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_KEY = sa.String(40)
_WORD = sa.String(40)
_TIME = sa.String(40)
CONTACT_PARTS = ("name", "phone", "email")
LONGEST_PART = 120  # characters


def _notice_id(primary: bool = True) -> sa.Column[str]:
    return sa.Column("notice_id", _KEY, sa.ForeignKey("exchange_notice.id"), primary_key=primary, nullable=False)


def _other_id() -> sa.Column[str]:
    return sa.Column("other_id", _KEY, sa.ForeignKey("exchange_notice.id"), primary_key=True, nullable=False, index=True)


notice_table = sa.Table(
    "exchange_notice",
    METADATA,
    sa.Column("id", _KEY, primary_key=True),
    sa.Column("side", _WORD, nullable=False),
    sa.Column("material", _WORD, nullable=False, index=True),
    sa.Column("composition", _WORD, nullable=False),
    sa.Column("band", _WORD, nullable=False),
    sa.Column("province", _WORD, nullable=False),
    sa.Column("commune", _WORD, nullable=False),
    sa.Column("published_on", _TIME, nullable=False),
    sa.Column("closed_on", _TIME),
)
owner_table = sa.Table(
    "exchange_owner",
    METADATA,
    _notice_id(),
    sa.Column("organisation_id", _KEY, nullable=False, index=True),
    sa.Column("site_id", _KEY, nullable=False, index=True),
)
consent_table = sa.Table(
    "exchange_consent",
    METADATA,
    _notice_id(),
    _other_id(),
    sa.Column("said_at", _TIME, nullable=False),
    sa.Column("withdrawn_at", _TIME),
)
contact_table = sa.Table(
    "exchange_contact",
    METADATA,
    _notice_id(),
    _other_id(),
    *(sa.Column(part, sa.String(LONGEST_PART), nullable=False) for part in CONTACT_PARTS),
)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How somebody can be reached; shown to the other only while both have said yes."""

    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Contactable:
    """How a notice of one's own stands to another: who has said yes, and, when both have, whom to call."""

    notice_id: str
    other_id: str
    we_agreed: bool
    they_agreed: bool
    contact: Contact | None


def publish(connection: sa.Connection, notice: Notice, *, organisation_id: str, site_id: str) -> None:
    """Put a notice into the register, and apart from it whose it is."""
    connection.execute(notice_table.insert().values(**asdict(notice)))
    connection.execute(owner_table.insert().values(notice_id=notice.id, organisation_id=organisation_id, site_id=site_id))


def close(connection: sa.Connection, notice_id: str, on: str) -> int:
    """Take a notice out of the register on a day; return whether it was open."""
    table = notice_table
    return connection.execute(sa.update(table).where(table.c.id == notice_id, table.c.closed_on.is_(None)).values(closed_on=on)).rowcount


def published(connection: sa.Connection) -> tuple[Notice, ...]:
    """Return every open notice, without whose it is."""
    table = notice_table
    query = sa.select(table).where(table.c.closed_on.is_(None)).order_by(table.c.published_on, table.c.id)
    return tuple(_notice(row) for row in connection.execute(query))


def of_site(connection: sa.Connection, site_id: str) -> tuple[Notice, ...]:
    """Return a site's own notices, closed ones too. Who calls has asked whether the site is theirs."""
    table = notice_table
    own = sa.select(owner_table.c.notice_id).where(owner_table.c.site_id == site_id)
    query = sa.select(table).where(table.c.id.in_(own)).order_by(table.c.published_on, table.c.id)
    return tuple(_notice(row) for row in connection.execute(query))


def site_of(connection: sa.Connection, notice_id: str) -> str:
    """Return the site behind a notice.

    Raises
    ------
    UnknownKeyError
        If there is no such notice, or (on PostgreSQL) it is not the reader's: the two cannot be told apart.
    """
    found = connection.execute(sa.select(owner_table.c.site_id).where(owner_table.c.notice_id == notice_id)).scalar()
    if found is None:
        raise UnknownKeyError("notice", notice_id[:60])
    return str(found)


def agree(connection: sa.Connection, notice_id: str, other_id: str, contact: Contact, at: str) -> None:
    """Say yes to another's notice for one's own, and leave one's contact for the day the other says yes too."""
    pair = {"notice_id": notice_id, "other_id": other_id}
    if _row(connection, consent_table, notice_id, other_id) is None:
        connection.execute(consent_table.insert().values(**pair, said_at=at))
        connection.execute(contact_table.insert().values(**pair, **asdict(contact)))
        return
    _change(connection, consent_table, notice_id, other_id, said_at=at, withdrawn_at=None)
    _change(connection, contact_table, notice_id, other_id, **asdict(contact))


def disagree(connection: sa.Connection, notice_id: str, other_id: str, at: str) -> int:
    """Take a yes back and wipe the contact that was left; return whether there was one."""
    _change(connection, contact_table, notice_id, other_id, **dict.fromkeys(CONTACT_PARTS, ""))
    return _change(connection, consent_table, notice_id, other_id, withdrawn_at=at)


def dealings(connection: sa.Connection, notice_id: str) -> Sequence[Contactable]:
    """Return everyone who has said yes to a notice, or to whom it has, and the contact where both have."""
    table = consent_table
    live = table.c.withdrawn_at.is_(None)
    ours = {row.other_id for row in connection.execute(sa.select(table).where(table.c.notice_id == notice_id, live))}
    theirs = {row.notice_id for row in connection.execute(sa.select(table).where(table.c.other_id == notice_id, live))}
    return [
        Contactable(
            notice_id=notice_id,
            other_id=other,
            we_agreed=other in ours,
            they_agreed=other in theirs,
            contact=_contact(connection, other, notice_id) if other in ours & theirs else None,
        )
        for other in sorted(ours | theirs)
    ]


def _contact(connection: sa.Connection, notice_id: str, other_id: str) -> Contact | None:
    row = _row(connection, contact_table, notice_id, other_id)
    return None if row is None else Contact(**{part: getattr(row, part) for part in CONTACT_PARTS})


def _row(connection: sa.Connection, table: sa.Table, notice_id: str, other_id: str) -> sa.Row[Any] | None:
    return connection.execute(sa.select(table).where(table.c.notice_id == notice_id, table.c.other_id == other_id)).first()


def _change(connection: sa.Connection, table: sa.Table, notice_id: str, other_id: str, **values: str | None) -> int:
    where = (table.c.notice_id == notice_id, table.c.other_id == other_id)
    return connection.execute(sa.update(table).where(*where).values(**values)).rowcount


def _notice(row: sa.Row[Any]) -> Notice:
    return Notice(**row._mapping)
