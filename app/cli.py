"""The command line: `sachhon`. It imports nothing heavy before a command asks for it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from app.commands import (
    assessing,
    contributing,
    erasing,
    exchanging,
    exporting,
    forming,
    importing,
    importing_figures,
    importing_sheets,
    keeping,
    keying,
    looking,
    pooling,
    provincial,
    reporting,
    rolling_up,
    serving,
)
from app.operation import configuration
from calculators.errors import SachhonError

program = typer.Typer(
    name="sachhon",
    help="Sạch Hơn: tự đánh giá sản xuất sạch hơn / cleaner-production self-assessment.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)
program.command()(serving.serve)
program.command()(assessing.template)
program.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(assessing.check)
program.command()(assessing.assess)
program.command()(forming.form)
program.command()(looking.trace)
program.command()(looking.verify)
program.command()(looking.reference)
program.command()(looking.schema)
program.command()(contributing.contribute)
program.command()(provincial.withdrawal)
program.command()(provincial.standing)
program.command()(rolling_up.rollup)
program.command()(serving.settings)
keeping.database.command()(erasing.erase)
keeping.database.command()(erasing.sweep)
program.add_typer(keeping.database, name="database")
program.add_typer(keeping.user, name="user")
program.add_typer(keying.key, name="key")
pooling.pool.command()(reporting.goals)
pooling.pool.command()(reporting.report)
program.add_typer(pooling.pool, name="pool")
program.add_typer(exchanging.exchange, name="exchange")
importing.program.command()(importing_sheets.spreadsheet)
importing.program.command()(importing_figures.pcf)
importing.program.command()(importing_figures.factors)
program.add_typer(importing.program, name="import")
program.command()(exporting.export)


def _version(asked: bool) -> None:
    if asked:
        from importlib import metadata

        typer.echo(metadata.version("sachhon"))
        raise typer.Exit


@program.callback()
def about(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False) -> None:
    """Sạch Hơn: tự đánh giá sản xuất sạch hơn / cleaner-production self-assessment."""


def main() -> None:
    """Run the command line; what nobody foresaw ends with exit code 1 and one line."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")  # a Windows console's own code page has no Vietnamese
    try:
        configuration.apply()
    except SachhonError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(2) from error
    try:
        program()
    except Exception as error:  # the outermost edge
        import logging

        logging.getLogger("sachhon").debug("unexpected", exc_info=True)
        typer.echo(f"sachhon: {type(error).__name__}: {error}", err=True)
        raise SystemExit(1) from error
