"""The cube: one expression that any engine computes to the same integers.

Plants are first collapsed into contributors (companies). Each cell's contributors are ranked by their intensity and
put into at most 100 blocks of neighbouring ranks; a block carries counts and integer sums. Everything a release
needs (Harrell–Davis percentiles, dominance, ties) follows from the blocks, in one place, without an engine's own
percentile function. Up to 100 contributors a block is one contributor and the figures are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb
import ibis
import pandas as pd
from ibis import _

from benchmarks.peers.contribution import UNSPECIFIED
from calculators.errors import SachhonError

BLOCKS = 100  # every published percentile is a border between two blocks
SCALE = 2.0**30  # an intensity is kept as an integer of 2⁻³⁰ units: a power of two scales without rounding
TABLE = "observations"
MEMORY = "2GB"

SCHEMA = ibis.schema(
    {
        "company": "string", "facility": "string", "sector": "string", "product": "string", "province": "string",
        "region": "string", "year": "int64", "indicator": "string", "unit": "string",
        "numerator": "int64", "denominator": "int64",
    }
)  # fmt: skip


class BackendError(SachhonError):
    """An engine does not reproduce the golden cells bit for bit, so it may not publish."""


@dataclass(frozen=True, kw_only=True)
class Level:
    """One level of the fixed cube: what is made × where."""

    activity: str
    place: str

    @property
    def name(self) -> str:
        """The level's key, ``sector.province`` for example."""
        return f"{self.activity}.{self.place}"


ACTIVITIES = ("sector", "product")
PLACES = ("country", "region", "province")
LEVELS = tuple(Level(activity=activity, place=place) for activity in ACTIVITIES for place in PLACES)
ABOVE = tuple(Level(activity="all", place=place) for place in ("country", "region"))  # for additive totals only
CELL = ["sector", "product", "place", "year", "indicator", "unit"]


def expression(table: Any, level: Level) -> Any:
    """Return the blocks of one level as an Ibis expression over `table`.

    Parameters
    ----------
    table : ibis table
        Observations as in `SCHEMA`.
    level : Level
        The level to aggregate to.

    Returns
    -------
    ibis table
        One row per cell and block: contributors, plants, sum, least and largest intensity (integers of 2⁻³⁰ units), and
        sum and largest of numerator and denominator (thousandths of their units).
    """
    keyed, keys = _keyed(table, level)
    contributors = keyed.group_by([*keys, "company"]).agg(
        numerator=_exact(_.numerator.sum()), denominator=_exact(_.denominator.sum()), plants=_.count()
    )
    # cells get a number: engines sort and group one integer much faster than the texts it stands for
    sizes = contributors.group_by(keys).agg(members=_.count().cast("int64"))
    cells = sizes.mutate(cell=ibis.row_number().over(order_by=[sizes[key] for key in keys]).cast("int64"))
    numbered = contributors.join(cells, keys)
    ratio = numbered["numerator"].cast("float64") / numbered["denominator"].cast("float64") * SCALE
    valued = numbered.select("cell", "members", "company", "numerator", "denominator", "plants", value=ratio.floor().cast("int64"))
    place = ibis.window(group_by="cell", order_by=[valued["value"], valued["company"]])
    ranked = valued.mutate(rank=ibis.row_number().over(place).cast("int64")).drop("company")
    per_block = (ranked["rank"] * BLOCKS - ranked["rank"] * BLOCKS % ranked["members"]) / ranked["members"]
    blocked = ranked.mutate(block=ibis.ifelse(ranked["members"] <= BLOCKS, ranked["rank"], per_block.cast("int64")))
    blocks = blocked.group_by(["cell", "block"]).agg(
        contributors=_.count().cast("int64"),
        plants=_exact(_.plants.sum()),
        value_sum=_exact(_.value.sum()),
        value_min=_.value.min(),
        value_max=_.value.max(),
        numerator_sum=_exact(_.numerator.sum()),
        numerator_max=_.numerator.max(),
        denominator_sum=_exact(_.denominator.sum()),
        denominator_max=_.denominator.max(),
    )
    named = blocks.join(cells, "cell").mutate(**{key: ibis.literal("") for key in CELL if key not in keys})
    return named.select(*CELL, *(name for name in blocks.columns if name != "cell"))


def _keyed(table: Any, level: Level) -> tuple[Any, list[str]]:
    """Return the observations with the columns that tell the level's cells apart, and the names of these."""
    if level.activity == "product":
        table = table.filter(table["product"] != UNSPECIFIED)
    if level.activity == "all":  # outputs do not add across sectors: only the numerator's unit remains
        table = table.mutate(unit=table["unit"].substr(0, table["unit"].find("/")))
    if level.place != "country":
        table = table.mutate(place=table[level.place])
    absent = {"sector": level.activity == "all", "product": level.activity != "product", "place": level.place == "country"}
    return table, [key for key in CELL if not absent.get(key)]


def _exact(total: Any) -> Any:
    """Return a sum of integers as 64 bits: engines widen sums, and reading a wider type as a float would lose bits."""
    return total.cast("decimal(38, 0)").cast("int64")


@cache
def sql(level: Level, dialect: str = "duckdb") -> str:
    """Return the expression of `level` in an engine's own SQL."""
    return str(ibis.to_sql(expression(ibis.table(SCHEMA, name=TABLE), level), dialect=dialect))


def compute(observations: pd.DataFrame, levels: tuple[Level, ...] = LEVELS) -> pd.DataFrame:
    """Return the blocks of every level, computed by DuckDB in this process.

    Parameters
    ----------
    observations : DataFrame
        Columns as in `SCHEMA`.
    levels : tuple of Level
        The levels wanted.

    Returns
    -------
    DataFrame
        The blocks with the level's name, in a fixed order.
    """
    connection = duckdb.connect(config={"memory_limit": MEMORY})
    # an empty or all-text column has no type of its own: the schema says it; a copy, since DuckDB refuses reversed views
    typed = observations[list(SCHEMA.names)].copy().astype({name: str(kind).lower() for name, kind in SCHEMA.items()})
    try:
        connection.register(TABLE, typed)
        return ordered({level: connection.execute(sql(level)).df() for level in levels})
    finally:
        connection.close()


def compute_on(backend: Any, table: str = TABLE, levels: tuple[Level, ...] = LEVELS) -> pd.DataFrame:
    """Return the blocks of every level, computed by an Ibis backend where the data live."""
    source = backend.table(table)
    return ordered({level: backend.to_pandas(expression(source, level)) for level in levels})


def ordered(blocks: dict[Level, pd.DataFrame]) -> pd.DataFrame:
    """Return the blocks of several levels as one table in a fixed order, so that engines can be compared."""
    frames = [frame.assign(level=level.name) for level, frame in blocks.items()]
    joined = pd.concat(frames, ignore_index=True)
    numbers = [name for name in joined.columns if name not in {"level", "sector", "product", "place", "indicator", "unit"}]
    joined = joined.astype(dict.fromkeys(numbers, "int64"))
    keys = ["level", *CELL, "block"]
    return joined.sort_values(keys, kind="stable", ignore_index=True)[keys + [n for n in numbers if n not in keys]]


def check_backend(blocks: pd.DataFrame, golden: pd.DataFrame) -> None:
    """Refuse an engine whose cells differ in one bit from the golden ones.

    Raises
    ------
    BackendError
        If any row or integer differs.
    """
    same = blocks.shape == golden.shape and list(blocks.columns) == list(golden.columns)
    if not (same and all((blocks[name].to_numpy() == golden[name].to_numpy()).all() for name in golden.columns)):
        raise BackendError("cells equal to the golden table were expected; this engine gave others and may not publish")
