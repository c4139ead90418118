"""What if: another supplier, share, source, distance or recycled content; answered from the rows of a footprint at once.

The rows are those of a result (`footprints[…].rows`), so that a page needs neither the document nor the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calculators.contribution_analysis import by_group
from calculators.errors import DomainError, UnknownKeyError

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change of one row: its quantity times `times`, and, where given, another release per unit [kg CO2e per the row's unit]."""

    row: str
    times: float = 1.0
    per_unit: float | None = None

    def __post_init__(self) -> None:
        if self.times < 0:
            raise DomainError(f"a quantity times {self.times} is negative: a factor of zero or more was expected")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The footprint after the changes, and the difference. [kg CO2e per declared unit]"""

    total: float
    change: float
    change_percent: float | None
    by_stage: Mapping[str, float]


def supplier(row: str, per_unit: float) -> tuple[Change, ...]:
    """Return the change to a supplier whose figure is `per_unit`. [kg CO2e per the row's unit]"""
    return (Change(row=row, per_unit=per_unit),)


def distance(row: str, kilometres: float, before: float) -> tuple[Change, ...]:
    """Return the change of a transport leg from `before` to `kilometres`. [km]

    Raises
    ------
    DomainError
        If the distance before is not positive.
    """
    if before <= 0:
        raise DomainError("the distance before must be above zero")
    return (Change(row=row, times=kilometres / before),)


def share(taken_from: Row, given_to: Row, moved: float) -> tuple[Change, ...]:
    """Return the change of moving a share [1] of one row's quantity to another row of the same unit.

    Raises
    ------
    DomainError
        If the units differ, the share is not between 0 and 1, or the receiving row has no quantity to scale.
    """
    if taken_from["unit"] != given_to["unit"]:
        raise DomainError(f"{taken_from['unit']} cannot become {given_to['unit']}")
    if not 0.0 <= moved <= 1.0:
        raise DomainError(f"a share between 0 and 1 was expected, {moved} was given")
    if not given_to["quantity"]:
        raise DomainError("the row that receives has no quantity")
    more = 1.0 + moved * taken_from["quantity"] / given_to["quantity"]
    return Change(row=taken_from["id"], times=1.0 - moved), Change(row=given_to["id"], times=more)


def recycled_content(row: Row, recycled_per_unit: float, content: float) -> tuple[Change, ...]:
    """Return the change of making a share [1] of a material from recycled stock, by cut-off. [kg CO2e per the row's unit]

    Raises
    ------
    DomainError
        If the share is not between 0 and 1.
    """
    if not 0.0 <= content <= 1.0:
        raise DomainError(f"a share between 0 and 1 was expected, {content} was given")
    return (Change(row=row["id"], per_unit=(1.0 - content) * row["per_unit"] + content * recycled_per_unit),)


def answer(rows: Sequence[Row], changes: Iterable[Change]) -> Answer:
    """Return the footprint after `changes`.

    A change of what is burnt or bought changes what lies upstream of it as much: rows ``…+upstream`` follow their row's
    quantity, and keep their own release per unit.

    Raises
    ------
    UnknownKeyError
        If a change names a row that does not exist.
    """
    wanted = {change.row: change for change in changes}
    known = {str(row["id"]) for row in rows}
    for name in wanted:
        if name not in known:
            raise UnknownKeyError("row", name, known=tuple(sorted(known)))
    parts = [_part(row, wanted) for row in rows]
    before, total = sum(row["co2e"] for row in rows), sum(parts)
    return Answer(
        total=total,
        change=total - before,
        change_percent=100.0 * (total / before - 1.0) if before else None,
        by_stage=by_group(parts, [str(row["stage"]) for row in rows]),
    )


def _part(row: Row, wanted: Mapping[str, Change]) -> float:
    name = str(row["id"])
    change = wanted.get(name) or (wanted.get(name.removesuffix("+upstream")) if row["is_upstream"] else None)
    if change is None:
        return float(row["co2e"])
    own = name in wanted and change.per_unit is not None
    per_unit = change.per_unit if own and change.per_unit is not None else float(row["per_unit"])
    return float(row["quantity"]) * change.times * per_unit
