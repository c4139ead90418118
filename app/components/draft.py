"""The script beside the form of months: paste, arrows, a draft kept in this browser, and the way to the first cell that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from panel.custom import JSComponent

from app.theme import STATIC


class Draft(JSComponent):
    """Keeps what is typed into the form until it became a site. `on_ready` receives the sector of the draft, empty for none."""

    _esm = STATIC / "draft.js"

    def __init__(self, on_ready: Callable[[str], None], **params: Any) -> None:
        super().__init__(width=0, height=0, margin=0, **params)
        self._on_ready = on_ready

    def _handle_msg(self, data: Any) -> None:
        if isinstance(data, Mapping) and data.get("ready"):
            self._on_ready(str(data.get("sector", ""))[:60])

    def shown(self, turn: int, focus: str = "") -> None:
        """Say which turn of the form is shown now, and which field of it is to have the focus."""
        self._send_msg({"turn": turn, "focus": focus})

    def done(self) -> None:
        """Let the draft go: what was typed is a site now."""
        self._send_msg({"done": True})
