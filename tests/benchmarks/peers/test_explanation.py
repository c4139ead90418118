"""The operator's audit: every withheld figure has a row with its reason, in words, and a reader's pack has none of it."""

from __future__ import annotations

import pandas as pd
import pytest

from benchmarks.peers import pack, population
from benchmarks.peers.disclosure import Rules
from benchmarks.peers.explanation import FIGURES, REASONS
from benchmarks.peers.percentile import CELL_KEYS
from benchmarks.peers.release import Release, release
from data import messages

REGIONS = {"S0": "SR0", "S1": "SR0", "S2": "SR1"}
COLUMNS = {"median": ["median"], "quartiles": ["p25", "p75"], "tails": ["p10", "p90"]}


def country() -> pd.DataFrame:
    return population.generate(4, population.Plan(facilities=1500, regions=REGIONS, fits=population.FITS[4:7], years=(2026,)))


def make(frame: pd.DataFrame, vintage: str, *earlier: Release) -> Release:
    return release(frame, REGIONS, vintage=vintage, released="2026-11-22", rules=Rules(), earlier=earlier)


@pytest.fixture(scope="module")
def made() -> Release:
    return make(country(), "2026")


def test_what_is_not_published_has_its_reason_and_what_is_has_none(made: Release) -> None:
    for figures, columns in COLUMNS.items():
        published = set(map(tuple, made.cells.loc[made.cells[columns].notna().all(axis=1), CELL_KEYS].itertuples(index=False)))
        explained = made.audit[made.audit["figures"].isin(["all", figures])]
        withheld = set(map(tuple, explained[CELL_KEYS].itertuples(index=False)))
        assert published
        assert withheld
        assert not published & withheld
    assert not made.audit.duplicated([*CELL_KEYS, "figures"]).any()


def test_sums_too(made: Release) -> None:
    published = set(map(tuple, made.totals[CELL_KEYS].itertuples(index=False)))
    withheld = made.audit[made.audit["figures"] == "total"]
    assert published
    assert set(withheld["reason"]) >= {"dominance", "secondary"}
    assert not published & set(map(tuple, withheld[CELL_KEYS].itertuples(index=False)))


def test_a_repeated_cell_says_so(made: Release) -> None:
    frame = country()
    second = make(frame[frame["company"] != sorted(frame["company"])[0]], "2027", made)
    held = second.audit[second.audit["reason"] == "repeated"]
    assert len(held)
    kept = second.cells.merge(held[CELL_KEYS], on=CELL_KEYS)
    assert set(kept["vintage"]) == {"2026"}


def test_every_reason_is_said_in_every_language(made: Release) -> None:
    assert set(made.audit["figures"]) <= set(FIGURES)
    assert set(made.audit["reason"]) <= set(REASONS)
    for lang in messages.languages():
        for key in ("line", *(f"figures.{name}" for name in FIGURES), *REASONS):
            assert messages.has_message(f"disclosure.{key}", lang)


def test_no_reason_reaches_a_reader(made: Release) -> None:
    text = pack.write(made, b"0" * 32, edition="2026-11", synthetic=True)
    for word in ("dominance", "secondary", "outlier", "complement", "homogeneous"):
        assert word not in text
