"""Two ledger rows of one thing and one time count it twice."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.intake.rows import Remark, Row, Sheaf
from assessment.intake.vocabulary import Vocabulary
from assessment.model import OUTGOING_GROUPS, Flow
from calculators.finding import Finding
from calculators.period import Period, parse_period

Key = tuple[str, str, str | None, str | None, str | None]


def key_of(flow: Flow) -> Key:
    """Return what makes two rows one row: stream, role, meter, step, product."""
    default = "out" if flow.stream.partition("/")[0] in OUTGOING_GROUPS else "in"
    return flow.stream, flow.role or default, flow.meter, flow.step, flow.product


def rows_by_key(sheaf: Sheaf) -> dict[Key, list[tuple[Period, Row[Flow]]]]:
    """Return the ledger's rows of each thing, in order of time."""
    found: dict[Key, list[tuple[Period, Row[Flow]]]] = {}
    for row in sheaf.flows:
        found.setdefault(key_of(row.value), []).append((parse_period(row.value.period), row))
    for rows in found.values():
        rows.sort(key=lambda item: (item[0], item[1].index))
    return found


def check(sheaf: Sheaf, vocabulary: Vocabulary) -> tuple[Remark, ...]:
    """Return one error for each run of rows that overlap; none of its rows can be used, since one is too many."""
    return tuple(remark for rows in rows_by_key(sheaf).values() for run in _runs(rows) for remark in (_remark(run),) if remark)


def _runs(rows: list[tuple[Period, Row[Flow]]]) -> Iterator[list[tuple[Period, Row[Flow]]]]:
    run: list[tuple[Period, Row[Flow]]] = []
    end = None
    for period, row in rows:
        if end is not None and period.start > end:
            yield run
            run, end = [], None
        run.append((period, row))
        end = period.end if end is None else max(end, period.end)
    if run:
        yield run


def _remark(run: list[tuple[Period, Row[Flow]]]) -> Remark | None:
    if len(run) < 2:
        return None
    in_file = sorted(run, key=lambda item: item[1].index)
    (first_period, first), (second_period, second) = in_file[0], _overlapping(in_file)
    periods = [period for period, _ in run]
    found = Finding(
        code=_code(periods),
        severity="error",
        place=second.at("period"),
        given=second_period.text,
        values={
            "stream": second.value.stream,
            "other": str(first.at("period")),
            "other_period": first_period.text,
            "rows": len(run),
            "places": [str(row.at("period")) for _, row in in_file[:40]],
        },
    )
    return Remark(finding=found, rows=tuple(row for _, row in run))


def _overlapping(in_file: list[tuple[Period, Row[Flow]]]) -> tuple[Period, Row[Flow]]:
    first = in_file[0][0]
    return next((item for item in in_file[1:] if item[0].overlap_days(first)), in_file[1])


def _code(periods: list[Period]) -> str:
    if len(set(periods)) == 1:
        return "flow.duplicate_period"
    if any(period.is_calendar_year for period in periods) and not all(period.is_calendar_year for period in periods):
        return "flow.year_and_months"
    return "flow.overlap"
