"""A statutory form as data: lines, tables and signatures in the order its text prints them, without a file format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from assessment.evaluation.site import Site, open_site
from assessment.model import Document, Measured
from assessment.reports.basis import Basis, joined
from assessment.reports.report import Cell, Paragraph, Table, Text, said, typed

SHEET = "forms"  # the worksheet with identity lines: FIELD or FORM.FIELD


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a form: what is asked and what is answered; an empty answer is left to be written by hand."""

    field: str
    label: Text
    value: Cell = None


@dataclass(frozen=True, kw_only=True)
class Heading:
    """The title of a part of a form."""

    text: Text
    level: int = 1


Part: TypeAlias = Line | Heading | Paragraph | Table


@dataclass(frozen=True, kw_only=True)
class Arrangement:
    """What a user changes of a form: other words for its lines, answers of his own, lines to leave out; by field."""

    labels: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    leave_out: frozenset[str] = frozenset()


PLAIN = Arrangement()


@dataclass(frozen=True, kw_only=True)
class Form:
    """A filled form.

    `is_confirmed` says whether the layout was read in the legal text (or a transcription of it); if not, the form prints
    that its layout is to be confirmed. `rests_on` says what was read. `data` is what a department's compilation reads back.
    """

    name: str
    title: Text
    number: Text
    rests_on: Text
    is_confirmed: bool
    head: Text
    parts: tuple[Part, ...]
    signatories: tuple[Text, ...]
    period: str
    edition: str
    result_sha256: str = ""
    is_official: bool = True
    document_number: str = ""
    dated_first: bool = False  # whether place and day stand in the head, as some texts print them, and not above the signatures
    data: Mapping[str, str | float | None] = field(default_factory=dict)

    def tables(self) -> tuple[Table, ...]:
        """Return the tables in order."""
        return tuple(part for part in self.parts if isinstance(part, Table))


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a form is filled from: a result with its document, as `Basis` names things, and the user's arrangement."""

    name: str
    basis: Basis
    arrangement: Arrangement = PLAIN

    @property
    def result(self) -> Mapping[str, Any]:
        """The result."""
        return self.basis.result

    @property
    def document(self) -> Document:
        """The document of the result."""
        return self.basis.document

    @property
    def year(self) -> str:
        """The reporting period."""
        return self.basis.reporting

    @cached_property
    def site(self) -> Site:
        """The site, for what the result has not apart."""
        return open_site(self.document, self.basis.book)

    def own(self, field: str) -> str | None:
        """Return what the user answers himself: by the arrangement, else on the worksheet, for this form before all forms."""
        for key in (f"{self.name}.{field}", field):
            if key in self.arrangement.values:
                return self.arrangement.values[key]
        for key in (f"{self.name}.{field}", field):
            for sheet in self.document.assessment.worksheets:
                if sheet.sheet == SHEET and key in sheet.values:
                    value = sheet.values[key]
                    return f"{value.value:g} {value.unit}" if isinstance(value, Measured) else str(value)
        return None

    def line(self, field: str, value: Cell = None) -> tuple[Line, ...]:
        """Return a line with the user's answer before `value`, or nothing where the user leaves it out."""
        if field in self.arrangement.leave_out or f"{self.name}.{field}" in self.arrangement.leave_out:
            return ()
        own, label = self.own(field), self.arrangement.labels.get(field)
        return (Line(field=field, label=typed(label) if label else said(f"form.field.{field}"), value=typed(own) if own else value),)

    def identity(self, *fields: str) -> tuple[Line, ...]:
        """Return lines about the facility."""
        return tuple(line for name in fields for line in self.line(name, self._known(name)))

    def _known(self, name: str) -> Cell:
        facility = self.document.assessment.facility
        if name == "address":
            return joined([typed(facility.commune) if facility.commune else None, self.basis.province()])
        if name == "organisation":
            return typed(facility.organisation.name) if facility.organisation else None
        if name == "sector":
            return self.basis.row_name("sectors", facility.sector)
        text = {"name": facility.name, "tax_code": facility.tax_code}.get(name)
        return typed(text) if text else None

    def form(self, parts: tuple[Part, ...], *, is_confirmed: bool, signatories: tuple[str, ...], **more: Any) -> Form:
        """Return the form of this case with its parts."""
        from assessment.reports.compose import result_sha256

        return Form(
            name=self.name,
            title=said(f"form.{self.name}.title", year=self.year),
            number=said(f"form.{self.name}.number"),
            rests_on=said(f"form.{self.name}.rests_on"),
            is_confirmed=is_confirmed,
            head=typed(self.document.assessment.facility.name),
            parts=parts,
            signatories=tuple(said(f"form.signatory.{name}") for name in signatories),
            period=self.year,
            edition=self.result["edition"],
            result_sha256=result_sha256(self.basis.given),
            document_number=self.own("document_number") or "",
            **more,
        )
