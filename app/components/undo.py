"""The way back and forward on a page: what a step would undo, in words, before it is taken and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from app.components.markup import join, tag
from app.components.state import button
from app.editing.undoing import Ways
from app.reading import stream_name
from assessment.store.merging import Change
from data import messages

LONGEST = 60  # characters of a name on a button


def undo_tools(found: Ways, lang: str, back: str = "undo") -> Markup | None:
    """Return what was undone with the button that makes it again, and the button that undoes the last change, by name.

    Nothing of both: None. `back` is what the button tells the page.
    """
    parts: list[Markup] = []
    if found.back is not None:
        parts.append(button(messages.message("sheet.undo.what", lang, what=changed(found.back, lang)), act=back))
    if found.forward is not None:
        parts.append(tag("span", messages.message("sheet.undone", lang, what=changed(found.forward, lang)), role="status", class_="small"))
        parts.append(button(messages.message("sheet.redo", lang), act="redo"))
    return join(*parts) if parts else None


def changed(changes: Sequence[Change], lang: str) -> str:
    """Return changes in words: the first by its name, how many others there are."""
    if not changes:
        return messages.message("sheet.undo.all", lang)
    first = _short(_named(changes[0], lang))
    return first if len(changes) == 1 else messages.message("sheet.undo.more", lang, first=first, count=len(changes) - 1)


def _named(change: Change, lang: str) -> str:
    """Return which row or field a change is about: its section, its name, and the field where one alone changed."""
    was, now = _row(change.before), _row(change.after)
    fields = [name for name in dict.fromkeys((*was, *now)) if was.get(name) != now.get(name)] if was and now else []
    row = now or was
    name = _title(change, row, lang)
    section = _label(f"data.section.{change.section}", lang) or _label(f"sheet.undo.section.{change.section}", lang)
    if change.section == "worksheets":
        section, name = _label("data.section.worksheets", lang), _label(f"station.{change.key[0]}.title", lang) or name
    field = _label(f"field.{fields[0]}.label", lang) if len(fields) == 1 else ""
    about = " – ".join(part for part in (field, name) if part)
    return ": ".join(part for part in (section, about) if part) or messages.message("sheet.undo.all", lang)


def _row(value: Any) -> Mapping[str, Any]:
    rows = value if isinstance(value, list) else [value]
    return rows[0] if rows and isinstance(rows[0], Mapping) else {}


def _title(change: Change, row: Mapping[str, Any], lang: str) -> str:
    for member in ("title", "name"):
        if isinstance(row.get(member), str):
            return str(row[member])
    if isinstance(row.get("stream"), str):
        period = row.get("period")
        return " · ".join([stream_name(str(row["stream"]), lang), *([messages.format_period(str(period), lang)] if period else [])])
    key = change.key[0] if change.key else ""
    return _label(f"field.{key}.label", lang) or _label(f"field.{change.section}.{key}.label", lang)


def _label(key: str, lang: str) -> str:
    return messages.message(key, lang) if messages.has_message(key, lang) else ""


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
