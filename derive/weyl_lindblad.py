r"""The Lindblad generator on Weyl symbols, as a differential operator graded by powers of h.

    rho  ->  unitary [P, rho] + rate * sum_j (L_j rho L_j* - (1/2) (L_j* L_j rho + rho L_j* L_j))

for P = Op(p), L_j = Op(l_j), rho = Op(f). With {a, b} = <d_xi a, d_x b> - <d_x a, d_xi b>, the lowest orders are
unitary (h/i) {p, f} and, for real l, rate (h^2/2) {l, {l, f}}; for linear l and quadratic p there are no others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from derive.canonical_pairs import CanonicalPairs
from derive.differential_operator import DifferentialOperator, operator_of
from derive.weyl import Algebra, evaluated


def conjugate_symbol(symbol: sp.Expr, at: CanonicalPairs) -> sp.Expr:
    """The symbol of the adjoint: the complex conjugate at real coordinates and h. Raises: ValueError where it stays unevaluated.

    >>> x, xi, h = sp.symbols("x xi h")
    >>> conjugate_symbol(x + sp.I * xi, CanonicalPairs((x,), (xi,), h))
    x - I*xi
    """
    real = {sp.conjugate(c): c for c in (*at.coordinates, at.h)}
    result = sp.conjugate(sp.expand(symbol)).xreplace(real)
    letters = {*at.coordinates, at.h}
    if left := [part for part in result.atoms(sp.conjugate) if part.free_symbols & letters]:
        raise ValueError(f"`symbol` must have a known conjugate, but {left[0]} is left; declare its function real=True")
    return result


def dissipator_symbol(algebra: Algebra, jump: Any, adjoint: Any, density: Any, order: int | None) -> Any:
    """L rho L* - (1/2)(L* L rho + rho L* L) = (1/2) ([L rho, L*] + [L, rho L*])."""
    first = algebra.commutator(algebra.star(jump, density, order), adjoint, order)
    return (first + algebra.commutator(jump, algebra.star(density, adjoint, order), order)) / 2


def lindblad(
    hamiltonian: sp.Expr,
    jumps: Sequence[sp.Expr],
    at: CanonicalPairs,
    *,
    unitary: sp.Expr,
    rate: sp.Expr,
    order: int | None = None,
) -> DifferentialOperator:
    """The generator up to O(h^order); with no order all of it, which must be finite.

    unitary, rate: multiples of powers of h, as -I/h and gamma/h.

    >>> x, xi, h, g = sp.symbols("x xi h g")
    >>> at = CanonicalPairs((x,), (xi,), h)
    >>> lindblad(xi**2 / 2, [x], at, unitary=-sp.I / h, rate=g / h).terms
    {(0, (1, 0)): -xi, (1, (0, 2)): g/2}
    """
    density = sp.Function("f")(*at.coordinates)
    if any(expression.has(sp.Function("f")) for expression in map(sp.sympify, (hamiltonian, *jumps))):
        raise ValueError("`f` must stand for the density only, but it occurs in an operator; rename that function")
    powers: dict[int, sp.Expr] = {}
    cut = False
    parts = [((hamiltonian,), unitary), *(((l, conjugate_symbol(sp.sympify(l), at)), rate) for l in jumps)]
    for symbols, factor in parts:
        coefficient, shift = sp.sympify(factor).as_coeff_exponent(at.h)
        if coefficient.has(at.h) or not shift.is_Integer:
            raise ValueError(f"`unitary` and `rate` must be multiples of powers of {at.h}, but {factor} is not")
        stop = None if order is None else max(order - int(shift), 0)

        def compute(algebra: Algebra, *elements: Any, stop: int | None = stop) -> Any:
            if len(elements) == 2:
                return algebra.commutator(elements[0], elements[1], stop)
            return dissipator_symbol(algebra, elements[0], elements[1], elements[2], stop)

        found, truncated = evaluated((*symbols, density), at, compute)
        cut |= truncated
        for power, value in found.items():
            total = power + int(shift)
            cut |= order is not None and total >= order
            if order is None or total < order:
                powers[total] = sp.expand(powers.get(total, sp.S.Zero) + coefficient * value)
    return operator_of({k: powers[k] for k in sorted(powers)}, density, at.coordinates, at.h, order if cut else None)
