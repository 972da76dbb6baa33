r"""Volterra kernels in time with values in matrices: compositions, corrections of a parametrix, and what is left over.

    (M o N)(t) = int_0^t M(t-s) N(s) ds,    R_1 = -(d_t - Q) K_0,    R_k = R_1 o R_(k-1),    K_0(0) = 1.

The points of space are the matrix indices, so that integrals over space are sums. Kernels are polynomials in t: every composition
is exact, by int_0^t (t-s)^i s^j ds = i! j! t^(i+j+1)/(i+j+1)!.
"""

from __future__ import annotations

import sympy as sp


def composed(first: sp.Matrix, second: sp.Matrix, t: sp.Symbol) -> sp.Matrix:
    """first o second.

    >>> t = sp.Symbol("t", positive=True)
    >>> composed(sp.Matrix([[t]]), sp.Matrix([[1 + t]]), t)
    Matrix([[t**3/6 + t**2/2]])
    """
    total = sp.zeros(first.rows, second.cols)
    for i, left in _coefficients(first, t).items():
        for j, right in _coefficients(second, t).items():
            total += left * right * sp.Rational(sp.factorial(i) * sp.factorial(j), sp.factorial(i + j + 1)) * t ** (i + j + 1)
    return total.applyfunc(sp.expand)


def _coefficients(kernel: sp.Matrix, t: sp.Symbol) -> dict[int, sp.Matrix]:
    polynomials = [sp.Poly(entry, t) for entry in kernel]
    degree = max(polynomial.degree() if polynomial else 0 for polynomial in polynomials)
    table = {k: sp.Matrix(kernel.rows, kernel.cols, [p.coeff_monomial(t**k) for p in polynomials]) for k in range(degree + 1)}
    return {k: matrix for k, matrix in table.items() if any(matrix)}


def residual(kernel: sp.Matrix, generator: sp.Matrix, t: sp.Symbol) -> sp.Matrix:
    """(d_t - Q) K."""
    return (kernel.diff(t) - generator * kernel).applyfunc(sp.expand)


def corrections(first: sp.Matrix, generator: sp.Matrix, t: sp.Symbol, count: int) -> list[sp.Matrix]:
    """R_1, ..., R_count for K_0 = first.

    >>> t = sp.Symbol("t", positive=True)
    >>> corrections(sp.eye(1), sp.Matrix([[2]]), t, 3)
    [Matrix([[2]]), Matrix([[4*t]]), Matrix([[4*t**2]])]
    """
    found = [-residual(first, generator, t)]
    while len(found) < count:
        found.append(composed(found[0], found[-1], t))
    return found


def split_at_half(first: sp.Matrix, second: sp.Matrix, t: sp.Symbol, s: sp.Symbol) -> tuple[sp.Matrix, sp.Matrix]:
    """The integrals of first(t-s) second(s) over s in [0, t/2] and in [t/2, t]."""
    product = (first.subs(t, t - s) * second.subs(t, s)).applyfunc(sp.expand)
    ends = ((sp.Integer(0), t / 2), (t / 2, t))
    early, late = (product.applyfunc(lambda entry, a=a, b=b: _between(entry, s, a, b)) for a, b in ends)
    return early, late


def _between(polynomial: sp.Expr, s: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """The integral of a polynomial, by its monomials."""
    total = sp.Integer(0)
    for (k,), coefficient in sp.Poly(polynomial, s).terms():
        total += coefficient * (high ** (k + 1) - low ** (k + 1)) / (k + 1)
    return sp.expand(total)
