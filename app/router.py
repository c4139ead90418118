"""The component that ties the browser to the session: addresses, titles, theme, and what a button asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import param
from panel.custom import JSComponent

from app.theme import STATIC

LONGEST_VALUE = 200_000  # characters; the table of months is the longest


class Router(JSComponent):
    """Invisible; its script follows links without reloading the page and tells the session where one went."""

    search = param.String(default="", doc="The address' query, as the browser has it.")
    dark = param.Boolean(default=False, doc="Whether the dark theme is on.")
    title = param.String(default="", doc="The document's title.")
    lang = param.String(default="vi", doc="The document's language.")
    address = param.String(default="", doc="Set to send the browser to another address.")
    here = param.String(default="", doc="Set when the shown page's own state changed: the address follows, nothing is loaded.")
    arrived = param.String(default="", doc="Changes when a page is shown: its name and a count.")
    answered = param.Integer(default=0, doc="Counts what a button asked for and was done, or refused: the browser stops waiting.")

    _esm = STATIC / "router.js"

    def __init__(self, on_act: Callable[[str, str], None], **params: Any) -> None:
        super().__init__(**params)  # type: ignore[no-untyped-call]
        self._on_act = on_act

    def _handle_msg(self, data: Any) -> None:
        if isinstance(data, dict):
            try:
                self._on_act(str(data.get("act", ""))[:40], str(data.get("value", ""))[:LONGEST_VALUE])
            finally:
                self.answered += 1
