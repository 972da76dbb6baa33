"""Section 4 of li2024: the example in closed form, Duhamel's formula, and which of its lines are wrong."""

from __future__ import annotations

import mpmath
import pytest
import sympy as sp

from derive import hyperbolic_example as example
from derive.oscillatory import derivative_norm
from derive.successive_symbols import driven, exponential, power_integral
from verify.papers.li2024 import example as section_42
from verify.papers.li2024 import l1_estimates, l1_estimates_short_time, l1_estimates_smoothing, l1_estimates_sobolev

SECTIONS = (l1_estimates.section, l1_estimates_short_time.section, l1_estimates_sobolev.section, l1_estimates_smoothing.section,
            section_42.section)


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_norms_of_hermite_functions(order: int) -> None:
    zeros = sorted(float(root) for root in sp.roots(sp.hermite(order, sp.Symbol("x"))))
    points = [-12, *zeros, 12]
    value = mpmath.quad(lambda x: abs(mpmath.hermite(order, x)) * mpmath.exp(-x * x), points)
    assert abs(mpmath.sqrt(mpmath.pi) * value - mpmath.mpf(str(sp.N(example.planar_norm(order), 20)))) < 1e-10


@pytest.mark.parametrize("order", [0, 1, 2, 3])
def test_norms_two_ways(order: int) -> None:
    assert abs(sp.N(example.planar_norm(order) - sp.sqrt(sp.pi) * derivative_norm(sp.S.One, order))) < 1e-12


def test_norms_end_where_radicals_do() -> None:
    with pytest.raises(ValueError, match="must be at most 4"):
        example.planar_norm(6)


@pytest.mark.parametrize("rate", [1, -1])
def test_widths_solve_their_equation(rate: int) -> None:
    h, eps, t = sp.symbols("h epsilon t", positive=True)
    width = example.width(h, sp.Integer(rate), eps, t)
    assert sp.simplify(sp.diff(width, t) - example.width_rate(width, sp.Integer(rate), eps)) == 0
    assert width.subs(t, 0) == h


def test_kernel_with_drift_against_a_quadrature() -> None:
    """It has mass 1 in y, and takes a Gaussian to the Gaussian of the width above."""
    eps, t, x, h = 0.3, 0.7, 0.4, 0.5
    stretch = mpmath.exp(t)
    variance = eps**2 * (stretch**2 - 1)
    y = sp.Symbol("y", real=True)
    exponent = sp.lambdify(y, example.kernel_exponent(sp.Float(x), y, sp.Float(float(stretch)), sp.Float(eps)), "mpmath")
    centre = stretch * x
    spans = [centre - 8, centre - 2, centre, centre + 2, centre + 8]
    mass = mpmath.quad(lambda s: mpmath.exp(exponent(s)), spans) / mpmath.sqrt(2 * mpmath.pi * variance)
    assert abs(mass - 1) < 1e-12
    solved = mpmath.quad(lambda s: mpmath.exp(exponent(s) - s * s / h), spans) / mpmath.sqrt(2 * mpmath.pi * variance)
    width = float(example.width(sp.Float(h), sp.S.One, sp.Float(eps), sp.Symbol("t", positive=True)).subs(sp.Symbol("t", positive=True), t))
    assert abs(solved - mpmath.sqrt(h / (width * stretch**2)) * mpmath.exp(-x * x / width)) < 1e-12


def test_driven_solves_the_inhomogeneous_equation() -> None:
    t = sp.Symbol("t", positive=True)
    generator = sp.Matrix([[0, 2, 5], [0, 0, -3], [0, 0, 0]])
    source = sp.Matrix([1 - t, t**2, sp.Integer(4)])
    found = driven(generator, source, t)
    assert (found.diff(t) - generator * found - source).applyfunc(sp.expand) == sp.zeros(3, 1)
    assert found.subs(t, 0) == sp.zeros(3, 1)
    moving = exponential(generator, t)
    assert (moving.diff(t) - generator * moving).applyfunc(sp.expand) == sp.zeros(3)


@pytest.mark.parametrize(("power", "low"), [(sp.Integer(-1), 0), (sp.Rational(-3, 2), 0), (sp.Integer(-1), 1)])
def test_infinite_integrals_are_refused(power: sp.Rational, low: int) -> None:
    with pytest.raises(ValueError, match="must be above -1"):
        power_integral(power, sp.Integer(low), sp.Integer(2))


@pytest.mark.parametrize("power", [sp.Rational(-1, 2), sp.Integer(0), sp.Integer(-2), sp.Rational(3, 2)])
def test_power_integrals(power: sp.Rational) -> None:
    found = power_integral(power, sp.Rational(1, 3), sp.Integer(2))
    assert abs(mpmath.quad(lambda s: s ** mpmath.mpf(str(sp.N(power, 20))), [mpmath.mpf(1) / 3, 2]) - float(found)) < 1e-12



def test_all_labels_of_section_4() -> None:
    labels = {claim.label for section in SECTIONS for claim in section.claims}
    assert {f"4.{k}" for k in range(1, 26)} <= labels
    assert {"Proposition4.1", "Lemma4.2", "Lemma4.3", "Proposition4.4", "Proposition4.5", "Corollary4.6"} <= labels
