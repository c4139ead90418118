"""The page of reports: full and quick, forms, a layout of one's own, the check, a logo, and all sites at once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
import segno

from app import making, sites
from app.components.batch_box import BatchBox
from app.pages.reports import ReportsPage
from app.reporting import files
from app.reporting.batching import Batch, archive_of
from app.session import AssessmentSession
from app.settings import Settings
from assessment.reports.forms import FORMS
from assessment.reports.verification import verify
from assessment.store.access import LOCAL
from calculators.errors import UnknownKeyError
from data import messages

GOLDEN = Path(__file__).parents[1] / "golden" / "garment.yaml"
MakeSession = Callable[..., AssessmentSession]


def _png() -> bytes:
    stream = io.BytesIO()
    segno.make("logo").save(stream, kind="png")
    return stream.getvalue()


def _kept(settings: Settings, text: str = "") -> sites.Site:
    return sites.keep(settings, GOLDEN.read_bytes() + text.encode(), "garment.yaml", 10**7)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_page_offers_every_form_and_both_kinds(make_session: MakeSession, lang: str) -> None:
    page = ReportsPage(make_session("reports", lang))
    text = page.__panel__().object
    assert all(f"form={name}" in text for name in FORMS if name != "seafood_sec")
    assert "form=seafood_sec" not in text  # the garment plant makes no seafood
    assert "kind=full" in text
    assert 'data-to="report/check/example-garments"' in text


@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_form_is_made_and_agrees(settings: Settings, name: str) -> None:
    site = _kept(settings)
    _, record = making.assessed(settings, site, LOCAL)
    for kind in ("docx", "xlsx"):
        made = making.form(settings, {"site": site.key, "form": name, "kind": kind}, LOCAL)
        assert verify(made.content, made.name, record) == ()


def test_unknown_form_and_batch_are_named(settings: Settings) -> None:
    with pytest.raises(UnknownKeyError, match="nothing"):
        making.form(settings, {"site": "example-garments", "form": "nothing"}, LOCAL)
    with pytest.raises(UnknownKeyError):
        making.batch(settings, {"batch": "../../etc/passwd"}, LOCAL)
    with pytest.raises(UnknownKeyError):
        making.batch(settings, {"batch": "0" * 24}, LOCAL)


def test_own_report_leaves_out_reorders_and_signs(settings: Settings) -> None:
    query = {
        "site": "example-garments", "lang": "vi", "kind": "quick", "-company": "1", "first": "targets", "place": "Phan Thiết", "day": "2026-11-22",
        "role1": "Giám đốc", "signer1": "Lê Văn A", "note": "Đã xem <b>", "note_on": "summary",
    }  # fmt: skip
    document = docx.Document(io.BytesIO(making.report(settings, query, LOCAL, kind="docx").content))
    text = "\n".join([*(p.text for p in document.paragraphs), *(c.text for t in document.tables for r in t.rows for c in r.cells)])
    assert messages.message("report.section.company", "vi") not in text
    assert text.index("Tiến độ") < text.index("Tóm tắt")
    assert "Đã xem <b>" in text
    assert "Phan Thiết, ngày 22 tháng 11 năm 2026" in text
    assert "Lê Văn A" in text


def test_unreadable_wishes_are_as_if_not_asked() -> None:
    layout = files.layout_of({"day": "22.11.2026", "first": "nothing", "note": "x", "note_on": "nothing", "-nothing": "1"}, None)
    assert (layout.signed_on, layout.notes) == (None, {})


def test_a_site_keeps_its_logo_and_takes_it_off(settings: Settings) -> None:
    site = _kept(settings)
    with pytest.raises(files.WearError):
        files.wear(settings, site, LOCAL, files.LOGO, b"not a picture")
    plain = making.report(settings, {"site": site.key}, LOCAL, kind="docx").content
    logo = _png()
    files.wear(settings, site, LOCAL, files.LOGO, logo)
    files.wear(settings, site, LOCAL, files.LOGO, logo)
    assert files.worn(settings, site, LOCAL, files.LOGO) == logo
    worn = making.report(settings, {"site": site.key}, LOCAL, kind="docx").content
    pictures = [len(docx.Document(io.BytesIO(content)).inline_shapes) for content in (plain, worn)]
    assert pictures[1] == pictures[0] + 1
    files.take_off(settings, site, LOCAL, files.LOGO)
    assert files.worn(settings, site, LOCAL, files.LOGO) is None


def test_a_template_with_a_wrong_tag_is_refused_with_the_reason(settings: Settings) -> None:
    site = _kept(settings)
    document = docx.Document()
    document.add_paragraph("{{ bodi }}")
    stream = io.BytesIO()
    document.save(stream)
    with pytest.raises(files.WearError) as caught:
        files.wear(settings, site, LOCAL, files.TEMPLATE, stream.getvalue())
    assert "word_template.unknown_tag" in {finding.code for finding in caught.value.findings}


def test_check_says_same_or_each_difference(settings: Settings) -> None:
    _, record = making.assessed(settings, sites.find(settings, "example-garments"), LOCAL)
    made = making.report(settings, {"site": "example-garments", "lang": "vi"}, LOCAL, kind="pdf")
    assert "đúng với kết quả" in files.said_differences(made.name, verify(made.content, made.name, record), "vi")
    other = dict(record, edition="2020-01")
    said = files.said_differences(made.name, verify(made.content, made.name, other), "vi")
    assert "2020-01" in said
    assert said.count("•") == 2


def test_all_sites_are_made_in_one_archive(settings: Settings, make_session: MakeSession) -> None:
    good = _kept(settings)
    broken = sites.keep(settings, b"x: [", "broken.yaml", 10**7)
    batch = Batch(settings, LOCAL, (good.key, broken.key, "0" * 32), ("json",), "vi", "quick")
    batch.run()
    assert (batch.done, batch.files, len(batch.faults), batch.is_over) == (3, 1, 2, True)
    with zipfile.ZipFile(archive_of(settings, LOCAL, batch.token)) as archive:
        assert {name.rpartition(".")[2] for name in archive.namelist()} == {"json", "txt"}
        assert "1/3" in archive.read("README.txt").decode()
    stranger = replace(LOCAL, account="somebody")
    with pytest.raises(UnknownKeyError):
        making.batch(settings, {"batch": batch.token}, stranger)
    assert making.batch(settings, {"batch": batch.token}, LOCAL).content.startswith(b"PK")


def test_a_stopped_batch_keeps_what_is_made(settings: Settings) -> None:
    keys = tuple(_kept(settings, f"\n# {number}\n").key for number in range(3))
    batch = Batch(settings, LOCAL, keys, ("json",), "vi", None)
    batch.stop()
    batch.run()
    assert (batch.done, batch.is_stopped, batch.is_over) == (0, True, True)
    assert archive_of(settings, LOCAL, batch.token).exists()


def test_the_box_asks_works_and_tells(settings: Settings, make_session: MakeSession) -> None:
    keys = [_kept(settings, f"\n# {number}\n").key for number in range(2)]
    session = make_session("reports")
    box = BatchBox(session, lambda: keys, lambda: None)
    assert "2 cơ sở" in box.body()
    assert box.act("submit", '{"form": "batch", "files": "pdf", "kind": "quick", "lang": "vi"}')
    text = box.body()
    assert "Đã xong 2/2" in text
    assert f"batch={session.batch.token}" in text
    assert box.act("batch.new", "")
    assert session.batch is None
    assert not box.act("submit", '{"form": "accept"}')
