"""Products: one row each, with keys that exist and one coefficient."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.intake.part import located, near
from assessment.intake.rows import Remark, Row, Sheaf
from assessment.intake.vocabulary import Vocabulary
from assessment.model import Product
from calculators.finding import Finding


def check(sheaf: Sheaf, vocabulary: Vocabulary) -> tuple[Remark, ...]:
    """Return remarks on product rows: a repeated id, unknown keys, two coefficients; and on there being none."""
    remarks: list[Remark] = []
    seen: dict[str, Row[Product]] = {}
    for row in sheaf.products:
        first = seen.setdefault(row.value.id, row)
        if first is not row:
            values = {"other": str(first.at("id"))}
            found = Finding(code="product.duplicate", severity="error", place=row.at("id"), given=row.value.id, values=values)
            remarks.append(Remark(finding=found, rows=(row,)))
            continue
        remarks += _keys(row, vocabulary)
        remarks += _coefficients(row, sheaf, vocabulary)
    if not seen:
        place = located(sheaf.top["products"], "products")
        remarks.append(Remark(finding=Finding(code="product.none", severity="error", place=place)))
    return tuple(remarks)


def _keys(row: Row[Product], vocabulary: Vocabulary) -> Iterator[Remark]:
    known = {"sector": vocabulary.sectors, "norm_product": vocabulary.norm_products}
    codes = {"sector": "sector.unknown", "norm_product": "product.unknown_norm"}
    for member, keys in known.items():
        given = getattr(row.value, member)
        if given is not None and keys and given not in keys:
            expected = ", ".join(near(given, keys) or keys[:20])
            found = Finding(code=codes[member], severity="error", place=row.at(member), given=given, expected=expected)
            yield Remark(finding=found, rows=(row,), member=member)


def _coefficients(row: Row[Product], sheaf: Sheaf, vocabulary: Vocabulary) -> Iterator[Remark]:
    """Say where a product states another coefficient than the law gives its group; the law's is the norm's."""
    product = row.value
    if product.equivalent is None or product.norm_product is None or "." not in product.norm_product:
        return
    legal = vocabulary.coefficient(product.norm_product, sheaf.reporting.end)
    if legal is not None and legal != product.equivalent:
        found = Finding(
            code="product.two_coefficients", severity="warning", place=row.at("equivalent"),
            given=f"{product.equivalent:.12g}", expected=f"{legal:.12g}",
            values={"product": product.id, "norm_product": product.norm_product},
        )  # fmt: skip
        yield Remark(finding=found)
