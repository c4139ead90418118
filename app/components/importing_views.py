"""What an import would do, as a person checks it: rows by stream, papers, what was skipped and why, load curves, history."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from app.components.evidence import evidence_links
from app.components.figure import figure
from app.components.finding import finding_card
from app.components.importing_forms import say
from app.components.markup import Node, join, tag
from app.components.state import button
from app.components.table import Column, table
from app.reading import stream_name
from app.route import Route
from assessment.intake.imports import Imports
from assessment.intake.invoices.row import kind_of_unit
from assessment.intake.meter import Meter
from assessment.intake.planning import Plan
from assessment.model import Flow
from calculators.units import convert, parse_unit
from data import messages

MOST_FINDINGS = 20
MOST_ROWS = 40
MOST_SOURCES = 600
_BAR = 46  # px, height of a load profile


@dataclass(kw_only=True)
class _Sum:
    rows: int = 0
    units: dict[object, str] = field(default_factory=dict)  # the unit shown, by dimension and basis
    amounts: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))  # by year and unit
    cost: float = 0.0
    periods: list[str] = field(default_factory=list)


def rows_table(flows: tuple[Flow, ...], names: Mapping[str, str], lang: str) -> Markup | None:
    """Return the new rows summed by stream and role: how many, from when to when, how much."""
    sums: dict[tuple[str, str], _Sum] = defaultdict(_Sum)
    for flow in flows:
        one = sums[flow.stream, flow.role or ""]
        one.rows += 1
        one.periods.append(flow.period)
        if flow.quantity is not None and flow.unit:
            unit = one.units.setdefault(kind_of_unit(flow.unit), str(parse_unit(flow.unit)))
            one.amounts[str(flow.period)[:4], unit] += convert(flow.quantity, flow.unit, unit)
        one.cost += flow.cost_vnd or 0.0
    if not sums:
        return None
    rows: list[tuple[Node, ...]] = []
    for (stream, role), one in sorted(sums.items()):
        name = join(names.get(stream) or stream_name(stream, lang), tag("span", f" {say(f'role.{role}', lang)}", class_="soft small") if role == "internal" else None)
        ends = (min(one.periods).partition("/")[0], max(period.rpartition("/")[2] for period in one.periods))
        span = " – ".join(dict.fromkeys(messages.format_period(end, lang) for end in ends))
        years = len({year for year, _ in one.amounts}) > 1
        amounts = join(*(tag("div", tag("span", f"{year}: ", class_="soft small") if years else None, figure(total, unit, lang)) for (year, unit), total in sorted(one.amounts.items())))
        rows.append((name, str(one.rows), span, amounts, figure(one.cost, "VND", lang, digits=0) if one.cost else None))
    heads = [Column(heading=say(f"head.{name}", lang), numeric=name in ("rows", "amount", "cost")) for name in ("stream", "rows", "period", "amount", "cost")]
    return table(say("rows", lang), heads, rows, titled=True)


def single_rows(flows: tuple[Flow, ...], names: Mapping[str, str], lang: str) -> Markup | None:
    """Return the first of the new rows one by one, each with where it comes from."""
    if not flows:
        return None
    rows = []
    for flow in flows[:MOST_ROWS]:
        amount = _amount(flow, lang)
        rows.append((names.get(flow.stream) or stream_name(flow.stream, lang), _period(flow.period, lang), amount,
                     tag("span", (flow.evidence or "").split("#")[0], class_="small soft")))  # fmt: skip
    heads = [Column(heading=say(f"head.{name}", lang), numeric=name == "amount") for name in ("stream", "period", "amount", "where")]
    rest = tag("p", say("more", lang, count=len(flows) - MOST_ROWS), class_="soft small") if len(flows) > MOST_ROWS else None
    return tag("details", tag("summary", say("single", lang, count=len(flows))), table(say("single", lang, count=len(flows)), heads, rows, titled=True), rest)


def _amount(flow: Flow, lang: str) -> Markup | None:
    """Return a row's quantity in its unit as it was understood, whatever the paper calls it."""
    return figure(flow.quantity, str(parse_unit(flow.unit)) if flow.unit else "", lang) if flow.quantity is not None else None


def _period(text: str, lang: str) -> str:
    return " – ".join(messages.format_period(end, lang) for end in text.split("/"))


def skipped_view(made: Plan, lang: str) -> Markup | None:
    """Return which files were not taken, and why, grouped by reason."""
    if not made.skipped:
        return None
    rows = []
    for skip in sorted(made.skipped, key=lambda skip: -skip.count):
        reason = skip.reason
        finding = next((item for item in made.findings if item.code == reason), None)
        key = reason if reason == "invoice.known" else f"finding.{reason}.title"
        values = {"given": finding.given, "expected": finding.expected, **finding.values} if finding else {}
        text = messages.message(key, lang, **values) if messages.has_message(key, lang) else reason
        shown = ", ".join(skip.files) + (" …" if skip.count > len(skip.files) else "")
        inner = tag("details", tag("summary", say("files", lang, count=skip.count)), tag("p", shown, class_="small mono"))
        rows.append((text, inner))
    heads = [Column(heading=say(f"head.{name}", lang)) for name in ("reason", "files")]
    title = say("skipped", lang, count=sum(skip.count for skip in made.skipped))
    return join(tag("h3", title), table(title, heads, rows, titled=True))


def findings_view(made: Plan, lang: str) -> Markup | None:
    """Return what was found, the gravest first; what is the same of many is said once with its number."""
    order = {"error": 0, "warning": 1, "note": 2}
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, item in enumerate(made.findings):
        groups[item.code, item.severity].append(number)
    cards = []
    for (_, _severity), numbers in sorted(groups.items(), key=lambda pair: order.get(pair[0][1], 3)):
        for number in numbers[:3]:
            cards.append(finding_card(made.findings[number].as_record(), lang))
        if len(numbers) > 3:
            places = ", ".join(str(made.findings[number].place.file or "") for number in numbers[3:15])
            cards.append(tag("p", say("alike", lang, count=len(numbers) - 3, files=places), class_="soft small"))
    if not cards:
        return None
    return tag("section", tag("h3", say("findings", lang, count=len(made.findings)), style="margin-top:24px"), *cards[: MOST_FINDINGS * 2])


def curve_view(meter: Meter, lang: str) -> Markup:
    """Return a meter's mean day as bars, with base load, peak and load factor."""
    known = [value or 0.0 for value in meter.profile_kw]
    top = max(known, default=0.0) or 1.0
    bars = [
        tag("rect", x=f"{hour * 12 + 1}", y=f"{_BAR - value / top * (_BAR - 2):.1f}", width="10", height=f"{value / top * (_BAR - 2):.1f}", fill="var(--sh-accent)")
        for hour, value in enumerate(known)
    ]
    drawing = tag("svg", tag("title", say("profile", lang, name=meter.name)), *bars, viewBox=f"0 0 288 {_BAR}", role="img",
                  style="width:100%;max-width:420px;height:80px", preserveAspectRatio="none")  # fmt: skip
    facts = [("total", float(meter.kwh.sum()), "kWh"), ("base", meter.base_kw, "kW"), ("peak", meter.peak_kw, "kW")]
    cells = [tag("div", tag("dt", say(f"curve.{name}", lang)), tag("dd", figure(value, unit, lang))) for name, value, unit in facts]
    if meter.load_factor is not None:
        cells.append(tag("div", tag("dt", say("curve.factor", lang)), tag("dd", messages.format_percent(100 * meter.load_factor, lang))))
    when = tag("p", say("curve.peak_at", lang, when=f"{messages.format_period(meter.peak_at[:10], lang)} {meter.peak_at[11:16]}"), class_="soft small")
    gaps = [use.month for use in meter.months if not use.is_complete]
    left = tag("p", say("curve.left_out", lang, months=", ".join(messages.format_period(month, lang) for month in gaps)), class_="small") if gaps else None
    return tag("article", tag("h3", meter.name), drawing, tag("p", say("curve.day", lang), class_="soft small"), tag("dl", *cells, class_="facts"), when, left, class_="card")


def sources_view(imports: Imports, names: Mapping[str, str], route: Route) -> Markup | None:
    """Return every row that came from papers, each with links to them, and a box to look for one."""
    lang = route.lang
    flows = (*imports.book.rows, *(flow for step in imports.steps for flow in step.rows))
    if not flows:
        return None
    rows = []
    for flow in sorted(flows, key=lambda item: (item.stream, item.period))[:MOST_SOURCES]:
        amount = _amount(flow, lang)
        cost = figure(flow.cost_vnd, "VND", lang, digits=0) if flow.cost_vnd is not None else None
        rows.append((names.get(flow.stream) or stream_name(flow.stream, lang), _period(flow.period, lang), amount, cost, evidence_links(flow.evidence or "", route)))
    heads = [Column(heading=say(f"head.{name}", lang), numeric=name in ("amount", "cost")) for name in ("stream", "period", "amount", "cost", "papers")]
    box = tag("input", type="search", data_filter=".sources tbody tr", aria_label=say("find", lang), placeholder=say("find", lang))
    count = tag("span", role="status", class_="soft small", data_text=say("found", lang, count="%"))
    shown = tag("div", table(say("sources", lang), heads, rows, titled=True), class_="sources")
    rest = tag("p", say("more", lang, count=len(flows) - MOST_SOURCES), class_="soft small") if len(flows) > MOST_SOURCES else None
    return tag("details", tag("summary", say("sources", lang), f" ({len(flows)})"), tag("div", box, count, class_="actions"), shown, rest)


def history_view(imports: Imports, route: Route, asking: bool) -> Markup | None:
    """Return what was brought in so far, the last first; the last can be taken back."""
    lang = route.lang
    if not imports.steps:
        return None
    rows = []
    for number, step in reversed(list(enumerate(imports.steps))):
        kinds = Counter(paper.kind for paper in step.papers)
        text = ", ".join(say(f"kind.{kind}", lang, count=count) for kind, count in kinds.most_common())
        links = [tag("a", paper.name, href=route.href(page="paper", focus=f"{paper.sha256[:12]}:"), class_="small") for paper in step.papers[:200]]
        papers = tag("details", tag("summary", say("papers", lang, count=len(step.papers))), tag("ul", *(tag("li", link) for link in links)))
        last = number == len(imports.steps) - 1
        back = None
        if last:
            back = join(tag("p", say("undo.ask", lang), class_="small"), button(say("undo.yes", lang), act="undo", kind="danger"), button(say("undo.no", lang), act="keep")) if asking else (
                button(say("undo", lang), act="ask_undo", kind="quiet"))
        rows.append((f"{messages.format_period(step.at[:10], lang)} {step.at[11:16]}", text, papers, back))
    heads = [Column(heading=say(f"head.{name}", lang)) for name in ("when_done", "what", "papers", "undo")]
    return tag("section", tag("h2", say("history", lang)), table(say("history", lang), heads, rows, titled=True))

