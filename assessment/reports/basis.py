"""What the sections of a report are written from: a result, its document and its edition, with names for their keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from assessment.charts import Label
from assessment.model import Document
from assessment.own_names import in_language
from assessment.reports.report import Cell, Interval, Number, Several, Style, Text, Tone, When, said, typed
from assessment.reports.words import write
from assessment.shown_units import in_equivalents_of, shown_unit
from benchmarks import area
from calculators.errors import PeriodError, UnknownKeyError
from calculators.period import parse_period
from data import messages
from data.catalogue import Catalogue
from data.phrases import phrase
from data.sources import Source

if TYPE_CHECKING:  # pandas, duckdb and ibis weigh 134 MB: only a report that is given published figures needs them
    from assessment.peer_standing import Compared
    from benchmarks.peers.pack import Pack

Record = Mapping[str, Any]
_STREAM = re.compile(r"[a-z_]+/[a-z_][\w.\-]*")

PER_ORDER = ("norm", "equivalent", "output", "mass")  # which denominator speaks for the site, the fairest first
MAIN_KINDS = (
    "material_intensity", "energy_intensity", "electricity_intensity", "thermal_intensity", "water_intensity",
    "wastewater_intensity", "waste_intensity", "ghg_intensity",
)  # fmt: skip
QUICK_CONTEXT = 4  # references in the report of four pages
TONES: Mapping[str, Tone] = {
    "within": "good", "better_than_best": "good", "achieved": "good", "on_track": "good",
    "worse": "bad", "not_achieved": "bad", "behind": "bad",
    "not_distinguishable": "unsure", "undetermined": "unsure", "not_comparable": "unsure", "expired": "unsure",
    "no_norm": "quiet", "not_applicable": "quiet", "no_baseline": "quiet",
    "error": "bad", "warning": "unsure", "note": "quiet",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Basis:
    """A result with its document and edition. Nothing is calculated here."""

    result: Record
    document: Document
    book: Catalogue
    lang: str
    pack: Pack | None = None
    signed_on: str | None = None
    given: Record = field(init=False, repr=False, default_factory=dict)  # as it was made; `result` is in the units and by the names that are shown

    def __post_init__(self) -> None:
        object.__setattr__(self, "given", self.result)
        result, document = in_language(in_equivalents_of(self.result), self.document, self.lang)
        object.__setattr__(self, "result", result)
        object.__setattr__(self, "document", document)

    @property
    def reporting(self) -> str:
        """The reporting period."""
        return str(self.result["subject"]["reporting_period"])

    @property
    def baseline(self) -> str | None:
        """The baseline period, if there is one."""
        period: str | None = self.result["subject"]["baseline_period"]
        return period

    @property
    def day(self) -> date:
        """The day a report is of, never the clock's: the day it is signed on, else the first that its edition and its period allow."""
        signed = day_of(self.signed_on or "")
        if signed is not None:
            return signed
        begun = day_of(f"{self.result['edition']}-01") or date.min
        return max(begun, parse_period(self.reporting).end)

    def unit(self, unit: str) -> str:
        """Return an engine's unit as it is shown: equivalents by what they are equivalents of."""
        return shown_unit(unit, self.result["subject"].get("equivalent_unit"))

    @cached_property
    def by_id(self) -> Mapping[str, Record]:
        """The indicators by their id."""
        return {item["id"]: item for item in self.result["indicators"]}

    def indicators(self, period: str, *, of_site: bool = True) -> Iterator[Record]:
        """Yield the indicators of a period, of the whole site or of its products."""
        for item in self.result["indicators"]:
            if item["period"] == period and (item["product"] is None) is of_site:
                yield item

    def main(self, kind: str, period: str | None = None) -> Record | None:
        """Return the site's indicator of a kind by the fairest denominator, or None."""
        found = [i for i in self.indicators(period or self.reporting) if i["kind"] == kind and i["stream"] is None]
        return min(found, key=lambda item: PER_ORDER.index(item["per"]), default=None)

    def before(self, item: Record) -> Record | None:
        """Return the same indicator in the baseline period, or None."""
        return self.by_id.get(f"{item['id'].rpartition('/')[0]}/{self.baseline}") if self.baseline else None

    def months(self, item: Record) -> tuple[Record, ...]:
        """Return the months of an indicator inside the reporting period, in order."""
        head = item["id"].rpartition("/")[0]
        inside = _months_of(self.reporting)
        found = [self.by_id[f"{head}/{month}"] for month in inside if f"{head}/{month}" in self.by_id]
        return tuple(found)

    @cached_property
    def compared(self) -> tuple[Compared, ...]:
        """The site's indicators beside the published figures that were given; none where nothing is comparable."""
        if self.pack is None:
            return ()
        from assessment.peer_standing import compare
        from benchmarks.peers.published import Place

        code = str((self.result.get("facility") or {}).get("province", ""))
        today = area.successors(self.book).get(code, code)
        return tuple(compare(self.result, self.pack, Place(province=today, region=area.regions(self.book).get(today, ""))))

    # names -----------------------------------------------------------------------------------------------------------

    def kind(self, kind: str) -> Text:
        """Return what an indicator's kind is called."""
        return said_or(f"report.kind.{kind}", kind)

    def per(self, per: str) -> Text:
        """Return what an indicator is counted per."""
        return said(f"report.per.{per}")

    def stream(self, key: str) -> Text:
        """Return a stream's name: the factory's own, the edition's, or its key."""
        for note in self.document.assessment.streams:
            if note.stream == key and note.name:
                return typed(note.name)
        if key.startswith("product/"):
            return self.product(key.partition("/")[2])
        if not self.book.has("streams", key):  # asked first: an error would look for keys that are like it
            return said_or(f"report.group.{key}", key)
        known = self.book.stream(key)
        return Text(names={"vi": known.label_vi, "en": known.label_en})

    def streams_inside(self, keys: Iterable[str]) -> Several:
        """Return streams' names as they stand inside a sentence, apart by semicolons where one holds a comma itself."""
        names = [inside(self.stream(key)) for key in keys]
        return joined(names, "; " if any(", " in write(name, self.lang) for name in names) else ", ")

    def product(self, id: str) -> Text:
        """Return a product's name, or a norm product's."""
        for product in self.result["subject"]["products"]:
            if product["id"] == id:
                return typed(product["name"])
        return self.row_name("products", id)

    def row_name(self, table: str, id: str) -> Text:
        """Return the name of a row that has one in each language; its key where there is no such row."""
        try:
            row = self.book.row(table, id)
        except UnknownKeyError:
            return typed(id)
        return Text(names={"vi": str(row["label_vi"]), "en": str(row["label_en"])})

    def indicator_name(self, item: Record) -> Text:
        """Return an indicator's name with the stream or product it is of."""
        about = [self.stream(item["stream"])] if item["stream"] else []
        about += [self.product(item["product"])] if item["product"] else []
        if not about:
            return self.kind(item["kind"])
        return said("report.kind_of", kind=self.kind(item["kind"]), of=Several(parts=tuple(about)))

    def allocation(self) -> Text:
        """Return by what the products share what is common; that nothing is shared where there is one product."""
        if len(self.result["subject"]["products"]) == 1:
            return said("report.allocation.one_product")
        return said_or(f"report.allocation.{self.result['subject']['allocation']['key']}", "–")

    def label(self, text: Text) -> Label:
        """Return words as a chart's label, in the report's language."""
        return Label(text=write(text, self.lang))

    def province(self) -> Text:
        """Return the province's name, or its code."""
        code = str(self.result["subject"]["province"])
        try:
            row = self.book.province(code, parse_period(self.reporting).end)
        except (UnknownKeyError, PeriodError):
            return typed(code)
        return Text(names={"vi": str(row["label_vi"]), "en": str(row["label_en"])})

    # sentences -------------------------------------------------------------------------------------------------------

    def why(self, record: Record) -> Text:
        """Return why a verdict is what it is, in words."""
        values = {name: self._why_value(name, value) for name, value in record["values"].items()}
        key = f"report.why.{record['code']}"
        return filled(key if messages.has_message(key) else f"why.{record['code']}", values, record["code"])

    def _why_value(self, name: str, value: object) -> object:
        if name in ("sector",):
            return self.row_name("sectors", str(value))
        if name == "kind":
            return self.kind(str(value))
        if name == "products":
            keys = value if isinstance(value, list) else str(value).split(", ")
            return Several(parts=tuple(self.product(str(key)) for key in keys))
        if name == "product":
            return self.product(str(value))
        if name == "province":
            return self.province()
        if name in ("valid_from", "valid_to") and value:
            return When(period=str(value))
        if name == "geography":
            return said(f"report.geography.{value}") if messages.has_message(f"report.geography.{value}") else in_words(str(value))
        if name == "subject":
            return in_words(str(value))
        if name == "unit" and value:
            return typed(messages.format_unit(str(value), self.lang))
        return typed(value) if isinstance(value, str) else value

    def finding(self, record: Record, part: str) -> Text:
        """Return the title, the why or the action of a finding."""
        key = record["action"] if part == "action" else f"{record['code']}.{part}"
        values: dict[str, object] = {"given": record.get("given", ""), "expected": record.get("expected", "")}
        values |= record.get("values", {})
        values = {k: self.called(v) if isinstance(v, str) else v for k, v in values.items()}
        return filled(f"finding.{key}", values, "" if part != "title" else record["code"])

    def called(self, text: str) -> Text:
        """Return a text; the key of a stream as the stream's name."""
        return self.stream(text) if _STREAM.fullmatch(text) else typed(text)

    def source(self, id: str) -> Source | None:
        """Return a source by its id, or None where this edition has none of that id."""
        try:
            return self.book.source(id)
        except UnknownKeyError:
            return None


def shown_context(basis: Basis, kind: str) -> list[Record]:
    """Return the references without legal force that a report shows: the quick one a kind each, those that compare."""
    rows = [row for row in basis.result["standings"] if not row["legal"]]
    if kind == "full":
        return rows
    chosen: dict[str, Record] = {}
    for row in rows:
        if row["verdict"] not in ("not_comparable", "no_norm"):
            chosen.setdefault(row["indicator"].partition(":")[0], row)
    return list(chosen.values())[:QUICK_CONTEXT]


def _months_of(period: str) -> list[str]:
    try:
        return [month.text for month in parse_period(period).months()]
    except PeriodError:
        return []


def in_words(text: str) -> Text:
    """Return a phrase of the tables (a place, where in a source something stands) in each language."""
    return Text(names={lang: phrase(text, lang) for lang in ("vi", "en")})


def said_or(key: str, otherwise: str) -> Text:
    """Return a message, or a text as it is where no language has that message."""
    return said(key) if messages.has_message(key) else typed(otherwise)


def filled(key: str, values: Mapping[str, object], otherwise: str) -> Text:
    """Return a message with its values, a dash for those that lack; a text where no language has that message.

    Codes come from the engine and from editions: a report must not fail over one it has no sentence for.
    """
    if not messages.has_message(key):
        return typed(otherwise)
    known = {name: typed("–") if value in (None, "", typed("")) else value for name, value in values.items()}
    return Text(key=key, values={name: known.get(name, typed("–")) for name in _placeholders(key)})


@cache
def _placeholders(key: str) -> tuple[str, ...]:
    """Return what a message has places for in any language, by name."""
    return tuple(sorted({name for lang in messages.languages() for name in messages.placeholders(messages.messages(lang).get(key, ""))}))


def plural(key: str, count: float, /, **values: object) -> Text:
    """Return a message that counts: the one of its singular where `count` is one."""
    return said(f"{key}.one" if count == 1 else key, **values)


def number(value: float | None, unit: str = "", trace: str = "", style: Style = "plain") -> Cell:
    """Return a figure, or None where there is none."""
    return None if value is None else Number(value=float(value), unit=unit, trace=trace, style=style)


def bare(item: Record | None, style: Style = "plain") -> Cell:
    """Return an indicator's value without its unit, which stands in a column of its own, or None."""
    return None if item is None else Number(value=float(item["value"]), unit=item["unit"], trace=item["id"], style=style, bare=True)


def unit_of(unit: str) -> Text:
    """Return a unit as words."""
    return Text(unit=unit)


def interval(record: Record, low: str = "low", high: str = "high", style: Style = "plain") -> Cell:
    """Return the interval of a record, or None where its error is not known."""
    if record.get(low) is None or record.get(high) is None:
        return None
    return Interval(low=float(record[low]), high=float(record[high]), style=style)


def verdict(key: str) -> Text:
    """Return a verdict in words, with its tone."""
    return Text(key=f"verdict.{key}", tone=TONES.get(key, ""))


def day_of(text: str) -> date | None:
    """Return a day from its text, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def joined(parts: Iterable[Cell], between: str = ", ") -> Several:
    """Return cells after one another."""
    return Several(parts=tuple(part for part in parts if part is not None), between=between)


def inside(name: Text) -> Text:
    """Return a stream's name as it stands inside a sentence: without its capital, unless it is an abbreviation.

    Examples
    --------
    >>> inside(typed("Wastewater after own treatment")).text
    'wastewater after own treatment'
    >>> inside(typed("LPG")).text
    'LPG'
    """
    return replace(name, text=_without_capital(name.text), names={lang: _without_capital(text) for lang, text in name.names.items()})


def _without_capital(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def first(records: Sequence[Record], **wanted: object) -> Record | None:
    """Return the first record with the wanted members, or None."""
    return next((record for record in records if all(record.get(name) == value for name, value in wanted.items())), None)
