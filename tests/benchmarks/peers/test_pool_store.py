"""The pool's tables on both databases, and that the department cannot read a raw row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest
import sqlalchemy as sa

from benchmarks.peers import enrolment, gate, pack, population, store
from benchmarks.peers.contribution import Contribution, signed, write
from benchmarks.peers.cube import compute
from benchmarks.peers.disclosure import Rules
from benchmarks.peers.percentile import CELL_KEYS, summarise
from benchmarks.peers.release import release, set_hashes

REGIONS = {"S0": "SR0", "S1": "SR1"}
PLAN = population.Plan(facilities=40, years=(2026,), regions=REGIONS, fits=population.FITS[4:5], single=1.0, missing=0.0)
VOCABULARY = gate.Vocabulary(
    sectors=frozenset({"food"}), provinces=frozenset(REGIONS), products=frozenset(f"food.synthetic_{x}" for x in "abc")
)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    address = "sqlite://" if request.param == "sqlite" else f"postgresql+psycopg://{request.getfixturevalue('postgres')}"
    made = sa.create_engine(address)
    store.METADATA.drop_all(made)
    store.create(made)
    yield made
    made.dispose()


def fill(connection: sa.Connection) -> list[tuple[enrolment.Tokens, str]]:
    """Enrol and admit a synthetic country, each record through the gate."""
    sent = []
    for number, made in enumerate(population.contributions(population.generate(9, PLAN))):
        tokens, member = enrolment.enrol(enrolment.new_company())
        store.enrol(connection, member, name=f"Nhà máy {number}", tax_code="0301234567")
        named = signed(type(made)(**{**vars(made), "company": tokens.company, "facility": tokens.facility}), tokens)
        empty = gate.Pool(members={member.facility: member}, is_synthetic=True)
        admitted, findings = gate.admit(write(named).encode(), empty, VOCABULARY)
        assert findings == []
        assert admitted is not None
        store.keep(connection, admitted, write(named))
        sent.append((tokens, write(named)))
    return sent


def test_from_contributions_to_a_published_pack(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        fill(connection)
        frame = store.active(connection, REGIONS)
        made = release(frame, REGIONS, vintage="2026", released="2026-11-22", rules=Rules())
        store.publish(
            connection, made, pack.write(made, bytes(32), edition="2026-11", synthetic=True), set_hashes(frame, "0123456789abcdef")
        )
    with engine.connect() as connection:
        ledger = store.published(connection)
    assert len(made.cells) > 0
    pd.testing.assert_frame_equal(ledger[0].observations, made.observations, check_dtype=False)
    again = release(ledger[0].observations, REGIONS, vintage="2027", released="2027-11-22", rules=Rules(), earlier=ledger)
    assert set(again.cells["vintage"]) == {"2026"}  # nothing changed: every number is repeated
    assert len(again.cells) == len(made.cells)


def test_one_active_submission_and_a_withdrawal_that_stays(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        tokens, text = fill(connection)[0]
        pool = store.pool(connection, is_synthetic=True)
        before = len(store.active(connection, REGIONS))
        assert gate.admit(text.encode(), pool, VOCABULARY)[1][0].code == "contribution.replayed"
        store.withdraw(connection, tokens.facility, 2026)
        after = store.active(connection, REGIONS)
        assert len(after) < before
        assert tokens.facility not in set(after["facility"])
        kept = connection.execute(sa.select(store.submissions.c.record).where(store.submissions.c.facility == tokens.facility)).scalar_one()
        assert kept == ""
        assert gate.admit(text.encode(), store.pool(connection, is_synthetic=True), VOCABULARY)[1][0].code == "contribution.replayed"


def test_a_refused_record_leaves_the_pool_unchanged(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        text = fill(connection)[0][1]
        before = store.active(connection, REGIONS)
        for data in (text[:300], text.replace('"serial": 1', '"serial": 2'), "{}"):
            assert gate.admit(data.encode(), store.pool(connection, is_synthetic=True), VOCABULARY)[0] is None
        pd.testing.assert_frame_equal(store.active(connection, REGIONS), before)


def test_four_invented_plants_are_refused_and_four_of_one_company_are_one_contributor(engine: sa.Engine) -> None:
    """A member invents four plants beside its own: tokens nobody gave out, signed with its own key. Nothing enters the pool.

    Even enrolled by a careless registrar they are plants of one company, and a cell counts companies.
    """
    with engine.begin() as connection:
        tokens, text = fill(connection)[0]
        before = store.active(connection, REGIONS)
        own = gate.admit(text.encode(), gate.Pool(members=store.pool(connection).members, is_synthetic=True), VOCABULARY)[0]
        assert own is not None
        invented = [enrolment.enrol(tokens.company) for _ in range(4)]
        records = [write(signed(replace(own, facility=new.facility), new)).encode() for new, _ in invented]
        for record in records:
            made, findings = gate.admit(record, store.pool(connection, is_synthetic=True), VOCABULARY, "invented.json")
            assert made is None
            assert [finding.code for finding in findings] == ["contribution.not_enrolled"]
        pd.testing.assert_frame_equal(store.active(connection, REGIONS), before)
        for record, (_, member) in zip(records, invented, strict=True):
            store.enrol(connection, member, name="")
            made, _ = gate.admit(record, store.pool(connection, is_synthetic=True), VOCABULARY)
            assert made is not None
            store.keep(connection, made, record.decode())
        after = summarise(compute(store.active(connection, REGIONS)))
    counts = summarise(compute(before)).merge(after, on=CELL_KEYS, suffixes=("", "_after"))
    assert (counts["plants_after"] > counts["plants"]).any()
    assert (counts["n_after"] == counts["n"]).all()


def copies(connection: sa.Connection, text: str) -> list[Contribution]:
    """Return a plant's record under four enrolments as companies of their own: as it is, nudged, larger, with one figure left out."""
    own = gate.admit(text.encode(), gate.Pool(members=store.pool(connection).members, is_synthetic=True), VOCABULARY)[0]
    assert own is not None
    forms = (
        own.figures,
        tuple(replace(figure, numerator=round(figure.numerator * 1.005)) for figure in own.figures),
        tuple(replace(figure, numerator=3 * figure.numerator, denominator=3 * figure.denominator) for figure in own.figures),
        own.figures[:-1],
    )
    made = []
    for figures in forms:
        tokens, member = enrolment.enrol(enrolment.new_company())
        store.enrol(connection, member, name="")
        made.append(signed(replace(own, company=tokens.company, facility=tokens.facility, figures=figures), tokens))
    return made


def test_copies_under_own_companies_are_noticed_and_wait(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        tokens, text = fill(connection)[0]
        before = store.active(connection, REGIONS)
        for made in copies(connection, text):
            admitted, findings = gate.admit(write(made).encode(), store.pool(connection, is_synthetic=True), VOCABULARY)
            assert admitted is not None, findings
            assert store.resembled(connection, admitted) == tokens.facility
            store.hold(connection, admitted, write(made))
            again = gate.admit(write(made).encode(), store.pool(connection, is_synthetic=True), VOCABULARY)[1]
            assert [finding.code for finding in again] == ["contribution.replayed"]  # as of one that was admitted
        pd.testing.assert_frame_equal(store.active(connection, REGIONS), before)
        assert len(store.laid_aside(connection)) == 4
        facility, year, _ = store.laid_aside(connection)[0]
        store.withdraw(connection, facility, year)
        assert len(store.laid_aside(connection)) == 3
        pd.testing.assert_frame_equal(store.active(connection, REGIONS), before)
        assert store.pool(connection).serials[facility, year] == 1  # and does not come back


def test_no_two_plants_of_the_country_are_taken_for_copies(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        for _, text in fill(connection):
            own = gate.admit(text.encode(), gate.Pool(members=store.pool(connection).members, is_synthetic=True), VOCABULARY)[0]
            assert own is not None
            assert store.resembled(connection, own) is None


@pytest.mark.parametrize(
    ("role", "table", "allowed"),
    [
        ("sachhon_department", "pool_observations", False),
        ("sachhon_department", "pool_submissions", False),
        ("sachhon_department", "pool_members", False),
        ("sachhon_department", "pool_waiting", False),
        ("sachhon_department", "pool_vintages", False),
        ("sachhon_department", "registrar_identities", False),
        ("sachhon_department", "published_releases", True),
        ("sachhon_aggregator", "registrar_identities", False),
        ("sachhon_aggregator", "pool_observations", True),
        ("sachhon_aggregator", "pool_waiting", True),
        ("sachhon_registrar", "pool_observations", False),
        ("sachhon_registrar", "pool_waiting", False),
        ("sachhon_registrar", "registrar_identities", True),
    ],
)
def test_who_can_read_what(postgres: str, role: str, table: str, allowed: bool) -> None:
    made = sa.create_engine(f"postgresql+psycopg://{postgres}")
    store.create(made)
    try:
        with made.connect() as connection:
            connection.execute(sa.text(f"SET LOCAL ROLE {role}"))
            if allowed:
                assert connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one() >= 0
            else:
                with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
                    connection.execute(sa.text(f"SELECT * FROM {table}"))
    finally:
        made.dispose()
