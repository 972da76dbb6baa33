r"""Gaussian solutions of d_t u = eps^2 d_x^2 u + lambda x d_x u: widths, kernels and norms in closed form.

A function exp(-x^2/w) keeps its form with dw/dt = 4 eps^2 - 2 lambda w. In the plane with lambda = 1 for x and -1 for xi the drift
(x, -xi) is without divergence, and (w_x w_xi)^(-1/2) exp(-x^2/w_x - xi^2/w_xi) is a solution.
"""

from __future__ import annotations

import sympy as sp

from derive.duhamel import remembered


def generated(function: sp.Expr, variable: sp.Symbol, rate: sp.Expr, eps: sp.Expr) -> sp.Expr:
    """eps^2 d^2 function + rate variable d function.

    >>> x, e, r = sp.symbols("x e r")
    >>> generated(x**2, x, r, e)
    2*e**2 + 2*r*x**2
    """
    return eps**2 * sp.diff(function, variable, 2) + rate * variable * sp.diff(function, variable)


def width_rate(width: sp.Expr, rate: sp.Expr, eps: sp.Expr) -> sp.Expr:
    """dw/dt of exp(-x^2/w), from the coefficient of x^2 in Q exp(-x^2/w) / exp(-x^2/w).

    >>> w, e, r = sp.symbols("w e r", positive=True)
    >>> width_rate(w, r, e)
    4*e**2 - 2*r*w
    """
    x = sp.Dummy("x", real=True)
    function = sp.exp(-(x**2) / width)
    ratio = sp.expand(sp.simplify(generated(function, x, rate, eps) / function))
    return sp.expand(ratio.coeff(x, 2) * width**2)


def width(start: sp.Expr, rate: sp.Expr, eps: sp.Expr, t: sp.Symbol) -> sp.Expr:
    """The solution of dw/dt = 4 eps^2 - 2 rate w with w = start at t = 0, by variation of constants.

    >>> h, e, t = sp.symbols("h e t", positive=True)
    >>> width(h, sp.Integer(1), e, t)
    2*e**2 - 2*e**2*exp(-2*t) + h*exp(-2*t)
    """
    s = sp.Dummy("s", positive=True)
    return sp.expand(sp.exp(-2 * rate * t) * start + remembered(4 * eps**2, 2 * rate, s, t))


def kernel_exponent(x: sp.Expr, y: sp.Expr, stretch: sp.Expr, eps: sp.Expr) -> sp.Expr:
    """The exponent of the fundamental solution for rate 1: normal in y, with mean stretch x and variance eps^2 (stretch^2 - 1).

    stretch: e^t.
    """
    return -((y - stretch * x) ** 2) / (2 * eps**2 * (stretch**2 - 1))


def kernel_rates(x: sp.Symbol, y: sp.Symbol, stretch: sp.Symbol, eps: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """(d_t K)/K and (Q K)/K for rate 1 and K = (2 pi variance)^(-1/2) exp(exponent), without K's own factor.

    With d_t = stretch d_stretch, and (Q K)/K = eps^2 (e'' + e'^2) + x e' for the exponent e.
    """
    e, variance = kernel_exponent(x, y, stretch, eps), eps**2 * (stretch**2 - 1)
    in_time = stretch * (sp.diff(e, stretch) - sp.diff(variance, stretch) / (2 * variance))
    slope = sp.diff(e, x)
    return in_time, eps**2 * (sp.diff(slope, x) + slope**2) + x * slope


def heat_kernel(x: sp.Expr, y: sp.Expr, eps: sp.Expr, t: sp.Expr) -> sp.Expr:
    """The fundamental solution without drift."""
    return sp.exp(-((x - y) ** 2) / (4 * eps**2 * t)) / sp.sqrt(4 * sp.pi * eps**2 * t)


def planar_norm(order: int) -> sp.Expr:
    """int int |d_x^order exp(-x^2 - xi^2)| dx dxi, for orders up to 4.

    The integral over x is the total variation of the derivative before, H_(order-1) exp(-x^2) up to a sign: twice the sum of its
    extreme values, which alternate in sign and are taken at the zeros of H_order.

    >>> planar_norm(0), planar_norm(1)
    (pi, 2*sqrt(pi))
    """
    if order > 4:
        raise ValueError(f"`order` must be at most 4, where the zeros are plain radicals, but is {order}")
    if order == 0:
        return sp.pi
    x = sp.Dummy("x", real=True)
    before = sp.hermite(order - 1, x)
    zeros = sp.roots(sp.hermite(order, x), x)
    return 2 * sp.sqrt(sp.pi) * sp.Add(*(sp.Abs(sp.expand(before.subs(x, zero))) * sp.exp(-sp.expand(zero**2)) for zero in zeros))
