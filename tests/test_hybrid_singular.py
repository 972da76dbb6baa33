"""`hybrid` where formulas are singular: refused where the start or trajectories cover that, simulated where nothing comes near."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import sympy as sp

from derive.regular_points import conditions
from numerics.hybrid import simulate
from numerics.hybrid.domain import of_model
from numerics.hybrid.model import Hybrid, Start, pure
from verify.hybrid import simulation

Run = Callable[..., tuple[int, str, str]]
QUICK = ("--trajectories", "100", "--frames", "1", "--step", "1/50", "--jobs", "1")
MODEL = """
coordinates = {coordinates}
hbar = 1
mass = 1
potential = "{V}"
time = "{time}"
[coupling]
{coupling}
[noise]
{noise}
[state]
amplitudes = [1, 1]
q = {q}
p = {p}
q_spread = "{spread}"
"""
SINGLE = {"coordinates": '["q"]', "V": "0", "time": "1/5", "coupling": 'sigma_z = "q/2"', "noise": "gamma_C = 1/4", "q": "1", "p": "0",
          "spread": "1/10"}
DOUBLE = {**SINGLE, "coordinates": '["q1", "q2"]', "coupling": 'sigma_z = "q1/2"', "q": "[1, -1]", "p": "[0, 0]"}
q, r = sp.symbols("q r", real=True)


@pytest.fixture
def run(ehrenfest: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """(exit status, stdout, stderr with single blanks) of a model of these parts, without the second method."""
    monkeypatch.setattr(simulation, "PATIENCE", 1e-3)

    def call(parts: dict[str, str], *options: str, **changed: str) -> tuple[int, str, str]:
        path = tmp_path / "typed.toml"
        path.write_text(MODEL.format(**{**parts, **changed}).replace("= 1/4\n", '= "1/4"\n'), encoding="utf-8")
        status, out, err = partial(ehrenfest, "hybrid")(str(path), *QUICK, *options)
        return status, out, " ".join(err.split())

    return call


@pytest.mark.parametrize(("V", "start", "at"), [
    ("log(q)", "1/4", "0"), ("1/q", "1/4", "0"), ("1/q^2", "1/4", "0"), ("abs(q)", "1/4", "0"), ("1/(q - 3)", "5/2", "3"),
    ("log(q^2 - 1)", "5/4", "1"), ("1/sin(q)", "3", "3.142,"), ("sqrt(q)", "1/4", "0"), ("tan(q)", "3/2", "1.571"),
    ("1/(q^2 - 2*q + 1)", "5/4", "1"), ("1/(1 - cos(q))", "1/4", "0,"), ("log(abs(q))", "-1/4", "0"), ("q*abs(q - 1)", "5/4", "1"),
    ("exp(-1/q^2)", "1/4", "0"), ("(q^2)^(1/3)", "1/4", "0"), ("1/(exp(q) - e)", "5/4", "1"), ("log(log(q))", "5/4", "1"),
])  # fmt: skip
def test_a_start_over_a_singular_point_is_refused(run: Run, V: str, start: str, at: str) -> None:
    """A standard deviation of 1/10 about 1/4 covers 0 within its five."""
    status, _, err = run(SINGLE, V=V, q=f'"{start}"')
    assert status == 2 and f"is singular at q = {at}" in err and "must be regular where trajectories start" in err, err


@pytest.mark.parametrize(("V", "start"), [
    ("log(q)", "5"), ("1/q", "5"), ("abs(q)", "5"), ("1/(q - 3)", "1"), ("log(q^2 - 1)", "-3"), ("1/sin(q)", "3/2"), ("sqrt(q)", "2"),
    ("tan(q)", "0"), ("sqrt(q^2 + 1/10^4)", "0"), ("1/(1 + q^2)", "0"), ("1/cosh(q)", "0"), ("abs(q)^3", "0"), ("log(2 + sin(9*q))", "0"),
    ("1/(q^2 - 2*q + 1 + 1/10^6)", "1"),
])  # fmt: skip
def test_what_is_regular_as_far_as_trajectories_go_is_simulated(run: Run, V: str, start: str) -> None:
    status, out, err = run(SINGLE, V=V, q=f'"{start}"')
    assert (status, err) == (0, "") and "100 trajectories" in out


@pytest.mark.parametrize(("parts", "said"), [
    ({"V": "-1/(3 - q)", "q": '"3/2"', "p": "12"}, "1/(3 - q) is singular at q = 3, and q goes from "),
    ({"V": "1/(q - 3)", "q": "2", "time": "4"}, "1/(q - 3) is singular at q = 3, and q goes from "),
    ({"V": "1/q^2/10^6", "q": "1", "p": "-12"}, "q^(-2) is singular at q = 0, and q goes from "),
    ({"coupling": 'sigma_z = "1/q"', "q": "1", "p": "-12"}, "1/q is singular at q = 0, and q goes from "),
    ({"coupling": 'sigma_z = "q"\nsigma_x = "1/q"', "q": "1", "p": "-12"}, "1/q is singular at q = 0, and q goes from "),
    ({"V": "abs(q)", "q": "1", "p": "-12"}, "abs(q) is singular at q = 0, and q goes from "),
    ({"V": "log(q)", "q": "1", "p": "-12", "noise": 'D_2 = [["1 + q^2"]]'}, "1/q is singular at q = 0, and q goes from "),
    ({"noise": 'sigma = "q"', "q": "1", "p": "-12"}, "q^(-2) is singular at q = 0, and q goes from "),
])  # fmt: skip
def test_trajectories_that_cross_a_singular_point_are_refused(run: Run, parts: dict[str, str], said: str) -> None:
    """The particle flies through: in one step it moves 0.24, and no formula is evaluated at the point itself."""
    status, out, err = run(SINGLE, **{"spread": "1/1000", **parts})
    assert status == 2 and said in err and "100 trajectories" not in out, err


@pytest.mark.parametrize(("parts", "said"), [
    ({"V": "1/(q1 - q2)", "p": "[-12, 12]"}, "1/(q1 - q2) is singular where q1 - q2 = 0, and a trajectory at q1 = "),
    ({"V": "1/(q1 - q2)", "q": '["1/10", 0]'}, "1/(q1 - q2) is singular where q1 - q2 = 0, and a trajectory at q1 = "),
    ({"V": "log(q1 - q2)", "q": "[-1, 1]"}, "log(q1 - q2) is singular where q1 - q2 = 0"),
    ({"V": "-1/sqrt(q1^2 + q2^2)/10^4", "q": "[1, 0]", "p": "[-12, 0]", "spread": "1/10^4"}, "is singular where q1^2 + q2^2 = 0"),
    ({"coupling": 'sigma_z = "abs(q1 - q2)"', "p": "[-12, 12]"}, "abs(q1 - q2) is singular where q1 - q2 = 0"),
    ({"V": "1/q2", "p": "[0, 12]"}, "1/q2 is singular at q2 = 0, and q2 goes from "),
    ({"V": "1/(q1 - q2)", "p": "[-12, 12]", "noise": 'D_2 = [["1 + q1^2", 0], [0, 1]]'}, "is singular where q1 - q2 = 0"),
])  # fmt: skip
def test_several_coordinates(run: Run, parts: dict[str, str], said: str) -> None:
    status, _, err = run(DOUBLE, **parts)
    assert status == 2 and said in err, err


@pytest.mark.parametrize("V", ["1/(q1 - q2)", "1/sqrt(q1^2 + q2^2)", "log(q1 - q2)", "1/q2", "(q1^2 + q2^2)^(3/2)", "1/(1 + (q1 - q2)^2)"])
def test_several_coordinates_that_stay_away(run: Run, V: str) -> None:
    status, out, err = run(DOUBLE, V=V)
    assert (status, err) == (0, "") and "100 trajectories" in out


def test_a_logarithm_is_not_taken_for_that_of_the_modulus(run: Run) -> None:
    """1/q, its slope, is real at -5, and what the engine for general noise knows; log(q) is not."""
    for noise in ("gamma_C = 1/4", 'D_2 = [["1 + q^2"]]'):
        status, _, err = run(SINGLE, V="log(q)", q="-5", noise=noise)
        assert status == 2 and "log(q) is not real at q = -5" in err


def test_numbers_that_overflow_are_called_so(run: Run) -> None:
    status, _, err = run(SINGLE, "--step", "100", V="-q^4", time="10^4")
    assert status == 2 and "numbers must stay in the range of doubles, but overflow after q got" in err and "domain" not in err
    status, _, err = run(SINGLE, "--step", "100", V="-q^4", time="10^4", noise='D_2 = [["1 + q^2"]]')
    assert status == 2 and "numbers must stay in the range of doubles" in err and "domain" not in err


def test_the_distance_of_two_runs_is_no_error_bar_at_a_kink(monkeypatch: pytest.MonkeyPatch) -> None:
    """Why |q| is refused: q falls from 1 through the kink at t = 2^(1/2), in runs that find it in the same step of both lengths."""
    model = Hybrid((q,), sp.Abs(q), sp.ImmutableMatrix([[q, 0], [0, -q]]) / 2000, 1.0, np.array([[1e-5]]))
    start = Start(np.array([1.0]), np.array([0.0]), pure([1, 1]))
    with pytest.raises(ArithmeticError, match=r"abs\(q\) is singular at q = 0"):
        simulate.refined(model, start, [1.6], step=0.16, trajectories=100, seed=0, hbar=1.0)
    for module in ("diagonal", "simulate"):
        monkeypatch.setattr(f"numerics.hybrid.{module}.of_model", lambda model: of_model(Hybrid((q,), q, model.coupling, 1.0, model.sigma)))
    coarse, fine = simulate.refined(model, start, [1.6], step=0.16, trajectories=100, seed=0, hbar=1.0)
    known = -(2**0.5) + (1.6 - 2**0.5)
    bar = abs(coarse.p[0].mean() - fine.p[0].mean()) + 3 * fine.p[0].std() / 10
    assert abs(fine.p[0].mean() - known) > 10 * bar


def test_a_noise_that_may_be_negative_is_a_sentence(run: Run) -> None:
    status, _, err = run(SINGLE, noise='D_2 = [["q"]]')
    assert status == 2 and "`D_2` must be at least 0 at all values of the variables, but [[0, 0], [0, q]] is not known to be" in err


def test_conditions_are_those_of_the_parts() -> None:
    assert conditions([sp.exp(-(q**2)) * sp.sin(q) / sp.cosh(q), sp.sqrt(1 + q**2), (q**2 + r**2) ** sp.Rational(3, 2)]) == ()
    found = conditions([sp.tan(q), sp.log(sp.Abs(q)), sp.log(q) ** 2, 1 / q])
    assert [(str(each.argument), each.is_root, each.is_pole) for each in found] == [
        ("cos(q)", False, True), ("q", False, False), ("Abs(q)", True, True), ("q", True, True), ("q", False, True)]  # fmt: skip


def test_powers_are_written_as_everywhere_else(run: Run, tmp_path: Path) -> None:
    """SymPy's ** is neither what most users type nor what the command prints beside it."""
    for parts in ({"noise": 'D_2 = [["q^3"]]'}, {"coupling": 'rows = [["q", "q^3"], ["q^2", "-q"]]'}, {"V": "1/(q^3 - 1)"}):
        status, out, err = run(SINGLE, **parts)
        assert status == 2 and "^" in err and "**" not in out + err, err
    run(SINGLE, "--check", "--out", str(tmp_path / "kept"), V="exp(-q^2)", coupling='sigma_z = "q^3/9"')
    assert "**" not in (tmp_path / "kept" / "hybrid.json").read_text(encoding="utf-8")
