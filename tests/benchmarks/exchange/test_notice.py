"""Notices speak in closed words only, and find each other by material and place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.exchange import words
from benchmarks.exchange.notice import BANDS, COMPOSITIONS, SIDES, Notice, checked, counts, fits, matches, nearness
from calculators.errors import DomainError

OFFER = Notice(
    id="0" * 32, side="offer", material="fabric_scrap", composition="clean", band="10_100", province="68", commune="22918",
    published_on="2026-11-22",
)  # fmt: skip


def other(number: int, **changes: str) -> Notice:
    return replace(OFFER, id=f"{number:032x}", side="want", **changes)  # type: ignore[arg-type]


def test_a_notice_of_closed_words_passes() -> None:
    assert checked(OFFER, words()) == OFFER


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("material", "vải vụn của Công ty A"),
        ("composition", "Công ty A"),
        ("band", "12,5 t"),
        ("province", "99"),
        ("province", "60"),  # no province any more
        ("commune", "Phường Mũi Né"),
        ("side", "both"),
        ("id", "cong-ty-a"),
        ("published_on", "2026-11-22T08:15"),
        ("published_on", ""),
    ],
)
def test_a_free_word_is_refused(field: str, text: str) -> None:
    with pytest.raises(DomainError, match=field):
        checked(replace(OFFER, **{field: text}), words())  # type: ignore[arg-type]


def test_a_commune_belongs_to_its_province() -> None:
    with pytest.raises(DomainError, match="commune"):
        checked(replace(OFFER, province="79"), words())


def test_nearest_first() -> None:
    far, near, here = other(1, province="79", commune=""), other(2, commune="22924"), other(3)
    unlike = other(4, composition="mixed")
    found = matches(OFFER, [far, unlike, near, here])
    assert [notice.id for notice in found] == [here.id, unlike.id, near.id, far.id]
    assert matches(OFFER, [far, near, here], within="68") == [here, near]
    assert nearness(OFFER, other(5, band="under_1")) == (0, 0, 2)


@pytest.mark.parametrize("changes", [{"material": "wood"}, {"closed_on": "2026-11-23"}])
def test_what_does_not_fit(changes: dict[str, str]) -> None:
    assert not fits(OFFER, other(1, **changes))
    assert not fits(OFFER, replace(OFFER, id="1" * 32))


def test_counts_tell_offers_wants_and_matches() -> None:
    notices = [OFFER, other(1), other(2, province="79", commune=""), other(3, material="wood"), other(4, closed_on="2026-11-23")]
    assert counts(notices) == {"fabric_scrap": (1, 2, 1), "wood": (0, 1, 0)}
    assert counts(notices, "79") == {"fabric_scrap": (0, 1, 0)}


@st.composite
def notices(draw: st.DrawFn) -> Notice:
    return Notice(
        id=draw(st.text("0123456789abcdef", min_size=32, max_size=32)),
        side=draw(st.sampled_from(SIDES)),
        material=draw(st.sampled_from(["wood", "glass"])),
        composition=draw(st.sampled_from(COMPOSITIONS)),
        band=draw(st.sampled_from(BANDS)),
        province=draw(st.sampled_from(["68", "79"])),
        published_on="2026-11-22",
    )


@given(notices(), notices())
def test_fitting_and_nearness_do_not_depend_on_who_asks(one: Notice, two: Notice) -> None:
    assert fits(one, two) == fits(two, one)
    assert nearness(one, two) == nearness(two, one)
