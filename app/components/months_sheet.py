"""The table of months: what it shows of a desk's document, and what becomes of what is typed into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.components.about import about
from app.components.grid import GridColumn, Mark, Sheet
from app.editing import matrix
from app.editing.cells import Fault, notation_of, number_text, read_number, read_unit, told_of
from app.editing.choices import dimensions_of, label
from app.editing.desk import Desk
from app.editing.fault import ChangeError
from app.editing.marks import Marks, mark_of_fault
from app.editing.matrix import Cell, Line, Measure
from assessment.evaluation.entries import default_role
from assessment.intake.starter import starting_streams
from assessment.model import GROUPS, Flow
from calculators.errors import PeriodError, UnitError
from calculators.number import Notation
from calculators.period import parse_period
from calculators.units import parse_unit
from data import messages

NAME, UNIT, TOTAL = "name", "unit", "total"


class MonthsSheet:
    """The table of some years of a desk, in one measure: quantities or money."""

    def __init__(self, desk: Desk, lang: str, years: Sequence[str], measure: Measure = "quantity") -> None:
        self.desk = desk
        self.lang = lang
        self.years = tuple(years)
        self.measure = measure
        self.notation: Notation = "comma" if lang == "vi" else "dot"
        self.marks = Marks()
        self.told = ""
        if not desk.document.flows and not desk.lines:  # an empty house begins with the rows most plants of its sector have
            desk.lines = [matrix.usual_line(stream, unit).id for stream, unit in starting_streams(desk.document.facility.sector)]
        every = matrix.columns_of(self.years)
        self.periods = every if len(self.years) == 1 else tuple(period for period in every if len(period) > 4)
        self._known: dict[Line, tuple[tuple[object, ...], tuple[str, list[str]]]] = {}

    def lines(self, table: matrix.Table) -> list[Line]:
        """Return the lines: every product's output, what the ledger has, and what was just added; in the catalogue's order."""
        lines = dict.fromkeys(table)
        streams = {line.stream for line in lines}
        for product in self.desk.document.products:
            if f"product/{product.id}" not in streams:
                lines[Line(stream=f"product/{product.id}", role="out", unit=product.unit)] = None
        lines.update(dict.fromkeys(matrix.line_from(id) for id in self.desk.lines if matrix.line_from(id).key not in {line.key for line in table}))
        return sorted(lines, key=lambda line: (GROUPS.index(line.stream.partition("/")[0]), line.stream, line.key))

    def sheet(self) -> Sheet:
        """Return the table as the browser is to show it."""
        table = matrix.table_of(self.desk.document)
        rows: list[tuple[str, list[str]]] = []
        marks: dict[str, Mark] = {}
        flags: dict[str, str] = {}
        for line in self.lines(table):
            cells = table.get(line, {})
            rows.append(self._row(line, cells))
            self._note(line, cells, marks, flags)
        return Sheet(columns=self.columns(), rows=rows, marks=marks, flags=flags)

    def columns(self) -> tuple[GridColumn, ...]:
        """Return the columns."""
        head = GridColumn(key=NAME, title=self._say("column.stream"), width=188, fixed=True)
        unit = GridColumn(key=UNIT, title=self._say("column.unit"), width=96, help=self._say("help.unit"), list="unit", keeps=True, fixed=self.measure == "cost_vnd")
        many = len(self.years) > 1
        between = []
        for period in self.periods:
            whole = len(period) == 4
            title = self._say("column.year") if whole else messages.format_period(period, self.lang) if many else self._say("column.month", month=int(period[5:]))
            help_text = self._say("help.year") if whole else about("data.cost" if self.measure == "cost_vnd" else "data.month", self.lang)
            between.append(GridColumn(key=period, title=title, kind="number", width=104 if whole else 92, help=help_text))
        total = GridColumn(key=TOTAL, title=self._say("column.total"), kind="number", width=128, fixed=True)
        return (head, unit, *between, total)

    def _row(self, line: Line, cells: Mapping[str, tuple[int, ...]]) -> tuple[str, list[str]]:
        """Return a line's row; the same object as before where nothing it says has changed."""
        document = self.desk.document
        typed = [text for key, text in self.desk.typed.items() if key.startswith(f"{line.id}\t")]
        made_of = (document.products, document.streams, document.process, *typed, *(document.flows[place] for places in cells.values() for place in places))
        known = self._known.get(line)
        if known is None or len(known[0]) != len(made_of) or any(was is not now for was, now in zip(known[0], made_of, strict=True)):
            known = (made_of, (line.id, self._texts(line, cells)))
            self._known[line] = known
        return known[1]

    def _texts(self, line: Line, cells: Mapping[str, tuple[int, ...]]) -> list[str]:
        flows = self.desk.document.flows
        texts = [self._name(line, cells), self._unit(line)]
        total: float | None = None
        for period in self.periods:
            typed = self.desk.typed.get(f"{line.id}\t{period}")
            value = getattr(flows[cells[period][0]], self.measure) if period in cells else None
            texts.append(typed if typed is not None else "" if value is None else number_text(value, self.notation))
            total = total if value is None else (total or 0.0) + value
        return [*texts, "" if total is None else self._total(line, total)]

    def _name(self, line: Line, cells: Mapping[str, tuple[int, ...]]) -> str:
        name = label(self.desk.document, "stream", line.stream, self.lang).partition("\n")[0]
        usual = default_role(line.stream.partition("/")[0])
        parts = [line.meter, label(self.desk.document, "step", line.step, self.lang).partition("\n")[0], line.product]
        parts += [messages.message(f"role.{line.role}", self.lang)] if line.role != usual else []
        others = sum(1 for period in cells if period not in self.periods and self._touches(period))
        parts += [self._say("others", count=others)] if others else []
        about = " · ".join(part for part in parts if part)
        return f"{name}\n{about}" if about else name

    def _touches(self, period: str) -> bool:
        """Return whether a row of another period (a year among several, a week, a bill's days) lies in the years shown."""
        return any(year in self.years for year in _years(period))

    def _unit(self, line: Line) -> str:
        typed = self.desk.typed.get(f"{line.id}\t{UNIT}")
        if typed is not None:
            return typed
        if self.measure == "cost_vnd":
            return messages.format_unit("VND", self.lang)
        try:
            unit = parse_unit(line.unit)
        except UnitError:
            return line.unit
        if unit.canonical == unit.text:
            return line.unit
        return f"{line.unit}\n= {messages.format_number(unit.factor, self.lang)} {messages.format_unit(unit.canonical, self.lang)}"

    def _total(self, line: Line, total: float) -> str:
        text = messages.format_number(total, self.lang)
        if self.measure == "cost_vnd":
            return f"{text}\n{messages.format_money(total, self.lang)}"
        try:
            unit = parse_unit(line.unit)
        except UnitError:
            return text
        return f"{text}\n{messages.format_number(total * unit.factor, self.lang)} {messages.format_unit(unit.canonical, self.lang)}"

    def _note(self, line: Line, cells: Mapping[str, tuple[int, ...]], marks: dict[str, Mark], flags: dict[str, str]) -> None:
        flows, id = self.desk.document.flows, line.id
        for (stream, period), mark in self.marks.streams.items():
            if stream == line.stream:
                marks.setdefault(f"{id}\t{period if period in self.periods else NAME}", mark)
        for period, places in cells.items():
            column = period if period in self.periods else NAME if self._touches(period) else ""
            for member, mark in self.marks.flows.get(id_of(flows[places[0]]), {}).items() if column else ():
                marks[f"{id}\t{UNIT if member == 'unit' else column}"] = mark
            if len(places) > 1 and column:
                values = {"stream": line.stream, "rows": len(places), "other": len(places) - 1}
                marks[f"{id}\t{column}"] = ("error", messages.message("finding.flow.duplicate_period.title", self.lang, given=period, **values), messages.message("finding.flow.duplicate_period.action", self.lang), "", "")
        for year in self.years:
            months = [period for period in cells if period[:4] == year and len(period) > 4]
            if year in cells and months and len(self.years) == 1:
                marks[f"{id}\t{year}"] = mark_of_fault(Fault(code="data.year_and_months", given=year), self.lang)
            covered = {month for period, places in cells.items() if self._says(places[0]) for month in _months(period)}
            if months and year in self._asked() and line.role != "stock":
                flags.update({f"{id}\t{year}-{month}": "m" for month in matrix.MONTHS if f"{year}-{month}" not in covered})
        unit = read_unit(line.unit, dimensions_of(line.stream)) if self.measure == "quantity" else None
        if unit is not None and unit.fault is not None:
            marks[f"{id}\t{UNIT}"] = mark_of_fault(unit.fault, self.lang, "error" if unit.value is None else "warning")
        for key, typed in self.desk.typed.items():
            if key.startswith(f"{id}\t"):
                marks[key] = mark_of_fault(self._fault(line, key.partition("\t")[2], typed), self.lang)

    def _says(self, place: int) -> bool:
        return getattr(self.desk.document.flows[place], self.measure) is not None

    def _asked(self) -> frozenset[str]:
        document = self.desk.document
        return frozenset(year for text in (document.reporting_period, document.baseline_period or "") for year in _years(text))

    def _fault(self, line: Line, key: str, typed: str) -> Fault:
        read = read_unit(typed, dimensions_of(line.stream)) if key == UNIT else read_number(typed, self.notation, may_be_negative=self.measure == "cost_vnd")
        return read.fault or Fault(code="flow.no_unit", given=typed)

    def edit(self, edits: Iterable[tuple[str, str, str]]) -> list[str]:
        """Take what was typed; return the rows to show again. What cannot be read stays in its cell, marked."""
        given = [edit for edit in edits if "|" in edit[0]]
        numbers = [text for _, key, text in given if key in self.periods and text.strip()]
        notation = notation_of(numbers, self.notation) if len(numbers) > 1 else self.notation
        self.told = self._say(f"read_as.{notation}") if notation != self.notation else ""
        if len(numbers) == 1:
            self.told = told_of(numbers[0], notation, self.lang)
        cells: list[Cell] = []
        for id, key, text in given:
            line = matrix.line_from(id)
            self.desk.typed.pop(f"{id}\t{key}", None)
            if key == UNIT and text.strip():
                self._change_unit(line, text)
            elif key in self.periods:
                read = read_number(text, notation, may_be_negative=self.measure == "cost_vnd")
                if read.fault is not None or (read.value is not None and not line.unit and self.measure == "quantity"):
                    self.desk.typed[f"{id}\t{key}"] = text.strip()[:60]
                else:
                    cells.append(Cell(line=line, period=key, value=read.value if isinstance(read.value, float) else None))
        if cells:
            self._keep_lines(cells)
            self.desk.apply(lambda document: matrix.with_cells(document, cells, self.measure))
        return [id for id, _, _ in given]

    def _keep_lines(self, cells: Iterable[Cell]) -> None:
        """Let a line whose last number is taken out stay in sight."""
        for id in dict.fromkeys(cell.line.id for cell in cells):
            if id not in self.desk.lines:
                self.desk.lines.append(id)

    def _change_unit(self, line: Line, text: str) -> None:
        read = read_unit(text)
        if read.fault is not None:
            self.desk.typed[f"{line.id}\t{UNIT}"] = text.strip()[:40]
            return
        self.change_line(line, unit=str(read.value))

    def change_line(self, line: Line, **changes: str) -> str:
        """Change the head of a line: its unit, stream, role, meter, step or product; return its new id."""
        new = replace(line, **changes)
        self.desk.apply(lambda document: matrix.with_line(document, line, **changes))
        self.desk.lines = list(dict.fromkeys(new.id if id == line.id else id for id in self.desk.lines))
        waiting = {key: text for key, text in self.desk.typed.items() if key.startswith(f"{line.id}\t")}
        for key, text in waiting.items():
            del self.desk.typed[key]
            if not key.endswith(f"\t{UNIT}"):
                self.edit([(new.id, key.partition("\t")[2], text)])
        return new.id

    def add_line(self, line: Line) -> str:
        """Show a new, still empty line; return its id."""
        if line.key not in {matrix.line_of(flow).key for flow in self.desk.document.flows} and line.id not in self.desk.lines:
            self.desk.lines.append(line.id)
        return line.id

    def name_of(self, id: str) -> str:
        """Return what a line is called in the table."""
        return self._name(matrix.line_from(id), {}).replace("\n", " · ")

    def remove_line(self, id: str) -> None:
        """Take a line out of the years shown."""
        line = matrix.line_from(id)
        product = line.stream.removeprefix("product/") if line.stream.startswith("product/") else ""
        if product in {each.id for each in self.desk.document.products} and not any(matrix.line_of(flow) == line for flow in self.desk.document.flows):
            raise ChangeError("data.product_stays")
        self.desk.lines = [each for each in self.desk.lines if each != id]
        self.desk.typed = {key: text for key, text in self.desk.typed.items() if not key.startswith(f"{id}\t")}
        self.desk.apply(lambda document: matrix.without_line(document, line))

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"data.{key}", self.lang, **values)


def id_of(flow: Flow) -> int:
    """Return the identity of a row as :class:`app.editing.marks.Marks` knows it."""
    return id(flow)


def _years(period: str) -> tuple[str, ...]:
    try:
        read = parse_period(period)
    except PeriodError:
        return ()
    return tuple(str(year) for year in range(read.start.year, read.end.year + 1))


def _months(period: str) -> tuple[str, ...]:
    try:
        read = parse_period(period)
    except PeriodError:
        return ()
    first, last = read.start.year * 12 + read.start.month - 1, read.end.year * 12 + read.end.month - 1
    return tuple(f"{month // 12}-{month % 12 + 1:02d}" for month in range(first, last + 1))
