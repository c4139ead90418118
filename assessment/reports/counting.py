"""What a summary counts and the tables below it show: counted in one place, so that the two cannot say different things."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from assessment.reports.basis import Basis, Record
from assessment.reports.report import Text
from benchmarks.targets import reason_of

PROVINCIAL = "2091"  # the programme that speaks in a short report where several ask the same
EMISSIONS = "emissions."
UNJUDGED = ("undetermined", "not_distinguishable", "no_baseline")  # verdicts that say nothing without their reason
NONE_USED = "target.none_used"


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """Figures that are not given and figures that lack a part.

    `not_given` are the figures by the code of the finding that says why; `incomplete` are the streams that an emission total
    lacks, by the total's member of the result and the code.
    """

    not_given: Mapping[str, tuple[str, ...]]
    incomplete: Mapping[tuple[str, str], tuple[str, ...]]

    @property
    def count(self) -> int:
        """The number of figures that are not given."""
        return sum(len(names) for names in self.not_given.values())

    def lacks(self, member: str) -> tuple[str, ...]:
        """Return the streams that an emission total of the result lacks."""
        return tuple(stream for (name, _), streams in self.incomplete.items() if name == member for stream in streams)


def gaps_of(basis: Basis) -> Gaps:
    """Return the figures that are not given, once each, apart from the totals that are given without a part."""
    missing: dict[str, dict[str, None]] = defaultdict(dict)
    partial: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for row in basis.result["withheld"]:
        name = str(row["id"]).partition(":")[0]
        member, _, stream = name.removeprefix(EMISSIONS).partition("/")
        if name.startswith(EMISSIONS) and stream and basis.result["emissions"].get(member) is not None:
            partial[member, row["finding"]][stream] = None
        else:
            missing[row["finding"]][name] = None
    return Gaps(not_given={code: tuple(names) for code, names in missing.items()}, incomplete={key: tuple(names) for key, names in partial.items()})


def severities(basis: Basis) -> Mapping[str, int]:
    """Return how many findings of each severity there are: as many as the table of findings has rows, or says it leaves out."""
    return Counter(row["severity"] for row in basis.result["findings"])


def judged(basis: Basis) -> Mapping[str, int]:
    """Return how many targets have each verdict, in the order of the table; those by analogy stand in it and count."""
    return Counter(verdict_key(row) for row in basis.result["targets"])


def verdict_key(row: Record) -> str:
    """Return the verdict on a target, apart where neither period used any: nothing is to be reduced there."""
    return "none_used" if row["why"]["code"] == NONE_USED else str(row["verdict"])


def target_reason(basis: Basis, row: Record) -> Text:
    """Return why a target has its verdict; where only the error is missing, with what the figure alone says."""
    return basis.why({**row["why"], "code": reason_of(row)})


def shown_targets(basis: Basis, kind: str) -> list[tuple[int, Record]]:
    """Return the targets that a report shows with their place in the result: the quick one each programme's nearest deadline once."""
    rows = list(enumerate(basis.result["targets"]))
    if kind == "full":
        return rows
    nearest: dict[str, str] = {}
    for _, row in rows:
        nearest[row["programme"]] = min(row["deadline"], nearest.get(row["programme"], row["deadline"]))
    same = {_asked(row) for _, row in rows if row["programme"] == PROVINCIAL}
    chosen = [
        (index, row) for index, row in rows
        if row["deadline"] == nearest[row["programme"]] and (row["programme"] == PROVINCIAL or _asked(row) not in same)
    ]  # fmt: skip
    return [(index, row) for index, row in chosen if row["change_percent"] is not None] or chosen


def _asked(row: Record) -> tuple[object, ...]:
    return row["indicator"], row["deadline"], row["reduction_percent_low"], row["reduction_percent_high"]


def not_compared(basis: Basis) -> tuple[str, ...]:
    """Return the sources the baseline has fewer months of than the reporting period: with one of them no change of emissions is given."""
    years = basis.result["emissions"].get("years") or ()
    return tuple(stream for year in years if year["period"] == basis.baseline for stream in year["lacks"])
