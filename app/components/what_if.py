"""The form of what-if questions about a footprint, and the answer in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from app.components.about import about
from app.components.form import pick_field, text_field
from app.components.markup import join, tag
from app.components.state import notice
from app.reading import Record
from assessment.footprint.what_if import Change, answer, distance, recycled_content, share, supplier
from calculators.errors import NumberError, SachhonError
from calculators.number import parse_number
from data import messages

KINDS = ("times", "supplier", "share", "recycled", "distance")
SECOND = frozenset({"recycled", "distance"})  # questions that need a second number
Named = Iterable[tuple[Record, str]]


def _say(key: str, lang: str, **values: object) -> str:
    return messages.message(f"footprint.what_if{key}", lang, **values)


def what_if(named: Named, footprint: Record, unit: str, fields: Mapping[str, str] | None, lang: str) -> Markup:
    """Return the form, with the answer below it once something was asked."""
    given = fields or {}
    rows = sorted(named, key=lambda pair: -abs(pair[0]["co2e"]))
    options = [(str(row["id"]), f"{name} ({messages.format_unit(row['unit'], lang)})") for row, name in rows]
    kinds = [(kind, _say(f".kind.{kind}", lang)) for kind in KINDS]
    example = "0,5" if lang == "vi" else "0.5"
    return join(
        tag("h2", _say("", lang)),
        tag("p", _say(".lead", lang), class_="soft"),
        tag(
            "form",
            tag(
                "div",
                _select("row", _say(".row", lang), options, given.get("row", ""), about("footprint.what_if.row", lang)),
                _select("kind", _say(".kind", lang), kinds, given.get("kind", "times"), about("footprint.what_if.kind", lang)),
                _number("times", _say(".value", lang), given.get("times", example), about("footprint.what_if.value", lang)),
                _select("other", _say(".other", lang), [("", "–"), *options], given.get("other", ""), about("footprint.what_if.other", lang)),
                _number("second", _say(".second", lang), given.get("second", ""), about("footprint.what_if.second", lang)),
                tag("button", _say(".ask", lang), type="button", class_="button main", data_submit=True, style="align-self:end"),
                class_="grid",
            ),
            onsubmit="return false",
        ),
        tag("div", _answered(footprint, unit, fields, lang) if fields else None, role="status"),
    )


def _select(name: str, label: str, options: list[tuple[str, str]], chosen: str, told: str) -> Markup:
    return pick_field(name, label, options, chosen, about=told)


def _number(name: str, label: str, value: str, told: str) -> Markup:
    return text_field(name, label, value, about=told, decimal=True)


def changes_of(rows: Iterable[Record], fields: Mapping[str, str], lang: str) -> tuple[Change, ...]:
    """Return the changes that a question asks for.

    Raises
    ------
    SachhonError
        If a number cannot be read, a row does not exist, or the question has no meaning for these rows.
    """
    notation = "comma" if lang == "vi" else "dot"
    kind, row, known = fields.get("kind") or "times", fields.get("row", ""), {str(item["id"]): item for item in rows}
    value = parse_number(fields.get("times", ""), notation)  # type: ignore[arg-type]
    second = parse_number(fields.get("second", ""), notation) if kind in SECOND else 0.0  # type: ignore[arg-type]
    if kind == "supplier":
        return supplier(row, value)
    if kind == "distance":
        return distance(row, value, second)
    if kind == "recycled" and row in known:
        return recycled_content(known[row], second, value / 100.0)
    if kind == "share" and row in known and fields.get("other", "") in known and fields["other"] != row:
        return share(known[row], known[fields["other"]], value / 100.0)
    if kind != "times":
        raise NumberError(kind)
    return (Change(row=row, times=value),)


def _answered(footprint: Record, unit: str, fields: Mapping[str, str], lang: str) -> Markup:
    try:
        found = answer(footprint["rows"], changes_of(footprint["rows"], fields, lang))
    except (NumberError, SachhonError):
        return notice(_say(".unreadable", lang, example="0,5" if lang == "vi" else "0.5"), "bad")
    change = messages.format_number(found.change_percent or 0.0, lang, 1)
    return notice(_say(".answer", lang, total=found.total, unit=unit, change=change), "good" if found.change <= 0 else "")
