"""Let the tests of this folder import the attackers beside them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from visitor import Server, Visitor, server


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Yield a server of many with a database of its own."""
    with server(tmp_path_factory.mktemp("many")) as running:
        yield running


@pytest.fixture
def stranger(many: Server) -> Iterator[Visitor]:
    """Yield somebody who is not signed in."""
    with Visitor(many) as visitor:
        yield visitor


@pytest.fixture(scope="session")
def people(many: Server) -> Iterator[dict[str, Visitor]]:
    """Yield one signed-in visitor of each role; tests that end sessions sign in for themselves."""
    found = {login: Visitor(many) for login in ("lan", "binh", "chi", "khoa", "phuc", "admin")}
    for login, visitor in found.items():
        assert visitor.sign_in(login).status_code == 303
    yield found
    for visitor in found.values():
        visitor.__exit__()
