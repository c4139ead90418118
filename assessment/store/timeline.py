"""What can be undone and done again, read off the revisions that were kept: so it outlives the session that made them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.store.documents import Revision


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The revisions to go back to and forward to; None where there is none."""

    back: Revision | None
    forward: Revision | None


def timeline_of(revisions: Iterable[Revision]) -> Timeline:
    """Return the way back and forward from the newest of a document's revisions, given the first one first.

    Going back writes a new revision with the content of an earlier one, so that nothing is lost. A revision with the
    content of the one before the last is such a step back, one with the content just left a step forward; anything
    else begins a new way forward. What waits aside for a choice is not on the way.
    """
    done: list[Revision] = []
    undone: list[Revision] = []
    for revision in revisions:
        if revision.state != "head":
            continue
        if len(done) > 1 and revision.sha256 == done[-2].sha256:
            undone.append(done.pop())
        elif undone and revision.sha256 == undone[-1].sha256:
            done.append(undone.pop())
        else:
            undone.clear()
            done.append(revision)
    return Timeline(back=done[-2] if len(done) > 1 else None, forward=undone[-1] if undone else None)
