"""From papers to the ledger: mapping, netting, merging, undo; the folder of examples makes the seafood year."""

from __future__ import annotations

import os
import tracemalloc
import zipfile
from datetime import date
from io import BytesIO
from itertools import pairwise

import pytest

from assessment.intake.invoices.batch import gather
from assessment.intake.invoices.book import Book, BookError, read_book, write_book
from assessment.intake.invoices.ledger import make_ledger
from assessment.intake.invoices.mapping import Item, ItemMapping, MappingError, Rule, read_mapping, write_mapping
from assessment.intake.invoices.merging import merge
from assessment.intake.invoices.reading import read_invoice
from assessment.intake.json_parts import Parts
from assessment.model import Flow
from data import catalogue


@pytest.fixture(scope="module")
def streams():
    return catalogue.open_edition()


def made(papers, *texts, cancels=()):
    invoices = [read_invoice(text.encode(), f"{number}.xml").invoice for number, text in enumerate(texts, 1)]
    assert all(invoices)
    return Book().with_import(invoices, cancels)


def written(book):
    stream = BytesIO()
    write_book(book, stream)
    return stream.getvalue()


def read(data):
    return read_book(Parts(BytesIO(data)))


def settled(book, streams, **rule):
    """Return the ledger with every proposal accepted, changed as told."""
    rules = {item: Rule(**{"stream": found.stream, "when": found.when, **rule}) for item, found in make_ledger(book, ItemMapping(), streams).proposals.items()}
    return make_ledger(book, ItemMapping(rules=rules), streams)


def oil(papers, number, litres, day="2025-03-12", name="Dầu DO 0,05S-II", **more):
    return papers.invoice_xml(papers.OIL, number, day, [papers.Item(name, "Lít", litres, litres * 17_000.0)], **more)


def codes(ledger):
    return [finding.code for finding in ledger.findings]


def test_the_example_folder_is_what_its_script_makes_and_makes_the_seafood_year(papers, streams):
    files = {path.relative_to(papers.FOLDER).as_posix(): path.read_bytes() for path in papers.FOLDER.rglob("*.*")}
    assert files == papers.build()
    assert sum(name.endswith(".xml") for name in files) >= 40
    seen = []
    brought = gather([papers.FOLDER], Book(), papers.BUYER, lambda number, name: seen.append(number))
    assert seen == list(range(1, len(seen) + 1))
    assert brought.reasons() == {"invoice.other_buyer": 1}
    assert brought.others == 1
    ledger = settled(brought.book, streams)
    assert ledger.waiting == 0
    rows = papers.seafood()
    for stream, keys, factor in (
        ("electricity/grid", ("electricity/grid", "electricity/grid_peak", "electricity/grid_off_peak"), 1),
        ("water/municipal", ("water/municipal",), 1),
        ("material/raw_shrimp", ("material/raw_shrimp",), 1000),
    ):
        for month, expected in rows[stream].items():
            mine = [flow for flow in ledger.flows if flow.stream in keys and flow.period.startswith(f"2025-{month:02d}")]
            assert sum(flow.quantity for flow in mine) == pytest.approx(expected["quantity"] * factor)
            if "cost_vnd" in expected:
                assert sum(flow.cost_vnd for flow in mine) == pytest.approx(expected["cost_vnd"])
    chlorine = [flow for flow in ledger.flows if flow.stream == "chemical/chlorine"]
    assert [flow.cost_vnd for flow in chlorine] == [48e6, 48e6]  # 49 020 000 less 1 020 000 of discount
    assert all(flow.evidence and ".xml:" in flow.evidence for flow in ledger.flows)


def test_the_same_folder_twice_changes_nothing_and_undo_takes_all_back(papers, streams):
    first = gather([papers.FOLDER], Book(), papers.BUYER)
    again = gather([papers.FOLDER], first.book, papers.BUYER)
    assert again.book is first.book
    assert again.reasons()["invoice.known"] == first.taken
    flows = settled(first.book, streams).flows
    typed = (Flow(period="2025", stream="service/washing", quantity=3, unit="kg"),)
    step = merge(typed, (), flows)
    assert not merge(step.flows, step.rows, flows).is_change
    back = merge(step.flows, step.rows, settled(first.book.undone(), streams).flows)
    assert back.flows == typed == step.before
    assert len(first.book.undone()) == 0


def test_book_and_mapping_come_back_as_they_were_written(papers, streams):
    book = gather([papers.FOLDER], Book(), papers.BUYER).book
    again = read(written(book))
    assert list(again.each()) == list(book.each())
    assert written(again) == written(book)
    assert written(again.undone()) == written(book.undone()) == written(Book())
    mapping = ItemMapping(rules=make_ledger(book, ItemMapping(), streams).proposals)
    assert read_mapping(write_mapping(mapping)) == mapping


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"format": "other"}', b"\xff", b'{"format":"sachhon-invoices/1","invoices":[{}]}'])
def test_what_is_no_book_is_refused(data):
    with pytest.raises(BookError):
        read(data)


@pytest.mark.parametrize(
    "row",
    ['{"stream": "fuel/diesel"}', '{"seller":"1","item":"a","item_unit":"L"}', '{"seller":"1","item":"a","item_unit":"L","stream":"x","factor":0}',
     '{"seller":"1","item":"a","item_unit":"L","stream":"x","when":"never"}', '{"seller":"1","item":"a","item_unit":"L","stream":"x","oops":1}', "3"],
)  # fmt: skip
def test_a_bad_rule_is_named(row):
    with pytest.raises(MappingError, match=r"items\[1\]"):
        read_mapping(f'{{"format": "sachhon-invoice-mapping/1", "items": [{row}]}}'.encode())


def test_nothing_enters_before_a_person_confirms(papers, streams):
    ledger = make_ledger(made(papers, oil(papers, 1, 100)), ItemMapping(), streams)
    assert ledger.flows == ()
    assert codes(ledger) == ["invoice.item_unmapped"]
    assert ledger.findings[0].expected == "fuel/diesel"
    unconfirmed = ItemMapping(rules=ledger.proposals)
    assert make_ledger(made(papers, oil(papers, 1, 100)), unconfirmed, streams).flows == ()


def test_an_item_is_remembered_for_its_seller_only_and_whatever_the_month(papers, streams):
    item = "Tiền điện tháng {month}/2025"
    texts = [papers.invoice_xml(papers.POWER, month, f"2025-{month:02d}-28", [papers.Item(item.format(month=month), "kWh", 10, 1.0)]) for month in (1, 2)]
    assert len(make_ledger(made(papers, *texts), ItemMapping(), streams).proposals) == 1
    other = papers.invoice_xml(papers.COLD, 3, "2025-03-28", [papers.Item(item.format(month=3), "kWh", 10, 1.0)])
    assert len(make_ledger(made(papers, *texts, other), ItemMapping(), streams).proposals) == 2


def test_one_unmapped_line_holds_the_whole_invoice(papers, streams):
    items = [papers.Item("Dầu DO", "Lít", 10, 170_000.0), papers.Item("Vật tư lạ", "Cái", 1, 5.0)]
    book = made(papers, papers.invoice_xml(papers.OIL, 1, "2025-01-01", items))
    ledger = make_ledger(book, ItemMapping(rules={Item("0000000103", "dau do", "Lít"): Rule(stream="fuel/diesel")}), streams)
    assert ledger.flows == ()
    assert ledger.waiting == 1
    assert ledger.proposals[Item("0000000103", "vat tu la", "Cái")].stream == ""


def test_replacement_stands_for_the_replaced_in_any_order(papers, streams):
    texts = [oil(papers, 1, 100), oil(papers, 2, 80, related=("1", 1, "2025-03-12"))]
    for order in (texts, texts[::-1]):
        ledger = settled(made(papers, *order), streams)
        assert [flow.quantity for flow in ledger.flows] == [80]
        assert codes(ledger) == ["invoice.replaced"]


def test_adjustment_is_netted_in_the_period_of_its_original(papers, streams):
    book = made(papers, oil(papers, 1, 100), oil(papers, 2, -30, day="2025-05-02", related=("2", 1, "2025-03-12")))
    (flow,) = settled(book, streams).flows
    assert (flow.quantity, flow.cost_vnd, flow.period) == (70, 70 * 17_000, "2025-03-12")


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ([("1", 100, {}), ("2", -130, {"related": ("2", 1, "2025-03-12")})], "invoice.credit_exceeds"),
        ([("2", -30, {"related": ("2", 1, "2025-03-12")})], "invoice.original_missing"),
        ([("1", -30, {})], "invoice.credit_exceeds"),
        ([("1", 100, {}), ("2", 30, {"related": ("2", 1, "2025-03-12"), "name": "Điều chỉnh giảm dầu DO"})], "invoice.adjustment_sign"),
    ],
)
def test_a_credit_that_cannot_be_netted_is_held(papers, streams, texts, code):
    ledger = settled(made(papers, *(oil(papers, int(number), litres, **more) for number, litres, more in texts)), streams)
    assert code in codes(ledger)
    assert all(flow.quantity >= 0 for flow in ledger.flows)


def test_a_cancelled_invoice_does_not_count_nor_what_adjusts_it(papers, streams):
    text = oil(papers, 1, 100)
    key = read_invoice(text.encode(), "1.xml").invoice.key
    ledger = settled(made(papers, text, oil(papers, 2, -30, related=("2", 1, "2025-03-12")), cancels=[key]), streams)
    assert ledger.flows == ()
    assert codes(ledger) == ["invoice.cancelled", "invoice.adjusts_nothing"]


def test_a_sack_needs_its_weight(papers, streams):
    book = made(papers, papers.invoice_xml(papers.HUSK, 1, "2025-01-01", [papers.Item("Trấu", "Bao", 200, 9e6)]))
    assert codes(settled(book, streams, stream="fuel/rice_husk")) == ["invoice.unit_unfit"]
    (flow,) = settled(book, streams, stream="fuel/rice_husk", factor=50.0, unit="kg").flows
    assert (flow.quantity, flow.unit) == (10_000, "kg")


def test_two_of_a_day_are_one_row_of_one_unit(papers, streams):
    def shrimp(number, quantity, unit):
        return papers.invoice_xml(papers.SHRIMP, number, "2025-01-05", [papers.Item("Tôm nguyên liệu", unit, quantity, 1e6)])

    (flow,) = settled(made(papers, shrimp(1, 2, "Tấn"), shrimp(2, 500, "kg")), streams).flows
    assert (flow.quantity, flow.unit, flow.cost_vnd) == (2.5, "Tấn", 2e6)
    assert "1.xml" in flow.evidence
    assert "2.xml" in flow.evidence


def test_litres_and_kilograms_of_a_day_do_not_add(papers, streams):
    kilograms = papers.invoice_xml(papers.OIL, 2, "2025-03-12", [papers.Item("Dầu DO", "kg", 10, 1.0)])
    ledger = settled(made(papers, oil(papers, 1, 100), kilograms), streams)
    assert "invoice.unit_mixed" in codes(ledger)
    assert [flow.quantity for flow in ledger.flows] == [100]


def test_a_supply_without_its_period_is_asked(papers, streams):
    book = made(papers, papers.invoice_xml(papers.WATER, 1, "2025-03-03", [papers.Item("Nước sạch", "m3", 9, 90_000.0)]))
    assert codes(settled(book, streams)) == ["invoice.period_missing"]
    (flow,) = settled(book, streams, when="month_before").flows
    assert flow.period == "2025-02"


def test_amounts_that_include_vat_are_not_taken_for_cost(papers, streams):
    (flow,) = settled(made(papers, oil(papers, 1, 100, net=1_574_074.0)), streams).flows
    assert (flow.quantity, flow.cost_vnd) == (100, None)


@pytest.mark.parametrize(
    ("other", "is_left_out"),
    [
        (Flow(period="2025-03", stream="fuel/diesel", quantity=1, unit="L"), True),
        (Flow(period="2025", stream="fuel/diesel", quantity=1, unit="L", meter="A"), True),
        (Flow(period="2025-04", stream="fuel/diesel", quantity=1, unit="L"), False),
        (Flow(period="2025-03", stream="fuel/diesel", quantity=1, unit="L", role="internal"), False),
        (Flow(period="2025-03", stream="fuel/lpg", quantity=1, unit="kg"), False),
        (Flow(period="2025-03-31", stream="fuel/diesel", quantity=1, unit="L", role="stock"), False),
    ],
)
def test_what_was_typed_is_neither_touched_nor_counted_twice(papers, streams, other, is_left_out):
    step = merge((other,), (), settled(made(papers, oil(papers, 1, 100)), streams).flows)
    assert other in step.flows
    assert (len(step.rows) == 0) == is_left_out
    assert ("invoice.overlaps_ledger" in [finding.code for finding in step.findings]) == is_left_out


def test_a_row_that_was_edited_is_kept_and_said(papers, streams):
    rows = settled(made(papers, oil(papers, 1, 100)), streams).flows
    edited = (rows[0].model_copy(update={"quantity": 90.0}),)
    step = merge(edited, rows, rows)
    assert step.flows == edited
    assert [finding.code for finding in step.findings] == ["invoice.row_edited", "invoice.overlaps_ledger"]


def test_zips_of_zips_photos_and_giants(papers, tmp_path):
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("invoice.xml", oil(papers, 1, 100))
        archive.writestr("invoice.html", "<html/>")
        archive.writestr("big.xml", b"<" + b" " * 6_000_000)
    folder = tmp_path / "nam 2025"
    folder.mkdir()
    with zipfile.ZipFile(folder / "outer.zip", "w") as archive:
        archive.write(inner, "1.zip")
    for number in range(5):
        (folder / f"IMG_{number}.jpg").write_bytes(b"\xff\xd8\xff photo")
    (folder / "photo.xml").write_bytes(b"\xff\xd8\xff photo")
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 not at all")
    with (folder / "giant.xml").open("wb") as giant:
        os.truncate(giant.fileno(), 2**30)  # one sparse gigabyte
    (folder / "gone.xml").symlink_to(folder / "nowhere.xml")
    brought = gather([folder], Book())
    assert brought.taken == 1
    assert brought.reasons() == {"invoice.too_large": 2, "file.foreign": 1, "invoice.broken_zip": 1, "file.missing": 1}
    assert brought.others == 6
    assert next(brought.book.each()).file == "outer.zip/1.zip/invoice.xml"


def test_a_directory_of_photos_is_one_sentence(tmp_path):
    for number in range(50):
        (tmp_path / f"IMG_{number}.jpg").write_bytes(b"\xff\xd8\xff")
    brought = gather([tmp_path], Book())
    assert [finding.code for finding in brought.findings] == ["invoice.other_files", "invoice.none_found"]


def test_two_invoices_of_one_number_keep_the_first(papers, tmp_path):
    (tmp_path / "a.xml").write_text(oil(papers, 1, 100), encoding="utf-8")
    (tmp_path / "b.xml").write_text(oil(papers, 1, 100) + "\n", encoding="utf-8")
    (tmp_path / "c.xml").write_text(oil(papers, 1, 999), encoding="utf-8")
    brought = gather([tmp_path], Book())
    assert brought.reasons() == {"invoice.known": 1, "invoice.conflict": 1}
    assert [invoice.lines[0].quantity for invoice in brought.book.each()] == [100]


def test_the_law_of_splitting_a_batch(papers, tmp_path, streams):
    """Any cut of the papers into two imports gives the ledger of one."""
    whole = settled(gather([papers.FOLDER], Book(), papers.BUYER).book, streams).flows
    folders = sorted(path for path in papers.FOLDER.iterdir() if path.is_dir())
    book = Book()
    for folder in folders:
        book = gather([folder], book, papers.BUYER).book
    parts = settled(book, streams).flows
    assert [(flow.stream, flow.period, flow.quantity, flow.cost_vnd) for flow in parts] == [
        (flow.stream, flow.period, flow.quantity, flow.cost_vnd) for flow in whole
    ]
    days = [date.fromisoformat(flow.period) for flow in whole if flow.stream == "fuel/diesel"]
    assert all(one < other for one, other in pairwise(days))


def test_a_bill_of_several_meters_makes_a_row_for_each(papers, streams):
    items = [papers.Item(f"Điện năng {band}, công tơ số {meter}", "kWh", quantity, quantity * 2000.0)
             for meter, base in (("PE-20210457", 100), ("20219999", 10)) for band, quantity in (("giờ bình thường", base), ("giờ cao điểm", base + 1), ("giờ thấp điểm", base + 2))]  # fmt: skip
    items.append(papers.Item("Điện năng phản kháng", "kVArh", 55, 110_000.0))
    text = papers.invoice_xml(papers.POWER, 9, "2025-02-07", items, extras={"TuNgay": "07/01/2025", "DenNgay": "06/02/2025"})
    ledger = settled(made(papers, text), streams)
    assert {(flow.meter, flow.stream, flow.quantity) for flow in ledger.flows} == {
        ("PE-20210457", "electricity/grid", 100), ("PE-20210457", "electricity/grid_peak", 101), ("PE-20210457", "electricity/grid_off_peak", 102),
        ("20219999", "electricity/grid", 10), ("20219999", "electricity/grid_peak", 11), ("20219999", "electricity/grid_off_peak", 12),
    }  # fmt: skip
    assert {flow.period for flow in ledger.flows} == {"2025-01-07/2025-02-06"}  # read dates inside the month


def test_the_evidence_names_the_line_and_the_content(papers, streams):
    from assessment.intake.evidence import marks_in

    book = made(papers, oil(papers, 1, 100))
    ledger = settled(book, streams)
    (mark,) = marks_in(ledger.flows[0].evidence or "")
    (invoice,) = book.each()
    assert mark.sha256 == invoice.sha256[:12]
    assert mark.lines == (invoice.lines[0].row,)
    assert mark.text.endswith("1.xml")


def test_invoices_of_a_second_buyer_are_named_where_nobody_said_whose_they_should_be(papers, tmp_path):
    for number in (1, 2, 3):
        text = oil(papers, number, 900)
        (tmp_path / f"{number}.xml").write_text(text.replace(papers.BUYER, "0000000077") if number == 2 else text, encoding="utf-8")
    brought = gather([tmp_path], Book())
    (finding,) = (finding for finding in brought.findings if finding.code == "invoice.several_buyers")
    assert (finding.severity, finding.place.file, finding.given, finding.expected) == ("warning", "2.xml", "0000000077", papers.BUYER)
    assert "invoice.several_buyers" not in {finding.code for finding in gather([tmp_path], Book(), papers.BUYER).findings}


def test_a_folder_of_photos_is_named(tmp_path):
    (tmp_path / "IMG_1.jpg").write_bytes(b"\xff\xd8\xff")
    (finding,) = (finding for finding in gather([tmp_path], Book()).findings if finding.code == "invoice.none_found")
    assert finding.place.file == tmp_path.name


def test_a_thousand_further_files_are_not_held_in_memory(papers, tmp_path, streams):
    def held(first, last):
        folder = tmp_path / str(first)
        folder.mkdir()
        for number in range(first, last):
            (folder / f"{number}.xml").write_text(oil(papers, number, 10, day=f"2025-03-{number % 28 + 1:02d}"), encoding="utf-8")
        tracemalloc.start()
        try:
            book = gather([folder], Book()).book
            ledger = settled(book, streams)
            return tracemalloc.get_traced_memory()[0], book, ledger
        finally:
            tracemalloc.stop()

    small, book, _ = held(1, 101)
    large, many, ledger = held(1001, 2101)
    assert (len(book), len(many), len(ledger.flows)) == (100, 1100, 28)
    assert large - small < 300_000  # before it was 1,2 kB a file


def test_a_change_of_the_tax_rate_neither_waits_nor_counts(papers, streams):
    note = [papers.Item("Điều chỉnh thuế suất thuế GTGT từ 10% thành 8%", nature="4")]
    change = papers.invoice_xml(papers.OIL, 2, "2025-05-02", note, related=("2", 99, "2024-03-12"))
    ledger = settled(made(papers, oil(papers, 1, 100), change), streams)
    assert ([flow.quantity for flow in ledger.flows], codes(ledger), ledger.waiting) == ([100], [], 0)


def test_several_invoices_of_one_file_are_one_paper_and_each_a_row(papers, streams, tmp_path):
    texts = [oil(papers, number, 100.0 * number, day=f"2025-03-{number + 10}").partition("?>")[2] for number in (1, 2)]
    (tmp_path / "thong_diep.xml").write_text(f"<TDiep><DLieu>{''.join(texts)}</DLieu></TDiep>", encoding="utf-8")
    brought = gather([tmp_path], Book())
    assert brought.taken == 2
    assert [flow.quantity for flow in settled(brought.book, streams).flows] == [100, 200]
    assert gather([tmp_path], brought.book).reasons() == {"invoice.known": 2}
