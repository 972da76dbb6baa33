"""What all tests share. Property tests draw the same examples on every machine; with HYPOTHESIS_PROFILE=search they draw fresh ones."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import settings

from verify import sources
from verify.cli import main

settings.register_profile("repeatable", derandomize=True)
settings.register_profile("search", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(autouse=True, scope="session")
def _engine_may_be_edited() -> None:
    """None; an audit of a test does not mind that someone edits the engine meanwhile. `tests/faults/test_audit_writers.py` does."""
    sources.STARTED = {}


@pytest.fixture
def ehrenfest(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """(exit status, stdout, stderr) of a command with its arguments; none prints a traceback."""

    def call(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return status, captured.out, captured.err

    return call
