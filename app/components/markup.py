"""Build HTML from trees of elements; every text that is not markup already is escaped."""

from __future__ import annotations

from markupsafe import Markup, escape

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})

Node = Markup | str | None


def tag(name: str, /, *children: Node, **attributes: object) -> Markup:
    """Return an element with escaped attributes and children.

    A trailing underscore of an attribute is dropped and others become hyphens (``class_``, ``aria_label``); True gives
    a bare attribute, False and None leave it out.

    Examples
    --------
    >>> tag("a", "5 < 6", href="?page=home")
    Markup('<a href="?page=home">5 &lt; 6</a>')
    """
    written = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        label = key.rstrip("_").replace("_", "-")
        written.append(label if value is True else f'{label}="{escape(value)}"')
    head = " ".join([name, *written])
    if name in VOID:
        return Markup(f"<{head}>")
    return Markup(f"<{head}>") + join(*children) + Markup(f"</{name}>")


def join(*children: Node) -> Markup:
    """Return the children one after the other, escaped where they are plain text, without the Nones."""
    return Markup("").join(child for child in children if child is not None)
