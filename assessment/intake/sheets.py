"""Sheets in the layout of the template to the tree of a document."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.intake.forms import read_form
from assessment.intake.layout import (
    ABOUT_SHEET,
    GUIDE_SHEET,
    LAYOUT,
    LISTS_SHEET,
    NEEDED_SHEETS,
    SheetLayout,
    section_of,
)
from assessment.intake.lists import rows_of
from assessment.intake.sheet import CellReader, Sheet
from assessment.intake.tables import TableRow, read_table
from assessment.intake.tree import Group, Items, Leaf, Node, Tree, refused
from assessment.model import FORMAT
from calculators.finding import Finding, Place
from data.messages import languages, message


def read_sheets(sheets: tuple[Sheet, ...], name: str) -> Tree:
    """Return the tree of a workbook's sheets.

    Parameters
    ----------
    sheets : tuple of Sheet
        The sheets in their order.
    name : str
        The file's name, for places.

    Returns
    -------
    Tree
        Its values with their cells; findings for missing sheets, columns that are not known, cells that hold errors.
    """
    reader = CellReader(file=name)
    known = [(sheet, layout) for sheet in sheets if (layout := layout_of(sheet.name)) is not None]
    if not known:
        given = ", ".join(sheet.name for sheet in sheets)[:60]
        reader.find("workbook.no_sheets", Place(file=name), given=given, expected=", ".join(NEEDED_SHEETS))
        return Tree(root=None, findings=tuple(reader.findings))
    members: dict[str, Node] = {"format": Leaf(text=FORMAT, kind="cell_text", place=Place(file=name))}
    for sheet, layout in known:
        if layout.form == "fields":
            for path, leaf in read_form(sheet, layout, reader):
                _put(members, path, leaf, reader)
    about = next((sheet for sheet in sheets if sheet.name == ABOUT_SHEET), None)
    tables: dict[str, list[TableRow]] = {}
    for sheet, layout in known:
        if layout.form != "fields":
            tables.setdefault(layout.key, []).extend(read_table(sheet, layout, about, reader))
    _place_lists(members, rows_of(tables, reader, _default_year(members)), known, name)
    _missing_sheets(members, known, reader)
    _ignored_sheets(sheets, reader)
    return Tree(root=Group(members=members, place=Place(file=name)), findings=tuple(reader.findings))


def _default_year(members: Mapping[str, Node]) -> str:
    """Return the year of the reporting period, where it is a year, else nothing."""
    leaf = members.get("reporting_period")
    text = leaf.text.strip() if isinstance(leaf, Leaf) else ""
    return text if len(text) == len("2026") and text.isdigit() else ""


def layout_of(name: str) -> SheetLayout | None:
    """Return the layout a sheet's name stands for: a key, or the title of one in any language."""
    layout = section_of(name)
    if layout is not None:
        return layout
    return next((section_of(key) for key, title in _titles() if title == name.strip().casefold()), None)


def _titles() -> list[tuple[str, str]]:
    return [(layout.key, message(f"sheet.{layout.key}.title", lang).casefold()) for lang in languages() for layout in LAYOUT]


def _put(members: dict[str, Node], path: str, leaf: Leaf, reader: CellReader) -> None:
    """Put a form's value at its dotted path; a path given twice is refused."""
    head, _, rest = path.partition(".")
    if not rest:
        old = members.get(head)
        if isinstance(old, Leaf) and old.kind != "empty" and head != "format":
            reader.find("key.duplicate", leaf.place, given=path, first=str(old.place))
            leaf = refused(leaf.place)
        members[head] = leaf
        return
    group = members.get(head)
    if not isinstance(group, Group):
        group = Group(members={}, place=leaf.place, keys={})
        members[head] = group
    _put(group.members, rest, leaf, reader)  # type: ignore[arg-type]  # a dict that this module made


def _place_lists(members: dict[str, Node], lists: Mapping[str, list[Node]], known: list[tuple[Sheet, SheetLayout]], name: str) -> None:
    first = {layout.section: sheet.name for sheet, layout in reversed(known)}
    for section in {layout.section for _, layout in known if layout.form != "fields"} | set(lists):
        place = Place(file=name, sheet=first.get(section))
        items = Items(members=tuple(lists.get(section, ())), place=place)
        head, _, tail = section.partition(".")
        if not tail:
            members[head] = items
        elif items.members and head == "process":
            group = members.setdefault(head, Group(members={}, place=place, keys={}))
            if isinstance(group, Group):
                group.members[tail] = items  # type: ignore[index]


def _missing_sheets(members: dict[str, Node], known: list[tuple[Sheet, SheetLayout]], reader: CellReader) -> None:
    present = {layout.key for _, layout in known}
    for section, keys in NEEDED_SHEETS.items():
        if not present & set(keys):
            reader.find("sheet.missing", Place(file=reader.file), expected=keys[0])
            members[section] = refused(Place(file=reader.file))
    if "facility" not in present:
        members["reporting_period"] = refused(Place(file=reader.file))


def _ignored_sheets(sheets: tuple[Sheet, ...], reader: CellReader) -> None:
    for sheet in sheets:
        guides = {message(f"sheet.{GUIDE_SHEET}.title", lang) for lang in languages()}
        is_ours = sheet.name in (ABOUT_SHEET, LISTS_SHEET, *guides) or layout_of(sheet.name) is not None
        if not is_ours and not sheet.name.startswith("_") and any(cell is not None for row in sheet.rows for cell in row):
            place = Place(file=reader.file, sheet=sheet.name)
            reader.findings.append(Finding(code="sheet.ignored", severity="note", place=place, given=sheet.name))
