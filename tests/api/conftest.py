"""The API on a server of a test's own: its handlers alone, over real HTTP, on a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from api_server import serving

from app import sites
from app.api import handler
from app.api.store import keys
from app.settings import Settings
from assessment.store.access import LOCAL
from assessment.store.scope import writing

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return a laptop's settings on a folder of the test's own."""
    return Settings(folder=tmp_path)


@pytest.fixture
def make_key(settings: Settings) -> Callable[..., str]:
    """Return what makes a key of the local user with the scopes given, or with all."""

    def make(*scopes: str) -> str:
        with writing(sites.open_store(settings), LOCAL) as scope:
            return keys.create(scope, LOCAL, "test", scopes or keys.SCOPES, timedelta(days=1))[1]

    return make


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test call as often as it likes; the pace has tests of its own."""
    monkeypatch.setattr(handler, "BURST", 100_000)
    monkeypatch.setattr(handler, "STRANGERS_BURST", 100_000)


@pytest.fixture
def client(settings: Settings, make_key: Callable[..., str]) -> Iterator[httpx.Client]:
    """Yield a client that shows a key with every scope."""
    with serving(settings) as address, httpx.Client(base_url=address, headers={"Authorization": f"Bearer {make_key()}"}, timeout=60) as made:
        yield made


@pytest.fixture
def garments(client: httpx.Client) -> dict[str, str]:
    """Return the garment example, kept through the API."""
    content = (EXAMPLES / "garments.yaml").read_bytes()
    made = client.post("/assessments", content=content, headers={"Content-Type": "application/yaml"})
    assert made.status_code == 201, made.text
    body: dict[str, str] = made.json()
    return body
