"""Take a benchmark pack over plain HTTP, and keep it only if its publisher's signature holds."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlencode

from tornado.web import HTTPError, RequestHandler

from app import gate
from app.entrance.whose import Whose
from app.province import published
from app.settings import Settings
from app.words import said
from assessment.store.access import LOCAL, Actor
from data import messages

PAGES = ("standing", "participation", "distribution", "progress", "programme")


def may_load(actor: Actor) -> bool:
    """Return whether somebody may put packs on the installation's shelf: on a server, who looks after it for all."""
    return actor == LOCAL or actor.role in ("department", "administrator")


class PackHandler(RequestHandler):
    """Take one pack with its publisher's key, and say where to look at it."""

    def initialize(self, settings: Settings, whose: Whose) -> None:
        """Remember the server's settings, and who tells whose a request is."""
        self.own = settings
        self.whose = whose

    async def post(self) -> None:
        """Keep the body as a pack."""
        if not gate.is_same_origin(self.request) or not may_load(self.whose(self.request)):
            raise HTTPError(403)
        lang = self.get_query_argument("lang", messages.DEFAULT_LANGUAGE)
        lang = lang if lang in messages.languages() else messages.DEFAULT_LANGUAGE
        key, name = self.get_query_argument("key", ""), self.get_query_argument("name", "")[:80]
        page = self.get_query_argument("page", "")
        try:
            loaded = await asyncio.to_thread(published.load, self.own, self.request.body, key, name)
        except published.PackError as problem:
            finding = problem.findings[0]
            values = {"given": finding.given, "expected": finding.expected}
            parts = (said(f"finding.{finding.code}.{part}", lang, "", **values) for part in ("title", "why", "action"))
            self.set_status(422)
            self.finish(json.dumps({"message": " ".join(f"{part.rstrip('.')}." for part in parts if part)}, ensure_ascii=False))
            return
        aim = {"page": page if page in PAGES else "participation", "focus": loaded.name}
        self.finish(json.dumps({"search": "?" + urlencode(aim)}))
