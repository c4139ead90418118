"""The glossary of the application has every word of the project's own list of words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.pages.help import GLOSSARY
from data import messages

NOMENCLATURE = Path(__file__).parents[2] / "docs" / "nomenclature.md"
# Words of the list that the glossary explains under another word of it.
UNDER = {
    "standing": "benchmark", "loss": "waste_stream", "flow_cost": "waste_cost", "release": "vintage", "verdict": "target", "norm_sec": "norm",
    "within": "norm", "material_balance": "balance",
}  # fmt: skip


def keys() -> list[str]:
    """Return the keys of the list of words, those of one kind of intensity or productivity as the kind."""
    found = re.findall(r"^\|[^|]*\|[^|]*\| `(\w+)`", NOMENCLATURE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [re.sub(r"^\w+_(intensity|productivity)$", r"\1", key) for key in found]


def test_the_list_is_read() -> None:
    assert len(keys()) > 60


@pytest.mark.parametrize("key", sorted(set(keys())))
def test_every_word_is_explained(key: str) -> None:
    assert UNDER.get(key, key) in GLOSSARY


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_entry_has_a_name_and_a_sentence(lang: str) -> None:
    for word in GLOSSARY:
        assert messages.message(f"help.word.{word}", lang)
        assert messages.message(f"help.word.{word}.is", lang).endswith((".", ")"))
    assert len(set(GLOSSARY)) == len(GLOSSARY)
