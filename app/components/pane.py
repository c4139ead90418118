"""Put our own markup on a Panel page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import panel as pn
from bokeh.document import Document
from bokeh.models import InlineStyleSheet
from markupsafe import Markup

from app.components.markup import tag
from app.theme import STATIC

# One stylesheet model per open document, so that its text travels once and not with every pane. Holds nothing of a user.
_sheets: WeakKeyDictionary[Document, InlineStyleSheet] = WeakKeyDictionary()


@cache
def _css() -> str:
    return (STATIC / "sachhon.css").read_text(encoding="utf-8")


def _sheet() -> InlineStyleSheet:
    document = pn.state.curdoc
    if document is None:
        return InlineStyleSheet(css=_css())
    if document not in _sheets:
        _sheets[document] = InlineStyleSheet(css=_css())
    return _sheets[document]


def styled(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the properties of a component with our stylesheet behind its own."""
    if "stylesheets" in properties:
        properties["stylesheets"] = [*properties["stylesheets"], _sheet()]
    return properties


class Html(pn.pane.HTML):
    """A pane of our own markup."""

    def __init__(self, text: str = "", **params: Any) -> None:
        super().__init__(text, **params)

    def _sync_layoutable(self, *events: Any) -> None:
        """Copy nothing to the row that Panel keeps around each pane: these stand in columns of ours, the row is never shown."""

    def _process_param_change(self, params: Mapping[str, Any]) -> dict[str, Any]:
        return styled(super()._process_param_change(dict(params)))


def whole(*children: Markup | None, kind: str = "") -> str:
    """Return the text of a pane of our own markup."""
    return str(tag("div", *children, class_=f"sh {kind}".strip()))


def html(*children: Markup | None, kind: str = "", **params: Any) -> Html:
    """Return a pane of our own markup, stretched over the width it is given."""
    return Html(whole(*children, kind=kind), sizing_mode="stretch_width", margin=0, **params)


def column(*panes: pn.viewable.Viewable) -> pn.Column:
    """Return panes one below the other."""
    return pn.Column(*panes, sizing_mode="stretch_width", margin=0, styles={"gap": "16px"})
