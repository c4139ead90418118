"""Check whole documents in a process of its own, so that a check takes no processor time from anybody's typing.

One process for all sessions, begun at the first edit; one document at a time. Where it cannot be had, the check runs here.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from app.opening import Opened, Opener, open_document
from app.operation.stopping import ENDING

log = logging.getLogger(__name__)
WATCH = 5.0  # s between looks at whether the server is still there
_lock = threading.Lock()
_pools: list[ProcessPoolExecutor] = []


def checked(opener: Opener, content: bytes, filename: str) -> Opened:
    """Return the findings and the result of a document. Blocks: call it in a thread."""
    if opener is not open_document:
        return opener(content, filename)
    try:
        return _pool().submit(open_document, content, filename).result()
    except (BrokenProcessPool, OSError):
        if ENDING.asked.is_set():
            raise
        log.exception("the process for checks is gone; this check runs in the server")
        with _lock:
            _pools.clear()
        return opener(content, filename)


def _pool() -> ProcessPoolExecutor:
    with _lock:
        if not _pools:
            context = multiprocessing.get_context("spawn")
            _pools.append(ProcessPoolExecutor(max_workers=1, mp_context=context, initializer=_stay_with, initargs=(os.getpid(),)))
            threading.Thread(target=_give_up, args=(_pools[0],), daemon=True).start()
        return _pools[0]


def _give_up(pool: ProcessPoolExecutor) -> None:
    """Drop what is being checked when the server is asked to end: the document is kept, a check can be made again."""
    ENDING.asked.wait()
    for process in list((pool._processes or {}).values()):
        process.terminate()


def _stay_with(parent: int) -> None:
    """Let the process end when the server does, however it ends; it gives way to the server where both want to run."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(5)
