"""A finding as a card: what, where, why it matters and how to mend it, the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from app.components.icons import shape
from app.components.markup import tag
from app.components.verdict import severity_chip
from app.reading import stream_name
from app.theme import SEVERITY_TONES
from app.words import said
from assessment.places import place_in_words
from data import messages
from data.amounts import finding_in


def place_text(place: Mapping[str, Any], lang: str) -> str:
    """Return where something was given, in one line: the file, then its sheet and cell or the section, row and line."""
    parts = [str(place["file"])] if place.get("file") else []
    parts.append(place_in_words(place, lang))
    return " · ".join(part for part in parts if part) or "–"


def field_name(key: str, lang: str) -> str:
    """Return what a key of the document is called on the forms; any other text as it is."""
    if key.isdigit():  # a count, not the month of that number
        return key
    head, _, unit = key.partition(" ")
    last = head.rpartition(".")[2]
    for name in (f"field.{head}.label", f"property.{last}", f"field.{last}.label"):
        if messages.has_message(name, lang):
            return f"{messages.message(name, lang)} {unit}".strip()
    if re.fullmatch(r"[a-z_]+/[\w.\-]+", head):
        return f"{stream_name(head, lang)} {unit}".strip()
    return said(f"amount.{key}", lang, key)


def _stream_named(text: str, lang: str) -> str:
    """Return a text with names of streams for their keys: where it is nothing but a key, or says between which steps one flows."""
    if re.fullmatch(r"[a-z_]+/[\w.\-]+", text):
        return stream_name(text, lang)
    return re.sub(r"(?<![\w/])[a-z_]+/[\w.\-]+(?= \([^()]* → )", lambda key: stream_name(key[0], lang), text)


def finding_action(finding: Mapping[str, Any], lang: str) -> str:
    """Return what to do about a finding, in words."""
    finding = finding_in(finding, lang)
    named = {name: _stream_named(str(finding[name]), lang) for name in ("given", "expected")}
    return said(f"finding.{finding['code']}.action", lang, str(finding["code"]), **{**named, **finding["values"]})


def finding_card(finding: Mapping[str, Any], lang: str, *more: Markup | None) -> Markup:
    """Return the card of one finding of a result document; `more` stands at its foot."""
    finding = finding_in(finding, lang)
    code = str(finding["code"])
    named = {name: _stream_named(str(finding[name]), lang) for name in ("given", "expected")}
    values = {**named, **finding["values"]}
    title = said(f"finding.{code}.title", lang, messages.message("finding.unnamed", lang, code=code), **values)
    why = said(f"finding.{code}.why", lang, "", **values)
    action = said(f"finding.{code}.action", lang, "", **values)
    facts = [("where", tag("span", place_text(finding["place"], lang), class_="mono"))]
    facts += [(name, tag("span", field_name(str(finding[name]), lang))) for name in ("given", "expected") if finding[name]]
    facts += [("act", tag("strong", action))] if action else []
    rows = []
    for name, value in facts:
        rows += [tag("dt", messages.message(f"finding.{name}", lang)), tag("dd", value)]
    accepted = finding["values"].get("accepted")
    tone = "neutral" if accepted else SEVERITY_TONES[finding["severity"]]
    chip = tag("span", shape("neutral"), messages.message("finding.accepted", lang), class_="chip neutral") if accepted else None
    head = tag("header", chip or severity_chip(finding["severity"], lang), tag("h3", title))
    if accepted:
        rows += [tag("dt", messages.message("finding.reason", lang)), tag("dd", tag("strong", str(accepted)))]
    return tag("article", head, tag("p", why, class_="soft") if why else None, tag("dl", *rows), *more, class_=f"finding {tone}")
