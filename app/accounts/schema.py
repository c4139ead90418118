"""The tables of accounts, in the metadata of the store."""

from __future__ import annotations

import sqlalchemy as sa

from assessment.store.schema import HASH, KEY, METADATA, NAME, TIME, key, owner, place

account = sa.Table(
    "account",
    METADATA,
    key(),
    owner(),
    sa.Column("login", sa.String(120), nullable=False, unique=True),
    sa.Column("name", NAME, nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("password_hash", sa.String(200)),
    sa.Column("must_change", sa.Boolean, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until", TIME),
    sa.Column("subject", NAME, unique=True),
    sa.Column("created_at", TIME, nullable=False),
    sa.Column("password_at", TIME),
    sa.Column("disabled_at", TIME),
)
session = sa.Table(
    "session",
    METADATA,
    key(),
    owner(),
    sa.Column("account_id", KEY, sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("token_sha256", HASH, nullable=False, unique=True),
    sa.Column("device", sa.String(200), nullable=False),
    sa.Column("created_at", TIME, nullable=False),
    sa.Column("seen_at", TIME, nullable=False),
    sa.Column("expires_at", TIME, nullable=False),
    sa.Column("ended_at", TIME),
)
invitation = sa.Table(
    "invitation",
    METADATA,
    key(),
    owner(),
    place(),
    sa.Column("level", sa.String(10), nullable=False),
    sa.Column("token_sha256", HASH, nullable=False, unique=True),
    sa.Column("invited_by", KEY, nullable=False),
    sa.Column("made_at", TIME, nullable=False),
    sa.Column("expires_at", TIME, nullable=False),
    sa.Column("accepted_by", KEY),
    sa.Column("accepted_at", TIME),
    sa.Column("withdrawn_at", TIME),
)
