"""Find a page, an indicator of the open site, a word of the glossary or a row of the reference data by words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app import manual, shelf
from app.pages import PAGES
from app.reading import Reading
from app.route import Route
from calculators.units import fold
from data import messages

Group = Literal["page", "indicator", "reference", "word"]
GROUPS: tuple[Group, ...] = ("page", "indicator", "reference", "word")
AT_MOST = 6  # hits of one kind; more are a narrower search away
TABLES = ("norms", "duties", "options", "targets", "limits", "fuels", "tariffs", "sources")


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing found: what it is, a line about it, and where it is shown."""

    group: Group
    title: str
    note: str
    href: str


def find(word: str, route: Route, reading: Reading | None = None) -> tuple[Hit, ...]:
    """Return what the words name, pages first; accents and case do not matter, every word must occur."""
    words = fold(word).split()
    if not words:
        return ()
    sources = (_pages(words, route), _chapters(words, route), _indicators(words, route, reading), _rows(word, route), _glossary(words, route))
    return tuple(hit for found in sources for hit in found)


def _first(hits: Iterator[Hit]) -> Iterator[Hit]:
    return (hit for _, hit in zip(range(AT_MOST), hits, strict=False))


def _has(words: list[str], *texts: str) -> bool:
    text = fold(" ".join(texts))
    return all(word in text for word in words)


def _pages(words: list[str], route: Route) -> Iterator[Hit]:
    for key, entry in PAGES.items():
        if key in ("search", "trace", "style", "missing") or (entry.of_site and not route.site):
            continue
        name = messages.message(f"page.{key}", route.lang)
        about = f"{key}.lead"
        note = messages.messages(route.lang).get(about, "")
        note = "" if messages.placeholders(note) else note
        if _has(words, name, note):
            yield Hit(group="page", title=name, note=note, href=route.href(page=key))


def _chapters(words: list[str], route: Route) -> Iterator[Hit]:
    note = messages.message("page.guide", route.lang)
    found = (
        Hit(group="page", title=one.title, note=note, href=route.href(page="guide", focus=one.name))
        for one in manual.chapters(route.lang)
        if _has(words, one.title, one.text)
    )
    return _first(found)


def _indicators(words: list[str], route: Route, reading: Reading | None) -> Iterator[Hit]:
    if reading is None:
        return iter(())
    found = (
        Hit(
            group="indicator",
            title=reading.name(item, route.lang),
            note=f"{messages.format_quantity(item['value'], item['unit'], route.lang)} {reading.per(item, route.lang)}",
            href=route.href(page="trace", focus=item["id"]),
        )
        for item in reading.indicators(period=reading.facts.reporting_period)
        if _has(words, reading.name(item, route.lang), reading.per(item, route.lang))
    )
    return _first(found)


def _rows(word: str, route: Route) -> Iterator[Hit]:
    for table in TABLES:
        query = shelf.Query(table=table, word=word[: shelf.LONGEST_WORD])
        found = shelf.find(query, route.lang)
        if found.count:
            names = list(dict.fromkeys(_said(table, row, route.lang) for row in found.rows))
            yield Hit(
                group="reference",
                title=f"{messages.message(f'reference.table.{table}', route.lang)} ({messages.message('search.rows', route.lang, count=found.count)})",
                note="; ".join(names[:4]),
                href=route.href(page="reference", focus=query.focus()),
            )


def _said(table: str, row: shelf.Row, lang: str) -> str:
    heads = shelf.SHOWN[table][:1] if shelf.SHOWN[table][0] == "name" else shelf.SHOWN[table][:2]
    return ", ".join(text for head in heads if (text := shelf.cell(head, row, lang)))


def _glossary(words: list[str], route: Route) -> Iterator[Hit]:
    texts = messages.messages(route.lang)
    found = (
        Hit(group="word", title=text, note=texts[f"{key}.is"], href=route.href(page="help"))
        for key, text in texts.items()
        if key.startswith("help.word.") and not key.endswith(".is") and _has(words, text, texts[f"{key}.is"])
    )
    return _first(found)
