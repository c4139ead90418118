"""Read a result document for the pages: find a number, its months, its verdicts. Nothing is calculated here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from assessment.opportunities.first_step import FirstStep, first_step
from assessment.shown_units import in_equivalents_of
from calculators.errors import SachhonError
from data import catalogue, messages

Record = Mapping[str, Any]

PER_ORDER = (
    "norm",
    "output",
    "equivalent",
    "mass",
)  # the denominator a reader thinks in first; changes over time are judged on the target's own
CARD_KINDS = ("energy_intensity", "water_intensity", "material_intensity", "ghg_intensity")
KIND_ORDER = (
    "material_intensity",
    "yield",
    "norm_sec",
    "energy_intensity",
    "electricity_intensity",
    "thermal_intensity",
    "water_intensity",
    "wastewater_intensity",
    "waste_intensity",
    "waste_disposed_intensity",
    "ghg_intensity",
    "energy_productivity",
    "water_productivity",
    "material_productivity",
)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the pages need of the document itself: names and periods."""

    name: str
    sector: str
    reporting_period: str
    baseline_period: str | None = None
    products: Mapping[str, str] = field(default_factory=dict)
    product_units: Mapping[str, str] = field(default_factory=dict)
    streams: Mapping[str, str] = field(default_factory=dict)


def sort_key(kind: str) -> int:
    """Return where a kind of indicator stands in lists: material first, as the mission has it."""
    return KIND_ORDER.index(kind) if kind in KIND_ORDER else len(KIND_ORDER)


@cache
def _groups(lang: str) -> Mapping[str, str]:
    """Return the names of the products and groups that norms are written for, by key."""
    return {str(row["id"]): str(row[f"label_{lang}"]) for row in catalogue.open_edition().table("products")}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A result with the facts of its document.

    `result` is the result in the units that are shown (equivalents by what they are equivalents of); `given` is the
    result document as it was made, for what leaves the house.
    """

    result: Record
    facts: Facts
    given: Record = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "given", self.result)
        object.__setattr__(self, "result", in_equivalents_of(self.result))

    def indicators(self, *, period: str | None = None, product: str | None = "*") -> Iterator[Record]:
        """Yield the indicators of a period and a product; ``"*"`` is any product, None the whole site."""
        for item in self.result.get("indicators", ()):
            if period is not None and item["period"] != period:
                continue
            if product != "*" and item["product"] != product:
                continue
            yield item

    def indicator(self, id: str) -> Record | None:
        """Return the indicator of an id."""
        return next((item for item in self.result.get("indicators", ()) if item["id"] == id), None)

    def main(self, kind: str, *, stream: str | None = None, product: str | None = None) -> Record | None:
        """Return the reporting period's indicator of a kind, in the fairest denominator there is."""
        asked = "*" if kind == "norm_sec" and product is None else product  # a norm is about a norm product
        found = [
            item
            for item in self.indicators(period=self.facts.reporting_period, product=asked)
            if item["kind"] == kind and item["stream"] == stream
        ]
        return min(found, key=lambda item: PER_ORDER.index(item["per"]) if item["per"] in PER_ORDER else 9, default=None)

    def same_of(self, item: Record, period: str) -> Record | None:
        """Return the indicator that differs from `item` in its period only."""
        return self.indicator(f"{item['id'].rpartition('/')[0]}/{period}")

    def months(self, item: Record) -> tuple[Record, ...]:
        """Return the months of an indicator within the reporting period, in order."""
        head = item["id"].rpartition("/")[0]
        found = (
            other
            for other in self.result.get("indicators", ())
            if other["id"].rpartition("/")[0] == head and len(other["period"]) == 7 and other["period"].startswith(item["period"][:4])
        )
        return tuple(sorted(found, key=lambda other: other["period"]))

    def standings(self, id: str) -> tuple[Record, ...]:
        """Return the verdicts on an indicator, those that say something first."""
        found = [item for item in self.result.get("standings", ()) if item["indicator"] == id]
        telling = {
            "worse": 0,
            "better_than_best": 1,
            "within": 2,
            "expired": 3,
            "not_comparable": 4,
            "not_applicable": 5,
            "no_norm": 6,
        }
        return tuple(sorted(found, key=lambda item: telling.get(item["verdict"], 9)))

    def standings_of(self, kind: str, product: str | None = None, stream: str | None = None) -> tuple[Record, ...]:
        """Return the verdicts on the reporting period's indicators of a kind, whatever their denominator."""
        asked = "*" if kind == "norm_sec" and product is None else product
        return tuple(
            row
            for item in self.indicators(period=self.facts.reporting_period, product=asked)
            if item["kind"] == kind and item["stream"] == stream
            for row in self.standings(item["id"])
        )

    def judgement(self, kind: str) -> Record | None:
        """Return the verdict that speaks for a kind: the law's where there is one, else a published range's as context."""
        telling = self._telling(kind)
        chosen = [row for row in telling if row.get("legal")] or telling or list(self.standings_of(kind))
        return chosen[0] if chosen else None

    def is_disputed(self, kind: str) -> bool:
        """Return whether the law is silent and published ranges say different things of a kind: then none speaks for it."""
        telling = self._telling(kind)
        return not any(row.get("legal") for row in telling) and len({row["verdict"] for row in telling}) > 1

    def _telling(self, kind: str) -> list[Record]:
        return [row for row in self.standings_of(kind) if row["verdict"] in ("worse", "within", "better_than_best")]

    def first_step(self) -> FirstStep | None:
        """Return the measure to begin with, None without one: the same that the plan and the reports begin with."""
        return first_step(self.result)

    def target(self, kind: str) -> Record | None:
        """Return the target that speaks for a kind: the province's programme, the nearest deadline."""
        found = [row for row in self.targets() if row["kind"] == kind]
        return min(found, key=lambda row: (row["programme"] != "2091", row["deadline"]), default=None)

    def per(self, item: Record, lang: str) -> str:
        """Return what an indicator is counted per, in words."""
        return messages.message(f"per.{item['per']}", lang) if messages.has_message(f"per.{item['per']}", lang) else ""

    def targets(self, id: str | None = None) -> tuple[Record, ...]:
        """Return the targets, or those judged by one indicator."""
        return tuple(item for item in self.result.get("targets", ()) if id is None or item["indicator"] == id)

    def findings(self, severity: str | None = None) -> tuple[Record, ...]:
        """Return the findings, the gravest first."""
        order = {"error": 0, "warning": 1, "note": 2}
        found = [item for item in self.result.get("findings", ()) if severity is None or item["severity"] == severity]
        return tuple(sorted(found, key=lambda item: order.get(item["severity"], 3)))

    def stream_name(self, key: str, lang: str) -> str:
        """Return what a stream is called: by the factory, else by the reference data, else its key."""
        return self.facts.streams.get(key) or stream_name(key, lang)

    def product_name(self, key: str | None, lang: str) -> str:
        """Return what a product is called; None is the whole site."""
        if key is None:
            return messages.message("word.whole_site", lang)
        norm = f"norm_product.{key}"
        return self.facts.products.get(key) or (messages.message(norm, lang) if messages.has_message(norm, lang) else _groups(lang).get(key, key))

    def id_name(self, id: str, lang: str) -> str:
        """Return what an indicator's id says, in words: its kind, stream, product and period; another id as it is."""
        head, _, period = id.rpartition("/")
        head, _, per = head.rpartition(":")
        head, _, product = head.partition("@")
        kind, _, stream = head.partition("/")
        if not messages.has_message(f"kind.{kind}", lang):
            return id
        parts = [messages.message(f"kind.{kind}", lang)]
        parts += [self.stream_name(stream, lang)] if stream else []
        parts += [self.product_name(product, lang)] if product else []
        parts += [messages.message(f"per.{per}", lang)] if messages.has_message(f"per.{per}", lang) else []
        return " · ".join([*parts, messages.format_period(period, lang)])

    def unit(self, item: Record) -> str:
        """Return an indicator's unit."""
        return str(item["unit"])

    def name(self, item: Record, lang: str) -> str:
        """Return an indicator's name: its kind, stream and product."""
        kind = f"kind.{item['kind']}"
        parts = [messages.message(kind, lang) if messages.has_message(kind, lang) else str(item["kind"])]
        if item["stream"]:
            parts.append(self.stream_name(item["stream"], lang))
        if item["product"]:
            parts.append(self.product_name(item["product"], lang))
        return " · ".join(parts)


def stream_name(key: str, lang: str) -> str:
    """Return the reference data's name of a stream, else the last part of its key."""
    own = f"stream.{key}"
    if messages.has_message(own, lang):
        return messages.message(own, lang)
    try:
        found = catalogue.open_edition().stream(key)
    except (SachhonError, OSError):
        return key.rpartition("/")[2].replace("_", " ")
    return str(found.label_vi if lang == "vi" else found.label_en)


def as_sequence(value: object) -> Sequence[Record]:
    """Return a member of a result that should be a list of records, or none."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, (list, tuple)) else []


def named_in(value: object) -> frozenset[str]:
    """Return every text that a result holds, as key or value: what it used of the reference data is among them."""
    found: set[str] = set()
    ahead: list[object] = [value]
    while ahead:
        item = ahead.pop()
        if isinstance(item, str):
            found.add(item)
        elif isinstance(item, Mapping):
            found.update(map(str, item))
            ahead.extend(item.values())
        elif isinstance(item, (list, tuple)):
            ahead.extend(item)
    return frozenset(found)
