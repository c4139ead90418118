"""What all commands share: the language they are asked in, the files they take and write, what they say, and the exit code it leads to."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from filecmp import cmp
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from calculators.errors import UnknownKeyError
from calculators.finding import SEVERITIES

DONE, UNEXPECTED, REFUSED = 0, 1, 2
Lang = Annotated[str, typer.Option("--lang", help="vi | en")]


def finding_line(finding: Mapping[str, Any], lang: str) -> str:
    """Return one finding as a line: place, what is wrong, given, expected, what to do."""
    from assessment.places import path_in_words
    from data.amounts import finding_in

    finding = finding_in(finding, lang)
    place = finding["place"]
    where = place.get("file", "")
    if place.get("sheet"):
        where += f" [{place['sheet']}!{place.get('cell', '')}]"
    elif place.get("line") is not None:
        where += f":{place['line']}"
    if place.get("path") and not place.get("sheet"):
        where += f" {path_in_words(place['path'], lang)}"
    parts = [
        f"{where.strip() or '-'}: {_text('severity.' + finding['severity'], lang)} {finding['code']}",
        _text(f"finding.{finding['code']}.title", lang, finding),
    ]
    if finding["given"]:
        parts.append(f"{_text('finding.given', lang)}: {finding['given']}")
    if finding["expected"]:
        parts.append(f"{_text('finding.expected', lang)}: {finding['expected']}")
    parts.append(f"{_text('finding.todo', lang)}: {_text('finding.' + finding['code'] + '.action', lang, finding)}")
    return " · ".join(part for part in parts if part)


def _text(key: str, lang: str, finding: Mapping[str, Any] | None = None) -> str:
    from data.messages import message

    values = dict(finding["values"]) if finding else {}
    if finding:
        values |= {"given": finding["given"], "expected": finding["expected"]}
    try:
        return message(key, lang, **values)
    except UnknownKeyError:
        return key
    except (KeyError, ValueError):
        return key


def say(key: str, lang: str, **values: object) -> None:
    """Write a text of the application to standard output."""
    from data.messages import message

    typer.echo(message(key, lang, **values))


def say_findings(findings: Iterable[Mapping[str, Any]], lang: str, as_json: bool = False) -> None:
    """Write findings: to standard output as one JSON list, or to standard error as lines, the gravest first."""
    rows = list(findings)
    if as_json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        return
    for row in sorted(rows, key=lambda row: SEVERITIES.index(row["severity"])):
        typer.echo(finding_line(row, lang), err=True)


def exit_code(findings: Iterable[Mapping[str, Any]]) -> int:
    """Return the exit code findings lead to: an error finding refuses, warnings and notes do not."""
    return REFUSED if any(row["severity"] == "error" for row in findings) else DONE


def refuse(text: str) -> typer.Exit:
    """Say what is wrong with the call itself and return the exit to raise."""
    typer.echo(text, err=True)
    return typer.Exit(REFUSED)


def refuse_with(key: str, subject: object, lang: str | None = None, **values: object) -> typer.Exit:
    """Say in a language, or in all where the command knows none, what is wrong with `subject`; return the exit to raise."""
    from data.messages import languages, message

    said = " / ".join(message(f"refusal.{key}", each, **values) for each in ((lang,) if lang else languages()))
    return refuse(f"{subject}: {said}")


def refuse_file(path: Path, error: OSError, lang: str | None = None) -> typer.Exit:
    """Say why a file cannot be read or written; return the exit to raise."""
    kinds = {FileNotFoundError: "missing", IsADirectoryError: "folder", PermissionError: "permission"}
    return refuse_with(f"file.{kinds.get(type(error), 'other')}", path, lang, given=error.strerror or type(error).__name__)


def read_file(path: Path, lang: str | None = None) -> bytes:
    """Return a file's bytes, or refuse the call."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise refuse_file(path, error, lang) from error


def check_lang(lang: str) -> str:
    """Return `lang` if texts exist in it; else refuse the call."""
    if lang not in {"vi", "en"}:
        raise refuse(f"--lang {lang}: vi | en")
    return lang


def write_file(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all; return where."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise refuse_file(path, error) from error
    return path


def write_if_other(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file whole or not at all, piece by piece; one that says the same already is left as it is."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            write(stream)
        if path.exists() and cmp(part, path, shallow=False):
            part.unlink()
        else:
            part.replace(path)
    except OSError as error:
        raise refuse_file(path, error) from error


def read_or_refuse(path: Path) -> dict[str, Any]:
    """Return the result at `path`, or refuse the call."""
    from assessment.result import read_result

    try:
        return read_result(path)
    except OSError as error:
        raise refuse_file(path, error) from error
    except ValueError as error:
        raise refuse_with("result", path) from error
