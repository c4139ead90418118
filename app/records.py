"""Keep the result behind what somebody takes away: edition, version and hash stand in the store beside the revision."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from app import sites
from app.settings import Settings
from assessment.store import results
from assessment.store.access import Actor
from assessment.store.errors import DeniedError, StoreError
from assessment.store.scope import writing
from calculators.errors import UnknownKeyError

log = logging.getLogger(__name__)


def remember(settings: Settings, site: sites.Site, result: Mapping[str, Any], actor: Actor) -> results.ResultRecord | None:
    """Keep the result of a site's revision, the same one once; None for an example, or for who may only read.

    A report is handed out even where its result cannot be kept: that is logged.
    """
    if site.is_example or not site.revision:
        return None
    try:
        with writing(sites.open_store(settings), actor) as scope:
            return results.keep(scope, site.revision, result)
    except (DeniedError, UnknownKeyError):
        return None
    except StoreError as problem:
        log.warning("a result could not be kept: %s", problem)
        return None
