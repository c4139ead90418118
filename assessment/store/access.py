"""Who may do what: one matrix of role, resource and verb. The store asks it, the pages and the API ask it, a test walks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from assessment.store.errors import DeniedError

Role = Literal["factory", "consultant", "zone_manager", "department", "administrator", "gate"]
Resource = Literal[
    "organisation", "site", "document", "result", "attachment", "audit", "grant", "account", "session", "key", "release",
    "exchange", "contribution", "programme",
]  # fmt: skip
Verb = Literal["read", "create", "change", "remove"]
Relation = Literal["own", "write", "read", "none"]
Reach = Literal["never", "own", "write", "read", "any"]

ROLES: tuple[Role, ...] = get_args(Role)
PEOPLE: tuple[Role, ...] = tuple(role for role in ROLES if role != "gate")
RESOURCES: tuple[Resource, ...] = get_args(Resource)
VERBS: tuple[Verb, ...] = get_args(Verb)
RELATIONS: tuple[Relation, ...] = get_args(Relation)

_REACHED: Mapping[Reach, frozenset[Relation]] = MappingProxyType(
    {
        "never": frozenset(),
        "own": frozenset({"own"}),
        "write": frozenset({"own", "write"}),
        "read": frozenset({"own", "write", "read"}),
        "any": frozenset(RELATIONS),
    }
)


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person (or the sign-in itself, role ``gate``) on whose behalf a transaction runs."""

    account: str
    name: str
    organisation: str
    role: Role


LOCAL = Actor(account="local", name="local", organisation="local", role="factory")  # the one user of a laptop


def _row(read: Reach = "never", create: Reach = "never", change: Reach = "never", remove: Reach = "never") -> Mapping[Verb, Reach]:
    return MappingProxyType({"read": read, "create": create, "change": change, "remove": remove})


# What is not written here is never allowed. For sites and what lies below them: "own" = of the actor's organisation, "write"
# and "read" = also those granted to the account at that level. For accounts and sessions "own" = the actor's own.
MATRIX: Mapping[Role, Mapping[Resource, Mapping[Verb, Reach]]] = MappingProxyType(
    {
        "factory": {
            "organisation": _row(read="own", change="own"),
            "site": _row(read="own", create="own", change="own", remove="own"),
            "document": _row(read="own", create="own", change="own"),
            "result": _row(read="own", create="own"),
            "attachment": _row(read="own", create="own", remove="own"),
            "audit": _row(read="own"),
            "grant": _row(read="own", create="own", remove="own"),
            "account": _row(read="own", change="own"),
            "session": _row(read="own", remove="own"),
            "key": _row(read="own", create="own", remove="own"),
            "exchange": _row(read="own", create="own", change="own"),
            "contribution": _row(read="own", create="own", remove="own"),
            "release": _row(read="any"),
        },
        "consultant": {
            "organisation": _row(read="own", change="own"),
            "site": _row(read="read", create="own", change="write", remove="own"),
            "document": _row(read="read", create="write", change="write"),
            "result": _row(read="read", create="write"),
            "attachment": _row(read="read", create="write", remove="write"),
            "audit": _row(read="read"),
            "grant": _row(read="own", create="own", remove="own"),
            "account": _row(read="own", change="own"),
            "session": _row(read="own", remove="own"),
            "key": _row(read="own", create="own", remove="own"),
            "exchange": _row(read="read", create="write", change="write"),
            "contribution": _row(read="read", create="own", remove="own"),
            "release": _row(read="any"),
        },
        "zone_manager": {
            "organisation": _row(read="own"),
            "site": _row(read="read"),
            "document": _row(read="read"),
            "result": _row(read="read"),
            "account": _row(read="own", change="own"),
            "session": _row(read="own", remove="own"),
            "key": _row(read="own", create="own", remove="own"),
            "release": _row(read="any"),
        },
        "department": {
            "organisation": _row(read="own"),
            "account": _row(read="own", change="own"),
            "session": _row(read="own", remove="own"),
            "key": _row(read="own", create="own", remove="own"),
            "programme": _row(read="own", change="own"),
            "release": _row(read="any"),
        },
        "administrator": {
            "organisation": _row(read="any", create="any", change="any"),
            "account": _row(read="any", create="any", change="any", remove="any"),
            "session": _row(read="any", remove="any"),
            "key": _row(read="any", create="any", remove="any"),
            "release": _row(read="any"),
        },
        "gate": {
            "organisation": _row(read="any"),
            "account": _row(read="any", change="any"),
            "session": _row(read="any", create="any", change="any", remove="any"),
            "key": _row(read="any", change="any"),
            "grant": _row(create="any"),
        },
    }
)


def is_allowed(role: Role, resource: Resource, verb: Verb, relation: Relation) -> bool:
    """Return whether a role may do `verb` to a resource that it stands in `relation` to."""
    row = MATRIX[role].get(resource)
    return row is not None and relation in _REACHED[row[verb]]


def permit(actor: Actor, resource: Resource, verb: Verb, relation: Relation) -> None:
    """Let an allowed act pass.

    Raises
    ------
    DeniedError
        If the matrix does not allow it.
    """
    if not is_allowed(actor.role, resource, verb, relation):
        raise DeniedError(f"a {actor.role} may not {verb} this {resource}")
