"""One-dimensional linear flows with noise: local rates of p^2/2m + kappa x^2/2, and the width of a contracted Gaussian."""

from __future__ import annotations

import sympy as sp


def characteristic_polynomial(mu: sp.Expr, kappa: sp.Expr, m: sp.Expr) -> sp.Expr:
    """det(mu - F) for the linear flow F = (0, 1/m; -kappa, 0) of one degree of freedom.

    >>> a, b = sp.symbols("a b")
    >>> characteristic_polynomial(a, b, sp.Integer(1))
    a**2 + b
    """
    flow = sp.Matrix([[0, 1 / m], [-kappa, 0]])
    return sp.expand((mu * sp.eye(2) - flow).det())


def variance_rate(variance: sp.Expr, rate: sp.Expr, diffusion: sp.Expr) -> sp.Expr:
    """d(variance)/dt = -2 rate variance + diffusion along a contracting direction of the flow."""
    return -2 * rate * variance + diffusion


def stationary_variance(rate: sp.Expr, diffusion: sp.Expr) -> sp.Expr:
    """The variance at which contraction and diffusion balance.

    >>> variance_rate(stationary_variance(sp.Integer(3), sp.Integer(5)), sp.Integer(3), sp.Integer(5))
    0
    """
    return diffusion / (2 * rate)
