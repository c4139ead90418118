"""The files a visitor can ask for, made from the open document by the same code as the command line's."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app import sites
from app.files import File, Maker
from app.settings import Settings

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def document(settings: Settings, query: Mapping[str, str]) -> File:
    """Return the site's document as it was brought in."""
    site = sites.find(settings.folder, query.get("site", ""))
    return File(name=site.filename, content=sites.content(settings.folder, site))


MAKERS: Mapping[str, Maker] = MappingProxyType({"document": document})
