"""The files that prove what was done of a measure: links to each, the place to drop more, and what takes one off."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from app.attaching import may_attach, may_open
from app.components.icons import icon
from app.components.markup import Node, tag
from app.components.state import button
from app.imports import incoming
from app.reading import Record
from app.route import Route
from assessment.store.access import Role
from assessment.store.attachments import KINDS, LARGEST
from data import messages

_MEGABYTES = LARGEST // 2**20


def say(key: str, lang: str, **values: object) -> str:
    """Return a text about the files of a measure."""
    return messages.message(f"plan.files.{key}", lang, **values)


def file_links(files: Sequence[Record], route: Route, role: Role) -> Markup | None:
    """Return the files of a measure with their days, each as a link where the role may open it; None without files."""
    if not files:
        return None
    lines = (tag("div", _named(file, route, role), " · ", messages.format_period(file["day"], route.lang)) for file in files)
    return tag("div", tag("span", say("title", route.lang), ":"), *lines, class_="small soft")


def _named(file: Record, route: Route, role: Role) -> Node:
    name = str(file["name"])
    return tag("a", name, href=route.href(page="paper", focus=f"{file['sha256']}:")) if may_open(role) else name


def file_part(option: str, title: str, files: Sequence[Record], route: Route, role: Role) -> Markup | None:
    """Return what stands below the form of a measure: its files with what takes each off, and the place to drop more."""
    if not may_attach(role):
        return tag("p", say("not_yours", route.lang), class_="soft small") if files else None
    rows = (
        tag(
            "li",
            _named(file, route, role),
            " · ",
            messages.format_period(file["day"], route.lang),
            " ",
            button(say("remove", route.lang), act="detach", value=f"{option}:{file['sha256']}", kind="quiet"),
        )
        for file in files
    )
    listed = tag("ul", *rows) if files else None
    return tag("section", tag("h4", say("of", route.lang, option=title)), listed, _drop(option, route), class_="no-print")


def _drop(option: str, route: Route) -> Markup:
    lang, batch = route.lang, incoming.new_batch()
    value, about = f"{option}:{batch}", f"files-{batch}"
    area = tag(
        "label",
        tag("input", type="file", multiple=True, accept=",".join(KINDS), aria_describedby=about),
        icon("upload"),
        tag("strong", say("drop", lang)),
        tag("span", say("drop.help", lang, megabytes=_MEGABYTES), class_="soft small", id=about),
        class_="drop small",
        data_import=f"site={route.site}&batch={batch}&lang={lang}",
        data_then="attach",
        data_next=value,
        data_limit=LARGEST,
        data_busy=messages.message("importing.sending", lang),
        data_large=messages.message("importing.large", lang, megabytes=_MEGABYTES),
        data_failed=messages.message("importing.failed", lang),
    )
    go_on = tag("button", messages.message("importing.go_on", lang), type="button", class_="button", style="display:none", data_go_on=True, data_act="attach", data_value=value)
    told = (tag("p", role="status", class_="soft"), tag("p", role="alert", style="white-space:pre-line"))
    return tag("div", area, tag("div", go_on, class_="actions"), *told)

