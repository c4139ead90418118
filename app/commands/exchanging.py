"""exchange: the circular economy register from the command line, on behalf of this machine's own user."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any

import typer

from app.commands.speaking import Lang, check_lang, refuse
from calculators.errors import SachhonError

exchange = typer.Typer(help="Register of by-products and waste. / Sổ trao đổi phụ phẩm, chất thải.", no_args_is_help=True)
Address = Annotated[str | None, typer.Option("--database", help="URL; without it the user's own")]
Site = Annotated[str, typer.Option("--site", help="the site's key, as its address in the application has it")]
NoticeId = Annotated[str, typer.Argument(help="NOTICE")]
OtherId = Annotated[str, typer.Argument(help="the other's NOTICE")]


@contextmanager
def _scope(database: str | None) -> Iterator[Any]:
    """Yield a transaction of the local user; a refusal ends the call with its reason."""
    from app.settings import settle
    from app.sites import open_store
    from assessment.store.access import LOCAL
    from assessment.store.scope import writing

    try:
        with writing(open_store(settle("127.0.0.1", 0, database, False)), LOCAL) as scope:
            yield scope
    except SachhonError as error:
        raise refuse(str(error)) from error


@exchange.command(name="list")
def list_notices(
    province: Annotated[str, typer.Option("--province", help="CODE; empty: all")] = "",
    as_json: Annotated[bool, typer.Option("--json")] = False,
    database: Address = None,
    lang: Lang = "vi",
) -> None:
    """List the open notices; none says whose it is. / Liệt kê tin đang mở."""
    from app.components import notice_words as words
    from assessment import exchange as register
    from benchmarks.exchange.notice import expires_on
    from data.messages import message

    check_lang(lang)
    with _scope(database) as scope:
        notices = [notice for notice in register.published(scope) if not province or notice.province == province]
    if as_json:
        typer.echo(json.dumps([asdict(notice) for notice in notices], ensure_ascii=False, indent=1, sort_keys=True))
        return
    for notice in notices:
        facts = (words.material(notice, lang), words.composition(notice, lang), words.amount(notice, lang), words.place(notice, lang))
        typer.echo(" · ".join((notice.id, message(f"exchange.side.{notice.side}", lang), *facts, f"{notice.published_on} – {expires_on(notice)}")))


@exchange.command()
def materials(lang: Lang = "vi") -> None:
    """List what the register knows. / Liệt kê các loại vật liệu."""
    from app.components import notice_words as words

    check_lang(lang)
    for key, name in words.materials(lang).items():
        typer.echo(f"{key}: {name}")


@exchange.command()
def publish(
    site: Site,
    side: Annotated[str, typer.Option("--side", help="offer | want")],
    material: Annotated[str, typer.Option("--material", help="KEY, see `sachhon exchange materials`")],
    composition: Annotated[str, typer.Option("--composition", help="clean | mixed | wet | treated")],
    band: Annotated[str, typer.Option("--band", help="under_1 | 1_10 | 10_100 | 100_1000 | over_1000, a year")],
    province: Annotated[str, typer.Option("--province", help="CODE")],
    commune: Annotated[str, typer.Option("--commune", help="CODE; may be left out")] = "",
    database: Address = None,
) -> None:
    """Publish an offer or a want; nothing in it names the site. / Đăng tin có hoặc cần."""
    from assessment import exchange as register
    from benchmarks.exchange.notice import Notice

    named: dict[str, Any] = {
        "side": side, "material": material, "composition": composition, "band": band, "province": province, "commune": commune,
    }  # fmt: skip
    with _scope(database) as scope:
        typer.echo(register.publish(scope, site, Notice(id="", **named)).id)


@exchange.command()
def close(notice: NoticeId, database: Address = None) -> None:
    """Take one's own notice back. / Rút tin của mình."""
    from assessment import exchange as register

    with _scope(database) as scope:
        register.close(scope, notice)


@exchange.command()
def agree(
    notice: NoticeId,
    other: OtherId,
    name: Annotated[str, typer.Option("--name")],
    phone: Annotated[str, typer.Option("--phone")] = "",
    email: Annotated[str, typer.Option("--email")] = "",
    database: Address = None,
) -> None:
    """Say yes to another's notice; contacts show when both have. / Đồng ý cho liên hệ."""
    from assessment import exchange as register
    from benchmarks.exchange.store import Contact

    with _scope(database) as scope:
        register.agree(scope, notice, other, Contact(name=name, phone=phone, email=email))


@exchange.command()
def disagree(notice: NoticeId, other: OtherId, database: Address = None) -> None:
    """Take a yes back: neither sees the other's contact any more. / Rút lại đồng ý."""
    from assessment import exchange as register

    with _scope(database) as scope:
        register.disagree(scope, notice, other)


@exchange.command()
def matches(site: Site, database: Address = None) -> None:
    """Show, as JSON, what fits a site's notices and how far each contact has come. / Xem tin phù hợp."""
    from assessment import exchange as register

    with _scope(database) as scope:
        found = [asdict(dealing) for dealing in register.dealings(scope, site)]
    typer.echo(json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True))
