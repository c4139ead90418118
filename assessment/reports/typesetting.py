"""Hand pages to the typesetter in a process of its own: what it keeps in memory (40 MB a report and more) ends with it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path

from assessment.reports.glyphs import BOX
from calculators.errors import DomainError

STANDARDS = ("a-3a",)  # archival with structure tags and the attachment that verification reads
LONGEST = 300.0  # [s] a page that takes longer is given up
LENGTH = 8  # bytes before each file that say how long it is
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # on Windows a program without a console would open one


@dataclass(frozen=True, kw_only=True)
class Job:
    """One file to set: a template's text, what it is given and under which name; ``png`` at `ppi` instead of a PDF if that is not None."""

    template: str
    name: str
    content: str
    ppi: float | None = None


def typeset(jobs: Sequence[Job]) -> list[bytes]:
    """Return the files of jobs, set one after another by one process.

    A letter that the fonts refuse is shown as a box.

    Parameters
    ----------
    jobs : sequence of Job
        What to set.

    Returns
    -------
    list of bytes
        One file per job; the same bytes for the same job.

    Raises
    ------
    DomainError
        If a page cannot be set: a fault of a template, or more memory or time than there is.
    """
    if not jobs:
        return []
    with resources.as_file(resources.files("assessment.reports") / "typesetter.py") as script:
        made = _run(script, json.dumps({"box": BOX, "standards": STANDARDS, "jobs": [asdict(job) for job in jobs]}).encode())
    files, at = [], 0
    while at < len(made):
        start = at + LENGTH
        at = start + int.from_bytes(made[at:start], "big")
        files.append(made[start:at])
    return files


def template(name: str) -> str:
    """Return the text of a template that ships."""
    return resources.files("assessment.reports").joinpath("templates", name).read_text(encoding="utf-8")


def _run(script: Path, order: bytes) -> bytes:
    command = [sys.executable, "-P", str(script)]  # -P: modules beside the script are not importable by their bare names
    try:
        done = subprocess.run(command, input=order, capture_output=True, timeout=LONGEST, creationflags=NO_WINDOW, check=False)
    except (subprocess.TimeoutExpired, OSError) as error:
        raise DomainError(f"the pages could not be set: {error}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise DomainError(f"the pages could not be set: {said or f'the typesetter ended with {done.returncode}'}")
    return done.stdout
