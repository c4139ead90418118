"""PDF and Word: every figure of the tables is in the text, nothing is lost on a second render."""

from __future__ import annotations

import io
import re

import docx
import pypdf
import pytest

from assessment import reports
from assessment.reports import Layout
from assessment.reports.compose import PLAIN, compose
from assessment.reports.glyphs import BOX, has_glyph, shown
from assessment.reports.report import Column, Interval, Number, Row, Several, Table, said, typed
from assessment.reports.words import write
from benchmarks.peers.contribution import record
from benchmarks.peers.pack import Pack

SPACES = re.compile(r"[\s\u200b]+")


def _bare(text: str) -> str:
    return SPACES.sub("", text)


def _pdf_text(content: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def _cells(content: bytes) -> set[str]:
    document = docx.Document(io.BytesIO(content))
    return {cell.text.strip() for table in document.tables for row in table.rows for cell in row.cells}


NEWEST = ("peers", "baselines", "balances", "losses", "equipment", "emissions", "footprints", "options", "plan", "results", "kept", "duties", "sheets")


def _pack(result) -> Pack:
    """Return a pack with one published cell that the plant can be read against."""
    figure = next(figure for figure in record(result, None).figures if figure.indicator == "energy_intensity")
    cell = {
        "level": "sector.province", "place": "68", "sector": "seafood", "year": 2025, "indicator": "energy_intensity", "unit": figure.unit,
        "contributors": "20-49", "vintage": "2026", "median": 2 * figure.value, "p25": 1.6 * figure.value, "p75": 2.5 * figure.value,
    }  # fmt: skip
    return Pack(vintage="2026", released="2026-11-22", edition="2026-11", synthetic=True, cells=(cell,), totals=(), progress=())


def _written(assessed, name, lang, kind, layout=PLAIN) -> list[str]:
    """Return every figure and interval of a report's tables, as a reader sees it."""
    document, result = assessed(name)
    report = compose(result, document, lang, kind, layout=layout)
    cells = (cell for table in report.tables() for row in table.rows for cell in row.cells)
    return [write(cell, lang) for cell in cells if isinstance(cell, Number | Interval)]


@pytest.mark.parametrize(("name", "lang", "kind"), [("garment", "vi", "quick"), ("garment", "en", "full"), ("seafood", "vi", "full")])
def test_pdf_text_has_every_figure(rendered, assessed, name, lang, kind):
    text = _bare(_pdf_text(rendered(name, "pdf", lang, kind)))
    missing = [figure for figure in _written(assessed, name, lang, kind) if _bare(figure) not in text]
    assert missing == []


@pytest.mark.parametrize(("name", "lang", "kind"), [("garment", "vi", "quick"), ("seafood", "en", "quick")])
def test_word_cells_have_every_figure(rendered, assessed, name, lang, kind):
    cells = _cells(rendered(name, "docx", lang, kind))
    assert [figure for figure in _written(assessed, name, lang, kind) if figure not in cells] == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_section_stands_in_pdf_and_word_with_all_its_figures(assessed, lang):
    document, result = assessed("everything")
    layout = Layout(pack=_pack(result))
    report = compose(result, document, lang, "full", layout=layout)
    assert set(NEWEST) <= {section.id for section in report.sections}
    figures = _written(assessed, "everything", lang, "full", layout)
    assert len(figures) > 300
    text = _bare(_pdf_text(reports.render(result, document, "pdf", lang, "full", layout=layout)))
    assert [figure for figure in figures if _bare(figure) not in text] == []
    word = docx.Document(io.BytesIO(reports.render(result, document, "docx", lang, "full", layout=layout)))
    cells = {cell.text.strip() for table in word.tables for cell in table._cells}
    assert [figure for figure in figures if figure not in cells] == []
    headings = _bare(" ".join(paragraph.text for paragraph in word.paragraphs))
    for section in report.sections:
        title = _bare(write(section.title, lang))
        assert title in headings
        assert title in text


def test_quick_pdf_has_four_pages_and_archival_marks(rendered):
    for lang in ("vi", "en"):
        content = rendered("garment", "pdf", lang, "quick")
        reader = pypdf.PdfReader(io.BytesIO(content))
        assert len(reader.pages) <= 4
        root = reader.trailer["/Root"]
        assert root["/Lang"] == lang
        assert root["/MarkInfo"]["/Marked"]
        metadata = root["/Metadata"].get_data()
        assert b"<pdfaid:part>3" in metadata
        assert b"<pdfaid:conformance>A" in metadata


@pytest.mark.parametrize("name", ["garments", "footwear", "bottled_water", "paper", "seafood"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_quick_pdf_of_an_example_has_four_pages_at_most(rendered, name, lang):
    assert len(pypdf.PdfReader(io.BytesIO(rendered(name, "pdf", lang, "quick"))).pages) <= 4


def test_pdf_fonts_are_inside(rendered):
    reader = pypdf.PdfReader(io.BytesIO(rendered("garment", "pdf", "vi", "quick")))
    fonts = {}
    for page in reader.pages:
        fonts.update(page["/Resources"].get("/Font", {}))
    assert fonts
    for font in fonts.values():
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_full_pdf_has_bookmarks_for_its_sections(rendered):
    reader = pypdf.PdfReader(io.BytesIO(rendered("garment", "pdf", "en", "full")))
    titles = " ".join(str(item.title) for item in reader.outline if not isinstance(item, list))
    for title in ("Summary", "Progress against targets", "Sources"):
        assert title in titles


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_same_report_gives_the_same_bytes(rendered, assessed, form):
    document, result = assessed("garment")
    assert reports.render(result, document, form, "vi", "quick") == rendered("garment", form, "vi", "quick")


def test_letters_without_a_glyph_become_one_box():
    assert shown("Nhà máy 🏭🏭 ẵ₂") == f"Nhà máy {BOX} ẵ₂"
    assert all(has_glyph(letter) for letter in "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ₂³→Σ…–−●▲◆○□\u202f")


@pytest.mark.parametrize("name", ["garments", "footwear", "bottled_water", "paper", "seafood"])
def test_no_remainder_of_rounding_and_no_code_is_printed(assessed, name):
    document, result = assessed(name)
    for kind in ("quick", "full"):
        report = compose(result, document, "vi", kind)
        words = [write(cell, "vi") for table in report.tables() for row in table.rows for cell in row.cells if cell is not None]
        assert [text for text in words if "0,0000000" in text or re.match(r"(norm|target|duty)\.[a-z_]+", text)] == []
    for row in result["decompositions"]:
        for part in ("change", "activity_effect", "intensity_effect"):
            assert row[part] == 0 or abs(row[part]) > 1e-12 * row["amount"]


def test_a_column_that_nothing_fills_goes_if_it_may() -> None:
    columns = (Column(title=typed("a")), Column(title=typed("b"), optional=True), Column(title=typed("c")))
    empty = Table(id="t", title=typed("t"), columns=columns, rows=(Row(cells=(typed("1"), None, None)), Row(cells=(typed("1"), Several(parts=()), None))))
    assert [column.title.text for column in empty.without_empty_columns().columns] == ["a", "c"]
    assert empty.without_empty_columns().rows[0].cells == (typed("1"), None)
    filled = Table(id="t", title=typed("t"), columns=columns, rows=(*empty.rows, Row(cells=(None, typed("2"), None))))
    assert filled.without_empty_columns() is filled


def test_the_code_of_the_result_stands_above_the_word_signatures(rendered) -> None:
    """Below them it could stand alone on a last page."""
    body = docx.Document(io.BytesIO(rendered("seafood", "docx", "vi", "full"))).element.body
    texts = ["".join(part.text or "" for part in each.iter() if part.tag.endswith("}t")) for each in body]
    code = next(at for at, text in enumerate(texts) if text.startswith(write(said("report.hash"), "vi")))
    signed = next(at for at, text in enumerate(texts) if write(said("report.signatory.director"), "vi") in text)
    assert code < signed
    assert not any(texts[signed + 1 :])
