"""The tables of the store. `site_id` and `organisation_id` on a table make it a tenant's: it is read and written in a scope only.

Times are ISO 8601 texts in UTC, so that both databases keep the same bytes. Identities are random; order is by `number`, never
by a clock.
"""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
KEY = sa.String(40)
HASH = sa.String(64)
TIME = sa.String(40)
NAME = sa.String(500)


def key() -> sa.Column[str]:
    """Return the column of a random identity."""
    return sa.Column("id", KEY, primary_key=True)


def owner(primary: bool = False) -> sa.Column[str]:
    """Return the column that names the organisation a row belongs to."""
    return sa.Column("organisation_id", KEY, sa.ForeignKey("organisation.id"), nullable=False, primary_key=primary, index=True)


def place(primary: bool = False) -> sa.Column[str]:
    """Return the column that names the site a row belongs to."""
    return sa.Column("site_id", KEY, sa.ForeignKey("site.id"), nullable=False, primary_key=primary, index=not primary)


organisation = sa.Table(
    "organisation",
    METADATA,
    key(),
    sa.Column("name", NAME, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("created_at", TIME, nullable=False),
)
site = sa.Table(
    "site",
    METADATA,
    key(),
    owner(),
    sa.Column("name", NAME, nullable=False),
    sa.Column("sector", sa.String(80), nullable=False),
    sa.Column("created_at", TIME, nullable=False),
    sa.Column("changed_at", TIME, nullable=False),
    sa.Column("removed_at", TIME),
)
site_access = sa.Table(
    "site_access",
    METADATA,
    key(),
    owner(),
    place(),
    sa.Column("account_id", KEY, nullable=False, index=True),
    sa.Column("level", sa.String(10), nullable=False),
    sa.Column("granted_by", KEY, nullable=False),
    sa.Column("granted_at", TIME, nullable=False),
    sa.Column("withdrawn_by", KEY),
    sa.Column("withdrawn_at", TIME),
)
content = sa.Table(
    "content",
    METADATA,
    place(primary=True),
    sa.Column("sha256", HASH, primary_key=True),
    owner(),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("is_packed", sa.Boolean, nullable=False),
    sa.Column("bytes", sa.LargeBinary, nullable=False),
)
document = sa.Table(
    "document",
    METADATA,
    key(),
    owner(),
    place(),
    sa.Column("title", NAME, nullable=False),
    sa.Column("head_id", KEY),
    sa.Column("last_number", sa.Integer, nullable=False),
    sa.Column("created_at", TIME, nullable=False),
)
revision = sa.Table(
    "revision",
    METADATA,
    key(),
    owner(),
    place(),
    sa.Column("document_id", KEY, sa.ForeignKey("document.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("parent_id", KEY),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("act", sa.String(10), nullable=False),
    sa.Column("author", KEY, nullable=False),
    sa.Column("author_name", NAME, nullable=False),
    sa.Column("at", TIME, nullable=False),
    sa.Column("filename", NAME, nullable=False),
    sa.Column("sha256", HASH, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.UniqueConstraint("document_id", "number"),
    sa.ForeignKeyConstraint(["site_id", "sha256"], ["content.site_id", "content.sha256"]),
)
result = sa.Table(
    "result",
    METADATA,
    key(),
    owner(),
    place(),
    sa.Column("revision_id", KEY, sa.ForeignKey("revision.id"), nullable=False),
    sa.Column("edition", sa.String(40), nullable=False),
    sa.Column("version", sa.String(40), nullable=False),
    sa.Column("input_sha256", HASH, nullable=False),
    sa.Column("sha256", HASH, nullable=False),
    sa.Column("at", TIME, nullable=False),
    sa.UniqueConstraint("revision_id", "edition", "version"),
    sa.ForeignKeyConstraint(["site_id", "sha256"], ["content.site_id", "content.sha256"]),
)
attachment = sa.Table(
    "attachment",
    METADATA,
    key(),
    owner(),
    place(),
    sa.Column("filename", NAME, nullable=False),
    sa.Column("media_type", sa.String(80), nullable=False),
    sa.Column("sha256", HASH, nullable=False),
    sa.Column("added_by", KEY, nullable=False),
    sa.Column("added_at", TIME, nullable=False),
    sa.Column("removed_at", TIME),
    sa.ForeignKeyConstraint(["site_id", "sha256"], ["content.site_id", "content.sha256"]),
)
programme = sa.Table(
    "programme",
    METADATA,
    key(),
    owner(),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("author", KEY, nullable=False),
    sa.Column("author_name", NAME, nullable=False),
    sa.Column("at", TIME, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.UniqueConstraint("organisation_id", "year", "number"),
)
audit = sa.Table(
    "audit",
    METADATA,
    sa.Column("chain", KEY, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    owner(),
    sa.Column("site_id", KEY, sa.ForeignKey("site.id"), index=True),
    sa.Column("at", TIME, nullable=False),
    sa.Column("account", KEY, nullable=False),
    sa.Column("name", NAME, nullable=False),
    sa.Column("verb", sa.String(20), nullable=False),
    sa.Column("resource", sa.String(20), nullable=False),
    sa.Column("resource_id", KEY, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("previous", HASH, nullable=False),
    sa.Column("hash", HASH, nullable=False),
)
audit_head = sa.Table(
    "audit_head",
    METADATA,
    sa.Column("chain", KEY, primary_key=True),
    owner(),
    sa.Column("site_id", KEY, sa.ForeignKey("site.id"), index=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("hash", HASH, nullable=False),
)

# never changed and never deleted: a trigger in each database refuses it (`programme` has one too, from its own step on)
APPEND_ONLY = ("content", "revision", "result", "audit")
