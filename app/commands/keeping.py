"""database, user: keep the records whole, and say who may come in."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.speaking import refuse
from calculators.errors import SachhonError

if TYPE_CHECKING:
    from app.database import engine as databases
    from assessment.audit import Fault
    from assessment.store.scope import Scope

database = typer.Typer(
    no_args_is_help=True, help="Cơ sở dữ liệu: nâng cấp, sao lưu, khôi phục, kiểm tra. / Upgrade, back up, restore, verify."
)
user = typer.Typer(no_args_is_help=True, help="Tài khoản: thêm, xem, khóa, đặt lại mật khẩu. / Accounts.")

Address = Annotated[
    str | None,
    typer.Option("--database", help="URL; mặc định: tệp trong thư mục của bạn / default: a file in your folder", envvar="SACHHON_DATABASE"),
]
Login = Annotated[str, typer.Argument(help="tên đăng nhập / sign-in name")]


def _url(given: str | None) -> databases.Address:
    from app.database.engine import address
    from app.settings import user_folder

    return address(given, user_folder())


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what a person can repair into one line and exit code 2."""
    try:
        yield
    except SachhonError as error:
        raise refuse(_said(error)) from error


def _said(error: SachhonError) -> str:
    from data.messages import has_message, message

    key = getattr(error, "key", "")
    return f"{message(key, 'vi')} ({error})" if key and has_message(key, "vi") else str(error)


@database.command()
def upgrade(given: Address = None) -> None:
    """Bring the database to this version's tables; a file that holds something is copied first. / Nâng cấp cơ sở dữ liệu."""
    from app.database.engine import make_engine
    from app.database.upgrading import state
    from app.database.upgrading import upgrade as run

    with _refusing():
        engine = make_engine(_url(given))
        before = state(engine).current
        after = run(engine).current
        engine.dispose()
    typer.echo(f"{before or '—'} → {after}")


@database.command()
def backup(file: Annotated[Path, typer.Argument(help="FILE")], given: Address = None) -> None:
    """Write a whole copy to FILE, while the server may go on. / Sao lưu ra tệp, không cần dừng máy chủ."""
    from app.database.backup import backup as run

    with _refusing():
        run(_url(given), file)
    typer.echo(f"{file}: {file.stat().st_size} B")


@database.command()
def restore(file: Annotated[Path, typer.Argument(help="FILE")], given: Address = None) -> None:
    """Put the content of FILE in the place of the database; what was there is kept beside it. / Khôi phục từ tệp sao lưu."""
    from app.database.restoring import restore as run

    with _refusing():
        done = run(_url(given), file)
    if done.aside:
        typer.echo(f"trước khi khôi phục / before: {done.aside}")
    typer.echo(f"phiên đã kết thúc / sessions ended: {done.sessions_ended}; vẫn thu hồi / still withdrawn: {done.still_withdrawn}; xóa lại / erased again: {done.erased_again}")
    _report(list(done.faults))


@database.command()
def verify(given: Address = None) -> None:
    """Check that everything is still what was written, and print the ends of the chains. / Kiểm tra tính toàn vẹn."""
    from app.database.restoring import verify as run

    with _refusing():
        faults, heads = run(_url(given))
    for chain, (number, end) in heads.items():
        typer.echo(f"{chain} {number} {end}")
    _report(faults)


def _report(faults: list[Fault]) -> None:
    for fault in faults:
        typer.echo(str(fault), err=True)
    if faults:
        raise typer.Exit(2)
    typer.echo("nguyên vẹn / intact")


@contextmanager
def _office(given: str | None) -> Iterator[Scope]:
    """Open a transaction of the administration: whoever may run this command on the server may do what an administrator may."""
    from app.database.engine import make_engine
    from app.database.upgrading import upgrade as bring_up_to_date
    from assessment.store.scope import writing
    from assessment.store.sites import SYSTEM

    with _refusing():
        engine = make_engine(_url(given))
        bring_up_to_date(engine)
        with writing(engine, SYSTEM) as scope:
            yield scope
        engine.dispose()


def _password(from_input: bool) -> str | None:
    if not from_input:
        return None
    return getpass.getpass("Mật khẩu / password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")


@user.command()
def add(
    login: Login,
    role: Annotated[str, typer.Option("--role", help="factory | consultant | zone_manager | department | administrator")],
    organisation: Annotated[str, typer.Option("--organisation", help="tên hoặc mã đơn vị / name or identity")],
    name: Annotated[str, typer.Option("--name", help="họ tên / full name")] = "",
    password_input: Annotated[bool, typer.Option("--password-input", help="đọc mật khẩu từ bàn phím / read it from the input")] = False,
    given: Address = None,
) -> None:
    """Make an account and print its first password, which has to be changed at the first sign-in. / Thêm tài khoản."""
    from app.accounts import people
    from assessment.store.sites import organisation_for

    chosen = _password(password_input)
    with _office(given) as scope:
        home = organisation_for(scope, organisation, people.ORGANISATION_KINDS.get(role, ""))
        made, first = people.add_account(scope, home, login, name or login, role, chosen)
    typer.echo(f"{made.login} {made.role} {made.organisation_id}")
    if chosen is None:
        typer.echo(first)


@user.command("list")
def list_users(given: Address = None) -> None:
    """List the accounts. / Xem danh sách tài khoản."""
    from app.accounts import people

    with _office(given) as scope:
        found = people.list_accounts(scope)
    for account in found:
        state = "disabled" if account.disabled_at else "waiting" if account.locked_until else "active"
        typer.echo(f"{account.login}\t{account.role}\t{account.organisation_id}\t{state}\t{account.name}")


@user.command()
def disable(login: Login, given: Address = None) -> None:
    """Shut an account out at once; all its sessions end. / Khóa tài khoản ngay, mọi phiên kết thúc."""
    from app.accounts import people

    with _office(given) as scope:
        people.disable(scope, people.by_login(scope, login).id)
    typer.echo(login)


@user.command()
def enable(login: Login, given: Address = None) -> None:
    """Let a disabled account in again. / Mở khóa tài khoản."""
    from app.accounts import people

    with _office(given) as scope:
        people.enable(scope, people.by_login(scope, login).id)
    typer.echo(login)


@user.command()
def reset(login: Login, given: Address = None) -> None:
    """Print a new first password; sessions end and a waiting account may try again. / Đặt lại mật khẩu."""
    from app.accounts import people

    with _office(given) as scope:
        first = people.reset(scope, people.by_login(scope, login).id)
    typer.echo(first)
