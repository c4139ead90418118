"""Small forms: a label with its field, a choice, and the button that sends them."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from app.components.markup import tag


def text_field(name: str, label: str, value: str = "", *, hint: str = "") -> Markup:
    """Return a labelled line of text."""
    box = tag("input", type="text", name=name, value=value, autocomplete="off", placeholder=hint or None)
    return tag("label", tag("span", label, class_="label"), box, class_="field")


def area_field(name: str, label: str, value: str = "", *, rows: int = 2) -> Markup:
    """Return a labelled box for several lines."""
    return tag(
        "label",
        tag("span", label, class_="label"),
        tag("textarea", value, name=name, rows=str(rows)),
        class_="field",
    )


def pick_field(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str) -> Markup:
    """Return a labelled choice."""
    listed = (tag("option", text, value=value, selected=value == chosen) for value, text in options)
    return tag("label", tag("span", label, class_="label"), tag("select", *listed, name=name, class_="pick"), class_="field")


def form(kind: str, about: str, send: str, *fields: Markup, saves: bool = False) -> Markup:
    """Return a form that is sent as ``submit`` with its kind and what it is about; with `saves` also as ``keep`` whenever a field is left."""
    hidden = (tag("input", type="hidden", name=name, value=value) for name, value in (("form", kind), ("about", about)))
    button = tag("button", send, type="button", class_="button main", data_submit=True)
    return tag("form", *hidden, tag("div", *fields, class_="grid"), tag("div", button, class_="actions", style="margin-top:12px"), onsubmit="return false", data_saves=saves)
