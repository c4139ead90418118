"""Ratios of issue 8: a workbook of 10,000 ledger rows against bare xlsxwriter writing its cells, the second PDF, its memory, twenty sites.

``bench_reports.py memory`` prints the memory of one full PDF in a process of its own; ``bench_reports.py sites`` the twenty sites alone.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import xlsxwriter

from assessment import intake, procedure, reports
from assessment.reports import batch, typesetting, workbook_entries

ROWS = 10_000
SITES = 20
ROOT = Path(__file__).parents[2]


def seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """Return the least processor time of a few rounds, that of the processes they start among it. [s]"""
    best = float("inf")
    for _ in range(rounds):
        start = sum(os.times()[:4])
        work()
        best = min(best, sum(os.times()[:4]) - start)
    return best


def large_document() -> Any:
    """Return the garment example with its grid electricity read by 10,000 meters a month."""
    reading = intake.read(ROOT / "tests/golden/garment.yaml", "garment.yaml")
    assert reading.document is not None
    document = reading.document
    flows = list(document.assessment.flows)
    pattern = next(flow for flow in flows if flow.stream == "electricity/grid")
    flows += [
        pattern.model_copy(
            update={
                "meter": f"m{index // 12}",
                "period": f"2025-{index % 12 + 1:02d}",
                "quantity": 10.0 + index % 7,
                "cost_vnd": None if pattern.cost_vnd is None else pattern.cost_vnd / pattern.quantity * (10.0 + index % 7),
            }
        )
        for index in range(ROWS - len(flows))
    ]
    assessment = document.assessment.model_copy(update={"flows": tuple(flows)})
    return type(document)(assessment=assessment, places=document.places, findings=document.findings, unread=document.unread, file=document.file)


def recorded(result: Any, document: Any) -> list[tuple[str, tuple[Any, ...]]]:
    """Return every cell that the ledger sheet of a report is written with."""
    calls: list[tuple[str, tuple[Any, ...]]] = []

    class Recorder:
        def __init__(self, sheet: Any) -> None:
            self.sheet = sheet

        def __getattr__(self, name: str) -> Any:
            real = getattr(self.sheet, name)
            if not name.startswith("write_") or name == "write_row":
                return real

            def note(*arguments: Any) -> Any:
                calls.append((name, arguments))
                return real(*arguments)

            return note

    original = workbook_entries.write_entries

    def recording(ledger: Any, basis: Any, sheet: Any, *rest: Any) -> None:
        original(ledger, basis, Recorder(sheet), *rest)

    with patch("assessment.reports.workbook.write_entries", recording):
        reports.render(result, document, "xlsx", "vi")
    return calls


def bare(calls: list[tuple[str, tuple[Any, ...]]]) -> None:
    """Write the same cells with xlsxwriter alone."""
    book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    sheet = book.add_worksheet()
    plain = book.add_format()
    for name, arguments in calls:
        values = list(arguments)
        values[3:4] = [plain] if len(values) > 3 else []
        getattr(sheet, name)(*values)
    book.close()


def main() -> None:
    """Print the ratios."""
    document = large_document()
    result = procedure.assess(document)
    calls = recorded(result, document)
    ours = seconds(lambda: reports.render(result, document, "xlsx", "vi"))
    alone = seconds(lambda: bare(calls))
    print(f"workbook, {ROWS} ledger rows ({len(calls)} cells): {ours:.2f} s; bare xlsxwriter {alone:.2f} s; ratio {ours / alone:.2f}")
    reading = intake.read(ROOT / "tests/golden/garment.yaml", "garment.yaml")
    assert reading.document is not None
    small = procedure.assess(reading.document)
    for form in ("pdf", "docx"):
        reports.render(small, reading.document, form, "vi", "full")
        again = seconds(lambda form=form: reports.render(small, reading.document, form, "vi", "full"))  # type: ignore[misc]
        print(f"full {form}, second render: {again:.2f} s processor time")
    told = subprocess.run([sys.executable, __file__, "memory"], check=True, capture_output=True, text=True)
    print(told.stdout, end="")
    sites()


def memory() -> None:
    """Print the peak of resident memory of a process that makes one full PDF twice, and of the typesetting process it starts."""
    reading = intake.read(ROOT / "tests/golden/garment.yaml", "garment.yaml")
    assert reading.document is not None
    result = procedure.assess(reading.document)
    before, orders, run = peak(), [], typesetting._run

    def noting(script: Path, order: bytes) -> bytes:
        orders.append(order)
        return run(script, order)

    with patch("assessment.reports.typesetting._run", noting):
        for _ in range(2):
            reports.render(result, reading.document, "pdf", "vi", "full")
    own, other = peak(), typesetter_peak(orders[-1])
    print(f"one full PDF, twice: peak memory {own:.0f} MB ({before:.0f} MB before it) and {other:.0f} MB of the typesetter: {own + other:.0f} MB")


def peak(status: str = "") -> float:
    """Return the most resident memory since the program of a process began, of this one or as its status says (VmHWM). [MB]

    Not `getrusage` of the children: Linux counts there what the parent held when it forked.
    """
    text = status or Path("/proc/self/status").read_text(encoding="ascii")
    return next(float(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("VmHWM"))


def typesetter_peak(order: bytes) -> float:
    """Return the peak of the typesetter given an order once more. [MB]"""
    script = ROOT / "assessment/reports/typesetter.py"
    watched = f"import runpy, sys; runpy.run_path({str(script)!r}, run_name='__main__'); sys.stderr.write(open('/proc/self/status').read())"
    return peak(subprocess.run([sys.executable, "-P", "-c", watched], input=order, check=True, capture_output=True).stderr.decode())


def sites() -> None:
    """Print how long twenty sites take on two processes, against one site on one: workbook and full PDF each."""
    content = (ROOT / "tests/golden/garment.yaml").read_bytes()

    def order(number: int) -> batch.Order:
        return batch.Order(source=content, name=f"{number}.yaml", stem=str(number), formats=("pdf", "xlsx"), lang="vi", kind="full")

    def clock(count: int, jobs: int) -> float:
        start = time.perf_counter()
        made = list(batch.make_all([order(number) for number in range(count)], jobs))
        assert not any(each.fault for each in made)
        return time.perf_counter() - start

    clock(1, 1)
    one, twenty = clock(1, 1), clock(SITES, 2)
    print(f"{SITES} sites on two processes: {twenty:.1f} s; one site {one:.2f} s; ratio {twenty / one:.1f} (load {os.getloadavg()[0]:.1f})")


if __name__ == "__main__":
    {"memory": memory, "sites": sites}.get(sys.argv[1] if len(sys.argv) > 1 else "", main)()
