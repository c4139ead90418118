"""What the import commands say of what they brought: rows by stream with the papers they stand on, and the files left out, by reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import typer

from app.commands.speaking import refuse_with, say

if TYPE_CHECKING:
    from assessment.intake.invoices.batch import Gathered
    from assessment.model import Flow

MOST_FILES = 20  # named of one reason; the rest is counted


def answers(said: Sequence[str], lang: str) -> list[tuple[str, str]]:
    """Return the name and stream of each ``LINE=STREAM``, or refuse the call."""
    from assessment.intake.remembered import is_stream

    pairs = [(name.strip(), stream.strip()) for name, _, stream in (text.rpartition("=") for text in said)]
    for text, (name, stream) in zip(said, pairs, strict=True):
        if not name or not is_stream(stream):
            raise refuse_with("import.answer", f"--as {text}", lang)
    return pairs


def hold_heard(counts: Mapping[str, int], names: Iterable[str], lang: str) -> None:
    """Refuse the call where an answer is for a line that is nowhere."""
    for name, count in counts.items():
        if not count:
            raise refuse_with("import.no_line", f"--as {name}", lang, lines=", ".join(list(dict.fromkeys(names))[:MOST_FILES]))


def say_rows(flows: Iterable[Flow], lang: str) -> None:
    """Write what was taken, a line for each stream and meter: how many rows, of which periods, from which paper to which."""
    groups: dict[tuple[str, str], list[Flow]] = {}
    for flow in flows:
        groups.setdefault((flow.stream, flow.meter or ""), []).append(flow)
    names = _names(lang)
    for (stream, meter), rows in sorted(groups.items()):
        rows.sort(key=lambda flow: str(flow.period))
        name = f"{names.get(stream, stream)} ({meter})" if meter else names.get(stream, stream)
        say("invoice.row_of", lang, name=name, count=len(rows), period=_period(rows, lang), source=_source(rows))


def _names(lang: str) -> dict[str, str]:
    from data import catalogue

    return {stream.key: stream.label_vi if lang == "vi" else stream.label_en for stream in catalogue.open_edition().streams()}


def _period(rows: Sequence[Flow], lang: str) -> str:
    from data.messages import format_period

    return " … ".join(dict.fromkeys(format_period(str(row.period), lang) for row in (rows[0], rows[-1])))


def _source(rows: Sequence[Flow]) -> str:
    """Return the first and the last paper of rows: file and line, or sheet and cell."""
    from assessment.intake.evidence import marks_in

    places = []
    for row in (rows[0], rows[-1]):
        for mark in marks_in(row.evidence or "")[:1]:
            where = f"!{mark.sheet}!{mark.cell}" if mark.sheet else ":" + ",".join(map(str, mark.lines))
            places.append(mark.text.rpartition(", ")[2] + where)
    return " … ".join(dict.fromkeys(places)) or "–"


def say_skipped(brought: Gathered, lang: str) -> None:
    """Write which files were not taken, by reason."""
    from data.messages import message

    for skip in sorted(brought.skipped, key=lambda skip: skip.reason):
        code = skip.reason
        key = code if code == "invoice.known" else f"finding.{code}.title"
        values = next(({"given": each.given, "expected": each.expected, **each.values} for each in brought.findings if each.code == code), {})
        say("invoice.skipped", lang, count=skip.count, reason=message(key, lang, **values))
        for file in skip.files[:MOST_FILES]:
            typer.echo(f"    {file}")
        if skip.count > MOST_FILES:
            say("invoice.more_files", lang, count=skip.count - MOST_FILES)


def say_change(added: Sequence[Flow], removed: int, waiting: int, lang: str) -> None:
    """Write what became of the ledger: rows put in and taken out, what waits, or that nothing changed."""
    if added or removed:
        say("invoice.rows", lang, added=len(added), removed=removed)
        say_rows(added, lang)
    else:
        say("invoice.waiting" if waiting else "invoice.unchanged", lang, count=waiting)
