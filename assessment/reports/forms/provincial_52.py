"""Annex III of circular 52/2018: what a department compiles from the Annex IV reports it received.

References
----------
.. [1] Thông tư 52/2018/TT-BCT, Annex III, tables as extracted from the gazette file; the table of results is printed twice, presumably for
   pangasius and for shrimp: the headings between the tables were not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.reports.basis import number
from assessment.reports.forms.form import Arrangement, Form, Line, Part
from assessment.reports.forms.seafood_sec import FAMILIES, KG_PER_T
from assessment.reports.report import Cell, Column, Number, Row, Table, Text, said, typed

MET = {"within": "met", "better_than_best": "met", "worse": "not_met"}

Data = Mapping[str, str | float | None]


@dataclass(frozen=True, kw_only=True)
class Registered:
    """A plant of the department's own register, that should report. `kinds` are of `FAMILIES`."""

    name: str
    tax_code: str | None = None
    kinds: tuple[str, ...] = ()


def compile_year(
    received: Sequence[Data], year: str, edition: str, register: Sequence[Registered] = (), before: Sequence[Data] = (), arrangement: Arrangement | None = None
) -> Form:
    """Return Annex III of a year.

    Parameters
    ----------
    received : sequence of mapping
        What `assessment.reports.forms.received.read_received` found in Annex IV files of `year`.
    year : str
        The year reported on.
    edition : str
        The edition of the reference data.
    register : sequence of Registered
        Who should have reported; those without a file are listed as not handed in.
    before : sequence of mapping
        Annex IV files of the year before, for the column of the last period.
    arrangement : Arrangement, optional
        Other words and answers of the user's.

    Returns
    -------
    Form
        The compiled report.
    """
    given = arrangement or Arrangement()
    rows = sorted(received, key=lambda data: str(data.get("name") or ""))
    missing = [plant for plant in register if not any(_same(plant, data) for data in rows)]
    parts: list[Part] = [
        *(Line(field=name, label=said(f"form.field.{name}"), value=typed(given.values[name]) if name in given.values else None) for name in ("department",)),
        Line(field="year", label=said("form.field.year"), value=typed(year)),
        _status(rows, missing),
        *(_results(family, rows, before) for family in FAMILIES),
        _follow_up(rows, missing),
    ]
    return Form(
        name="provincial_52", title=said("form.provincial_52.title", year=year), number=said("form.provincial_52.number"),
        rests_on=said("form.provincial_52.rests_on"), is_confirmed=False, head=said("form.provincial_52.head"), parts=tuple(parts),
        signatories=(said("form.signatory.recipients"), said("form.signatory.department")), period=year, edition=edition,
        document_number=given.values.get("document_number", ""), dated_first=True,
    )  # fmt: skip


def _same(plant: Registered, data: Data) -> bool:
    if plant.tax_code and data.get("tax_code"):
        return plant.tax_code == data["tax_code"]
    return plant.name.strip().casefold() == str(data.get("name") or "").strip().casefold()


def _mark(is_so: bool) -> Cell:
    return typed("X") if is_so else typed("")


def _count(value: int) -> Cell:
    return Number(value=float(value), style="count")


def _status(rows: Sequence[Data], missing: Sequence[Registered]) -> Table:
    columns = (
        Column(title=said("form.column.order"), align="number", share=0.4),
        Column(title=said("form.column.facility"), share=2.6),
        Column(title=said("form.field.tax_code"), share=1.3),
        *(Column(title=said(f"form.provincial_52.column.{name}"), share=0.8) for name in ("shrimp", "pangasius", "other", "received", "missing")),
    )
    made = []
    for place, data in enumerate(rows, start=1):
        kinds = [f"{family}.mass_kg" in data for family in ("shrimp", "pangasius")]
        cells: tuple[Cell, ...] = (_count(place), _text(data, "name"), _text(data, "tax_code"), *(_mark(kind) for kind in kinds), _mark(not any(kinds)), _mark(True), _mark(False))
        made.append(Row(cells=cells))
    for place, plant in enumerate(missing, start=len(rows) + 1):
        kinds = [family in plant.kinds for family in ("shrimp", "pangasius")]
        made.append(Row(cells=(_count(place), typed(plant.name), typed(plant.tax_code or ""), *(_mark(kind) for kind in kinds), _mark(False), _mark(False), _mark(True))))
    sums = [sum(f"{family}.mass_kg" in data for data in rows) + sum(family in plant.kinds for plant in missing) for family in ("shrimp", "pangasius")]
    other = sum(not any(f"{family}.mass_kg" in data for family in FAMILIES) for data in rows)
    made.append(Row(cells=(typed(""), said("form.total"), typed(""), *(_count(value) for value in (*sums, other, len(rows), len(missing)))), total=True))
    return Table(id="status", title=said("form.provincial_52.status"), columns=columns, rows=tuple(made))


def _text(data: Data, key: str) -> Text:
    return typed(str(data.get(key) or ""))


def _figure(data: Data, key: str) -> float | None:
    value = data.get(key)
    return float(value) if isinstance(value, int | float) else None


def _results(family: str, rows: Sequence[Data], before: Sequence[Data]) -> Table:
    columns = (
        Column(title=said("form.column.order"), align="number", share=0.4),
        Column(title=said("form.column.facility"), share=2.4),
        Column(title=said("form.provincial_52.column.output"), align="number", share=1.2),
        Column(title=said("form.provincial_52.column.electricity"), align="number", share=1.3),
        Column(title=said("form.provincial_52.column.sec_before"), align="number", share=1.1),
        Column(title=said("form.provincial_52.column.sec"), align="number", share=1.1),
        Column(title=said("form.provincial_52.column.met"), share=0.8),
        Column(title=said("form.provincial_52.column.not_met"), share=0.8),
    )
    made, mass, power = [], 0.0, 0.0
    mine = [data for data in rows if f"{family}.mass_kg" in data]
    for place, data in enumerate(mine, start=1):
        tonnes, kwh = (_figure(data, f"{family}.mass_kg") or 0.0) / KG_PER_T, _figure(data, f"{family}.electricity_kwh")
        mass, power = mass + tonnes, power + (kwh or 0.0)
        last = next((_figure(old, f"{family}.sec") for old in before if _is_plant(old, data)), None)
        verdict = MET.get(str(data.get(f"{family}.verdict")))
        cells: tuple[Cell, ...] = (
            _count(place), _text(data, "name"), number(tonnes), number(kwh), number(last), number(_figure(data, f"{family}.sec")),
            _mark(verdict == "met"), _mark(verdict == "not_met"),
        )  # fmt: skip
        made.append(Row(cells=cells))
    met = [sum(MET.get(str(data.get(f"{family}.verdict"))) == wanted for data in mine) for wanted in ("met", "not_met")]
    made.append(Row(cells=(typed(""), said("form.total"), number(mass), number(power), typed(""), typed(""), _count(met[0]), _count(met[1])), total=True))
    return Table(id=family, title=said(f"form.provincial_52.{family}"), columns=columns, rows=tuple(made), note=said("form.provincial_52.mass_note"))


def _is_plant(old: Data, new: Data) -> bool:
    return _same(Registered(name=str(old.get("name") or ""), tax_code=str(old["tax_code"]) if old.get("tax_code") else None), new)


def _follow_up(rows: Sequence[Data], missing: Sequence[Registered]) -> Table:
    columns = (
        Column(title=said("form.column.order"), align="number", share=0.4),
        Column(title=said("form.column.facility"), share=2.4),
        *(Column(title=said(f"form.provincial_52.column.{name}"), share=1) for name in ("no_report", "above_norm", "other_matter")),
        Column(title=said("form.provincial_52.column.remark"), share=2),
    )
    above = [data for data in rows if any(MET.get(str(data.get(f"{family}.verdict"))) == "not_met" for family in FAMILIES)]
    unclear = [data for data in rows if any(f"{family}.mass_kg" in data and str(data.get(f"{family}.verdict")) not in MET for family in FAMILIES)]
    made = [Row(cells=(_count(place), typed(plant.name), _mark(True), _mark(False), _mark(False), typed(""))) for place, plant in enumerate(missing, start=1)]
    for data in above:
        made.append(Row(cells=(_count(len(made) + 1), _text(data, "name"), _mark(False), _mark(True), _mark(False), typed(""))))
    for data in unclear:
        if data not in above:
            made.append(Row(cells=(_count(len(made) + 1), _text(data, "name"), _mark(False), _mark(False), _mark(True), said("form.provincial_52.unclear"))))
    made.append(Row(cells=(typed(""), said("form.total"), _count(len(missing)), _count(len(above)), _count(len([d for d in unclear if d not in above])), typed("")), total=True))
    return Table(id="follow_up", title=said("form.provincial_52.follow_up"), columns=columns, rows=tuple(made))
