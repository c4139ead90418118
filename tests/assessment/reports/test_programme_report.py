"""The yearly programme report: the same figures in every format, withheld ones nowhere."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from assessment import programme as yearly
from assessment.reports import programme
from assessment.reports.programme_workbook import cells_workbook
from assessment.reports.words import write
from benchmarks.peers.pack import Pack
from benchmarks.peers.published import Place
from calculators.errors import UnknownKeyError
from data import messages

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode: a test folder is no package
from reading_eye import keys

CELL = {
    "level": "sector.province", "place": "68", "sector": "seafood", "year": 2025, "indicator": "energy_intensity", "unit": "MJ/kg",
    "contributors": "10-19", "vintage": "2026", "median": 3.2, "p25": 1.5, "p75": 6.4,
}  # fmt: skip
MOVED = {
    "level": "sector.country", "sector": "seafood", "indicator": "energy_intensity", "unit": "MJ/kg", "baseline": 2021, "year": 2025,
    "contributors": "20-49", "change_percent": -6.5, "change_low": -7.9, "change_high": -5.1, "median_percent": -5.7, "mix_percent": 1.3,
    "vintage": "2026",
}  # fmt: skip
FEW = {**CELL, "sector": "paper", "contributors": "5-9"}


def ground(**changes: object) -> programme.Ground:
    few = {key: value for key, value in FEW.items() if key not in ("median", "p25", "p75")}
    pack = Pack(vintage="2026", released="2026-11-22", edition="2026-11", synthetic=False, cells=(CELL, few), totals=(), progress=(MOVED,))
    entries = {"zones": yearly.Entry(count=18, whole=22), "policies": yearly.Entry(count=3)}
    years = {
        2024: yearly.Programme(year=2024, province="68", entries={"zones": yearly.Entry(count=11, whole=22)}),
        2025: yearly.Programme(year=2025, province="68", office="Sở Công Thương", entries=entries, note="Đã họp."),
    }
    kept: dict[str, object] = {"pack": pack, "where": Place(province="68", region="south_central"), "year": 2025, "years": years}
    return programme.Ground(**{**kept, "register": {"wood": (2, 1, 1)}, **changes})  # type: ignore[arg-type]


def words_of(lang: str, **changes: object) -> str:
    report = programme.compose(ground(**changes), lang)
    cells = [write(cell, lang) for table in report.tables() for row in table.rows for cell in row.cells]
    blocks = [write(block.text, lang) for section in report.sections for block in section.blocks if hasattr(block, "text")]
    return "\n".join([*cells, *blocks])


def test_it_says_what_was_entered_and_what_is_published() -> None:
    text = words_of("vi")
    for wanted in ("81,8\u202f% (18/22)", "50,0\u202f% (11/22)", "70,0\u202f% đến 2025", "−6,5\u202f%", "−7,9\u202f% … −5,1\u202f%", "Đạt mục tiêu", "3,2\u202fMJ/kg", "10-19", "Đã họp."):
        assert wanted in text, wanted
    assert "Sở đã nhập 2 trong 10 chỉ tiêu; 1 chỉ tiêu đạt" in text


def test_what_is_withheld_stays_so() -> None:
    text = words_of("en")
    assert messages.message("published.withheld", "en") in text
    assert not re.search(r"only \d", text)
    bare = words_of("en", pack=Pack(vintage="2026", released="2026-11-22", edition="2026-11", synthetic=False, cells=(), totals=(), progress=()))
    assert "No reduction is published" in bare


def test_a_synthetic_release_says_so_first() -> None:
    pack = ground().pack
    made = Pack(**{**vars(pack), "synthetic": True})
    report = programme.compose(ground(pack=made), "vi")
    assert write(report.sections[0].blocks[0].text, "vi") == messages.message("published.synthetic", "vi")  # type: ignore[union-attr]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("kind", programme.FORMATS)
def test_the_same_report_has_the_same_bytes(kind: str, lang: str) -> None:
    made = programme.render(ground(), kind, lang)
    assert made == programme.render(ground(), kind, lang)
    other = programme.render(ground(register={"wood": (3, 1, 1)}), kind, lang)
    assert other != made


def test_figures_of_the_workbook_stay_numbers() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(programme.render(ground(), "xlsx", "en")))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    assert any(-6.5 in row and "Seafood processing" in row for row in rows)
    assert any(3.2 in row and "sector, province" in row for row in rows)
    cells = CalamineWorkbook.from_filelike(io.BytesIO(cells_workbook(ground().pack, "vi")))
    first = cells.get_sheet_by_index(0).to_python()
    assert first[2][:8] == ["ngành, tỉnh", "Chế biến thủy sản", "", "Tỉnh Lâm Đồng", 2025.0, "Suất tiêu hao năng lượng", "MJ/kg", "10-19"]
    assert first[3][8:13] == [""] * 5  # withheld: empty, and nothing that tells why


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_cell_of_the_workbook_shows_a_key(lang: str) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(programme.render(ground(), "xlsx", lang)))
    said = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row if isinstance(cell, str)]
    assert len(said) > 100
    assert [text for text in said if keys(text)] == []


@pytest.mark.parametrize("level", ["all.country", "all.region", "sector.country", "sector.region", "sector.province", "product.country", "product.region", "product.province"])
def test_every_level_of_the_release_has_words(level: str) -> None:
    pack = Pack(vintage="2026", released="2026-11-22", edition="2026-11", synthetic=False, cells=({**CELL, "level": level},), totals=(), progress=())
    for lang in ("vi", "en"):
        said = CalamineWorkbook.from_filelike(io.BytesIO(cells_workbook(pack, lang))).get_sheet_by_index(0).to_python()[2][0]
        assert "." not in said
        assert ", " in said


def test_the_word_document_holds_the_chart_with_its_words() -> None:
    with zipfile.ZipFile(io.BytesIO(programme.render(ground(), "docx", "vi"))) as archive:
        text = archive.read("word/document.xml").decode()
        assert any(name.startswith("word/media/") for name in archive.namelist())
    assert "Giảm nhiều nhất: Chế biến thủy sản" in re.sub(r"<[^>]+>", "", text)


def test_another_format_is_refused() -> None:
    with pytest.raises(UnknownKeyError):
        programme.render(ground(), "odt", "vi")
