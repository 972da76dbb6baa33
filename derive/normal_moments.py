r"""Expectations of polynomials of centred Gaussian variables with a symbolic covariance.

Stein's identity E[x_i f] = sum_j s_ij E[d_j f], applied until no variable is left; `derive.moments` does the same for
rational covariances, `derive.pairings` for quadratic forms in every dimension.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp


def mean(polynomial: sp.Expr, variables: Sequence[sp.Symbol], covariance: sp.Matrix) -> sp.Expr:
    """E[polynomial] for variables ~ N(0, covariance).

    Raises: ValueError unless a polynomial in the variables.

    >>> x, s = sp.symbols("x s")
    >>> mean(x**6 + x, [x], sp.Matrix([[s]]))
    15*s**3
    """
    if not polynomial.is_polynomial(*variables):
        raise ValueError(f"`polynomial` must be a polynomial in {list(variables)}, but is {polynomial}")
    total = sp.Integer(0)
    for exponents, coefficient in sp.Poly(polynomial, *variables).terms():
        total += coefficient * _moment(exponents, covariance)
    return sp.expand(total)


def variance(polynomial: sp.Expr, variables: Sequence[sp.Symbol], covariance: sp.Matrix) -> sp.Expr:
    """E[f^2] - E[f]^2.

    >>> x, s = sp.symbols("x s")
    >>> variance(x**2, [x], sp.Matrix([[s]]))
    2*s**2
    """
    first = mean(polynomial, variables, covariance)
    return sp.expand(mean(polynomial**2, variables, covariance) - first**2)


def _moment(exponents: tuple[int, ...], covariance: sp.Matrix) -> sp.Expr:
    i = next((k for k, power in enumerate(exponents) if power), None)
    if i is None:
        return sp.Integer(1)
    lower = [power - (k == i) for k, power in enumerate(exponents)]
    total = sp.Integer(0)
    for j, power in enumerate(lower):
        if power:
            total += power * covariance[i, j] * _moment(tuple(p - (k == j) for k, p in enumerate(lower)), covariance)
    return total
