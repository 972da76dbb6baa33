"""Gaussian integrals by completing the square, and both definitions of the Wigner function."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import mpmath
import pytest
import sympy as sp

from derive import gaussian_function, wigner
from derive.gaussian_function import (
    GaussianFunction,
    covariance,
    density,
    equal,
    fourier,
    gaussian,
    integrate,
    known_positive,
    mean,
    product,
    scaled,
    substitute,
    vanishes,
)
from derive.wigner import (
    characteristic_transform,
    coherent_dyad,
    fock_wigner,
    pure_state,
    total_mass,
    transform,
)

HBAR, SXX, W = sp.symbols("hbar sxx w", positive=True)
X, P, Q, K, SXP, Q1, P1, Q2, P2 = sp.symbols("x p q k sxp q1 p1 q2 p2", real=True)
PI = sp.pi
SIGMA = sp.Matrix([[SXX, SXP], [SXP, (HBAR**2 / 4 + SXP**2) / SXX]])
STATE = pure_state(Q, K, SXX, SXP, HBAR)
DYAD = coherent_dyad(Q1, P1, Q2, P2, W, HBAR)
ONE = gaussian(sp.S.Zero)
CORRECT = {"sign": -1, "prefactor": 1 / (2 * PI * HBAR), "hbar": HBAR}


@cache
def chord(kernel: wigner.Kernel, **changed: object) -> GaussianFunction:
    return transform(kernel, X, P, **{**CORRECT, **changed})


def characteristic(kernel: wigner.Kernel, prefactor: sp.Expr = 1 / (2 * PI) ** 2) -> GaussianFunction:
    return characteristic_transform(kernel, X, P, prefactor=prefactor, hbar=HBAR)


def test_pure_gaussian_state_has_the_normal_density_as_wigner_function() -> None:
    expected = density((X, P), (Q, K), SIGMA)
    assert equal(chord(STATE), expected) is True
    assert equal(characteristic(STATE), expected) is True


def test_both_definitions_agree_on_all_coherent_dyads() -> None:
    assert equal(characteristic(DYAD), chord(DYAD)) is True
    assert not DYAD.function.conditions


def test_printed_b3_is_reflected_and_not_normalised() -> None:
    printed = chord(STATE, sign=1, prefactor=sp.S.One)
    assert mean(printed, (X, P)) == (Q, -K)
    assert covariance(printed, (X, P)) == sp.Matrix([[SXX, -SXP], [-SXP, SIGMA[1, 1]]]).applyfunc(sp.cancel)
    assert equal(total_mass(printed, (X, P)), scaled(ONE, 2 * PI * HBAR)) is True
    assert equal(substitute(printed, {P: -P}), scaled(chord(STATE), 2 * PI * HBAR)) is True
    assert equal(printed, chord(STATE)) is False
    assert equal(scaled(printed, 1 / (2 * PI * HBAR)), chord(STATE)) is False


def test_printed_b2_has_the_right_shape_and_the_wrong_mass() -> None:
    printed = characteristic(STATE, prefactor=2 * PI * HBAR)
    assert mean(printed, (X, P)) == (Q, K)
    assert equal(total_mass(printed, (X, P)), scaled(ONE, 8 * PI**3 * HBAR)) is True
    assert equal(printed, characteristic(STATE)) is False
    for kernel in (STATE, DYAD):
        other = chord(kernel, sign=1, prefactor=sp.S.One)
        assert equal(characteristic(kernel, prefactor=2 * PI * HBAR), other) is False


@pytest.mark.parametrize("kernel", [STATE, DYAD])
def test_marginal_is_the_position_distribution_and_mass_is_the_trace(kernel: wigner.Kernel) -> None:
    function = chord(kernel)
    assert equal(integrate(function, P), wigner.diagonal(kernel, X)) is True
    trace = integrate(wigner.diagonal(kernel, X), X)
    assert equal(total_mass(function, (X, P)), trace) is True
    assert equal(wigner.weyl_kernel_trace(kernel, sp.S.Zero, sp.S.Zero, hbar=HBAR), trace) is True
    if kernel is STATE:
        assert equal(trace, ONE) is True


def test_weyl_operator_solves_its_differential_equation() -> None:
    # U(s) f = exp(i s c1 (x + s hbar c2/2)) f(x + s hbar c2), and dU/ds = i (c1 X + c2 P) U
    s, c1, c2 = sp.symbols("s c1 c2", real=True)

    def residual(shift: sp.Expr) -> sp.Expr:
        f = gaussian(-W * (X + shift * s * HBAR * c2) ** 2 + Q * (X + shift * s * HBAR * c2))
        u = f.exponent + sp.I * s * c1 * (X + shift * s * HBAR * c2 / 2)
        return sp.expand(sp.diff(u, s) - sp.I * c1 * X - HBAR * c2 * sp.diff(u, X))

    assert vanishes(residual(sp.S.One))
    assert not vanishes(residual(sp.S.NegativeOne))


def shifted_back(kernel: wigner.Kernel, c1: sp.Expr, c2: sp.Expr, *, hbar: sp.Symbol) -> GaussianFunction:
    x = sp.Dummy("x", real=True)
    phase = gaussian(sp.I * c1 * (x + hbar * c2 / 2))
    return integrate(product(phase, kernel.at(x - hbar * c2, x)), x)


def wrong_phase(kernel: wigner.Kernel, c1: sp.Expr, c2: sp.Expr, *, hbar: sp.Symbol) -> GaussianFunction:
    x = sp.Dummy("x", real=True)
    return integrate(product(gaussian(sp.I * c1 * x), kernel.at(x + hbar * c2, x)), x)


@pytest.mark.parametrize("broken", [shifted_back, wrong_phase])
def test_broken_weyl_operator_is_noticed(
    broken: Callable[..., GaussianFunction], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wigner, "weyl_kernel_trace", broken)
    assert equal(characteristic(DYAD), chord(DYAD)) is False
    with pytest.raises(ValueError, match="must be positive"):  # its characteristic function oscillates
        characteristic(STATE)


def test_broken_integral_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def doubled(exponent: sp.Expr, **parts: object) -> GaussianFunction:
        return gaussian(2 * exponent, **parts)

    monkeypatch.setattr(gaussian_function, "gaussian", doubled)
    assert equal(transform(STATE, X, P, **CORRECT), density((X, P), (Q, K), SIGMA)) is not True


@pytest.mark.parametrize("n", range(4))
def test_fock_states_are_laguerre_functions(n: int) -> None:
    action = (X**2 + P**2) / HBAR
    known = (-1) ** n / (PI * HBAR) * sp.exp(-action) * sp.laguerre(n, 2 * action)
    ratio = fock_wigner(n, X, P, HBAR) / known
    assert vanishes(sp.powsimp(ratio) - 1)
    assert vanishes(fock_wigner(n, X, P, HBAR).subs({X: 0, P: 0}) - (-1) ** n / (PI * HBAR))


@pytest.mark.parametrize("n", [1, 2])
def test_fock_wigner_function_by_quadrature(n: int) -> None:
    with mpmath.workdps(30):
        h = mpmath.mpf("0.7")
        norm = (mpmath.pi * h) ** 0.25 * mpmath.sqrt(2**n * mpmath.factorial(n))

        def psi(x: mpmath.mpf) -> mpmath.mpf:
            return mpmath.hermite(n, x / mpmath.sqrt(h)) * mpmath.exp(-x * x / (2 * h)) / norm

        for x, p in [(0.25, -0.5), (0.75, 0.125)]:

            def chord_integrand(y: mpmath.mpf, x: float = x, p: float = p) -> mpmath.mpc:
                return psi(x + y / 2) * psi(x - y / 2) * mpmath.expj(-y * p / h)

            integral = mpmath.quad(chord_integrand, mpmath.linspace(-16, 16, 9)) / (2 * mpmath.pi * h)
            at = {X: sp.Rational(x), P: sp.Rational(p), HBAR: sp.Rational(7, 10)}
            exact = mpmath.mpmathify(sp.N(fock_wigner(n, X, P, HBAR).subs(at), 25))
            assert abs(integral - exact) < mpmath.mpf("1e-12")


def number(function: GaussianFunction, values: dict[sp.Symbol, sp.Expr]) -> mpmath.mpc:
    return mpmath.mpmathify(sp.N(function.expression().subs(values), 25))


def test_transforms_by_quadrature() -> None:
    values = {HBAR: sp.Rational(3, 5), W: sp.Rational(1, 3), Q1: sp.Rational(1, 2), P1: sp.Rational(-1, 4),
              Q2: sp.Rational(-1, 3), P2: sp.Rational(2, 3), X: sp.Rational(1, 7), P: sp.Rational(2, 5)}
    y, c1, c2 = sp.symbols("y c1 c2", real=True)
    fixed = {k: v for k, v in values.items() if k not in (X, P)}
    with mpmath.workdps(20):
        wave = product(DYAD.at(X + y / 2, X - y / 2), gaussian(-sp.I * y * P / HBAR))
        integrand = sp.lambdify(y, wave.expression().subs(values), "mpmath")
        # the chord integrand is centred at Q1 - Q2 with width about 2 sqrt(2 w)
        integral = mpmath.quad(integrand, mpmath.linspace(-12, 12, 9))
        exact = number(chord(DYAD), values) * 2 * mpmath.pi * mpmath.mpf("0.6")
        assert abs(integral - exact) < mpmath.mpf("1e-12")
        at = {c1: sp.Rational(3, 4), c2: sp.Rational(-5, 6)}
        phase = gaussian(sp.I * c1 * (Y := sp.Symbol("Y", real=True)) + sp.I * c1 * HBAR * c2 / 2)
        trace = product(phase, DYAD.at(Y + HBAR * c2, Y))
        integrand = sp.lambdify(Y, trace.expression().subs({**fixed, **at}), "mpmath")
        exact = number(wigner.weyl_kernel_trace(DYAD, c1, c2, hbar=HBAR), {**fixed, **at})
        assert abs(mpmath.quad(integrand, mpmath.linspace(-9, 9, 9)) - exact) < mpmath.mpf("1e-12")


def test_integral_of_a_complex_gaussian_by_quadrature() -> None:
    y = sp.Symbol("y", real=True)
    exponent = -3 * y**2 / 2 + (2 - 5 * sp.I) * y + sp.I
    g = gaussian(exponent, coefficient=sp.Rational(2, 3), radicand=sp.Integer(5))
    with mpmath.workdps(20):
        numeric = mpmath.quad(sp.lambdify(y, g.expression(), "mpmath"), mpmath.linspace(-8, 9, 9))
        assert abs(numeric - number(integrate(g, y), {})) < mpmath.mpf("1e-12")


def test_integrate_needs_a_positive_coefficient() -> None:
    c = sp.Symbol("c", real=True)
    with pytest.raises(ValueError, match="must be positive"):
        integrate(gaussian(-c * X**2), X)
    held = integrate(gaussian(-3 * c * X**2), X, assuming=[c])
    assert held.conditions == (c,)
    for exponent in (X**2, sp.I * X**2, -(1 + sp.I) * X**2, sp.S.Zero, X):
        with pytest.raises(ValueError, match="must be positive"):
            integrate(gaussian(exponent), X)
    with pytest.raises(ValueError, match="quadratic"):
        integrate(gaussian(-(X**4)), X)
    with pytest.raises(ValueError, match="polynomial"):
        integrate(gaussian(-(X**2) + 1 / X), X)
    with pytest.raises(ValueError, match="must be real"):
        integrate(gaussian(-(sp.Symbol("z") ** 2)), sp.Symbol("z"))
    with pytest.raises(ValueError, match="outside the exponent"):
        integrate(gaussian(-(X**2), coefficient=X), X)
    with pytest.raises(ValueError, match="exact"):
        gaussian(sp.Float(0.5) * X)
    with pytest.raises(ValueError, match="conditions"):
        substitute(held, {c: -W})
    with pytest.raises(ValueError, match="radicand"):
        substitute(gaussian(sp.S.Zero, radicand=W), {W: SXP})
    with pytest.raises(ValueError, match="sign"):
        fourier(gaussian(-(X**2)), X, P, sign=2)
    with pytest.raises(ValueError, match="hbar"):
        transform(STATE, X, P, sign=-1, prefactor=sp.S.One, hbar=K)
    with pytest.raises(ValueError, match="sxx"):
        pure_state(Q, K, SXP, SXP, HBAR)


def test_an_expression_carries_no_conditions_and_asks_for_them() -> None:
    """int exp(-c x^2) dx diverges for c <= 0, where sqrt(pi) c^(-1/2) is a number as well."""
    c, e = sp.symbols("c e", real=True)
    held = integrate(gaussian(-c * X**2), X, assuming=[c])
    made = (product(held, gaussian(-(Q**2))), scaled(held, Q), gaussian_function.conjugate(held), substitute(held, {c: 2 * e}))
    for function in (held, *made):
        with pytest.raises(ValueError, match="must be positive and is not given; write"):
            function.expression()
        with pytest.raises(ValueError, match="`given` must imply"):
            assert function.prefactor
        with pytest.raises(ValueError, match="`given` must imply"):
            function.expression(given=[-c, -e])
        assert function.expression(given=[3 * c, e]).has(sp.pi)
    positive = sp.Symbol("a", positive=True)
    known = substitute(held, {c: positive})
    assert known.expression() == known.prefactor == sp.sqrt(sp.pi / positive)


def test_equal_sees_signs_and_phases() -> None:
    g = gaussian(-(X**2), coefficient=1 / (2 * HBAR), radicand=sp.Integer(16))
    assert equal(g, gaussian(-(X**2), coefficient=1 / HBAR)) is True
    for factor in (-1, sp.I, -sp.I, 2):
        assert equal(g, scaled(g, factor)) is False
    assert equal(g, scaled(g, 0)) is False
    assert equal(scaled(g, Q), scaled(g, sp.Abs(1) * Q)) is True
    assert equal(scaled(gaussian(sp.S.Zero, radicand=Q**4 + 1), Q), gaussian(sp.S.Zero)) is False
    assert equal(gaussian(sp.S.Zero), gaussian(2 * PI * sp.I)) is None
    assert known_positive(W * (SXP**2 + HBAR)) and not known_positive(SXP**2) and not known_positive(-W)
