"""Findings: what is wrong or doubtful in the numbers, where, and how to mend it."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app.components.finding import finding_card
from app.components.heading import heading
from app.components.markup import join, tag
from app.components.pane import html
from app.components.state import button, empty
from app.session import AssessmentSession
from data import messages

SHOWN_AT_ONCE = 40  # cards; a file with thousands of findings has one cause, and a browser has limits


class FindingsPage(pn.viewable.Viewer):
    """The findings of the open document, the gravest first, and what they keep from being calculated."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        return html(self._body())

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"findings.{key}", self.session.lang, **values)

    def _body(self) -> Markup:
        reading, opened = self.session.reading, self.session.opened
        found = reading.findings() if reading is not None else opened.findings if opened is not None else ()
        lang = self.session.lang
        if not found:
            go = button(self._say("none.go"), href=self.session.route.href(page="overview"), kind="main")
            return join(
                heading("findings", self._say("title.none")),
                empty("findings", self._say("none.title"), self._say("none.text"), go),
            )
        errors = sum(1 for finding in found if finding["severity"] == "error")
        title = self._say("title.errors", count=errors) if errors else self._say("title.warnings", count=len(found))
        cards = tag("div", *(finding_card(finding, lang) for finding in found[:SHOWN_AT_ONCE]), class_="stack")
        more = tag("p", self._say("more", count=len(found) - SHOWN_AT_ONCE), class_="soft") if len(found) > SHOWN_AT_ONCE else None
        return join(heading("findings", title, self._say("lead")), self._withheld(), cards, more)

    def _withheld(self) -> Markup | None:
        reading = self.session.reading
        withheld = reading.result.get("withheld", ()) if reading is not None else ()
        if not withheld:
            return None
        names = (tag("li", tag("span", str(item["id"]), class_="mono")) for item in withheld[:SHOWN_AT_ONCE])
        head = tag("summary", self._say("withheld", count=len(withheld)))
        return tag("details", head, tag("ul", *names))
