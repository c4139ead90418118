"""A process that saves one document again and again and says what was acknowledged. Somebody else kills it."""

from __future__ import annotations

import sys

import sqlalchemy as sa

from app.database.engine import make_engine
from assessment.model import Assessment
from assessment.store import attachments, documents
from assessment.store.access import LOCAL
from assessment.store.errors import StoreUnreachableError
from assessment.store.scope import reading, writing


def plant(number: int) -> Assessment:
    """Return an assessment that carries its number in every row."""
    flows = [{"period": f"2026-{month:02}", "stream": "electricity/grid", "quantity": number, "unit": "kWh"} for month in range(1, 13)]
    return Assessment.model_validate(
        {
            "facility": {"name": "N", "sector": "other", "province": "79"},
            "reporting_period": "2026",
            "products": [{"id": "p", "name": "P", "unit": "t"}],
            "flows": flows,
        }
    )


def save(engine: sa.Engine, document_id: str, number: int) -> int:
    """Save `plant(number)`, with an attachment now and then, and return the number of the revision."""
    with writing(engine, LOCAL) as scope:
        head = documents.head_of(scope, document_id)
        outcome = documents.save(scope, document_id, documents.draft_of(plant(number)), head.id)
        if number % 3 == 0:
            attachments.attach(scope, head.site_id, b"%PDF-1.7 " + str(number).encode() * 2000, "bill.pdf")
    return outcome.head.number


def main(url: str, document_id: str, through_restarts: bool) -> None:
    """Save for ever; one line per save, written after the database confirmed it."""
    engine = make_engine(sa.make_url(url))
    with reading(engine, LOCAL) as scope:
        number = documents.head_of(scope, document_id).number
    while True:
        number += 1
        try:
            kept = save(engine, document_id, number)
        except StoreUnreachableError:
            if not through_restarts:
                raise
            continue
        sys.stdout.write(f"{kept} {number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], "--through-restarts" in sys.argv)
