"""The document's own options: what each saves of which base, and what is wrong with those that cannot be counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from assessment.evaluation.site import Site
from assessment.model import Option, Saving
from assessment.opportunities.usage import Use
from calculators.errors import UnitError
from calculators.finding import Finding, Severity
from calculators.project import LONGEST_LIFETIME
from calculators.units import fold, parse_unit

Sign = Literal[1, -1]
WHOLE = 100.0  # %


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What one line of an option does to a stream: a share of a base, an amount, or money only."""

    stream: str
    step: str = ""
    fraction: float | None = None
    quantity: float | None = None
    money: float = 0.0
    uncertainty: float | None = None


@dataclass(frozen=True, kw_only=True)
class OwnOption:
    """An option with its effects; `problems` are the codes that keep it from being counted."""

    index: int
    option: Option
    effects: tuple[Effect, ...]
    problems: tuple[str, ...] = ()
    unpriced: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=(), repr=False)


def own_options(site: Site, uses: Mapping[str, Use]) -> tuple[OwnOption, ...]:
    """Return the document's options with what each line saves or adds, and findings on what cannot be."""
    rings = _rings(site.assessment.options)
    made = tuple(_own(site, index, option, uses, option.id in rings) for index, option in enumerate(site.assessment.options))
    made = tuple(replace(own, findings=(*own.findings, *_at_odds(site, own))) for own in made)
    return tuple(replace(own, findings=(*own.findings, *_twice(site, own, made[: own.index]))) for own in made)


def _twice(site: Site, own: OwnOption, before: tuple[OwnOption, ...]) -> list[Finding]:
    """Return the finding that an option stands there twice: of one library row, or of one title; not if they exclude each other."""
    option = own.option
    for other in (earlier.option for earlier in before):
        same = (option.library is not None and option.library == other.library) or fold(option.title) == fold(other.title)
        if same and other.id not in option.excludes and option.id not in other.excludes:
            return [_finding(site, "option.twice", "warning", f"options[{own.index}]", option.title, "", other=other.id)]
    return []


def _at_odds(site: Site, own: OwnOption) -> list[Finding]:
    """Return the finding that what an option needs, directly or in turn, excludes one another: no set can hold it."""
    options = {option.id: option for option in site.assessment.options}
    needed = _reached({key: option.requires for key, option in options.items()}, own.option.id) | {own.option.id}
    for key in sorted(needed & options.keys()):
        clash = sorted(needed & set(options[key].excludes))
        if clash and not set(own.option.requires) & set(own.option.excludes):
            both = f"{key} – {clash[0]}"
            return [_finding(site, "option.requires_what_excludes", "warning", f"options[{own.index}].requires", own.option.id, "", both=both)]
    return []


def _own(site: Site, index: int, option: Option, uses: Mapping[str, Use], in_ring: bool) -> OwnOption:
    findings: list[Finding] = []
    effects: list[Effect] = []
    for name, sign in (("saves", 1), ("adds", -1)):
        lines: tuple[Saving, ...] = getattr(option, name)
        for number, line in enumerate(lines):
            path = f"options[{index}].{name}[{number}]"
            made = _effect(site, option, line, path, uses, 1 if sign == 1 else -1, findings)
            if made is not None:
                effects.append(made)
    at = f"options[{index}]"
    if not option.saves:
        findings.append(_finding(site, "option.no_saving", "warning", f"{at}.saves", option.id, "saves"))
    if option.lifetime_years > LONGEST_LIFETIME:
        most = f"≤ {LONGEST_LIFETIME}"
        findings.append(_finding(site, "option.lifetime", "error", f"{at}.lifetime_years", f"{option.lifetime_years:g}", most))
    if in_ring:
        findings.append(_finding(site, "option.requires_circular", "warning", f"{at}.requires", " ".join(option.requires), ""))
    if set(option.requires) & set(option.excludes):
        both = " ".join(sorted(set(option.requires) & set(option.excludes)))
        findings.append(_finding(site, "option.requires_and_excludes", "error", f"{at}.excludes", both, ""))
    unpriced = tuple(dict.fromkeys(e.stream for e in effects if e.money == 0 and _is_unpriced(e, uses)))
    findings += [_finding(site, "option.price_missing", "note", at, stream, "cost_vnd", stream=stream) for stream in unpriced]
    problems = tuple(dict.fromkeys(finding.code for finding in findings if finding.severity == "error"))
    return OwnOption(index=index, option=option, effects=tuple(effects), problems=problems, unpriced=unpriced, findings=tuple(findings))


def _is_unpriced(effect: Effect, uses: Mapping[str, Use]) -> bool:
    use = uses.get(effect.stream)
    return (effect.fraction is not None or effect.quantity is not None) and (use is None or use.price is None)


def _effect(
    site: Site, option: Option, line: Saving, path: str, uses: Mapping[str, Use], sign: Sign, findings: list[Finding]
) -> Effect | None:
    """Return what a line does, or None where a finding says why it does nothing."""
    for name in ("quantity", "percent", "cost_vnd"):
        value = getattr(line, name)
        if value is not None and value < 0:
            findings.append(_finding(site, "option.negative", "error", f"{path}.{name}", f"{value:g}", "≥ 0", stream=line.stream))
            return None
    if line.quantity is None and line.percent is None:
        if line.cost_vnd is None:
            findings.append(_finding(site, "option.empty_line", "error", path, line.stream, "quantity, percent, cost_vnd"))
            return None
        return Effect(stream=line.stream, money=sign * line.cost_vnd, uncertainty=_spread(line))
    use = uses.get(line.stream)
    if use is None:
        findings.append(_finding(site, "option.stream_absent", "error", f"{path}.stream", line.stream, ", ".join(uses), stream=line.stream))
        return None
    step = option.step if option.step and option.step in use.steps else ""
    if option.step and not step and line.percent is not None:
        findings.append(
            _finding(site, "option.step_unmetered", "note", f"{path}.stream", option.step, "", stream=line.stream, step=option.step)
        )
    base = use.steps[step] if step else use.amount
    money = sign * line.cost_vnd if line.cost_vnd is not None else 0.0
    if line.percent is not None:
        return _percent(site, line, path, step, sign, money, findings, base)
    return _quantity(site, line, path, use, step, base, sign, money, findings)


def _spread(line: Saving) -> float | None:
    return None if line.uncertainty_pct is None else line.uncertainty_pct / WHOLE


def _percent(
    site: Site, line: Saving, path: str, step: str, sign: Sign, money: float, findings: list[Finding], base: float
) -> Effect | None:
    assert line.percent is not None
    if sign == 1 and line.percent > WHOLE:
        findings.append(
            _finding(site, "option.beyond_stream", "error", f"{path}.percent", f"{line.percent:g} %", "≤ 100 %", stream=line.stream)
        )
        return None
    if sign == -1:
        return Effect(stream=line.stream, step=step, quantity=-base * line.percent / WHOLE, money=money, uncertainty=_spread(line))
    return Effect(stream=line.stream, step=step, fraction=line.percent / WHOLE, money=money, uncertainty=_spread(line))


def _quantity(
    site: Site, line: Saving, path: str, use: Use, step: str, base: float, sign: Sign, money: float, findings: list[Finding]
) -> Effect | None:
    assert line.quantity is not None
    try:
        given, own = parse_unit(line.unit or use.unit), parse_unit(use.unit)
    except UnitError:
        findings.append(_finding(site, "option.unit_unknown", "error", f"{path}.unit", str(line.unit), use.unit, stream=line.stream))
        return None
    factor = _factor(given.dimension, own.dimension, use)
    if factor is None:
        findings.append(_finding(site, "option.unit_other", "error", f"{path}.unit", str(line.unit), use.unit, stream=line.stream))
        return None
    amount = line.quantity * given.factor / own.factor * factor
    if sign == 1 and amount > base * (1 + 1e-9):
        given_text, most = f"{line.quantity:g} {line.unit or use.unit}", f"≤ {base:.6g} {use.unit}"
        findings.append(_finding(site, "option.beyond_stream", "error", f"{path}.quantity", given_text, most, stream=line.stream))
        return None
    return Effect(stream=line.stream, step=step, quantity=sign * amount, money=money, uncertainty=_spread(line))


def _factor(given: str, own: str, use: Use) -> float | None:
    """Return units of the stream in one canonical unit of what was given: one, or by the stream's energy content."""
    if given == own:
        return 1.0
    if given == "energy" and use.energy:
        return 1.0 / use.energy
    if {given, own} == {"mass", "volume"} and use.group in {"water", "wastewater"}:
        return 0.001 if given == "mass" else 1000.0  # a tonne of water is a cubic metre
    return None


def _finding(site: Site, code: str, severity: Severity, path: str, given: str, expected: str, **values: object) -> Finding:
    return Finding(
        code=code, severity=severity, place=site.document.place(path), given=given, expected=expected, values={"given": given, **values}
    )


def _rings(options: tuple[Option, ...]) -> frozenset[str]:
    """Return the options that require each other in a ring."""
    needs = {option.id: option.requires for option in options}
    return frozenset(key for key in needs if key in _reached(needs, key))


def _reached(needs: Mapping[str, tuple[str, ...]], start: str) -> set[str]:
    reached: set[str] = set()
    waiting = list(needs[start])
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += needs.get(key, ())
    return reached


def remarks(options: tuple[OwnOption, ...]) -> Iterator[Finding]:
    """Yield every finding on the options, in the document's order."""
    for option in options:
        yield from option.findings
