"""The suprema of potentials whose norms are known independently: closed forms, or mpmath to 50 digits; and none found above them."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import scipy.optimize
import sympy as sp

from derive.formula import read
from numerics.supremum import Supremum, norms
from numerics.supremum.closed import closed_form

x, y = sp.symbols("x y", real=True)
CHAIN = "-1/sqrt((x-2)^2+y^2+z^2+1)-1/sqrt(x^2+y^2+z^2+1)-1/sqrt((x+2)^2+y^2+z^2+1)"


def assert_holds(found: Supremum, truth: mpmath.mpf, width: float) -> None:
    """The enclosure is as narrow as asked, and a number known to 40 digits lies in it."""
    assert found.finite is True
    assert found.width <= width, (found.width, found.how)
    low, high = (mpmath.mpf(Fraction(end).numerator) / Fraction(end).denominator for end in (found.exact_low, found.exact_high))
    assert low <= truth * (1 + mpmath.mpf(10) ** -38) and high >= truth * (1 - mpmath.mpf(10) ** -38)


def attained(function: object, *start: float) -> mpmath.mpf:
    """|f| at the critical point near the start, to 50 digits; f is an mpmath function of one variable."""
    with mpmath.workdps(50):
        point = mpmath.findroot(lambda q: mpmath.diff(function, q), start[0])
        return abs(function(point))


ONE = {
    "cos(x)": (lambda: 1, lambda: 1),
    "x^2/2+exp(-x^2)": (lambda: 1 + 4 * mpmath.exp(mpmath.mpf(-3) / 2),
                        lambda: 4 * mpmath.sqrt(9 - 3 * mpmath.sqrt(6)) * mpmath.exp((mpmath.sqrt(6) - 3) / 2)),
    "log(cosh(x))": (lambda: 1, lambda: 4 / (3 * mpmath.sqrt(3))),
}


@pytest.mark.parametrize("text", ONE)
def test_one_dimension_within_1e_12_of_closed_forms(text: str) -> None:
    formula = read(text)
    with mpmath.workdps(50):
        for found, truth in zip(norms(formula.expression, formula.coordinates), ONE[text], strict=True):
            assert_holds(found, mpmath.mpf(truth()), 1e-12)


def test_morse_and_lennard_jones_on_domains_within_1e_12() -> None:
    """Morse D = 3, a = 2 on [-1/2, oo): its derivatives decrease in modulus from the left end; Lennard-Jones on [1, oo) likewise."""
    morse = 3 * (1 - sp.exp(-2 * x)) ** 2
    jones = 4 * (x**-12 - x**-6)
    with mpmath.workdps(50):
        e = mpmath.e
        found = norms(morse, [x], domain={x: (Fraction(-1, 2), None)})
        assert_holds(found[0], 24 * (2 * e**2 - e), 1e-12)
        assert_holds(found[1], 48 * (4 * e**2 - e), 1e-12)
        found = norms(jones, [x], domain={x: (1, None)})
        assert_holds(found[0], mpmath.mpf(4 * (156 - 42)), 1e-12)
        assert_holds(found[1], mpmath.mpf(4 * (2184 - 336)), 1e-12)


def test_two_dimensions_within_1e_12() -> None:
    """At the maximum of the second derivative y = 0, u = e_y: |V_yy| = 9 sin x + 2 exp(-x^2). The third: mpmath's root of the gradient."""
    formula = read("sin(x)*cos(3*y)+exp(-x^2-y^2)")
    second, third = norms(formula.expression, formula.coordinates)
    with mpmath.workdps(50):
        assert_holds(second, attained(lambda q: 9 * mpmath.sin(q) + 2 * mpmath.exp(-q * q), 1.5), 1e-12)
        angle = sp.Symbol("angle", real=True)
        F = formula.expression
        for _ in range(3):
            F = sp.cos(angle) * sp.diff(F, x) + sp.sin(angle) * sp.diff(F, y)
        gradient = sp.lambdify([x, y, angle], [sp.diff(F, v) for v in (x, y, angle)], "mpmath")
        at = dict(third.argmax)
        root = mpmath.findroot(lambda *q: gradient(*q), [at["x"], at["y"], np.arctan2(at["u_y"], at["u_x"])])
        assert_holds(third, abs(sp.lambdify([x, y, angle], F, "mpmath")(*root)), 1e-12)


def test_soft_coulomb_second_derivative_in_three_dimensions() -> None:
    """At the origin, across the chain: the sum of (1 + r_k^2)^(-3/2) = 1 + 2 * 5^(-3/2)."""
    formula = read(CHAIN)
    second = _order(formula, 2)
    with mpmath.workdps(50):
        assert_holds(second, 1 + 2 * mpmath.mpf(5) ** mpmath.mpf("-1.5"), 1e-12)


@pytest.mark.slow
def test_soft_coulomb_third_derivative_in_three_dimensions() -> None:
    """On the axis, along it: V''' of the sum on the line, whose critical point mpmath finds."""
    third = _order(read(CHAIN), 3)
    with mpmath.workdps(50):
        line = lambda q: mpmath.diff(lambda s: sum(-1 / mpmath.sqrt((s - c) ** 2 + 1) for c in (-2, 0, 2)), q, 3)  # noqa: E731
        with mpmath.workdps(80):
            truth = attained(line, 1.64)
        assert_holds(third, truth, 1e-12)


def _order(formula: object, order: int) -> Supremum:
    from numerics.supremum.norm import _supremum
    return _supremum(formula.expression, formula.coordinates, None, None, order, (1, -1), Fraction(1, 10**12), None)  # type: ignore[attr-defined]


def negative(q: np.ndarray, f: object, d: int) -> float:
    """-|f| at a position and the direction of the rest."""
    return -abs(float(f(*q[:d], *(q[d:] / np.linalg.norm(q[d:])))))  # type: ignore[operator]


@pytest.mark.slow
@pytest.mark.parametrize("text", ["x^2/2+exp(-x^2)", "sin(x)*cos(3*y)+exp(-x^2-y^2)"])
def test_optimisation_from_many_starts_finds_nothing_above(text: str) -> None:
    formula = read(text)
    coordinates, d = formula.coordinates, len(formula.coordinates)
    u = sp.symbols(f"u0:{d}", real=True)
    rng = np.random.default_rng(11)
    for order, found in enumerate(norms(formula.expression, coordinates), start=2):
        F = formula.expression
        for _ in range(order):
            F = sum(c * sp.diff(F, q) for c, q in zip(u, coordinates, strict=True))
        f = sp.lambdify([*coordinates, *u], F, "numpy", cse=True)
        best = 0.0
        for start in rng.normal(size=(60, 2 * d)) * 3:
            best = max(best, -scipy.optimize.minimize(negative, start, args=(f, d), method="L-BFGS-B").fun)
        assert best <= found.high * (1 + 1e-13)
        assert best >= found.low * (1 - 1e-6)


def test_si_units_change_the_scale_and_nothing_else() -> None:
    """Lengths of 1e-10, energies of 1e-20: the same cells, the same relative width."""
    for text, scaled, order in (("x^2/2+exp(-x^2)", "10^-20*((x*10^10)^2/2+exp(-(x*10^10)^2))", 2),
                                ("log(cosh(x))", "10^-35*log(cosh(x*10^10))", 3)):
        plain, si = (_order(read(t), order) for t in (text, scaled))
        energy = Fraction(1, 10**20) if order == 2 else Fraction(1, 10**35)
        assert si.width <= 1e-12
        factor = energy * Fraction(10) ** (10 * order)
        assert Fraction(si.exact_low) <= Fraction(plain.exact_high) * factor
        assert Fraction(si.exact_high) >= Fraction(plain.exact_low) * factor


def test_boxes_in_two_dimensions_and_walls() -> None:
    """x^2 y on [0, 1] x [0, 2]: V'' = ((2y, 2x), (2x, 0)), its norm y + sqrt(y^2 + 4 x^2), is greatest in a corner."""
    second, third = norms(x**2 * y + x**3 / 3, [x, y], domain={x: (0, 1), y: (0, 2)})
    with mpmath.workdps(50):
        corner = (mpmath.mpf(6) + mpmath.sqrt(36 + 16)) / 2  # ((2y + 2x, 2x), (2x, 0)) at (1, 2)
        assert_holds(second, corner, 1e-9)
    assert third.finite is True and third.width <= 1e-9


a, b, k, w = sp.symbols("a b k w", positive=True)
A, c = sp.symbols("A c", real=True)
FORMS = {  # V, order: the closed form
    (A * sp.cos(k * x), 2): sp.Abs(A) * k**2, (A * sp.cos(k * x + c), 3): sp.Abs(A) * k**3,
    (b * sp.sqrt(w**2 + x**2), 3): 48 * sp.sqrt(5) / 125 * b / w**2,
    (a * x**2 / 2 + b * sp.exp(-(x**2) / w**2), 2): sp.Max(sp.Abs(a + 4 * b * sp.exp(sp.Rational(-3, 2)) / w**2), sp.Abs(a - 2 * b / w**2)),
    (a * (1 - sp.exp(-k * (x - c))) ** 2, 2): sp.oo,
}  # fmt: skip


@pytest.mark.parametrize(("V", "order"), FORMS)
def test_closed_forms_hold_for_all_parameters(V: sp.Expr, order: int) -> None:
    form = closed_form(V, x, order)
    assert form is not None and form.proved
    truth = FORMS[V, order]
    if truth == sp.oo:
        assert form.value == sp.oo
        return
    at = {p: sp.Rational(n, 7) for n, p in enumerate(sorted(V.free_symbols - {x}, key=str), start=3)}
    assert abs(sp.N((form.value - truth).subs(at), 40)) < 1e-35
    found = norms(V.subs(at), [x])[order - 2]
    assert found.low <= sp.N(form.value.subs(at), 40) <= found.high


@pytest.mark.slow
def test_a_closed_form_that_fails_somewhere_is_not_given() -> None:
    """SymPy's critical point of a cos x + b cos 2x is complex for a > 16 b, and its value too large there."""
    assert closed_form(a * sp.cos(x) + b * sp.cos(2 * x), x, 2) is None
