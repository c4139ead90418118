"""Start a server with accounts on a free port and say on one line where it listens and who has an account. Run as a program."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from app.accounts import invitations, people
from app.accounts.settings import read
from app.province import published
from app.server import make_server
from app.settings import settle
from app.sites import keep, open_store
from assessment.store.access import Actor
from assessment.store.scope import writing
from assessment.store.sites import SYSTEM, found_organisation

PASSWORD = "con mèo ngủ trên mái nhà"
PEOPLE = (  # login, organisation, its kind, role
    ("lan", "Nhà máy A", "factory", "factory"),
    ("binh", "Nhà máy B", "factory", "factory"),
    ("chi", "Tư vấn C", "consultancy", "consultant"),
    ("khoa", "Khu công nghiệp", "zone", "zone_manager"),
    ("phuc", "Sở Công Thương", "department", "department"),
    ("admin", "Vận hành", "operator", "administrator"),
)


def document(name: str) -> bytes:
    """Return a small factory's figures."""
    made = {
        "format": "sachhon-assessment/1",
        "facility": {"name": name, "sector": "other", "province": "79"},
        "reporting_period": "2026",
        "products": [{"id": "p", "name": "Hàng", "unit": "t"}],
        "flows": [
            {"period": "2026", "stream": "product/p", "quantity": 100, "unit": "t"},
            {"period": "2026", "stream": "electricity/grid", "quantity": 424242, "unit": "kWh"},
        ],
    }
    return json.dumps(made, ensure_ascii=False).encode()


def main() -> None:
    """Make the people and two factories' sites, say so, and serve until stopped."""
    settings = settle("127.0.0.1", int(os.environ.get("TEST_PORT", "0")), os.environ.get("TEST_DATABASE"), "TEST_DEMO" in os.environ, read())
    engine = open_store(settings)
    actors: dict[str, Actor] = {}
    with writing(engine, SYSTEM) as scope:
        for login, name, kind, role in PEOPLE:
            organisation = found_organisation(scope, name, kind)
            account, _ = people.add_account(scope, organisation, login, login.title(), role, password=PASSWORD)
            actors[login] = Actor(account=account.id, name=account.name, organisation=organisation, role=role)  # type: ignore[arg-type]
        _, first = people.add_account(scope, actors["lan"].organisation, "moi", "Moi", "factory")
    sites = {
        login: keep(settings, document(f"Bí mật của {login}"), f"{login}.json", 10**6, actor=actors[login]) for login in ("lan", "binh")
    }
    with writing(engine, actors["lan"]) as scope:
        for login, level in (("chi", "write"), ("khoa", "read")):
            invitation = invitations.invite(scope, sites["lan"].key, "write" if level == "write" else "read")
            actors[login + "-token"] = invitation.token  # type: ignore[assignment]
    for login in ("chi", "khoa"):
        invitations.accept(engine, actors[login], str(actors.pop(login + "-token")))
    said: dict[str, Any] = {
        "sites": {login: site.key for login, site in sites.items()},
        "documents": {login: site.document for login, site in sites.items()},
        "first": first,
        "folder": str(settings.folder),
    }
    if settings.demo:
        published.shelf(settings)  # the demonstration's release takes a while to make, and is kept
    server = make_server(settings)
    print(json.dumps(said | {"port": server.port}), flush=True)
    server.start()
    server.run_until_shutdown()


if __name__ == "__main__":
    sys.exit(main())
