"""Make an import, undo one, open a paper: each in one transaction and on behalf of the person whose session it is."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app import sites
from app.editing.fault import ChangeError
from app.imports import incoming
from app.session import AssessmentSession
from app.settings import Settings
from assessment.store.access import Actor
from assessment.store.scope import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from assessment.intake.imports import Imports
    from assessment.intake.invoices.merging import Merge
    from assessment.intake.planning import Answers, Plan
    from assessment.model import Assessment


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What an import begins from: the site's document and what it brought in before."""

    site: sites.Site
    assessment: Assessment
    imports: Imports


def imports_of(settings: Settings, site: sites.Site, actor: Actor) -> Imports:
    """Return what a site has brought in; an example has brought in nothing."""
    from assessment.intake.imports import Imports, read_imports
    from assessment.store import papers

    if site.is_example:
        return Imports()
    with reading(sites.open_store(settings), actor) as scope:
        record = papers.record(scope, site.key)
    return read_imports(record) if record else Imports()


def ground(settings: Settings, site: sites.Site, actor: Actor) -> Ground:
    """Return what an import of a site begins from.

    Raises
    ------
    ChangeError
        If the document has rows that could not be read: saving would lose them.
    """
    from assessment import intake

    read = intake.read(sites.content(settings, site, actor=actor), site.filename)
    if read.document is None or read.document.unread:
        raise ChangeError("change.errors_first")
    return Ground(site=site, assessment=read.document.assessment, imports=imports_of(settings, site, actor))


def plan(folder: Path, start: Ground, answers: Answers, progress: Callable[[int, str], None] | None = None) -> Plan:
    """Return what importing a folder would do."""
    from assessment.intake.planning import make_plan
    from data import catalogue

    at = datetime.now().astimezone().isoformat(timespec="seconds")
    return make_plan(folder, start.imports, start.assessment, answers, catalogue.open_edition(), at, progress)


def accept(session: AssessmentSession, start: Ground, made: Plan) -> None:
    """Keep the papers, the record and the ledger of a plan together or not at all; an example becomes an own site first.

    Raises
    ------
    ChangeError
        If somebody else changed the document meanwhile.
    """
    from assessment.intake.imports import write_imports
    from assessment.store import papers

    site = _own(session, start)
    settings, actor = session.settings, session.actor
    with writing(sites.open_store(settings), actor) as scope:
        for content in _contents(made):
            papers.keep(scope, site.key, content)
        papers.keep_record(scope, site.key, write_imports(made.imports))
        _save(scope, site, start.assessment.model_copy(update={"flows": made.flows}))
    session.open()


def remember(session: AssessmentSession, start: Ground, told: Imports) -> Ground:
    """Keep what a person confirmed about items and lines, before anything is imported; return the ground with it."""
    from assessment.intake.imports import write_imports
    from assessment.store import papers

    site = _own(session, start)
    with writing(sites.open_store(session.settings), session.actor) as scope:
        papers.keep_record(scope, site.key, write_imports(told))
    return replace(start, site=site, imports=told)


def undo(session: AssessmentSession) -> Merge:
    """Take the last import back as a whole; return which rows left the ledger, and which a person had changed and stay.

    Raises
    ------
    ChangeError
        If somebody else changed the document meanwhile, or there is nothing to take back.
    """
    from assessment.intake.imports import write_imports
    from assessment.intake.planning import undo as undone
    from assessment.store import papers
    from data import catalogue

    if session.site is None:
        raise ChangeError("change.not_open")
    start = ground(session.settings, session.site, session.actor)
    if not start.imports.steps:
        raise ChangeError("importing.nothing_to_undo")
    after, step = undone(start.imports, start.assessment, catalogue.open_edition())
    with writing(sites.open_store(session.settings), session.actor) as scope:
        papers.keep_record(scope, start.site.key, write_imports(after))
        _save(scope, start.site, start.assessment.model_copy(update={"flows": step.flows}))
    session.open()
    return step


def paper(settings: Settings, site: sites.Site, sha256: str, actor: Actor) -> tuple[str, str, bytes]:
    """Return the name, kind and content of a paper by the beginning of its hash.

    Raises
    ------
    UnknownKeyError
        If the site keeps none of that hash, or it is not the actor's to see.
    """
    from assessment.store import papers
    from calculators.errors import UnknownKeyError

    found = imports_of(settings, site, actor).paper(sha256)
    if found is None:
        raise UnknownKeyError("paper", sha256[:60])
    with reading(sites.open_store(settings), actor) as scope:
        return found.name, found.kind, papers.read(scope, site.key, found.sha256)


def _own(session: AssessmentSession, start: Ground) -> sites.Site:
    """Return the site to write to; an example becomes an own one."""
    from assessment.store.documents import tree_of

    if not start.site.is_example:
        return sites.find(session.settings, start.site.key, actor=session.actor) if start.site.revision == "" else start.site
    content = json.dumps(tree_of(start.assessment), ensure_ascii=False, separators=(",", ":")).encode()
    route = session.route
    batch = route.focus
    old = incoming.folder_of(session.settings, session.actor, start.site.key, batch) if batch else None
    session.receive(content, f"{session.site_name[:60].replace('/', ' ') or start.site.key}.json")
    session.route = session.route.to(page=route.page, focus=batch)
    assert session.site is not None  # receive() opened it
    if old is not None and old.exists():
        old.rename(incoming.folder_of(session.settings, session.actor, session.site.key, batch))
    return session.site


def _save(scope: object, site: sites.Site, made: Assessment) -> None:
    from assessment.store import documents

    saved = documents.save(scope, site.document, documents.draft_of(made), site.revision)  # type: ignore[arg-type]
    if isinstance(saved, documents.Conflict):
        raise ChangeError("change.conflict")  # the transaction goes with it: no paper, no record


def _contents(made: Plan) -> list[bytes]:
    """Return the content of each paper of a plan; what changed on the disk since the plan was made is not kept."""
    import hashlib

    from assessment.intake.invoices.batch import contents

    wanted = {item.sha256 for item in made.papers}
    found = [path.read_bytes() for sha256, path in made.contents.items() if sha256 in wanted]
    if any(item.kind == "invoice" for item in made.papers):
        found += [content for _, content in contents(made.sources) if hashlib.sha256(content).hexdigest() in wanted]
    if {hashlib.sha256(content).hexdigest() for content in found} != wanted:
        raise ChangeError("importing.changed_meanwhile")
    return found
