"""template, check, assess: from a factory's file to its result and reports."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.speaking import DONE, REFUSED, exit_code, refuse, say_findings
from calculators.errors import SachhonError

if TYPE_CHECKING:
    from assessment.model import Document

FORMATS = ("json", "xlsx", "pdf", "docx")
Lang = Annotated[str, typer.Option("--lang", help="vi | en")]


def check_lang(lang: str) -> str:
    """Return `lang` if texts exist in it; else refuse the call."""
    if lang not in {"vi", "en"}:
        raise refuse(f"--lang {lang}: vi | en")
    return lang


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
    output: Annotated[Path, typer.Option("-o", "--output", help="DIR")],
    lang: Lang = "vi",
    formats: Annotated[str, typer.Option("--format", help="json,xlsx,pdf,docx")] = "json,xlsx",
    as_json: Annotated[bool, typer.Option("--json", help="findings as JSON on standard output")] = False,
    quiet: Annotated[bool, typer.Option("--quiet")] = False,
) -> None:
    """Assess files and write results and reports. / Đánh giá và ghi kết quả, báo cáo."""
    check_lang(lang)
    wanted = [name.strip() for name in formats.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown or not wanted:
        raise refuse(f"--format {formats}: {','.join(FORMATS)}")
    worst, said = DONE, []
    stems: set[str] = set()
    for file in _with_progress(files, quiet or as_json):
        findings, result, document = _assessed(file)
        said += findings
        if not as_json:
            say_findings(findings, lang)
        worst = max(worst, exit_code(findings))
        if result is None or document is None:
            worst = REFUSED
            continue
        stem = _free_stem(file.stem, stems)
        for path in _written(result, document, output, stem, wanted, lang):
            if not as_json:
                typer.echo(str(path))
    if as_json:
        say_findings(said, lang, as_json=True)
    raise typer.Exit(worst)


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


def _written(
    result: dict[str, Any], document: Document, folder: Path, stem: str, formats: Iterable[str], lang: str
) -> list[Path]:
    from assessment.result import to_json

    paths = []
    for name in formats:
        path = folder / (f"{stem}.result.json" if name == "json" else f"{stem}.{name}")
        if name == "json":
            content = to_json(result).encode()
        else:
            from assessment import reports

            content = reports.render(result, document, name, lang)
        write_file(path, content)
        paths.append(path)
    return paths


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise refuse(f"{path}: {error.strerror or error}") from error


def _with_progress(files: list[Path], quiet: bool) -> Iterable[Path]:
    if quiet or len(files) < 2:
        return files
    from rich.console import Console
    from rich.progress import track

    return track(files, description="sachhon", console=Console(stderr=True))
