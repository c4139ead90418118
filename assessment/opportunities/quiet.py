"""Keep a compiled solver from writing to standard output, where `--json` puts its answer."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import threading
from collections.abc import Iterator

_ONE_AT_A_TIME = threading.Lock()


@contextlib.contextmanager
def quiet_output() -> Iterator[None]:
    """Send what compiled code prints to nowhere while the block runs.

    HiGHS 1.12 prints a line for its own programmers ("transformNewIntegerFeasibleSolution") past every option. C keeps
    such lines until a buffer is full, so that the buffer is emptied before and after.

    Yields
    ------
    None
        The block's own turn.
    """
    with _ONE_AT_A_TIME:
        try:
            sys.stdout.flush()
            kept = os.dup(1)
        except (OSError, ValueError, AttributeError):  # no standard output at all: nothing to keep clean
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        _flush()
        os.dup2(nowhere, 1)
        try:
            yield
        finally:
            _flush()
            os.dup2(kept, 1)
            os.close(kept)
            os.close(nowhere)


def _flush() -> None:
    """Empty the buffers of C's own output, where its library can be found."""
    with contextlib.suppress(OSError, TypeError, AttributeError):
        ctypes.CDLL(None).fflush(None)
