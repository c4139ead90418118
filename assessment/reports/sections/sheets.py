"""The annex of worksheets (phiếu): every field that was filled in, numbered by the task of the procedure."""

from __future__ import annotations

from collections.abc import Mapping

from assessment import own_names
from assessment.model import Measured
from assessment.reports.basis import Basis, number, said_or
from assessment.reports.report import Cell, Column, Row, Section, Table, Text, said, typed
from data import messages

EQUIPMENT = "equipment"
LABELS: Mapping[str, str] = {"loss_cost": "losses", "appraisal": "terms"}  # whose words stand under another name


def sheets(basis: Basis, kind: str) -> Section | None:
    """Return each filled worksheet as a table of field and entry, by task; None in the quick report and where none was filled.

    Parameters
    ----------
    basis : Basis
        The result with its document.
    kind : str
        ``quick`` or ``full``.

    Returns
    -------
    Section or None
        The tables as they were typed; nothing is calculated.
    """
    if kind != "full":
        return None
    known = {str(row["id"]): row for row in basis.book.table("worksheets")}
    values: dict[str, dict[str, Cell]] = {}
    for item in basis.document.assessment.worksheets:
        if item.sheet == own_names.SHEET:  # the reports themselves show them
            continue
        for name, value in item.values.items():
            key = f"{item.step} · {name}" if item.step else name
            values.setdefault(item.sheet, {})[key] = _chosen(name, value) if item.sheet == EQUIPMENT else _entry(value)
    order = sorted(values, key=lambda sheet: (_task(known, sheet) or 99, sheet))
    tables = tuple(_table(basis, known, sheet, values[sheet]) for sheet in order if values[sheet])
    return Section(id="sheets", title=said("report.section.sheets"), blocks=tables) if tables else None


def _task(known: Mapping[str, Mapping[str, object]], sheet: str) -> int | None:
    task = str((known[sheet]["task"] if sheet in known else None) or "")
    return int(float(task)) if task else None


def _table(basis: Basis, known: Mapping[str, Mapping[str, object]], sheet: str, values: Mapping[str, Cell]) -> Table:
    name = str(known[sheet][f"label_{basis.lang}"]) if sheet in known else sheet
    task = _task(known, sheet)
    title = typed(name) if task is None else said("report.table.sheet", number=str(task), name=typed(name))
    columns = (Column(title=said("report.column.item"), share=1.4), Column(title=said("report.column.content"), share=2))
    return Table(id=f"sheet_{sheet}", title=title, columns=columns, rows=tuple(Row(cells=(_label(basis, sheet, key), cell)) for key, cell in values.items()))


def _entry(value: float | str | Measured) -> Cell:
    if isinstance(value, Measured):
        return number(value.value, value.unit)
    return typed(value) if isinstance(value, str) else number(float(value), "1")


def _chosen(name: str, value: float | str | Measured) -> Cell:
    """Return an entry of an equipment check: the check and what was chosen from a list by their names."""
    kind = "check" if name.endswith(".check") else "choice"
    return said_or(f"equipment.{kind}.{value}", value) if isinstance(value, str) else _entry(value)


def _reading(basis: Basis, name: str) -> Text:
    """Return what a reading of an equipment check is called: the machine's name, or its check's, and the field."""
    id, _, field = name.partition(".")
    given = {key: value for item in basis.document.assessment.worksheets if item.sheet == EQUIPMENT for key, value in item.values.items()}
    machine, check = given.get(f"{id}.name"), given.get(f"{id}.check")
    title = typed(str(machine)) if machine else said_or(f"equipment.check.{check}", id)
    key = f"sheet.equipment.{field}" if field in ("check", "name") else f"equipment.field.{field}"
    return said("report.sheet.of", title=title, field=said_or(key, _plain(field)))


def _plain(name: str) -> str:
    """Return the name of a field that no form knows, as words."""
    return name.replace("_", " ").replace(".", " · ")


def _label(basis: Basis, sheet: str, name: str) -> Text:
    """Return what a field is called: the form's own words, the option's or the question's title, else the name as it was typed."""
    if sheet == "causes":
        asked = {str(row["id"]): str(row[f"question_{basis.lang}"]) for row in basis.book.table("causes")}
        return typed(asked.get(name, name))
    if sheet == EQUIPMENT:
        return _reading(basis, name)
    titles = {option.id: option.title for option in basis.document.assessment.options}
    option = max((key for key in titles if name == key or name.startswith(f"{key}.")), key=len, default=None)
    rest = name if option is None else name.removeprefix(option).removeprefix(".")
    words = _words(basis, sheet, rest)
    if option is None:
        return words
    return typed(titles[option]) if not rest else said("report.sheet.of", title=typed(titles[option]), field=words)


def _words(basis: Basis, sheet: str, name: str) -> Text:
    for start, key in (("price.", "sheet.losses.price"), ("heat.", "sheet.losses.heat")):
        if sheet == "loss_cost" and name.startswith(start):
            return said(key, stream=basis.stream(name.removeprefix(start).replace(".", "/", 1)))
    head, _, last = name.rpartition(".")
    place = LABELS.get(sheet, sheet)
    if head == "weight" and messages.has_message(f"sheet.{place}.{last}"):
        return said("report.sheet.weight", field=said(f"sheet.{place}.{last}"))
    if sheet == "verification" and "/" in (stream := name.replace(".", "/", 1)):
        return basis.stream(stream)
    if messages.has_message(f"sheet.{place}.{name}"):
        return said(f"sheet.{place}.{name}")
    for key in (f"sheet.{'plan' if place == 'verification' else place}.{last}", f"form.field.{last}", f"field.{last}.label"):
        if messages.has_message(key):
            return said(key)
    return typed(_plain(name))
