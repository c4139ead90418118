"""What every page of published figures shows the same way: which vintage, that it is synthetic, what withheld means, how to load."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from app.components.about import about
from app.components.form import text_field
from app.components.icons import icon
from app.components.markup import Node, join, tag
from app.components.state import button, empty, notice
from app.province.published import Shelved, released_on
from app.route import Route
from app.settings import LARGEST_UPLOAD
from data import catalogue, messages


def vintage_line(item: Shelved, lang: str) -> Markup:
    """Return which vintage is shown, and, first of all, if its figures are made up."""
    origin = messages.message(f"published.origin.{item.origin}", lang)
    text = messages.message("published.vintage", lang, vintage=item.pack.vintage, released=released_on(item))
    line = tag("p", f"{text} · {origin}", class_="small soft")
    banner = notice(tag("strong", messages.message("published.synthetic", lang)), "bad") if item.pack.synthetic else None
    return join(banner, line)


def choice(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str) -> Markup:
    """Return a list to choose from; the page is shown anew as soon as something is chosen."""
    listed = (tag("option", text, value=value, selected=value == chosen) for value, text in options)
    select = tag("select", *listed, name=name, class_="pick", data_find=name)
    return tag("label", tag("span", label, class_="label"), select, class_="field")


def province_choice(lang: str, chosen: str) -> Markup:
    """Return the list of today's provinces."""
    rows = catalogue.open_edition().table("provinces")
    options = [(str(row["code"]), str(row[f"label_{lang}"])) for row in rows if not row["valid_to"]]
    return choice("province", messages.message("published.province", lang), options, chosen)


def withheld(lang: str) -> Markup:
    """Return what "withheld" means, folded away."""
    title = tag("summary", messages.message("published.withheld.title", lang))
    return tag("details", title, tag("p", messages.message("published.withheld.long", lang)))


def missing(lang: str) -> Markup:
    """Return the word that stands where nothing may be published."""
    return tag("span", messages.message("published.withheld", lang), class_="soft small")


def exports(item: Shelved, route: Route) -> Markup:
    """Return the downloads of what is published, and nothing else."""
    lang = route.lang
    csv_link = button(messages.message("published.export.csv", lang), href=route.file("cells", pack=item.name, kind="csv"), symbol="download")
    book = button(messages.message("published.export.xlsx", lang), href=route.file("cells", pack=item.name, kind="xlsx"), symbol="download")
    return join(tag("div", csv_link, book, class_="actions"), tag("p", messages.message("published.export.note", lang), class_="small soft"))


def load_form(page: str, lang: str) -> Markup:
    """Return the place to load a signed pack: the publisher's key first, then the file."""

    def say(key: str) -> str:
        return messages.message(f"published.load{key}", lang)

    area = tag(
        "label",
        tag("input", type="file", accept=".json"),
        icon("upload"),
        tag("strong", say(".choose")),
        tag("span", say(".file"), class_="soft small"),
        class_="drop",
        data_busy=say(".busy"),
        data_failed=say(".failed"),
        data_limit=LARGEST_UPLOAD,
        data_large=messages.message("upload.too_large", lang, name="%", megabytes=LARGEST_UPLOAD // 2**20),
        data_to="pack",
        data_page=page,
    )
    said = (tag("div", role="status", class_="notice"), tag("div", role="alert", class_="notice bad"))
    return tag("div", tag("p", say(".lead")), text_field("key", say(".key"), about=about("published.load.key", lang)), area, *said)


def nothing(page: str, lang: str, *, may_load: bool) -> Markup:
    """Return what stands where no pack is there yet."""
    form: Node = load_form(page, lang) if may_load else None
    return join(empty("table", messages.message("published.none.title", lang), messages.message("published.none.text", lang)), form)
