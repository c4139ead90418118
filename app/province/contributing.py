"""What the page of the anonymised contribution does: make the record, sign it, withdraw it, remember when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from app.settings import Settings
from app.sites import Site, open_store
from assessment import contributing
from assessment.contributing import Sent
from assessment.store.access import Actor
from assessment.store.scope import reading, writing
from benchmarks.peers import contribution, withdrawal
from benchmarks.peers.contribution import CONSENT, NUMERATORS, REPORTED_BY_NAME, Contribution
from benchmarks.peers.enrolment import read_tokens


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A file that was signed for the pool's operator."""

    name: str
    text: str


def preview(result: dict[str, Any], include: Collection[str] = ()) -> Contribution:
    """Return the record of a result, without tokens: nothing is sent by looking at it.

    Raises
    ------
    DomainError
        If nothing can be contributed; the text says what is missing.
    """
    return contribution.record(result, None, include=include)


def left_out(result: dict[str, Any], record: Contribution) -> tuple[str, ...]:
    """Return which indicators of the site the record does not carry: those reported by name and those that cannot be told."""
    carried = {figure.indicator for figure in record.figures}
    kinds = {
        str(row["kind"])
        for row in result.get("indicators", ())
        if row.get("kind") in NUMERATORS and str(row.get("period")) == str(record.year) and row.get("stream") is None
    }
    return tuple(sorted(kinds - carried))


def by_name(result: dict[str, Any]) -> tuple[str, ...]:
    """Return the site's indicators that a statutory report also carries by name."""
    return tuple(sorted({str(row["kind"]) for row in result.get("indicators", ())} & REPORTED_BY_NAME))


def history(settings: Settings, site: Site, actor: Actor) -> tuple[Sent, ...]:
    """Return what was signed and withdrawn, the first act first."""
    if site.is_example:
        return ()
    with reading(open_store(settings), actor) as scope:
        return contributing.history(scope, site.key)


def sign(settings: Settings, site: Site, actor: Actor, result: dict[str, Any], enrolment: str, include: Collection[str]) -> Signed:
    """Sign the record with the site's enrolment and note the consent. The enrolment is kept nowhere.

    Raises
    ------
    DomainError
        If the enrolment cannot be read or there is nothing to contribute.
    DeniedError
        If the site is not the actor's own.
    """
    tokens = read_tokens(enrolment)
    with writing(open_store(settings), actor) as scope:
        plain = preview(result, include)
        serial = contributing.next_serial(contributing.history(scope, site.key), plain.year)
        record = contribution.record(result, tokens, include=include, serial=serial)
        indicators = [figure.indicator for figure in record.figures]
        contributing.agreed(scope, site.key, year=record.year, serial=serial, consent=CONSENT, indicators=indicators)
    return Signed(name=f"sachhon-contribution-{record.year}-{serial}.json", text=contribution.write(record))


def withdraw(settings: Settings, site: Site, actor: Actor, enrolment: str, year: int) -> Signed:
    """Sign the withdrawal of a year and note it.

    Raises
    ------
    DomainError
        If the enrolment cannot be read or nothing of the year stands.
    """
    tokens = read_tokens(enrolment)
    with writing(open_store(settings), actor) as scope:
        serial = contributing.withdrawn(scope, site.key, year=year)
    return Signed(name=f"sachhon-withdrawal-{year}-{serial}.json", text=withdrawal.write(tokens, year, serial))
