"""What is taken away leaves its result behind, with edition, version and hash; once, and only for who may write."""

from __future__ import annotations

from pathlib import Path

from app import making, sites
from app.records import remember
from app.settings import Settings
from assessment.store import results
from assessment.store.access import LOCAL, Actor
from assessment.store.scope import reading

EXAMPLE = Path(__file__).parents[2] / "data" / "examples" / "garments.yaml"


def kept(settings: Settings, site: sites.Site) -> tuple[results.ResultRecord, ...]:
    with reading(sites.open_store(settings), LOCAL) as scope:
        return results.results_of(scope, site.revision)


def test_a_report_leaves_its_result_in_the_store_once(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path)
    site = sites.keep(settings, EXAMPLE.read_bytes(), EXAMPLE.name, 10**7)
    assert kept(settings, site) == ()
    for _ in range(2):
        making.result(settings, {"site": site.key}, LOCAL)
    (only,) = kept(settings, site)
    assert only.edition
    with reading(sites.open_store(settings), LOCAL) as scope:
        assert results.read(scope, only)["input_sha256"] == only.input_sha256


def test_an_example_and_a_stranger_leave_nothing(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path)
    assert remember(settings, sites.find(settings, "example-garments"), {}, LOCAL) is None
    site = sites.keep(settings, EXAMPLE.read_bytes(), EXAMPLE.name, 10**7)
    reader = Actor(account="z", name="z", organisation="local", role="zone_manager")
    record = {"edition": "e", "version": "1", "input_sha256": "a"}
    assert remember(settings, site, record, LOCAL) is not None
    before = kept(settings, site)
    assert remember(settings, site, {**record, "edition": "f"}, reader) is None
    assert kept(settings, site) == before
    assert remember(settings, site, {**record, "input_sha256": "b"}, LOCAL) is None  # another result of the same version: logged
