"""What a reader reads in the sections: counts that are the rows below them, units that say what they count, one rule for one thing."""

from __future__ import annotations

import re
from datetime import date
from xml.sax.saxutils import escape

import pytest

from app.reading import Facts, Reading
from assessment.first_thing import first_thing
from assessment.opportunities.first_step import first_step
from assessment.opportunities.naming import short_title
from assessment.reports.basis import Basis
from assessment.reports.compose import Layout, compose
from assessment.reports.counting import gaps_of, judged, not_compared
from assessment.reports.drawing import draw
from assessment.reports.report import Figure, Number, Paragraph, Table
from assessment.reports.words import write, write_label, write_sentence
from assessment.shown_units import in_equivalents_of
from data import catalogue, messages

EXAMPLES = ("seafood", "garments", "footwear", "paper", "bottled_water")
KINDS = ("quick", "full")
LANGUAGES = ("vi", "en")
EACH = [pytest.param(name, lang, kind, id=f"{name}-{lang}-{kind}") for name in EXAMPLES for lang in LANGUAGES for kind in KINDS]


def table_of(report, id):
    """Return a table of a report, or None."""
    return next((table for table in report.tables() if table.id == id), None)


def cell_of(table, row, column):
    """Return the cell of a row in the column of that title; columns nobody fills may be left out."""
    return row.cells[next(at for at, each in enumerate(table.columns) if each.title.key == column)]


def texts_of(report):
    """Yield every text of a report: paragraphs, titles, cells, notes, captions."""
    lang = report.lang
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield write(block.text, lang)
            elif isinstance(block, Table):
                yield from (write(column.title, lang) for column in block.columns)
                yield from (write(cell, lang) for row in block.rows for cell in row.cells)
                yield write(block.note, lang)
            elif isinstance(block, Figure):
                yield from (write_label(block.chart.title, lang), write_sentence(block.chart, lang))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("lang", "whole"), [("vi", "MJ/tấn sản phẩm quy đổi"), ("en", "MJ/t equivalent product")])
def test_equivalents_of_tonnes_are_tonnes(assessed, lang, whole, kind):
    """The coefficients of 52/2018/TT-BCT are per tonne of product: what they give is tonnes of equivalent product."""
    document, result = assessed("seafood")
    texts = list(texts_of(compose(result, document, lang, kind)))
    assert any(whole in text for text in texts)
    assert [text for text in texts if re.search(r"(/|\d\s)(sản phẩm quy đổi|equivalent product)", text)] == []


def test_equivalents_of_the_factorys_own_pieces_stay_pieces(assessed):
    _, result = assessed("garment")
    assert result["subject"]["equivalent_unit"] == "eq"
    assert in_equivalents_of(result) is result


def test_the_result_keeps_the_contracts_unit_and_the_pages_show_tonnes(assessed):
    document, result = assessed("seafood")
    assert {item["unit"] for item in result["indicators"] if item["id"] == "energy_intensity:equivalent/2025"} == {"MJ/eq"}
    reading = Reading(result=result, facts=Facts(name="", sector="seafood", reporting_period="2025"))
    shown = reading.indicator("energy_intensity:equivalent/2025")
    assert shown is not None
    assert shown["unit"] == "MJ/t eq"
    assert reading.given is result
    basis = Basis(result=result, document=document, book=catalogue.open_edition(), lang="vi")
    assert basis.unit("kWh/eq") == "kWh/t eq"


@pytest.mark.parametrize(("name", "lang", "kind"), EACH)
def test_what_the_summary_counts_is_what_its_tables_hold(assessed, name, lang, kind):
    """Targets, findings and figures not given: said in the summary, rows of their table, or said to be left out."""
    document, result = assessed(name)
    report = compose(result, document, lang, kind)
    summary = " ".join(write(block.text, lang) for block in report.sections[0].blocks if isinstance(block, Paragraph))
    assert f"{len(result['targets'])} {'mục tiêu' if lang == 'vi' else 'programme targets'}" in summary
    assert _held(table_of(report, "targets"), lang) == len(result["targets"])
    verdicts = [int(count) for count in re.findall(r": (\d+)(?=[;.])", summary.partition("mục tiêu" if lang == "vi" else "targets")[2])][: len(judged(_basis(document, result)))]
    assert sum(verdicts) == len(result["targets"])
    assert _held(table_of(report, "findings"), lang) == len(result["findings"])
    gaps = gaps_of(_basis(document, result))
    assert (write(_count(gaps.count), lang) + (" chỉ số chưa" if lang == "vi" else " figure")) in summary
    withheld, incomplete = table_of(report, "withheld"), table_of(compose(result, document, lang, "full"), "incomplete")
    assert sum(cell.value for row in withheld.rows for cell in row.cells if isinstance(cell, Number)) == gaps.count
    assert len(incomplete.rows) == len(gaps.incomplete) > 0
    assert all(isinstance(row.cells[1], Number) for row in incomplete.rows)


def _held(table, lang):
    """Return how many rows a table has and says it leaves out."""
    more = re.search(r"(?:Còn )?(\d+) (?:mục tiêu|phát hiện|more target|more finding)", write(table.note, lang))
    return len(table.rows) + (int(more.group(1)) if more else 0)


def _count(value):
    return Number(value=float(value), style="count")


def _basis(document, result):
    return Basis(result=result, document=document, book=catalogue.open_edition(), lang="vi")


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_withheld_figure_is_named_once(assessed, name):
    document, result = assessed(name)
    gaps = gaps_of(_basis(document, result))
    named = {name for names in gaps.not_given.values() for name in names}
    partial = {f"emissions.{member}/{stream}" for (member, _), streams in gaps.incomplete.items() for stream in streams}
    assert named | partial == {str(row["id"]).partition(":")[0] for row in result["withheld"]}
    assert all(result["emissions"][member] is not None for member, _ in gaps.incomplete)


@pytest.mark.parametrize(("name", "lang", "kind"), EACH)
def test_a_target_that_is_not_judged_says_why_and_what_next(assessed, name, lang, kind):
    document, result = assessed(name)
    report = compose(result, document, lang, kind)
    table = table_of(report, "targets")
    index = {int(cell.trace.split("/")[2]) for row in table.rows for cell in row.cells if isinstance(cell, Number) and cell.trace}
    for row in table.rows:
        verdict = cell_of(table, row, "report.column.verdict")
        if verdict.key.removeprefix("verdict.") in ("undetermined", "no_baseline", "none_used", "not_distinguishable"):
            assert kind == "quick" or len(write(cell_of(table, row, "report.column.why"), lang)) > 30
            assert kind == "full" or f"{write(verdict, lang)}: " in write(table.note, lang)
    assert index <= set(range(len(result["targets"])))
    asked = "hãy nhập" if lang == "vi" else "enter"
    unknown = any(row["why"]["code"] == "target.uncertainty_unknown" for row in result["targets"])
    assert (asked in write(table_of(report, "main").note, lang)) == unknown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_neither_period_used_is_no_missing_baseline(assessed, lang):
    document, result = assessed("seafood")
    report = compose(result, document, lang, "full")
    table = table_of(report, "targets")
    said = {write(cell_of(table, row, "report.column.verdict"), lang) for row in table.rows if write(row.cells[1], lang) in ("Suất tiêu hao nhiệt", "Thermal energy intensity")}
    assert said == {"Không áp dụng (không dùng)" if lang == "vi" else "Not applicable (none used)"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["seafood", "footwear", "bottled_water"])
def test_a_change_of_emissions_is_given_in_all_places_or_in_none(assessed, name, lang):
    """Where the baseline has fewer months of a source, no place gives the change, and each says why."""
    document, result = assessed(name)
    report = compose(result, document, lang, "full")
    lacking = not_compared(_basis(document, result))
    main = next(row for row in table_of(report, "main").rows if any(isinstance(c, Number) and c.trace.startswith("ghg_intensity") for c in row.cells))
    years, parts = table_of(report, "inventory_years"), table_of(report, "decomposition")
    in_parts = any(write(row.cells[0], lang).startswith(("Khí nhà kính", "Greenhouse gases")) for row in parts.rows)
    change = cell_of(table_of(report, "main"), main, "report.column.change")
    given = [write(change, lang) != "–", write(cell_of(years, years.rows[-1], "inventory.years.change"), lang) != "–", in_parts]
    assert given == [not lacking] * 3
    said = "Không nêu thay đổi" if lang == "vi" else "No change of greenhouse gases"
    assert [said in write(table.note, lang) for table in (table_of(report, "main"), parts)] == [bool(lacking)] * 2


@pytest.mark.parametrize(("name", "lang", "kind"), EACH)
def test_the_summary_names_the_first_thing_to_do_as_the_overview_does(assessed, name, lang, kind):
    document, result = assessed(name)
    report = compose(result, document, lang, kind)
    said = [write(block.text, lang) for block in report.sections[0].blocks if isinstance(block, Paragraph)]
    step = first_step(result)
    assert step is not None
    title = step.option["title"] if step.option["origin"] == "own" else catalogue.open_edition().row("options", step.option["option"])[f"title_{lang}"]
    head = "Nên làm trước: " if lang == "vi" else "Do first: "
    first = [text for text in said if text.startswith(head)]
    assert len(first) == 1
    assert step.option["origin"] == "own" or short_title(str(title)) in first[0]
    assert messages.format_money(step.money[0], lang) in first[0]


@pytest.mark.parametrize("kind", ["loss", "norm", "figure"])
def test_without_an_option_worth_doing_the_first_thing_is_what_decides_it(assessed, kind):
    _, result = assessed("paper")
    bare = {**result, "opportunities": [], "portfolio": None}
    assert first_thing(bare).kind == "norm"  # 8 310 against 6 744 MJ/t
    lost = {**bare, "losses": {"streams": [{"stream": "waste/a", "cost_vnd": 5.0}, {"stream": "waste/b", "cost_vnd": 7.0}]}}
    unjudged = {**bare, "standings": []}
    found = first_thing({"loss": lost, "norm": bare, "figure": unjudged}[kind])
    assert found.kind == kind
    assert kind != "loss" or found.row["stream"] == "waste/b"
    assert kind != "figure" or found.row["code"] == "option.price_missing"


def test_errors_come_before_anything_else_and_nothing_is_said_of_nothing():
    assert first_thing({"findings": [{"severity": "error", "code": "x"}]}).count == 1
    assert first_thing({}) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("signed_on", [None, "2027-05-03"])
def test_no_next_deadline_is_before_the_day_of_the_report(assessed, kind, signed_on):
    """The report on 2025 was due on 15 January 2026: seen from November 2026 the next is 15 January 2027."""
    document, result = assessed("seafood")
    report = compose(result, document, "vi", kind, layout=Layout(signed_on=signed_on))
    day = signed_on or "2026-11-01"
    shown = [write(row.cells[4 if kind == "full" else 3], "vi") for row in table_of(report, "duties").rows]
    days = [date(int(y), int(m), int(d)) for text in shown for d, m, y in re.findall(r"(\d\d)/(\d\d)/(\d{4})", text)[:1]]
    assert days
    assert min(days) >= date.fromisoformat(day)
    assert date.fromisoformat(day).strftime("%d/%m/%Y") in write(table_of(report, "duties").note, "vi")
    assert any("15/01/2026, đã qua" in text for text in shown)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_shared_and_what_is_not_set_agree(assessed, name, lang):
    document, result = assessed(name)
    report = compose(result, document, lang, "full")
    choices, production = table_of(report, "choices"), table_of(report, "production")
    row = next(row for row in choices.rows if write(row.cells[0], lang) in ("Phân bổ cho sản phẩm", "Allocation to products"))
    assert write(row.cells[0], lang) not in write(choices.note, lang)
    is_shared = len(result["subject"]["products"]) > 1
    assert (production.note is not None and write(row.cells[1], lang) in write(production.note, lang)) == is_shared


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_figure_is_in_the_unit_of_its_table_and_names_its_references_whole(assessed, name, lang):
    document, result = assessed(name)
    report = compose(result, document, lang, "full")
    units = {cell.trace: cell.unit for table in report.tables() for row in table.rows for cell in row.cells if isinstance(cell, Number) and cell.trace}
    bullets = [chart for chart in report.charts() if chart.kind == "bullet"]
    assert bullets
    for chart in bullets:
        id = next(id for id in units if "".join(letter if letter.isalnum() else "-" for letter in id) == chart.id)
        assert chart.unit == units[id]
        drawn = "".join(re.sub(r"<[^>]*>", "", draw(chart, lang)).split())  # a long name stands on two lines
        assert all("".join(escape(write_label(band.label, lang)).split()) in drawn for band in chart.bands)
        assert not any(write_label(band.label, lang).partition(", ")[2] in write_sentence(chart, lang) for band in chart.bands if ", " in write_label(band.label, lang))  # named once, at its bar


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [*EXAMPLES, "garment"])
def test_twelve_months_alike_are_told_once(assessed, name, lang):
    """Months that were made by spreading a year are nearly equal: three figures say it; months that differ stand in rows."""
    document, result = assessed(name)
    table = table_of(compose(result, document, lang, "full"), "months")
    if name == "garment":
        assert len(table.rows) == 12
        return
    values = {item["id"]: item["value"] for item in result["indicators"]}
    if table is None:
        text = "\n".join(write(block.text, lang) for section in compose(result, document, lang, "full").sections for block in section.blocks if isinstance(block, Paragraph))
        assert ("12 tháng đều bằng nhau" if lang == "vi" else "the same in each of the 12 months") in text
        return
    for row in table.rows:
        least, middle, most = (cell for cell in row.cells[2:])
        months = [value for id, value in values.items() if id.startswith(f"{least.trace.rpartition('/')[0]}/2025-")]
        assert (least.value, most.value) == (min(months), max(months))
        assert sorted(months)[(len(months) - 1) // 2] == middle.value
        assert max(months) <= 1.01 * min(months)
    assert len(table.rows) < 12


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_reference_stands_in_the_unit_of_the_figure_beside_it_everywhere(assessed, lang):
    """The figures of other products too: what the source gives in GJ/t stands in MJ/t, as the site's own."""
    document, result = assessed("seafood")
    report = compose(result, document, lang, "full")
    texts = [write(row.cells[1], lang) for row in table_of(report, "other_products").rows]
    assert texts
    assert not [text for text in texts if "GJ/" in text]
    assert any("MJ/" in text for text in texts)


@pytest.mark.parametrize("name", ["paper", "footwear", "garments"])
def test_money_that_nobody_stated_is_not_nothing(assessed, name):
    document, result = assessed(name)
    table = table_of(compose(result, document, "vi", "full"), "losses")
    assert all("paid_vnd" not in row for row in result["losses"]["streams"])
    assert not [column for column in table.columns if column.title.key in ("report.column.purchase_value", "report.column.paid", "report.column.loss_cost")]  # empty
    assert "chưa có giá mua" in write(table.note, "vi").lower()


@pytest.mark.parametrize(("name", "lang", "kind"), EACH)
def test_a_total_without_a_part_says_so_where_it_stands(assessed, name, lang, kind):
    document, result = assessed(name)
    gaps = gaps_of(_basis(document, result))
    word = "chưa đủ" if lang == "vi" else "incomplete"
    for row in table_of(compose(result, document, lang, kind), "scopes").rows:
        member = row.cells[1].trace.rpartition("/")[2]
        assert (word in write(row.cells[0], lang)) == bool(gaps.lacks(member))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_no_baseline_could_be_made_the_next_step_is_said(assessed, lang):
    document, result = assessed("seafood")
    section = next(section for section in compose(result, document, lang, "full").sections if section.id == "baselines")
    texts = [write(block.text, lang) for block in section.blocks]
    assert len(texts) == 2
    assert all(("Hãy nhập" if lang == "vi" else "Enter") in text for text in texts)


@pytest.mark.parametrize(("name", "id"), [("paper", "energy-intensity-output-2025"), ("seafood", "norm-sec-shrimp-norm-2025"), ("garments", "energy-intensity-output-2025")])
def test_the_one_figure_of_the_quick_report_is_the_laws_else_that_of_energy(assessed, name, id):
    document, result = assessed(name)
    drawn = [chart.id for chart in compose(result, document, "vi", "quick").charts() if chart.kind == "bullet"]
    assert drawn == [id]


def test_a_total_of_toe_says_which_carrier_it_leaves_out(assessed):
    document, result = assessed("paper")
    rows = table_of(compose(result, document, "vi", "quick"), "totals").rows
    toe = next(row for row in rows if row.cells[2].trace == "/totals/toe")
    assert "chưa gồm: than antraxit" in write(toe.cells[0], "vi")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_year_without_a_row_of_a_scope_has_no_figure_of_it(assessed, lang):
    """No data is not zero: 2021 of the seafood plant has no row of refrigerant, its only source of scope 1."""
    document, result = assessed("seafood")
    years = {year["period"]: year for year in result["emissions"]["years"]}
    assert (years["2021"]["scope1"], years["2021"]["total"]) == (None, None)
    assert years["2021"]["scope2_location"] > 0
    assert years["2025"]["scope1"] > 0
    row = next(row for row in table_of(compose(result, document, lang, "full"), "inventory_years").rows if "2021" in write(row.cells[0], lang))
    assert [write(cell, lang) for cell in (row.cells[1], row.cells[3])] == ["–", "–"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_is_said_of_a_recalculation_that_was_not_made(assessed, name, lang):
    document, result = assessed(name)
    base = result["emissions"]["base_year"]
    words = "\n".join(write(block.text, lang) for section in compose(result, document, lang, "full").sections for block in section.blocks if isinstance(block, Paragraph))
    assert ("đã tính lại" if lang == "vi" else "recalculated base year") not in words
    assert not base["recalculated"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_grid_factor_is_named_by_its_year(assessed, lang):
    document, result = assessed("seafood")
    table = table_of(compose(result, document, lang, "full"), "findings")
    assert any(f"{year}" in write(row.cells[1], lang) for row in table.rows for year in [next(f["values"]["data_year"] for f in result["findings"] if f["code"] == "grid.factor_of_earlier_year")])


@pytest.mark.parametrize("kind", KINDS)
def test_coal_without_its_grade_is_told_with_what_is_to_be_added(assessed, kind):
    document, result = assessed("paper")
    note = write(table_of(compose(result, document, "en", kind), "totals").note, "en")
    assert "grade" in note
    assert "3,701 to 5,182 TOE" in note
    assert "no factor" not in note


@pytest.mark.parametrize("lang", LANGUAGES)
def test_circulars_of_other_trades_stand_in_one_sentence(assessed, lang):
    document, result = assessed("paper")
    section = next(section for section in compose(result, document, lang, "full").sections if section.id == "duties")
    others = [row["duty"] for row in result["duties"] if row["why"]["code"] in ("duty.no_such_product", "duty.other_sector")]
    assert len(section.blocks[0].rows) == len(result["duties"]) - len(others)
    told = next(write(block.text, lang) for block in section.blocks if isinstance(block, Paragraph) and block.text.key == "report.duty.other_trades")
    assert told.count(";") == len(others) - 1


def test_a_quarterly_fee_has_one_day(assessed):
    document, result = assessed("seafood")
    table = table_of(compose(result, document, "en", "full"), "duties")
    fee = next(write(row.cells[4], "en") for row in table.rows if "wastewater" in write(row.cells[0], "en") and "fee" in write(row.cells[0], "en"))
    assert fee.endswith("(every quarter)")
    assert len(re.findall(r"\d{4}", fee)) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_summary_names_its_target_and_scope_3(assessed, name, lang):
    document, result = assessed(name)
    report = compose(result, document, lang, "full")
    titles = [write(column.title, lang) for column in table_of(report, "main").columns]
    assert "2025" in titles[-1]
    words = [block.text for block in report.sections[0].blocks if isinstance(block, Paragraph)]
    said = any(("phạm vi 3" if lang == "vi" else "scope 3") in write(text, lang).casefold() for text in words)
    assert said == (result["emissions"]["scope3"] is not None)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_single_product_is_not_told_twice(assessed, name):
    """Its intensities are the site's, its output is the total."""
    document, result = assessed(name)
    report = compose(result, document, "en", "full")
    several = len(result["subject"]["products"]) > 1
    labels = [write(row.cells[0], "en") for row in table_of(report, "production").rows]
    assert ("Total output" in labels) == several
    assert (table_of(report, "by_product") is not None) == several


def test_a_loss_above_half_is_doubted_where_it_stands(assessed):
    document, result = assessed("footwear")
    assert "check the two quantities" in write(table_of(compose(result, document, "en", "full"), "materials").note, "en")
    document, result = assessed("seafood")
    assert table_of(compose(result, document, "en", "full"), "materials").note is None


def test_a_material_without_a_baseline_is_named_under_the_causes(assessed):
    """The seafood plant's 2021 has no chlorine: its 1 961 kg are no increase that anybody has seen."""
    document, result = assessed("seafood")
    note = write(table_of(compose(result, document, "vi", "full"), "decomposition").note, "vi")
    assert "Kỳ cơ sở không có số liệu clo khử trùng:" in note
    document, result = assessed("paper")
    note = write(table_of(compose(result, document, "vi", "full"), "decomposition").note, "vi")
    assert "Kỳ cơ sở không có số liệu" not in note
    assert "hệ số lưới điện" in note
