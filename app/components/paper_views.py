"""Papers rendered by us from what they hold; every text of theirs is escaped, nothing of theirs is executed."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from app.components.figure import figure
from app.components.markup import Node, join, tag
from app.components.table import Column, table
from assessment.intake.invoices.facts import Invoice
from data import messages

AROUND_ROWS, AROUND_COLUMNS, AROUND_LINES = 12, 16, 20
_MARKED = "background:var(--sh-accent-soft);outline:2px solid var(--sh-accent)"
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def _say(key: str, lang: str, **values: object) -> str:
    return messages.message(f"paper.{key}", lang, **values)


def _numbers(where: str) -> set[int]:
    return {int(part) for part in where.split(",") if part.isdigit()}


def invoice_view(content: bytes, name: str, where: str, lang: str) -> Markup:
    """Return an e-invoice as a readable page; the lines that the row was made of stand out."""
    from assessment.intake.invoices.reading import read_invoice

    marked = _numbers(where)
    invoices = read_invoice(content, name).invoices
    invoice = next((each for each in invoices if marked & {line.row for line in each.lines}), next(iter(invoices), None))
    if invoice is None:
        return lines_view(content, name, where, lang)
    facts = [("seller", f"{invoice.seller.name} – {invoice.seller.tax_code}"), ("buyer", f"{invoice.buyer.name} – {invoice.buyer.tax_code}"),
             ("number", f"{invoice.key.series} {invoice.key.number}"), ("day", messages.format_period(invoice.day.isoformat(), lang)),
             ("supply", " – ".join(messages.format_period(end, lang) for end in invoice.supply.split("/")) if invoice.supply else ""),
             ("meter", invoice.meter), ("relation", _relation(invoice, lang)), ("signature", _say(f"signature.{invoice.signature}", lang))]  # fmt: skip
    rows: list[list[Node]] = []
    for line in invoice.lines:
        title = tag("span", line.name, style=_MARKED) if line.row in marked else line.name
        amount = figure(line.quantity, line.unit, lang) if line.quantity is not None else None
        rows.append([title, _say(f"nature.{line.nature}", lang), amount, figure(line.amount, "VND", lang, digits=0) if line.amount is not None else None, str(line.row)])
    heads = [Column(heading=_say(f"head.{key}", lang), numeric=key in ("quantity", "amount", "line")) for key in ("item", "nature", "quantity", "amount", "line")]
    total = tag("p", _say("net", lang), " ", figure(invoice.net, "VND", lang, digits=0), class_="answer") if invoice.net is not None else None
    pairs = [node for key, text in facts if text for node in (tag("dt", _say(f"fact.{key}", lang)), tag("dd", text, style="margin:0"))]
    return tag("section", tag("dl", *pairs, style="display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 16px;margin:0 0 16px"), table(_say("lines", lang), heads, rows, titled=True), total, class_="card paper")


def _relation(invoice: Invoice, lang: str) -> str:
    return _say(f"relation.{invoice.kind}", lang, other=str(invoice.refers)) if invoice.kind != "original" else ""


def sheet_view(content: bytes, name: str, sheet: str, cell: str, lang: str) -> Markup:
    """Return the cells around one cell of a workbook."""
    from assessment.intake.sheet import Sheet, letters
    from assessment.intake.spreadsheet.grid import read_grid

    sheets = read_grid(content, name)
    match = _CELL.fullmatch(cell)
    found = next((one for one in sheets if one.name == sheet or one.name.replace(";", " ").replace("!", " ") == sheet), None) if isinstance(sheets, tuple) else None
    if not isinstance(found, Sheet) or match is None:
        return tag("p", _say("unreadable", lang))
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - 64
    row = int(match.group(2))
    rows = range(max(1, row - AROUND_ROWS), min(len(found.rows), row + AROUND_ROWS) + 1)
    width = max((len(cells) for cells in found.rows), default=0)
    columns = range(max(1, column - AROUND_COLUMNS), min(width, column + AROUND_COLUMNS) + 1)
    body: list[list[Node]] = []
    for line in rows:
        cells: list[Node] = [str(line)]
        for at in columns:
            text = _shown(found.cell(line, at), found.text(line, at), lang)
            cells.append(tag("mark", text, style=_MARKED) if (line, at) == (row, column) else text)
        body.append(cells)
    heads = [Column(heading=""), *(Column(heading=letters(at)) for at in columns)]
    return tag("section", tag("h2", f"{sheet}!{cell}"), table(f"{sheet}!{cell}", heads, body, wide=False, titled=True), class_="card paper")


def _shown(value: Any, text: str, lang: str) -> str:
    if isinstance(value, float):
        return messages.format_number(value, lang)
    return text


def lines_view(content: bytes, name: str, where: str, lang: str) -> Markup:
    """Return the lines of a text around those that a row names."""
    text = content.decode("utf-8-sig", "replace") if not content.startswith((b"\xff\xfe", b"\xfe\xff")) else content.decode("utf-16", "replace")
    lines = text.splitlines()
    marked = _numbers(where)
    around = marked or {1}
    first, last = max(1, min(around) - AROUND_LINES), min(len(lines), max(around) + AROUND_LINES, max(1, min(around) - AROUND_LINES) + 400)
    shown = [
        tag("div", tag("span", f"{number:>6} ", class_="soft"), lines[number - 1][:400], style=_MARKED if number in marked else None)
        for number in range(first, last + 1)
    ]
    return tag("section", tag("div", *shown, class_="mono small", style="white-space:pre-wrap;overflow-wrap:anywhere"), class_="card paper", aria_label=_say("lines", lang))


def picture_view(name: str, href: str) -> Markup | None:
    """Return a picture; a PDF is offered to be downloaded."""
    if name.lower().endswith((".png", ".jpg", ".jpeg")):
        return tag("p", tag("img", src=href, alt=name, style="max-width:100%;border:1px solid var(--sh-line)"))
    return join()
