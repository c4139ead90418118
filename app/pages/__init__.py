"""The pages, one module each; they do not import each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from panel.viewable import Viewer

    from app.session import AssessmentSession


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page's place in the menu, and whether it shows a site."""

    viewer: str
    of_site: bool = False
    in_menu: bool = True


PAGES: Mapping[str, Page] = MappingProxyType(
    {
        "home": Page(viewer="HomePage"),
        "overview": Page(viewer="OverviewPage", of_site=True),
        "findings": Page(viewer="FindingsPage", of_site=True),
        "intensities": Page(viewer="IntensitiesPage", of_site=True),
        "balance": Page(viewer="BalancePage", of_site=True),
        "targets": Page(viewer="TargetsPage", of_site=True),
        "baseline": Page(viewer="BaselinePage", of_site=True),
        "losses": Page(viewer="LossesPage", of_site=True),
        "options": Page(viewer="OptionsPage", of_site=True),
        "plan": Page(viewer="PlanPage", of_site=True),
        "path": Page(viewer="PathPage", of_site=True),
        "emissions": Page(viewer="EmissionsPage", of_site=True),
        "footprint": Page(viewer="FootprintPage", of_site=True),
        "duties": Page(viewer="DutiesPage", of_site=True),
        "reports": Page(viewer="ReportsPage", of_site=True),
        "trace": Page(viewer="TracePage", of_site=True, in_menu=False),
        "entry": Page(viewer="EntryPage", in_menu=False),
        "reference": Page(viewer="ReferencePage"),
        "search": Page(viewer="SearchPage", in_menu=False),
        "help": Page(viewer="HelpPage"),
        "style": Page(viewer="StylePage", in_menu=False),
    }
)


def build(key: str, session: AssessmentSession) -> Viewer:
    """Return a page for a session; its module is loaded on the first visit."""
    viewer: Callable[[AssessmentSession], Viewer] = getattr(import_module(f"app.pages.{key}"), PAGES[key].viewer)
    return viewer(session)
