"""The calendar of deadlines: what stands in it, and that it keeps RFC 5545."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.calendar import calendar_of

DUTY: dict[str, Any] = {
    "duty": "key_energy_user_report",
    "applies": "yes",
    "deadline": "2026-01-15",
    "source": "vn.nd06_2022",
    "locator": "Điều 1",
}


def _lines(*duties: dict[str, Any], site: str = "Nhà máy A", lang: str = "vi") -> list[str]:
    made = calendar_of({"edition": "2026-11", "duties": duties}, site, lang).decode()
    return made.replace("\r\n ", "").split("\r\n")


def test_a_deadline_is_a_whole_day_with_a_reminder() -> None:
    lines = _lines(DUTY)
    assert "DTSTART;VALUE=DATE:20260115" in lines
    assert "DTEND;VALUE=DATE:20260116" in lines
    assert "TRIGGER:-P14D" in lines
    assert sum(line.startswith("SUMMARY:") and line.endswith("(Nhà máy A)") for line in lines) == 1


@pytest.mark.parametrize("change", [{"applies": "no"}, {"deadline": None}])
def test_what_does_not_apply_or_has_no_day_is_left_out(change: dict[str, Any]) -> None:
    assert "BEGIN:VEVENT" not in _lines({**DUTY, **change})


def test_marks_of_the_format_are_escaped() -> None:
    lines = _lines(DUTY, site="A, B; C\\D\nEND:VEVENT")
    assert lines.count("END:VEVENT") == 1
    assert any("(A\\, B\\; C\\\\D\\nEND:VEVENT)" in line for line in lines)


def test_no_line_is_longer_than_75_octets_and_none_splits_a_letter() -> None:
    made = calendar_of({"edition": "2026-11", "duties": [DUTY]}, "Công ty Trách nhiệm hữu hạn " * 8, "vi")
    assert max(len(line) for line in made.split(b"\r\n")) <= 75
    assert all(line.decode() or True for line in made.split(b"\r\n"))
    assert made.endswith(b"END:VCALENDAR\r\n")


def test_the_same_result_gives_the_same_bytes() -> None:
    result = {"edition": "2026-11", "duties": [DUTY]}
    assert calendar_of(result, "A", "vi") == calendar_of(result, "A", "vi")
    assert calendar_of(result, "A", "vi") != calendar_of(result, "B", "vi")
