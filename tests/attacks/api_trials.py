"""Kill a server with signal 9 under API calls, send again what was not answered. `python tests/attacks/api_trials.py [TRIALS]`.

Every call adds one row to a ledger under an ``Idempotency-Key`` of its own; after the kill a new server is started and the call that got
no answer is sent again under the same key. Lost: an acknowledged row is not there. Doubled: a row is there twice.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from app import sites
from app.api.store import keys
from app.database.restoring import verify
from assessment.store.access import LOCAL
from assessment.store.scope import writing

LONGEST = 0.9  # s from the first call to the kill
SERVER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from app.api import handler
handler.BURST = handler.STRANGERS_BURST = 10**9
from api_server import serving
from app.settings import Settings
with serving(Settings(folder=Path(sys.argv[1]))) as address:
    print(address, flush=True)
    sys.stdin.read()
"""
PLANT = {
    "format": "sachhon-assessment/1",
    "facility": {"name": "N", "sector": "other", "province": "79"},
    "reporting_period": "2025",
    "products": [{"id": "p", "name": "P", "unit": "t"}],
    "flows": [{"period": "2025", "stream": "product/p", "quantity": 1, "unit": "t"}],
}


def start(home: Path) -> tuple[subprocess.Popen[str], str]:
    """Return a running server and its address."""
    command = [sys.executable, "-c", SERVER, str(home), str(Path(__file__).parents[1])]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def row(number: int) -> dict[str, object]:
    """Return a row that is known by its meter."""
    return {"flows": [{"period": "2025", "stream": "water/municipal", "quantity": number, "unit": "m3", "meter": f"m{number}"}]}


def run(home: Path, trials: int) -> Counter[str]:
    """Return what became of the calls."""
    with writing(sites.open_store(home), LOCAL) as scope:
        _, token = keys.create(scope, LOCAL, "trials", keys.SCOPES, timedelta(days=1))
    headers = {"Authorization": f"Bearer {token}"}
    count: Counter[str] = Counter()
    process, address = start(home)
    site = httpx.post(f"{address}/assessments", json=PLANT, headers=headers, timeout=60).json()["id"]
    number, acknowledged = 0, set()
    for _ in range(trials):
        killer = threading.Timer(random.uniform(0.05, LONGEST), process.kill)
        killer.start()
        try:
            while True:
                number += 1
                said = httpx.post(
                    f"{address}/assessments/{site}/flows",
                    json=row(number),
                    headers={**headers, "Idempotency-Key": f"k{number}"},
                    timeout=60,
                )
                said.raise_for_status()
                acknowledged.add(number)
        except httpx.TransportError:
            pass
        killer.join()
        process.wait()
        process, address = start(home)
        again = httpx.post(
            f"{address}/assessments/{site}/flows", json=row(number), headers={**headers, "Idempotency-Key": f"k{number}"}, timeout=60
        )
        again.raise_for_status()
        acknowledged.add(number)
        count["had been done before the kill"] += again.headers.get("Idempotent-Replayed") == "true"
        count["killed"] += 1
    items: list[dict[str, object]] = []
    cursor: str | None = None
    while True:
        query = {"limit": "500"} | ({"cursor": cursor} if cursor else {})
        body = httpx.get(f"{address}/assessments/{site}/flows", params=query, headers=headers, timeout=60).json()
        items += body["items"]
        cursor = body["next"]
        if cursor is None:
            break
    process.kill()
    process.wait()
    meters = Counter(str(item.get("meter")) for item in items if item.get("meter"))
    count["acknowledged"] = len(acknowledged)
    count["lost"] = sum(f"m{each}" not in meters for each in acknowledged)
    count["doubled"] = sum(times - 1 for times in meters.values())
    faults, _ = verify(sites.open_store(home).url)
    count["broken"] = len(faults)
    return count


def main() -> int:
    """Run the trials; end with 1 if anything was lost, doubled or broken."""
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as folder:
        count = run(Path(folder), trials)
    print(", ".join(f"{number} {what}" for what, number in count.items()))
    return 1 if count["lost"] + count["doubled"] + count["broken"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
