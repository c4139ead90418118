"""A plan as bars over months: a table, so that it is read aloud, printed and copied like any other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from app.components.markup import tag
from app.reading import Record
from assessment.opportunities.naming import short_title
from assessment.opportunities.state import state_key, state_of_task
from calculators.period import parse_period
from data import messages

MOST_COLUMNS = 18  # beyond so many months the columns are quarters
MONTHS_PER_QUARTER = 3


def gantt(rows: Sequence[Record], lang: str, caption: str) -> Markup | None:
    """Return the rows of a plan that have a due day as bars, from their beginning where it is known; None without any."""
    dated = [(row, _first(row), date.fromisoformat(row["due"])) for row in rows if row["due"] is not None]
    if not dated:
        return None
    first, last = min(_place(begin) for _, begin, _ in dated), max(_place(due) for _, _, due in dated)
    width = 1 if last - first < MOST_COLUMNS else MONTHS_PER_QUARTER
    start = first - first % width
    count = (last - start) // width + 1
    heads = (tag("th", _head(start + width * number, width, lang), scope="col", class_="n") for number in range(count))
    head = tag("tr", tag("th", messages.message("plan.column.option", lang), scope="col"), *heads)
    body = [_row(row, (_place(begin) - start) // width, (_place(due) - start) // width, count, lang) for row, begin, due in dated]
    inner = tag("table", tag("caption", caption, class_="hidden"), tag("thead", head), tag("tbody", *body), class_="wide gantt")
    return tag("div", inner, class_="scroll", role="region", tabindex="0", aria_label=caption)


def _first(row: Record) -> date:
    """Return when a row really began, else when it shall begin, else its due day."""
    begin = row["started"] or row["begin"]
    due = date.fromisoformat(row["due"])
    return min(parse_period(begin).start, due) if begin else due


def _place(day: date) -> int:
    return 12 * day.year + day.month - 1


def _head(month: int, width: int, lang: str) -> str:
    year, number = divmod(month, 12)
    if width == 1:
        return messages.format_period(f"{year}-{number + 1:02d}", lang)
    return messages.message("plan.quarter", lang, number=number // MONTHS_PER_QUARTER + 1, year=year)


def _row(row: Record, begin: int, due: int, count: int, lang: str) -> Markup:
    words = messages.message(state_key(state_of_task(row)), lang)
    until = messages.format_period(row["due"], lang)
    bar = tag("td", tag("span", f"{words} · {until}"), colspan=str(due - begin + 1), class_=f"spell {row['status']}")
    cells = [tag("td", colspan=str(begin)) if begin else None, bar, tag("td", colspan=str(count - due - 1)) if due < count - 1 else None]
    owner = tag("div", row["owner"], class_="small soft") if row["owner"] else None
    return tag("tr", tag("th", short_title(row["title"]), owner, scope="row"), *cells)
