"""contribute: the anonymised record of a result, shown in full before anything is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.speaking import read_file, read_or_refuse, refuse_with, write_file
from calculators.errors import SachhonError


def contribute(
    result: Annotated[Path, typer.Argument(help="RESULT.json")],
    output: Annotated[Path, typer.Option("-o", "--output", help="RECORD.json")],
    show: Annotated[bool, typer.Option("--show", help="print the record in full")] = False,
    tokens: Annotated[Path | None, typer.Option("--tokens", help="enrolment file; without it the record is a preview")] = None,
    include: Annotated[list[str] | None, typer.Option("--include", help="an indicator that is also reported by name")] = None,
    serial: Annotated[int, typer.Option("--serial", min=1, help="how often this year was sent")] = 1,
) -> None:
    """Make the anonymised record of a result; without enrolment a preview. / Lập bản ghi đóng góp ẩn danh."""
    from benchmarks.peers import contribution
    from benchmarks.peers.enrolment import read_tokens

    document = read_or_refuse(result)
    try:
        enrolled = read_tokens(read_file(tokens).decode("utf-8")) if tokens else None
    except (SachhonError, UnicodeDecodeError) as error:
        raise refuse_with("tokens", tokens) from error
    try:
        record = contribution.record(document, enrolled, include=include or (), serial=serial)
    except SachhonError as error:
        raise refuse_with("record", result) from error
    text = contribution.write(record)
    write_file(output, text.encode())
    if show:
        typer.echo(text)
    typer.echo(str(output))
