"""A check of equipment as data: the fields of its form, what it works out, and what could be saved a year."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from calculators.errors import DomainError, NumberError, SachhonError, UnitError
from calculators.finding import Finding
from calculators.number import Notation, parse_number
from calculators.units import parse_unit
from data.catalogue import Catalogue

Values = Mapping[str, float]
Target = Literal["electricity", "heat", "water"]
Group = Literal["boiler", "steam", "air", "cold", "drive", "power", "sun"]
UNBOUNDED = 1e9  # a bound as high says nothing to a reader
UNIT_OF: Mapping[Target, str] = {"electricity": "kWh", "heat": "MJ", "water": "m3"}


class NeededError(DomainError):
    """What a form may leave to a table has to be read from the nameplate after all."""

    def __init__(self, field: str) -> None:
        super().__init__(f"the reading {field!r} is needed")
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question of a form.

    `default` is a figure of the source the check names, never of the plant; an optional field may stay empty, and what
    needs it is then left out. Bounds say what cannot be true, not what is unusual. `options` makes it a choice.
    """

    key: str
    unit: str = "1"
    low: float = 0.0
    high: float = math.inf
    default: float | None = None
    is_optional: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One result; `tone` says whether it is what one looks at first, and how it stands."""

    key: str
    value: float
    unit: str = "1"


@dataclass(frozen=True, kw_only=True)
class Saving:
    """What a year would save, as the purchase that falls. [kWh, MJ of fuel, m³]

    `stream` names the purchase where a check knows it, such as electricity of peak hours.
    """

    target: Target
    amount: float
    stream: str = ""

    @property
    def unit(self) -> str:
        """Its unit."""
        return UNIT_OF[self.target]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a check found."""

    figures: tuple[Figure, ...]
    savings: tuple[Saving, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Check:
    """A form with what works it out; `complete` fills fields left empty from the edition, for a day."""

    key: str
    group: Group
    fields: tuple[Field, ...]
    work_out: Callable[[Values], Outcome]
    sources: tuple[str, ...]
    complete: Callable[[Values, Catalogue, date], Values] | None = None

    def field(self, key: str) -> Field | None:
        """Return a field by its key, or None."""
        return next((field for field in self.fields if field.key == key), None)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The result of a form, or the findings on its fields. `values` are in the units of the fields."""

    check: Check
    values: Values
    outcome: Outcome | None
    findings: tuple[Finding, ...] = ()


def read_value(field: Field, text: str, notation: Notation) -> float:
    """Return a field's value from what was typed: a number in the field's unit, or with a unit of its own.

    Raises
    ------
    NumberError
        If it is no number, or no choice of the field.
    UnitError
        If its unit does not measure what the field does.
    """
    plain = text.strip()
    if field.options:
        if plain not in field.options:
            raise NumberError(f"{plain!r} is none of {', '.join(field.options)}")
        return float(field.options.index(plain))
    cut = next((place for place, letter in enumerate(plain) if letter not in "+-0123456789.,  "), len(plain))
    value, unit = parse_number(plain[:cut].strip(), notation), plain[cut:].strip()
    if not unit or unit == field.unit:
        return value
    given, own = parse_unit(unit), parse_unit(field.unit)
    if given.dimension != own.dimension:
        raise UnitError(f"{unit!r} does not measure what {field.unit!r} does")
    return value * given.factor / own.factor


def run(check: Check, values: Values, book: Catalogue, on: date) -> Checked:
    """Return what a check finds, or why its readings cannot be true.

    Parameters
    ----------
    check : Check
        The check.
    values : mapping of str to float
        Readings by field, in the fields' units.
    book : Catalogue
        The edition, for what a form may leave to it (prices, efficiency classes).
    on : date
        The day of prices.

    Returns
    -------
    Checked
        With findings `equipment.missing`, `.out_of_range` or `.impossible` in the place of an outcome.
    """
    known: Values = {field.key: value for field in check.fields if (value := values.get(field.key, field.default)) is not None}
    findings: list[Finding] = []
    for field in check.fields:
        if field.key not in known:
            if not field.is_optional:
                findings.append(_fault("missing", check, field, ""))
        elif not (math.isfinite(known[field.key]) and field.low <= known[field.key] <= field.high):
            findings.append(_fault("out_of_range", check, field, f"{known[field.key]:g} {field.unit}"))
    if findings:
        return Checked(check=check, values=known, outcome=None, findings=tuple(findings))
    try:
        if check.complete is not None:
            known = {**check.complete(known, book, on), **known}
        outcome = check.work_out(known)
    except NeededError as problem:
        needed = next(field for field in check.fields if field.key == problem.field)
        return Checked(check=check, values=known, outcome=None, findings=(_fault("missing", check, needed, ""),))
    except SachhonError:
        return Checked(check=check, values=known, outcome=None, findings=_why_impossible(check, known))
    if not all(math.isfinite(figure.value) for figure in outcome.figures):
        raise DomainError(f"check {check.key!r} gave a figure that is not finite")
    return Checked(check=check, values=known, outcome=outcome)


def _why_impossible(check: Check, known: Values) -> tuple[Finding, ...]:
    """Return the one reading of zero that stands in the way, or that the readings contradict each other."""
    for field in check.fields:
        if known.get(field.key) == 0 and not field.options:
            if not any(_works(check, {**known, field.key: min(field.high, other)}) for other in (1.0, 1e2, 1e4, 1e6)):
                continue
            found = _fault("out_of_range", check, field, f"0 {field.unit}")
            return (replace(found, expected=f"> 0 {field.unit}"),)
    return (Finding(code="equipment.impossible", severity="warning", values={"check": check.key}),)


def _works(check: Check, values: Values) -> bool:
    try:
        check.work_out(values)
    except SachhonError:
        return False
    return True


def _fault(what: str, check: Check, field: Field, given: str) -> Finding:
    is_bounded = field.high < UNBOUNDED
    expected = f"{field.low:.12g} – {field.high:.12g} {field.unit}" if is_bounded else f"≥ {field.low:.12g} {field.unit}"
    values: dict[str, object] = {"check": check.key, "field": field.key}
    return Finding(code=f"equipment.{what}", severity="warning", given=given or field.key, expected=expected, values=values)
