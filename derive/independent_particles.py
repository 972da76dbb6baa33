r"""Errors of a product of independent particles, in their number: generators and overlaps.

For a unit vector psi the commutator [A, |psi><psi|] has rank two and the trace norm 2 sqrt(Var A). Variances of independent
particles add, squared overlaps of product states multiply.
"""

from __future__ import annotations

import sympy as sp

from derive import normal_moments
from derive.rank_two import commutator_norm_squared


def cubic_error(count: sp.Expr, third: sp.Expr, position: sp.Expr, hbar: sp.Symbol) -> sp.Expr:
    """The trace norm of -(i/hbar) [V, |psi><psi|] for V = sum of third x_i^3/6 over `count` particles in one dimension.

    position: the variance of every x_i in the Gaussian psi, a product of states centred at 0.

    >>> c, s, hbar = sp.symbols("c s hbar", positive=True)
    >>> cubic_error(sp.Integer(15), c, s, hbar)
    5*c*s**(3/2)/hbar
    """
    x = sp.Symbol("x", real=True)
    single = normal_moments.variance(third * x**3 / 6, [x], sp.Matrix([[position]]))
    return sp.sqrt(commutator_norm_squared(sp.Integer(0), count * single)) / hbar


def overlap_defect(count: sp.Symbol, variance: sp.Expr) -> sp.Expr:
    """The coefficient of t^2 in 1 - F(t)^count, the squared overlap of one particle being F = 1 - variance t^2 + ...

    >>> N, v = sp.symbols("N v", positive=True)
    >>> overlap_defect(N, v)
    N*v
    """
    t = sp.Symbol("t", real=True)
    return sp.diff(1 - (1 - variance * t**2) ** count, t, 2).subs(t, 0) / 2
