"""One call of the API and its answer, as the operations see them: no HTTP library below this line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.database.engine import Engine
from app.settings import Settings
from assessment.store.access import LOCAL, Actor
from assessment.store.scope import Scope

JSON = "application/json"
Schema = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Call:
    """What a program asks: on whose behalf, of what, with which words."""

    settings: Settings
    engine: Engine
    actor: Actor
    lang: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes = b""
    media_type: str = ""
    if_match: str = ""

    @property
    def is_local(self) -> bool:
        """Return whether the one user of a laptop asks."""
        return self.actor == LOCAL


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is answered: a JSON value, or a file."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = JSON


Write = Callable[[Scope], Answer]  # the second half of a write, within its transaction


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter in the path or the query."""

    name: str
    description: str
    schema: Schema
    place: str = "query"
    is_required: bool = False


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One thing the API does. A reading act answers; a writing act prepares, and returns what is done in the transaction."""

    method: str
    path: str
    scope: str | None
    name: str
    summary: str
    answers: Mapping[int, Schema | None]
    read: Callable[[Call], Answer] | None = None
    write: Callable[[Call], Write] | None = None
    parameters: tuple[Parameter, ...] = ()
    takes: Mapping[str, Schema] = field(default_factory=dict)
    gives: tuple[str, ...] = (JSON,)
    largest: int = 64 * 1024  # bytes of a body
