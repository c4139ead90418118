"""The pool's own tables, apart from every other, and who may read which.

Three roles on PostgreSQL: the registrar knows who is behind a token, the aggregator reads contributions, the department
reads published cells. None of them can read another's tables. SQLite has no roles: there the file is the boundary.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

import pandas as pd
import sqlalchemy as sa

from benchmarks.peers import cube, likeness
from benchmarks.peers.contribution import Contribution
from benchmarks.peers.enrolment import Member
from benchmarks.peers.gate import Pool
from benchmarks.peers.release import Release

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_TEXT = sa.String(64)

identities = sa.Table(
    "registrar_identities",
    METADATA,
    sa.Column("facility", _TEXT, primary_key=True),
    sa.Column("company", _TEXT, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("tax_code", _TEXT, nullable=False, default=""),
)
members = sa.Table(
    "pool_members",
    METADATA,
    sa.Column("facility", _TEXT, primary_key=True),
    sa.Column("company", _TEXT, nullable=False, index=True),
    sa.Column("key", sa.String(64), nullable=False),
    sa.Column("is_revoked", sa.Boolean, nullable=False, default=False),
)
submissions = sa.Table(
    "pool_submissions",
    METADATA,
    sa.Column("facility", _TEXT, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("serial", sa.Integer, nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("consent", _TEXT, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
)
waiting = sa.Table(
    "pool_waiting",
    METADATA,
    sa.Column("facility", _TEXT, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("serial", sa.Integer, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
)
observations = sa.Table(
    "pool_observations",
    METADATA,
    sa.Column("company", _TEXT, nullable=False),
    sa.Column("facility", _TEXT, primary_key=True),
    sa.Column("sector", _TEXT, nullable=False),
    sa.Column("product", _TEXT, nullable=False),
    sa.Column("province", _TEXT, nullable=False),
    sa.Column("size_band", _TEXT, nullable=False),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("indicator", _TEXT, primary_key=True),
    sa.Column("unit", _TEXT, nullable=False),
    sa.Column("numerator", sa.BigInteger, nullable=False),
    sa.Column("denominator", sa.BigInteger, nullable=False),
)
vintages = sa.Table(
    "pool_vintages",
    METADATA,
    sa.Column("vintage", _TEXT, primary_key=True),
    sa.Column("frozen", sa.Text, nullable=False),
    sa.Column("audit", sa.Text, nullable=False),
    sa.Column("hashes", sa.Text, nullable=False),
)
releases = sa.Table(
    "published_releases",
    METADATA,
    sa.Column("vintage", _TEXT, primary_key=True),
    sa.Column("released", _TEXT, nullable=False),
    sa.Column("rules_version", _TEXT, nullable=False),
    sa.Column("cells", sa.Text, nullable=False),
    sa.Column("totals", sa.Text, nullable=False),
    sa.Column("progress", sa.Text, nullable=False),
    sa.Column("pack", sa.Text, nullable=False),
)

READS: Mapping[str, Sequence[str]] = {
    "sachhon_registrar": ("registrar_identities",),
    "sachhon_aggregator": (
        "pool_members", "pool_submissions", "pool_waiting", "pool_observations", "pool_vintages", "published_releases",
    ),
    "sachhon_department": ("published_releases",),
}  # fmt: skip
WRITES: Mapping[str, Sequence[str]] = {
    "sachhon_registrar": ("registrar_identities", "pool_members"),
    "sachhon_aggregator": ("pool_submissions", "pool_waiting", "pool_observations", "pool_vintages", "published_releases"),
    "sachhon_department": (),
}


def create(engine: sa.Engine) -> None:
    """Make the pool's tables; on PostgreSQL also the three roles and what each may do."""
    METADATA.create_all(engine)
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            for statement in grants():
                connection.execute(sa.text(statement))


def grants() -> list[str]:
    """Return the SQL that makes the roles and grants each its own tables and no other's."""
    statements = []
    for role in READS:
        statements.append(f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN NOINHERIT; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    for table in METADATA.tables:
        statements.append(f"REVOKE ALL ON {table} FROM PUBLIC")
        for role in READS:
            rights = ["SELECT"] if table in READS[role] else []
            rights += ["INSERT", "UPDATE", "DELETE"] if table in WRITES[role] else []
            statements.append(f"REVOKE ALL ON {table} FROM {role}")
            if rights:
                statements.append(f"GRANT {', '.join(rights)} ON {table} TO {role}")
    return statements


def enrol(connection: sa.Connection, member: Member, *, name: str, tax_code: str = "") -> None:
    """Keep a member, and apart from it, for the registrar alone, who it is."""
    connection.execute(identities.insert().values(facility=member.facility, company=member.company, name=name, tax_code=tax_code))
    connection.execute(
        members.insert().values(facility=member.facility, company=member.company, key=member.key.hex(), is_revoked=member.is_revoked)
    )


def companies_of(connection: sa.Connection, tax_code: str) -> set[str]:
    """Return the company tokens given out under a tax code, its branches' (ten digits and a suffix) included; for the registrar alone."""
    root = _root(tax_code)
    rows = connection.execute(sa.select(identities.c.company, identities.c.tax_code).where(identities.c.tax_code != ""))
    return {row.company for row in rows if root and _root(row.tax_code) == root}


def _root(tax_code: str) -> str:
    return "".join(letter for letter in tax_code if letter.isdigit())[:10]


def pool(connection: sa.Connection, *, is_synthetic: bool = False) -> Pool:
    """Return what the gate has to know: members, last serials, comparable ratios."""
    found = {
        row.facility: Member(company=row.company, facility=row.facility, key=bytes.fromhex(row.key), is_revoked=row.is_revoked)
        for row in connection.execute(sa.select(members))
    }
    serials = {(row.facility, row.year): row.serial for row in connection.execute(sa.select(submissions))}
    for row in connection.execute(sa.select(waiting)):
        serials[row.facility, row.year] = max(row.serial, serials.get((row.facility, row.year), 0))
    peers: dict[tuple[str, str, str], list[float]] = {}
    for row in connection.execute(sa.select(observations)):
        peers.setdefault((row.sector, row.indicator, row.unit), []).append(row.numerator / row.denominator)
    return Pool(members=found, serials=serials, peers=peers, is_synthetic=is_synthetic)


def resembled(connection: sa.Connection, made: Contribution) -> str | None:
    """Return another company's facility whose active figures of the same sector and year `made` looks copied from, or None.

    Plants of one company are not compared: they are one contributor already (R1).
    """
    table = observations.c
    others = sa.select(observations).where(table.year == made.year, table.sector == made.sector, table.company != made.company)
    known: dict[str, dict[tuple[str, str], tuple[int, int]]] = {}
    for row in connection.execute(others.order_by(table.facility)):
        known.setdefault(row.facility, {})[row.indicator, row.unit] = (row.numerator, row.denominator)
    own = likeness.parts(made)
    return next((facility for facility, theirs in known.items() if likeness.is_alike(own, theirs)), None)


def hold(connection: sa.Connection, made: Contribution, record: str) -> None:
    """Lay a record aside until the operator has looked at it; what is in the pool stays as it is."""
    take_aside(connection, made.facility, made.year)
    connection.execute(waiting.insert().values(facility=made.facility, year=made.year, serial=made.serial, record=record))


def laid_aside(connection: sa.Connection) -> list[tuple[str, int, str]]:
    """Return facility, year and text of each record that waits for the operator."""
    rows = connection.execute(sa.select(waiting).order_by(waiting.c.facility, waiting.c.year))
    return [(row.facility, row.year, row.record) for row in rows]


def take_aside(connection: sa.Connection, facility: str, year: int) -> None:
    """Remove what waits of a facility-year."""
    connection.execute(waiting.delete().where(waiting.c.facility == facility, waiting.c.year == year))


def keep(connection: sa.Connection, contribution: Contribution, record: str) -> None:
    """Make an admitted contribution the one active submission of its facility and year.

    Parameters
    ----------
    connection : Connection
        Inside a transaction of the caller's: either all of it is kept or nothing.
    contribution : Contribution
        As the gate admitted it.
    record : str
        The text it was read from.
    """
    forget(connection, contribution.facility, contribution.year)
    made = contribution
    connection.execute(
        submissions.insert().values(
            facility=made.facility, year=made.year, serial=made.serial, is_active=True, consent=made.consent, record=record
        )
    )  # fmt: skip
    connection.execute(
        observations.insert(),
        [
            {
                "company": made.company, "facility": made.facility, "sector": made.sector, "product": made.product,
                "province": made.province, "size_band": made.size_band, "year": made.year, "indicator": figure.indicator,
                "unit": figure.unit, "numerator": figure.numerator, "denominator": figure.denominator,
            }
            for figure in made.figures
        ],
    )  # fmt: skip


def forget(connection: sa.Connection, facility: str, year: int) -> None:
    """Remove a facility-year from the pool, what waits of it included."""
    for table in (observations, submissions, waiting):
        connection.execute(table.delete().where(table.c.facility == facility, table.c.year == year))


def withdraw(connection: sa.Connection, facility: str, year: int) -> None:
    """Withdraw a consent: the figures go at once, the next vintage is made without them.

    The serial stays, so that the withdrawn record cannot be sent again by someone who kept a copy.
    """
    serial = pool(connection).serials.get((facility, year), 0)
    forget(connection, facility, year)
    connection.execute(
        submissions.insert().values(facility=facility, year=year, serial=serial, is_active=False, consent="withdrawn", record="")
    )


def active(connection: sa.Connection, regions: Mapping[str, str], successors: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return the pool's active observations in the columns the cube reads.

    Parameters
    ----------
    connection : Connection
        Of a role that may read contributions.
    regions : mapping
        Province → region.
    successors : mapping, optional
        Former province → the one that took its place, where its factories are counted.

    Returns
    -------
    DataFrame
        Columns as in :data:`benchmarks.peers.cube.SCHEMA`, in a fixed order.
    """
    rows = [dict(row._mapping) for row in connection.execute(sa.select(observations))]
    frame = pd.DataFrame(rows, columns=[column.name for column in observations.columns])
    frame["province"] = frame["province"].replace(dict(successors or {}))
    frame["region"] = [regions.get(province, "") for province in frame["province"]]
    return frame[list(cube.SCHEMA.names)].sort_values(list(cube.SCHEMA.names), ignore_index=True)


def publish(connection: sa.Connection, release: Release, pack: str, hashes: Mapping[tuple[Any, ...], str]) -> None:
    """Keep a release: its published part for everyone, what it was made from for the aggregator (R13)."""
    connection.execute(
        vintages.insert().values(
            vintage=release.vintage,
            frozen=_dump(release.observations),
            audit=_dump(release.audit),
            hashes=json.dumps({"|".join(map(str, key)): value for key, value in hashes.items()}),
        )
    )
    tables = {name: _dump(getattr(release, name)) for name in ("cells", "totals", "progress")}
    connection.execute(
        releases.insert().values(
            vintage=release.vintage, released=release.released, rules_version=release.rules_version, pack=pack, **tables
        )
    )


def published(connection: sa.Connection) -> list[Release]:
    """Return every release in order, with what it was made from: the ledger the next one is checked against."""
    joined = sa.select(releases, vintages.c.frozen, vintages.c.audit).join(vintages, vintages.c.vintage == releases.c.vintage)
    return [
        Release(
            vintage=row.vintage, released=row.released, rules_version=row.rules_version, cells=_load(row.cells),
            totals=_load(row.totals), progress=_load(row.progress), observations=_load(row.frozen), audit=_load(row.audit),
        )
        for row in connection.execute(joined.order_by(releases.c.vintage))
    ]  # fmt: skip


def _dump(table: pd.DataFrame) -> str:
    return table.to_json(orient="table", index=False, double_precision=15)


def _load(text: str) -> pd.DataFrame:
    return pd.read_json(StringIO(text), orient="table", precise_float=True)
