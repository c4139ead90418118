"""Findings: what is wrong or doubtful in the numbers, where, how to mend it, or why it is right all the same."""

from __future__ import annotations

import json
from collections.abc import Sequence

import panel as pn
from markupsafe import Markup

from app.changing import change
from app.components.about import about
from app.components.finding import finding_card
from app.components.form import field as labelled
from app.components.heading import heading
from app.components.markup import join, tag
from app.components.pane import html, whole
from app.components.state import button, empty, notice
from app.editing.fault import ChangeError
from app.editing.mending import focus_of
from app.reading import Record
from app.route import LONGEST
from app.session import AssessmentSession
from data import messages

SHOWN_AT_ONCE = 40  # cards; a file with thousands of findings has one cause, and a browser has limits


class FindingsPage(pn.viewable.Viewer):
    """The findings of the open document, the gravest first, and what they keep from being calculated."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.told: Markup | None = None
        self.pane = html(self._body())

    def __panel__(self) -> pn.viewable.Viewable:
        return self.pane

    def act(self, act: str, value: str) -> str | None:
        """Accept a warning with the reason given, or take that back; return where to go when the site became another."""
        from app.accepting import accept, withdraw  # loads the engine: only when something is accepted

        before = self.session.route.site
        try:
            given = json.loads(value)
            finding = self._found()[int(given["finding"] if act == "submit" else given)]
            if act == "submit":
                change(self.session, lambda assessment: accept(assessment, finding, str(given["reason"])))
            elif act == "withdraw":
                change(self.session, lambda assessment: withdraw(assessment, finding))
            self.told = notice(self._say("saved"), "good")
        except ChangeError as problem:
            self.told = notice(messages.message(problem.code, self.session.lang), "bad")
        except (ValueError, LookupError, TypeError):
            self.told = notice(self._say("refused"), "bad")
        self.pane.object = whole(self._body())
        return self.session.route.href() if self.session.route.site != before else None

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"findings.{key}", self.session.lang, **values)

    def _found(self) -> Sequence[Record]:
        """Return the findings, those somebody has accepted behind the others."""
        reading, opened = self.session.reading, self.session.opened
        found = reading.findings() if reading is not None else opened.findings if opened is not None else ()
        return sorted(found, key=lambda finding: "accepted" in finding["values"])

    def _body(self) -> Markup:
        found = self._found()
        if not found:
            go = button(self._say("none.go"), href=self.session.route.href(page="overview"), kind="main")
            nothing = empty("findings", self._say("none.title"), self._say("none.text"), go)
            return join(heading("findings", self._say("title.none")), nothing)
        cards = tag("div", *(self._card(place, finding) for place, finding in enumerate(found[:SHOWN_AT_ONCE])), class_="stack")
        more = tag("p", self._say("more", count=len(found) - SHOWN_AT_ONCE), class_="soft") if len(found) > SHOWN_AT_ONCE else None
        told = tag("div", self.told, role="status") if self.told else None
        return join(heading("findings", self._title(found), self._say("lead")), told, self._withheld(), cards, more)

    def _title(self, found: Sequence[Record]) -> str:
        open_ones = [finding for finding in found if "accepted" not in finding["values"]]
        for severity in ("error", "warning", "note"):
            count = sum(1 for finding in open_ones if finding["severity"] == severity)
            if count:
                return self._say(f"title.{severity}s", count=count)
        return self._say("title.none")

    def _card(self, place: int, finding: Record) -> Markup:
        foot = None
        if self.session.reading is not None and finding["severity"] == "warning":
            is_accepted = "accepted" in finding["values"]
            foot = button(self._say("withdraw"), act="withdraw", value=str(place), kind="quiet") if is_accepted else self._form(place)
        return finding_card(finding, self.session.lang, self._mend(finding), foot)

    def _mend(self, finding: Record) -> Markup | None:
        """Return the way to the very cell or field, where the data page has one and this person may type there."""
        focus = focus_of(finding)
        if not focus or len(focus) > LONGEST or self.session.role not in ("factory", "consultant"):
            return None
        aim = self.session.route.href(page="data", focus=focus)
        return tag("div", button(messages.message("data.mend", self.session.lang), href=aim, kind="quiet main"), class_="foot")

    def _form(self, place: int) -> Markup:
        reason = tag("input", type="text", name="reason", maxlength="500", autocomplete="off")
        field = tag("div", labelled(self._say("reason"), reason, about("findings.reason", self.session.lang)), style="flex:1 1 260px")
        send = tag("button", self._say("accept"), type="button", class_="button", data_submit=True)
        hidden = tag("input", type="hidden", name="finding", value=str(place))
        copied = (
            tag("p", self._say("copied"), class_="soft small") if self.session.site is not None and self.session.site.is_example else None
        )
        form = tag("form", hidden, field, send, class_="actions", style="align-items:end", onsubmit="return false")
        return tag("details", tag("summary", self._say("right")), copied, form)

    def _withheld(self) -> Markup | None:
        reading = self.session.reading
        withheld = reading.result.get("withheld", ()) if reading is not None else ()
        if reading is None or not withheld:
            return None
        names = (tag("li", reading.id_name(str(item["id"]), self.session.lang)) for item in withheld[:SHOWN_AT_ONCE])
        head = tag("summary", self._say("withheld", count=len(withheld)))
        return tag("details", head, tag("ul", *names))
