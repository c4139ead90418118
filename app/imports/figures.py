"""Suppliers' footprints and own factor tables on their way into a document: read from a batch, previewed, kept as a revision."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.imports import incoming
from app.session import AssessmentSession
from calculators.finding import Finding

if TYPE_CHECKING:
    from assessment.footprint.taking import Offer
    from assessment.model import Assessment

COLUMNS = ("name", "value", "unit", "stream", "boundary", "gwp_basis", "gsd", "year", "geography", "locator")
MOST_OFFERS = 2_000  # shown to pick from; the command takes tables of any length


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a person said of a batch: the table's columns, its title and licence, and which figure each stream gets."""

    columns: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    licence: str = ""
    taken: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What a batch offers: figures, the headings of its table (none for suppliers' files), and what could not be read."""

    offers: tuple[Offer, ...]
    headings: tuple[str, ...]
    columns: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def is_table(self) -> bool:
        """Whether a factor table is among the files, for which title and licence are asked."""
        return bool(self.headings)


def answers_of(fields: Mapping[str, str]) -> Answers:
    """Return what a sent form says."""
    return Answers(
        columns={name: fields[f"column.{name}"] for name in COLUMNS if fields.get(f"column.{name}")},
        title=fields.get("title", "").strip()[:200],
        licence=fields.get("licence", "").strip()[:2000],
        taken={name.removeprefix("take."): value for name, value in fields.items() if name.startswith("take.") and value},
    )


def read_batch(session: AssessmentSession, batch: str, answers: Answers) -> Batch:
    """Return what the files of a batch offer.

    Raises
    ------
    IncomingError
        If there is no such batch.
    """
    folder = incoming.folder_of(session.settings, session.actor, session.route.site, batch)
    if not folder.exists():
        raise incoming.IncomingError("importing.no_batch")
    offers: list[Offer] = []
    findings: list[Finding] = []
    headings: tuple[str, ...] = ()
    columns: Mapping[str, str] = {}
    for path in sorted(item for item in folder.rglob("*") if item.is_file() and not item.name.startswith(".")):
        if path.suffix.lower() == ".json":
            found, said = _suppliers(path)
        else:
            found, said, headings, columns = _table(path, answers)
        offers += found
        findings += said
    return Batch(offers=tuple(offers[:MOST_OFFERS]), headings=headings, columns=columns, findings=tuple(findings))


def _suppliers(path: Path) -> tuple[list[Offer], list[Finding]]:
    from assessment.footprint.taking import Offer
    from assessment.reports.exchange.pact import read_pact

    read, findings = read_pact(path.read_text(encoding="utf-8-sig", errors="replace"), path.name)
    offers = [Offer(id=item.id, name=f"{item.company}: {item.product}", figure=f"{item.per_unit:g} {item.unit}", supplier_pcf=item.supplier_pcf) for item in read]
    return offers, list(findings)


def _table(path: Path, answers: Answers) -> tuple[list[Offer], list[Finding], tuple[str, ...], Mapping[str, str]]:
    from assessment.footprint.importing import read_factor_table
    from assessment.footprint.taking import headings_of, proposed_columns, table_offers, table_text

    text = table_text(path.read_bytes(), path.name)
    if isinstance(text, Finding):
        return [], [text], (), {}
    headings = headings_of(text)
    columns = answers.columns or proposed_columns(headings)
    title = answers.title or path.stem
    source = {"id": f"own.{zlib.crc32(path.name.encode()):08x}", "title": title, "publisher": "", "licence": " ".join(answers.licence.split())[:300]}
    table, findings = read_factor_table(text, columns, source, path.name)
    return (list(table_offers(table, source)) if table is not None else []), list(findings), headings, columns


def chosen_of(batch: Batch, answers: Answers, assessment: Assessment) -> dict[str, Offer]:
    """Return which figure each stream of the bills of materials would get; what a person picked stands before the table's own stream."""
    from assessment.footprint.taking import buyable_streams

    known = buyable_streams(assessment)
    by_id = {offer.id: offer for offer in batch.offers}
    chosen = {offer.stream: offer for offer in batch.offers if offer.stream in known}
    return chosen | {stream: by_id[id] for stream, id in answers.taken.items() if stream in known and id in by_id}


def accept(session: AssessmentSession, batch: str, chosen: Mapping[str, Offer]) -> str:
    """Keep the document with the chosen figures as a new revision, drop the batch, and return the address to show.

    Raises
    ------
    ChangeError
        If the document has rows that could not be read, or somebody else changed it meanwhile.
    """
    from app.changing import change
    from assessment.footprint.taking import with_offers

    site = session.route.site
    session.route = session.route.to(page=session.route.page, focus="")
    address = change(session, lambda assessment: with_offers(assessment, chosen))
    incoming.discard(session.settings, session.actor, site, batch)
    return address
