"""What a desk says of itself: saved when, what can be undone, what two people changed alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from app.components.about import about
from app.components.form import field as labelled
from app.components.markup import Node, join, tag
from app.components.state import button, notice
from app.editing import choices
from app.editing.desk import Desk, Kept
from assessment.store.merging import Clash
from data import messages

State = str  # "", "saving", or the message key of why it could not be kept


def status(desk: Desk, lang: str, state: State, findings: Sequence[Mapping[str, Any]] | None, aim: str, told: str) -> Markup:
    """Return the line under the tabs: kept or not, undo, redo, and what the check of the whole found."""
    say = messages.message
    if state and state != "saving":
        kept: Node = tag("strong", say(state, lang), class_="bad")
    elif state == "saving":
        kept = say("data.saving", lang)
    elif desk.site.is_example:
        kept = say("data.example", lang)
    elif desk.saved_at:
        kept = say("store.saved", lang, time=desk.saved_at)
    else:
        kept = say("data.unchanged", lang)
    undo = tag("button", say("data.undo", lang), type="button", class_="button quiet", data_act="undo", disabled=not desk.done, title="Ctrl+Z")
    redo = tag("button", say("data.redo", lang), type="button", class_="button quiet", data_act="redo", disabled=not desk.undone, title="Ctrl+Y")
    waiting = len(desk.typed)
    return join(
        tag(
            "div",
            tag("span", kept, role="status", data_saved=desk.saved_at or None),
            undo,
            redo,
            tag("span", say("data.checking", lang), class_="soft") if findings is None else _found(findings, lang, aim),
            class_="actions",
            style="margin:4px 0",
        ),
        tag("p", say("data.waiting", lang, count=waiting) if waiting else None, class_="bad small", style="min-height:1.55em;margin:0"),  # its place is kept: a table does not jump
        tag("div", notice(told), role="status") if told else None,
    )


def _found(findings: Sequence[Mapping[str, Any]], lang: str, aim: str) -> Markup:
    counts = dict.fromkeys(("error", "warning"), 0)
    for finding in findings:
        if "accepted" not in finding["values"] and finding["severity"] in counts:
            counts[finding["severity"]] += 1
    if not any(counts.values()):
        return tag("span", messages.message("data.clean", lang), class_="soft")
    return tag("a", messages.message("data.found", lang, errors=counts["error"], warnings=counts["warning"]), href=aim)


def conflict(kept: Kept, desk: Desk, lang: str) -> Markup:
    """Return both versions of what two people changed alike, and the choice between them."""
    say = messages.message
    others = kept.others or say("data.other_window", lang)
    blocks = []
    for number, clash in enumerate(kept.clashes):
        titles = {"mine": say("store.conflict.mine", lang), "theirs": say("store.conflict.theirs", lang, name=others)}
        versions = [tag("li", tag("strong", title), ": ", _shown(clash, getattr(clash, name), lang)) for name, title in titles.items()]
        options = (tag("option", title, value=name, selected=name == "theirs") for name, title in titles.items())
        pick = labelled(say("data.conflict.counts", lang), tag("select", *options, name=f"clash:{number}", class_="pick"), about("data.conflict.counts", lang))
        before = tag("p", say("store.conflict.before", lang), ": ", _shown(clash, clash.base, lang), class_="soft small")
        blocks.append(tag("fieldset", tag("legend", tag("strong", _about(clash, desk, lang))), tag("ul", *versions), before, pick, style="border:0;padding:8px 0;margin:0"))
    send = tag("button", say("data.conflict.choose", lang), type="button", class_="button main", data_submit=True)
    every = (button(say(f"data.conflict.all_{who}", lang), act="choose_all", value=who) for who in ("mine", "theirs"))
    return tag(
        "section",
        tag("h2", say("store.conflict.title", lang), style="margin-top:0"),
        tag("p", say("store.conflict.text", lang, name=others, count=len(kept.clashes))),
        tag("form", *blocks, tag("div", send, *every, class_="actions"), onsubmit="return false"),
        class_="notice bad",
        role="alert",
    )


def _about(clash: Clash, desk: Desk, lang: str) -> str:
    """Return which row or field two people changed, in words."""
    parts = []
    for text in clash.key:
        if text:
            names = choices.options(desk.document, "stream", lang)
            parts.append(names[text].partition(" [")[0] if text in names else messages.format_period(text, lang) if text[:4].isdigit() else text)
    section = f"data.section.{clash.section}"
    head = messages.message(section, lang) if messages.has_message(section, lang) else clash.section
    return f"{head}: {' · '.join(parts)}"


def _shown(clash: Clash, value: object, lang: str) -> str:
    if value is None:
        return messages.message("data.nothing", lang)
    if not isinstance(value, list):
        return messages.format_number(float(value), lang) if isinstance(value, (int, float)) else str(value)
    return "; ".join(_row(row, clash.key, lang) for row in value) or messages.message("data.nothing", lang)


def _row(row: Mapping[str, Any], key: Sequence[str], lang: str) -> str:
    parts = []
    for name, value in row.items():
        if str(value) in key:
            continue
        title = f"field.{name}.label"
        label = messages.message(title, lang) if messages.has_message(title, lang) else name
        text = messages.format_number(float(value), lang) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
        parts.append(f"{label} {text}")
    return ", ".join(parts)
