"""Is the server up, is it ready, what has it done: for those who watch it. No figure of a factory, no name, no address."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import logging
import os
from typing import Any

from tornado.web import RequestHandler

from app import sites
from app.operation.measuring import OF_THIS_PROCESS
from app.operation.stopping import ENDING
from app.settings import Settings
from calculators.errors import SachhonError

log = logging.getLogger(__name__)
EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


class ReadyHandler(RequestHandler):
    """Says whether requests should be sent here: the database answers, its tables are this version's, and no end was asked for."""

    def initialize(self, settings: Settings) -> None:
        """Remember the server's settings."""
        self.own = settings

    async def get(self) -> None:
        """Answer 200 or 503 with one word for each condition."""
        checks = await asyncio.to_thread(checks_of, self.own)
        is_ready = all(said == "ok" for said in checks.values())
        self.set_status(200 if is_ready else 503)
        self.set_header("Cache-Control", "no-store")
        self.finish({"status": "ready" if is_ready else "not ready", "checks": checks})


def checks_of(settings: Settings) -> dict[str, str]:
    """Return what being ready needs, and whether it is so."""
    from app.database.upgrading import state

    checks = {"ending": "asked" if ENDING.asked.is_set() else "ok"}
    try:
        known = state(sites.open_store(settings))
    except SachhonError as error:
        log.warning("the database does not answer: %s", error)
        return checks | {"database": "unreachable", "migrations": "unknown"}
    return checks | {"database": "ok", "migrations": "ok" if known.is_current else "behind"}


class MetricsHandler(RequestHandler):
    """Gives the counters to a collector on this machine, or to one that shows the token of ``SACHHON_METRICS_TOKEN``."""

    def get(self) -> None:
        """Answer with Prometheus text; to others, as if there were nothing here."""
        if not self._may():
            self.set_status(404)
            self.finish()
            return
        self.set_header("Content-Type", EXPOSITION)
        self.set_header("Cache-Control", "no-store")
        self.finish(OF_THIS_PROCESS.text(open_pages(self.application)))

    def _may(self) -> bool:
        token = os.environ.get("SACHHON_METRICS_TOKEN", "")
        shown = self.request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token and hmac.compare_digest(shown.encode(), token.encode()):
            return True
        # behind a proxy everybody comes from this machine: a forwarded request is a stranger's
        forwarded = any(name in self.request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"))
        try:
            is_here = ipaddress.ip_address(self.request.remote_ip or "").is_loopback
        except ValueError:
            is_here = False
        return is_here and not forwarded


def open_pages(application: Any) -> int:
    """Return how many pages are open on the server."""
    contexts = getattr(application, "_applications", {}).values()
    return sum(len(list(context.sessions)) for context in contexts)
