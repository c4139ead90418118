"""What a page shows when there is nothing yet, while it is being made, and before something is lost."""

from __future__ import annotations

from markupsafe import Markup

from app.components.icons import icon
from app.components.markup import Node, tag
from data import messages


def empty(symbol: str, title: str, text: str, *actions: Node) -> Markup:
    """Return what stands where there is nothing yet: what is missing and what to do."""
    return tag(
        "div",
        icon(symbol),
        tag("h2", title),
        tag("p", text),
        tag("div", *actions, class_="actions", style="justify-content:center"),
        class_="empty",
    )


def skeleton(lang: str) -> Markup:
    """Return the bones of a page that is being made."""
    bones = (tag("div", class_=f"bone {kind}") for kind in ("title", "", "block", "block"))
    return tag("div", tag("span", messages.message("app.loading", lang), class_="visually-hidden"), *bones, role="status")


def button(text: str, *, href: str | None = None, act: str | None = None, value: str = "", kind: str = "", symbol: str = "") -> Markup:
    """Return a link that looks like a button, or a button that tells the page `act`."""
    inner = (icon(symbol) if symbol else None, text)
    if href is not None:
        is_file = href.startswith("files/")
        return tag("a", *inner, href=href, class_=f"button {kind}".strip(), download=is_file)
    return tag("button", *inner, type="button", class_=f"button {kind}".strip(), data_act=act, data_value=value)


def notice(text: Node, tone: str = "", *actions: Node) -> Markup:
    """Return a remark that stands out; `tone` is ``good``, ``bad`` or nothing."""
    return tag(
        "div",
        tag("p", text),
        tag("div", *actions, class_="actions") if actions else None,
        class_=f"notice {tone}".strip(),
    )


def confirm(question: str, lang: str, act: str, value: str) -> Markup:
    """Return the question that stands before a loss, with the way back first."""
    keep = button(messages.message("confirm.keep", lang), act="keep")
    lose = button(messages.message("confirm.remove", lang), act=act, value=value, kind="danger")
    return tag(
        "div",
        tag("p", question),
        tag("div", keep, lose, class_="actions"),
        class_="notice bad",
        role="alertdialog",
        aria_label=question,
    )
