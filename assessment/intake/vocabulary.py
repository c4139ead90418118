"""The keys that the reference data know: fixed streams, sectors, provinces, norm products, choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from data import catalogue
from data.facts import Stream


@dataclass(frozen=True, kw_only=True)
class ChoiceRule:
    """What a choice may be: one of named values, a number within bounds, or a period."""

    key: str
    kind: str
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The keys a document may name, and what is fixed about them. An empty table checks nothing.

    `former_provinces` maps the code of a province that is no more to the one that took its place.
    """

    streams: Mapping[str, Stream]
    sectors: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    former_provinces: Mapping[str, str] = field(default_factory=dict)
    norm_products: tuple[str, ...] = ()
    choices: Mapping[str, ChoiceRule] = field(default_factory=dict)
    book: catalogue.Catalogue | None = None

    def coefficient(self, norm_product: str, on: date) -> float | None:
        """Return the legal coefficient to equivalent product of a product group on a day, or None. [1]"""
        fact = self.book.coefficient(norm_product, on) if self.book is not None else None
        return None if fact is None else fact.value


def read_vocabulary(edition: str | None = None) -> Vocabulary:
    """Return the keys of an edition of the reference data, the latest when None."""
    book = catalogue.open_edition(edition)
    return Vocabulary(
        streams={stream.key: stream for stream in book.streams()},
        sectors=_ids(book, "sectors"),
        provinces=tuple(str(row["id"]) for row in book.table("provinces") if row["valid_to"] is None),
        former_provinces={str(row["code"]): str(row["successor"]) for row in book.table("provinces") if row["valid_to"] is not None},
        norm_products=tuple(dict.fromkeys((*_ids(book, "products"), *_column(book, "coefficients", "norm_product")))),
        choices={rule.key: rule for rule in map(_choice, book.table("choices"))},
        book=book,
    )


def _ids(book: catalogue.Catalogue, table: str) -> tuple[str, ...]:
    return _column(book, table, "id")


def _column(book: catalogue.Catalogue, table: str, column: str) -> tuple[str, ...]:
    return tuple(str(row[column]) for row in book.table(table))


def _choice(row: Mapping[str, object]) -> ChoiceRule:
    allowed = row["allowed"]
    low, high = row["value_low"], row["value_high"]
    return ChoiceRule(
        key=str(row["id"]),
        kind=str(row["value_kind"]),
        allowed=tuple(map(str, allowed)) if isinstance(allowed, (tuple, list)) else (),
        low=low if isinstance(low, float) else None,
        high=high if isinstance(high, float) else None,
    )
