"""import pcf, import factors: suppliers' footprints, and the factor tables a factory has a licence for."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.importing import AsJson
from app.commands.speaking import Lang, check_lang, exit_code, refuse, say, say_findings, write_file

if TYPE_CHECKING:
    from assessment.footprint.taking import Offer
    from assessment.model import Assessment
    from calculators.finding import Finding

Document = Annotated[Path | None, typer.Option("-o", "--output", help="DOCUMENT.yaml | .json to write into; without it the figures are listed")]


def pcf(
    files: Annotated[list[Path], typer.Argument(help="PACT v3 JSON of suppliers")],
    output: Document = None,
    stream: Annotated[str, typer.Option("--stream", help="what of the bill of materials it is, such as material/leather")] = "",
    identity: Annotated[str, typer.Option("--id", help="which footprint, where a file holds several")] = "",
    as_json: AsJson = False,
    lang: Lang = "vi",
) -> None:
    """Take a supplier's product footprint. / Lấy dấu vết các-bon do nhà cung cấp gửi."""
    from assessment.footprint.taking import Offer
    from assessment.intake.file import read_content
    from assessment.reports.exchange.pact import read_pact
    from calculators.finding import Finding

    check_lang(lang)
    offers: list[Offer] = []
    findings: list[Finding] = []
    for file in files:
        data = read_content(file, file.name)
        if isinstance(data, Finding):
            findings.append(data)
            continue
        read, found = read_pact(data.decode("utf-8-sig", "replace"), file.name)
        findings += found
        offers += [Offer(id=item.id, name=f"{item.company}: {item.product}", figure=f"{item.per_unit:g} {item.unit}", supplier_pcf=item.supplier_pcf) for item in read]
    _end(offers, findings, as_json, lang)
    if output is not None:
        wanted = [offer for offer in offers if identity in ("", offer.id)]
        if len(wanted) != 1:
            raise refuse(f"--id: {' | '.join(offer.id for offer in offers) or '–'}")
        _put(output, {stream: wanted[0]}, lang)
    raise typer.Exit(exit_code([finding.as_record() for finding in findings]))


def factors(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX with one heading row")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="DOCUMENT.yaml | .json, or a folder for SACHHON_REFERENCE; without it the rows are listed")] = None,
    title: Annotated[str, typer.Option("--title", help="what the table is called")] = "",
    licence: Annotated[str, typer.Option("--licence", help="the licence's words, or a text file with them")] = "",
    publisher: Annotated[str, typer.Option("--publisher")] = "",
    column: Annotated[list[str] | None, typer.Option("--column", help="OURS=HEADING: name value unit stream boundary gwp_basis gsd year geography locator")] = None,
    row: Annotated[list[str] | None, typer.Option("--row", help="STREAM=NAME: which row a stream gets, where the table names no streams")] = None,
    as_json: AsJson = False,
    lang: Lang = "vi",
) -> None:
    """Take factors of a table you have a licence for; it stays on this machine. / Lấy hệ số từ bảng bạn có bản quyền sử dụng."""
    from assessment.footprint.importing import read_factor_table
    from assessment.footprint.taking import headings_of, proposed_columns, table_offers, table_text
    from assessment.intake.file import read_content
    from calculators.finding import Finding

    check_lang(lang)
    data = read_content(file, file.name)
    text = data if isinstance(data, Finding) else table_text(data, file.name)
    if isinstance(text, Finding):
        say_findings([text.as_record()], lang, as_json)
        raise typer.Exit(exit_code([text.as_record()]))
    given = dict(part.split("=", 1) for part in column or () if "=" in part)
    columns = given or proposed_columns(headings_of(text))
    words = _licence(licence)
    if output is not None and not (title and words):
        raise refuse("--title, --licence")
    source = {"id": f"own.{zlib.crc32((title or file.name).encode()):08x}", "title": title or file.name, "publisher": publisher, "licence": " ".join(words.split())[:300]}
    table, findings = read_factor_table(text, columns, source, file.name)
    offers = list(table_offers(table, source)) if table is not None else []
    _end(offers, list(findings), as_json, lang)
    if output is not None and table is not None:
        if output.suffix == "":
            output.mkdir(parents=True, exist_ok=True)
            for name, content in table.files.items():
                write_file(output / name, content.encode())
            write_file(output / "LICENCE.txt", words.encode())
            typer.echo(str(output))
        else:
            picked = dict(part.split("=", 1) for part in row or () if "=" in part)
            by_name = {offer.name: offer for offer in offers}
            if unknown := [name for name in picked.values() if name not in by_name]:
                raise refuse(f"--row {unknown[0]}: {' | '.join(list(by_name)[:8])}")
            chosen = {offer.stream: offer for offer in offers if offer.stream} | {stream: by_name[name] for stream, name in picked.items()}
            _put(output, chosen, lang)
    raise typer.Exit(exit_code([finding.as_record() for finding in findings]))


def _licence(given: str) -> str:
    """Return the licence's words: those of a file of that name, else what was typed."""
    path = Path(given) if 0 < len(given) < 250 and "\n" not in given else None
    if path is not None and path.is_file():
        with path.open(encoding="utf-8-sig", errors="replace") as opened:
            return opened.read(20_000)
    return given


def _end(offers: list[Offer], findings: list[Finding], as_json: bool, lang: str) -> None:
    records = [finding.as_record() for finding in findings]
    say_findings(records, lang, as_json)
    if not as_json:
        for offer in offers:
            typer.echo(f"{offer.id}\t{offer.figure}\t{offer.stream or '–'}\t{offer.name}")


def _put(output: Path, chosen: dict[str, Offer], lang: str) -> None:
    """Write the chosen figures into a document; a copy of what it was is kept beside it."""
    from assessment.footprint.taking import buyable_streams, with_offers

    assessment = _document(output)
    known = buyable_streams(assessment)
    usable = {stream: offer for stream, offer in chosen.items() if stream in known}
    if not usable:
        raise refuse(f"--stream {next(iter(chosen), '')}: {' | '.join(known) or '–'}")
    _write(output, with_offers(assessment, usable))
    for stream, offer in usable.items():
        say("taking.taken", lang, stream=stream, figure=offer.figure)


def _document(path: Path) -> Assessment:
    from assessment import intake

    if path.suffix.lower() not in (".yaml", ".yml", ".json") or not path.exists():
        raise refuse(f"-o {path}: DOCUMENT.yaml | .json")
    read = intake.read(path, path.name)
    if read.document is None or read.document.unread:
        say_findings([finding.as_record() for finding in read.findings if finding.severity == "error"], "vi")
        raise refuse(f"{path}: sachhon check {path}")
    return read.document.assessment


def _write(path: Path, assessment: Assessment) -> None:
    from app.commands.importing import _write_ledger

    _write_ledger(path, assessment.flows, assessment)
