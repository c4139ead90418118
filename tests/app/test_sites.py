"""Files brought in are kept by content; names from outside never become paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import sites
from assessment import intake
from calculators.errors import UnknownKeyError

LARGEST = 1000


def test_a_kept_file_comes_back(tmp_path: Path) -> None:
    site = sites.keep(tmp_path, b"facility: {}", "Nhà máy A.yaml", LARGEST)
    assert sites.own(tmp_path) == (site,)
    assert sites.content(tmp_path, sites.find(tmp_path, site.key)) == b"facility: {}"
    assert site.name == "Nhà máy A"


def test_the_same_content_is_one_site(tmp_path: Path) -> None:
    first = sites.keep(tmp_path, b"x", "a.yaml", LARGEST)
    again = sites.keep(tmp_path, b"x", "b.yaml", LARGEST)
    assert first.key == again.key
    assert len(sites.own(tmp_path)) == 1


@pytest.mark.parametrize("name", ["../../../etc/passwd.yaml", "..\\..\\x.xlsx", "/abs/y.json"])
def test_a_name_never_leaves_the_folder(tmp_path: Path, name: str) -> None:
    home = tmp_path / "home"
    site = sites.keep(home, b"x", name, LARGEST)
    assert "/" not in site.filename
    assert "\\" not in site.filename
    assert [path for path in tmp_path.rglob("*") if path.is_file() and home not in path.parents] == []


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.xlsx"), (b"x" * (LARGEST + 1), "a.xlsx"), (b"x", "a.xls"), (b"x", "a.exe"), (b"x", "")],
)
def test_what_cannot_be_a_document_is_refused(tmp_path: Path, content: bytes, name: str) -> None:
    with pytest.raises(sites.SiteFileError):
        sites.keep(tmp_path, content, name, LARGEST)
    assert sites.own(tmp_path) == ()


@pytest.mark.parametrize("key", ["", "..", "../sites", "example-../../x", "0123456789abcdef", "example-nowhere"])
def test_an_unknown_site_is_not_found(tmp_path: Path, key: str) -> None:
    with pytest.raises(UnknownKeyError):
        sites.find(tmp_path, key)


def test_a_removed_site_can_be_brought_back(tmp_path: Path) -> None:
    site = sites.keep(tmp_path, b"x", "a.yaml", LARGEST)
    sites.forget(tmp_path, site)
    assert sites.own(tmp_path) == ()
    sites.bring_back(tmp_path, site)
    assert sites.own(tmp_path) == (site,)


def test_what_was_changed_in_the_application_is_what_opens(tmp_path: Path) -> None:
    golden = (Path(__file__).parents[1] / "golden" / "garment.yaml").read_bytes()
    site = sites.keep(tmp_path, golden, "may.yaml", 100_000)
    read = intake.read(golden, "may.yaml").document
    assert read is not None
    changed = read.assessment.model_copy(update={"reporting_period": "2024"})
    sites.save(tmp_path, site, changed)
    after = sites.find(tmp_path, site.key)
    assert after.revision != site.revision
    again = intake.read(sites.content(tmp_path, after), after.filename).document
    assert again is not None
    assert again.assessment == changed
    assert sites.content(tmp_path, site) == golden


def test_the_examples_can_be_opened(tmp_path: Path) -> None:
    found = sites.examples()
    assert {site.name for site in found} >= {"garments", "footwear", "bottled_water", "paper", "seafood"}
    assert all(sites.content(tmp_path, site).startswith(b"#") for site in found)
