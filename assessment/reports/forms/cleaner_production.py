"""The cleaner-production report in the structure that sxsh.vn, the ministry's site, describes, with its table of three benefits.

References
----------
.. [1] sxsh.vn, questions and answers no. 34, "Báo cáo SXSH được lập như thế nào?": parts 1 (Giới thiệu: enterprise, team, process
   steps, actual production, main inputs, norms) and 2 (Đánh giá: focus, flow chart …) were read there; the parts after them follow
   the six steps of the assessment as the project's method page has them. The page prescribes no layout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from assessment.reports.basis import Basis
from assessment.reports.compose import Kind
from assessment.reports.forms.form import Case, Form, Heading, Line, Part
from assessment.reports.report import Figure, Paragraph, Section, said
from assessment.reports.sections import (
    baselines,
    equipment,
    ground,
    opening,
    options,
    path,
    performance,
    plan,
    process,
    progress,
    releases,
)

Maker = Callable[[Basis, str], Section | None]

# which sections of the report answer which part, and at what length
PARTS: tuple[tuple[tuple[Maker, Kind], ...], ...] = (
    ((opening.company, "full"), (performance.performance, "quick"), (performance.standing, "quick")),
    ((path.begun, "full"), (process.balances, "full"), (releases.losses, "full"), (equipment.equipment, "full"), (releases.emissions, "quick")),
    ((options.options, "full"),),
    ((plan.plan, "full"),),
    ((path.results, "full"), (progress.targets, "quick"), (baselines.baselines, "quick")),
    ((path.kept, "full"),),
    ((ground.sources, "quick"),),
)


def fill(case: Case) -> Form:
    """Return the filled report: what nobody entered yet is said, part by part."""
    parts: list[Part] = [*case.identity("name", "tax_code", "address", "sector", "representative", "phone", "email")]
    for place, makers in enumerate(PARTS, start=1):
        parts.append(Heading(text=said(f"form.cleaner_production.part.{place}")))
        found = [section for maker, kind in makers if (section := maker(case.basis, kind)) is not None]
        parts += chain.from_iterable(_of(section) for section in found)
        if not found:
            parts.append(Line(field=f"part.{place}", label=said("form.cleaner_production.nothing")))
    return case.form(tuple(parts), is_confirmed=False, signatories=("author", "company"), is_official=False)


def _of(section: Section) -> Iterator[Part]:
    """Yield a section's words and tables; its figures stand in the report itself."""
    yield Heading(text=section.title, level=2)
    for block in section.blocks:
        if isinstance(block, Figure):
            continue
        if isinstance(block, Paragraph) and block.role == "annotation":
            continue
        yield block
