"""What a compiled solver prints never reaches standard output, where an answer may stand."""

from __future__ import annotations

import os

import pytest

from assessment.opportunities.quiet import quiet_output


def test_compiled_words_are_kept_from_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    with quiet_output():
        os.write(1, b"a solver's own words")
    assert capfd.readouterr().out == ""
    os.write(1, b"ours")
    assert capfd.readouterr().out == "ours"
