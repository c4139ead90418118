"""What a site has contributed, when, under which consent. Kept in the site's audit; a token or a signature never is.

The pool knows tokens and no names, the site's audit knows the site and no tokens: neither leads to the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment import audit
from assessment.store import schema
from assessment.store.scope import Scope, fetch, require
from calculators.errors import DomainError

RESOURCE = "contribution"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One act: a record was made (`create`) or a consent withdrawn (`remove`) for a year."""

    at: str
    name: str
    verb: str
    year: int
    serial: int
    consent: str = ""
    indicators: tuple[str, ...] = ()


def agreed(scope: Scope, site_id: str, *, year: int, serial: int, consent: str, indicators: Sequence[str]) -> None:
    """Note that the site's record of a year was signed after its owner saw and agreed to all of it.

    Raises
    ------
    DeniedError
        If the site is not the actor's own: nobody consents for another.
    """
    site = fetch(scope, schema.site, site_id)
    require(scope, "contribution", "create", site)
    detail = {"year": year, "serial": serial, "consent": consent, "indicators": list(indicators)}
    audit.record(scope, "create", RESOURCE, site_id, organisation_id=site.organisation_id, site_id=site_id, detail=detail)


def withdrawn(scope: Scope, site_id: str, *, year: int) -> int:
    """Note that the consent of a year was withdrawn, and return the serial number it was sent under last.

    Raises
    ------
    DomainError
        If nothing of that year stands to be withdrawn.
    """
    site = fetch(scope, schema.site, site_id)
    require(scope, "contribution", "remove", site)
    serial = standing(history(scope, site_id)).get(year)
    if serial is None:
        raise DomainError(f"a year that was contributed was expected, {year} was given")
    detail = {"year": year, "serial": serial}
    audit.record(scope, "remove", RESOURCE, site_id, organisation_id=site.organisation_id, site_id=site_id, detail=detail)
    return serial


def history(scope: Scope, site_id: str) -> tuple[Sent, ...]:
    """Return what was sent and withdrawn, the first act first."""
    require(scope, "contribution", "read", fetch(scope, schema.site, site_id))
    return tuple(
        Sent(
            at=entry.at,
            name=entry.name,
            verb=entry.verb,
            year=int(entry.detail["year"]),
            serial=int(entry.detail["serial"]),
            consent=str(entry.detail.get("consent", "")),
            indicators=tuple(entry.detail.get("indicators", ())),
        )
        for entry in audit.history(scope, site_id)
        if entry.resource == RESOURCE
    )


def standing(acts: Sequence[Sent]) -> dict[int, int]:
    """Return year → serial number of what was sent and not withdrawn since."""
    found: dict[int, int] = {}
    for act in acts:
        if act.verb == "create":
            found[act.year] = act.serial
        else:
            found.pop(act.year, None)
    return found


def next_serial(acts: Sequence[Sent], year: int) -> int:
    """Return the number that the next record of a year carries; a pool refuses one that it has seen."""
    return max((act.serial for act in acts if act.year == year), default=0) + 1
