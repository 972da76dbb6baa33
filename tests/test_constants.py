"""Constants of typed potentials: against the paper's formulas in plain mpmath, their claims in the ledger, and what is said without."""

from __future__ import annotations

import json
from fractions import Fraction as F
from pathlib import Path
from random import Random
from typing import Any

import mpmath
import pytest
import sympy as sp
from mpmath import mpf

from numerics.constants import HBAR_SI
from numerics.lower import lower
from verify.constants import Constants, Unusable, constants
from verify.constants.claims import catalogue
from verify.papers.hrr2023.constants import DEFINITIONS
from verify.papers.hrr2023.discussion import NEEDED
from verify.verdict import WORDS

RECORDS = Path(__file__).resolve().parent.parent / "verify" / "papers" / "hrr2023" / "records.json"
ALL = {"hbar": "1/100", "Dx": "1/50", "Dp": "1/70", "time": "1/3"}


def assert_is(found: Constants, name: str, value: Any, *, width: float = 1e-12) -> None:
    """The decimals of the constant enclose the value, closely."""
    constant = found[name]
    assert constant.low is not None and constant.high is not None, (name, constant.why)
    low, high = mpf(constant.low), mpf(constant.high)
    assert low <= value <= high, (name, constant.low, mpmath.nstr(value, 20), constant.high)
    assert high - low <= width * abs(value), (name, constant.low, constant.high)


@pytest.fixture(autouse=True)
def precise() -> Any:
    with mpmath.workdps(40):
        yield


@pytest.mark.parametrize("seed", range(4))
def test_a_cosine_by_the_paper_s_formulas(seed: int) -> None:
    """V = A cos(k x): ||grad^2 V|| = A k^2, ||grad^3 V|| = A k^3, each constant typed here from the paper."""
    rng = Random(seed)
    A, k, mass, hbar, Dx, Dp, time, target = (F(rng.randint(1, 30), rng.randint(1, 30)) for _ in range(8))
    hbar, target = hbar / 1000, min(target, F(3, 2))
    found = constants("A*cos(k*x)", {"A": A, "k": k}, mass=mass, hbar=hbar, Dx=Dx, Dp=Dp, time=time, target=target)
    A, k, m, h, dx, dp, t, e = (mpf(v.numerator) / v.denominator for v in (A, k, mass, hbar, Dx, Dp, time, target))
    V2, V3 = A * k**2, A * k**3
    tau, eta = mpmath.sqrt(m / V2), mpmath.sqrt(m * V2)
    s = eta**3 / (tau * V3) ** 2
    x, p = mpmath.sqrt(s / eta), mpmath.sqrt(s * eta)
    D0 = min(dx * tau / x**2, dp * tau / p**2)
    z = max(h / s / D0, mpf(1))
    shape = t / tau * mpmath.sqrt(h / s)
    wanted = {
        "norm2": V2, "norm3": V3, "k_minus": V2, "k_plus": V2, "tau_H": tau, "eta_H": eta, "s_H": s, "x_H": x, "p_H": p,
        "sigma_x": h / 2 / eta, "sigma_p": h * eta / 2, "h": h / s, "D_0": D0, "z": z, "epsilon": shape * z**1.5,
        "until": e * t / (shape * z**1.5), "epsilon_quantum": mpmath.sqrt(mpf(5) / 24) * shape * z**1.5,
        "until_quantum": e * t / (mpmath.sqrt(mpf(5) / 24) * shape * z**1.5),
        "epsilon_classical": shape * z**1.5 / (2 * mpmath.sqrt(mpmath.pi)),
        "until_classical": e * t * 2 * mpmath.sqrt(mpmath.pi) / (shape * z**1.5), "least": shape,
        "tau_E": tau * mpmath.log(s / h), "Dx_effective": dp / (V2 * m),
        "epsilon_effective": shape * max(h / s / (dp * tau / p**2), mpf(1)) ** 1.5,
    }
    for name, value in wanted.items():
        assert_is(found, name, value)
    needed = (t / (e * tau)) ** (mpf(2) / 3) * (h / s) ** (mpf(4) / 3)
    if shape <= e:
        assert_is(found, "D_0_needed", needed)
        assert_is(found, "Dx_needed", needed * x**2 / tau)
        assert_is(found, "Dp_needed", needed * p**2 / tau)
    else:
        assert found["D_0_needed"].status == "infinite" and "No diffusion suffices" in found["D_0_needed"].why


def test_with_the_diffusion_needed_the_bound_meets_the_target() -> None:
    first = constants("cos(x)", hbar="1/1000", Dx=1, Dp=1, time=1)
    again = constants("cos(x)", hbar="1/1000", Dx=first["Dx_needed"].high, Dp=first["Dp_needed"].high, time=1)
    assert_is(again, "epsilon", mpf("0.1"), width=1e-11)


def test_ten_needs_what_the_ledger_s_statement_says() -> None:
    (definition,) = [each for each in DEFINITIONS if each.name == "D_0_needed"]
    assert definition.formula is not None
    ratio = definition.formula(4).subs(sp.Symbol("h", positive=True), sp.Symbol("hbar", positive=True) / sp.Symbol("s_H", positive=True))
    wanted = NEEDED.subs({each: {"d": 4, "epsilon": sp.Symbol("target", positive=True)}.get(each.name, sp.Symbol(each.name, positive=True))
                          for each in NEEDED.free_symbols})
    assert sp.simplify(ratio / wanted.xreplace({each: sp.Symbol(each.name, positive=True) for each in wanted.free_symbols})) == 1


@pytest.mark.parametrize("potential", ["log(cosh(x))", "cos(x) + cos(y)/2"])
def test_each_printed_formula_gives_its_number(potential: str) -> None:
    """The formula that is shown, evaluated by mpmath at the other constants, is the number that is shown."""
    found = constants(potential, hbar="1/100", Dx="1/300", Dp="1/500", time="1/3", target="1/7")
    names = {"hbar": "1/100", "m": "1", "Dx": "1/300", "Dp": "1/500", "t": "1/3", "target": "1/7"}
    alias = {"V2": "norm2", "V3": "norm3", "z_k": "z_hessian", "z_b": "z_best", "eta_b": "eta_best"}
    checked = 0
    for definition in DEFINITIONS:
        if definition.formula is None:
            continue
        expr, shown = definition.formula(found.d), found[definition.name]
        if shown.low is None:
            continue
        checked, symbols = checked + 1, sorted(expr.free_symbols, key=str)
        numbers = [F(names[s.name]) if s.name in names else F(found[alias.get(s.name, s.name)].value) for s in symbols]
        value = lower(expr, symbols, target="mpmath")(*numbers)
        assert mpf(shown.low) * (1 - mpf("1e-10")) <= value <= mpf(shown.high) * (1 + mpf("1e-10")), definition.name
    assert checked > 25


def test_norms_that_are_known() -> None:
    """sup |V''| and |V'''| in closed form, and where they are reached."""
    found = constants("x^2/2 + exp(-x^2)")
    root = mpmath.sqrt(mpf(3) - mpmath.sqrt(mpf(6)))  # V''' = (12 x - 8 x^3) e^(-x^2) is largest at x^2 = (3 - sqrt 6)/2
    assert_is(found, "norm2", 1 + 4 * mpmath.exp(mpf(-3) / 2))
    x = root / mpmath.sqrt(2)
    assert_is(found, "norm3", (12 * x - 8 * x**3) * mpmath.exp(-(x**2)))
    assert abs(dict(found["norm2"].argmax)["x"]) == pytest.approx(1.5**0.5) and found.convex is False
    assert_is(constants("log(cosh(x))"), "norm3", 4 / (3 * mpmath.sqrt(mpf(3))))


def test_two_degrees_of_freedom() -> None:
    found, one = constants("cos(x) + cos(y)", **ALL), constants("cos(x)", **ALL)
    assert found.d == 2
    for name, factor in (("epsilon", mpf(8) ** 0.5), ("until", mpf(8) ** -0.5), ("least", mpf(8) ** 0.5), ("D_0_needed", 2),
                         ("epsilon_classical", 2), ("epsilon_quantum", mpmath.sqrt(mpf(140) / 27 * 3 / 5))):
        low, high = (mpf(end) for end in (one[name].low, one[name].high))
        assert mpf(found[name].low) <= factor * high and factor * low <= mpf(found[name].high), name


def test_a_convex_potential_is_said_to_be_and_has_a_smaller_z() -> None:
    found = constants("x^2/2 + cos(x)/2", hbar="1/10", Dx="1/100", Dp="1/100", time=1)
    assert found.convex is True and found["k_minus"].high == "0"
    assert_is(found, "z", mpf(15), width=1e-11)
    assert found["z_hessian"].value is not None and found["z_hessian"].value < 15
    assert mpf(found["epsilon_quantum_best"].high) < mpf(found["epsilon_quantum"].low)


# ---- units


def test_the_same_system_in_si_units_and_in_natural_ones() -> None:
    si = constants("U*cos(q*x)", {"U": "3 eV", "q": "2 nm^-1"}, mass="7 u", Dx="1e-10 m^2/s", Dp="1e-38 kg^2 m^2/s^3", time="1 ps")
    eV, nm, u, ps = mpf("1.602176634e-19"), mpf("1e-9"), mpf("1.66053906892e-27"), mpf("1e-12")
    hbar = mpf("6.62607015e-34") / (2 * mpmath.pi)
    V2, V3, m = 3 * eV * 4 / nm**2, 3 * eV * 8 / nm**3, 7 * u
    assert_is(si, "tau_H", mpmath.sqrt(m / V2))
    assert_is(si, "p_H", mpmath.sqrt(m) * V2 ** mpf(1.5) / V3)
    z = max(hbar / m / mpf("1e-10"), hbar * V2 / mpf("1e-38"), mpf(1))
    assert_is(si, "epsilon", ps * V3 * mpmath.sqrt(hbar) * z**1.5 / (m * V2) ** mpf(0.75))
    assert (si["tau_H"].unit, si["p_H"].unit, si["h"].unit) == ("s", "kg m/s", "")
    assert "CODATA" in si.system["note"] and si.system["hbar"] == "that of the SI"
    other = constants("cos(x)", {}, hbar=1)
    assert other["tau_H"].unit == "" and other["tau_H"].dimension == "time" and "note" not in other.system


def test_hbar_of_the_si_is_enclosed() -> None:
    found = constants("k*x^2/2", {"k": "1 N/m"}, mass="1 kg")
    assert_is(found, "sigma_p", mpf(str(sp.N(HBAR_SI, 40))) / 2, width=1e-13)


# ---- what is not known, infinite, or conditional


def test_without_numbers_what_needs_them_says_which() -> None:
    found = constants("cos(x)")
    asked = {item.why for item in found.constants if item.status == "unknown"}
    assert asked == {"give --hbar", "give --Dx, --Dp", "give --hbar, --Dx, --Dp", "give --hbar, --time", "give --Dp", "give --hbar, --Dp"}
    assert {"norm2", "norm3", "tau_H", "eta_H", "s_H", "x_H", "p_H"} <= {item.name for item in found.constants if item.status == "known"}
    assert found.applies is None
    for given, name in (({"hbar": 1}, "sigma_x"), ({"Dx": 1, "Dp": 1}, "D_0"), ({"Dp": 1}, "Dx_effective"),
                        ({"hbar": "1/9", "time": 1}, "least")):
        assert constants("cos(x)", **given)[name].low is not None, name  # type: ignore[arg-type]


def test_unbounded_derivatives_are_an_answer() -> None:
    found = constants("x^4/4", **ALL)
    assert found["norm2"].status == found["norm3"].status == "infinite" and found["norm2"].low is None
    assert found["tau_H"].status == found["epsilon"].status == "undefined" and "--domain" in found["tau_H"].why
    assert found.applies is False and found.convex is True and found["k_minus"].high == "0"


def test_on_a_box_what_follows_from_the_theorem_is_conditional() -> None:
    found = constants("x^4/4", domain={"x": (-2, 2)}, **ALL)
    assert_is(found, "norm2", mpf(12))
    assert_is(found, "norm3", mpf(12))
    assert found["tau_H"].status == "known" and found.applies is None
    for name in ("epsilon", "until", "epsilon_quantum_best", "least"):
        assert found[name].status == "conditional" and "all space" in found[name].why
    assert any("all space" in remark for remark in found.remarks)


def test_a_driven_potential_has_norms_and_no_bound() -> None:
    found = constants("cos(x - t)", **ALL)
    assert_is(found, "norm2", mpf(1))
    for name in ("z", "epsilon", "until_quantum_best", "epsilon_effective", "least"):
        assert found[name].status == "undefined" and "static" in found[name].why
    assert found.applies is False


def test_a_quadratic_potential() -> None:
    found = constants("2*x^2", **ALL)
    for name in ("s_H", "x_H", "p_H", "until", "until_classical_best", "tau_E"):
        assert found[name].status == "infinite" and found[name].low is None and found[name].why, name
    for name in ("h", "epsilon", "epsilon_quantum", "least", "D_0_needed", "norm3"):
        assert found[name].low == found[name].high == "0", name
    assert_is(found, "tau_H", mpf(1) / 2)
    assert_is(found, "z", mpf(14) / 5)  # hbar V2/Dp


def test_an_affine_potential() -> None:
    found = constants("3*x", **ALL)
    assert found["tau_H"].status == "infinite" and found["eta_H"].low == "0" and found["s_H"].status == "undefined"
    assert found.applies is False and "affine" in found["epsilon"].why


@pytest.mark.parametrize("missing", ["Dx", "Dp"])
def test_without_diffusion(missing: str) -> None:
    found = constants("cos(x)", **{**ALL, missing: "0"})
    assert found["D_0"].low == "0" and found["until"].high == "0"
    for name in ("z", "epsilon", "epsilon_quantum_best"):
        assert found[name].status == "infinite" and "Dx > 0" in found[name].why
    assert (found["epsilon_effective"].status == "heuristic") is (missing == "Dx")


def test_heuristics_say_so() -> None:
    found = constants("cos(x)", **ALL)
    assert {item.name for item in found.constants if item.status == "heuristic"} == {
        "tau_E", "Dx_effective", "epsilon_effective", "until_effective"}
    assert all(found[name].why for name in ("tau_E", "Dx_effective", "epsilon_effective"))
    large = constants("cos(x)", hbar=2)
    assert large["tau_E"].status == "undefined" and "hbar" in large["tau_E"].why


# ---- claims


def test_every_label_is_in_the_ledger_with_the_verdict_that_is_shown() -> None:
    records = {item["label"]: item for item in json.loads(RECORDS.read_text(encoding="utf-8"))["records"]}
    found = constants("cos(x)", **ALL)
    assert [item.name for item in found.constants] == [item.name for item in DEFINITIONS]
    for item in found.constants:
        assert item.claims
        words = []
        for claim in item.claims:
            key, _, label = claim.partition(":")
            assert key == "hrr2023" and label in records, claim
            words.append(records[label]["inherited"]["word"])
        assert item.verdict == max(words, key=WORDS.index)
        corrected = [claim for claim in item.claims if records[claim.partition(":")[2]]["as_printed"]["word"] == "refuted"]
        assert all(claim.partition(":")[2] in item.caveats for claim in corrected)
    assert "p/p-H as corrected" in found["p_H"].caveats


def test_a_claim_without_a_record_is_undecided() -> None:
    word, caveats = catalogue("hrr2023").verdict(("8", "no such label"))
    assert word == "undecided" and "no such label" in caveats


def test_every_formula_has_the_unit_of_its_constant() -> None:
    from derive.units import ACTION, ENERGY, LENGTH, MASS, MOMENTUM, NONE, TIME, unit_of

    stiffness = ENERGY / LENGTH**2
    named = {"V2": stiffness, "V3": stiffness / LENGTH, "m": MASS, "hbar": ACTION, "Dx": LENGTH**2 / TIME, "Dp": MOMENTUM**2 / TIME,
             "t": TIME, "tau_H": TIME, "eta_H": MASS / TIME, "eta_b": MASS / TIME, "s_H": ACTION, "x_H": LENGTH, "p_H": MOMENTUM,
             "k_minus": stiffness, "k_plus": stiffness, **dict.fromkeys(("D_0", "z", "z_k", "z_b", "h", "target"), NONE)}
    for item in DEFINITIONS:
        if item.formula is not None:
            expr = item.formula(3)
            unit = unit_of(expr, {symbol: named[symbol.name] for symbol in expr.free_symbols})
            assert unit is not None and unit.same_dimension(item.unit), item.name


@pytest.mark.parametrize(("change", "said"), [
    ({"hbar": 0}, "must be positive"), ({"mass": "-1"}, "must be positive"), ({"Dx": "-1"}, "at least 0"), ({"hbar": "1 m"}, "unit"),
    ({"target": 0}, "`--target` must"), ({"target": "5/2"}, "`--target` must"), ({"time": "one"}, "column 1"),
    ({"parameters": {"k": 1}}, "k does not"), ({"domain": {"y": (0, 1)}}, "y"), ({"domain": {"x": (1, 0)}}, "low < high"),
    ({"potential": "cos(x"}, "close every bracket"), ({"potential": "nosuch(x)"}, "known names"), ({"mass": "1 kg"}, "unit"),
    ({"potential": "no.toml"}, "no.toml"), ({"potential": "x.toml", "hbar": 1}, "must state its own numbers"), ({"hbar": "nan"}, "column"),
])  # fmt: skip
def test_what_cannot_be_read_is_one_sentence(change: dict[str, Any], said: str) -> None:
    with pytest.raises(Unusable, match="must") as caught:
        constants(**{"potential": "cos(x)", **change})
    assert said in str(caught.value)


def test_digits_are_those_asked_for() -> None:
    assert constants("cos(x)", {}, hbar="1/3", digits=5)["h"].high == "0.33334"
    with pytest.raises(ValueError, match="`digits` must be from 2 to 15, but is 16"):
        constants("cos(x)", digits=16)
    with pytest.raises(KeyError, match="tau_H"):
        constants("cos(x)")["tau"]
