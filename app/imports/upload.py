"""Files of an import over plain HTTP, one by one, into a batch that waits for its person."""

from __future__ import annotations

import asyncio
import json

from tornado.web import HTTPError, RequestHandler

from app import gate, sites
from app.accounts.sessions import SignedOutError
from app.entrance.whose import Whose
from app.imports import incoming
from app.settings import LARGEST_UPLOAD, Settings
from calculators.errors import UnknownKeyError
from data import messages


class ImportHandler(RequestHandler):
    """Take one file of a batch."""

    def initialize(self, settings: Settings, whose: Whose) -> None:
        """Remember the server's settings, and who tells whose a request is."""
        self.own = settings
        self.whose = whose

    async def post(self) -> None:
        """Keep the body as a file of the batch; it is read only when the person asks what it would bring."""
        if not gate.is_same_origin(self.request):
            raise HTTPError(403)
        query = {key: self.get_query_argument(key, "")[:400] for key in ("site", "batch", "name", "lang")}
        lang = query["lang"] if query["lang"] in messages.languages() else messages.DEFAULT_LANGUAGE
        try:
            await asyncio.to_thread(self._keep, query)
        except SignedOutError as problem:
            raise HTTPError(403) from problem
        except UnknownKeyError as problem:
            raise HTTPError(404) from problem
        except incoming.IncomingError as problem:
            self.set_status(422)
            said = messages.message(problem.code, lang, name=query["name"][-80:], megabytes=LARGEST_UPLOAD // 2**20, most=incoming.MOST_FILES)
            self.finish(json.dumps({"message": said}, ensure_ascii=False))
            return
        self.finish(json.dumps({"kept": query["name"]}))

    def _keep(self, query: dict[str, str]) -> None:
        actor = self.whose(self.request)
        site = sites.find(self.own, query["site"], actor=actor)
        incoming.receive(self.own, actor, site.key, query["batch"], query["name"], self.request.body)
