"""The state of one browser session. Nothing of a user lives anywhere else in the application's memory."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import param

from app import sites
from app.accounts.sessions import SignedOutError
from app.opening import Opened, Opener
from app.reading import Reading
from app.route import Route
from app.settings import LARGEST_UPLOAD, Settings
from app.theme import Mode
from assessment.store.access import LOCAL, Actor, Role
from calculators.errors import SachhonError
from calculators.finding import Finding, Place

if TYPE_CHECKING:
    from app.editing.desk import Desk
    from app.reporting.batching import Batch

log = logging.getLogger(__name__)


class AssessmentSession(param.Parameterized):
    """What one visitor looks at: an address, a theme, and the site that is open."""

    route = param.ClassSelector(class_=Route, default=Route(), doc="The address shown.")
    dark = param.Boolean(default=False, doc="Whether the dark theme is on.")
    opened = param.ClassSelector(class_=Opened, default=None, allow_None=True, doc="The document that was opened last.")
    site = param.ClassSelector(class_=sites.Site, default=None, allow_None=True, doc="The site it belongs to.")

    is_signed_out = param.Boolean(default=False, doc="Whether the visitor's sign-in has ended while the page was open.")

    def __init__(self, settings: Settings, opener: Opener, identify: Callable[[], Actor] = lambda: LOCAL, **params: Any) -> None:
        super().__init__(**params)
        self.settings = settings
        self.opener = opener
        self.desk: Desk | None = None  # what the data page works on, with what can be undone
        self._identify = identify
        self.role: Role = identify().role
        self.batch: Batch | None = None  # reports of several sites that are being made
        self.sign_in = ""  # which of the account's sign-ins this is, for its list of devices

    @property
    def actor(self) -> Actor:
        """Return on whose behalf the visitor reads and writes; asked anew each time, so that an ended sign-in ends here too.

        Raises
        ------
        SignedOutError
            If the visitor is not signed in any more.
        """
        try:
            return self._identify()
        except SignedOutError:
            self.is_signed_out = True
            raise

    @property
    def is_shared(self) -> bool:
        """Return whether this is a server on which several people have accounts."""
        return self.settings.accounts is not None

    @property
    def lang(self) -> str:
        """Return the language shown."""
        return str(self.route.lang)

    @property
    def mode(self) -> Mode:
        """Return the theme's name."""
        return "dark" if self.dark else "light"

    @property
    def reading(self) -> Reading | None:
        """Return the open site's result, or None when there is none to show."""
        return self.opened.reading if self.opened is not None and self.is_open else None

    @property
    def is_open(self) -> bool:
        """Return whether the site of the address is the one that is open."""
        return self.site is not None and bool(self.route.site) and self.site.key == self.route.site

    @property
    def site_name(self) -> str:
        """Return the name of the open site."""
        reading = self.reading
        return reading.facts.name if reading is not None else (self.site.name if self.is_open and self.site else "")

    def open(self) -> None:
        """Open the site of the address; whatever is wrong with it becomes findings."""
        key = self.route.site
        try:
            site = sites.find(self.settings, key, actor=self.actor)
            opened = self.opener(sites.content(self.settings, site, actor=self.actor), site.filename)
        except SignedOutError:
            raise
        except SachhonError as problem:
            site, opened = sites.Site(key=key, filename=key, name=key), _unopened("file.not_opened", key, str(problem))
        except Exception:
            log.exception("a document could not be assessed")
            site, opened = sites.Site(key=key, filename=key, name=key), _unopened("file.not_assessed", key, "")
        else:
            if opened.reading is not None:
                site = sites.describe(self.settings, site, opened.reading.facts.name, opened.reading.facts.sector, actor=self.actor)
        self.param.update(site=site, opened=opened)

    def receive(self, content: bytes, filename: str) -> None:
        """Keep a file as a site of this user and open it.

        Raises
        ------
        SiteFileError
            If it is of no kind that is read, empty or too large.
        """
        site = sites.keep(self.settings, content, filename, LARGEST_UPLOAD, actor=self.actor)
        self.route = self.route.to(site=site.key, page="overview")
        self.open()


def _unopened(code: str, given: str, expected: str) -> Opened:
    finding = Finding(code=code, severity="error", place=Place(file=given), given=given, expected=expected)
    return Opened(findings=(finding.as_record(),))
