"""Reports of several sites at once, on several processes: one broken document stops nobody else's."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assessment.reports.compose import PLAIN, Kind, Layout
from calculators.errors import SachhonError


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is wanted of one document. `name` is its file's name, `stem` that of the files made of it."""

    source: bytes | Path
    name: str
    stem: str
    formats: tuple[str, ...]
    lang: str
    kind: Kind | None = None
    layout: Layout = PLAIN
    template: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Made:
    """What came of an order: files by name, what the document's findings are, and why nothing was made of it.

    `fault` is empty, ``unread`` (the findings say why), ``stopped`` (the process ended: memory, a crash), or the words of an error.
    """

    order: Order
    files: Mapping[str, bytes] = field(default_factory=dict)
    findings: tuple[Mapping[str, Any], ...] = ()
    fault: str = ""


def make(order: Order) -> Made:
    """Return the files of one order: its document read, assessed, and reported on in each format."""
    from assessment import intake, procedure, reports

    reading = intake.read(order.source, order.name)
    if reading.document is None:
        return Made(order=order, findings=tuple(finding.as_record() for finding in reading.findings), fault="unread")
    result = procedure.assess(reading.document)
    findings = tuple(result["findings"])
    try:
        made = reports.render_all(result, reading.document, order.formats, order.lang, order.kind, layout=order.layout, template=order.template)
        files = {_name(order, format): content for format, content in made.items()}
    except SachhonError as error:
        return Made(order=order, findings=findings, fault=str(error))
    return Made(order=order, files=files, findings=findings)


def _name(order: Order, format: str) -> str:
    return f"{order.stem}.result.json" if format == "json" else f"{order.stem}.{format}"


def make_all(orders: Sequence[Order], jobs: int, is_cancelled: Callable[[], bool] = lambda: False) -> Iterator[Made]:
    """Yield what came of each order, in their order.

    Parameters
    ----------
    orders : sequence of Order
        The documents.
    jobs : int
        How many processes; one works in this process.
    is_cancelled : callable
        Asked before each order that is handed on; after a yes nothing further is begun or yielded.

    Yields
    ------
    Made
        One per order; a process that ends early costs its own order only.
    """
    lost: list[Order] = []
    waiting, running = list(orders), list[tuple[Order, Future[Made]]]()
    with _workers(min(jobs, len(orders))) as pool:
        while waiting or running:
            while waiting and len(running) < 2 * jobs and not is_cancelled():
                order = waiting.pop(0)
                try:
                    running.append((order, pool.submit(make, order)))
                except BrokenProcessPool:
                    lost.append(order)
            if not running or is_cancelled():
                break
            order, future = running.pop(0)
            error = future.exception()
            if isinstance(error, BrokenProcessPool):
                lost.append(order)
            else:
                yield _outcome(order, future, error)
        for _, future in running:
            future.cancel()
    for order in () if is_cancelled() else (*lost, *(waiting if lost else ())):
        yield _alone(order)


def _workers(jobs: int) -> Executor:
    if jobs < 2:
        return ThreadPoolExecutor(max_workers=1)
    return ProcessPoolExecutor(max_workers=jobs, mp_context=multiprocessing.get_context("spawn"))  # forking a server's threads is unsafe


def _alone(order: Order) -> Made:
    """Return what came of an order in a process of its own, after one that was shared has ended."""
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as pool:
        future = pool.submit(make, order)
        error = future.exception()
    return Made(order=order, fault="stopped") if isinstance(error, BrokenProcessPool) else _outcome(order, future, error)


def _outcome(order: Order, future: Future[Made], error: BaseException | None) -> Made:
    return future.result() if error is None else Made(order=order, fault=f"{type(error).__name__}: {error}")
