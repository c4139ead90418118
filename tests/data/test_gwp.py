"""Global warming potentials by report, and mixtures from their composition."""

from __future__ import annotations

import pytest

from calculators.errors import UnknownKeyError
from data import catalogue

BOOK = catalogue.open_edition("2026-11")
SETS = ("AR4", "AR5", "AR6")


@pytest.mark.parametrize(
    ("gas", "values"),
    [
        pytest.param("CO2", (1, 1, 1), id="reference gas"),
        pytest.param("CH4", (25, 28, 27.0), id="methane, biogenic in AR6 Table 7.15"),
        pytest.param("CH4_fossil", (25, 28, 29.8), id="methane, fossil in AR6 Table 7.15"),
        pytest.param("N2O", (298, 265, 273), id="nitrous oxide"),
        pytest.param("HFC32", (675, 677, 771), id="R-32"),
        pytest.param("HFC125", (3500, 3170, 3740), id="R-125"),
        pytest.param("HFC134a", (1430, 1300, 1530), id="R-134a"),
        pytest.param("HFC143a", (4470, 4800, 5810), id="R-143a"),
        pytest.param("HCFC22", (1810, 1760, 1960), id="R-22"),
        pytest.param("SF6", (22800, 23500, 25200), id="sulphur hexafluoride"),
    ],
)
def test_potentials_are_those_of_the_reports(gas: str, values: tuple[float, float, float]) -> None:
    """AR4 and AR5 tables of 100-year potentials without feedbacks; AR6 Table 7.SM.7 and 7.15."""
    assert tuple(BOOK.gwp(gwp_set, gas).value for gwp_set in SETS) == values


@pytest.mark.parametrize(
    ("stream", "values"),
    [
        pytest.param("r410a", (2087.5, 1923.5, 2255.5), id="0.5 R-32 + 0.5 R-125"),
        pytest.param("r404a", (3921.6, 3942.8, 4728), id="0.44 R-125 + 0.52 R-143a + 0.04 R-134a"),
        pytest.param("r407c", (1773.85, 1624.21, 1907.93), id="0.23 R-32 + 0.25 R-125 + 0.52 R-134a"),
        pytest.param("r507a", (3985, 3985, 4775), id="0.5 R-125 + 0.5 R-143a"),
        pytest.param("r32", (675, 677, 771), id="pure"),
        pytest.param("r717", (0, 0, 0), id="ammonia"),
        pytest.param("r744", (1, 1, 1), id="carbon dioxide"),
    ],
)
def test_mixtures_by_mass(stream: str, values: tuple[float, float, float]) -> None:
    facts = [BOOK.refrigerant_gwp(f"refrigerant/{stream}", gwp_set) for gwp_set in SETS]
    assert [fact and fact.value for fact in facts] == pytest.approx(list(values), rel=1e-9)


def test_shares_of_a_mixture_add_to_one() -> None:
    totals: dict[object, float] = {}
    for row in BOOK.table("refrigerants"):
        totals[row["stream"]] = totals.get(row["stream"], 0.0) + row["share"]  # type: ignore[operator]
    assert set(totals) == {stream.key for stream in BOOK.streams("refrigerant")}
    assert all(total == pytest.approx(1, abs=1e-12) for total in totals.values())


def test_an_own_refrigerant_has_no_potential_of_the_edition() -> None:
    assert BOOK.refrigerant_gwp("refrigerant/r448a", "AR5") is None


def test_unknown_sets_and_gases_name_what_exists() -> None:
    with pytest.raises(UnknownKeyError, match="AR6"):
        BOOK.gwp("AR7", "CO2")
    with pytest.raises(UnknownKeyError, match="HFC134a"):
        BOOK.gwp("AR6", "HFC134")


def test_the_edition_takes_ar6_where_the_document_is_silent() -> None:
    row = BOOK.row("choices", "gwp")
    assert (row["default"], row["allowed"]) == ("AR6", SETS)
