"""A plain table that scrolls inside its frame and can be reached by keyboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.components.markup import Node, tag


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column's heading, and whether it holds numbers (aligned right)."""

    heading: str
    numeric: bool = False


def table(caption: str, columns: Sequence[Column], rows: Iterable[Sequence[Node]], *, wide: bool = True, titled: bool = False) -> Markup:
    """Return a table; the first cell of each row is its heading. `titled` where a heading above says what it is. On a phone a `wide` one is a card a row."""
    head = tag("tr", *(tag("th", column.heading, scope="col", class_="n" if column.numeric else None) for column in columns))
    body = []
    for row in rows:
        first = tag("th", row[0], scope="row")
        rest = (
            tag("td", cell, class_="n" if column.numeric else None, data_label=column.heading if wide and column.heading else None)
            for column, cell in zip(columns[1:], row[1:], strict=True)
        )
        body.append(tag("tr", first, *rest))
    inner = tag(
        "table",
        tag("caption", caption, class_="hidden" if titled else None),
        tag("thead", head),
        tag("tbody", *body),
        class_="wide" if wide else None,
    )
    return tag("div", inner, class_="scroll", role="region", tabindex="0", aria_label=caption)
