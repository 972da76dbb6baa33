"""A classical-quantum model stated by the coefficients of its master equation, exact: what a file states, before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy as sp

from derive.classical_quantum_equation import MasterEquation


@dataclass(frozen=True)
class EquationStart:
    """A density matrix of trace 1, and Gaussians of the variables with these means and standard deviations. Shapes (n, n), (N,), (N,)."""

    density: sp.ImmutableMatrix
    z: tuple[sp.Expr, ...]
    spread: tuple[sp.Expr, ...]


@dataclass(frozen=True)
class EquationModel:
    """A model. equation: with its Hamiltonian over hbar. sigma: where the file states it, a factor of 2 D_2. parameters: as typed."""

    name: str
    title: str
    equation: MasterEquation
    sigma: sp.ImmutableMatrix | None
    hbar: sp.Expr
    start: EquationStart
    time: sp.Expr
    parameters: Mapping[str, str]

    @property
    def levels(self) -> int:
        """The dimension of the quantum system."""
        return self.equation.levels

    @property
    def is_fixed(self) -> bool:
        """Whether the operators and D_0, D_1, D_2 depend on no variable."""
        made = self.equation
        return not any(each.free_symbols for each in (made.D0, made.D1, made.D2, *made.operators))
