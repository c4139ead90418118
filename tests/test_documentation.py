"""Documents stay honest: what they name exists, what exists is named."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from assessment.evaluation.indicators import INTENSITY, PRODUCTIVITY
from data import catalogue
from data.messages import messages, placeholders

ROOT = Path(__file__).parents[1]
NOMENCLATURE = (ROOT / "docs" / "nomenclature.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("kind", [*INTENSITY.values(), "norm_sec", "yield", "material_loss"])
def test_every_indicator_is_in_the_nomenclature(kind: str) -> None:
    assert f"`{kind}`" in NOMENCLATURE


def test_productivities_are_in_the_nomenclature() -> None:
    for kind in PRODUCTIVITY.values():
        assert kind.split("_")[0] in NOMENCLATURE


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    vietnamese, english = messages("vi"), messages("en")
    assert set(vietnamese) == set(english)
    for key, text in vietnamese.items():
        assert placeholders(text) == placeholders(english[key]), key


def test_no_key_stands_in_two_files() -> None:
    seen: dict[str, str] = {}
    for path in sorted((ROOT / "data" / "locales" / "vi").glob("*.json")):
        for key in json.loads(path.read_text(encoding="utf-8")):
            assert key not in seen, f"{key} in {seen.get(key)} and {path.name}"
            seen[key] = path.name


def codes_in_source() -> set[str]:
    """Return every finding code that the source names."""
    found: set[str] = set()
    for folder in ("assessment", "benchmarks", "data", "app"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if "Finding(" in text or "Missing(" in text:
                found |= set(re.findall(r"code=\"([a-z_]+\.[a-z0-9_]+)\"", text))
    return found


@pytest.mark.parametrize("code", sorted(codes_in_source()))
def test_every_finding_is_explained(code: str) -> None:
    texts = messages("vi")
    for part in ("title", "why", "action"):
        assert f"finding.{code}.{part}" in texts or f"why.{code}" in texts, f"finding.{code}.{part}"


def test_every_source_resolves() -> None:
    book = catalogue.open_edition()
    known = {str(row["id"]) for row in book.table("sources")}
    for name in book.names:
        for row in book.table(name):
            if "source_id" in row:
                assert row["source_id"] in known, f"{name} {row['id']}"


def test_changelog_names_the_version() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version
    assert f"## {version.group(1)}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


RELIABILITY = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("node", sorted(set(re.findall(r"`(tests/[\w/]+\.py::\w+)`", RELIABILITY))))
def test_a_test_named_as_proof_exists(node: str) -> None:
    path, _, name = node.partition("::")
    assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), node


@pytest.mark.parametrize("script", sorted(set(re.findall(r"python (tests/[\w/]+\.py)", "".join(page.read_text(encoding="utf-8") for page in PAGES)))))
def test_a_script_named_as_proof_exists(script: str) -> None:
    assert (ROOT / script).is_file()


def _listed(heading: str) -> list[tuple[str, int]]:
    """Return each row of the table below a heading: its first cell, and how many proofs it names."""
    table = RELIABILITY.partition(f"{heading}\n\n")[2].partition("\n\n")[0]
    return [(line.split("|")[1].strip(), len(re.findall(r"`(?:tests/|python tests/)", line))) for line in table.splitlines()[2:]]


def test_every_fault_and_attack_of_the_list_names_its_proof() -> None:
    faults, attacks = _listed("### Each fault by name"), _listed("### Each attack by name")
    assert (len(faults), len(attacks)) == (8, 12)
    assert all(proofs for _, proofs in (*faults, *attacks))
