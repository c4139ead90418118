"""What stands beside the scopes of an inventory: its error, the years, the base year, energy sold."""

from __future__ import annotations

from markupsafe import Markup

from app.components.figure import figure
from app.components.markup import Node, join, tag
from app.components.table import Column, table
from app.reading import Reading, Record
from data import messages


def _say(key: str, lang: str, **values: object) -> str:
    return messages.message(f"inventory.{key}", lang, **values)


def error_view(reading: Reading, record: Record, lang: str) -> Markup:
    """Return the half-widths by scope, and the sources that state no error."""
    columns = [Column(heading=_say("error.scope", lang)), Column(heading=_say("error.half", lang), numeric=True), Column(heading=_say("error.covers", lang), numeric=True)]
    rows: list[tuple[Node, ...]] = []
    for name in ("scope1", "scope2", "total"):
        part = record[name]
        half = part["half_interval_percent"]
        shown = _say("error.none", lang) if half is None else f"±{messages.format_percent(half, lang)}"
        rows.append((_say(f"error.{name}", lang), shown, "–" if part["covers_percent"] is None else messages.format_percent(part["covers_percent"], lang)))
    missing = "; ".join(
        _say("error.lacks", lang, stream=reading.stream_name(row["stream"], lang), what=", ".join(_say(f"error.{what}", lang) for what in row["lacks"]))
        for row in record["rows"]
        if row["lacks"]
    )
    title = _say("error.title", lang)
    return join(
        tag("h2", title),
        tag("p", _say("error.lead", lang), class_="soft"),
        table(title, columns, rows, wide=False, titled=True),
        tag("p", _say("error.missing", lang, rows=missing), class_="soft") if missing else None,
        tag("p", _say("error.how", lang), class_="soft small") if missing else None,
    )


def years_view(reading: Reading, years: list[Record], lang: str) -> Markup | None:
    """Return the scopes year by year, or None where there is one year only."""
    if len(years) < 2:
        return None
    headings = (_say("years.year", lang), messages.message("emissions.scope1", lang), messages.message("emissions.scope2_location", lang), _say("years.total", lang), _say("years.change", lang))
    columns = [Column(heading=text, numeric=at > 0) for at, text in enumerate(headings)] + [Column(heading=_say("years.remark", lang))]
    rows = []
    for year in years:
        figures = ("–" if year[name] is None else figure(year[name], "t CO2e", lang) for name in ("scope1", "scope2_location", "total"))
        change = "–" if year["change_percent"] is None else messages.format_percent(year["change_percent"], lang, signed=True)
        lacking = _say("years.lacks", lang, streams=", ".join(reading.stream_name(key, lang) for key in year["lacks"])) if year["lacks"] else ""
        rows.append((messages.format_period(year["period"], lang), *figures, change, lacking))
    title = _say("years.title", lang)
    return join(tag("h2", title), table(title, columns, rows, titled=True))


def base_year_view(reading: Reading, record: Record | None, lang: str) -> Markup | None:
    """Return the base year and whether it was recalculated."""
    if record is None:
        return None
    if record["total"] is None:
        return join(tag("h2", _say("base.title", lang)), tag("p", _say("base.not_known", lang)))

    def tonnes(value: float) -> str:
        return messages.format_quantity(value, "t CO2e", lang)

    texts = [_say("base.as_entered", lang, period=messages.format_period(record["period"], lang), total=tonnes(record["total"]))]
    if not any(change["counts"] for change in record["changes"]):
        texts.append(_say("base.no_changes", lang))
    elif record["threshold_percent"] is None or record["effect_percent"] is None:
        texts.append(_say("base.no_threshold", lang))
    else:
        values: dict[str, object] = {
            "effect": tonnes(record["effect"]), "percent": messages.format_percent(record["effect_percent"], lang, signed=True),
            "threshold": messages.format_percent(record["threshold_percent"], lang),
        }  # fmt: skip
        if record["recalculated"]:
            values["total"] = tonnes(record["total_recalculated"])
        texts.append(_say(f"base.{'recalculated' if record['recalculated'] else 'kept'}", lang, **values))
    if record["lacks"]:
        texts.append(_say("base.not_comparable", lang, streams=", ".join(reading.stream_name(key, lang) for key in record["lacks"])))
    elif record["change_percent"] is not None:
        change, recalculated = (messages.format_percent(record[name], lang, signed=True) for name in ("change_percent", "change_recalculated_percent"))
        key = "base.change" if record["recalculated"] else "base.change_as_entered"
        texts.append(_say(key, lang, change=change, recalculated=recalculated))
    return join(tag("h2", _say("base.title", lang)), tag("p", " ".join(texts)))


def sold_view(reading: Reading, sold: list[Record], lang: str) -> Markup | None:
    """Return what energy was sold, for information."""
    if not sold:
        return None
    columns = [Column(heading=_say("sold.stream", lang)), Column(heading=_say("sold.quantity", lang), numeric=True), Column(heading=_say("sold.co2e", lang), numeric=True)]
    rows = [
        (
            reading.stream_name(row["stream"], lang),
            figure(row["quantity"], row["unit"], lang),
            _say("sold.not_stated", lang) if row["co2e_t"] is None else figure(row["co2e_t"], "t CO2e", lang),
        )
        for row in sold
    ]
    title = _say("sold.title", lang)
    return join(tag("h2", title), tag("p", _say("sold.lead", lang), class_="soft"), table(title, columns, rows, wide=False, titled=True))
