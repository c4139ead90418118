"""serve, settings: the web application on this machine."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from app.commands.speaking import Lang, check_lang, refuse
from calculators.errors import SachhonError


def serve(
    host: Annotated[str, typer.Option("--host", envvar="SACHHON_HOST")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", envvar="SACHHON_PORT")] = 5006,
    database: Annotated[str | None, typer.Option("--database", help="URL", envvar="SACHHON_DATABASE")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="open the sample factories")] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser")] = False,
    accounts: Annotated[bool, typer.Option("--accounts", help="several people, each signs in; or SACHHON_ACCOUNTS=1")] = False,
) -> None:
    """Serve the application on this machine. / Mở ứng dụng trên máy này."""
    import os

    from app.accounts.settings import read, wanted
    from app.operation import logs

    logs.begin(os.environ.get("SACHHON_LOG_LEVEL") or ("info" if accounts or wanted() else "warning"))
    from app.server import serve as run

    try:
        known = read() if accounts or wanted() else None
        run(host=host, port=port, database_url=database, demo=demo, open_browser=not no_browser, accounts=known)
    except SachhonError as error:
        raise refuse(str(error)) from error
    except OSError as error:
        raise refuse(f"{host}:{port}: {error.strerror or error}") from error


def settings(
    as_json: Annotated[bool, typer.Option("--json")] = False,
    lang: Lang = "vi",
) -> None:
    """Show each setting: its value, where it came from, its default and what it means. / Xem cấu hình."""
    from app.operation import configuration
    from app.settings import user_folder
    from data.messages import message

    check_lang(lang)
    rows = [
        {
            "name": each.known.name,
            "variable": each.known.variable,
            "value": each.shown,
            "origin": each.origin,
            "default": each.known.default,
            "meaning": message(f"setting.{each.known.name}", lang),
        }
        for each in configuration.values(before=configuration.BEFORE or None)
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    typer.echo(f"{message('setting.folder', lang)}: {user_folder()}")
    typer.echo(f"{message('setting.file', lang)}: {configuration.file_of()}")
    for row in rows:
        typer.echo("")
        typer.echo(f"{row['name']} = {row['value'] or '—'}   ({message('setting.origin.' + row['origin'], lang)}; {row['variable']})")
        typer.echo(f"    {row['meaning']}")
        if row["default"] and row["origin"] != "default":
            typer.echo(f"    {message('setting.origin.default', lang)}: {row['default']}")
