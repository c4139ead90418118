"""The tables of the API, in the metadata of the store."""

from __future__ import annotations

import sqlalchemy as sa

from assessment.store.schema import HASH, KEY, METADATA, NAME, TIME, key, owner

api_key = sa.Table(
    "api_key",
    METADATA,
    key(),
    owner(),
    sa.Column("account_id", KEY, nullable=False, index=True),
    sa.Column("name", NAME, nullable=False),
    sa.Column("scopes", NAME, nullable=False),
    sa.Column("token_sha256", HASH, nullable=False, unique=True),
    sa.Column("made_by", KEY, nullable=False),
    sa.Column("made_at", TIME, nullable=False),
    sa.Column("expires_at", TIME, nullable=False),
    sa.Column("used_at", TIME),
    sa.Column("revoked_at", TIME),
)
api_reply = sa.Table(
    "api_reply",
    METADATA,
    key(),
    owner(),
    sa.Column("account_id", KEY, nullable=False, index=True),
    sa.Column("token_sha256", HASH, nullable=False),
    sa.Column("request_sha256", HASH, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("headers", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("at", TIME, nullable=False),
    sa.UniqueConstraint("account_id", "token_sha256"),
)
