"""A document out again: its ledger as CSV, or all of it as workbook, JSON or YAML; read back, it is the same document."""

from __future__ import annotations

import json

from assessment.model import Assessment
from assessment.store.documents import tree_of
from calculators.errors import UnknownKeyError

KINDS = (".csv", ".xlsx", ".json", ".yaml")


def written(assessment: Assessment, kind: str, lang: str) -> bytes:
    """Return a document in one of `KINDS`; ``.csv`` holds its ledger only.

    Raises
    ------
    UnknownKeyError
        If `kind` is none of them.
    """
    if kind == ".csv":
        from assessment.intake import table

        return table.write(assessment.flows)
    if kind == ".xlsx":
        from assessment.intake.template import fill

        return fill(assessment, lang)
    if kind == ".json":
        return (json.dumps(tree_of(assessment), ensure_ascii=False, indent=1) + "\n").encode()
    if kind == ".yaml":
        import yaml

        return str(yaml.safe_dump(tree_of(assessment), allow_unicode=True, sort_keys=False, width=10_000)).encode()
    raise UnknownKeyError("kind", kind[:20], known=KINDS)
