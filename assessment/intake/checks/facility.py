"""The site's sector and province are keys of the reference data."""

from __future__ import annotations

from assessment.intake.part import located, near
from assessment.intake.rows import Remark, Sheaf
from assessment.intake.vocabulary import Vocabulary
from calculators.finding import Finding


def check(sheaf: Sheaf, vocabulary: Vocabulary) -> tuple[Remark, ...]:
    """Return a remark for each key of the facility that the reference data do not know."""
    known = {"sector": vocabulary.sectors, "province": vocabulary.provinces}
    remarks = []
    for member, keys in known.items():
        given = getattr(sheaf.facility, member)
        if keys and given not in keys:
            place = located(sheaf.facility_places[member], f"facility.{member}")
            successor = vocabulary.former_provinces.get(given) if member == "province" else None
            if successor:
                former = Finding(code="province.former", severity="note", place=place, given=given, expected=successor)
                remarks.append(Remark(finding=former))
                continue
            expected = ", ".join(near(given, keys) or keys[:20])
            found = Finding(code=f"{member}.unknown", severity="error", place=place, given=given, expected=expected)
            remarks.append(Remark(finding=found, member=f"facility.{member}"))
    return tuple(remarks)
