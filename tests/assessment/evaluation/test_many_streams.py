"""A ledger of many streams costs what its rows cost: the calls made grow with the number of streams, not with its square."""

from __future__ import annotations

import sys
from collections import Counter
from types import FrameType

import pytest

from assessment.model import Assessment, Document
from assessment.procedure import assess


def ledger(streams: int) -> Document:
    """Return two years of that many materials, each of the factory's own naming."""
    years = ("2024", "2025")
    flows = [
        {"period": year, "stream": f"material/m-{number}", "quantity": 1000 + number, "unit": "kg"}
        for number in range(streams)
        for year in years
    ]
    flows += [{"period": year, "stream": "product/p", "quantity": 1000, "unit": "t"} for year in years]
    given = {
        "facility": {"name": "N", "sector": "other", "province": "79"},
        "reporting_period": "2025",
        "baseline_period": "2024",
        "products": [{"id": "p", "name": "P", "unit": "t"}],
        "flows": flows,
    }
    return Document(assessment=Assessment.model_validate(given))


def calls_of(document: Document) -> Counter[str]:
    """Return how often each function was called while a document was assessed."""
    counted: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            counted[f"{frame.f_globals.get('__name__')}.{frame.f_code.co_name}"] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        assess(document)
    finally:
        sys.setprofile(before)
    return counted


@pytest.fixture(scope="module")
def counted() -> dict[int, Counter[str]]:
    assess(ledger(1))  # what is read once is read here
    return {streams: calls_of(ledger(streams)) for streams in (40, 80, 160)}


def test_calls_grow_with_the_streams_and_not_with_their_square(counted: dict[int, Counter[str]]) -> None:
    first, second, third = (counted[streams].total() for streams in (40, 80, 160))
    assert first > 1000
    assert (third - second) / (second - first) < 2.2  # 2 where it is linear, 4 where it is square


def test_no_function_is_called_for_every_pair_of_streams(counted: dict[int, Counter[str]]) -> None:
    pairs = {
        name: calls
        for name, calls in counted[160].items()
        if calls - counted[80][name] > 3 * (counted[80][name] - counted[40][name]) and calls > 160
    }
    assert pairs == {}


def test_no_stream_is_looked_for_among_all_others(counted: dict[int, Counter[str]]) -> None:
    assert not [name for name in counted[160] if name.startswith("difflib.")]


def test_the_days_of_a_window_are_shared_out_once(counted: dict[int, Counter[str]]) -> None:
    name = "calculators.ledger.share_in_window"
    assert counted[40][name] == counted[160][name] > 0
