"""Why a change a person asked for cannot be made."""

from __future__ import annotations

from calculators.errors import SachhonError


class ChangeError(SachhonError, ValueError):
    """A change that cannot be made; `code` is the message key of what to tell the person."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
