"""How an option is said: its title, what it saves, its money, its payback, its verdict."""

from __future__ import annotations

from markupsafe import Markup

from app.components.icons import shape
from app.components.markup import Node, join, tag
from app.reading import Reading, Record
from app.theme import Tone
from app.words import said
from assessment.opportunities.first_step import FirstStep
from assessment.opportunities.naming import short_title
from assessment.opportunities.screening import payback_shown
from assessment.opportunities.state import reason_of, state_key, state_of
from data import catalogue, messages
from data.phrases import phrase

MONTHS = 12.0  # of a year
TONES: dict[str, Tone] = {"do_now": "good", "study": "unsure", "reject": "neutral"}


def option_title(row: Record, lang: str) -> str:
    """Return an option's title: the factory's own words, or the library's in the language shown."""
    if row["origin"] == "own":
        return str(row["title"])
    return str(catalogue.open_edition().row("options", row["option"])[f"title_{lang}"])


def step_sentence(step: FirstStep, lang: str) -> str:
    """Return what to do first, what it brings and why it is the first."""
    title = option_title(step.option, lang) if step.act == "identify" else short_name(step.option, lang)
    said_so = messages.message(step.sentence, lang, title=title, **({} if step.money is None else {"money": money(step.option, lang)}))
    return messages.message("first_step.because", lang, step=said_so, why=messages.message(step.reason, lang))


def short_name(row: Record, lang: str) -> str:
    """Return an option's title without a long remark at its end, for lists and sentences."""
    return short_title(option_title(row, lang))


def option_note(row: Record, lang: str) -> tuple[str, str]:
    """Return the library's note on a figure (per degree, of one vendor) and the language it is in, or nothing."""
    note = "" if row["origin"] == "own" else str(catalogue.open_edition().row("options", row["option"])["note"] or "")
    said_here = phrase(note, lang)
    return (said_here, lang) if said_here != note or lang == "en" else (note, "en")


def place_name(key: str | None, lang: str) -> str:
    """Return the name of equipment or of a process area."""
    if not key or not catalogue.open_edition().has("options_areas", key):
        return key or ""
    return str(catalogue.open_edition().row("options_areas", key)[f"label_{lang}"])


def span(low: float | None, high: float | None, written: tuple[str, str], lang: str) -> str:
    """Return a range in words; only one end reads as up to or at least."""
    if not low and not high:  # nothing known, or nothing saved: "up to 0" says less than nothing
        return "–"
    if low is None:
        return messages.message("options.up_to", lang, value=written[1])
    if high is None:
        return messages.message("options.at_least", lang, value=written[0])
    return written[0] if written[0] == written[1] else f"{written[0]} – {written[1]}"


def money_span(low: float | None, high: float | None, lang: str) -> str:
    """Return a range of money."""
    return span(low, high, (_money(low, lang), _money(high, lang)), lang)


def _money(value: float | None, lang: str) -> str:
    return "" if value is None else messages.format_money(value, lang)


def number_span(low: float | None, high: float | None, unit: str, lang: str) -> str:
    """Return a range of amounts with its unit."""
    ends = tuple("" if end is None else messages.format_number(end, lang, None) for end in (low, high))
    text = span(low, high, (ends[0], ends[1]), lang)
    return text if text == "–" else text + messages.THIN_SPACE + messages.format_unit(unit, lang, low if high is None else high)


def years_span(low: float | None, high: float | None, lang: str) -> str:
    """Return a range of paybacks: in months where it ends within a year."""
    longest = max((end for end in (low, high) if end is not None), default=1.0)
    if longest >= 1.0:
        return number_span(low, high, "year", lang)
    ends = tuple("" if end is None else messages.format_number(round(MONTHS * end, 1), lang) for end in (low, high))
    return messages.message("options.time.month", lang, value=span(low, high, (ends[0], ends[1]), lang))


def savings_lines(row: Record, reading: Reading, lang: str) -> Markup:
    """Return what an option saves of each stream, one line each."""
    lines = []
    for line in row["savings"]:
        name = reading.stream_name(line["stream"], lang)
        if row["origin"] == "own":
            amount = messages.format_quantity(line["quantity"], line["unit"], lang)
            share = messages.format_percent(line["percent"], lang)
        else:
            amount = number_span(line["low"], line["high"], line["unit"], lang)
            share = number_span(line["percent_low"], line["percent_high"], "%", lang)
            if row["basis"] == "bill":  # money, and no amount of the stream
                lines.append(tag("div", tag("strong", share), f" {messages.message('options.of_bill', lang, stream=name)}"))
                continue
        lines.append(tag("div", tag("strong", amount), f" {name} ", tag("span", f"({share})", class_="soft small")))
    if not lines and row["origin"] == "library" and row["why_not"]:
        lines.append(tag("span", messages.message(f"opportunity.why_not.{row['why_not']}", lang), class_="soft small"))
    return join(*lines) if lines else Markup("–")


def money(row: Record, lang: str) -> str:
    """Return what an option brings in a year."""
    if row["origin"] == "own":
        return "–" if row["money_vnd"] is None else messages.format_money(row["money_vnd"], lang)
    return money_span(row["money_low_vnd"], row["money_high_vnd"], lang)


def emission(row: Record, lang: str) -> str:
    """Return the emission an option avoids in a year."""
    if row["origin"] == "own":
        return "–" if row["co2e_t"] is None else messages.format_quantity(row["co2e_t"], "t CO2e", lang)
    return number_span(row["co2e_low_t"], row["co2e_high_t"], "t CO2e", lang)


def payback(row: Record, lang: str) -> Node:
    """Return an option's payback, or why there is none."""
    if row["origin"] == "library":
        return years_span(row["payback_low_years"], row["payback_high_years"], lang)
    found = row["appraisal"]["payback"]
    if found is None:
        code = row["appraisal"]["missing"].get("payback", "")
        return tag("span", said(f"reason.{code}", lang, "–"), class_="soft small")
    value, unit, digits = payback_shown(found)
    return messages.message(f"options.time.{unit}", lang, value=messages.format_number(value, lang, digits))


def verdict(row: Record, lang: str) -> Markup:
    """Return the chip of an option's state with the reason of a proposal; what the factory decided needs none."""
    tone = TONES[row["screening"]["verdict"]]
    chip = tag("span", shape(tone), messages.message(state_key(state_of(row)), lang), class_=f"chip {tone}")
    why = reason_of(row)
    return join(chip, tag("div", said(why, lang), class_="soft small") if why else None)
