"""What a client would not be shown: keys instead of names, axes that repeat a number, a signature on a page of its own."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from assessment.charts import Label, pareto
from assessment.reports.basis import plural
from assessment.reports.canvas import every_which, tick_texts, ticks_of
from assessment.reports.compose import compose
from assessment.reports.document import _safe, render_document
from assessment.reports.drawing import draw
from assessment.reports.report import Number, Paragraph, Table
from assessment.reports.word import render_word
from assessment.reports.word_template import shipped_template
from assessment.reports.words import shorten, unbroken, write, write_label, write_sentence
from assessment.result_charts import decomposition_waterfall
from data.catalogue import open_edition
from data.messages import format_percent

EXAMPLES = ("garments", "footwear", "bottled_water", "paper", "seafood")
KEY = re.compile(r"\b(?:vn\.qd2626|gwp\.ar6|ipcc\.(?:ef|ncv)|lc\.[a-z0-9_]+|den\.ghgp4|refrigerant/r\d|fuel/[a-z]|streams\[\d+\]\.ncv)")


def _words(report, lang):
    for table in report.tables():
        yield from (write(cell, lang) for row in table.rows for cell in row.cells if cell is not None)
    for chart in report.charts():
        yield write_sentence(chart, lang)
        yield from (write_label(label, lang) for label in (*chart.categories, *(band.label for band in chart.bands)))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_references_and_factors_are_called_by_names(assessed, name, lang):
    document, result = assessed(name)
    ids = {norm.id for norm in open_edition().norms()}
    for kind in ("quick", "full"):
        said = list(_words(compose(result, document, lang, kind), lang))
        assert len(said) > 200
        assert [text for text in said if KEY.search(text)] == []
        assert [text for text in said if ids & set(re.findall(r"[\w-]+", text))] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_english_report_cites_articles_in_english(assessed, name):
    document, result = assessed(name)
    said = list(_words(compose(result, document, "en", "full"), "en"))
    assert any("Article" in text for text in said)
    assert [text for text in said if re.search(r"\b(Điều \d|khoản \d|sửa bởi|theo trích dẫn)", text)] == []


def test_a_reference_stands_in_the_unit_of_the_value_beside_it(assessed):
    document, result = assessed("seafood")
    table = next(table for table in compose(result, document, "en", "full").tables() if table.id == "context")
    units = [(row.cells[1].unit, write(row.cells[2], "en")) for row in table.rows]
    assert len(units) > 5
    assert [pair for pair in units if not pair[1].endswith(pair[0].replace("m3", "m³"))] == []


def test_references_for_other_products_are_gathered_and_keep_their_figures(assessed):
    document, result = assessed("seafood")
    tables = {table.id: table for table in compose(result, document, "en", "full").tables()}
    others = [row for row in result["standings"] if not row["legal"] and row["why"]["code"] == "norm.product_differs"]
    text = " ".join(write(cell, "en") for row in tables["other_products"].rows for cell in row.cells)
    assert len(others) > 10
    assert len(tables["other_products"].rows) < len(others)
    assert "Water intensity: typical 8.8 to 13\u202fm³/t" in text
    assert not any("Not comparable" in write(cell, "en") for row in tables["other_products"].rows for cell in row.cells)


def test_the_law_is_not_called_silent_on_what_its_norm_judges(assessed):
    document, result = assessed("seafood")
    section = next(section for section in compose(result, document, "en", "full").sections if section.id == "standing")
    silence = write(section.blocks[0].text, "en")
    assert "Apart from the norm in the table below" in silence
    assert "Electricity" not in silence
    assert "Water intensity" in silence


def test_a_finding_names_a_stream_by_its_name(assessed):
    document, result = assessed("paper")
    tables = {table.id: table for table in compose(result, document, "en", "full").tables()}
    reasons = [write(row.cells[0], "en") for row in tables["withheld"].rows]
    assert any("Anthracite" in reason for reason in reasons)
    assert not any("–" in reason for reason in reasons)
    assert any("Anthracite" in write(row.cells[1], "en") for row in tables["findings"].rows)


@pytest.mark.parametrize(
    ("low", "high"), [(0.0155, 0.01551), (1671.9, 1674.2), (7.1249, 7.1251), (0.0, 3.0), (5400.0, 6200.0), (-2.5, 5.0)]
)  # fmt: skip
def test_no_number_stands_twice_beside_an_axis(low, high):
    ticks = ticks_of(low, high)
    for lang in ("vi", "en"):
        texts = tick_texts(ticks, lang)
        assert len(set(texts)) == len(ticks)


def test_names_beside_one_another_do_not_touch():
    assert every_which(["2021", "2022"], 45.0) == 1
    assert every_which(["Jan 2025"] * 12, 45.5) == 2
    assert every_which([], 45.0) == 1


def test_a_change_that_reads_as_nothing_has_no_sign():
    assert format_percent(0.04, "vi", signed=True) == "0,0\u202f%"
    assert format_percent(0.06, "vi", signed=True) == "+0,1\u202f%"
    assert format_percent(-0.04, "en", signed=True) == "0.0\u202f%"


def test_one_is_counted_in_the_singular():
    assert write(plural("report.time.year", 1.0, value=1.0), "en") == "1 year"
    assert write(plural("report.time.year", 1.3, value=1.3), "en") == "1.3 years"
    assert write(plural("report.count.warnings", 1, count=1), "en") == "1 item to check"
    assert write(plural("report.count.warnings", 0, count=0), "en") == "0 items to check"


def test_a_percent_sign_never_begins_a_line():
    assert unbroken("khoảng 90 % của 5 %.") == "khoảng 90\u00a0% của 5\u00a0%."
    assert unbroken("100% %") == "100% %"


def test_months_that_were_estimated_are_listed_and_not_drawn(assessed):
    document, result = assessed("seafood")
    report = compose(result, document, "en", "full")
    months = next(table for table in report.tables() if table.id == "months")
    assert "estimated" in write(months.note, "en")
    assert not any(chart.id.endswith("-months") for chart in report.charts())


def test_a_change_is_drawn_only_where_the_intensity_moved_it(assessed):
    """Seafood and paper: one of the two effects is nothing; garments: output and intensity moved energy, electricity and material."""
    drawn = {}
    for name in ("seafood", "paper", "garments"):
        document, result = assessed(name)
        drawn[name] = {chart.id: chart for chart in compose(result, document, "en", "full").charts() if chart.kind == "waterfall"}
    assert {name: len(charts) for name, charts in drawn.items()} == {"seafood": 0, "paper": 0, "garments": 3}
    assert write_sentence(drawn["garments"]["energy-intensity-decomposition"], "en") == "Output added 740,880 MJ; a higher intensity added 347,000 MJ."


def test_a_change_of_emissions_is_nobodys_better_use():
    """The grid's factor changes too: 296 783 kg by output and −38 999 kg by all else, as worked for the seafood example."""
    parts = {"kind": "ghg_intensity", "unit": "kg CO2e", "baseline_period": "2021", "reporting_period": "2025"}
    amounts = {"baseline_amount": 2_671_048.0, "activity_effect": 296_783.0, "intensity_effect": -38_999.0, "amount": 2_928_832.0}
    chart = decomposition_waterfall({**parts, **amounts}, Label(text="GHG"))
    assert write_sentence(chart, "en") == "Output added 296,783 kg CO₂e; the emission intensity, a change of the grid's factor included, took off 38,999 kg CO₂e."


def test_choices_that_were_not_made_are_named_in_one_line(assessed):
    document, result = assessed("garment")
    table = next(table for table in compose(result, document, "en", "full").tables() if table.id == "choices")
    unset = [key for key, choice in result["choices"].items() if choice["origin"] == "unset"]
    assert len(table.rows) == len(result["choices"]) - len(unset)
    assert write(table.note, "en").startswith("Not set: ")
    assert write(table.note, "en").count(";") == len(unset) - 1


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("kind", ["quick", "full"])
def test_the_page_that_is_signed_has_more_on_it(assessed, name, kind):
    document, result = assessed(name)
    report = compose(result, document, "en", kind)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(render_document(report))).pages]
    last = report.sections[-1].blocks[-1]
    assert isinstance(last, Table)
    assert "signature, full name" in pages[-1]
    if kind == "full":  # a long table begins on the page before; its last rows go with the signatures
        assert all(write(row.cells[0], "en") in pages[-1] for row in last.rows[-2:])
    else:
        assert write(last.title, "en") in pages[-1]


def test_word_keeps_the_last_table_with_the_signatures(assessed):
    document, result = assessed("garment")
    made = docx.Document(io.BytesIO(render_word(compose(result, document, "vi", "quick"))))
    last, signatures = made.tables[-2:]
    assert "Ký, ghi rõ họ tên" in signatures.rows[0].cells[0].text
    kept = [paragraph.paragraph_format.keep_with_next for row in last.rows for cell in row.cells for paragraph in cell.paragraphs]
    assert kept
    assert all(kept)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_full_word_report_has_contents_that_point_to_its_sections(assessed, lang):
    document, result = assessed("garment")
    report = compose(result, document, lang, "full")
    made = docx.Document(io.BytesIO(render_word(report)))
    marks = {mark.get(qn("w:name")) for mark in made.element.iter(qn("w:bookmarkStart"))}
    links = list(made.element.iter(qn("w:hyperlink")))
    assert len(links) == len(report.sections)
    for number, (link, section) in enumerate(zip(links, report.sections, strict=True), start=1):
        assert link.get(qn("w:anchor")) in marks
        assert "".join(text.text for text in link.iter(qn("w:t"))).startswith(f"{number}. {write(section.title, lang)}")
    assert list(docx.Document(io.BytesIO(render_word(compose(result, document, lang, "quick")))).element.iter(qn("w:hyperlink"))) == []


def test_a_template_with_contents_of_its_own_gets_no_second_one(assessed):
    document, result = assessed("garment")
    own = docx.Document(io.BytesIO(shipped_template()))
    run = own.paragraphs[0].insert_paragraph_before("").add_run()
    field = run._r.makeelement(qn("w:instrText"), {})
    field.text = ' TOC \\o "1-1" '
    run._r.append(field)
    stream = io.BytesIO()
    own.save(stream)
    made = docx.Document(io.BytesIO(render_word(compose(result, document, "vi", "full"), stream.getvalue())))
    assert list(made.element.iter(qn("w:hyperlink"))) == []


def test_a_report_without_a_logo_begins_with_its_title(assessed):
    document, result = assessed("garment")
    made = docx.Document(io.BytesIO(render_word(compose(result, document, "vi", "quick"))))
    assert made.tables[0].rows[0].cells[0].paragraphs[0].text == "Báo cáo nhanh đánh giá sản xuất sạch hơn"


def test_every_number_of_the_new_tables_is_a_number(assessed):
    document, result = assessed("seafood")
    context = next(table for table in compose(result, document, "vi", "full").tables() if table.id == "context")
    assert all(isinstance(row.cells[1], Number) for row in context.rows)


def test_a_set_of_unknown_emission_does_not_claim_to_avoid_nothing(assessed):
    document, result = assessed("garments")
    assert result["portfolio"]["best"]["co2e_t"] == 0
    assert [row.get("co2e_t") for row in result["opportunities"] if row["option"] in result["portfolio"]["best"]["chosen"]] == [None]
    report = compose(result, document, "en", "full")
    section = next(section for section in report.sections if section.id == "options")
    said = [write(block.text, "en") for block in section.blocks if isinstance(block, Paragraph)]
    assert any("not counted yet" in text for text in said)
    tables = [table for table in report.tables() if table.id == "portfolio"]  # left out where one set is all there is
    assert [row.cells[-1] for table in tables for row in table.rows if row.cells[-1] is not None] == []


def test_the_unit_of_what_was_given_is_in_words(assessed):
    document, result = assessed("footwear")
    tables = {table.id: table for table in compose(result, document, "vi", "full").tables()}
    given = [write(row.cells[3], "vi") for row in tables["findings"].rows]
    assert "Hộp giày [cái]" in given or "Hộp giấy [cái]" in given
    assert not any("[piece]" in text for text in given)


def test_a_tiny_chance_of_an_error_is_not_written_in_ten_decimals():
    assert write(Number(value=3.6e-11, style="probability"), "vi") == "<\u00a00,0001"
    assert write(Number(value=0.0, style="probability"), "en") == "<\u00a00.0001"
    assert write(Number(value=0.0233, style="probability"), "en") == "0.0233"


def test_a_path_breaks_where_its_parts_meet():
    broken = _safe("textile/cycle-de-vie-des-produits-textiles/confection.md")
    assert "textile/\u200bcycle-" in broken
    assert broken.replace("\u200b", "") == "textile/cycle-de-vie-des-produits-textiles/confection.md"
    assert "\u200b" in _safe("x" * 60)


def test_what_a_bar_says_stays_in_its_picture():
    part = Label(text="Đầu vỏ tôm")
    chart = pareto("losses", Label(text="Losses"), ((part, 80813.0), (Label(text="b"), 11.0)), "million VND", "chart.losses.sentence")
    drawn = draw(chart, "en")
    starts = [(float(x), text) for x, text in re.findall(r'<text x="([\d.]+)"[^>]*text-anchor="start">([^<]*cumulative[^<]*)<', drawn)]
    assert len(starts) == 2
    assert all(x + 5.4 * len(text) <= 640 for x, text in starts)


def test_a_name_that_is_cut_ends_with_a_word():
    """The footer said “(example, built f…”."""
    assert shorten("Example Frozen Shrimp Plant, Phan Thiet (example, built from published figures)", 60) == "Example Frozen Shrimp Plant, Phan Thiet (example, built…"
    assert shorten("A" * 70, 60) == "A" * 59 + "…"
    assert shorten("short", 60) == "short"


def test_a_figure_stays_with_its_gas():
    assert " " not in write(Number(value=0.07335, unit="t CO2e"), "vi")


def test_a_sentence_before_a_table_goes_with_it(assessed):
    """A heading and one sentence stood alone at the end of a page of Word, the table overleaf."""
    document, result = assessed("paper")
    report = compose(result, document, "en", "full")
    made = docx.Document(io.BytesIO(render_word(report)))
    wanted = [
        write(block.text, "en")
        for section in report.sections
        for block, following in pairwise(section.blocks)
        if isinstance(block, Paragraph) and block.role == "plain" and isinstance(following, Table)
    ]
    assert wanted
    kept = {paragraph.text: paragraph.paragraph_format.keep_with_next for paragraph in made.paragraphs}
    assert all(kept[text] for text in wanted)
