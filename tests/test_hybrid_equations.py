"""The command `hybrid` on models beyond constant noise in every momentum: coefficients with operators, momenta, D_2 of the state."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import sympy as sp

from derive.classical_quantum import block_is_positive
from verify.hybrid import equation_file, general, named, simulation
from verify.hybrid.model_file import parsed, read_model
from verify.hybrid.numbers import engine, is_plain
from verify.hybrid.positivity import decided, positivity, positivity_of
from verify.hybrid.regime import validity
from verify.system_input import UnusableSystem

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
Run = Callable[..., tuple[int, str, str]]
QUICK = ("--trajectories", "40", "--frames", "1", "--step", "1/4", "--jobs", "1")
PLAIN = """
coordinates = ["q"]
hbar = 1
time = "1/4"
[coupling]
sigma_z = "q"
[noise]
sigma = 1
[state]
amplitudes = [1, 1]
"""


@pytest.fixture
def run(ehrenfest: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """(exit status, stdout, stderr) of `ehrenfest hybrid`, however busy the machine is."""
    monkeypatch.setattr(simulation, "PATIENCE", 10.0**4)
    return partial(ehrenfest, "hybrid")


def example(name: str) -> str:
    return (EXAMPLES / f"hybrid_{name}.toml").read_text(encoding="utf-8")


def test_the_trade_off_of_coefficients_is_decided_at_each_position(run: Run) -> None:
    """D_0 = 1/4 along sigma_z needs 1/(4 (1 + z^2/4)): equality at z = 0, and with D_0 = 1/5 it holds beyond |z| = 1 only."""
    path = str(EXAMPLES / "hybrid_state_dependent.toml")
    status, out, _ = run(path, "--check", "--at", "0", "--format", "json")
    item = json.loads(out)
    assert status == 0 and [each["saturated"] for each in item["trade_off"]] == [False, True] and item["everywhere"] is False
    text = example("state_dependent").replace('D_0 = [["1/4"]]', 'D_0 = [["1/5"]]')
    stated = equation_file.parsed(text.encode(), "x", {})
    for z, holds in ((0, False), (1, True), (2, True), (sp.Rational(99, 100), False)):
        assert positivity_of(stated.equation, (sp.sympify(z),)).holds is holds


def test_the_answer_is_that_of_the_block_matrix() -> None:
    for lowered in ("1/16", "3/32", "1/8", "1/4"):
        text = example("master_equation").replace('D_0 = [["1/2", 0], [0, "1/4"]]', f'D_0 = [["{lowered}", 0], [0, "1/8"]]')
        found = equation_file.parsed(text.encode(), "x", {}).equation
        assert positivity_of(found, (sp.S.Zero,)).holds is block_is_positive(found.D0, found.D1, found.D2)


def test_figure_and_files(run: Run, tmp_path: Path) -> None:
    status, out, err = run(
        str(EXAMPLES / "hybrid_state_dependent.toml"), *QUICK, "--time", "1/4", "--out", str(tmp_path), "--format", "json")
    item = json.loads(out)
    assert status == 0 and err == "" and item["files"] == ["hybrid.json", "arrays.npz", "figure.svg", "figure.pdf", "figure.png"]
    assert all(row["error"] >= 0 for row in item["rows"]) and sum(row["known"] is not None for row in item["rows"]) == 6
    assert any("evaluated at every step" in each for each in item["meaning"])
    with np.load(tmp_path / "arrays.npz") as arrays:
        assert arrays["sample_q"].shape[1] == 1 and arrays["sample_p"].shape[1] == 0


def test_one_model_in_two_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rotating qubit at an oscillator, by the plain engine and as a master equation: averages within the sum of the bars."""
    model = read_model(named.path_of("spin_boson"))
    found = positivity(model, model.start.q)
    options = {"times": [0.5], "trajectories": 2000, "step": 0.1, "seed": 0}
    plain = simulation.simulated(model, found, **options)  # type: ignore[arg-type]
    monkeypatch.setattr(simulation, "is_plain", lambda _: False)
    monkeypatch.setattr(general, "on_grid", lambda *_: None)
    other = simulation.simulated(model, found, **options)  # type: ignore[arg-type]
    assert is_plain(model) and not plain.watched and other.watched and len(plain.rows) == len(other.rows)
    for one, two in zip(plain.rows, other.rows, strict=True):
        assert abs(one.simulated.value - two.simulated.value) <= one.simulated.error + two.simulated.error + 1e-9, one.name


@pytest.mark.parametrize(("old", "new"), [
    ("sigma = 1", 'sigma = "1 + q^2/4"'), ('"q"\n[noise]', '"q - p/2"\n[noise]'), ("[noise]\nsigma = 1", ""),
    ("[state]", '[[surplus]]\nrate = 1\noperator = { sigma_z = "q" }\n[state]'),
    ("[state]", '[[surplus]]\nrate = 1\noperator = { sigma_x = "p" }\n[state]'),
])  # fmt: skip
def test_what_the_plain_engine_does_not_do_is_simulated(run: Run, tmp_path: Path, old: str, new: str) -> None:
    text = PLAIN.replace(old, new)
    if "p" in new.replace("operator", "").replace("surplus", ""):
        text = text.replace("hbar", 'momenta = ["p"]\nhbar', 1)
        text = text.replace("sigma = 1", "sigma = [[1, 0], [0, 1]]") if "q - p/2" in new else text
    if not new:
        text = text.replace('sigma_z = "q"', 'sigma_z = "1/2"')
    path = tmp_path / "typed.toml"
    path.write_text(text, encoding="utf-8")
    stated = parsed(text.encode(), "x", {})
    with pytest.raises(UnusableSystem, match="constant noise in every momentum"):
        engine(stated, positivity(stated, stated.point))
    status, out, err = run(str(path), *QUICK)
    assert (status, err) == (0, "") and "40 trajectories" in out and "differ from" not in out


def test_a_trade_off_that_fails_on_the_way_is_a_sentence(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "typed.toml"
    text = example("state_dependent").replace('D_0 = [["1/4"]]', 'D_0 = [["1/8"]]').replace('z = "1/2"', "z = 4")
    path.write_text(text, encoding="utf-8")
    status, out, err = run(str(path), *QUICK, "--time", "4")
    assert status == 2 and "It holds at z = 4" in out
    found = re.search(r"wherever trajectories go, but at z = (\S+) the decoherence lacks a rate of (\S+) per unit of time, along an "
                      r"operator L with Tr L\^\+ L = 1;", err)
    assert found is not None
    at, lacks = map(float, found.groups())
    assert lacks == pytest.approx(2 * (1 / (4 * (1 + at**2 / 4)) - 1 / 8), rel=0.02)  # Tr sigma_z^2 times what D_0 lacks along sigma_z


@pytest.mark.parametrize(("old", "new", "said"), [
    ('coordinates = ["z"]\n', "", "must have `coordinates` to be simulated"), ("time = 1\n", "", "must have `time`"),
    ("hbar = 1\n", "", "must have `hbar` where it has a `hamiltonian`"), ('["z"]', '["z", "y"]', "`D_1` must be 2 x 1"),
    ('drift = ["-z"]', 'drift = ["-z", 0]', "`drift` must have 1 formula, one a variable, but has 2"),
    ("D_2 = ", "D_3 = ", "did you mean D_"),
    ('D_2 = [["(1 + z^2/4)/2"]]', "", "must have `D_2` or `sigma`"), ('D_2 = [["(1 + z^2/4)/2"]]', "D_2 = [[-1]]", "no negative"),
    ('D_2 = [["(1 + z^2/4)/2"]]', "sigma = [[1, 1]]", "must have independent columns"),
    ('D_0 = [["1/4"]]', 'D_0 = [[[0, 1]]]', "`D_0` must be Hermitian"), ("operators = [{ sigma_z = 1 }]", "operators = []", "1 to 20"),
    ("amplitudes = [1, 0]", "amplitudes = [1, 0, 0]", "`amplitudes` must be 2"), ("amplitudes = [1, 0]", "density = [[2, 0], [0, -1]]",
     "no negative eigenvalues"), ('z_spread = "1/4"', 'z_spread = ["1/4", 1]', "`z_spread` must be one number"),
    ('z_spread = "1/4"', "q_spread = 1", "did you mean z_spread"), ('D_1 = [["1/2"]]', 'D_1 = [["1/z"]]\n', "must be finite"),
])  # fmt: skip
def test_what_is_mistyped_is_one_sentence(run: Run, tmp_path: Path, old: str, new: str, said: str) -> None:
    text = example("state_dependent")
    assert old in text
    path = tmp_path / "typed.toml"
    path.write_text(text.replace(old, new).replace('z = "1/2"', "z = 0" if "1/z" in new else 'z = "1/2"'), encoding="utf-8")
    status, _, err = run(str(path), *QUICK)
    assert status == 2 and said in err and err.startswith("ehrenfest: ") and err.count("ehrenfest: ") == 1, err


@pytest.mark.parametrize(("coupling", "said"), [
    ("q", "leave that key out where nothing is of a momentum"), ("q + p", "depends on a momentum"),
])  # fmt: skip
def test_why_no_regime_is_evaluated_where_momenta_are_stated(coupling: str, said: str) -> None:
    """An H_I(q) in a file that states `momenta` is not said to depend on one."""
    text = PLAIN.replace("hbar", 'momenta = ["p"]\nhbar', 1).replace('sigma_z = "q"', f'sigma_z = "{coupling}"')
    text = text.replace("sigma = 1", "sigma = [[1, 0], [0, 1]]")
    stated = parsed(text.encode(), "x", {})
    found = validity(stated, positivity(stated, stated.point))
    assert said in found.why
    assert ("leave that key out" in found.why) is (coupling == "q") and found.ratios is None and found.at_start is None


def test_momenta_that_cannot_be(run: Run, tmp_path: Path) -> None:
    for names, said in (('["q"]', "as many other names"), ('["p", "r"]', "as many other names"), ('"p"', "`momenta` must be one to three")):
        path = tmp_path / "typed.toml"
        path.write_text(PLAIN.replace("hbar", f"momenta = {names}\nhbar", 1), encoding="utf-8")
        assert run(str(path), "--check")[0] == 2 and said in run(str(path), "--check")[2]
    path.write_text(PLAIN.replace("hbar", 'momenta = ["p"]\npotential = "p"\nhbar', 1), encoding="utf-8")
    assert "must use known names, but has 'p'" in run(str(path), "--check")[2]


def test_no_factor_is_told_from_not_known() -> None:
    """D_0 with a negative eigenvalue 1e-40, or outside of the range: no factor, for certain; one that cannot be told from 0: not known."""
    one, tiny = sp.Matrix([[1]]), sp.Rational(1, 10**40)
    D1, D2 = sp.Matrix([[1, 0]]), one / 2
    for D0, hopeless in ((sp.diag(2, -tiny), True), (sp.diag(0, 1), True), (sp.diag(sp.Rational(1, 2), 1), False)):
        found = decided((), [], D0, D1, D2)
        assert found.holds is False and found.hopeless is hopeless and (found.factor is None) is hopeless
    unseen = sp.sqrt(3 + 2 * sp.sqrt(2)) - sp.sqrt(2) - 1
    found = decided((), [], sp.diag(sp.Rational(1, 2), unseen), D1, D2)
    assert found.factor is None and not found.hopeless


def test_the_regime_beyond_18(run: Run) -> None:
    spin = read_model(named.path_of("spin_boson"))
    found = validity(spin, positivity(spin, spin.start.q))
    assert found.ratios is None and found.at_start is not None and not found.at_start.steady
    # <F> = -1/2, D_2 = 1/2, tau = 2: 2 D_2/(tau F^2) = 2; F' = 0; i<[H_I, F]> = 0 in |0>; sigma_x/2 turns F by tau^2/2 = 2 times itself
    assert (found.at_start.noise, found.at_start.turning, found.at_start.bending, found.at_start.width) == (2, 2, 0, 0)
    out = run("spin_boson", "--check")[1]
    assert "With the force F = -dH_I/dq in place of -lambda A" in " ".join(out.split())
