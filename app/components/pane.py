"""Put our own markup on a Panel page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

import panel as pn
import param
from bokeh.document import Document
from bokeh.model import Model
from bokeh.models import InlineStyleSheet
from markupsafe import Markup
from panel.models.markup import HTML
from panel.reactive import Reactive

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


class Html(Reactive):
    """A pane of our own markup. It tells the browser; nothing comes back, no row stands around it, and no script in it runs."""

    object = param.String(default="", doc="The markup.")

    _bokeh_model: ClassVar[type[Model]] = HTML
    _rename: ClassVar[Mapping[str, str | None]] = {"object": "text", "name": None}

    def __init__(self, text: str = "", **params: Any) -> None:
        super().__init__(object=text, **params)

    def _get_model(self, doc: Document | None, root: Model | None = None, parent: Model | None = None, comm: Any = None) -> Model:
        model = self._bokeh_model(**self._get_properties(doc), run_scripts=False)
        self._models[(root or model).ref["id"]] = (model, parent)
        return model

    def _process_param_change(self, params: Mapping[str, Any]) -> dict[str, Any]:
        properties = super()._process_param_change(dict(params))
        if "text" in properties:
            properties["text"] = escape(properties["text"])  # the browser's side takes the escapes out again
        return styled(properties)


def whole(*children: Markup | None, kind: str = "") -> str:
    """Return the text of a pane of our own markup."""
    return str(tag("div", *children, class_=f"sh {kind}".strip()))


def html(*children: Markup | None, kind: str = "", **params: Any) -> Html:
    """Return a pane of our own markup, stretched over the width it is given."""
    return Html(whole(*children, kind=kind), sizing_mode="stretch_width", margin=0, **params)


def column(*panes: pn.viewable.Viewable) -> pn.Column:
    """Return panes one below the other."""
    return pn.Column(*panes, sizing_mode="stretch_width", margin=0, styles={"gap": "16px"})
