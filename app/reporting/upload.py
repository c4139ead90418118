"""Files that come for a site's reports: one to be held against the result, a logo, a Word template."""

from __future__ import annotations

import asyncio
import hashlib
import json

from tornado.web import HTTPError, RequestHandler

from app import gate, sites
from app.accounts.sessions import SignedOutError
from app.entrance.whose import Whose
from app.making import assessed
from app.reporting import files as report_files
from app.settings import LARGEST_UPLOAD, Settings
from app.words import said
from assessment.store.access import Actor
from assessment.store.errors import DeniedError
from calculators.errors import SachhonError
from data import messages

WORN = {"logo": report_files.LOGO, "template": report_files.TEMPLATE}
LONGEST_NAME = 80


class ReportUploadHandler(RequestHandler):
    """Take one file for the reports of a site."""

    def initialize(self, settings: Settings, whose: Whose) -> None:
        """Remember the server's settings, and who tells whose a request is."""
        self.own = settings
        self.whose = whose

    async def post(self, what: str, site: str) -> None:
        """Check the body against the site's result, or keep it for its reports; the answer says how it went."""
        if not gate.is_same_origin(self.request):
            raise HTTPError(403)
        lang = self.get_query_argument("lang", messages.DEFAULT_LANGUAGE)
        lang = lang if lang in messages.languages() else messages.DEFAULT_LANGUAGE
        name = self.get_query_argument("name", "")[-LONGEST_NAME:]
        if not self.request.body or len(self.request.body) > LARGEST_UPLOAD:
            raise HTTPError(422)
        try:
            actor = self.whose(self.request)
            told = await asyncio.to_thread(self._told, what, site, name, lang, actor)
        except (SignedOutError, DeniedError) as problem:
            raise HTTPError(403) from problem
        except report_files.WearError as problem:
            self.set_status(422)
            told = {"message": _why(problem, lang)}
        except SachhonError as problem:
            raise HTTPError(404, log_message=str(problem).replace("%", "%%")) from problem
        self.finish(json.dumps(told, ensure_ascii=False))

    def _told(self, what: str, key: str, name: str, lang: str, actor: Actor) -> dict[str, str]:
        site = sites.find(self.own, key, actor=actor)
        if what in WORN:
            report_files.wear(self.own, site, actor, WORN[what], self.request.body)
            content = hashlib.sha256(self.request.body).hexdigest()[:8]  # a page that shows a new logo has an address of its own
            return {"search": f"?site={site.key}&page=reports&lang={lang}&focus={what}-{content}"}
        from assessment.reports.verification import verify

        _, record = assessed(self.own, site, actor)
        found = verify(self.request.body, name, record)
        return {"message" if found else "good": report_files.said_differences(name, found, lang)}


def _why(problem: report_files.WearError, lang: str) -> str:
    lines = [
        " ".join(said(f"finding.{each.code}.{part}", lang, "", **{**each.values, "given": each.given, "expected": each.expected}) for part in ("title", "why", "action"))
        for each in problem.findings
    ]
    return "\n".join(lines) or messages.message("reports.logo.unfit", lang)
