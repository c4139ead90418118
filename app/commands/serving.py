"""serve, settings: the web application on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.speaking import refuse
from calculators.errors import SachhonError


def serve(
    host: Annotated[str, typer.Option("--host")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port")] = 5006,
    database: Annotated[str | None, typer.Option("--database", help="URL")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="open the sample factories")] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser")] = False,
    accounts: Annotated[bool, typer.Option("--accounts", help="several people, each signs in; or SACHHON_ACCOUNTS=1")] = False,
) -> None:
    """Serve the application on this machine. / Mở ứng dụng trên máy này."""
    from app.accounts.settings import read, wanted
    from app.server import serve as run

    try:
        known = read() if accounts or wanted() else None
        run(host=host, port=port, database_url=database, demo=demo, open_browser=not no_browser, accounts=known)
    except SachhonError as error:
        raise refuse(str(error)) from error
    except OSError as error:
        raise refuse(f"{host}:{port}: {error.strerror or error}") from error


def settings() -> None:
    """Show where files are kept and how the server would run. / Xem cấu hình."""
    from app.settings import settle

    shown = settle("127.0.0.1", 5006, None, False)
    for name, value in vars(shown).items():
        typer.echo(f"{name}: {value}")
