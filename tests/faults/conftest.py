"""What the tests of faults start from: everything imported, and nothing of the user's own cache."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import papers
import pytest

from verify.cli import main


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """None; an audit has imported all that it needs, so that what a fork does later is the audit alone."""
    folder = tmp_path_factory.mktemp("warm")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EHRENFEST_CACHE", str(folder / "cache"))
        toy = str(papers.paper(folder / "paper"))
        for form in ("json", "text", "junit"):
            assert main(["audit", toy, "--write", "--jobs", "1", "--format", form]) == 0


@pytest.fixture(autouse=True)
def _elsewhere(warm: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHRENFEST_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("EHRENFEST_BUDGET", "1")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _interrupts_are_heard() -> Iterator[None]:
    """A mask that a test leaves behind would be that of all processes which later ones start."""
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    yield
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
