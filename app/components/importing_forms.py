"""The forms of an import: what each item and line is, whose invoices, what a meter measures. Nothing is confirmed unseen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from app.components.about import about
from app.components.form import pick_field, text_field
from app.components.markup import join, tag
from app.components.table import Column, table
from app.reading import stream_name
from assessment.intake.imports import Imports
from assessment.intake.invoices.mapping import Item, Rule, item_of
from assessment.intake.meter_bands import SCHEDULES
from assessment.intake.planning import Answers, Plan
from assessment.intake.remembered import IGNORE
from assessment.intake.spreadsheet.rules import Item as Line
from assessment.intake.spreadsheet.rules import Rule as LineRule
from assessment.intake.spreadsheet.rules import item_of as line_of
from assessment.intake.spreadsheet.tables import Table
from assessment.model import RESERVED_STEPS
from data import catalogue, messages

MOST_LINES = 400  # of one form
WHENS = ("supply", "day", "month", "month_before")
_LIST = "import-streams"


def say(key: str, lang: str, **values: object) -> str:
    """Return a text of the import pages."""
    return messages.message(f"importing.{key}", lang, **values)


def stream_text(key: str, names: Mapping[str, str], lang: str) -> str:
    """Return a stream as the form shows it: its name, its key in brackets."""
    if not key:
        return ""
    name = say("leave_out", lang) if key == IGNORE else names.get(key) or stream_name(key, lang)
    return f"{name} [{key}]"


def stream_key(text: str) -> str:
    """Return the key that a form's text names, the text itself where it is one."""
    head, _, tail = text.strip().rpartition("[")
    return (tail[:-1] if tail.endswith("]") and head else text).strip()


def stream_list(names: Mapping[str, str], lang: str) -> Markup:
    """Return the streams to choose from, the site's own first."""
    keys = [IGNORE, *names, *(stream.key for stream in catalogue.open_edition().streams() if stream.key not in names)]
    return tag("datalist", *(tag("option", value=stream_text(key, names, lang)) for key in keys), id=_LIST)


def _stream_field(name: str, key: str, names: Mapping[str, str], label: str, lang: str) -> Markup:
    return tag("input", type="text", name=name, value=stream_text(key, names, lang), list=_LIST, autocomplete="off", aria_label=label,
               placeholder=say("choose", lang), style="min-width:min(21rem,70vw)")  # fmt: skip


def _small(name: str, value: str, label: str, width: str = "6rem") -> Markup:
    return tag("input", type="text", name=name, value=value, autocomplete="off", aria_label=label, style=f"width:{width}")


def items_of(made: Plan) -> tuple[tuple[Item, Rule], ...]:
    """Return the invoice items that nobody confirmed yet, in a fixed order."""
    return tuple(sorted((item, rule) for item, rule in made.imports.items.rules.items() if not rule.confirmed))[:MOST_LINES]


def lines_of(made: Plan) -> tuple[tuple[str, Table, Line, LineRule, str], ...]:
    """Return the lines of tables that nobody confirmed yet: file, table, line, proposal, its name as written."""
    found: dict[Line, tuple[str, Table, Line, LineRule, str]] = {}
    for file, tables in made.tables.items():
        for one in tables:
            for series in one.series:
                line = line_of(one, series)
                rule = made.imports.sheets.rules.get(line)
                if rule is not None and not rule.confirmed:
                    found.setdefault(line, (file, one, line, rule, series.label))
    return tuple(found.values())[:MOST_LINES]


def item_rows(made: Plan, names: Mapping[str, str], lang: str) -> Markup | None:
    """Return the table in which invoice items get their streams."""
    if not items_of(made):
        return None
    sellers: dict[str, str] = {}
    written: dict[Item, str] = {}
    for invoice in made.book.each():
        sellers[invoice.key.seller] = invoice.seller.name
        written.update((item_of(invoice, line), line.name) for line in invoice.lines)
    whens = tuple((when, say(f"when.{when}", lang)) for when in WHENS)
    rows = []
    for number, (item, rule) in enumerate(items_of(made)):
        when = tag("select", *(tag("option", text, value=key, selected=key == rule.when) for key, text in whens), name=f"when:{number}",
                   class_="pick", aria_label=say("when", lang))  # fmt: skip
        rows.append((written.get(item, item.name), sellers.get(item.seller) or item.seller, item.unit, _stream_field(f"item:{number}", rule.stream, names, item.name, lang),
                     _small(f"meter:{number}", rule.meter or "", say("meter", lang)),
                     tag("div", _small(f"factor:{number}", messages.format_number(rule.factor, lang), say("factor", lang), "4.5rem"),
                          _small(f"unit:{number}", rule.unit, say("unit", lang), "4.5rem"),
                         style="display:flex;gap:6px"), when))  # fmt: skip
    if not rows:
        return None
    heads = [Column(heading=say(f"head.{name}", lang)) for name in ("item", "seller", "unit", "stream", "meter", "factor", "when")]
    return join(tag("h3", say("items", lang), style="margin-top:20px"), tag("p", say("items.lead", lang), class_="soft"), table(say("items", lang), heads, rows, titled=True))


def line_rows(made: Plan, names: Mapping[str, str], lang: str) -> Markup | None:
    """Return the table in which lines of spreadsheets get their streams."""
    notations = (("", say("notation.seen", lang)), ("comma", "1.234,5"), ("dot", "1,234.5"))
    rows = []
    for number, (file, one, line, rule, label) in enumerate(lines_of(made)):
        notation = tag("select", *(tag("option", text, value=key, selected=key == (rule.notation or "")) for key, text in notations),
                       name=f"notation:{number}", class_="pick", aria_label=say("notation", lang))  # fmt: skip
        where = " · ".join(part for part in (file, one.sheet) if part)
        unit = line.unit or _small(f"lineunit:{number}", rule.unit, say("unit", lang))
        rows.append((label, where, unit, _stream_field(f"line:{number}", rule.stream, names, label, lang),
                     _small(f"linefactor:{number}", messages.format_number(rule.factor, lang), say("factor", lang), "4.5rem"),
                     _small(f"linemeter:{number}", rule.meter or "", say("meter", lang)), notation))  # fmt: skip
    if not rows:
        return None
    heads = [Column(heading=say(f"head.{name}", lang)) for name in ("line", "where", "unit", "stream", "factor", "meter", "notation")]
    return join(tag("h3", say("lines", lang), style="margin-top:20px"), tag("p", say("lines.lead", lang), class_="soft"), table(say("lines", lang), heads, rows, titled=True))


CURVE_OPTIONS: Mapping[str, tuple[str, ...]] = {"kind": ("interval", "power", "register"), "stamp": ("begin", "end"), "schedule": tuple(SCHEDULES)}


def question_fields(made: Plan, known: Imports, buyer: str, answers: Answers, steps: Mapping[str, str], lang: str) -> list[Markup]:
    """Return the further questions: the buyer's tax code, the year of a table, what a meter is."""
    fields = []
    if made.buyers:
        usual = buyer or max(made.buyers, key=lambda code: made.buyers[code])
        options = [(code, f"{code or '–'} ({count})") for code, count in sorted(made.buyers.items(), key=lambda pair: -pair[1])]
        if usual not in made.buyers:
            options.insert(0, (usual, usual))
        fields.append(pick_field("buyer", say("buyer", lang), options, usual, about=about("importing.buyer", lang)))
    for mark, title in undated(made):
        fields.append(text_field(f"year:{mark}", say("year", lang, title=title), str(known.sheets.years.get(mark, "")), about=about("importing.year", lang)))
    choices = [(key, say(f"role.{key or 'unsaid'}", lang)) for key in ("", "in", "internal", "none")]
    for number, file in enumerate(made.curves):
        fields.append(pick_field(f"role:{number}", say("role", lang, file=file), choices, answers.meter_roles.get(file, ""), about=about("importing.role", lang)))
        places = [("", say("step.none", lang)), *((key, say(f"step.{key}", lang) if key in RESERVED_STEPS else re.sub(r"\s*\[[^\]]*\]$", "", name)) for key, name in steps.items())]
        fields.append(pick_field(f"step:{number}", say("step", lang, file=file), places, answers.meter_steps.get(file, ""), about=about("importing.step", lang)))
    for name, known_options in CURVE_OPTIONS.items() if made.curves else ():
        usual_one = [] if name == "schedule" else [("", say("notation.seen", lang))]
        texts = [(key, say(f"curve_{name}.{key}", lang)) for key in known_options]
        fields.append(pick_field(f"curve_{name}", say(f"curve_{name}", lang), [*usual_one, *texts], answers.curve_options.get(name, ""), about=about(f"importing.curve_{name}", lang)))
    if any(finding.code == "meter.notation" for finding in made.findings):
        fields.append(pick_field("curve_notation", say("curve_notation", lang), [("", "?"), ("comma", "1.234,5"), ("dot", "1,234.5")],
                                 answers.curve_options.get("notation", ""), about=about("importing.curve_notation", lang)))  # fmt: skip
    return fields


def undated(made: Plan) -> Sequence[tuple[str, str]]:
    """Return the tables whose year nobody said, with their titles."""
    found = {}
    for tables in made.tables.values():
        for one in tables:
            if any(cell.period.startswith("?") for series in one.series for cell in series.cells):
                found[one.fingerprint] = one.title or one.sheet or "–"
    return tuple(found.items())
