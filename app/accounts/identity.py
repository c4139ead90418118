"""Who an account is: its name as it is compared, and the actor its acts are done by."""

from __future__ import annotations

import unicodedata
from typing import Any, get_args

import sqlalchemy as sa

from assessment.store.access import Actor, Role


def folded_login(login: str) -> str:
    """Return a sign-in name as it is compared: NFC, lower case, no spaces around."""
    return unicodedata.normalize("NFC", login).strip().casefold()


def actor_of(row: sa.Row[Any]) -> Actor:
    """Return on whose behalf a transaction of this account runs."""
    assert row.role in get_args(Role)
    return Actor(account=row.id, name=row.name, organisation=row.organisation_id, role=row.role)
