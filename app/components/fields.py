"""A form whose fields are kept one by one when they are left; only what changed is sent back, so that typing goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup
from panel.custom import JSComponent

from app.components.pane import styled
from app.theme import STATIC


class Fields(JSComponent):
    """A form of our own markup. `on_told` receives ``{"field": NAME, "text": TEXT}`` or ``{"act": …}``."""

    _esm = STATIC / "fields.js"

    def __init__(self, on_told: Callable[[Mapping[str, Any]], None], form: Callable[[], Markup], focus: str = "", **params: Any) -> None:
        super().__init__(sizing_mode="stretch_width", margin=0, **params)
        self._on_told = on_told
        self._form = form
        self._focus = focus

    def _process_param_change(self, params: Mapping[str, Any]) -> dict[str, Any]:
        return styled(super()._process_param_change(dict(params)))

    def _handle_msg(self, data: Any) -> None:
        if not isinstance(data, dict):
            return
        if data.get("ready"):
            self._send_msg({"full": str(self._form()), "focus": self._focus})
        else:
            self._on_told(data)

    def begin(self) -> None:
        """Send the whole form again."""
        self._send_msg({"full": str(self._form())})

    def tell(self, fields: Mapping[str, Mapping[str, str]]) -> None:
        """Send what became of some fields: ``text`` as it is now written, ``fault`` if something is wrong."""
        self._send_msg({"fields": {name: dict(state) for name, state in fields.items()}})

    def go(self, address: str) -> None:
        """Send the browser to another address of the application."""
        self._send_msg({"go": address})
