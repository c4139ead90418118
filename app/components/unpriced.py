"""What is lost without a known price: said aloud, never guessed, with the way to the field."""

from __future__ import annotations

from markupsafe import Markup

from app.components.state import button, notice
from app.reading import Reading, Record
from app.route import Route
from assessment.store.access import Role, is_allowed
from data import messages

WORKSHEET = "6"  # of the value of losses, where prices are typed


def unpriced_text(reading: Reading, lang: str) -> str:
    """Return which losses have no price yet, with what is lost of each; nothing where all have one."""
    value: Record = (reading.result.get("portfolio") or {}).get("loss_value") or {}
    rows = [row for row in value.get("rows") or () if row["vnd"] is None]
    parts = (
        messages.message(
            "losses.unpriced.row", lang, of=reading.stream_name(row["of"], lang), stream=reading.stream_name(row["stream"], lang),
            amount=messages.format_quantity(row["quantity"], row["unit"], lang),
        )
        for row in rows
    )  # fmt: skip
    return messages.message("losses.unpriced", lang, rows="; ".join(parts)) if rows else ""


def unpriced(reading: Reading, route: Route, role: Role, asks: bool = True) -> Markup | None:
    """Return the remark on losses without a price; `asks` adds the way to where a price is typed, for those who may."""
    text = unpriced_text(reading, route.lang)
    if not text:
        return None
    may = asks and is_allowed(role, "document", "change", "own")
    go = button(messages.message("losses.unpriced.go", route.lang), href=route.href(page="worksheet", focus=WORKSHEET), kind="main") if may else None
    return notice(text, "bad", *([go] if go else []))
