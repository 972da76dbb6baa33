"""Positions, momenta and Planck's constant as symbols, and the Poisson bracket in the sign of the Weyl calculus."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp


@dataclass(frozen=True)
class CanonicalPairs:
    """Coordinates (x_1, xi_1), ..., (x_n, xi_n) of phase space, and h with x_j # xi_k - xi_k # x_j = i h delta_jk.

    Raises: ValueError unless there are as many positions as momenta and all symbols differ.
    """

    x: tuple[sp.Symbol, ...]
    xi: tuple[sp.Symbol, ...]
    h: sp.Symbol

    def __post_init__(self) -> None:
        letters = (*self.x, *self.xi, self.h)
        if not self.x or len(self.x) != len(self.xi):
            raise ValueError(f"`x` must have as many entries as `xi`, at least one, but are {self.x}, {self.xi}")
        if not all(isinstance(letter, sp.Symbol) for letter in letters) or len(set(letters)) < len(letters):
            raise ValueError(f"coordinates and `h` must be different symbols, but are {letters}")

    @property
    def coordinates(self) -> tuple[sp.Symbol, ...]:
        """(x_1, ..., x_n, xi_1, ..., xi_n)."""
        return (*self.x, *self.xi)


def poisson_bracket(a: sp.Expr, b: sp.Expr, at: CanonicalPairs) -> sp.Expr:
    """{a, b} = H_a b = sum_j (d_xi_j a)(d_x_j b) - (d_x_j a)(d_xi_j b).

    >>> x, xi, h = sp.symbols("x xi h")
    >>> poisson_bracket(x * xi, sp.Function("a")(x, xi), CanonicalPairs((x,), (xi,), h))
    x*Derivative(a(x, xi), x) - xi*Derivative(a(x, xi), xi)
    """
    pairs = zip(at.x, at.xi, strict=True)
    return sp.expand(sum((sp.diff(a, p) * sp.diff(b, q) - sp.diff(a, q) * sp.diff(b, p) for q, p in pairs), sp.S.Zero))
