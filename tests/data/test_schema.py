"""Every table keeps the schema: columns, kinds, units, keys, floors; the check finds what it should."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.units import convert, parse_unit
from data import catalogue
from data.check import check_edition
from data.data_package import descriptor, dictionary, package_of
from data.schema import COLUMNS, TABLES, table_of
from data.table import FOLDER

BOOK = catalogue.open_edition("2026-11")
DAY = date(2026, 11, 22)
DOCUMENTS = Path(__file__).parents[2] / "docs" / "reference"
UNITS = sorted({str(row["unit"]) for name in BOOK.names for row in BOOK.table(name) if row.get("unit")})


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")), ids=lambda path: path.stem)
def test_every_file_belongs_to_a_table_and_has_its_columns(path: Path) -> None:
    name = table_of(path.stem)
    assert name is not None
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert header == list(TABLES[name].columns)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_has_rows_with_keys_of_their_own(name: str) -> None:
    rows = BOOK.table(name)
    assert rows
    if name != "sources":
        assert not [key for key, count in Counter(row["id"] for row in rows).items() if count > 1]


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_column_of_a_table_is_defined_once(name: str) -> None:
    assert all(column in COLUMNS for column in TABLES[name].columns)
    assert len(set(TABLES[name].columns)) == len(TABLES[name].columns)


def test_every_defined_column_is_used() -> None:
    assert set(COLUMNS) == {column for table in TABLES.values() for column in table.columns}


@given(st.sampled_from(UNITS), st.floats(1e-6, 1e6))
def test_every_unit_reads_and_converts_to_itself(unit: str, value: float) -> None:
    assert convert(value, unit, unit) == pytest.approx(value, rel=1e-12)
    assert parse_unit(unit).factor > 0


def test_the_check_finds_no_error_and_no_missing_factor() -> None:
    grave = [finding for finding in check_edition(BOOK, DAY) if finding.severity != "note"]
    assert [(finding.code, str(finding.place), finding.given) for finding in grave] == []


@pytest.mark.parametrize(
    ("code", "id"),
    [
        pytest.param("reference.expired", "PAP-PACK-L-2025", id="paper norms ended with 2025"),
        pytest.param("reference.superseded", "PLA-BAG-2025", id="plastics were replaced"),
        pytest.param("reference.low_confidence", "gwp.ar5.NH3", id="ammonia rests on no report"),
        pytest.param("reference.gap", "fuel/biogas", id="biogas has no fixed calorific value"),
    ],
)
def test_the_check_lists_what_a_reader_must_know(code: str, id: str) -> None:
    assert id in {finding.values["id"] for finding in check_edition(BOOK, DAY) if finding.code == code}


def test_the_check_judges_by_the_day() -> None:
    before, after = (
        {finding.values["id"] for finding in check_edition(BOOK, day) if finding.code == "reference.expired"}
        for day in (date(2025, 12, 31), date(2026, 1, 1))
    )
    assert "SEA-PANG-2025" in after - before


def test_the_check_finds_faults_of_an_overlay(tmp_path: Path) -> None:
    (tmp_path / "fuels.csv").write_text(
        "id,stream,property,value,unit,priority,source_id\n"
        "own.1,fuel/rice_husk,ncv,13,MJ/kwh,1,vn.qd2626_2022\n"
        "own.2,fuel/rice_hust,ncv,13,MJ/kg,1,vn.qd2626_2022\n"
        "own.3,fuel/rice_husk,ncv,13,m3,1,no.such.source\n",
        encoding="utf-8",
    )
    findings = check_edition(catalogue.open_edition(overlays=[tmp_path]), DAY)
    found = {(finding.code, finding.values["id"]) for finding in findings if str(finding.values["id"]).startswith("own.")}
    assert {("reference.unit", "own.1"), ("reference.key", "own.2"), ("reference.unit", "own.3"), ("reference.source", "own.3")} <= found
    assert {id for code, id in found if code == "reference.local"} == {"own.1", "own.2", "own.3"}


def test_there_are_900_factors_with_value_unit_and_source() -> None:
    rows = [row for name in BOOK.names if TABLES[name].factors for row in BOOK.table(name)]
    assert len(rows) >= 900
    assert all(row["source_id"] for row in rows)


def test_the_package_describes_and_holds_every_table() -> None:
    content = package_of(BOOK)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        described = json.loads(package.read("datapackage.json"))
        assert described == json.loads(json.dumps(descriptor(BOOK)))
        for resource in described["resources"]:
            with package.open(resource["path"]) as file:
                frame = pd.read_csv(file, dtype=str, keep_default_na=False)
            assert list(frame.columns) == [field["name"] for field in resource["schema"]["fields"]]
            assert len(frame) == len(BOOK.table(resource["name"]))
    assert content == package_of(BOOK)


def test_the_dictionary_in_the_documents_is_the_schemas() -> None:
    assert (DOCUMENTS / "dictionary.md").read_text(encoding="utf-8") == dictionary()
