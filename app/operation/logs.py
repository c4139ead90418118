"""The log: one JSON object a line, for a person or a collector. It says what happened, never with which figures or secrets.

What a message is made of (a file's name, a value somebody typed, the parameters of a statement) is left out on purpose: of
an error stand its kind and the places in the program, not its words.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, TextIO

from tornado.web import RequestHandler

from app.operation.measuring import OF_THIS_PROCESS

OWN = ("app", "assessment", "benchmarks", "data", "calculators", "sachhon")
_IDENTITY = re.compile(r"[0-9a-f]{32}")
_TELLING = re.compile(r"\d{3,}|'[^']*'|\"[^\"]*\"")
_KINDS = (("/api/", "api"), ("/files/", "file"), ("/own/", "static"), ("/static/", "static"), ("/components/", "static"))


class JsonLines(logging.Formatter):
    """Writes a record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: when, how grave, from where, what; for a request also method, route, status, time."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": self._event(record),
            **getattr(record, "facts", {}),
        }
        named = [_kind(value) for value in _arguments(record) if isinstance(value, BaseException)]
        if named:
            line["errors"] = named
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _kind(record.exc_info[1])
            line["where"] = [f"{step.filename.rpartition('/')[2]}:{step.lineno} {step.name}" for step in traceback.extract_tb(record.exc_info[2])[-6:]]
        return json.dumps(line, ensure_ascii=False)

    @staticmethod
    def _event(record: logging.LogRecord) -> str:
        said = str(record.msg).partition("\n")[0][:200]
        # of another library's line the fixed words remain: what it filled in could be anybody's figure
        return said if record.name.partition(".")[0] in OWN else _TELLING.sub("…", said)


def _arguments(record: logging.LogRecord) -> tuple[Any, ...]:
    return record.args if isinstance(record.args, tuple) else ()


def _kind(error: BaseException) -> str:
    why = f" {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
    return type(error).__name__ + why


def begin(level: str, stream: TextIO | None = None) -> None:
    """Send everything that is logged to the error output, as JSON lines."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in ("bokeh", "tornado.access", "tornado.application", "tornado.general", "panel"):
        other = logging.getLogger(name)
        other.handlers.clear()
        other.propagate = True
    logging.captureWarnings(True)


def note_request(handler: RequestHandler) -> None:
    """Count and log an answered request: its kind of address, never its query, its body or who asked."""
    request = handler.request
    path, status = request.path, handler.get_status()
    kind = next((kind for start, kind in _KINDS if path.startswith(start)), "page")
    method = request.method if request.method in ("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH") else "other"
    OF_THIS_PROCESS.count(kind, method, status)
    OF_THIS_PROCESS.took("request", request.request_time())
    route = _IDENTITY.sub("{id}", path) if status < 400 or kind != "page" else "{unknown}"
    facts = {"method": method, "route": route[:120], "status": status, "ms": round(1000 * request.request_time(), 1)}
    level = logging.ERROR if status >= 500 else logging.INFO
    logging.getLogger("sachhon.request").log(level, "request", extra={"facts": facts})
