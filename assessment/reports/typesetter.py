"""The process that sets pages: reads jobs from standard input, writes their files to standard output. It imports nothing of ours.

Started by `assessment.reports.typesetting` as a script, so that it holds the compiler and one report, not the engine.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import typst

TRIES = 20  # letters that the table of glyphs promised and the fonts refused
UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
LENGTH = 8  # bytes before each file that say how long it is


def made(job: dict[str, Any], box: str, standards: list[Any]) -> bytes:
    """Return the file of a job, with a box for each letter that the fonts refuse."""
    for _ in range(TRIES):
        try:
            return _compiled(job, standards)
        except typst.TypstError as error:
            refused = UNSHOWN.search(str(error))
            if refused is None or refused.group(1) not in job["content"]:
                raise
            job["content"] = job["content"].replace(refused.group(1), box)
    return _compiled(job, standards)


def _compiled(job: dict[str, Any], standards: list[Any]) -> bytes:
    kind = {"format": "png", "ppi": job["ppi"]} if job["ppi"] else {"format": "pdf", "pdf_standards": standards}
    file: bytes = typst.compile(
        job["template"].encode(), ignore_system_fonts=True, sys_inputs={job["name"]: job["content"]}, timestamp=0, **kind
    )
    return file


def main() -> None:
    """Set what standard input asks for; a fault is one line on standard error and exit code 1."""
    order = json.load(sys.stdin.buffer)
    for job in order["jobs"]:
        try:
            file = made(job, order["box"], order["standards"])
        except typst.TypstError as error:
            sys.stderr.buffer.write(str(error).encode())
            raise SystemExit(1) from None
        sys.stdout.buffer.write(len(file).to_bytes(LENGTH, "big") + file)


if __name__ == "__main__":
    main()
