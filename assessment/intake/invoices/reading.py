"""One XML file to its invoices: the fields of the tax authority's format, read once, every fault located.

References
----------
.. [1] Tổng cục Thuế, Quyết định 1450/QĐ-TCT, 7 October 2021: Part I (messages), Part II section II (invoices), appendix IV
   (nature of a line). Read in the copy that app/guide/invoices.en.md names; 1510/QĐ-TCT of 2022, which amends it, was not
   found. What came since (TChat 5; invoices that adjust several, with a table of them) is from a provider's specification
   and files of 2025 named there.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from assessment.intake.dates import possible_years
from assessment.intake.invoices.facts import Invoice, Key, Kind, Line, Nature, Party, Signature
from assessment.intake.invoices.guard import old_encoding, parse_xml
from assessment.intake.invoices.seal import check_signature
from assessment.intake.invoices.supply import find_supply
from calculators.errors import NumberError
from calculators.finding import Finding, Place, Severity
from calculators.number import parse_plain_number

_NATURES: Mapping[str, Nature] = {"": "goods", "1": "goods", "2": "promotion", "3": "discount", "4": "note", "5": "goods"}
_KINDS: Mapping[str, Kind] = {"1": "replaces", "2": "adjusts"}
_OTHERS = ("DLTBao", "NDBBan", "DLTKhai", "NDTKhai")  # a notice, minutes of an adjustment, a registration
_SEVERAL = "4"  # adjusts several at once, with a table of them (Decree 70/2025/NĐ-CP)
_CANCELS = "1"  # nature of a notice of wrong invoices (form 04/SS-HĐĐT): 1 cancelled, 2 adjusted, 3 replaced, 4 explained
_VND = {"", "VND", "VNĐ"}
_EXACT_DIGITS = 15  # a whole number of so many digits is a float exactly
ROUNDING_VND = 1.0  # of each line's amount
PRICE_DOUBT = 0.15  # of an amount: further from quantity times price than a price that holds the VAT


@dataclass(frozen=True, kw_only=True)
class Read:
    """What became of a file: its invoices, or the invoices a notice cancels, or neither; and what was found."""

    invoices: tuple[Invoice, ...] = ()
    cancels: tuple[Key, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def invoice(self) -> Invoice | None:
        """The first invoice; nearly every file has one."""
        return self.invoices[0] if self.invoices else None


class _RefusedError(Exception):
    def __init__(self, finding: Finding) -> None:
        self.finding = finding


def read_invoice(data: bytes, file: str) -> Read:
    """Return the invoices that an XML file holds: one, or several that were sent to the tax authority together.

    Parameters
    ----------
    data : bytes
        The file.
    file : str
        Its name, for places and evidence.

    Returns
    -------
    Read
        An invoice is there whole or not at all.
    """
    root = parse_xml(data, file)
    if isinstance(root, Finding):
        return Read(findings=(root,))
    is_wide = b"\x00" in data
    signature: Signature = check_signature(root) if is_wide or b"Signature" in data else "absent"
    if is_wide or b"xmlns" in data:
        _drop_namespaces(root)
    if root.tag != "HDon" and (notice := root if root.tag in _OTHERS else next(root.iter(*_OTHERS), None)) is not None:
        return _notice(notice, file)
    sha256 = hashlib.sha256(data).hexdigest()
    reads = [_one(node, file, sha256, signature) for node in _envelopes(root)]
    if len(reads) == 1:
        return reads[0]
    return Read(invoices=tuple(item for read in reads for item in read.invoices), findings=tuple(item for read in reads for item in read.findings))


def _envelopes(root: Any) -> list[Any]:
    """Return each ``HDon`` that holds an invoice, the root itself where there is none; a message to the authority may hold several."""
    if root.tag == "HDon":
        return [root]
    return [node for node in root.iter("{*}HDon") if next(node.iterchildren("{*}DLHDon"), None) is not None] or [root]


def _one(node: Any, file: str, sha256: str, signature: Signature) -> Read:
    doubts: list[Finding] = []
    try:
        content = _children(node).get("DLHDon") if node.tag == "HDon" else node.find(".//DLHDon")
        if content is None:
            raise _refusal("invoice.not_invoice", file, node, given=str(node.tag), expected="HDon/DLHDon")
        invoice = _invoice(content, file, sha256, signature, doubts)
    except _RefusedError as refusal:
        return Read(findings=(refusal.finding,))
    if invoice.kind == "adjusts":
        doubts.clear()  # it may change the price alone, or the quantity
    is_plain = not doubts and invoice.signature != "broken" and is_closed(invoice)
    return Read(invoices=(invoice,), findings=() if is_plain else (*doubts, *_remarks(invoice)))


def _notice(notice: Any, file: str) -> Read:
    """Return what a notice cancels; another paper between seller, buyer and tax authority is no invoice, and that is said."""
    try:
        cancels = _cancelled(notice, file)
    except _RefusedError as refusal:
        return Read(findings=(refusal.finding,))
    if cancels:
        return Read(cancels=cancels)
    texts = _texts(notice)
    given = " ".join(texts.get(name, "") for name in ("MSo", "Ten", "TBBan", "TTKhai")).strip() or str(notice.tag)
    place = Place(file=file, line=notice.sourceline)
    return Read(findings=(Finding(code="invoice.notice_only", severity="note", place=place, given=given[:120]),))


def _refusal(
    code: str, file: str, node: Any, given: str = "", expected: str = "", severity: Severity = "error"
) -> _RefusedError:
    place = Place(file=file, line=node.sourceline)
    return _RefusedError(Finding(code=code, severity=severity, place=place, given=given[:60], expected=expected))


def _drop_namespaces(root: Any) -> None:
    for node in root.iter():
        if isinstance(node.tag, str) and "}" in node.tag:
            node.tag = node.tag.rpartition("}")[2]


def _texts(node: Any) -> dict[str, str]:
    """Return the texts of a node's children that have one."""
    return {child.tag: text.strip() for child in node if (text := child.text)}


@lru_cache(maxsize=8192)
def _same_party(name: str, tax_code: str) -> Party:
    """Return one object for a party however many invoices name it."""
    return Party(name=name, tax_code=tax_code.replace(" ", ""))


def _children(node: Any) -> dict[str, Any]:
    return {child.tag: child for child in node}


def _invoice(content: Any, file: str, sha256: str, signature: Signature, doubts: list[Finding]) -> Invoice:
    outer = _children(content)
    head, body = outer.get("TTChung"), outer.get("NDHDon")
    if head is None or body is None:
        raise _refusal("invoice.not_invoice", file, content, given="DLHDon", expected="TTChung, NDHDon")
    general, inner = _texts(head), _children(body)
    seller, buyer = _party(inner.get("NBan")), _party(inner.get("NMua"))
    _check_encoding(seller.name, file, body)
    _check_encoding(buyer.name, file, body)
    if general.get("DVTTe", "").upper() not in _VND:
        raise _refusal("invoice.currency", file, head, given=general["DVTTe"], expected="VND")
    key = _key(seller.tax_code, general, ("KHMSHDon", "KHHDon", "SHDon"), file, head)
    lines = _lines(inner.get("DSHHDVu"), file, doubts)
    for line in lines:
        if old_encoding(line.name):
            _check_encoding(line.name, file, body)
    kind, refers = _relation(head, key, file)
    if kind != "adjusts" and _has_table(content):
        raise _refusal("invoice.several_originals", file, head, given=str(key))
    if not lines and kind != "adjusts":  # one that adjusts no goods needs none
        raise _refusal("invoice.no_lines", file, body, expected="DSHHDVu/HHDVu")
    supply, meter = find_supply(content, [line.name for line in lines])
    totals = inner.get("TToan")
    totals = outer.get("TToan") if totals is None else totals  # beside NDHDon in some providers' files
    net = None if totals is None else _amount(_texts(totals).get("TgTCThue", ""), file, totals)
    return Invoice(
        key=key, day=_day(general.get("NLap") or general.get("TDLap", ""), file, head), seller=seller, buyer=buyer, lines=lines, kind=kind, refers=refers,
        net=net, supply=supply, meter=meter, signature=signature, file=file, sha256=sha256,
    )  # fmt: skip


def _party(node: Any) -> Party:
    texts = {} if node is None else _texts(node)
    return _same_party(texts.get("Ten", ""), texts.get("MST", ""))


def _check_encoding(text: str, file: str, node: Any) -> None:
    old = old_encoding(text)
    if old:
        raise _refusal("invoice.old_encoding", file, node, given=f"{old}: {text}", expected="UTF-8")


def _key(seller: str, texts: Mapping[str, str], names: tuple[str, str, str], file: str, node: Any) -> Key:
    series, number = texts.get(names[1], ""), texts.get(names[2], "").lstrip("0")
    if not (seller and series and number):
        expected = "NBan/MST" if not seller else names[2] if series else names[1]
        raise _refusal("invoice.no_identity", file, node, expected=expected)
    return Key(seller, _series(texts.get(names[0], ""), series), number)


@lru_cache(maxsize=4096)
def _series(form: str, series: str) -> str:
    return f"{form}{series}".upper().replace(" ", "")


def _day(text: str, file: str, node: Any) -> date:
    found = _read_day(text[:10])
    if found is None:
        raise _refusal("invoice.no_date", file, node, given=text, expected="NLap: YYYY-MM-DD")
    earliest, latest = possible_years()
    if not earliest <= found.year <= latest:
        raise _refusal("period.implausible", file, node, given=text, expected=f"{earliest} … {latest}")
    return found


@lru_cache(maxsize=4096)
def _read_day(text: str) -> date | None:
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, shape).date()
        except ValueError:
            pass
    return None


def _relation(head: Any, key: Key, file: str) -> tuple[Kind, Key | None]:
    related = next(head.iterchildren("TTHDLQuan"), None)
    if related is None or not (texts := _texts(related)):
        return "original", None
    nature = texts.get("TCHDon", "")
    if "SBKCLQuan" in texts or nature == _SEVERAL:
        raise _refusal("invoice.several_originals", file, related, given=str(key))
    if nature not in _KINDS:
        raise _refusal("invoice.nature_unknown", file, related, given=nature, expected="TCHDon: 1 | 2")
    kind = _KINDS[nature]
    if kind == "adjusts" and not (texts.get("KHHDCLQuan") and texts.get("SHDCLQuan")):
        return kind, None  # an adjustment without the original's number is held back where it changes goods
    names = ("KHMSHDCLQuan", "KHHDCLQuan", "SHDCLQuan")
    return kind, _key(key.seller, texts, names, file, related)


def _has_table(content: Any) -> bool:
    """Return whether a table of adjusted invoices goes with an invoice in one message."""
    envelope = content.getparent()
    around = None if envelope is None else envelope.getparent()
    return around is not None and next(around.iterchildren("BKe"), None) is not None


def _lines(node: Any, file: str, doubts: list[Finding]) -> tuple[Line, ...]:
    return () if node is None else tuple(_line(item, file, doubts) for item in node if item.tag == "HHDVu")


def _line(item: Any, file: str, doubts: list[Finding]) -> Line:
    texts = {child.tag: child.text for child in item}
    get = texts.get
    nature = _NATURES.get((get("TChat") or "").strip())
    if nature is None:
        raise _refusal("invoice.line_nature", file, item, given=get("TChat") or "", expected="TChat: 1–5")
    name = _spaced(get("THHDVu") or get("Ten") or "")  # Ten: the format before 2021
    if nature == "note":
        return Line(row=item.sourceline, nature=nature, name=name)
    line = Line(
        row=item.sourceline, nature=nature, name=name, unit=sys.intern((get("DVTinh") or get("DVT") or "").strip()),
        quantity=_amount(get("SLuong"), file, item), amount=_amount(get("ThTien"), file, item),
    )  # fmt: skip
    if nature == "goods" and line.quantity is not None and line.amount:
        _check_price(line, get("DGia"), get("STCKhau"), file, doubts)
    return line


def _check_price(line: Line, price: str | None, off: str | None, file: str, doubts: list[Finding]) -> None:
    """Name a line whose amount is far from quantity times price: a unit, a thousand, a typing error of the seller."""
    assert line.quantity is not None
    assert line.amount is not None
    try:
        stated = line.quantity * float(price or "nan") - abs(float(off or 0))
    except ValueError:
        return
    if abs(stated - line.amount) > PRICE_DOUBT * abs(line.amount) or line.quantity == 0:
        place = Place(file=file, line=line.row)
        doubts.append(Finding(code="invoice.price_differs", severity="warning", place=place, given=f"{line.quantity:.12g} × {price or '?'} ≠ {line.amount:.12g}",
                              values={"item": line.name}))  # fmt: skip


@lru_cache(maxsize=8192)
def _spaced(text: str) -> str:
    """Return a text with single spaces; sellers repeat their items, and one object serves them all."""
    return " ".join(text.split())


def _amount(text: str | None, file: str, node: Any) -> float | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and text[0] != "0" and len(text) <= _EXACT_DIGITS:  # most amounts, at a tenth of the cost
        return float(text)
    try:
        return parse_plain_number(text)
    except NumberError as error:
        if not text.strip():
            return None
        raise _refusal("invoice.number", file, node, given=text.strip(), expected="1234.5") from error


def _cancelled(notice: Any, file: str) -> tuple[Key, ...]:
    seller = _texts(notice).get("MST", "")
    rows = [(item, _texts(item)) for item in notice.iter("HDon")]
    return tuple(
        _key(seller, texts, ("KHMSHDon", "KHHDon", "SHDon"), file, item) for item, texts in rows if texts.get("TCTBao") == _CANCELS
    )


def _remarks(invoice: Invoice) -> list[Finding]:
    """Return what is doubtful in an invoice that could be read."""
    found: list[Finding] = []
    place = Place(file=invoice.file)
    if invoice.signature == "broken":
        found.append(Finding(code="invoice.signature_broken", severity="warning", place=place, given=str(invoice.key)))
    if not is_closed(invoice):
        found.append(Finding(code="invoice.total_differs", severity="warning", place=place, given=f"{net_total(invoice):.0f}",
                             expected=f"{invoice.net:.0f}"))  # fmt: skip
    return found


def discount(invoice: Invoice) -> float:
    """Return what the discount lines take off; providers write it with either sign. [VND]"""
    return sum(abs(line.amount or 0.0) for line in invoice.lines if line.nature == "discount")


def net_total(invoice: Invoice) -> float:
    """Return the sum of the lines without VAT, discounts taken off. [VND]"""
    total = 0.0
    for line in invoice.lines:
        if line.amount and line.nature != "note":
            total += -abs(line.amount) if line.nature == "discount" else line.amount
    return total


def is_closed(invoice: Invoice) -> bool:
    """Return whether the lines add up to the invoice's own total without VAT, or it states none."""
    return invoice.net is None or abs(net_total(invoice) - invoice.net) <= ROUNDING_VND * max(1, len(invoice.lines))
