"""Property tests draw the same examples on every machine; with HYPOTHESIS_PROFILE=search they draw fresh ones."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from verify import sources

settings.register_profile("repeatable", derandomize=True)
settings.register_profile("search", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(autouse=True, scope="session")
def _engine_may_be_edited() -> None:
    """None; an audit of a test does not mind that someone edits the engine meanwhile. `tests/faults/test_audit_edited.py` does."""
    sources.STARTED = {}
