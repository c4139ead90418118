"""A chart as data: what is drawn, in which unit, and the sentence that states what it shows. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from calculators.errors import ShapeError

Kind = Literal["bullet", "trend", "waterfall", "pareto", "sankey", "cusum", "distribution", "stage_bars", "tornado", "front", "abatement", "columns", "gantt"]
Role = Literal["value", "baseline", "total", "increase", "decrease", "cumulative", "target", "low", "high"]


@dataclass(frozen=True, kw_only=True)
class Label:
    """A word of a chart: a message key with its values, a period, a unit, or a name that the user gave."""

    key: str = ""
    text: str = ""
    period: str = ""
    unit: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Series:
    """Numbers of one meaning, one per category; None where there is none for that category."""

    label: Label
    values: tuple[float | None, ...]
    unit: str
    role: Role = "value"


@dataclass(frozen=True, kw_only=True)
class Band:
    """A reference to stand against: a range, or a line where `low` equals `high`; None leaves that side open."""

    label: Label
    low: float | None
    high: float | None
    role: Literal["norm", "typical", "best", "target", "peers", "you", "change"] = "typical"
    category: int | None = None


@dataclass(frozen=True, kw_only=True)
class Link:
    """A flow of a Sankey chart between two categories, by their position."""

    source: int
    target: int
    value: float


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One chart.

    `sentence` is a message key that says in words what the chart shows, to be filled with `values`; `categories` name
    the positions of every series; `links` exist in a Sankey chart only, whose categories are its nodes.
    """

    id: str
    kind: Kind
    title: Label
    unit: str
    categories: tuple[Label, ...]
    series: tuple[Series, ...] = ()
    bands: tuple[Band, ...] = ()
    links: tuple[Link, ...] = ()
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ShapeError(f"chart {self.id!r}: a series has {len(series.values)} values for {len(self.categories)} categories")
        size = len(self.categories)
        if any(not (0 <= link.source < size and 0 <= link.target < size) for link in self.links):
            raise ShapeError(f"chart {self.id!r}: a link names a node that does not exist")
        if bool(self.links) != (self.kind == "sankey"):
            raise ShapeError(f"chart {self.id!r}: links belong to a Sankey chart, and it needs them")

    def rows(self) -> Iterator[tuple[Label, tuple[float | None, ...]]]:
        """Yield the chart as a table: each category with one value per series."""
        for position, category in enumerate(self.categories):
            yield category, tuple(series.values[position] for series in self.series)


def pareto(id: str, title: Label, parts: tuple[tuple[Label, float], ...], unit: str, sentence: str) -> Chart:
    """Return the chart of parts from the largest to the smallest, with their running share.

    Parameters
    ----------
    id : str
        What the chart is called in links and files.
    title : Label
        Its title.
    parts : tuple of (Label, float)
        The size of each part; a part of zero is left out. [`unit`]
    unit : str
        The unit of the parts.
    sentence : str
        Message key, filled with ``first`` (a label), ``share`` [%] and ``count`` (parts that make 80 %).

    Returns
    -------
    Chart
        A Pareto chart.

    Raises
    ------
    ShapeError
        If there is no part above zero, or one below: shares of a whole would mean nothing.
    """
    if any(size < 0 for _, size in parts):
        raise ShapeError(f"chart {id!r}: a Pareto chart was asked for with a negative part")
    ordered = sorted(((name, size) for name, size in parts if size > 0), key=lambda part: -part[1])
    if not ordered:
        raise ShapeError(f"chart {id!r}: a Pareto chart needs at least one part above zero")
    total = sum(size for _, size in ordered)
    labels = tuple(name for name, _ in ordered)
    sizes = tuple(size for _, size in ordered)
    running = tuple(100 * sum(sizes[: position + 1]) / total for position in range(len(sizes)))
    count = next((position for position, share in enumerate(running, start=1) if share >= 80 - 1e-9), len(sizes))
    return Chart(
        id=id,
        kind="pareto",
        title=title,
        unit=unit,
        categories=labels,
        series=(
            Series(label=title, values=sizes, unit=unit),
            Series(label=Label(key="chart.running_share"), values=running, unit="%", role="cumulative"),
        ),
        sentence=sentence,
        values={"first": labels[0], "share": round(running[0], 1), "count": count, "total": total},
    )


def waterfall(
    id: str,
    title: Label,
    start: Series,
    steps: tuple[tuple[Label, float], ...],
    end: Label,
    sentence: str,
) -> Chart:
    """Return the chart of how one value became another: the start, signed steps, and their sum.

    Parameters
    ----------
    id : str
        What the chart is called in links and files.
    title : Label
        Its title.
    start : Series
        One value to begin with, and the unit of all. [its unit]
    steps : tuple of (Label, float)
        What was added or taken away, in order. [unit of `start`]
    end : Label
        The name of the sum.
    sentence : str
        Message key, filled with ``change`` and ``largest`` (a label).

    Returns
    -------
    Chart
        A waterfall chart; its series keep signs, a drawer stacks them.

    Raises
    ------
    ShapeError
        If there is no step, or `start` has not exactly one value.
    """
    if not steps or len(start.values) != 1 or start.values[0] is None:
        raise ShapeError(f"chart {id!r}: a waterfall needs one value to start from and at least one step")
    first, unit = start.values[0], start.unit
    change = sum(size for _, size in steps)
    categories = (start.label, *(label for label, _ in steps), end)
    inner = tuple(size for _, size in steps)
    rest: tuple[float | None, ...] = (None,) * len(inner)
    return Chart(
        id=id,
        kind="waterfall",
        title=title,
        unit=unit,
        categories=categories,
        series=(
            Series(label=Label(key="chart.level"), values=(first, *rest, first + change), unit=unit, role="total"),
            Series(label=Label(key="chart.change"), values=(None, *inner, None), unit=unit, role="increase"),
        ),
        sentence=sentence,
        values={"change": change, "largest": max(steps, key=lambda step: abs(step[1]))[0]},
    )
