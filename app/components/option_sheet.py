"""One option as a sheet that prints: its facts, what it changes, what it is worth, and where its figures are from."""

from __future__ import annotations

from markupsafe import Markup, escape

from app.components.form import area_field, form, pick_field, text_field
from app.components.markup import Node, join, tag
from app.components.option import emission, money, option_note, option_title, payback, place_name, savings_lines, verdict
from app.components.state import button
from app.components.table import Column, table
from app.reading import Record
from app.words import place_in_source, said, source_link
from app.worksheets.sheet import View
from assessment.opportunities.beginning import beginning_of
from assessment.opportunities.usage import is_like
from data import catalogue, messages

FACTS = ("technique", "where", "saves", "money", "emission", "investment", "payback", "screening")
WORTH = {
    "npv_vnd": "npv",
    "irr_percent": "irr",
    "discounted_payback_years": "discounted_payback",
    "profitability_index": "npv",
    "abatement_vnd_per_t": "abatement",
    "probability_of_gain": "probability",
}


def _say(view: View, key: str, **values: object) -> str:
    return messages.message(f"options.{key}", view.lang, **values)


def comparable(view: View, row: Record) -> dict[str, Node]:
    """Return what two options can be compared by, ready to be shown."""
    lang = view.lang
    return {
        "technique": messages.message(f"technique.{row['technique']}", lang),
        "where": where(view, row),
        "saves": savings_lines(row, view.reading, lang),
        "money": money(row, lang),
        "emission": emission(row, lang),
        "investment": messages.format_money(row["investment_vnd"], lang) if row["origin"] == "own" else "–",
        "payback": payback(row, lang),
        "screening": verdict(row, lang),
    }


def facts(view: View, row: Record) -> Markup:
    """Return the facts of an option, what it needs first and what it rules out."""
    known = comparable(view, row)
    parts: list[Markup] = []
    for name in FACTS:
        if known[name] not in ("", "–"):
            parts += [tag("dt", _say(view, f"column.{name}")), tag("dd", known[name])]
    titles = view.titles()
    here = {other["option"] for other in view.reading.result.get("opportunities", ())}
    for name in ("requires", "excludes"):
        keys = [key for key in row[name] if name == "requires" or key in here]  # what this site cannot do anyway rules nothing out
        if keys:
            parts += [tag("dt", _say(view, name)), tag("dd", ", ".join(_title(key, titles, view.lang) for key in keys))]
    if row["unpriced"]:
        parts += [tag("dt", _say(view, "unpriced")), tag("dd", ", ".join(view.reading.stream_name(stream, view.lang) for stream in row["unpriced"]))]
    if row["origin"] == "own" and row["reason"]:
        parts += [tag("dt", _say(view, "reason")), tag("dd", row["reason"])]
    return tag("dl", *parts, class_="facts")


def _title(key: str, titles: dict[str, str], lang: str) -> str:
    book = catalogue.open_edition()
    return titles.get(key) or (str(book.row("options", key)[f"title_{lang}"]) if book.has("options", key) else key)


def where(view: View, row: Record) -> str:
    """Return where an option acts, and for the library's how sure it is that the site has it."""
    if row["origin"] == "own":
        return str(row["step"] or "")
    named = [place_name(row[name], view.lang) for name in ("equipment", "process_area") if row[name]]
    presence = messages.message("opportunity.presence." + str(row["presence"]), view.lang)
    return f"{' · '.join(named)} ({presence})"


def before_after(view: View, row: Record) -> Markup | None:
    """Return each stream before and after an own option alone; None where no amount is known."""
    lines: list[tuple[Node, ...]] = [
        (
            view.reading.stream_name(line["stream"], view.lang),
            messages.format_quantity(line["base"], line["unit"], view.lang),
            messages.format_quantity(line["base"] - line["quantity"], line["unit"], view.lang),
            messages.format_percent(-line["percent"], view.lang, signed=True),
        )
        for line in row["savings"]
    ]
    if not lines:
        return None
    return join(tag("h2", _say(view, "before_after")), view.table(_say(view, "before_after"), ("stream", "before", "after", "change"), lines, ("before", "after", "change")))


def worth(view: View, row: Record) -> Markup:
    """Return what an own option is worth, each figure or the reason why it is not there."""
    parts: list[Markup] = []
    for name in WORTH:
        parts += [tag("dt", _say(view, f"worth.{name}")), tag("dd", _figure(view, name, row["appraisal"]))]
    go = button(_say(view, "terms"), href=view.route.href(page="worksheet", focus="11"), kind="quiet")
    return join(tag("h2", _say(view, "worth")), tag("dl", *parts, class_="facts"), tag("div", go, class_="actions"))


def _figure(view: View, name: str, appraisal: Record) -> Node:
    lang, value = view.lang, appraisal[name]
    if value is None:
        code = appraisal["missing"].get(WORTH[name], "")
        several = ", ".join(messages.format_percent(rate, lang) for rate in appraisal["irr_all_percent"])
        text = said(f"reason.{code}", lang, "–")
        return tag("span", f"{text} ({several})" if name == "irr_percent" and several else text, class_="soft")
    if name == "irr_percent":
        return messages.format_percent(value, lang)
    if name == "probability_of_gain":
        return messages.format_percent(100 * value, lang, 0)
    if name == "discounted_payback_years":
        return _say(view, "time.year", value=messages.format_number(value, lang, 1))
    if name == "profitability_index":
        return messages.format_number(value, lang, 2)
    suffix = "/" + messages.format_unit("t CO2e", lang) if name == "abatement_vnd_per_t" else ""
    return messages.format_money(value, lang) + suffix


def decide(view: View, row: Record) -> Markup:
    """Return the buttons that decide an own option; rejecting one asks for its reason."""
    chosen = row["status"]
    buttons = (
        button(_say(view, f"decide.{word}"), act="decide", value=f"{row['option']}={word}", kind="main" if word == chosen else "") for word in ("do_now", "study")
    )
    reject = form("reject", row["option"], _say(view, "decide.rejected"), area_field("reason", _say(view, "reason"), row["reason"] or "", about=view.about("screening.reason")))
    return join(
        tag("div", *buttons, class_="actions", role="group", aria_label=_say(view, "decide"), style="margin-top:16px"),
        tag("details", tag("summary", _say(view, "decide.rejected")), reject, open=chosen == "rejected", class_="no-print"),
    )


def source(view: View, row: Record) -> Markup:
    """Return where a library option's range is from."""
    note, language = option_note(row, view.lang)
    quoted = note and language != view.lang
    graded = _say(view, "confidence", grade=row["confidence"])
    return join(
        tag("h2", _say(view, "source")),
        tag("p", source_link(row["source"], view.lang), " · ", place_in_source(row["locator"], view.lang), f" · {graded}"),
        tag("p", _say(view, "basis", basis=messages.message(f"opportunity.basis.{row['basis']}", view.lang)), class_="soft") if row["basis"] != "none" else None,
        tag("p", _say(view, "quoted" if quoted else "note"), tag("q" if quoted else "span", note, lang=language), class_="soft small") if note else None,
    )


def beginning(view: View, row: Record) -> Markup:
    """Return what to look at on site, the quick check of the equipment, and where the steps stand that the library does not record."""
    found = beginning_of(catalogue.open_edition(), row, view.reading.result)
    asked = [tag("li", str(cause[f"question_{view.lang}"])) for cause in found.questions]
    check = messages.message(f"equipment.check.{found.check}", view.lang) if found.check else ""
    go = button(messages.message("beginning.check_here", view.lang, check=check), href=view.route.href(page="equipment", focus=str(found.check))) if check else None
    steps = escape(messages.message("beginning.steps", view.lang, source="\1")).replace("\1", source_link(row["source"], view.lang))
    return join(
        tag("h2", messages.message("beginning.title", view.lang)),
        join(tag("p", messages.message("beginning.questions", view.lang), ":"), tag("ul", *asked)) if asked else None,
        tag("div", go, class_="actions") if go else None,
        None if asked or go else tag("p", messages.message("beginning.none", view.lang), class_="soft"),
        tag("p", steps, class_="soft", style="margin-top:12px"),
    )


def adopt(view: View, row: Record) -> Markup:
    """Return the form that takes a library option over with the factory's own figures."""
    patterns = catalogue.open_edition().row("options", row["option"])["saves"]
    wanted = patterns if isinstance(patterns, tuple | list) else str(patterns).split()
    streams = [line["stream"] for line in row["savings"]] or [
        str(stream) for stream in view.portfolio.get("streams", ()) if any(is_like(str(stream), str(pattern)) for pattern in wanted)
    ]
    percent = row["savings"][0]["percent_low"] if row["savings"] else None
    asked = form(
        "adopt",
        row["option"],
        _say(view, "adopt.send"),
        pick_field("stream", _say(view, "adopt.stream"), ((key, view.reading.stream_name(key, view.lang)) for key in streams), "", about=view.about("options.stream")),
        text_field("percent", _say(view, "adopt.percent"), "" if percent is None else messages.format_number(percent, view.lang), about=view.about("options.amount"), decimal=True),
        text_field("investment", _say(view, "adopt.investment"), about=view.about("options.investment"), decimal=True),
        text_field("lifetime", _say(view, "adopt.lifetime"), about=view.about("options.lifetime"), decimal=True),
    )
    return tag("div", tag("h2", _say(view, "adopt")), tag("p", _say(view, "adopt.lead"), class_="soft"), asked, class_="no-print")


def compare_table(view: View, pair: list[Record]) -> Markup:
    """Return two options side by side."""
    made = [comparable(view, row) for row in pair]
    columns = [Column(heading=_say(view, f"compare.{name}")) for name in ("fact", "first", "second")]
    titles: tuple[Node, ...] = (_say(view, "column.option"), *(sheet_link(view, row) for row in pair))
    rows: list[tuple[Node, ...]] = [titles, *((_say(view, f"column.{name}"), made[0][name], made[1][name]) for name in made[0])]
    return table(_say(view, "compare"), columns, rows, titled=True)


def sheet_link(view: View, row: Record) -> Markup:
    """Return a link to an option's sheet."""
    href = view.route.href(page="options", focus=f"sheet:{row['origin']}.{row['option']}")
    name = view.titles()[row["option"]] if row["origin"] == "own" else option_title(row, view.lang)
    return tag("a", name, href=href, style="display:inline-block;min-width:190px")
