"""Commands around a release: its key, a withdrawal, the demonstration, a factory's standing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from app.commands.packs import Key, PackFile, signed_pack
from app.commands.pooling import Address, opened_pool, pool, signing_seed
from app.commands.speaking import Lang, check_lang, exit_code, read_file, read_or_refuse, refuse_with, say_findings, write_file
from calculators.errors import SachhonError


@pool.command(name="key")
def key() -> None:
    """Print the public key that checks this pool's packs. / In khóa công khai của nơi công bố."""
    from benchmarks.peers.signature import public_key

    typer.echo(public_key(signing_seed()).hex())


@pool.command(name="withdraw")
def withdraw(
    files: Annotated[list[Path], typer.Argument(help="WITHDRAWAL.json")],
    database: Address = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    lang: Lang = "vi",
) -> None:
    """Take out what factories have withdrawn; the next vintage is made without it. / Bỏ số liệu đã rút lại đồng ý."""
    from benchmarks.peers import store, withdrawal

    check_lang(lang)
    opened = opened_pool(database)
    said: list[dict[str, Any]] = []
    for file in files:
        content = read_file(file, lang)
        with opened.begin() as connection:
            known = store.pool(connection)
            found, findings = withdrawal.read(content, known.members, known.serials, file.name)
            if found is not None:
                store.withdraw(connection, *found)
        said += [finding.as_record() for finding in findings]
        if found is not None and not as_json:
            typer.echo(file.name)
    say_findings(said, lang, as_json)
    raise typer.Exit(exit_code(said))


@pool.command(name="demo")
def demo(output: Annotated[Path, typer.Option("-o", "--output", help="DIR")]) -> None:
    """Write a synthetic release to look at the department's pages with. / Ghi một đợt công bố giả lập để xem thử."""
    from app.province.published import DEMONSTRATION_DAY, HOME, regions
    from benchmarks.peers import demonstration
    from data import catalogue

    text = demonstration.text(regions(), home=HOME, released=DEMONSTRATION_DAY, edition=catalogue.open_edition().edition)
    path = output / f"sachhon-benchmarks-{demonstration.VINTAGE}.json"
    write_file(path, text.encode())
    typer.echo(str(path))
    typer.echo(demonstration.KEY.hex())


def standing(
    result: Annotated[Path, typer.Argument(help="RESULT.json")],
    pack: PackFile,
    key: Key,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    lang: Lang = "vi",
) -> None:
    """Say where a factory stands among published figures; its own are sent nowhere. / Cơ sở đứng ở đâu trong ngành."""
    from app.province.published import place_of
    from assessment.peer_standing import compare
    from benchmarks import area
    from data import catalogue
    from data.messages import format_quantity, message

    check_lang(lang)
    book = catalogue.open_edition()
    document = read_or_refuse(result)
    found = compare(document, signed_pack(pack, key, lang), place_of(str((document.get("facility") or {}).get("province", ""))))
    if as_json:
        rows = [{"kind": each.kind, "value": each.value, "unit": each.unit, "year": each.year, **vars(each.standing)} for each in found]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True))
        return
    for each in found:
        stands = each.standing
        shares = {"percent": round(stands.percentile), "low": round(stands.percentile_low), "high": round(stands.percentile_high)}
        parts = (
            f"{message(f'kind.{each.kind}', lang)}: {format_quantity(each.value, each.unit, lang)}",
            message(f"standing.band.{stands.band}", lang),
            message("standing.share", lang, **shares),
            message(
                "standing.level",
                lang,
                level=message(f"published.level.{stands.level.partition('.')[2]}", lang),
                place=area.name(book, stands.place, lang) or message("published.level.country", lang),
                contributors=stands.contributors,
                year=each.year,
                vintage=stands.vintage,
            ),
        )
        typer.echo(" · ".join(parts))
    if not found:
        typer.echo(message("standing.nothing.title", lang), err=True)


def withdrawal(
    tokens: Annotated[Path, typer.Argument(help="TOKENS.json")],
    year: Annotated[int, typer.Option("--year")],
    serial: Annotated[int, typer.Option("--serial", min=1, help="of the submission that is withdrawn")],
    output: Annotated[Path, typer.Option("-o", "--output", help="WITHDRAWAL.json")],
) -> None:
    """Sign the withdrawal of a contribution. / Ký rút lại đồng ý đóng góp."""
    from benchmarks.peers import withdrawal as withdrawing
    from benchmarks.peers.enrolment import read_tokens

    try:
        text = withdrawing.write(read_tokens(read_file(tokens).decode("utf-8")), year, serial)
    except (SachhonError, UnicodeDecodeError) as error:
        raise refuse_with("tokens", tokens) from error
    write_file(output, text.encode())
    typer.echo(str(output))
