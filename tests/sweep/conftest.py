"""What the tests of sweeps share: a folder of toy kernels, a store of one's own, and a count of the kernel's calls."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verify.sweep.runner import Here
from verify.sweep.swept import Swept, sweep

KERNELS = str(Path(__file__).resolve().parent / "kernels")
Run = Callable[..., Swept]


@pytest.fixture
def toys() -> str:
    """The folder of the toy kernels."""
    return KERNELS


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """The calls of the toy kernel so far, in any process."""
    path = tmp_path / "calls"
    monkeypatch.setenv("SQUARE_CALLS", str(path))
    return lambda: path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def square(tmp_path: Path, calls: Any) -> Run:
    """Runs the toy at the given x in a store of the test's; in other processes where `jobs` are asked for."""

    def run(x: list[Any], mode: str | list[str] = "plain", **options: Any) -> Swept:
        modes = {"axes": {"x": x, "mode": mode}} if isinstance(mode, list) else {"axes": {"x": x}, "fixed": {"mode": mode}}
        runner = {} if "jobs" in options else {"runner": Here()}
        return sweep({"kernel": "square", **modes}, store=tmp_path / "store", kernels=KERNELS, **runner, **options)

    return run
