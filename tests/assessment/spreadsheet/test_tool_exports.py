"""Exports of VERIFI and Portfolio Manager, built after what their own programs write."""

from __future__ import annotations

import json

from assessment.intake.sheet import Sheet
from assessment.intake.spreadsheet.reading import read_tables
from assessment.intake.spreadsheet.tools import tables_of_tool, tool_of, verifi_backup


def sheet(name, *rows):
    width = max(map(len, rows))
    return Sheet(name=name, rows=tuple(tuple(row) + (None,) * (width - len(row)) for row in rows))


def verifi(applied):
    return (
        sheet("Electricity Meters", ["Meters"], ["Facility", "Meter Number", "Meter Name", "Group", "Calendarize?", "Unit"],
              ["F", "E-1", "Main", "", applied, "kWh"]),
        sheet("Electricity", ["Readings"], ["Meter Number", "Read Date", "Total Consumption", "Total Real Demand", "Power Factor", "Total Cost"],
              ["E-1", "2024-02-05", 200.0, None, None, 9.0], ["E-1", "2024-01-05", 100.0], ["E-1", "2024-03-06", 300.0], ["X", "2024-03-06", 1.0]),
    )  # fmt: skip


def periods(sheets):
    tool = tool_of(sheets)
    assert tool == "verifi"
    (table,) = tables_of_tool(tool, sheets)
    (series,) = table.series
    assert (series.unit, series.meter) == ("kWh", "Main")
    return [(cell.period, cell.value) for cell in series.cells]


def test_verifi_readings_belong_to_what_the_meter_says():
    assert periods(verifi("No")) == [("2024-01", 100), ("2024-02", 200), ("2024-03", 300)]
    assert periods(verifi("Yes")) == [("2024-01-06/2024-02-05", 200), ("2024-02-06/2024-03-06", 300)]  # the first begins nowhere


def test_a_verifi_backup():
    record = {
        "origin": "VERIFI", "backupFileType": "Facility",
        "meters": [{"guid": "a", "name": "Boiler", "meterNumber": "G1", "source": "Natural Gas", "startingUnit": "MMBtu",
                    "meterReadingDataApplication": "fullMonth"}],
        "meterData": [{"meterId": "a", "readDate": "2024-05-31T00:00:00.000Z", "totalEnergyUse": 12, "totalCost": 3},
                      {"meterId": "a", "year": 2024, "month": 6, "day": 30, "totalVolume": 13}],
    }  # fmt: skip
    (table,) = verifi_backup(json.dumps(record).encode()) or ()
    assert [(series.label, series.unit) for series in table.series] == [("Khí thiên nhiên (Natural Gas)", "MMBtu")]
    assert [(cell.period, cell.value) for cell in table.series[0].cells] == [("2024-05", 12), ("2024-06", 13)]
    assert verifi_backup(b'{"origin": "other"}') is None
    assert read_tables(b'{"a": 1}', "x.json").findings[0].code == "file.foreign"


def test_portfolio_manager_meter_consumption():
    sheets = (
        sheet("Properties", ["x"]),
        sheet("Meter Consumption Data", ["Custom download"], [None], [None], [None], [None],
              ["Portfolio Manager ID", "Portfolio Manager Meter ID", "Meter Type", "Start Date", "End Date", "Delivery Date", "Usage/Quantity",
               "Usage Units", "Cost ($)"],
              ["1", "77", "Electric - Grid", {"day": "2024-01-01"}, {"day": "2024-01-31"}, None, 1000.0, "kWh (thousand Watt-hours)", 50.0],
              ["1", "78", "Diesel", None, None, {"day": "2024-03-04"}, 40.0, "Liters", 60.0]),
    )  # fmt: skip
    assert tool_of(sheets) == "portfolio_manager"
    (table,) = tables_of_tool("portfolio_manager", sheets)
    assert [(series.label, series.unit, series.meter, series.cells[0].period, series.cells[0].value) for series in table.series] == [
        ("Điện (Electric - Grid)", "kWh", "77", "2024-01", 1000.0), ("Dầu diesel (Diesel)", "Liters", "78", "2024-03-04", 40.0)]  # fmt: skip
    assert {series.measure for series in table.series} == {"quantity"}  # dollars are left out
