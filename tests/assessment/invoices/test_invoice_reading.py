"""One XML file to one invoice: its fields, its variants, and what attacks or breaks it."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from lxml import etree

from assessment.intake.invoices import read_invoice
from assessment.intake.invoices.guard import MAX_INVOICE_BYTES
from data.messages import has_message


def plain(papers, **more):
    items = [papers.Item("Điện năng giờ cao điểm", "kWh", 1234.5, 4_000_000.0)]
    return papers.invoice_xml(papers.POWER, 12, "2025-02-07", items, **more)


def codes(read):
    return [finding.code for finding in read.findings]


def test_an_invoice_says_who_what_when(papers):
    read = read_invoice(plain(papers, extras={"TuNgay": "06/01/2025", "DenNgay": "05/02/2025", "SoCongTo": "CT-1"}).encode(), "a.xml")
    invoice = read.invoice
    assert invoice.key == ("0000000101", "1C25TEV", "12")
    assert (invoice.day.isoformat(), invoice.supply, invoice.meter) == ("2025-02-07", "2025-01-06/2025-02-05", "CT-1")
    assert (invoice.lines[0].quantity, invoice.lines[0].unit, invoice.lines[0].amount) == (1234.5, "kWh", 4e6)
    assert "Điện năng giờ cao điểm" in plain(papers).splitlines()[invoice.lines[0].row - 1]
    assert invoice.signature == "absent"


@pytest.mark.parametrize("variant", ["plain", "namespaced", "totals_beside", "flat"])
def test_every_providers_variant_reads_alike(papers, variant):
    seller = papers.POWER._replace(variant=variant)
    text = papers.invoice_xml(seller, 1, "2025-03-01", [papers.Item("Dầu DO", "Lít", 10, 170_000.0)])
    invoice = read_invoice(text.encode(), "a.xml").invoice
    assert (invoice.net, invoice.lines[0].quantity, invoice.seller.tax_code) == (170_000, 10, "0000000101")


@pytest.mark.parametrize(
    ("text", "supply"),
    [
        ("Tiền nước từ ngày 05/01/2025 đến ngày 04/02/2025", "2025-01-05/2025-02-04"),
        ("Tiền nước tháng 2/2025", "2025-02"),
        ("Tiền nước tháng 02 năm 2025", "2025-02"),
        ("Tiền nước 01/02/2025 - 28/02/2025", "2025-02"),
        ("Điện tiêu thụ tháng 7 năm 2025 từ ngày 22/06/2025 đến ngày 21/07/2025", "2025-06-22/2025-07-21"),  # as power bills of EVN write it
        ("Điện năng tiêu thụ kỳ 01/2026", "2026-01"),
        ("Tiền nước tháng 13/2025", ""),
        ("Tiền nước từ ngày 31/02/2025 đến ngày 31/03/2025", ""),
        ("Tiền nước", ""),
    ],
)
def test_supply_period_in_a_lines_words(papers, text, supply):
    data = papers.invoice_xml(papers.WATER, 1, "2025-03-01", [papers.Item(text, "m3", 5, 50_000.0)])
    assert read_invoice(data.encode(), "a.xml").invoice.supply == supply


@pytest.mark.parametrize(("nature", "kind"), [("1", "replaces"), ("2", "adjusts")])
def test_replacing_and_adjusting_are_recognised(papers, nature, kind):
    invoice = read_invoice(plain(papers, related=(nature, 3, "2025-01-31")).encode(), "a.xml").invoice
    assert (invoice.kind, invoice.refers) == (kind, ("0000000101", "1C25TEV", "3"))


def test_unknown_nature_is_not_guessed(papers):
    read = read_invoice(plain(papers, related=("3", 3, "2025-01-31")).encode(), "a.xml")
    assert read.invoice is None
    assert codes(read) == ["invoice.nature_unknown"]
    assert read.findings[0].place.line


@pytest.mark.parametrize(("nature", "count"), [("1", 1), ("2", 0), ("4", 0)])
def test_a_notice_cancels_only_with_its_own_code(papers, nature, count):
    read = read_invoice(papers.notice_xml(papers.OIL, 7, "2025-12-21", nature).encode(), "tb.xml")
    assert len(read.cancels) == count
    assert read.invoice is None


def test_total_that_includes_vat_is_said(papers):
    read = read_invoice(plain(papers, net=3_703_704.0).encode(), "a.xml")
    assert "invoice.total_differs" in codes(read)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<SLuong>1234.5</SLuong>", "<SLuong>1.234,5</SLuong>", "invoice.number"),
        ("<SLuong>1234.5</SLuong>", "<SLuong>NaN</SLuong>", "invoice.number"),
        ("<TChat>1</TChat>", "<TChat>9</TChat>", "invoice.line_nature"),
        ("2025-02-07", "07-2025", "invoice.no_date"),
        ("<MST>0000000101</MST>", "<MST></MST>", "invoice.no_identity"),
        ("<DVTTe>VND", "<DVTTe>USD", "invoice.currency"),
        ("DLHDon", "Khac", "invoice.not_invoice"),
        ("HHDVu>", "Hang>", "invoice.no_lines"),
        ("</HDon>", "", "invoice.broken_xml"),
        ("Công ty Điện lực", "C«ng ty §iÖn lùc n­íc ®Êt", "invoice.old_encoding"),
        ("Công ty Điện lực", "Coâng ty ñieän nöôùc", "invoice.old_encoding"),
    ],
)
def test_a_fault_is_located_and_nothing_is_half_read(papers, old, new, code):
    read = read_invoice(plain(papers).replace(old, new).encode(), "a.xml")
    assert read.invoice is None
    assert codes(read) == [code]
    assert read.findings[0].place.file == "a.xml"
    assert read.findings[0].place.line
    assert has_message(f"finding.{code}.title")


def test_tcvn3_bytes_that_claim_utf8_are_named(papers):
    data = plain(papers).replace("Công ty Điện lực Ví Dụ", "C«ng ty §iÖn lùc").encode("latin-1", "ignore")
    read = read_invoice(data, "a.xml")
    assert codes(read) == ["invoice.old_encoding"]
    assert read.findings[0].given == "TCVN3"


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_vni_letters_are_named_in_any_bytes(papers, encoding):
    text = plain(papers).replace("Công ty Điện lực Ví Dụ", "Coâng ty Ñieän löïc Ví Duï")
    read = read_invoice(text.encode(encoding, "ignore"), "a.xml")
    assert codes(read) == ["invoice.old_encoding"]
    assert read.findings[0].given.startswith("VNI")
    assert read.invoice is None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_unicode_in_any_dress_reads_alike(papers, encoding):
    text = plain(papers, encoding="UTF-16" if encoding == "utf-16" else "UTF-8")
    assert read_invoice(text.encode(encoding), "a.xml").invoice.lines == read_invoice(plain(papers).encode(), "a.xml").invoice.lines


BOMB = """<?xml version="1.0"?><!DOCTYPE HDon [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><HDon>&c;</HDon>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_bomb_and_a_foreign_entity_are_refused_before_parsing(tmp_path: Path, encoding):
    secret = tmp_path / "secret.txt"
    secret.write_text("mật", encoding="utf-8")
    reach = f'<?xml version="1.0"?><!DOCTYPE HDon [<!ENTITY x SYSTEM "{secret.as_uri()}">]><HDon>&x;</HDon>'
    for text in (BOMB, reach):
        assert codes(read_invoice(text.encode(encoding), "a.xml")) == ["invoice.entity"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xd8\xff\xe0" + b"x" * 100, "file.foreign"),
        (b"", "file.empty"),
        (b"PK\x03\x04rest", "file.truncated"),
        (b"a,b\n1,2\n", "invoice.not_xml"),
        (b"<" + b"a" * MAX_INVOICE_BYTES, "invoice.too_large"),
        (b"<a>" * 100_000, "invoice.broken_xml"),
        (b"<?xml version='1.0' encoding='no-such'?><HDon/>", "invoice.encoding"),
    ],
)
def test_what_is_no_invoice_is_named(data, code):
    assert codes(read_invoice(data, "a.xml")) == [code]


@pytest.fixture(scope="module")
def signed_by():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "vi du")])
    now = datetime(2025, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now).not_valid_after(now.replace(year=2030)).sign(key, hashes.SHA256())
    )  # fmt: skip
    return key, base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()


def sign(text: str, signed_by) -> bytes:
    """Sign as providers do: a reference to the data's Id, inside DSCKS."""
    key, certificate = signed_by
    root = etree.fromstring(text.encode())
    digest = hashlib.sha256(etree.tostring(root.find("DLHDon"), method="c14n", with_tail=False)).digest()
    space = "http://www.w3.org/2000/09/xmldsig#"
    info = (
        f'<SignedInfo xmlns="{space}"><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>'
        '<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><Reference URI="#data">'
        '<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<DigestValue>{base64.b64encode(digest).decode()}</DigestValue></Reference></SignedInfo>"
    )
    value = key.sign(etree.tostring(etree.fromstring(info), method="c14n"), padding.PKCS1v15(), hashes.SHA256())
    block = (
        f'<DSCKS><NBan><Signature xmlns="{space}">{info}<SignatureValue>{base64.b64encode(value).decode()}</SignatureValue>'
        f"<KeyInfo><X509Data><X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo></Signature></NBan></DSCKS>"
    )
    return text.replace("</HDon>", block + "</HDon>").encode()


def test_a_signature_that_holds_and_one_that_does_not(papers, signed_by):
    data = sign(plain(papers), signed_by)
    assert read_invoice(data, "a.xml").invoice.signature == "intact"
    changed = read_invoice(data.replace(b"<SLuong>1234.5<", b"<SLuong>9234.5<"), "a.xml")
    assert changed.invoice.signature == "broken"
    assert "invoice.signature_broken" in codes(changed)
    reference_changed = data.replace(b"rsa-sha256", b"rsa-sha512")
    assert read_invoice(reference_changed, "a.xml").invoice.signature == "broken"


def test_an_amount_far_from_quantity_times_price_is_named(papers):
    plain = papers.invoice_xml(papers.OIL, 1, "2025-03-12", [papers.Item("Dầu DO", "Lít", 900, 15_300_000.0)])
    assert read_invoice(plain.encode(), "a.xml").findings == ()
    for quantity in ("900000", "0", "0.9"):
        found = read_invoice(plain.replace("<SLuong>900<", f"<SLuong>{quantity}<").encode(), "a.xml")
        assert found.invoice is not None
        assert [(finding.code, finding.severity, finding.place.line is not None) for finding in found.findings] == [("invoice.price_differs", "warning", True)]


@pytest.mark.parametrize("year", ["2099", "1025"])
def test_an_invoice_of_a_year_that_cannot_be_is_refused(papers, year):
    plain = papers.invoice_xml(papers.OIL, 1, "2025-03-12", [papers.Item("Dầu DO", "Lít", 900, 15_300_000.0)])
    found = read_invoice(plain.replace("2025-03-12", f"{year}-03-12").encode(), "a.xml")
    assert found.invoice is None
    assert [finding.code for finding in found.findings] == ["period.implausible"]


@pytest.mark.parametrize("data", [b"", b"\x89PNG....", b"<HDon><DLHDon"])
def test_what_is_no_invoice_is_told_to_be_xml(data):
    (finding,) = read_invoice(data, "a.xml").findings
    assert finding.expected == "XML (HDon)"
    assert "<string>" not in finding.given


def in_message(*texts, more=""):
    """Return invoices as they are sent to the tax authority: one message, one or several of them."""
    inner = "".join(text.partition("?>")[2] for text in texts)
    return (f'<?xml version="1.0" encoding="UTF-8"?><TDiep><TTChung><PBan>2.1.0</PBan><MLTDiep>206</MLTDiep><SLuong>{len(texts)}</SLuong></TTChung>'
            f"<DLieu>{inner}{more}</DLieu></TDiep>").encode()  # fmt: skip


def test_a_message_gives_each_invoice_in_it_and_its_own_head_is_not_theirs(papers):
    texts = [papers.invoice_xml(papers.OIL, number, "2025-03-12", [papers.Item("Dầu DO", "Lít", 10.0 * number, 1000.0)]) for number in (1, 2, 3)]
    read = read_invoice(in_message(*texts), "a.xml")
    assert [(item.key.number, item.lines[0].quantity) for item in read.invoices] == [("1", 10), ("2", 20), ("3", 30)]
    assert len({item.lines[0].row for item in read.invoices}) == 3  # evidence names the line of each
    spoiled = read_invoice(in_message(texts[0], texts[1].replace("<NLap>2025-03-12</NLap>", ""), texts[2]), "a.xml")
    assert [item.key.number for item in spoiled.invoices] == ["1", "3"]
    assert codes(spoiled) == ["invoice.no_date"]


@pytest.mark.parametrize(
    "data",
    ["<TDiep><DLieu><TBao><DLTBao><MSo>01/TB-KTDL</MSo><Ten>Về việc kết quả kiểm tra</Ten></DLTBao></TBao></DLieu></TDiep>",
     "<BBan><NDBBan><TTChung><TBBan>Biên bản điều chỉnh</TBBan></TTChung></NDBBan></BBan>", "<TKhai><DLTKhai><TTChung/></DLTKhai></TKhai>"],
)  # fmt: skip
def test_a_paper_about_invoices_is_said_to_be_none(data):
    (finding,) = read_invoice(data.encode(), "a.xml").findings
    assert (finding.code, finding.severity) == ("invoice.notice_only", "note")
    assert finding.given


def test_an_adjustment_of_the_tax_rate_alone_needs_no_lines_and_no_original(papers):
    text = plain(papers, related=("2", 3, "2025-01-31"))
    bare = re.sub(r"<DSHHDVu>.*</DSHHDVu>", "", text, flags=re.DOTALL)
    bare = re.sub(r"<TgTCThue>[^<]*", "<TgTCThue>0", bare)
    read = read_invoice(bare.encode(), "a.xml")
    assert (read.invoice.kind, read.invoice.lines, codes(read)) == ("adjusts", (), [])
    nameless = re.sub(r"<KHHDCLQuan>[^<]*</KHHDCLQuan>", "", text)
    assert read_invoice(nameless.encode(), "a.xml").invoice.refers is None
    original = re.sub(r"<DSHHDVu>.*</DSHHDVu>", "", plain(papers), flags=re.DOTALL)
    assert codes(read_invoice(original.encode(), "a.xml")) == ["invoice.no_lines"]


def test_one_invoice_that_changes_several_is_not_guessed(papers):
    text = plain(papers, related=("4", 3, "2025-01-31"))
    assert codes(read_invoice(text.encode(), "a.xml")) == ["invoice.several_originals"]
    listed = plain(papers, related=("1", 3, "2025-01-31")).replace("<TCHDon>1</TCHDon>", "<TCHDon>1</TCHDon><SBKCLQuan>BK01</SBKCLQuan>")
    assert codes(read_invoice(listed.encode(), "a.xml")) == ["invoice.several_originals"]
    table = "<BKe><NDBKe><TTChung><TCHDon>2</TCHDon></TTChung></NDBKe></BKe>"
    assert codes(read_invoice(in_message(plain(papers), more=table), "a.xml")) == ["invoice.several_originals"]


def test_the_names_of_before_2021_are_read(papers):
    text = plain(papers).replace("NLap>", "TDLap>").replace("THHDVu>", "Ten>")
    text = re.sub(r"<TDLap>([^<]*)</TDLap>", r"<TDLap>\1T15:05:22</TDLap>", text)
    before, now = (read_invoice(each.encode(), "a.xml").invoice for each in (text, plain(papers)))
    assert (before.day, before.lines) == (now.day, now.lines)
