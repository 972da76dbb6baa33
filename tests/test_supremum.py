"""Certified suprema: known values, independent dense samples, and what must stay unknown or infinite."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from math import inf, nan

import mpmath
import numpy as np
import pytest
import sympy as sp
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.formula import read
from numerics.ball import ball
from numerics.supremum import Supremum, curvatures, few_variables, norms
from numerics.supremum.definite import largest_eigenvalue
from numerics.supremum.effort import effort
from numerics.supremum.growth import at_pole
from numerics.supremum.ray import Ray, enclosed
from numerics.supremum.result import supremum
from numerics.supremum.search import Problem, maximum
from numerics.supremum.torus import independent, wrapped

X, Y, T = (sp.Symbol(name, real=True) for name in ("x", "y", "t"))
root = sp.sqrt
STEEPEST = root(6 * (3 - root(6))) * sp.exp(-(3 - root(6)) / 2)  # |H3(x)| exp(-x^2/2), x^2 = 3 - sqrt 6

KNOWN = {  # V: (||V''||, ||V'''||)
    "cos(x)": (1, 1), "3*cos(2*x+1)": (12, 24), "log(cosh(x))": (1, 4 / (3 * root(3))), "exp(-x^2/2)": (1, STEEPEST),
    "sqrt(1+x^2)": (1, sp.Rational(48, 25) / root(5)), "atan(x)": (3 * root(3) / 8, 2), "tanh(x)": (4 / (3 * root(3)), 2),
    "x^2/2+cos(x)": (2, 1), "x^3": (oo := sp.oo, 6), "x^4": (oo, oo), "exp(x)": (oo, oo), "x^2": (2, 0), "5": (0, 0), "1/x": (oo, oo),
    "cos(x)+cos(sqrt(2)*x)": (3, 1 + 2 * root(2)), "cos(x)+cos(2*x)": (5, None), "cos(x-3*sin(t))": (1, 1),
    "(1+cos(3*t)/2)*cos(x)": (sp.Rational(3, 2), sp.Rational(3, 2)), "exp(-10^6*(x-1/3)^2)": (2 * 10**6, 10**9 * STEEPEST * 2 * root(2)),
    "cos(x)*cos(y)": (1, root(2)), "log(cosh(x))+log(cosh(2*y))": (4, 32 / (3 * root(3))), "cos(x+y)": (2, 2 * root(2)),
    "sqrt(1+x^2+y^2+z^2)": (1, sp.Rational(48, 25) / root(5)), "exp(-(x^2+y^2)/2)": (1, STEEPEST), "x^2*y-y^3/3": (oo, 2),
}  # fmt: skip


def assert_encloses(found: Supremum, truth: sp.Expr | None, width: float) -> None:
    if truth == sp.oo:
        assert (found.finite, found.low, found.high) == (False, inf, inf)
    else:
        assert found.finite is True
        assert found.width <= width
        assert sp.Rational(found.exact_high) >= sp.Rational(found.exact_low)
        if truth is not None:
            value = sp.sympify(truth)
            assert sp.Rational(found.low) <= value <= sp.Rational(found.high)


@pytest.mark.parametrize("text", KNOWN)
def test_known_suprema(text: str) -> None:
    formula = read(text)
    for found, truth in zip(norms(formula.expression, formula.coordinates, formula.time), KNOWN[text], strict=True):
        assert_encloses(found, truth, 1e-12 if len(formula.coordinates) == 1 else 1e-6)


@pytest.mark.parametrize("text", ["x*log(cosh(x))", "x^2/2+3*exp(-2*x^2)", "cos(x)+cos(2*x)/3", "x*exp(-x^2)", "sin(x)*exp(-x^2)"])
def test_dense_samples_of_another_method_come_close_from_below(text: str) -> None:
    (V, x) = (f := read(text)).expression, f.coordinates[0]
    for order, found in enumerate(norms(V, [x]), start=2):
        derivative = sp.lambdify([x], sp.diff(V, x, order), "mpmath")
        best = max(abs(derivative(mpmath.mpf(k) / 256)) for k in range(-2000, 2001))
        assert best <= found.high
        assert best >= found.low * (1 - 1e-3)


def test_rates_are_compared_once_their_roots_are_out_of_denominators() -> None:
    found = wrapped(sp.cos(X) + sp.cos(X / (1 + sp.sqrt(2))), X)
    assert found is not None and len(found.turns) == 2 and found.exact


def test_a_phase_may_hold_sines_of_the_variable_itself() -> None:
    r"""sin(x + sin x) is periodic, and its third derivative is 9 at 0; sup |V^(2)| of sin(x + sin(sqrt(2) x)) is (1 + sqrt(2))^2."""
    second, third = norms(sp.sin(X + sp.sin(X)), [X])
    assert_encloses(third, sp.Integer(9), 1e-12)
    angle = np.linspace(0, 2 * np.pi, 200_001)
    sampled = np.abs(np.sin(angle) * np.cos(angle + np.sin(angle)) + (1 + np.cos(angle)) ** 2 * np.sin(angle + np.sin(angle))).max()
    assert second.low <= second.high < second.low * (1 + 1e-12) and sampled <= second.high < sampled * (1 + 1e-9)
    second, _ = norms(sp.sin(X + sp.sin(sp.sqrt(2) * X)), [X])
    assert_encloses(second, (1 + sp.sqrt(2)) ** 2, 1e-12)
    slow = wrapped(sp.sin(X / 10 + 2 * sp.sin(X)), X)
    assert slow is not None and slow.rate == 20 * sp.pi and slow.exact
    at = sp.Rational(7, 3)
    there = slow.expression.subs(slow.turns[0], at / slow.rate)
    assert abs(there.evalf(40) - sp.sin(at / 10 + 2 * sp.sin(at)).evalf(40)) < 1e-35
    for outside in (sp.sin(X * sp.sin(X)), sp.sin(X + X**2), sp.sin(X + sp.exp(-(X**2))), sp.cos((X + sp.sin(X)) ** 2)):
        assert wrapped(outside, X) is None


def test_a_symbol_that_is_equal_but_another_object_is_the_variable() -> None:
    """SymPy keeps a thousand symbols; after that an equal one is made anew, and nothing may look periodic in it."""
    first = sp.Symbol("x", real=True)
    sp.core.cache.clear_cache()
    second = sp.Symbol("x", real=True)
    assert first == second and first is not second
    assert wrapped(sp.sin(first) * sp.exp(-(first**2)), second) is None
    assert wrapped(sp.sin(first) + sp.cos(3 * first), second) is not None


def test_boxes() -> None:
    box = {X: (-1, Fraction(3, 2))}
    second, third = norms(X**4, [X], domain=box)
    assert_encloses(second, sp.Integer(27), 1e-12)
    assert_encloses(third, sp.Integer(36), 1e-12)
    second, _ = norms(-1 / X, [X], domain={X: (1, None)})
    assert_encloses(second, sp.Integer(2), 1e-12)
    second, third = norms(sp.cos(X) * T, [X], T, {T: (0, 3)})
    assert_encloses(second, sp.Integer(3), 1e-12)


def test_curvatures_are_one_sided() -> None:
    largest, least = curvatures(X**2 / 2 + 2 * sp.cos(X), [X])
    assert_encloses(largest, sp.Integer(3), 1e-12)
    assert_encloses(least, sp.Integer(1), 1e-12)
    largest, least = curvatures(X**4 + X**2, [X])
    assert largest.finite is False
    assert_encloses(least, sp.Integer(-2), 1e-12)
    largest, least = curvatures(-(X**2), [X, Y])
    assert_encloses(largest, sp.Integer(0), 0.0)
    assert_encloses(least, sp.Integer(2), 0.0)


def test_a_point_where_the_lower_bound_is_reached() -> None:
    found = norms(sp.log(sp.cosh(X)), [X])[1]
    at = dict(found.argmax)["x"]
    assert abs(sp.diff(sp.log(sp.cosh(X)), X, 3).subs(X, at)) == pytest.approx(found.low, rel=1e-13)


def test_unknown_stays_unknown() -> None:
    for found in norms(X**2 * sp.sin(1 / X), [X], budget=120):
        assert found.finite is not True
    for found in norms(sp.cos(X) + sp.cos(sp.pi * X) + sp.cos(sp.E * X), [X]):
        assert "not proved" in found.how
        assert found.low < found.high < inf
    assert not independent([sp.E, sp.pi])
    assert not independent([sp.sqrt(2), sp.sqrt(2)])
    assert independent([sp.S.One, sp.sqrt(2), sp.sqrt(6), sp.pi])
    assert wrapped(sp.cos(X**2), X) is None


def test_more_effort_narrows_what_the_cells_left_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(few_variables, "CELLS", {1: 4, 2: 60})
    wide, _ = norms(sp.sin(X + sp.sin(sp.sqrt(2) * X)), [X])
    with effort(20):
        narrow, _ = norms(sp.sin(X + sp.sin(sp.sqrt(2) * X)), [X])
    assert wide.low <= narrow.low <= narrow.high < wide.high and narrow.width < wide.width / 10
    assert norms(sp.sin(X + sp.sin(sp.sqrt(2) * X)), [X])[0] == wide


def test_a_budget_widens_and_never_lies() -> None:
    for budget in (3, 10, 30, 100):
        found = norms(sp.exp(-(X**2)), [X], budget=budget)[1]
        assert found.low <= float(mpmath.mpf("3.9035661455399") * (1 + mpmath.mpf(10) ** -13))
        assert found.high >= 3.90356614553


@pytest.mark.parametrize("text", ["exp(exp(x))", "exp(-x^2*exp(exp(t)))"])
def test_giant_exponents_stay_unknown_and_end_no_process(text: str) -> None:
    """In a process of its own: FLINT aborts where a ball is no fraction that fits."""
    code = ("from derive.formula import read; from numerics.supremum import norms; f = read({!r}); "
            "print([s.finite for s in norms(f.expression, f.coordinates, f.time, f.time and {{f.time: (0, 100)}}, budget=30)])")
    found = subprocess.run([sys.executable, "-c", code.format(text)], capture_output=True, text=True, timeout=300)
    assert (found.returncode, found.stdout.strip()) == (0, "[None, None]"), found.stderr


def test_giant_ends_are_rounded_outward() -> None:
    giant = arb(2)
    for _ in range(100):
        giant = giant * giant
    dwarf = 1 / giant
    assert giant.is_exact() and dwarf.is_exact()
    found = supremum(giant, 2 * giant, (), "", "a proof", True)
    assert (found.finite, found.high, found.exact_high, found.exact_low) == (None, inf, "oo", str(2**1100)) and found.low < inf
    found = supremum(-giant, -dwarf, (), "", "", True)
    assert (found.low, found.high, found.exact_low, found.exact_high) == (-inf, 0.0, "-oo", "0")
    found = supremum(dwarf, dwarf, (), "", "", True)
    assert (found.low, found.high, found.exact_low) == (0.0, 5e-324, "0") and Fraction(found.exact_high) == Fraction(1, 2**1100)


def test_refusals() -> None:
    with pytest.raises(TypeError, match="smooth it"):
        norms(sp.Abs(X), [X])
    with pytest.raises(ValueError, match="free symbols"):
        norms(X * Y, [X])
    with pytest.raises(ValueError, match="swap"):
        norms(sp.cos(X), [X], domain={X: (1, 0)})
    with pytest.raises(TypeError, match="exactly"):
        norms(sp.cos(X), [X], domain={X: (0.5, 1)})
    with pytest.raises(ArithmeticError):
        Supremum(nan, nan, "", "", (), "", "", None)


FAR = st.fractions(1, 40, max_denominator=7)
TAILS = st.sampled_from([
    X**2 * sp.exp(-X), (X - 2) * sp.exp(-(X - 1) ** 2), X / (1 + X**2), (X**2 - 3) / (X**4 + X + 7), sp.tanh(X - 5), sp.atan(2 * X),
    sp.sqrt(1 + X**2) / X,
    1 / sp.cosh(X / 2), sp.sin(X) / X, sp.log(1 + X**2) / X, sp.asinh(X) / X**2, X**3 * sp.exp(-sp.sqrt(1 + X**2)),
    sp.exp(-X) + sp.exp(-2 * X), sp.sinh(X) / sp.cosh(X)])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(TAILS, FAR, st.fractions(0, 60, max_denominator=5), st.booleans())
def test_enclosures_on_rays_hold_the_values_beyond(function: sp.Expr, end: Fraction, beyond: Fraction, left: bool) -> None:
    ray = Ray(None, -end) if left else Ray(end, None)
    with ctx.workprec(128):
        found = enclosed(function, {X: ray})
        hull = None if found is None else found.hull()
        at = (end + beyond) * ray.sign
        if hull is not None:
            value = ball(function, {X: fmpq(at.numerator, at.denominator)})
            assert hull.overlaps(arb(value))


def test_rays_find_limits_and_growth() -> None:
    with ctx.workprec(128):
        assert all(enclosed(f, {X: Ray(Fraction(64), None)}).hull() is not None for f in (X**2 * sp.exp(-X),
        sp.log(1 + X**2) / X, 1 / sp.cosh(X)))  # type: ignore[union-attr]
        assert enclosed(X**2 - X, {X: Ray(Fraction(2), None)}).grows(1)  # type: ignore[union-attr]
        assert not enclosed(X**2 - X, {X: Ray(Fraction(2), None)}).grows(-1)  # type: ignore[union-attr]
        assert not enclosed(sp.sqrt(X**2 + 1) - X, {X: Ray(Fraction(2), None)}).grows(1)  # type: ignore[union-attr]
        assert enclosed(sp.cos(sp.log(X)), {X: Ray(None, Fraction(-2))}) is None


def test_a_cell_without_enclosure_counts_as_unbounded() -> None:
    found = maximum(Problem(sp.log(X) * X, {X: (Fraction(-1), Fraction(1))}), tolerance=Fraction(1, 10**6), budget=300)
    assert not found.high.is_finite()


def test_eigenvalue_bounds_hold_for_every_matrix_in_the_enclosures() -> None:
    radius = Fraction(1, 2)
    lower = [[arb(-1, 0.5)], [arb(3, 0.5), arb(-2, 0.5)], [arb(0, 0.5), arb(1, 0.5), arb(1, 0.5)]]
    bound = float(largest_eigenvalue(lower))
    rng = np.random.default_rng(5)
    for _ in range(200):
        entries = np.array([[float(lower[max(i, j)][min(i, j)].mid()) for j in range(3)] for i in range(3)])
        noise = np.tril(rng.choice([-1, 1], (3, 3))) * float(radius)
        assert np.linalg.eigvalsh(entries + noise + np.tril(noise, -1).T)[-1] <= bound
    assert bound < 6


def test_a_pole_outside_the_domain_proves_nothing() -> None:
    tiny = Fraction(1, 10**5)
    assert at_pole(1 / X, X, (Fraction(0), Fraction(1)), (1, -1), tiny) == "x near 0"
    assert at_pole(1 / X, X, (tiny, Fraction(1)), (1, -1), tiny) == ""


@pytest.mark.slow
def test_general_pieces_in_two_dimensions() -> None:
    V = sp.cos(X) * sp.sin(2 * Y) * (1 + sp.cos(X) / 4)
    box = {X: (-1, 1), Y: (-1, 1)}
    for found in norms(V, [X, Y], domain=box, tolerance=Fraction(1, 100), budget=1500):
        assert found.finite is True
        assert found.width < 0.1
