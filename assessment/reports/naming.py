"""What a report calls its sources, factors and references: names a reader knows instead of the keys of the tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from babel import Locale

from assessment.charts import Label
from assessment.reports.basis import Basis, Record, in_words, joined
from assessment.reports.report import Cell, Several, Text, said, typed
from assessment.reports.words import write
from calculators.errors import UnknownKeyError
from data import messages
from data.catalogue import Catalogue
from data.facts import Norm
from data.locators import locator_in
from data.phrases import described
from data.sources import Source, cite

UNNAMED = "unnamed"  # publisher of a document that names none
QUOTED_BY = ", quoted by the "  # between who is quoted and the library that quotes
FILLERS = frozenset({"and", "on", "of", "the", "a", "quoted", "by"})  # say nothing of who published it
ONE_GROUP = "one group"  # a route that names no sector but one company's plants
FACTOR_TABLES = ("life_cycle", "waste")  # factors that are no node of the trace stand in these


def place_in(locator: str) -> Text:
    """Return where in a source something stands, in each language."""
    return Text(names={lang: locator_in(locator, lang) for lang in messages.languages()})


def cited(source: Source) -> Text:
    """Return a source in one line, its own words in its own language."""
    return Text(names={lang: cite(_shown(source, lang)) for lang in messages.languages()})


def _shown(source: Source, lang: str) -> Source:
    """Return a source as a language shows it: what we say of a document is translated, its own title never."""
    publisher = ""
    if not _names_its_publisher(source):
        publisher = described(source.publisher, lang) if lang == messages.DEFAULT_LANGUAGE else locator_in(source.publisher, lang)
    number = described(locator_in(source.number, lang), lang)
    title, issued = described(source.title, lang), messages.format_period(source.issued, lang)
    shown = "" if re.search(rf"\b{re.escape(issued)}\b", title) else issued
    return replace(source, title=title, number=number, publisher=publisher, issued=shown)


def _names_its_publisher(source: Source) -> bool:
    """Return whether a title says already who published it, so that the publisher before it would only double it."""
    if source.publisher == UNNAMED or source.title.startswith(source.publisher):
        return True
    _, quoted, library = source.publisher.partition(QUOTED_BY)
    if quoted and source.title.startswith(library):
        return True
    return bool(source.publisher) and _words(source.publisher) <= _words(source.title)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold())) - FILLERS


def placed(source: Source, *places: str | None, by_title: bool = False) -> Several:
    """Return what a source is called, or its title, with where in it; a place that its name holds already once."""
    title = source.title.casefold()
    return joined([titled(source) if by_title else called(source), *(place_in(place) for place in dict.fromkeys(places) if place and place.casefold() not in title)])


def titled(source: Source) -> Text:
    """Return a source's title: its own words as they are, our description of a document that has none in each language."""
    return Text(names={lang: described(source.title, lang) for lang in messages.languages()})


def called(source: Source) -> Text:
    """Return what a source is called where it is only pointed to: its number, else its title."""
    return place_in(source.number) if source.number and not _is_address(source) else titled(source)


def _is_address(source: Source) -> bool:
    """Return whether a source's number is that of a library, which says nothing to a reader."""
    return source.number.startswith("10.")


def short(source: Source) -> Text:
    """Return a source in a word or two: the number of a document of the state, else who published it and when."""
    if source.number and "/" in source.number and not _is_address(source):
        return place_in(source.number)
    year = source.issued[:4]
    name = source.title if source.publisher in ("", UNNAMED) else source.publisher
    after = f" {year}" if year and year not in name else ""
    return Text(names={lang: f"{described(name, lang)}{after}" for lang in messages.languages()})


def factors(basis: Basis, ids: Sequence[str]) -> Several:
    """Return which documents the factors of an emission are from, each once; the factory's own figures as such."""
    found: dict[str, Cell] = {}
    for id in ids:
        named = _factor(basis, id)
        found.setdefault(write(named, basis.lang), named)
    return joined(found.values(), "; ")


def _factor(basis: Basis, id: str) -> Text:
    node = basis.result["trace"].get(id)
    if node is not None and not node.get("source"):
        return said("report.factor.own")
    source = basis.source(str(node["source"])) if node else _source_in_tables(basis, id)
    return short(source) if source else typed(id)


def _source_in_tables(basis: Basis, id: str) -> Source | None:
    for table in FACTOR_TABLES:
        try:
            return basis.source(str(basis.book.row(table, id)["source_id"]))
        except (UnknownKeyError, KeyError):
            continue
    return None


def reference_name(book: Catalogue, norm: Norm) -> Text:
    """Return what a norm or a published range is called beside a bar: the law's number, or where and for what it was found."""
    if norm.legal:
        return called(book.source(norm.source_id)) if book.has("sources", norm.source_id) else typed(norm.id)
    place: Cell = geography(norm.geography)
    if ONE_GROUP in (norm.route or "") and book.has("sources", norm.source_id):  # a company's figure is no figure of the world
        place = typed(book.source(norm.source_id).publisher)
    subject = in_words(norm.subject) if norm.subject else None
    name = joined([place, typed(str(norm.year_to)) if norm.year_to else None], " ")
    return said("report.reference_of", where=name, subject=subject) if subject else said("report.reference", where=name)


def geography(code: str) -> Text:
    """Return what a place of the tables is called."""
    key = f"report.geography.{code}"
    if messages.has_message(key):
        return said(key)
    if re.fullmatch("[A-Z]{2}", code):
        return Text(names={lang: str(Locale(lang).territories.get(code, code)) for lang in messages.languages()})
    return in_words(code)


def reference_labels(book: Catalogue, lang: str, rows: Sequence[Record]) -> Mapping[str, Label]:
    """Return the references of verdicts by their names, in a language, for a chart."""
    wanted = {row["norm"] for row in rows}
    norms = [norm for norm in book.norms() if norm.id in wanted]
    names = {norm.id: write(reference_name(book, norm), lang) for norm in norms}
    often = {name for name, count in Counter(names.values()).items() if count > 1}
    return {norm.id: Label(text=_told_apart(norm, names[norm.id], lang) if names[norm.id] in often and not norm.legal else names[norm.id]) for norm in norms}


def _told_apart(norm: Norm, name: str, lang: str) -> str:
    """Return the name of one of several references that are called alike, with what it is of them: an average, a survey."""
    key = f"report.statistic_short.{norm.statistic}"
    return f"{name} ({messages.message(key, lang)})" if messages.has_message(key) else name
