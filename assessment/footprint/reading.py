"""From a `life_cycle` section to the rows of a model: what the ledger gives, what was entered, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.evaluation.conversion import Missing
from assessment.evaluation.site import Site
from assessment.footprint.factors import (
    Factor,
    FactorError,
    alternatives,
    edition_factor,
    grid_factor,
    own_factor,
    proposed_factor,
    supplier_factor,
)
from assessment.footprint.ledger import BASES, SYNONYMS, Ledger, belonging, open_ledger, take
from assessment.footprint.row import BEYOND_GATE, Gap, ModelRow
from assessment.model import InventoryRow, LifeCycle
from calculators.errors import UnitError, UnknownKeyError
from calculators.finding import Finding
from calculators.units import parse_unit

INVENTORIED = frozenset({"fuel", "electricity", "steam", "heat", "refrigerant"})
BOUGHT = frozenset({"material", "chemical", "packaging", "intermediate"})  # once, whatever the stage; power and transport once a stage
FINISHED = ("finished product", "cradle-to-customer", "consumer product", "cradle-to-shelf")  # words of boundaries that reach beyond a gate


def group_of(stream: str | None) -> str:
    """Return the group of a stream key, or nothing."""
    return (stream or "").partition("/")[0]


@dataclass(frozen=True, kw_only=True)
class Model:
    """The rows of one product's footprint. Without `ledger` the output is not known and there is no footprint."""

    section: LifeCycle
    path: str
    basis: str
    ledger: Ledger | None
    rows: tuple[ModelRow, ...]
    gaps: tuple[Gap, ...]
    findings: tuple[Finding, ...]
    blocked: str | None = None


def read_model(site: Site, section: LifeCycle, position: int) -> Model:
    """Return the model of one `life_cycle` section."""
    path = f"life_cycle[{position}]"
    basis = SYNONYMS.get(section.allocation, section.allocation)
    if basis not in BASES:
        found = _finding(site, f"{path}.allocation", "footprint.allocation_unknown", section.allocation, " | ".join(BASES), "error")
        return Model(section=section, path=path, basis=basis, ledger=None, rows=(), gaps=(), findings=(found,), blocked=found.code)
    ledger = open_ledger(site, section)
    if isinstance(ledger, Missing):
        found = _finding(site, f"{path}.declared_unit", ledger.code, section.declared_unit.unit, ledger.expected, "error")
        return Model(section=section, path=path, basis=basis, ledger=None, rows=(), gaps=(), findings=(found,), blocked=found.code)
    reader = _Reader(ledger, section, path, basis)
    reader.read()
    return Model(
        section=section, path=path, basis=basis, ledger=ledger, rows=tuple(reader.rows), gaps=tuple(reader.gaps),
        findings=tuple(reader.findings), blocked=reader.blocked,
    )  # fmt: skip


def _finding(site: Site, path: str, code: str, given: str, expected: str, severity: str = "warning") -> Finding:
    level = "error" if severity == "error" else "note" if severity == "note" else "warning"
    return Finding(code=code, severity=level, place=site.document.place(path), given=given, expected=expected)  # type: ignore[arg-type]


class _Reader:
    """Reads the rows of one section in order, and keeps what it found."""

    def __init__(self, ledger: Ledger, section: LifeCycle, path: str, basis: str) -> None:
        self.ledger = ledger
        self.site = ledger.site
        self.section = section
        self.path = path
        self.basis = basis
        self.rows: list[ModelRow] = []
        self.gaps: list[Gap] = []
        self.findings: list[Finding] = []
        self.blocked: str | None = None

    def read(self) -> None:
        """Read every row, then look for what the section leaves out."""
        seen: dict[tuple[str, str], bool] = {}
        for index, line in enumerate(self.section.inventory):
            path = f"{self.path}.inventory[{index}]"
            if self.section.boundary == "cradle_to_gate" and line.stage in BEYOND_GATE:
                self._say(path, "footprint.stage_outside_boundary", line.stage, "cradle_to_grave")
                continue
            from_ledger = line.stream is not None and line.quantity is None
            key = (line.stream or "", "" if group_of(line.stream) in BOUGHT else line.stage)
            if line.stream and key in seen and (from_ledger or seen[key]):
                self._say(path, "footprint.counted_twice", line.stream, "")
                continue
            if line.stream:
                seen[key] = from_ledger
            self._line(path, line)
        self._left_out({stream for stream, _ in seen})
        self._stages()

    def _say(self, path: str, code: str, given: str, expected: str, severity: str = "warning") -> None:
        self.findings.append(_finding(self.site, path, code, given, expected, severity))

    def _gap(self, code: str, line: InventoryRow, path: str, **values: object) -> None:
        self.gaps.append(Gap(code=code, stage=line.stage, path=path, stream=line.stream, values=values))

    def _line(self, path: str, line: InventoryRow) -> None:
        group = group_of(line.stream)
        if line.stream and line.quantity is None:
            if group in INVENTORIED or line.stream in {"wastewater/treated_on_site", "wastewater/direct"}:
                self._own_emission(path, line, line.stream)
            else:
                self._from_ledger(path, line, line.stream)
        elif line.quantity is not None and line.unit is not None:
            self._entered(path, line)
        else:
            self._say(path, "footprint.row_incomplete", line.stage, "stream | quantity + unit + factor", "error")
            self._gap("footprint.row_incomplete", line, path)

    def _own_emission(self, path: str, line: InventoryRow, stream: str) -> None:
        """Add what the site's own inventory says of a fuel, a power supply or a refrigerant, and what lies upstream of it."""
        entries = [entry for entry, mine in zip(self.site.columns.entries, belonging(self.site, stream), strict=True) if mine]
        dimension = entries[0].dimension if entries else "mass"
        taken = take(self.ledger, stream, dimension, self.basis)
        if isinstance(taken, Missing):
            self._missing(path, line, taken)
            return
        if taken.co2e is None and stream == "electricity/solar":
            self._gap("footprint.upstream_missing", line, path)
            return
        if taken.co2e is None:
            self._missing(path, line, Missing(code="footprint.emission_not_known", expected=stream))
            return
        quantity = taken.quantity[self.basis]
        effective = taken.co2e[self.basis] / quantity if quantity else 0.0
        factor = Factor(
            id=taken.factor_id, value=effective, dimension=dimension, printed=effective, unit=f"kg CO2e/{dimension}", origin="site",
            boundary="direct" if taken.scope == 1 else "generation", gwp_basis=self.site.inventory.gwp, geography="VN",
            data_age=self.site.reporting.start.year,
        )  # fmt: skip
        self.rows.append(
            ModelRow(
                path=path, stage=line.stage, scope=taken.scope, stream=stream, quantity=quantity, factor=factor, is_ledger=True,
                by_basis=taken.quantity, relative=taken.relative, measured=taken.measured, biogenic_co2=taken.biogenic_co2,
            )
        )  # fmt: skip
        if group_of(stream) in {"fuel", "electricity", "steam", "heat"}:
            self._upstream(path, line, stream)

    def _upstream(self, path: str, line: InventoryRow, stream: str) -> None:
        base = self.site.properties.base(stream)
        factor = proposed_factor(self.site.book, base)
        if factor is None:
            self._gap("footprint.upstream_missing", line, path)
            return
        taken = take(self.ledger, stream, factor.dimension, self.basis)
        if isinstance(taken, Missing):
            self._gap("footprint.upstream_missing", line, path)
            return
        self.rows.append(
            ModelRow(
                path=path, stage=line.stage, scope=3, stream=stream, quantity=taken.quantity[self.basis], factor=factor, is_ledger=True,
                is_upstream=True, by_basis=taken.quantity, relative=taken.relative, measured=taken.measured,
            )
        )  # fmt: skip

    def _from_ledger(self, path: str, line: InventoryRow, stream: str) -> None:
        factor = self._factor(path, line)
        if factor is None:
            return
        taken = take(self.ledger, stream, factor.dimension, self.basis)
        if isinstance(taken, Missing):
            self._missing(path, line, taken)
            return
        self.rows.append(
            ModelRow(
                path=path, stage=line.stage, scope=3, stream=stream, quantity=taken.quantity[self.basis], factor=factor, is_ledger=True,
                by_basis=taken.quantity, relative=taken.relative, measured=taken.measured,
            )
        )  # fmt: skip
        self._remark_factor(path, factor)

    def _missing(self, path: str, line: InventoryRow, missing: Missing) -> None:
        if missing.code == "footprint.allocation_impossible":
            self._say(f"{self.path}.allocation", missing.code, self.section.allocation, missing.expected, "error")
            self.blocked = missing.code
            return
        self._say(path, missing.code, line.stream or line.stage, missing.expected)
        self._gap(missing.code, line, path, expected=missing.expected)

    def _entered(self, path: str, line: InventoryRow) -> None:
        assert line.quantity is not None
        assert line.unit is not None
        try:
            unit = parse_unit(line.unit)
        except UnitError:
            self._say(f"{path}.unit", "unit.unknown", line.unit, "", "error")
            self._gap("unit.unknown", line, path)
            return
        factor = self._factor(path, line)
        if factor is None:
            return
        quantity = self._in_dimension(line, line.quantity * unit.factor, unit.dimension, factor.dimension)
        if quantity is None:
            self._say(f"{path}.unit", "footprint.unit_differs", line.unit, factor.unit, "error")
            self._gap("footprint.unit_differs", line, path, expected=factor.unit)
            return
        if quantity < 0 and line.stage != "end_of_life":
            self._say(f"{path}.quantity", "footprint.negative_quantity", f"{line.quantity:g}", "≥ 0", "error")
            self._gap("footprint.negative_quantity", line, path)
            return
        self.rows.append(ModelRow(path=path, stage=line.stage, scope=3, stream=line.stream, quantity=quantity, factor=factor))
        self._remark_factor(path, factor)

    def _in_dimension(self, line: InventoryRow, amount: float, given: str, wanted: str) -> float | None:
        """Return an entered amount in the factor's dimension: by a property of the stream, or a distance times the product's mass."""
        if given == wanted:
            return amount
        if wanted == "freight" and given == "length" and self.ledger.mass_per_declared is not None:
            return amount / 1000.0 * self.ledger.mass_per_declared  # kg·km
        if line.stream and wanted == "mass":
            for name in ("mass_per_unit", "density"):
                known = self.site.properties.in_dimension(line.stream, name, self.site.reporting.start, (f"mass/{given}",))
                if known:
                    return amount * known.value
        return None

    def _factor(self, path: str, line: InventoryRow) -> Factor | None:
        """Return a row's factor: the supplier's, the one named, the factory's own, the one proposed; or say which is missing."""
        day = self.site.reporting.start
        try:
            if line.supplier_pcf:
                return supplier_factor(line.supplier_pcf)
            if line.factor:
                return edition_factor(self.site.book, line.factor)
        except FactorError as error:
            member = "supplier_pcf" if line.supplier_pcf else "factor"
            self._say(f"{path}.{member}", error.code, str(line.supplier_pcf or line.factor), error.expected, "error")
            self._gap(error.code, line, path)
            return None
        except UnknownKeyError as error:
            self._say(f"{path}.factor", "footprint.factor_unknown", str(line.factor), ", ".join(error.near), "error")
            self._gap("footprint.factor_unknown", line, path)
            return None
        if line.stream is None:
            self._say(path, "footprint.row_incomplete", line.stage, "stream | factor | supplier_pcf", "error")
            self._gap("footprint.row_incomplete", line, path)
            return None
        base = self.site.properties.base(line.stream)
        factor = own_factor(self.site.properties, line.stream, day) or proposed_factor(self.site.book, base)
        if factor is None and base == "electricity/grid" and line.quantity is not None:
            return grid_factor(self.site.book, day.year)
        if factor is None:
            offered = alternatives(self.site.book, base)
            screening = [str(row["id"]) for row in offered if str(row["unit"]).endswith("/USD")]
            others = [row for row in offered if str(row["id"]) not in screening]
            is_mixed = group_of(base) in {"waste", "hazardous_waste"}  # one row a material and treatment: their range is of no use for another
            span = [] if is_mixed else sorted(float(str(row["value"])) for row in others if row["unit"] == "kg CO2e/kg")
            self._say(path, "footprint.no_open_factor", line.stream, "supplier_pcf", "note")
            self._gap(
                "footprint.no_open_factor", line, path, alternatives=len(others), screening=screening[0] if screening else "",
                lowest=span[0] if span else None, highest=span[-1] if span else None, kilograms=self._kilograms(line),
            )  # fmt: skip
        return factor

    def _kilograms(self, line: InventoryRow) -> float | None:
        """Return how much of a stream without a factor one declared unit takes, where it can be weighed: a reader then sees what is missing. [kg]"""
        if line.quantity is None:
            taken = take(self.ledger, str(line.stream), "mass", self.basis)
            return None if isinstance(taken, Missing) else taken.quantity[self.basis]
        try:
            unit = parse_unit(line.unit or "")
        except UnitError:
            return None
        return self._in_dimension(line, line.quantity * unit.factor, unit.dimension, "mass")

    def _remark_factor(self, path: str, factor: Factor) -> None:
        if factor.is_screening:
            self._say(path, "footprint.screening_value", factor.id, "supplier_pcf", "note")
        elif any(word in factor.boundary for word in FINISHED):
            self._say(path, "footprint.factor_boundary", factor.id, factor.boundary[:120])
        elif "tank-to-wheel" in factor.boundary:
            self._say(path, "footprint.factor_without_upstream", factor.id, factor.boundary[:120])

    def _left_out(self, seen: set[str]) -> None:
        """Name what the site's inventory holds and the section does not."""
        for stream in sorted(set(self._inventoried()) - seen):
            self.gaps.append(Gap(code="footprint.ledger_stream_left_out", stage="manufacture", stream=stream))
            self._say(self.path, "footprint.ledger_stream_left_out", stream, "", "note")

    def _inventoried(self) -> Iterator[str]:
        for emission in self.site.inventory.emissions:
            entry = self.site.columns.entries[emission.index]
            if self.ledger.inside[emission.index] > 0 and entry.product in {"", self.ledger.product} and entry.step != "other_use":
                yield entry.stream

    def _stages(self) -> None:
        """Name the stages of the boundary that no row stands for."""
        wanted = ["raw_material", "packaging", "transport", "manufacture"]
        wanted += ["distribution", "use", "end_of_life"] if self.section.boundary == "cradle_to_grave" else []
        present = {line.stage for line in self.section.inventory}
        self.gaps += [Gap(code="footprint.stage_missing", stage=stage) for stage in wanted if stage not in present]
