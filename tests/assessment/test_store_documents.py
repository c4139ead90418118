"""Documents with revisions, on SQLite and PostgreSQL: nothing is overwritten and nobody's change is lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from assessment import audit, intake
from assessment.model import Assessment
from assessment.store import attachments, checking, documents, results, schema, sites
from assessment.store.access import LOCAL, Actor
from assessment.store.documents import Conflict, Draft, Saved
from assessment.store.errors import AttachmentError, DeniedError
from assessment.store.scope import reading, writing
from calculators.errors import UnknownKeyError


@pytest.fixture
def database(app_database: sa.Engine) -> sa.Engine:
    """Return a new database as the application sees it: on PostgreSQL every test here runs under row-level security."""
    return app_database


def faults(engine: sa.Engine) -> list[audit.Fault]:
    with engine.connect() as connection, connection.begin():
        return checking.check(connection)


def plant(**changes: Any) -> Assessment:
    """Return a small assessment: three months of electricity at a bottling plant."""
    base: dict[str, Any] = {
        "facility": {"name": "Nước Suối Xanh", "sector": "bottled_water", "province": "79", "employees": 40},
        "reporting_period": "2026",
        "products": [{"id": "nuoc", "name": "Nước đóng chai", "unit": "m3"}],
        "flows": [flow(f"2026-{month:02}", 1000.0 * month) for month in (1, 2, 3)],
    }
    return Assessment.model_validate(base | changes)


def flow(period: str, quantity: float, **more: Any) -> dict[str, Any]:
    return {"period": period, "stream": "electricity/grid", "quantity": quantity, "unit": "kWh", **more}


def flows_of(assessment: Assessment, **by_period: float) -> Assessment:
    """Return the assessment with other quantities in months given as ``m01=…``."""
    rows = [row.model_copy(update={"quantity": by_period.get("m" + row.period[-2:], row.quantity)}) for row in assessment.flows]
    return assessment.model_copy(update={"flows": tuple(rows)})


def begin(engine: sa.Engine, assessment: Assessment, actor: Actor = LOCAL) -> Saved:
    with writing(engine, actor) as scope:
        site = sites.open_site(scope, "Nước Suối Xanh", "bottled_water")
        return documents.start(scope, site.id, documents.draft_of(assessment))


def store(engine: sa.Engine, saved: Saved, assessment: Assessment, actor: Actor = LOCAL) -> Saved | Conflict:
    with writing(engine, actor) as scope:
        return documents.save(scope, saved.head.document_id, documents.draft_of(assessment), saved.head.id)


def kept(engine: sa.Engine, saved: Saved) -> dict[str, Any]:
    with reading(engine, LOCAL) as scope:
        found: dict[str, Any] = json.loads(documents.content_of(scope, documents.head_of(scope, saved.head.document_id)))
    return found


def quantities(tree: dict[str, Any]) -> dict[str, float]:
    return {row["period"]: row["quantity"] for row in tree["flows"]}


def test_every_revision_opens_with_who_when_and_what(database: sa.Engine) -> None:
    first = begin(database, plant())
    second = store(database, first, flows_of(plant(), m02=5.0))
    assert isinstance(second, Saved)
    with reading(database, LOCAL) as scope:
        older, newer = documents.history(scope, first.head.document_id)
        assert (older.number, newer.number) == (1, 2)
        assert newer.parent_id == older.id
        assert (newer.author, newer.act) == ("local", "edit")
        assert datetime.fromisoformat(newer.at).tzinfo is not None
        assert newer.summary == {"flows": {"changed": 1}}
        assert quantities(json.loads(documents.content_of(scope, older)))["2026-02"] == 2000.0
        assert quantities(json.loads(documents.content_of(scope, newer)))["2026-02"] == 5.0
        (change,) = documents.changes_between(scope, older, newer)
    assert change.key[0] == "2026-02"
    assert change.before[0]["quantity"] == 2000.0


def test_a_kept_document_reads_back_as_the_same_assessment(database: sa.Engine) -> None:
    saved = begin(database, plant())
    with reading(database, LOCAL) as scope:
        content = documents.content_of(scope, saved.head)
    read = intake.read(content, saved.head.filename)
    assert read.document is not None
    assert read.document.assessment == plant()


def test_saving_the_same_again_makes_no_revision(database: sa.Engine) -> None:
    saved = begin(database, plant())
    again = store(database, saved, plant())
    assert isinstance(again, Saved)
    assert again.head == saved.head


def test_two_people_on_different_rows_both_keep_their_change(database: sa.Engine) -> None:
    saved = begin(database, plant())
    assert store(database, saved, flows_of(plant(), m01=11.0)) != saved
    added = plant(flows=[*(row.model_dump(exclude_none=True) for row in plant().flows), flow("2026-04", 44.0)])
    merged = store(database, saved, added)
    assert isinstance(merged, Saved)
    assert merged.merged
    assert quantities(kept(database, saved)) == {"2026-01": 11.0, "2026-02": 2000.0, "2026-03": 3000.0, "2026-04": 44.0}


def test_who_changed_nothing_makes_no_revision_of_somebody_elses_change(database: sa.Engine) -> None:
    saved = begin(database, plant())
    changed = store(database, saved, flows_of(plant(), m01=11.0))
    assert store(database, saved, plant()) == changed


def test_two_people_on_one_row_are_asked_and_neither_is_lost(database: sa.Engine) -> None:
    saved = begin(database, plant())
    store(database, saved, flows_of(plant(), m01=11.0))
    outcome = store(database, saved, flows_of(plant(), m01=22.0, m03=33.0))
    assert isinstance(outcome, Conflict)
    (clash,) = outcome.clashes
    assert (clash.base[0]["quantity"], clash.theirs[0]["quantity"], clash.mine[0]["quantity"]) == (1000.0, 11.0, 22.0)
    assert quantities(kept(database, saved))["2026-01"] == 11.0
    with reading(database, LOCAL) as scope:
        aside = json.loads(documents.content_of(scope, documents.revision(scope, outcome.aside.id)))
    assert quantities(aside) == {"2026-01": 22.0, "2026-02": 2000.0, "2026-03": 33.0}
    chosen = store(database, Saved(head=outcome.head), flows_of(plant(), m01=22.0, m03=33.0))
    assert isinstance(chosen, Saved)
    assert quantities(kept(database, saved))["2026-01"] == 22.0


def test_one_deletes_what_the_other_changed_is_a_clash(database: sa.Engine) -> None:
    saved = begin(database, plant())
    store(database, saved, flows_of(plant(), m01=11.0))
    shorter = plant(flows=[row.model_dump(exclude_none=True) for row in plant().flows[1:]])
    outcome = store(database, saved, shorter)
    assert isinstance(outcome, Conflict)
    assert outcome.clashes[0].mine is None


def test_a_tab_from_before_a_restore_loses_nothing(database: sa.Engine) -> None:
    saved = begin(database, plant())
    with writing(database, LOCAL) as scope:
        draft = documents.draft_of(flows_of(plant(), m01=99.0))
        outcome = documents.save(scope, saved.head.document_id, draft, "f" * 32)
    assert isinstance(outcome, Conflict)
    assert [clash.mine[0]["quantity"] for clash in outcome.clashes] == [99.0]


def test_an_edit_of_an_uploaded_file_merges_with_another(database: sa.Engine) -> None:
    text = json.dumps(documents.tree_of(plant()) | {"format": "sachhon-assessment/1"}).encode()
    with writing(database, LOCAL) as scope:
        site = sites.open_site(scope, "x")
        saved = documents.start(scope, site.id, Draft(content=text, filename="nhap.json"))
    store(database, saved, flows_of(plant(), m01=11.0))
    merged = store(database, saved, flows_of(plant(), m02=22.0))
    assert isinstance(merged, Saved)
    assert quantities(kept(database, saved)) == {"2026-01": 11.0, "2026-02": 22.0, "2026-03": 3000.0}


def test_an_unreadable_file_against_an_edit_is_kept_for_a_choice(database: sa.Engine) -> None:
    saved = begin(database, plant())
    store(database, saved, flows_of(plant(), m01=11.0))
    with writing(database, LOCAL) as scope:
        outcome = documents.save(scope, saved.head.document_id, Draft(content=b"\xff\xfe", filename="a.xlsx"), saved.head.id)
    assert isinstance(outcome, Conflict)
    assert outcome.clashes == ()


def test_an_earlier_revision_can_count_again_without_losing_those_between(database: sa.Engine) -> None:
    saved = begin(database, plant())
    store(database, saved, flows_of(plant(), m01=11.0))
    with writing(database, LOCAL) as scope:
        documents.return_to(scope, documents.revision(scope, saved.head.id))
        assert [item.number for item in documents.history(scope, saved.head.document_id)] == [1, 2, 3]
    assert quantities(kept(database, saved))["2026-01"] == 1000.0


def test_order_is_by_number_when_the_clock_jumps_back(database: sa.Engine, owner_database: sa.Engine) -> None:
    saved = begin(database, plant())
    with writing(database, LOCAL, clock=lambda: datetime(1999, 1, 1, tzinfo=UTC)) as scope:
        documents.save(scope, saved.head.document_id, documents.draft_of(flows_of(plant(), m01=7.0)), saved.head.id)
    with reading(database, LOCAL) as scope:
        assert [item.at[:4] for item in documents.history(scope, saved.head.document_id)][1] == "1999"
        assert documents.head_of(scope, saved.head.document_id).number == 2
    assert faults(owner_database) == []


def test_nothing_of_a_transaction_is_kept_when_it_fails(database: sa.Engine, owner_database: sa.Engine) -> None:
    saved = begin(database, plant())

    def fail_after_writing() -> None:
        with writing(database, LOCAL) as scope:
            documents.save(scope, saved.head.document_id, documents.draft_of(flows_of(plant(), m01=7.0)), saved.head.id)
            raise RuntimeError("after the write")

    with pytest.raises(RuntimeError):
        fail_after_writing()
    with reading(database, LOCAL) as scope:
        assert len(documents.history(scope, saved.head.document_id)) == 1
    assert faults(owner_database) == []


def test_a_result_is_kept_once_with_edition_and_hash(database: sa.Engine) -> None:
    saved = begin(database, plant())
    result = {"edition": "2026-11", "version": "1", "input_sha256": "a" * 64, "totals": {"energy": 1.5}}
    with writing(database, LOCAL) as scope:
        first = results.keep(scope, saved.head.id, result)
        assert results.keep(scope, saved.head.id, result) == first
        assert results.read(scope, first)["totals"] == {"energy": 1.5}
        assert results.results_of(scope, saved.head.id) == (first,)
        with pytest.raises(results.ResultChangedError):
            results.keep(scope, saved.head.id, result | {"totals": {"energy": 1.6}})


def test_attachments_are_kept_by_content_and_stay_when_taken_away(database: sa.Engine, owner_database: sa.Engine) -> None:
    saved = begin(database, plant())
    with writing(database, LOCAL) as scope:
        invoice = attachments.attach(scope, saved.head.site_id, b"%PDF-1.7 x", "../../hóa đơn.pdf")
        photo = attachments.attach(scope, saved.head.site_id, b"%PDF-1.7 x", "again.pdf")
        assert (invoice.filename, invoice.sha256) == ("hóa đơn.pdf", photo.sha256)
        count = sa.select(sa.func.count()).select_from(schema.content).where(schema.content.c.sha256 == invoice.sha256)
        assert scope.connection.execute(count).scalar() == 1
        attachments.take_away(scope, photo.id)
        assert attachments.attachments_of(scope, saved.head.site_id) == (invoice,)
        assert attachments.read(scope, photo.id)[1] == b"%PDF-1.7 x"


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        pytest.param(b"", "a.pdf", id="empty"),
        pytest.param(b"MZ\x90", "a.pdf", id="program called pdf"),
        pytest.param(b"%PDF-1.7", "a.exe", id="kind not kept"),
        pytest.param(b"%PDF-1.7", ".pdf", id="no name"),
        pytest.param(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "a.xml", id="entities"),
        pytest.param(b"a\x00b", "a.csv", id="binary called text"),
        pytest.param(b"\xff\xd8\xff" + bytes(attachments.LARGEST), "a.jpg", id="too large"),
    ],
)
def test_an_attachment_that_is_not_what_it_says_is_refused(content: bytes, filename: str) -> None:
    with pytest.raises(AttachmentError):
        attachments.check(content, filename)


def test_a_site_set_aside_comes_back_whole(database: sa.Engine) -> None:
    saved = begin(database, plant())
    with writing(database, LOCAL) as scope:
        sites.set_aside(scope, saved.head.site_id)
        assert sites.list_sites(scope) == ()
        sites.bring_back(scope, saved.head.site_id)
        assert [site.id for site in sites.list_sites(scope)] == [saved.head.site_id]
        acts = [entry.verb for entry in audit.history(scope, saved.head.site_id)]
    assert acts == ["create", "start", "remove", "bring_back"]


@pytest.mark.parametrize("table", schema.APPEND_ONLY)
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_itself_refuses_to_change_what_is_kept(owner_database: sa.Engine, table: str, verb: str) -> None:
    database = owner_database
    saved = begin(database, plant())
    with writing(database, LOCAL) as scope:
        results.keep(scope, saved.head.id, {"edition": "e", "version": "1", "input_sha256": "a"})
    what = METHODS[verb](schema.METADATA.tables[table])
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.begin() as connection:
        connection.execute(what)


METHODS = {"update": lambda table: sa.update(table).values(organisation_id="local"), "delete": sa.delete}


def test_unknown_identities_say_so(database: sa.Engine) -> None:
    with reading(database, LOCAL) as scope, pytest.raises(UnknownKeyError):
        documents.head_of(scope, "0" * 32)
    with writing(database, LOCAL) as scope, pytest.raises(UnknownKeyError):
        documents.start(scope, "no-site", documents.draft_of(plant()))
    stranger = Actor(account="s", name="s", organisation="elsewhere", role="department")
    with writing(database, stranger) as scope, pytest.raises(DeniedError):
        sites.open_site(scope, "x")
