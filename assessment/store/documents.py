"""Assessment documents with every revision. A new state is a new row; none is overwritten, and nobody's change is lost."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from assessment import audit
from assessment.model import Assessment
from assessment.store import contents, merging, schema
from assessment.store.merging import Change, Clash
from assessment.store.scope import Scope, add, alter, fetch, find, new_id, require, rows
from calculators.errors import UnknownKeyError

OWN_NAME = "assessment.json"  # the file name of a state that was made in the application


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A state of a document that somebody wants to keep: a file as it came, or an assessment as JSON."""

    content: bytes
    filename: str
    title: str = ""
    tree: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One kept state: `state` is ``head`` for what counted then, ``aside`` for what waits for a choice."""

    id: str
    document_id: str
    site_id: str
    number: int
    parent_id: str | None
    state: str
    act: str
    author: str
    author_name: str
    at: str
    filename: str
    sha256: str
    summary: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, kw_only=True)
class Saved:
    """The draft is kept in `head`; with `merged`, together with what somebody else had changed meanwhile."""

    head: Revision
    merged: bool = False


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Two people changed the same. `head` still counts, the draft is kept in `aside`; `clashes` are to be chosen from.

    Without clashes the two could not be compared row by row (a file that cannot be read): one of the two has to be chosen.
    """

    head: Revision
    aside: Revision
    clashes: tuple[Clash, ...]


def tree_of(assessment: Assessment) -> dict[str, Any]:
    """Return an assessment as plain values in the order its author gave, without empty members that need not be there."""
    full: dict[str, Any] = assessment.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {name: value for name, value in full.items() if name in merging.NEEDED or value not in ([], {})}


def draft_of(assessment: Assessment) -> Draft:
    """Return the draft of an assessment made or changed in the application."""
    return _drafted(tree_of(assessment))


def _drafted(tree: Mapping[str, Any]) -> Draft:
    content = json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()
    return Draft(content=content, filename=OWN_NAME, title=str(tree.get("reporting_period", "")), tree=tree)


def start(scope: Scope, site_id: str, draft: Draft) -> Saved:
    """Keep the first state of a new document of a site."""
    site = fetch(scope, schema.site, site_id)
    require(scope, "document", "create", site)
    document_id = new_id()
    ours = {"id": document_id, "organisation_id": site.organisation_id, "site_id": site_id}
    add(scope, schema.document, **ours, title=draft.title, head_id=None, last_number=0, created_at=scope.at)
    return Saved(head=_keep(scope, fetch(scope, schema.document, document_id, lock=True), draft, None, "start"))


def save(scope: Scope, document_id: str, draft: Draft, base_id: str | None) -> Saved | Conflict:
    """Keep a new state of a document.

    Parameters
    ----------
    scope : Scope
        A writing transaction.
    document_id : str
        The document.
    draft : Draft
        The new state.
    base_id : str or None
        The revision its author had opened. None, or one this database does not know (an older backup was restored
        meanwhile), is compared as if nothing had been there before.

    Returns
    -------
    Saved or Conflict
        Saved as it is, saved together with somebody else's changes, or kept aside for a choice.
    """
    document = fetch(scope, schema.document, document_id, lock=True)
    require(scope, "document", "change", document)
    head = fetch(scope, schema.revision, document.head_id)
    if hashlib.sha256(draft.content).hexdigest() == head.sha256:
        return Saved(head=_revision(head))
    if head.id == base_id:
        return Saved(head=_keep(scope, document, draft, head, "edit"))
    return _reconcile(scope, document, draft, head, base_id)


def _reconcile(scope: Scope, document: sa.Row[Any], draft: Draft, head: sa.Row[Any], base_id: str | None) -> Saved | Conflict:
    table = schema.revision
    base = find(scope, table, table.c.id == (base_id or ""), table.c.document_id == document.id)
    mine, theirs = draft.tree, _tree(scope, head)
    before = _tree(scope, base) if base is not None else {}
    clashes: tuple[Clash, ...] = ()
    if mine is not None and theirs is not None and before is not None:
        merged = merging.merge(before, mine, theirs)
        clashes = merged.clashes
        if merged.tree == theirs and not clashes:
            return Saved(head=_revision(head))
        if not clashes and _stands(merged.tree):
            return Saved(head=_keep(scope, document, _drafted(merged.tree), head, "merge"), merged=True)
    aside = _keep(scope, document, draft, base, "aside")
    return Conflict(head=_revision(head), aside=aside, clashes=clashes)


def _stands(tree: Mapping[str, Any]) -> bool:
    try:
        Assessment.model_validate(tree)
    except ValueError:
        return False
    return True


def _keep(scope: Scope, document: sa.Row[Any], draft: Draft, parent: sa.Row[Any] | None, act: str) -> Revision:
    """Write a revision, its content and its audit row; anything but ``aside`` becomes the head."""
    owner = {"organisation_id": document.organisation_id, "site_id": document.site_id}
    sha256 = contents.put(scope, document.organisation_id, document.site_id, draft.content)
    row = {
        "id": new_id(),
        **owner,
        "document_id": document.id,
        "number": document.last_number + 1,
        "parent_id": parent.id if parent is not None else None,
        "state": "aside" if act == "aside" else "head",
        "act": act,
        "author": scope.actor.account,
        "author_name": scope.actor.name,
        "at": scope.at,
        "filename": draft.filename[:500],
        "sha256": sha256,
        "summary": json.dumps(_summary(scope, draft, parent)),
    }
    add(scope, schema.revision, **row)
    moved: dict[str, Any] = {"last_number": row["number"]}
    if act != "aside":
        moved |= {"head_id": row["id"], "title": draft.title or document.title}
        alter(scope, schema.site, schema.site.c.id == document.site_id, changed_at=scope.at)
    alter(scope, schema.document, schema.document.c.id == document.id, **moved)
    detail = {"document": document.id, "number": row["number"], "sha256": sha256}
    audit.record(scope, act, "revision", str(row["id"]), **owner, detail=detail)
    return Revision(**{**{n: v for n, v in row.items() if n != "organisation_id"}, "summary": json.loads(str(row["summary"]))})


def _summary(scope: Scope, draft: Draft, parent: sa.Row[Any] | None) -> dict[str, dict[str, int]]:
    if draft.tree is None or (parent is not None and parent.filename != OWN_NAME):
        return {}
    before = _tree(scope, parent) if parent is not None else {}
    return merging.summary(merging.changes(before or {}, draft.tree))


def _tree(scope: Scope, row: sa.Row[Any]) -> Mapping[str, Any] | None:
    """Return a kept state as plain values; None when it is a file that cannot be read without loss."""
    content = contents.get(scope, row.site_id, row.sha256)
    if row.filename == OWN_NAME:
        tree: Mapping[str, Any] = json.loads(content)
        return tree
    from assessment import intake  # reads workbooks: only when somebody edits what came as one

    read = intake.read(content, row.filename).document
    return tree_of(read.assessment) if read is not None and not read.unread else None


def _revision(row: sa.Row[Any]) -> Revision:
    members = {name: value for name, value in row._mapping.items() if name != "organisation_id"}
    return Revision(**{**members, "summary": json.loads(members["summary"])})


def documents_of(scope: Scope, site_id: str) -> tuple[tuple[str, str], ...]:
    """Return identity and title of a site's documents, the newest first."""
    table = schema.document
    return tuple((row.id, row.title) for row in rows(scope, table, table.c.site_id == site_id, order=table.c.created_at.desc()))


def holding(scope: Scope, sha256: str) -> tuple[Revision, ...]:
    """Return the revisions that count now and hold exactly these bytes, at whatever site the actor may see."""
    table = schema.revision
    found = rows(scope, table, table.c.sha256 == sha256, table.c.state == "head", order=table.c.at)
    return tuple(_revision(row) for row in found if fetch(scope, schema.document, row.document_id).head_id == row.id)


def head_of(scope: Scope, document_id: str) -> Revision:
    """Return the revision that counts."""
    return _revision(fetch(scope, schema.revision, fetch(scope, schema.document, document_id).head_id))


def history(scope: Scope, document_id: str) -> tuple[Revision, ...]:
    """Return every revision of a document, the first one first, those kept aside included."""
    table = schema.revision
    found = rows(scope, table, table.c.document_id == document_id, order=table.c.number)
    if not found:
        raise UnknownKeyError("document", document_id[:60])
    return tuple(_revision(row) for row in found)


def revision(scope: Scope, revision_id: str) -> Revision:
    """Return one revision, of whatever age."""
    return _revision(fetch(scope, schema.revision, revision_id))


def content_of(scope: Scope, kept: Revision) -> bytes:
    """Return the bytes of a revision: the file as it came, or the document as JSON."""
    return contents.get(scope, kept.site_id, kept.sha256)


def changes_between(scope: Scope, older: Revision, newer: Revision) -> tuple[Change, ...]:
    """Return what changed from one revision to another, row by row."""
    trees = [_tree(scope, fetch(scope, schema.revision, kept.id)) or {} for kept in (older, newer)]
    return merging.changes(trees[0], trees[1])


def return_to(scope: Scope, kept: Revision) -> Saved | Conflict:
    """Make an earlier revision count again, as a new one: the ones between stay where they are."""
    content = content_of(scope, kept)
    draft = _drafted(json.loads(content)) if kept.filename == OWN_NAME else Draft(content=content, filename=kept.filename)
    return save(scope, kept.document_id, draft, head_of(scope, kept.document_id).id)
