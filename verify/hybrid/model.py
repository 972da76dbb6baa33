r"""A classical-quantum model, exact: what a file states, before anything is computed.

    d_t rho = {H_C, rho} - (i/hbar) [H_I, rho] + ({H_I, rho} - {rho, H_I})/2 + D_2_ij d_pi d_pj rho
              + sum_ab D_0_ab (L_a rho L_b^+ - (1/2) {L_b^+ L_a, rho}_+),     H_C = p^2/2m + V(q)

The forces are F_i = -dH_I/dq_i, operators of the quantum system; D_1 is half of them, and D_2 = sigma sigma^T/2 where dp = ... + sigma dW.

Source: Layton, Oppenheim and Weller-Davies, arXiv:2208.11722, in the convention of talashan2025 (dynamical conditions).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy as sp


@dataclass(frozen=True)
class Decoherence:
    """sum_ab D_0_ab (L_a rho L_b^+ - (1/2) {L_b^+ L_a, rho}_+). Shapes: operators m of (n, n), rates (m, m). Units: D_0 L L^+ 1/time."""

    operators: tuple[sp.ImmutableMatrix, ...]
    rates: sp.ImmutableMatrix


@dataclass(frozen=True)
class Start:
    """The initial state: a density matrix of trace 1, and a Gaussian of the particle with these means and standard deviations.

    Shapes: density (n, n), q and p (d,).
    """

    density: sp.ImmutableMatrix
    q: tuple[sp.Expr, ...]
    p: tuple[sp.Expr, ...]
    q_spread: sp.Expr
    p_spread: sp.Expr


@dataclass(frozen=True)
class HybridModel:
    """A model.

    mass: None for an infinite one: the particle does not move. momenta: their symbols where H_I depends on them, else none. diffusion:
    D_2 of the momenta, (d, d), or with `momenta` of positions and momenta, (2d, 2d). decoherence: None for the least that the
    trade-off allows. surplus: Lindblad operators beyond that. sources: points where the acceleration grows like strength/distance^2, with
    that strength. parameters: as typed.
    """

    name: str
    title: str
    coordinates: tuple[sp.Symbol, ...]
    potential: sp.Expr
    coupling: sp.ImmutableMatrix
    diffusion: sp.ImmutableMatrix
    decoherence: Decoherence | None
    surplus: tuple[sp.ImmutableMatrix, ...]
    mass: sp.Expr | None
    hbar: sp.Expr
    start: Start
    time: sp.Expr
    sources: tuple[tuple[tuple[sp.Expr, ...], sp.Expr], ...]
    parameters: Mapping[str, str]
    momenta: tuple[sp.Symbol, ...] = ()

    @property
    def variables(self) -> tuple[sp.Symbol, ...]:
        """What H_I, the noise and the decoherence may depend on: the coordinates, then the momenta that have symbols."""
        return (*self.coordinates, *self.momenta)

    @property
    def point(self) -> tuple[sp.Expr, ...]:
        """The values of the variables at the start."""
        return (*self.start.q, *(self.start.p if self.momenta else ()))

    @property
    def levels(self) -> int:
        """The dimension of the quantum system."""
        return int(self.coupling.rows)

    @property
    def forces(self) -> tuple[sp.ImmutableMatrix, ...]:
        """F_i = {z_i, H_I}: -dH_I/dq_i on the momenta; before them, with `momenta`, dH_I/dp_i on the positions. d or 2d matrices (n, n)."""
        on_positions = [sp.ImmutableMatrix(self.coupling.diff(p)) for p in self.momenta]
        return (*on_positions, *(sp.ImmutableMatrix(-self.coupling.diff(q)) for q in self.coordinates))

    @property
    def is_fixed(self) -> bool:
        """Whether forces, diffusion and decoherence do not depend on position or momentum."""
        every = [*self.forces, self.diffusion]
        if self.decoherence is not None:
            every += [*self.decoherence.operators, self.decoherence.rates]
        return not any(each.free_symbols & set(self.variables) for each in every)

    def at(self, matrix: sp.ImmutableMatrix, point: tuple[sp.Expr, ...]) -> sp.ImmutableMatrix:
        """The matrix at values of the variables. Raises: ValueError for too few, ArithmeticError where it is not finite there."""
        if len(point) != len(self.variables):
            raise ValueError(f"`point` must have a value for each of {', '.join(map(str, self.variables))}, but has {len(point)}")
        found = sp.ImmutableMatrix(matrix.subs(dict(zip(self.variables, point, strict=True)), simultaneous=True))
        if found.has(sp.zoo, sp.nan, sp.oo, -sp.oo):
            raise ArithmeticError(f"`coupling` must be finite at q = {', '.join(map(str, point))}, but is not")
        return found
