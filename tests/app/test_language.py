"""A page in Vietnamese holds no English of ours: what is English says so, as a screen reader needs it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import panel as pn
import pytest

from app import shelf, sites
from app.components.pane import Html
from app.opening import open_document
from app.pages import PAGES, build
from app.route import Route
from app.session import AssessmentSession
from app.settings import Settings

ENGLISH = re.compile(r"\b(the|of|and|with|for|is|are|from|not|by|which|per|unknown|missing|available)\b")
OTHER_LANGUAGE = re.compile(r'<(\w+)(?=[^>]*\blang="en")[^>]*>.*?</\1>', re.DOTALL)
CODE = re.compile(r"<(code|pre)[^>]*>.*?</\1>", re.DOTALL)
KEYS = re.compile(r"\([a-z_]+\)")  # the name of a workbook's column beside its Vietnamese one


def texts(view: object) -> Iterator[str]:
    """Yield the markup of every pane of a page."""
    if isinstance(view, Html):
        yield str(view.object)
    elif isinstance(view, pn.layout.Panel):
        for inner in view.objects:
            yield from texts(inner)


def english(view: object) -> set[str]:
    """Return the texts of a page that read as English."""
    text = CODE.sub(" ", OTHER_LANGUAGE.sub(" ", "\n".join(texts(view))))
    return {chunk.strip() for chunk in re.split(r"<[^>]*>", text) if ENGLISH.search(KEYS.sub("", chunk))}


@pytest.mark.parametrize("site", sites.examples(), ids=lambda site: site.name)
def test_no_page_of_any_example_holds_english(settings: Settings, site: sites.Site) -> None:
    opened = open_document(sites.content(settings, site), site.filename)
    for page, entry in PAGES.items():
        if not entry.of_site:
            continue
        session = AssessmentSession(settings, lambda content, name: opened, route=Route(page=page, site=site.key))
        session.param.update(site=site, opened=opened)
        assert english(build(page, session).__panel__()) == set(), page


@pytest.mark.parametrize("page", [page for page, entry in PAGES.items() if not entry.of_site and page not in ("reference", "guide")])
def test_no_other_page_holds_english(settings: Settings, page: str) -> None:
    session = AssessmentSession(settings, lambda content, name: open_document(content, name), route=Route(page=page))
    assert english(build(page, session).__panel__()) == set()


@pytest.mark.parametrize("table", shelf.SHOWN)
def test_the_reference_data_marks_what_it_cites_in_english(settings: Settings, table: str) -> None:
    session = AssessmentSession(settings, lambda content, name: open_document(content, name), route=Route(page="reference", focus=table))
    assert english(build("reference", session).__panel__()) == set()


def test_the_measure_notices_english() -> None:
    assert english(Html("<p>the price of water</p>")) == {"the price of water"}
    assert english(Html('<p>giá nước <cite lang="en">the price of water</cite> <code>of</code></p>')) == set()
