"""The pages, one module each; they do not import each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from panel.viewable import Viewer

    from app.session import AssessmentSession

Group = Literal["general", "site", "department", "administration"]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page's place in the menu."""

    viewer: str
    group: Group = "general"
    in_menu: bool = True

    @property
    def of_site(self) -> bool:
        """Return whether the page shows one site."""
        return self.group == "site"


PAGES: Mapping[str, Page] = MappingProxyType(
    {
        "home": Page(viewer="HomePage"),
        "overview": Page(viewer="OverviewPage", group="site"),
        "findings": Page(viewer="FindingsPage", group="site"),
        "intensities": Page(viewer="IntensitiesPage", group="site"),
        "balance": Page(viewer="BalancePage", group="site"),
        "targets": Page(viewer="TargetsPage", group="site"),
        "baseline": Page(viewer="BaselinePage", group="site"),
        "losses": Page(viewer="LossesPage", group="site"),
        "options": Page(viewer="OptionsPage", group="site"),
        "plan": Page(viewer="PlanPage", group="site"),
        "path": Page(viewer="PathPage", group="site"),
        "emissions": Page(viewer="EmissionsPage", group="site"),
        "footprint": Page(viewer="FootprintPage", group="site"),
        "duties": Page(viewer="DutiesPage", group="site"),
        "reports": Page(viewer="ReportsPage", group="site"),
        "trace": Page(viewer="TracePage", group="site", in_menu=False),
        "entry": Page(viewer="EntryPage", in_menu=False),
        "reference": Page(viewer="ReferencePage"),
        "search": Page(viewer="SearchPage", in_menu=False),
        "help": Page(viewer="HelpPage"),
        "guide": Page(viewer="GuidePage", in_menu=False),
        "missing": Page(viewer="MissingPage", in_menu=False),
        "style": Page(viewer="StylePage", in_menu=False),
    }
)


def build(key: str, session: AssessmentSession) -> Viewer:
    """Return a page for a session; its module is loaded on the first visit."""
    viewer: Callable[[AssessmentSession], Viewer] = getattr(import_module(f"app.pages.{key}"), PAGES[key].viewer)
    return viewer(session)
