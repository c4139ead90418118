"""The builder of the made-up invoices, for every test of this folder."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def papers() -> ModuleType:
    """Return the module that writes data/examples/invoices."""
    path = Path(__file__).with_name("make_examples.py")
    spec = importlib.util.spec_from_file_location("make_examples", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_examples"] = module
    spec.loader.exec_module(module)
    return module
