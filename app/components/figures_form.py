"""The form by which a supplier's footprint, or a row of one's own factor table, is given to a stream of the bill of materials."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from app.components.about import about
from app.components.form import field as labelled
from app.components.form import text_field
from app.components.icons import icon
from app.components.markup import Node, join, tag
from app.components.state import button, notice
from app.components.table import Column, table
from app.imports import incoming
from app.imports.figures import COLUMNS, Answers, Batch
from app.reading import Reading
from app.route import Route
from app.settings import LARGEST_UPLOAD
from assessment.footprint.taking import Offer
from data import messages

FOCUS = "take:"  # of the page's address: the batch that waits


def say(key: str, lang: str, **values: object) -> str:
    """Return a message of the taking of figures."""
    return messages.message(f"taking.{key}", lang, **values)


def drop(route: Route, lang: str) -> Markup:
    """Return the place to drop files."""
    batch = incoming.new_batch()
    area = tag(
        "label",
        tag("input", type="file", multiple=True, accept=".json,.csv,.xlsx", aria_describedby="taking-help"),
        icon("upload"),
        tag("strong", say("drop", lang)),
        tag("span", say("drop.help", lang), class_="soft small", id="taking-help"),
        class_="drop",
        data_import=f"site={route.site}&batch={batch}&lang={lang}",
        data_next=route.href(focus=FOCUS + batch),
        data_limit=LARGEST_UPLOAD,
        data_busy=messages.message("importing.sending", lang),
        data_large=messages.message("importing.large", lang, megabytes=LARGEST_UPLOAD // 2**20),
        data_failed=messages.message("importing.failed", lang),
    )
    go_on = tag("a", messages.message("importing.go_on", lang), href=route.href(focus=FOCUS + batch), class_="button", style="display:none", data_go_on=True)
    return join(
        tag("h2", say("title", lang)),
        tag("p", say("lead", lang), class_="soft"),
        tag("div", area, tag("div", go_on, class_="actions"), tag("p", role="status", class_="soft"), tag("p", role="alert", style="white-space:pre-line")),
    )


def form(batch: Batch, answers: Answers, streams: tuple[str, ...], chosen: Mapping[str, Offer], reading: Reading, lang: str) -> Markup:
    """Return the questions: the table's columns, its title and licence, and the figure of each stream."""
    parts: list[Node] = []
    if batch.is_table:
        fields = [_select(f"column.{name}", say(f"column.{name}", lang), [(heading, heading) for heading in batch.headings], batch.columns.get(name, ""), about("taking.column", lang)) for name in COLUMNS]
        parts += [
            tag("h2", say("columns", lang)),
            tag("div", *fields, class_="grid"),
            tag("div", _text("title", say("table_title", lang), answers.title, about("taking.table_title", lang)), _text("licence", say("licence", lang), answers.licence, about("taking.licence", lang)), class_="grid", style="margin-top:12px"),
        ]
    offered = [(offer.id, f"{offer.name} · {offer.figure}") for offer in batch.offers]
    picks = [
        _select(f"take.{stream}", reading.stream_name(stream, lang), offered, chosen[stream].id if stream in chosen else "", about("taking.take", lang)) for stream in streams
    ]
    parts += [tag("h2", say("streams", lang)), tag("div", *picks, class_="grid")] if offered else []
    send = tag("button", say("show", lang), type="button", class_="button", data_submit=True)
    return tag("form", *parts, tag("div", send, class_="actions", style="margin-top:16px"), onsubmit="return false")


def _select(name: str, label: str, options: list[tuple[str, str]], chosen: str, told: str) -> Markup:
    choices = [tag("option", "–", value=""), *(tag("option", text[:120], value=value, selected=value == chosen) for value, text in options)]
    return labelled(label, tag("select", *choices, name=name, class_="pick"), told)


def _text(name: str, label: str, value: str, told: str) -> Markup:
    return text_field(name, label, value, about=told)


def preview(batch: Batch, answers: Answers, chosen: Mapping[str, Offer], reading: Reading, lang: str) -> Markup:
    """Return what accepting would do, and what could not be read, each with its row."""
    columns = [Column(heading=say("column.what", lang)), Column(heading=say("column.figure", lang)), Column(heading=say("column.from", lang))]
    rows = [(reading.stream_name(stream, lang), offer.figure, offer.name) for stream, offer in chosen.items()]
    lacking = batch.is_table and not (answers.title and answers.licence)
    found = [
        tag("li", f"{_place(finding)}{messages.message(f'finding.{finding.code}.title', lang)} ({finding.given or '–'}). {messages.message(f'finding.{finding.code}.action', lang)}")
        for finding in batch.findings[:20]
    ]
    title = say("preview", lang)
    return join(
        tag("h2", title),
        table(title, columns, rows, wide=False, titled=True) if rows else tag("p", say("nothing", lang), class_="soft"),
        notice(say("licence_needed", lang), "") if lacking and rows else None,
        join(tag("h2", say("not_read", lang, count=len(batch.findings))), tag("ul", *found)) if found else None,
        tag("div", button(say("accept", lang), act="accept_figures", kind="main") if rows and not lacking else None, button(say("discard", lang), act="discard_figures"), class_="actions"),
    )


def _place(finding: object) -> str:
    place = getattr(finding, "place", None)
    line = getattr(place, "line", None)
    return f"{getattr(place, 'file', '')}{f':{line}' if line else ''} · " if place is not None else ""
