"""The command as a process: interrupts while it starts, and a stdout that cannot be written to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from verify.trusted import ROOT

COMMAND = ["simulate", "cos(x)", "--hbar", "1/5", "--Dx", "0.1", "--Dp", "0.1", "--time", "1"]
STOP = """
def hook(event, arguments):
    if event == "import" and arguments[0] == {module!r}:
        os.kill(os.getpid(), signal.SIGINT)
sys.addaudithook(hook)
"""


def process(code: str, folder: Path, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    """`ehrenfest` after some code, run elsewhere than in the repository."""
    code = f"import os, signal, sys, types, ehrenfest\nsys.argv[1:] = {COMMAND!r}\n{code}\nsys.exit(ehrenfest.main())"
    return subprocess.run([sys.executable, "-c", code], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=stdout,
                          stderr=subprocess.PIPE, text=True, timeout=300,
                          preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))  # it may be ignored here


@pytest.mark.parametrize("module", ["verify", "verify.cli", "numpy", "numerics.supremum.search"])
def test_an_interrupt_during_an_import_is_one_sentence(tmp_path: Path, module: str) -> None:
    found = process(STOP.format(module=module), tmp_path)
    assert (found.returncode, found.stdout, found.stderr) == (130, "", "\nehrenfest: interrupted before anything was computed\n")


def test_an_interrupt_that_was_ignored_stays_ignored(tmp_path: Path) -> None:
    code = f"signal.signal(signal.SIGINT, signal.SIG_IGN)\n{STOP.format(module='verify.cli')}\nsys.argv[1:] = ['--help']"
    found = process(code, tmp_path)
    assert found.returncode == 0 and "usage" in found.stdout


FAKE = """
module = types.ModuleType("verify.simulate")
module.run = lambda arguments: {run} or 0
sys.modules["verify.simulate"] = module
"""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("flush", [False, True])
def test_a_full_stdout_is_one_sentence(tmp_path: Path, flush: bool) -> None:
    with open("/dev/full", "w") as full:
        found = process(FAKE.format(run=f"print('result', flush={flush})"), tmp_path, full.fileno())
    assert found.returncode == 2 and found.stderr.startswith("ehrenfest: the results must be written to stdout, but No space")
    assert found.stderr.count("\n") == 1


def test_a_closed_stdout_is_one_sentence(tmp_path: Path) -> None:
    found = process(FAKE.format(run="print('result')") + "\nsys.stdout = None", tmp_path)
    assert found.returncode == 2 and "but it is closed" in found.stderr and found.stderr.count("\n") == 1


def test_an_interrupt_after_the_imports_is_the_commands_own(tmp_path: Path) -> None:
    found = process(FAKE.format(run="os.kill(os.getpid(), signal.SIGINT)"), tmp_path)
    assert found.returncode == 130 and found.stderr == "\nehrenfest: interrupted\n"
