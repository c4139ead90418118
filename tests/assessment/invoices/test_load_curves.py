"""Load curves: every dress of a CSV, every fault of a meter, months, bands, profile."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.intake.meter import meter_flows, read_load_curves
from assessment.intake.meter_bands import BANDS, bands_of
from calculators.errors import UnknownKeyError
from calculators.load_profile import sum_intervals_by_month
from data import messages


def curve(days=31, minutes=30, value="5", head="Thời gian;Công tơ 1 (kWh)", shape="%d/%m/%Y %H:%M", start=datetime(2025, 1, 1), separator=";"):
    """Return a CSV of equal readings; `value` may be a function of the row's number."""
    rows = [head]
    for number in range(days * 1440 // minutes):
        text = value(number) if callable(value) else value
        rows.append((start + timedelta(minutes=minutes * number)).strftime(shape) + separator + text)
    return rows


def read(rows, **more):
    return read_load_curves("\n".join(rows).encode(), "m.csv", **more)


def codes(found):
    return {finding.code for finding in found.findings if finding.severity != "note"}


def test_january_2025_by_hand():
    """31 days, 4 of them Sundays (5, 12, 19, 26): peak 27 x 5 h, off-peak 31 x 6 h; 5 kWh each half hour."""
    (meter,) = read(curve()).meters
    (month,) = meter.months
    assert month.month == "2025-01"
    assert month.is_complete
    assert dict(zip(BANDS, month.kwh, strict=True)) == {"peak": 27 * 5 * 10, "off_peak": 31 * 6 * 10, "normal": (744 - 135 - 186) * 10}
    assert (meter.base_kw, meter.peak_kw, meter.load_factor, meter.interval) == (10, 10, 1, 30)
    later = read(curve(), schedule="schedule_963").meters[0].months[0]
    assert later.kwh[1] == 27 * 5 * 10
    assert later.kwh == month.kwh  # 5 peak hours and 6 off-peak hours in both schedules


@pytest.mark.parametrize(
    ("when", "old", "new"),
    [
        ("2025-01-06T09:30", "peak", "normal"),
        ("2025-01-06T11:30", "normal", "normal"),
        ("2025-01-06T17:00", "peak", "normal"),
        ("2025-01-06T17:30", "peak", "peak"),
        ("2025-01-06T20:00", "normal", "peak"),
        ("2025-01-06T22:00", "off_peak", "peak"),
        ("2025-01-06T22:30", "off_peak", "normal"),
        ("2025-01-06T00:00", "off_peak", "off_peak"),
        ("2025-01-06T04:00", "normal", "off_peak"),
        ("2025-01-06T06:00", "normal", "normal"),
        ("2025-01-05T18:00", "normal", "normal"),
        ("2025-01-05T23:00", "off_peak", "normal"),
    ],
)
def test_bands_at_their_edges(when, old, new):
    time = np.array([when], dtype="datetime64[m]")
    assert [BANDS[bands_of(time, name)[0]] for name in ("schedule_2019", "schedule_963")] == [old, new]


def test_an_unknown_schedule_is_the_callers_fault():
    with pytest.raises(UnknownKeyError):
        bands_of(np.array(["2025-01-01"], dtype="datetime64[m]"), "schedule_1999")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1.234,5", 1234.5), ("1,234.5", 1234.5), ("0,125", 0.125), ("0.125", 0.125), ("1234", 1234), ("12,5", 12.5), ("12.5", 12.5)],
)
def test_decimal_marks_are_seen(value, expected):
    (meter,) = read(curve(value=value)).meters
    assert meter.kwh[0] == expected


def test_two_notations_in_one_file():
    rows = ["Thời gian;A kWh;B kWh"] + [line + ";1,234.5" for line in curve(value="1.234,5")[1:]]
    assert [meter.kwh[0] for meter in read(rows).meters] == [1234.5, 1234.5]


def test_what_has_two_readings_is_asked():
    rows = curve(value="1.234")
    assert codes(read(rows)) == {"meter.notation"}
    assert read(rows).meters == ()
    assert read(rows, notation="comma").meters[0].kwh[0] == 1234
    assert read(rows, notation="dot").meters[0].kwh[0] == 1.234


@pytest.mark.parametrize("shape", ["%d/%m/%Y %H:%M", "%d-%m-%Y %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y;%H:%M", "%m/%d/%Y %H:%M"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_dates_and_encodings(shape, encoding):
    head = "Ngày;Giờ;kWh" if ";" in shape else "Thời gian;kWh"
    data = "\r\n".join(["Công ty Ví Dụ", "Báo cáo phụ tải", *curve(head=head, shape=shape, minutes=15)]).encode(encoding)
    found = read_load_curves(data, "m.csv")
    assert found.meters[0].months[0].is_complete
    assert found.meters[0].kwh.sum() == 31 * 96 * 5
    assert found.meters[0].name == "kWh"


def test_midnight_written_as_24_and_times_at_the_end():
    rows = ["t;kWh"]
    for number in range(1, 31 * 48 + 1):
        time = datetime(2025, 1, 1) + timedelta(minutes=30 * number)
        rows.append(time.strftime("%d/%m/%Y %H:%M") if time.hour or time.minute else (time - timedelta(days=1)).strftime("%d/%m/%Y 24:00"))
        rows[-1] += ";5"
    found = read(rows)
    assert [use.month for use in found.meters[0].months] == ["2025-01"]
    assert found.meters[0].months[0].is_complete
    assert read(rows, stamp="begin").meters[0].months[0].missing == 1


def test_kilowatts_are_no_kilowatt_hours():
    (meter,) = read(curve(head="t;P (kW)", value="10")).meters
    assert (meter.kind, meter.kwh.sum(), meter.peak_kw) == ("power", 744 * 10, 10)


def test_a_counter_its_gap_and_its_reset():
    rows = curve(head="t;Chỉ số", value=lambda number: f"{1000 + 2 * number}")
    (meter,) = read(rows).meters
    assert (meter.kind, meter.kwh.sum()) == ("register", 2 * (31 * 48 - 1))
    holed = read(rows[:100] + rows[110:]).meters[0]
    assert holed.kwh.sum() == pytest.approx(meter.kwh.sum())
    reset = read(curve(head="t;Chỉ số", value=lambda number: f"{(1000 if number < 500 else 0) + 2 * (number % 500)}"))
    assert codes(reset) == {"meter.reset", "meter.gap"}
    assert (reset.meters[0].kwh >= 0).all()


def test_a_gap_is_not_filled_and_the_month_stays_out():
    found = read(curve()[:200] + curve()[210:])
    assert codes(found) == {"meter.gap"}
    assert found.meters[0].months[0].missing == 10
    flows, findings = meter_flows(found.meters, "m.csv")
    assert flows == ()
    assert [finding.code for finding in findings] == ["meter.month_incomplete"]


def test_complete_months_become_rows():
    flows, findings = meter_flows(read(curve()).meters, "m.csv", role="internal", step="cap_dong")
    assert findings == ()
    assert [(flow.stream, flow.period, flow.role, flow.unit) for flow in flows] == [
        (stream, "2025-01", "internal", "kWh") for stream in ("electricity/grid", "electricity/grid_peak", "electricity/grid_off_peak")
    ]
    assert sum(flow.quantity for flow in flows) == 7440


def test_repeated_rows_count_once():
    rows = curve()
    assert read([*rows, *rows[1:50]]).meters[0].kwh.sum() == 7440
    assert "meter.duplicate_differs" in codes(read([*rows, rows[5].replace(";5", ";7")]))


def test_a_clock_that_goes_back_an_hour_is_said():
    rows = curve(days=10)
    back = rows[:100] + curve(days=10, start=datetime(2025, 1, 1) - timedelta(hours=1))[100:]
    assert "meter.clock_back" in codes(read(back))
    line = next(finding.place.line for finding in read(back).findings if finding.code == "meter.clock_back")
    assert line == 101


def test_a_clock_off_the_interval_is_rounded_and_said():
    found = read(curve(start=datetime(2025, 1, 1, 0, 2)))
    assert found.meters[0].months[0].is_complete
    assert "meter.clock_shift" in {finding.code for finding in found.findings}


def test_bad_cells_are_missing_and_located():
    rows = curve()
    rows[7], rows[9], rows[11] = (rows[number].replace(";5", text) for number, text in ((7, ";---"), (9, ";"), (11, ";-5")))
    found = read(rows)
    assert codes(found) == {"meter.number", "meter.negative", "meter.gap"}
    assert next(finding.place.line for finding in found.findings if finding.code == "meter.number") == 8
    assert found.meters[0].months[0].missing == 3


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "meter.no_readings"), (b"a;b\n1;2\n", "meter.no_readings"), (b"\xff\xd8\xff\xe0", "file.encoding"), (b"x" * (21 * 2**20), "meter.too_large"),
     (b"01/01/2025 00:00;1\n01/01/2025 00:07;2\n01/01/2025 00:14;2\n", "meter.interval")],
)  # fmt: skip
def test_what_is_no_load_curve_is_named(data, code):
    found = read_load_curves(data, "m.csv")
    assert [finding.code for finding in found.findings if finding.severity == "error"] == [code]
    assert found.meters == ()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 999), min_size=48 * 2, max_size=48 * 40), st.sampled_from(["schedule_2019", "schedule_963"]))
def test_bands_and_months_add_up_to_what_was_read(values, schedule):
    found = read(curve(days=len(values) // 48, value=lambda number: f"{values[number]}", head="t;kWh"), schedule=schedule, kind="interval")
    meter = found.meters[0]
    total = sum(values[: len(values) // 48 * 48])
    assert sum(sum(use.kwh) for use in meter.months) == total
    _, sums = sum_intervals_by_month(meter.begin, meter.kwh)
    assert [sum(use.kwh) for use in meter.months] == list(sums)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    read_load_curves(b"t;kWh\n01/01/2025 00:00;1\n" + data, "m.csv")


@pytest.mark.parametrize(
    ("head", "kwh"),
    [
        ("CT1 (Wh)", 7.44), ("CT1 (kWh)", 7440), ("CT1 (MWh)", 7_440_000), ("CT1 [mwh]", 7_440_000), ("CT1 (W)", 3.72), ("CT1 (kW)", 3720), ("CT1 (MW)", 3_720_000),
        ("CT1", 7440),
    ],
)  # fmt: skip
def test_the_unit_of_the_heading_is_heeded(head, kwh):
    """5 each half hour of January: 1488 x 5 of energy, half of that of power."""
    found = read(curve(head=f"Thời gian;{head}"))
    assert found.meters[0].kwh.sum() == pytest.approx(kwh, rel=1e-12)
    assert ("meter.unit_converted" in {finding.code for finding in found.findings}) == (("k" not in head and "(" in head) or "[" in head)


@pytest.mark.parametrize("head", ["CT1 (kVArh)", "Q kvar", "S (kVA)", "Dòng điện (A)", "Điện áp (V)", "Cosφ", "Hệ số công suất", "Nước (m3)"])
def test_what_is_no_active_energy_is_left_out_and_named(head):
    rows = [f"{row};3" if number else f"{row};{head}" for number, row in enumerate(curve())]
    found = read(rows)
    assert [meter.name for meter in found.meters] == ["Công tơ 1 (kWh)"]
    (finding,) = (finding for finding in found.findings if finding.code == "meter.not_energy")
    assert (finding.severity, finding.place.cell, finding.given) == ("warning", head, head)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_was_assumed_is_said_without_the_words_of_the_other_language(lang):
    said = set()
    for head in ("A (kWh)", "A (kW)", "A chỉ số (kWh)"):
        for finding in read(curve(head=f"Time;{head}")).findings:
            said.add(finding.code)
            text = messages.message(f"finding.{finding.code}.title", lang, given=finding.given, expected=finding.expected)
            assert lang == "en" or not {"begin", "end", "interval", "power", "register"} & set(text.lower().split())
    assert {"meter.stamp_begin", "meter.kind_interval", "meter.kind_power", "meter.kind_register"} <= said


def test_readings_of_a_year_that_cannot_be_are_left_out_and_named():
    found = read([*curve(), "01/01/2099 00:00;5", "01/01/1970 00:00;5"])
    assert [month.month for month in found.meters[0].months] == ["2025-01"]
    (finding,) = (finding for finding in found.findings if finding.code == "period.implausible")
    assert (finding.severity, finding.place.line, finding.given[:4]) == ("error", 1490, "2099")
