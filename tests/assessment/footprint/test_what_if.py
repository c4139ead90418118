"""What-if answers agree with computing the changed document anew; a user's own table becomes an overlay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assessment.footprint.factors import edition_factor, proposed_factor
from assessment.footprint.importing import read_factor_table
from assessment.footprint.what_if import Change, answer, distance, recycled_content, share, supplier
from calculators.errors import DomainError, UnknownKeyError
from data.catalogue import load_edition

Assessed = Callable[..., dict[str, Any]]
AT = "life_cycle[0].inventory"


def rows_of(result: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = result["footprints"][0]["rows"]
    return rows


def test_nothing_changed_is_the_footprint(assessed: Assessed) -> None:
    result = assessed()
    assert answer(rows_of(result), []).total == pytest.approx(result["footprints"][0]["total"])
    assert answer(rows_of(result), []).change == 0.0


def test_another_supplier_as_if_entered(assessed: Assessed) -> None:
    old = "{stage: raw_material, stream: material/raw_shrimp, supplier_pcf: 6.5 kg CO2e/kg}"
    anew = assessed((old.replace("6.5", "4.1"),))["footprints"][0]["total"]
    assert answer(rows_of(assessed((old,))), supplier(f"{AT}[0]", 4.1)).total == pytest.approx(anew)


def test_half_the_distance_as_if_entered(assessed: Assessed) -> None:
    old = "{stage: transport, stream: transport/truck, quantity: 200, unit: km}"
    anew = assessed((old.replace("200", "100"),))["footprints"][0]["total"]
    assert answer(rows_of(assessed((old,))), distance(f"{AT}[0]", 100, 200)).total == pytest.approx(anew)


def test_less_fuel_is_less_upstream_too(assessed: Assessed) -> None:
    rows = rows_of(assessed(("{stage: manufacture, stream: fuel/diesel}",)))
    assert len(rows) == 2
    assert answer(rows, [Change(row=f"{AT}[0]", times=0.0)]).total == pytest.approx(0.0)
    only_upstream = answer(rows, [Change(row=f"{AT}[0]", per_unit=0.0)])
    assert only_upstream.total == pytest.approx(rows[1]["co2e"])


def test_a_share_moved_and_recycled_content(assessed: Assessed) -> None:
    virgin = "{stage: packaging, factor: uk25_pet_primary, quantity: 0.08, unit: kg}"
    recycled = "{stage: packaging, factor: uk25_pet_recycled, quantity: 0.02, unit: kg}"
    rows = rows_of(assessed((virgin, recycled)))
    by_hand = 0.04 * 3.86390131 + 0.06 * 2.21390131
    assert answer(rows, share(rows[0], rows[1], 0.5)).total == pytest.approx(by_hand)
    blended = answer(rows[:1], recycled_content(rows[0], 2.21390131, 0.5))
    assert blended.total == pytest.approx(0.08 * (3.86390131 + 2.21390131) / 2)
    assert blended.by_stage == {"packaging": pytest.approx(blended.total)}


def test_questions_without_answer_are_refused(assessed: Assessed) -> None:
    rows = rows_of(assessed())
    with pytest.raises(UnknownKeyError):
        answer(rows, [Change(row="nowhere")])
    with pytest.raises(DomainError, match="negative"):
        Change(row="x", times=-1)
    with pytest.raises(DomainError, match="cannot become"):
        share(rows[0], rows[2], 0.5)
    with pytest.raises(DomainError, match="between 0 and 1"):
        recycled_content(rows[0], 1.0, 2.0)


TABLE = """Material,kg CO2e,per,GWP,sd
Viscose fibre,4.9,kg CO2e/kg,AR6,1.2
Elastane,nine,kg CO2e/kg,AR6,
Leather,20,kg CO2e/furlong,AR6,
Soy sauce,850000,kg CO2e/kg,AR6,
Silk,7,kWh/kg,AR6,
Wool,10,kg CO2e/kg,AR6,0.5
"""
COLUMNS = {"name": "Material", "value": "kg CO2e", "unit": "per", "gwp_basis": "GWP", "gsd": "sd"}
SOURCE = {"id": "own.licensed", "title": "Own licensed table", "publisher": "X", "licence": "not to be passed on"}


def test_own_table_becomes_an_overlay_and_faulty_lines_are_named(tmp_path: Path) -> None:
    table, findings = read_factor_table(TABLE, COLUMNS, SOURCE, "own.csv")
    assert table is not None
    assert table.rows == 1
    assert [(finding.code, finding.place.line) for finding in findings] == [
        ("factor_table.value", 3), ("unit.unknown", 4), ("factor_table.out_of_bounds", 5), ("footprint.factor_unit", 6), ("factor_table.gsd", 7),
    ]  # fmt: skip
    for name, text in table.files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    factor = edition_factor(load_edition("2026-11", [tmp_path]), "own.licensed.1")
    assert (factor.value, factor.gsd, factor.gwp_sets) == (4.9, 1.2, ("AR6",))


def test_own_factor_of_a_stream_goes_before_the_editions(tmp_path: Path) -> None:
    columns = {"name": "m", "value": "v", "unit": "u", "stream": "s"}
    table, findings = read_factor_table("m,v,u,s\nBoard,0.7,kg CO2e/kg,packaging/carton\n", columns, SOURCE)
    assert table is not None
    assert findings == ()
    for name, text in table.files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = proposed_factor(load_edition("2026-11", [tmp_path]), "packaging/carton")
    assert found is not None
    assert found.value == 0.7


def test_columns_that_are_not_there() -> None:
    assert read_factor_table("a,b\n1,2\n", COLUMNS, SOURCE)[1][0].code == "factor_table.column_missing"
    assert read_factor_table(TABLE, {**COLUMNS, "colour": "GWP"}, SOURCE)[1][0].code == "factor_table.column_unknown"
