"""Print the guide with pictures of the application: ``python tests/browser/printed_guide.py [folder]`` makes one PDF a language."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from pathlib import Path

from markupsafe import Markup
from playwright.sync_api import Browser, sync_playwright
from servers import CHROMIUM, FLAGS, FOCUS, SITE, serving

from app import manual
from app.pages import PAGES
from app.route import Route
from data import messages

WINDOW = {"width": 1200, "height": 820}  # px; what a picture shows
STYLE = """
@page { size: A4; margin: 18mm 18mm 20mm; }
body { font: 11pt/1.5 "DejaVu Sans", "Noto Sans", sans-serif; color: #17201b; }
h1 { font-size: 22pt; } section.chapter { break-before: page; } h2 { font-size: 14pt; margin-top: 18pt; }
code, pre { font: 9pt/1.45 "DejaVu Sans Mono", monospace; } pre { white-space: pre-wrap; background: #f0f4f1; padding: 8pt; }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt; } th, td { border-bottom: .5pt solid #aab5ad; padding: 4pt 8pt 4pt 0; text-align: left; vertical-align: top; }
figure { margin: 12pt 0; break-inside: avoid; } figure img { width: 100%; border: .5pt solid #aab5ad; } figcaption { font-size: 9pt; color: #4a5850; }
a { color: inherit; text-decoration: none; } li { margin: 3pt 0; } ol.contents li { margin: 6pt 0; }
"""


def camera(browser: Browser, address: str, lang: str) -> Callable[[str, str], Markup]:
    """Return what takes the picture of a page for the print; a page is pictured once."""
    context = browser.new_context(viewport=WINDOW, reduced_motion="reduce", device_scale_factor=1.5)
    page = context.new_page()
    taken: dict[str, str] = {}

    def picture(name: str, caption: str) -> Markup:
        if name not in taken:
            site = SITE if PAGES[name].of_site else ""
            page.goto(f"{address}?page={name}&site={site}&lang={lang}&focus={FOCUS.get(name, '')}")
            page.wait_for_selector(f"h1[data-page={name}]", timeout=60_000)
            page.wait_for_load_state("networkidle")
            taken[name] = base64.b64encode(page.screenshot()).decode()
        return Markup('<figure><img alt="{0}" src="data:image/png;base64,{1}"><figcaption>{0}</figcaption></figure>').format(
            caption, taken[name]
        )

    return picture


def book(lang: str, picture: Callable[[str, str], Markup]) -> str:
    """Return the whole guide of a language as one HTML document."""
    chapters = manual.chapters(lang)
    title = f"{messages.message('app.name', lang)}: {messages.message('guide.title', lang).lower()}"
    contents = Markup("").join(Markup("<li>{}</li>").format(one.title) for one in chapters)
    parts = [
        Markup('<section class="chapter"><h1>{}</h1>{}</section>').format(one.title, manual.body(one, Route(lang=lang), picture))
        for one in chapters
    ]
    return Markup(
        '<!doctype html><html lang="{}"><meta charset="utf-8"><title>{}</title><style>{}</style><h1>{}</h1><ol class="contents">{}</ol>{}'
    ).format(lang, title, Markup(STYLE), title, contents, Markup("").join(parts))


def main(folder: Path) -> None:
    """Make the printed guides and print their names."""
    folder.mkdir(parents=True, exist_ok=True)
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for lang in messages.languages():
            paper = browser.new_page()
            paper.set_content(book(lang, camera(browser, address, lang)))
            file = folder / f"sachhon.{lang}.pdf"
            number = '<span style="font-size:8px;width:100%;text-align:center"><span class="pageNumber"></span></span>'
            paper.pdf(
                path=file,
                prefer_css_page_size=True,
                display_header_footer=True,
                header_template="<span></span>",
                footer_template=number,
                outline=True,
                tagged=True,
            )
            print(file.name)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/guide"))
