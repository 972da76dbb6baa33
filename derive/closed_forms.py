r"""Closed forms of ||V''|| and ||V'''|| for potentials of one coordinate with symbolic parameters: scaling, and SymPy's critical points.

If V(x) = E v(k x + b) + (a polynomial of degree below j), then ||V^(j)|| = |E| |k|^j ||v^(j)|| exactly, for all real E, k and b: the
supremum over the whole line is taken over all k x + b. So that once the number ||v^(j)|| is known, the closed form is a theorem.
Where V is not such a potential, its critical points are candidates, which samples can refute but not prove.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp


@dataclass(frozen=True)
class Scaled:
    """V = energy * shape(rate * x + shift), up to a polynomial whose j-th derivative vanishes; the shape holds no parameter.

    energy, rate, shift: expressions in the parameters; shape: one in `argument`.
    """

    energy: sp.Expr
    rate: sp.Expr
    shift: sp.Expr
    shape: sp.Expr
    argument: sp.Symbol

    def derivative_norm(self, order: int, number: sp.Expr) -> sp.Expr:
        """||V^(order)|| from ||shape^(order)||."""
        return sp.Abs(self.energy) * sp.Abs(self.rate) ** order * number


def scaled(potential: sp.Expr, x: sp.Symbol, order: int) -> Scaled | None:
    """The potential by scaling, if its terms share one energy and one k x + b; else None.

    >>> A, k, x = sp.Symbol("A", real=True), sp.Symbol("k", positive=True), sp.Symbol("x", real=True)
    >>> scaled(A * sp.cos(k * x) + 7 * x, x, 2).shape
    cos(y)
    """
    y = sp.Symbol("y", real=True)
    rest = sp.Add(*(t for t in sp.Add.make_args(sp.expand(potential)) if not (t.is_polynomial(x) and sp.degree(t, x) < order)))
    for inner in sorted(_linear(potential, x), key=sp.count_ops, reverse=True):
        k = inner.coeff(x, 1)
        moved = sp.expand(sp.simplify(rest.subs(x, (y - (inner - k * x)) / k)))
        moved = sp.Add(*(t for t in sp.Add.make_args(moved) if not (t.is_polynomial(y) and sp.degree(t, y) < order)))
        parts = [term.as_independent(y, as_Add=False) for term in sp.Add.make_args(moved)]
        energy = next((c for c, f in parts if f != 1), sp.S.One)
        shape = sp.Add(*(sp.simplify(c / energy) * f for c, f in parts))
        if shape.free_symbols == {y}:
            return Scaled(energy, k, sp.expand(inner - k * x), shape, y)
    return None


def _linear(potential: sp.Expr, x: sp.Symbol) -> set[sp.Expr]:
    """The arguments k x + b of functions and powers in the potential, and square roots of quadratic ones (k x)^2."""
    found: set[sp.Expr] = set()
    for node in sp.preorder_traversal(potential):
        for argument in node.args if node.is_Function or node.is_Pow else ():
            inner = sp.expand(argument)
            if x in inner.free_symbols and inner.is_polynomial(x):
                if sp.degree(inner, x) == 1:
                    found.add(inner)
                elif sp.degree(inner, x) == 2 and (inner.coeff(x, 0) == 0 or inner.coeff(x, 0).is_positive) and inner.coeff(x, 1) == 0:
                    scale = inner.coeff(x, 2) / (inner.coeff(x, 0) or 1)
                    found.add(sp.sqrt(sp.Abs(scale)) * x)
    return found


def candidates(potential: sp.Expr, x: sp.Symbol, order: int) -> tuple[sp.Expr, ...]:
    """|V^(order)| where it may be largest: the moduli of its extreme values, without 0."""
    moduli = (sp.simplify(sp.Abs(value)) for value in extreme_values(sp.diff(potential, x, order), x))
    return tuple(dict.fromkeys(value for value in moduli if value != 0))


def extreme_values(function: sp.Expr, x: sp.Symbol) -> tuple[sp.Expr, ...]:
    """The function where its derivative vanishes, as far as SymPy solves that, and its finite limits at both ends of the line."""
    try:
        roots = sp.solve(sp.simplify(sp.diff(function, x)), x, dict=False)
    except NotImplementedError:  # SymPy's word for an equation that it cannot solve: fewer candidates
        roots = []
    limits = (sp.limit(function, x, end) for end in (sp.oo, -sp.oo))
    return (
        *(sp.simplify(function.subs(x, root)) for root in roots if root.is_real is not False),
        *(limit for limit in limits if limit.is_finite is not False and not limit.has(sp.Limit, sp.AccumBounds)),
    )
