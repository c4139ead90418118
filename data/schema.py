"""What every table and every column of the reference data means. A column has one meaning, whatever table it is in.

A table is one or more CSV files of `data/tables/`: ``norms.csv`` and any ``norms_*.csv`` make the table ``norms``
(the longest table name that fits wins), one fact per row. Every table with the column ``source_id`` refuses rows
without it. ``edition_from`` and ``edition_to`` say in which editions a row stands: a value is never edited in place,
a new edition closes the old row and adds a new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["key", "text", "words", "number", "integer", "date", "flag", "unit"]

EDITIONS: tuple[str, ...] = ("2026-11",)
CONFIDENCES: dict[str, str] = {
    "A": "read in the primary text",
    "B": "quoted by a secondary source",
    "C": "estimate, derived figure or a statement without a document; never chosen where A or B exists",
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its name, what kind of value it holds, in which unit or closed list, and what it means."""

    name: str
    kind: Kind
    unit: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table: its columns in order, the columns that identify a row, and whether a row needs a source."""

    name: str
    meaning: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ("id",)
    dimensions: tuple[str, ...] = ()
    factors: bool = False

    @property
    def needs_source(self) -> bool:
        """Say whether each row must name a source."""
        return "source_id" in self.columns


# name, kind, unit or closed list, meaning
_COLUMNS: tuple[tuple[str, Kind, str, str], ...] = (
    ("id", "key", "", "identifier of the row, never reused for another fact"),
    ("value", "number", "unit", "the figure, in the unit of the row"),
    ("value_low", "number", "unit", "lower end of a published range"),
    ("value_high", "number", "unit", "upper end of a published range"),
    ("unit", "unit", "", "unit of the figures of the row, as calculators.units reads it"),
    ("geography", "text", "", "where the figure holds: VN, an old or new province, a country, a region, world"),
    ("valid_from", "date", "", "first day on which the figure holds; empty: no beginning stated"),
    ("valid_to", "date", "", "last day on which the figure holds; empty: no end stated"),
    ("source_id", "key", "sources", "the source the figure was read in"),
    ("locator", "text", "", "where in the source: article, table, page, row"),
    ("confidence", "key", "A B C", "; ".join(f"{key} = {text}" for key, text in CONFIDENCES.items())),
    ("note", "text", "", "what a careful reader must know before using the figure"),
    ("edition_from", "key", "editions", "first edition of this data set with the row"),
    ("edition_to", "key", "editions", "last edition with the row; empty: still standing"),
    ("priority", "integer", "", "order of choice by Art. 18 of TT 38/2023: 1 approved own, 2 national list, 3 IPCC, 5 proposed life-cycle factor, 6 alternative the user picks, 9 shown, never chosen"),
    ("sector", "key", "sectors", "sector the row belongs to; empty: none in particular"),
    ("sectors", "words", "sectors", "sectors the row belongs to; empty: all"),
    ("label_vi", "text", "", "Vietnamese name shown to people"),
    ("label_en", "text", "", "English name shown to people"),
    # sources
    ("title", "text", "", "title of the document"),
    ("number", "text", "", "official number, DOI or report number"),
    ("publisher", "text", "", "who published the document"),
    ("issued", "text", "", "date or year of the document, as far as known"),
    ("licence", "text", "", "terms under which figures may be passed on"),
    ("address", "text", "", "where the text was read, or where it can be read"),
    ("retrieved", "text", "", "month in which it was read"),
    ("access", "key", "primary secondary own", "whether the document itself was read, a text that quotes it, or it is this project's own"),
    # sectors and products
    ("vsic", "words", "", "codes of the Vietnamese classification of industries (Decision 27/2018/QĐ-TTg)"),
    ("isic", "words", "", "codes of ISIC Rev. 4"),
    ("programme", "key", "2091 889 280", "action programme or decision that sets the target; in sectors: 2091 where the decision names it"),
    ("norm_product", "key", "products", "product a norm is written for; empty or the sector's own key: the sector as a whole; else only that product"),
    ("reference_product", "key", "products", "product whose coefficient is 1 in an equivalent output"),
    ("product_kind", "key", "legal context", "legal: a Vietnamese norm is or was written for it; context: only surveys and studies"),
    # streams
    ("group", "key", "", "group of the stream in an assessment document"),
    ("dimensions", "words", "", "dimensions a quantity of the stream may have"),
    ("role", "key", "in out internal", "role of a row that states none"),
    ("biogenic", "flag", "", "yes: the carbon is biogenic"),
    ("like", "key", "streams", "stream whose properties hold where this one has none"),
    ("gaps", "words", "", "properties that have no default on purpose: the user states them"),
    # fuels, gases, grid
    ("stream", "key", "streams", "stream the figure belongs to; empty: a fuel without a stream of its own"),
    ("property", "key", "ncv density combustion toe", "which property of the stream the figure is"),
    ("activity", "key", "", "where the fuel is burnt: manufacturing, energy_industries, road, off_road, services, households, …"),
    ("subject", "text", "", "what the source calls the thing the figure is of"),
    ("gas", "key", "", "greenhouse gas of the figure: CO2 CH4 CH4_fossil N2O HFC32 …"),
    ("gwp_set", "key", "AR4 AR5 AR6", "assessment report of the IPCC that states the global warming potential (100 years)"),
    ("share", "number", "1", "mass share of the component in the mixture"),
    ("component", "key", "", "gas that is part of a refrigerant"),
    ("data_year", "integer", "", "calendar year of the data behind a grid factor"),
    ("official", "flag", "", "yes: published by the authority; only such rows are chosen"),
    ("published", "text", "", "document and date of publication"),
    # prices
    ("tariff_kind", "key", "energy capacity water fee_fixed fee_variable fee_volume retail allowance limit", "what is charged"),
    ("level", "key", "", "voltage or size class the price is for"),
    ("hours", "key", "normal peak off_peak", "hours of the day the price is for"),
    ("per_time", "key", "month quarter year", "period the charge is raised for; empty: once per unit"),
    # targets
    ("indicators", "words", "", "kinds of indicator the target is written for"),
    ("analogy", "words", "", "kinds of indicator shown against the target by analogy only"),
    ("reduction_low", "number", "%", "smallest reduction that reaches the target"),
    ("reduction_high", "number", "%", "upper end of the target; empty: the text says at least"),
    ("deadline", "date", "", "last day of the year by which the target is to be reached"),
    ("baseline_text", "text", "", "what the text says of the baseline"),
    ("area", "key", "", "old province the programme is for; empty: the whole country"),
    ("product_scope", "text", "", "part of the sector the target names, where it is narrower"),
    # norms
    ("route", "text", "", "process route of the norm or the survey"),
    ("capacity_min", "number", "capacity_unit", "capacity at which the size class begins"),
    ("capacity_min_excluded", "flag", "", "yes: a plant exactly at the lower end does not belong to the class"),
    ("capacity_max", "number", "capacity_unit", "capacity at which the size class ends"),
    ("capacity_unit", "unit", "", "unit of the size class, per year"),
    ("capacity_max_included", "flag", "", "yes: a plant exactly at the upper end belongs to the class"),
    ("minimum_size", "number", "capacity_unit", "size per year from which the circular applies at all"),
    ("indicator", "key", "", "kind of the indicator, in the words of the result document"),
    ("per", "key", "product equivalent raw_material input process stage unstated", "what stands below the line of the ratio"),
    ("denominator", "text", "", "the same in the words of the source"),
    ("energy_basis", "key", "", "how energy forms were added: electricity_only, conversion_unread, gross_calorific, as_stated"),
    ("direction", "key", "lower_is_better higher_is_better", "which way is better"),
    ("statistic", "key", "regulatory_limit typical_range average median best_practice survey survey_percentile", "what the figures are"),
    ("status", "key", "in_force expired replaced context", "state of the norm when the edition was made"),
    ("replaced_by", "text", "", "document that took the place of the norm"),
    ("legal", "flag", "", "yes: a norm of Vietnamese law"),
    ("article", "text", "", "article and clause that states the figure"),
    ("new_projects_from", "date", "", "plants commissioned from this day on meet the figure at once, by the circular's own words"),
    ("plants", "integer", "", "number of plants behind a survey"),
    ("year_from", "integer", "", "first year of the data"),
    ("year_to", "integer", "", "last year of the data"),
    ("subject_vi", "text", "", "Vietnamese name of what the figure is of"),
    # wastewater, waste, processes
    ("parameter", "key", "", "which factor of the method the figure is"),
    ("treatment", "key", "", "way of treatment or disposal the figure is for"),
    ("material", "key", "", "kind of material or waste the figure is for"),
    # duties
    ("form_vi", "text", "", "form asked for, as the law names it"),
    ("form_en", "text", "", "the same in English"),
    ("addressee_vi", "text", "", "to whom, in Vietnamese"),
    ("addressee_en", "text", "", "to whom, in English"),
    ("field", "key", "", "a field that people fill in: the message that explains it, without its last word"),
    ("deadline_rule", "key", "", "when it is due: a code that assessment.duties turns into a date"),
    # worksheets
    ("task", "text", "", "number of the task of the six-step procedure, or none"),
    ("fields", "words", "", "fields the worksheet has; empty: free"),
    # choices and settings
    ("value_kind", "key", "one_of number period", "what an assessment document may write for the choice"),
    ("allowed", "words", "", "allowed values, where the choice is among named ones"),
    ("default", "text", "", "value where the document is silent; empty: none, and what needs it says so"),
    ("authority", "key", "S C K", "S read in the source named, C read in a reference implementation, K general knowledge of the field"),
    # provinces
    ("code", "key", "", "official code of the province, district or commune; one code can name two units at different times"),
    ("successor", "key", "provinces", "province that took the place of this one"),
    # options and their words
    ("option_kind", "key", "measure package survey", "measure: one thing to do; package: several together; survey: what audits found, shown as context, never proposed"),
    ("equipment", "key", "options_areas", "equipment the option is about"),
    ("process_area", "key", "options_areas", "step of the process the option is about; empty: none in particular"),
    ("area_kind", "key", "equipment process", "whether the row names equipment or a process area"),
    ("title_vi", "text", "", "Vietnamese title shown to people, in our own words"),
    ("title_en", "text", "", "English title shown to people, in our own words"),
    ("technique", "key", "GH IC PC EM TC OR BP PM", "technique of cleaner production"),
    ("cause_class", "key",
     "raw_material technology operation_maintenance process_control product_specification layout_size waste_handling people_management",
     "class of the cause the option works on, or the question finds"),
    ("trigger", "text", "", "what in an assessment calls the option up: key=value,value joined by semicolons; keys streams equipment area indicator, and condition: what the site must state first"),
    ("saves", "words", "streams", "streams the option saves; group/* is every stream of the group"),
    ("saving_low", "number", "saving_unit", "smallest saving found by the source; both empty: the source gives none"),
    ("saving_high", "number", "saving_unit", "upper end of the saving found by the source"),
    ("saving_unit", "unit", "", "unit of the saving"),
    ("base", "key", "site equipment process bill output each case sector none",
     "what the saving counts on: the stream at site, equipment, step or its bill; or a quantity per output, per piece, a year in the case; sector: stated for one other sector; none: no figure"),
    ("payback_low", "number", "year", "shortest payback found by the source"),
    ("payback_high", "number", "year", "longest payback found by the source"),
    ("excludes", "words", "options", "options that cannot be done beside this one"),
    ("requires", "words", "options", "options that must be done first"),
    # causes
    ("scope", "key", "sectors options_areas", "sector or equipment the question belongs to"),
    ("question_vi", "text", "", "question in Vietnamese, answered yes or no; yes points to the cause"),
    ("question_en", "text", "", "question in English, answered yes or no; yes points to the cause"),
    ("loss", "words", "streams", "streams that are lost where the answer is yes; group/* is every stream of the group"),
    ("cause_vi", "text", "", "cause in Vietnamese"),
    ("cause_en", "text", "", "cause in English"),
    ("options", "words", "options", "options against the cause; none_known: the library has none"),
    # life cycle, leaks, limits, audits
    ("category", "key", "material packaging transport water waste_treatment energy_upstream service", "part of the life cycle"),
    ("boundary", "text", "", "system boundary of the factor; factors of different boundaries are never mixed silently"),
    ("gwp_basis", "text", "", "global warming potentials the sum was made with, in the words of the source"),
    ("gsd", "number", "1", "geometric standard deviation suggested for use in Viet Nam by pedigree scores; not the source's"),
    ("data_age", "text", "", "year of the data behind the factor"),
    ("leak_parameter", "key", "annual_leak end_of_life_leak charge charge_ratio", "what the figure says of the refrigerant charge"),
    ("uncertainty_pct", "number", "%", "uncertainty stated by the source"),
    ("regulation", "text", "", "number of the technical regulation"),
    ("discharge_class", "key", "A B", "column of the regulation, by the receiving water"),
    ("pollutant", "key", "", "what is limited"),
    ("bound", "key", "max min", "whether the figure is the most or the least allowed"),
    ("resource", "key", "electricity gas", "what the audited plants could save"),
    ("measures", "integer", "", "number of measures behind a survey"),
    ("p25", "number", "unit", "first quartile"),
    ("p50", "number", "unit", "median"),
    ("p75", "number", "unit", "third quartile"),
    ("payback_p25", "number", "year", "first quartile of the payback"),
    ("payback_p50", "number", "year", "median of the payback"),
    ("payback_p75", "number", "year", "third quartile of the payback"),
    ("implemented_share", "number", "1", "share of the measures that the plants carried out"),
    # administrative units
    ("unit_level", "key", "province district commune", "level of the administrative unit"),
    ("parent", "key", "administrative_units", "unit of the level above at the time"),
    ("old_provinces", "words", "", "codes, before 1 July 2025, of the provinces the unit lies in"),
    ("merged_into", "words", "administrative_units", "units that took its place"),
    ("provinces", "words", "provinces", "codes of the provinces that a region is made of"),
    # the department's own programme
    ("goal", "key", "", "what an action programme asks the department to report"),
    ("goal_kind", "key", "share count", "share: so many of a whole; count: a number of things"),
    ("whole_vi", "text", "", "the whole that a share is of, in Vietnamese"),
    ("whole_en", "text", "", "the whole that a share is of, in English"),
    # equipment
    ("ie_class", "key", "IE1 IE2 IE3 IE4", "efficiency class of a motor"),
    ("rated_kw", "number", "kW", "rated output of the motor"),
    ("poles", "integer", "1", "number of poles"),
    # process energy
    ("electricity_kwh", "number", "kWh", "electricity per unit of the process"),
    ("heat_mj", "number", "MJ", "heat per unit of the process"),
    ("loss_share", "number", "1", "share of the input lost in the process"),
)  # fmt: skip

COLUMNS: dict[str, Column] = {name: Column(name=name, kind=kind, unit=unit, meaning=meaning) for name, kind, unit, meaning in _COLUMNS}

_TAIL = ("geography", "valid_from", "valid_to", "source_id", "locator", "confidence", "note", "edition_from", "edition_to")
_OWN = ("source_id", "note", "edition_from", "edition_to")


def _table(name: str, meaning: str, columns: str, tail: tuple[str, ...] = _TAIL, dimensions: str = "", factors: bool = False) -> Table:
    named = tuple(columns.split())
    return Table(name=name, meaning=meaning, columns=("id", *named, *tail), dimensions=tuple(dimensions.split()), factors=factors)


_TABLES: tuple[Table, ...] = (
    _table("sources", "every document a figure was read in",
           "title number publisher issued licence address retrieved access note edition_from edition_to", ()),
    _table("sectors", "sectors of the programme and of the national targets", "label_vi label_en vsic isic programme", _OWN),
    _table("products", "products a norm or a survey is written for",
           "sector product_kind label_vi label_en reference_product", _OWN),
    _table("streams", "what crosses a site's boundary or moves inside it",
           "group label_vi label_en dimensions unit role like biogenic gaps", _OWN),
    _table("fuels", "calorific values, densities and emission factors of combustion per gas",
           "stream property activity gas subject value value_low value_high unit biogenic priority",
           dimensions="energy/mass mass/volume mass/normal_volume mass/energy", factors=True),
    _table("grid", "emission factor of the national grid by year of the data",
           "data_year gas value unit official published", dimensions="mass/energy", factors=True),
    _table("gwp", "global warming potentials over 100 years by assessment report",
           "gwp_set gas subject value value_low value_high unit priority", dimensions="co2e/mass", factors=True),
    _table("refrigerants", "composition of refrigerants by mass", "stream component share", factors=True),
    _table("refrigerant_emissions", "shares of the life-cycle formula for refrigerants by application (TT 38/2023, alternative method)",
           "parameter subject subject_vi value value_low value_high unit priority", dimensions="dimensionless", factors=True),
    _table("energy_conversion", "legal conversion of energy carriers to tonnes of oil equivalent",
           "stream subject value value_low value_high unit priority",
           dimensions="energy/energy energy/mass energy/volume energy/normal_volume", factors=True),
    _table("tariffs", "prices, fees and legal price limits, dated",
           "stream tariff_kind subject subject_vi level hours value value_low value_high unit per_time priority",
           dimensions="money/energy money/power money/volume money/mass money/time money money/co2e", factors=True),
    _table("targets", "reduction targets of programmes and decisions",
           "programme sector indicators analogy reduction_low reduction_high deadline baseline_text area product_scope"),
    _table("coefficients", "legal coefficients to equivalent product",
           "norm_product reference_product value unit", dimensions="dimensionless", factors=True),
    _table("norms", "legal norms, typical ranges, averages, best practice and surveys",
           "sector norm_product route subject capacity_min capacity_max capacity_unit capacity_min_excluded capacity_max_included minimum_size "
           "indicator value_low value value_high unit per denominator energy_basis direction statistic status replaced_by "
           "legal article new_projects_from plants year_from year_to"),
    _table("wastewater", "factors of the methane and nitrous oxide method for wastewater",
           "parameter treatment sector subject gas value value_low value_high unit biogenic priority",
           dimensions="mass/mass dimensionless volume/mass mass/volume", factors=True),
    _table("waste", "factors of landfill, composting, digestion and incineration",
           "parameter treatment material subject gas value value_low value_high unit biogenic priority",
           dimensions="mass/mass dimensionless", factors=True),
    _table("processes", "emissions and inputs of industrial processes and mining",
           "sector parameter subject gas value unit priority",
           dimensions="mass/mass dimensionless energy/mass mass/energy volume/mass", factors=True),
    _table("process_energy", "electricity, heat and losses of single process steps",
           "sectors subject subject_vi unit electricity_kwh heat_mj loss_share", factors=True),
    _table("options", "cleaner-production options with quantified savings",
           "sector option_kind equipment process_area title_vi title_en technique cause_class trigger saves saving_low "
           "saving_high saving_unit base payback_low payback_high excludes requires"),
    _table("options_areas", "equipment and process areas of the options", "area_kind label_vi label_en", _OWN),
    _table("causes", "guided questions that lead from a loss to its cause and to options",
           "scope question_vi question_en loss cause_vi cause_en cause_class options", _OWN),
    _table("life_cycle", "life-cycle factors of materials, packaging, transport, water, waste, energy and services",
           "category stream label_vi label_en gas value unit boundary gwp_basis gsd data_age licence priority",
           dimensions="co2e/mass co2e/volume co2e/freight co2e/count co2e/pair co2e/area co2e/energy co2e/money_usd mass/mass",
           factors=True),
    _table("leak_rates", "refrigerant charges and leaks by kind of equipment",
           "leak_parameter label_vi label_en value unit uncertainty_pct licence",
           dimensions="dimensionless mass mass/power mass/area", factors=True),
    _table("limits", "limits of discharge", "regulation discharge_class pollutant label_vi label_en bound value unit",
           dimensions="mass/volume dimensionless"),
    _table("audited_plants", "what audits of US plants found, by sector: context for options, never a norm",
           "sector subject subject_vi resource plants measures p25 p50 p75 unit payback_p25 payback_p50 payback_p75 "
           "implemented_share year_from year_to", dimensions="dimensionless"),
    _table("administrative_units", "provinces, and the districts and communes that decide where a programme holds",
           "unit_level code label_vi label_en parent old_provinces merged_into"),
    _table("duties", "what the law asks of a site: report, form, addressee, deadline",
           "label_vi label_en form_vi form_en addressee_vi addressee_en deadline_rule"),
    _table("field_articles", "which article of the law asks for a field that people fill in, or decides how it counts", "field",
           ("source_id", "locator", "confidence", "note", "edition_from", "edition_to")),
    _table("motor_classes", "least efficiency of a motor's class at its rated output", "ie_class rated_kw poles value unit",
           ("source_id", "locator", "confidence", "note", "edition_from", "edition_to")),
    _table("worksheets", "the worksheets of an assessment, by the task of the procedure they belong to",
           "label_vi label_en task fields", _OWN),
    _table("choices", "what an assessment document may choose",
           "value_kind allowed default unit value_low value_high", _OWN),
    _table("phrases", "what the tables say of a product or a process in an English phrase, and the same in Vietnamese",
           "label_vi label_en", ("edition_from", "edition_to")),
    _table("settings", "thresholds of the method, each with its authority", "value unit authority",
           ("source_id", "locator", "note", "edition_from", "edition_to")),
    _table("provinces", "provinces before and after 1 July 2025", "code label_vi label_en successor",
           ("valid_from", "valid_to", "source_id", "locator", "note", "edition_from", "edition_to")),
    _table("regions", "socio-economic regions after 1 July 2025 and their provinces", "label_vi label_en provinces",
           ("source_id", "locator", "confidence", "note", "edition_from", "edition_to")),
    _table("programme_goals", "what an action programme asks of the province besides reductions, reported by the department",
           "programme goal goal_kind label_vi label_en whole_vi whole_en value value_high unit deadline"),
    _table("exchange_materials", "by-products, waste and surplus heat that the circular economy register knows", "label_vi label_en unit", _OWN),
)  # fmt: skip

TABLES: dict[str, Table] = {table.name: table for table in _TABLES}


def table_of(stem: str) -> str | None:
    """Return the table that a file of this name (without ``.csv``) belongs to, or None."""
    fitting = [name for name in TABLES if stem == name or stem.startswith(f"{name}_")]
    return "sources" if stem.endswith("_sources") else max(fitting, key=len, default=None)
