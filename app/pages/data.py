"""The numbers of a site: the table of months, the ledger behind it, and what the site says of itself. Every change is kept at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import panel as pn
from markupsafe import Markup

from app.components import desk_words
from app.components.data_panels import add_panel, conflict_choice, head_form, norm_sources, own_stream, start_buttons, tabs, unread_notice
from app.components.fields import Fields
from app.components.grid import Grid
from app.components.heading import heading
from app.components.inventory_form import FIELDS as INVENTORY_FIELDS
from app.components.inventory_form import fault_of, inventory_form
from app.components.markup import join, tag
from app.components.method_form import method_form
from app.components.months_sheet import MonthsSheet
from app.components.pane import column, html, whole
from app.components.site_form import site_form
from app.components.table_sheet import TableSheet
from app.editing import choices, facts, life_cycle_rows, matrix
from app.editing.fault import ChangeError
from app.editing.keeping import Keeping, desk_of
from app.editing.marks import Marks
from app.editing.own_items import own_item
from app.editing.views import SECTIONS, View, view_of
from app.session import AssessmentSession
from app.typed import FormError, read_form
from assessment.model import Flow
from data import messages

LEDGER_HEIGHT = "68vh"
SMALL_HEIGHT = "34vh"


class DataPage(pn.viewable.Viewer):
    """Tabs over one desk; only the tab that is looked at is built."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.lang = session.lang
        self.told = ""
        self.removed = ""  # what the table is to say of rows that were just taken out
        self.panel: str = ""  # what is open below the table: "add", or the id of a line whose head is being changed
        self.below_shows = "nothing"
        self.sought = ""
        self.at: tuple[str, str] | None = None
        self.grids: dict[str, tuple[Grid, MonthsSheet | TableSheet]] = {}
        self.form: Fields | None = None
        self.desk = desk_of(session)
        self.keeping = Keeping(session, self.desk, self._kept, self._checked)
        self.view: View = view_of(session.route.focus, self.desk.document)
        self.status, self.clash, self.below = html(), html(), column()
        self.found = html()
        self.starts = html()
        self.top = html(self._top())
        self.body = column(self.top, self.status, self.clash, *self._content(), self.below)

    def __panel__(self) -> pn.viewable.Viewable:
        self._show_status()
        if not self.keeping.is_settled:
            self.keeping.begin()
        return self.body

    # what is shown

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"data.{key}", self.lang, **values)

    def _top(self) -> Markup:
        lead = self._say(f"lead.{self.view.tab}")
        return join(heading("data", self._say("title"), lead), tabs(self.session.route, self.view, self.desk.document, self.lang))

    def _content(self) -> list[pn.viewable.Viewable]:
        if self.desk.unread:
            return [html(unread_notice(self.desk.unread, self.session.route, self.lang))]
        if self.view.tab == "months":
            return [self._months()]
        if self.view.tab in ("site", "choices"):
            made_by = site_form if self.view.tab == "site" else method_form
            self.form = Fields(self._told_form, lambda: made_by(self.desk.document, self.lang, self.desk.typed), self.view.column)
            return [self.form]
        made: list[pn.viewable.Viewable] = []
        if self.view.tab == "inventory":
            told = lambda: inventory_form(self.desk.document, self.lang, self.desk.typed, self._marks())  # noqa: E731
            self.form = Fields(self._told_form, told, self.view.column if self.view.column in INVENTORY_FIELDS else "")
            made.append(self.form)
        if self.view.tab == "life_cycle":
            made.append(self.starts)
        for section in SECTIONS[self.view.tab]:
            if len(SECTIONS[self.view.tab]) > 1 or self.view.tab in ("products", "variables", "streams"):
                made.append(html(tag("h2", self._say(f"section.{section}")), tag("p", self._say(f"section.{section}.text"), class_="soft")))
            made.append(self._table(section))
        norms = norm_sources(self.desk.document, self.lang) if self.view.tab == "products" else None
        return [*made, *([html(norms)] if norms is not None else [])]

    def _months(self) -> Grid:
        sheet = MonthsSheet(self.desk, self.lang, self.view.years, self.view.measure)
        sheet.marks = self._marks()
        setting = self._setting(self._say("grid.months", years=", ".join(self.view.years)), start=2)
        setting["actions"] = [[act, self._say(f"row.{act}")] for act in ("head", "ledger", "remove_line")]
        setting["lists"] = {"unit": list(choices.options(self.desk.document, "unit", self.lang).values())}
        grid = Grid(lambda told: self._told_grid("months", told), sheet.sheet, setting)
        self.grids["months"] = (grid, sheet)
        return grid

    def _table(self, section: str) -> Grid:
        wanted = (lambda part: isinstance(part, Flow) and part.stream == self.view.stream) if self.view.stream else None
        sheet = TableSheet(self.desk, section, self.lang, wanted)
        sheet.marks = self._marks()
        setting = self._setting(self._say(f"section.{section}"), start=0)
        setting["actions"] = [["remove", self._say("row.remove")], ["last", self._say("row.last")]]
        setting["lists"] = sheet.lists()
        setting["grows"] = True
        setting["height"] = LEDGER_HEIGHT if section == "flows" else SMALL_HEIGHT if self.view.tab == "inventory" or section == "life_cycle" else "60vh"
        if self.view.section == section and self.view.row.isdigit():
            field = self.view.column if self.view.column in sheet.fields else sheet.fields[0]
            sheet.sheet()
            setting["focus"] = [sheet.id_at(int(self.view.row)), field]
        grid = Grid(lambda told: self._told_grid(section, told), sheet.sheet, setting)
        self.grids[section] = (grid, sheet)
        return grid

    def _setting(self, label: str, start: int) -> dict[str, Any]:
        setting: dict[str, Any] = {
            "label": label,
            "start": start,
            "copies": self.desk.site.is_example,
            "texts": {"missing": self._say("missing"), "copying": self._say("copying")},
        }
        if self.view.tab == "months" and self.view.row:
            setting["focus"] = [self.view.row, self.view.column]
        elif self.desk.at is not None:
            setting["focus"], self.desk.at = list(self.desk.at), None
        return setting

    def _marks(self) -> Marks:
        return self.keeping.marks

    def _show_status(self) -> None:
        findings = self.keeping.findings
        aim = self.session.route.href(page="findings")
        self.status.object = whole(desk_words.status(self.desk, self.lang, self.keeping.state, findings, aim, self.told))
        if self.view.tab == "life_cycle":
            self.starts.object = whole(start_buttons(self.desk.document, self.lang))
        conflict = self.desk.conflict
        self.clash.object = whole(desk_words.conflict(conflict, self.desk, self.lang)) if conflict is not None else ""
        if not self.desk.unread and self.view.tab == "months":
            self._show_below()

    def _show_below(self) -> None:
        """Show the search for a new row under the table; what is being typed in there is left alone."""
        if self.panel not in ("", "add"):
            return
        is_open = self.panel == "add"
        if self.below_shows != self.panel:
            self.below_shows = self.panel
            self.below.objects = [html(add_panel(is_open, self.lang)), *([self.found] if is_open else [])]
        found = whole(own_stream(self.desk.document, self.sought, self.lang)) if is_open else ""
        if self.found.object != found:
            self.found.object = found

    # what the person does

    def _told_grid(self, name: str, told: Mapping[str, Any]) -> None:
        grid, sheet = self.grids[name]
        self.told = self.removed = ""
        before = self.desk.document
        edited: list[str] = []
        if isinstance(told.get("at"), list) and len(told["at"]) == 2:
            self.at = (str(told["at"][0]), str(told["at"][1]))
        try:
            if "edits" in told:
                edited = sheet.edit([(str(id), str(key), str(text)) for id, key, text in told["edits"]])
                self.told = " ".join(text for text in (self._say("pasted_bare") if told.get("bare") else "", sheet.told) if text)
            elif "grow" in told and isinstance(sheet, TableSheet):
                sheet.grow([[str(text) for text in line] for line in told["grow"]], str(told.get("from", "")))
                self.told = sheet.told
            elif "act" in told:
                self._row_act(str(told["act"]), told, grid, sheet)
        except ChangeError as problem:
            self.told = messages.message(problem.code, self.lang)
            edited = [str(id) for id, *_ in told.get("edits", ())]
            grid.stay()
        except (ValueError, LookupError, TypeError):
            self.told = messages.message("change.not_valid", self.lang)
            grid.stay()
        self._after(name, edited)
        if self.removed:
            grid.say(self.removed, self._say("undo") if self.desk.document is not before else "")

    def _row_act(self, act: str, told: Mapping[str, Any], grid: Grid, sheet: MonthsSheet | TableSheet) -> None:
        ids = [str(id) for id in told.get("ids") or () if id]
        if act in ("undo", "redo"):
            self._step(act)
        elif act == "remove" and isinstance(sheet, TableSheet):
            self.removed = self._say_removed([sheet.name_of(id) for id in ids])
            sheet.remove(ids)
        elif act == "last" and isinstance(sheet, TableSheet):
            grid.refresh(focus=(sheet.sheet().rows[-1][0], sheet.fields[0]))
        elif isinstance(sheet, MonthsSheet) and ids:
            line = matrix.line_from(ids[0])
            if act == "remove_line":
                names = [sheet.name_of(id) for id in ids]
                for id in ids:
                    sheet.remove_line(id)
                self.removed = self._say_removed(names)
            elif act == "ledger":
                grid.go(self.session.route.href(focus=f"ledger:{line.stream}"))
            elif act == "head":
                self.panel = self.below_shows = ids[0]
                self.below.objects = [Fields(self._told_head, lambda: head_form(self.desk.document, line, self.lang), "stream")]

    def _say_removed(self, names: Sequence[str]) -> str:
        if len(names) == 1 and names[0]:
            return self._say("removed", name=names[0])
        return self._say("removed_many", count=len(names)) if any(names) else ""

    def _told_head(self, told: Mapping[str, Any]) -> None:
        """Change the head of the line whose form is open."""
        sheet = self.grids["months"][1]
        field, text = str(told.get("field", "")), str(told.get("text", ""))
        if not isinstance(sheet, MonthsSheet) or field not in ("stream", "role", "meter", "step", "product"):
            return
        read = choices.read_choice(self.desk.document, field, text, self.lang) if choices.list_of(field) else None
        if read is not None and read.fault is not None:
            self.told = messages.message("change.not_valid", self.lang)
        else:
            line = matrix.line_from(self.panel)
            value = str(read.value or "") if read is not None else text.strip()
            try:
                self.panel = sheet.change_line(line, **{field: value or (line.role if field == "role" else "")})
                self.told = ""
            except ChangeError as problem:
                self.told = messages.message(problem.code, self.lang)
        self._after("months", [])

    def _told_form(self, told: Mapping[str, Any]) -> None:
        """Take one field of the site's form."""
        assert self.form is not None
        if "act" in told:
            self._step(str(told["act"]))
            self.form.begin()
            self._after("", [])
            return
        field, text = str(told.get("field", "")), str(told.get("text", ""))
        if field not in facts.FIELDS:
            return
        notation = self._notation()
        waiting = {name: typed for name, typed in self.desk.typed.items() if name in facts.FIELDS}
        faced = facts.with_field(self.desk.document, field, text, notation, waiting)
        self.desk.typed.pop(field, None)
        if faced.fault is not None:
            self.desk.typed[field] = text.strip()[:200]
            title = messages.message(f"finding.{faced.fault.code}.title", self.lang, given=faced.fault.given, expected=faced.fault.expected)
            action = messages.message(f"finding.{faced.fault.code}.action", self.lang, expected=faced.fault.expected)
            self.form.tell({field: {"fault": f"{title}. {action}"}})
        else:
            for name in waiting:
                if facts.value_of(faced.document, name) is not None:
                    self.desk.typed.pop(name, None)
            self.desk.apply(lambda _: faced.document)
            self.form.tell({name: {"fault": "", "text": facts.field_text(self.desk.document, name, notation)} for name in {field, *waiting} - set(self.desk.typed)})
        self._after("", [])

    def _notation(self) -> Any:
        return "comma" if self.lang == "vi" else "dot"

    def act(self, act: str, value: str) -> str | None:
        """Do what a button of the page asks for; return where to go."""
        self.told = ""
        try:
            if act in ("undo", "redo"):
                self._step(act)
            elif act == "add_close":
                self.panel = ""
            elif act == "add":
                self.panel = "" if self.panel == "add" else "add"
            elif act == "find":
                self.sought = value[:80]
            elif act == "line":
                self._add_line(value)
            elif act == "footprint":
                self.desk.apply(lambda document: life_cycle_rows.begun(document, value))
            elif act == "anyway":
                self.desk.unread = 0
                self.body.objects = [self.top, self.status, self.clash, *self._content(), self.below]
            elif act == "choose_all" and self.desk.conflict is not None:
                self.desk.settle(dict.fromkeys(range(len(self.desk.conflict.clashes)), value == "mine"))
            elif act == "submit":
                self._submit(read_form(value))
            else:
                return None
        except (ChangeError, FormError, ValueError, LookupError) as problem:
            self.told = messages.message(problem.code if isinstance(problem, ChangeError) else "change.not_valid", self.lang)
        if self.form is not None:
            self.form.begin()
        self._after("", [])
        return None

    def _submit(self, fields: Mapping[str, str]) -> None:
        if fields.get("form") == "own":
            note, unit = own_item(self.desk.document, fields)
            self.desk.apply(lambda document: document.model_copy(update={"streams": (*document.streams, note)}))
            self._add_line(note.stream, unit)
        elif any(name.startswith("clash:") for name in fields):
            self.desk.settle(conflict_choice(fields))

    def _add_line(self, stream: str, unit: str = "") -> None:
        grid, sheet = self.grids["months"]
        assert isinstance(sheet, MonthsSheet)
        id = sheet.add_line(matrix.usual_line(stream, unit))
        self.panel = ""
        grid.refresh(focus=(id, sheet.periods[-12]))

    def _step(self, act: str) -> None:
        if not (self.desk.undo() if act == "undo" else self.desk.redo()):
            self.told = self._say("nothing_to_undo")

    def _after(self, name: str, edited: Sequence[str]) -> None:
        """Show what an action made of the tables and begin keeping it."""
        for key, (grid, _) in self.grids.items():
            grid.refresh(edited if key == name else ())
        self.keeping.begin()
        self._show_status()

    # what comes back

    def _kept(self) -> None:
        """Show that the desk is kept; an example that became an own site is gone to."""
        if self.keeping.moved:
            self.keeping.moved = False
            self.desk.at = self.at
            address = self.session.route.href(page="data", focus=self.view.focus)
            shown: Grid | Fields | None = self.form or next((grid for grid, _ in self.grids.values()), None)
            if shown is not None:
                shown.go(address)
            return
        if self.keeping.is_merged:
            self.keeping.is_merged = False
            self.told = self._say("merged")
            if self.form is not None:
                self.form.begin()
        for grid, _ in self.grids.values():
            grid.refresh()
        self._show_status()

    def _checked(self) -> None:
        """Show the findings of the whole document where they belong."""
        for grid, sheet in self.grids.values():
            sheet.marks = self.keeping.marks
            grid.refresh()
        if self.form is not None and self.view.tab == "inventory":
            self.form.tell({name: {"fault": fault_of(name, self.keeping.marks)} for name in INVENTORY_FIELDS if name not in self.desk.typed})
        self._show_status()

