"""Which province and region a site lies in today, and whether in a programme's area whose province has since been merged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from calculators.units import fold
from data.catalogue import Catalogue

Membership = Literal["inside", "outside", "undetermined"]


def is_in_area(book: Catalogue, area: str, province: str, commune: str | None, on: date) -> Membership:
    """Return whether a site of `province` lies in the programme's `area`, a province code of its time.

    A site that still names the old province is inside. A site of the province that took the old one's place is
    inside only if its commune was made from communes of the old one; without a commune this cannot be told.

    Parameters
    ----------
    book : Catalogue
        The edition.
    area, province : str
        Province codes, before or after 1 July 2025.
    commune : str or None
        The commune's name or code.
    on : date
        The day asked about.

    Returns
    -------
    {"inside", "outside", "undetermined"}
        Membership.
    """
    if province == area:
        return "inside"
    if province not in {str(row["successor"]) for row in book.table("provinces") if row["code"] == area}:
        return "outside"
    if not commune:
        return "undetermined"
    wanted = fold(commune)
    for row in book.table("administrative_units"):
        old = row["old_provinces"]
        if old and wanted in {fold(str(row["label_vi"])), fold(str(row["label_en"])), str(row["code"])}:
            return "inside" if old == (area,) else "undetermined" if area in str(old) else "outside"
    return "undetermined"


def regions(book: Catalogue) -> Mapping[str, str]:
    """Return the socio-economic region of each province of today."""
    found: dict[str, str] = {}
    for row in book.table("regions"):
        provinces = row["provinces"]
        found |= dict.fromkeys(provinces if isinstance(provinces, tuple) else (), str(row["id"]))
    return found


def successors(book: Catalogue) -> Mapping[str, str]:
    """Return for each province code that is no longer in use the province that took its place."""
    today = set(regions(book))
    return {str(row["code"]): str(row["successor"]) for row in book.table("provinces") if row["successor"] and row["code"] not in today}


def name(book: Catalogue, code: str, lang: str) -> str | None:
    """Return what a region or a province of today is called, or None where the code is neither's: the whole country's is empty."""
    rows = [*book.table("regions"), *(row for row in book.table("provinces") if not row["valid_to"])]
    return next((str(row[f"label_{lang}"]) for row in rows if code in (row.get("code"), row.get("id"))), None)
