"""The parametrix of li2024: derivations by a second way, and the wrong lines by explicit examples."""

from __future__ import annotations

import mpmath as mp
import pytest
import sympy as sp
from independent.parametrix_series import Jet, spreading, truncated

from derive import parametrix_index
from derive.kernel_orders import Grade, grades, part
from derive.kernel_products import in_space, in_time, merged
from derive.parametrix import Jets
from derive.volterra import composed, corrections, residual, split_at_half
from verify.check import check
from verify.papers.li2024 import (
    parametrix_analysis,
    parametrix_corrections,
    parametrix_derivatives,
    parametrix_first,
    parametrix_in_y,
    parametrix_in_y_early,
    parametrix_iteration,
    parametrix_late,
    parametrix_orders,
    parametrix_setting,
    parametrix_terms,
    parametrix_whole,
)
from verify.verdict import ACCEPTED

SECTIONS = (
    parametrix_setting, parametrix_first, parametrix_orders, parametrix_corrections, parametrix_derivatives, parametrix_terms,
    parametrix_iteration, parametrix_late, parametrix_whole, parametrix_in_y, parametrix_in_y_early, parametrix_analysis,
)
CLAIMS = {claim.label: claim for module in SECTIONS for claim in module.section.claims}
SUBSTANCE = {"p/flux-of-the-kernel", "3.15", "3.23", "3.36", "3.43"}
SLIPS = {"3.14", "3.18", "3.22", "3.34", "3.39", "3.40", "3.45", "3.46", "3.47", "3.48"}
eps, t = sp.symbols("epsilon t", positive=True)


def test_every_number_of_section_3_has_a_claim() -> None:
    assert {f"3.{k}" for k in range(1, 49)} | {f"Lemma3.{k}" for k in range(1, 5)} <= set(CLAIMS)


@pytest.mark.parametrize("label", sorted(SUBSTANCE | SLIPS))
def test_wrong_lines_are_refuted_and_corrected(label: str) -> None:
    result = check(CLAIMS[label])
    assert result.printed.verdict.word == "refuted"
    assert result.corrected is not None and result.corrected.verdict.word == "proved"
    assert result.corrected.mutants.killed > 0 and result.corrected.mutants.survived == 0
    correction = CLAIMS[label].correction
    assert correction is not None and correction.error == ("substance" if label in SUBSTANCE else "slip")


@pytest.mark.parametrize("label", ["3.1", "3.8", "3.10", "3.16", "3.20", "3.24", "3.33", "3.35", "3.37", "3.41", "Lemma3.2"])
def test_right_lines_are_proved(label: str) -> None:
    result = check(CLAIMS[label])
    assert result.printed.verdict.word in ACCEPTED and result.printed.mutants.survived == 0


def test_nothing_else_is_corrected() -> None:
    assert {label for label, claim in CLAIMS.items() if claim.correction is not None} == SUBSTANCE | SLIPS


# The jets against an explicit kernel: A and v given as functions, the flow known in closed form.


def _explicit(matrix: sp.Expr, x: sp.Symbol, y: sp.Symbol) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """K_0 for v = sin x, whose flow is 2 arctan(e^t tan(x/2)), and the point phi^(-t)(y); all in one variable."""
    back = 2 * sp.atan(sp.exp(-t) * sp.tan(y / 2))
    kernel = (4 * sp.pi * eps**2 * t * matrix) ** sp.Rational(-1, 2) * sp.exp(-((x - back) ** 2) / (4 * eps**2 * t * matrix))
    return kernel, back, sp.sin(x)


def test_remainder_against_an_explicit_kernel() -> None:
    x, y = sp.symbols("x y", real=True)
    matrix = 2 + sp.cos(x) / 3
    kernel, back, v = _explicit(matrix, x, y)
    operator = eps**2 * sp.diff(matrix * sp.diff(kernel, x), x) + v * sp.diff(kernel, x)
    true = (operator - sp.diff(kernel, t)) / kernel
    ring = Jets(1, eps, t)
    jet = ring.defect()
    values = {"A_11": matrix, "A_11_1": sp.diff(matrix, x), "A_11_11": sp.diff(matrix, x, 2)}
    values |= {"v_1": v, "u_1": sp.sin(back), "eta_1": x - back}
    found = jet.subs({symbol: values[symbol.name] for symbol in jet.free_symbols if symbol.name in values}, simultaneous=True)
    point = {x: sp.Rational(7, 10), y: sp.Rational(2, 5), t: sp.Rational(1, 3), eps: sp.Rational(1, 2)}
    with mp.workdps(40):
        assert abs(sp.N(true.subs(point), 40) - sp.N(found.subs(point), 40)) < mp.mpf(10) ** -30


def test_the_first_term_is_no_polynomial_in_eta() -> None:
    """A = 1, v = sin: the difference of the two signs, at fixed x, is not of degree 4 in eta, so no P_j takes it."""
    x, e = sp.symbols("x eta", real=True)
    fifth = sp.diff((sp.sin(x) - sp.sin(x - e)) * e, e, 5)
    assert abs(sp.N(fifth.subs({x: 1, e: sp.Rational(1, 2)}))) > 1


@pytest.mark.parametrize("size", [1, 2])
def test_jets_agree_with_taylor_polynomials(size: int) -> None:
    ring, jet = Jets(size, eps, t), Jet.new(size)
    here = {s: 1 for s in ring.diffusion.free_symbols if s.name in ("A_11", "det_A")}
    here |= {s: 0 for s in ring.diffusion.free_symbols if s.name == "A_12"}
    assert sp.expand(ring.spreading().subs(here) - spreading(jet, eps, t)) == 0


def test_every_dimension_keeps_the_powers_of_3_12() -> None:
    expected = {Grade(0, 0, -1), Grade(2, -2, -2)}  # -n/(2t) and <eta, A^(-1) eta>/(4 eps^2 t^2)
    expected |= {Grade(0, 2, 0), Grade(1, 0, -1), Grade(2, 0, -1), Grade(3, -2, -2), Grade(4, -2, -2)}
    assert set(parametrix_index.grades(parametrix_index.spreading())) == expected


def test_derivative_by_time_refuses_what_is_no_jet() -> None:
    ring = Jets(1, eps, t)
    with pytest.raises(ValueError, match="must not hold u"):
        ring.by_t(ring.carried[0])


# Orders, products, compositions.


def test_orders_refuse_other_powers() -> None:
    y = sp.Symbol("y", real=True)
    with pytest.raises(ValueError, match="sum of monomials"):
        grades(sp.exp(y), [y], eps, t)
    with pytest.raises(ValueError, match="at most the degree"):
        Grade(1, 0, 0).lowered(2)
    assert part(y**2 + y, [y], 1) == y


def test_truncation_drops_higher_degrees() -> None:
    a, b = sp.symbols("a b")
    assert truncated((a + b) ** 3 + a * b, [a, b], 2) == a * b


def test_space_integral_against_quadrature() -> None:
    c, e, d, s, w = (sp.Symbol(name, positive=True) for name in "cedsw")
    found = merged(c, e, d, s, w)
    values = {c: 2, e: sp.Rational(1, 2), d: sp.Rational(1, 3), s: sp.Rational(1, 4), w: 1}
    with mp.workdps(20):
        centre = mp.mpf(3) / 7  # s/(d + s)
        places = [centre - 2, centre, centre + 2]
        true = mp.quad(lambda z: mp.exp(-24 * (z - 1) ** 2 - 32 * z**2), places)
        assert abs(sp.N(found.expression().subs(values), 20) - true) < mp.mpf(10) ** -12


def test_scaling_in_time() -> None:
    d, s, n, p, q = (sp.Symbol(name, positive=True) for name in ("d", "s", "n", "p", "q"))
    assert sp.simplify(in_time(d * s, d, s, t, p, q) - t**3 * p * q) == 0
    assert sp.simplify(in_space(sp.Integer(1), sp.Integer(1), eps, d, s, t, n) - (eps**2 * d * s / t) ** (n / 2)) == 0


def test_a_wrong_sum_leaves_something_else() -> None:
    q, m = sp.symbols("q m", real=True)
    first, generator = sp.Matrix([[1 + m * t]]), sp.Matrix([[q]])
    found = corrections(first, generator, t, 3)
    right = first + composed(first, found[0], t) + composed(first, found[1], t)
    wrong = first + 2 * composed(first, found[1], t)
    assert (residual(right, generator, t) + found[2]).applyfunc(sp.expand) == sp.zeros(1)
    assert (residual(wrong, generator, t) + found[2]).applyfunc(sp.expand) != sp.zeros(1)


def test_composition_is_the_integral() -> None:
    s = sp.Symbol("s", positive=True)
    first, second = sp.Matrix([[1 + t, t**2]]), sp.Matrix([[t], [3]])
    early, late = split_at_half(first, second, t, s)
    assert (early + late - composed(first, second, t)).applyfunc(sp.expand) == sp.zeros(1)
