r"""Taylor coefficients of functions of several variables on many cells at once, in balls of floats.

A jet holds balls c_a, a a multi-index of degree at most K, that contain D^a f(x)/a! for every x of a cell. With G_k the part of
degree k, Euler's operator sum x_i d/dx_i turns f(g) into recurrences (Griewank and Walther 2008, section 13.2, for one variable):

    exp:  k E_k = sum_j j G_j E_(k-j);      g^p:  k g_0 H_k = sum_j (p j - (k - j)) G_j H_(k-j);
    sin, cos:  k S_k = sum j G_j C_(k-j),  k C_k = -sum j G_j S_(k-j);      T = tanh g, W = 1 - T^2:  k T_k = sum j G_j W_(k-j).

Only coefficients that may differ from 0 are kept. Constant terms come from Arb.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import sympy as sp
from flint import arb, fmpq

from numerics.ball import ball
from numerics.supremum.affine import is_affine, powers
from numerics.supremum.balls import TINY, Balls, U, between, mapped
from numerics.supremum.elementary import exponential, sine_and_cosine
from numerics.supremum.jet_plans import Index, integral_plan, product_plan, recurrence_plans, square_plans, sum_plan


@dataclass(frozen=True)
class Jet:
    """The coefficients at the multi-indices of the support, which is sorted and begins with degree 0."""

    support: tuple[Index, ...]
    rows: Balls

    def __getitem__(self, cells: Any) -> Jet:
        """The jets on some of the cells."""
        return Jet(self.support, self.rows[:, cells])


class Jets:
    """The algebra of jets of a degree in some variables on some cells."""

    def __init__(self, variables: int, degree: int, cells: int) -> None:
        self.variables, self.degree, self.cells = variables, degree, cells

    def variable(self, i: int, x: Balls) -> Jet:
        """The coordinate function; x: one row."""
        zero, unit = (0,) * self.variables, tuple(int(k == i) for k in range(self.variables))
        one = np.ones((1, self.cells))
        return Jet((zero, unit), Balls(np.concatenate([x.mid, one]), np.concatenate([x.rad, 0 * one])))

    def constant(self, number: sp.Expr) -> Jet:
        centre, radius = _float_ball(number)
        return Jet(((0,) * self.variables,), Balls(np.full((1, self.cells), centre), np.full((1, self.cells), radius)))

    def total(self, parts: list[Jet]) -> Jet:
        value = parts[0]
        for part in parts[1:]:
            value = _sum(value, part)
        return value

    def product(self, parts: list[Jet]) -> Jet:
        value = parts[0]
        for part in parts[1:]:
            value = self.times(value, part)
        return value

    def times(self, a: Jet, b: Jet) -> Jet:
        if len(b.support) == 1:
            a, b = b, a
        if len(a.support) == 1:
            return Jet(b.support, a.rows * b.rows)
        support, plan = product_plan(a.support, b.support, self.degree)
        return Jet(support, plan(a.rows, b.rows))

    def power(self, base: Jet, exponent: Fraction) -> Jet:
        if exponent.denominator == 1 and exponent > 0:
            half = self.power(base, Fraction(exponent.numerator // 2)) if exponent > 1 else base
            value = self.times(half, half) if exponent > 1 else base
            value = self.times(value, base) if exponent.numerator % 2 and exponent > 1 else value
            return _begun(value, _even(base.rows[:1], exponent.numerator)) if exponent.numerator % 2 == 0 else value
        start, inverse = (_power(base.rows[:1], p) for p in (exponent, Fraction(-1)))
        return self.recurrence(base, start, lambda j, k: float((exponent * j - (k - j)) / k), inverse, str(exponent))

    def recurrence(self, g: Jet, start: Balls, weight: Callable[[int, int], float], factor: Balls | None, name: str) -> Jet:
        """H with H_k = factor * sum_j weight(j, k) G_j H_(k-j)."""
        support, plans = recurrence_plans(g.support, self.degree, name, weight)
        rows = Balls(np.zeros((len(support), self.cells)), np.zeros((len(support), self.cells)))
        rows.mid[:1], rows.rad[:1] = start.mid, start.rad
        for first, last, plan in plans:
            part = plan(g.rows, rows)
            part = part if factor is None else part * factor
            rows.mid[first:last], rows.rad[first:last] = part.mid, part.rad
        return Jet(support, rows)

    def integral(self, g: Jet, slope: Jet, start: Balls) -> Jet:
        """f(g) where slope = f'(g): k F_k = sum_j j G_j Q_(k-j)."""
        support, plan = integral_plan(g.support, slope.support, self.degree)
        if plan is None:
            return Jet(support, start)
        rows = plan(g.rows, slope.rows)
        return Jet(support, Balls(np.concatenate([start.mid, rows.mid]), np.concatenate([start.rad, rows.rad])))

    def along(self, x: Jet, derivatives: list[Balls]) -> Jet | None:
        """f(x) from its derivatives at the constant term, which repeat, where the argument is affine with the same slopes on all cells."""
        if len(x.support) == 1 or not is_affine(x.support, slopes := x.rows[1:]):
            return None
        support, degrees, factors = powers(x.support, self.degree, tuple(slopes.mid[:, 0].tolist()), tuple(slopes.rad[:, 0].tolist()))
        which = [k % len(derivatives) for k in degrees]
        values = Balls(np.concatenate([f.mid for f in derivatives])[which], np.concatenate([f.rad for f in derivatives])[which])
        return Jet(support, values * factors)

    def exp(self, x: Jet) -> Jet:
        start = exponential(x.rows[:1])
        return self.along(x, [start]) or self.recurrence(x, start, lambda j, k: j / k, None, "exp")

    def log(self, x: Jet) -> Jet:
        return self.integral(x, self.power(x, Fraction(-1)), mapped(arb.log, x.rows[:1]))

    def atan(self, x: Jet) -> Jet:
        slope = self.power(self._shifted(self.power(x, Fraction(2))), Fraction(-1))
        return self.integral(x, slope, mapped(arb.atan, x.rows[:1]))

    def asinh(self, x: Jet) -> Jet:
        slope = self.power(self._shifted(self.power(x, Fraction(2))), Fraction(-1, 2))
        return self.integral(x, slope, mapped(lambda v: v.lower().asinh().union(v.upper().asinh()), x.rows[:1]))  # nan of wide balls

    def erf(self, x: Jet) -> Jet:
        square = self.power(x, Fraction(2))
        slope = self.times(self.constant(2 / sp.sqrt(sp.pi)), self.exp(Jet(square.support, -square.rows)))
        return self.integral(x, slope, mapped(arb.erf, x.rows[:1]))

    def _shifted(self, x: Jet) -> Jet:
        return _sum(self.constant(sp.S.One), x)

    def sin(self, x: Jet) -> Jet:
        sine, cosine = sine_and_cosine(x.rows[:1])
        return self._pair(x, [sine, cosine], -1.0)

    def cos(self, x: Jet) -> Jet:
        sine, cosine = sine_and_cosine(x.rows[:1])
        return self._pair(x, [cosine, -sine], -1.0)

    def sinh(self, x: Jet) -> Jet:
        return self._pair(x, [mapped(arb.sinh, x.rows[:1]), mapped(arb.cosh, x.rows[:1])], 1.0)

    def cosh(self, x: Jet) -> Jet:
        return self._pair(x, [mapped(arb.cosh, x.rows[:1]), mapped(arb.sinh, x.rows[:1])], 1.0)

    def _pair(self, x: Jet, starts: list[Balls], sign: float) -> Jet:
        """f(x) from the values of f and of f', where f'' = sign * f."""
        cycle = starts if sign > 0 else [*starts, *(-start for start in starts)]
        if (found := self.along(x, cycle)) is not None:
            return found
        support, plans = recurrence_plans(x.support, self.degree, "pair", lambda j, k: j / k)
        shape = (len(support), self.cells)
        f, g = (Balls(np.zeros(shape), np.zeros(shape)) for _ in range(2))
        for rows, start in zip((f, g), starts, strict=True):
            rows.mid[:1], rows.rad[:1] = start.mid, start.rad
        for begin, end, plan in plans:
            one, other = plan(x.rows, g), plan(x.rows, f)
            f.mid[begin:end], f.rad[begin:end] = one.mid, one.rad
            g.mid[begin:end], g.rad[begin:end] = sign * other.mid, other.rad
        return Jet(support, f)

    def tanh(self, x: Jet) -> Jet:
        return self._riccati(x, arb.tanh, lambda v: arb(1) / v.cosh() ** 2, -1.0)

    def tan(self, x: Jet) -> Jet:
        return self._riccati(x, arb.tan, lambda v: arb(1) / v.cos() ** 2, 1.0)

    def _riccati(self, x: Jet, function: Callable[[Any], Any], slope: Callable[[Any], Any], sign: float) -> Jet:
        """T = f(x) where f' = W = 1 + sign * T^2."""
        support, plans = recurrence_plans(x.support, self.degree, "pair", lambda j, k: j / k)
        squares = square_plans(support, tuple((a, b) for a, b, _ in plans))
        shape = (len(support), self.cells)
        t, w = (Balls(np.zeros(shape), np.zeros(shape)) for _ in range(2))
        for rows, start in ((t, mapped(function, x.rows[:1])), (w, mapped(slope, x.rows[:1]))):
            rows.mid[:1], rows.rad[:1] = start.mid, start.rad
        for (begin, end, plan), square in zip(plans, squares, strict=True):
            part = plan(x.rows, w)
            t.mid[begin:end], t.rad[begin:end] = part.mid, part.rad
            part = square(t, t)
            w.mid[begin:end], w.rad[begin:end] = sign * part.mid, part.rad
        return Jet(support, t)


@cache
def _float_ball(number: sp.Expr) -> tuple[float, float]:
    value = arb(ball(number, {}))
    centre = float(value.mid())
    return centre, float((abs(value - arb(centre))).upper()) * (1 + 8 * U) + (0.0 if value == arb(centre) else TINY)


def _power(x: Balls, exponent: Fraction) -> Balls:
    """x^exponent by its values at the ends of balls on one side of 0; no enclosure for others."""
    if exponent.denominator > 2:
        p = arb(fmpq(exponent.numerator, exponent.denominator))
        return mapped(lambda v: (v.lower() ** p).union(v.upper() ** p) if v > 0 else arb.nan(), x)
    low, high, whole = x.lower(), x.upper(), exponent.denominator == 1
    sign = np.where(low > 0, 1.0, np.where((high < 0) & whole, -1.0, np.nan))
    least, most = np.minimum(np.abs(low), np.abs(high)), np.maximum(np.abs(low), np.abs(high))
    count, ends = abs(exponent.numerator), []
    for base in (least, most):
        root = base if whole else np.sqrt(base)
        value = np.ones_like(root)
        for _ in range(count):
            value = value * root
        ends.append(1 / value if exponent < 0 else value)
    slack = 4 * (count + 4) * U
    a, b = np.minimum(*ends) * (1 - slack), np.maximum(*ends) * (1 + slack)
    found = between(a, b)
    odd = sign if count % 2 and whole else sign * sign  # nan where there is no enclosure
    bad = ~(np.isfinite(found.mid * odd) & np.isfinite(found.rad) & (a > 1e-280))
    return Balls(np.where(bad, 0.0, found.mid * odd), np.where(bad, np.inf, found.rad))


def _even(x: Balls, exponent: int) -> Balls:
    """An even power from the least and the largest modulus."""
    low, high = np.maximum(np.abs(x.mid) - x.rad, 0.0) * (1 - 8 * U), x.modulus()
    a, b = np.ones_like(low), np.ones_like(high)
    for _ in range(exponent):
        a, b = a * low * (1 - 4 * U), b * high * (1 + 4 * U) + TINY
    a = np.where(a < 1e-280, 0.0, a)
    mid = (a + b) / 2
    return Balls(mid, np.maximum(b - mid, mid - a) * (1 + 8 * U))


def _begun(jet: Jet, start: Balls) -> Jet:
    return Jet(jet.support, Balls(np.concatenate([start.mid, jet.rows.mid[1:]]), np.concatenate([start.rad, jet.rows.rad[1:]])))


def _sum(a: Jet, b: Jet) -> Jet:
    if a.support == b.support:
        return Jet(a.support, a.rows + b.rows)
    support, left, right, both = sum_plan(a.support, b.support)
    shape = (len(support), a.rows.mid.shape[1])
    mid, rad = np.zeros(shape), np.zeros(shape)
    mid[left], rad[left] = a.rows.mid, a.rows.rad
    mid[right] += b.rows.mid
    rad[right] += b.rows.rad
    rad[both] = (rad[both] + U * np.abs(mid[both])) * (1 + 8 * U)
    return Jet(support, Balls(mid, rad))
