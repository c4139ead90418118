"""pool: enrol factories, admit their records, publish a vintage, and tell the operator why a cell is withheld."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.speaking import Lang, check_lang, exit_code, read_file, refuse, refuse_with, say_findings, write_file
from calculators.errors import SachhonError

if TYPE_CHECKING:
    from app.database.engine import Engine

pool = typer.Typer(help="Anonymised pool: for its operator. / Kho đóng góp ẩn danh: dành cho đơn vị vận hành.", no_args_is_help=True)
Address = Annotated[str | None, typer.Option("--database", help="URL; without it the pool's own file in the user's folder")]
FILE, KEY = "pool.db", "pool.key"


def _folder() -> Path:
    from app.settings import user_folder

    folder = user_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def opened_pool(given: str | None) -> Engine:
    """Return the pool's engine, its tables made where they are missing."""
    from app.database import engine
    from benchmarks.peers import store

    try:
        url = engine.address(given or f"sqlite:///{_folder() / FILE}", _folder())
        opened = engine.open_engine(url)
        store.create(opened)
    except SachhonError as error:
        raise refuse(str(error)) from error
    return opened


def signing_seed() -> bytes:
    """Return the deployment's signing seed, made once and readable by its owner only."""
    from benchmarks.peers.signature import new_seed

    path = _folder() / KEY
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(new_seed())
    return path.read_bytes()


@pool.command()
def enrol(
    name: Annotated[str, typer.Option("--name", help="facility, for the registrar only")],
    output: Annotated[Path, typer.Option("-o", "--output", help="TOKENS.json, for the factory")],
    company: Annotated[str | None, typer.Option("--company", help="token of a company already enrolled")] = None,
    tax_code: Annotated[str, typer.Option("--tax-code", help="for the registrar only")] = "",
    database: Address = None,
) -> None:
    """Enrol a factory and write the tokens it signs with. / Ghi danh một cơ sở."""
    from benchmarks.peers import enrolment, store

    opened = opened_pool(database)
    try:
        tokens, member = enrolment.enrol(company or enrolment.new_company())
    except SachhonError as error:
        raise refuse_with("pool.company", f"--company {company}") from error
    with opened.begin() as connection:
        others = store.companies_of(connection, tax_code) - {tokens.company}
        if others:
            raise refuse_with("pool.tax_code", f"--tax-code {tax_code}", expected=min(others))
        store.enrol(connection, member, name=name, tax_code=tax_code)
    write_file(output, enrolment.write_tokens(tokens).encode())
    output.chmod(0o600)
    typer.echo(tokens.company)


@pool.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="RECORD.json")],
    database: Address = None,
    alike: Annotated[bool, typer.Option("--alike", help="admit also what looks copied from another company's, after asking the registrar")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    lang: Lang = "vi",
) -> None:
    """Admit records, each as a whole or not at all. / Nhận bản ghi vào kho."""
    from benchmarks.peers import gate, likeness, store

    check_lang(lang)
    opened = opened_pool(database)
    said: list[dict[str, Any]] = []
    for file in files:
        content = read_file(file, lang)
        with opened.begin() as connection:
            admitted, findings = gate.admit(content, store.pool(connection), _vocabulary(), file.name)
            other = store.resembled(connection, admitted) if admitted and not alike else None
            if admitted and other:
                findings, admitted = [*findings, likeness.finding(admitted, other, file.name)], None
            if admitted is not None:
                store.keep(connection, admitted, content.decode())
        said += [finding.as_record() for finding in findings]
        if admitted is not None and not as_json:
            typer.echo(file.name)
    say_findings(said, lang, as_json)
    raise typer.Exit(exit_code(said))


@pool.command()
def waiting(
    admit: Annotated[list[str] | None, typer.Option("--admit", help="FACILITY:YEAR, after asking the registrar")] = None,
    drop: Annotated[list[str] | None, typer.Option("--drop", help="FACILITY:YEAR")] = None,
    database: Address = None,
    lang: Lang = "vi",
) -> None:
    """List records that were sent in and look copied from another company's; admit or drop them. / Bản ghi chờ xem xét."""
    from benchmarks.peers import gate, likeness, store

    check_lang(lang)
    opened = opened_pool(database)
    with opened.begin() as connection:
        left = {f"{facility}:{year}": (facility, year, record) for facility, year, record in store.laid_aside(connection)}
        for name in [*(admit or []), *(drop or [])]:
            if name not in left:
                raise refuse_with("pool.waiting", name, lang)
            facility, year, record = left.pop(name)
            store.take_aside(connection, facility, year)
            if name in (admit or []):
                admitted, findings = gate.admit(record.encode(), store.pool(connection), _vocabulary(), name)
                say_findings([finding.as_record() for finding in findings], lang)
                if admitted is None:
                    raise typer.Exit(exit_code([finding.as_record() for finding in findings]))
                store.keep(connection, admitted, record)
        for name, (facility, year, record) in left.items():
            with connection.begin_nested() as looking:  # the gate judges a record as if it came now; nothing is changed by listing
                store.take_aside(connection, facility, year)
                made, findings = gate.admit(record.encode(), store.pool(connection), _vocabulary(), name)
                alike = [] if made is None else [likeness.finding(made, store.resembled(connection, made) or "", name)]
                looking.rollback()
            say_findings([finding.as_record() for finding in alike or findings], lang)


def _vocabulary() -> Any:
    from benchmarks.peers.gate import Vocabulary
    from data import catalogue

    book = catalogue.open_edition()
    families = {str(row["norm_product"]).partition(".")[0] for row in book.table("norms") if row["norm_product"]}
    return Vocabulary(
        sectors=frozenset(str(row["id"]) for row in book.table("sectors")),
        provinces=frozenset(str(row["code"]) for row in book.table("provinces")),
        products=frozenset(families),
    )


@pool.command()
def release(
    year: Annotated[int, typer.Option("--year", help="the vintage's name; records of every year in the pool enter")],
    output: Annotated[Path, typer.Option("-o", "--output", help="DIR")],
    baseline: Annotated[list[int] | None, typer.Option("--baseline", help="year to measure progress from, to each later one")] = None,
    database: Address = None,
    lang: Lang = "vi",
) -> None:
    """Freeze and publish a vintage as a signed benchmark pack. / Chốt và công bố một đợt."""
    from benchmarks import area
    from benchmarks.peers import pack, store
    from benchmarks.peers import release as releasing
    from benchmarks.peers.disclosure import Rules
    from data import catalogue
    from data.messages import message

    check_lang(lang)
    opened, book = opened_pool(database), catalogue.open_edition()
    regions = area.regions(book)
    with opened.begin() as connection:
        observations = store.active(connection, regions, area.successors(book))
        if observations.empty:
            raise refuse_with("pool.empty", opened.url.database)
        try:
            made = releasing.release(
                observations, regions, vintage=str(year), released=date.today().isoformat(), rules=Rules(),
                earlier=store.published(connection), panels=_panels(baseline or [], set(observations["year"])),
            )  # fmt: skip
        except releasing.VintageError as error:
            raise refuse_with("pool.vintage", f"--year {year}", given=max(old.vintage for old in store.published(connection))) from error
        text = pack.write(made, signing_seed(), edition=book.edition, synthetic=False)
        store.publish(connection, made, text, releasing.set_hashes(observations, sha256(signing_seed()).hexdigest()[:16]))
    path = output / f"sachhon-benchmarks-{year}.json"
    write_file(path, text.encode())
    typer.echo(str(path))
    shares = {"cells": len(made.cells), "totals": len(made.totals), "progress": len(made.progress), "withheld": len(made.audit)}
    typer.echo(message("published.released" if len(made.cells) else "published.released.nothing", lang, **shares), err=True)


def _panels(baselines: list[int], years: set[int]) -> list[tuple[int, int]]:
    """Return each pair of a baseline and a later year that the pool has records of."""
    absent = sorted(set(baselines) - years)
    if absent:
        raise refuse_with("pool.baseline", f"--baseline {absent[0]}", expected=", ".join(str(year) for year in sorted(years)))
    return [(then, now) for then in sorted(set(baselines)) for now in sorted(years) if now > then]


@pool.command()
def audit(
    database: Address = None,
    cell: Annotated[list[str] | None, typer.Option("--cell", help="only cells with this key: a sector, place, year, indicator …")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="as a table")] = False,
    lang: Lang = "vi",
) -> None:
    """Say, to the operator only, why figures of the last vintage are withheld. / Giải thích các số chưa công bố."""
    from benchmarks.peers import store

    check_lang(lang)
    opened = opened_pool(database)
    with opened.begin() as connection:
        published = store.published(connection)
    if not published:
        raise refuse_with("pool.no_vintage", opened.url.database, lang)
    last = published[-1]
    rows = last.audit
    for key in cell or []:
        rows = rows[rows.drop(columns=["n", "figures", "reason"]).astype(str).isin([key]).any(axis=1)]
    sys.stdout.write(f"# {last.vintage} ({last.rules_version})\n")
    if as_csv:
        rows.to_csv(sys.stdout, index=False)
        return
    sys.stdout.writelines(f"{_explained(row, lang)}\n" for row in rows.to_dict("records"))


def _explained(row: Mapping[Any, Any], lang: str) -> str:
    """Return one withheld figure as a sentence: which cell, what of it, why, and what would help."""
    from data.messages import message

    keys = ("level", "sector", "product", "place", "year", "indicator", "unit")
    where = " · ".join(str(row[name]) for name in keys if row[name] not in ("", None))
    what = message(f"disclosure.figures.{row['figures']}", lang)
    return message("disclosure.line", lang, where=where, n=row["n"], what=what, why=message(f"disclosure.{row['reason']}", lang))
