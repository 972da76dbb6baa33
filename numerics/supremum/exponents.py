"""Exponents of products as one, and squares completed in forms: what e^(-x^2) e^(-xy) e^(-y^2) loses factor by factor."""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from numerics.supremum.scaled import exact_ball


def factors(product: sp.Expr) -> tuple[sp.Expr, ...]:
    """Those of a product, its exponentials as one.

    >>> x, y = sp.symbols("x y", real=True)
    >>> sorted(factors(x*sp.exp(-x**2)*sp.exp(x*y)), key=str)
    [exp(-x**2 + x*y), x]
    """
    exponents = [each.args[0] for each in product.args if isinstance(each, sp.exp)]
    others = [each for each in product.args if not isinstance(each, sp.exp)]
    return (*others, sp.exp(sp.Add(*exponents))) if len(exponents) > 1 else product.args


def completed(form: sp.Expr, symbols: Iterable[sp.Symbol]) -> sp.Expr:
    """At least the form, for all real values of the symbols: a s^2 + b s <= -b^2/(4 a) where a < 0, for each s in turn with b not 0.

    A negative definite quadratic form in 1 and the symbols becomes a negative number: this is elimination, by LDL^T.

    >>> s, t = sp.symbols("s t", real=True)
    >>> completed(-2 - s**2 - s*t - t**2 + t, (s, t))
    -5/3
    """
    for s in symbols:
        rest, b, a = (form.coeff(s, n) for n in range(3))
        if b != 0 and a.is_number and a.is_real and exact_ball(a) < 0 and sp.expand(form - a * s**2 - b * s - rest) == 0:
            form = sp.expand(rest - b**2 / (4 * a))
    return form
