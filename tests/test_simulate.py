"""The command `simulate`: what it prints and writes for a system where everything is known, and all that can go wrong.

The engine is replaced by closed forms of a quadratic potential: quantum and classical evolution are one Gaussian, and the mixture
is that Gaussian. The distances are still measured, between it and the numerical evolution.
"""

from __future__ import annotations

import io
import json
import math
import re
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import sympy as sp
from scipy.linalg import expm

from numerics.correspondence import Comparison, Distances
from numerics.estimate import Estimate
from numerics.phase_space import states, weyl
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array, Axis, Grid
from numerics.phase_space.packet import Packet
from numerics.phase_space.splitting import Splitting
from numerics.potential import Potential
from numerics.sampled_distance import Sampled
from numerics.supremum import Supremum
from verify import seconds as seconds_of
from verify import simulate_norms
from verify.cli import main
from verify.files import replace
from verify.present import simulation
from verify.simulate_progress import Forecast, Shown

USUAL = ("--hbar", "1/5", "--Dx", "0.1", "--Dp", "0.1", "--time", "1", "--x0", "0.5")
QUADRATIC = ("3*x^2/8", *USUAL)
Run = Callable[..., tuple[int, str, str]]
ZERO = Estimate(0.0, 0.0, "a quadratic potential has no harmonic error")


def exact(potential: Any, packet: Packet, t: float, noise: tuple[float, float], mass: float) -> tuple[Array, Array]:
    """Mean and covariance under V = k x^2/2, by one matrix exponential (Van Loan)."""
    stiffness = float(potential.hessian([np.asarray(0.0)], 0.0)[0][0])
    flow = np.array([[0, 1 / mass], [-stiffness, 0]])
    block = expm(t * np.block([[-flow, np.diag(noise)], [np.zeros((2, 2)), flow.T]]))
    move = block[2:, 2:].T
    sigma = move @ packet.covariance @ move.T + move @ block[:2, 2:]
    return move @ packet.centre, (sigma + sigma.T) / 2


def quadratic(potential: Any, packet: Packet, *, hbar: float, Dx: float, Dp: float, mass: float, times: Sequence[float],
              tolerance: float, packets: int, seed: int = 0, progress: Any = None) -> Comparison:
    """The comparison for V = k x^2/2: the mixture exact, both evolutions by the splitting in 8 and in 4 steps a frame."""
    length = math.sqrt(2 * math.pi * hbar * 100)
    grid = Grid((Axis(-length / 2, length / 2, 108),), (Axis(-length / 2, length / 2, 108),))
    rows, runs = [], {(kind, count): packet(grid) for kind in (hbar, None) for count in (8, 4)}
    before = 0.0
    for t in times:
        for (kind, count), f in runs.items():
            runs[kind, count] = Splitting(Dynamics(potential, mass, Dx, Dp, kind), grid, (t - before) / count).advance(f, count)
        before = t
        mean, sigma = exact(potential, packet, t, (Dx, Dp), mass)
        mixture = states.gaussian(grid, mean.tolist(), sigma)

        def norm(first: Array, second: Array, *, trace: bool) -> float:
            return weyl.trace_norm(grid, first - second, hbar=hbar) if trace else float(np.abs(first - second).sum() * grid.cell)

        def estimate(pairs: list[tuple[Array, Array]], *, trace: bool) -> Estimate:
            fine, coarse = (norm(*pair, trace=trace) for pair in pairs)
            return Estimate(fine, abs(fine - coarse) + 1e-12, "two step lengths")

        quantum, classical = ([runs[kind, count] for count in (8, 4)] for kind in (hbar, None))
        rows.append(Distances(
            t, estimate([(mixture, f) for f in quantum], trace=True), estimate([(mixture, f) for f in classical], trace=False),
            estimate(list(zip(quantum, classical, strict=True)), trace=False), ZERO, ZERO,
        ))
    sampled = Sampled(times[-1], packets, rows[-1].quantum_mixture, rows[-1].mixture_classical)
    return Comparison(grid, tuple(times), runs[hbar, 8], runs[None, 8], mixture, tuple(rows), sampled)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Sets the engine's `compare`."""

    def use(compare: Any) -> None:
        module = ModuleType("numerics.correspondence")
        vars(module)["compare"] = compare
        monkeypatch.setitem(sys.modules, module.__name__, module)

    use(quadratic)
    monkeypatch.setattr("verify.simulate_progress.EVERY", 3600.0)  # a slow machine must not print more
    return use


@pytest.fixture
def run(ehrenfest: Run, engine: Any) -> Run:
    """(exit status, stdout, stderr) of `ehrenfest simulate`."""
    return partial(ehrenfest, "simulate")


def fails(error: BaseException) -> Callable[..., Comparison]:
    def compare(*_: Any, **__: Any) -> Comparison:
        raise error

    return compare


def spread(found: dict[str, Any]) -> tuple[float, float]:
    return found["value"] - found["error"], found["value"] + found["error"]


def test_json_of_a_quadratic_potential(run: Run) -> None:
    status, out, err = run(*QUADRATIC, "--format", "json", "--frames", "3")
    item = json.loads(out)
    assert status == 0 and err == ""
    assert set(item) == {"schema", "command", "inputs", "theorem", "rows", "sampled", "meaning", "files"}
    assert item["theorem"]["applies"] is True and item["theorem"]["scales"]["s_H"] == {"low": None, "high": None}
    eta = item["theorem"]["scales"]["eta_H"]
    assert eta["low"] <= math.sqrt(0.75) <= eta["high"]
    covariance = np.array(item["inputs"]["covariance"])
    assert np.allclose(covariance, 0.1 * np.diag([1 / math.sqrt(0.75), math.sqrt(0.75)]), rtol=1e-12, atol=0)
    assert [row["time"]["exact"] for row in item["rows"]] == ["1/3", "2/3", "1"]
    for row in item["rows"]:
        assert row["bounds"]["printed_quantum"] == row["bounds"]["sharpened_classical"] == {"low": 0.0, "high": 0.0}
        for name in ("quantum_mixture", "mixture_classical", "quantum_classical"):
            low, high = spread(row["distances"][name])
            assert low <= 0 <= high and high < 1e-3, "the dynamics are one, so that the distance is its error"
    assert item["sampled"] == {"packets": 2000, **{name: item["rows"][-1]["distances"][name] for name in list(item["sampled"])[1:]}}
    assert list(item["sampled"]) == ["packets", "quantum_mixture", "mixture_classical"]


def test_the_bounds_of_a_cosine(run: Run, engine: Any) -> None:
    """m = V2 = V3 = 1, hbar = 1/5, D = 1/10: z = 2 and (8) is 2^(3/2) sqrt(1/5) t."""
    status, out, _ = run("cos(x)", *USUAL, "--format", "json", "--frames", "2")
    item = json.loads(out)
    assert status == 0 and item["theorem"]["applies"] is True
    for row, t in zip(item["rows"], (0.5, 1.0), strict=True):
        for kind, factor in (("quantum", math.sqrt(5 / 24)), ("classical", 1 / (2 * math.sqrt(math.pi)))):
            rate = 2**1.5 * math.sqrt(0.2)
            for name, value in ((f"printed_{kind}", rate * t), (f"sharpened_{kind}", factor * rate * t)):
                found = row["bounds"][name]
                assert found["low"] - 1e-12 <= value <= found["high"] + 1e-12 and found["high"] - found["low"] < 1e-10


def test_text(run: Run) -> None:
    status, out, _ = run("cos(x)", *USUAL, "--time", "2", "--frames", "2")
    assert status == 0 and "The theorem applies" in out and "z = 2" in out and "± " in out
    assert "2.53*" in out and "* vacuous" in out, "(8) at t = 2, rounded up, starred"
    said = " ".join(out.split())
    assert "the printed bound is vacuous" in said and said.count("by 2000 other packets, put on the grid") == 2
    assert "Below 2: (8) up to t = 1.58, sharpened up to t = 3.46 (quantum) and 5.6 (classical)." in said
    assert max(map(len, out.splitlines())) <= 100


@pytest.mark.parametrize(("options", "applies", "said"), [
    (("--squeeze", "2"), True, "squeezed by 2, at most z = 2"),
    (("--squeeze", "1/2"), True, "squeezed by 2, at most z = 2"),
    (("--squeeze", "2.001"), False, "no mixture of Gaussians squeezed by less than 2.001"),
    (("--squeeze", "6", "--thermal", "3"), True, "squeezed by 2, at most z = 2"),
    (("--squeeze", "6.01", "--thermal", "3"), False, "takes z = 2"),
    (("--aspect", "3"), False, "squeezed by less than 3, which is more than z = 2"),
    (("--aspect", "3", "--squeeze", "3"), True, "squeezed by 1, at most z = 2"),
    (("--Dx", "0"), True, "says nothing"),
])  # fmt: skip
def test_the_hypothesis_on_the_initial_state_is_decided(run: Run, options: tuple[str, ...], applies: bool, said: str) -> None:
    status, out, _ = run("cos(x)", *USUAL, *options, "--format", "json", "--frames", "1")
    item = json.loads(out)
    assert status == 0 and item["theorem"]["applies"] is applies and said in " ".join(item["theorem"]["why"])
    bound = item["rows"][0]["bounds"]
    assert (bound["printed_quantum"] is not None) is applies and bound["sharpened_quantum"] is not None


@pytest.mark.parametrize(("formula", "applies", "said"), [
    ("x^4/4", False, "unbounded: the theorem does not apply"), ("x", False, "affine"), ("cos(x)*cos(t)", False, "depends on time"),
    ("x^2", True, "quadratic"),
])  # fmt: skip
def test_the_hypotheses_on_the_potential_are_decided(run: Run, engine: Any, formula: str, applies: bool, said: str) -> None:
    x = sp.Symbol("x", real=True)
    engine(lambda _, *arguments, **options: quadratic(Potential(x**2, [x]), *arguments, **options))  # what is simulated is beside the point
    status, out, _ = run(formula, *USUAL, "--frames", "1", "--format", "json")
    theorem = json.loads(out)["theorem"]
    assert status == 0 and theorem["applies"] is applies and said in theorem["why"][0]
    assert (theorem["printed"] is not None) is applies


@pytest.mark.parametrize(("low", "high", "finite", "said"), [
    (0.0, math.inf, None, "not known: neither is whether the theorem applies"), (2.3456, math.inf, None, "= not known, at least 2.34 "),
    (0.0, 1e-9, True, "not known well enough to be told from 0"),
])  # fmt: skip
def test_an_undecided_norm_is_left_open(
    run: Run, monkeypatch: pytest.MonkeyPatch, low: float, high: float, finite: bool | None, said: str
) -> None:
    one, loose = Supremum(1.0, 1.0, "1", "1", (), "", "", True), Supremum(low, high, "", "", (), "", "a poor proof", finite)
    monkeypatch.setattr("numerics.supremum.norms", lambda *_, **__: (one, loose))
    status, out, _ = run("cos(x)", *USUAL, "--frames", "1")
    assert status == 0 and said in " ".join(out.split()) and "(a poor proof)" in out and "sharpened bound" not in out


def search(seconds: dict[int | None, float]) -> Callable[..., tuple[Supremum, Supremum]]:
    """A stand-in for `norms` and `curvatures` that computes so long, by its budget; it swallows the first alarm as a callback would."""
    swallowed: list[BaseException] = []

    def found(*_: Any, budget: int | None = None, **__: Any) -> tuple[Supremum, Supremum]:
        end = time.process_time() + seconds[budget]
        while time.process_time() < end:
            try:
                sum(range(1000))
            except BaseException as error:
                if swallowed:
                    raise
                swallowed.append(error)
        one = Supremum(1.0, 1.0, "1", "1", (), "", f"budget {budget}", True)
        return one, one

    return found


@pytest.mark.parametrize(("seconds", "said"), [
    ({None: 0.0, 60: 0.0}, "budget None"), ({None: 60.0, 60: 0.0}, "budget 60"), ({None: 60.0, 60: 60.0}, "given up after 0.1 s"),
])  # fmt: skip
def test_a_search_for_norms_ends(
    run: Run, monkeypatch: pytest.MonkeyPatch, seconds: dict[int | None, float], said: str
) -> None:
    monkeypatch.setattr(seconds_of, "AGAIN", 0.02)
    for name in ("NORMS", "ENDS"):
        monkeypatch.setattr(simulate_norms, name, (0.05, 0.05))
    for name in ("norms", "curvatures"):
        monkeypatch.setattr(f"numerics.supremum.{name}", search(seconds))
    status, out, _ = run("cos(x)", *USUAL, "--frames", "1", "--format", "json")
    theorem = json.loads(out)["theorem"]
    assert status == 0 and said in theorem["norms"]["third"]["how"]
    assert theorem["applies"] is (None if "given up" in said else True)
    assert signal.getsignal(signal.SIGPROF) is signal.SIG_DFL and signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


@pytest.mark.slow
def test_files(run: Run, tmp_path: Path) -> None:
    status, out, _ = run(*QUADRATIC, "--out", str(tmp_path / "new" / "folder"), "--frames", "2")
    folder = tmp_path / "new" / "folder"
    assert status == 0 and "Written to" in out
    assert sorted(path.name for path in folder.iterdir()) == ["arrays.npz", "figure.pdf", "figure.png", "simulation.json"]
    record = json.loads((folder / "simulation.json").read_text(encoding="utf-8"))
    with np.load(folder / "arrays.npz") as found:
        assert json.loads(str(found["record"])) == record
        assert found["quantum"].shape == (found["x1"].size, found["p1"].size) and found["times"].tolist() == [0.5, 1.0]
        cell = (found["x1"][1] - found["x1"][0]) * (found["p1"][1] - found["p1"][0])
        for name in ("quantum", "classical", "mixture"):
            assert found[name].sum() * cell == pytest.approx(1, abs=1e-9)
        assert found["quantum_mixture"].tolist() == [row["distances"]["quantum_mixture"]["value"] for row in record["rows"]]
        assert found["printed_quantum"].tolist() == [0, 0] and found["quantum_mixture_error"].min() > 0
        for name in ("quantum_mixture", "mixture_classical"):
            second = record["sampled"][name]
            assert (float(found[f"{name}_sampled"]), float(found[f"{name}_sampled_error"])) == (second["value"], second["error"])
    page = (folder / "figure.pdf").read_bytes()
    assert (folder / "figure.png").read_bytes()[:4] == b"\x89PNG" and page[:5] == b"%PDF-" and b"CreationDate" not in page


def test_without_matplotlib_the_arrays_are_written(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "verify.figures.simulation", None)
    monkeypatch.delattr("verify.figures.simulation", raising=False)
    status, _, err = run(*QUADRATIC, "--out", str(tmp_path), "--frames", "1")
    assert status == 0 and "pip install 'ehrenfest[plot]'" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["arrays.npz", "simulation.json"]


def test_an_interrupt_leaves_what_is_known(run: Run, engine: Any, tmp_path: Path) -> None:
    engine(fails(KeyboardInterrupt()))
    status, out, err = run("cos(x)", *USUAL, "--out", str(tmp_path))
    assert status == 130 and "The theorem applies" in out and "interrupted" in err
    (path,) = tmp_path.iterdir()
    record = json.loads(path.read_text(encoding="utf-8"))
    assert record["rows"][-1]["bounds"]["printed_quantum"] and record["rows"][-1]["distances"] is None


@pytest.mark.parametrize(("error", "said"), [
    (ArithmeticError("the error must fall below 0.001, but it has 1 in time"), "must fall below"),
    (ValueError("`potential` must be finite where the packet goes, but 1/x has a pole"), "has a pole"),
    (ArithmeticError("the classical path must stay finite, but leaves every box"), "leaves every box"),
    (MemoryError("Unable to allocate 9 GiB"), "; ask for a larger --tolerance"),
    (MemoryError("the grid must fit into memory, but needs 9 GiB; ask for a shorter time"), "but needs 9 GiB; ask for a shorter time\n"),
    (MemoryError(), "must fit into memory"),
])  # fmt: skip
def test_what_the_engine_refuses_is_one_sentence(run: Run, engine: Any, error: Exception, said: str) -> None:
    engine(fails(error))
    status, _, err = run("cos(x)", *USUAL)
    assert status == 2 and err.startswith("ehrenfest: ") and said in err and err.count("\n") == 1


def test_warnings_of_the_engine_stay_inside(run: Run, engine: Any) -> None:
    def compare(*arguments: Any, **options: Any) -> Comparison:
        warnings.warn("overflow encountered in multiply", RuntimeWarning, stacklevel=2)
        return quadratic(*arguments, **options)

    engine(compare)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert run(*QUADRATIC, "--frames", "1")[::2] == (0, "")


@pytest.mark.parametrize(("arguments", "said"), [
    (("cos(x)", *USUAL, "--hbar", "0"), "must be from 1e-12 to 1e12, but is 0"),
    (("cos(x)", *USUAL, "--hbar", "-1"), "must be from 1e-12"),
    (("cos(x)", *USUAL, "--hbar", "nan"),
     "`--hbar` must be a number without a unit, such as 0.1, 1e-3 or 1/10, from 1e-12 to 1e12, but is"),
    (("cos(x)", *USUAL, "--Dx", "z"),
     "`--Dx` must be a number without a unit, such as 0.1, 1e-3 or 1/10, 0 or from 1e-12 to 1e12, but is 'z'"),
    (("cos(x)", *USUAL, "--tolerance", "z"), "1/10, at least 1e-13 and below 1, but is 'z'"),
    (("cos(x)", *USUAL, "--hbar", "1e999"), "must be a number"),
    (("cos(x)", *USUAL, "--hbar", "1/0"), "must be a number"), (("cos(x)", *USUAL, "--hbar", "1" * 90), "must be a number"),
    (("cos(x)", *USUAL, "--squeeze", "0"), "must be from 1e-6 to 1e6"), (("cos(x)", *USUAL, "--thermal", "0.9"), "must be from 1 to 1e6"),
    (("cos(x)", *USUAL, "--Dx", "-1"), "must be 0 or from 1e-12 to 1e12"), (("cos(x)", *USUAL, "--time", "0"), "must be from 1e-12"),
    (("cos(x)", *USUAL, "--mass", "0"), "must be from 1e-12"),
    (("cos(x)", *USUAL, "--mixture", "0"), "an even whole number from 20 to 100000000"),
    (("cos(x)", *USUAL, "--mixture", "21"), "`--mixture` must be an even whole number from 20 to 100000000, but is '21': its"),
    (("cos(x)", *USUAL, "--mixture", "18"), "`--mixture` must be an even whole number from 20 to 100000000, but is '18': its two halves"),
    (("cos(x)", *USUAL, "--tolerance", "1"), "below 1, but is 1"), (("cos(x)", *USUAL, "--tolerance", "9e-14"), "at least 1e-13"),
    (("cos(x)", *USUAL, "--hbar", "1e-300"), "must be from 1e-12"), (("cos(x)", *USUAL, "--Dx", "1e300"), "must be 0 or from 1e-12"),
    (("cos(x)", *USUAL, "--mass", "1e300"), "must be from 1e-12"), (("cos(x)", *USUAL, "--aspect", "1e200"), "must be from 1e-12"),
    (("cos(x)", *USUAL, "--x0", "-1e13"), "must be from -1e12 to 1e12"), (("cos(x)", *USUAL, "--p0", "1e13"), "must be from -1e12"),
    (("cos(x)", *USUAL, "--frames", "0"), "whole number"), (("cos(x)", *USUAL, "--seed", "x"), "whole number"),
    (("cos(x)", *USUAL, "--seed", "-1"), "`--seed` must be a whole number from 0 to 1000000000, but is '-1'"),
    (("cos(x)", *USUAL, "--x0", "1,2"), "must have 1 coordinate"), (("cos(x)", *USUAL, "--x0", "a"), "must be a number"),
    (("cos(x)", *USUAL, "--param", "k"), "must be NAME=VALUE"), (("cos(x)", *USUAL, "--param", "k=1"), "must occur in the formula"),
    (("examples/ion_chain.toml", *USUAL), "but examples/ion_chain.toml is the name of a file; give its formula"),
    (("k*cos(x)", *USUAL), "must use known names"), (("cos(x", *USUAL), "must close every bracket"),
    (("1/x", *USUAL, "--x0", "0"), "must be smooth at the centre"), (("log(x)", *USUAL, "--x0", "-1"), "must be smooth at the centre"),
    (("abs(x)", *USUAL), "two continuous derivatives"), (("cos(x)",), "--hbar"), (("__import__('os')", *USUAL), "`formula` must"),
])  # fmt: skip
def test_what_is_mistyped_is_one_sentence(run: Run, arguments: tuple[str, ...], said: str) -> None:
    status, out, err = run(*arguments)
    assert status == 2 and said in err and out == ""


@pytest.mark.parametrize(("formula", "time"), [
    ("cos(x)/t", "0; begin later, with t + 1 in place of t"), ("cos(x)*log(t)", "0; begin later"), ("cos(x)*sqrt(t-1/8)", "0; begin later"),
    ("cos(x)/(t-1/8)", "0.125; ask for a shorter --time"), ("cos(x)/(t-1/8)^2", "0.125; ask"), ("cos(x)/(t-1/4)", "0.25; ask"),
    ("cos(x)/(t-0.12345)", "0.12345; ask"), ("cos(x)*tan(20*t)", "0.078525; ask"), ("cos(x)*sqrt(1/8-t)", "0.126042; ask"),
    ("x*y/t", "0; begin later"),
])
def test_a_potential_that_a_time_does_not_have_names_the_time(run: Run, formula: str, time: str) -> None:
    status, out, err = run(formula, *USUAL[:6], "--time", "1/4")
    assert (status, out) == (2, "") and "`V(x)` must be smooth at all times of the simulation, but " in err
    assert f"is not near t = {time}" in err


@pytest.mark.parametrize("formula", ["cos(t)/x", "log(x+t)", "cos(t)/(x-y)"])
def test_a_potential_that_a_place_does_not_have_names_the_place(run: Run, formula: str) -> None:
    status, _, err = run(formula, *USUAL[:6], "--time", "1/4")
    assert status == 2 and "must be smooth at the centre of the packet" in err and "choose another --x0" in err


@pytest.mark.parametrize("kind", ["file", "below a file"])
def test_an_output_folder_that_cannot_be(run: Run, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "file"
    path.write_text("mine", encoding="utf-8")
    status, _, err = run(*QUADRATIC, "--out", str(path if kind == "file" else path / "folder"))
    assert status == 2 and "`--out` must be a folder that can be written to" in err and path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["", " "])
def test_an_empty_output_folder_is_not_the_one_that_one_is_in(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, err = run(*QUADRATIC, "--out", name)
    assert status == 2 and "`--out` must name a folder, but is empty" in err
    assert not list(tmp_path.iterdir())


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "folder" / "data"
    path.parent.mkdir()
    path.write_bytes(b"old")
    path.chmod(0o600)
    replace(path, "ält")
    assert path.read_bytes() == "ält".encode() and path.stat().st_mode & 0o777 == 0o600

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space"):
        replace(path, b"new")
    assert path.read_bytes() == "ält".encode() and list(path.parent.iterdir()) == [path]


def stepping(*arguments: Any, progress: Any, **options: Any) -> Comparison:
    """An engine of one stage of two steps; each takes 0.05 s."""
    for done in (0, 1, 2):
        progress("64 x 64 points", done, 2)
        time.sleep(0.05)
    return quadratic(*arguments, progress=progress, **options)


def test_progress_is_one_line_of_a_terminal(run: Run, engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    engine(stepping)
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(("simulate", *QUADRATIC, "--frames", "1")) == 0
    shown = [line.strip() for line in terminal.getvalue().split("\r") if line]
    assert shown[:2] == ["norms of the derivatives of V ...", "bounds of Theorem 1 ..."] and "first steps on the grids ..." in shown
    assert "64 x 64 points: 2 of 2" in shown and shown[-1] == "", "the line is left empty"


def test_progress_is_told_now_and_then_elsewhere(run: Run, engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    engine(stepping)
    monkeypatch.setattr("verify.simulate_progress.EVERY", 0.01)
    status, out, err = run(*QUADRATIC, "--frames", "1")
    assert status == 0 and "so far" not in out and "\r" not in err
    said = err.splitlines()
    assert said and all(line.startswith("ehrenfest: ") and line.endswith(" so far") for line in said)
    assert any(re.fullmatch(r"ehrenfest: 64 x 64 points: 1 of 2( \(about 0 s left\))?, 0 s so far", line) for line in said)
    before = threading.active_count()
    engine(fails(ValueError("`x` must be y, but is z")))
    assert run(*QUADRATIC, "--frames", "1")[0] == 2 and threading.active_count() == before, "nothing goes on telling"


def test_forecasts_are_proportions(monkeypatch: pytest.MonkeyPatch) -> None:
    """After ten seconds, from the steps of the stage alone."""
    now = iter((0.0, 5.0, 20.0, 40.0, 45.0, 60.0))
    monkeypatch.setattr("verify.simulate_progress.time.monotonic", lambda: next(now))
    line = Shown(False)
    line.steps = lambda *what: said.append(what)  # type: ignore[method-assign]
    said: list[tuple[object, ...]] = []
    told = Forecast(line, start=0.0)
    for text, done in (("a", 0), ("a", 0), ("a", 10), ("b", 1000), ("c", 0), ("c", 500)):
        told.steps(text, done, 1000)
    assert said == [("a", 0, 1000, None), ("a", 0, 1000, None), ("a", 10, 1000, 20.0 + 1980.0), ("b", 1000, 1000, None),
                    ("c", 0, 1000, None), ("c", 500, 1000, 75.0)]  # fmt: skip
    monkeypatch.setattr("verify.simulate_progress.time.monotonic", lambda: 12.0)
    Forecast(line, start=0.0).steps("d", 0, 1000)
    assert said[-1] == ("d (more than 3.3 h left)", 0, 1000, None)


def test_what_is_left_is_counted_down_and_not_held_on_to(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Shown(False)
    line.steps("a", 10, 1000, 2000.0)
    said = []
    for now in (20.0, 1100.0, 1990.0, 2000.0, 3000.0):
        monkeypatch.setattr("verify.simulate_progress.time.monotonic", lambda now=now: now)
        said.append(line.left())
    assert said == [" (about 33 min left)", " (about 15 min left)", " (about 10 s left)", "", ""]
    monkeypatch.setattr("verify.simulate_progress.time.monotonic", lambda: 0.0)
    line.stage("b")
    assert line.left() == ""
    terminal = io.StringIO()
    monkeypatch.setattr(sys, "stderr", terminal)
    line = Shown(True, last=-1.0)
    line.steps("a", 10, 1000, 2000.0)
    line.clear()
    assert [each.rstrip() for each in terminal.getvalue().split("\r") if each] == ["a: 10 of 1000 (about 33 min left)", ""]


def test_inputs_reach_the_engine(run: Run, engine: Any) -> None:
    seen: dict[str, Any] = {}

    def compare(potential: Any, packet: Packet, **options: Any) -> Comparison:
        seen.update(options, potential=potential, packet=packet)
        return quadratic(potential, packet, **options)

    engine(compare)
    status, _, _ = run("k*x^2/2", "--hbar", "0.2", "--Dx", "1/8", "--Dp", "1e-1", "--time", "2", "--mass", "4", "--p0", "-1/4",
                       "--squeeze", "3", "--thermal", "2", "--param", "k=9/4", "--mixture", "78", "--seed", "5", "--frames", "2",
                       "--tolerance", "0.02")
    packet = seen.pop("packet")
    assert status == 0 and seen.pop("potential").expression == sp.Rational(9, 8) * sp.Symbol("x", real=True) ** 2
    assert callable(seen.pop("progress"))
    assert seen == {"hbar": 0.2, "Dx": 0.125, "Dp": 0.1, "mass": 4.0, "tolerance": 0.02, "times": [1.0, 2.0], "packets": 78, "seed": 5}
    assert packet.centre.tolist() == [0.0, -0.25] and np.allclose(packet.covariance, 0.2 * np.diag([3 / 3.0, 3.0 / 3]), rtol=1e-12, atol=0)


def test_a_potential_by_name_and_its_parameters(run: Run) -> None:
    status, out, _ = run("pendulum", *USUAL, "--frames", "1", "--format", "json")
    assert status == 0 and json.loads(out)["inputs"]["expression"] == "cos(x)"
    status, _, err = run("pendulum", *USUAL, "--param", "nosuch=1")
    assert status == 2 and "`parameters` must be among" in err


def test_a_minus_sign_in_front_is_no_option(run: Run) -> None:
    status, out, _ = run("-3*x^2/8", *USUAL, "--frames", "1", "--x0", "-.5", "--format", "json")
    item = json.loads(out)
    assert status == 0 and item["inputs"]["expression"] == "-3*x**2/8" and item["inputs"]["centre"] == [-0.5, 0.0]
    assert run("-3*x*y", *USUAL, "--p0", "-1,2,3")[0] == 2


def row(distance: float, error: float, certificate: float, *, printed: float | None = 1.0) -> dict[str, Any]:
    ball = None if printed is None else {"low": printed, "high": printed}
    found = {name: {"value": distance, "error": error, "how": ""} for name in simulation.DISTANCES[:3]}
    found |= {name: {"value": certificate, "error": 0.0, "how": ""} for name in simulation.DISTANCES[3:]}
    names = [f"{name}_{kind}" for name in ("printed", "sharpened") for kind in ("quantum", "classical")]
    return {"time": {"value": 1.0, "exact": "1"}, "distances": found, "bounds": dict.fromkeys(names, ball)}


def second(distance: float, error: float) -> dict[str, Any]:
    found = {"value": distance, "error": error, "how": ""}
    return {"packets": 8, "quantum_mixture": {**found, "value": 0.1}, "mixture_classical": found}


def test_a_violated_bound_is_said_aloud() -> None:
    assert "one of them is wrong" in simulation.meaning([row(0.5, 0.1, 0.39), row(0.1, 0.1, 0.5)], second(0.1, 0.0))[-2]
    assert "Every distance is below" in simulation.meaning([row(0.5, 0.1, 0.41)], second(0.5, 0.5))[-2]


@pytest.mark.parametrize(("distance", "agrees"), [(0.29, True), (0.31, False), (0.0, True)])
def test_methods_that_disagree_are_said_aloud(distance: float, agrees: bool) -> None:
    """0.1 +- 0.1 by the one, `distance` +- 0.1 by the other; in the quantum case both have 0.1."""
    said = simulation.meaning([row(0.5, 0.0, 1.0), row(0.1, 0.1, 0.5)], second(distance, 0.1))[-1]
    assert ("agree within" in said) is agrees and ("disagree" in said) is not agrees
    assert ("classical: 0.10 ± 0.10 and 0.31 ± 0.10" in said) is not agrees and "quantum:" not in said


def test_what_the_bounds_say_in_words() -> None:
    said = simulation.meaning([row(0.1, 0.01, 0.2, printed=3.0)], second(0.1, 0.1))
    assert "the a-posteriori bound is below 2; the printed and sharpened bounds are vacuous" in said[0]
    assert "2 times the distance" in said[0]
    assert "0 within its error bar" in simulation.meaning([row(0.01, 0.02, 0.2)], second(0.1, 0.1))[0]
    assert "no bound is below 2" in simulation.meaning([row(0.1, 0.01, 2.5, printed=None)], second(0.1, 0.1))[1]


@pytest.mark.parametrize(("value", "error", "text"), [
    (0.0123, 0.01, "0.012 ± 0.010"), (0.123456, 0.000321, "0.12346 ± 0.00033"), (1.5, 0.0, "1.5"), (3e-9, 1e-12, "3.0000e-09 ± 1.0e-12"),
    (0.5, 0.0999, "0.50 ± 0.10"), (0.88276543, 8.9e-7, "0.88276543 ± 0.00000089"), (0.0, 1.6e-7, "0.00000000 ± 0.00000016"),
    (0.0, 1e-12, "0e+00 ± 1.0e-12"), (1234.5, 120.0, "1.23e+03 ± 1.2e+02"), (5.0, 120.0, "5e+00 ± 1.2e+02"),
])  # fmt: skip
def test_error_bars_are_rounded_up(value: float, error: float, text: str) -> None:
    assert simulation.with_bar({"value": value, "error": error}) == text


@pytest.mark.parametrize(("low", "high", "text"), [
    (1.0, 1.0001, "1.01"), (0.0, 0.0, "0.00"), (2.0, 2.0, "2.00*"), (None, None, "infinite*"), (14.13, 14.13, "14.2*"),
    (1.9, 2.125, "2.13"),
])  # fmt: skip
def test_bounds_are_rounded_up(low: float | None, high: float | None, text: str) -> None:
    assert simulation.from_above({"low": low, "high": high}) == text
