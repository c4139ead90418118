"""A tree to the assessment document. A bad row is left out and named; the rest stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assessment.intake.checks import run_checks
from assessment.intake.checks.periods import EXPECTED
from assessment.intake.choices import read_choices
from assessment.intake.dates import EARLIEST_YEAR
from assessment.intake.notes import merge_notes
from assessment.intake.part import Draft, join, located, near, read_part, unknown_key, validate
from assessment.intake.rows import DROPPABLE, SECTIONS, Row, Sheaf, unread_row
from assessment.intake.scalar import read_text_value
from assessment.intake.shape import shapes
from assessment.intake.tree import Group, Items, Leaf, Node, Tree, is_empty
from assessment.intake.vocabulary import Vocabulary
from assessment.model import FORMAT, Assessment, Document, Facility, Part, Process, UnreadRow
from calculators.errors import PeriodError
from calculators.finding import Finding, Place
from calculators.period import Period, parse_period

NEEDED = ("format", "facility", "reporting_period", "products", "flows")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What became of a file: the document, unless it could not be read as one, and everything that was found."""

    document: Document | None
    findings: tuple[Finding, ...]


@dataclass(kw_only=True)
class _Gathered:
    """What has been read so far."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    unread: list[UnreadRow] = field(default_factory=list)
    rows: dict[str, list[Row[Part]]] = field(default_factory=dict)


def read_document(tree: Tree, file: str, vocabulary: Vocabulary) -> Reading:
    """Return the document that a tree holds.

    Parameters
    ----------
    tree : Tree
        The values of the file with their places.
    file : str
        Its name.
    vocabulary : Vocabulary
        The keys that the reference data know.

    Returns
    -------
    Reading
        The document, None when what it needs is missing; all findings.
    """
    if tree.root is None:  # without a finding it holds comments at most
        empty = Finding(code="file.empty", severity="error", place=Place(file=file), expected=", ".join(NEEDED))
        return Reading(document=None, findings=tree.findings or (empty,))
    if not isinstance(tree.root, Group):
        place = Place(file=file, line=tree.root.place.line)
        given = tree.root.text[:60] if isinstance(tree.root, Leaf) else "[…]"
        found = Finding(code="document.not_group", severity="error", place=place, given=given, expected=", ".join(NEEDED))
        return Reading(document=None, findings=(*tree.findings, found))
    gathered = _Gathered(file=file, findings=list(tree.findings))
    sheaf, process = _gather(tree.root, gathered, vocabulary)
    if sheaf is None:
        return Reading(document=None, findings=tuple(gathered.findings))
    sheaf, findings, unread = run_checks(sheaf, vocabulary)
    sheaf, merged = merge_notes(sheaf)
    gathered.findings += [*findings, *(remark.finding for remark in merged)]
    gathered.unread += [*unread, *(row for remark in merged for row in remark.unread())]
    return _assemble(sheaf, process, gathered)


def _gather(root: Group, gathered: _Gathered, vocabulary: Vocabulary) -> tuple[Sheaf | None, Draft | None]:
    known = shapes(Assessment)
    top = Draft(path="", place=Place(file=gathered.file))
    for key, node in root.members.items():
        top.places[key] = root.keys.get(key, node.place) if is_empty(node) else node.place
        if key not in known:
            unknown_key(top, key, known)
    _needed(root, top)
    facility = _facility(root, top, gathered)
    periods = {key: _period(root, top, key) for key in ("reporting_period", "baseline_period")}
    _format(root, top)
    for section in SECTIONS:
        if "." not in section:
            _rows(section, root.members.get(section), gathered)
    process = _process(root, gathered)
    choices = read_choices(root.members.get("choices"), vocabulary) or Draft(path="choices", place=top.place)
    gathered.findings += top.findings + choices.findings
    gathered.unread += [UnreadRow(section="choices", member=key or None, code=code) for key, code in choices.lost.items()]
    if "baseline_period" in top.lost:
        gathered.unread.append(UnreadRow(section="baseline_period", code=top.lost["baseline_period"]))
    reporting = periods["reporting_period"]
    if facility is None or reporting is None or any(key in top.lost for key in NEEDED):
        return None, None
    sheaf = Sheaf(
        facility=facility[0], facility_places=facility[1].places, reporting=reporting,
        baseline=periods["baseline_period"], top=top.places,
        reporting_text=top.values["reporting_period"], baseline_text=top.values.get("baseline_period"),
        rows={section: tuple(gathered.rows.get(section, ())) for section in SECTIONS},
        choices=choices.values, choice_places=choices.places,
        troubled=frozenset(row.stream for row in gathered.unread if row.stream and not row.member),
    )  # fmt: skip
    return sheaf, process


def _needed(root: Group, top: Draft) -> None:
    for key in NEEDED:
        node = root.members.get(key)
        if is_empty(node):
            top.find("key.missing", key, expected=key, near=", ".join(near(key, set(root.members) - set(NEEDED))))
        elif isinstance(node, Leaf) and node.kind == "refused":
            top.lost[key] = "refused"


def _format(root: Group, top: Draft) -> None:
    node = root.members.get("format")
    if isinstance(node, Leaf) and node.kind not in ("empty", "refused") and node.text.strip() != FORMAT:
        top.find("document.format", "format", given=node.text, expected=FORMAT)


def _facility(root: Group, top: Draft, gathered: _Gathered) -> tuple[Facility, Draft] | None:
    node = root.members.get("facility")
    if node is None or is_empty(node):
        return None
    draft = read_part(node, Facility, "facility")
    ignored = {key for key, code in draft.lost.items() if code == "key.unknown"}
    value = validate(draft, Facility, DROPPABLE["facility"] | ignored)
    top.findings.extend(draft.findings)
    if not isinstance(value, Facility):
        top.lost["facility"] = "facility"
        return None
    lost = {member: code for member, code in draft.lost.items() if member not in ignored}
    gathered.unread += [UnreadRow(section="facility", member=member, code=code) for member, code in lost.items()]
    return value, draft


def _period(root: Group, top: Draft, key: str) -> Period | None:
    node = root.members.get(key)
    if node is None or is_empty(node):
        return None
    if not isinstance(node, Leaf):
        top.find("value.not_single", key, given="…")
        return None
    if node.kind == "refused":
        top.lost[key] = "refused"
        return None
    text = read_text_value(node, key)
    try:
        period = parse_period(text if isinstance(text, str) else "")
    except PeriodError:
        top.find("period.not_read", key, given=node.text, expected="2026 | 2026-03 | 2026-01/2026-06")
        return None
    if period.start.year < EARLIEST_YEAR:
        top.find("period.implausible", key, given=node.text, expected=f"≥ {EARLIEST_YEAR}")
        return None
    top.values[key] = text
    return period


def _process(root: Group, gathered: _Gathered) -> Draft | None:
    node = root.members.get("process")
    if node is None or is_empty(node):
        return None
    if not isinstance(node, Group):
        draft = read_part(node, Process, "process")
        gathered.findings += draft.findings
        return None
    lists = {key: node.members[key] for key in ("steps", "streams") if key in node.members}
    for key, member in lists.items():
        _rows(f"process.{key}", member, gathered)
    rest = Group(members={k: v for k, v in node.members.items() if k not in lists}, place=node.place, keys=node.keys)
    draft = read_part(rest, Process, "process")
    text = draft.values.get("period")
    if text is not None and not is_period(text):
        draft.find("period.not_read", "period", given=text, expected=EXPECTED)
    gathered.findings += draft.findings
    return draft


def is_period(text: str) -> bool:
    """Return whether a text is a period."""
    try:
        parse_period(text)
    except PeriodError:
        return False
    return True


def _rows(section: str, node: Node | None, gathered: _Gathered) -> None:
    if node is None or is_empty(node):
        return
    if isinstance(node, Leaf) and node.kind == "refused":
        gathered.unread.append(UnreadRow(section=section, code="refused"))
        return
    if not isinstance(node, Items):
        place = located(node.place, section)
        given = node.text if isinstance(node, Leaf) else "{…}"
        gathered.findings.append(Finding(code="value.not_list", severity="error", place=place, given=given[:60]))
        gathered.unread.append(UnreadRow(section=section, code="value.not_list"))
        return
    for index, member in enumerate(node.members):
        _row(section, index, member, gathered)


def _row(section: str, index: int, node: Node, gathered: _Gathered) -> None:
    draft = read_part(node, SECTIONS[section], f"{section}[{index}]")
    value = validate(draft, SECTIONS[section], DROPPABLE.get(section, frozenset()))
    gathered.findings += draft.findings
    if value is None:
        code = next(iter(draft.lost.values()), "")
        gathered.unread.append(unread_row(section, draft.values, code))
        return
    gathered.unread += [unread_row(section, draft.values, code, member) for member, code in draft.lost.items()]
    row = Row(section=section, index=index, value=value, place=draft.place, places=draft.places)
    gathered.rows.setdefault(section, []).append(row)


def _assemble(sheaf: Sheaf, process: Draft | None, gathered: _Gathered) -> Reading:
    values: dict[str, Any] = {section: tuple(row.value for row in rows) for section, rows in sheaf.rows.items() if "." not in section}
    places = _places(sheaf)
    if process is not None or sheaf.rows["process.steps"] or sheaf.rows["process.streams"]:
        steps, streams = (tuple(row.value for row in sheaf.rows[f"process.{name}"]) for name in ("steps", "streams"))
        period = process.values.get("period") if process and "period" not in process.lost else None
        values["process"] = Process(period=period, steps=steps, streams=streams)
    assessment = Assessment(
        facility=sheaf.facility,
        reporting_period=sheaf.reporting_text,
        baseline_period=sheaf.baseline_text,
        choices=dict(sheaf.choices),
        **values,
    )
    findings = tuple(gathered.findings)
    document = Document(assessment=assessment, places=places, findings=findings, unread=tuple(gathered.unread), file=gathered.file)
    return Reading(document=document, findings=findings)


def _places(sheaf: Sheaf) -> Mapping[str, Place]:
    places = dict(sheaf.top)
    places.update({join("facility", name): place for name, place in sheaf.facility_places.items()})
    places.update({join("choices", name): place for name, place in sheaf.choice_places.items()})
    for section, rows in sheaf.rows.items():
        for index, row in enumerate(rows):
            path = f"{section}[{index}]"
            places[path] = row.place
            places.update({join(path, name): place for name, place in row.places.items()})
    return places
