"""Addresses of pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pages import PAGES
from app.route import LONGEST, Route, read


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        pytest.param("", Route(), id="nothing"),
        pytest.param("?page=targets&site=abc&lang=en", Route(page="targets", site="abc", lang="en"), id="all"),
        pytest.param("?page=nowhere&lang=fr", Route(page="missing"), id="unknown page and language"),
        pytest.param("?page=trace&focus=ghg_intensity:output/2025", Route(page="trace", focus="ghg_intensity:output/2025"), id="focus"),
        pytest.param("?site=" + "a" * (LONGEST + 1), Route(), id="too long"),
    ],
)
def test_read(search: str, expected: Route) -> None:
    assert read(search, PAGES) == expected


@given(
    st.sampled_from(sorted(PAGES)),
    st.text(max_size=LONGEST // 4),
    st.sampled_from(["vi", "en"]),
    st.text(alphabet="abc:/@_ &=?#%à", max_size=20),
)
def test_a_link_is_read_back(page: str, site: str, lang: str, focus: str) -> None:
    route = Route(page=page, site=site, lang=lang, focus=focus)
    assert read(route.href(page=page, focus=focus), PAGES) == route


def test_going_elsewhere_looks_at_nothing_particular_but_keeps_site_and_language() -> None:
    route = Route(page="trace", site="s", lang="en", focus="x")
    assert read(route.href(page="targets"), PAGES) == Route(page="targets", site="s", lang="en")


@given(st.text(max_size=300))
def test_any_address_is_read(search: str) -> None:
    assert read(search, PAGES).page in PAGES
