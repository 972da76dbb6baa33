r"""Finite ensembles of classical-quantum states: points z_k and density matrices rho_k with probabilities w_k.

    <A> = E[Tr A(Z) rho] = sum_k w_k Tr A(z_k) rho_k,        rho(z) = E[delta(z - Z) rho] = sum_k w_k delta(z - z_k) rho_k

Every ensemble is a limit of finite ones; what is linear in E holds for all if it holds for these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp


@dataclass(frozen=True)
class Ensemble:
    """The probabilities, points and density matrices of the realisations."""

    weights: Sequence[sp.Expr]
    points: Sequence[sp.Expr]
    states: Sequence[sp.Matrix]

    def mean(self, observable: sp.Matrix, z: sp.Symbol) -> sp.Expr:
        """E[Tr A(Z) rho], realisation by realisation; `observable` is A as a matrix of functions of z.

        >>> z = sp.Symbol("z", real=True)
        >>> Ensemble([1], [3], [sp.diag(1, 0)]).mean(sp.diag(z, 0), z)
        3
        """
        parts = [w * (observable.subs(z, at) * rho).trace() for w, at, rho in self._rows()]
        return sp.expand(sp.Add(*parts))

    def macroscopic(self, z: sp.Symbol) -> sp.Matrix:
        """E[delta(z - Z) rho]."""
        total = sp.zeros(*self.states[0].shape)
        for w, at, rho in self._rows():
            total += w * sp.DiracDelta(z - at) * rho
        return total

    def state(self) -> sp.Matrix:
        """E[rho]."""
        total = sp.zeros(*self.states[0].shape)
        for w, _, rho in self._rows():
            total += w * rho
        return total.applyfunc(sp.expand)

    def mean_square(self, operator: sp.Matrix) -> sp.Expr:
        """E[(Tr A rho)^2], which the average state does not determine."""
        return sp.expand(sp.Add(*(w * (operator * rho).trace() ** 2 for w, _, rho in self._rows())))

    def _rows(self) -> list[tuple[sp.Expr, sp.Expr, sp.Matrix]]:
        return list(zip(self.weights, self.points, self.states, strict=True))


def integrated(observable: sp.Matrix, macroscopic: sp.Matrix, z: sp.Symbol) -> sp.Expr:
    """int dz Tr[A(z) rho(z)] for a rho(z) made of delta functions."""
    return sp.expand(sp.integrate(sp.expand((observable * macroscopic).trace()), (z, -sp.oo, sp.oo)))
