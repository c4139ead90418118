"""check of equipment: the forms of the page *Thiết bị*, from the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import typer

from app.commands.speaking import DONE, REFUSED, refuse, say_findings
from calculators.errors import NumberError, UnitError

if TYPE_CHECKING:
    from assessment.equipment.form import Check, Checked
    from calculators.finding import Finding

LIST = "equipment"


def is_equipment(name: str) -> bool:
    """Return whether a name is that of a check, or asks for the list of them."""
    from assessment.equipment.register import CHECKS

    return name == LIST or name in CHECKS


def check_equipment(name: str, given: Sequence[str], lang: str, as_json: bool) -> int:
    """Print the list of checks, the fields of one, or what its readings say; return the exit code."""
    from assessment.equipment.form import run
    from assessment.equipment.register import CHECKS
    from data import catalogue

    if name == LIST:
        _list(tuple(CHECKS.values()), lang, as_json)
        return DONE
    check = CHECKS[name]
    readings, unread = _readings(check, given)
    if unread:
        say_findings([_with_words(finding.as_record(), lang) for finding in unread], lang, as_json)
        return REFUSED
    if not readings:
        _fields(check, lang, as_json)
        return DONE
    checked = run(check, readings, catalogue.open_edition(), date.today())
    if checked.outcome is None:
        say_findings([_with_words(finding.as_record(), lang) for finding in checked.findings], lang, as_json)
        return REFUSED
    _print(checked, lang, as_json)
    return DONE


def _with_words(finding: dict[str, object], lang: str) -> dict[str, object]:
    values = dict(finding["values"]) if isinstance(finding["values"], Mapping) else {}
    if "field" in values:
        values["field"] = f"--{str(values['field']).replace('_', '-')}"
    given = "" if finding["code"] == "equipment.missing" else finding["given"]  # the key of a field is no word
    return {**finding, "values": values, "given": given, "place": {"file": str(values.get("check", "")), "path": str(values.get("field", ""))}}


def _readings(check: Check, given: Sequence[str]) -> tuple[dict[str, float], list[Finding]]:
    """Return ``--field value`` pairs as numbers in the fields' units, and those that cannot be read; decimals have a point."""
    from assessment.equipment.form import read_value
    from calculators.finding import Finding

    values: dict[str, float] = {}
    unread: list[Finding] = []
    words = [word for part in given for word in (part.split("=", 1) if part.startswith("--") else [part])]
    for name, text in zip(words[::2], words[1::2], strict=False):
        field = check.field(name.removeprefix("--").replace("-", "_"))
        if not name.startswith("--") or field is None:
            raise refuse(f"{name}: {' '.join(_flag(one.key) for one in check.fields)}")
        try:
            values[field.key] = read_value(field, text, "dot")
        except (NumberError, UnitError):
            expected = " | ".join(field.options) or f"1234.5 | 1234.5 {field.unit}"
            unread.append(Finding(code="equipment.unreadable", severity="error", given=text[:40], expected=expected, values={"check": check.key, "field": field.key}))
    if len(words) % 2:
        raise refuse(f"{words[-1]}: ?")
    return values, unread


def _flag(key: str) -> str:
    return f"--{key.replace('_', '-')}"


def _say(key: str, lang: str) -> str:
    from data import messages

    return messages.message(f"equipment.{key}", lang)


def _list(checks: Sequence[Check], lang: str, as_json: bool) -> None:
    if as_json:
        rows = [{"check": one.key, "group": one.group, "title": _say(f"check.{one.key}", lang)} for one in checks]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for one in checks:
        typer.echo(f"{one.key:18} {_say(f'check.{one.key}', lang)}")


def _fields(check: Check, lang: str, as_json: bool) -> None:
    if as_json:
        rows = [
            {"field": one.key, "unit": one.unit, "default": one.default, "optional": one.is_optional, "choices": list(one.options)}
            for one in check.fields
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    typer.echo(_say(f"check.{check.key}", lang))
    for one in check.fields:
        what = " | ".join(one.options) or one.unit
        empty = f" = {one.default:g}" if one.default is not None and not one.options else ""
        optional = f" ({_say('optional', lang)})" if one.is_optional else ""
        typer.echo(f"  {_flag(one.key):26} [{what}]{empty}  {_say(f'field.{one.key}', lang)}{optional}")


def _print(checked: Checked, lang: str, as_json: bool) -> None:
    from app.words import source_line
    from assessment.equipment.kept import record_of
    from data import messages

    record = record_of("", "", checked)
    if as_json:
        typer.echo(json.dumps({key: record[key] for key in ("check", "readings", "figures", "savings", "sources")}, ensure_ascii=False, indent=1))
        return
    for row in record["figures"]:
        name = _say(f"figure.{row['figure']}", lang)
        typer.echo(f"{name}: {messages.format_quantity(row['value'], row['unit'], lang)}")
    for row in record["savings"]:
        amount = messages.format_quantity(row["amount"], row["unit"], lang)
        typer.echo(f"{_say('saves', lang)}: {amount} {_say('target.' + row['target'], lang)}")
    for source in record["sources"]:
        typer.echo(f"[{source_line(source, lang)}]")
