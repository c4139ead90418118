"""The ledger as CSV: out and in again."""

from __future__ import annotations

import pytest

from assessment.intake import table
from assessment.model import Document, Flow


def test_the_ledger_goes_through_csv_unchanged(garment: Document) -> None:
    read = table.read(table.write(garment.assessment.flows), "so.csv")
    assert read.findings == ()
    assert read.flows == garment.assessment.flows


def test_seventeen_digits_and_awkward_texts_survive() -> None:
    flow = Flow(
        period="2025", stream="water/rain", quantity=0.1 + 0.2, unit="m3", evidence='=1+1; "x",\ny', estimated=False, cost_vnd=-1e-7
    )
    assert table.read(table.write([flow]), "so.csv").flows == (flow,)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        pytest.param("period;stream;quantity;unit\n2025;electricity/grid;1.234,5;kWh\n", 1234.5, id="semicolons: a decimal comma"),
        pytest.param("period,stream,quantity,unit\n2025,electricity/grid,1234.5,kWh\n", 1234.5, id="commas: a decimal dot"),
        pytest.param("stream\tperiod\tunit\tquantity\nĐiện lưới [electricity/grid]\t2025\tkWh\t7\n", 7.0, id="tabs, other order"),
    ],
)
def test_separators(text: str, quantity: float) -> None:
    read = table.read(text.encode(), "so.csv")
    assert read.findings == ()
    assert [(flow.stream, flow.quantity) for flow in read.flows] == [("electricity/grid", quantity)]


@pytest.mark.parametrize(
    ("text", "code", "line", "given"),
    [
        pytest.param("period,stream,quantity,unit\n2025,a/b,\"1,5\",t\n", "number.not_plain", 2, "1,5", id="comma number"),
        pytest.param("period;stream;quantity;unit\n2025;a/b;nhiều;t\n", "number.not_read", 2, "nhiều", id="a word"),
        pytest.param("a,b\n1,2\n", "column.unknown", 1, "a", id="other columns"),
        pytest.param("stream,stream\nx,y\n", "column.duplicate", 1, "stream", id="a column twice"),
        pytest.param("period,stream,quantity\n2025,a/b,5\n", "flow.no_unit", 2, "", id="no unit"),
    ],
)  # fmt: skip
def test_faults_have_lines(text: str, code: str, line: int, given: str) -> None:
    found = table.read(text.encode(), "so.csv").findings[0]
    assert (found.code, found.place.line, found.given) == (code, line, given)


def test_a_bad_row_is_left_out_and_named() -> None:
    text = "period,stream,quantity,unit\n2025,water/rain,x,m3\n2024,water/rain,5,m3\n"
    read = table.read(text.encode(), "so.csv")
    assert [flow.period for flow in read.flows] == ["2024"]
    assert [(row.stream, row.period, row.code) for row in read.unread] == [("water/rain", "2025", "number.not_plain")]


def test_another_encoding_is_said() -> None:
    assert table.read("stream,ghi chú".encode("cp1258", "replace") + b"\xff", "so.csv").findings[0].code == "file.encoding"
