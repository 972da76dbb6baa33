"""Any model as a master equation with trajectories: what the engines for constant noise in every momentum do not do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sympy as sp

from derive.classical_quantum_equation import MasterEquation
from derive.classical_quantum_unravelling import Unravelling, factor, left_inverse, unravelling
from numerics.hybrid.unravelled import Start
from verify.hybrid.equation import EquationModel
from verify.hybrid.model import HybridModel
from verify.hybrid.numbers import array, number
from verify.system_input import UnusableSystem


@dataclass(frozen=True)
class Law:
    """The equation, its unravelling, and how many of the variables are shown as positions, the others being momenta."""

    equation: MasterEquation
    unravelling: Unravelling
    split: int

    @property
    def keeps_purity(self) -> bool:
        """Whether pure states stay pure, everywhere."""
        return bool(self.unravelling.surplus.is_zero_matrix)


def equation_of(model: HybridModel) -> MasterEquation:
    """The master equation of (q, p): c = (p/m, -V'), B = F/2, and the decoherence that is stated, or the least one and the surplus."""
    d, n = len(model.coordinates), model.levels
    momenta = model.momenta or tuple(sp.Symbol(f"p_{q}", real=True) for q in model.coordinates)
    drift = [sp.S.Zero if model.mass is None else p / model.mass for p in momenta]
    drift += [-model.potential.diff(q) for q in model.coordinates]
    none = [] if model.momenta else [sp.ImmutableMatrix.zeros(n, n)] * d
    forces = [*none, *model.forces]
    D2 = sp.ImmutableMatrix(model.diffusion if model.momenta else sp.diag(sp.zeros(d, d), model.diffusion))
    others = model.surplus if model.decoherence is None else model.decoherence.operators
    D1 = sp.ImmutableMatrix(sp.Matrix.hstack(sp.eye(2 * d) / 2, sp.zeros(2 * d, len(others))))
    if model.decoherence is None:
        inverse = left_inverse(factor(D2))
        D0 = sp.diag(inverse.T * inverse / 4, sp.eye(len(others)))
    else:
        D0 = sp.diag(sp.zeros(2 * d, 2 * d), model.decoherence.rates)
    H = sp.ImmutableMatrix(model.coupling / model.hbar)
    return MasterEquation((*model.coordinates, *momenta), tuple(drift), H, (*forces, *others), sp.ImmutableMatrix(D0), D1, D2)


def law_of(model: HybridModel | EquationModel) -> tuple[Law, Start]:
    """The law and the start in doubles. Raises: UnusableSystem where it cannot be simulated, with the reason."""
    start = model.start
    try:
        if isinstance(model, EquationModel):
            law = Law(model.equation, unravelling(model.equation, model.sigma), len(model.equation.variables))
            z, spread = list(model.start.z), list(model.start.spread)
        else:
            equation, d = equation_of(model), len(model.coordinates)
            law = Law(equation, unravelling(equation), d)
            z, spread = [*model.start.q, *model.start.p], [model.start.q_spread] * d + [model.start.p_spread] * d
        if any(each.has(sp.conjugate) for each in (law.unravelling.sigma, law.unravelling.surplus, *law.unravelling.kicks)):
            raise UnusableSystem(f"`D_2` must be at least 0 at all values of the variables, but {law.equation.D2.tolist()} is not known to "
                                 "be; state one that cannot be negative, as 1 + q^2")
        rho = array(start.density)
        return law, Start(np.array([number(each) for each in z]), np.array([number(each) for each in spread]), rho)
    except ValueError as error:
        raise UnusableSystem(str(error)) from error


def on_grid(law: Law, start: Start, wanted: Sequence[tuple[sp.ImmutableMatrix | None, tuple[int, ...], tuple[float, ...]]],
            time: float, tolerance: float) -> list[tuple[float, float]] | None:
    """Values and error bars by the master equation on a grid; None where there are more than two variables, or a sharp one."""
    if len(start.z) > 2 or not np.all(start.spread > 0) or law.equation.levels > 3:
        return None
    from numerics.hybrid.differences import means

    chosen = [(None if B is None else array(B), powers, about) for B, powers, about in wanted]
    found = means(law.equation, law.unravelling, start, time, chosen, tolerance=tolerance)
    return [(float(each.value), each.error) for each in found]
