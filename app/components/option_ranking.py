"""The ranking of options: their scores, what was left out of them, and what cannot be compared yet with the figure it lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from app.components.markup import Node, join, tag
from app.reading import Reading, Record
from assessment.opportunities.screening import lacking_alike
from data import messages

CRITERIA = ("technical", "economic", "environmental")


def score(row: Record, name: str, lang: str) -> Node:
    """Return a score of a ranked option; what others have and it has not reads as none."""
    if row[name] is None:
        return messages.message("ranking.none", lang) if name in row["counted_as_none"] else "–"
    return messages.format_percent(100 * row[name], lang, 0)


def notes(ranking: Record, lang: str) -> str:
    """Return what the scores mean, which criteria nobody has, and what was counted as none."""
    unknown = [name for name in CRITERIA if all(row[name] is None for row in ranking["rows"])]
    parts = [messages.message("ranking.scale", lang)]
    if unknown:
        parts.append(messages.message("ranking.left_out", lang, criteria=", ".join(messages.message(f"plan.weight.{name}", lang) for name in unknown)))
    if any(row["counted_as_none"] for row in ranking["rows"]):
        parts.append(messages.message("ranking.counted_as_none", lang))
    return " ".join(parts)


def not_comparable(ranking: Record, titles: Mapping[str, str], reading: Reading, go: Markup | None, lang: str) -> Markup | None:
    """Return the options that cannot be ranked yet, which figure each lacks, and the way to where a price is given."""
    rows = ranking.get("unranked") or ()
    if not rows:
        return None
    lacks = [tag("li", _lacks(missing, unpriced, [titles.get(key, key) for key in keys], reading, lang)) for missing, unpriced, keys in lacking_alike(rows)]
    way = go if any(row["unpriced"] for row in rows) else None
    return join(tag("h3", messages.message("ranking.not_comparable.head", lang)), tag("ul", *lacks), tag("div", way, class_="actions no-print") if way else None)


def _lacks(missing: str, unpriced: Sequence[str], options: Sequence[str], reading: Reading, lang: str) -> str:
    names = "; ".join(options)
    if missing == "option.price_missing" and unpriced:
        streams = ", ".join(reading.stream_name(key, lang) for key in unpriced)
        return messages.message("ranking.not_comparable.price", lang, option=names, streams=streams)
    reason = f"reason.{missing}"
    why = messages.message(reason if messages.has_message(reason, lang) else "ranking.problem", lang)
    return messages.message("ranking.not_comparable", lang, option=names, why=why)
