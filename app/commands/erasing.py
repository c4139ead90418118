"""database erase, database sweep: what leaves the records, at its owner's request or because it has served its time."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.keeping import Address, _refusing, _url
from app.commands.speaking import refuse


def erase(
    site: Annotated[str, typer.Option("--site", help="mã cơ sở / identity of a site")] = "",
    account: Annotated[str, typer.Option("--account", help="tên đăng nhập / sign-in name")] = "",
    organisation: Annotated[
        str, typer.Option("--organisation", help="mã đơn vị, có trong sachhon user list / identity, in the list of accounts")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="không hỏi lại / do not ask")] = False,
    given: Address = None,
) -> None:
    """Erase for good what a site, a person or an organisation left, at its owner's request. / Xóa vĩnh viễn theo yêu cầu của chủ dữ liệu.

    The chain of acts stays whole and says that something was erased, without names or figures. Backups made before still hold it.
    """
    from app.database.backup import folder_of
    from app.database.engine import file_of
    from app.database.erasing import Kind
    from app.database.erasing import erase as run

    kinds: tuple[tuple[Kind, str], ...] = (("site", site), ("account", account), ("organisation", organisation))
    wanted = [(kind, key) for kind, key in kinds if key]
    if len(wanted) != 1:
        raise refuse("chọn đúng một / choose exactly one: --site, --account, --organisation")
    kind, key = wanted[0]
    if not yes and not typer.confirm(f"Xóa vĩnh viễn, không lấy lại được / erase for good: {kind} {key}?"):
        raise typer.Exit(2)
    with _refusing():
        url = _url(given)
        chains = run(url, kind, key)
    typer.echo(f"đã xóa / erased: {kind} {key}; {chains}")
    copies = str(folder_of(url)) if file_of(url) is not None else "pg_dump"
    typer.echo(f"bản sao lưu cũ vẫn còn dữ liệu này, hãy xóa chúng / backups made before still hold it, delete them: {copies}", err=True)


def sweep(given: Address = None) -> None:
    """Delete kept answers older than 30 days and sessions that ended 90 days ago. / Dọn câu trả lời cũ và phiên đã kết thúc."""
    from app.database.erasing import sweep as run

    with _refusing():
        swept = run(_url(given))
    typer.echo(f"câu trả lời / replies: {swept.replies}; phiên / sessions: {swept.sessions}")
