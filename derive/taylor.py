r"""Taylor polynomials of second order and their remainders, for polynomials of several variables.

Along the line t -> V(c + t D) the k-th derivative is (D . grad)^k V, so that in every dimension the remainder at c + D is

    V(c + D) - V(c) - D . grad V(c) - (1/2) D^T (Hess V)(c) D = (1/2) int_0^1 (1 - t)^2 [(D . grad)^3 V](c + t D) dt.

The weight (1 - t)^2/2 has the integral 1/3!: the remainder is 1/3! times a value between the extremes of the third derivative.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from derive.moments import multi_indices

Vector = Sequence[sp.Expr]


def multi_indices_up_to(n: int, degree: int) -> list[tuple[int, ...]]:
    """The exponents of all monomials in n variables of total degree at most `degree`.

    >>> len(multi_indices_up_to(2, 3))
    10
    """
    return [m for total in range(degree + 1) for m in multi_indices(n, total)]


def polynomial(variables: Vector, coefficients: Sequence[sp.Expr], degree: int) -> sp.Expr:
    """The sum of all monomials up to the degree, each with its coefficient, in the order of `multi_indices_up_to`."""
    monomials = multi_indices_up_to(len(variables), degree)
    return sp.Add(*(c * sp.Mul(*(v**k for v, k in zip(variables, m, strict=True)))
                    for c, m in zip(coefficients, monomials, strict=True)))


def shifted(f: sp.Expr, variables: Vector, centre: Vector, step: Vector, size: sp.Expr | int | Fraction = 1) -> sp.Expr:
    """f at centre + size * step."""
    at = {v: c + sp.sympify(size) * s for v, c, s in zip(variables, centre, step, strict=True)}
    return f.subs(at, simultaneous=True)


def quadratic(f: sp.Expr, variables: Vector, centre: Vector, step: Vector) -> sp.Expr:
    """The Taylor polynomial of second order about the centre, at centre + step: value, gradient and half the Hessian.

    >>> x, h = sp.symbols("x h")
    >>> quadratic(x**3, [x], [sp.Integer(1)], [h])
    3*h**2 + 3*h + 1
    """
    at, offset = dict(zip(variables, centre, strict=True)), sp.Matrix(step)
    gradient = sp.Matrix([sp.diff(f, v) for v in variables]).subs(at, simultaneous=True)
    hessian = sp.hessian(f, list(variables)).subs(at, simultaneous=True)
    return f.subs(at, simultaneous=True) + (offset.T * gradient)[0] + (offset.T * hessian * offset)[0] / 2


def remainder(f: sp.Expr, variables: Vector, centre: Vector, step: Vector) -> sp.Expr:
    """f(centre + step) minus the Taylor polynomial of second order.

    >>> x, h = sp.symbols("x h")
    >>> remainder(x**3, [x], [sp.Integer(1)], [h])
    h**3
    """
    return sp.expand(shifted(f, variables, centre, step) - quadratic(f, variables, centre, step))


def directional(f: sp.Expr, variables: Vector, direction: Vector, order: int = 3) -> sp.Expr:
    """(direction . grad)^order f, the direction being constant.

    >>> x, y, h = sp.symbols("x y h")
    >>> directional(x**2 * y, [x, y], [h, sp.Integer(1)])
    6*h**2
    """
    for _ in range(order):
        f = sp.expand(sp.Add(*(c * sp.diff(f, v) for c, v in zip(direction, variables, strict=True))))
    return f


def integral_remainder(f: sp.Expr, variables: Vector, centre: Vector, step: Vector) -> sp.Expr:
    """(1/2) int_0^1 (1 - t)^2 [(step . grad)^3 f](centre + t step) dt, for a polynomial f.

    >>> x, h = sp.symbols("x h")
    >>> integral_remainder(x**3, [x], [sp.Integer(1)], [h])
    h**3
    """
    t = sp.Dummy("t")
    along = shifted(directional(f, variables, step), variables, centre, step, t)
    return _unit_integral(sp.Poly((1 - t) ** 2 * along / 2, t))


def remainder_weight() -> sp.Expr:
    """int_0^1 (1 - t)^2/2 dt.

    >>> remainder_weight()
    1/6
    """
    t = sp.Dummy("t")
    return _unit_integral(sp.Poly((1 - t) ** 2 / 2, t))


def _unit_integral(integrand: sp.Poly) -> sp.Expr:
    return sp.expand(sp.Add(*(c / (k + 1) for (k,), c in integrand.terms())))
