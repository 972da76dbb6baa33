"""`ehrenfest.simulate`: the same simulation as the command's, from Python."""

from __future__ import annotations

import json
from typing import Any

import pytest

import ehrenfest
from verify import cli
from verify.simulate_problem import Unusable
from verify.simulation import Simulation, simulate

GIVEN: dict[str, Any] = {"hbar": "1/8", "Dx": "1/8", "Dp": "1/8", "time": "1/4", "frames": 1, "mixture": 20}


@pytest.fixture(scope="module")
def run() -> Simulation:
    """A quadratic potential, for which both dynamics are one."""
    return simulate("k*x^2/2", {"k": 1}, **GIVEN, x0="1", p0=-0.5)


def test_it_is_what_the_command_computes(run: Simulation, capsys: pytest.CaptureFixture[str]) -> None:
    options = [f"--{name}={value}" for name, value in GIVEN.items()]
    assert cli.main(["simulate", "k*x^2/2", *options, "--param=k=1", "--x0=1", "--p0=-0.5", "--format=json"]) == 0
    command = json.loads(capsys.readouterr().out)
    assert command.pop("files") == [] and json.loads(json.dumps(run.record)) == command
    assert ehrenfest.simulate is simulate


def test_it_is_shown_as_text_and_as_a_picture(run: Simulation) -> None:
    assert repr(run) == "Simulation of x**2/2 to t = 1/4" and "Theorem 1, bound (8)" in str(run) and "Simulated to 1/1000" in str(run)
    assert run._repr_png_()[:4] == b"\x89PNG" and sorted(run.figure(dpi=30)) == ["figure.pdf", "figure.png"]


@pytest.mark.parametrize(("changed", "said"), [
    ({"hbar": 0}, "`hbar` must be from 1e-12"), ({"x0": (1, 2)}, "`x0` must have 1 coordinate"),
    ({"mixture": 3}, "`mixture` must be an even whole number"),
    ({"x0": "a"}, "`x0` must be a number"), ({"tolerance": 2}, "below 1, but is 2"),
    ({"parameters": {"k": 1, "j": 2}}, "must occur in the formula"), ({"potential": "--out=x"}, "\n    --out=x\n"),
    ({"potential": "1/x", "parameters": {}}, "must be smooth at the centre"),
])  # fmt: skip
def test_what_is_wrong_is_one_sentence(changed: dict[str, Any], said: str) -> None:
    given = {"potential": "k*x^2/2", "parameters": {"k": 1}, **GIVEN} | changed
    with pytest.raises(Unusable) as found:
        simulate(**given)
    assert said in str(found.value) and "--" not in str(found.value).replace("--out=x", "")


@pytest.mark.parametrize("potential", ["cos(x)", "x"])
def test_what_would_take_days_is_refused_at_once(potential: str) -> None:
    """More than a million stretches, by the oscillation of V or by how far the packet is moved."""
    with pytest.raises(ValueError, match=r"`time` must be at most about .* here, but is 1e\+12: V oscillates, or moves the packet"):
        ehrenfest.simulate(potential, hbar="1/4", Dx="1/4", Dp="1/4", time="1e12", mixture=20, frames=1)
