"""Which legal norm holds for a product, a route, a size and a day, and why: the answer carries its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from calculators.errors import UnitError
from calculators.units import convert
from data.facts import Norm, NormChoice, NormVerdict, Reason

Amount = tuple[float, str]


def choose_norm(
    norms: Iterable[Norm], product: str, route: str | None, capacity: Amount | None, on: date, commissioned: date | None = None
) -> NormChoice:
    """Return the legal norm that holds for a product on a day, or the reason why none does.

    The order of the questions is the order of the law: is there a norm for the product and route at all, is the
    plant large enough for the circular, which period is the day in, which size class is the plant in.

    Parameters
    ----------
    norms : iterable of Norm
        Rows of the table ``norms``; those that are no legal norms are passed over.
    product : str
        A norm product, with or without its group: ``shrimp``, ``shrimp.s03``, ``printing_paper.integrated``.
    route : str or None
        The group of a norm product that has several (``integrated``), where `product` does not carry it.
    capacity : tuple of float and str, or None
        Size of the plant per year, with its unit. [t, L, ... per year]
    on : date
        The day; for a calendar year its last day.
    commissioned : date or None
        When the plant began; some circulars hold a new plant to the later value at once.

    Returns
    -------
    NormChoice
        The verdict ``applies`` with the norm, or another verdict with a reason.

    Examples
    --------
    >>> choose_norm([], "shrimp", None, None, date(2026, 6, 30)).verdict
    'no_norm'
    """
    legal = [norm for norm in norms if norm.legal]
    found, routes = _of_product(legal, product, route)
    if routes:
        return _no("not_comparable", "norm.route_needed", product=product, routes=routes)
    if not found:
        return _no("no_norm", "norm.none_for_product", product=product)
    small = _below_minimum(found, capacity)
    if small is not None:
        return _no("not_applicable", "norm.below_minimum_size", norm=small.id, minimum=small.minimum_size, unit=small.capacity_unit)
    current = _on_day(found, on, commissioned)
    if not current:
        return _outside_periods(found, product, capacity, on)
    return _by_size(current, product, capacity, on)


def _no(verdict: NormVerdict, code: str, last: Norm | None = None, **values: object) -> NormChoice:
    return NormChoice(verdict=verdict, why=Reason(code=code, values=values), last=last)


def _of_product(legal: Sequence[Norm], product: str, route: str | None) -> tuple[list[Norm], tuple[str, ...]]:
    """Return the norms of a product, or the routes to choose from where the law has several."""
    wanted = f"{product}.{route}" if route and "." not in product else product
    exact = [norm for norm in legal if norm.norm_product in (wanted, product)]
    if exact or not product:
        return exact, ()
    below = sorted({norm.norm_product for norm in legal if norm.norm_product.startswith(f"{product}.")})
    if below:
        return [], tuple(below)
    parent = product.partition(".")[0]
    return [norm for norm in legal if norm.norm_product == parent], ()


def _size(capacity: Amount | None, unit: str) -> float | None:
    if capacity is None or not unit:
        return None
    value, given = capacity
    try:
        return convert(value, given.removesuffix("/year"), unit)
    except UnitError:
        return None


def _below_minimum(found: Sequence[Norm], capacity: Amount | None) -> Norm | None:
    for norm in found:
        size = _size(capacity, norm.capacity_unit)
        if norm.minimum_size is not None and size is not None and size < norm.minimum_size:
            return norm
    return None


def _on_day(found: Sequence[Norm], on: date, commissioned: date | None) -> list[Norm]:
    if commissioned is not None:
        at_once = [
            norm
            for norm in found
            if norm.new_projects_from is not None
            and norm.new_projects_from <= commissioned <= on
            and (norm.valid_to is None or on <= norm.valid_to)
        ]
        if at_once:
            return at_once
    return [norm for norm in found if (norm.valid_from is None or norm.valid_from <= on) and (norm.valid_to is None or on <= norm.valid_to)]


def _outside_periods(found: Sequence[Norm], product: str, capacity: Amount | None, on: date) -> NormChoice:
    end = max(norm.valid_to or date.max for norm in found)
    latest = [norm for norm in found if (norm.valid_to or date.max) == end]
    last = _by_size(latest, product, capacity, end).norm or latest[0]
    if last.valid_to is not None and last.valid_to < on:
        values = {"product": product, "norm": last.id, "valid_to": last.valid_to, "replaced_by": last.replaced_by}
        code = "norm.replaced" if last.replaced_by else "norm.expired"
        return NormChoice(verdict="expired", why=Reason(code=code, values=values), last=last)
    first = min(found, key=lambda norm: norm.valid_from or date.min)
    return _no("no_norm", "norm.not_yet", product=product, norm=first.id, valid_from=first.valid_from)


def _by_size(current: Sequence[Norm], product: str, capacity: Amount | None, on: date) -> NormChoice:
    sized = [norm for norm in current if norm.capacity_min is not None or norm.capacity_max is not None]
    if not sized:
        return _applies(current[0], on)
    size = _size(capacity, sized[0].capacity_unit)
    if size is None:
        return _no("not_comparable", "norm.capacity_needed", product=product, unit=sized[0].capacity_unit)
    fitting = [norm for norm in sized if _in_class(norm, size)]
    if fitting:
        return _applies(fitting[0], on)
    return _no("not_applicable", "norm.no_size_class", product=product, capacity=size, unit=sized[0].capacity_unit)


def _in_class(norm: Norm, size: float) -> bool:
    least = norm.capacity_min
    if least is not None and (size < least or (size == least and norm.capacity_min_excluded)):
        return False
    if norm.capacity_max is None:
        return True
    return size <= norm.capacity_max if norm.capacity_max_included else size < norm.capacity_max


def _applies(norm: Norm, on: date) -> NormChoice:
    early = norm.valid_from is not None and on < norm.valid_from
    code = "norm.later_value_for_new_plant" if early else "norm.in_force"
    values = {
        "norm": norm.id, "article": norm.article, "valid_from": norm.valid_from, "valid_to": norm.valid_to,
        "value": norm.value, "unit": norm.unit, "per": norm.per, "energy_basis": norm.energy_basis,
    }  # fmt: skip
    return NormChoice(verdict="applies", why=Reason(code=code, values=values), norm=norm)
