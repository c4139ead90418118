"""A report as data: sections of paragraphs, tables and figures, without a language and without a look.

What a renderer needs is all here; what words it uses lives in the message tables (`assessment.reports.words`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from assessment.charts import Chart
from calculators.errors import ShapeError

Tone = Literal["", "good", "bad", "unsure", "quiet"]
Align = Literal["text", "number"]
Style = Literal["plain", "percent", "signed_percent", "share", "money", "count", "probability"]


@dataclass(frozen=True, kw_only=True)
class Text:
    """Words: a message key with its values, a name in each language, a unit, or what a user typed."""

    key: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    unit: str = ""
    tone: Tone = ""


@dataclass(frozen=True, kw_only=True)
class Number:
    """A figure. `trace` is the result's id or JSON pointer it was taken from; a figure with one can be verified.

    A `bare` figure is written without its unit, which stands in a column beside it or in the column's title.
    """

    value: float
    unit: str = ""
    style: Style = "plain"
    trace: str = ""
    bare: bool = False


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A two-sided 90 % interval. [`unit`]"""

    low: float
    high: float
    unit: str = ""
    style: Style = "plain"


@dataclass(frozen=True, kw_only=True)
class When:
    """A period or a day of the contract."""

    period: str


@dataclass(frozen=True, kw_only=True)
class Several:
    """Words after one another, with what stands between them."""

    parts: tuple[Cell, ...]
    between: str = ", "


Cell: TypeAlias = Text | Number | Interval | When | Several | None


def _is_filled(cell: Cell) -> bool:
    return cell is not None and not (isinstance(cell, Several) and not cell.parts)


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table; `share` is its width among its neighbours. [1]

    An `optional` column goes where none of the rows has anything in it, as an interval where no error was stated.
    """

    title: Text
    align: Align = "text"
    share: float = 1.0
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a table; a `total` stands out."""

    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """A numbered table."""

    id: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: Text | None = None

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ShapeError(f"table {self.id!r}: a row has {len(row.cells)} cells for {len(self.columns)} columns")

    def without_empty_columns(self) -> Table:
        """Return the table without the optional columns that no row fills."""
        kept = [at for at, column in enumerate(self.columns) if not column.optional or any(_is_filled(row.cells[at]) for row in self.rows)]
        if len(kept) == len(self.columns):
            return self
        rows = tuple(replace(row, cells=tuple(row.cells[at] for at in kept)) for row in self.rows)
        return replace(self, columns=tuple(self.columns[at] for at in kept), rows=rows)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A numbered figure: a chart, whose title and sentence are the caption."""

    id: str
    chart: Chart


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """One paragraph; a `lead` says the main thing, a `note` stands back."""

    text: Text
    role: Literal["plain", "lead", "note", "annotation"] = "plain"


Block: TypeAlias = Paragraph | Table | Figure


@dataclass(frozen=True, kw_only=True)
class Section:
    """A numbered section."""

    id: str
    title: Text
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """Who signs: a role (as typed or by default) and a name."""

    role: Text
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """A whole report of one result."""

    kind: Literal["quick", "full", "programme", "product_sheet"]
    lang: str
    title: Text
    subject: Text
    period: str
    edition: str
    version: str
    result_sha256: str
    sections: tuple[Section, ...]
    signatories: tuple[Signatory, ...] = ()
    signed_on: str | None = None
    place: Text | None = None
    logo: bytes | None = None

    def tables(self) -> Iterator[Table]:
        """Yield the tables in order."""
        for section in self.sections:
            yield from (block for block in section.blocks if isinstance(block, Table))

    def charts(self) -> Iterator[Chart]:
        """Yield the charts in order."""
        for section in self.sections:
            yield from (block.chart for block in section.blocks if isinstance(block, Figure))

    def figures(self) -> dict[str, Number]:
        """Return every figure of the tables that names where it was taken from, by that name."""
        found: dict[str, Number] = {}
        for table in self.tables():
            for row in table.rows:
                for cell in row.cells:
                    if isinstance(cell, Number) and cell.trace:
                        found.setdefault(cell.trace, cell)
        return found


def said(key: str, /, **values: object) -> Text:
    """Return the words of a message."""
    return Text(key=key, values=values)


def typed(text: str | None) -> Text:
    """Return what a user typed, as it is."""
    return Text(text=text or "")
