"""A PostgreSQL cluster for the tests of this folder, started once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
import postgres_cluster


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    if postgres_cluster.binaries() is None:
        pytest.skip("no PostgreSQL server is installed")
    with postgres_cluster.cluster() as address:
        yield address
