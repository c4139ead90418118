"""Invoice rows into a document's ledger, as one step that can be taken back; what a person typed is never touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assessment.model import Flow
from calculators.errors import PeriodError
from calculators.finding import Finding, Place
from calculators.period import Period, parse_period

# a bill of one price and one of three bands are the same electricity
_FAMILY = {"electricity/grid_peak": "electricity/grid", "electricity/grid_off_peak": "electricity/grid"}


@dataclass(frozen=True, kw_only=True)
class Merge:
    """A ledger with invoice rows in it. `rows` are those that stand in it now; `before` undoes the step."""

    flows: tuple[Flow, ...]
    rows: tuple[Flow, ...]
    added: tuple[Flow, ...]
    removed: tuple[Flow, ...]
    before: tuple[Flow, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether the step changes anything."""
        return bool(self.added or self.removed)


def merge(flows: Iterable[Flow], earlier: Iterable[Flow], now: Iterable[Flow], file: str = "") -> Merge:
    """Return a ledger in which the rows of the last import stand for those of the one before.

    Parameters
    ----------
    flows : iterable of Flow
        The ledger.
    earlier : iterable of Flow
        The invoice rows that the import before put in.
    now : iterable of Flow
        The invoice rows that belong in.
    file : str
        The ledger's name, for places.

    Returns
    -------
    Merge
        An invoice row that overlaps a row of another origin, of the same stream and role and not of two named meters,
        is left out with a finding: it would count twice.
    """
    before = tuple(flows)
    old, new = Counter(earlier), tuple(now)
    kept, removed = [], []
    for flow in before:
        if old[flow] > 0:
            old[flow] -= 1
            removed.append(flow)
        else:
            kept.append(flow)
    findings = [
        Finding(code="invoice.row_edited", severity="warning", place=Place(file=file), given=f"{flow.stream} {flow.period}")
        for flow in old.elements()
        if flow not in kept
    ]
    by_stream: dict[str, list[tuple[Flow, Period]]] = {}
    for flow in kept:
        period = _period(flow)
        if period is not None and flow.role != "stock":
            by_stream.setdefault(_FAMILY.get(flow.stream, flow.stream), []).append((flow, period))
    rows = []
    for flow in new:
        rival = next((other for other, period in by_stream.get(_FAMILY.get(flow.stream, flow.stream), ()) if _clash(flow, other, period)), None)
        if rival is None:
            rows.append(flow)
        else:
            findings.append(Finding(code="invoice.overlaps_ledger", severity="error", place=Place(file=file),
                                    given=f"{flow.stream} {flow.period}", expected=f"{rival.stream} {rival.period}"))  # fmt: skip
    was, will = Counter(removed), Counter(rows)
    return Merge(
        flows=(*kept, *rows), rows=tuple(rows), added=tuple((will - was).elements()), removed=tuple((was - will).elements()),
        before=before, findings=tuple(findings),
    )  # fmt: skip


def _period(flow: Flow) -> Period | None:
    try:
        return parse_period(flow.period)
    except PeriodError:
        return None


def _clash(flow: Flow, other: Flow, period: Period) -> bool:
    if flow.role != other.role or (flow.meter and other.meter and flow.meter != other.meter):
        return False
    mine = _period(flow)
    return mine is not None and mine.overlap_days(period) > 0
