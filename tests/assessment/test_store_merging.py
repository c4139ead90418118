"""Merging: nobody's change is lost, whatever two people do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.store.merging import changes, merge, summary

MONTHS = [f"2026-{month:02}" for month in range(1, 7)]
Ledger = dict[str, float]
LEDGERS = st.dictionaries(st.sampled_from(MONTHS), st.sampled_from([1.0, 2.0, 3.0]), max_size=6)


def tree(ledger: Ledger, **more: Any) -> dict[str, Any]:
    rows = [{"period": period, "stream": "electricity/grid", "quantity": value, "unit": "kWh"} for period, value in ledger.items()]
    return {"reporting_period": "2026", **({"flows": rows} if rows else {}), **more}


def ledger_of(merged: dict[str, Any]) -> Ledger:
    return {row["period"]: row["quantity"] for row in merged.get("flows", [])}


@given(LEDGERS, LEDGERS, LEDGERS)
def test_each_row_is_mine_or_theirs_or_asked_about(base: Ledger, mine: Ledger, theirs: Ledger) -> None:
    merged = merge(tree(base), tree(mine), tree(theirs))
    asked = {clash.key[0] for clash in merged.clashes}
    found = ledger_of(merged.tree)
    for month in MONTHS:
        was, ours, others = base.get(month), mine.get(month), theirs.get(month)
        if ours != was and others != was and ours != others:
            assert month in asked
        else:
            assert month not in asked
            assert found.get(month) == (ours if ours != was else others)


@given(LEDGERS, LEDGERS, LEDGERS)
def test_who_comes_first_does_not_matter_when_nothing_is_asked(base: Ledger, mine: Ledger, theirs: Ledger) -> None:
    one = merge(tree(base), tree(mine), tree(theirs))
    other = merge(tree(base), tree(theirs), tree(mine))
    assert {clash.key for clash in one.clashes} == {clash.key for clash in other.clashes}
    if not one.clashes:
        assert ledger_of(one.tree) == ledger_of(other.tree)


@given(LEDGERS, LEDGERS)
def test_only_one_person_changed_something(base: Ledger, mine: Ledger) -> None:
    merged = merge(tree(base), tree(mine), tree(base))
    assert merged.clashes == ()
    assert ledger_of(merged.tree) == mine


@given(LEDGERS, LEDGERS)
def test_changes_name_every_row_that_differs_and_no_other(before: Ledger, after: Ledger) -> None:
    named = {change.key[0] for change in changes(tree(before), tree(after))}
    assert named == {month for month in MONTHS if before.get(month) != after.get(month)}


def test_members_of_the_facility_merge_apart() -> None:
    base = tree({}, facility={"name": "A", "province": "79", "employees": 10})
    mine = tree({}, facility={"name": "A", "province": "79", "employees": 12})
    theirs = tree({}, facility={"name": "B", "province": "79", "employees": 10})
    assert merge(base, mine, theirs).tree["facility"] == {"name": "B", "province": "79", "employees": 12}


def test_one_member_changed_twice_is_asked_about() -> None:
    merged = merge(tree({}, facility={"name": "A"}), tree({}, facility={"name": "B"}), tree({}, facility={"name": "C"}))
    (clash,) = merged.clashes
    assert (clash.section, clash.key, clash.mine, clash.theirs) == ("facility", ("name",), "B", "C")


@pytest.mark.parametrize("member", ["meter", "step", "product", "role"])
def test_rows_that_differ_in_what_makes_them_a_row_are_two_rows(member: str) -> None:
    row = {"period": "2026", "stream": "water/municipal", "quantity": 1.0, "unit": "m3"}
    merged = merge({}, {"flows": [row | {member: "a"}]}, {"flows": [row | {member: "b"}]})
    assert merged.clashes == ()
    assert [found[member] for found in merged.tree["flows"]] == ["b", "a"]


def test_rows_given_twice_stay_together_and_are_not_mixed_up() -> None:
    row = {"period": "2026", "stream": "water/municipal", "unit": "m3"}
    base = {"flows": [row | {"quantity": 1.0}, row | {"quantity": 2.0}]}
    mine = {"flows": [row | {"quantity": 2.0}]}
    assert merge(base, mine, base).tree["flows"] == mine["flows"]
    theirs = {"flows": [row | {"quantity": 1.0}]}
    assert len(merge(base, mine, theirs).clashes) == 1


def test_a_summary_counts_by_section() -> None:
    made = changes(tree({"2026-01": 1.0, "2026-02": 1.0}), tree({"2026-01": 2.0, "2026-03": 1.0}))
    assert summary(made) == {"flows": {"changed": 1, "removed": 1, "added": 1}}
