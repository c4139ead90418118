"""A table of cells that is edited like a spreadsheet; the server sends what changed, never the table again."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bokeh.util.warnings import BokehUserWarning
from panel.custom import JSComponent

from app.components.pane import styled
from app.theme import STATIC

# The first word of a component that came with a later page carries its whole model, which the server then knows already.
warnings.filterwarnings("ignore", message="reference already known", category=BokehUserWarning)

Mark = tuple[str, str, str, str, str]  # severity, title, action, text that would mend it, what the button says
Message = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class GridColumn:
    """A column: its key, heading, kind (``text`` or ``number``), width [px], and what may be done in it.

    `fixed` cells are not typed in; `keeps` are not emptied by the delete key; `list` names the choices offered; `open` is the
    word of the links to the papers that the column's text names.
    """

    key: str
    title: str
    kind: str = "text"
    width: int = 96
    sub: str = ""
    help: str = ""
    list: str = ""
    fixed: bool = False
    keeps: bool = False
    open: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table as the browser is to show it.

    `rows` are pairs of an id and its texts (a second line of a text is shown small and grey). `marks` and `flags` are by
    id and column key, joined by a tab; flags are letters: ``m`` a number is missing, ``r`` not to be typed in here.
    """

    columns: tuple[GridColumn, ...]
    rows: Sequence[tuple[str, Sequence[str]]]
    marks: Mapping[str, Mark] = field(default_factory=dict)
    flags: Mapping[str, str] = field(default_factory=dict)


class Grid(JSComponent):
    """A table of cells. `on_told` receives what the person did: ``edits``, ``act``, ``grow``."""

    _esm = STATIC / "grid.js"

    def __init__(self, on_told: Callable[[Message], None], sheet: Callable[[], Sheet], setting: Mapping[str, Any], **params: Any) -> None:
        super().__init__(sizing_mode="stretch_width", margin=0, **params)
        self._on_told = on_told
        self._sheet = sheet
        self._setting = dict(setting)
        self._shown: Sheet | None = None

    def _process_param_change(self, params: Mapping[str, Any]) -> dict[str, Any]:
        return styled(super()._process_param_change(dict(params)))

    def _handle_msg(self, data: Any) -> None:
        if not isinstance(data, dict):
            return
        if data.get("ready"):
            self.begin()
        else:
            self._on_told(data)

    def begin(self) -> None:
        """Send the whole table."""
        self._shown = self._sheet()
        told = {**self._setting, **_record(self._shown)}
        self._send_msg({"full": json.dumps(told, ensure_ascii=False, separators=(",", ":"))})

    def refresh(self, edited: Sequence[str] = (), focus: tuple[str, str] | None = None) -> int:
        """Send what differs from what is shown, the `edited` rows in any case; return how many rows were sent."""
        old, new = self._shown, self._sheet()
        if old is None:
            return 0
        if [column.key for column in old.columns] != [column.key for column in new.columns]:
            self.begin()
            return len(new.rows)
        self._shown = new
        told = patch_of(old, new, edited)
        if focus is not None:
            told["focus"] = focus
        if told:
            self._send_msg({"patch": json.dumps(told, ensure_ascii=False, separators=(",", ":"))})
        return len(told.get("rows", ()))

    def go(self, address: str) -> None:
        """Send the browser to another address of the application."""
        self._send_msg({"go": address})

    def say(self, text: str, undo: str = "") -> None:
        """Say under the table what was done, with the word of the button that takes it back."""
        self._send_msg({"said": {"text": text, "undo": undo}})

    def stay(self) -> None:
        """Let the person go on typing after something could not be done."""
        self._send_msg({"stay": True})


def patch_of(old: Sheet, new: Sheet, edited: Sequence[str] = ()) -> dict[str, Any]:
    """Return what turns a shown table into another one of the same columns: rows, their order, marks and flags that differ."""
    told: dict[str, Any] = {}
    again = frozenset(edited)
    other = [place for place, (was, now) in enumerate(zip(old.rows, new.rows, strict=False)) if was is not now]
    if len(old.rows) == len(new.rows) and all(old.rows[place][0] == new.rows[place][0] for place in other):
        rows = [new.rows[place] for place in other if old.rows[place][1] != new.rows[place][1] or new.rows[place][0] in again]
        missing = again - {id for id, _ in rows}
        rows += [row for row in new.rows if row[0] in missing] if missing else []
    else:
        before = dict(old.rows)
        rows = [(id, texts) for id, texts in new.rows if id in again or before.get(id) != texts]
        told["order"] = [id for id, _ in new.rows]
    if rows:
        told["rows"] = rows
    for name in ("marks", "flags"):
        if getattr(old, name) != getattr(new, name):
            told[name] = getattr(new, name)
    return told


def _record(sheet: Sheet) -> dict[str, Any]:
    columns = [{name: value for name, value in asdict(column).items() if value} for column in sheet.columns]
    return {"columns": columns, "rows": list(sheet.rows), "marks": sheet.marks, "flags": sheet.flags}
