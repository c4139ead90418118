"""A signed benchmark pack as an option of a command: the file, and the key of who published it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.speaking import read_file, refuse_with, say_findings

if TYPE_CHECKING:
    from benchmarks.peers.pack import Pack

PackFile = Annotated[Path, typer.Option("--pack", help="a signed benchmark pack")]
Key = Annotated[str, typer.Option("--key", help="the publisher's public key, 64 hexadecimal digits")]
KEY_BYTES = 32


def signed_pack(file: Path, key: str, lang: str) -> Pack:
    """Return the pack that the key's owner signed, or refuse the call with the reason."""
    from benchmarks.peers import pack as packs

    try:
        public = bytes.fromhex(key)
        if len(public) != KEY_BYTES:
            raise ValueError
    except ValueError as error:
        raise refuse_with("key", f"--key {key[:20]}…", lang) from error
    found, findings = packs.read(read_file(file, lang), public, file.name)
    if found is None:
        say_findings([finding.as_record() for finding in findings], lang)
        raise typer.Exit(2)
    return found
