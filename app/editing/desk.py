"""The desk of one session: the document it works on, what can be undone, and how it is kept beside other people's changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app import sites
from app.editing.fault import ChangeError
from app.editing.history import rebased, taken_back
from app.editing.whole import document_of
from app.opening import Opened, Opener
from app.settings import LARGEST_UPLOAD, Settings
from assessment.model import Assessment
from assessment.store.access import Actor
from assessment.store.documents import OWN_NAME, Conflict, tree_of
from assessment.store.merging import IDENTITY, Clash

DEEPEST = 200  # steps that can be undone
Edit = Callable[[Assessment], Assessment]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One change that can be undone."""

    before: Assessment
    after: Assessment


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What became of keeping the desk's document: `head` is what the person goes on with, `stored` what the store has."""

    site: sites.Site
    snapshot: Assessment
    head: Assessment
    stored: Assessment
    at: str
    is_merged: bool = False
    clashes: tuple[Clash, ...] = ()
    others: str = ""


@dataclass(kw_only=True)
class Desk:
    """What a session has open for editing. `document` is what the person sees; `kept` is what the store has.

    `typed` holds texts that are no value yet, by field or cell, until they are mended; `drafts` the rows that are none yet;
    `lines` the lines of the table of months that are shown although they are empty; `checked` what the findings are of; `at` the cell to
    go back to when the page is built anew.
    """

    site: sites.Site
    document: Assessment
    kept: Assessment
    unread: int = 0
    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    conflict: Kept | None = None
    saved_at: str = ""
    checked: Assessment | None = None
    at: tuple[str, str] | None = None

    @property
    def is_kept(self) -> bool:
        """Return whether the store has everything that is on the desk."""
        return self.document is self.kept

    def apply(self, edit: Edit) -> bool:
        """Change the document as one step; return whether anything changed.

        Raises
        ------
        ChangeError
            If the change cannot be made.
        """
        try:
            made = edit(self.document)
        except ChangeError:
            raise
        except (ValueError, LookupError) as problem:
            raise ChangeError("change.not_valid") from problem
        if made == self.document:
            return False
        self.done.append(Step(before=self.document, after=made))
        del self.done[:-DEEPEST]
        self.undone.clear()
        self.document = made
        return True

    def undo(self) -> bool:
        """Take the last step back; what others changed since stays."""
        return self._back(self.done, self.undone, forward=False)

    def redo(self) -> bool:
        """Take the last undoing back."""
        return self._back(self.undone, self.done, forward=True)

    def _back(self, source: list[Step], aim: list[Step], *, forward: bool) -> bool:
        if not source:
            return False
        step = source.pop()
        before, after = (step.after, step.before) if forward else (step.before, step.after)
        try:
            self.document = taken_back(self.document, before, after)
        except ValueError:
            return False
        aim.append(step)
        return True

    def absorb(self, kept: Kept) -> None:
        """Take over what keeping the document brought: the new revision, and what others had changed."""
        mine = self.document
        if mine is kept.snapshot:
            self.document = kept.head
        else:
            self.document, _ = rebased(kept.snapshot, mine, kept.head)
        self.kept = kept.stored
        self.site = kept.site
        self.saved_at = kept.at
        self.conflict = kept if kept.clashes else self.conflict

    def settle(self, mine: Mapping[int, bool]) -> None:
        """Answer the open conflict: for each clash by its number, whether this person's version counts."""
        conflict = self.conflict
        if conflict is None:
            return
        tree = tree_of(self.document)
        for number, clash in enumerate(conflict.clashes):
            if mine.get(number):
                tree = chosen(tree, clash)
        self.conflict = None
        self.apply(lambda _: Assessment.model_validate(tree))


def chosen(tree: dict[str, Any], clash: Clash) -> dict[str, Any]:
    """Return a document's tree with one clash decided for `mine`."""
    head, _, tail = clash.section.partition(".")
    if tail:
        return {**tree, head: chosen(tree.get(head) or {}, replace(clash, section=tail))} if clash.section not in IDENTITY else {
            **tree, head: _rows(tree.get(head) or {}, tail, clash, IDENTITY[clash.section])
        }  # fmt: skip
    if clash.section in IDENTITY:
        return _rows(tree, clash.section, clash, IDENTITY[clash.section])
    if clash.section == clash.key[0]:
        return _member(tree, head, clash.mine)
    return {**tree, head: _member(tree.get(head) or {}, clash.key[0], clash.mine)}


def _member(tree: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    made = {**tree, name: value}
    return {key: item for key, item in made.items() if item is not None}


def _rows(tree: Mapping[str, Any], name: str, clash: Clash, identity: tuple[str, ...]) -> dict[str, Any]:
    def is_it(row: Mapping[str, Any]) -> bool:
        return tuple(str(row.get(each) or "") for each in identity) == clash.key

    return {**tree, name: [*(row for row in tree.get(name) or () if not is_it(row)), *(clash.mine or ())]}


def open_desk(settings: Settings, site: sites.Site, actor: Actor) -> Desk:
    """Return a desk with a site's document.

    Raises
    ------
    ChangeError
        If the document cannot be read at all.
    """
    content, unread = document_of(sites.content(settings, site, actor=actor), site.filename)
    if content is None:
        raise ChangeError("change.not_open")
    return Desk(site=site, document=content, kept=content, unread=unread)


def content_of(document: Assessment) -> bytes:
    """Return a document as the store keeps it."""
    return json.dumps(tree_of(document), ensure_ascii=False, separators=(",", ":")).encode()


def keep(settings: Settings, site: sites.Site, base: Assessment, snapshot: Assessment, actor: Actor) -> Kept:
    """Keep a snapshot of a desk's document; an example becomes an own site. Works without the desk, so in any thread.

    Parameters
    ----------
    settings : Settings
        The installation's.
    site : Site
        The site with the revision the person began from.
    base : Assessment
        That revision's content.
    snapshot : Assessment
        What is to be kept.
    actor : Actor
        Who keeps it.

    Returns
    -------
    Kept
        The new state; `clashes` are to be chosen from where somebody else changed the same.
    """
    if site.is_example:
        name = f"{snapshot.facility.name[:60].replace('/', ' ')}.json"
        made = sites.keep(settings, content_of(snapshot), name, LARGEST_UPLOAD, actor=actor)
        return Kept(site=_described(settings, made, snapshot, actor), snapshot=snapshot, head=snapshot, stored=snapshot, at=clock())
    saved = sites.save(settings, site, snapshot, actor=actor)
    fresh = _described(settings, sites.find(settings, site.key, actor=actor), snapshot, actor)
    if isinstance(saved, Conflict):
        theirs = _content(settings, fresh, actor)
        merged, clashes = rebased(base, snapshot, theirs)
        others = saved.head.author_name
        return Kept(site=fresh, snapshot=snapshot, head=merged, stored=theirs, at=clock(), others=others, clashes=clashes or saved.clashes)
    if saved.merged or saved.head.id != fresh.revision:
        together = _content(settings, fresh, actor)
        return Kept(site=fresh, snapshot=snapshot, head=together, stored=together, at=clock(), is_merged=True)
    return Kept(site=fresh, snapshot=snapshot, head=snapshot, stored=snapshot, at=clock())


def _described(settings: Settings, site: sites.Site, document: Assessment, actor: Actor) -> sites.Site:
    return sites.describe(settings, site, document.facility.name, document.facility.sector, actor=actor)


def _content(settings: Settings, site: sites.Site, actor: Actor) -> Assessment:
    document, _ = document_of(sites.content(settings, site, actor=actor), site.filename)
    if document is None:
        raise ChangeError("change.errors_first")
    return document


def clock() -> str:
    """Return the time of day of this machine, as ``17:02``."""
    return datetime.now().astimezone().strftime("%H:%M")


def opened(opener: Opener, document: Assessment) -> Opened:
    """Return the findings and the result of a document on a desk."""
    return opener(content_of(document), OWN_NAME)
