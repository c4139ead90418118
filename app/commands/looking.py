"""trace, verify, reference, schema: where a number comes from, and what the reference data hold."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from app.commands.speaking import Lang, check_lang, exit_code, read_or_refuse, refuse, refuse_file, say_findings, write_file
from calculators.errors import SachhonError

TOPICS = (
    "sectors", "products", "streams", "properties", "units", "norms", "factors", "targets", "options", "sources", "provinces",
    "choices", "worksheets", "findings", "check",
)  # fmt: skip


def trace(
    result: Annotated[Path, typer.Argument(help="RESULT.json")],
    number: Annotated[str, typer.Argument(help="indicator id | JSON pointer")],
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Show what a number was made of, down to cell, formula, factor and source. / Truy nguồn một con số."""
    from assessment.trace import resolve, walk
    from data import catalogue

    document = read_or_refuse(result)
    try:
        start = resolve(document, number)
        book = catalogue.open_edition(document["edition"])
        nodes = list(walk(document["trace"], start))
    except SachhonError as error:
        raise refuse(str(error)) from error
    if as_json:
        names = {name for _, name, _ in nodes}
        sys.stdout.write(
            json.dumps({name: document["trace"][name] for name in sorted(names)}, ensure_ascii=False, indent=1) + "\n"
        )
        return
    for depth, name, node in nodes:
        typer.echo("  " * depth + _node_line(name, node, book))


def _node_line(name: str, node: dict[str, Any], book: Any) -> str:
    parts = [name]
    if node.get("value") is not None:
        parts.append(f"= {node['value']:.12g} {node.get('unit') or ''}".rstrip())
    if node["formula"] not in {"input", "reference", "own figure"}:
        parts.append(f"({node['formula']})")
    place = node.get("place") or {}
    if place.get("sheet"):
        parts.append(f"← {place.get('file', '')} {place['sheet']}!{place.get('cell', '')}")
    elif place:
        parts.append(f"← {place.get('file', '')}" + (f":{place['line']}" if "line" in place else ""))
    if node.get("evidence"):
        parts.append(f"« {node['evidence']} »")
    if node.get("source") and node["formula"] == "reference":
        source = book.source(node["source"])
        parts.append(
            f"← {source.title}, {node.get('locator') or ''} [{node.get('confidence') or '-'}] {source.address}".rstrip()
        )
    return " ".join(parts)


def verify(
    report: Annotated[Path, typer.Argument()], result: Annotated[Path, typer.Argument(help="RESULT.json")]
) -> None:
    """Check that a report says what its result says. / Đối chiếu báo cáo với kết quả."""
    from assessment.reports import verification

    document = read_or_refuse(result)
    try:
        content = report.read_bytes()
    except OSError as error:
        raise refuse_file(report, error) from error
    differences = verification.verify(content, report.name, document)
    for difference in differences:
        typer.echo(str(difference), err=True)
    if differences:
        raise typer.Exit(2)
    typer.echo(f"{report.name} = {result.name}")


def schema(document: Annotated[str, typer.Argument(help="assessment | result")]) -> None:
    """Print the JSON Schema of a document. / In lược đồ JSON."""
    from assessment import schemas

    if document not in {"assessment", "result"}:
        raise refuse(f"{document}: assessment | result")
    text = schemas.assessment_schema() if document == "assessment" else schemas.result_schema()
    sys.stdout.write(json.dumps(text, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def reference(
    topic: Annotated[str, typer.Argument(help=" | ".join(TOPICS))],
    sector: Annotated[str | None, typer.Option("--sector")] = None,
    on: Annotated[str | None, typer.Option("--on", help="DATE")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    edition: Annotated[str | None, typer.Option("--edition")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="all tables: FILE.zip (data package) | FILE.xlsx")] = None,
    lang: Lang = "vi",
) -> None:
    """List the reference data: every row with source, dates and confidence. / Tra cứu số liệu tham chiếu."""
    from data import catalogue

    check_lang(lang)
    if topic not in TOPICS:
        raise refuse(f"{topic}: {' | '.join(TOPICS)}")
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError as error:
        raise refuse(f"--on {on}: YYYY-MM-DD") from error
    try:
        book = catalogue.open_edition(edition)
        if sector:
            book.row("sectors", sector)
        if output is not None:
            _export(book, output)
            return
        if topic == "check":
            _check(book, as_json, lang, day or date.today())
        rows = _rows(book, topic, sector, day, lang)
    except SachhonError as error:
        raise refuse(str(error)) from error
    if as_json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    else:
        _table(rows)


def _export(book: Any, output: Path) -> None:
    """Write the whole edition as a Frictionless data package or as a workbook."""
    if output.suffix == ".zip":
        from data.data_package import package_of

        write_file(output, package_of(book))
    elif output.suffix == ".xlsx":
        from assessment.reports.reference import write_reference

        write_file(output, write_reference(book))
    else:
        raise refuse(f"-o {output}: .zip | .xlsx")
    typer.echo(str(output))


def _check(book: Any, as_json: bool, lang: str, day: date) -> None:
    from data.check import check_edition

    findings = [finding.as_record() for finding in check_edition(book, day)]
    say_findings(findings, lang, as_json)
    raise typer.Exit(exit_code(findings))


def _rows(book: Any, topic: str, sector: str | None, day: date | None, lang: str) -> list[dict[str, Any]]:
    from app.commands.listing import rows_of

    return rows_of(book, topic, sector, day, lang)


def _table(rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    if not rows:
        typer.echo("—")
        return
    columns = _shown(rows)
    table = Table(*columns, show_lines=False)
    for row in rows:
        table.add_row(*(_cell(row.get(name)) for name in columns))
    Console(width=None if sys.stdout.isatty() else WIDTH_OF_A_PIPE).print(table)


SHOWN_FIRST = (
    "id", "table", "norm_product", "code", "indicator", "stream", "property", "gas", "label_vi", "title_vi", "value_low", "value",
    "value_high", "unit", "valid_from", "valid_to", "confidence", "title", "source_id", "circular",
)  # fmt: skip
COLUMNS_OF_A_TERMINAL = 9
WIDTH_OF_A_PIPE = 200  # characters


def _shown(rows: list[dict[str, Any]]) -> list[str]:
    """Return the columns a terminal shows: the figure, its unit, dates and confidence before everything else."""
    filled = [name for name in rows[0] if any(row.get(name) not in (None, "", []) for row in rows)]
    first = [name for name in SHOWN_FIRST if name in filled]
    return (first + [name for name in filled if name not in first])[:COLUMNS_OF_A_TERMINAL]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
