"""An import in the application: one transaction, an example becomes an own site, papers with the actor's rights, undo."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from app import sites
from app.components.evidence import evidence_links, paper_focus
from app.editing.fault import ChangeError
from app.imports import importing, incoming
from app.making import MAKERS
from app.opening import open_document
from app.pages.importing import ImportingPage
from app.pages.paper import PaperPage
from app.route import Route
from app.session import AssessmentSession
from app.settings import LARGEST_UPLOAD, Settings
from assessment import intake
from assessment.intake.evidence import marks_in
from assessment.intake.imports import write_imports
from assessment.store import documents
from assessment.store.access import LOCAL, Actor
from assessment.store.scope import writing
from calculators.errors import UnknownKeyError
from data import messages

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
STRANGER = Actor(account="x", name="x", organisation="other", role="factory")
DOCUMENT = {
    "format": "sachhon-assessment/1",
    "facility": {"name": "Nhà máy <b>thử</b>", "sector": "seafood", "province": "68", "tax_code": "0000000099"},
    "reporting_period": "2025",
    "products": [{"id": "iqf_raw", "name": "Tôm tươi IQF", "unit": "t"}, {"id": "block", "name": "Tôm tươi block", "unit": "t"},
                 {"id": "iqf_cooked", "name": "Tôm hấp IQF", "unit": "t"}],
    "streams": [{"stream": "by_product/shrimp_shell", "name": "Đầu vỏ tôm"}],
    "flows": [{"period": "2024", "stream": "product/block", "quantity": 1, "unit": "t"}],
}  # fmt: skip


@pytest.fixture
def session(settings: Settings) -> AssessmentSession:
    """Return a session on a site with one typed row."""
    made = AssessmentSession(settings, open_document, route=Route(page="importing"))
    made.receive(json.dumps(DOCUMENT).encode(), "tom.json")
    made.route = made.route.to(page="importing")
    return made


def drop(session: AssessmentSession, *sources: Path) -> ImportingPage:
    """Put files into a batch and open the page of it."""
    batch = incoming.new_batch()
    for source in sources:
        for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
            if path.is_file():
                incoming.receive(session.settings, session.actor, session.route.site, batch, path.name, path.read_bytes())
    session.route = session.route.to(page="importing", focus=batch)
    page = ImportingPage(session)
    page.__panel__()
    return page


def flows(session: AssessmentSession):
    """Return the ledger that the store has."""
    site = sites.find(session.settings, session.route.site)
    document = intake.read(sites.content(session.settings, site), site.filename).document
    assert document is not None
    return document.assessment.flows


def confirm(page: ImportingPage, **fields: str) -> None:
    """Send the form as it was proposed, with some fields changed."""
    import re
    from html import unescape

    text = page.pane.object
    given = {name: unescape(value) for name, value in re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', text)}
    for block in re.findall(r"<select.*?</select>", text, re.DOTALL):
        (name,) = re.findall(r'name="([^"]+)"', block)
        chosen = re.findall(r'<option value="([^"]*)" selected', block)
        given[name] = chosen[0] if chosen else ""
    page.act("submit", json.dumps({**given, **fields}))


def test_a_sitting_from_the_drop_to_the_ledger_and_back(session):
    before = flows(session)
    page = drop(session, EXAMPLES / "invoices" / "dien", EXAMPLES / "sheets")
    assert page.made is not None
    assert page.made.added == ()  # nothing is taken that nobody confirmed
    assert "Điện năng giờ cao điểm" in page.pane.object
    confirm(page, **{"role:0": "internal"})
    assert page.made.questions == ()
    assert flows(session) == before  # looking changes nothing
    page.act("accept", "")
    after = flows(session)
    assert len(after) > len(before) + 60
    again = drop(session, EXAMPLES / "invoices" / "dien", EXAMPLES / "sheets")
    assert again.made is not None
    assert not again.made.is_change
    assert "data-act=\"accept\"" not in again.pane.object
    session.route = session.route.to(page="importing", focus="")
    start = ImportingPage(session)
    start.__panel__()
    start.act("ask_undo", "")
    assert flows(session) == after  # asked first
    start.act("undo", "")
    assert flows(session) == before


def test_every_row_opens_its_paper(session):
    page = drop(session, EXAMPLES / "invoices" / "dien", EXAMPLES / "sheets")
    confirm(page, **{"role:0": "internal"})
    page.act("accept", "")
    seen = set()
    for flow in flows(session)[1:]:
        for mark in marks_in(flow.evidence):
            session.route = session.route.to(page="paper", focus=paper_focus(mark))
            if paper_focus(mark) not in seen and len(seen) < 40:
                text = PaperPage(session).__panel__().object
                assert "outline:2px" in text, flow  # the line or cell stands out
                seen.add(paper_focus(mark))
        assert "page=paper" in str(evidence_links(flow.evidence, session.route))
    assert len(seen) > 20


def test_a_paper_is_rendered_escaped(session, tmp_path):
    invoice = (EXAMPLES / "invoices" / "dien" / "1C25TEV_0001.xml").read_text(encoding="utf-8")
    (tmp_path / "x.xml").write_text(invoice.replace("Công ty Điện lực Ví Dụ", "&lt;script&gt;alert(1)&lt;/script&gt;"), encoding="utf-8")
    page = drop(session, tmp_path / "x.xml")
    confirm(page)
    page.act("accept", "")
    (paper,) = importing.imports_of(session.settings, session.site, LOCAL).steps[0].papers
    session.route = session.route.to(page="paper", focus=f"{paper.sha256[:12]}:1")
    text = PaperPage(session).__panel__().object
    assert "&lt;script&gt;alert(1)" in text
    assert "<script" not in text


def test_a_stranger_sees_no_paper(session):
    page = drop(session, EXAMPLES / "invoices" / "dien_lanh")
    confirm(page)
    page.act("accept", "")
    (paper,) = importing.imports_of(session.settings, session.site, LOCAL).steps[0].papers
    file = MAKERS["paper"](session.settings, {"site": session.site.key, "paper": paper.sha256[:12]}, LOCAL)
    assert file.content == (EXAMPLES / "invoices" / "dien_lanh" / "1C25TDL_0001.xml").read_bytes()
    for attempt in (lambda: MAKERS["paper"](session.settings, {"site": session.site.key, "paper": paper.sha256[:12]}, STRANGER),
                    lambda: importing.imports_of(session.settings, session.site, STRANGER),
                    lambda: MAKERS["paper"](session.settings, {"site": session.site.key, "paper": "0" * 12}, LOCAL)):  # fmt: skip
        with pytest.raises(UnknownKeyError):
            attempt()


def test_nothing_is_half_imported(session, monkeypatch):
    page = drop(session, EXAMPLES / "invoices" / "dien_lanh")
    confirm(page)
    kept = importing.imports_of(session.settings, session.site, LOCAL)
    before = flows(session)

    def fail(*_args):
        raise ChangeError("change.conflict")

    monkeypatch.setattr(documents, "save", fail)
    page.act("accept", "")
    assert flows(session) == before
    assert write_imports(importing.imports_of(session.settings, session.site, LOCAL)) == write_imports(kept)
    with pytest.raises(UnknownKeyError):
        importing.paper(session.settings, session.site, page.made.papers[0].sha256, LOCAL)


def test_an_example_becomes_an_own_site(settings):
    session = AssessmentSession(settings, open_document, route=Route(site="example-seafood", page="importing"))
    session.open()
    page = drop(session, EXAMPLES / "invoices" / "trau", EXAMPLES / "sheets" / "may_nen_2025_01.csv")
    assert page.made is not None
    confirm(page, **{"role:0": "internal"})
    assert session.route.site != "example-seafood"
    address = session.route.focus
    assert incoming.folder_of(settings, LOCAL, session.route.site, address).exists()  # the files went along
    again = ImportingPage(session)
    again.__panel__()
    assert again.answers.meter_roles == {"may_nen_2025_01.csv": "internal"}  # not asked a second time
    again.act("accept", "")
    assert sum(flow.stream == "fuel/rice_husk" for flow in flows(session)) == 4


def test_another_buyers_invoices_are_asked(session):
    page = drop(session, EXAMPLES / "invoices" / "dau")
    assert page.made is not None
    assert dict(page.made.buyers) == {"0000000099": 7, "0000000077": 1}
    confirm(page, buyer="0000000077")
    assert [flow.quantity for flow in page.made.added] == [50]


def test_discarding_leaves_nothing(session):
    page = drop(session, EXAMPLES / "invoices" / "trau")
    folder = incoming.folder_of(session.settings, LOCAL, session.route.site, page.batch)
    assert folder.exists()
    page.act("discard", "")
    assert not folder.exists()


def test_a_batch_is_its_persons_own(session):
    page = drop(session, EXAMPLES / "invoices" / "trau")
    mine = incoming.folder_of(session.settings, LOCAL, session.route.site, page.batch)
    assert incoming.folder_of(session.settings, STRANGER, session.route.site, page.batch) != mine
    for name in ("../x", "", "x" * 24, "0" * 23 + "/"):
        with pytest.raises(incoming.IncomingError):
            incoming.folder_of(session.settings, LOCAL, session.route.site, name)


@pytest.mark.parametrize("name", ["../../../etc/passwd", "/etc/passwd", "..\\..\\a.xml", "a/b/c/d/e/f.xml", "CON:\x00.xml"])
def test_a_files_name_stays_inside_its_batch(session, name):
    batch = incoming.new_batch()
    path = incoming.receive(session.settings, LOCAL, session.route.site, batch, name, b"x")
    folder = incoming.folder_of(session.settings, LOCAL, session.route.site, batch)
    assert folder.resolve() in path.resolve().parents


def test_an_empty_or_large_file_is_refused(session):
    for content, code in ((b"", "upload.empty"), (b"x" * (LARGEST_UPLOAD + 1), "upload.too_large")):
        with pytest.raises(incoming.IncomingError, match=code):
            incoming.receive(session.settings, LOCAL, session.route.site, incoming.new_batch(), "a.xml", content)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "yaml"])
def test_the_ledger_comes_out_again_without_loss(session, kind):
    page = drop(session, EXAMPLES / "invoices" / "dien", EXAMPLES / "sheets")
    confirm(page, **{"role:0": "internal"})
    page.act("accept", "")
    file = MAKERS["ledger"](session.settings, {"site": session.site.key, "kind": kind, "lang": "vi"}, LOCAL)
    if kind == "csv":
        from assessment.intake import table

        back = table.read(file.content, file.name)
        assert not back.unread
        assert back.flows == flows(session)
    else:
        read = intake.read(file.content, file.name).document
        assert read is not None
        from assessment.model import input_sha256

        site = sites.find(session.settings, session.site.key)
        mine = intake.read(sites.content(session.settings, site), site.filename).document
        assert mine is not None
        assert input_sha256(read.assessment) == input_sha256(mine.assessment)


def test_broken_batches_are_answered_in_words(session):
    session.route = session.route.to(page="importing", focus="f" * 24)
    page = ImportingPage(session)
    page.__panel__()
    assert "Lần nhập này đã xong hoặc đã bỏ" in page.pane.object
    shutil.rmtree(session.settings.folder / "incoming", ignore_errors=True)


@pytest.mark.parametrize(("lang", "word"), [("vi", "Mở chứng từ"), ("en", "Open the paper")])
def test_the_ledger_offers_the_paper_of_a_row(session, lang, word):
    from app.components.table_sheet import TableSheet
    from app.editing.desk import open_desk

    sheet = TableSheet(open_desk(session.settings, session.site, LOCAL), "flows", lang)
    assert {column.key: column.open for column in sheet.columns() if column.open} == {"evidence": word}


def test_a_load_curve_is_given_its_step_its_kind_and_its_end(session, tmp_path):
    stamps = [f"{day:02d}/01/2025 {hour:02d}:00" for day in range(1, 32) for hour in range(24)]
    (tmp_path / "may_nen.csv").write_text("Thời gian;Máy nén\n" + "".join(f"{stamp};2\n" for stamp in stamps), encoding="utf-8")
    page = drop(session, tmp_path)
    assert 'name="step:0"' in page.pane.object
    assert not any(word in re.sub(r"<[^>]*>", " ", page.pane.object) for word in ("interval", "other_use", "generator"))  # no English beside the Vietnamese
    confirm(page, **{"role:0": "internal", "step:0": "other_use", "curve_kind": "power"})
    assert page.made is not None
    assert {flow.step for flow in page.made.added} == {"other_use"}
    assert sum(flow.quantity or 0 for flow in page.made.added) == 31 * 24 * 2  # kW over an hour
    confirm(page, **{"role:0": "internal", "step:0": "", "curve_kind": "", "curve_stamp": "end"})
    assert page.made.added == ()  # the last hour of January is missing then
    again = ImportingPage(session)
    again.__panel__()
    assert again.answers.curve_options == {"stamp": "end"}


def test_an_item_of_an_invoice_is_given_its_meter(session):
    page = drop(session, EXAMPLES / "invoices" / "nuoc")
    assert page.made is not None
    confirm(page, **{"meter:0": "Đồng hồ số 2"})
    assert {flow.meter for flow in page.made.added} == {"Đồng hồ số 2"}


def test_undo_keeps_a_row_that_was_changed_since_and_says_which(session):
    page = drop(session, EXAMPLES / "invoices" / "dau")
    confirm(page)
    page.act("accept", "")
    site = sites.find(session.settings, session.route.site)
    document = intake.read(sites.content(session.settings, site), site.filename).document
    rows = document.assessment.flows
    oil = next(flow for flow in rows if flow.stream == "fuel/diesel")
    changed = tuple(flow.model_copy(update={"quantity": 1.0}) if flow is oil else flow for flow in rows)
    with writing(sites.open_store(session.settings), LOCAL) as scope:
        documents.save(scope, site.document, documents.draft_of(document.assessment.model_copy(update={"flows": changed})), site.revision)
    session.open()
    page = ImportingPage(session)
    page.act("undo", "")
    left = [flow for flow in flows(session) if flow.stream == "fuel/diesel"]
    assert [(flow.period, flow.quantity) for flow in left] == [(oil.period, 1.0)]
    assert messages.format_period(str(oil.period), "vi") in str(page.told)
    assert "vẫn còn trong sổ" in str(page.told)


def test_a_zip_of_photos_is_evidence_and_no_fault(session, tmp_path):
    with zipfile.ZipFile(tmp_path / "anh.zip", "w") as archive:
        for number in range(12):
            archive.writestr(f"DCIM/IMG_{number}.jpg", b"\xff\xd8\xff\xe0" + bytes([number]))
    page = drop(session, tmp_path / "anh.zip")
    assert {finding.code for finding in page.made.findings} == {"import.picture"}
    assert len(page.made.papers) == 12
    assert "XML" in str(page.pane.object)  # what to ask the seller for


def test_what_was_replaced_long_ago_is_not_said_with_every_later_paper(session, tmp_path):
    page = drop(session, EXAMPLES / "invoices")
    assert {"invoice.cancelled", "invoice.replaced"} <= {finding.code for finding in page.made.findings}
    confirm(page)
    page.act("accept", "")
    (tmp_path / "hoa_don.pdf").write_bytes(b"%PDF-1.4\n%%EOF")
    page = drop(session, tmp_path / "hoa_don.pdf")
    assert {finding.code for finding in page.made.findings} == {"import.picture"}
