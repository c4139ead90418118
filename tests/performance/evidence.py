"""Run every long count and comparison once and print them into docs/performance.md; resumable.

What a script printed is kept in var/evidence until the script or the code it measures changes, so that an interrupted
run goes on where it stopped. Each ratio is measured inside one process run; absolute times are never reported.
"""

from __future__ import annotations

import hashlib
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "var" / "evidence"
PAGE = ROOT / "docs" / "performance.md"
ATTACKS = ROOT / "tests" / "attacks" / "report.py"  # writes docs/privacy.md, and keeps what it counted likewise
FOLDERS = ("calculators", "data", "benchmarks", "assessment", "app")


def fingerprint(script: Path) -> str:
    """Return a hash of a script and of all code it may measure."""
    digest = hashlib.sha256(script.read_bytes())
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def printed_by(script: Path, is_wanted: bool) -> str:
    """Return what `script` prints, from the kept run where nothing has changed since."""
    kept = KEPT / f"{script.stem}-{fingerprint(script)}.txt"
    if not kept.exists() and not is_wanted:
        return "not run on this code"
    if not kept.exists():
        print(f"… {script.name}", flush=True)
        done = subprocess.run([sys.executable, str(script)], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode:
            return f"failed with exit code {done.returncode}:\n{done.stderr.strip()[-2000:]}"
        KEPT.mkdir(parents=True, exist_ok=True)
        kept.write_text(done.stdout, encoding="utf-8")
    return kept.read_text(encoding="utf-8").rstrip()


def main() -> None:
    """Write docs/performance.md; names on the command line run only these, what was kept of others is printed too.

    The attacks of docs/privacy.md are counted under the name ``attacks``.
    """
    wanted = set(sys.argv[1:])
    scripts = sorted(Path(__file__).parent.glob("bench_*.py"))
    parts = [
        "# What was measured",
        f"Printed by `make evidence` on {date.today():%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}. "
        "Each figure is a ratio or a count of one run; the floor it is held to stands beside it.",
    ]
    failed = False
    for script in scripts:
        text = printed_by(script, not wanted or script.stem.removeprefix("bench_") in wanted)
        failed = failed or text.startswith("failed")
        parts += [
            f"## {script.stem.removeprefix('bench_').replace('_', ' ')}",
            f"`python tests/performance/{script.name}`",
            f"```\n{text}\n```",
        ]
    if not wanted or "attacks" in wanted:
        failed = bool(subprocess.run([sys.executable, str(ATTACKS)], cwd=ROOT, check=False).returncode) or failed
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print(PAGE.relative_to(ROOT))
    if failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
