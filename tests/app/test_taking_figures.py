"""Suppliers' footprints and own factor tables: by command and on the page, previewed, kept as a revision, taken back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import xlsxwriter
from typer.testing import CliRunner

import data
from app import sites
from app.cli import program
from app.components.figures_form import FOCUS
from app.imports import incoming
from app.opening import open_document
from app.pages.footprint import FootprintPage
from app.route import Route
from app.session import AssessmentSession
from app.settings import Settings
from assessment import intake, procedure
from assessment.footprint.taking import buyable_streams, headings_of, proposed_columns, table_text
from data import catalogue

SHOES = Path(data.__file__).parent / "examples" / "footprints" / "shoes.yaml"
RUNNER = CliRunner()
PCF = {
    "id": "3893bb5d-da16-4dc1-9185-11d97476c254", "specVersion": "3.0.0", "created": "2026-01-01T00:00:00Z", "status": "Active",
    "companyName": "Thuộc da Ví Dụ; <b>một</b>", "companyIds": ["urn:x:1"], "productDescription": "da", "productIds": ["urn:x:2"],
    "productNameCompany": "Da bò thuộc crôm",
    "pcf": {
        "declaredUnitOfMeasurement": "kilogram", "declaredUnitAmount": "1", "pcfExcludingBiogenicUptake": "17.5",
        "ipccCharacterizationFactors": ["AR6"], "referencePeriodStart": "2025-01-01T00:00:00Z", "referencePeriodEnd": "2026-01-01T00:00:00Z",
        "primaryDataShare": "60",
    },
}  # fmt: skip
TABLE = "Material,EF,Unit,Note\nFinished leather,21.0,kg CO2e/kg,x\nBad row,many,kg CO2e/kg,x\nWrong unit,1.5,kWh/kg,x\n"


@pytest.fixture
def pcf(tmp_path: Path) -> Path:
    """Return a supplier's file."""
    path = tmp_path / "da.json"
    path.write_text(json.dumps({"data": [PCF]}), encoding="utf-8")
    return path


@pytest.fixture
def shoes(tmp_path: Path) -> Path:
    """Return a copy of the example that may be written into."""
    path = tmp_path / "shoes.yaml"
    path.write_bytes(SHOES.read_bytes())
    return path


def footprint_of(content: bytes):
    """Return the first footprint of a document."""
    document = intake.read(content, "x.yaml").document
    assert document is not None
    return procedure.assess(document)["footprints"][0]


def leather_of(content: bytes):
    """Return the row of the tanned leather."""
    return next(row for row in footprint_of(content)["rows"] if row["stream"] == "material/leather")


def test_a_suppliers_footprint_closes_the_gap_by_hand(pcf, shoes):
    """175 000 kg of leather for 700 000 pairs are 0,25 kg a pair, times 17,5."""
    assert any(gap["stream"] == "material/leather" for gap in footprint_of(shoes.read_bytes())["gaps"])
    done = RUNNER.invoke(program, ["import", "pcf", str(pcf), "-o", str(shoes), "--stream", "material/leather"])
    assert done.exit_code == 0, done.output
    row = leather_of(shoes.read_bytes())
    assert row["co2e"] == pytest.approx(0.25 * 17.5)
    assert row["origin"] == "supplier"
    assert "Da bò thuộc crôm" in row["factor"]
    assert not any(gap["stream"] == "material/leather" for gap in footprint_of(shoes.read_bytes())["gaps"])
    assert (shoes.parent / "shoes.yaml.bak").read_bytes() == SHOES.read_bytes()


def test_what_cannot_be_taken_is_refused_and_nothing_is_written(pcf, shoes, tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps({"data": [{**PCF, "status": "Deprecated"}]}), encoding="utf-8")
    for given in (["pcf", str(pcf), "-o", str(shoes), "--stream", "material/gold"], ["pcf", str(broken), "-o", str(shoes), "--stream", "material/leather"],
                  ["factors", str(pcf.with_suffix(".txt")), "-o", str(shoes)]):  # fmt: skip
        assert RUNNER.invoke(program, ["import", *given]).exit_code == 2
    assert shoes.read_bytes() == SHOES.read_bytes()


def test_a_row_of_ones_own_table_is_marked_own_and_keeps_its_licence(shoes, tmp_path):
    table = tmp_path / "own.csv"
    table.write_text(TABLE, encoding="utf-8")
    given = ["import", "factors", str(table), "-o", str(shoes), "--title", "Bảng A", "--licence", "Chỉ dùng nội bộ", "--row", "material/leather=Finished leather"]
    done = RUNNER.invoke(program, given)
    assert done.exit_code == 2  # two rows of the table were left out, and are named by their line
    assert "own.csv:3" in done.output
    assert "own.csv:4" in done.output
    row = leather_of(shoes.read_bytes())
    assert (row["origin"], row["co2e"]) == ("own", pytest.approx(0.25 * 21.0))
    assert "Chỉ dùng nội bộ" in row["locator"]


def test_without_a_licence_nothing_is_taken(shoes, tmp_path):
    table = tmp_path / "own.csv"
    table.write_text(TABLE, encoding="utf-8")
    assert RUNNER.invoke(program, ["import", "factors", str(table), "-o", str(shoes), "--title", "A"]).exit_code == 2
    assert shoes.read_bytes() == SHOES.read_bytes()


def test_a_whole_table_becomes_an_overlay_that_the_edition_reads(tmp_path):
    path, folder = tmp_path / "own.xlsx", tmp_path / "overlay"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for at, row in enumerate((("Tên", "Hệ số", "Đơn vị", "Dòng"), ("Da thuộc", 21.0, "kg CO2e/kg", "material/leather"))):
        sheet.write_row(at, 0, row)
    book.close()
    done = RUNNER.invoke(program, ["import", "factors", str(path), "-o", str(folder), "--title", "Bảng A", "--licence", "Chỉ dùng nội bộ"])
    assert done.exit_code == 0, done.output
    assert (folder / "LICENCE.txt").read_text(encoding="utf-8") == "Chỉ dùng nội bộ"
    rows = [row for row in catalogue.load_edition("2026-11", [folder]).table("life_cycle") if row["stream"] == "material/leather"]
    assert [(row["value"], row["local"]) for row in rows if row["local"]] == [(21.0, True)]


def test_headings_are_proposed_and_never_doubled():
    columns = proposed_columns(("Material name", "Emission factor", "Unit", "Reference year", "UUID"))
    assert columns == {"name": "Material name", "value": "Emission factor", "unit": "Unit", "year": "Reference year", "locator": "UUID"}
    assert headings_of("a, b\n1,2\n") == ("a", "b")
    assert table_text(b"\xff\xfe\x00", "t.csv").code == "file.encoding"


def session_with(settings: Settings, *files: tuple[str, bytes]) -> tuple[AssessmentSession, FootprintPage]:
    """Return a session with a batch of files, and the page of it."""
    session = AssessmentSession(settings, open_document, route=Route(page="footprint"))
    session.receive(SHOES.read_bytes(), "shoes.yaml")
    batch = incoming.new_batch()
    for name, content in files:
        incoming.receive(settings, session.actor, session.route.site, batch, name, content)
    session.route = session.route.to(page="footprint", focus=FOCUS + batch)
    page = FootprintPage(session)
    page.__panel__()
    return session, page


def kept(session: AssessmentSession) -> bytes:
    """Return the document as the store has it."""
    site = sites.find(session.settings, session.route.site)
    return sites.content(session.settings, site)


def test_on_the_page_from_the_drop_to_the_footprint_and_back(settings: Settings, pcf: Path):
    session, page = session_with(settings, ("da.json", pcf.read_bytes()))
    assert "accept_figures" not in page.taking.object  # nothing is taken that nobody picked
    assert "<b>một</b>" not in page.taking.object
    before = kept(session)
    page.act("submit", json.dumps({"take.material/leather": PCF["id"]}))
    assert kept(session) == before
    assert "17,5" in page.taking.object or "17.5" in page.taking.object
    address = page.act("accept_figures", "")
    assert address is not None
    assert leather_of(kept(session))["co2e"] == pytest.approx(0.25 * 17.5)
    page = FootprintPage(session)
    page.__panel__()
    assert page.act("undo_figures", "") is not None
    assert any(gap["stream"] == "material/leather" for gap in footprint_of(kept(session))["gaps"])


def test_on_the_page_a_table_needs_its_licence_and_names_the_rows_it_left_out(settings: Settings):
    session, page = session_with(settings, ("own.csv", TABLE.encode()))
    (id,) = re.findall(r'<option value="(own\.[^"]+)"', page.taking.object)[:1]
    assert "own.csv:3" in page.taking.object
    page.act("submit", json.dumps({"take.material/leather": id}))
    assert "accept_figures" not in page.taking.object
    page.act("submit", json.dumps({"take.material/leather": id, "title": "Bảng A", "licence": "Chỉ dùng nội bộ"}))
    assert page.act("accept_figures", "") is not None
    assert leather_of(kept(session))["origin"] == "own"


def test_a_batch_of_another_person_is_not_there(settings: Settings):
    session, _ = session_with(settings)
    session.route = session.route.to(page="footprint", focus=FOCUS + "0" * 24)
    page = FootprintPage(session)
    page.__panel__()
    assert "data-import" in page.taking.object


def test_only_what_is_bought_may_get_a_figure():
    document = intake.read(SHOES.read_bytes(), "shoes.yaml").document
    assert document is not None
    assert "material/leather" in buyable_streams(document.assessment)
    assert "electricity/grid" not in buyable_streams(document.assessment)
