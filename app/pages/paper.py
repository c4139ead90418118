"""The paper behind a number: the invoice as we render it, the cells of a sheet, the lines of a file, or the picture."""

from __future__ import annotations

import panel as pn
from markupsafe import Markup

from app.attaching import PROOF, paper
from app.components.evidence import paper_href
from app.components.heading import heading
from app.components.markup import join, tag
from app.components.pane import html
from app.components.paper_views import invoice_view, lines_view, picture_view, sheet_view
from app.components.state import button, empty
from app.session import AssessmentSession
from calculators.errors import SachhonError
from data import messages


class PaperPage(pn.viewable.Viewer):
    """One paper, opened where a row of the ledger points."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session

    def __panel__(self) -> pn.viewable.Viewable:
        return html(self._body())

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"paper.{key}", self.session.lang, **values)

    def _body(self) -> Markup:
        session, route = self.session, self.session.route
        sha256, _, where = route.focus.partition(":")
        assert session.site is not None  # the frame shows an empty state otherwise
        try:
            name, kind, content = paper(session.settings, session.site, sha256, session.actor)
        except SachhonError:
            go = button(self._say("none.go"), href=route.href(page="importing"), kind="main")
            return join(heading("paper", self._say("title")), empty("reports", self._say("none.title"), self._say("none.text"), go))
        view = self._view(name, kind, content, where, sha256)
        load = button(self._say("download"), href=paper_href(route, sha256), symbol="download")
        facts = tag("p", self._say("hash", sha256=sha256), class_="soft small mono")
        return join(heading("paper", name, self._say(f"lead.{kind}")), view, tag("div", load, class_="actions"), facts)

    def _view(self, name: str, kind: str, content: bytes, where: str, sha256: str) -> Markup | None:
        lang, route = self.session.lang, self.session.route
        if kind == PROOF:
            return self._proof(name, content, sha256)
        if kind == "invoice":
            return invoice_view(content, name, where, lang)
        if kind == "picture":
            return picture_view(name, paper_href(route, sha256))
        sheet, _, cell = where.rpartition("!")
        return sheet_view(content, name, sheet, cell, lang) if cell and name.lower().endswith((".xlsx", ".xlsm")) else lines_view(content, name, where, lang)

    def _proof(self, name: str, content: bytes, sha256: str) -> Markup | None:
        """Return an attached file as far as we render it; a workbook, a letter or a PDF is downloaded."""
        ending = name.lower().rpartition(".")[2]
        if ending == "xml":
            return invoice_view(content, name, "", self.session.lang)
        if ending in ("csv", "txt"):
            return lines_view(content, name, "", self.session.lang)
        return picture_view(name, paper_href(self.session.route, sha256))
