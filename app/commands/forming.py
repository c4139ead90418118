"""form: statutory forms and annexes from a result and its document; a department's compilation from received forms."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.speaking import REFUSED, Lang, check_lang, read_or_refuse, refuse, say_findings, write_file
from calculators.errors import SachhonError
from calculators.finding import Finding

if TYPE_CHECKING:
    from assessment.model import Document
    from assessment.reports.forms import Arrangement, Form
    from assessment.reports.forms.provincial_52 import Registered

MAX_BYTES = 4 * 1024 * 1024  # of the small files beside a form

NAMES = (
    "seafood_sec", "ghg_inventory", "cleaner_production", "energy_use_year", "energy_use_five_years", "energy_audit", "unido_indicators",
    "green_credit", "product_sheet", "provincial_52",
)  # fmt: skip  # of forms and sheets; the modules that fill them load only when one is asked for


def form(
    name: Annotated[str, typer.Argument(help=" | ".join(NAMES))],
    files: Annotated[list[Path], typer.Argument(help="RESULT.json DOCUMENT; provincial_52: Annex IV files, .xlsx")],
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.xlsx | FILE.docx | FILE.pdf")],
    fields: Annotated[Path | None, typer.Option("--fields", help="FILE.json: labels, values, leave_out")] = None,
    register: Annotated[Path | None, typer.Option("--register", help="provincial_52: FILE.csv with name,tax_code,kinds")] = None,
    year: Annotated[str | None, typer.Option("--year", help="provincial_52: the year reported on; the latest of the files")] = None,
    product: Annotated[str, typer.Option("--product", help="product_sheet: whose; the first footprint's")] = "",
    lang: Lang = "vi",
) -> None:
    """Fill a statutory form or annex. / Điền biểu mẫu theo quy định."""
    from assessment.reports import forms

    if output.suffix.lstrip(".") not in forms.FORMATS:
        raise refuse(f"-o {output}: .{' | .'.join(forms.FORMATS)}")
    if name not in (*forms.FORMS, *forms.SHEETS, *forms.COMPILED):
        raise refuse(f"{name}: {' | '.join((*forms.FORMS, *forms.SHEETS, *forms.COMPILED))}")
    if name in forms.SHEETS:
        _write_sheet(name, files, output, product, check_lang(lang))
        return
    arrangement = _arrangement(fields)
    made = _compiled(files, register, year, arrangement) if name in forms.COMPILED else _filled(name, files, arrangement)
    write_file(output, forms.render_form(made, output.suffix.lstrip(".")))
    typer.echo(str(output))


def _write_sheet(name: str, files: list[Path], output: Path, product: str, lang: str) -> None:
    from assessment.reports import forms

    if output.suffix.lstrip(".") not in forms.SHEET_FORMATS:
        raise refuse(f"-o {output}: .{' | .'.join(forms.SHEET_FORMATS)}")
    result, document = _result_and_document(name, files)
    try:
        content = forms.render_product_sheet(result, document, output.suffix.lstrip("."), lang, product)
    except SachhonError as error:
        raise refuse(str(error)) from error
    write_file(output, content)
    typer.echo(str(output))


def _filled(name: str, files: list[Path], arrangement: Arrangement) -> Form:
    from assessment.reports import forms

    result, document = _result_and_document(name, files)
    try:
        return forms.fill(name, result, document, arrangement=arrangement)
    except SachhonError as error:
        raise refuse(str(error)) from error


def _result_and_document(name: str, files: list[Path]) -> tuple[dict[str, Any], Document]:
    from assessment import intake
    from assessment.model import input_sha256

    if len(files) != 2:
        raise refuse(f"{name}: RESULT.json DOCUMENT")
    result = read_or_refuse(files[0])
    reading = intake.read(files[1], files[1].name)
    if reading.document is None:
        say_findings([finding.as_record() for finding in reading.findings], "vi")
        raise typer.Exit(REFUSED)
    document: Document = reading.document
    if result.get("input_sha256") != input_sha256(document.assessment):
        raise refuse(f"{files[0]}: kết quả không phải của {files[1]} / the result is not of this document")
    return result, document


def _compiled(files: list[Path], register: Path | None, year: str | None, arrangement: Arrangement) -> Form:
    from assessment.reports.forms.provincial_52 import compile_year
    from assessment.reports.forms.received import read_received
    from data import catalogue

    received: list[dict[str, str | float | None]] = []
    findings: list[Finding] = []
    for file in files:
        found = read_received(_bytes(file), file.name)
        if isinstance(found, Finding):
            findings.append(found)
        else:
            received.append(found)
    if findings:
        say_findings([finding.as_record() for finding in findings], "vi")
        raise typer.Exit(REFUSED)
    last = year or max(str(data.get("year") or "") for data in received)
    now = [data for data in received if data.get("year") == last]
    before = [data for data in received if last.isdigit() and data.get("year") == str(int(last) - 1)]
    if not now:
        raise refuse(f"--year {last}: {', '.join(sorted({str(data.get('year')) for data in received}))}")
    return compile_year(now, last, catalogue.open_edition().edition, _registered(register), before, arrangement)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise refuse(f"{path}: {error.strerror or error}") from error


def _small(path: Path) -> str:
    content = _bytes(path)
    if len(content) > MAX_BYTES:
        raise refuse(f"{path}: > {MAX_BYTES} B")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(f"{path}: UTF-8") from error


def _registered(path: Path | None) -> list[Registered]:
    from assessment.reports.forms.provincial_52 import Registered

    if path is None:
        return []
    rows = csv.DictReader(io.StringIO(_small(path)))
    if "name" not in (rows.fieldnames or ()):
        raise refuse(f"{path}: name,tax_code,kinds")
    return [
        Registered(name=row["name"].strip(), tax_code=(row.get("tax_code") or "").strip() or None, kinds=tuple((row.get("kinds") or "").split()))
        for row in rows
        if (row.get("name") or "").strip()
    ]


def _arrangement(path: Path | None) -> Arrangement:
    from assessment.reports.forms import PLAIN, Arrangement

    if path is None:
        return PLAIN
    try:
        record: Any = json.loads(_small(path))
    except (ValueError, RecursionError) as error:
        raise refuse(f"{path}: JSON") from error
    keys = {"labels", "values", "leave_out"}
    if not isinstance(record, dict) or not set(record) <= keys:
        raise refuse(f"{path}: {{{', '.join(sorted(keys))}}}")
    labels, values, left = record.get("labels", {}), record.get("values", {}), record.get("leave_out", [])
    texts = [*(labels.items() if isinstance(labels, dict) else [None]), *(values.items() if isinstance(values, dict) else [None])]
    if not isinstance(left, list) or not all(isinstance(name, str) for name in left) or not all(pair and isinstance(pair[1], str) for pair in texts):
        raise refuse(f"{path}: labels, values: {{field: text}}; leave_out: [field]")
    return Arrangement(labels=labels, values=values, leave_out=frozenset(left))
