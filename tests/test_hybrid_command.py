"""The command `hybrid`: what it reads, what it decides exactly, what it simulates, and all that can go wrong."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp

from derive.classical_quantum import block_is_positive
from derive.monitored_qubit import polarisation_density
from verify.cli import main
from verify.hybrid import exact, histogram, named, simulation
from verify.hybrid.collapse import bins, moments, rate_at_rest
from verify.hybrid.model import HybridModel
from verify.hybrid.model_file import parsed, read_model
from verify.hybrid.numbers import engine
from verify.hybrid.positivity import positivity
from verify.hybrid.regime import validity
from verify.present import hybrid as present
from verify.present import hybrid_text

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
Run = Callable[..., tuple[int, str, str]]
QUBIT = """
coordinates = ["q"]
hbar = 1
time = 1
[coupling]
{coupling}
[noise]
{noise}
{decoherence}
[state]
amplitudes = [1, 1]
q = 1
"""
DEPHASING = "[[decoherence]]\ngamma_Q = \"{rate}\"\noperator = {{ sigma_z = 1 }}"


def model(coupling: str = 'sigma_z = "q"', noise: str = "gamma_C = 1", decoherence: str = "", **changed: str) -> HybridModel:
    return parsed(QUBIT.format(coupling=coupling, noise=noise, decoherence=decoherence).encode(), "typed", changed)


@pytest.fixture
def run(ehrenfest: Run) -> Run:
    """(exit status, stdout, stderr) of `ehrenfest hybrid`."""
    return partial(ehrenfest, "hybrid")


@pytest.fixture
def typed(tmp_path: Path) -> Callable[..., str]:
    """The path of a file of the text that QUBIT makes."""

    def write(coupling: str = 'sigma_z = "q"', noise: str = "gamma_C = 1", decoherence: str = "", old: str = "", new: str = "") -> str:
        path = tmp_path / "typed.toml"
        path.write_text(QUBIT.format(coupling=coupling, noise=noise, decoherence=decoherence).replace(old, new), encoding="utf-8")
        return str(path)

    return write


RATES = [Fraction(*each) for each in ((1, 100), (1, 16), (1, 4), (1, 1))]


@pytest.mark.parametrize(("gammaC", "gammaQ"), list(product(RATES, RATES)))
def test_the_trade_off_of_one_coupling_is_14(gammaC: Fraction, gammaQ: Fraction) -> None:
    """lambda = 1: holds if and only if gamma_C gamma_Q >= 1/16; the factor is 1/(16 gamma_C gamma_Q), the surplus by hand."""
    stated = model(noise=f'gamma_C = "{gammaC}"', decoherence=DEPHASING.format(rate=gammaQ))
    found = positivity(stated, stated.start.q)
    assert found.holds is (gammaC * gammaQ >= Fraction(1, 16)) and found.saturated is (gammaC * gammaQ == Fraction(1, 16))
    assert found.least is not None and found.factor is not None
    surplus = 2 * (2 * gammaQ - Fraction(1, 8) / gammaC)  # tr sigma_z^2 times the surplus of D_0 along sigma_z
    assert found.least[0] <= surplus <= found.least[1] and found.least[1] - found.least[0] < 1e-12
    assert found.factor[0] <= 1 / (16 * gammaC * gammaQ) <= found.factor[1]


@pytest.mark.parametrize("which", ["D_0", "D_2"])
def test_the_factor_suffices_and_less_does_not(which: str) -> None:
    """D_0 or D_2 times 10/9 makes the example hold with equality; times 10/9 - 10^-6 it fails."""
    text = (EXAMPLES / "hybrid_two_directions.toml").read_text(encoding="utf-8")
    before = {"D_0": '[["3/10", "-3/20"], ["-3/20", "3/10"]]', "D_2": '[["1/2", "1/4"], ["1/4", "1/2"]]'}[which]
    for factor, holds in (("10/9", True), ("(10/9 - 1/1000000)", False), ("1", False), ("2", True)):
        entries = before.replace("[", "").replace("]", "").replace('"', "").split(", ")
        after = [f'"{factor}*({each})"' for each in entries]
        stated = parsed(text.replace(f"{which} = {before}", f"{which} = [[{after[0]}, {after[1]}], [{after[2]}, {after[3]}]]").encode(),
                        "x", {})
        found = positivity(stated, stated.start.q)
        assert found.holds is holds and found.saturated is (factor == "10/9")


def test_a_part_along_the_identity_is_no_decoherence() -> None:
    one = model(coupling='sigma_z = "q"\none = "3*q"', decoherence=DEPHASING.format(rate="1/16"))
    found = positivity(one, one.start.q)
    assert found.saturated is True and len(found.operators) == 1


def test_without_noise_no_decoherence_suffices() -> None:
    still = model(noise="", decoherence=DEPHASING.format(rate="100"))
    found = positivity(still, still.start.q)
    assert found.holds is False and found.kernel is False and found.factor is None
    least = model(noise="")
    assert positivity(least, least.start.q).holds is False


def test_decoherence_along_another_operator_does_not_help() -> None:
    other = model(decoherence='[[decoherence]]\nrate = 100\noperator = { sigma_x = 1 }')
    found = positivity(other, other.start.q)
    assert found.holds is False and found.factor is None


def test_irrational_numbers_are_decided_by_enclosures() -> None:
    """The force is exp(q) sigma_z at q = 1: e^2/(16 gamma_C) <= gamma_Q decides; e^2 cancels where both are equal."""
    for rate, holds in (("e^2/16 + 1e-9", True), ("e^2/16 - 1e-9", False), ("e^2/16", True)):
        stated = model(coupling='sigma_z = "exp(q)"', decoherence=DEPHASING.format(rate=rate))
        assert positivity(stated, stated.start.q).holds is holds


def test_what_is_not_decided_says_so(run: Run, typed: Callable[..., str]) -> None:
    """gamma_Q = 1/16 written so that SymPy does not see it: balls cannot tell the surplus from 0."""
    status, out, _ = run(typed(decoherence=DEPHASING.format(rate="(sqrt(3 + 2*sqrt(2)) - sqrt(2))/16")), "--check")
    assert status == 3 and "It is not decided" in out


def test_matrices_and_channels_state_the_same() -> None:
    channels = model(decoherence=DEPHASING.format(rate="1/10"))
    lindblad = model(decoherence='[lindblad]\noperators = [[1, -1]]\nD_0 = [["1/5"]]')
    assert positivity(channels, channels.start.q) == positivity(lindblad, lindblad.start.q)


def test_positions_are_decided_one_by_one(run: Run, typed: Callable[..., str]) -> None:
    """The force of q^2/2 sigma_z is q: the least gamma_Q is q^2/16."""
    path = typed(coupling='sigma_z = "q^2/2"', decoherence=DEPHASING.format(rate="1/8"))
    status, out, _ = run(path, "--check", "--at", "-2", "--at", "sqrt(2)", "--format", "json")
    assert status == 1 and [each["holds"] for each in json.loads(out)["trade_off"]] == [True, False, True]
    assert run(path, "--check")[0] == 0 and "at q = 1" in run(path, "--check")[1]


def test_noise_that_does_not_reach_every_force_everywhere() -> None:
    """No noise along y: x sigma_z + y^2 sigma_x pushes along y except at y = 0."""
    text = QUBIT.format(coupling='sigma_z = "q"\nsigma_x = "r^2"', noise="D_2 = [[1, 0], [0, 0]]", decoherence="").replace(
        '["q"]', '["q", "r"]').replace("\nq = 1", "")
    stated = parsed(text.encode(), "x", {})
    still, off = (positivity(stated, (sp.S.Zero, sp.Integer(r))) for r in (0, 1))
    assert still.holds is True and still.why.endswith("here") and off.holds is False and off.kernel is False


@pytest.mark.parametrize("entry", [Fraction(k, 12) for k in (2, 3, 4, 6)])
def test_the_answer_is_that_of_the_block_matrix(entry: Fraction) -> None:
    """(2 D_2, D_1; D_1^+, D_0) >= 0, decided without an inverse, for a decoherence that mixes two operators."""
    text = (EXAMPLES / "hybrid_two_directions.toml").read_text(encoding="utf-8")
    stated = parsed(text.replace('"3/10"', f'"{entry}"').encode(), "x", {})
    found, half = positivity(stated, stated.start.q), sp.Rational(1, 2)
    D0, D2 = sp.Matrix([[entry, Fraction(-3, 20)], [Fraction(-3, 20), entry]]), sp.Matrix([[half, half / 2], [half / 2, half]])
    assert found.holds is block_is_positive(D0, half * sp.eye(2), D2)


def test_the_regime_is_evaluated_for_the_given_numbers() -> None:
    """<A> = 3/5, Var A = 16/25, lambda = 1, gamma_C = gamma_Q = 1, tau = 1: 2/(9/25), 1/16, 8*16/25."""
    stated = parsed(QUBIT.format(coupling='sigma_z = "q"', noise="gamma_C = 1", decoherence=DEPHASING.format(rate="1")).replace(
        "[1, 1]", "[2, 1]").encode(), "x", {})
    found = validity(stated, positivity(stated, stated.start.q)).ratios
    assert found is not None and (found.noise, found.trade_off, found.decoherence) == (
        sp.Rational(50, 9), sp.Rational(1, 16), sp.Rational(128, 25))
    spin = read_model(named.path_of("spin_boson"))
    assert validity(spin, positivity(spin, spin.start.q)).ratios is None


def test_the_law_of_a_particle_at_rest() -> None:
    """The bins are integrals of the density derived in `derive`, which also gives the moments."""
    edges = np.linspace(-1, 1, 9)
    z = sp.Symbol("z")
    density = sp.lambdify(z, polarisation_density(z, sp.Rational(7, 10), sp.Rational(1, 2)), "numpy")
    y = np.linspace(-6, 6, 4001)  # z = tanh y: the density is smooth in y
    values = density(np.tanh(y)) / np.cosh(y) ** 2
    found = bins(edges, 0.7, 0.5)
    assert found.sum() == pytest.approx(1, abs=1e-12)
    for k, (low, high) in enumerate(pairwise(edges)):
        inside = (np.tanh(y) > low) & (np.tanh(y) <= high)
        assert values[inside].sum() * (y[1] - y[0]) == pytest.approx(found[k], abs=2e-3)
    assert moments(0.7, 0.5)[0] == pytest.approx(0.4, abs=1e-12)
    assert moments(0.7, 0.5)[1] == pytest.approx(float((values * np.tanh(y) ** 2).sum() * (y[1] - y[0])), abs=1e-6)
    gravity = read_model(named.path_of("mass_superposition"))
    assert histogram.collapse_rate(gravity) == pytest.approx(rate_at_rest(0.015), rel=1e-12)


@pytest.mark.parametrize(("name", "options", "least"), [
    ("spin_boson", ("--time", "1/2", "--step", "1/20", "--trajectories", "400"), 9), ("mass_superposition", ("--trajectories", "200"), 3),
])  # fmt: skip
def test_models_by_name_agree_with_what_is_known(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, options: tuple[str, ...], least: int
) -> None:
    monkeypatch.setattr(simulation, "PATIENCE", 10.0**4)  # however busy the machine is
    status, out, err = run(name, *options, "--frames", "1", "--jobs", "1", "--format", "json")
    item = json.loads(out)
    assert status == 0 and err == "" and item["trade_off"][0]["saturated"] is True
    compared = [row for row in item["rows"] if row["agrees"] is not None]
    assert len(compared) >= least and all(row["agrees"] for row in compared), [row for row in compared if not row["agrees"]]


def test_a_second_method_that_is_given_up_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> None:
        raise ArithmeticError("no convergence")

    monkeypatch.setattr(exact, "on_grid", never)
    _, out, _ = run("spin_boson", "--time", "1/2", "--step", "1/20", "--trajectories", "50", "--frames", "1")
    assert "was given up from t = 0.5 on" in " ".join(out.split())


def test_what_is_written(run: Run, tmp_path: Path) -> None:
    status, out, err = run("monitored_qubit", "--trajectories", "600", "--frames", "2", "--jobs", "1", "--format", "json", "--out",
                           str(tmp_path / "new"))
    item = json.loads(out)
    assert status == 0 and err == ""
    compared = [row for row in item["rows"] if row["agrees"] is not None]
    assert len(compared) == len(item["rows"]) == 14 and all(row["agrees"] for row in compared)
    assert item["files"] == ["hybrid.json", "arrays.npz", "figure.svg", "figure.pdf", "figure.png"]
    assert json.loads((tmp_path / "new" / "hybrid.json").read_text(encoding="utf-8"))["rows"] == item["rows"]
    with np.load(tmp_path / "new" / "arrays.npz") as arrays:
        assert arrays["values"].shape == arrays["errors"].shape == (2, len(arrays["names"])) and arrays["counts"].sum() == 1200
        assert arrays["sample_p"].shape[1:] == (len(item["inputs"]["coordinates"]), simulation.SHOWN)
    assert (tmp_path / "new" / "figure.png").read_bytes()[:4] == b"\x89PNG"
    said = hybrid_text.after(item)
    assert "Within the error bars of what is known by another way: " in " ".join(said.split()) and max(map(len, said.splitlines())) <= 90


def test_a_law_that_is_wrong_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sign of the force, or half the noise, as other laws would have them: the averages differ and the sentence says so."""
    stated = model(noise="gamma_C = 1")
    found = positivity(stated, stated.start.q)
    options: dict[str, Any] = {"times": [1.0], "trajectories": 2000, "step": 0.1, "seed": 0}
    good = simulation.simulated(stated, found, **options)
    assert all(row.agrees is not False for row in good.rows)
    right = engine

    def halved(one: HybridModel, answer: Any) -> Any:
        numeric, start = right(one, answer)
        return type(numeric)(numeric.coordinates, numeric.V, numeric.coupling, numeric.mass, numeric.sigma / np.sqrt(2)), start

    monkeypatch.setattr(simulation, "engine", halved)
    bad = simulation.simulated(stated, found, **options)
    apart = {row.name for row in bad.rows if row.agrees is False}
    assert "(p_q - p_0)^2" in apart and "<sigma_x>" in apart
    item = present.with_simulation(present.record(stated, {"trajectories": 1, "step": 1.0, "seed": 0}, [found], None), bad)
    assert "differ from what is known by more than both error bars" in item["meaning"][0] and "differs" in hybrid_text.after(item)


@pytest.mark.parametrize(("names", "said"), [
    ({"purity": "conserved"}, "Within the error bars of what is known by another way: purity (conserved). That these are kept"),
    ({"purity": "conserved", "q": "master equation"}, "Within the error bars of what is known by another way: q (master equation); purity"),
    ({}, "No average is known by another way"),
])  # fmt: skip
def test_what_was_compared_is_said_and_never_all(names: dict[str, str], said: str) -> None:
    def row(name: str, time: float) -> dict[str, Any]:
        known = {"value": 0.0, "error": 0.0, "source": names[name]} if name in names else None
        return {"name": name, "time": time, "known": known, "agrees": None if known is None else True}

    table = [row(name, time) for time in (1.0, 2.0) for name in ("q", "p_q", "purity")]
    found = " ".join(present.meaning(table, {"count": 0}))
    assert said in found and "All" not in found and ("does not test" in found) is (set(names.values()) == {exact.KEPT})
    assert ("Compared with nothing: " in found) is bool(names) and (not names or "p_q; their error bars" in found)
    table[0] |= {"known": None, "agrees": None}
    found = " ".join(present.meaning(table, {"count": 0}))
    assert ("q (master equation, at 1 of 2 times)" in found) is ("q" in names)
    assert ("Compared with nothing, some of them at some times only: q, p_q;" in found) is ("q" in names)


def test_the_energy_balance() -> None:
    gravity = read_model(named.path_of("mass_superposition"))
    known = exact._energy(gravity, 0.15)
    assert known is not None  # -G M m/r at the start, and 3 sigma^2/(2 m) t
    assert known.value == pytest.approx(-0.1 / 1.25**0.5 + 3 * 0.015**2 / 0.02 * 0.15, rel=1e-12)


def test_the_same_seed_gives_the_same_numbers(run: Run) -> None:
    arguments = ("monitored_qubit", "--trajectories", "500", "--frames", "1", "--format", "json")
    first, again, other = (run(*arguments, "--seed", seed)[1] for seed in ("3", "3", "4"))
    assert first == again != other


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("hybrid_*.toml")), ids=lambda path: path.stem)
def test_examples(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "PATIENCE", 10.0**4)  # however busy the machine is
    status, out, err = run(str(path), "--trajectories", "200", "--frames", "1", "--jobs", "1", "--time", "1/4")
    assert err == "" and (status == 0) is ("Within the error bars of what is known by another way: " in " ".join(out.split()))
    assert (status == 1) is ("1111 would suffice" in (said := " ".join(out.split())) or "multiplied by 1.33333 would suffice" in said)


def test_coefficients_alone(run: Run, tmp_path: Path) -> None:
    """The least D_0 is |D_1|^2/(2 D_2) along each operator: (1/4)/1 and (1/8)/(1/2)."""
    path = str(EXAMPLES / "hybrid_coefficients.toml")
    for k, holds in (("1/4", True), ("1/4 - 1e-9", False), ("1", True)):
        status, out, _ = run(path, "--param", f"k={k}", "--format", "json")
        (found,) = json.loads(out)["trade_off"]
        assert (status == 0) is found["holds"] is holds and found["needed"] == [["1/4", "0"], ["0", "1/4"]]
    for old, new, said in (("D_2", "D_3", "did you mean"), ('"1/4"]]', '"-1/4"]]', "`D_2` must have no negative"),
                           ('[["k", 0], ', '[["k"], ', "rows of as many"), ('["k", 0]', '["k", 1]', "`D_0` must be Hermitian"),
                           ('"k", 0]', '"k*", 0]', "at column 3"), ('[0, "1/2"]]', '[0, "1/2"], [0, 0]]', "must be 2 x 2 and 2 x 2")):
        copy = tmp_path / "copy.toml"
        copy.write_text(Path(path).read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        status, _, err = run(str(copy))
        assert status == 2 and said in err and err.count("ehrenfest: ") == 1, err


def test_lists_and_files(run: Run) -> None:
    status, out, _ = run("--list")
    assert status == 0 and [line.split()[0] for line in out.splitlines()] == named.names() and len(named.names()) >= 3
    status, out, _ = run("spin_boson", "--print")
    assert status == 0 and parsed(out.encode(), "copy", {}).coupling == read_model(named.path_of("spin_boson")).coupling


@pytest.mark.parametrize(("old", "new", "said"), [
    ('sigma_z = "q"', 'sigma_z = "q*"', "`coupling, sigma_z` must have a number, a name or a bracket here, but ends, at column 3"),
    ('sigma_z = "q"', 'sigma_z = "w*q"', "must use known names, but has 'w'"),
    ('sigma_z = "q"', 'sigma_z = "__import__(\'os\')"', "must be made of numbers, names"),
    ('sigma_z = "q"', 'sigma_z = "t*q"', "must not depend on the time t"), ('sigma_z = "q"', 'sigma_w = "q"', "did you mean sigma_"),
    ('sigma_z = "q"', 'sigma_z = "1/(q-1)"', "must be finite at q = 1"),
    ('sigma_z = "q"', 'rows = [["q", "q"], [0, "-q"]]', "must be Hermitian, but row 1, column 2 is q, and row 2, column 1 is 0"),
    ('sigma_z = "q"', 'rows = [["q"]]', "must be from 2 to 8 rows"), ('sigma_z = "q"', 'diagonal = ["q"]', "from 2 to 8 levels"),
    ('sigma_z = "q"', 'diagonal = ["q", 1, 2]', "`amplitudes` must be 3"), ("gamma_C = 1", "gamma_C = -1", "`gamma_C` must be at least 0"),
    ("gamma_C = 1", "gamma_C = 1\nsigma = 1", "stated in one way"), ("gamma_C = 1", 'D_2 = [["-1"]]', "`D_2` must have no negative"),
    ("gamma_C = 1", "sigma = [[1], [2]]", "one row a coordinate"), ("hbar = 1", "hbar = 0", "`hbar` must be positive"),
    ("hbar = 1\n", "", "must have `hbar`"), ("time = 1", "time = 1\nmass = -2", "`mass` must be positive"),
    ("time = 1", "time = 1\npotntial = 3", "did you mean potential"), ('["q"]', '["t"]', "`coordinates` must be one to three"),
    ("[1, 1]", "[0, 0]", "positive norm"), ("[1, 1]", "[1]", "`amplitudes` must be 2"),
    ("amplitudes = [1, 1]", "density = [[2, 0], [0, -1]]", "no negative eigenvalues"),
    ("amplitudes = [1, 1]", 'amplitudes = [1, ["1", "x"]]', "must use known names"), ("q = 1", "q = [1, 2]", "`q` must have 1 number"),
    ("time = 1", "time = 1\n[parameters]\nk = 1", "`parameters` must occur"), ("[noise]", "[noise", "must be TOML"),
    ("time = 1", "time = 1\n[[source]]\nat = 1", "with `at` and `strength`"),
    ("[state]", "[[decoherence]]\nrate = 1\n[state]", "`decoherence` must have `operator`, and either `rate` or `gamma_Q`"),
    ("[state]", "[[decoherence]]\ngamma_Q = 1\noperator = [[0, 1], [0, 0]]\n[state]", "`operator of decoherence` must be Hermitian"),
])  # fmt: skip
def test_what_is_mistyped_is_one_sentence(run: Run, typed: Callable[..., str], old: str, new: str, said: str) -> None:
    path = typed(old=old, new=new)
    assert new in Path(path).read_text(encoding="utf-8")
    status, _, err = run(path, "--trajectories", "20", "--frames", "1")
    assert status == 2 and said in err and err.startswith("ehrenfest: ") and err.count("ehrenfest: ") == 1


@pytest.mark.parametrize(("arguments", "said"), [
    (("monitored_qubt",), "there are monitored_qubit"), ((), "`model` must be a TOML file or a name, but is missing"),
    (("nosuch.toml",), "must be a TOML file, but there is no such file"), (("monitored_qubit", "--param", "lam"), "must be NAME=VALUE"),
    (("monitored_qubit", "--param", "lm=2"), "did you mean lam"), (("monitored_qubit", "--param", "lam=1/0"), "at column 2"),
    (("monitored_qubit", "--time", "0"), "`--time` must be positive"), (("monitored_qubit", "--time", "1+"), "at column 3"),
    (("monitored_qubit", "--step", "5"), "`--step` must be at most the time"),
    (("monitored_qubit", "--trajectories", "0"), "whole number from 2 to 10000000, but is '0'"),
    (("monitored_qubit", "--trajectories", "1"), "must be a whole number from 2 to 10000000, but is '1': one alone has no scatter"),
    (("monitored_qubit", "--seed", "-1"), "must be a whole number from 0 to 1000000000, but is '-1'"),
    (("monitored_qubit", "--at", "1,2"), "`--at` must have 1 number"),
    (("mass_superposition", "--at", "1,0,0", "--check"), "must be finite"),
    (("spin_boson", "--step", "1e-9"), "at least a 1000000th of it"),
])  # fmt: skip
def test_options_that_cannot_be(run: Run, arguments: tuple[str, ...], said: str) -> None:
    status, _, err = run(*arguments)
    assert status == 2 and said in err


def test_an_output_folder_that_cannot_be(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("mine", encoding="utf-8")
    status, _, err = run("monitored_qubit", "--out", str(path), "--check")
    assert status == 2 and "`--out` must be a folder that can be written to" in err and path.read_text(encoding="utf-8") == "mine"


def test_an_interrupt_leaves_what_is_known(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(simulation, "simulated", stop)
    status, out, err = run("monitored_qubit", "--out", str(tmp_path))
    assert status == 130 and "It holds, with equality" in out and "interrupted" in err
    (path,) = tmp_path.iterdir()
    record = json.loads(path.read_text(encoding="utf-8"))
    assert record["trade_off"][0]["holds"] is True and record["rows"] is None


def test_without_matplotlib_the_arrays_are_written(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "verify.figures.hybrid_model", None)
    monkeypatch.delattr("verify.figures.hybrid_model", raising=False)
    status, _, err = run("monitored_qubit", "--trajectories", "50", "--frames", "1", "--out", str(tmp_path))
    assert status == 0 and "pip install 'ehrenfest[plot]'" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["arrays.npz", "hybrid.json"]


def test_progress_goes_to_a_terminal_only(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(("hybrid", "monitored_qubit", "--trajectories", "50", "--frames", "1")) == 0
    shown = [line.strip() for line in terminal.getvalue().split("\r") if line]
    assert shown[0] == "trade-off in exact arithmetic ..." and "trajectories, per cent: 100 of 100" in shown and shown[-1] == ""


def test_what_is_not_known_to_hold_is_not_simulated(run: Run) -> None:
    status, out, _ = run("monitored_qubit", "--param", "gQ=1/9")
    assert status == 1 and "Not simulated" in out and "D_0 or D_2 multiplied by 1.125 would suffice" in out


def test_a_force_that_is_0_and_stays_so_has_no_ratio(capsys: pytest.CaptureFixture[str]) -> None:
    """Its changes over it are 0/0, which is neither far below 1 nor above; the noise over it is infinite."""
    assert main(["hybrid", str(EXAMPLES / "hybrid_two_directions.toml"), "--check"]) == 1  # the trade-off fails
    out = " ".join(capsys.readouterr().out.split())
    assert out.count("= 0/0 (<F> = 0, and does not change)") == 3 and out.count("= infinite (<F> = 0)") == 1
    assert "1.11111: at most 1" in out and "2.4: the purity" in out
