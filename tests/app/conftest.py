"""What the tests of the application share: the examples opened by the real engine, and a session on a folder of its own."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

with warnings.catch_warnings():  # panel and its companions warn about each other at import; nothing we call
    warnings.simplefilter("ignore")
    import panel
    import panel_material_ui

from app import sites
from app.opening import Opened, open_document
from app.route import Route
from app.session import AssessmentSession
from app.settings import Settings

assert panel
assert panel_material_ui

GOLDEN = Path(__file__).parents[1] / "golden" / "garment.yaml"


@pytest.fixture(scope="session")
def opened() -> Opened:
    """Return the garment example that was calculated by hand, opened."""
    return open_document(GOLDEN.read_bytes(), GOLDEN.name)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings whose files are this test's own."""
    return Settings(folder=tmp_path)


@pytest.fixture
def make_session(settings: Settings, opened: Opened) -> Callable[..., AssessmentSession]:
    """Return what makes a session that shows the garment example on a page."""

    def make(page: str, lang: str = "vi", focus: str = "", dark: bool = False) -> AssessmentSession:
        route = Route(page=page, lang=lang, focus=focus, site="example-garments")
        session = AssessmentSession(settings, lambda content, name: opened, route=route, dark=dark)
        session.param.update(site=sites.Site(key="example-garments", filename="garment.yaml", name="garments"), opened=opened)
        return session

    return make
