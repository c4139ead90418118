"""A notice of the register: something over, or something wanted, in closed words only, and which notices fit together.

Nothing in a notice says whose it is: a material, how it is composed, a band of quantity, the province and at most the commune.
There is no free text, no exact quantity and no time of day.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from calculators.errors import DomainError

Side = Literal["offer", "want"]
Composition = Literal["clean", "mixed", "wet", "treated"]
Band = Literal["under_1", "1_10", "10_100", "100_1000", "over_1000"]
SIDES: tuple[Side, ...] = get_args(Side)
COMPOSITIONS: tuple[Composition, ...] = get_args(Composition)
BANDS: tuple[Band, ...] = get_args(Band)  # per year, in the material's own unit
OPEN_FOR = 180  # days a notice stands, a setting of ours: what a factory has over changes with its seasons
_IDENTITY = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One published offer or want. `published_on` and `closed_on` are days (ISO 8601)."""

    id: str
    side: Side
    material: str
    composition: Composition
    band: Band
    province: str
    commune: str = ""
    published_on: str = ""
    closed_on: str | None = None


def expires_on(notice: Notice) -> str:
    """Return the last day a notice stands, `OPEN_FOR` days after it was published (ISO 8601); empty where it has no day.

    Examples
    --------
    >>> expires_on(Notice(id="", side="offer", material="", composition="clean", band="1_10", province="68", published_on="2026-01-01"))
    '2026-06-30'
    """
    return (date.fromisoformat(notice.published_on) + timedelta(days=OPEN_FOR)).isoformat() if notice.published_on else ""


def is_open(notice: Notice, today: str) -> bool:
    """Return whether a notice stands on a day: neither taken back nor past its last day."""
    return notice.closed_on is None and (not notice.published_on or today <= expires_on(notice))


@dataclass(frozen=True, kw_only=True)
class Words:
    """The closed lists a notice may draw on: materials, provinces, and the communes of each province."""

    materials: Collection[str]
    provinces: Collection[str]
    communes: Mapping[str, Collection[str]]


def checked(notice: Notice, words: Words) -> Notice:
    """Return the notice if every word of it is on a closed list.

    Parameters
    ----------
    notice : Notice
        As a person filled it in.
    words : Words
        What may be said.

    Returns
    -------
    Notice
        The same.

    Raises
    ------
    DomainError
        If anything is not on its list: whatever is free could name the factory.
    """
    allowed = {
        "side": notice.side in SIDES,
        "material": notice.material in words.materials,
        "composition": notice.composition in COMPOSITIONS,
        "band": notice.band in BANDS,
        "province": notice.province in words.provinces,
        "commune": not notice.commune or notice.commune in words.communes.get(notice.province, ()),
        "id": bool(_IDENTITY.fullmatch(notice.id)),
        "published_on": _is_day(notice.published_on),
    }
    wrong = [name for name, right in allowed.items() if not right]
    if wrong:
        raise DomainError(f"words of the closed lists were expected in {', '.join(wrong)}")
    return notice


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def fits(one: Notice, other: Notice) -> bool:
    """Return whether one open notice offers what the other wants: the same material, opposite sides."""
    return {one.side, other.side} == set(SIDES) and one.material == other.material and not (one.closed_on or other.closed_on)


def nearness(one: Notice, other: Notice) -> tuple[int, int, int]:
    """Return how near two fitting notices are, nearer first when sorted: place, composition, quantity.

    Parameters
    ----------
    one, other : Notice
        Two notices that fit.

    Returns
    -------
    tuple of int
        0 same commune, 1 same province, 2 elsewhere; 0 same composition, 1 another; bands between the quantities.
    """
    place = 2 if one.province != other.province else 0 if one.commune and one.commune == other.commune else 1
    return place, int(one.composition != other.composition), abs(BANDS.index(one.band) - BANDS.index(other.band))


def matches(notice: Notice, others: Iterable[Notice], *, within: str = "") -> list[Notice]:
    """Return the notices that fit `notice`, the nearest first; `within` a province only, if one is given."""
    found = [other for other in others if other.id != notice.id and fits(notice, other) and (not within or other.province == within)]
    return sorted(found, key=lambda other: (*nearness(notice, other), other.published_on, other.id))


def counts(notices: Iterable[Notice], province: str = "") -> dict[str, tuple[int, int, int]]:
    """Return per material how many are offered, wanted, and offered with a want that fits in the same province.

    Parameters
    ----------
    notices : iterable of Notice
        What is published.
    province : str
        Only this province; all of them when empty.

    Returns
    -------
    dict
        Material → offers, wants, offers with a match. Notices are public, so their numbers are.
    """
    open_ones = [notice for notice in notices if not notice.closed_on and (not province or notice.province == province)]
    found: dict[str, tuple[int, int, int]] = {}
    for material in sorted({notice.material for notice in open_ones}):
        own = [notice for notice in open_ones if notice.material == material]
        offers = [notice for notice in own if notice.side == "offer"]
        matched = [offer for offer in offers if matches(offer, own, within=offer.province)]
        found[material] = (len(offers), len(own) - len(offers), len(matched))
    return found
