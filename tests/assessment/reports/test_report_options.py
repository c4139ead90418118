"""What the sections on options and on the plan say: one state, true headings, names in lists, no chart that says nothing."""

from __future__ import annotations

import re

import pytest
import yaml

from assessment import intake, procedure
from assessment.opportunities.best_set import meaning_of
from assessment.opportunities.first_step import first_step
from assessment.option_charts import front_chart, front_without_a_chart
from assessment.reports.compose import compose
from assessment.reports.report import Figure, Paragraph, Table
from assessment.reports.words import write, write_sentence
from data import messages

EXAMPLES = ("seafood", "garments", "footwear", "paper", "bottled_water")
REMARK = re.compile("bảng công bố không nêu|does not name the measure")


def sections(case, lang="vi", kind="full"):
    document, result = case
    return {part.id: part for part in compose(result, document, lang, kind).sections}


def table_of(section, id):
    return next((block for block in section.blocks if isinstance(block, Table) and block.id == id), None)


def words(section, lang="vi"):
    """Return every text of a section."""
    found = []
    for block in section.blocks:
        if isinstance(block, Paragraph):
            found.append(write(block.text, lang))
        elif isinstance(block, Table):
            found += [write(cell, lang) for cell in (block.title, block.note, *(c.title for c in block.columns), *(c for row in block.rows for c in row.cells)) if cell]
        elif isinstance(block, Figure):
            found.append(write_sentence(block.chart, lang))
    return "\n".join(found)


@pytest.fixture
def with_choices(sources):
    """Return an example assessed with more options, choices or statuses."""

    def make(name, **changes):
        document = yaml.safe_load(sources[name].read_text(encoding="utf-8"))
        for key, value in changes.items():
            document[key] = {**document.get(key, {}), **value} if isinstance(value, dict) else value(document.get(key, []))
        read = intake.read(yaml.safe_dump(document, allow_unicode=True).encode(), f"{name}.yaml")
        assert read.document is not None
        return read.document, procedure.assess(read.document)

    return make


@pytest.mark.parametrize("kind", ["quick", "full"])
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_no_budget_is_spoken_of_where_none_was_stated(assessed, name, lang, kind):
    section = sections(assessed(name), lang, kind)["options"]
    said = words(section, lang)
    assert messages.message("best_set.title.within_budget", lang) not in said
    assert not re.search("tốt nhất trong ngân sách|best set within the budget", said)
    assert re.search("Chưa nêu ngân sách|No budget was stated", said)


def test_a_stated_budget_is_named_with_its_amount(with_choices):
    case = with_choices("seafood", choices={"budget_vnd": 200000000})
    assert meaning_of(case[1]) == "within_budget"
    assert "trong ngân sách 200" in words(sections(case)["options"])


def test_without_a_budget_the_set_is_every_measure_that_pays_for_itself(assessed, with_choices):
    assert meaning_of(assessed("seafood")[1]) == "paying"

    def dear(options):
        return [{**options[0], "investment_vnd": 9000000000}, *options[1:]]  # saves 267 million a year for ten years: never back

    assert meaning_of(with_choices("seafood", options=dear)[1]) == "most"


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", ["seafood", "paper", "bottled_water"])
def test_a_long_remark_stands_once_where_the_option_is_described(assessed, name, lang):
    case = assessed(name)
    section = sections(case, lang)["options"]
    own = sum(row["origin"] == "own" for row in case[1]["opportunities"])
    assert len(REMARK.findall(words(section, lang))) == own
    described = "\n".join(write(row.cells[0], lang) for row in table_of(section, "benefits").rows)
    assert len(REMARK.findall(described)) == own


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_option_under_study_is_not_called_decided(assessed, name):
    table = table_of(sections(assessed(name))["options"], "feasibility")
    assert {write(row.cells[-1], "vi") for row in table.rows} == {"Đang nghiên cứu"}


@pytest.mark.parametrize(("name", "is_drawn"), [("paper", False), ("bottled_water", False), ("seafood", False)])
def test_sets_that_bring_the_same_money_are_told_and_not_drawn(assessed, name, is_drawn):
    section = sections(assessed(name))["options"]
    assert any(isinstance(block, Figure) and block.id == "front" for block in section.blocks) is is_drawn
    front = assessed(name)[1]["portfolio"]["front"]
    assert ("Không vẽ biểu đồ" in words(section)) is (len(front) > 1)


def test_sets_that_differ_are_drawn(assessed):
    portfolio = {
        "objective": "annual_saving",
        "front": [{"chosen": ["a"], "benefit_vnd": 9e6, "co2e_t": 1.0}, {"chosen": ["b"], "benefit_vnd": 5e6, "co2e_t": 3.0}],
    }
    assert front_chart(portfolio, {}) is not None
    assert front_without_a_chart(portfolio) is None


def test_what_has_no_price_is_not_ranked_and_says_what_is_missing(assessed):
    section = sections(assessed("paper"), "en")["options"]
    assert table_of(section, "ranking") is None  # one option alone is known in money
    assert "Not comparable yet, so not ranked: Coal saving 1; Coal saving 2. The price of anthracite coal is missing" in words(section, "en")


def test_just_over_a_year_is_over_a_year_and_printed_so(assessed):
    rows = [tuple(write(cell, "vi") for cell in row.cells[:3]) for row in table_of(sections(assessed("seafood"))["options"], "benefits").rows]
    heads = [at for at, row in enumerate(rows) if not row[1]]
    assert [row[0] for row in rows if not row[1]] == ["Hoàn vốn sau hơn một năm"]
    assert heads == [0]
    assert any("hoàn vốn 12,1 tháng" in row[2] for row in rows)  # 161.8 million for 160.8 a year
    assert not any("hoàn vốn 1 năm" in row[2] for row in rows)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_is_avoided_up_to_nothing_and_what_a_bill_loses_is_no_electricity(assessed, name, lang):
    table = table_of(sections(assessed(name), lang)["options"], "library")
    cells = [write(cell, lang) for row in table.rows for cell in row.cells if cell]
    assert not [text for text in cells if re.fullmatch(r"(up to |đến )?0\s(t|tấn) CO₂e", text)]
    assert not [text for text in cells if text.startswith(("đến 10,0\u00a0% Điện lưới", "up to 10.0\u00a0% of Grid electricity"))]


@pytest.mark.parametrize("name", ["garments", "footwear", "paper"])
def test_what_a_figure_of_the_library_means_is_said_with_it_in_the_readers_language(assessed, name):
    table = table_of(sections(assessed(name))["options"], "library")
    text = "\n".join(write(row.cells[1], "vi") for row in table.rows)
    assert not re.search(r"\b(one plant|vendor's|derived|percent of|the case|average|energy cost)\b", text)


def test_before_a_measure_is_decided_the_report_says_what_to_look_at(assessed):
    table = table_of(sections(assessed("garments"))["options"], "beginning")
    rows = {write(row.cells[0], "vi"): (write(row.cells[1], "vi"), write(row.cells[2], "vi")) for row in table.rows}
    assert rows["Lắp bộ hâm nước cấp bằng khói thải lò hơi"][1] == messages.message("equipment.check.economiser", "vi")
    assert all(asked or check for asked, check in rows.values())


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_plan_begins_with_the_first_step_of_the_summary(assessed, name):
    parts = sections(assessed(name))
    step = first_step(assessed(name)[1])
    assert step is not None
    text = words(parts["plan"])
    assert "Việc đầu tiên" in text
    first = next(line for line in text.splitlines() if line.startswith("Việc đầu tiên")).removeprefix("Việc đầu tiên – ").partition(":")[0]
    assert f"Nên làm trước: {first}" in words(parts["summary"])


def test_a_plan_with_rows_names_its_first_open_row(assessed):
    case = assessed("everything")
    text = words(sections(case)["plan"])
    assert "Việc đầu tiên – Vòi phun áp lực có khóa tay: làm ngay" in text  # the lamp before it is done and verified


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_money_of_a_part_says_of_which_part_it_is(assessed, lang):
    document, result = assessed("paper")
    rows = {row["option"]: row for row in result["opportunities"]}
    assert rows["paper_energy_assessment"]["unpriced"] == ["fuel/coal_anthracite"]
    text = words(sections((document, result), lang)["options"], lang)
    said = "(grid electricity only; no price of anthracite coal)" if lang == "en" else "(chỉ tính điện lưới; chưa có giá than antraxit)"
    assert said in text


def test_money_without_a_quantity_is_said_to_be_as_stated(assessed):
    text = words(sections(assessed("garments"), "en")["options"], "en")
    assert "saves 327 million VND a year, as stated in the document" in text
    assert "over the lifetime stated for each option: 10 years" in text


def test_budgets_end_at_what_the_options_with_money_cost(assessed):
    portfolio = assessed("bottled_water")[1]["portfolio"]
    assert portfolio["by_budget"][-1]["budget_vnd"] == portfolio["best"]["investment_vnd"]  # not 98 million more for the gas nobody has priced
    text = words(sections(assessed("bottled_water"), "en")["options"], "en")
    assert "every set on the curve" in text
    assert "brings 3.03 billion VND a year" in text
    assert "percentages are multiplied" in text


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_first_step_says_why_it_is_the_first(assessed, name):
    step = first_step(assessed(name)[1])
    assert step is not None
    assert step.option["origin"] == "own"  # each example has an own option whose money is known
    assert messages.message(step.reason, "vi") in words(sections(assessed(name))["summary"])


@pytest.mark.parametrize(("lang", "head"), [("vi", "Kiểm tra: "), ("en", "Check: ")])
def test_what_to_look_at_is_said_as_checks(assessed, lang, head):
    table = table_of(sections(assessed("garments"), lang)["options"], "beginning")
    asked = [write(row.cells[1], lang) for row in table.rows if row.cells[1]]
    assert asked
    assert all(text.startswith(head) for text in asked)
    assert not any("phải không" in text for text in asked)
