"""Months across: a row of twelve cells to twelve rows of the ledger, its line of money beside its line of amounts."""

from __future__ import annotations

from assessment.intake.layout import MONTHS
from assessment.intake.scalar import read_number
from assessment.intake.tables import TableRow, is_month
from assessment.intake.tree import Group, Leaf, Node, is_empty
from calculators.errors import UnitError
from calculators.units import parse_unit

_KEY = ("stream", "role", "meter", "step", "product")
_AMOUNT, _MONEY = "quantity", "cost_vnd"


def fold_months(rows: list[TableRow], default_year: str = "") -> list[Node]:
    """Return the flows of ledger rows: those of one period as they are, those with months across month by month.

    A row of months whose unit is money (đồng, triệu đồng) is the cost of the row with the same stream, role, meter,
    step and product; where that row is silent, or there is none, it is a flow of money only. A row without any month filled
    in is one that the template offered and nobody needed.

    Parameters
    ----------
    rows : list of TableRow
        Rows with ``period``, or with columns ``01`` … ``12`` and a ``year``, or with columns ``2025-01`` ….
    default_year : str
        The year of rows that name none: the reporting period's, where it is one.

    Returns
    -------
    list of Node
        One group per flow.
    """
    flows: list[Node] = []
    amounts: dict[tuple[str, ...], Group] = {}
    costs: list[tuple[tuple[str, ...], Group]] = []
    for row in rows:
        cells = {field: leaf for field, leaf in row.cells.items() if _month_of(field) is None and field != "year"}
        across = [(field, leaf) for field, leaf in row.cells.items() if _month_of(field) and leaf.kind != "empty"]
        is_monthly = any(_month_of(field) for field in row.cells)
        if not is_empty(cells.get("period")) or not is_monthly:
            flows.append(Group(members=dict(cells), place=row.place))
        money = _money_factor(cells.get("unit"))
        for field, leaf in across:
            period = _period(field, row, default_year)
            key = (*(cells[name].text if name in cells else "" for name in _KEY), period.text)
            if money is not None:
                costs.append((key, _flow(cells, period, _MONEY, _times(leaf, money), row)))
                continue
            flow = _flow(cells, period, _AMOUNT, leaf, row)
            flows.append(flow)
            amounts.setdefault(key, flow)
    for key, flow in costs:
        target = amounts.pop(key, None)
        if target is None:
            flows.append(flow)
        else:
            target.members[_MONEY] = flow.members[_MONEY]  # type: ignore[index]
    return flows


def _month_of(field: str) -> str | None:
    """Return the month of a column, also of the second column of one month."""
    name = field.split("/")[0] if field.count("/") == 1 and len(set(field.split("/"))) == 1 else field
    return name if name in MONTHS or is_month(name) else None


def _period(field: str, row: TableRow, default_year: str) -> Leaf:
    month = _month_of(field) or field
    if month not in MONTHS:
        return Leaf(text=month, kind="cell_text", place=row.cells[field].place)
    year = row.cells.get("year") or Leaf(text="", kind="empty", place=row.place)
    if year.kind == "refused" or (year.kind == "empty" and not default_year):
        return year
    text = default_year if year.kind == "empty" else year.text.strip()
    return Leaf(text=f"{text}-{month}", kind="cell_text", place=row.cells[field].place)


def _flow(cells: dict[str, Leaf], period: Leaf, member: str, value: Leaf, row: TableRow) -> Group:
    members: dict[str, Node] = {**cells, "period": period, member: value}
    if member == _MONEY:
        members.pop("unit", None)
    return Group(members=members, place=value.place)


def _money_factor(unit: Leaf | None) -> float | None:
    """Return how many đồng the unit is, None where it is no money. [VND]"""
    if unit is None or unit.kind != "cell_text":
        return None
    try:
        read = parse_unit(unit.text)
    except UnitError:
        return None
    return read.factor if read.dimension == "money" else None


def _times(leaf: Leaf, factor: float) -> Leaf:
    value = read_number(leaf) if leaf.kind in ("number", "cell_text") else None
    if not isinstance(value, float) or factor == 1.0:
        return leaf
    return Leaf(text=leaf.text, kind="number", place=leaf.place, number=value * factor)
