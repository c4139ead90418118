"""Files over plain HTTP: a document in, a template and reports out."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup
from tornado.web import HTTPError, RequestHandler

from app import gate, sites
from app.accounts.sessions import SignedOutError
from app.components.markup import tag
from app.entrance.whose import Whose
from app.settings import LARGEST_UPLOAD, Settings
from app.theme import css_variables
from assessment.store.access import Actor
from assessment.store.errors import DeniedError
from calculators.errors import SachhonError
from data import messages

log = logging.getLogger(__name__)
BINARY = "application/octet-stream"


@dataclass(frozen=True, kw_only=True)
class File:
    """A file made for a visitor."""

    name: str
    content: bytes
    media_type: str = BINARY


Maker = Callable[[Settings, Mapping[str, str], Actor], File]


def _lang(handler: RequestHandler) -> str:
    lang = handler.get_query_argument("lang", messages.DEFAULT_LANGUAGE)
    return lang if lang in messages.languages() else messages.DEFAULT_LANGUAGE


def missing_page(lang: str) -> str:
    """Return the page for an address where nothing is, with the way home."""
    style = tag(
        "style",
        css_variables(),
        "body{background:var(--sh-ground);color:var(--sh-ink);font:400 18px/1.6 var(--sh-font);padding:12vh 24px;max-width:40rem;margin:auto}a{color:var(--sh-accent)}",
    )
    head = tag("head", tag("meta", charset="utf-8"), tag("title", messages.message("missing.title", lang)), style)
    title, text = tag("h1", messages.message("missing.title", lang)), tag("p", messages.message("missing.text", lang))
    home = tag("p", tag("a", messages.message("missing.go", lang), href=f"/?lang={lang}"))
    return Markup("<!DOCTYPE html>") + tag("html", head, tag("body", tag("main", title, text, home)), lang=lang)


class MissingHandler(RequestHandler):
    """Say kindly that there is nothing at an address."""

    def prepare(self) -> None:
        """Answer any request with status 404."""
        self.set_status(404)
        self.finish(missing_page(_lang(self)))


class UploadHandler(RequestHandler):
    """Take one document, keep it, and say under which site it can be opened."""

    def initialize(self, settings: Settings, whose: Whose) -> None:
        """Remember the server's settings, and who tells whose a request is."""
        self.own = settings
        self.whose = whose

    async def post(self) -> None:
        """Keep the body as a file."""
        if not gate.is_same_origin(self.request):
            raise HTTPError(403)
        name = self.get_query_argument("name", "")
        try:
            site = await asyncio.to_thread(sites.keep, self.own, self.request.body, name, LARGEST_UPLOAD, self.whose(self.request))
        except (SignedOutError, DeniedError) as problem:
            raise HTTPError(403) from problem
        except sites.SiteFileError:
            key = (
                "upload.empty"
                if not self.request.body
                else "upload.too_large"
                if len(self.request.body) > LARGEST_UPLOAD
                else "upload.wrong_kind"
            )
            self.set_status(422)
            said = messages.message(key, _lang(self), name=name[:80], kinds=", ".join(sites.READABLE), megabytes=LARGEST_UPLOAD // 2**20)
            self.finish(json.dumps({"message": said}, ensure_ascii=False))
            return
        self.finish(json.dumps({"site": site.key, "page": "overview"}))


class MadeFileHandler(RequestHandler):
    """Make a file in a thread of its own and send it."""

    def initialize(self, settings: Settings, make: Maker, whose: Whose) -> None:
        """Remember the server's settings, who makes the file, and who tells whose a request is."""
        self.own = settings
        self.whose = whose
        self.make = make

    async def get(self) -> None:
        """Send the file."""
        query = {key: self.get_query_argument(key)[:200] for key in self.request.query_arguments}
        query["lang"] = _lang(self)
        try:
            file = await asyncio.to_thread(self.make, self.own, query, self.whose(self.request))
        except SignedOutError as problem:
            raise HTTPError(403) from problem
        except SachhonError as problem:
            raise HTTPError(404, log_message=str(problem).replace("%", "%%")) from problem
        self.set_header("Content-Type", file.media_type)
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(file.name)}")
        self.set_header("Cache-Control", "no-store")
        self.finish(file.content)

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """Say in words that the file could not be made."""
        self.finish(missing_page(_lang(self)))


class HealthHandler(RequestHandler):
    """Say that the server is up."""

    def get(self) -> None:
        """Answer with a small JSON object."""
        self.set_header("Cache-Control", "no-store")
        self.finish({"status": "ok"})
