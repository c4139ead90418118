"""A factor of the reference data in words: what it is of, its value, and its source; never a bare id."""

from __future__ import annotations

from markupsafe import Markup

from app import shelf
from app.components.markup import Node, join, tag
from app.words import source_short
from data import catalogue, messages

TABLES = ("grid", "fuels", "life_cycle", "waste", "wastewater", "refrigerant_emissions")


def factor_text(id: str, lang: str) -> Node:
    """Return a factor's name, value and source; a refrigerant's by its set of potentials, and what the edition does not have as it is."""
    stream, _, of_set = id.partition("@")
    if of_set:
        return messages.message("factor.gwp", lang, set=of_set)
    book = catalogue.open_edition()
    for name in TABLES:
        if book.has(name, id):
            return _of(name, id, lang)
    return tag("span", stream or "–", class_="mono")


def _of(table: str, id: str, lang: str) -> Markup:
    row = catalogue.open_edition().row(table, id)
    title = messages.message("factor.grid", lang, year=str(row["data_year"])) if table == "grid" else shelf.cell("name", row, lang)
    value, unit = shelf.cell("value", row, lang), shelf.cell("unit", row, lang)
    amount = tag("span", f"{value}{messages.THIN_SPACE}{unit}", class_="num")
    return join(title, ": ", amount, tag("div", source_short(str(row["source_id"]), lang), class_="small soft"))
