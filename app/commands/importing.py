"""import: a factory's own papers into its ledger: e-invoices, and load curves of electricity meters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.speaking import Lang, check_lang, exit_code, refuse, say, say_findings, write_file, write_if_other
from app.commands.taking import answers, hold_heard, say_change, say_skipped
from calculators.errors import SachhonError

if TYPE_CHECKING:
    from assessment.intake.invoices.batch import Gathered
    from assessment.intake.invoices.book import Book
    from assessment.intake.invoices.ledger import Ledger
    from assessment.intake.invoices.mapping import ItemMapping
    from assessment.model import Assessment, Flow
    from calculators.finding import Finding

program = typer.Typer(help="Take in invoices and meters. / Nhập hóa đơn và số liệu công tơ.", no_args_is_help=True)
Output = Annotated[Path, typer.Option("-o", "--output", help="LEDGER.csv, or an assessment document .yaml | .json")]
Quiet = Annotated[bool, typer.Option("--quiet")]
AsJson = Annotated[bool, typer.Option("--json", help="findings as JSON on standard output")]
Said = Annotated[list[str] | None, typer.Option("--as", help="LINE=STREAM, what a line is, such as 'trấu rời=fuel/rice_husk'; as often as needed")]
_PROGRESS_EVERY = 100  # files


@program.command()
def invoices(
    output: Output,
    sources: Annotated[list[Path] | None, typer.Argument(help="folders, zips, XML files")] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", help="what each item is; LEDGER.mapping.json if not given")] = None,
    buyer: Annotated[str | None, typer.Option("--buyer", help="the site's tax code: invoices of others are skipped")] = None,
    said: Said = None,
    accept: Annotated[bool, typer.Option("--accept", help="confirm every proposal of the mapping as it stands")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="take back the last import")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Lang = "vi",
) -> None:
    """Turn e-invoices into ledger rows. / Đưa hóa đơn điện tử vào sổ số liệu."""
    from assessment.intake.invoices.ledger import make_ledger
    from assessment.intake.invoices.merging import merge
    from data import catalogue

    check_lang(lang)
    if not sources and not undo:
        raise refuse("FOLDER | ZIP | XML …")
    told = answers(said or (), lang)
    flows, assessment = _ledger_of(output)
    place, map_place = output.with_suffix(".invoices.json"), mapping or output.with_suffix(".mapping.json")
    book, rules = _kept(place, map_place)
    brought = None if undo else _gather(sources or [], book, buyer, quiet or as_json)
    after = book.undone() if brought is None else brought.book
    ledger = make_ledger(after, rules, catalogue.open_edition())
    known, (rules, heard) = rules, rules.with_rules(ledger.proposals).told(told)
    hold_heard(heard, (item.name for item in rules.rules), lang)
    rules = rules.accepted() if accept else rules
    if rules != known:
        ledger = make_ledger(after, rules, catalogue.open_edition())
    step = merge(flows, book.rows, ledger.flows, output.name)
    findings = [*(brought.findings if brought else ()), *ledger.findings, *step.findings]
    _write(replace(after, rows=step.rows), rules, place, map_place)
    if step.is_change or not output.exists():
        _write_ledger(output, step.flows, assessment)
    _report(findings, brought, ledger, as_json, lang)
    if not as_json:
        if undo:
            say("invoice.undone", lang, count=len(book) - len(after))
        else:
            say_change(step.added, len(step.removed), ledger.waiting, lang)
        if any(not rule.confirmed for rule in rules.rules.values()):
            say("invoice.mapping_written", lang, file=str(map_place))
    raise typer.Exit(exit_code([finding.as_record() for finding in findings]))


def _kept(place: Path, map_place: Path) -> tuple[Book, ItemMapping]:
    from assessment.intake.invoices.book import Book, read_book
    from assessment.intake.invoices.mapping import ItemMapping, read_mapping
    from assessment.intake.json_parts import Parts

    try:
        book = Book()
        if place.exists():
            with place.open("rb") as stream:
                book = read_book(parts := Parts(stream))
                parts.end()
        rules = read_mapping(map_place.read_bytes()) if map_place.exists() else ItemMapping()
    except (SachhonError, ValueError) as error:
        raise refuse(f"{place} | {map_place}: {error}") from error
    except OSError as error:
        raise refuse(f"{place} | {map_place}: {error.strerror or error}") from error
    return book, rules


def _gather(sources: list[Path], book: Book, buyer: str | None, quiet: bool) -> Gathered:
    from assessment.intake.invoices.batch import gather

    def tell(number: int, name: str) -> None:
        if number % _PROGRESS_EVERY == 0:
            typer.echo(f"{number} … {name}", err=True)

    progress: Callable[[int, str], None] | None = None if quiet else tell
    return gather(sources, book, buyer, progress)


def _write(book: Book, rules: ItemMapping, place: Path, map_place: Path) -> None:
    """Write what is remembered, before the ledger: rows of a book that the ledger lacks are put in by the next import."""
    from assessment.intake.invoices.book import write_book
    from assessment.intake.invoices.mapping import write_mapping

    write_if_other(map_place, lambda stream: stream.write(write_mapping(rules)))
    write_if_other(place, partial(write_book, book))


def _ledger_of(path: Path) -> tuple[tuple[Flow, ...], Assessment | None]:
    """Return the rows of the ledger to write into; a document with faults is not written over."""
    from assessment import intake
    from assessment.intake import table

    kind = path.suffix.lower()
    if kind not in (".csv", ".yaml", ".yml", ".json"):
        raise refuse(f"-o {path}: .csv | .yaml | .json")
    if kind == ".csv":
        if not path.exists():
            return (), None
        read = table.read(path.read_bytes(), path.name)
        _no_faults(read.findings, path)
        return read.flows, None
    if not path.exists():
        raise refuse(f"{path}: an assessment document is needed to write into; for a new ledger name a .csv")
    reading = intake.read(path, path.name)
    if reading.document is None or reading.document.unread:
        _no_faults(reading.findings, path)
        raise refuse(f"{path}: sachhon check {path}")
    return reading.document.assessment.flows, reading.document.assessment


def _no_faults(findings: Iterable[Finding], path: Path) -> None:
    errors = [finding.as_record() for finding in findings if finding.severity == "error"]
    if errors:
        say_findings(errors, "vi")
        raise refuse(f"{path}: sachhon check {path}")


def _write_ledger(path: Path, flows: tuple[Flow, ...], assessment: Assessment | None) -> None:
    """Write the ledger; of a document that is written over a copy is kept, because its comments are lost."""
    import json

    import yaml

    from assessment.intake import table

    if assessment is None:
        write_file(path, table.write(flows))
        return
    write_file(path.with_name(path.name + ".bak"), path.read_bytes())
    record = assessment.model_copy(update={"flows": flows}).model_dump(mode="json", by_alias=True, exclude_none=True)
    record = {key: value for key, value in record.items() if value not in ([], {})}
    text = json.dumps(record, ensure_ascii=False, indent=1) if path.suffix.lower() == ".json" else yaml.safe_dump(
        record, allow_unicode=True, sort_keys=False, width=10_000)  # fmt: skip
    write_file(path, text.encode())


def _report(findings: list[Finding], brought: Gathered | None, ledger: Ledger, as_json: bool, lang: str) -> None:
    """Say what was found, with file and line, then how many invoices were taken, and which files were skipped and why."""
    say_findings([finding.as_record() for finding in findings], lang, as_json)
    if brought is not None and not as_json:
        say("invoice.taken", lang, count=brought.taken, waiting=ledger.waiting)
        say_skipped(brought, lang)


@program.command()
def meter(
    files: Annotated[list[Path], typer.Argument(help="CSV: a column of times, a column for each meter")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="LEDGER.csv of the complete months")] = None,
    schedule: Annotated[str, typer.Option("--tariff-hours", help="schedule_2019 | schedule_963")] = "schedule_2019",
    kind: Annotated[str | None, typer.Option("--kind", help="interval | power | register")] = None,
    notation: Annotated[str | None, typer.Option("--notation", help="comma: 1.234,5 | dot: 1,234.5")] = None,
    stamp: Annotated[str | None, typer.Option("--stamp", help="begin | end of the interval")] = None,
    role: Annotated[str | None, typer.Option("--role", help="internal for a sub-meter")] = None,
    step: Annotated[str | None, typer.Option("--step", help="the step a sub-meter measures")] = None,
    as_json: AsJson = False,
    lang: Lang = "vi",
) -> None:
    """Turn load curves into kWh by month and tariff band. / Đưa biểu đồ phụ tải vào sổ số liệu."""
    from hashlib import sha256

    from assessment.intake import meter as curves
    from assessment.intake import table
    from assessment.intake.file import read_content
    from assessment.intake.invoices.merging import merge
    from assessment.intake.meter_bands import SCHEDULES
    from assessment.intake.text import legible
    from calculators.finding import Finding
    from data.messages import format_number

    check_lang(lang)
    allowed = {"--kind": (kind, ("interval", "power", "register")), "--notation": (notation, ("comma", "dot")),
               "--stamp": (stamp, ("begin", "end")), "--role": (role, ("in", "internal")), "--tariff-hours": (schedule, tuple(SCHEDULES))}  # fmt: skip
    for option, (given, known) in allowed.items():
        if given is not None and given not in known:
            raise refuse(f"{option} {given}: {' | '.join(known)}")
    flows: list[Flow] = []
    findings: list[Finding] = []
    for file in files:
        name = legible(file.name)
        data = read_content(file, name)
        if isinstance(data, Finding):
            findings.append(data)
            continue
        read = curves.read_load_curves(data, name, schedule, kind, notation, stamp)  # type: ignore[arg-type]
        rows, gaps = curves.meter_flows(read.meters, name, role, step, sha256(data).hexdigest())  # type: ignore[arg-type]
        flows += rows
        findings += [*read.findings, *gaps]
        for one in read.meters if not as_json else ():
            say("meter.summary", lang, name=one.name, kwh=format_number(float(one.kwh.sum()), lang, 0),
                 base=format_number(one.base_kw, lang), peak=format_number(one.peak_kw, lang), when=one.peak_at)  # fmt: skip
    if output is not None:
        if output.suffix.lower() != ".csv":
            raise refuse(f"-o {output}: .csv")
        before, _ = _ledger_of(output)
        names = tuple(f"{legible(file.name)}:" for file in files)
        merged = merge(before, [flow for flow in before if (flow.evidence or "").startswith(names)], flows, output.name)
        findings += merged.findings
        if merged.is_change or not output.exists():
            write_file(output, table.write(merged.flows))
        if not as_json:
            say_change(merged.added, len(merged.removed), 0, lang)
    records = [finding.as_record() for finding in findings]
    say_findings(records, lang, as_json)
    raise typer.Exit(exit_code(records))
