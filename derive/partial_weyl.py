r"""Partial Weyl symbols: functions of the coordinates of one subsystem whose values are operators of the other.

The value of a # b multiplies values in their order, so that values may be matrices, noncommuting SymPy symbols, or anything given with
its `product`. To second order in h

    a # b = a b + (h/2i) {a, b} + O(h^2),    {a, b} = <d_xi a, d_x b> - <d_x a, d_xi b>    (factors in this order),

and -(i/h) [H, rho] becomes -(i/h)(H rho - rho H) - (1/2)({H, rho} - {rho, H}) + O(h), the quantum-classical bracket.

>>> x, xi, h = sp.symbols("x xi h")
>>> Q, P = sp.symbols("Q P", commutative=False)
>>> partial_commutator(x * Q, xi * P, CanonicalPairs((x,), (xi,), h))
{0: -x*xi*P*Q + x*xi*Q*P, 1: I*P*Q/2 + I*Q*P/2}

Source: Aleksandrov, Z. Naturforsch. 36a, 902 (1981); Kapral and Ciccotti, J. Chem. Phys. 110, 8919 (1999).
"""

from __future__ import annotations

from operator import mul
from typing import Any

import sympy as sp

from derive.canonical_pairs import CanonicalPairs
from derive.smooth_symbols import Product, SmoothSymbols
from derive.weyl_lindblad import dissipator_symbol


def _powers(algebra: SmoothSymbols, value: Any, order: int | None) -> dict[int, Any]:
    if not isinstance(value, sp.MatrixBase):
        found: dict[int, Any] = algebra.powers(value)
    else:
        entries = [algebra.powers(entry) for entry in value]
        every = sorted({power for entry in entries for power in entry})
        found = {power: sp.Matrix(*value.shape, [entry.get(power, sp.S.Zero) for entry in entries]) for power in every}
    return {power: part for power, part in found.items() if order is None or power < order}


def partial_star(
    a: Any, b: Any, at: CanonicalPairs, order: int | None = None, *, product: Product = mul
) -> dict[int, Any]:
    """The coefficients of powers of h in a # b, those below `order` if it is given; without it the sum must be finite."""
    algebra = SmoothSymbols(at, product)
    return _powers(algebra, algebra.star(a, b, order), order)


def partial_commutator(
    a: Any, b: Any, at: CanonicalPairs, order: int | None = None, *, product: Product = mul
) -> dict[int, Any]:
    """The coefficients of powers of h in a # b - b # a."""
    algebra = SmoothSymbols(at, product)
    return _powers(algebra, algebra.commutator(a, b, order), order)


def partial_dissipator(
    jump: Any, adjoint: Any, density: Any, at: CanonicalPairs, order: int | None = None, *, product: Product = mul
) -> dict[int, Any]:
    """The coefficients of powers of h in L rho L* - (1/2)(L* L rho + rho L* L); `adjoint` is the symbol of L*."""
    algebra = SmoothSymbols(at, product)
    return _powers(algebra, dissipator_symbol(algebra, jump, adjoint, density, order), order)
