"""What a reader of one language stumbles over: words of the other language, and keys of the program instead of names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assessment.reports.report import Paragraph, Report, Table
from assessment.reports.words import write, write_label, write_sentence
from data.catalogue import open_edition
from data.phrases import described

LETTERS = "ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
VIETNAMESE = re.compile(rf"\w*[{LETTERS}]\w*", re.IGNORECASE)
ONSET = "ngh|ng|gh|gi|kh|ch|nh|ph|th|tr|qu|b|c|d|g|h|k|l|m|n|p|q|r|s|t|v|x"
SYLLABLE = re.compile(rf"({ONSET})?(ia|iu|ie|oa|oe|oi|ai|ao|au|ay|eo|eu|ua|ui|uy|uya|uye|oai|a|e|i|o|u|y)(ch|nh|ng|c|m|n|p|t)?")
WORD = re.compile(r"(?<![\w/.@:_\-])[a-z]{2,}(?:-[a-z]+)*(?![\w/@_]|\.\w)")
ENGLISH = frozenset({"the", "not", "that", "then", "by", "if", "or", "of", "is", "as", "and", "for", "from", "with", "into", "be"})  # syllables too
UNITS = re.compile(r"(?<=\d\s)\w+|\b(kg|kWh|kWp|MWh|GWh|MJ|GJ|TJ|toe|COD|CO₂e|eq|kcal|mm|km|cm|ha|mg|dtex|max|pH|bar)\b")
ADDRESS = re.compile(r"\S*(?:https?://|www\.)\S+|\b[\w.-]+\.(?:vn|com|org|gov|net|tw|eu|fr|io)\b\S*")
NUMBERED = re.compile(r"\d+(?:/\d{4})?/[A-ZĐ0-9\-]+")  # of a document of the state
QUOTED = re.compile(r"“[^”]*”|'[^']*'|\"[^\"]*\"|«[^»]*»")
# words of trade that are said so in Vietnamese, and names
SAID_SO = frozenset({
    "container", "online", "website", "email", "video", "silica", "gel", "clinker", "clo", "axit", "xenlulo", "amoniac", "dioxit", "oxit", "metan",
    "mangan", "natri", "canxi", "polyme", "polyester", "cotton", "nilon", "nylon", "xenlulozo", "carbon", "file", "slide", "pallet", "block",
    "testliner", "spa", "kraft", "logo", "inverter", "compact", "forecast", "backcast", "chaining", "sic", "nitro", "flo", "freon", "biogas", "diesel", "gas",
    "verify", "sachhon", "antraxit", "carton", "surimi", "jean", "cut-off", "exp", "polo", "lager", "clanhke", "filament", "hl", "tr", "photocopy", "servo", "pigment", "lít", "mol", "ozon", "tro", "brom", "toluen", "xylen", "euro", "entanpi", "enthalpy", "etylen", "propan", "butan",
})  # fmt: skip
KEY = re.compile(r"(?<![\w/@.:\-])(?:[a-z]\.[a-z_]{4,}|[a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z_]{2,}\[\d+\][\w.\[\]]*|[a-z]{2,}(?:\.[a-z_]{3,})+|[a-z_]+/[a-z_]+_[a-z_]+|[A-Z]{3,}\|[A-Z]{3,})(?![\w@])")
FILES = re.compile(r"[\w\-/.*]+\.(?:csv|json|md|yaml|xlsx|pdf|docx|txt|html?|py)\b")


def cells(report: Report, without: Iterable[str] = ()) -> Iterator[str]:
    """Yield whatever a report says, cell by cell, without the tables and sections named."""
    for section in report.sections:
        yield write(section.title, report.lang)
        if section.id in without:
            continue
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield write(block.text, report.lang)
            elif isinstance(block, Table) and block.id not in without:
                yield from (write(text, report.lang) for text in (block.title, *(column.title for column in block.columns), block.note) if text)
                yield from (write(cell, report.lang) for row in block.rows for cell in row.cells if cell is not None)
    for chart in report.charts():
        yield write_sentence(chart, report.lang)
        yield from (write_label(label, report.lang) for label in (*chart.categories, *(band.label for band in chart.bands)))


def titles() -> re.Pattern[str]:
    """Return what the register of sources calls its documents, publishers and numbers: those stay in their own language."""
    found: set[str] = set()
    for source in {row["id"]: row for row in open_edition().table("sources")}.values():
        own = {str(source[name]) for name in ("title", "publisher", "number") if source[name] and len(str(source[name])) > 2}
        found |= own | {described(text, "vi") for text in own}
    return re.compile("|".join(re.escape(text) for text in sorted(found, key=len, reverse=True)))


TITLES = titles()


def _bare(text: str, own: Iterable[str]) -> str:
    for name in own:
        text = text.replace(name, " ")
    return QUOTED.sub(" ", FILES.sub(" ", ADDRESS.sub(" ", TITLES.sub(" ", text))))


def foreign(text: str, lang: str, own: Iterable[str] = ()) -> list[str]:
    """Return the words of a text that are of the other language; `own` are names that stay as they are."""
    bare = _bare(text, own)
    if lang == "en":
        return [word for word in VIETNAMESE.findall(NUMBERED.sub(" ", bare)) if word not in ("Sạch", "Hơn")]
    plain = re.sub(rf"\w*[{LETTERS}]\w*", " ", UNITS.sub(" ", bare), flags=re.IGNORECASE)
    return [word for word in WORD.findall(plain) if not _vietnamese(word)]


def _vietnamese(word: str) -> bool:
    if word in ENGLISH:
        return False
    return word in SAID_SO or word == "than" or bool(SYLLABLE.fullmatch(word))


def keys(text: str, own: Iterable[str] = ()) -> list[str]:
    """Return the tokens of a text that have the shape of an internal key; file names and addresses are none."""
    for name in own:
        text = text.replace(name, " ")
    return KEY.findall(FILES.sub(" ", ADDRESS.sub(" ", text)))
