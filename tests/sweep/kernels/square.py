"""A toy: x^2 with an error bar, and whatever may go wrong on the way, as `mode` says. Each call leaves a line in SQUARE_CALLS.

A gated call waits until the number in the file SQUARE_GATE is at least x: so a test knows where the work is, however fast the machine.
"""

from __future__ import annotations

import os
import signal
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

from numerics.estimate import Estimate
from verify.sweep.kernel import Given, Kernel, Refused, Result
from verify.sweep.parameter import Parameter, choice, number

MODES = ("plain", "refused", "killed", "killed-once", "memory", "defect", "array", "slow", "gated", "other")


def _present(gate: Path) -> None:
    """None, once who is going to wait is written beside the gate, all at once: who reads the call finds the process, killed or not."""
    written = gate.with_suffix(f".{os.getpid()}")
    written.write_text(str(os.getpid()))
    written.replace(gate.with_suffix(".pid"))


def _wait(gate: Path, x: Fraction) -> None:
    """None, once the gate lets x pass."""
    while int(gate.read_text() or 0) < x:
        time.sleep(0.01)


def run(given: Given) -> Result:
    calls = os.environ.get("SQUARE_CALLS")
    earlier = Path(calls).read_text().splitlines() if calls and Path(calls).exists() else []
    if given["mode"] == "gated":
        _present(Path(os.environ["SQUARE_GATE"]))
    if calls:
        with open(calls, "a") as stream:
            stream.write(f"{given['x']} {given['mode']}\n")
    x, mode = Fraction(given["x"]), given["mode"]
    if mode == "refused":
        raise Refused(f"`x` must be welcome, but is {x}")
    if mode == "killed" or (mode == "killed-once" and not earlier):
        os.kill(os.getpid(), signal.SIGKILL)
    if mode == "memory":
        np.ones(2**31)
    if mode == "defect":
        raise KeyError("x")
    if mode == "slow":
        time.sleep(0.3)
    if mode == "gated":
        _wait(Path(os.environ["SQUARE_GATE"]), x)
    if mode == "other":
        return Result({"cube": Estimate(1.0, 0.0, "")})
    arrays = {"powers": np.array([float(x) ** k for k in range(4)])} if mode == "array" else {}
    return Result({"square": Estimate(float(x * x), 0.25, "exact and a bar"), "none": None}, arrays, ("a note",))


KERNEL = Kernel(
    name="square", title="a toy", run=run, numbers={"square": "x^2", "none": "nothing"}, cost=lambda given: 2.0,
    parameters=(
        Parameter("x", "a number", number("-1e6", "1e6")),
        Parameter("mode", "what happens", choice(*MODES), "plain", numeric=False)),
)
