r"""Symbols that approximate a quantum evolution order by order, in a model with finite nilpotent generators.

    a_1(t) = e^(tQ) a_0,   e_N = d_t a_N - L a_N,   a_(N+1)(t) = a_N(t) - int_0^t e^((t-s)Q) e_N(s) ds.

Q stands for the classical generator and L for the quantum one, both acting on symbols; then A(t) = e^(tL) a_0. All entries are
polynomials in t, so that every line of an induction over N is an identity of polynomials.
"""

from __future__ import annotations

import sympy as sp

from derive.duhamel import propagator
from derive.volterra import composed, residual


def exponential(generator: sp.Matrix, t: sp.Expr) -> sp.Matrix:
    """e^(t generator) for a nilpotent generator.

    >>> t = sp.Symbol("t")
    >>> exponential(sp.Matrix([[0, 3], [0, 0]]), t)
    Matrix([
    [1, 3*t],
    [0,   1]])
    """
    return propagator(sp.Integer(0), generator, t)


def driven(generator: sp.Matrix, source: sp.Matrix, t: sp.Symbol) -> sp.Matrix:
    """int_0^t e^((t-s) generator) source(s) ds.

    >>> t = sp.Symbol("t")
    >>> driven(sp.Matrix([[0, 1], [0, 0]]), sp.Matrix([0, 2]), t).T
    Matrix([[t**2, 2*t]])
    """
    return composed(exponential(generator, t), source, t)


def successive(classical: sp.Matrix, quantum: sp.Matrix, start: sp.Matrix, t: sp.Symbol, count: int) -> list[sp.Matrix]:
    """a_1, ..., a_count."""
    found = [exponential(classical, t) * start]
    while len(found) < count:
        found.append((found[-1] - driven(classical, residual(found[-1], quantum, t), t)).applyfunc(sp.expand))
    return found


def power_integral(power: sp.Rational, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """int_low^high s^power ds for power > -1, or for low > 0 and power other than -1.

    >>> t = sp.Symbol("t", positive=True)
    >>> power_integral(sp.Rational(-1, 2), sp.Integer(0), t)
    2*sqrt(t)

    Raises: ValueError where the integral is infinite, or a logarithm.
    """
    if power == -1 or (low == 0 and power < -1):
        raise ValueError(f"`power` must be above -1, but is {power}; the integral is infinite at 0 or a logarithm")
    return (high ** (power + 1) - (low ** (power + 1) if low != 0 else 0)) / (power + 1)
