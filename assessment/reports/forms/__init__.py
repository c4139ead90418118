"""Statutory forms and annexes, filled from a result and its document: to a workbook, a Word document or a PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from assessment.model import Document
from assessment.reports.basis import Basis
from assessment.reports.forms import (
    cleaner_production,
    energy_audit,
    energy_use_five_years,
    energy_use_year,
    ghg_inventory,
    green_credit,
    seafood_sec,
    unido_indicators,
)
from assessment.reports.forms.form import PLAIN, Arrangement, Case, Form
from calculators.errors import UnknownKeyError
from data import catalogue
from data.catalogue import Catalogue

FormFormat = Literal["xlsx", "docx", "pdf"]
FORMATS: tuple[FormFormat, ...] = ("xlsx", "docx", "pdf")
FORMS: Mapping[str, Callable[[Case], Form]] = {
    "seafood_sec": seafood_sec.fill,
    "ghg_inventory": ghg_inventory.fill,
    "cleaner_production": cleaner_production.fill,
    "energy_use_year": energy_use_year.fill,
    "energy_use_five_years": energy_use_five_years.fill,
    "energy_audit": energy_audit.fill,
    "unido_indicators": unido_indicators.fill,
    "green_credit": green_credit.fill,
}
SHEETS = ("product_sheet",)  # one page of one product, in a language of its own, see `assessment.reports.forms.product_sheet`
SHEET_FORMATS: tuple[FormFormat, ...] = ("pdf", "docx")
COMPILED = ("provincial_52",)  # made of several received forms, see `assessment.reports.forms.provincial_52`

__all__ = ["COMPILED", "FORMATS", "FORMS", "PLAIN", "SHEETS", "SHEET_FORMATS", "Arrangement", "Form", "fill", "render_form", "render_product_sheet"]


def fill(
    name: str, result: Mapping[str, Any], document: Document, book: Catalogue | None = None, arrangement: Arrangement = PLAIN
) -> Form:
    """Return a form filled from a result and its document.

    Parameters
    ----------
    name : str
        A key of :data:`FORMS`.
    result : Mapping
        A result document.
    document : Document
        The assessment it is of.
    book : Catalogue, optional
        The edition of the result; opened by its name when left out.
    arrangement : Arrangement
        The user's own words and answers.

    Returns
    -------
    Form
        The form, for :func:`render_form`.

    Raises
    ------
    UnknownKeyError
        If no form has that name.
    """
    if name not in FORMS:
        raise UnknownKeyError("form", name, known=tuple(FORMS))
    basis = Basis(result=result, document=document, book=book or catalogue.open_edition(result["edition"]), lang="vi")
    return FORMS[name](Case(name=name, basis=basis, arrangement=arrangement))


def render_form(form: Form, format: str) -> bytes:
    """Return a form as a file: Vietnamese, English headings second; the same bytes for the same form.

    Parameters
    ----------
    form : Form
        A filled form.
    format : str
        ``xlsx``, ``docx`` or ``pdf``.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    UnknownKeyError
        If the format is not known.
    """
    if format == "xlsx":
        from assessment.reports.forms.sheet import render_sheet

        return render_sheet(form)
    if format == "docx":
        from assessment.reports.forms.letter import render_letter

        return render_letter(form)
    if format == "pdf":
        from assessment.reports.forms.print import render_print

        return render_print(form)
    raise UnknownKeyError("format of a form", format, known=FORMATS)


def render_product_sheet(
    result: Mapping[str, Any], document: Document, format: str, lang: str = "vi", product: str = "", book: Catalogue | None = None
) -> bytes:
    """Return the A4 sheet of one product's footprint as a file; the same bytes for the same result.

    Parameters
    ----------
    result : Mapping
        A result document.
    document : Document
        The assessment it is of.
    format : str
        ``pdf`` or ``docx``.
    lang : str
        ``vi`` or ``en``.
    product : str
        Whose sheet; the first footprint's when left out.
    book : Catalogue, optional
        The edition of the result; opened by its name when left out.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    UnknownKeyError
        If the format is not known, or the result has no footprint of that product.
    """
    from assessment.reports.forms.product_sheet import product_sheet
    from assessment.reports.forms.product_sheet_print import render_product_sheet as printed

    if format not in SHEET_FORMATS:
        raise UnknownKeyError("format of a product sheet", format, known=SHEET_FORMATS)
    return printed(product_sheet(result, document, product, lang, book), format)
