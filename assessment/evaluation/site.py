"""One site, made ready for calculation: entries, measures, output and inventory of one document and edition."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assessment.evaluation.choices import Choice, resolve_choices
from assessment.evaluation.energy import EnergyMeasures, energy_measures
from assessment.evaluation.entries import read_entries
from assessment.evaluation.indicators import View
from assessment.evaluation.inventory import Inventory, take_inventory
from assessment.evaluation.material import MATERIAL_GROUPS, mass_measure, stream_measures
from assessment.evaluation.measure import Columns, Measure, columns_of
from assessment.evaluation.output import Output, read_output
from assessment.evaluation.properties import Properties, read_properties
from assessment.evaluation.refrigerant_life import with_refrigerants
from assessment.evaluation.waste import waste_measures
from assessment.evaluation.water import wastewater_measure, water_measure
from assessment.model import Assessment, Document
from calculators.finding import Finding
from calculators.period import Period, parse_period
from data.catalogue import Catalogue


@dataclass(frozen=True, kw_only=True)
class Site:
    """A document with every measure that its ledger allows."""

    document: Document
    book: Catalogue
    choices: dict[str, Choice]
    properties: Properties
    columns: Columns
    energy: EnergyMeasures
    measures: tuple[Measure, ...]
    output: Output
    inventory: Inventory
    reporting: Period
    baseline: Period | None
    findings: tuple[Finding, ...]

    @property
    def assessment(self) -> Assessment:
        """The document's content."""
        return self.document.assessment

    def months(self) -> tuple[Period, ...]:
        """Return the calendar months of both periods in which output was counted month by month."""
        counted = self.columns.entries
        periods = [period for period in (self.baseline, self.reporting) if period]
        months = dict.fromkeys(month for period in periods for month in period.months() if period.contains(month))
        starts = {
            (entry.day.year, entry.day.month)
            for entry in counted
            if entry.group == "product" and entry.role == "out" and (entry.amount or 0) > 0 and entry.row_days <= 31
        }
        return tuple(month for month in months if (month.start.year, month.start.month) in starts)

    def view(self, window: Period, is_month: bool = False) -> View:
        """Return one window of the site."""
        return View(columns=self.columns, output=self.output, unread=self.document.unread, window=window, is_month=is_month)

    def measure(self, kind: str, stream: str | None = None) -> Measure | None:
        """Return the measure of a kind, or None."""
        return next((m for m in self.measures if m.kind == kind and m.stream == stream), None)


def treatment_of(choices: dict[str, Choice]) -> str | None:
    """Return how wastewater is treated on site, or None where it is not said."""
    chosen = choices["wastewater_treatment"].value
    return str(chosen) if chosen else None


def open_site(document: Document, book: Catalogue) -> Site:
    """Return the site that a document describes, in one edition of the reference data."""
    document, lost = with_refrigerants(document, book)
    assessment = document.assessment
    choices = resolve_choices(assessment.choices, book)
    reading = read_properties(document, book)
    properties, document = reading.properties, replace(document, unread=(*document.unread, *reading.lost))
    entries, unread = read_entries(document, properties)
    reporting = parse_period(assessment.reporting_period)
    columns = columns_of(entries)
    energy = energy_measures(entries, properties)
    inventory = take_inventory(entries, properties, book, str(choices["gwp"].value), treatment_of(choices))
    is_market = choices["electricity"].value == "market" and inventory.has_market
    allocation = choices["product_allocation"]
    return Site(
        document=document,
        book=book,
        choices=choices,
        properties=properties,
        columns=columns,
        energy=energy,
        measures=(
            *stream_measures(entries, properties),
            *(mass_measure(entries, properties, (group,), group) for group in MATERIAL_GROUPS),
            mass_measure(entries, properties, MATERIAL_GROUPS, None),
            energy.energy,
            energy.electricity,
            energy.thermal,
            water_measure(entries, properties),
            wastewater_measure(entries, properties),
            *waste_measures(entries, properties),
            inventory.measure(len(entries), is_market),
        ),
        output=read_output(
            entries, assessment.products, properties, book, reporting, str(allocation.value) if allocation.value else None
        ),
        inventory=inventory,
        reporting=reporting,
        baseline=parse_period(assessment.baseline_period) if assessment.baseline_period else None,
        findings=(*lost, *reading.findings, *unread),
    )
