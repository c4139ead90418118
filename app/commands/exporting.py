"""export: the whole ledger, or the whole document, out again without loss."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.speaking import Lang, check_lang, exit_code, refuse, say_findings, write_file

KINDS = (".csv", ".xlsx", ".json", ".yaml")


def export(
    file: Annotated[Path, typer.Argument(help="an assessment: .xlsx | .yaml | .json")],
    output: Annotated[Path, typer.Option("-o", "--output", help=".csv: the ledger; .xlsx | .json | .yaml: the whole document")],
    lang: Lang = "vi",
) -> None:
    """Write a document's ledger as CSV, or all of it as workbook, JSON or YAML. / Xuất sổ số liệu."""
    from assessment import intake
    from assessment.outgoing import written

    check_lang(lang)
    kind = output.suffix.lower()
    if kind not in KINDS:
        raise refuse(f"-o {output}: {' | '.join(KINDS)}")
    reading = intake.read(file, file.name)
    records = [finding.as_record() for finding in reading.findings]
    if reading.document is None or reading.document.unread:
        say_findings([row for row in records if row["severity"] == "error"], lang)
        raise refuse(f"{file}: sachhon check {file}")
    write_file(output, written(reading.document.assessment, kind, lang))
    raise typer.Exit(exit_code([row for row in records if row["severity"] == "error"]))
