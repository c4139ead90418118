"""What stands on the worksheets of tasks 6 and 9 to 16 and cannot be counted: each such field is said, none is passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from assessment.evaluation.site import Site
from assessment.model import Measured, Option
from assessment.opportunities import appraisal, evidence, loss_value, plan, screening
from assessment.opportunities.usage import Use
from calculators.errors import PeriodError, UnitError
from calculators.finding import Finding
from calculators.period import parse_period
from calculators.units import parse_unit

Value = float | str | Measured
DAY = "2027-03-31 | 2027-03"
YEARS = ("depreciation_years", "loan_years")
TERMS = (
    "tax_percent", "subsidy_percent", "loan_percent", "loan_rate_percent", "price_growth_percent", "cost_growth_percent",
    "saving_uncertainty_percent", "investment_uncertainty_percent", *YEARS,
)  # fmt: skip
PLAN = {"begin": DAY, "started": DAY, "finished": DAY, "spent_vnd": "≥ 0", "monitoring": "text", "evidence": "text"}


def unread_fields(site: Site, uses: Mapping[str, Use]) -> Iterator[Finding]:
    """Yield a finding for each field of the option worksheets that no figure could be made of, and for work that ended before it began.

    Parameters
    ----------
    site : Site
        The site.
    uses : mapping of str to Use
        What it uses: the streams whose saving can be verified.

    Yields
    ------
    Finding
        A warning: the field is named, and what was expected in its place.
    """
    options = {option.id: option for option in site.assessment.options}
    rules = {
        appraisal.SHEET: lambda name, value: _term(name, value),
        evidence.SHEET: lambda name, value: _planned(name, value, options),
        plan.VERIFIED_SHEET: lambda name, value: _verified(name, value, options, uses),
        screening.SHEET: lambda name, value: _mark(name, value, options),
        screening.TECHNICAL_SHEET: lambda name, value: _aspect(name, value, options),
        loss_value.SHEET: lambda name, value: _price(name, value),
    }
    for at, sheet in enumerate(site.assessment.worksheets):
        rule = rules.get(sheet.sheet)
        for name, value in sheet.values.items() if rule else ():
            assert rule is not None
            expected = rule(name, value)
            if expected is not None:
                yield _finding(site, "worksheet.field_unread", f"worksheets[{at}].values.{name}", sheet.sheet, name, _said(value), expected)
        if sheet.sheet == evidence.SHEET:
            for name, begun, ended in _backward(sheet.values, options):
                path = f"worksheets[{at}].values.{name}.finished"
                yield _finding(site, "plan.ended_before_begun", path, sheet.sheet, name, ended, f"≥ {begun}")


def _finding(site: Site, code: str, path: str, sheet: str, name: str, given: str, expected: str) -> Finding:
    values = {"sheet": sheet, "field": name}
    return Finding(code=code, severity="warning", place=site.document.place(path), given=given, expected=expected, values=values)


def _said(value: Value) -> str:
    return f"{value.value:g} {value.unit}" if isinstance(value, Measured) else f"{value:g}" if isinstance(value, int | float) else value


def _number(value: Value, low: float | None = None, high: float | None = None) -> bool:
    return isinstance(value, int | float) and (low is None or value >= low) and (high is None or value <= high)


def _listed(options: Mapping[str, Option]) -> str:
    return " | ".join(options) or "options"


def _term(name: str, value: Value) -> str | None:
    """Return what was expected of a term, None where it is fit; ranges are checked where the terms are used."""
    if name not in TERMS:
        return " | ".join(TERMS)
    if name in YEARS:
        return None if isinstance(value, int | float) and float(value).is_integer() else "1, 2, 3 …"
    return None if _number(value) else "10"


def _planned(name: str, value: Value, options: Mapping[str, Option]) -> str | None:
    option, _, what = name.rpartition(".")
    if what.startswith(evidence.FILE) and option in options:
        return None if evidence.proof_of(what, value) else evidence.FORM
    if what not in PLAN:
        return " | ".join(f"{option or 'OPTION'}.{known}" for known in PLAN)
    if option not in options:
        return _listed(options)
    if PLAN[what] == DAY:
        return None if isinstance(value, str) and _period(value) else DAY
    if what == "spent_vnd":
        return None if _number(value, 0.0) else PLAN[what]
    return None if isinstance(value, str) else PLAN[what]


def _verified(name: str, value: Value, options: Mapping[str, Option], uses: Mapping[str, Use]) -> str | None:
    option = next((key for key in options if name.startswith(f"{key}.")), None)
    if option is None:
        return _listed(options)
    what = name.removeprefix(f"{option}.")
    if what == "saved_vnd":
        return None if _number(value) else "100000000"
    stream = {key.replace("/", "."): use for key, use in uses.items()}.get(what)
    if stream is None:
        return " | ".join(("saved_vnd", *(key.replace("/", ".") for key in uses)))
    if not isinstance(value, Measured):
        return None if _number(value) else f"100 {stream.unit}"
    try:
        return None if parse_unit(value.unit).dimension == parse_unit(stream.unit).dimension else stream.unit
    except UnitError:
        return stream.unit


def _mark(name: str, value: Value, options: Mapping[str, Option]) -> str | None:
    if name not in options:
        return _listed(options)
    return None if _number(value, 0.0, screening.MOST_POINTS) else f"0 … {screening.MOST_POINTS:g}"


def _aspect(name: str, value: Value, options: Mapping[str, Option]) -> str | None:
    option, _, criterion = name.rpartition(".")
    if criterion not in screening.TECHNICAL:
        return " | ".join(screening.TECHNICAL)
    if option == "weight":
        return None if _number(value, 0.0) else "≥ 0"
    return _mark(option, value, options)


def _price(name: str, value: Value) -> str | None:
    if name == "notes":
        return None if isinstance(value, str) else "text"
    if name.startswith("heat."):
        return None if _number(value, 0.0, loss_value.WHOLE) else "0 … 100"
    if not name.startswith("price."):
        return "notes | price.GROUP.KEY | heat.GROUP.KEY"
    return None if _number(value, 0.0) else "≥ 0"


def _period(text: str) -> tuple[date, date] | None:
    try:
        period = parse_period(text)
    except PeriodError:
        return None
    return period.start, period.end


def _backward(values: Mapping[str, Value], options: Mapping[str, Option]) -> Iterator[tuple[str, str, str]]:
    """Yield each option whose end lies wholly before its beginning, with both days as they were typed."""
    for option in options:
        begun, ended = values.get(f"{option}.started"), values.get(f"{option}.finished")
        if isinstance(begun, str) and isinstance(ended, str):
            first, last = _period(begun), _period(ended)
            if first and last and last[1] < first[0]:
                yield option, begun, ended
