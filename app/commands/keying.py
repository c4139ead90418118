"""key: what a program shows to speak to the API, made, listed and ended on the machine itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from app.commands.keeping import Address, _office, _refusing

key = typer.Typer(no_args_is_help=True, help="Khóa truy cập cho chương trình (API): tạo, xem, thu hồi. / Keys of programs for the API.")


@key.command()
def create(
    name: Annotated[str, typer.Argument(help="tên để nhận ra / a name to know it by")],
    scope: Annotated[list[str] | None, typer.Option("--scope", help="lặp lại được; mặc định: chỉ đọc / repeatable; default: reading only")] = None,
    login: Annotated[str | None, typer.Option("--login", help="tài khoản; bỏ trống: máy này / account; without: this machine's user")] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=730)] = 365,
    given: Address = None,
) -> None:
    """Make a key and print it; it is shown this once. / Tạo khóa và in ra một lần duy nhất."""
    from app.accounts import people
    from app.api.store import keys
    from assessment.store.access import LOCAL, Actor

    wanted = scope or [each for each in keys.SCOPES if each.endswith(":read")]
    with _office(given) as office:
        holder = LOCAL
        if login:
            account = people.by_login(office, login)
            holder = Actor(account=account.id, name=account.name, organisation=account.organisation_id, role=account.role)  # type: ignore[arg-type]
        with _refusing():
            made, token = keys.create(office, holder, name, wanted, timedelta(days=days))
    typer.echo(f"{made.id}\t{' '.join(made.scopes)}\t{made.expires_at[:10]}", err=True)
    typer.echo(token)


@key.command("list")
def list_keys(given: Address = None) -> None:
    """List the keys; the tokens themselves are not kept. / Xem danh sách khóa."""
    from app.api.store import keys

    with _office(given) as office:
        found = keys.list_keys(office)
        now = office.at
    for each in found:
        state = "revoked" if each.revoked_at else "expired" if now >= each.expires_at else "active"
        used = (each.used_at or "—")[:10]
        typer.echo(f"{each.id}\t{state}\t{each.account_id}\t{' '.join(each.scopes)}\t{each.expires_at[:10]}\t{used}\t{each.name}")


@key.command()
def revoke(identity: Annotated[str, typer.Argument(help="sachhon key list")], given: Address = None) -> None:
    """End a key at once. / Thu hồi khóa ngay."""
    from app.api.store import keys

    with _office(given) as office, _refusing():
        keys.revoke(office, identity)
    typer.echo(identity)


