"""template, check, assess: from a factory's file to its result and reports."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.speaking import DONE, REFUSED, Lang, check_lang, exit_code, refuse, say_findings, write_file
from calculators.errors import SachhonError

if TYPE_CHECKING:
    from assessment.model import Document
    from assessment.reports import Layout
    from assessment.reports.batch import Made, Order

FORMATS = ("json", "xlsx", "pdf", "docx")


def template(
    sector: Annotated[str, typer.Option(help="sachhon reference sectors")],
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.xlsx")],
    lang: Lang = "vi",
) -> None:
    """Write the workbook a factory fills in. / Ghi biểu mẫu Excel để nhà máy điền."""
    from assessment.intake import template as templates
    from data import catalogue

    check_lang(lang)
    try:
        catalogue.open_edition().row("sectors", sector)
    except SachhonError as error:
        raise refuse(f"--sector: {error}") from error
    write_file(output, templates.write(sector, lang))
    typer.echo(str(output))


def check(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE|EQUIPMENT")],
    as_json: Annotated[bool, typer.Option("--json")] = False,
    lang: Lang = "vi",
) -> None:
    """Read a file and say what is wrong or doubtful in it; or check equipment: `check equipment` lists the forms. / Kiểm tra tệp số liệu, hoặc thiết bị."""
    check_lang(lang)
    if not file.exists():
        from app.commands.equipping import check_equipment, is_equipment

        if is_equipment(str(file)):
            raise typer.Exit(check_equipment(str(file), context.args, lang, as_json))
    if context.args:
        raise refuse(" ".join(context.args))
    findings, _, _ = _assessed(file)
    say_findings(findings, lang, as_json)
    raise typer.Exit(exit_code(findings))


def assess(
    files: Annotated[list[Path], typer.Argument()],
    output: Annotated[Path, typer.Option("-o", "--output", help="DIR | FILE.zip")],
    lang: Lang = "vi",
    formats: Annotated[str, typer.Option("--format", "--formats", help="json,xlsx,pdf,docx")] = "json,xlsx",
    kind: Annotated[str | None, typer.Option("--kind", help="quick | full; left out: workbook full, others quick")] = None,
    layout: Annotated[Path | None, typer.Option("--layout", help="FILE.json: sections, leave_out, notes, logo, signatories, place, signed_on")] = None,
    template: Annotated[Path | None, typer.Option("--template", help="FILE.docx: your own Word template")] = None,
    pack: Annotated[Path | None, typer.Option("--pack", help="a signed benchmark pack: the report says where the site stands; needs --key")] = None,
    key: Annotated[str, typer.Option("--key", help="the publisher's public key, 64 hexadecimal digits")] = "",
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=64, help="processes at work at once")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="findings as JSON on standard output")] = False,
    quiet: Annotated[bool, typer.Option("--quiet")] = False,
) -> None:
    """Assess files and write results and reports. / Đánh giá và ghi kết quả, báo cáo."""
    check_lang(lang)
    wanted = [name.strip() for name in formats.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown or not wanted:
        raise refuse(f"--format {formats}: {','.join(FORMATS)}")
    if kind not in (None, "quick", "full"):
        raise refuse(f"--kind {kind}: quick | full")
    orders = _orders(files, tuple(dict.fromkeys(wanted)), lang, kind, _look(layout, pack, key, lang), template)
    worst, said = DONE, list[Mapping[str, Any]]()
    failed: list[Made] = []
    with _place(output) as put:
        for made in _made(orders, jobs, quiet or as_json):
            said += made.findings
            if not as_json:
                say_findings(made.findings, lang)
            worst = max(worst, exit_code(made.findings))
            if made.fault:
                worst = REFUSED
                failed.append(made)
            for name, content in made.files.items():
                path = put(name, content)
                if not as_json:
                    typer.echo(str(path))
    if as_json:
        say_findings(said, lang, as_json=True)
    _summed(len(orders), failed, lang)
    raise typer.Exit(worst)


def _look(layout: Path | None, pack: Path | None, key: str, lang: str) -> Layout:
    """Return the layout of the reports, with the published figures they are to compare with."""
    from app.commands.layout import read_layout

    look = read_layout(layout, lang)
    if pack is None:
        return look
    from app.commands.packs import signed_pack

    return replace(look, pack=signed_pack(pack, key, lang))


def _orders(
    files: list[Path], formats: tuple[str, ...], lang: str, kind: str | None, look: Layout, template: Path | None
) -> list[Order]:
    from app.commands.layout import read_template
    from assessment.reports.batch import Order

    words = read_template(template, lang)
    stems: set[str] = set()
    return [
        Order(
            source=file, name=file.name, stem=_free_stem(file.stem, stems), formats=formats, lang=lang,
            kind=None if kind is None else "full" if kind == "full" else "quick", layout=look, template=words,
        )
        for file in files
    ]  # fmt: skip


def _made(orders: list[Order], jobs: int, quiet: bool) -> Iterable[Made]:
    from assessment.reports.batch import make, make_all

    if len(orders) == 1:
        return [make(orders[0])]
    found = make_all(orders, jobs)
    if quiet:
        return found
    from rich.console import Console
    from rich.progress import track

    return track(found, description="sachhon", total=len(orders), console=Console(stderr=True))


@contextmanager
def _place(output: Path) -> Iterator[Callable[[str, bytes], Path]]:
    """Give what puts a file into the folder, or into the archive where `output` is one; the archive is written when all is done."""
    if output.suffix.lower() != ".zip":
        yield lambda name, content: write_file(output / name, content)
        return
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes) -> Path:
            archive.writestr(name, content)
            return output / name

        yield put
    write_file(output, stream.getvalue())


def _summed(count: int, failed: list[Made], lang: str) -> None:
    """Say how many files were done, and of each that was not, why."""
    from data.messages import message

    if count > 1:
        typer.echo(message("batch.done", lang, done=count - len(failed), count=count), err=True)
    for made in failed:
        if count > 1 or made.fault not in ("unread",):
            typer.echo(f"{made.order.name}: {fault_text(made, lang)}", err=True)


def fault_text(made: Made, lang: str) -> str:
    """Return in words why nothing was made of a document."""
    from data.messages import message

    first = next((row for row in made.findings if row["severity"] == "error"), None)
    if made.fault == "unread" and first is not None:
        return message("batch.unread", lang, why=message(f"finding.{first['code']}.title", lang, **_values(first, lang)))
    return message("batch.stopped", lang) if made.fault == "stopped" else message("batch.fault", lang, why=made.fault)


def _values(finding: Mapping[str, Any], lang: str) -> dict[str, Any]:
    from data.amounts import finding_in

    told = finding_in(finding, lang)
    return {**finding["values"], "given": told["given"], "expected": told["expected"]}


def _free_stem(stem: str, taken: set[str]) -> str:
    """Return a name for a file's results that no earlier file of the call has taken."""
    stem = stem.removesuffix(".sachhon")
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    taken.add(name)
    return name


def _assessed(file: Path) -> tuple[list[dict[str, Any]], dict[str, Any] | None, Document | None]:
    """Return all findings on a file and, if it could be read, its result and document."""
    from assessment import intake, procedure

    reading = intake.read(file, file.name)
    if reading.document is None:
        return [finding.as_record() for finding in reading.findings], None, None
    result = procedure.assess(reading.document)
    return result["findings"], result, reading.document
