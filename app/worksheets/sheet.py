"""What a worksheet is: a part that shows what the result knows, a part that is filled in, and what a form of it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from markupsafe import Markup

from app.changing import Edit
from app.components.about import about
from app.components.form import area_field, form, text_field
from app.components.markup import Node, join, tag
from app.components.table import Column, table
from app.editing.fault import ChangeError
from app.reading import Reading, Record
from app.route import Route
from assessment.model import Assessment, Measured
from assessment.opportunities import editing
from assessment.opportunities.naming import short_titles
from assessment.store.access import Role
from calculators.errors import NumberError
from calculators.number import Notation, parse_number
from data import messages

Fields = Mapping[str, str]
LONGEST = 500  # characters of a field, as the document has it


@dataclass(frozen=True, kw_only=True)
class View:
    """What a worksheet is drawn from. `saves` says whether leaving a field keeps it (not so in an example), `role` who looks at it."""

    lang: str
    route: Route
    reading: Reading
    assessment: Assessment
    saves: bool = True
    role: Role = "factory"

    @property
    def portfolio(self) -> Record:
        """Return the part of the result that is about the options together."""
        found: Record = self.reading.result.get("portfolio") or {}
        return found

    @property
    def own(self) -> list[Record]:
        """Return the factory's own options as the result has them."""
        return [row for row in self.reading.result.get("opportunities", ()) if row["origin"] == "own"]

    def say(self, key: str, **values: object) -> str:
        """Return a message of the worksheets."""
        return messages.message(f"sheet.{key}", self.lang, **values)

    def about(self, key: str) -> str:
        """Return what a field of the worksheets is for."""
        return about(f"sheet.{key}", self.lang)

    def typed(self, sheet: str) -> dict[str, float | str | Measured]:
        """Return what stands on a worksheet of the document."""
        values: dict[str, float | str | Measured] = {}
        for item in self.assessment.worksheets:
            if item.sheet == sheet and item.step is None:
                values |= item.values
        return values

    def text(self, sheet: str, name: str) -> str:
        """Return one field of a worksheet as the page's language writes it."""
        value = self.typed(sheet).get(name)
        if isinstance(value, Measured):
            value = value.value
        return messages.format_number(value, self.lang, None) if isinstance(value, int | float) else value or ""

    def number(self, value: float | None, digits: int | None = None) -> str:
        """Return a number in a field; nothing where there is none."""
        return "" if value is None else messages.format_number(value, self.lang, digits)

    def money(self, value: float | None) -> str:
        """Return an amount of money, or a dash."""
        return "–" if value is None else messages.format_money(value, self.lang)

    def titles(self) -> dict[str, str]:
        """Return the names of the factory's own options in lists, without a long remark at their end."""
        return short_titles({row["option"]: str(row["title"]) for row in self.own})

    def form(self, kind: str, about: str, *fields: Markup, send: str = "", title: str = "") -> Markup:
        """Return a form that is kept when a field is left, and by its button."""
        made = form(kind, about, send or self.say("save"), *fields, saves=self.saves)
        return join(tag("h3", title), made) if title else made

    def table(self, caption: str, columns: Iterable[str], rows: Iterable[tuple[Node, ...]], numeric: Iterable[str] = ()) -> Markup:
        """Return a table whose headings are messages of the worksheets; `numeric` ones stand right."""
        right = set(numeric)
        heads = [Column(heading=self.say(f"column.{name}"), numeric=name in right) for name in columns]
        return table(caption, heads, list(rows), titled=True)


Part = Callable[[View], Markup]
Change = Callable[[Fields, Notation], Edit]


def nothing(_: View) -> Markup:
    """Return no part."""
    return Markup("")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A worksheet: `shows` is drawn anew after every change, `asks` holds the forms, `changes` says what each form does."""

    key: str
    shows: Part = nothing
    asks: Part = nothing
    changes: Mapping[str, Change] = field(default_factory=dict)
    acts: Mapping[str, Callable[[str], Edit]] = field(default_factory=dict)


def read_number(text: str, notation: Notation) -> float | None:
    """Return a typed number, None for nothing typed.

    Raises
    ------
    ChangeError
        If it is no number.
    """
    if not text.strip():
        return None
    try:
        return parse_number(text, notation)
    except NumberError as problem:
        raise ChangeError("change.not_a_number") from problem


def within(value: float | None, low: float, high: float) -> float | None:
    """Return a number that lies where it can, or None as it came.

    Raises
    ------
    ChangeError
        If it lies outside.
    """
    if value is not None and not low <= value <= high:
        raise ChangeError("change.out_of_range")
    return value


def read_text(text: str) -> str | None:
    """Return a typed text, None for nothing typed.

    Raises
    ------
    ChangeError
        If it is longer than a document's field.
    """
    if len(text) > LONGEST:
        raise ChangeError("change.too_long")
    return text.strip() or None


def text_sheet(key: str, sheet: str, names: tuple[str, ...], shows: Part = nothing) -> Sheet:
    """Return a worksheet of free texts."""

    def asks(view: View) -> Markup:
        fields = (area_field(name, view.say(f"{key}.{name}"), view.text(sheet, name), about=view.about(f"{key}.{name}")) for name in names)
        return view.form("texts", sheet, *fields)

    def change(fields: Fields, _: Notation) -> Edit:
        values = {name: read_text(fields[name]) for name in names if name in fields}
        return lambda assessment: editing.noted(assessment, sheet, values)

    return Sheet(key=key, shows=shows, asks=asks, changes=MappingProxyType({"texts": change}))


def number_field(view: View, name: str, label: str, value: float | None, about: str = "") -> Markup:
    """Return a labelled field with a number."""
    return text_field(name, label, view.number(value), about=about, decimal=True)
