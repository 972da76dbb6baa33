r"""The diffusive term of a parametrix by Taylor polynomials, in any number of variables, where A is the identity at the point.

A linear change of x makes A = 1 at one point and keeps the form of Q. There, with A = 1 + A_1 + A_2 + ... ordered by the degree in
the displacement h of the point,

    A^(-1) = 1 - A_1 - A_2 + A_1^2 + ...,    log det A = Tr A_1 + Tr A_2 - Tr A_1^2/2 + ...,

so that log K_0 is a polynomial of degree 2 in h up to higher orders, which gradient and Hessian at h = 0 do not see. Nothing is
shared with `derive.parametrix` but the kernel.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from derive.parametrix import Factory, real_symbol


@dataclass(frozen=True)
class Jet:
    """Symbols of the first and second derivatives of A at a point where A = 1, and of eta.

    first[k]: d_k A; second[k][l]: d_k d_l A.

    >>> jet = Jet.new(2)
    >>> jet.second[0][1] == jet.second[1][0], jet.first[1][0, 1]
    (True, A_12_2)
    """

    eta: sp.Matrix
    first: tuple[sp.Matrix, ...]
    second: tuple[tuple[sp.Matrix, ...], ...]

    @classmethod
    def new(cls, size: int, symbol: Factory = real_symbol) -> Jet:
        """All symbols new, named as in `derive.parametrix`."""
        made: dict[str, sp.Symbol] = {}

        def entries(*orders: int) -> sp.Matrix:
            end = "".join(str(k + 1) for k in sorted(orders))

            def entry(i: int, j: int) -> sp.Symbol:
                name = f"A_{min(i, j) + 1}{max(i, j) + 1}_{end}"
                return made.setdefault(name, made.get(name) or symbol(name, False))

            return sp.Matrix(size, size, entry)

        axes = range(size)
        eta = sp.Matrix([symbol(f"eta_{k + 1}", False) for k in axes])
        return cls(eta, tuple(entries(k) for k in axes), tuple(tuple(entries(k, m) for m in axes) for k in axes))

    @property
    def size(self) -> int:
        """The number of variables."""
        return len(self.first)


def truncated(polynomial: sp.Expr, steps: list[sp.Symbol], degree: int) -> sp.Expr:
    """The terms of at most a degree in the steps.

    >>> a, b = sp.symbols("a b")
    >>> truncated((1 + a)*(b + a*b), [a, b], 1)
    b
    """
    terms = sp.Poly(sp.expand(polynomial), *steps).terms()
    return sp.Add(*(c * sp.prod(s**k for s, k in zip(steps, powers, strict=True)) for powers, c in terms if sum(powers) <= degree))


def spreading(jet: Jet, eps: sp.Symbol, t: sp.Symbol) -> sp.Expr:
    """eps^2 div(A grad K_0)/K_0 at the point.

    >>> e, t = sp.symbols("e t", positive=True)
    >>> flat = Jet(sp.Matrix([sp.Symbol("y")]), (sp.zeros(1),), ((sp.zeros(1),),))
    >>> spreading(flat, e, t)
    -1/(2*t) + y**2/(4*e**2*t**2)
    """
    axes = range(jet.size)
    steps = [sp.Dummy(f"h_{k + 1}", real=True) for k in axes]
    one = sum((steps[k] * jet.first[k] for k in axes), sp.zeros(jet.size))
    two = sum((steps[k] * steps[m] * jet.second[k][m] / 2 for k in axes for m in axes), sp.zeros(jet.size))
    inverse = sp.eye(jet.size) - one - two + one * one
    place = jet.eta + sp.Matrix(steps)
    logarithm = truncated(-(one + two - one * one / 2).trace() / 2 - (place.T * inverse * place)[0] / (4 * eps**2 * t), steps, 2)
    here = dict.fromkeys(steps, 0)
    gradient = sp.Matrix([sp.diff(logarithm, step).subs(here) for step in steps])
    laplacian = sum(sp.diff(logarithm, step, 2).subs(here) for step in steps)
    divergence = sp.Matrix([sum(jet.first[k][k, i] for k in axes) for i in axes])
    return sp.expand(eps**2 * ((divergence.T * gradient)[0] + laplacian + (gradient.T * gradient)[0]))
