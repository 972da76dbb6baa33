r"""The chain rule for functions of points that a map moves: R(x, phi(x - z)), R(z + psi(y), y) and their derivatives.

R is a polynomial of low degree with free coefficients, and so is the map: every derivative of theirs up to that degree has a value of
its own, so that an identity of first or second derivatives that holds here holds for all smooth functions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import sympy as sp

Factory = Callable[[str], sp.Symbol]


def polynomial(name: str, variables: Sequence[sp.Symbol], degree: int, symbol: Factory) -> sp.Expr:
    """The general polynomial of a degree, one symbol a coefficient.

    >>> x = sp.Symbol("x")
    >>> polynomial("r", [x], 2, sp.Symbol)
    r_0 + r_1*x + r_2*x**2
    """
    total = sp.Integer(0)
    for powers in product(range(degree + 1), repeat=len(variables)):
        if sum(powers) <= degree:
            monomial = sp.prod(v**k for v, k in zip(variables, powers, strict=True))
            total += symbol(f"{name}_" + "".join(map(str, powers))) * monomial
    return total


def substituted(function: sp.Expr, variables: Sequence[sp.Symbol], values: Sequence[sp.Expr]) -> sp.Expr:
    """The function at other points, all at once."""
    return function.subs(dict(zip(variables, values, strict=True)), simultaneous=True)


def jacobian_transposed(images: Sequence[sp.Expr], variables: Sequence[sp.Symbol], vector: Sequence[sp.Expr]) -> list[sp.Expr]:
    """(d phi)^T g for a map with these images.

    >>> x, y, g, h = sp.symbols("x y g h")
    >>> jacobian_transposed([x*y, y], [x, y], [g, h])
    [g*y, g*x + h]
    """
    return [sum(sp.diff(image, v) * g for image, g in zip(images, vector, strict=True)) for v in variables]


def shear(rate: sp.Symbol, t: sp.Expr, point: Sequence[sp.Expr]) -> list[sp.Expr]:
    """phi^t(point) for v = (rate x_2, 0): a flow without divergence.

    >>> a, t, x, y = sp.symbols("a t x y")
    >>> shear(a, -t, shear(a, t, [x, y]))
    [x, y]
    """
    return [point[0] + rate * t * point[1], point[1]]
