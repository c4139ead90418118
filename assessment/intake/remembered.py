"""What a line of a paper is in the ledger, whatever the paper: guessed by words and unit, confirmed once, remembered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

from assessment.model import GROUPS
from calculators.errors import SachhonError, UnitError, UnknownKeyError
from calculators.units import fold, parse_unit
from data.catalogue import Catalogue

IGNORE = "ignore"  # the stream of an item that is no part of the ledger: a fee, a service, a rounding line
_PROCESSED = r".*\b(iqf|block|dong lanh|hap|phi le|fillet|cat khuc|tam bot)\b"  # a product, not what it is made of
# folded words of an item -> stream; the first that fits, and whose dimension the unit has, is proposed
_WORDS: tuple[tuple[str, str], ...] = (
    (r"phan khang|kvarh|phi bao ve moi truong|thoat nuoc|van chuyen|boc xep|dich vu", IGNORE),
    (r"nuoc thai (da|sau) xu ly|xu ly tai cho|ra moi truong", "wastewater/treated_on_site"),
    (r"nuoc thai", "wastewater/to_zone_plant"),
    (r"mat troi|ap mai|\bsolar\b", "electricity/solar"),
    (r"may phat", "electricity/generator"),
    (r"cao diem", "electricity/grid_peak"),
    (r"thap diem", "electricity/grid_off_peak"),
    (r"\bdien\b|binh thuong", "electricity/grid"),
    (r"\bhoi (nuoc|bao hoa|nong)\b|\bsteam\b", "steam/purchased"),
    (r"da (cay|vay|lanh|xay)|nuoc da", "ice/bought"),
    (r"\bnuoc (sach|may|sinh hoat|san xuat|tieu thu|kinh doanh)|tien nuoc|^nuoc$", "water/municipal"),
    (r"\bdiesel\b|\bdau do\b|\bdo 0", "fuel/diesel"),
    (r"\bxang\b|ron ?9", "fuel/gasoline_vehicles"),
    (r"\bdau fo\b|mazut|fuel oil", "fuel/fuel_oil"),
    (r"\blpg\b|gas hoa long|khi hoa long|khi dot hoa long", "fuel/lpg"),
    (r"\bcng\b|\blng\b|khi thien nhien|khi tu nhien", "fuel/natural_gas"),
    (r"\btrau\b", "fuel/rice_husk"),
    (r"mun cua", "fuel/sawdust"),
    (r"\bcui\b", "fuel/wood"),
    (r"ba mia", "fuel/bagasse"),
    (r"than (cam|da|antraxit)|\bthan\b.*\bcam\b", "fuel/coal_anthracite"),
    (rf"^(?!{_PROCESSED}).*(tom (su|the|nguyen lieu|tuoi)|nguyen lieu tom)", "material/raw_shrimp"),
    (rf"^(?!{_PROCESSED}).*ca tra", "material/raw_pangasius"),
    (r"carton|thung giay", "packaging/carton"),
    (r"tui pe|bao pe|tui nhua pe", "packaging/pe_bag"),
    (r"chlorin|\bclo\b|javel", "chemical/chlorine"),
    (r"\bnh3\b|amoniac|ammonia", "refrigerant/r717"),
    (r"\br-?22\b", "refrigerant/r22"),
    (r"\br-?32\b", "refrigerant/r32"),
    (r"\br-?134a\b", "refrigerant/r134a"),
    (r"\br-?404a\b", "refrigerant/r404a"),
    (r"\br-?410a\b", "refrigerant/r410a"),
)
_FITTING: tuple[tuple[re.Pattern[str], str], ...] = tuple((re.compile(words), stream) for words, stream in _WORDS)


class Ruling(Protocol):
    """What rules have in common: a stream, and whether a person confirmed it."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def stream(self) -> str: ...
    @property
    def confirmed(self) -> bool: ...


ItemT = TypeVar("ItemT", bound=tuple[Any, ...])  # where the line is from, its folded name …
RuleT = TypeVar("RuleT", bound=Ruling)


@dataclass(frozen=True, kw_only=True)
class Remembered(Generic[ItemT, RuleT]):
    """All that is remembered, by item."""

    rules: Mapping[ItemT, RuleT] = field(default_factory=dict)

    def of(self, item: ItemT) -> RuleT | None:
        """Return the confirmed rule of an item."""
        rule = self.rules.get(item)
        return rule if rule is not None and rule.confirmed else None

    def accepted(self) -> Self:
        """Return the mapping with every proposal confirmed that names a stream."""
        rules = {item: replace(rule, confirmed=rule.confirmed or bool(rule.stream)) for item, rule in self.rules.items()}
        return replace(self, rules=rules)

    def told(self, said: Iterable[tuple[str, str]]) -> tuple[Self, dict[str, int]]:
        """Return the mapping with what a person said: a line's name and its stream.

        Words that only stand in a line's name mean it too, if nothing is proposed for it: ``Tôm hấp`` is
        ``Thành phẩm – Tôm hấp``, but ``Điện`` is not ``Điện giờ cao điểm``.

        Returns
        -------
        tuple
            The mapping, and for each name how many lines it is; 0 where none has it.
        """
        rules, counts = dict(self.rules), {}
        for name, stream in said:
            words = fold(name)
            meant = [item for item, rule in rules.items() if item[1] == words or (not rule.stream and f" {words} " in f" {item[1]} ")]
            rules.update((item, self.as_stream(rules[item], stream)) for item in meant)
            counts[name] = len(meant)
        return replace(self, rules=rules), counts

    def as_stream(self, rule: RuleT, stream: str) -> RuleT:
        """Return a rule confirmed as a stream."""
        return replace(rule, stream=stream, confirmed=True)

    def with_rules(self, more: Mapping[ItemT, RuleT]) -> Self:
        """Return the mapping with further rules; one that is confirmed already stays."""
        kept = {item: rule for item, rule in self.rules.items() if rule.confirmed or item not in more}
        return replace(self, rules={**more, **kept})


def stream_of_words(name: str, unit: str | None, book: Catalogue) -> str:
    """Return the first stream whose words a folded name has and whose dimension the unit has; empty where none is.

    With None for the unit (money) the words alone decide.
    """
    for pattern, stream in _FITTING:
        if pattern.search(name) and (stream == IGNORE or unit is None or fits(stream, unit, book)):
            return stream
    return ""


def is_stream(key: str) -> bool:
    """Return whether a text is a key of the ledger, of the reference data or the factory's own, or says to leave a line out."""
    group, _, rest = key.partition("/")
    return key == IGNORE or (group in GROUPS and bool(rest) and all(mark.isalnum() or mark in "_.-" for mark in rest))


def fits(stream: str, unit: str, book: Catalogue) -> bool:
    """Return whether a unit's dimension is one that the stream has; a stream of the factory's own has any."""
    try:
        dimension = parse_unit(unit).dimension
    except UnitError:
        return False
    try:
        return dimension in book.stream(stream).dimensions
    except UnknownKeyError:
        return True


def rows_of(data: bytes, format: str, member: str, limit: int, error: type[SachhonError]) -> list[Any]:
    """Return the list that a mapping document holds under a member.

    Raises
    ------
    SachhonError
        Of the kind `error`, if the content is no such document or longer than `limit`. [byte]
    """
    try:
        record = json.loads(data.decode("utf-8-sig")) if len(data) <= limit else None
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise error(f"the mapping is not JSON: {fault}") from fault
    rows = record.get(member) if isinstance(record, dict) and record.get("format") == format else None
    if not isinstance(rows, list):
        raise error(f"the mapping needs 'format': '{format}' and a list '{member}'")
    return rows
