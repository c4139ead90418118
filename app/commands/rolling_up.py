"""rollup: what several sites saved together, from their results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from app.commands.speaking import Lang, check_lang, refuse
from calculators.errors import SachhonError


def rollup(
    results: Annotated[list[Path], typer.Argument(metavar="RESULT.json...")],
    as_json: Annotated[bool, typer.Option("--json")] = False,
    lang: Lang = "vi",
) -> None:
    """Add up what several sites saved against their baselines. / Cộng tiết kiệm của nhiều cơ sở so với đường cơ sở."""
    from assessment.result import read_result
    from assessment.rollup import rolled_up

    check_lang(lang)
    try:
        rows = rolled_up([read_result(path) for path in results])
    except (OSError, SachhonError, ValueError) as error:
        raise refuse(str(error)) from error
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        _print(row, lang)


def _print(row: dict[str, Any], lang: str) -> None:
    from app.words import said
    from data import messages

    def amount(value: float) -> str:
        return messages.format_quantity(value, row["unit"], lang)

    typer.echo(messages.message(f"baseline.kind.{row['kind']}", lang))
    for site in row["sites"]:
        saving = site["saving"]
        text = f"{amount(saving['saving'])} ({amount(saving['low'])} – {amount(saving['high'])})" if saving else said(f"finding.{site['why']}.title", lang, site["why"])
        typer.echo(f"  {site['site']}, {messages.format_period(site['period'], lang)}: {text}")
    if row["whole"]:
        whole = row["whole"]
        amounts = {key: amount(whole[key]) for key in ("saving", "low", "high")}
        percent = messages.format_percent(100 * whole["improvement"], lang, signed=True)
        count = sum(site["saving"] is not None for site in row["sites"])
        typer.echo("  " + messages.message("baseline.rolled_up_sites", lang, **amounts, count=count, of=len(row["sites"]), percent=percent))
