"""pool goals, pool report: what the department enters of its programme, and the yearly report made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.packs import Key, PackFile, signed_pack
from app.commands.speaking import Lang, check_lang, exit_code, read_file, refuse_with, say_findings, write_file
from calculators.errors import SachhonError

if TYPE_CHECKING:
    from assessment.programme import Goal, Programme
    from assessment.reports.programme import Ground

Province = Annotated[str, typer.Option("--province", help="CODE")]


def goals(
    year: Annotated[int | None, typer.Option("--year", help="the year the numbers are of")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="GOALS.json; without it the goals are listed")] = None,
    enter: Annotated[list[str] | None, typer.Option("--enter", help="GOAL=COUNT or GOAL=COUNT/WHOLE")] = None,
    office: Annotated[str, typer.Option("--office", help="who reports")] = "",
    province: Province = "68",
    lang: Lang = "vi",
) -> None:
    """List the programme's goals, or write what the department enters of them. / Liệt kê hoặc nhập các chỉ tiêu."""
    from assessment import programme

    check_lang(lang)
    known = {goal.key: goal for goal in programme.goals()}
    if output is None:
        typer.echo("\n".join(_listed(goal, lang) for goal in known.values()))
        return
    if year is None:
        raise refuse_with("goals.year", "--year", lang)
    document = programme.Programme(
        year=year, province=province, office=office, entries=dict(_entered(text, known, lang) for text in enter or [])
    )
    _say_and_stop(document, lang)
    write_file(output, programme.to_json(document).encode())
    typer.echo(str(output))


def _listed(goal: Goal, lang: str) -> str:
    """Return a goal as a line: how to enter it, what it is, what it must reach."""
    from data.messages import message

    form = message(f"refusal.goals.form.{goal.kind}", lang, goal=goal.key)
    sign = " %" if goal.kind == "share" else ""
    targets = "; ".join(f"{year}: ≥ {low:g}{sign}" for year, (low, _) in sorted(goal.targets.items()))
    whole = f" ({goal.wholes[lang]})" if goal.wholes[lang] else ""
    return " · ".join(part for part in (form, goal.names[lang] + whole, targets) if part)


def _entered(text: str, known: Mapping[str, Goal], lang: str) -> tuple[str, Any]:
    from assessment.programme import Entry

    key, _, numbers = text.partition("=")
    count, slash, whole = numbers.partition("/")
    if key not in known or not count.isdecimal() or (slash and not whole.isdecimal()):
        raise refuse_with("goals.entry", f"--enter {text}", lang)
    return key, Entry(count=int(count), whole=int(whole) if slash else None)


def _say_and_stop(document: Programme, lang: str, file: str = "") -> None:
    """Say what is wrong with a document of goals, and end the call where it is an error."""
    from assessment import programme

    judged = programme.check(document, date.today())
    found = [replace(finding, place=replace(finding.place, file=file)).as_record() for finding in judged]
    say_findings(found, lang)
    if exit_code(found):
        raise typer.Exit(exit_code(found))


def report(
    year: Annotated[int, typer.Option("--year", help="the year reported")],
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.pdf, .docx or .xlsx")],
    pack: PackFile,
    key: Key,
    goals: Annotated[list[Path] | None, typer.Option("--goals", help="sachhon-programme/1, one file a year")] = None,
    province: Province = "68",
    lang: Lang = "vi",
) -> None:
    """Write the yearly programme report from published figures and the department's own goals. / Lập báo cáo năm."""
    from app.province.published import place_of
    from assessment import programme
    from assessment.reports.programme import FORMATS, Ground, render

    check_lang(lang)
    kind = output.suffix.removeprefix(".")
    if kind not in FORMATS:
        raise refuse_with("report.format", output, lang, expected=f".{', .'.join(FORMATS)}")
    years: dict[int, programme.Programme] = {}
    for file in goals or []:
        try:
            document = programme.from_json(read_file(file, lang).decode("utf-8"))
        except (SachhonError, UnicodeDecodeError) as error:
            raise refuse_with("goals", file, lang, expected=programme.FORMAT) from error
        _say_and_stop(document, lang, file.name)
        years[document.year] = document
    if year not in years:
        _say_and_stop(programme.Programme(year=year, province=province), lang)
    ground = Ground(pack=signed_pack(pack, key, lang), where=place_of(province), year=year, years=years)
    _say_if_empty(ground, lang)
    write_file(output, render(ground, kind, lang))
    typer.echo(str(output))


def _say_if_empty(ground: Ground, lang: str) -> None:
    """Warn where a report has nothing of its year: no goal was entered, no figure published."""
    from calculators.finding import Finding, Place

    published = sorted({int(row["year"]) for row in (*ground.pack.cells, *ground.pack.progress)})
    expected = ", ".join(str(year) for year in published) or "–"
    given, place = str(ground.year), Place(path="year")
    found = []
    if ground.year not in published:
        found.append(Finding(code="programme.no_figures", severity="warning", place=place, given=given, expected=expected))
    if not ground.own().entries:
        found.append(Finding(code="programme.no_goals", severity="warning", place=place, given=given))
    say_findings([finding.as_record() for finding in found], lang)
