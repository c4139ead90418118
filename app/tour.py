"""The first tour: seven stops over the seafood example, each a sentence on what the page answers. It lives in the address."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from app.components.markup import tag
from app.components.state import button
from app.route import Route
from data import messages

SITE = "example-seafood"


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One stop: its name in the messages, its page and what the page looks at."""

    name: str
    page: str
    focus: str = ""


STOPS = (
    Stop(name="overview", page="overview"),
    Stop(name="trace", page="trace", focus="norm_sec@shrimp:norm/2025"),
    Stop(name="intensities", page="intensities"),
    Stop(name="losses", page="losses"),
    Stop(name="options", page="options"),
    Stop(name="plan", page="plan"),
    Stop(name="reports", page="reports"),
)


def href(route: Route, number: int) -> str:
    """Return the address of a stop, counted from 1."""
    stop = STOPS[number - 1]
    return route.href(site=SITE, page=stop.page, focus=stop.focus, tour=number)


def strip(route: Route) -> Markup | None:
    """Return the strip over a stop's page: where one is, what to look at, the way on and out. None when no tour is on."""
    if not 1 <= route.tour <= len(STOPS):
        return None
    number, lang = route.tour, route.lang
    stop = STOPS[number - 1]
    is_last = number == len(STOPS)
    back = button(messages.message("tour.back", lang), href=href(route, number - 1)) if number > 1 else None
    on = (
        button(messages.message("tour.own", lang), href=route.href(page="home", site=""), kind="main")
        if is_last
        else button(messages.message("tour.next", lang), href=href(route, number + 1), kind="main")
    )
    leave = button(messages.message("tour.leave", lang), href=route.href(page=route.page, focus=route.focus), kind="quiet")
    return tag(
        "section",
        tag("p", messages.message("tour.step", lang, number=number, count=len(STOPS)), class_="label small"),
        tag("p", messages.message(f"tour.{stop.name}", lang)),
        tag("div", on, back, None if is_last else leave, class_="actions"),
        class_="notice tour",
        aria_label=messages.message("tour.title", lang),
    )
