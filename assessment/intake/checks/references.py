"""References between rows: a product tag, a step, an option that another requires."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessment.intake.part import near
from assessment.intake.rows import Remark, Row, Sheaf
from assessment.intake.vocabulary import Vocabulary
from assessment.model import RESERVED_STEPS, Option, Part, Step
from calculators.finding import Finding


def check(sheaf: Sheaf, vocabulary: Vocabulary) -> tuple[Remark, ...]:
    """Return a remark for each name that another row should have declared and none did."""
    products = tuple(row.value.id for row in sheaf.products)
    declared = tuple(row.value.id for row in sheaf.rows["process.steps"] if isinstance(row.value, Step))
    options = tuple(row.value.id for row in sheaf.rows["options"] if isinstance(row.value, Option))
    remarks: list[Remark] = []
    for section in ("flows", "life_cycle"):
        for row in sheaf.rows[section]:
            remarks += _known(row, "product", products, "product.not_declared")
    if declared:
        steps = (*declared, *RESERVED_STEPS)
        for section in ("flows", "options", "worksheets"):
            for row in sheaf.rows[section]:
                remarks += _known(row, "step", steps, "step.unknown")
        for row in sheaf.rows["process.streams"]:
            remarks += _known(row, "from_", steps, "step.unknown", member="from")
            remarks += _known(row, "to", steps, "step.unknown")
    for row in sheaf.rows["options"]:
        remarks += _listed(row, options)
    return (*remarks, *_twice(sheaf, "options", "option.duplicate"), *_twice(sheaf, "process.steps", "step.duplicate"))


def _known(row: Row[Part], name: str, known: tuple[str, ...], code: str, member: str | None = None) -> Iterator[Remark]:
    given = getattr(row.value, name, None)
    if given is not None and given not in known:
        yield _remark(row, member or name, code, given, known)


def _listed(row: Row[Part], known: Iterable[str]) -> Iterator[Remark]:
    options = tuple(known)
    for name in ("requires", "excludes"):
        for index, given in enumerate(getattr(row.value, name)):
            if given not in options:
                yield _remark(row, f"{name}[{index}]", "option.unknown", given, options)


def _remark(row: Row[Part], member: str, code: str, given: str, known: tuple[str, ...]) -> Remark:
    expected = ", ".join(near(given, known) or known[:20])
    return Remark(finding=Finding(code=code, severity="error", place=row.at(member), given=given, expected=expected), rows=(row,))


def _twice(sheaf: Sheaf, section: str, code: str) -> Iterator[Remark]:
    seen: dict[str, Row[Part]] = {}
    for row in sheaf.rows[section]:
        key = getattr(row.value, "id", "")
        first = seen.setdefault(key, row)
        if first is not row:
            values = {"other": str(first.at("id"))}
            found = Finding(code=code, severity="error", place=row.at("id"), given=key, values=values)
            yield Remark(finding=found, rows=(row,))
