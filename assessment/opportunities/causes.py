"""Task 7: guided questions that lead from a loss to its cause, and from the cause to options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessment.evaluation.site import Site
from assessment.opportunities.usage import Use, like_any

SHEET = "causes"  # the worksheet with the answers: the question's id, then yes or no
YES = frozenset({"yes", "có", "co", "đúng", "dung", "x", "1", "true"})
NO = frozenset({"no", "không", "khong", "sai", "0", "false"})
UTILITIES = ("boiler", "steam", "refrigeration", "compressed_air", "water", "wastewater")
NONE_KNOWN = "none_known"


def causes_of(site: Site, uses: Mapping[str, Use]) -> list[dict[str, Any]]:
    """Return the questions for a site's losses with the answers given, their cause and the options it leads to.

    Asked are the questions of the site's sectors and of the utilities, each where the ledger has a stream of its loss.
    An unanswered question has the answer None; what was answered yes comes first.

    Parameters
    ----------
    site : Site
        The site.
    uses : mapping of str to Use
        What it uses.

    Returns
    -------
    list of dict
        ``question``, ``scope``, ``losses``, ``answer``, ``cause_class`` and, where answered yes, ``options``.
    """
    scopes = {site.assessment.facility.sector, *(product.sector for product in site.assessment.products if product.sector), *UTILITIES}
    answers = answers_of(site)
    rows: list[dict[str, Any]] = []
    for row in site.book.table("causes"):
        losses = row["loss"] if isinstance(row["loss"], tuple) else tuple(str(row["loss"]).split())
        streams = like_any(uses.values(), [str(loss) for loss in losses])
        if row["scope"] not in scopes or not streams:
            continue
        options = row["options"] if isinstance(row["options"], tuple) else tuple(str(row["options"]).split())
        answer = answers.get(str(row["id"]))
        rows.append(
            {
                "question": str(row["id"]),
                "scope": str(row["scope"]),
                "losses": [use.stream for use in streams],
                "answer": answer,
                "cause_class": str(row["cause_class"]),
                "options": [str(option) for option in options if option != NONE_KNOWN],
            }
        )
    return sorted(rows, key=lambda row: ({"yes": 0, None: 1, "no": 2}[row["answer"]], row["scope"] in UTILITIES, row["question"]))


def answers_of(site: Site) -> dict[str, str]:
    """Return what was answered to each question, ``yes`` or ``no``; other texts count as not answered."""
    answers: dict[str, str] = {}
    for sheet in site.assessment.worksheets:
        if sheet.sheet != SHEET:
            continue
        for name, value in sheet.values.items():
            word = f"{value:g}" if isinstance(value, int | float) else str(value).strip().casefold()
            if word in YES | NO:
                answers[name] = "yes" if word in YES else "no"
    return answers


def called_for(causes: list[dict[str, Any]]) -> frozenset[str]:
    """Return the library's options that a cause found at the site leads to."""
    return frozenset(option for row in causes if row["answer"] == "yes" for option in row["options"])
