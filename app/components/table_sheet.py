"""A list of the document as a table: one row a row, one column a field; a row that is not one yet waits beside the others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.components.about import about
from app.components.grid import GridColumn, Mark, Sheet
from app.editing import choices, tables
from app.editing.cells import Read, notation_of, number_text, told_of
from app.editing.desk import Desk
from app.editing.marks import Marks, mark_of_fault
from app.editing.tables import Unfinished
from assessment.model import Part
from calculators.number import Notation
from calculators.units import fold
from data import messages

WIDTHS = {"name": 190, "stream": 190, "norm_product": 190, "sector": 150, "evidence": 220, "commissioned": 130, "unit": 96, "from": 150, "to": 150, "step": 140}
Row = tuple[str, Sequence[str]]
BLANK = "new"  # id of the empty row at the end


@dataclass(frozen=True, kw_only=True)
class Last:
    """What the rows were made of last time, and the rows."""

    parts: Sequence[Part]
    names: tuple[object, ...]
    rows: list[Row]
    marks: dict[str, Mark]


class TableSheet:
    """One section of a desk's document. `wanted` narrows what is shown (rows of one stream)."""

    def __init__(self, desk: Desk, section: str, lang: str, wanted: Callable[[Part], bool] | None = None) -> None:
        self.desk = desk
        self.section = section
        self.lang = lang
        self.wanted = wanted
        self.notation: Notation = "comma" if lang == "vi" else "dot"
        self.fields = tables.FIELDS[section]
        self.marks = Marks()
        self.told = ""
        self.ids: list[str] = []
        self._parts: Sequence[Part] = ()
        self._last: Last | None = None
        self._placed: tuple[list[str], dict[str, int]] = ([], {})
        self._count = 0
        self._blanks = 0

    def sheet(self) -> Sheet:
        """Return the table as the browser is to show it; the row of an object that did not change is the same row."""
        self._follow()
        rows, marks = self._kept_rows()
        for id, tree in self._drafts().items():
            rows.append((id, [self._draft_text(tree, field) for field in self.fields]))
            self._note_draft(id, tree, marks)
        rows.append((f"{BLANK}:{self._blanks}", [""] * len(self.fields)))
        self._over_typed(rows, marks)
        return Sheet(columns=self.columns(), rows=rows, marks=marks)

    def _kept_rows(self) -> tuple[list[Row], dict[str, Mark]]:
        """Return the rows of the document and their marks; where only few rows changed, only these are made again."""
        last = self._last
        parts, names = self._parts, (self.desk.document.products, self.desk.document.streams, self.desk.document.process, self.marks)
        if last is None or len(last.parts) != len(parts) or self.wanted is not None or any(was is not now for was, now in zip(last.names, names, strict=True)):
            made = [self._row(id, part) for id, part in zip(self.ids, parts, strict=True) if self.wanted is None or self.wanted(part)]
            marks: dict[str, Mark] = {}
            for place, (id, part) in enumerate(zip(self.ids, parts, strict=True)):
                self._note(place, id, part, marks)
        else:
            made, marks = list(last.rows), dict(last.marks)
            for place, (was, now) in enumerate(zip(last.parts, parts, strict=True)):
                if was is not now:
                    made[place] = self._row(self.ids[place], now)
                    for field in self.fields:
                        marks.pop(f"{self.ids[place]}\t{field}", None)
                    self._note(place, self.ids[place], now, marks)
        self._last = Last(parts=parts, names=names, rows=made, marks=marks)
        return list(made), dict(marks)

    def _note(self, place: int, id: str, part: Part, marks: dict[str, Mark]) -> None:
        noted = self.marks.flows.get(builtin_id(part)) if self.section == "flows" else self.marks.rows.get((self.section, place))
        for member, mark in (noted or {}).items():
            marks[f"{id}\t{member if member in self.fields else self.fields[0]}"] = mark

    def _follow(self) -> None:
        """Give rows their ids: a row that was changed in its place keeps its id, so does one that was only moved."""
        parts = tables.parts_of(self.desk.document, self.section)
        if parts is self._parts:
            return
        if len(parts) != len(self._parts):
            known = {builtin_id(part): id for id, part in zip(self.ids, self._parts, strict=True)}
            self.ids = [known.get(builtin_id(part)) or self._new_id() for part in parts]
        self._parts = parts

    def _places(self) -> dict[str, int]:
        """Return the place of every row by its id."""
        if self._placed[0] is not self.ids or len(self._placed[1]) != len(self.ids):
            self._placed = (self.ids, {id: place for place, id in enumerate(self.ids)})
        return self._placed[1]

    def _new_id(self) -> str:
        self._count += 1
        return f"r{self._count}"

    def _drafts(self) -> dict[str, dict[str, object]]:
        return self.desk.drafts.setdefault(self.section, {})

    def columns(self) -> tuple[GridColumn, ...]:
        """Return the columns, headed and explained as the workbook's."""
        made = []
        for field in self.fields:
            names = [name for name in (f"field.{self.section}.{field}", f"field.{field}") if messages.has_message(f"{name}.label", self.lang)]
            title = messages.message(f"{names[0]}.label", self.lang) if names else self._title(field)
            text = about(names[0], self.lang) if names else self._help(field)
            kind = "number" if field in tables.NUMBERS else "text"
            paper = messages.message("importing.open_paper", self.lang) if field == "evidence" else ""
            width = WIDTHS.get(field, max(112, 9 * len(title)))
            made.append(GridColumn(key=field, title=title, kind=kind, help=text, list=choices.list_of(field), width=width, open=paper))
        return tuple(made)

    def _help(self, field: str) -> str:
        """Return what a property's value, unit or evidence is for."""
        head, _, tail = field.partition(".")
        if head not in tables.SHOWN_PROPERTIES:
            return about(f"field.{tail or head}", self.lang)
        return about(f"property.{head}" if tail == "value" else f"field.value_{tail}", self.lang)

    def lists(self) -> dict[str, list[str]]:
        """Return what the browser offers while a cell is typed in."""
        names = {choices.list_of(field) for field in self.fields} - {""}
        return {name: list(choices.options(self.desk.document, name, self.lang).values()) for name in sorted(names)}

    def _row(self, id: str, part: Part) -> Row:
        return id, [choices.label(self.desk.document, field, tables.text_of(part, field, self.notation), self.lang) for field in self.fields]

    def _draft_text(self, tree: dict[str, object], field: str) -> str:
        value: object = tree
        for name in field.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        if value is None or value is False:
            return ""
        if isinstance(value, float):
            return number_text(value, self.notation)
        return "x" if value is True else choices.label(self.desk.document, field, str(value), self.lang)

    def _note_draft(self, id: str, tree: dict[str, object], marks: dict[str, Mark]) -> None:
        made = tables.part_from(self.section, self._completed(tree))
        if isinstance(made, Unfinished):
            fault = tables.fault_of([self._title(name) for name in made.needs if name])
            marks[f"{id}\t{self.fields[0]}"] = mark_of_fault(fault, self.lang, "warning")

    def _title(self, member: str) -> str:
        head, _, tail = member.partition(".")
        if tail and head in tables.SHOWN_PROPERTIES:
            name = messages.message(f"property.{head}", self.lang)
            return f"{name[:1].upper()}{name[1:]}" + ("" if tail == "value" else f" – {messages.message(f'field.{tail}.label', self.lang).lower()}")
        name = f"field.{member}.label"
        return messages.message(name, self.lang) if messages.has_message(name, self.lang) else member

    def _over_typed(self, rows: list[Row], marks: dict[str, Mark]) -> None:
        waiting: dict[str, dict[str, str]] = {}
        for key, text in self.desk.typed.items():
            id, _, field = key.partition("\t")
            if id.startswith(f"{self.section}:"):
                waiting.setdefault(id.partition(":")[2], {})[field] = text
        for place, (id, texts) in enumerate(rows) if waiting else ():
            for field, text in waiting.get(id, {}).items():
                changed = list(rows[place][1])
                changed[self.fields.index(field)] = text
                rows[place] = (id, changed)
                read = self._read(field, text, self.notation)
                if read.fault is not None:
                    marks[f"{id}\t{field}"] = mark_of_fault(read.fault, self.lang)
                assert texts is not None

    def _read(self, field: str, text: str, notation: Notation) -> Read:
        if choices.list_of(field) and choices.list_of(field) not in (*choices.FREE, "estimated"):
            return choices.read_choice(self.desk.document, field, text, self.lang)
        return tables.read_field(field, text, notation)

    def edit(self, edits: Iterable[tuple[str, str, str]]) -> list[str]:
        """Take what was typed, all of it as one step; return the rows to show again."""
        given = [edit for edit in edits if edit[1] in self.fields]
        numbers = [text for _, field, text in given if field in tables.NUMBERS and text.strip()]
        notation = notation_of(numbers, self.notation) if len(numbers) > 1 else self.notation
        self.told = messages.message(f"data.read_as.{notation}", self.lang) if notation != self.notation else ""
        if len(numbers) == 1:
            self.told = told_of(numbers[0], notation, self.lang)
        self._follow()
        places = self._places()
        parts: list[Part | None] = list(self._parts)
        changed: dict[str, dict[str, object]] = {}
        for id, field, text in given:
            read = self._read(field, text, notation)
            self.desk.typed.pop(f"{self.section}:{id}\t{field}", None)
            if read.fault is not None and read.value is None:
                self.desk.typed[f"{self.section}:{id}\t{field}"] = text.strip()[:80]
                if id not in places and id not in self._drafts():
                    self._drafts()[id] = {}
                    self._blanks += 1
                continue
            tree = changed.get(id)
            if tree is None:
                part = parts[places[id]] if id in places else None
                tree = tables.tree_of_part(part) if part is not None else dict(self._drafts().get(id, {}))
            changed[id] = tables.put(tree, field, read.value)
        self._keep(changed, places, parts)
        return [id for id, _, _ in given]

    def _keep(self, changed: dict[str, dict[str, object]], places: dict[str, int], parts: list[Part | None]) -> None:
        drafts = self._drafts()
        made_any = False
        for id, tree in changed.items():
            full = self._completed(tree)
            made = tables.part_from(self.section, full) if tree else Unfinished(tree={}, needs=())
            if isinstance(made, Part):
                made_any = True
                if id in places:
                    parts[places[id]] = made
                else:
                    drafts.pop(id, None)
                    self._blanks += id == f"{BLANK}:{self._blanks}"
                    parts.append(made)
                    self.ids.append(id)
            elif id in places:
                made_any = True
                parts[places[id]] = None
                if tree:
                    drafts[id] = tree
            else:
                self._blanks += id == f"{BLANK}:{self._blanks}"
                if tree:
                    drafts[id] = tree
                else:
                    drafts.pop(id, None)
        if made_any:
            kept = tuple(part for part in parts if part is not None)
            if len(kept) != len(parts):
                self.ids = [id for id, part in zip(self.ids, parts, strict=True) if part is not None]
            self.desk.apply(lambda document: tables.with_parts(document, self.section, kept))
            self._parts = tables.parts_of(self.desk.document, self.section)
            self.ids = _in_order(self.ids, kept, self._parts)

    def _completed(self, tree: dict[str, object]) -> dict[str, object]:
        """Return a row with the code that other rows call it by, made of its name where it has none."""
        if self.section == "life_cycle.inventory" and tree and not tree.get("product") and len(self.desk.document.products) == 1:
            return {"product": self.desk.document.products[0].id, **tree}
        if self.section not in ("products", "process.steps") or tree.get("id") or not tree.get("name"):
            return tree
        taken = {getattr(part, "id", "") for part in self._parts}
        stem = re.sub(r"[^a-z0-9]+", "_", unicodedata.normalize("NFKD", fold(str(tree["name"])))).strip("_")[:40] or "x"
        found = next(name for name in (stem, *(f"{stem}_{number}" for number in range(2, 999))) if name not in taken)
        return {**tree, "id": found}

    def grow(self, lines: Sequence[Sequence[str]], first: str) -> None:
        """Add pasted lines as new rows, beginning in column `first`."""
        start = self.fields.index(first) if first in self.fields else 0
        edits = []
        for number, line in enumerate(lines):
            edits += [(f"{BLANK}:{self._blanks}:{number}", field, text) for field, text in zip(self.fields[start:], line, strict=False)]
        self.edit(edits)
        self._blanks += 1

    def name_of(self, id: str) -> str:
        """Return what stands first in a row; empty for the blank row at the end, which is not taken out."""
        rows = dict(self.sheet().rows)
        texts = [text.partition("\n")[0] for text in rows.get(id, ()) if text]
        return " · ".join(texts[:2])

    def remove(self, ids: Iterable[str]) -> None:
        """Take rows out."""
        gone = frozenset(ids)
        self._follow()
        for id in gone:
            self._drafts().pop(id, None)
            for key in [key for key in self.desk.typed if key.startswith(f"{self.section}:{id}\t")]:
                del self.desk.typed[key]
        places = frozenset(place for place, id in enumerate(self.ids) if id in gone)
        if places:
            self.desk.apply(lambda document: tables.without_parts(document, self.section, places))

    def id_at(self, place: int) -> str:
        """Return the id of the row at a place of the document; empty where there is none."""
        self._follow()
        return self.ids[place] if 0 <= place < len(self.ids) else ""


def _in_order(ids: list[str], kept: Sequence[Part], parts: Sequence[Part]) -> list[str]:
    """Return the ids in the order in which the document has the rows: a bill keeps the rows of a product together."""
    left = list(zip(kept, ids, strict=True))
    if [part for part, _ in left] == list(parts) or len(left) != len(parts):
        return ids
    ordered = []
    for part in parts:
        place = next((place for place, (row, _) in enumerate(left) if row == part), 0)
        ordered.append(left.pop(place)[1])
    return ordered


def builtin_id(part: Part) -> int:
    """Return which object a row is; a changed row is another one."""
    return id(part)
