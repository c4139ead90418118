"""Compose a report of a result: which sections, in which order, with which annotations."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from assessment.model import Document
from assessment.reports.basis import Basis
from assessment.reports.report import Paragraph, Report, Section, Signatory, Table, Text, said, typed
from assessment.reports.sections import (
    baselines,
    duties,
    equipment,
    footprints,
    ground,
    opening,
    options,
    path,
    peers,
    performance,
    plan,
    process,
    progress,
    releases,
    sheets,
)
from assessment.result import to_json
from calculators.errors import UnknownKeyError
from data import catalogue
from data.catalogue import Catalogue

if TYPE_CHECKING:
    from benchmarks.peers.pack import Pack

Kind = Literal["quick", "full"]
KINDS: tuple[Kind, ...] = ("quick", "full")
SECTIONS: Mapping[str, Callable[[Basis, str], Section | None]] = {
    "summary": opening.summary,
    "company": opening.company,
    "begun": path.begun,
    "performance": performance.performance,
    "standing": performance.standing,
    "peers": peers.peers,
    "targets": progress.targets,
    "baselines": baselines.baselines,
    "balances": process.balances,
    "losses": releases.losses,
    "equipment": equipment.equipment,
    "emissions": releases.emissions,
    "footprints": footprints.footprints,
    "options": options.options,
    "plan": plan.plan,
    "results": path.results,
    "kept": path.kept,
    "duties": duties.duties,
    "findings": ground.findings,
    "sources": ground.sources,
    "method": ground.method,
    "sheets": sheets.sheets,
}


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What a user wants of a report: sections and their order, notes on them, logo, signatures, place and date.

    `sections` are keys of :data:`SECTIONS`; None is all of them in their order. `notes` are printed at the end of the
    section of their key. `signed_on` is a day (ISO 8601); without one the report leaves it to be filled in by hand.
    With a `pack` of published figures the report says where the site stands among them.
    """

    sections: tuple[str, ...] | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    logo: bytes | None = None
    signatories: tuple[tuple[str, str], ...] = ()
    place: str | None = None
    signed_on: str | None = None
    pack: Pack | None = None


PLAIN = Layout()


def result_sha256(result: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a result as it is written to a file, in hexadecimal."""
    return hashlib.sha256(to_json(result).encode()).hexdigest()


def compose(
    result: Mapping[str, Any],
    document: Document,
    lang: str,
    kind: Kind = "quick",
    book: Catalogue | None = None,
    layout: Layout = PLAIN,
    sha256: str = "",
) -> Report:
    """Return the report of a result, as data.

    Parameters
    ----------
    result : Mapping
        A result document, as `assessment.procedure.assess` returns it or `assessment.result.read_result` reads it.
    document : Document
        The assessment the result is of.
    lang : str
        ``vi`` or ``en``.
    kind : str
        ``quick`` (about four pages) or ``full``.
    book : Catalogue, optional
        The edition of the result; opened by its name when left out.
    layout : Layout
        What to leave out, reorder and annotate.
    sha256 : str, optional
        What :func:`result_sha256` says of the result, where it is known already.

    Returns
    -------
    Report
        Sections with tables and figures, for any renderer.

    Raises
    ------
    UnknownKeyError
        If the kind or a section's key is not known.
    """
    if kind not in KINDS:
        raise UnknownKeyError("kind of report", kind, known=KINDS)
    basis = Basis(result=result, document=document, book=book or catalogue.open_edition(result["edition"]), lang=lang, pack=layout.pack, signed_on=layout.signed_on)
    return Report(
        kind=kind,
        lang=lang,
        title=said(f"report.title.{kind}"),
        subject=typed(basis.result["subject"]["name"]),
        period=basis.reporting,
        edition=result["edition"],
        version=result["version"],
        result_sha256=sha256 or result_sha256(result),
        sections=tuple(section for key in _wanted(layout) if (section := _section(basis, key, kind, layout)) is not None),
        signatories=_signatories(layout),
        signed_on=layout.signed_on,
        place=typed(layout.place) if layout.place else None,
        logo=layout.logo,
    )


def _wanted(layout: Layout) -> tuple[str, ...]:
    wanted = tuple(SECTIONS) if layout.sections is None else layout.sections
    for key in wanted:
        if key not in SECTIONS:
            raise UnknownKeyError("section of a report", key, known=tuple(SECTIONS))
    return wanted


def _section(basis: Basis, key: str, kind: str, layout: Layout) -> Section | None:
    """Return a section with its annotation; one that has nothing to say is kept only for its annotation."""
    section, note = SECTIONS[key](basis, kind), layout.notes.get(key)
    if section is not None:
        section = replace(section, blocks=tuple(b.without_empty_columns() if isinstance(b, Table) else b for b in section.blocks))
    if not note:
        return section
    if section is None:
        section = Section(id=key, title=said(f"report.section.{key}"), blocks=())
    return replace(section, blocks=(*section.blocks, Paragraph(text=typed(note), role="annotation")))


def _signatories(layout: Layout) -> tuple[Signatory, ...]:
    if layout.signatories:
        return tuple(Signatory(role=typed(role), name=name) for role, name in layout.signatories)
    roles: tuple[Text, ...] = (said("report.signatory.author"), said("report.signatory.director"))
    return tuple(Signatory(role=role) for role in roles)
