"""The glass box: any number, down to the cells it was made of, the factors used and their sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import panel as pn
from markupsafe import Markup, escape

from app.components.evidence import evidence_links
from app.components.figure import figure
from app.components.finding import place_text
from app.components.heading import heading
from app.components.markup import Node, join, tag
from app.components.pane import html
from app.components.state import button, empty
from app.reading import Reading
from app.session import AssessmentSession
from app.steps import amount, formula
from app.words import cited, place_in_source
from calculators.errors import UnknownKeyError
from data import messages

DEEPEST = 8  # levels; the engine's traces have five
RATIOS = ("amount / output", "output / amount")
SHOWN = 24  # inputs of one step; a year of bills has twelve a meter


class TracePage(pn.viewable.Viewer):
    """One number and everything below it."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        return html(self._body(reading))

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"trace.{key}", self.session.lang, **values)

    def _body(self, reading: Reading) -> Markup:
        id, lang, route = self.session.route.focus, self.session.lang, self.session.route
        steps: Mapping[str, Any] = reading.result.get("trace") or {}
        if id not in steps:
            go = button(self._say("none.go"), href=route.href(page="intensities"), kind="main")
            return join(
                heading("trace", self._say("title")),
                empty("trace", self._say("none.title"), self._say("none.text"), go),
            )
        item = reading.indicator(id)
        name = reading.name(item, lang) if item is not None else self._label(reading, id, steps[id])
        value = figure(item["value"], item["unit"], lang) if item is not None else self._value(steps[id])
        per = reading.per(item, lang) if item is not None else None
        head = join(
            heading("trace", name),
            tag("div", value, class_="big"),
            tag("p", per, class_="soft") if per else None,
            self._equation(steps, id),
        )
        tree = tag(
            "section",
            tag("h2", self._say("how")),
            tag("div", tag("ol", self._step(reading, steps, id, 0)), class_="trace card"),
        )
        facts = tag(
            "p",
            self._say("edition", edition=str(reading.result["edition"]), version=str(reading.result["version"])),
            class_="soft small",
        )
        return join(head, tree, facts, tag("p", tag("span", id, class_="mono soft")))

    def _equation(self, steps: Mapping[str, Any], id: str) -> Markup | None:
        """Return a ratio with its numbers, where the number is one."""
        step = steps[id]
        parts = [self._value(steps.get(other, {})) for other in step.get("inputs", ())]
        if step.get("formula") not in RATIOS or len(parts) != 2 or None in parts:
            return None
        return tag("p", parts[0], " ÷ ", parts[1], " = ", self._value(step), class_="answer")

    def _step(self, reading: Reading, steps: Mapping[str, Any], id: str, depth: int) -> Markup:
        step = steps.get(id, {})
        inputs = list(step.get("inputs", ()))
        line = self._line(reading, id, step)
        if not inputs or depth >= DEEPEST:
            return tag("li", line)
        inner = tag("ol", *(self._step(reading, steps, other, depth + 1) for other in inputs[:SHOWN]))
        rest = tag("p", self._say("more", count=len(inputs) - SHOWN), class_="soft small") if len(inputs) > SHOWN else None
        if depth == 0:
            return tag("li", line, inner, rest)
        label = self._say("inputs", count=len(inputs))
        return tag("li", line, tag("details", tag("summary", label), inner, rest))

    def _line(self, reading: Reading, id: str, step: Mapping[str, Any]) -> Markup:
        lang = self.session.lang
        parts: list[Node] = [tag("strong", self._label(reading, id, step))]
        if step.get("value") is not None:
            parts += [": ", self._value(step)]
        facts = [formula(str(step["formula"]), reading, lang)] if step.get("formula") else []
        if step.get("period"):
            facts.append(messages.format_period(str(step["period"]), lang))
        if step.get("place"):
            facts.append(place_text(step["place"], lang))
        parts += [tag("br"), tag("span", " · ".join(facts), class_="soft small")]
        if step.get("evidence"):
            parts += [tag("br"), tag("span", evidence_links(str(step["evidence"]), self.session.route), class_="soft small")]
        if step.get("source"):
            parts += [tag("br"), tag("span", self._source(step), class_="soft small")]
        return join(*parts)

    def _around(self, key: str, text: Markup) -> Markup:
        """Return a message around markup."""
        return escape(self._say(key, text="\1")).replace("\1", text)

    def _source(self, step: Mapping[str, Any]) -> Markup:
        lang = self.session.lang
        try:
            title = cited(str(step["source"]), lang)
        except UnknownKeyError:
            title = tag("span", str(step["source"]))
        parts: list[Node] = [title, place_in_source(str(step.get("locator") or ""), lang)]
        if step.get("confidence"):
            parts.append(messages.message("intensities.confidence", lang, grade=str(step["confidence"])))
        return self._around("source", Markup(", ").join(part for part in parts if part))

    def _value(self, step: Mapping[str, Any]) -> Node:
        if step.get("value") is None:
            return None
        return figure(float(step["value"]), str(step.get("unit") or ""), self.session.lang)

    def _label(self, reading: Reading, id: str, step: Mapping[str, Any]) -> str:
        lang = self.session.lang
        item = reading.indicator(id)
        if item is not None:
            return reading.name(item, lang)
        if step.get("stream"):
            return reading.stream_name(str(step["stream"]), lang)
        if step.get("formula") == "reference":
            return self._say("factor", id=id)
        return amount(id, reading, lang)
