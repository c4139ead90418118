"""What the server counts of its own work: requests, open sessions, how long assessing takes. Never whose, never a figure."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

BUCKETS = (0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # s


class Measures:
    """Counters of one server process; they begin at zero with it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: dict[tuple[str, str, int], int] = {}
        self._times: dict[str, tuple[list[int], float]] = {}

    def count(self, kind: str, method: str, status: int) -> None:
        """Count one answered request. `kind` is one of a few words (``api``, ``page``, ``file``), never an address."""
        key = (kind, method, status)
        with self._lock:
            self._requests[key] = self._requests.get(key, 0) + 1

    def took(self, kind: str, seconds: float) -> None:
        """Count how long one act took. [s]"""
        with self._lock:
            counts, total = self._times.setdefault(kind, ([0] * (len(BUCKETS) + 1), 0.0))
            place = next((number for number, limit in enumerate(BUCKETS) if seconds <= limit), len(BUCKETS))
            counts[place] += 1
            self._times[kind] = (counts, total + seconds)

    def text(self, sessions: int) -> str:
        """Return everything in the text form that Prometheus reads (exposition format 0.0.4)."""
        with self._lock:
            lines = ["# HELP sachhon_requests_total Answered requests.", "# TYPE sachhon_requests_total counter"]
            for (kind, method, status), number in sorted(self._requests.items()):
                lines.append(f'sachhon_requests_total{{kind="{kind}",method="{method}",status="{status}"}} {number}')
            lines += ["# HELP sachhon_sessions Open pages.", "# TYPE sachhon_sessions gauge", f"sachhon_sessions {sessions}"]
            for kind, (counts, total) in sorted(self._times.items()):
                name = f"sachhon_{kind}_seconds"
                lines += [f"# HELP {name} Time taken.", f"# TYPE {name} histogram"]
                reached = 0
                for limit, number in zip((*map(str, BUCKETS), "+Inf"), counts, strict=True):
                    reached += number
                    lines.append(f'{name}_bucket{{le="{limit}"}} {reached}')
                lines += [f"{name}_sum {total:.6f}", f"{name}_count {reached}"]
        return "\n".join(lines) + "\n"


OF_THIS_PROCESS = Measures()


@contextmanager
def assessing() -> Iterator[None]:
    """Measure how long an assessment takes."""
    start = time.perf_counter()
    try:
        yield
    finally:
        OF_THIS_PROCESS.took("assess", time.perf_counter() - start)
