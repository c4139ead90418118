"""What Word counts and keeps by itself: a list of contents with page numbers, and rows that stay together."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

LONG = 7  # rows with the head, above which three rows stay together at either end
FIRST_MARK = 9000  # ids of our bookmarks, above those of a template


def _made(tag: str, **members: str) -> Any:
    element = OxmlElement(tag)
    for name, value in members.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _name(number: int) -> str:
    return f"_Sachhon{number}"


def mark(heading: Any, number: int) -> None:
    """Give a heading a bookmark that the contents can point to."""
    start = _made("w:bookmarkStart", id=str(FIRST_MARK + number), name=_name(number))
    heading._p.append(start)
    heading._p.append(_made("w:bookmarkEnd", id=str(FIRST_MARK + number)))


def point_to(entry: Any, words: str, number: int) -> None:
    """Write an entry of the contents: the words, a tab, and the page of the bookmark as a field that is filled when opened."""
    link = _made("w:hyperlink", anchor=_name(number), history="1")
    entry._p.append(link)
    link.append(_run(_text("w:t", words)))
    link.append(_run(OxmlElement("w:tab")))
    link.append(_run(_made("w:fldChar", fldCharType="begin", dirty="true")))
    link.append(_run(_text("w:instrText", f" PAGEREF {_name(number)} \\h ")))
    link.append(_run(_made("w:fldChar", fldCharType="separate")))
    link.append(_run(_text("w:t", "\u2026")))
    link.append(_run(_made("w:fldChar", fldCharType="end")))


def _run(content: Any) -> Any:
    run = OxmlElement("w:r")
    run.append(content)
    return run


def _text(tag: str, words: str) -> Any:
    element = OxmlElement(tag)
    element.text = words
    element.set(qn("xml:space"), "preserve")
    return element


def has_contents(document: Any) -> bool:
    """Return whether a document brings a table of contents of its own."""
    return any((field.text or "").strip().startswith("TOC") for field in document.element.iter(qn("w:instrText"))) or any(
        str(field.get(qn("w:instr"), "")).strip().startswith("TOC") for field in document.element.iter(qn("w:fldSimple"))
    )


def keep_together(table: Any, *, whole: bool, with_next: bool) -> None:
    """Keep a table on one page if it is to be `whole`, else its head with two rows and its last two, three each of a long one; `with_next`, its last row with what follows."""
    rows = table._tbl.tr_lst
    ends = 2 if len(rows) > LONG else 1
    for at, row in enumerate(rows):
        is_last = at == len(rows) - 1
        if with_next if is_last else whole or at <= ends or at >= len(rows) - 1 - ends:  # no single row at the foot or the head of a page
            for paragraph in row.iter(qn("w:p")):
                paragraph.get_or_add_pPr().get_or_add_keepNext()
