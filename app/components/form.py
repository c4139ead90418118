"""Small forms: a label with its field, a choice, and the button that sends them."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from app.components.markup import tag


def field(label: str, box: Markup, help_text: str) -> Markup:
    """Return a labelled field with what it is for under it; a screen reader says the label first, what it is for after."""
    named = tag("label", tag("span", label, class_="label"), _described(box, help_text), class_="field")
    return tag("div", named, tag("span", help_text, class_="help"), class_="asked") if help_text else named


def _described(box: Markup, text: str) -> Markup:
    """Return a box that carries its description itself: fields of one name stand on a page several times, so ids would not tell them apart."""
    head, space, rest = box.partition(" ")
    return Markup("{} aria-description=\"{}\"{}").format(head, text, Markup(space + rest)) if text else box


def text_field(name: str, label: str, value: str = "", *, hint: str = "", about: str = "", decimal: bool = False) -> Markup:
    """Return a labelled line of text; `about` says what it is for, `decimal` asks a phone for its keys of numbers."""
    keys = "decimal" if decimal else None
    box = tag("input", type="text", name=name, value=value, autocomplete="off", placeholder=hint or None, inputmode=keys)
    return field(label, box, about)


def area_field(name: str, label: str, value: str = "", *, rows: int = 2, about: str = "") -> Markup:
    """Return a labelled box for several lines."""
    return field(label, tag("textarea", value, name=name, rows=str(rows)), about)


def pick_field(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str, *, about: str = "") -> Markup:
    """Return a labelled choice."""
    listed = (tag("option", text, value=value, selected=value == chosen) for value, text in options)
    return field(label, tag("select", *listed, name=name, class_="pick"), about)


def form(kind: str, about: str, send: str, *fields: Markup, saves: bool = False) -> Markup:
    """Return a form that is sent as ``submit`` with its kind and what it is about; with `saves` also as ``keep`` whenever a field is left."""
    hidden = (tag("input", type="hidden", name=name, value=value) for name, value in (("form", kind), ("about", about)))
    button = tag("button", send, type="button", class_="button main", data_submit=True)
    return tag("form", *hidden, tag("div", *fields, class_="grid"), tag("div", button, class_="actions", style="margin-top:12px"), onsubmit="return false", data_saves=saves)
