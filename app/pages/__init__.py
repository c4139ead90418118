"""The pages, one module each; they do not import each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from assessment.store.access import PEOPLE, Role

if TYPE_CHECKING:
    from panel.viewable import Viewer

    from app.session import AssessmentSession

Group = Literal["general", "site", "department", "administration"]
Part = Literal["", "numbers", "results", "deeds", "out"]
PARTS: tuple[Part, ...] = ("", "numbers", "results", "deeds", "out")  # of a site's menu, in order


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page's place in the menu."""

    viewer: str
    group: Group = "general"
    part: Part = ""  # of a site's menu
    in_menu: bool = True
    roles: frozenset[Role] | None = None  # None: for everybody
    of_accounts: bool = False  # there is nothing to show where nobody signs in

    @property
    def of_site(self) -> bool:
        """Return whether the page shows one site."""
        return self.group == "site"


OWNERS: frozenset[Role] = frozenset({"factory", "consultant"})  # who may have sites of their own
OF_PUBLISHED: frozenset[Role] = frozenset({"department", "zone_manager", "administrator"})  # who looks at a sector as a whole
OF_SITES: frozenset[Role] = frozenset({"factory", "consultant", "zone_manager"})  # who may look at sites at all


PAGES: Mapping[str, Page] = MappingProxyType(
    {
        "home": Page(viewer="HomePage"),
        "overview": Page(viewer="OverviewPage", group="site"),
        "data": Page(viewer="DataPage", group="site", part="numbers", roles=OWNERS),
        "importing": Page(viewer="ImportingPage", group="site", part="numbers", roles=OWNERS),
        "findings": Page(viewer="FindingsPage", group="site", part="numbers"),
        "intensities": Page(viewer="IntensitiesPage", group="site", part="results"),
        "balance": Page(viewer="BalancePage", group="site", part="results"),
        "targets": Page(viewer="TargetsPage", group="site", part="results"),
        "baseline": Page(viewer="BaselinePage", group="site", part="results"),
        "losses": Page(viewer="LossesPage", group="site", part="results"),
        "equipment": Page(viewer="EquipmentPage", group="site", part="deeds"),
        "options": Page(viewer="OptionsPage", group="site", part="deeds"),
        "plan": Page(viewer="PlanPage", group="site", part="deeds"),
        "path": Page(viewer="PathPage", group="site", part="deeds"),
        "worksheet": Page(viewer="WorksheetPage", group="site", in_menu=False),
        "emissions": Page(viewer="EmissionsPage", group="site", part="results"),
        "footprint": Page(viewer="FootprintPage", group="site", part="results"),
        "duties": Page(viewer="DutiesPage", group="site", part="out"),
        "reports": Page(viewer="ReportsPage", group="site", part="out"),
        "standing": Page(viewer="StandingPage", group="site", part="results"),
        "contribution": Page(viewer="ContributionPage", group="site", part="out", roles=OWNERS),
        "exchange": Page(viewer="ExchangePage", group="site", part="out", roles=OWNERS),
        "trace": Page(viewer="TracePage", group="site", in_menu=False),
        "paper": Page(viewer="PaperPage", group="site", in_menu=False),
        "entry": Page(viewer="EntryPage", in_menu=False, roles=OWNERS),
        "reference": Page(viewer="ReferencePage"),
        "search": Page(viewer="SearchPage", in_menu=False),
        "help": Page(viewer="HelpPage"),
        "guide": Page(viewer="GuidePage", in_menu=False),
        "missing": Page(viewer="MissingPage", in_menu=False),
        "style": Page(viewer="StylePage", in_menu=False),
        "clients": Page(viewer="ClientsPage", roles=frozenset({"consultant", "zone_manager"}), of_accounts=True),
        "history": Page(viewer="HistoryPage", group="site", part="numbers", roles=OWNERS),
        "invite": Page(viewer="InvitePage", group="site", part="out", roles=OWNERS, of_accounts=True),
        "account": Page(viewer="AccountPage", of_accounts=True),
        "participation": Page(viewer="ParticipationPage", group="department", roles=OF_PUBLISHED),
        "distribution": Page(viewer="DistributionPage", group="department", roles=OF_PUBLISHED),
        "progress": Page(viewer="ProgressPage", group="department", roles=OF_PUBLISHED),
        "programme": Page(viewer="ProgrammePage", group="department", roles=frozenset({"department"})),
        "circular": Page(viewer="CircularPage", group="department", roles=OF_PUBLISHED),
        "administration": Page(viewer="AdministrationPage", group="administration", roles=frozenset({"administrator"}), of_accounts=True),
    }
)


def is_for(key: str, role: Role, is_shared: bool) -> bool:
    """Return whether a page is for a role, on a server with accounts (`is_shared`) or a laptop without."""
    entry = PAGES[key]
    if entry.of_accounts and not is_shared:
        return False
    if not is_shared:
        return True
    return role in (entry.roles if entry.roles is not None else OF_SITES if entry.of_site else PEOPLE)


def build(key: str, session: AssessmentSession) -> Viewer:
    """Return a page for a session; its module is loaded on the first visit."""
    viewer: Callable[[AssessmentSession], Viewer] = getattr(import_module(f"app.pages.{key}"), PAGES[key].viewer)
    return viewer(session)
