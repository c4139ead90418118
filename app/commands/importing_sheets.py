"""import spreadsheet: the factory's own tables, and other tools' exports, into a ledger."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from app.commands.importing import AsJson, Output, Said, _ledger_of, _write_ledger
from app.commands.speaking import Lang, check_lang, exit_code, refuse, say, say_findings, write_file
from app.commands.taking import answers, hold_heard, say_change
from calculators.errors import SachhonError


def spreadsheet(
    files: Annotated[list[Path], typer.Argument(help="CSV or XLSX of any shape; exports of VERIFI and Portfolio Manager")],
    output: Output,
    mapping: Annotated[Path | None, typer.Option("--mapping", help="what each line is; LEDGER.sheets.json if not given")] = None,
    said: Said = None,
    accept: Annotated[bool, typer.Option("--accept", help="confirm every proposal of the mapping as it stands")] = False,
    as_json: AsJson = False,
    lang: Lang = "vi",
) -> None:
    """Turn tables of any shape into ledger rows. / Đưa bảng tính của nhà máy vào sổ số liệu."""
    from assessment.intake import table
    from assessment.intake.file import read_content
    from assessment.intake.imports import names_in
    from assessment.intake.invoices.merging import merge
    from assessment.intake.spreadsheet.reading import Read, read_tables
    from assessment.intake.spreadsheet.rows import take
    from assessment.intake.spreadsheet.rules import SheetMapping, names_of, propose, read_mapping, write_mapping
    from assessment.intake.text import legible
    from assessment.model import Flow
    from calculators.finding import Finding
    from data import catalogue

    check_lang(lang)
    told = answers(said or (), lang)
    before, assessment = _ledger_of(output)
    place, book = mapping or output.with_suffix(".sheets.json"), catalogue.open_edition()
    try:
        rules = read_mapping(place.read_bytes()) if place.exists() else SheetMapping()
    except (SachhonError, OSError) as error:
        raise refuse(f"{place}: {error}") from error
    names = names_of(names_in(assessment), book)
    flows: list[Flow] = []
    findings: list[Finding] = []
    reads: list[tuple[str, str, Read]] = []
    for file in files:
        name = legible(file.name)
        data = read_content(file, name)
        if isinstance(data, Finding):
            findings.append(data)
            continue
        if table.is_ledger(data):
            ledger = table.read(data, name)
            have = set(before)
            flows += [flow for flow in ledger.flows if flow not in have]
            findings += ledger.findings
            continue
        read = read_tables(data, name)
        rules = rules.with_rules(propose(read.tables, names, book))
        reads.append((name, hashlib.sha256(data).hexdigest(), read))
    rules, heard = rules.told(told)
    hold_heard(heard, (item.label for item in rules.rules), lang)
    rules = rules.accepted() if accept else rules
    for name, sha256, read in reads:
        taken = take(read.tables, rules, book, name, sha256, read.sheets)
        flows += taken.flows
        findings += [*read.findings, *(taken.findings if not read.findings else ())]
        if not as_json:
            say("spreadsheet.tables", lang, file=name, tables=len(read.tables), cells=taken.cells, checked=taken.checked,
                 ignored=taken.ignored, waiting=len(taken.waiting))  # fmt: skip
    marks = tuple(f"{legible(file.name)}{mark}" for file in files for mark in "!:")
    earlier = [flow for flow in before if any(mark in (flow.evidence or "") for mark in marks)]
    step = merge(before, earlier, flows, output.name)
    findings += step.findings
    content = write_mapping(rules)
    if not place.exists() or place.read_bytes() != content:
        write_file(place, content)
    if step.is_change or not output.exists():
        _write_ledger(output, step.flows, assessment)
    records = [finding.as_record() for finding in findings]
    say_findings(records, lang, as_json)
    if not as_json:
        say_change(step.added, len(step.removed), sum(not rule.confirmed for rule in rules.rules.values()), lang)
        if any(not rule.confirmed for rule in rules.rules.values()):
            say("invoice.mapping_written", lang, file=str(place))
    raise typer.Exit(exit_code(records))
