"""Files as evidence of a measure: kept in the store and named in the document, both or neither; taken off with undo."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app import sites
from app.changing import change, opened_assessment
from app.editing.fault import ChangeError
from app.imports import importing, incoming
from app.session import AssessmentSession
from app.settings import Settings
from assessment.opportunities.evidence import Proof, with_proof, without_proof
from assessment.store import attachments, documents
from assessment.store.access import Actor, Role, is_allowed
from assessment.store.errors import AttachmentError, DeniedError
from assessment.store.scope import reading, writing
from calculators.errors import UnknownKeyError

if TYPE_CHECKING:
    from assessment.model import Assessment

MOST = 20  # files at a time
PROOF = "proof"  # what an attached file is, beside the kinds of papers that imports bring


def may_attach(role: Role) -> bool:
    """Return whether a role can have files of its own sites kept."""
    return is_allowed(role, "attachment", "create", "own")


def may_open(role: Role) -> bool:
    """Return whether a role may open files of sites that it sees."""
    return is_allowed(role, "attachment", "read", "own")


def attach(session: AssessmentSession, option: str, batch: str) -> str:
    """Keep the files of a batch as evidence of an option and return the address to show; an example becomes an own site first.

    Raises
    ------
    ChangeError
        If there is no such batch, a file is not fit to be kept, the person may not, or somebody else changed the document
        meanwhile: nothing is kept.
    """
    if session.site is None:
        raise ChangeError("change.not_open")
    try:
        folder = incoming.folder_of(session.settings, session.actor, session.site.key, batch)
    except incoming.IncomingError as problem:
        raise ChangeError(problem.code) from problem
    files = _files(folder)
    for name, content in files:
        try:
            attachments.check(content, name)
        except AttachmentError as problem:
            raise ChangeError(problem.key) from problem
    old = session.site.key
    site, made = _own(session)
    try:
        with writing(sites.open_store(session.settings), session.actor) as scope:
            for name, content in files:
                kept = attachments.attach(scope, site.key, content, name)
                made = with_proof(made, option, Proof(sha256=kept.sha256, name=kept.filename, day=date.today()))
            if isinstance(documents.save(scope, site.document, documents.draft_of(made), site.revision), documents.Conflict):
                raise ChangeError("change.conflict")  # the transaction goes with it: no file, no name
    except (AttachmentError, DeniedError) as problem:
        raise ChangeError(problem.key) from problem
    except UnknownKeyError as problem:
        raise ChangeError("change.not_valid") from problem
    incoming.discard(session.settings, session.actor, old, batch)
    session.open()
    return str(session.route.href())


def _files(folder: Path) -> list[tuple[str, bytes]]:
    """Return the files of a batch.

    Raises
    ------
    ChangeError
        If there are none, or too many at a time.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    if not paths:
        raise ChangeError("importing.no_batch")
    if len(paths) > MOST:
        raise ChangeError("plan.files.too_many")
    return [(path.name, path.read_bytes()) for path in paths]


def _own(session: AssessmentSession) -> tuple[sites.Site, Assessment]:
    """Return the site to write to and its document, which must be readable whole; an example becomes an own site."""
    from assessment import intake

    assert session.site is not None  # attach() looked
    if session.site.is_example:
        route, made = session.route, opened_assessment(session)
        content = json.dumps(documents.tree_of(made), ensure_ascii=False, separators=(",", ":")).encode()
        session.receive(content, f"{session.site_name[:60].replace('/', ' ')}.json")
        session.route = session.route.to(page=route.page, focus=route.focus)
    site = session.site
    read = intake.read(sites.content(session.settings, site, actor=session.actor), site.filename)
    if read.document is None or read.document.unread:
        raise ChangeError("change.errors_first")
    return site, read.document.assessment


def detach(session: AssessmentSession, option: str, sha256: str) -> str:
    """Take a file off an option and return the address to show; its bytes stay, so that this can be undone.

    Raises
    ------
    ChangeError
        If the document cannot be changed.
    """
    return change(session, partial(without_proof, option=option, sha256=sha256))


def act(session: AssessmentSession, what: str, value: str) -> str:
    """Attach the files of a batch to a measure (``MEASURE:BATCH``) or take one off (``MEASURE:HASH``); return the address to show."""
    option, _, which = value.rpartition(":")
    return attach(session, option, which) if what == "attach" else detach(session, option, which)


def paper(settings: Settings, site: sites.Site, sha256: str, actor: Actor) -> tuple[str, str, bytes]:
    """Return the name, kind and content of a paper that an import brought, or of an attached file, by the beginning of its hash.

    Raises
    ------
    UnknownKeyError
        If the site keeps none of that hash, or it is not the actor's to see.
    DeniedError
        If the actor's role opens no files.
    """
    try:
        return importing.paper(settings, site, sha256, actor)
    except UnknownKeyError:
        return attached(settings, site, sha256, actor)


def attached(settings: Settings, site: sites.Site, sha256: str, actor: Actor) -> tuple[str, str, bytes]:
    """Return the name, kind and content of an attached file by the beginning of its hash.

    Raises
    ------
    UnknownKeyError
        If the site keeps none of that hash, or it is not the actor's to see.
    DeniedError
        If the actor's role opens no files.
    """
    with reading(sites.open_store(settings), actor) as scope:
        found = [] if site.is_example or not sha256 else [each for each in attachments.attachments_of(scope, site.key) if each.sha256.startswith(sha256)]
        if not found:
            raise UnknownKeyError("attachment", sha256[:60])
        kept, content = attachments.read(scope, found[-1].id)
    return kept.filename, PROOF, content
