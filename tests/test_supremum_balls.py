"""Balls, jets, tensors and forms in floats: exact rationals and 200-bit balls at points inside lie inside of what is found."""

from __future__ import annotations

from fractions import Fraction
from math import factorial, inf, isfinite, nan
from typing import Any

import numpy as np
import pytest
import sympy as sp
from flint import arb, arb_series, ctx, fmpq

from numerics.ball import ball
from numerics.supremum.balls import Balls, Plan, between, mapped
from numerics.supremum.form import Chart, form
from numerics.supremum.jets import Jet, Jets, _even, _float_ball, _power, _sum
from numerics.supremum.quadratic import seconds
from numerics.supremum.series import _Algebra
from numerics.supremum.sieve_cells import centred
from numerics.supremum.tape import Step, run, tape
from numerics.supremum.tensor import flattened, frobenius, tightened

N = 300
SIZES = np.array([-323.0, -300.0, -160.0, -20.0, 0.0, 0.0, 0.0, 20.0, 160.0, 300.0])
SHARES = (Fraction(-1), Fraction(0), Fraction(1, 3), Fraction(1))
X, Y, Z = coordinates = sp.symbols("x y z", real=True)


def drawn(rng: np.random.Generator, rows: int) -> Balls:
    """Balls of all magnitudes that floats have, subnormal ones among them, some exact, some around 0."""
    shape = (rows, N)
    mid = rng.uniform(-9, 9, shape) * 10.0 ** rng.choice(SIZES, shape)
    rad = np.abs(mid) * np.ldexp(1.0, rng.integers(-60, 4, shape)) * rng.integers(0, 2, shape)
    rad += rng.choice([0.0, 0.0, 5e-324, 1e-310], shape)
    return Balls(mid, np.where(np.isfinite(rad), rad, 0.0))


def inside(x: Balls, share: Fraction) -> list[list[Fraction]]:
    return [[Fraction(float(m)) + share * Fraction(float(r)) for m, r in zip(*rows, strict=True)]
            for rows in zip(x.mid, x.rad, strict=True)]


def exactly(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def assert_holds(x: Balls, row: int, cell: int, value: arb | Fraction) -> None:
    """A ball that is not finite holds everything."""
    m, r = float(x.mid[row, cell]), float(x.rad[row, cell])
    if isfinite(m) and isfinite(r):
        assert r >= 0
        with ctx.workprec(2400):
            truth = exactly(value) if isinstance(value, Fraction) else value
            assert not abs(truth - arb(m)) > arb(r), (m, r, value)
            one = Balls(x.mid[row : row + 1, cell], x.rad[row : row + 1, cell])
            low, high, modulus = (arb(float(end[0])) for end in (one.lower(), one.upper(), one.modulus()))
            assert not truth < low and not truth > high and not abs(truth) > modulus
            assert not arb(m) - arb(r) < low and not arb(m) + arb(r) > high and not abs(arb(m)) + arb(r) > modulus


@pytest.mark.parametrize("seed", range(2))
def test_sums_products_and_bilinear_maps_hold_exact_rationals(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = drawn(rng, 3), drawn(rng, 3)
    close = rng.integers(0, 2, (3, N)) == 1  # of the same magnitude as a, so that sums round, and exact
    b = Balls(np.where(close, a.mid * rng.uniform(-2, 2, (3, N)), b.mid), np.where(close, 0.0, b.rad))
    a = Balls(a.mid, np.where(close, 0.0, a.rad))
    weights = (Fraction(1, 3), Fraction(-7), Fraction(1), Fraction(5, 7), Fraction(9, 11))
    terms = [(*place, w) for place, w in zip(((0, 0, 0), (0, 1, 2), (1, 2, 1), (1, 2, 2), (1, 0, 1)), weights, strict=True)]
    with np.errstate(all="ignore"):
        total, product, low = a + b, a * b, -a
        plan = Plan.of([(g, i, k, float(w)) for g, i, k, w in terms])(a, b)
        jets = _sum(Jet(((0,), (1,), (2,)), a), Jet(((0,), (2,), (3,)), b)).rows
    for p in SHARES:
        for q in SHARES:
            xs, ys = inside(a, p), inside(b, q)
            for n in range(0, N, 9):
                assert_holds(total, 0, n, xs[0][n] + ys[0][n])
                assert_holds(product, 0, n, xs[0][n] * ys[0][n])
                assert_holds(low, 0, n, -xs[0][n])
                for row, truth in enumerate((xs[0][n] + ys[0][n], xs[1][n], xs[2][n] + ys[1][n], ys[2][n])):
                    assert_holds(jets, row, n, truth)
                for g in (0, 1):
                    assert_holds(plan, g, n, sum((w * xs[i][n] * ys[k][n] for h, i, k, w in terms if h == g), Fraction(0)))


def test_underflow_that_meets_a_large_factor_is_covered() -> None:
    one = np.ones((1, 1))
    found = Plan.of([(0, 0, 0, 1 / 3)])(Balls(1e-322 * one, 0 * one), Balls(1e300 * one, 0 * one))
    assert_holds(found, 0, 0, Fraction(1e-322) * Fraction(1e300) / 3)


EXPONENTS = tuple(map(Fraction, ("-1", "-3", "-6", "1/2", "-5/2", "2/3", "-7/5")))
MAPPED = (arb.exp, arb.log, arb.sin, arb.cos, arb.tanh, arb.cosh, arb.atan, arb.asinh, arb.erf)


def raised(t: arb, p: Fraction) -> arb:
    return t**p.numerator if p.denominator == 1 else t ** arb(fmpq(p.numerator, p.denominator))


@pytest.mark.parametrize("seed", range(2))
def test_powers_and_functions_hold_balls_of_200_bits(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = drawn(rng, 1)
    tries: list[tuple[Any, Any]] = [(lambda v, p=p: _power(v, p), lambda t, p=p: raised(t, p)) for p in EXPONENTS]
    tries += [(lambda v, p=p: _even(v, p), lambda t, p=p: t**p) for p in (2, 4, 12)]
    tries += [(lambda v, f=f: mapped(f, v), f) for f in MAPPED]
    for ours, theirs in tries:
        with np.errstate(all="ignore"), ctx.workprec(64):
            found = ours(x)
        for share in SHARES:
            points = inside(x, share)[0]
            with ctx.workprec(1200):
                for n in range(0, N, 3):
                    if isfinite(found.rad[0, n]):
                        truth = theirs(exactly(points[n]))
                        assert truth.is_finite()
                        assert_holds(found, 0, n, truth)


def test_what_is_no_enclosure_stays_none() -> None:
    """Infinite radii, values without a number, and products that overflow bound nothing."""
    identity = Plan.of([(0, 0, 0, 1.0)])
    with np.errstate(all="ignore"):
        for mid, rad in ((0.0, inf), (nan, nan), (inf, inf), (1e308, 1e308)):
            x = Balls(np.full((1, 1), mid), np.full((1, 1), rad))
            found = [x * x * x, x + x + x, _even(x, 4), identity(x, x)]
            if mid != 1e308:
                found += [_power(x, Fraction(-1)), mapped(arb.tanh, x) * x]
            assert not any(np.isfinite(f.upper()).any() or np.isfinite(f.modulus()).any() for f in found)


def test_numbers_and_ends_are_enclosed() -> None:
    for number in (sp.Rational(1, 3), sp.pi**9, sp.sqrt(2) * sp.Rational(10) ** -200, sp.exp(-700), sp.Integer(3), sp.Rational(10) ** 30):
        centre, radius = _float_ball(number)
        with ctx.workprec(400):
            assert not abs(arb(ball(number, {})) - arb(centre)) > arb(radius)
    rng = np.random.default_rng(0)
    low = rng.normal(size=50) * 10.0 ** rng.integers(-308, 308, 50)
    high = low + np.abs(rng.normal(size=50)) * 10.0 ** rng.integers(-308, 308, 50)
    found = between(low, high)
    centre, reach = centred(low, high)
    for a, b, m, r, c, h in zip(low, high, found.mid, found.rad, centre, reach, strict=True):
        a, b, m, r, c, h = (Fraction(float(v)) for v in (a, b, m, r, c, h))
        assert m - r <= a and m + r >= b and c - h <= a and c + h >= b and a <= c <= b


def expression(rng: np.random.Generator, depth: int) -> sp.Expr:
    """A random smooth function of x, y, z."""
    if depth == 0:
        return coordinates[rng.integers(3)] * sp.Rational(int(rng.integers(1, 9)), int(rng.integers(1, 9)))
    a, b = expression(rng, depth - 1), expression(rng, depth - 1 - int(rng.integers(0, 2)) * (depth > 1))
    half = sp.Rational(int(rng.choice([-5, -3, -2, -1, 1, 3])), 2)
    kinds = (lambda: a + b, lambda: a * b - sp.Rational(1, 3), lambda: (1 + a**2) ** half, lambda: (2 + a**2) ** sp.Rational(-2, 3),
             lambda: sp.exp(-(a**2)), lambda: sp.sin(a) + b, lambda: sp.cos(a) * b, lambda: sp.tanh(a),
             lambda: sp.log(2 + a**2), lambda: sp.atan(a), lambda: sp.asinh(a) * b, lambda: sp.erf(a), lambda: sp.sinh(sp.sin(a)),
             lambda: sp.cosh(sp.tanh(a) - b / 9), lambda: sp.tan(sp.tanh(a)), lambda: a**4 - b**3, lambda: 1 / (3 + sp.cos(a)))
    return kinds[rng.integers(len(kinds))]()


def along(steps: list[Step], place: int, x: list[Fraction], u: tuple[int, ...], degree: int) -> list[arb]:
    """Taylor coefficients of t -> V(x + t u), by Arb's power series."""
    ctx.cap = degree + 1
    try:
        found = run(steps, [arb_series([exactly(c), e]) for c, e in zip(x, u, strict=True)], _Algebra())[place]
    finally:
        ctx.cap = 10
    return [found[k] if isinstance(found, arb_series) else found * (k == 0) for k in range(degree + 1)]


DEGREE = 5


@pytest.mark.parametrize("seed", range(12))
def test_jets_and_tensors_hold_the_derivatives_along_lines(seed: int) -> None:
    rng = np.random.default_rng(seed)
    V, cells = expression(rng, 3), 12
    steps, (place,) = tape([V], coordinates)
    centre, reach = rng.uniform(-3, 3, (3, cells)), np.ldexp(1.0, rng.integers(-40, 0, (3, cells))) * rng.integers(0, 2, (3, cells))

    def jet(x: Balls, degree: int) -> Jet:
        algebra = Jets(3, degree, cells)
        with ctx.workprec(64), np.errstate(all="ignore"):
            found: Jet = run(steps, [algebra.variable(i, x[i : i + 1]) for i in range(3)], algebra)[place]
        return found

    wide, point = jet(Balls(centre, reach), DEGREE), jet(Balls(centre, 0 * centre), DEGREE)
    with np.errstate(all="ignore"):
        tight = tightened(wide, point, reach, DEGREE - 2)
        norms = np.minimum(frobenius(tight, 3, DEGREE - 2), flattened(tight, 3, DEGREE - 2))
    for n in range(cells):
        for share in (-1, 0, Fraction(1, 3), 1):
            corner = rng.choice([-1, 1], 3)
            x = [Fraction(float(c)) + share * int(k) * Fraction(float(h)) for c, h, k in
                 zip(centre[:, n], reach[:, n], corner, strict=True)]
            u = tuple(int(v) for v in rng.integers(-2, 3, 3)) if share else tuple(int(v) for v in np.eye(3, dtype=int)[n % 3])
            with ctx.workprec(200):
                truth = along(steps, place, x, u, DEGREE)
                found = [wide, tight] + [point] * (share == 0)
                for k, value in enumerate(truth):
                    for candidate in found:
                        total = arb(0)
                        for row, index in enumerate(candidate.support):
                            weight = int(np.prod([int(e) ** a for e, a in zip(u, index, strict=True)]))
                            if sum(index) == k and weight:
                                m, r = float(candidate.rows.mid[row, n]), float(candidate.rows.rad[row, n])
                                total += weight * arb(m, r) if isfinite(m) and isfinite(r) else arb.nan()
                        assert total.overlaps(value) or not total.is_finite(), (V, n, k, total, value)
                if any(u) and isfinite(norms[n]):
                    length = arb(sum(e * e for e in u)).sqrt() ** (DEGREE - 2)
                    assert not abs(truth[DEGREE - 2] * factorial(DEGREE - 2) / length) > arb(float(norms[n]))


FORM = sp.sin(X) * sp.cos(3 * Y) + sp.exp(X * Z - Y)


@pytest.mark.parametrize("face", [1, *(pytest.param(face, marks=pytest.mark.slow) for face in (0, 2))])
def test_forms_hold_value_gradient_and_curvature_in_position_and_direction(face: int) -> None:
    s = sp.symbols("s0 s1", real=True)
    w = [*s[:face], sp.S.One, *s[face:]]
    F = FORM
    for _ in range(2):
        F = sp.Add(*(c * sp.diff(F, v) for c, v in zip(w, coordinates, strict=True)))
    F = sp.expand(F) / (1 + s[0] ** 2 + s[1] ** 2)
    variables, chart, cells, rng = [*coordinates, *s], Chart(3, 3, 2, face), 3, np.random.default_rng(face)
    wanted = [F, *(sp.diff(F, v) for v in variables),
              *(sp.diff(F, variables[i], variables[k]) / (2 if i == k else 1) for i, k in seconds(5))]
    c, r = rng.uniform(-1, 1, (5, cells)), np.ldexp(1.0, rng.integers(-40, -1, (5, cells))) * rng.integers(0, 2, (5, cells))
    steps, (place,) = tape([FORM], coordinates)
    algebra = Jets(3, 4, cells)
    with ctx.workprec(64):
        jet = run(steps, [algebra.variable(i, Balls(c[i : i + 1], r[i : i + 1])) for i in range(3)], algebra)[place]
    found = form(chart, jet, np.arange(cells), Balls(c[3:], r[3:]), 2)
    for n in range(cells):
        for share in (-1, 1):
            env = {v: fmpq(*(Fraction(float(m)) + share * Fraction(float(h))).as_integer_ratio())
                   for v, m, h in zip(variables, c[:, n], r[:, n], strict=True)}
            with ctx.workprec(200):
                for row, expr in enumerate(wanted):
                    assert_holds(found, row, n, arb(ball(expr, env)))
