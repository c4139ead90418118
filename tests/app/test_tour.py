"""The first tour."""

from __future__ import annotations

import pytest

from app import tour
from app.pages import PAGES
from app.route import Route, read
from data import messages


@pytest.mark.parametrize("number", range(1, len(tour.STOPS) + 1))
def test_each_stop_is_an_address_of_a_page_and_says_what_to_look_at(number: int) -> None:
    route = read(tour.href(Route(lang="en"), number), PAGES)
    stop = tour.STOPS[number - 1]
    assert (route.site, route.page, route.focus, route.tour, route.lang) == (tour.SITE, stop.page, stop.focus, number, "en")
    shown = str(tour.strip(route))
    assert messages.message("tour.step", "en", number=number, count=len(tour.STOPS)) in shown
    assert ("tour=" + str(number + 1) in shown) == (number < len(tour.STOPS))


@pytest.mark.parametrize("address", ["", "?tour=0", "?tour=99", "?tour=x", "?tour=8", "?tour=²"])
def test_without_a_stop_there_is_no_strip(address: str) -> None:
    assert tour.strip(read(address, PAGES)) is None


def test_a_link_elsewhere_leaves_the_tour_and_a_change_of_language_does_not() -> None:
    route = read(tour.href(Route(), 3), PAGES)
    assert read(route.href(page="losses"), PAGES).tour == 0
    assert read(route.href(lang="en", page=route.page, tour=route.tour), PAGES).tour == 3
